/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The short way of reading data against the long one and against ldns: words
 * that are right, nearly right and hostile, put together from fixed seeds.
 * ZONEVET_EDITS says how many (default 4000) a type.
 */
#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "lint/type.h"
#include "zone/rdata.h"
#include "zone/rdata_plain.h"

#include <check.h>         /* last: it defines fail() as a macro */

static struct arena arena;
static struct names names;

static void
teardown(void)
{
	arena_free(&arena);
	names_free(&names);
}

static uint64_t state;

static unsigned
pick(unsigned n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(state >> 33) % n;
}

#define PICK(v) ((v)[pick(sizeof(v) / sizeof((v)[0]))])

static const char *const parts[] = {
	"192.0.2.1", "0.0.0.0", "255.255.255.255", "192.0.2.256", "192.0.2", "192.0.2.01", "1.2.3.4.", ".1.2.3",
	"2001:db8::1", "::", "::1", "1::", "2001:db8:0:0:0:0:0:1", "2001:DB8::A", "1:2:3:4:5:6:7::", "1:2:3",
	"::ffff:192.0.2.1", "12345::", ":1::", "1:::2", "fe80::1%eth0", "ns1", "ns2.example.net.", "@", ".", "..",
	"a..b", ".a", "NS1.Example.COM.", "a\\.b", "\\#", "\\@", "x\\", "-", "_sip._tcp", "*", "*.w", "\\064",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	"0", "1", "2", "4", "10", "007", "255", "256", "65535", "65536", "-1", "1x", "99999999999999999999", "13",
	"RSASHA256", "SHA-256", "\"10\"", "\"ns1\"", "(", ")", "; c", "(10)", "ns1;c", "\x01", "\xc3\xa4", "\r",
	"113895FD5DED4FCF579EBB543BEB47BA768CE89AF90B448CF032075F22A20F22",
	"113895fd5ded4fcf579ebb543beb47ba768ce89a", "113895FD5DED4FCF579EBB543BEB47BA768CE89AF90B448C",
	"113895FD5DED4FCF579EBB543BEB47BA768CE89AF90B448CF032075F22A20F2G", "1138", "113",
	"113895FD5DED4FCF579EBB543BEB47BA768CE89AF90B448CF032075F22A20F22768CE89AF90B448CF032075F22A20F22",
};
static const char *const blanks[] = { " ", " ", " ", "\t", "  ", " \t", "\n", "" };

/* Which words data of a type wants: those of parts[] that may stand first to last. */
static const struct {
	uint16_t type;
	const char *right[4];
} types[] = {
	{ TYPE_A, { "192.0.2.1" } }, { TYPE_AAAA, { "2001:db8::1" } }, { TYPE_NS, { "ns1" } },
	{ TYPE_CNAME, { "ns2.example.net." } }, { TYPE_PTR, { "@" } }, { TYPE_DNAME, { "w.example." } },
	{ TYPE_MX, { "10", "mail" } }, { TYPE_SRV, { "0", "5", "5060", "sip" } },
	{ TYPE_DS, { "4711", "13", "2", "113895FD5DED4FCF579EBB543BEB47BA768CE89AF90B448CF032075F22A20F22" } },
	{ TYPE_TXT, { "word" } }, { TYPE_SOA, { "ns1" } },
};

/* A character that is not there, or another one. */
static void
scratch(struct buf *text)
{
	size_t at = text->len ? pick((unsigned)text->len) : 0;

	if (text->len && pick(2))
		text->p[at] = (char)(1 + pick(255));
	else if (text->len > 1)
		memmove(text->p + at, text->p + at + 1, --text->len - at);
}

/* What may be an IPv6 address: up to nine groups, with or without what is left out. */
static void
compose_groups(struct buf *text)
{
	static const char *const between[] = { ":", ":", ":", ":", ":", "::", ":::", "." };

	if (pick(6) == 0)
		buf_add(text, S("::"));
	for (unsigned left = pick(3) ? 8 : 1 + pick(9); left > 0; left--) {
		buf_printf(text, pick(2) ? "%x" : "%X", pick(pick(8) ? 65536 : 1 << 20));
		if (left > 1 || pick(12) == 0)
			buf_add(text, str_of(PICK(between)));
	}
}

