/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two threads share the work on equal lines: to find and to read them takes
 * about as long as to note what they say.
 */
#include "zone/ahead.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "lint/rule.h"

enum { OCTETS_OF_LINE = 8 };    /* hardly any line is shorter */

struct ahead_limits ahead_limits = { 1 << 20, 3 };

/* The lines of a run, into the room of its block. */
static void
read_lines(struct ahead *q, struct ahead_run *run)
{
	const char *p = run->align.bytes, *end = p + run->align.len;
	struct ahead_line *room;

	if (q->block != run->align.block) {
		q->block = run->align.block;
		q->nlines = 0;
	}
	room = q->lines + q->block % ALIGN_BLOCKS * q->most;
	run->lines = room + q->nlines;
	ahead_reader_forget(&q->reader);
	run->n = ahead_read(&q->reader, p, end, &room[q->nlines], q->most - q->nlines);
	q->nlines += run->n;
}

static size_t
ring(const struct ahead *q, size_t i)
{
	return i % (sizeof(q->runs) / sizeof(q->runs[0]));
}

/* The oldest block that somebody may still look at; SIZE_MAX: nobody does. */
static size_t
oldest_block(const struct ahead *q)
{
	if (q->held != SIZE_MAX || q->first == q->n)
		return q->held;
	return q->runs[ring(q, q->first)].align.block;
}

/* Blocks in use, with the next one. */
static size_t
blocks_used(const struct ahead *q)
{
	size_t oldest = oldest_block(q);

	return oldest == SIZE_MAX ? 0 : q->align.blocks + 1 - oldest;
}

/* Waits until there is room for the next block; then for several: to wake up is not cheap. */
static void
claim_block(struct align *a)
{
	struct ahead *q = (struct ahead *)(void *)a;

	pthread_mutex_lock(&q->lock);
	q->full = blocks_used(q) >= ALIGN_BLOCKS;
	while (!q->stopped && q->full) {
		pthread_cond_wait(&q->changed, &q->lock);
		q->full = blocks_used(q) > ALIGN_BLOCKS / 2;
	}
	pthread_mutex_unlock(&q->lock);
}


static void *
find_runs(void *self)
{
	struct ahead *q = self;
	struct ahead_run run;
	bool stopped, time = ahead_limits.runs == 0;

	do {
		run = (struct ahead_run){ .n = 0 };
		align_next(&q->align, &run.align);
		if (time && run.align.len)
			read_lines(q, &run);
		pthread_mutex_lock(&q->lock);
		while (!q->stopped && q->n - q->first == sizeof(q->runs) / sizeof(q->runs[0]))
			pthread_cond_wait(&q->changed, &q->lock);
		q->runs[ring(q, q->n++)] = run;
		time = q->n - q->first >= ahead_limits.runs;
		stopped = q->stopped;
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
	ahead_reader_start(&q->reader, apex);
	if (!thread)
		return;
	q->most = ALIGN_BLOCK / OCTETS_OF_LINE;
	q->lines = memory_new(ALIGN_BLOCKS * q->most * sizeof(*q->lines));
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
	while (q->first == q->n) {
		pthread_cond_signal(&q->changed);
		pthread_cond_wait(&q->changed, &q->lock);
	}
	*run = q->runs[ring(q, q->first++)];
	q->held = run->align.block;
	if (!q->full || blocks_used(q) <= ALIGN_BLOCKS / 2)
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
	free(q->lines);
	align_free(&q->align);
}
