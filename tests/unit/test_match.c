/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/buf.h"
#include "policy/match.h"

#include <stdlib.h>
#include <string.h>

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_match(void);

START_TEST(test_names)
{
	static const struct {
		const char *pattern, *name;
		bool exact, below;
	} cases[] = {
		{ "www.example.com.", "www.example.com.", true, true },
		{ "www.example.com", "www.example.com.", true, true },
		{ "WWW.Example.COM.", "www.example.com.", true, true },
		{ "example.com.", "www.example.com.", false, true },
		{ "example.com.", "a.b.example.com.", false, true },
		{ "example.com.", "badexample.com.", false, false },    /* labels, not letters */
		{ "www.example.com.", "example.com.", false, false },
		{ ".", ".", true, true },
		{ ".", "com.", false, true },
		{ "*", "a.b.c.", true, true },
		{ "*.example.com.", "www.example.com.", true, true },
		{ "*.example.com", "a.b.example.com.", true, true },
		{ "*.example.com.", "example.com.", false, false },
		{ "prod-*.cloud.test.", "prod-7.cloud.test.", true, true },
		{ "prod-*.cloud.test.", "prod-7.eu.cloud.test.", true, true },
		{ "prod-*.cloud.test.", "dev-7.cloud.test.", false, false },
		{ "w*w.*.com", "www.example.com.", true, true },
		{ "w*w.*.com", "w.example.com.", false, false },
		{ "/^www\\./", "www.example.com.", true, true },
		{ "/^(www|login)\\./", "logins.example.com.", false, false },
		{ "/\\.com$/", "www.example.com.", true, true },        /* without the final dot */
		{ "/^WWW/", "www.example.com.", true, true },
		{ "/^$/", ".", false, false },
		{ "/^\\.$/", ".", true, true },
		{ "0/25.2.0.192.in-addr.arpa.", "0/25.2.0.192.in-addr.arpa.", true, true },
		{ "_dmarc.example.com.", "_dmarc.example.com.", true, true },
	};
	struct arena arena = { NULL };
	struct matcher m;
	struct pattern p;
	struct error err;

	matcher_init(&m);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str name = str_of(cases[i].name);

		ck_assert_msg(pattern_name(&p, str_of(cases[i].pattern), &arena, &err), "%s", err.text);
		ck_assert_msg(pattern_matches_name(&m, &p, name, false) == cases[i].exact, "%s of %s",
		    cases[i].pattern, cases[i].name);
		ck_assert_msg(pattern_matches_name(&m, &p, name, true) == cases[i].below,
		    "%s of %s or below", cases[i].pattern, cases[i].name);
		pattern_free(&p);
	}
	ck_assert(!m.failed);
	matcher_free(&m);
	arena_free(&arena);
}
END_TEST

START_TEST(test_data)
{
	static const struct {
		const char *pattern, *data;
		bool matches;
	} cases[] = {
		{ "*.example.com", "host.example.com.", true },
		{ "*.example.com.", "HOST.Example.COM.", true },
		{ "*.example.com", "example.com.", false },     /* the whole, not an end of it */
		{ "*.example.com", "badexample.com.", false },
		{ "/^10 mx\\./", "10 mx.example.com.", true },
		{ "/\\.com$/", "10 mx.example.com.", true },    /* without the final dot */
		{ "/v=spf1/", "\"V=SPF1 -all\"", true },
		{ "*v=spf1*", "\"v=spf1 -all\"", true },
		{ "nothing", "", false },
		{ "*", "", true },
	};
	struct arena arena = { NULL };
	struct matcher m;
	struct pattern p;
	struct error err;

	matcher_init(&m);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_msg(pattern_data(&p, str_of(cases[i].pattern), &arena, &err), "%s", err.text);
		ck_assert_msg(patterns_match_data(&m, &(struct patterns){ &p, 1 },
		    str_of(cases[i].data)) == cases[i].matches, "%s of %s", cases[i].pattern,
		    cases[i].data);
		pattern_free(&p);
	}
	ck_assert(!pattern_data(&p, S("/open"), &arena, &err));
	ck_assert(!pattern_data(&p, S("/(/"), &arena, &err));
	matcher_free(&m);
	arena_free(&arena);
}
END_TEST

START_TEST(test_wrong_names)
{
	static const struct {
		const char *word, *told;
	} cases[] = {
		{ "/(/", "is wrong at offset 1" },
		{ "/a", "no closing /" },
		{ "/", "no closing /" },
		{ "@", "absolute" },
		{ "www..example.com.", "empty label" },
		{ ".example.com.", "empty label" },
		{ "^www\\.example$", NULL },            /* a backslash: taken as an escaped name */
		{ "^www", "between slashes" },
		{ "(a|b).example.", "between slashes" },
		{ "a1234567890123456789012345678901234567890123456789012345678901234.example.", "63" },
		{ "/\\C/", "is wrong" },                /* NEVER_BACKSLASH_C */
		{ "/(*UTF)a/", "is wrong" },            /* NEVER_UTF */
	};
	struct arena arena = { NULL };
	struct pattern p;
	struct error err = { "" };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool good = pattern_name(&p, str_of(cases[i].word), &arena, &err);

		ck_assert_msg(good == (cases[i].told == NULL), "%s", cases[i].word);
		if (!good)
			ck_assert_msg(strstr(err.text, cases[i].told) != NULL, "%s", err.text);
	}
	arena_free(&arena);
}
END_TEST

