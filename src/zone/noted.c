/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines are read and noted in one loop: most of the time that two large
 * versions take is spent here.
 */
#include "zone/noted.h"

#include <stdlib.h>

#include "base/memory.h"
#include "zone/name_hash.h"
#include "zone/usual.h"

enum { OCTETS_OF_RECORD = 5 };  /* a blank, a type, a blank, an octet, a newline: no line is shorter */

void
notes_new(struct notes *room, size_t most)
{
	enum { LABELS = 128 };          /* of a name, at most */

	*room = (struct notes){ .most = most };
	room->owners = memory_new(most * sizeof(*room->owners));
	room->above = memory_new((most + LABELS) * sizeof(*room->above));
	for (int i = 0; i < 2; i++)
		room->targets[i] = memory_new(most * sizeof(*room->targets[i]));
}

void
notes_free(struct notes *room)
{
	free(room->owners);
	free(room->above);
	free(room->targets[0]);
	free(room->targets[1]);
}

void
notes_clear(struct notes *room)
{
	room->nowners = room->nabove = room->ntargets[0] = room->ntargets[1] = 0;
}

/* The hash of a label in the first window of a line; far: the line begins PLAIN_FAR from the end. */
ALWAYS uint32_t
label_hash(struct str label, bool far)
{
	return far ? name_hash_label_in(label) : name_hash_label(label);
}

/* --- owners ------------------------------------------------------------------------ */

/* The part of an absolute owner in front of the apex, without the dot between. */
ALWAYS struct str
in_front_of(struct str owner, struct str apex)
{
	size_t n = owner.len - apex.len;

	if (n && apex.len > 1)
		n--;
	return str_n(owner.p, n);
}

/*
 * Each name above an owner, the one behind its first dot first; the hash of
 * that one.  It takes those of the others, so they are made from the end on.
 */
ALWAYS uint32_t
note_above(struct note_reader *r, struct notes *room, struct str text, uint64_t dots,
    struct mention owner, bool far)
{
	uint32_t n = (uint32_t)__builtin_popcountll(dots), hash = 0;
	size_t end = text.len;

	for (uint32_t i = n; i > 0; i--) {
		unsigned dot = highest(dots);

		hash = name_hash_under(hash, label_hash(str_n(text.p + dot + 1, end - dot - 1), far));
		room->above[room->nabove + i - 1] = (struct mention){ hash, owner.at, owner.next - i };
		dots &= below(dot);
		end = dot;
	}
	room->nabove += n;
	if (room->nabove >= room->most)
		r->stop = text.p;
	return hash;
}

/* An owner of several labels, with these dots; its hash. */
ALWAYS uint32_t
note_labels(struct note_reader *r, struct notes *room, struct str text, uint64_t dots,
    struct mention owner, bool far)
{
	unsigned dot = lowest(dots);
	struct str behind = str_skip(text, dot + (size_t)1);
	bool absolute = owner.next & MENTIONED_ABSOLUTE;

	if (!str_eq(behind, r->behind_dot) || absolute != r->behind_absolute) {
		r->above = note_above(r, room, text, dots, owner, far);
		r->behind_dot = behind;
		r->behind_absolute = absolute;
	}
	return name_hash_under(r->above, label_hash(str_n(text.p, dot), far));
}

ALWAYS void
note_owner(struct note_reader *r, struct notes *room, const struct plain *line, uint32_t at,
    struct noted *n, bool far)
{
	struct str text = line->owner;
	uint64_t dots = line->dots;
	struct mention owner = { .at = at };

	n->owner_len = (uint8_t)text.len;
	if (line->absolute) {
		text = in_front_of(text, r->context.apex);
		dots &= below((unsigned)text.len);
		n->absolute |= text.len != 0;
		owner.next = MENTIONED_ABSOLUTE;
	} else if (text.p[0] == '@') {
		n->at_origin = true;
		text.len = 0;
	} else {
		n->below = true;
		n->longest |= (uint8_t)text.len;
	}
	owner.next |= (text.len != 0) + (uint32_t)__builtin_popcountll(dots);
	if (dots)
		owner.hash = note_labels(r, room, text, dots, owner, far);
	else if (text.len)
		owner.hash = label_hash(text, far);
	room->owners[room->nowners++] = owner;
}

