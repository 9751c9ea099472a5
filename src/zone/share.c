/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads two versions in step.  Where they are equal and both loaders stand in
 * the same context, plain lines are only recognised, and what they say is noted (zone/noted.h);
 * everything else goes through both loaders, entry by entry, as in a whole
 * read.  So each loader meets the same faults and directives as if it had read
 * its whole file.
 */
#include "zone/share.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "zone/ahead.h"

enum {
	OCTETS_OF_LINES = 64,           /* of an owner's lines, about */
	LITTLE = 1 << 20,               /* so much is read twice without regret */
	OWN_NOTES = 4096,               /* room for those of NOTED_MOST octets */
};

struct step {
	struct shared *shared;
	struct loader l[2];
	struct ahead ahead;
	struct ahead_run run;           /* equal lines at or behind both loaders */
	size_t next;                    /* of what was noted of the run */
	struct note_reader reader;      /* for lines that nobody has noted ahead */
	struct notes room;
	struct noted own;
	uint32_t apex_hash;
	size_t read;                    /* octets of the new side that went through the loader */
	uint32_t origin_hash;           /* of the origin below */
	const struct name *origin;
	const char *owner;              /* text of the owner that was mentioned last, as loaders have it */
	uint32_t owner_hash;
};

static size_t
offset(const struct step *s, int side)
{
	return (size_t)(s->l[side].lex.p - s->shared->bytes[side].p);
}

/* --- what the loaders have in mind ------------------------------------------------ */

static const struct context *
in_force(const struct step *s, int side)
{
	return &s->shared->zone[side]->contexts[s->l[side].context];
}

/* Would a line with an owner of its own mean the same on both sides? */
static bool
same_context(const struct step *s)
{
	const struct loader *a = &s->l[BEFORE], *b = &s->l[AFTER];

	if (in_force(s, BEFORE)->origin != in_force(s, AFTER)->origin ||
	    a->has_default_ttl != b->has_default_ttl)
		return false;
	if (a->has_default_ttl)
		return a->default_ttl == b->default_ttl;
	return a->has_last_ttl == b->has_last_ttl && a->last_ttl == b->last_ttl;
}

/* And a line without one, so that its owner is in the zone? */
static bool
same_owner(struct step *s)
{
	struct loader *a = &s->l[BEFORE], *b = &s->l[AFTER];
	struct name *owner;

	if (a->moved || b->moved)
		return false;
	if (a->pending && b->pending && a->owner_text.p == b->owner_text.p)
		return true;
	owner = load_last_owner(a);
	return owner && owner == load_last_owner(b) &&
	    name_within(owner, s->shared->zone[AFTER]->apex);
}

/* --- one entry of one side ---------------------------------------------------------- */

static void
read_entry(struct step *s, int side)
{
	struct loader *l = &s->l[side];
	const char *from = l->lex.p;

	load_entry(l);
	if (side == AFTER)
		s->read += (size_t)(l->lex.p - from);
	if (load_bytes_odd(str_n(from, (size_t)(l->lex.p - from))))
		l->given_up = true;
}

/*
 * Is so much different that a whole read of both is the better way?  A file
 * written anew in another order would otherwise be searched to no end.
 */
static bool
differs_widely(const struct step *s)
{
	return s->read > LITTLE && s->read > s->shared->bytes[AFTER].len / 4;
}

/* --- shared lines --------------------------------------------------------------------- */

struct plain_context
share_context(const struct shared *shared, const struct segment *segment)
{
	const struct name *origin = segment->origin;

	return (struct plain_context){ .apex = shared->apex, .default_ttl = segment->has_ttl,
		.inherits = segment->inherits,
		.origin_len = origin && name_within(origin, shared->zone[AFTER]->apex) ? origin->len : 0 };
}

static struct segment
segment_here(struct step *s)
{
	struct loader *l = &s->l[AFTER];
	struct segment g = { .ttl = l->default_ttl, .has_ttl = l->has_default_ttl,
		.origin = in_force(s, AFTER)->origin };

	for (int side = BEFORE; side <= AFTER; side++) {
		g.at[side] = (uint32_t)offset(s, side);
		g.line[side] = s->l[side].lex.line;
		g.context[side] = s->l[side].context;
	}
	g.inherits = same_owner(s);
	g.owner = l->pending ? NULL : l->owner;
	g.owner_text = l->owner_text;
	g.owner_origin = l->owner_origin;
	if (s->origin != g.origin && g.origin) {
		s->origin = g.origin;
		s->origin_hash = name_hash_wire(g.origin->wire, g.origin->len);
	}
	return g;
}

/* May relative names stand here? */
static bool
is_relative(const struct step *s, const struct segment *g)
{
	return g->origin && name_within(g->origin, s->shared->zone[AFTER]->apex);
}