/* A policy may come from the change that it judges: no pattern runs for long. */
START_TEST(test_limits)
{
	struct arena arena = { NULL };
	struct error err = { "" };
	struct buf text = { NULL, 0, 0 };
	struct matcher m;
	struct pattern p;

	for (int many = 0; many < 2; many++) {
		matcher_init(&m);
		ck_assert(pattern_name(&p, S("/^(a+)+$/"), &arena, &err));
		if (many)
			pattern_expect_many(&p);
		ck_assert(pattern_matches_name(&m, &p, S("aaaa."), false));
		ck_assert(!pattern_matches_name(&m, &p, S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!."),
		    false));
		ck_assert(m.failed);
		ck_assert_msg(strstr(m.error.text, "/^(a+)+$/ is too costly") != NULL, "%s", m.error.text);
		pattern_free(&p);
		matcher_free(&m);
	}

	for (int i = 0; i < 1001; i++)
		buf_put(&text, 'a');
	ck_assert(!pattern_regex(&p, buf_str(&text), &err));
	buf_clear(&text);
	for (int i = 0; i < 60; i++)
		buf_put(&text, '(');
	for (int i = 0; i < 60; i++)
		buf_put(&text, ')');
	ck_assert(!pattern_regex(&p, buf_str(&text), &err));
	buf_clear(&text);
	for (int i = 0; i < 16; i++)
		buf_printf(&text, "(?<g%d>a)", i);
	ck_assert(!pattern_regex(&p, buf_str(&text), &err));
	ck_assert(strstr(err.text, "more than 15 groups") != NULL);
	buf_free(&text);
	arena_free(&arena);
}
END_TEST

START_TEST(test_capture)
{
	static const struct {
		const char *pattern, *path, *origin, *view;     /* NULL: no such text */
	} cases[] = {
		{ "^zones/(?<origin>[^/]+)\\.zone$", "zones/example.com.zone", "example.com", NULL },
		{ "^zones/(?<origin>[^/]+)\\.zone$", "zones/old/example.com.zone", NULL, NULL },
		{ "^(?<view>int|ext)/(?<origin>.+)$", "int/a.example", "a.example", "int" },
		{ "^(db\\.)?(?<origin>.+?)$", "db.corp.example", "corp.example", NULL },
		{ "x", "x", NULL, NULL },
		{ "^((?<origin>a)|b)$", "b", NULL, NULL },
	};
	struct matcher m;
	struct pattern p;
	struct error err;

	matcher_init(&m);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const wanted[2] = { cases[i].origin, cases[i].view };
		struct str text;

		ck_assert_msg(pattern_regex(&p, str_of(cases[i].pattern), &err), "%s", err.text);
		for (int g = 0; g < 2; g++) {
			bool found = pattern_matches(&m, &p, str_of(cases[i].path)) &&
			    pattern_captured(&m, &p, str_of(cases[i].path), (enum pattern_group)g, &text);

			ck_assert_msg(found == (wanted[g] != NULL), "%s of %s", cases[i].pattern,
			    cases[i].path);
			if (found)
				ck_assert(str_eq(text, str_of(wanted[g])));
		}
		pattern_free(&p);
	}
	matcher_free(&m);
}
END_TEST

