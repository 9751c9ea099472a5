/* SPDX-License-Identifier: BSD-2-Clause */
#include "reported.h"

#include <stdlib.h>

/* A report of more RRsets than this helps nobody; the rest is counted. */
enum { CHANGES_TOLD = 100000 };

static int
by_text(const void *x, const void *y)
{
	return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

static void
fill_side(struct reported_change *out, struct changeset *set, const struct change *ch, int side,
    struct arena *a)
{
	struct zone *z = &set->zone[side];
	const struct rrset *rrset = &ch->side[side];
	struct str *data = ARENA_ARRAY(a, struct str, rrset->n);

	out->ttl[side] = rrset->ttl;
	for (size_t i = 0; i < rrset->n; i++) {
		struct record *r = rrset->v[i];

		if (!(r->flags & RECORD_DIFFERS))
			continue;
		if (out->n[side] == 0) {
			out->path[side] = arena_dup(a, record_path(z, r));
			out->line[side] = r->line;
		}
		data[out->n[side]++] = record_text(a, z, r);
	}
	if (out->n[side])
		qsort(data, out->n[side], sizeof(*data), by_text);
	out->data[side] = data;
}

/* Does the fault keep an entry out of the comparison? */
static bool
loses_records(const struct fault *f)
{
	return f->level == ERROR && (f->kind == FAULT_LOAD || f->kind == FAULT_MERGE_MARKER ||
	    f->kind == FAULT_OUT_OF_ZONE || f->kind == FAULT_CLASS || f->kind == FAULT_GENERATE ||
	    f->kind == FAULT_INCLUDE_ESCAPE || f->kind == FAULT_TRUNCATED);
}

static void
fill_unread(struct reported_zone *out, const struct changeset *set, struct arena *a)
{
	struct str *unread = ARENA_ARRAY(a, struct str, set->zone[0].nfaults + set->zone[1].nfaults);

	for (int side = BEFORE; side <= AFTER; side++)
		for (size_t i = 0; i < set->zone[side].nfaults; i++) {
			const struct fault *f = &set->zone[side].faults[i];

			if (loses_records(f))
				unread[out->nunread++] = arena_printf(a, "%.*s:%u:%u: %.*s", STR(f->path),
				    (unsigned)f->line, (unsigned)f->column, STR(f->message));
		}
	out->unread = unread;
}

void
reported_zone_fill(struct reported_zone *out, struct changeset *set, struct arena *a)
{
	size_t n = set->n - 1 < CHANGES_TOLD ? set->n - 1 : CHANGES_TOLD;
	struct reported_change *changes = ARENA_ARRAY(a, struct reported_change, n);

	if (set->zone[BEFORE].exists && set->zone[AFTER].exists && changeset_small(set))
		changeset_tally(set);
	*out = (struct reported_zone){ .origin = arena_dup(a, set->origin),
		.view = arena_dup(a, set->view), .changes = changes, .n = n,
		.left_out = set->n - 1 - n, .added = set->tally.added,
		.removed = set->tally.removed, .changed = set->tally.changed,
		.ttl_only = set->tally.ttl_only };
	for (int side = BEFORE; side <= AFTER; side++) {
		struct soa soa;

		if (!set->zone[side].exists)
			continue;
		out->path[side] = arena_dup(a, set->zone[side].path);
		out->has_serial[side] = zone_soa(&set->zone[side], &soa) != NULL;
		out->serial[side] = out->has_serial[side] ? soa.serial : 0;
		out->counted[side] = set->tallied;
		out->rrsets[side] = set->tally.rrsets[side];
		out->records[side] = set->tally.records[side];
	}
	fill_unread(out, set, a);
	for (size_t i = 0; i < n; i++) {
		const struct change *ch = &set->v[i + 1];

		changes[i] = (struct reported_change){ .kind = ch->kind, .churn = ch->churn,
			.owner = name_text(a, ch->owner), .type = type_text(a, ch->type) };
		fill_side(&changes[i], set, ch, BEFORE, a);
		fill_side(&changes[i], set, ch, AFTER, a);
	}
}
