/* SPDX-License-Identifier: BSD-2-Clause */
/* zonevet rules, explain, policy show and policy check: what would judge, and why. */
#include <stdio.h>
#include <string.h>

#include "judge.h"
#include "run.h"

static int
say(const struct error *err)
{
	fprintf(stderr, "zonevet: %s\n", err->text);
	return 2;
}

static int
flushed(void)
{
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 2;
}

int
run_rules(const struct options *o)
{
	static const struct subject any = { .type = 0 };
	size_t built = 0, known = 0;
	const struct rule *rule;
	struct error err;
	struct policy *policy = policy_shipped("baseline", &err);

	(void)o;
	if (policy == NULL)
		return say(&err);
	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++) {
		known++;
		if (rule->check == NULL)
			continue;
		built++;
		printf("%-30s %-8s %s\n", rule->id,
		    severity_text(policy_severity(policy, rule, &any, NULL)), rule->summary);
	}
	printf("\n%zu rules, with their severity in the baseline profile. `zonevet explain RULE` tells "
	    "more.\n", built);
	if (built < known)
		printf("%zu more ids are known, and accepted in a policy, but not judged yet.\n",
		    known - built);
	policy_free(policy);
	return flushed();
}

static const struct rule *
nearest_rule(struct str id)
{
	const struct rule *best = NULL, *rule;
	unsigned limit = 4;

	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++) {
		unsigned distance = str_distance(id, str_of(rule->id), limit);

		if (distance < limit) {
			best = rule;
			limit = distance;
		}
	}
	return best;
}

/* Words of `text` in lines of at most `width` columns, each behind `indent` blanks. */
static void
print_wrapped(const char *text, int indent, unsigned width)
{
	struct str rest = str_of(text), word;
	size_t room = (width > 100 ? 100 : width) - (size_t)indent, used = 0;

	while (str_field(&rest, " ", &word)) {
		if (used && used + 1 + word.len > room) {
			putchar('\n');
			used = 0;
		}
		printf("%*s%.*s", used ? 1 : indent, "", STR(word));
		used += word.len + (used > 0);
	}
	putchar('\n');
}

static void
print_parameters(const struct rule *rule, struct policy *profiles[3])
{
	static const struct subject any = { .type = 0 };

	printf("\nparameters%20s%-16s%-16s%s\n", "", "baseline", "strict", "registry");
	printf("  %-28s", "severity");
	for (int i = 0; i < 3; i++)
		printf("%-16s", severity_text(policy_severity(profiles[i], rule, &any, NULL)));
	putchar('\n');
	for (const struct param *p = rule->params; p->key; p++) {
		printf("  %-28s", p->key);
		for (int i = 0; i < 3; i++)
			printf("%-16.*s", STR(policy_value(profiles[i], rule, p->key, &any, NULL)));
		printf("\n    %s\n", p->doc);
	}
}

int
run_explain(const struct options *o)
{
	static const char *const names[] = { "baseline", "strict", "registry" };
	const struct rule *rule = rules_find(str_of(o->file)), *near;
	struct policy *profiles[3] = { NULL, NULL, NULL };
	struct error err;

	if (rule == NULL) {
		near = nearest_rule(str_of(o->file));
		fprintf(stderr, "zonevet: there is no rule '%s'%s%s%s; `zonevet rules` lists them\n",
		    o->file, near ? "; did you mean " : "", near ? near->id : "", near ? "?" : "");
		return 2;
	}
	for (int i = 0; i < 3; i++) {
		profiles[i] = policy_shipped(names[i], &err);
		if (profiles[i] == NULL) {
			fprintf(stderr, "zonevet: %s\n", err.text);
			return 2;
		}
	}
	printf("%s: %s\n", rule->id, rule->summary);
	if (rule->check == NULL)
		printf("\nThis version knows the rule but cannot judge it yet.\n");
	if (rule->why) {
		printf("\nwhy\n");
		print_wrapped(rule->why, 2, o->width);
	}
	if (rule->fix) {
		printf("\nfix\n");
		print_wrapped(rule->fix, 2, o->width);
	}
	print_parameters(rule, profiles);
	printf("\nhow to waive one finding of it, in zonevet.ini of the base branch\n"
	    "  [waiver \"ID\"]\n  rule = %s\n  owners = NAME\n  expires = YYYY-MM-DD\n"
	    "  ticket = TICKET\n", rule->id);
	if (rule->controls)
		printf("\ncontrols\n  %s\n", rule->controls);
	for (int i = 0; i < 3; i++)
		policy_free(profiles[i]);
	return flushed();
}

static bool
show(struct judge *judge, const struct options *o, struct error *err)
{
	struct subject subject = { .zone = str_of(o->zone), .owner = str_of(o->owner) };
	const struct rule *rule = o->rule ? rules_find(str_of(o->rule)) : NULL;

	if (o->rule && rule == NULL)
		return fail(err, "there is no rule '%s'; `zonevet rules` lists them", o->rule);
	if (o->type && !type_parse(str_of(o->type), &subject.type))
		return fail(err, "there is no record type '%s'", o->type);
	if (!judge_open_here(judge, o, err))
		return false;
	printf("%.*s", STR(policy_show(judge->policy, &subject, rule, &judge->arena)));
	return true;
}

int
run_policy_show(const struct options *o)
{
	struct judge judge = { .policy = NULL };
	struct error err = { "" };
	int code = show(&judge, o, &err) ? flushed() : say(&err);

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
		code = flushed();
	} else {
		code = say(&err);
	}
	judge_close(&judge);
	return code;
}