static void
compose(struct buf *text, const char *const *right)
{
	buf_clear(text);
	if (str_eq(str_of(right[0]), S("2001:db8::1")) && pick(3)) {
		compose_groups(text);
		return;
	}
	for (size_t i = 0; i < 4 && right[i]; i++)
		buf_printf(text, "%s%s", i ? PICK(blanks) : "", pick(6) ? right[i] : PICK(parts));
	if (pick(6) == 0)
		buf_printf(text, "%s%s", PICK(blanks), pick(2) ? PICK(parts) : "");
	if (pick(3) == 0)
		scratch(text);
}

/* The long way, which an open parenthesis leads to. */
static const struct rdata *
long_way(uint16_t type, struct str text, const struct name *origin, struct rdata_fault *fault)
{
	return rdata_read(&arena, type, CLASS_IN, arena_printf(&arena, "%.*s )", STR(text)), 1, origin,
	    fault);
}

enum { HEAD = 13 };             /* owner, type, class, TTL and length in front of the data */

static void
must_equal_ldns(uint16_t type, struct str text, const uint8_t *wire, size_t len)
{
	ldns_rdf *origin = ldns_dname_new_frm_str("example.org.");
	ldns_rr *rr = NULL;
	uint8_t *out = NULL;
	size_t size = 0;
	struct str line = arena_printf(&arena, "x. 60 IN %.*s %.*s", STR(type_text(&arena, type)),
	    STR(text));
	ldns_status status = ldns_rr_new_frm_str(&rr, arena_text(&arena, line), 0, origin, NULL);

	ck_assert_msg(status == LDNS_STATUS_OK, "%.*s: ldns: %s", STR(line),
	    ldns_get_errorstr_by_id(status));
	ldns_rr2canonical(rr);
	ck_assert_int_eq(ldns_rr2wire(&out, rr, LDNS_SECTION_ANSWER, &size), LDNS_STATUS_OK);
	ck_assert_msg(size == len + HEAD && memcmp(out + HEAD, wire, len) == 0, "%.*s", STR(line));
	LDNS_FREE(out);
	ldns_rr_free(rr);
	ldns_rdf_deep_free(origin);
}

/* Returns whether the short way took it. */
static bool
judge(uint16_t type, struct str text, const struct name *origin)
{
	uint8_t wire[RDATA_PLAIN_MAX];
	struct rdata_fault fault;
	size_t len = rdata_plain(type, text, origin, wire);
	const struct rdata *data;

	if (len == 0)
		return false;
	data = long_way(type, text, origin, &fault);
	ck_assert_msg(data != NULL, "%u '%.*s': the long way says: %s", type, STR(text), fault.message);
	ck_assert_msg(data->len == len && memcmp(data->wire, wire, len) == 0, "%u '%.*s'", type,
	    STR(text));
	/* ldns leaves the target of a DNAME as written, and takes "@." for the origin. */
	if (type != TYPE_DNAME && !str_has(text, S("@.")))
		must_equal_ldns(type, text, wire, len);
	return true;
}

static size_t
rounds_wanted(void)
{
	const char *text = getenv("ZONEVET_EDITS");
	uint64_t n;

	return text && str_number(str_of(text), 1000000000, &n) ? (size_t)n : 4000;
}

START_TEST(ways)
{
	struct buf text = { NULL, 0, 0 };
	uint8_t wire[NAME_MAX_WIRE];
	size_t len, taken = 0, rounds = rounds_wanted();
	const struct name *origin;
	uint16_t type = types[_i].type;

	state = (uint64_t)_i * 7919 + 3;
	ck_assert_int_eq(name_parse(S("example.org."), NULL, wire, &len), NAME_GOOD);
	origin = names_intern(&names, wire, len);
	for (size_t round = 0; round < rounds; round++) {
		compose(&text, types[_i].right);
		taken += judge(type, buf_str(&text), origin);
		/* Without an origin the short way asks nobody for one. */
		if (rdata_plain(type, buf_str(&text), NULL, wire))
			ck_assert(type == TYPE_A || type == TYPE_AAAA || type == TYPE_DS);
	}
	if (type == TYPE_TXT || type == TYPE_SOA)
		ck_assert_uint_eq(taken, 0);
	else
		ck_assert_msg(taken > rounds / 10, "only %zu of %zu", taken, rounds);
	buf_free(&text);
}
END_TEST

Suite *suite_rdata_plain(void);

Suite *
suite_rdata_plain(void)
{
	Suite *suite = suite_create("rdata_plain");
	TCase *tcase = tcase_create("short and long way");

	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_loop_test(tcase, ways, 0, (int)(sizeof(types) / sizeof(types[0])));
	suite_add_tcase(suite, tcase);
	return suite;
}
