/* SPDX-License-Identifier: BSD-2-Clause */
#include "zone/align.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "lint/rule.h"

enum {
	STEP = 4096,
	NEAR = 16, FAR = 1 << 17,       /* lines looked at behind a difference: at first, at most */
};

void
align_start(struct align *a, const struct source *source, const struct text *const text[2])
{
	*a = (struct align){ .blocks = 0 };
	for (int i = 0; i < 2; i++)
		a->side[i] = (struct align_side){ .text = text[i]->bytes, .source = source,
			.file = text[i] };
}

void
align_free(struct align *a)
{
	for (int i = 0; i < 2; i++)
		free(a->side[i].room);
}

/* --- blocks ------------------------------------------------------------------------ */

static void
read_block(struct align *a, int i, size_t at)
{
	struct align_side *side = &a->side[i];
	size_t left = side->text.len - at;
	char *to;

	side->from = at;
	side->len = left < ALIGN_BLOCK ? left : ALIGN_BLOCK;
	if (i == AFTER) {
		if (a->claim)
			a->claim(a);
		a->blocks++;
	}
	if (side->source && side->room == NULL)
		side->room = memory_large((size_t)ALIGN_BLOCK * (i == AFTER ? ALIGN_BLOCKS : 1));
	to = side->room + (i == AFTER ? a->blocks % ALIGN_BLOCKS * ALIGN_BLOCK : 0);
	if (side->source && source_copy(side->source, side->file, at, to, side->len)) {
		side->block = to;
		return;
	}
	side->source = NULL;
	side->block = side->text.p + at;
}

/* The octets at hand from `at` on, *n of them: not none, unless the text ends there. */
static const char *
at_hand(struct align *a, int i, size_t at, size_t *n)
{
	struct align_side *side = &a->side[i];

	if (at < side->from || at >= side->from + side->len)
		read_block(a, i, at);
	*n = side->from + side->len - at;
	return side->block + (at - side->from);
}

/* --- comparing --------------------------------------------------------------------- */

/* How many octets are equal at p and q, of at most n. */
static size_t
equal_octets(const char *p, const char *q, size_t n)
{
	size_t i = 0;

	while (n - i >= STEP && memcmp(p + i, q + i, STEP) == 0)
		i += STEP;
	for (; n - i >= 8; i += 8) {
		uint64_t a, b;

		memcpy(&a, p + i, 8);
		memcpy(&b, q + i, 8);
		if (a != b)
			break;
	}
	while (i < n && p[i] == q[i])
		i++;
	return i;
}

/* The part of n octets that is whole lines. */
static size_t
whole_lines(const char *p, size_t n)
{
	while (n > 0 && p[n - 1] != '\n')
		n--;
	return n;
}

/* Whole lines that are equal at two places, found in the texts themselves; about `most` octets. */
static size_t
equal_lines(const struct align *a, size_t at0, size_t at1, size_t most)
{
	const char *p = a->side[0].text.p + at0, *q = a->side[1].text.p + at1;
	size_t n = a->side[0].text.len - at0, m = a->side[1].text.len - at1;

	n = n < m ? n : m;
	for (;; most *= 16) {
		size_t equal = equal_octets(p, q, n < most ? n : most), whole = whole_lines(p, equal);

		if (whole > 0 || equal < most || equal == n)
			return whole;           /* else the line is longer than that */
	}
}

/* Whole lines that are equal where both sides stand, found in their blocks. */
static void
equal_here(struct align *a, struct align_run *run)
{
	size_t at[2] = { a->side[0].at, a->side[1].at };

	*run = (struct align_run){ .at = { at[0], at[1] } };
	for (int again = 0; again < 2; again++) {
		size_t n, m, equal;
		const char *p = at_hand(a, 0, at[0], &n), *q = at_hand(a, 1, at[1], &m);

		n = n < m ? n : m;
		equal = equal_octets(p, q, n);
		run->len = whole_lines(q, equal);
		run->bytes = q;
		run->block = a->blocks;
		if (run->len > 0 || equal < n)
			return;
		/* The line goes on behind a block: begin one with it. */
		for (int i = 0; i < 2; i++)
			if (a->side[i].from != at[i])
				read_block(a, i, at[i]);
	}
	run->len = equal_lines(a, at[0], at[1], ALIGN_BLOCK);
	run->bytes = a->side[1].text.p + at[1];
}

