/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "zone/canonical.h"
#include "zone/digest.h"
#include "zone/signature.h"

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_signature(void);

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

static struct arena arena;
static struct names names;

static void
teardown(void)
{
	arena_free(&arena);
	names_free(&names);
}

static struct name *
name_of(const char *text)
{
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	ck_assert_int_eq(name_parse(str_of(text), NULL, wire, &len), NAME_GOOD);
	return names_intern(&names, wire, len);
}

/* The names of RFC 5155 Appendix A: salt aabbccdd, 12 additional iterations. */
START_TEST(test_hashed_names)
{
	static const struct {
		const char *name, *label;
	} cases[] = {
		{ "example.", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom" },
		{ "a.example.", "35mthgpgcu1qg68fab165klnsnk3dpvl" },
		{ "ai.example.", "gjeqe526plbf1g8mklp59enfd789njgi" },
		{ "ns1.example.", "2t7b4g4vsa5smi47k61mv5bv1a22bojr" },
		{ "*.w.example.", "r53bq7cc2uvmubfu5ocmm6pers9tk9en" },
		{ "x.y.w.example.", "2vptu5timamqttgl4luu9kg21e0aor3s" },
	};
	static const uint8_t salt[] = { 0xaa, 0xbb, 0xcc, 0xdd };
	struct zone z = { .names = &names, .apex = name_of("example.") };

	for (size_t i = 0; i < COUNT(cases); i++) {
		uint8_t hash[NSEC3_HASH];
		struct str owner;

		nsec3_hash(name_of(cases[i].name), 12, salt, sizeof(salt), hash);
		owner = name_text(&arena, nsec3_owner(&z, hash));
		ck_assert_msg(str_eq(owner, arena_printf(&arena, "%s.example.", cases[i].label)), "%s: %.*s",
		    cases[i].name, STR(owner));
	}
}
END_TEST

/* RFC 4034 section 3.1.5: times are serial numbers, and 2106 comes after 2105. */
START_TEST(test_distance)
{
	static const struct {
		uint32_t when;
		int64_t now, distance;
	} cases[] = {
		{ 1000, 1000, 0 },
		{ 1010, 1000, 10 },
		{ 990, 1000, -10 },
		{ 5, 4294967295, 6 },                   /* across the wrap */
		{ 4294967295u, 4294967301, -6 },
		{ 1000, 4294967296 + 900, 100 },        /* the same second, one era on */
		{ 2147483647u, 0, 2147483647 },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		ck_assert_msg(rrsig_distance(cases[i].when, cases[i].now) == cases[i].distance, "case %zu", i);
}
END_TEST

START_TEST(test_letter_case)
{
	struct rdata_fault fault;
	const struct rdata *folded, *written;

	folded = rdata_read(&arena, TYPE_NSEC, CLASS_IN, S("Host.Example. A"), 0, NULL, &fault);
	written = rdata_read_as_written(&arena, TYPE_NSEC, CLASS_IN, S("Host.Example. A"), 0, NULL, &fault);
	ck_assert_ptr_nonnull(folded);
	ck_assert_ptr_nonnull(written);
	ck_assert_mem_eq(folded->wire, "\4host\7example", 14);
	ck_assert_mem_eq(written->wire, "\4Host\7Example", 14);
	ck_assert(canonical_keeps_case(TYPE_NSEC) && canonical_keeps_case(TYPE_HTTPS));
	ck_assert(!canonical_keeps_case(TYPE_MX) && !canonical_keeps_case(TYPE_RRSIG));
}
END_TEST

START_TEST(test_fields)
{
	struct rdata_fault fault;
	const struct rdata *data = rdata_read(&arena, TYPE_RRSIG, CLASS_IN, S("A 13 2 3600 20260209000000 "
	    "20260110000000 4711 example. AAECAw=="), 0, NULL, &fault);
	struct rrsig sig;

	ck_assert_ptr_nonnull(data);
	ck_assert(rdata_rrsig(data, &sig));
	ck_assert_uint_eq(sig.covers, TYPE_A);
	ck_assert_uint_eq(sig.algorithm, 13);
	ck_assert_uint_eq(sig.labels, 2);
	ck_assert_uint_eq(sig.ttl, 3600);
	ck_assert_uint_eq(sig.expires - sig.since, 30 * 86400);
	ck_assert_uint_eq(sig.tag, 4711);
	ck_assert_uint_eq(sig.signer_len, 9);
	ck_assert_uint_eq(sig.nbits, 4);
	ck_assert_mem_eq(sig.bits, "\0\1\2\3", 4);
	ck_assert_uint_eq(zone_digest_length(ZONE_SHA384), 48);
	ck_assert_uint_eq(zone_digest_length(ZONE_SHA512), 64);
	ck_assert_uint_eq(zone_digest_length(3), 0);
}
END_TEST

Suite *
suite_signature(void)
{
	Suite *s = suite_create("signature");
	TCase *t = tcase_create("signature");

	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_add_test(t, test_hashed_names);
	tcase_add_test(t, test_distance);
	tcase_add_test(t, test_letter_case);
	tcase_add_test(t, test_fields);
	suite_add_tcase(s, t);
	return s;
}
