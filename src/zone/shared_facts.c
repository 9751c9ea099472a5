/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Facts about a whole zone of which only the difference was read: what lies
 * below a name, who points at it, how many records there are.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "zone/pointer.h"
#include "zone/share.h"

/* --- below --------------------------------------------------------------------------- */

/* Records exist strictly below every name above this one, and with `self` below it too. */
static void
mark_above(struct zone *z, struct name *name, bool self)
{
	uint8_t bit = (uint8_t)(1u << z->side);

	if (!name_within(name, z->apex))
		return;
	if (self)
		name->below |= bit;
	while (name->labels > z->apex->labels) {
		name = names_parent(z->names, name);
		if (name->below & bit)
			break;
		name->below |= bit;
	}
}

/* The difference, and the origins under which shared owners are written. */
static void
mark(struct zone *z)
{
	struct shared *shared = z->shared;
	int side = (int)z->side;

	shared->marked[side] = true;
	for (size_t i = 0; i < shared->compared[side]; i++)
		mark_above(z, share_early(shared, side, i)->record.owner, false);
	for (size_t i = 0; i < shared->n; i++) {
		const struct segment *g = &shared->segments[i];
		struct name *origin = g->origin ?
		    names_intern(z->names, g->origin->wire, g->origin->len) : NULL;

		if (origin && (g->below || g->at_origin))
			mark_above(z, origin, g->below);
		if (g->absolute)
			mark_above(z, z->apex, true);
		if (g->starts_inherited) {
			uint8_t wire[NAME_MAX_WIRE];
			struct plain none = { .type = 0 };
			size_t len;

			if (share_owner(g, &none, wire, &len))
				mark_above(z, names_intern(z->names, wire, len), false);
		}
	}
}

/* The shared line at an offset and the segment that it stands in; `inherits`: it may have no owner. */
static bool
read_line(const struct shared *shared, uint32_t at, bool inherits, const struct segment **g,
    struct plain *line)
{
	const char *base = shared->bytes[AFTER].p;
	struct plain_context context;

	*g = share_segment(shared, at);
	context = share_context(shared, *g);
	context.inherits = context.inherits || inherits;
	return shared->read(base + at, base + (*g)->at[AFTER] + (*g)->len, &context, line);
}

/* Is the owner of a shared line strictly below the name? */
static bool
line_below(const struct zone *z, uint32_t at, const struct name *name)
{
	const struct segment *g;
	uint8_t wire[NAME_MAX_WIRE];
	struct plain line;
	size_t len, skip = 0;

	if (!read_line(z->shared, at, false, &g, &line) ||
	    name_parse(line.owner, g->origin, wire, &len) != NAME_GOOD)
		return false;
	while (len - skip > name->len)
		skip += wire[skip] + (size_t)1;
	return skip > 0 && len - skip == name->len && memcmp(wire + skip, name->wire, name->len) == 0;
}

bool
shared_has_below(struct zone *z, const struct name *name)
{
	struct shared *shared = z->shared;
	struct name *own;

	if (!shared->marked[z->side])
		mark(z);
	own = names_like(z->names, name);
	if (own && (own->below & 1u << z->side))
		return true;
	if (!name_within(name, z->apex))
		return false;
	for (uint32_t i = mentions_of(&shared->above, name_hash_wire(name->wire, name->len)); i;
	    i = mentions_next(&shared->above, i))
		if (line_below(z, shared->above.v[i - 1].at, name)) {
			mark_above(z, names_intern(z->names, name->wire, name->len), true);
			return true;
		}
	return false;
}

/* --- pointers ---------------------------------------------------------------------------- */

/*
 * May a target of a shared line be this name?  It may be written absolute, or
 * under any origin at or above it.
 */
static bool
may_be_target(const struct zone *z, const struct name *target)
{
	struct shared *shared = z->shared;
	struct arena a = { NULL };
	struct str text = name_text(&a, target);
	const uint8_t *up = target->wire;
	bool may = shared->at_targets || memchr(text.p, '\\', text.len) != NULL;
	size_t from = 0;

	for (bool last = false; !may && !last; from += *up + (size_t)1, up += *up + 1) {
		size_t len = target->len - (size_t)(up - target->wire);
		last = *up == 0;
		may = share_may_be_target(&shared->targets, from == 0 ?
		    name_hash_under(0, name_hash_label(text)) :
		    name_hash_under(name_hash_wire(up, len), name_hash_label(str_n(text.p, from - 1))));
		if (last)
			break;
	}
	arena_free(&a);
	return may;
}

/* The hash of the name that a record's data points at; false: at none that can be told. */
static bool
target_hash(uint16_t type, struct str data, const struct name *origin, uint32_t *hash)
{
	struct str word = plain_target(type, data);
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	if (word.len == 0 || origin == NULL || name_parse(word, origin, wire, &len) != NAME_GOOD)
		return false;
	*hash = name_hash_wire(wire, len);
	return true;
}

