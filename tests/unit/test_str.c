/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/str.h"

#include <check.h>         /* last: it defines fail() as a macro */

static void
same(struct str got, const char *want)
{
	ck_assert_msg(str_eq(got, str_of(want)), "got '%.*s', want '%s'", STR(got), want);
}

START_TEST(comparisons)
{
	ck_assert(str_eq(S("a"), S("a")));
	ck_assert(!str_eq(S("a"), S("A")));
	ck_assert(str_eq_nocase(S("aZ"), S("Az")));
	ck_assert(!str_eq_nocase(S("["), S("{")));      /* 0x5b and 0x7b are no letters */
	ck_assert_int_lt(str_cmp(S("a"), S("aa")), 0);
	ck_assert_int_gt(str_cmp(S("b"), S("aa")), 0);
	ck_assert(str_starts(S("abc"), S("ab")) && !str_starts(S("a"), S("ab")));
	ck_assert(str_ends(S("abc"), S("bc")) && !str_ends(S("c"), S("bc")));
	ck_assert(str_has(S("abc"), S("b")) && !str_has(S("abc"), S("ac")));
	ck_assert(str_eq(str_of(NULL), S("")));
}
END_TEST

START_TEST(pieces)
{
	struct str rest = S(" one,two  ,three"), field;

	ck_assert(str_field(&rest, " ,", &field));
	same(field, "one");
	ck_assert(str_field(&rest, " ,", &field));
	same(field, "two");
	ck_assert(str_field(&rest, " ,", &field));
	same(field, "three");
	ck_assert(!str_field(&rest, " ,", &field));
	rest = S("a\r\n\nb");
	ck_assert(str_line(&rest, &field));
	same(field, "a\r");
	ck_assert(str_line(&rest, &field));
	same(field, "");
	ck_assert(str_line(&rest, &field));
	same(field, "b");
	ck_assert(!str_line(&rest, &field));
	same(str_trim(S(" \ta b\r ")), "a b");
	same(str_trim(S("  ")), "");
	same(str_skip(S("abc"), 5), "");
}
END_TEST

START_TEST(numbers)
{
	static const struct { const char *text; uint64_t max; bool good; uint64_t value; } cases[] = {
		{ "0", 10, true, 0 }, { "10", 10, true, 10 }, { "11", 10, false, 0 },
		{ "", 10, false, 0 }, { "-1", 10, false, 0 }, { "+1", 10, false, 0 },
		{ "1x", 10, false, 0 }, { " 1", 10, false, 0 }, { "9", 5, false, 0 },
		{ "4294967295", UINT32_MAX, true, UINT32_MAX },
		{ "4294967296", UINT32_MAX, false, 0 },
		{ "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX, false, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t value = 77;
		bool good = str_number(str_of(cases[i].text), cases[i].max, &value);

		ck_assert_msg(good == cases[i].good, "'%s'", cases[i].text);
		ck_assert_uint_eq(value, good ? cases[i].value : 77);
	}
}
END_TEST

START_TEST(distances)
{
	static const struct { const char *a, *b; unsigned limit, want; } cases[] = {
		{ "abc", "abc", 2, 0 }, { "abc", "ABC", 2, 0 }, { "abc", "abd", 2, 1 },
		{ "abc", "acb", 2, 1 }, { "abc", "ab", 2, 1 }, { "", "ab", 2, 2 },
		{ "abc", "xyz", 2, 3 }, { "ttl-drop", "ttl-dorp", 2, 1 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_uint_eq(str_distance(str_of(cases[i].a), str_of(cases[i].b),
		    cases[i].limit), cases[i].want);
}
END_TEST

START_TEST(arenas_and_buffers)
{
	struct arena arena = { NULL };
	struct buf buf = { NULL, 0, 0 };
	size_t total = 0;

	for (int i = 0; i < 2000; i++)
		total += arena_printf(&arena, "%d", i).len;
	ck_assert_uint_eq(total, 10 + 90 * 2 + 900 * 3 + 1000 * 4);
	same(arena_dup(&arena, S("x")), "x");
	ck_assert_int_eq(arena_dup(&arena, S("x")).p[1], '\0');
	for (int i = 0; i < 3; i++)
		buf_printf(&buf, "%d,", i);
	buf_put(&buf, '!');
	same(buf_str(&buf), "0,1,2,!");
	buf_free(&buf);
	arena_free(&arena);
	ck_assert_ptr_null(arena.chunks);
}
END_TEST

START_TEST(maps)
{
	struct arena arena = { NULL };
	struct map map = { 0 };

	ck_assert_ptr_null(map_get(&map, S("a")));
	for (int i = 0; i < 1000; i++)
		*map_slot(&map, arena_printf(&arena, "key %d", i)) = &map;
	*map_slot(&map, S("key 7")) = &arena;
	ck_assert_uint_eq(map.n, 1000);
	ck_assert_ptr_eq(map_get(&map, S("key 7")), &arena);
	ck_assert_ptr_eq(map_get(&map, S("key 999")), &map);
	ck_assert_ptr_null(map_get(&map, S("key 1000")));
	same(map.entries[3].key, "key 3");
	map_free(&map);
	arena_free(&arena);
}
END_TEST

Suite *suite_str(void);

Suite *
suite_str(void)
{
	Suite *suite = suite_create("base");
	TCase *tcase = tcase_create("str arena buf map");

	tcase_add_test(tcase, comparisons);
	tcase_add_test(tcase, pieces);
	tcase_add_test(tcase, numbers);
	tcase_add_test(tcase, distances);
	tcase_add_test(tcase, arenas_and_buffers);
	tcase_add_test(tcase, maps);
	suite_add_tcase(suite, tcase);
	return suite;
}
