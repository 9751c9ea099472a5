/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_NAME_H
#define ZONEVET_ZONE_NAME_H

#include "base/arena.h"

struct buf;

/*
 * Domain names in wire form (RFC 1035 section 3.1), uncompressed and in lower
 * case.  Names are interned in a table that both sides of a changeset share:
 * within it equal names are the same pointer.  Across tables compare with
 * name_equal().
 */
enum { NAME_MAX_WIRE = 255, LABEL_MAX = 63, NAME_MAX_TEXT = 4 * NAME_MAX_WIRE + 1 };

struct name {
	struct name *parent;            /* set by names_parent() */
	uint32_t hash;
	uint32_t index;                 /* in names->v */
	uint32_t first[2];              /* index + 1 of the first record a side; 0 = none */
	uint8_t len;                    /* octets of wire, 1 to 255 */
	uint8_t labels;                 /* without the root label, 0 to 127 */
	uint8_t below;                  /* bit a side: records exist strictly below it; see zone_has_below();
	                                   two bits behind these: zone_cut() found none */
	uint8_t read;                   /* bit a side: its records were looked for; see zone/shared.h */
	uint8_t wire[];
};

struct names {
	struct arena arena;
	struct name **v;                /* in order of appearance */
	size_t n, cap;
	struct names_slot {
		uint32_t hash, index;   /* of the name in v, plus 1; 0 = free */
	} *slots;
	size_t nslots;
	struct name *parent;            /* that names_parent() gave last */
	/* By index, what names_within() goes along: */
	struct names_under {
		uint32_t last, before;  /* directly below it; of its siblings; plus 1, 0 = none */
	} *under;
	size_t nunder, capunder;        /* names that are in it; that have room */
};

/* So many names will come; a hint. */
void names_expect(struct names *, size_t n);
/* No name will be added or found by its wire form any more: lets go of what that takes. */
void names_seal(struct names *);
/* The interned name of lower-case wire form. */
struct name *names_intern(struct names *, const uint8_t *wire, size_t len);
/* Is it one of this table? */
static inline bool
names_has(const struct names *names, const struct name *name)
{
	return name->index < names->n && names->v[name->index] == name;
}

/*
 * The same, with a guess: names come in nearly the same order from both sides
 * of a change.  *near is where in v the name may stand; then where its successor may.
 */
struct name *names_intern_near(struct names *, const uint8_t *wire, size_t len, size_t *near);
struct name *names_find(const struct names *, const uint8_t *wire, size_t len);  /* NULL: not there */
struct name *names_like(const struct names *, const struct name *);  /* the equal name of this table or NULL */
struct name *names_parent(struct names *, struct name *);            /* interned; NULL for the root */
/* The names of the table at or below one of it, that one first: *n of them; free() the list. */
struct name **names_within(struct names *, struct name *above, size_t *n);
void names_free(struct names *);

/* What is wrong with a name as written. */
enum name_fault {
	NAME_GOOD, NAME_EMPTY, NAME_EMPTY_LABEL, NAME_LONG_LABEL, NAME_TOO_LONG, NAME_BAD_ESCAPE,
};
const char *name_fault_text(enum name_fault);           /* "a label has more than 63 octets" */

/*
 * Presentation form to wire; relative text gets `origin` (NULL: none, the
 * text must be absolute or is taken as such), "@" alone is the origin.
 * `wire` has room for NAME_MAX_WIRE octets; case is folded to lower.
 */
enum name_fault name_parse(struct str text, const struct name *origin, uint8_t *wire, size_t *len);
/* The same with the case of letters as written, which only signatures ask for. */
enum name_fault name_parse_as_written(struct str text, const struct name *origin, uint8_t *wire,
    size_t *len);
bool name_written_absolute(struct str text);            /* ends in an unescaped dot */

/* Absolute presentation form with the final dot, escaped as RFC 1035 5.1 wants it. */
struct str name_text(struct arena *, const struct name *);
struct str name_spell(const struct name *, char text[NAME_MAX_TEXT]);    /* the same, without memory */
struct str wire_text(struct arena *, const uint8_t *wire, size_t len);
void wire_put(struct buf *, const uint8_t *wire, size_t len);   /* the same, added to the buffer */

bool name_equal(const struct name *, const struct name *);
/* Equal or below, told by the wire forms. */
bool name_ends_in(const struct name *, const struct name *above);
/* The same.  Names of one table that were asked for their parents lead there themselves. */
static inline bool
name_within(const struct name *n, const struct name *above)
{
	const struct name *up = n;

	while (up && up->labels > above->labels)
		up = up->parent;
	return up == above || name_ends_in(n, above);
}

static inline bool
name_below(const struct name *n, const struct name *above)      /* strictly */
{
	return n->labels > above->labels && name_within(n, above);
}
int name_compare(const struct name *, const struct name *);             /* RFC 4034 section 6.1 */
bool name_wildcard(const struct name *);                                /* leftmost label is "*" */

#endif