/* The same, mostly from the word as it is written; who finds it by the hash looks at it again. */
static bool
line_target_hash(const struct plain *line, const struct segment *g, uint32_t origin_hash,
    uint32_t *hash)
{
	struct str word = line->data;

	if (!line->bare || !plain_alone(line->type) || word.p[0] == '@')
		return target_hash(line->type, line->data, g->origin, hash);
	if (word.p[word.len - 1] == '.')
		*hash = name_hash_text(str_n(word.p, word.len - 1), 0);
	else
		*hash = name_hash_text(word, origin_hash);
	return g->origin != NULL;
}

static void
index_segment(struct shared *shared, const struct segment *g, struct share_room *room)
{
	struct plain_context context = share_context(shared, g);
	uint32_t origin = g->origin ? name_hash_wire(g->origin->wire, g->origin->len) : 0, hash;
	const char *begin = share_lines(shared, g, room), *p = begin, *end = p + g->len, *owner = p;
	struct plain line;

	context.inherits = true;
	for (const char *next; p < end && (next = shared->read(p, end, &context, &line)); p = next) {
		if (line.owner.len)
			owner = p;
		if (line.type && plain_points(line.type) && line_target_hash(&line, g, origin, &hash))
			mentions_add(&shared->pointers, hash, g->at[AFTER] + (uint32_t)(owner - begin));
	}
}

/* Every record of a shared line by its target; the offset is that of its line. */
static void
index_lines(struct shared *shared)
{
	struct share_room room = { NULL, 0 };

	shared->has_pointers = true;
	mentions_expect(&shared->pointers, shared->records + 1);
	for (size_t i = 0; i < shared->n; i++)
		index_segment(shared, &shared->segments[i], &room);
	free(room.p);
}

/* Every record of the difference by its target. */
static void
index_early(struct zone *z)
{
	struct shared *shared = z->shared;
	int side = (int)z->side;

	shared->has_early_pointers[side] = true;
	for (size_t i = 0; i < shared->compared[side]; i++) {
		struct record *r = &share_early(shared, side, i)->record;
		struct name *target = pointer_type(r->type) && name_within(r->owner, z->apex) ?
		    record_target_quiet(z, r) : NULL;

		if (target)
			mentions_add(&shared->early_pointers[side],
			    name_hash_wire(target->wire, target->len), (uint32_t)i);
	}
}

struct pointing {
	struct record **v;
	size_t n, cap;
};

static void
pointing_add(struct pointing *p, struct zone *z, struct record *r, const struct name *target)
{
	struct name *own = record_target_quiet(z, r);

	if (own == NULL || !name_equal(own, target))
		return;
	GROW(p->v, p->n, p->cap);
	p->v[p->n++] = r;
}

/* The owner of the line that begins at an offset, with its records at hand. */
static struct name *
owner_at(struct zone *z, uint32_t at)
{
	const struct segment *g;
	uint8_t wire[NAME_MAX_WIRE];
	struct plain line;
	size_t len;

	if (!read_line(z->shared, at, true, &g, &line) ||
	    !share_owner(g, &line, wire, &len))
		return NULL;
	return shared_look_up(z, wire, len);
}

/* Adds those of the owner whose records lie in shared lines. */
static void
add_owner(struct pointing *p, struct zone *z, struct name *owner, const struct name *target)
{
	for_each_record(r, z, owner, 0)
		if (plain_points(r->type))
			pointing_add(p, z, r, target);
}

static void
only_once(struct pointing *p)
{
	size_t n = 0;

	if (p->n > 1)
		qsort(p->v, p->n, sizeof(*p->v), record_by_place);
	for (size_t i = 0; i < p->n; i++)
		if (n == 0 || p->v[n - 1] != p->v[i])
			p->v[n++] = p->v[i];
	p->n = n;
}

struct record *const *
shared_pointers(struct zone *z, const struct name *target, size_t *n)
{
	struct shared *shared = z->shared;
	struct mentions *early = &shared->early_pointers[z->side], *lines = &shared->pointers;
	uint32_t hash = name_hash_wire(target->wire, target->len);
	struct pointing found = { NULL, 0, 0 };
	struct record **v;

	if (!shared->has_early_pointers[z->side])
		index_early(z);
	for (uint32_t i = mentions_of(early, hash); i; i = mentions_next(early, i))
		pointing_add(&found, z, &share_early(shared, (int)z->side, early->v[i - 1].at)->record,
		    target);
	if (may_be_target(z, target)) {
		if (!shared->has_pointers)
			index_lines(shared);
		for (uint32_t i = mentions_of(lines, hash); i; i = mentions_next(lines, i)) {
			struct name *owner = owner_at(z, lines->v[i - 1].at);

			if (owner)
				add_owner(&found, z, owner, target);
		}
	}
	only_once(&found);
	*n = found.n;
	v = ARENA_ARRAY(z->arena, struct record *, found.n);
	if (found.n)
		memcpy(v, found.v, found.n * sizeof(*v));
	free(found.v);
	return v;
}