/* --- a line ------------------------------------------------------------------------- */

/* How a target is spelled. */
ALWAYS void
note_word(struct note_reader *r, struct notes *room, struct str word, struct noted *n, bool far)
{
	bool absolute = word.p[word.len - 1] == '.';
	uint32_t hash = label_hash(word, far), *recent = &r->recent[absolute][hash % NOTED_RECENT];

	n->at_targets |= word.len == 1 && word.p[0] == '@';
	/* Nobody foresees which ones are there: without a branch. */
	room->targets[absolute][room->ntargets[absolute]] = hash;
	room->ntargets[absolute] += (*recent != hash) | (hash == 0);
	*recent = hash;
}

ALWAYS void
note_target(struct note_reader *r, struct notes *room, const struct plain *line, struct noted *n)
{
	bool clear = line->last.len && !(line->kind & (line->bare ? PLAIN_SECOND : PLAIN_SECOND | PLAIN_ALONE));
	struct str word = clear ? line->last : plain_target(line->type, line->data);

	if (word.len == 0) {
		n->odd_targets = true;
		return;
	}
	note_word(r, room, word, n, false);
}

ALWAYS void
count_record(const struct plain *line, struct noted *n)
{
	n->records++;
	n->ttls += line->has_ttl;
	n->ttl = line->has_ttl ? line->ttl : n->ttl;
}

/* Cuts belong to the last owner. */
ALWAYS void
note_kind(struct notes *room, const struct plain *line, struct noted *n)
{
	enum { TIMES = MENTIONED_NS / PLAIN_NS };
	_Static_assert(PLAIN_DS * TIMES == (int)MENTIONED_DS, "one bit for each, in the same order");

	room->owners[room->nowners - 1].next |= (uint32_t)(line->kind & PLAIN_CUT) * TIMES;
	n->generated += (line->kind & PLAIN_GENERATED) != 0;
}

/* A line with a record; false: it may not stand here. */
ALWAYS bool
note_record(struct note_reader *r, struct notes *room, const struct plain *line, uint32_t at,
    struct noted *n, bool far)
{
	if (line->owner.len) {
		if (!line->repeats)
			note_owner(r, room, line, at, n, far);
	} else if (n->records == 0) {
		if (!r->inherits)
			return false;
		n->inherits = true;
		room->owners[room->nowners++] = (struct mention){ 0, at, 0 };
	}
	count_record(line, n);
	if (line->kind == 0)
		return true;
	if (line->kind & PLAIN_POINTS)
		note_target(r, room, line, n);
	note_kind(room, line, n);
	return true;
}

/* A usual line; NULL: it is none, and nothing was noted. */
ALWAYS const char *
note_usual(struct note_reader *r, struct notes *room, const char *p, const char *end, struct noted *n,
    const struct makers *with)
{
	const struct plain_context *c = &r->context;
	struct plain_memory *m = &r->context.memory;
	struct usual u;
	struct plain *line = &u.line;
	struct str owner;
	const char *next;

	if (!usual_head(&u, p, end, m, with) || !(line->owner.len | n->records) ||
	    !(line->has_ttl | c->default_ttl))
		return NULL;
	next = usual_end(&u, p, end, with);
	if (next == NULL)
		return NULL;
	owner = str_n(p, line->owner.len);
	if (owner.len && !owner_again(m, owner, p, with)) {
		line->owner = owner;
		line->dots = with->dots(p) & below((unsigned)owner.len);
		if (!plain_owner(c, line, line->dots))
			return NULL;
		remember_owner(m, owner, line->absolute, p, with);
		note_owner(r, room, line, n->at + (uint32_t)(p - r->from), n, true);
	}
	n->lines++;
	count_record(line, n);
	if (line->kind == 0)
		return next;
	if (line->kind & PLAIN_POINTS)
		note_word(r, room, usual_last(&u, p), n, true);
	note_kind(room, line, n);
	return next;
}

