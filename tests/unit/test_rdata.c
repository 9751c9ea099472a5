/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "lint/type.h"
#include "zone/rdata.h"

#include <check.h>         /* last: it defines fail() as a macro */

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

static struct arena arena;
static struct names names;

static void
teardown(void)
{
	arena_free(&arena);
	names_free(&names);
}

static const struct name *
name_of(const char *text)
{
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	ck_assert_int_eq(name_parse(str_of(text), NULL, wire, &len), NAME_GOOD);
	return names_intern(&names, wire, len);
}

static uint16_t
type_of(const char *text)
{
	uint16_t type = 0;

	ck_assert_msg(type_parse(str_of(text), &type), "%s is no type", text);
	return type;
}

static const struct rdata *
read_data(const char *type, struct str text, unsigned depth, struct rdata_fault *fault)
{
	return rdata_read(&arena, type_of(type), CLASS_IN, text, depth, name_of("example.org."), fault);
}

static const struct rdata *
must_read(const char *type, const char *text)
{
	struct rdata_fault fault;
	const struct rdata *data = read_data(type, str_of(text), 0, &fault);

	ck_assert_msg(data != NULL, "%s %s: %s", type, text, fault.message);
	return data;
}

static struct str
hex(const struct rdata *data)
{
	struct buf out = { NULL, 0, 0 };
	struct str text;

	for (size_t i = 0; i < data->len; i++)
		buf_printf(&out, "%02x", data->wire[i]);
	text = arena_dup(&arena, buf_str(&out));
	buf_free(&out);
	return text;
}

