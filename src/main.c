/* SPDX-License-Identifier: BSD-2-Clause */
#include <locale.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "hook.h"
#include "options.h"
#include "run.h"

int
main(int argc, char **argv)
{
	static int (*const commands[])(const struct options *) = {
		[COMMAND_CHECK] = run_check, [COMMAND_REVIEW] = run_check,
		[COMMAND_MERGE] = run_merge,
		[COMMAND_DIFF] = run_diff, [COMMAND_PRINT] = run_print,
		[COMMAND_RULES] = run_rules, [COMMAND_EXPLAIN] = run_explain,
		[COMMAND_POLICY_SHOW] = run_policy_show, [COMMAND_POLICY_CHECK] = run_policy_check,
		[COMMAND_HOOK_INSTALL] = hook_install, [COMMAND_HOOK_UNINSTALL] = hook_uninstall,
		[COMMAND_HOOK_STATUS] = hook_status, [COMMAND_HOOK_PRE_COMMIT] = run_check,
		[COMMAND_HOOK_PRE_RECEIVE] = hook_pre_receive,
	};
	struct options options;
	int code;

#ifdef M_TRIM_THRESHOLD
	/* ldns asks for large work buffers a record; giving them back each time costs more than all else. */
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
	mallopt(M_TOP_PAD, 1 << 20);
#endif
	setlocale(LC_CTYPE, "");
	code = options_parse(&options, argc, argv);
	return code >= 0 ? code : commands[options.command](&options);
}
