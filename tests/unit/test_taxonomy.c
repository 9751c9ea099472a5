/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "lint/rule.h"
#include "report/identity.h"
#include "report/taxonomy.h"

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_taxonomy(void);

/* Every control that a row names is known, or forges would not see it. */
START_TEST(controls_are_known)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++) {
		struct str rest = str_of(rule->controls), word;
		size_t named = 0, found = 0, taxon;
		int which;

		while (str_field(&rest, " ,;", &word))
			named += !str_eq(word, S("CSF")) && !str_eq(word, S("800-53")) &&
			    !str_eq(word, S("OWASP"));
		rest = str_of(rule->controls);
		while (control_next(&rest, &which, &taxon))
			found++;
		ck_assert_msg(found == named, "%s: '%s' names %zu controls, %zu are known", rule->id,
		    rule->controls, named, found);
	}
}
END_TEST

START_TEST(controls_in_order)
{
	struct str rest = S("CSF DE.CM-01; 800-53 CM-3, XX-1; OWASP NHI10");
	size_t taxon;
	int which;

	ck_assert(control_next(&rest, &which, &taxon));
	ck_assert_int_eq(which, CSF);
	ck_assert_str_eq(taxonomy(which)->taxa[taxon].id, "DE.CM-01");
	ck_assert(control_next(&rest, &which, &taxon));
	ck_assert_int_eq(which, SP_800_53);
	ck_assert_str_eq(taxonomy(which)->taxa[taxon].id, "CM-3");
	ck_assert(control_next(&rest, &which, &taxon));
	ck_assert_int_eq(which, OWASP_NHI);
	ck_assert_str_eq(taxonomy(which)->taxa[taxon].id, "NHI10");
	ck_assert(!control_next(&rest, &which, &taxon));
}
END_TEST

/* Forges drop one of two that are equal; a line number must not matter. */
START_TEST(identities)
{
	const struct rule *rule = rules_find(S("ttl-drop"));
	struct finding a = { .rule = rule, .message = S("x"), .line = 1 },
	    same = { .rule = rule, .message = S("x"), .line = 9 },
	    other = { .rule = rule, .message = S("y"), .line = 1 };
	struct identities ids = { .arena = { NULL } }, again = { .arena = { NULL } };
	struct str first = identity_of(&ids, &a);
	char print[17];

	ck_assert_uint_eq(first.len, 32);
	snprintf(print, sizeof(print), "%016llx", (unsigned long long)finding_fingerprint(&a));
	ck_assert(str_starts(first, str_of(print)));
	ck_assert(!str_eq(first, identity_of(&ids, &same)));
	ck_assert(!str_eq(first, identity_of(&ids, &other)));
	ck_assert(str_eq(first, identity_of(&again, &same)));
	identities_free(&ids);
	identities_free(&again);
}
END_TEST

Suite *
suite_taxonomy(void)
{
	Suite *s = suite_create("taxonomy");
	TCase *t = tcase_create("all");

	tcase_add_test(t, controls_are_known);
	tcase_add_test(t, controls_in_order);
	tcase_add_test(t, identities);
	suite_add_tcase(s, t);
	return s;
}
