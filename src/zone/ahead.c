/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two threads share the work on equal lines: to find and to read them takes
 * about as long as to note what they say.
 */
#include "zone/ahead.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "lint/rule.h"
#include "lint/type.h"
#include "zone/name_hash.h"

enum { OCTETS_OF_LINE = 8 };    /* hardly any line is shorter */

struct ahead_limits ahead_limits = { 1 << 20, 3 };

/* --- a line ------------------------------------------------------------------------- */

void
ahead_reader_start(struct ahead_reader *r, struct str apex)
{
	/* What holds where a line stands is not known here: everything may. */
	*r = (struct ahead_reader){ .read = plain_line(),
		.context = { .apex = apex, .origin_len = 1, .default_ttl = true, .inherits = true } };
}

void
ahead_reader_forget(struct ahead_reader *r)
{
	r->context.memory.owner.len = 0;
	r->behind_dot.len = 0;
}

struct str
ahead_within(struct str owner, struct str apex)
{
	size_t n = owner.len - apex.len;

	if (n && apex.len > 1)
		n--;
	return str_n(owner.p, n);
}

/* An owner of several labels, `dot` octets in front of the first dot. */
static uint16_t
read_labels(struct ahead_reader *r, struct str text, size_t dot)
{
	struct str behind = str_skip(text, dot + 1);
	bool absolute = r->owner_flags & AHEAD_ABSOLUTE;
	bool beside = str_eq(behind, r->behind_dot) && absolute == r->behind_absolute;

	if (!beside)
		r->above = name_hash_text(behind, 0);
	r->owner = name_hash_under(r->above, name_hash_label(str_n(text.p, dot)));
	r->behind_dot = behind;
	r->behind_absolute = absolute;
	return beside ? AHEAD_BESIDE : 0;
}

static uint16_t
read_owner(struct ahead_reader *r, const struct plain *line)
{
	struct str text = line->owner;
	uint64_t dots = line->dots;

	if (line->repeats)
		return r->owner_flags | AHEAD_REPEATS;
	r->owner_flags = line->absolute ? AHEAD_ABSOLUTE : 0;
	if (line->absolute) {
		text = ahead_within(text, r->context.apex);
		dots &= ((uint64_t)1 << text.len) - 1;
	} else if (text.p[0] == '@') {
		r->owner_flags = AHEAD_AT;
		text.len = 0;
	}
	r->labels = (uint8_t)((text.len != 0) + __builtin_popcountll(dots));
	if (dots)
		return r->owner_flags | read_labels(r, text, (size_t)__builtin_ctzll(dots));
	r->owner = text.len ? name_hash_label(text) : 0;
	return r->owner_flags;
}

static uint16_t
read_target(const struct plain *line, uint32_t *hash)
{
	struct str word = line->bare && plain_alone(line->type) ? line->data :
	    plain_target(line->type, line->data);

	if (word.len == 0)
		return AHEAD_POINTS | AHEAD_ODD_TARGET;
	*hash = name_hash_label(word);
	return AHEAD_POINTS | (word.p[word.len - 1] == '.' ? AHEAD_ABSOLUTE_TARGET : 0) |
	    (word.len == 1 && word.p[0] == '@' ? AHEAD_AT_TARGET : 0);
}

void
ahead_read(struct ahead_reader *r, const char *p, const char *end, struct ahead_line *to)
{
	struct plain line;
	const char *next = r->read(p, end, &r->context, &line);
	uint16_t flags = AHEAD_PLAIN;

	if (next == NULL) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));

		to->len = (uint32_t)((lf ? lf + 1 : end) - p);
		to->flags = 0;
		ahead_reader_forget(r);
		return;
	}
	to->len = (uint32_t)(next - p);
	to->lines = (uint16_t)line.lines;
	to->type = line.type;
	if (line.type) {
		to->owner_len = (uint8_t)line.owner.len;
		to->ttl = line.ttl;
		flags |= line.has_ttl ? AHEAD_TTL : 0;
		if (line.owner.len) {
			flags |= read_owner(r, &line);
			to->owner = r->owner;
			to->above = r->above;
			to->labels = r->labels;
		}
		if (plain_points(line.type))
			flags |= read_target(&line, &to->target);
		else if (type_generated(line.type))
			flags |= AHEAD_GENERATED;
	}
	to->flags = flags;
}

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
	for (; p < end && q->nlines < q->most; p += room[q->nlines++].len)
		ahead_read(&q->reader, p, end, &room[q->nlines]);
	run->n = (size_t)(room + q->nlines - run->lines);
}

/* --- ahead of time ------------------------------------------------------------------ */

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
	q->lines = memory_large(ALIGN_BLOCKS * q->most * sizeof(*q->lines));
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