/* Does what holds here allow what the lines leave out? */
static bool
may_take(const struct step *s, const struct segment *g, const struct noted *n)
{
	if ((n->ttls < n->records && !g->has_ttl) || (n->inherits && !g->inherits))
		return false;
	return !(n->below || n->at_origin) ||
	    (is_relative(s, g) && n->longest + 1u + g->origin->len <= NAME_MAX_WIRE);
}

/* What the lines say at which both loaders stand; who finds it not noted ahead reads himself. */
static const struct noted *
noted_here(struct step *s, const struct segment *g)
{
	const struct align_run *run = &s->run.align;
	const char *p = run->bytes + (g->at[AFTER] - run->at[AFTER]), *end = run->bytes + run->len;
	struct plain_context *c = &s->reader.context;

	while (s->next < s->run.n && s->run.noted[s->next].at < g->at[AFTER])
		s->next++;
	if (s->next < s->run.n && s->run.noted[s->next].at > g->at[AFTER])
		end = run->bytes + (s->run.noted[s->next].at - run->at[AFTER]);
	else if (s->next < s->run.n && may_take(s, g, &s->run.noted[s->next]))
		return &s->run.noted[s->next];
	notes_clear(&s->room);
	c->default_ttl = g->has_ttl;
	c->origin_len = is_relative(s, g) ? g->origin->len : 0;
	s->reader.inherits = g->inherits;
	s->own.at = g->at[AFTER];
	note_lines(&s->reader, &s->room, p, end, &s->own);
	return &s->own;
}

/* The owner in force, in front of a record that has none. */
static uint32_t
inherited_hash(struct step *s)
{
	struct loader *l = &s->l[AFTER];
	const struct name *name;

	if (l->pending && l->owner_text.p == s->owner)
		return s->owner_hash;
	name = load_last_owner(l);
	return name_hash_wire(name->wire, name->len);
}

/*
 * Mentions that were noted get the hashes of whole names.  Most have few
 * labels: what the origin, or the apex, adds to their hashes is at hand.
 */
static void
take_mentions(struct step *s, struct mentions *to, const struct mention *v, size_t n)
{
	enum { FEW = 8 };
	uint32_t under[2][FEW] = { { s->origin_hash }, { s->apex_hash } };
	struct mention *end = mentions_room(to, n);

	for (int absolute = 0; absolute < 2; absolute++)
		for (int i = 1; i < FEW; i++)
			under[absolute][i] = name_hash_under(under[absolute][i - 1], 0);
	for (size_t i = 0; i < n; i++) {
		const uint32_t *base = under[(v[i].next & MENTIONED_ABSOLUTE) != 0];
		uint32_t labels = v[i].next & MENTIONED_LABELS;

		end[i].hash = labels < FEW ? base[labels] + v[i].hash :
		    name_hash_text_under(base[0], v[i].hash, labels);
		end[i].at = v[i].at;
	}
	mentions_added(to, n);
}

static void
take_owners(struct step *s, const struct noted *n)
{
	struct shared *shared = s->shared;
	size_t first = shared->owners.n;

	if (n->inherits)
		mentions_add(&shared->owners, inherited_hash(s), n->owners[0].at);
	take_mentions(s, &shared->owners, n->owners + n->inherits, n->nowners - n->inherits);
	for (size_t i = 0; i < n->nowners; i++) {
		if (n->owners[i].next & MENTIONED_NS)
			marks_set(&shared->cuts[CUT_NS], first + i);
		if (n->owners[i].next & MENTIONED_DS)
			marks_set(&shared->cuts[CUT_DS], first + i);
	}
	if (n->owner_len == 0)
		return;
	s->owner = shared->bytes[AFTER].p + n->owners[n->nowners - 1].at;
	s->owner_hash = shared->owners.v[shared->owners.n - 1].hash;
}

/* How targets are spelled: whoever asks for another one is spared a search. */
static void
take_targets(struct step *s, const struct noted *n)
{
	struct shared *shared = s->shared;

	for (int absolute = 0; absolute < 2; absolute++)
		for (size_t i = 0; i < n->ntargets[absolute]; i++)
			targets_add(&shared->targets,
			    name_hash_under(absolute ? 0 : s->origin_hash, n->targets[absolute][i]));
	shared->odd_targets |= n->odd_targets;
	shared->at_targets |= n->at_targets;
}

