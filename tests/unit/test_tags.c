/* SPDX-License-Identifier: BSD-2-Clause */

#include "rules/dmarc.h"
#include "rules/tags.h"

#include <string.h>

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_tags(void);

START_TEST(test_split)
{
	static const struct {
		const char *text;
		size_t n;
		const char *name, *value;       /* of the last tag */
		const char *fault;
	} cases[] = {
		{ "v=DKIM1; k=rsa; p=AAAA", 3, "p", "AAAA", NULL },
		{ "v=DKIM1;p=", 2, "p", "", NULL },
		{ " v = DKIM1 ; p\t=\r\n A A ; ", 2, "p", "A A", NULL },
		{ "v=STSv1; id=20160831085700Z;", 2, "id", "20160831085700Z", NULL },
		{ "p=a=b==", 1, "p", "a=b==", NULL },
		{ "", 0, "", "", NULL },
		{ ";", 0, "", "", NULL },
		{ " ", 0, "", "", NULL },
		{ "v=DMARC1;; p=none", 2, "p", "none", "is empty, between two \";\"" },
		{ "v=DMARC1; none", 1, "v", "DMARC1", "has no \"=\"" },
		{ "v=DMARC1; =none", 1, "v", "DMARC1", "has a wrong tag name" },
		{ "v=DMARC1; p p=none", 1, "v", "DMARC1", "has a wrong tag name" },
		{ "v=DMARC1; 1p=none", 1, "v", "DMARC1", "has a wrong tag name" },
		{ "v=DMARC1; p=none; P=reject", 3, "P", "reject", "stands twice" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tags t;

		tags_read(str_of(cases[i].text), &t);
		ck_assert_msg(t.n == cases[i].n, "\"%s\": %zu", cases[i].text, t.n);
		if (t.n > 0) {
			ck_assert(str_eq(t.v[t.n - 1].name, str_of(cases[i].name)));
			ck_assert(str_eq(t.v[t.n - 1].value, str_of(cases[i].value)));
		}
		ck_assert_msg(cases[i].fault ? t.fault && strcmp(t.fault, cases[i].fault) == 0 :
		    t.fault == NULL, "\"%s\": %s", cases[i].text, t.fault ? t.fault : "no fault");
	}
}
END_TEST

START_TEST(test_hostile)
{
	static char many[40000];
	struct tags t;
	struct dmarc d;
	struct str value;

	for (size_t i = 0; i + 4 <= sizeof(many); i += 4)
		memcpy(many + i, "ab=;", 4);
	tags_read(str_n(many, sizeof(many)), &t);
	ck_assert_uint_eq(t.n, TAGS_MOST);
	ck_assert_str_eq(t.fault, "stands twice");
	memset(many, ';', sizeof(many));
	tags_read(str_n(many, sizeof(many)), &t);
	ck_assert_uint_eq(t.n, 0);
	tags_read(S("v=DMARC1\0; p=reject"), &t);
	ck_assert(!tags_version(&t, "DMARC1"));
	tags_read(S("\0=x; v=DMARC1; \xff=\xfe"), &t);
	ck_assert(!tags_version(&t, "\0"));
	ck_assert(tags_get(&t, "V", &value));
	ck_assert(!tags_get(&t, "p", &value));
	ck_assert(dmarc_read(S("v=DMARC1; p=\0reject"), &d));
	ck_assert_ptr_nonnull(d.fault);
}
END_TEST

#define N DMARC_NONE
#define Q DMARC_QUARANTINE
#define R DMARC_REJECT

START_TEST(test_dmarc)
{
	static const struct {
		const char *text;
		enum dmarc_policy p, sp, np, applied;
		unsigned pct;
		bool reports, fault, flaw;
	} cases[] = {
		/* RFC 7489 and RFC 9989, the examples of their Appendix B */
		{ "v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com", N, N, N, N, 100, true, 0, 0 },
		{ "v=DMARC1; p=quarantine; rua=mailto:a@example.com,mailto:b@thirdparty.example.net; pct=25",
		    Q, Q, Q, Q, 25, true, 0, 0 },
		{ "v=DMARC1; p=reject; sp=quarantine; np=none", R, Q, N, R, 100, false, 0, 0 },
		{ "v=DMARC1; p=quarantine; np=reject; t=y", Q, Q, R, N, 100, false, 0, 0 },
		{ "v=DMARC1; p=none; t=y", N, N, N, N, 100, false, 0, 0 },
		{ "v=DMARC1;p=reject", R, R, R, R, 100, false, 0, 0 },
		{ "v=DMARC1 ; P = Reject ;", R, R, R, R, 100, false, 0, 0 },
		{ "v=DMARC1; sp=reject; p=none", N, R, R, N, 100, false, 0, 0 },
		{ "v=DMARC1; rua=mailto:a@example.com", N, N, N, N, 100, true, true, 0 },
		{ "v=DMARC1; p=rejct", N, N, N, N, 100, false, true, 0 },
		{ "v=DMARC1; p=reject; sp=all", R, R, R, R, 100, false, true, 0 },
		{ "v=DMARC1; p=reject; pct=101", R, R, R, R, 100, false, 0, true },
		{ "v=DMARC1; p=reject; adkim=strict", R, R, R, R, 100, false, 0, true },
		{ "v=DMARC1; p=reject; rua=a@example.com", R, R, R, R, 100, true, 0, true },
		{ "v=DMARC1; p=reject; rua=", R, R, R, R, 100, true, 0, true },
		{ "v=DMARC1; p=reject rua=mailto:a@example.com", N, N, N, N, 100, false, true, 0 },
	};
	static const char *const others[] = {
		"v=dmarc1; p=none", "v=DMARC1, p=none", "p=none; v=DMARC1", "v=DMARC2; p=none", "", "v=spf1",
		"v=DMARC1 p=none",
	};
	struct dmarc d;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_msg(dmarc_read(str_of(cases[i].text), &d), "%s", cases[i].text);
		ck_assert_msg(d.p == cases[i].p && d.sp == cases[i].sp && d.np == cases[i].np, "%s: %d %d %d",
		    cases[i].text, d.p, d.sp, d.np);
		ck_assert_msg(dmarc_applied(&d, d.p) == cases[i].applied, "%s", cases[i].text);
		ck_assert_uint_eq(d.pct, cases[i].pct);
		ck_assert_msg(d.reports == cases[i].reports && (d.fault != NULL) == cases[i].fault &&
		    (d.flaw != NULL) == cases[i].flaw, "%s: %s %s", cases[i].text,
		    d.fault ? d.fault : "", d.flaw ? d.flaw : "");
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		ck_assert_msg(!dmarc_read(str_of(others[i]), &d), "%s", others[i]);
}
END_TEST

Suite *
suite_tags(void)
{
	Suite *s = suite_create("tags");
	TCase *t = tcase_create("tags");

	tcase_add_test(t, test_split);
	tcase_add_test(t, test_hostile);
	tcase_add_test(t, test_dmarc);
	suite_add_tcase(s, t);
	return s;
}
