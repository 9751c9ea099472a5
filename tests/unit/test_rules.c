/* SPDX-License-Identifier: BSD-2-Clause */

#include <string.h>

#include "base/clock.h"
#include "lint/rule.h"
#include "lint/type.h"

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_rules(void);

/* Ids that a policy may name already: they need history, identities or approvals. */
static const char *const unbuilt[] = {
	"zone-stale-base",
	"zone-review-due",
	"serial-duplicate",
	"ttl-not-restored",
	"churn-baseline",
	"churn-rate",
	"ownership-author",
	"ownership-approval",
	"ownership-bot-limits",
	"ownership-key-scope",
	"ownership-freeze",
	"ownership-mixed-change",
	"ownership-signed-commit",
	"ownership-emergency",
};

enum { PARAMS = sizeof(((struct rule *)0)->params) / sizeof(struct param) };

static bool
is_kebab(const char *id)
{
	size_t n = strlen(id);

	for (size_t i = 0; i < n; i++)
		if (!(id[i] >= 'a' && id[i] <= 'z') && !(id[i] >= '0' && id[i] <= '9') &&
		    (id[i] != '-' || i == 0 || i + 1 == n || id[i - 1] == '-'))
			return false;
	return n > 0 && strchr(id, '-') != NULL;
}

START_TEST(test_ids)
{
	const struct rule *rule;
	size_t n = 0;

	for (; (rule = rules_nth(n)) != NULL; n++) {
		ck_assert_msg(is_kebab(rule->id), "%s", rule->id);
		ck_assert_msg(rules_find(str_of(rule->id)) == rule, "%s stands twice", rule->id);
	}
	ck_assert_uint_gt(n, 140);
	ck_assert_ptr_null(rules_nth(n + 1000));
	ck_assert_ptr_null(rules_find(S("ttl-dropp")));
	ck_assert_ptr_null(rules_find(S("")));
}
END_TEST

START_TEST(test_families_in_order)
{
	static const char *const families[] = {
		"syntax-", "zone-", "serial-", "record-", "ttl-", "delegation-", "dnssec-", "mail-",
		"churn-", "ownership-",
	};
	const struct rule *rule;
	size_t at = 0;

	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++) {
		while (at < sizeof(families) / sizeof(families[0]) &&
		    !str_starts(str_of(rule->id), str_of(families[at])))
			at++;
		ck_assert_msg(at < sizeof(families) / sizeof(families[0]), "%s", rule->id);
	}
	ck_assert_uint_eq(at, sizeof(families) / sizeof(families[0]) - 1);
}
END_TEST

START_TEST(test_known)
{
	const struct rule *rule;
	size_t idle = 0;

	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++)
		idle += rule->check == NULL;
	ck_assert_uint_eq(idle, sizeof(unbuilt) / sizeof(unbuilt[0]));
	for (size_t i = 0; i < sizeof(unbuilt) / sizeof(unbuilt[0]); i++) {
		rule = rules_find(str_of(unbuilt[i]));
		ck_assert_msg(rule != NULL, "%s is not known", unbuilt[i]);
		ck_assert_msg(rule->check == NULL, "%s is built by now: move it", unbuilt[i]);
	}
}
END_TEST

static bool
is_said(const char *text)
{
	return text && *text;
}

START_TEST(test_texts)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++) {
		size_t n = rule->summary ? strlen(rule->summary) : 0;

		ck_assert_msg(n > 0 && rule->summary[n - 1] != '.', "%s: summary", rule->id);
		if (rule->check == NULL)
			continue;
		ck_assert_msg(is_said(rule->why), "%s: why", rule->id);
		ck_assert_msg(is_said(rule->fix), "%s: fix", rule->id);
		ck_assert_msg(is_said(rule->controls), "%s: controls", rule->id);
		ck_assert_msg(!rule->effect || is_said(rule->effect), "%s: effect", rule->id);
		ck_assert_msg(rule->why[strlen(rule->why) - 1] == '.', "%s: no sentence", rule->id);
		ck_assert_msg(rule->fix[strlen(rule->fix) - 1] == '.', "%s: no sentence", rule->id);
	}
}
END_TEST