/* --- numbers ------------------------------------------------------------------------------ */

static bool
counts(uint16_t type)
{
	return type != TYPE_SOA && !type_generated(type);
}

size_t
zone_content(struct zone *z)
{
	size_t n = 0;
	const struct name *last = NULL;
	bool within = false, early = z->shared && !z->shared->whole[z->side];

	if (!z->exists)
		return 0;
	for (size_t i = 0, all = early ? z->shared->compared[z->side] : z->n; i < all; i++) {
		const struct record *r = early ? &share_early(z->shared, (int)z->side, i)->record :
		    zone_record(z, (uint32_t)i + 1);

		if (r->owner != last) {
			last = r->owner;
			within = name_within(last, z->apex);
		}
		n += within && counts(r->type);
	}
	return early ? n + z->shared->counted : n;
}

/* A set of hashes, of about n that are looked for; bits of a hash tell one from another. */
struct seen {
	uint64_t *bits;
	unsigned shift;
	size_t n;
};

static void
seen_start(struct seen *s, size_t n)
{
	enum { LEAST_BITS = 12, MOST_BITS = 22, SPARSE = 64 };
	unsigned bits = LEAST_BITS;

	while (bits < MOST_BITS && ((size_t)1 << bits) < n * SPARSE)
		bits++;
	s->bits = memory_zeroed(((size_t)1 << bits) / 8);
	s->shift = 32 - bits;           /* the last letters of a label move the upper bits */
	s->n = 0;
}

static void
seen_add(struct seen *s, uint32_t hash)
{
	uint32_t at = hash >> s->shift;
	uint64_t bit = (uint64_t)1 << at % 64;

	s->n += !(s->bits[at / 64] & bit);
	s->bits[at / 64] |= bit;
}

/* The owners of one segment's lines that have a record of the type (0: one that counts). */
static void
see_owners(const struct shared *shared, const struct segment *g, struct share_room *room,
    uint16_t type, struct seen *seen, size_t n)
{
	struct plain_context context = share_context(shared, g);
	uint32_t base = g->origin ? name_hash_wire(g->origin->wire, g->origin->len) : 0;
	const char *p = share_lines(shared, g, room), *end = p + g->len;
	struct str owner = { NULL, 0 }; /* empty: none that can be told, or seen already */
	struct plain line;
	bool absolute = false;

	context.inherits = true;
	while (p < end && seen->n < n && (p = shared->read(p, end, &context, &line)) != NULL) {
		if (line.owner.len && !line.repeats) {
			owner = line.owner.p[0] == '@' ? str_n(NULL, 0) : line.owner;
			absolute = line.absolute;
		}
		if (owner.len && (type ? line.type == type : line.type && counts(line.type))) {
			seen_add(seen, name_hash_text(owner, absolute ? 0 : base));
			owner.len = 0;
		}
	}
}

/*
 * Are there certainly n owners in shared lines, by different hashes?  No only
 * means that nobody knows.
 */
static bool
shared_has_owners(const struct zone *z, uint16_t type, size_t n)
{
	const struct shared *shared = z->shared;
	const struct marks *cuts = type == TYPE_NS ? &shared->cuts[CUT_NS] :
	    type == TYPE_DS ? &shared->cuts[CUT_DS] : NULL;
	struct share_room room = { NULL, 0 };
	struct seen seen;

	seen_start(&seen, n);
	if (cuts)
		for (size_t i = 0; i < cuts->words * 64 && seen.n < n; i += 64)
			for (uint64_t left = cuts->bits[i / 64]; left && seen.n < n; left &= left - 1)
				seen_add(&seen, shared->owners.v[i + (unsigned)__builtin_ctzll(left)].hash);
	/* Where every record counts, so does every owner that was mentioned. */
	else if (type == 0 && shared->counted == shared->records)
		for (size_t i = 0; i < shared->owners.n && seen.n < n; i++)
			seen_add(&seen, shared->owners.v[i].hash);
	else
		for (size_t i = 0; i < shared->n && seen.n < n; i++)
			see_owners(shared, &shared->segments[i], &room, type, &seen, n);
	free(seen.bits);
	free(room.p);
	return seen.n >= n;
}

bool
zone_has_owners(struct zone *z, uint16_t type, size_t n)
{
	/* Twice as many: an owner may be written in two ways, and the apex is none. */
	if (n == 0 || (shared_partly(z) && shared_has_owners(z, type, 2 * n + 1)))
		return true;
	for_each_in_zone(r, z) {
		bool has = false;

		if (!record_opens_owner(z, r) || r->owner == z->apex)
			continue;
		for_each_record(other, z, r->owner, type)
			has = has || type || counts(other->type);
		if (has && --n == 0)
			return true;
	}
	return false;
}
