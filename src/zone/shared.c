/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is asked of zones of which only the difference was read: their shared
 * lines become records an owner at a time.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "zone/share.h"

/* --- mentions ------------------------------------------------------------------------ */

/* How many there will be is a guess: only those of the next two batches get pages. */
static void
mentions_map(struct mentions *m)
{
	size_t to = m->n + 2 * MENTION_BATCH;

	to = to < m->cap ? to : m->cap;
	if (to <= m->mapped)
		return;
	memory_ahead(m->v + m->mapped, (to - m->mapped) * sizeof(*m->v));
	m->mapped = to;
}

void
mentions_expect(struct mentions *m, size_t n)
{
	m->cap = n;
	m->v = memory_new(n * sizeof(*m->v));
	mentions_map(m);
}

struct mention *
mentions_room(struct mentions *m, size_t n)
{
	while (m->cap - m->n < n)
		m->v = memory_grow(m->v, m->cap, &m->cap, sizeof(*m->v));
	return m->v + m->n;
}

/* The slot comes from the upper bits of the hash, which are the better ones. */
static void
mentions_slots(struct mentions *m)
{
	enum { LEAST_BITS = 6, MOST_BITS = 16, CHAIN = 16 };
	unsigned bits = LEAST_BITS;
	size_t size;

	while (bits < MOST_BITS && ((size_t)CHAIN << bits) < m->cap)
		bits++;
	size = ((size_t)1 << bits) * sizeof(*m->slots);
	m->shift = 32 - bits;
	m->slots = memory_zeroed(size);
}

void
mentions_link(struct mentions *m)
{
	if (m->slots == NULL)
		mentions_slots(m);
	mentions_map(m);
	for (; m->linked < m->n; m->linked++) {
		struct mention *own = &m->v[m->linked];
		uint32_t *slot = &m->slots[own->hash >> m->shift];

		own->next = *slot;
		*slot = (uint32_t)m->linked + 1;
	}
}

static uint32_t
with_hash(const struct mentions *m, uint32_t i, uint32_t hash)
{
	while (i && m->v[i - 1].hash != hash)
		i = m->v[i - 1].next;
	return i;
}

uint32_t
mentions_of(struct mentions *m, uint32_t hash)
{
	if (m->linked < m->n)
		mentions_link(m);
	return m->slots ? with_hash(m, m->slots[hash >> m->shift], hash) : 0;
}

uint32_t
mentions_next(const struct mentions *m, uint32_t i)
{
	return with_hash(m, m->v[i - 1].next, m->v[i - 1].hash);
}

void
mentions_free(struct mentions *m)
{
	free(m->v);
	free(m->slots);
	*m = (struct mentions){ .n = 0 };
}

void
marks_grow(struct marks *m, size_t at)
{
	size_t words = m->words ? m->words : 64;

	while (words <= at / 64)
		words *= 2;
	m->bits = memory_resize(m->bits, words * sizeof(*m->bits));
	memset(m->bits + m->words, 0, (words - m->words) * sizeof(*m->bits));
	m->words = words;
}

/* --- targets ----------------------------------------------------------------------------- */

/* Four bits in one word for each hash: of many that are not there hardly one seems to be. */
static uint64_t
target_bits(uint32_t hash)
{
	return (uint64_t)1 << (hash & 63) | (uint64_t)1 << (hash >> 6 & 63) |
	    (uint64_t)1 << (hash >> 12 & 63) | (uint64_t)1 << (hash >> 18 & 63);
}

void
targets_expect(struct targets *t, size_t n)
{
	enum { LEAST_BITS = 4, MOST_BITS = 16 };
	unsigned bits = LEAST_BITS;

	while (bits < MOST_BITS && (size_t)1 << bits < n)
		bits++;
	t->shift = 32 - bits;
}

void
targets_flush(struct targets *t)
{
	if (t->bits == NULL)
		t->bits = memory_zeroed(((size_t)1 << (32 - t->shift)) * sizeof(*t->bits));
	for (unsigned i = 0; i < t->n; i++)
		t->bits[t->batch[i] >> t->shift] |= target_bits(t->batch[i]);
	t->n = 0;
}

bool
share_may_be_target(struct targets *t, uint32_t hash)
{
	uint64_t bits = target_bits(hash);

	if (t->n)
		targets_flush(t);
	return t->bits && (t->bits[hash >> t->shift] & bits) == bits;
}

/* --- early records --------------------------------------------------------------------- */

struct early *
share_early(const struct shared *shared, int side, size_t i)
{
	return &shared->early[side][i / EARLY_CHUNK][i % EARLY_CHUNK];
}

