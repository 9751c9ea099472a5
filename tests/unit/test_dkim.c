/* SPDX-License-Identifier: BSD-2-Clause */

#include "rules/dkim.h"

#include <string.h>

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_dkim(void);

/* RSA keys made for this test, as SubjectPublicKeyInfo. */
#define RSA512 "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBANWDTvcLmUKyKGPhNzhstehn8OfFgJ8xrPRZk4/3Cfr7Ke" \
	"xwAexXoB3RBkw3B8u0TmI4Ejl2CzuCKwBgQAZl0tECAwEAAQ=="
#define RSA1024 "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDWRDelgRnNAzsvGNHrLSRiJA+oc6AnedXRoPt94b" \
	"GLmnuI9EoCOxZYKfoANN/oJTBXaJXcXe4d0/Wcl3XU04sDZCt3z6OSXpoEUx+FIW+A9DPTy3fPghUA" \
	"BTbittoXhJZQatSqryOsSUe0qV5x/qoMHNeIZ2PpVTEN9z9F2hr/FwIDAQAB"
#define RSA2048 "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAxEdGHksCF439bCUfhukqjk4VwkOc1vHJT8" \
	"eyahJPz+53MAuaX4+e+pLWabgZZ953STrp8FSS45Y2s1BzvBF7cTxXBbPqL5DKiA+Y7aLYOBfsMD5V" \
	"lYhrloP6IhQR+d7Q9WBEIr/TFhq0r/YokFcVaTx2+LwyfkOLXHlzAThihNp4BA0QTxlnYJxwh8COWk" \
	"nT2SkUefHQY7BYQe2zvQOPnpBly7DPkprK/D4s7SHdWd1yOGzXbPgdD/rNZTSOKmq8cQtdVgbu51/D" \
	"u/tpnsauPVD4r3jGOiP3oPby60ZkWX1tBujOQD1Jx/KH+4ivgzSoXjHONBtgZz9ENHsPo1UTHQIDAQ" \
	"AB"
/* RFC 8463 Appendix A.2 */
#define ED25519 "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
/* RFC 6376 Appendix C */
#define RFC6376 "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1" \
	"fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gb" \
	"to/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB"

