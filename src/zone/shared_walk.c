/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first records of a zone of which only the difference was read, in the
 * order of the file.  Most who walk a zone stop soon, at the first record that
 * answers them; reading it whole for that would cost what the zone holds.
 */
#include <string.h>

#include "zone/share.h"

enum {
	MOST = 4096,                    /* records of all walks of a side together */
	PART = 4,                       /* and no more than this part of the zone: then all is read */
};

bool
shared_walks(const struct zone *z)
{
	struct shared *shared = z->shared;
	size_t most = z->n / PART < MOST ? z->n / PART : MOST;

	return shared_partly(z) && shared->walked[z->side]++ < most;
}

/* The first of the records read to compare that lies behind a place in the file. */
static struct record *
early_behind(const struct zone *z, const char *place)
{
	const struct shared *shared = z->shared;
	size_t low = 0, high = shared->compared[z->side];

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (share_early(shared, (int)z->side, middle)->record.text <= place)
			low = middle + 1;
		else
			high = middle;
	}
	return low < shared->compared[z->side] ?
	    &share_early(shared, (int)z->side, low)->record : NULL;
}

/* A record in a shared line; `at` is where its data stands in the side's own text. */
struct line_found {
	const struct segment *segment;
	struct plain line;
	const char *at;
};

/* The first one of a segment from an offset in it on. */
static bool
line_in(const struct zone *z, const struct segment *g, uint32_t from, struct line_found *found)
{
	const struct shared *shared = z->shared;
	struct plain_context context = share_context(shared, g);
	const char *base = shared->bytes[AFTER].p + g->at[AFTER], *p = base + from;

	context.inherits = true;
	found->segment = g;
	while (p < base + g->len) {
		p = shared->read(p, base + g->len, &context, &found->line);
		if (p == NULL)
			return false;
		if (found->line.type == 0)
			continue;
		found->at = shared->bytes[z->side].p + g->at[z->side] + (found->line.data.p - base);
		return true;
	}
	return false;
}

/* The first one behind a place in the side's text, which is no begin of a line. */
static bool
line_behind(const struct zone *z, const char *place, struct line_found *found)
{
	const struct shared *shared = z->shared;
	const char *text = shared->bytes[z->side].p;
	uint32_t offset = (uint32_t)(place - text);
	size_t low = 0, high = shared->n;

	while (low < high) {            /* segments that begin behind the place are [high, n) */
		size_t middle = low + (high - low) / 2;

		if (shared->segments[middle].at[z->side] <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low > 0) {
		const struct segment *g = &shared->segments[low - 1];
		uint32_t end = g->at[z->side] + g->len;
		const char *lf = offset < end ? memchr(place, '\n', end - offset) : NULL;

		if (lf && line_in(z, g, (uint32_t)(lf + 1 - text) - g->at[z->side], found))
			return true;
	}
	for (; low < shared->n; low++)
		if (line_in(z, &shared->segments[low], 0, found))
			return true;
	return false;
}

/* The record of a line; without an owner of its own it has that of the record in front of it. */
static struct record *
record_of(const struct zone *z, const struct line_found *found, const struct record *previous)
{
	const char *begin = z->shared->bytes[z->side].p + found->segment->at[z->side];
	uint8_t wire[NAME_MAX_WIRE];
	struct name *owner = NULL;
	size_t len;

	if (found->line.owner.len == 0 && previous && previous->text >= begin)
		owner = previous->owner;
	else if (share_owner(found->segment, &found->line, wire, &len))
		owner = shared_look_up(z, wire, len);
	if (owner == NULL)
		return NULL;
	for_each_record(r, z, owner, found->line.type)
		if (r->text == found->at)
			return r;
	return NULL;
}

/* The first one of the whole file, or behind a place. */
static bool
next_line(const struct zone *z, const char *place, struct line_found *found)
{
	const struct shared *shared = z->shared;

	/* Data never begins a line, so that only a segment can lie at the very begin. */
	if (place == NULL && shared->n && shared->segments[0].at[z->side] == 0 &&
	    line_in(z, &shared->segments[0], 0, found))
		return true;
	return line_behind(z, place ? place : shared->bytes[z->side].p, found);
}

struct record *
shared_walk(struct zone *z, struct record *previous)
{
	/* What follows the data is at most a comment, and the end of the line. */
	const char *place = previous ? previous->text + previous->length : NULL;
	struct record *early = early_behind(z, place ? place : z->shared->bytes[z->side].p);
	struct line_found found;

	if (next_line(z, place, &found) && (early == NULL || early->text > found.at))
		return record_of(z, &found, previous);
	/* Who walks also asks whether the record is the first of its owner. */
	if (early)
		shared_look_up(z, early->owner->wire, early->owner->len);
	return early;
}