struct record *
shared_record_new(struct zone *z)
{
	struct shared *shared = z->shared;
	size_t n = shared->nearly[z->side];

	if (n % EARLY_CHUNK == 0 && n / EARLY_CHUNK == shared->cap_early[z->side]) {
		size_t chunks = ++shared->cap_early[z->side];

		shared->early[z->side] = memory_resize(shared->early[z->side],
		    chunks * sizeof(*shared->early[z->side]));
		shared->early[z->side][chunks - 1] = memory_new(EARLY_CHUNK * sizeof(struct early));
	}
	return &share_early(shared, (int)z->side, n)->record;
}

void
shared_record_kept(struct zone *z)
{
	size_t n = z->shared->nearly[z->side]++;

	share_early(z->shared, (int)z->side, n)->slot = (uint32_t)n + 1;
}

struct record *
shared_record(const struct zone *z, uint32_t index)
{
	struct record *r;

	if (!z->shared->whole[z->side])
		return &share_early(z->shared, (int)z->side, index - 1)->record;
	r = &z->records[index - 1];
	return r->flags & RECORD_ELSEWHERE ?
	    &share_early(z->shared, (int)z->side, r->next)->record : r;
}

uint32_t
shared_index(const struct zone *z, const struct record *r)
{
	if (r->flags & RECORD_EARLY)
		return ((const struct early *)(const void *)r)->slot;
	return (uint32_t)(r - z->records) + 1;
}

bool
shared_partly(const struct zone *z)
{
	return z->shared && !z->shared->whole[z->side];
}

bool
shared_tells_pointers(const struct zone *z)
{
	return shared_partly(z) && !z->shared->odd_targets;
}

size_t
zone_nread(const struct zone *z)
{
	return shared_partly(z) ? z->shared->nearly[z->side] : z->n;
}

bool
zone_begins_with(const struct zone *z, const struct record *r)
{
	const struct shared *shared = z->shared;

	if (shared == NULL)
		return r == z->records;
	return r == &share_early(shared, (int)z->side, 0)->record && (shared->records == 0 ||
	    (size_t)(r->text - shared->bytes[z->side].p) < shared->first[z->side]);
}

int
record_order(const struct record *a, const struct record *b)
{
	if ((a->flags | b->flags) & RECORD_EARLY)
		return a->text < b->text ? -1 : a->text > b->text;
	return a < b ? -1 : a > b;
}

int
record_by_place(const void *x, const void *y)
{
	return record_order(*(struct record *const *)x, *(struct record *const *)y);
}

/* --- shared lines to records ---------------------------------------------------------------- */

const struct segment *
share_segment(const struct shared *shared, uint32_t at)
{
	size_t low = 0, high = shared->n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (shared->segments[middle].at[AFTER] <= at)
			low = middle;
		else
			high = middle;
	}
	return &shared->segments[low];
}

const char *
share_lines(const struct shared *shared, const struct segment *g, struct share_room *room)
{
	const struct zone *z = shared->zone[AFTER];
	const struct text *text = z->files[0].text;

	if (room->size < g->len) {
		room->size = g->len;
		room->p = memory_resize(room->p, room->size);
	}
	return text && source_copy(z->source, text, g->at[AFTER], room->p, g->len) ? room->p :
	    shared->bytes[AFTER].p + g->at[AFTER];
}

bool
share_owner(const struct segment *g, const struct plain *line, uint8_t *wire, size_t *len)
{
	if (line->owner.len)
		return name_parse(line->owner, g->origin, wire, len) == NAME_GOOD;
	if (g->owner) {
		memcpy(wire, g->owner->wire, g->owner->len);
		*len = g->owner->len;
		return true;
	}
	return name_parse(g->owner_text, g->owner_origin, wire, len) == NAME_GOOD;
}

struct found {
	bool wanted;                    /* nobody looked for them yet on this side */
	struct record **v;
	size_t n, cap;
};

/* A record of one side from a line of the new file. */
static void
record_from(struct shared *shared, int side, const struct segment *g, const struct plain *line,
    uint32_t number, struct name *owner, struct found *found)
{
	struct record *r = shared_record_new(shared->zone[side]);
	const char *base = shared->bytes[side].p + g->at[side];

	*r = (struct record){ .owner = owner, .type = line->type,
		.line = g->line[side] + number + line->data_line,
		.text = base + (line->data.p - (shared->bytes[AFTER].p + g->at[AFTER])),
		.length = (uint32_t)line->data.len, .context = g->context[side], .depth = line->depth,
		.ttl = line->has_ttl ? line->ttl : g->ttl,
		.flags = RECORD_EARLY | (line->has_ttl ? 0 : RECORD_DEFAULT_TTL) };
	shared_record_kept(shared->zone[side]);
	GROW(found->v, found->n, found->cap);
	found->v[found->n++] = r;
}

