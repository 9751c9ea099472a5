/* SPDX-License-Identifier: BSD-2-Clause */

#include "rules/lookalike.h"

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_lookalike(void);

static struct name *
name_from(struct names *names, const char *text)
{
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	ck_assert_int_eq(name_parse(str_of(text), NULL, wire, &len), NAME_GOOD);
	return names_intern(names, wire, len);
}

START_TEST(test_pairs)
{
	static const struct {
		const char *name, *known;
		unsigned most;
		enum likeness how;
	} cases[] = {
		/* the same registration */
		{ "ns1.example.net.", "ns2.example.net.", 2, LIKE_NOTHING },
		{ "a.b.example.co.uk.", "www.example.co.uk.", 2, LIKE_NOTHING },
		/* few letters: changed, inserted, left out, swapped */
		{ "ns1.providor.net.", "ns1.provider.net.", 2, LIKE_LETTERS },
		{ "ns1.providers.net.", "ns1.provider.net.", 2, LIKE_LETTERS },
		{ "ns1.provder.net.", "ns1.provider.net.", 2, LIKE_LETTERS },
		{ "ns1.provdier.net.", "ns1.provider.net.", 1, LIKE_LETTERS },
		{ "ns1.prqvidxr.net.", "ns1.provider.net.", 2, LIKE_LETTERS },
		{ "ns1.prqvidxr.net.", "ns1.provider.net.", 1, LIKE_NOTHING },
		{ "ns1.prqvxdxr.net.", "ns1.provider.net.", 2, LIKE_NOTHING },
		{ "www.examplf.co.uk.", "www.example.co.uk.", 2, LIKE_LETTERS },
		/* six letters and fewer: one; three and fewer: none */
		{ "ns.gxndj.net.", "ns.gandi.net.", 2, LIKE_NOTHING },
		{ "ns.handi.net.", "ns.gandi.net.", 2, LIKE_LETTERS },
		{ "ns.handi.net.", "ns.gandi.net.", 0, LIKE_NOTHING },
		{ "ns.ibn.com.", "ns.ibm.com.", 2, LIKE_NOTHING },
		/* numbered families, and a run of digits that grows */
		{ "ns-489.awsdns-62.com.", "ns-489.awsdns-61.com.", 2, LIKE_NOTHING },
		{ "ns-489.awsdns-061.com.", "ns-489.awsdns-61.com.", 2, LIKE_LETTERS },
		{ "ns.pool7a12.net.", "ns.pool8a99.net.", 2, LIKE_NOTHING },
		{ "ns.pool7b12.net.", "ns.pool8a12.net.", 2, LIKE_LETTERS },
		/* characters that look alike */
		{ "www.examp1e.com.", "www.example.com.", 2, LIKE_GLYPHS },
		{ "www.g00gle.com.", "www.google.com.", 0, LIKE_GLYPHS },
		{ "www.exarnple.com.", "www.example.com.", 0, LIKE_GLYPHS },
		{ "www.ex-ample.com.", "www.example.com.", 0, LIKE_GLYPHS },
		{ "www.xn--pple-43d.com.", "www.apple.com.", 2, LIKE_GLYPHS },
		{ "www.xn--bcher-kva.com.", "www.xn--bcher-kvb.com.", 2, LIKE_NOTHING },
		/* suffixes */
		{ "a1.akam.ne.", "a1.akam.net.", 2, LIKE_SUFFIX },
		{ "a1.example.co.", "a1.example.com.", 2, LIKE_SUFFIX },
		{ "pdns3.ultradns.org.", "pdns1.ultradns.net.", 2, LIKE_TWIN },
		{ "www.example.co.uk.", "www.example.com.", 2, LIKE_TWIN },
		{ "www.exampel.org.", "www.example.com.", 2, LIKE_NOTHING },
		/* too little to compare */
		{ "com.", "con.", 2, LIKE_NOTHING },
		{ ".", "example.com.", 2, LIKE_NOTHING },
	};
	struct names names = { 0 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct name *name = name_from(&names, cases[i].name);
		struct name *known = name_from(&names, cases[i].known);

		ck_assert_msg(lookalike(name, known, cases[i].most) == cases[i].how, "%s %s: %d",
		    cases[i].name, cases[i].known, (int)lookalike(name, known, cases[i].most));
		ck_assert_msg(lookalike(known, name, cases[i].most) == cases[i].how, "%s %s",
		    cases[i].known, cases[i].name);
	}
	names_free(&names);
}
END_TEST

START_TEST(test_ascii)
{
	static const struct {
		const char *label, *ascii;      /* NULL: it looks like no ASCII label, or is one */
	} cases[] = {
		{ "apple", NULL },
		{ "", NULL },
		{ "\xd0\xb0pple", "apple" },                    /* Cyrillic a */
		{ "xn--pple-43d", "apple" },                    /* the same as an A-label */
		{ "xn--80ak6aa92e", "apple" },                  /* all of it Cyrillic */
		{ "\xef\xbd\x81\xef\xbd\x82", "ab" },           /* full width */
		{ "b\xc3\xbc" "cher", NULL },                   /* an umlaut is no disguise */
		{ "xn--bcher-kva", NULL },
		{ "xn--", NULL }, { "xn--a", NULL }, { "xn--99999999999", NULL }, { "xn--?", NULL },
		{ "\xd0", NULL }, { "\xd0\x20", NULL }, { "\xff\xff", NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char ascii[LABEL_MAX];
		size_t len = 0;
		bool found = lookalike_ascii(str_of(cases[i].label), ascii, &len);

		ck_assert_msg(found == (cases[i].ascii != NULL), "%s", cases[i].label);
		if (found)
			ck_assert_msg(str_eq(str_n(ascii, len), str_of(cases[i].ascii)), "%s: %.*s",
			    cases[i].label, (int)len, ascii);
	}
}
END_TEST

Suite *
suite_lookalike(void)
{
	Suite *s = suite_create("lookalike");
	TCase *t = tcase_create("lookalike");

	tcase_add_test(t, test_pairs);
	tcase_add_test(t, test_ascii);
	suite_add_tcase(s, t);
	return s;
}