/* So many of those ahead, that what their lines say has room. */
static size_t
octets_at_once(const struct notes *room, size_t ahead)
{
	size_t most = notes_left(room) * OCTETS_OF_RECORD;

	if (most > NOTED_MOST)
		most = NOTED_MOST;
	return ahead < most ? ahead : most;
}

/* Any plain line; NULL: it is none. */
ALWAYS const char *
note_plain(struct note_reader *r, struct notes *room, const char *p, const char *end, bool far,
    struct noted *n, const struct makers *with, plain_rest_reader *rest)
{
	struct plain line;
	const char *next = plain_line_with(p, end, far, &r->context, &line, with, rest);

	if (next == NULL)
		return NULL;
	if (line.type == 0)
		n->first += n->records == 0 ? (uint32_t)(next - p) : 0;
	else if (!note_record(r, room, &line, n->at + (uint32_t)(p - r->from), n, far))
		return NULL;
	n->lines += line.lines;
	return next;
}

/* Lines from p on, as long as the end is far, or all of them; where the first begins that is not noted. */
ALWAYS const char *
note_some(struct note_reader *r, struct notes *room, const char *p, const char *end, bool far,
    struct noted *n, const struct makers *with, plain_rest_reader *rest)
{
	const char *stop = r->stop;

	if (far && end - p < PLAIN_FAR)
		return p;
	if (far && end - stop < PLAIN_FAR)
		stop = end - PLAIN_FAR + 1;
	while (p < stop) {
		const char *next = far ? note_usual(r, room, p, end, n, with) : NULL;

		if (next) {             /* so most lines have a short loop of their own */
			p = next;
			continue;
		}
		next = note_plain(r, room, p, end, far, n, with, rest);
		if (next == NULL)
			break;
		p = next;
	}
	return p;
}

ALWAYS void
note_with(struct note_reader *r, struct notes *room, const char *from, const char *end,
    struct noted *noted, const struct makers *with, plain_rest_reader *rest)
{
	struct noted n = { .at = noted->at, .owners = room->owners + room->nowners,
		.above = room->above + room->nabove,
		.targets = { room->targets[0] + room->ntargets[0], room->targets[1] + room->ntargets[1] } };
	const char *p;

	/* No owner goes before these lines: it may be gone, with the block that held it. */
	r->context.memory.owner.len = 0;
	r->behind_dot.len = 0;
	memset(r->recent, 0, sizeof(r->recent));
	r->stop = from + octets_at_once(room, (size_t)(end - from));
	r->from = from;
	p = note_some(r, room, from, end, true, &n, with, rest);
	p = note_some(r, room, p, end, false, &n, with, rest);
	n.len = (uint32_t)(p - from);
	n.nowners = (uint32_t)(room->owners + room->nowners - n.owners);
	n.nabove = (uint32_t)(room->above + room->nabove - n.above);
	for (int i = 0; i < 2; i++)
		n.ntargets[i] = (uint32_t)(room->targets[i] + room->ntargets[i] - n.targets[i]);
	*noted = n;
}

void
note_lines_portable(struct note_reader *r, struct notes *room, const char *p, const char *end,
    struct noted *noted)
{
	note_with(r, room, p, end, noted, &by_words, plain_rest_portable);
}

#ifdef HAS_AVX2
AVX2 static void
note_avx2(struct note_reader *r, struct notes *room, const char *p, const char *end,
    struct noted *noted)
{
	note_with(r, room, p, end, noted, &by_vectors, plain_rest_avx2);
}
#endif

void
note_reader_start(struct note_reader *r, struct str apex)
{
	*r = (struct note_reader){ .note = note_lines_portable, .inherits = true,
		.context = { .apex = apex, .origin_len = 1, .default_ttl = true, .inherits = true } };
#ifdef HAS_AVX2
	if (plain_by_vectors())
		r->note = note_avx2;
#endif
}