/* --- bringing two texts together again ------------------------------------------- */

struct line {
	uint64_t hash;
	size_t at;
};

/* Up to n lines from *at on. */
static size_t
lines_from(struct str text, size_t at, struct line *v, size_t n)
{
	size_t i = 0;

	for (; i < n && at < text.len; i++) {
		const char *p = text.p + at, *lf = memchr(p, '\n', text.len - at);
		size_t len = lf ? (size_t)(lf - p) : text.len - at;

		v[i] = (struct line){ str_hash(str_n(p, len)), at };
		at += len + (lf != NULL);
	}
	return i;
}

/*
 * Do the texts go on alike from these lines?  One equal line may be chance (a
 * blank one, a bracket): two must be, or the end.
 */
static bool
meets(const struct align *a, size_t at0, size_t at1)
{
	const char *p = a->side[0].text.p + at0, *lf;
	size_t n = equal_lines(a, at0, at1, 1 << 10);

	if (n > 0 && (at0 + n == a->side[0].text.len || at1 + n == a->side[1].text.len))
		return true;
	lf = n ? memchr(p, '\n', n) : NULL;
	return lf && lf + 1 < p + n;
}

struct slot {
	uint64_t hash;
	size_t line;                    /* plus 1 */
};

/* The first line of the old side by its hash. */
static struct slot *
slot_of(struct slot *slots, size_t mask, uint64_t hash)
{
	size_t i = hash & mask;

	while (slots[i].line && slots[i].hash != hash)
		i = (i + 1) & mask;
	return &slots[i];
}

/* Where the texts meet within n lines of each side, as near as may be; false: nowhere. */
static bool
meet_within(struct align *a, size_t n)
{
	struct line *v[2];
	size_t have[2], mask = 64, best = SIZE_MAX, to[2] = { 0, 0 };
	struct slot *slots;

	for (int side = 0; side < 2; side++) {
		v[side] = memory_new(n * sizeof(**v));
		have[side] = lines_from(a->side[side].text, a->side[side].at, v[side], n);
	}
	while (mask < have[0] * 2)
		mask *= 2;
	slots = calloc(mask, sizeof(*slots));
	if (slots == NULL)
		memory_new(SIZE_MAX / 2);
	mask--;
	for (size_t i = 0; i < have[0]; i++) {
		struct slot *slot = slot_of(slots, mask, v[0][i].hash);

		if (slot->line == 0)
			*slot = (struct slot){ v[0][i].hash, i + 1 };
	}
	for (size_t j = 0; j < have[1] && j < best; j++) {
		size_t i = slot_of(slots, mask, v[1][j].hash)->line;

		if (i == 0 || i - 1 + j >= best || !meets(a, v[0][i - 1].at, v[1][j].at))
			continue;
		best = i - 1 + j;
		to[0] = v[0][i - 1].at;
		to[1] = v[1][j].at;
	}
	for (int side = 0; side < 2; side++) {
		if (best != SIZE_MAX)
			a->side[side].at = to[side];
		free(v[side]);
	}
	free(slots);
	return best != SIZE_MAX;
}

void
align_next(struct align *a, struct align_run *run)
{
	struct align_side *old = &a->side[0], *new = &a->side[1];

	equal_here(a, run);
	for (size_t near = NEAR; run->len == 0; near *= 8) {
		if (old->at < old->text.len && new->at < new->text.len && near <= FAR) {
			if (meet_within(a, near))
				equal_here(a, run);
			continue;
		}
		*run = (struct align_run){ .at = { old->text.len, new->text.len }, .block = a->blocks };
		break;
	}
	old->at = run->at[0] + run->len;
	new->at = run->at[1] + run->len;
}