START_TEST(test_records)
{
	static const struct {
		const char *text;
		bool revoked, test, strict;
		const char *fault, *flaw;       /* how they begin */
	} cases[] = {
		{ "v=DKIM1; p=" RFC6376, false, false, false, NULL, NULL },
		{ "v=DKIM1; k=rsa; t=s; p=" RSA2048, false, false, true, NULL, NULL },
		{ "p=" RSA1024, false, false, false, NULL, NULL },
		{ "k=rsa; p=" RSA1024 "; t=y", false, true, false, NULL, NULL },
		{ "v=DKIM1; k=ed25519; p=" ED25519, false, false, false, NULL, NULL },
		{ "v=DKIM1; s=email; h=sha1:sha256; t=y:s; n=note; p= MIGf\r\n\t"
		    "MA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1"
		    "fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gb"
		    "to/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB", false, true,
		    true, NULL, NULL },
		{ "v=DKIM1; p=", true, false, false, NULL, NULL },
		{ "p=", true, false, false, NULL, NULL },
		{ "v=DKIM1; k=rsa", false, false, false, "has no key", NULL },
		{ "k=rsa; v=DKIM1; p=" RSA1024, false, false, false, "is not the first tag", NULL },
		{ "v=DKIM2; p=" RSA1024, false, false, false, "is no version", NULL },
		{ "v=dkim1; p=" RSA1024, false, false, false, "is no version", NULL },
		{ "v=DKIM1; p=" RSA512, false, false, false, "is an RSA key of less than 1024", NULL },
		{ "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/", false, false, false,
		    "is no whole RSA key", NULL },
		{ "v=DKIM1; p=AAAA", false, false, false, "is no whole RSA key", NULL },
		{ "v=DKIM1; p=A", false, false, false, "is no whole base64", NULL },
		{ "v=DKIM1; p=AA=A", false, false, false, "is no whole base64", NULL },
		{ "v=DKIM1; p=AA-_", false, false, false, "is no whole base64", NULL },
		{ "v=DKIM1; p=====", false, false, false, "is no whole base64", NULL },
		{ "v=DKIM1; k=ed25519; p=" RSA1024, false, false, false, "is no Ed25519 key", NULL },
		{ "v=DKIM1; k=dsa; p=AAAA", false, false, false, NULL, "is an algorithm" },
		{ "v=DKIM1; s=tlsrpt; p=" RSA1024, false, false, false, "does not allow the key", NULL },
		{ "v=DKIM1; h=sha1; p=" RSA1024, false, false, false, "does not allow sha256", NULL },
		{ "v=DKIM1; p=" RSA1024 "; p=", false, false, false, "stands twice", NULL },
		{ "v=DKIM1, k=rsa, p=" RSA1024, false, false, false, "is no version", NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dkim d;
		const char *text = cases[i].text;

		ck_assert_msg(dkim_read(str_of(text), &d), "%s", text);
		ck_assert_msg(d.revoked == cases[i].revoked && d.test == cases[i].test &&
		    d.strict == cases[i].strict, "%s", text);
		ck_assert_msg(cases[i].fault ? d.fault && str_starts(str_of(d.fault), str_of(cases[i].fault)) :
		    d.fault == NULL, "%s: %s", text, d.fault ? d.fault : "no fault");
		ck_assert_msg(cases[i].flaw ? d.flaw && str_starts(str_of(d.flaw), str_of(cases[i].flaw)) :
		    d.flaw == NULL, "%s: %s", text, d.flaw ? d.flaw : "no flaw");
	}
}
END_TEST

START_TEST(test_other_texts)
{
	static const char *const others[] = {
		"", "v=spf1 -all", "o=~; r=postmaster@example.com", "v=DMARC1; rua=x", "hello", "dkim=all",
	};
	struct dkim d;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		ck_assert_msg(!dkim_read(str_of(others[i]), &d), "%s", others[i]);
}
END_TEST

START_TEST(test_same_key)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{ "p=AAAA", "v=DKIM1; k=rsa; p=AA AA", true },
		{ "p=AAA=", "p=AAA", true },
		{ "p=AAAA", "p=AAAB", false },
		{ "p=AAAA", "p=AAAAA", false },
		{ "p=AAAA", "k=ed25519; p=AAAA", false },
		{ "p=", "p= ", true },
		{ "p=", "p=A", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dkim a, b;

		ck_assert(dkim_read(str_of(cases[i].a), &a) && dkim_read(str_of(cases[i].b), &b));
		ck_assert_msg(dkim_same_key(&a, &b) == cases[i].same, "%s %s", cases[i].a, cases[i].b);
		ck_assert(dkim_same_key(&b, &a) == cases[i].same);
	}
}
END_TEST

START_TEST(test_hostile)
{
	static char key[65000];
	struct dkim d;

	memset(key, 'A', sizeof(key));
	memcpy(key, "p=", 2);
	ck_assert(dkim_read(str_n(key, sizeof(key)), &d));
	ck_assert_ptr_nonnull(d.fault);
	memset(key + 2, '=', sizeof(key) - 2);
	ck_assert(dkim_read(str_n(key, sizeof(key)), &d));
	ck_assert_ptr_nonnull(d.fault);
	ck_assert(dkim_read(S("v=DKIM1; p=MI\0fMA"), &d));
	ck_assert_ptr_nonnull(d.fault);
	ck_assert(dkim_read(S("v=DKIM1; p=\xff\xfe\xfd"), &d));
	ck_assert_ptr_nonnull(d.fault);
}
END_TEST

Suite *
suite_dkim(void)
{
	Suite *s = suite_create("dkim");
	TCase *t = tcase_create("dkim");

	tcase_add_test(t, test_records);
	tcase_add_test(t, test_other_texts);
	tcase_add_test(t, test_same_key);
	tcase_add_test(t, test_hostile);
	suite_add_tcase(s, t);
	return s;
}
