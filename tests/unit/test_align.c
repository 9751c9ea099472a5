/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs that two texts have in common: true, in order, and the same with and without a thread. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "zone/align.h"

#include <check.h>         /* last: it defines fail() as a macro */

static unsigned
pick(uint64_t *state, unsigned n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*state >> 33) % n;
}

static bool
copy(const struct text *text, size_t at, char *to, size_t n)
{
	ck_assert_uint_le(at + n, text->bytes.len);
	memcpy(to, text->bytes.p + at, n);
	return true;
}

static const struct source_methods copying = { .copy = copy };

/* Lines of any length; one of `edited` becomes another, goes, or gets company. */
static struct buf
lines(uint64_t seed, unsigned n, unsigned edited, bool new)
{
	struct buf out = { NULL, 0, 0 };
	uint64_t state = seed, edits = seed + 1;

	for (unsigned i = 0; i < n; i++) {
		unsigned word = pick(&state, 5000), edit = edited && pick(&state, edited) == 0;
		unsigned long_line = pick(&state, 20000) == 0;

		if (new && edit && pick(&edits, 3) == 0)
			continue;
		if (new && edit)
			buf_printf(&out, "other %u\n", pick(&edits, 100));
		if (long_line)
			buf_printf(&out, "%0*u", 2 * ALIGN_BLOCK, word);
		buf_printf(&out, "line %u of some length %0*u\n", word, 1 + (int)(word % 60), word);
	}
	return out;
}

/* Walks all runs; the octets that they cover. */
static size_t
walk(struct align_queue *q, const struct text *const text[2])
{
	size_t behind[2] = { 0, 0 }, covered = 0;
	struct align_run run;

	do {
		align_queue_next(q, &run);
		for (int i = 0; i < 2; i++) {
			ck_assert_uint_ge(run.at[i], behind[i]);
			behind[i] = run.at[i] + run.len;
			ck_assert_uint_le(behind[i], text[i]->bytes.len);
			if (run.len == 0)
				ck_assert_uint_eq(behind[i], text[i]->bytes.len);
			else
				ck_assert_int_eq(memcmp(run.bytes, text[i]->bytes.p + run.at[i], run.len), 0);
		}
		ck_assert(run.len == 0 || run.bytes[run.len - 1] == '\n');
		covered += run.len;
	} while (run.len);
	return covered;
}

static void
check_texts(unsigned n, unsigned edited)
{
	struct buf old = lines(n, n, edited, false), new = lines(n, n, edited, true);
	struct text file[2] = { { .bytes = buf_str(&old) }, { .bytes = buf_str(&new) } };
	const struct text *const text[2] = { &file[0], &file[1] };
	const struct source source = { .methods = &copying }, *sources[] = { NULL, &source };
	size_t covered[2];

	for (int i = 0; i < 2; i++) {
		struct align_queue q;

		align_queue_start(&q, sources[i], text);
		covered[i] = walk(&q, text);
		align_queue_stop(&q);
	}
	ck_assert_uint_eq(covered[0], covered[1]);
	if (edited == 0)
		ck_assert_uint_eq(covered[0], old.len);
	else if (n > 100)
		ck_assert_uint_gt(covered[0], old.len / 2);
	buf_free(&old);
	buf_free(&new);
}

START_TEST(runs)
{
	static const unsigned sizes[] = { 1, 7, 300, 5000, 60000 }, edits[] = { 0, 10, 300, 9000 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (size_t k = 0; k < sizeof(edits) / sizeof(edits[0]); k++)
			check_texts(sizes[i], edits[k]);
}
END_TEST

/* Who needs no more stops in the middle. */
START_TEST(stopped)
{
	struct buf old = lines(3, 60000, 0, false);
	struct text file = { .bytes = buf_str(&old) };
	const struct text *const text[2] = { &file, &file };
	const struct source source = { .methods = &copying };
	struct align_run run;

	for (int n = 0; n < 20; n++) {
		struct align_queue q;

		align_queue_start(&q, &source, text);
		run.len = 1;
		for (int i = 0; i < n && run.len; i++)
			align_queue_next(&q, &run);
		align_queue_stop(&q);
	}
	buf_free(&old);
}
END_TEST

Suite *suite_align(void);

Suite *
suite_align(void)
{
	Suite *suite = suite_create("align");
	TCase *tcase = tcase_create("runs of equal lines");

	tcase_add_test(tcase, runs);
	tcase_add_test(tcase, stopped);
	suite_add_tcase(suite, tcase);
	return suite;
}
