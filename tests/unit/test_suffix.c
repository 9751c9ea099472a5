/* SPDX-License-Identifier: BSD-2-Clause */

#include "rules/suffix.h"

#include <stdlib.h>

#include "rules/check.h"

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_suffix(void);

static struct name *
name_from(struct names *names, const char *text)
{
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	ck_assert_int_eq(name_parse(str_of(text), NULL, wire, &len), NAME_GOOD);
	return names_intern(names, wire, len);
}

START_TEST(test_tlds)
{
	static const struct {
		const char *label;
		bool known;
	} cases[] = {
		{ "com", true }, { "COM", true }, { "de", true }, { "arpa", true }, { "io", true },
		{ "xn--p1ai", true }, { "test", true }, { "octo", false }, { "co.uk", true },
		{ "comm", false }, { "", false }, { "web1", false },
		{ "a-label-of-more-than-sixty-three-octets-is-no-top-level-domain-at-all", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(suffix_is_tld(str_of(cases[i].label)) == cases[i].known, "%s",
		    cases[i].label);
}
END_TEST

START_TEST(test_registrable)
{
	static const struct {
		const char *name, *suffix;
	} cases[] = {
		{ "www.example.com.", "example.com." },
		{ "example.com.", "example.com." },
		{ "com.", "com." },
		{ ".", "." },
		{ "a.b.example.co.uk.", "example.co.uk." },
		{ "co.uk.", "co.uk." },
		{ "ns1.provider.plant.", "provider.plant." },   /* the list is silent: two labels */
		{ "host.plant.", "host.plant." },
		{ "plant.", "plant." },
		{ "x.y.home.arpa.", "y.home.arpa." },
		{ "WWW.Example.ORG.", "example.org." },
		{ "a\\.b.com.", "a\\.b.com." },
	};
	struct names names = { 0 };
	struct arena arena = { 0 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t len;
		const uint8_t *wire = suffix_registrable(name_from(&names, cases[i].name), &len);
		struct str text = wire_text(&arena, wire, len);

		ck_assert_msg(str_eq(text, str_of(cases[i].suffix)), "%s: %.*s", cases[i].name,
		    STR(text));
	}
	names_free(&names);
	arena_free(&arena);
}
END_TEST

START_TEST(test_shared)
{
	static const struct {
		const char *a, *b;
		bool shared;
	} cases[] = {
		{ "ns1.example.net.", "ns2.example.net.", true },
		{ "ns1.example.net.", "ns1.example.org.", false },
		{ "a.co.uk.", "b.co.uk.", false },
		{ "x.a.co.uk.", "y.a.co.uk.", true },
		{ "a.site.plant.", "b.site.plant.", true },
	};
	struct changeset set = { .n = 0 };
	struct known known = { .nnotes = 0 };
	struct check c = { .set = &set };

	/* Found out, found out and noted, and from the notes. */
	for (int round = 0; round < 3; round++) {
		c.known = round ? &known : NULL;
		for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
			ck_assert_msg(check_shares_suffix(&c, name_from(&set.names, cases[i].a),
			    name_from(&set.names, cases[i].b)) == cases[i].shared, "%s %s", cases[i].a, cases[i].b);
	}
	ck_assert_uint_ge(known.nnotes, set.names.n);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct name *name = name_from(&set.names, cases[i].a);
		size_t len, want;

		ck_assert_ptr_eq(check_registrable(&c, name, &len), suffix_registrable(name, &want));
		ck_assert_uint_eq(len, want);
	}
	free(known.notes);
	names_free(&set.names);
}
END_TEST

START_TEST(test_claimable)
{
	struct changeset set = { .n = 0 };
	struct known known = { .nnotes = 0 };
	struct check c = { .set = &set };

	for (int round = 0; round < 3; round++) {
		c.known = round ? &known : NULL;
		ck_assert(check_is_claimable(&c, name_from(&set.names, "x.herokuapp.com.")));
		ck_assert(!check_is_claimable(&c, name_from(&set.names, "x.example.com.")));
	}
	free(known.notes);
	names_free(&set.names);
}
END_TEST

Suite *
suite_suffix(void)
{
	Suite *s = suite_create("suffix");
	TCase *t = tcase_create("suffix");

	tcase_add_test(t, test_tlds);
	tcase_add_test(t, test_registrable);
	tcase_add_test(t, test_shared);
	tcase_add_test(t, test_claimable);
	suite_add_tcase(s, t);
	return s;
}
