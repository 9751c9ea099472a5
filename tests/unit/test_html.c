/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "report/escape.h"
#include "report/report.h"

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_html(void);

/* A string that may stand where the compiler wants a constant. */
#define K(literal) { literal, sizeof(literal) - 1 }

/* --- escaping -------------------------------------------------------------------------- */

START_TEST(escaping)
{
	static const struct {
		struct str in;
		const char *out;
	} cases[] = {
		{ K("www.example.com."), "www.example.com." },
		{ K("<a href=\"x\">'&"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;" },
		{ K("a\001\n\033b\0"), "a\\001\\010\\027b\\000" },
		{ K("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x8c\x8d"), "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x8c\x8d" },
		{ K("\x7f\xc2\x85\xc2\xad"), "U+007FU+0085U+00AD" },
		{ K("\xe2\x80\xae" "cod.exe"), "U+202Ecod.exe" },
		{ K("a\xe2\x80\x8b" "b\xef\xbb\xbf"), "aU+200BbU+FEFF" },
		{ K("\xf3\xa0\x81\x81\xee\x80\x80"), "U+E0041U+E000" },
		{ K("\xef\xbf\xbf\xf0\x9f\xbf\xbe"), "U+FFFFU+1FFFE" },
		{ K("\xff\xc3<\xed\xa0\x80"), "\\255\\195&lt;\\237\\160\\128" },
		{ K(""), "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = { NULL, 0, 0 };

		escape_html(&out, cases[i].in);
		buf_put(&out, '\0');
		ck_assert_str_eq(out.p, cases[i].out);
		buf_free(&out);
	}
}
END_TEST

/* --- pages ------------------------------------------------------------------------------- */

/* The page of a report, as a C string to free. */
static char *
page_of(const struct report *r)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	reporter_find(S("html"))->write(f, r);
	fclose(f);
	return text;
}

static void
has(const char *page, const char *part)
{
	ck_assert_msg(strstr(page, part) != NULL, "the page lacks: %s", part);
}

static const struct findings none = { .n = 0 };
static const struct report bare = { .findings = &none, .fail_on = ERROR, .now = 1768478400,
	.label = { K("HEAD"), K("index") }, .policy_path = K("zonevet.ini"),
	.policy_hash = K("0123456789abcdef"), .policy_from = K("base HEAD") };

/* A revert must be newer than both versions (RFC 1982 section 3.2), and never 0. */
START_TEST(serial_of_the_way_back)
{
	static const struct {
		uint32_t before, after;
		const char *want;
	} cases[] = {
		{ 2026011501, 2026011502, "<strong><code>2026011503</code></strong>" },
		{ 2026011502, 2026011501, "<strong><code>2026011503</code></strong>" },
		{ 7, 7, "<strong><code>8</code></strong>" },
		{ 4294967295u, 4, "<strong><code>5</code></strong>" },
		{ 4294967290u, 4294967295u, "<strong><code>1</code></strong>" },
		{ 1, 2147483649u, "in two steps (RFC 1982 section 7)" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reported_zone z = { .origin = S("example.com."), .path = { S("a"), S("a") },
			.serial = { cases[i].before, cases[i].after }, .has_serial = { true, true } };
		struct report r = bare;
		char *page;

		r.zones = &z;
		r.nzones = 1;
		page = page_of(&r);
		has(page, cases[i].want);
		free(page);
	}
}
END_TEST

/* Which fields of a record changed. */
START_TEST(words)
{
	static const struct {
		struct str before, after;
		const char *want;
	} cases[] = {
		{ K("10 mail.a."), K("10 mx.b."), "<code>10 <del>mail.a.</del> <ins>mx.b.</ins></code>" },
		{ K("\"v=spf1 a -all\""), K("\"v=spf1 a mx -all\""),
		    "<code>&quot;v=spf1 a <ins>mx</ins> -all&quot;</code>" },
		{ K("1 2 3"), K("1 3"), "<code>1 <del>2</del> 3</code>" },
		{ K("1 2 3 4"), K("0 2 4"), "<code><del>1</del> <ins>0</ins> 2 <del>3</del> 4</code>" },
		{ K("192.0.2.1"), K("192.0.2.2"),
		    "<li><code><del>192.0.2.1</del></code></li><li><code><ins>192.0.2.2</ins></code></li>" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reported_change c = { .kind = DATA_CHANGED, .owner = S("example.com."), .type = S("TXT"),
			.ttl = { 60, 60 }, .data = { &cases[i].before, &cases[i].after }, .n = { 1, 1 },
			.churn = true };
		struct reported_zone z = { .origin = S("example.com."), .path = { S("a"), S("a") },
			.changes = &c, .n = 1, .changed = 1 };
		struct report r = bare;
		char *page;

		r.zones = &z;
		r.nzones = 1;
		page = page_of(&r);
		has(page, cases[i].want);
		free(page);
	}
}
END_TEST

/* Samples of RFC 3492 section 7.1 and what is none. */
START_TEST(unicode)
{
	static const struct {
		struct str name;
		const char *want;
	} cases[] = {
		{ K("xn--bcher-kva.example."), "(<bdi>b\xc3\xbc" "cher.example.</bdi>)" },
		{ K("www.xn--ihqwcrb4cv8a8dqg056pqjye."),
		    "(<bdi>www.\xe4\xbb\x96\xe4\xbb\xac\xe4\xb8\xba\xe4\xbb\x80\xe4\xb9\x88\xe4\xb8\x8d"
		    "\xe8\xaf\xb4\xe4\xb8\xad\xe6\x96\x87.</bdi>)" },
		{ K("xn--PorqunopuedensimplementehablarenEspaol-fmd56a."), "Porqu\xc3\xa9nopueden" },
		{ K("xn--80ak6aa92e.com."), "(<bdi>\xd0\xb0\xd1\x80\xd1\x80\xd3\x8f\xd0\xb5.com.</bdi>)" },
		{ K("xn--bcher-z.example."), NULL },            /* cut short */
		{ K("xn--paypal-.example."), NULL },            /* nothing but ASCII */
		{ K("xn--99999999.example."), NULL },           /* beyond Unicode */
		{ K("xn--.example."), NULL },
		{ K("xn-.a\\.xn--bcher-kva.example."), NULL },  /* inside a label */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reported_zone z = { .origin = cases[i].name, .path = { S("a"), S("a") } };
		struct report r = bare;
		char *page;

		r.zones = &z;
		r.nzones = 1;
		page = page_of(&r);
		if (cases[i].want)
			has(page, cases[i].want);
		else
			ck_assert_msg(strstr(page, "<bdi>") == NULL, "%.*s is no U-label", STR(cases[i].name));
		free(page);
	}
}
END_TEST

/* Without pictures, zones, policy or verdict it is a page all the same. */
START_TEST(little_to_say)
{
	struct report r = bare;
	char *page = page_of(&r);

	has(page, "<title>PASSED: 0 zones</title>");
	has(page, "No zone changes");
	free(page);
	r = (struct report){ .findings = &none, .fail_on = ERROR, .error = S("first\n  git fetch") };
	page = page_of(&r);
	has(page, "<title>NOT JUDGED: 0 zones</title>");
	has(page, "<pre>first\n  git fetch\n</pre>");
	free(page);
}
END_TEST

Suite *
suite_html(void)
{
	Suite *s = suite_create("html");
	TCase *t = tcase_create("all");

	tcase_add_test(t, escaping);
	tcase_add_test(t, serial_of_the_way_back);
	tcase_add_test(t, words);
	tcase_add_test(t, unicode);
	tcase_add_test(t, little_to_say);
	suite_add_tcase(s, t);
	return s;
}
