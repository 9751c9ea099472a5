/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every record of a zone in one pass over its lines, for those who look for
 * something in the data.  Records of shared lines are made on the stack, one
 * at a time, and without the owner that nobody asks for.
 */
#include <stdlib.h>

#include "zone/share.h"

/* The records of one segment's lines; false: enough. */
static bool
scan_segment(struct zone *z, const struct segment *g, struct share_room *room, zone_seer *see,
    void *self)
{
	const struct shared *shared = z->shared;
	struct plain_context context = share_context(shared, g);
	const char *p = share_lines(shared, g, room), *end = p + g->len;
	struct plain line;

	context.inherits = true;
	while (p < end && (p = shared->read(p, end, &context, &line)) != NULL) {
		struct record r = { .type = line.type, .text = line.data.p,
			.length = (uint32_t)line.data.len, .context = g->context[z->side],
			.depth = line.depth,
			.ttl = line.has_ttl ? line.ttl : g->ttl, .flags = RECORD_FLEETING };

		if (line.type && !see(self, z, &r))
			return false;
	}
	return true;
}

static void
scan_shared(struct zone *z, zone_seer *see, void *self)
{
	const struct shared *shared = z->shared;
	struct share_room room = { NULL, 0 };
	bool more = true;

	for (size_t i = 0; i < shared->compared[z->side]; i++)
		if (!see(self, z, &share_early(shared, (int)z->side, i)->record))
			return;
	for (size_t i = 0; more && i < shared->n; i++)
		more = scan_segment(z, &shared->segments[i], &room, see, self);
	free(room.p);
}

void
zone_scan(struct zone *z, zone_seer *see, void *self)
{
	if (shared_partly(z)) {
		scan_shared(z, see, self);
		return;
	}
	for_each_in_zone(r, z)
		if (!see(self, z, r))
			return;
}
