/* SPDX-License-Identifier: BSD-2-Clause */

#include "rules/caa.h"

#include <string.h>

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_caa(void);

static bool
read_record(uint8_t flags, const char *tag, struct str value, struct caa *caa)
{
	static uint8_t wire[70000];
	size_t n = strlen(tag);

	wire[0] = flags;
	wire[1] = (uint8_t)n;
	memcpy(wire + 2, tag, n);
	memcpy(wire + 2 + n, value.p, value.len);
	return caa_read(wire, 2 + n + value.len, caa);
}

START_TEST(test_values)
{
	static const struct {
		const char *tag, *value;
		enum caa_property property;
		const char *issuer, *account, *methods;
		bool good;
	} cases[] = {
		/* RFC 8659 section 4 and RFC 8657 section 5 */
		{ "issue", "ca1.example.net", CAA_ISSUE, "ca1.example.net", "", "", true },
		{ "issue", "ca1.example.net; account=230123", CAA_ISSUE, "ca1.example.net", "", "", true },
		{ "issue", ";", CAA_ISSUE, "", "", "", true },
		{ "issue", "", CAA_ISSUE, "", "", "", true },
		{ "issue", "%%%%%", CAA_ISSUE, "%%%%%", "", "", false },
		{ "issuewild", "ca2.example.org", CAA_ISSUEWILD, "ca2.example.org", "", "", true },
		{ "IssueMail", "ca.example", CAA_ISSUEMAIL, "ca.example", "", "", true },
		{ "issue", "example.net; accounturi=https://example.net/account/1234", CAA_ISSUE,
		    "example.net", "https://example.net/account/1234", "", true },
		{ "issue", "example.net; validationmethods=dns-01,ca-foo", CAA_ISSUE, "example.net", "",
		    "dns-01,ca-foo", true },
		{ "issue", " ca.example ;  a = b ; AccountURI = x ", CAA_ISSUE, "ca.example", "x", "", true },
		{ "issue", "ca.example; account", CAA_ISSUE, "ca.example", "", "", false },
		{ "issue", "ca.example; =x", CAA_ISSUE, "ca.example", "", "", false },
		{ "issue", "ca.example; a=b c", CAA_ISSUE, "ca.example", "", "", false },
		{ "issue", "ca.example, ca.example", CAA_ISSUE, "ca.example, ca.example", "", "", false },
		{ "issue", "https://ca.example", CAA_ISSUE, "https://ca.example", "", "", false },
		{ "issue", "ca.example.", CAA_ISSUE, "ca.example.", "", "", false },
		{ "issue", "-ca.example", CAA_ISSUE, "-ca.example", "", "", false },
		{ "issue", "ca..example", CAA_ISSUE, "ca..example", "", "", false },
		{ "issue", "c-a.example", CAA_ISSUE, "c-a.example", "", "", true },
		{ "issue", "caexample", CAA_ISSUE, "caexample", "", "", true },
		{ "iodef", "mailto:security@example.com", CAA_IODEF, "", "", "", true },
		{ "tbs", "Unknown", CAA_UNKNOWN, "", "", "", true },
		{ "policy", "1.2.3", CAA_RESERVED, "", "", "", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct caa caa;

		ck_assert(read_record(128, cases[i].tag, str_of(cases[i].value), &caa));
		ck_assert_msg(caa.property == cases[i].property, "%s %s", cases[i].tag, cases[i].value);
		ck_assert_msg((caa.fault == NULL) == cases[i].good, "%s: %s", cases[i].value,
		    caa.fault ? caa.fault : "no fault");
		ck_assert_msg(str_eq(caa.issuer, str_of(cases[i].issuer)), "%s", cases[i].value);
		ck_assert_msg(str_eq(caa.account, str_of(cases[i].account)), "%s", cases[i].value);
		ck_assert_msg(str_eq(caa.methods, str_of(cases[i].methods)), "%s", cases[i].value);
		ck_assert_uint_eq(caa.flags, CAA_CRITICAL);
	}
}
END_TEST

START_TEST(test_hostile)
{
	static char many[60000];
	struct caa caa;
	uint8_t small[] = { 0, 5, 'i', 's' };

	ck_assert(!caa_read(small, sizeof(small), &caa));
	ck_assert(!caa_read(small, 1, &caa));
	ck_assert(!caa_read(small, 0, &caa));
	ck_assert(!read_record(0, "", S("x"), &caa));
	memset(many, ';', sizeof(many));
	ck_assert(read_record(0, "issue", str_n(many, sizeof(many)), &caa));
	ck_assert_ptr_null(caa.fault);
	memset(many, 'a', sizeof(many));
	ck_assert(read_record(0, "issue", str_n(many, sizeof(many)), &caa));
	ck_assert_uint_eq(caa.issuer.len, sizeof(many));
	ck_assert(read_record(0, "issue", S("ca\0.example"), &caa));
	ck_assert_ptr_nonnull(caa.fault);
	ck_assert(read_record(0, "issue", S("ca.example; a=\xff"), &caa));
	ck_assert_ptr_nonnull(caa.fault);
}
END_TEST

Suite *
suite_caa(void)
{
	Suite *s = suite_create("caa");
	TCase *t = tcase_create("caa");

	tcase_add_test(t, test_values);
	tcase_add_test(t, test_hostile);
	suite_add_tcase(s, t);
	return s;
}
