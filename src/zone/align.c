/* SPDX-License-Identifier: BSD-2-Clause */
#include "zone/align.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

enum {
	RUN = 64 << 10,                 /* octets of a run at most: what is compared is soon read again */
	STEP = 512,
	NEAR = 16, FAR = 1 << 17,       /* lines looked at behind a difference: at first, at most */
};

void
align_start(struct align *a, struct str before, struct str after)
{
	*a = (struct align){ .text = { before, after } };
}

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

/* Whole lines that are equal where both sides stand. */
static size_t
equal_lines(const struct align *a, size_t at0, size_t at1, size_t most)
{
	const char *p = a->text[0].p + at0;
	size_t n = a->text[0].len - at0, m = a->text[1].len - at1;

	n = n < m ? n : m;
	for (;; most *= 16) {
		size_t equal = equal_octets(p, a->text[1].p + at1, n < most ? n : most), whole = equal;

		while (whole > 0 && p[whole - 1] != '\n')
			whole--;
		if (whole > 0 || equal < most || equal == n)
			return whole;           /* else the line is longer than that */
	}
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
	const char *p = a->text[0].p + at0, *lf;
	size_t n = equal_lines(a, at0, at1, 1 << 10);

	if (n > 0 && (at0 + n == a->text[0].len || at1 + n == a->text[1].len))
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
		have[side] = lines_from(a->text[side], a->at[side], v[side], n);
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
			a->at[side] = to[side];
		free(v[side]);
	}
	free(slots);
	return best != SIZE_MAX;
}

void
align_next(struct align *a, struct align_run *run)
{
	size_t n = equal_lines(a, a->at[0], a->at[1], RUN);

	for (size_t near = NEAR; n == 0; near *= 8) {
		if (a->at[0] < a->text[0].len && a->at[1] < a->text[1].len && near <= FAR) {
			if (meet_within(a, near))
				n = equal_lines(a, a->at[0], a->at[1], RUN);
			continue;
		}
		a->at[0] = a->text[0].len;
		a->at[1] = a->text[1].len;
		break;
	}
	*run = (struct align_run){ { a->at[0], a->at[1] }, n };
	a->at[0] += n;
	a->at[1] += n;
}

/* --- ahead of time ------------------------------------------------------------------ */

enum { AHEAD = 1 << 20 };       /* octets of a text that is worth a thread */

static size_t
ring(const struct align_queue *q, size_t i)
{
	return i % (sizeof(q->runs) / sizeof(q->runs[0]));
}

static void *
find_runs(void *self)
{
	struct align_queue *q = self;
	struct align_run run;
	bool stopped;

	do {
		align_next(&q->align, &run);
		pthread_mutex_lock(&q->lock);
		while (!q->stopped && q->n - q->first == sizeof(q->runs) / sizeof(q->runs[0]))
			pthread_cond_wait(&q->changed, &q->lock);
		q->runs[ring(q, q->n++)] = run;
		stopped = q->stopped;
		pthread_cond_signal(&q->changed);
		pthread_mutex_unlock(&q->lock);
	} while (run.len && !stopped);
	return NULL;
}

void
align_queue_start(struct align_queue *q, struct str before, struct str after)
{
	*q = (struct align_queue){ .first = 0 };
	align_start(&q->align, before, after);
	if (after.len < AHEAD || sysconf(_SC_NPROCESSORS_ONLN) < 2)
		return;
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->changed, NULL);
	q->threaded = pthread_create(&q->thread, NULL, find_runs, q) == 0;
}

void
align_queue_next(struct align_queue *q, struct align_run *run)
{
	if (!q->threaded) {
		align_next(&q->align, run);
		return;
	}
	pthread_mutex_lock(&q->lock);
	while (q->first == q->n)
		pthread_cond_wait(&q->changed, &q->lock);
	*run = q->runs[ring(q, q->first++)];
	pthread_cond_signal(&q->changed);
	pthread_mutex_unlock(&q->lock);
}

void
align_queue_stop(struct align_queue *q)
{
	if (!q->threaded)
		return;
	pthread_mutex_lock(&q->lock);
	q->stopped = true;
	pthread_cond_signal(&q->changed);
	pthread_mutex_unlock(&q->lock);
	pthread_join(q->thread, NULL);
	pthread_cond_destroy(&q->changed);
	pthread_mutex_destroy(&q->lock);
	q->threaded = false;
}
