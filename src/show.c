/* SPDX-License-Identifier: BSD-2-Clause */
/* zonevet policy show and policy check: what holds here, and is it sound? */
#include <stdio.h>
#include <string.h>

#include "judge.h"
#include "run.h"

static bool
show(struct judge *judge, const struct options *o, struct error *err)
{
	struct subject subject = { .zone = str_of(o->zone), .owner = str_of(o->owner) };
	const struct rule *rule;

	if (o->type && !type_parse(str_of(o->type), &subject.type))
		return fail(err, "there is no record type '%s'", o->type);
	if (!judge_open_here(judge, o, err))
		return false;
	rule = o->rule ? policy_rule_find(judge->policy, str_of(o->rule)) : NULL;
	if (o->rule && rule == NULL)
		return fail(err, "there is no rule '%s'; `zonevet rules` lists them", o->rule);
	printf("%.*s", STR(policy_show(judge->policy, &subject, rule, &judge->arena)));
	return true;
}

int
run_policy_show(const struct options *o)
{
	struct judge judge = { .policy = NULL };
	struct error err = { "" };
	int code = show(&judge, o, &err) ? run_flushed() : run_fail(&err);

	judge_close(&judge);
	return code;
}

int
run_policy_check(const struct options *o)
{
	struct judge judge = { .policy = NULL };
	struct error err = { "" };
	const struct str *unbuilt;
	size_t n;
	int code;

	if (judge_open_here(&judge, o, &err)) {
		printf("%.*s", STR(policy_idle(judge.policy, &judge.arena)));
		n = policy_unbuilt(judge.policy, &unbuilt);
		for (size_t i = 0; i < n; i++)
			printf("%.*s: known, but this version cannot judge it yet\n", STR(unbuilt[i]));
		printf("%.*s: good\n", STR(policy_path(judge.policy)));
		code = run_flushed();
	} else {
		code = run_fail(&err);
	}
	judge_close(&judge);
	return code;
}
