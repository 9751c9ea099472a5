/* SPDX-License-Identifier: BSD-2-Clause */
/* The difference of two versions of a zone as rules and reports ask for it. */
#include "zone/changeset.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "zone/compare.h"
#include "zone/load.h"
#include "zone/resemble.h"
#include "zone/shared.h"

enum { SHORT_FORM = 5 };        /* records of an RRset that a short form spells out */

static struct str
fault_key(struct arena *a, const struct fault *f)
{
	return arena_printf(a, "%d %llx %.*s", (int)f->kind, (unsigned long long)f->entry,
	    STR(f->message));
}

/* A fault that the same text had before is an old one (rules on state: only what this change did). */
static void
mark_standing_faults(struct changeset *set)
{
	struct zone *old = &set->zone[BEFORE], *new = &set->zone[AFTER];
	struct arena scratch = { NULL };
	struct map seen = { 0 };

	for (size_t i = 0; i < old->nfaults; i++)
		*map_slot(&seen, fault_key(&scratch, &old->faults[i])) = old;
	for (size_t i = 0; i < new->nfaults; i++)
		new->faults[i].stood = map_get(&seen, fault_key(&scratch, &new->faults[i])) != NULL;
	map_free(&seen);
	arena_free(&scratch);
}

enum { SMALL = 256 << 10 };     /* octets of a file that is read whole in no time */

/* Forgets what a side has read, but not the text. */
static void
unload(struct changeset *set, struct text *text[2])
{
	for (int side = BEFORE; side <= AFTER; side++) {
		if (set->zone[side].nfiles)
			set->zone[side].files[0].text = NULL;
		else if (text[side] == NULL)
			continue;
		zone_free(&set->zone[side]);
	}
	names_free(&set->names);
	arena_free(&set->arena);
}

static bool
wants_sharing(const struct zone_options *o, struct text *const text[2])
{
	return text[BEFORE] && text[AFTER] && (o->gear == GEAR_SHARED ||
	    (o->gear == GEAR_AUTO && text[AFTER]->bytes.len >= SMALL &&
	    texts_resemble(text[BEFORE]->bytes, text[AFTER]->bytes)));
}

/* Both files, NULL where there is none. */
static bool
open_texts(struct source *source, const struct zone_place *place, struct text *text[2],
    struct error *err)
{
	for (int side = BEFORE; side <= AFTER; side++) {
		if (place->path[side].len == 0)
			continue;
		switch (source_read(source, side, place->path[side], &text[side], err)) {
		case READ_OK:
			break;
		case READ_ABSENT:
			text[side] = NULL;
			break;
		case READ_OUTSIDE:
			return fail(err, "%.*s: leads out of the repository", STR(place->path[side]));
		default:
			return false;
		}
	}
	return true;
}

static bool
load_sides(struct changeset *set, struct source *source, const struct zone_place *place,
    struct error *err)
{
	struct text *text[2] = { NULL, NULL };
	bool good = open_texts(source, place, text, err);

	if (good && wants_sharing(place->options[AFTER], text)) {
		if (shared_load(set, source, place, text, err))
			return true;
		unload(set, text);
	}
	for (int side = BEFORE; side <= AFTER; side++) {
		struct zone *z = &set->zone[side];

		zone_init(z, source, (enum side)side, place->path[side], &set->names, &set->arena);
		if (good && text[side])
			good = zone_load_opened(z, text[side], place->options[side], err);
		else if (text[side])
			source_release(source, text[side]);
	}
	return good;
}

bool
changeset_load(struct changeset *set, struct source *source, const struct zone_place *place,
    struct error *err)
{
	*set = (struct changeset){ .n = 0 };
	if (!load_sides(set, source, place, err))
		return false;
	set->view = arena_dup(&set->arena, place->view);
	set->origin = arena_dup(&set->arena, place->origin);
	if (set->origin.len == 0 && (set->zone[AFTER].exists || set->zone[BEFORE].exists))
		set->origin = name_text(&set->arena,
		    set->zone[set->zone[AFTER].exists ? AFTER : BEFORE].apex);
	changeset_compare(set);
	mark_standing_faults(set);
	return true;
}

