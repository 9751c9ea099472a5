#include "hook.h"
int hook_install(const struct options *o) { (void)o; return 2; }
int hook_uninstall(const struct options *o) { (void)o; return 2; }
int hook_status(const struct options *o) { (void)o; return 2; }
int hook_pre_receive(const struct options *o) { (void)o; return 2; }
