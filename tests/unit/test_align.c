/* SPDX-License-Identifier: BSD-2-Clause */
/* What two texts have in common: true, in order, and the same with and without a thread. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "lint/type.h"
#include "zone/ahead.h"
#include "zone/name_hash.h"

#include "must.h"

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
		unsigned long_line = pick(&state, 20000) == 0, kind = pick(&state, 8);

		if (new && edit && pick(&edits, 3) == 0)
			continue;
		if (new && edit)
			buf_printf(&out, "other %u\n", pick(&edits, 100));
		if (long_line)
			buf_printf(&out, "%0*u", 2 * ALIGN_BLOCK, word);
		switch (kind) {
		case 0: buf_printf(&out, "host%u.sub IN A 192.0.2.%u\n", word, word % 256); break;
		case 1: buf_printf(&out, "host%u 3600 IN MX 10 mail%u\n", word % 3, word); break;
		case 2: buf_printf(&out, "\tNS ns%u.example.net.\n", word); break;
		case 3: buf_printf(&out, "h%u.example. TXT (\n \"some\"\n\t%u )\n", word, word); break;
		case 4: buf_printf(&out, "@ RRSIG %u\n", word); break;
		default:
			buf_printf(&out, "line %u of some length %0*u\n", word, 1 + (int)(word % 60), word);
		}
	}
	return out;
}

static bool
has(const struct ahead_line *line, enum ahead_flag flag)
{
	return line->flags & flag;
}

/* Under any base the hashes of the labels make that of the text. */
static void
check_owner(const struct ahead_line *line, struct str text)
{
	const char *dot = memchr(text.p, '.', text.len);

	if (has(line, AHEAD_AT))
		text.len = 0;
	MUST(line->labels == (text.len == 0 ? 0 : dot ? 2 : 1));
	MUST(name_hash_text(text, 77) == name_hash_text_under(77, line->owner, line->labels));
	if (dot)
		MUST(name_hash_text(str_skip(text, (size_t)(dot + 1 - text.p)), 77) ==
		    name_hash_text_under(77, line->above, line->labels - 1u));
}

/* Each line that was read ahead says what the plain reader says of it. */
static void
check_lines(const struct ahead_run *run)
{
	const char *p = run->align.bytes, *end = p + run->align.len;
	struct str last = { NULL, 0 };

	for (size_t i = 0; i < run->n; p += run->lines[i++].len) {
		const struct ahead_line *line = &run->lines[i];
		struct plain_context c = { .apex = S("example."), .origin_len = 1, .default_ttl = true,
			.inherits = true };
		struct plain plain;
		const char *next = plain_line_portable(p, end, &c, &plain);

		MUST(line->len > 0 && line->len <= (size_t)(end - p));
		MUST(p[line->len - 1] == '\n');
		MUST(has(line, AHEAD_PLAIN) == (next != NULL));
		if (next == NULL) {
			last.len = 0;
			continue;
		}
		MUST(next == p + line->len);
		MUST(line->lines == plain.lines);
		MUST(line->type == plain.type);
		if (line->type == 0)
			continue;
		MUST(line->owner_len == plain.owner.len);
		MUST(has(line, AHEAD_TTL) == plain.has_ttl);
		MUST(!plain.has_ttl || line->ttl == plain.ttl);
		MUST(has(line, AHEAD_POINTS) == (line->type == TYPE_MX || line->type == TYPE_NS));
		MUST(has(line, AHEAD_ABSOLUTE_TARGET) == (line->type == TYPE_NS));
		MUST(has(line, AHEAD_GENERATED) == (line->type == TYPE_RRSIG));
		if (plain.owner.len == 0)
			continue;
		MUST(has(line, AHEAD_ABSOLUTE) == plain.absolute);
		MUST(has(line, AHEAD_AT) == (plain.owner.p[0] == '@'));
		MUST(has(line, AHEAD_REPEATS) == (last.len && str_eq(last, plain.owner)));
		check_owner(line, plain.absolute ? ahead_within(plain.owner, c.apex) : plain.owner);
		last = plain.owner;
	}
	MUST(p <= end);
}

/* Walks all runs; the octets that they cover. */
static size_t
walk(struct ahead *q, const struct text *const text[2])
{
	size_t behind[2] = { 0, 0 }, covered = 0;
	struct ahead_run next;

	do {
		struct align_run run;

		ahead_next(q, &next);
		run = next.align;
		check_lines(&next);
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
	} while (next.align.len);
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
		struct ahead q;

		ahead_start(&q, sources[i], text, S("example."));
		covered[i] = walk(&q, text);
		ahead_stop(&q);
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
	struct ahead_run run;

	for (int n = 0; n < 20; n++) {
		struct ahead q;

		ahead_start(&q, &source, text, S("example."));
		run.align.len = 1;
		for (int i = 0; i < n && run.align.len; i++)
			ahead_next(&q, &run);
		ahead_stop(&q);
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
