/* SPDX-License-Identifier: BSD-2-Clause */

#include "rules/suffix.h"

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
	struct names names = { 0 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(suffix_shared(name_from(&names, cases[i].a),
		    name_from(&names, cases[i].b)) == cases[i].shared, "%s %s", cases[i].a, cases[i].b);
	names_free(&names);
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
	suite_add_tcase(s, t);
	return s;
}
