/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_HOOK_H
#define ZONEVET_HOOK_H

#include "options.h"

/* Installing and running git hooks; exit codes as in run.h. */
int hook_install(const struct options *);
int hook_uninstall(const struct options *);
int hook_status(const struct options *);
/* Reads "old new ref" lines from standard input and judges each ref (githooks(5)). */
int hook_pre_receive(const struct options *);

#endif