/* Both loaders stand behind the lines, as if they had read them. */
static void
move_loaders(struct step *s, const struct segment *g, const struct noted *n)
{
	for (int side = BEFORE; side <= AFTER; side++) {
		struct loader *l = &s->l[side];

		l->lex.p += n->len;
		l->lex.line += n->lines;
		l->zone->n += n->records;
		if (n->ttls) {
			l->last_ttl = n->ttl;
			l->has_last_ttl = true;
		}
		if (n->owner_len) {
			l->owner = NULL;
			l->pending = true;
			l->owner_text = str_n(s->owner, n->owner_len);
			l->owner_origin = g->origin;
			l->moved = false;
		}
	}
}

/* Takes plain lines of the run from where both loaders stand; false: not even one. */
static bool
take_lines(struct step *s)
{
	struct shared *shared = s->shared;
	struct segment g = segment_here(s);
	const struct noted *n = noted_here(s, &g);

	if (n->len == 0)
		return false;
	if (shared->records == 0 && n->records)
		for (int side = BEFORE; side <= AFTER; side++)
			shared->first[side] = g.at[side] + n->first;
	take_owners(s, n);
	take_mentions(s, &shared->above, n->above, n->nabove);
	take_targets(s, n);
	shared->records += n->records;
	shared->counted += n->records - n->generated;
	g.len = n->len;
	g.lines = n->lines;
	g.below = n->below;
	g.at_origin = n->at_origin;
	g.absolute = n->absolute;
	g.starts_inherited = n->inherits;
	GROW(shared->segments, shared->n, shared->cap);
	shared->segments[shared->n++] = g;
	move_loaders(s, &g, n);
	return true;
}

/* --- what differs ------------------------------------------------------------------------ */

/* The records of a side from the nth on have no known equal. */
static void
list_owners(struct shared *shared, int side, size_t from)
{
	for (size_t i = from; i < shared->nearly[side]; i++) {
		struct name *name = share_early(shared, side, i)->record.owner;

		if (name->read & LISTED)
			continue;
		name->read |= LISTED;
		GROW(shared->differing, shared->ndiffering, shared->cap_differing);
		shared->differing[shared->ndiffering++] = name;
	}
}

static bool
same_record(const struct shared *shared, const struct record *a, const struct record *b)
{
	return a->owner == b->owner && a->type == b->type && a->ttl == b->ttl &&
	    a->length == b->length && a->depth == b->depth &&
	    memcmp(a->text, b->text, a->length) == 0 &&
	    shared->zone[BEFORE]->contexts[a->context].origin ==
	    shared->zone[AFTER]->contexts[b->context].origin;
}

/* One side reads what the other does not have. */
static void
read_alone(struct step *s, int side)
{
	size_t from = s->shared->nearly[side];

	read_entry(s, side);
	list_owners(s->shared, side, from);
}

/* The line of the run at which both sides stand, when it is a directive that makes no record. */
static struct str
directive_here(const struct step *s)
{
	struct str rest = str_skip(str_n(s->run.align.bytes, s->run.align.len),
	    offset(s, AFTER) - s->run.align.at[AFTER]);
	const char *lf = memchr(rest.p, '\n', rest.len);

	if (lf == NULL || !(str_starts(rest, S("$TTL ")) || str_starts(rest, S("$ORIGIN "))))
		return (struct str){ NULL, 0 };
	return str_n(rest.p, (size_t)(lf + 1 - rest.p));
}

/*
 * Reads it where the run is at hand, which spares the pages of the files a
 * look.  A fault would have to say where it stands in its file.
 */
static void
read_directive(struct step *s, int side, struct str line)
{
	struct loader *l = &s->l[side];
	struct lexer lex = l->lex;
	size_t faults = l->zone->nfaults;

	l->lex.p = line.p;
	l->lex.end = line.p + line.len;
	load_entry(l);
	if (l->zone->nfaults != faults || l->lex.p != l->lex.end || load_bytes_odd(line))
		l->given_up = true;
	lex.p += line.len;
	lex.line++;
	l->lex = lex;
}

/* Both read the same entry, which most often makes the same records. */
static void
read_both(struct step *s)
{
	struct str directive = directive_here(s);
	struct shared *shared = s->shared;
	size_t from[2] = { shared->nearly[BEFORE], shared->nearly[AFTER] };
	size_t n;
	bool same;

	if (directive.len) {
		read_directive(s, BEFORE, directive);
		read_directive(s, AFTER, directive);
		return;
	}
	read_entry(s, BEFORE);
	read_entry(s, AFTER);
	n = shared->nearly[BEFORE] - from[BEFORE];
	same = n == shared->nearly[AFTER] - from[AFTER];
	for (size_t i = 0; same && i < n; i++)
		same = same_record(shared, &share_early(shared, BEFORE, from[BEFORE] + i)->record,
		    &share_early(shared, AFTER, from[AFTER] + i)->record);
	for (int side = BEFORE; side <= AFTER && !same; side++)
		list_owners(shared, side, from[side]);
}