/* How many lines of the segment, which stand at p, begin in front of an offset of it. */
static uint32_t
lines_before(const struct segment *g, const char *p, size_t at)
{
	if (at > g->len / 2)
		return g->lines - (uint32_t)plain_newlines(p + at, g->len - at);
	return (uint32_t)plain_newlines(p, at);
}

/* The records of the lines that begin at a mention, if they are of this name: for both sides at once. */
static void
records_at(struct shared *shared, uint32_t at, const uint8_t *wire, size_t len,
    struct name **name, struct found found[2])
{
	const struct segment *g = share_segment(shared, at);
	struct plain_context context = share_context(shared, g);
	const char *base = shared->bytes[AFTER].p, *p = base + at, *next;
	const char *end = base + g->at[AFTER] + g->len;
	uint8_t own[NAME_MAX_WIRE];
	struct str owner = { NULL, 0 };
	struct plain line;
	uint32_t number;
	size_t own_len;

	context.inherits = true;
	next = shared->read(p, end, &context, &line);
	if (next == NULL || !share_owner(g, &line, own, &own_len) || own_len != len ||
	    memcmp(own, wire, len) != 0)
		return;
	if (*name == NULL)
		*name = names_intern(shared->zone[AFTER]->names, wire, len);
	owner = line.owner;
	number = lines_before(g, base + g->at[AFTER], at - g->at[AFTER]);
	for (;;) {
		for (int side = BEFORE; side <= AFTER && line.type; side++)
			if (found[side].wanted)
				record_from(shared, side, g, &line, number, *name, &found[side]);
		p = next;
		number += line.lines;
		if (p >= end || (next = shared->read(p, end, &context, &line)) == NULL ||
		    (line.owner.len && !str_eq(line.owner, owner)))
			return;
	}
}

/* Chains what was found with what the difference holds, in the order of the file. */
static void
link_found(const struct zone *z, struct name *name, struct found *found)
{
	uint32_t *link = &name->first[z->side];

	for (uint32_t i = *link; i; i = zone_record(z, i)->next) {
		GROW(found->v, found->n, found->cap);
		found->v[found->n++] = zone_record(z, i);
	}
	qsort(found->v, found->n, sizeof(*found->v), record_by_place);
	for (size_t i = 0; i < found->n; i++) {
		*link = shared_index(z, found->v[i]);
		link = &found->v[i]->next;
	}
	*link = 0;
}

/* shared_look_up() with the mentions among which those of the name are. */
static struct name *
look_up(const struct zone *z, const uint8_t *wire, size_t len, struct mentions *among)
{
	struct shared *shared = z->shared;
	struct name *name = names_find(z->names, wire, len);
	struct found found[2] = { { .n = 0 }, { .n = 0 } };
	uint32_t hash;

	for (int side = BEFORE; side <= AFTER; side++)
		found[side].wanted = (shared->loaded || side == (int)z->side) && !shared->whole[side] &&
		    !(name && (name->read & 1u << side));
	if (!found[z->side].wanted)
		return name;
	hash = name_hash_wire(wire, len);
	for (uint32_t i = mentions_of(among, hash); i; i = mentions_next(among, i))
		records_at(shared, among->v[i - 1].at, wire, len, &name, found);
	for (int side = BEFORE; side <= AFTER; side++) {
		if (found[side].n)
			link_found(shared->zone[side], name, &found[side]);
		free(found[side].v);
		if (found[side].wanted && name)
			name->read |= (uint8_t)(1u << side);
	}
	return name;
}

struct name *
shared_look_up(const struct zone *z, const uint8_t *wire, size_t len)
{
	return look_up(z, wire, len, &z->shared->owners);
}

/* --- owners of the difference --------------------------------------------------------------- */

static const struct record *
first_record(const struct zone *z, const struct name *name)
{
	return name->first[z->side] ? zone_record(z, name->first[z->side]) : NULL;
}

struct placed {
	struct name *name;
	const struct record *first[2];
};

/* Old owners in the order of the old file, then the others in that of the new. */
static int
by_first(const void *x, const void *y)
{
	const struct placed *a = x, *b = y;

	if (a->first[BEFORE] && b->first[BEFORE])
		return record_order(a->first[BEFORE], b->first[BEFORE]);
	if (a->first[BEFORE] || b->first[BEFORE])
		return a->first[BEFORE] ? -1 : 1;
	return a->first[AFTER] && b->first[AFTER] ? record_order(a->first[AFTER], b->first[AFTER]) :
	    (a->first[AFTER] == NULL) - (b->first[AFTER] == NULL);
}

