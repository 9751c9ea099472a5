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
#include "zone/ahead.h"

enum {
	SEGMENT = 16 << 10,             /* octets of a segment at most */
	OCTETS_OF_LINES = 64,           /* of an owner's lines, about */
	LITTLE = 1 << 20,               /* so much is read twice without regret */
	OWN_LINES = 64,                 /* that are read together */
};

struct step {
	struct shared *shared;
	struct loader l[2];
	struct ahead ahead;
	struct ahead_run run;           /* equal lines at or behind both loaders */
	const struct ahead_line *lines; /* of the run that were read together: ahead, or `own` */
	size_t nlines;
	size_t line, line_at;           /* the one to look at next; where it stands in the new file */
	struct ahead_reader reader;     /* for lines that nobody has read ahead */
	struct ahead_line own[OWN_LINES];
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

/* Notes how the record's target is spelled: whoever asks for another one is spared a search. */
static void
note_target(struct step *s, const struct ahead_line *line)
{
	struct shared *shared = s->shared;

	shared->at_targets |= (line->flags & AHEAD_AT_TARGET) != 0;
	if (line->flags & AHEAD_ODD_TARGET)
		shared->odd_targets = true;
	else
		targets_add(&shared->targets,
		    name_hash_under(line->flags & AHEAD_ABSOLUTE_TARGET ? 0 : s->origin_hash, line->target));
}

/* What the lines of one segment tell about all of them. */
struct taken {
	struct segment segment;
	struct str owner;               /* the last one that was written; empty: none was */
	bool known;                     /* a line that repeats the last owner repeats this one */
	bool below;                     /* so with one of several labels */
	bool relative;                  /* names may be written under the origin */
	size_t records, generated, lines;
	uint32_t ttl;                   /* the last one that was written */
	bool has_ttl;
};

/* Notes an owner, and each name between it and the origin or apex that it is written under. */
static void
mention(struct step *s, struct taken *t, const struct ahead_line *line, struct str text, uint32_t at)
{
	struct shared *shared = s->shared;
	uint32_t base = line->flags & AHEAD_ABSOLUTE ? s->apex_hash : s->origin_hash;
	bool beside = t->below && line->flags & AHEAD_BESIDE;

	s->owner_hash = name_hash_text_under(base, line->owner, line->labels);
	s->owner = shared->bytes[AFTER].p + at;
	mentions_add(&shared->owners, s->owner_hash, at);
	if (line->labels < 2)
		return;
	t->below = true;
	if (beside)
		return;
	if (line->labels == 2) {
		mentions_add(&shared->above, name_hash_under(base, line->above), at);
		return;
	}
	if (line->flags & AHEAD_ABSOLUTE)
		text = ahead_within(text, shared->apex);
	for (unsigned left = line->labels - 1u; left > 0; left--) {
		const char *dot = memchr(text.p, '.', text.len);

		text = str_skip(text, (size_t)(dot + 1 - text.p));
		mentions_add(&shared->above, name_hash_text(text, base), at);
	}
}

/* The owner of a record of a shared line, which stands at an offset of the new file. */
static void
note_owner(struct step *s, struct taken *t, const struct ahead_line *line, const char *p, uint32_t at)
{
	struct segment *g = &t->segment;
	struct str text = str_n(p, line->owner_len);

	if (text.len) {
		bool repeats = t->owner.len && (t->known ?
		    line->flags & AHEAD_REPEATS : str_eq(text, t->owner));

		t->known = true;
		if (repeats)
			return;
		mention(s, t, line, text, at);
		if (line->flags & AHEAD_ABSOLUTE)
			g->absolute |= text.len > s->shared->apex.len;
		else if (line->flags & AHEAD_AT)
			g->at_origin = true;
		else
			g->below = true;
		t->owner = text;
	} else if (t->records == 0) {
		if (s->l[AFTER].pending && s->l[AFTER].owner_text.p == s->owner) {
			mentions_add(&s->shared->owners, s->owner_hash, at);
		} else {
			struct name *name = load_last_owner(&s->l[AFTER]);

			mentions_add(&s->shared->owners, name_hash_wire(name->wire, name->len), at);
		}
		g->starts_inherited = true;
	}
}

/*
 * The line at an offset of the new file, which stands at p; gone with the next
 * one.  Who has no more that were read ahead reads some himself.
 */
static const struct ahead_line *
line_here(struct step *s, size_t at, const char *p, const char *end, struct taken *t)
{
	for (; s->line < s->nlines && s->line_at < at; s->line++) {
		s->line_at += s->lines[s->line].len;
		t->known = t->below = false;
	}
	if (s->line_at == at && s->line < s->nlines)
		return &s->lines[s->line];
	if (s->line_at != at || s->lines != s->own) {
		ahead_reader_forget(&s->reader);
		t->known = t->below = false;
	}
	s->lines = s->own;
	s->line = 0;
	s->line_at = at;
	s->nlines = ahead_read(&s->reader, p, end, s->own, OWN_LINES);
	return s->lines;
}

/* Does what holds here allow what the line leaves out? */
static bool
may_take(const struct taken *t, const struct ahead_line *line)
{
	const struct segment *g = &t->segment;

	if (!(line->flags & AHEAD_PLAIN))
		return false;
	if (line->type == 0)
		return true;
	if (!(line->flags & AHEAD_TTL) && !g->has_ttl)
		return false;
	if (line->owner_len == 0)
		return g->inherits || t->records > 0;
	return line->flags & AHEAD_ABSOLUTE || (t->relative &&
	    (line->flags & AHEAD_AT || line->owner_len + 1 + g->origin->len <= NAME_MAX_WIRE));
}

static void
take_line(struct step *s, struct taken *t, const struct ahead_line *line, const char *p, uint32_t at)
{
	struct shared *shared = s->shared;

	t->lines += line->lines;
	if (line->type == 0)
		return;
	if (line->owner_len || t->records == 0)
		note_owner(s, t, line, p, at);
	if (line->flags & AHEAD_POINTS)
		note_target(s, line);
	if (line->type == TYPE_NS || line->type == TYPE_DS)
		marks_set(&shared->cuts[line->type == TYPE_NS ? CUT_NS : CUT_DS], shared->owners.n - 1);
	if (shared->records == 0 && t->records == 0)
		for (int side = BEFORE; side <= AFTER; side++)
			shared->first[side] = t->segment.at[side] + (at - t->segment.at[AFTER]);
	t->records++;
	t->generated += (line->flags & AHEAD_GENERATED) != 0;
	if (line->flags & AHEAD_TTL) {
		t->ttl = line->ttl;
		t->has_ttl = true;
	}
}

/* Both loaders stand behind the segment, as if they had read its lines. */
static void
move_loaders(struct step *s, const struct taken *t, const char *from)
{
	const struct segment *g = &t->segment;

	for (int side = BEFORE; side <= AFTER; side++) {
		struct loader *l = &s->l[side];

		l->lex.p += g->len;
		l->lex.line += (uint32_t)t->lines;
		l->zone->n += t->records;
		if (t->has_ttl) {
			l->last_ttl = t->ttl;
			l->has_last_ttl = true;
		}
		if (t->owner.len) {
			l->owner = NULL;
			l->pending = true;
			l->owner_text = str_n(s->shared->bytes[AFTER].p + g->at[AFTER] +
			    (t->owner.p - from), t->owner.len);
			l->owner_origin = g->origin;
			l->moved = false;
		}
	}
}

/* Recognises plain lines of the run from where both loaders stand; false: not even one. */
static bool
take_lines(struct step *s)
{
	const struct align_run *run = &s->run.align;
	struct shared *shared = s->shared;
	struct taken t = { .segment = segment_here(s) };
	uint32_t begin = t.segment.at[AFTER];
	const char *from = run->bytes + (begin - run->at[AFTER]), *p = from;
	const char *end = run->bytes + run->len;

	t.relative = t.segment.origin && name_within(t.segment.origin, shared->zone[AFTER]->apex);
	for (bool more = true; more && p < end && p - from < SEGMENT;) {
		const struct ahead_line *line = line_here(s, begin + (size_t)(p - from), p, end, &t);
		const struct ahead_line *behind = s->lines + s->nlines;

		for (; line < behind && p - from < SEGMENT && (more = may_take(&t, line)); line++) {
			take_line(s, &t, line, p, begin + (uint32_t)(p - from));
			p += line->len;
		}
		s->line = (size_t)(line - s->lines);
		s->line_at = begin + (size_t)(p - from);
	}
	if (p == from)
		return false;
	t.segment.len = (uint32_t)(p - from);
	shared->records += t.records;
	shared->counted += t.records - t.generated;
	GROW(shared->segments, shared->n, shared->cap);
	shared->segments[shared->n++] = t.segment;
	move_loaders(s, &t, from);
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
	ahead_reader_forget(&s->reader);
	s->lines = s->run.lines;
	s->nlines = s->run.n;
	s->line = 0;
	s->line_at = s->run.align.at[AFTER];
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
	mentions_expect(&shared->above, text[AFTER]->bytes.len / OCTETS_OF_LINES / 8 + 64);
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
	ahead_reader_start(&s.reader, s.shared->apex);
	ahead_start(&s.ahead, source, (const struct text *const *)text, s.shared->apex);
	good = steps(&s);
	ahead_stop(&s.ahead);
	if (!good)
		return false;
	for (int side = BEFORE; side <= AFTER; side++) {
		s.shared->compared[side] = s.shared->nearly[side];
		load_finish(&s.l[side]);
	}
	s.shared->loaded = true;
	return !s.l[BEFORE].failed && !s.l[AFTER].failed;
}
