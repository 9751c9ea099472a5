/* SPDX-License-Identifier: BSD-2-Clause */

#include "rules/spf.h"

#include <string.h>

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_spf(void);

START_TEST(test_version)
{
	static const struct {
		const char *text;
		bool is;
	} cases[] = {
		{ "v=spf1", true }, { "v=spf1 ", true }, { "V=SPF1 -all", true },
		{ "v=spf1 a", true }, { "v=spf10", false }, { "v=spf1;a", false }, { "v=spf", false },
		{ "", false }, { " v=spf1", false }, { "v=spf1\ta", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(spf_is(str_of(cases[i].text)) == cases[i].is, "%s", cases[i].text);
}
END_TEST

/* One term behind the version: its kind, or the fault. */
START_TEST(test_terms)
{
	static const struct {
		const char *term;
		enum spf_kind kind;
		char qualifier;
		int prefix[2];
		const char *domain, *fault;
	} cases[] = {
		{ "all", SPF_ALL, '+', { 0, 0 }, "", NULL },
		{ "-all", SPF_ALL, '-', { 0, 0 }, "", NULL },
		{ "?ALL", SPF_ALL, '?', { 0, 0 }, "", NULL },
		{ "all.", SPF_ALL, '+', { 0, 0 }, "", "is no mechanism that RFC 7208 knows" },
		{ "all:x", SPF_ALL, '+', { 0, 0 }, "", "takes nothing behind it" },
		{ "a", SPF_A, '+', { 32, 128 }, "self.example.", NULL },
		{ "a/24", SPF_A, '+', { 24, 128 }, "self.example.", NULL },
		{ "a//64", SPF_A, '+', { 32, 64 }, "self.example.", NULL },
		{ "a:example.com/24//64", SPF_A, '+', { 24, 64 }, "example.com", NULL },
		{ "a/33", SPF_A, '+', { 0, 0 }, "", "has a wrong prefix length" },
		{ "a/024", SPF_A, '+', { 0, 0 }, "", "has a wrong prefix length" },
		{ "a/", SPF_A, '+', { 0, 0 }, "", "has a wrong prefix length" },
		{ "a//129", SPF_A, '+', { 0, 0 }, "", "has a wrong prefix length" },
		{ "a:", SPF_A, '+', { 0, 0 }, "", "has no domain" },
		{ "a:localhost", SPF_A, '+', { 0, 0 }, "", "does not end in a domain name" },
		{ "a:192.0.2.1", SPF_A, '+', { 0, 0 }, "", "does not end in a domain name" },
		{ "a.example.com", SPF_A, '+', { 0, 0 }, "", "is no mechanism that RFC 7208 knows" },
		{ "mx:example.org.", SPF_MX, '+', { 32, 128 }, "example.org.", NULL },
		{ "~mx/30", SPF_MX, '~', { 30, 128 }, "self.example.", NULL },
		{ "ptr", SPF_PTR, '+', { 0, 0 }, "self.example.", NULL },
		{ "ptr/24", SPF_PTR, '+', { 0, 0 }, "", "has a wrong ending" },
		{ "ip4:192.0.2.129", SPF_IP4, '+', { 32, 0 }, "", NULL },
		{ "ip4:192.0.2.129/25", SPF_IP4, '+', { 25, 0 }, "", NULL },
		{ "ip4:192.0.2/24", SPF_IP4, '+', { 0, 0 }, "", "is no IPv4 address" },
		{ "ip4:192.0.2.1/33", SPF_IP4, '+', { 0, 0 }, "", "has a wrong prefix length" },
		{ "ip4:2001:db8::1", SPF_IP4, '+', { 0, 0 }, "", "is no IPv4 address" },
		{ "ip4", SPF_IP4, '+', { 0, 0 }, "", "has no address" },
		{ "ip4:", SPF_IP4, '+', { 0, 0 }, "", "has no address" },
		{ "ip6:2001:DB8::/32", SPF_IP6, '+', { 32, 0 }, "", NULL },
		{ "ip6:192.0.2.1", SPF_IP6, '+', { 0, 0 }, "", "is no IPv6 address" },
		{ "ip5:192.0.2.1", SPF_IP4, '+', { 0, 0 }, "", "is no mechanism that RFC 7208 knows" },
		{ "include:_spf.example.com", SPF_INCLUDE, '+', { 0, 0 }, "_spf.example.com", NULL },
		{ "include", SPF_INCLUDE, '+', { 0, 0 }, "", "has no domain" },
		{ "include:-bad-.example.c-", SPF_INCLUDE, '+', { 0, 0 }, "",
		    "does not end in a domain name" },
		{ "exists:%{ir}.%{l1r+-}._spf.%{d}", SPF_EXISTS, '+', { 0, 0 },
		    "%{ir}.%{l1r+-}._spf.%{d}", NULL },
		{ "exists:%(ir).example.com", SPF_EXISTS, '+', { 0, 0 }, "",
		    "has a domain that holds a wrong character or macro" },
		{ "exists:%{x}.example.com", SPF_EXISTS, '+', { 0, 0 }, "",
		    "has a domain that holds a wrong character or macro" },
		{ "exists:%{d", SPF_EXISTS, '+', { 0, 0 }, "",
		    "has a domain that holds a wrong character or macro" },
		{ "redirect=_spf.example.com", SPF_REDIRECT, 0, { 0, 0 }, "_spf.example.com", NULL },
		{ "redirect=", SPF_REDIRECT, 0, { 0, 0 }, "", "has no domain" },
		{ "-redirect=x.example", SPF_REDIRECT, 0, { 0, 0 }, "",
		    "is no mechanism that RFC 7208 knows" },
		{ "redirect:x.example", SPF_REDIRECT, 0, { 0, 0 }, "",
		    "is no mechanism that RFC 7208 knows" },
		{ "exp=explain._spf.%{d}", SPF_EXP, 0, { 0, 0 }, "explain._spf.%{d}", NULL },
		{ "moo.cow-far_out=man:dog/cat", SPF_MODIFIER, 0, { 0, 0 }, "", NULL },
		{ "moo=%{x}", SPF_MODIFIER, 0, { 0, 0 }, "", "has a wrong macro" },
		{ "1=2", SPF_MODIFIER, 0, { 0, 0 }, "", "is no modifier: its name begins with a digit" },
		{ "=x", SPF_MODIFIER, 0, { 0, 0 }, "", "is no mechanism that RFC 7208 knows" },
		{ "\"-all\"", SPF_ALL, 0, { 0, 0 }, "", "is no mechanism that RFC 7208 knows" },
		{ "a\t-all", SPF_A, 0, { 0, 0 }, "", "has a wrong ending" },
		{ "in\xc3\xa9lude:x.example", SPF_A, 0, { 0, 0 }, "",
		    "is no mechanism that RFC 7208 knows" },
		{ "+", SPF_A, 0, { 0, 0 }, "", "is no mechanism that RFC 7208 knows" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena = { 0 };
		struct str text = arena_printf(&arena, "v=spf1  %s ", cases[i].term);
		struct spf spf;

		spf_read(&arena, text, S("self.example."), &spf);
		if (cases[i].fault) {
			ck_assert_msg(spf.fault && strcmp(spf.fault, cases[i].fault) == 0, "%s: %s",
			    cases[i].term, spf.fault ? spf.fault : "no fault");
			ck_assert(str_eq(spf.at, str_of(cases[i].term)));
			ck_assert_uint_eq(spf.n, 0);
		} else {
			const struct spf_term *t = &spf.terms[0];

			ck_assert_msg(spf.fault == NULL, "%s: %s", cases[i].term, spf.fault);
			ck_assert_uint_eq(spf.n, 1);
			ck_assert_int_eq(t->kind, cases[i].kind);
			ck_assert_int_eq(t->qualifier, cases[i].qualifier);
			ck_assert_msg(t->prefix[0] == cases[i].prefix[0] &&
			    t->prefix[1] == cases[i].prefix[1], "%s", cases[i].term);
			ck_assert_msg(str_eq(t->domain, str_of(cases[i].domain)), "%s", cases[i].term);
		}
		arena_free(&arena);
	}
}
END_TEST

/* Records of RFC 7208, its sections 3, 5, 6 and Appendix A. */
START_TEST(test_records)
{
	static const struct {
		const char *text;
		size_t n, reached;
		char all;
		bool redirect, good;
	} cases[] = {
		{ "v=spf1 +mx a:colo.example.com/28 -all", 3, 2, '-', false, true },
		{ "v=spf1 a mx -all", 3, 2, '-', false, true },
		{ "v=spf1 redirect=_spf.example.com", 1, 1, 0, true, true },
		{ "v=spf1 mx:example.com -all redirect=_spf.example.com", 3, 1, '-', false, true },
		{ "v=spf1 mx -all exp=explain._spf.%{d}", 3, 1, '-', false, true },
		{ "v=spf1 -include:ip4._spf.%{d} -all", 2, 1, '-', false, true },
		{ "v=spf1 exists:%{l1r+}.%{d} ~all", 2, 1, '~', false, true },
		{ "v=spf1", 0, 0, 0, false, true },
		{ "v=spf1 a -all mx ~all", 4, 1, '-', false, true },
		{ "v=spf1 a redirect=a.example redirect=b.example", 2, 2, 0, true, false },
		{ "v=spf1 exp=a.example exp=b.example -all", 2, 1, '-', false, false },
		{ "v=spf1 a:b mx -all", 2, 1, '-', false, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena = { 0 };
		struct spf spf;

		spf_read(&arena, str_of(cases[i].text), S("example.com."), &spf);
		ck_assert_msg((spf.fault == NULL) == cases[i].good, "%s: %s", cases[i].text,
		    spf.fault ? spf.fault : "no fault");
		ck_assert_msg(spf.n == cases[i].n && spf.reached == cases[i].reached, "%s: %zu %zu",
		    cases[i].text, spf.n, spf.reached);
		ck_assert_int_eq(spf.all ? spf.all->qualifier : 0, cases[i].all);
		ck_assert_int_eq(spf.redirect != NULL, cases[i].redirect);
		arena_free(&arena);
	}
}
END_TEST

START_TEST(test_covers)
{
	static const struct {
		const char *wide, *narrow;
		bool covers;
	} cases[] = {
		{ "ip4:192.0.2.0/24", "ip4:192.0.2.7", true },
		{ "ip4:192.0.2.0/24", "ip4:192.0.2.128/25", true },
		{ "ip4:192.0.2.128/25", "ip4:192.0.2.0/24", false },
		{ "ip4:192.0.2.128/25", "ip4:192.0.2.1", false },
		{ "ip4:0.0.0.0/0", "ip4:192.0.2.1", true },
		{ "ip4:0.0.0.0/0", "ip6:2001:db8::1", false },
		{ "ip4:192.0.2.99/24", "ip4:192.0.2.0/24", true },
		{ "ip6:2001:db8::/32", "ip6:2001:db8:1::/48", true },
		{ "ip6:2001:db8::/47", "ip6:2001:db8:1::/48", true },
		{ "ip6:2001:db8::/48", "ip6:2001:db8:1::/48", false },
		{ "a:host.example.com", "a:HOST.example.com.", true },
		{ "a:host.example.com", "a:host.example.com/24", false },
		{ "a:host.example.com/24", "a:host.example.com", true },
		{ "a", "a:self.example", true },
		{ "a", "mx", false },
		{ "include:x.example", "include:X.example.", true },
		{ "redirect=x.example", "include:x.example", true },
		{ "include:y.example", "include:x.example", false },
		{ "exists:%{i}.x.example", "exists:%{i}.x.example", true },
		{ "ptr:x.example", "ptr:x.example", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena = { 0 };
		struct spf wide, narrow;

		spf_read(&arena, arena_printf(&arena, "v=spf1 %s", cases[i].wide),
		    S("self.example."), &wide);
		spf_read(&arena, arena_printf(&arena, "v=spf1 %s", cases[i].narrow),
		    S("self.example."), &narrow);
		ck_assert_uint_eq(wide.n, 1);
		ck_assert_uint_eq(narrow.n, 1);
		ck_assert_msg(spf_covers(&wide.terms[0], &narrow.terms[0]) == cases[i].covers,
		    "%s %s", cases[i].wide, cases[i].narrow);
		arena_free(&arena);
	}
}
END_TEST

static struct str
repeated(struct arena *a, struct str head, struct str part, size_t n)
{
	char *text = arena_bytes(a, head.len + part.len * n);

	memcpy(text, head.p, head.len);
	for (size_t i = 0; i < n; i++)
		memcpy(text + head.len + i * part.len, part.p, part.len);
	return str_n(text, head.len + part.len * n);
}

START_TEST(test_hostile)
{
	struct arena arena = { 0 };
	struct spf spf;

	spf_read(&arena, repeated(&arena, S("v=spf1"), S(" a"), 30000), S("x.example."), &spf);
	ck_assert_uint_eq(spf.n, SPF_TERMS_MOST);
	ck_assert_str_eq(spf.fault, "is one term too many");
	spf_read(&arena, repeated(&arena, S("v=spf1"), S(" "), 60000), S("x.example."), &spf);
	ck_assert_uint_eq(spf.n, 0);
	ck_assert_ptr_null(spf.fault);
	spf_read(&arena, repeated(&arena, S("v=spf1 a:"), S("%{d}"), 15000), S("x.example."), &spf);
	ck_assert_uint_eq(spf.n, 1);
	ck_assert(spf.terms[0].macro);
	spf_read(&arena, S("v=spf1 a:x\0.example.com -all"), S("x.example."), &spf);
	ck_assert_ptr_nonnull(spf.fault);
	ck_assert_uint_eq(spf.n, 1);
	spf_read(&arena, S("v=spf1 \0all %{\0} ip4:1.2.3.4\0/8"), S("x.example."), &spf);
	ck_assert_ptr_nonnull(spf.fault);
	ck_assert_uint_eq(spf.n, 0);
	spf_read(&arena, S("v=spf1 exists:%{\0}.example.com"), S("x.example."), &spf);
	ck_assert_ptr_nonnull(spf.fault);
	arena_free(&arena);
}
END_TEST

Suite *
suite_spf(void)
{
	Suite *s = suite_create("spf");
	TCase *t = tcase_create("spf");

	tcase_add_test(t, test_version);
	tcase_add_test(t, test_terms);
	tcase_add_test(t, test_records);
	tcase_add_test(t, test_covers);
	tcase_add_test(t, test_hostile);
	suite_add_tcase(s, t);
	return s;
}
