/* SPDX-License-Identifier: BSD-2-Clause */
/* What two texts have in common: true, in order, and the same with and without a thread. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "lint/rule.h"
#include "lint/type.h"
#include "zone/ahead.h"
#include "zone/name_hash.h"

#include "must.h"
#include "noted.h"

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

/* What was noted of lines, as far as it was compared with them. */
struct left {
	const struct mention *owner, *above;
	const uint32_t *target[2];
	uint32_t recent[2][NOTED_RECENT];
};

/* Under any base the hash of the labels makes that of the text. */
static void
check_mention(const struct mention *m, struct str text, unsigned labels, bool absolute, size_t at)
{
	MUST(m->at == at);
	MUST((m->next & MENTIONED_LABELS) == labels);
	MUST(((m->next & MENTIONED_ABSOLUTE) != 0) == absolute);
	MUST(name_hash_text(text, 77) == name_hash_text_under(77, m->hash, labels));
}

static unsigned
count_labels(struct str text)
{
	unsigned n = text.len > 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.p[i] == '.';
	return n;
}

/* An owner that is not the last one once more. */
static void
check_owner(struct left *left, const struct plain *line, struct str *behind, bool *absolute, size_t at)
{
	struct str text = line->owner;
	unsigned labels;
	const char *dot;

	if (line->absolute)
		text.len -= text.len > strlen("example.") ? strlen(".example.") : strlen("example.");
	else if (text.p[0] == '@')
		text.len = 0;
	labels = count_labels(text);
	check_mention(left->owner++, text, labels, line->absolute, at);
	dot = memchr(text.p, '.', text.len);
	if (dot == NULL)
		return;
	text = str_skip(text, (size_t)(dot + 1 - text.p));
	if (str_eq(*behind, text) && *absolute == line->absolute)
		return;
	*behind = text;
	*absolute = line->absolute;
	while (--labels > 0) {
		check_mention(left->above++, text, labels, line->absolute, at);
		dot = memchr(text.p, '.', text.len);
		text = str_skip(text, dot ? (size_t)(dot + 1 - text.p) : text.len);
	}
}

static void
check_target(struct left *left, const struct plain *line, struct noted *own)
{
	struct str word = plain_target(line->type, line->data);
	bool absolute = word.len && word.p[word.len - 1] == '.';
	uint32_t hash = name_hash_label(word), *recent = &left->recent[absolute][hash % NOTED_RECENT];

	own->odd_targets |= word.len == 0;
	own->at_targets |= str_eq(word, S("@"));
	if (word.len == 0)
		return;
	if (*recent != hash)
		MUST(*left->target[absolute]++ == hash);
	*recent = hash;
}

void
check_noted(const struct noted *n, const char *p, const char *end)
{
	struct plain_context c = { .apex = S("example."), .origin_len = 1, .default_ttl = true,
		.inherits = true };
	struct left left = { n->owners, n->above, { n->targets[0], n->targets[1] }, { { 0 } } };
	struct str last = { NULL, 0 }, behind = { NULL, 0 };
	struct noted own = { .at = n->at };
	bool absolute = false;
	struct plain line;

	while (own.len < n->len) {
		const char *next = plain_line_portable(p, end, &c, &line);
		size_t at = own.at + own.len;

		MUST(next != NULL && own.len < NOTED_MOST);
		own.len += (uint32_t)(next - p);
		own.lines += line.lines;
		p = next;
		if (line.type == 0)
			continue;
		if (own.records++ == 0)
			own.first = (uint32_t)(at - own.at);
		own.generated += type_generated(line.type);
		own.ttls += line.has_ttl;
		own.ttl = line.has_ttl ? line.ttl : own.ttl;
		if (line.owner.len && !(last.len && str_eq(last, line.owner))) {
			own.absolute |= line.absolute && line.owner.len > strlen("example.");
			own.at_origin |= line.owner.p[0] == '@';
			own.below |= !line.absolute && line.owner.p[0] != '@';
			MUST(line.absolute || line.owner.p[0] == '@' || line.owner.len <= n->longest);
			own.owner_len = (uint8_t)line.owner.len;
			last = line.owner;
			check_owner(&left, &line, &behind, &absolute, at);
		} else if (line.owner.len == 0 && own.records == 1) {
			own.inherits = true;
			MUST(left.owner++->at == at);
		}
		MUST(line.type != TYPE_NS || left.owner[-1].next & MENTIONED_NS);
		MUST(line.type != TYPE_DS || left.owner[-1].next & MENTIONED_DS);
		if (plain_points(line.type))
			check_target(&left, &line, &own);
	}
	MUST(n->len >= NOTED_MOST || p == end || plain_line_portable(p, end, &c, &line) == NULL);
	MUST(own.len == n->len && own.lines == n->lines && own.records == n->records);
	MUST(own.generated == n->generated && (own.records == 0 || own.first == n->first));
	MUST(own.ttls == n->ttls && own.ttl == n->ttl);
	MUST(own.inherits == n->inherits && own.owner_len == n->owner_len);
	MUST(own.below == n->below && own.at_origin == n->at_origin && own.absolute == n->absolute);
	MUST(own.odd_targets == n->odd_targets && own.at_targets == n->at_targets);
	MUST(left.owner == n->owners + n->nowners && left.above == n->above + n->nabove);
	for (int i = 0; i < 2; i++)
		MUST(left.target[i] == n->targets[i] + n->ntargets[i]);
}

/* All that was noted of a run, in order; it is cut where a line is not plain, or at its size. */
static void
check_run(const struct ahead_run *run)
{
	const char *begin = run->align.bytes, *end = begin + run->align.len;
	size_t behind = run->align.at[AFTER];

	for (size_t i = 0; i < run->n; i++) {
		const struct noted *n = &run->noted[i];

		MUST(n->at >= behind && n->len > 0);
		behind = (size_t)n->at + n->len;
		MUST(behind <= run->align.at[AFTER] + run->align.len);
		check_noted(n, begin + (n->at - run->align.at[AFTER]), end);
	}
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
		check_run(&next);
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
