/* SPDX-License-Identifier: BSD-2-Clause */
#include "zone/resemble.h"

#include "base/buf.h"

#include <check.h>         /* last: it defines fail() as a macro */

enum { LINES = 60000 };

/* Lines of which some are other ones, in one order or the other. */
static struct buf
text_of(size_t from, size_t to, size_t every, const char *blank, bool backwards)
{
	struct buf out = { NULL, 0, 0 };

	for (size_t i = from; i < to; i++) {
		size_t n = backwards ? to - 1 - (i - from) : i;

		buf_printf(&out, "name%zu%s.example.%s86400%sIN%sNS%sns%zu.example.net.\n", n,
		    every && n % every == 0 ? "x" : "", blank, blank, blank, blank, n * 7919 % 1000);
	}
	return out;
}

/* What the new version is of LINES lines, the old one. */
static const struct {
	const char *what;
	size_t from, to, every;
	const char *blank;
	bool backwards, want;
} cases[] = {
	{ "itself", 0, LINES, 0, "\t", false, true },
	{ "every tenth line is another", 0, LINES, 10, "\t", false, true },
	{ "the first third is gone", LINES / 3, LINES, 0, "\t", false, true },
	{ "the last third is gone", 0, LINES * 2 / 3, 0, "\t", false, true },
	{ "a third has come", 0, LINES * 4 / 3, 0, "\t", false, true },
	{ "backwards", 0, LINES, 0, "\t", true, false },
	{ "other blanks", 0, LINES, 0, " ", false, false },
	{ "something else", 2 * LINES, 3 * LINES, 0, "\t", false, false },
	{ "nothing", 0, 0, 0, "\t", false, false },
};

START_TEST(resembling)
{
	struct buf old = text_of(0, LINES, 0, "\t", false);
	struct buf new = text_of(cases[_i].from, cases[_i].to, cases[_i].every, cases[_i].blank,
	    cases[_i].backwards);

	ck_assert_msg(texts_resemble(buf_str(&old), buf_str(&new)) == cases[_i].want, "%s",
	    cases[_i].what);
	buf_free(&old);
	buf_free(&new);
}
END_TEST

Suite *suite_resemble(void);

Suite *
suite_resemble(void)
{
	Suite *suite = suite_create("resemble");
	TCase *tcase = tcase_create("texts");

	tcase_add_loop_test(tcase, resembling, 0, (int)(sizeof(cases) / sizeof(cases[0])));
	suite_add_tcase(suite, tcase);
	return suite;
}