START_TEST(test_globs)
{
	static const struct {
		const char *pattern, *path;
		bool wanted;
	} cases[] = {
		{ "*.zone", "a.zone", true }, { "*.zone", "zones/x/a.zone", true },
		{ "*.zone", "a.zones", false }, { "db.*", "etc/db.corp", true },
		{ "db.*", "db/corp", false }, { "named.root", "bind/named.root", true },
		{ "zones/*", "zones/a", true }, { "zones/*", "zones/a/b", false },
		{ "zones/*", "x/zones/a", false }, { "zones/**", "zones/a", true },
		{ "zones/**", "zones/a/b/c", true }, { "zones/**", "zones", false },
		{ "zones/**", "zonesx/a", false }, { "zones/**", "x/zones/a", false },
		{ "/zones/**", "zones/a", true }, { "./zones/**", "zones/a", true },
		{ "a\\/**", "a/x", false }, { "zone?/**", "zones/a", true }, { "x/[ab]/**", "x/b/c", true },
		{ "x/*/**", "x/y/z", true }, { "x/*/**", "x/y", false }, { "a\\*/**", "a*/b", true },
		{ "**/a/**", "x/a/b", true }, { "**/a/**", "x/b/a", false },
		{ "**/a", "a", true }, { "**/a", "x/y/a", true }, { "**/a", "x/y/ba", false },
		{ "zones/**/a", "zones/a", true }, { "zones/**/a", "zones/x/y/a", true },
		{ "zones/**/a/*.db", "zones/a/x/a/b.db", true }, { "**", "a/b", true },
		{ "a/**/b/**/c", "a/b/b/x/c", true }, { "a/**/b/**/c", "a/x/c/b", false },
		{ "zones/a**c", "zones/abbc", true }, { "zones/a**c", "zones/ab/bc", false },
		{ "/a.zone", "a.zone", true }, { "/a.zone", "x/a.zone", false },
		{ "./a/b", "a/b", true }, { "a?c", "abc", true }, { "x/a?c", "x/a/c", false },
		{ "[ab].zone", "b.zone", true }, { "[!ab].zone", "b.zone", false },
		{ "[^ab].zone", "c.zone", true }, { "[a-c]x", "bx", true }, { "[a-c]x", "dx", false },
		{ "[]a]x", "]x", true }, { "x/[!a]y", "x//y", false }, { "a\\*b", "a*b", true },
		{ "a\\*b", "axb", false }, { "[a\\]]x", "]x", true },
		{ "A.zone", "a.zone", false },
		{ "old/", "zones/old/a.zone", true }, { "old/", "old/a.zone", true },
		{ "old/", "zones/older/a", false }, { "old/", "zones/old", false },
		{ "zones/old/", "zones/old/x/a", true }, { "zones/old/", "x/zones/old/a", false },
		{ "/old/", "old/a", true }, { "/old/", "x/old/a", false },
		{ "*a*a*a*a*a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		    false },
		{ "**/a/**/a/**/a/**/a/**/a/**/a/**/b", "a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a",
		    false },
	};
	static const char *const wrong[] = { "", "a[b", "[[:digit:]]x", "[" };
	struct error err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_msg(glob_good(str_of(cases[i].pattern), &err), "%s", err.text);
		ck_assert_msg(glob_matches(str_of(cases[i].pattern), str_of(cases[i].path)) ==
		    cases[i].wanted, "%s of %s", cases[i].pattern, cases[i].path);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!glob_good(str_of(wrong[i]), &err), "%s", wrong[i]);
}
END_TEST

START_TEST(test_prefixes)
{
	static const uint8_t four[] = { 192, 0, 2, 130 };
	static const uint8_t six[] = { 0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };
	static const struct {
		const char *text;
		bool good, holds_four, holds_six;
	} cases[] = {
		{ "192.0.2.0/24", true, true, false }, { "192.0.2.128/25", true, true, false },
		{ "192.0.2.0/25", true, false, false }, { "192.0.2.130", true, true, false },
		{ "192.0.2.131", true, false, false }, { "0.0.0.0/0", true, true, false },
		{ "192.0.2.130/32", true, true, false }, { "192.0.3.0/23", true, true, false },
		{ "2001:db8::/32", true, false, true }, { "2001:db8:0::/48", true, false, false },
		{ "2001:db8:1::/47", true, false, true }, { "2001:DB8:1::1", true, false, true },
		{ "::/0", true, false, true }, { "192.0.2.0/33", false, false, false },
		{ "2001:db8::/129", false, false, false }, { "192.0.2", false, false, false },
		{ "192.0.2.0/", false, false, false }, { "/24", false, false, false },
		{ "", false, false, false }, { "example.com.", false, false, false },
		{ "192.0.2.0/-1", false, false, false }, { "192.0.2.0/24x", false, false, false },
	};
	struct prefix p;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_msg(prefix_parse(str_of(cases[i].text), &p) == cases[i].good, "%s",
		    cases[i].text);
		if (!cases[i].good)
			continue;
		ck_assert_msg(prefix_holds(&p, four, 4) == cases[i].holds_four, "%s", cases[i].text);
		ck_assert_msg(prefix_holds(&p, six, 16) == cases[i].holds_six, "%s", cases[i].text);
	}
}
END_TEST

/* Whether it was compiled for many texts does not show. */
START_TEST(test_many)
{
	struct error err = { "" };
	struct matcher m;
	struct pattern p;

	matcher_init(&m);
	ck_assert(pattern_regex(&p, S("(?<origin>[^/]+)\\.zone$"), &err));
	for (int i = 0; i < 2; i++) {
		struct str path = S("zones/a/example.com.zone"), text = S("");

		ck_assert(!pattern_matches(&m, &p, S("zones/a/example.com.db")));
		ck_assert(pattern_matches(&m, &p, path));
		ck_assert(pattern_captured(&m, &p, path, GROUP_ORIGIN, &text));
		ck_assert(str_eq(text, S("example.com")));
		ck_assert(!pattern_captured(&m, &p, path, GROUP_VIEW, &text));
		pattern_expect_many(&p);
	}
	ck_assert(!m.failed);
	pattern_free(&p);
	matcher_free(&m);
}
END_TEST

Suite *
suite_match(void)
{
	Suite *s = suite_create("match");
	TCase *t = tcase_create("match");

	tcase_add_test(t, test_names);
	tcase_add_test(t, test_data);
	tcase_add_test(t, test_wrong_names);
	tcase_add_test(t, test_limits);
	tcase_add_test(t, test_many);
	tcase_add_test(t, test_capture);
	tcase_add_test(t, test_globs);
	tcase_add_test(t, test_prefixes);
	suite_add_tcase(s, t);
	return s;
}
