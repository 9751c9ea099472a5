/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two threads share the work on equal lines: one finds them, and whoever has
 * time notes what they say.
 */
#include "zone/ahead.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "lint/rule.h"

enum {
	OCTETS_OF_LINE = 8,             /* hardly any line is shorter */
	NOTED = 512,                    /* of a block */
};

struct ahead_limits ahead_limits = { 1 << 20, 192 << 10 };

/* Notes the lines of a run, as far as the room of its block goes. */
static void
note_run(struct ahead *q, struct ahead_run *run)
{
	const char *begin = run->align.bytes, *p = begin, *end = p + run->align.len;
	struct ahead_block *block = &q->blocks[run->align.block % ALIGN_BLOCKS];

	if (q->block != run->align.block) {
		q->block = run->align.block;
		notes_clear(&block->notes);
		block->n = 0;
	}
	run->noted = block->noted + block->n;
	while (p < end && block->n < NOTED && notes_left(&block->notes) > 0) {
		struct noted *noted = &block->noted[block->n];

		noted->at = (uint32_t)(run->align.at[AFTER] + (size_t)(p - begin));
		note_lines(&q->reader, &block->notes, p, end, noted);
		p += noted->len;
		block->n += noted->len > 0;
		if (noted->len == 0)
			p = (const char *)memchr(p, '\n', (size_t)(end - p)) + 1;
	}
	run->n = (size_t)(block->noted + block->n - run->noted);
}

/* The oldest block that somebody may still look at; SIZE_MAX: nobody does. */
static size_t
oldest_block(const struct ahead *q)
{
	if (q->held != SIZE_MAX || q->first == q->n)
		return q->held;
	return q->runs[q->first % AHEAD_RUNS].align.block;
}

/* Blocks in use, with the next one. */
static size_t
blocks_used(const struct ahead *q)
{
	size_t oldest = oldest_block(q);

	return oldest == SIZE_MAX ? 0 : q->align.blocks + 1 - oldest;
}

static bool
half_is_free(const struct ahead *q)
{
	return blocks_used(q) <= ALIGN_BLOCKS / 2 && q->n - q->first <= AHEAD_RUNS / 2;
}

/*
 * Where there is no room, the thread waits until half is free: to wake up is
 * not cheap, and where there are many changes runs are short.
 */
static void
wait_for_room(struct ahead *q, bool full)
{
	q->full = full;
	if (full && q->hungry)
		pthread_cond_signal(&q->changed);
	while (!q->stopped && q->full) {
		pthread_cond_wait(&q->changed, &q->lock);
		q->full = !half_is_free(q);
	}
}

static void
claim_block(struct align *a)
{
	struct ahead *q = (struct ahead *)(void *)a;

	pthread_mutex_lock(&q->lock);
	wait_for_room(q, blocks_used(q) >= ALIGN_BLOCKS);
	pthread_mutex_unlock(&q->lock);
}

/* Is what there is worth waking up who waits for it? */
static bool
is_meal(const struct ahead *q, const struct ahead_run *last)
{
	enum { SOME = 8, LONG = 16 << 10 };

	return last->align.len == 0 || last->align.len >= LONG || q->n - q->first >= SOME;
}

static void *
find_runs(void *self)
{
	struct ahead *q = self;
	struct ahead_run run;
	bool stopped, time = ahead_limits.waiting == 0;

	do {
		run = (struct ahead_run){ .n = 0 };
		align_next(&q->align, &run.align);
		if (time && run.align.len)
			note_run(q, &run);
		pthread_mutex_lock(&q->lock);
		wait_for_room(q, q->n - q->first == AHEAD_RUNS);
		q->runs[q->n++ % AHEAD_RUNS] = run;
		if (run.noted == NULL)
			q->waiting += run.align.len;
		time = q->waiting >= ahead_limits.waiting;
		stopped = q->stopped;
		if (q->hungry && is_meal(q, &run))
			pthread_cond_signal(&q->changed);
		pthread_mutex_unlock(&q->lock);
	} while (run.align.len && !stopped);
	return NULL;
}

static void
start_thread(struct ahead *q)
{
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->changed, NULL);
	q->align.claim = claim_block;
	q->threaded = true;             /* the thread wants to know that from its begin */
	if (pthread_create(&q->thread, NULL, find_runs, q) == 0)
		return;
	q->threaded = false;
	q->align.claim = NULL;
	pthread_cond_destroy(&q->changed);
	pthread_mutex_destroy(&q->lock);
}

void
ahead_start(struct ahead *q, const struct source *source, const struct text *const text[2],
    struct str apex)
{
	size_t len = text[AFTER]->bytes.len;
	bool thread = len >= ahead_limits.octets && sysconf(_SC_NPROCESSORS_ONLN) > 1;

	*q = (struct ahead){ .held = SIZE_MAX };
	align_start(&q->align, source, text);
	note_reader_start(&q->reader, apex);
	if (!thread)
		return;
	q->blocks = memory_new(ALIGN_BLOCKS * sizeof(*q->blocks));
	for (int i = 0; i < ALIGN_BLOCKS; i++) {
		notes_new(&q->blocks[i].notes, ALIGN_BLOCK / OCTETS_OF_LINE);
		q->blocks[i].noted = memory_new(NOTED * sizeof(struct noted));
	}
	start_thread(q);
}

void
ahead_next(struct ahead *q, struct ahead_run *run)
{
	if (!q->threaded) {
		*run = (struct ahead_run){ .n = 0 };
		align_next(&q->align, &run->align);
		return;
	}
	pthread_mutex_lock(&q->lock);
	q->held = SIZE_MAX;
	q->hungry = q->first == q->n;
	while (q->first == q->n) {
		if (q->full)
			pthread_cond_signal(&q->changed);
		pthread_cond_wait(&q->changed, &q->lock);
	}
	q->hungry = false;
	*run = q->runs[q->first++ % AHEAD_RUNS];
	q->held = run->align.block;
	if (run->noted == NULL)
		q->waiting -= run->align.len;
	if (q->full && half_is_free(q))
		pthread_cond_signal(&q->changed);
	pthread_mutex_unlock(&q->lock);
}

void
ahead_stop(struct ahead *q)
{
	if (q->threaded) {
		pthread_mutex_lock(&q->lock);
		q->stopped = true;
		pthread_cond_signal(&q->changed);
		pthread_mutex_unlock(&q->lock);
		pthread_join(q->thread, NULL);
		pthread_cond_destroy(&q->changed);
		pthread_mutex_destroy(&q->lock);
		q->threaded = false;
	}
	for (int i = 0; q->blocks && i < ALIGN_BLOCKS; i++) {
		notes_free(&q->blocks[i].notes);
		free(q->blocks[i].noted);
	}
	free(q->blocks);
	align_free(&q->align);
}