/* What named-compilezone 9.18 writes; NULL: the text is that already. */
static const struct { const char *type, *text, *want; } good[] = {
	{ "A", "192.0.2.1", NULL },
	{ "AAAA", "2001:DB8:0:0:0:0:0:1", "2001:db8::1" },
	{ "AAAA", "::ffff:1.2.3.4", NULL },
	{ "NS", "NS1", "ns1.example.org." },
	{ "NS", "@", "example.org." },
	{ "NS", "\\@", "\\@.example.org." },
	{ "NS", ".", NULL },
	{ "NS", "a\\.b.", NULL },
	{ "CNAME", "a\\032b\\000.", NULL },
	{ "PTR", "Host.Example.COM.", "host.example.com." },
	{ "DNAME", "b.", NULL },
	{ "SOA", "ns host 1 1h 15m 1w2d 1D", "ns.example.org. host.example.org. 1 3600 900 777600 86400" },
	{ "MX", "10 mail", "10 mail.example.org." },
	{ "MX", "0 .", NULL },
	{ "TXT", "foo bar", "\"foo\" \"bar\"" },
	{ "TXT", "\"foo\"\"bar\"", "\"foo\" \"bar\"" },
	{ "TXT", "a\"b c\"", "\"a\" \"b c\"" },
	{ "TXT", "\"\"", NULL },
	{ "TXT", "\"a;b (c)\"", NULL },
	{ "TXT", "\"a\\\"b\\\\\" \\065\\000\\255", "\"a\\\"b\\\\\" \"A\\000\\255\"" },
	{ "TXT", "\\# text", "\"#\" \"text\"" },
	{ "SPF", "\"v=spf1 -all\"", NULL },
	{ "SRV", "0 5 5060 sip", "0 5 5060 sip.example.org." },
	{ "NAPTR", "100 50 u E2U+sip \"!^.*$!sip:x@y!i\" .", "100 50 \"u\" \"E2U+sip\" \"!^.*$!sip:x@y!i\" ." },
	{ "NAPTR", "1 1 \"\" \"\" \"/(a|b)[^]x-]{2,3}\\\\1/\\\\1/\" X.", "1 1 \"\" \"\" \"/(a|b)[^]x-]{2,3}\\\\1/\\\\1/\" x." },
	{ "CAA", "0 issue letsencrypt.org", "0 issue \"letsencrypt.org\"" },
	{ "CAA", "128 TBS \"\"", NULL },
	{ "URI", "10 1 \"ftp://x/\\\"\"", NULL },
	{ "DS", "60485 RSASHA1 SHA-1 2bb183af5f22588179a5 3b0a98631fad1a292118",
		"60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118" },
	{ "DS", "1 5 GOST d4", "1 5 3 D4" },
	{ "CDS", "0 0 0 00", NULL },
	{ "DNSKEY", "ZONE|KSK DNSSEC ECDSAP256SHA256 oJ MR", "257 3 13 oJMR" },
	{ "CDNSKEY", "0 3 0 AA==", NULL },
	{ "KEY", "NOKEY 3 5", "49152 3 5" },
	{ "RRSIG", "A 5 3 86400 20030322173103 1045000000 2642 Example.com. oJB1",
		"A 5 3 86400 20030322173103 20030211214640 2642 example.com. oJB1" },
	{ "SIG", "TYPE65534 5 3 1 20240229235960 0 1 . AA==",
		"TYPE65534 5 3 1 20240301000000 19700101000000 1 . AA==" },
	{ "NSEC", "B TYPE1234 MX A a RRSIG", "b.example.org. A MX RRSIG TYPE1234" },
	{ "NSEC3", "SHA-1 1 12 aabb 2vptu5timamqttgl4luu9kg21e0aor3s MX",
		"1 1 12 AABB 2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S MX" },
	{ "NSEC3", "1 0 0 - 2vptu5timamqttgl4luu9kg21e0aor3s", "1 0 0 - 2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S" },
	{ "NSEC3PARAM", "1 0 12 AABB", NULL },
	{ "TLSA", "3 1 1 d2ab de24", "3 1 1 D2ABDE24" },
	{ "SSHFP", "1 3", NULL },
	{ "CSYNC", "66 3", NULL },
	{ "CERT", "1 2 ED25519 AQNR", "PKIX 2 ED25519 AQNR" },
	{ "CERT", "PGP 0 4 AQNR", NULL },
	{ "LOC", "42 21 54.5 N 71 0 .25 W -24.5m 30", "42 21 54.500 N 71 0 0.250 W -24.50m 30m 10000m 10m" },
	{ "APL", "1:192.168.32.0/21 !2:2001:DB8::/32", "1:192.168.32.0/21 !2:2001:db8::/32" },
	{ "APL", "", NULL },
	{ "SVCB", "1 \"Svc\" alpn=h2,h3 port=8443", "1 svc.example.org. alpn=\"h2,h3\" port=8443" },
	{ "HTTPS", "1 . port=1 alpn=\"f\\\\\\\\oo\\\\,bar,h2\"", "1 . alpn=\"f\\\\\\\\oo\\\\,bar,h2\" port=1" },
	{ "HTTPS", "1 . key1=\"\\002h2\" no-default-alpn= mandatory=no-default-alpn,alpn ech=\"AEX+ DQBB\"",
		"1 . mandatory=alpn,no-default-alpn alpn=\"h2\" no-default-alpn ech=AEX+DQBB" },
	{ "HTTPS", "1 . ipv6hint=::1,2001:DB8::2 ipv4hint=192.0.2.1 key667=\"a\\210 b\" key668",
		"1 . ipv4hint=192.0.2.1 ipv6hint=::1,2001:db8::2 key667=\"a\\210 b\" key668" },
	{ "HTTPS", "1 . dohpath=/q{?dns}", "1 . key7=\"/q{?dns}\"" },
	{ "HINFO", "PC \"Linux 6\"", "\"PC\" \"Linux 6\"" },
	{ "X25", "1234", "\"1234\"" },
	{ "ISDN", "1", "\"1\"" },
	{ "NSAP", "0X47.0005.80.f0", "0x47000580F0" },
	{ "NID", "10 14:4FFF:ff20:ee64", "10 14:4fff:ff20:ee64" },
	{ "EUI48", "00-00-5E-00-53-2a", "00-00-5e-00-53-2a" },
	{ "IPSECKEY", "10 3 2 GW AQNR U3mG", "10 3 2 gw.example.org. AQNRU3mG" },
	{ "IPSECKEY", "10 0 0 . AQNR", NULL },
	{ "AMTRELAY", "10 1 2 2001:db8::1", NULL },
	{ "HIP", "2 2001 AwEA Rvs.", "2 2001 AwEA rvs." },
	{ "A6", "9 ffff::1 Foo.", "9 7f::1 foo." },
	{ "A6", "128 foo.", NULL },
	{ "NXT", "B MX A 127", "b.example.org. A MX 127" },
	{ "WKS", "10.0.0.1 TCP smtp 21", "10.0.0.1 6 21 25" },
	{ "ATMA", "+12.34", "+1234" },
	{ "EID", "ab cd", "ABCD" },
	{ "DOA", "1 2 3 \"\" -", NULL },
	{ "DSYNC", "CDS NOTIFY 5300 x.", NULL },
	{ "TYPE65534", "\\# 0", NULL },
	{ "TYPE65534", "\\# 4 0102 0a04", "\\# 4 01020A04" },
	{ "NULL", "\\# 1 00", NULL },
	/* octets of types that have a form of their own */
	{ "A", "\\# 4 c0000201", "192.0.2.1" },
	{ "MX", "\\# 5 000A 014100", "10 a." },
	{ "SVCB", "\\# 9 0001 0141 00 00080000", "1 a. key8" },
	{ "AMTRELAY", "\\# 5 0a03014100", "10 0 3 a." },
	{ "AMTRELAY", "\\# 3 0a0401", "\\# 3 0A0401" },
	{ "LOC", "\\# 2 0102", "\\# 2 0102" },
	/* parentheses, newlines and comments */
	{ "MX", "( 10\n mail ) ; comment", "10 mail.example.org." },
	{ "TXT", "(\"a\" ; \"b\"\n \"c\")", "\"a\" \"c\"" },
};