/*
 * The mentions of these names, and a few others.  To walk over all of them once
 * is quicker than to look each name up among so many.
 */
static void
select_mentions(const struct mentions *all, struct name *const *names, size_t n, struct mentions *few)
{
	enum { LEAST_BITS = 6, MOST_BITS = 24, OF_A_NAME = 16 };
	unsigned bits = LEAST_BITS;
	uint64_t *marks;

	while (bits < MOST_BITS && (size_t)1 << bits < n * OF_A_NAME)
		bits++;
	marks = memory_zeroed(((size_t)1 << bits) / 8);
	for (size_t i = 0; i < n; i++) {
		uint32_t at = name_hash_wire(names[i]->wire, names[i]->len) >> (32 - bits);

		marks[at / 64] |= (uint64_t)1 << at % 64;
	}
	mentions_expect(few, n + all->n / OF_A_NAME + 1);
	for (size_t i = 0; i < all->n; i++) {
		uint32_t at = all->v[i].hash >> (32 - bits);

		if (marks[at / 64] >> at % 64 & 1)
			mentions_add(few, all->v[i].hash, all->v[i].at);
	}
	free(marks);
}

size_t
shared_owners(struct shared *shared, struct name ***owners)
{
	enum { MANY = 1000 };
	size_t n = shared->ndiffering;
	struct placed *v = memory_new((n + 1) * sizeof(*v));
	struct mentions few = { .n = 0 }, *among = n < MANY ? &shared->owners : &few;

	if (among == &few)
		select_mentions(&shared->owners, shared->differing, n, &few);
	for (size_t i = 0; i < n; i++)
		for (int side = BEFORE; side <= AFTER; side++) {
			v[i].name = shared->differing[i];
			look_up(shared->zone[side], v[i].name->wire, v[i].name->len, among);
			v[i].first[side] = first_record(shared->zone[side], v[i].name);
		}
	mentions_free(&few);
	qsort(v, n, sizeof(*v), by_first);
	*owners = memory_new((n + 1) * sizeof(**owners));
	for (size_t i = 0; i < n; i++)
		(*owners)[i] = v[i].name;
	free(v);
	return n;
}

/* --- the whole ---------------------------------------------------------------------------------- */

/* Puts a stand-in where each early record lies in the file. */
static void
stand_in(struct zone *z)
{
	struct shared *shared = z->shared;

	for (size_t i = 0; i < shared->nearly[z->side]; i++) {
		struct early *e = share_early(shared, (int)z->side, i);
		size_t low = 0, high = z->n;

		while (low < high) {
			size_t middle = low + (high - low) / 2;

			if (z->records[middle].text < e->record.text)
				low = middle + 1;
			else
				high = middle;
		}
		e->slot = (uint32_t)low + 1;
		e->record.next = 0;
		z->records[low].flags |= RECORD_ELSEWHERE;
		z->records[low].next = (uint32_t)i;
	}
}

void
shared_read_whole(struct zone *z)
{
	struct shared *shared = z->shared;
	struct error ignored;
	struct loader l = { .zone = z, .options = shared->options[z->side], .err = &ignored };
	struct zone faults = *z;

	if (shared->whole[z->side])
		return;
	/* Its faults are known. */
	z->faults = NULL;
	z->nfaults = z->capfaults = z->faults_lost = 0;
	z->n = 0;
	load_new_context(&l);
	source_whole(z->source, z->files[0].text);
	if (load_bytes(&l, shared->bytes[z->side]))
		load_entries(&l);
	free(z->faults);
	z->faults = faults.faults;
	z->nfaults = faults.nfaults;
	z->capfaults = faults.capfaults;
	z->faults_lost = faults.faults_lost;
	z->unread = faults.unread;
	stand_in(z);
	shared->whole[z->side] = true;
	for (size_t i = 0; i < z->names->n; i++)
		z->names->v[i]->first[z->side] = 0;
	load_link(z);
}

void
shared_release(struct zone *z)
{
	struct shared *shared = z->shared;

	if (shared == NULL || --shared->users > 0)
		return;
	for (int side = BEFORE; side <= AFTER; side++) {
		for (size_t i = 0; i < shared->cap_early[side]; i++)
			free(shared->early[side][i]);
		free(shared->early[side]);
	}
	mentions_free(&shared->owners);
	mentions_free(&shared->above);
	mentions_free(&shared->pointers);
	mentions_free(&shared->early_pointers[BEFORE]);
	mentions_free(&shared->early_pointers[AFTER]);
	free(shared->differing);
	for (int i = 0; i < CUT_TYPES; i++)
		free(shared->cuts[i].bits);
	free(shared->targets.bits);
	free(shared->segments);
	free(shared);
}
