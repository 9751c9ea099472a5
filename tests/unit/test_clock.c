/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"

#include <check.h>         /* last: it defines fail() as a macro */

START_TEST(times)
{
	static const struct { const char *text; bool end, good; int64_t when; } cases[] = {
		{ "1970-01-01", false, true, 0 },
		{ "1970-01-01", true, true, 86400 },
		{ "2026-01-15T12:00:00Z", false, true, 1768478400 },
		{ "2026-01-15T12:00Z", true, true, 1768478400 },
		{ "2026-01-15 12:00", false, true, 1768478400 },
		{ "2026-01-15T13:00:00+01:00", false, true, 1768478400 },
		{ "2024-02-29", false, true, 1709164800 },
		{ "2026-02-29", false, false, 0 },
		{ "2026-13-01", false, false, 0 },
		{ "2026-01-15T25:00Z", false, false, 0 },
		{ "2026-01-15T12:00:00Zx", false, false, 0 },
		{ "2026-1-15", false, false, 0 },
		{ "tomorrow", false, false, 0 },
		{ "", false, false, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t when = 0;

		ck_assert_msg(clock_parse(str_of(cases[i].text), cases[i].end, &when) == cases[i].good,
		    "'%s'", cases[i].text);
		ck_assert_int_eq(when, cases[i].when);
	}
}
END_TEST

START_TEST(round_trip)
{
	struct arena arena = { NULL };

	for (int64_t when = 0; when < 253402300800; when += 12345678987) {
		int64_t again;

		ck_assert(clock_parse(clock_text(&arena, when), false, &again));
		ck_assert_int_eq(again, when);
	}
	arena_free(&arena);
}
END_TEST

START_TEST(durations)
{
	static const struct { const char *text; bool good; uint32_t seconds; } cases[] = {
		{ "0", true, 0 }, { "3600", true, 3600 }, { "1h30m", true, 5400 },
		{ "1W", true, 604800 }, { "1w2d3h4m5s", true, 788645 },
		{ "4294967295", true, UINT32_MAX }, { "4294967296", false, 0 },
		{ "99999999999w", false, 0 }, { "1d2", false, 0 }, { "d", false, 0 },
		{ "1x", false, 0 }, { "", false, 0 }, { "-1", false, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t seconds = 0;

		ck_assert_msg(clock_duration(str_of(cases[i].text), &seconds) == cases[i].good, "'%s'",
		    cases[i].text);
		ck_assert_uint_eq(seconds, cases[i].seconds);
	}
}
END_TEST

START_TEST(duration_texts)
{
	static const struct { uint64_t seconds; const char *text; } cases[] = {
		{ 0, "0s" }, { 59, "59s" }, { 60, "1m" }, { 5400, "1h 30m" }, { 86400, "1d" },
		{ 90000, "1d 1h" }, { 604800, "1w" }, { 86401, "1d" },
	};
	struct arena arena = { NULL };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_str_eq(clock_duration_text(&arena, cases[i].seconds).p, cases[i].text);
	arena_free(&arena);
}
END_TEST

START_TEST(hashes)
{
	struct arena arena = { NULL };

	ck_assert_str_eq(hash_sha256_hex(&arena, S("abc")).p,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	ck_assert_uint_eq(hash_short(S("abc")), 0xba7816bf8f01cfea);
	arena_free(&arena);
}
END_TEST

Suite *suite_clock(void);

Suite *
suite_clock(void)
{
	Suite *suite = suite_create("clock");
	TCase *tcase = tcase_create("clock hash");

	tcase_add_test(tcase, times);
	tcase_add_test(tcase, round_trip);
	tcase_add_test(tcase, durations);
	tcase_add_test(tcase, duration_texts);
	tcase_add_test(tcase, hashes);
	suite_add_tcase(suite, tcase);
	return suite;
}