void
changeset_free(struct changeset *set)
{
	zone_free(&set->zone[BEFORE]);
	zone_free(&set->zone[AFTER]);
	free(set->v);
	free(set->first);
	free(set->standing);
	names_free(&set->names);
	arena_free(&set->arena);
	*set = (struct changeset){ .n = 0 };
}

/* Where the changes of an owner begin; 0: there is none. */
static size_t
first_change(const struct changeset *set, const struct name *owner)
{
	const struct name *own = names_like(&set->names, owner);

	return own && own->index < set->nfirst ? set->first[own->index] : 0;
}

const struct change *
changeset_find(const struct changeset *set, const struct name *owner, uint16_t type)
{
	size_t first = first_change(set, owner);

	for (size_t i = first; i && i < set->n && set->v[i].owner == set->v[first].owner; i++)
		if (set->v[i].type == type)
			return &set->v[i];
	return NULL;
}

const struct change *
changeset_at(const struct changeset *set, const struct name *owner)
{
	size_t first = first_change(set, owner);

	return first ? &set->v[first] : NULL;
}

static bool
counts(uint16_t type)
{
	return type != TYPE_SOA && !type_generated(type);
}

/* RRsets and records at one name; the chain may be long, types at a name are few. */
static void
count_owner(const struct zone *z, const struct name *owner, struct tally *t)
{
	uint16_t seen[64];
	size_t n = 0;

	t->names[z->side]++;
	for (uint32_t at = owner->first[z->side]; at; at = zone_record(z, at)->next) {
		const struct record *r = zone_record(z, at);
		size_t i = 0;

		if (!counts(r->type))
			continue;
		t->records[z->side]++;
		while (i < n && seen[i] != r->type)
			i++;
		if (i < n)
			continue;
		t->rrsets[z->side]++;
		if (n < sizeof(seen) / sizeof(seen[0]))
			seen[n++] = r->type;
	}
}

/* The first change from `low` on whose owner stands behind the name, or is it; `below`: behind all below it. */
static size_t
first_behind(const struct changeset *set, size_t low, const struct name *name, bool below)
{
	size_t high = set->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct name *owner = set->v[middle].owner;

		if (name_compare(owner, name) < 0 || (below && name_within(owner, name)))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct change *
changeset_within(const struct changeset *set, const struct name *above, size_t *n)
{
	size_t first = first_behind(set, 1, above, false);

	*n = first_behind(set, first, above, true) - first;
	return set->v + first;
}

const struct tally *
changeset_tally(struct changeset *set)
{
	if (set->tallied)
		return &set->tally;
	for (int side = BEFORE; side <= AFTER; side++) {
		struct zone *z = &set->zone[side];

		for_each_in_zone(r, z)
			if (record_opens_owner(z, r))
				count_owner(z, r->owner, &set->tally);
	}
	set->tallied = true;
	return &set->tally;
}

bool
changeset_small(const struct changeset *set)
{
	for (int side = BEFORE; side <= AFTER; side++)
		if (set->zone[side].nfiles && set->zone[side].files[0].bytes.len >= SMALL)
			return false;
	return true;
}

void
rrset_put(struct buf *out, struct arena *a, struct zone *z, const struct rrset *set)
{
	for (size_t i = 0; i < set->n && i < SHORT_FORM; i++) {
		if (i)
			buf_add(out, S(", "));
		record_put(out, a, z, set->v[i]);
	}
	if (set->n > SHORT_FORM)
		buf_printf(out, " and %u more", set->n - SHORT_FORM);
}

struct str
rrset_text(struct arena *a, struct zone *z, const struct rrset *set)
{
	struct buf out = { NULL, 0, 0 };
	struct str text;

	if (set->n == 0)
		return S("");
	buf_number(&out, set->ttl);
	buf_put(&out, ' ');
	rrset_put(&out, a, z, set);
	text = arena_dup(a, buf_str(&out));
	buf_free(&out);
	return text;
}

bool
rrset_has_data(struct zone *z, const struct rrset *set, const struct rdata *data)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct rdata *own = record_data(z, set->v[i]);

		if (own && own->len == data->len && memcmp(own->wire, data->wire, own->len) == 0)
			return true;
	}
	return false;
}
