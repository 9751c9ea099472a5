/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RUN_H
#define ZONEVET_RUN_H

#include "options.h"

/*
 * The commands.  Each returns the exit code: 0 nothing at or above the
 * fail-on level, 1 findings there, 2 could not judge (said on standard error).
 */
int run_check(const struct options *);          /* check; hook pre-commit */
int run_merge(const struct options *);          /* of what `check --shard` wrote */
int run_diff(const struct options *);
int run_print(const struct options *);
int run_rules(const struct options *);
int run_explain(const struct options *);
int run_policy_show(const struct options *);
int run_policy_check(const struct options *);

/* How a command ends: says the error, and is 2; or 0, 2 when standard output took not all of it. */
int run_fail(const struct error *);
int run_flushed(void);

#endif