/* Each is read, written as BIND does, and what was written means the same octets. */
START_TEST(reading)
{
	for (size_t i = 0; i < COUNT(good); i++) {
		const struct rdata *data = must_read(good[i].type, good[i].text), *again;
		struct str text = rdata_text(&arena, type_of(good[i].type), data);
		struct rdata_fault fault;

		ck_assert_str_eq(text.p, good[i].want ? good[i].want : good[i].text);
		again = read_data(good[i].type, text, 0, &fault);
		ck_assert_msg(again != NULL, "%s %s: %s", good[i].type, text.p, fault.message);
		ck_assert_str_eq(hex(again).p, hex(data).p);
	}
}
END_TEST

/* What is refused, the token that is named, and the words. */
static const struct { const char *type, *text, *token, *message; } bad[] = {
	{ "A", "192.0.2.300", "192.0.2.300", "the address '192.0.2.300' is not an IPv4 address" },
	{ "A", "", "", "" },
	{ "A", "192.0.2.1 192.0.2.2", "192.0.2.2", "" },
	{ "A", "\\# 3 c00002", "3", "" },
	{ "A", "\\# 4 c00002", "4", "" },
	{ "AAAA", "2001:db8::1::2", "2001:db8::1::2", "" },
	{ "MX", "ten mail", "ten", "the preference 'ten' must be a number from 0 to 65535" },
	{ "MX", "65536 mail", "65536", "" },
	{ "MX", "10", "", "" },
	{ "NS", "a..b.", "a..b.", "" },
	{ "SOA", "ns host 4294967296 1 1 1 1", "4294967296", "" },
	{ "SOA", "ns host 1 1x 1 1 1", "1x", "" },
	{ "TXT", "\"open", "", "" },
	{ "CAA", "0 is-sue \"ca\"", "is-sue", "" },
	{ "CAA", "256 issue \"ca\"", "256", "" },
	{ "DS", "1 8 2 abcd", "abcd", "" },
	{ "DS", "1 8 2 xyz", "xyz", "" },
	{ "DNSKEY", "257 3 8 A*==", "A*==", "" },
	{ "RRSIG", "A 8 2 3600 20261301000000 20260101000000 1 a. AA==", "20261301000000", "" },
	{ "NSEC3", "1 0 0 - 0 A", "0", "" },
	{ "LOC", "91 N 0 E 0m", "91", "" },
	{ "APL", "1:192.0.2.0/33", "1:192.0.2.0/33", "" },
	{ "HTTPS", "1 . port=1 port=2", "port=2", "" },
	{ "HTTPS", "1 . mandatory=port", "mandatory=port", "" },
	{ "MD", "a.", "", "this type is obsolete; servers refuse it" },
	{ "TYPE65534", "abc", "abc", "" },
	{ "TYPE65534", "\\# 2 zz", "zz", "" },
};

START_TEST(refusing)
{
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct rdata_fault fault;

		ck_assert_msg(read_data(bad[i].type, str_of(bad[i].text), 0, &fault) == NULL,
		    "%s %s was read", bad[i].type, bad[i].text);
		ck_assert_str_eq(arena_dup(&arena, fault.token).p, bad[i].token);
		ck_assert(fault.at >= bad[i].text && fault.at <= bad[i].text + strlen(bad[i].text));
		ck_assert_str_ne(fault.message, "");
		if (bad[i].message[0])
			ck_assert_str_eq(fault.message, bad[i].message);
	}
}
END_TEST

/* The key and DS of RFC 4034 section 5.4. */
START_TEST(keys)
{
	const struct name *owner = name_of("dskey.example.com.");
	const struct rdata *key = must_read("DNSKEY", "256 3 5 "
	    "AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZ"
	    "DRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9Xzc"
	    "nOf+EPbtG9DMBmADjFDc2w/rljwvFw==");

	ck_assert_uint_eq(rdata_key_tag(key), 60485);
	ck_assert_int_eq(rdata_ds_match(owner, must_read("DS",
	    "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118"), key), DS_MATCHES);
	ck_assert_int_eq(rdata_ds_match(owner, must_read("DS",
	    "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292119"), key), DS_WRONG_DIGEST);
	ck_assert_int_eq(rdata_ds_match(owner, must_read("DS",
	    "60486 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118"), key), DS_OTHER_KEY);
	ck_assert_int_eq(rdata_ds_match(owner, must_read("DS", "60485 5 200 00"), key),
	    DS_UNKNOWN_DIGEST);
	ck_assert_str_eq(rdata_text(&arena, TYPE_DS, rdata_ds_of(&arena, owner, key)).p,
	    "60485 5 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A");
}
END_TEST

Suite *suite_rdata(void);

Suite *
suite_rdata(void)
{
	Suite *s = suite_create("rdata");
	TCase *t = tcase_create("rdata");

	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_add_test(t, reading);
	tcase_add_test(t, refusing);
	tcase_add_test(t, keys);
	suite_add_tcase(s, t);
	return s;
}
