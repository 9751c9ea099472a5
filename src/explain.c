/* SPDX-License-Identifier: BSD-2-Clause */
/* zonevet rules and zonevet explain: the catalogue, printed from its rows. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "judge.h"
#include "report/escape.h"
#include "run.h"

enum { PROFILES = 3 };
static const char *const profile_names[PROFILES] = { "baseline", "strict", "registry" };
static const struct subject any = { .type = 0 };

/* The smallest golden case that fires the rule. */
static const struct example {
	const char *rule, *changed, *said;
} examples[] = {
#include "examples.inc"
};

static void
close_profiles(struct policy *profiles[PROFILES])
{
	for (int i = 0; i < PROFILES; i++)
		if (profiles[i])
			policy_free(profiles[i]);
}

static bool
open_profiles(struct policy *profiles[PROFILES], struct error *err)
{
	memset(profiles, 0, PROFILES * sizeof(*profiles));
	for (int i = 0; i < PROFILES; i++) {
		profiles[i] = policy_shipped(profile_names[i], err);
		if (profiles[i] == NULL) {
			close_profiles(profiles);
			return false;
		}
	}
	return true;
}

static const char *
level(struct policy *profile, const struct rule *rule)
{
	return severity_text(policy_severity(profile, rule, &any, NULL));
}

/* Text of a policy, for the terminal. */
static struct str
plain(struct arena *a, const char *text)
{
	struct buf out = { NULL, 0, 0 };
	struct str escaped;

	escape_terminal(&out, str_of(text));
	escaped = arena_dup(a, buf_str(&out));
	buf_free(&out);
	return escaped;
}

/* --- zonevet rules ------------------------------------------------------------------ */

static void
print_text(struct policy *profiles[PROFILES])
{
	size_t built = 0, known = 0;
	const struct rule *rule;

	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++) {
		known++;
		if (rule->check == NULL)
			continue;
		built++;
		printf("%-30s %-8s %s\n", rule->id, level(profiles[0], rule), rule->summary);
	}
	printf("\n%zu rules, with their severity in the baseline profile. `zonevet explain RULE` tells "
	    "more.\n", built);
	if (built < known)
		printf("%zu more ids are known, and accepted in a policy, but not judged yet.\n",
		    known - built);
}

/* The rules that the policy here makes; one that cannot be read is `policy check`'s matter. */
static void
print_customs(const struct options *o)
{
	struct judge judge = { .policy = NULL };
	struct error err = { "" };
	size_t i = 0, n = 0;
	const struct rule *rule;

	if (judge_open_here(&judge, o, &err)) {
		while (rules_nth(i))
			i++;
		for (; (rule = policy_rule_nth(judge.policy, i)) != NULL; i++)
			printf("%s%-30s %.*s\n", n++ ? "" : "\n", rule->id,
			    STR(plain(&judge.arena, rule->summary)));
		if (n)
			printf("\n%zu of your own, from %.*s.\n", n, STR(policy_path(judge.policy)));
	}
	judge_close(&judge);
}

/* The part of an id before its first hyphen: the family. */
static size_t
family(const char *id)
{
	return strcspn(id, "-");
}

/* For the README: a table a family. */
static void
print_markdown(struct policy *profiles[PROFILES])
{
	const char *last = "";
	const struct rule *rule;

	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++) {
		size_t len = family(rule->id);

		if (rule->check == NULL)
			continue;
		if (family(last) != len || strncmp(last, rule->id, len) != 0)
			printf("%s| %.*s | baseline | strict | registry | |\n|---|---|---|---|---|\n",
			    *last ? "\n" : "", (int)len, rule->id);
		last = rule->id;
		printf("| `%s` | %s | %s | %s | %s |\n", rule->id, level(profiles[0], rule),
		    level(profiles[1], rule), level(profiles[2], rule), rule->summary);
	}
}

static void
print_ids(void)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++)
		puts(rule->id);
}

int
run_rules(const struct options *o)
{
	struct policy *profiles[PROFILES];
	struct error err;

	if (!open_profiles(profiles, &err))
		return run_fail(&err);
	if (o->format && strcmp(o->format, "markdown") == 0)
		print_markdown(profiles);
	else if (o->format && strcmp(o->format, "ids") == 0)
		print_ids();
	else
		print_text(profiles);
	close_profiles(profiles);
	if (o->format == NULL || strcmp(o->format, "text") == 0)
		print_customs(o);
	return run_flushed();
}

