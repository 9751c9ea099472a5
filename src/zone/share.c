/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads two versions in step.  Where they are equal and both loaders stand in
 * the same context, plain lines are only recognised, and noted by their owner;
 * everything else goes through both loaders, entry by entry, as in a whole
 * read.  So each loader meets the same faults and directives as if it had read
 * its whole file.
 */
#include "zone/share.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "zone/align.h"

enum {
	SEGMENT = 16 << 10,             /* octets of a segment at most */
	OCTETS_OF_LINES = 64,           /* of an owner's lines, about */
	LITTLE = 1 << 20,               /* so much is read twice without regret */
};

struct step {
	struct shared *shared;
	struct loader l[2];
	struct align_queue align;
	struct align_run run;           /* equal lines at or behind both loaders */
	size_t read;                    /* octets of the new side that went through the loader */
	uint32_t origin_hash;           /* of the origin below */
	const struct name *origin;
	const char *owner;              /* text of the owner that was mentioned last, as loaders have it */
	uint32_t owner_hash;
	struct str above;               /* what stood above it, in the lines at hand; empty: nothing */
	bool above_absolute;            /* it was below the apex, not the origin */
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

/* The part of an absolute owner in front of the apex, without the dot between. */
static struct str
within_apex(const struct shared *shared, struct str owner)
{
	size_t n = owner.len - shared->apex.len;

	if (n && shared->apex.len > 1)
		n--;
	return str_n(owner.p, n);
}

/* Do the same names stand above an owner as above the one before?  They need no second mention. */
static bool
stands_above(struct step *s, struct str text, bool absolute)
{
	const char *dot = memchr(text.p, '.', text.len);
	struct str above = str_skip(text, (size_t)(dot + 1 - text.p));
	bool same = absolute == s->above_absolute && str_eq(above, s->above);

	s->above = above;
	s->above_absolute = absolute;
	return same;
}

/* Notes an owner, and each name between it and the origin or apex that it is written under. */
static void
mention(struct step *s, const struct plain *line, uint32_t apex_hash, uint32_t at)
{
	struct shared *shared = s->shared;
	struct str text = line->owner;
	uint32_t base = line->absolute ? apex_hash : s->origin_hash;
	bool dotted = line->dots != 0;
	const char *dot;

	if (line->absolute) {
		text = within_apex(shared, text);
		dotted = text.len && (line->dots & (((uint64_t)1 << text.len) - 1));
	}
	else if (text.p[0] == '@') {
		text.len = 0;
	}
	if (!dotted)
		s->owner_hash = text.len ? name_hash_under(base, name_hash_label(text)) : base;
	else
		s->owner_hash = name_hash_text(text, base);
	mentions_add(&shared->owners, s->owner_hash, at);
	s->owner = shared->bytes[AFTER].p + at;
	if (!dotted || stands_above(s, text, line->absolute))
		return;
	while (text.len > 1 && (dot = memchr(text.p, '.', text.len)) != NULL) {
		text = str_skip(text, (size_t)(dot - text.p) + 1);
		mentions_add(&shared->above, name_hash_text(text, base), at);
	}
}

/* Notes how the record's target is spelled: whoever asks for another one is spared a search. */
static void
note_target(struct step *s, const struct plain *line)
{
	struct shared *shared = s->shared;
	struct str word = line->bare && plain_alone(line->type) ? line->data :
	    plain_target(line->type, line->data);
	bool absolute = word.len && word.p[word.len - 1] == '.';

	shared->odd_targets |= word.len == 0;
	shared->at_targets |= word.len == 1 && word.p[0] == '@';
	if (word.len == 0)
		return;
	targets_add(&shared->targets, 
	    name_hash_under(absolute ? 0 : s->origin_hash, name_hash_label(word)));
}

/* The owner of a record of a shared line; `first`: the first of the segment. */
static void
note_owner(struct step *s, struct segment *g, const struct plain *line, bool first,
    uint32_t apex_hash, uint32_t at)
{
	if (line->owner.len) {
		mention(s, line, apex_hash, at);
		g->absolute |= line->absolute && line->owner.len > s->shared->apex.len;
		g->at_origin |= line->owner.p[0] == '@';
		g->below |= !line->absolute && line->owner.p[0] != '@';
	} else if (first) {
		if (s->l[AFTER].pending && s->l[AFTER].owner_text.p == s->owner) {
			mentions_add(&s->shared->owners, s->owner_hash, at);
		} else {
			struct name *name = load_last_owner(&s->l[AFTER]);

			mentions_add(&s->shared->owners, name_hash_wire(name->wire, name->len), at);
		}
		g->starts_inherited = true;
	}
}

/* Recognises plain lines of the run from where both loaders stand; false: not even one. */
static bool
take_lines(struct step *s, uint32_t apex_hash)
{
	struct shared *shared = s->shared;
	struct segment g = segment_here(s);
	struct plain_context context = share_context(shared, &g);
	const char *from = s->run.bytes + (g.at[AFTER] - s->run.at[AFTER]), *p = from, *next;
	const char *end = s->run.bytes + s->run.len;
	struct str owner = { NULL, 0 };
	struct plain line;
	uint32_t lines = 0, last_ttl = 0;
	size_t records = 0;
	bool has_ttl = false;

	s->above.len = 0;
	while (p < end && p - from < SEGMENT && (next = shared->read(p, end, &context, &line)) != NULL) {
		lines += line.lines;
		if (line.type) {
			if (line.owner.len ? !line.repeats : records == 0) {
				note_owner(s, &g, &line, records == 0, apex_hash,
				    g.at[AFTER] + (uint32_t)(p - from));
				if (line.owner.len)
					owner = line.owner;
				context.inherits = true;
			}
			if (plain_points(line.type))
				note_target(s, &line);
			if (shared->records == 0 && records == 0)
				for (int side = BEFORE; side <= AFTER; side++)
					shared->first[side] = g.at[side] + (size_t)(p - from);
			records++;
			shared->counted += !type_generated(line.type);
			if (line.has_ttl) {
				last_ttl = line.ttl;
				has_ttl = true;
			}
		}
		p = next;
	}
	if (p == from)
		return false;
	g.len = (uint32_t)(p - from);
	shared->records += records;
	GROW(shared->segments, shared->n, shared->cap);
	shared->segments[shared->n++] = g;
	for (int side = BEFORE; side <= AFTER; side++) {
		struct loader *l = &s->l[side];

		l->lex.p += g.len;
		l->lex.line += lines;
		l->zone->n += records;
		if (has_ttl) {
			l->last_ttl = last_ttl;
			l->has_last_ttl = true;
		}
		if (owner.p) {
			l->owner = NULL;
			l->pending = true;
			l->owner_text = str_n(shared->bytes[AFTER].p + g.at[AFTER] + (owner.p - from),
			    owner.len);
			l->owner_origin = g.origin;
			l->moved = false;
		}
	}
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
	struct str rest = str_skip(str_n(s->run.bytes, s->run.len), offset(s, AFTER) - s->run.at[AFTER]);
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

/* One step of either side or of both; false: both are at their ends. */
static bool
step(struct step *s, uint32_t apex_hash)
{
	struct align_run *run = &s->run;
	size_t at[2] = { offset(s, BEFORE), offset(s, AFTER) }, into[2];

	while (run->len && (at[BEFORE] >= run->at[BEFORE] + run->len ||
	    at[AFTER] >= run->at[AFTER] + run->len))
		align_queue_next(&s->align, run);
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
	if (same_context(s) && take_lines(s, apex_hash))
		return true;
	read_both(s);
	return true;
}

/* All of it; false: the zones have to be read whole. */
static bool
steps(struct step *s, uint32_t apex_hash)
{
	align_queue_next(&s->align, &s->run);
	while (step(s, apex_hash))
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

		if (bytes.len == 0 || bytes.len > UINT32_MAX - SEGMENT || bytes.p[bytes.len - 1] != '\n')
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
	uint32_t apex_hash;
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
	apex_hash = name_hash_wire(set->zone[AFTER].apex->wire, set->zone[AFTER].apex->len);
	align_queue_start(&s.align, source, (const struct text *const *)text);
	good = steps(&s, apex_hash);
	align_queue_stop(&s.align);
	if (!good)
		return false;
	for (int side = BEFORE; side <= AFTER; side++) {
		s.shared->compared[side] = s.shared->nearly[side];
		load_finish(&s.l[side]);
	}
	return !s.l[BEFORE].failed && !s.l[AFTER].failed;
}