/* --- both sides in step ------------------------------------------------------------------ */

static void
next_run(struct step *s)
{
	ahead_next(&s->ahead, &s->run);
	s->next = 0;
}

/* One step of either side or of both; false: both are at their ends. */
static bool
step(struct step *s)
{
	const struct align_run *run = &s->run.align;
	size_t at[2] = { offset(s, BEFORE), offset(s, AFTER) }, into[2];

	while (run->len && (at[BEFORE] >= run->at[BEFORE] + run->len ||
	    at[AFTER] >= run->at[AFTER] + run->len))
		next_run(s);
	for (int side = BEFORE; side <= AFTER; side++)
		if (at[side] < run->at[side]) {
			read_alone(s, side);
			return true;
		}
	if (run->len == 0)
		return false;
	for (int side = BEFORE; side <= AFTER; side++)
		into[side] = at[side] - run->at[side];
	if (into[BEFORE] != into[AFTER]) {
		read_alone(s, into[BEFORE] < into[AFTER] ? BEFORE : AFTER);
		return true;
	}
	if (same_context(s) && take_lines(s))
		return true;
	read_both(s);
	return true;
}

/* All of it; false: the zones have to be read whole. */
static bool
steps(struct step *s)
{
	next_run(s);
	while (step(s))
		if (s->l[BEFORE].given_up || s->l[AFTER].given_up || differs_widely(s) ||
		    load_late(&s->l[AFTER]))
			return false;
	return true;
}

/* May these files be read in step at all? */
static bool
is_candidate(const struct zone_place *place, struct text *const text[2])
{
	const struct zone_options *o = place->options[AFTER];

	if (o->origin.len == 0 || place->options[BEFORE] != o || (o->class && o->class != CLASS_IN))
		return false;
	for (int side = BEFORE; side <= AFTER; side++) {
		struct str bytes = text[side]->bytes;

		if (bytes.len == 0 || bytes.len > UINT32_MAX - NOTED_MOST || bytes.p[bytes.len - 1] != '\n')
			return false;
	}
	return true;
}

static struct shared *
shared_new(struct changeset *set, const struct zone_place *place, struct text *const text[2])
{
	struct shared *shared = memory_new(sizeof(*shared));

	*shared = (struct shared){ .read = plain_line(), .users = 2 };
	mentions_expect(&shared->owners, text[AFTER]->bytes.len / OCTETS_OF_LINES + 64);
	mentions_expect(&shared->above, text[AFTER]->bytes.len / OCTETS_OF_LINES / 2 + 64);
	targets_expect(&shared->targets, text[AFTER]->bytes.len / OCTETS_OF_LINES);
	for (int side = BEFORE; side <= AFTER; side++) {
		shared->zone[side] = &set->zone[side];
		shared->bytes[side] = text[side]->bytes;
		shared->options[side] = place->options[side];
		set->zone[side].shared = shared;
	}
	return shared;
}

bool
shared_load(struct changeset *set, struct source *source, const struct zone_place *place,
    struct text *const text[2], struct error *err)
{
	struct step s = { .read = 0 };
	bool good;

	if (!is_candidate(place, text))
		return false;
	s.shared = shared_new(set, place, text);
	for (int side = BEFORE; side <= AFTER; side++) {
		struct zone *z = &set->zone[side];
		struct shared *shared = s.shared;

		zone_init(z, source, (enum side)side, place->path[side], &set->names, &set->arena);
		z->shared = shared;
		s.l[side] = (struct loader){ .zone = z, .options = place->options[side], .err = err,
			.early = true };
		if (!load_start(&s.l[side], text[side], text[side]->bytes))
			return false;
		lex_start(&s.l[side].lex, text[side]->bytes);
	}
	s.shared->apex = name_text(&set->arena, set->zone[AFTER].apex);
	if (memchr(s.shared->apex.p, '\\', s.shared->apex.len))
		s.shared->apex.len = 0;
	s.apex_hash = name_hash_wire(set->zone[AFTER].apex->wire, set->zone[AFTER].apex->len);
	note_reader_start(&s.reader, s.shared->apex);
	notes_new(&s.room, OWN_NOTES);
	ahead_start(&s.ahead, source, (const struct text *const *)text, s.shared->apex);
	good = steps(&s);
	ahead_stop(&s.ahead);
	notes_free(&s.room);
	if (!good)
		return false;
	for (int side = BEFORE; side <= AFTER; side++) {
		s.shared->compared[side] = s.shared->nearly[side];
		load_finish(&s.l[side]);
	}
	s.shared->loaded = true;
	return !s.l[BEFORE].failed && !s.l[AFTER].failed;
}
