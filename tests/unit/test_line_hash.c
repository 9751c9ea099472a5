/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/line_hash.h"

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_line_hash(void);

enum { MOST = 16 };

/* Every line of the text against what github/codeql-action's own tests expect. */
static void
same(struct str text, const char *const *want, size_t n)
{
	struct arena arena = { NULL };
	uint32_t lines[MOST];
	struct str out[MOST];

	for (size_t i = 0; i <= n; i++)
		lines[i] = (uint32_t)i + 1;
	line_hashes(text, lines, n + 1, &arena, out);
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(str_eq(out[i], str_of(want[i])), "line %zu: got '%.*s', want '%s'", i + 1,
		    STR(out[i]), want[i]);
	ck_assert_uint_eq(out[n].len, 0);       /* there is no such line */
	arena_free(&arena);
}

#define SAME(text, ...) do { \
	static const char *const want[] = { __VA_ARGS__ }; \
	same(text, want, sizeof(want) / sizeof(want[0])); \
} while (0)

START_TEST(vectors)
{
	SAME(S(""), "c129715d7a2bc9a3:1");
	SAME(S(" a\nb\n  \t\tc\n d"), "271789c17abda88f:1", "54703d4cd895b18:1",
	    "180aee12dab6264:1", "a23a3dc5e078b07b:1");
	/* CR and CRLF end a line too; " hello" and the rest are upstream's */
	SAME(S(" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n"), "e9496ae3ebfced30:1",
	    "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1", "b3edc88f2938467e:1",
	    "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1");
	/* units of UTF-16, two for what lies above U+FFFF */
	SAME(S("\xc3\xbc\xf0\x9f\x98\x80 a\n\xc3\xbf"), "2625f93e41334986:1",
	    "fc558bf8d2449aca:1");
}
END_TEST

/* What is no UTF-8 counts as U+FFFD, as many as the runtime of the action makes of it. */
START_TEST(not_utf8)
{
	static const struct {
		struct str bad, good;
	} v[] = {
		{ { "a\xff", 2 }, { "a\xef\xbf\xbd", 4 } },
		{ { "\xe2\x82z", 3 }, { "\xef\xbf\xbdz", 4 } },
		{ { "\xed\xa0\x80", 3 }, { "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 9 } },
		{ { "\xf0\x9f\x98", 3 }, { "\xef\xbf\xbd", 3 } },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct arena arena = { NULL };
		struct str bad, good;
		uint32_t line = 1;

		line_hashes(v[i].bad, &line, 1, &arena, &bad);
		line_hashes(v[i].good, &line, 1, &arena, &good);
		ck_assert_msg(str_eq(bad, good), "row %zu: %.*s, %.*s", i, STR(bad), STR(good));
		arena_free(&arena);
	}
}
END_TEST

/* Some lines only, one of them twice, and none: what comes behind the last is not read. */
START_TEST(some_lines)
{
	struct str text = S("a\nb\na\nb\n"), all[5], some[3];
	const uint32_t every[] = { 1, 2, 3, 4, 5 }, few[] = { 2, 4, 4 };
	struct arena arena = { NULL };

	line_hashes(text, every, 5, &arena, all);
	line_hashes(text, few, 3, &arena, some);
	ck_assert(str_eq(some[0], all[1]));
	ck_assert(str_eq(some[1], all[3]));
	ck_assert(str_eq(some[2], all[3]));
	line_hashes(text, NULL, 0, &arena, NULL);
	arena_free(&arena);
}
END_TEST

START_TEST(equal_lines)
{
	SAME(S("Lorem ipsum dolor sit amet.\nLorem ipsum dolor sit amet.\n"
	    "Lorem ipsum dolor sit amet.\nLorem ipsum dolor sit amet.\n"
	    "Lorem ipsum dolor sit amet.\nLorem ipsum dolor sit amet.\n"
	    "Lorem ipsum dolor sit amet.\nLorem ipsum dolor sit amet.\n"
	    "Lorem ipsum dolor sit amet.\nLorem ipsum dolor sit amet.\n"),
	    "a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3", "a7f2ff13bc495cf2:4",
	    "a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6", "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1",
	    "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1");
}
END_TEST

Suite *
suite_line_hash(void)
{
	Suite *s = suite_create("line_hash");
	TCase *t = tcase_create("all");

	tcase_add_test(t, vectors);
	tcase_add_test(t, equal_lines);
	tcase_add_test(t, not_utf8);
	tcase_add_test(t, some_lines);
	suite_add_tcase(s, t);
	return s;
}