START_TEST(test_consumes)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++)
		for (size_t j = 0; j < sizeof(rule->consumes) / sizeof(rule->consumes[0]); j++)
			ck_assert_msg(rule->consumes[j] == NULL ||
			    (rules_find(str_of(rule->consumes[j])) &&
			    strcmp(rule->consumes[j], rule->id) != 0), "%s", rule->id);
}
END_TEST

static bool
is_one_of(struct str value, const char *choices)
{
	struct str rest = str_of(choices), choice;

	while (str_field(&rest, "|", &choice))
		if (str_eq(choice, value))
			return true;
	return false;
}

static bool
are_types(struct str list)
{
	struct str type;
	uint16_t number;

	while (str_field(&list, " ,", &type))
		if (!type_parse(type, &number))
			return false;
	return true;
}

/* Is the fallback what a policy could write there? */
static bool
fits(const struct param *p)
{
	struct str text = str_of(p->fallback);
	enum severity severity;
	uint32_t seconds;
	uint64_t number;

	switch (p->kind) {
	case PARAM_NUMBER:
		return str_number(text, UINT32_MAX, &number);
	case PARAM_PERCENT:
		return str_number(text, 100, &number);
	case PARAM_SECONDS:
		return clock_duration(text, &seconds);
	case PARAM_YESNO:
		return str_eq(text, S("yes")) || str_eq(text, S("no"));
	case PARAM_SEVERITY:
		return severity_parse(text, &severity);
	case PARAM_CHOICE:
		return p->choices && is_one_of(text, p->choices);
	case PARAM_TYPES:
		return are_types(text);
	case PARAM_NAMES: case PARAM_PREFIXES: case PARAM_WORDS: case PARAM_DATA: case PARAM_TEXT:
		return true;
	}
	return false;
}

START_TEST(test_params)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++)
		for (size_t j = 0; j < PARAMS && rule->params[j].key; j++) {
			const struct param *p = &rule->params[j];

			ck_assert_msg(p->fallback && fits(p), "%s.%s: fallback", rule->id, p->key);
			ck_assert_msg(is_said(p->doc), "%s.%s: doc", rule->id, p->key);
			ck_assert_msg(rule_param(rule, str_of(p->key)) == p, "%s.%s stands twice",
			    rule->id, p->key);
		}
}
END_TEST

/* Keys that every section takes: a parameter of the same name could not be reached. */
START_TEST(test_reserved_keys)
{
	static const char *const reserved[] = { "severity", "zones", "types" };
	const struct rule *rule;

	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++)
		for (size_t j = 0; j < sizeof(reserved) / sizeof(reserved[0]); j++)
			ck_assert_msg(rule_param(rule, str_of(reserved[j])) == NULL, "%s.%s",
			    rule->id, reserved[j]);
}
END_TEST

START_TEST(test_scope)
{
	const struct rule *state = rules_find(S("ttl-floor")), *change = rules_find(S("ttl-drop"));
	size_t n;

	ck_assert_ptr_nonnull(rule_param(state, S("scope")));
	ck_assert_ptr_null(rule_param(change, S("scope")));
	ck_assert_ptr_null(rule_param(state, S("scop")));
	ck_assert_str_eq(rules_common_params(&n)->key, "scope");
	ck_assert_uint_eq(n, 1);
}
END_TEST

/* A row that judges watches something, unless its findings are made elsewhere. */
START_TEST(test_watches)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++) {
		bool elsewhere = strcmp(rule->id, "ownership-waiver") == 0;

		if (rule->check)
			ck_assert_msg((rule->on != 0) != elsewhere, "%s", rule->id);
	}
}
END_TEST

Suite *
suite_rules(void)
{
	Suite *s = suite_create("rules");
	TCase *t = tcase_create("catalogue");

	tcase_add_test(t, test_ids);
	tcase_add_test(t, test_families_in_order);
	tcase_add_test(t, test_known);
	tcase_add_test(t, test_texts);
	tcase_add_test(t, test_consumes);
	tcase_add_test(t, test_params);
	tcase_add_test(t, test_reserved_keys);
	tcase_add_test(t, test_scope);
	tcase_add_test(t, test_watches);
	suite_add_tcase(s, t);
	return s;
}