/* --- zonevet explain ----------------------------------------------------------------- */

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

/* A heading, and words in lines of at most `width` columns behind two blanks. */
static void
print_section(const char *title, const char *text, unsigned width)
{
	struct str rest = str_of(text), word;
	size_t room = (width > 100 ? 100 : width) - 2, used = 0;

	if (text == NULL)
		return;
	printf("\n%s\n", title);
	while (str_field(&rest, " ", &word)) {
		if (used && used + 1 + word.len > room) {
			putchar('\n');
			used = 0;
		}
		printf("%*s%.*s", used ? 1 : 2, "", STR(word));
		used += word.len + (used > 0);
	}
	putchar('\n');
}

static void
print_parameters(const struct rule *rule, struct policy *profiles[PROFILES])
{
	printf("\nparameters%20s%-16s%-16s%s\n", "", "baseline", "strict", "registry");
	printf("  %-28s", "severity");
	for (int i = 0; i < PROFILES; i++)
		printf("%-16s", level(profiles[i], rule));
	putchar('\n');
	for (const struct param *p = rule->params; p->key; p++) {
		printf("  %-28s", p->key);
		for (int i = 0; i < PROFILES; i++)
			printf("%-16.*s", STR(policy_value(profiles[i], rule, p->key, &any, NULL)));
		printf("\n    %s\n", p->doc);
	}
}

static void
print_example(const struct rule *rule)
{
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		struct str rest = str_of(examples[i].changed), line;

		if (strcmp(examples[i].rule, rule->id) != 0)
			continue;
		printf("\nexample\n");
		while (str_field(&rest, "\n", &line))
			printf("  %.*s\n", STR(line));
		printf("  => %s", examples[i].said);
	}
}

static void
print_waiver(const struct rule *rule)
{
	printf("\nhow to waive one finding of it, in zonevet.ini of the base branch\n"
	    "  [waiver \"ID\"]\n  rule = %s\n  owners = NAME\n  expires = YYYY-MM-DD\n"
	    "  ticket = TICKET\n", rule->id);
}

/* A rule of the policy here: its own words, and its keys with the line that set each. */
static bool
explain_custom(struct judge *judge, const struct options *o, struct error *err)
{
	const struct rule *rule;

	if (!judge_open_here(judge, o, err))
		return false;
	rule = policy_rule_find(judge->policy, str_of(o->file));
	if (rule == NULL)
		return fail(err, "%.*s has no rule '%s'; `zonevet rules` lists them",
		    STR(policy_path(judge->policy)), o->file);
	printf("%s: %.*s\n", rule->id, STR(plain(&judge->arena, rule->summary)));
	print_section("why", plain(&judge->arena, rule->why).p, o->width);
	print_section("fix", plain(&judge->arena, rule->fix).p, o->width);
	printf("\nas written\n%.*s", STR(policy_custom_text(judge->policy, rule, &judge->arena)));
	print_waiver(rule);
	return true;
}

int
run_explain(const struct options *o)
{
	const struct rule *rule = rules_find(str_of(o->file)), *near;
	struct policy *profiles[PROFILES];
	struct judge judge = { .policy = NULL };
	struct error err;

	if (str_starts(str_of(o->file), S("custom/"))) {
		int code = explain_custom(&judge, o, &err) ? run_flushed() : run_fail(&err);

		judge_close(&judge);
		return code;
	}
	if (rule == NULL) {
		near = nearest_rule(str_of(o->file));
		fprintf(stderr, "zonevet: there is no rule '%s'%s%s%s; `zonevet rules` lists them\n",
		    o->file, near ? "; did you mean " : "", near ? near->id : "", near ? "?" : "");
		return 2;
	}
	if (!open_profiles(profiles, &err))
		return run_fail(&err);
	printf("%s: %s\n", rule->id, rule->summary);
	if (rule->check == NULL)
		printf("\nThis version knows the rule but cannot judge it yet.\n");
	print_section("why", rule->why, o->width);
	print_example(rule);
	print_section("effect", rule->effect, o->width);
	print_section("fix", rule->fix, o->width);
	print_parameters(rule, profiles);
	print_waiver(rule);
	print_section("controls", rule->controls, o->width);
	close_profiles(profiles);
	return run_flushed();
}
