/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_SHARE_H
#define ZONEVET_ZONE_SHARE_H

#include "base/memory.h"
#include "zone/load.h"
#include "zone/name_hash.h"
#include "zone/noted.h"
#include "zone/shared.h"

/* What shared.c and share.c know of lines that both versions have. */

/* Shared lines in one context. */
struct segment {
	uint32_t at[2];                 /* offset of the first line in either file */
	uint32_t len, lines;
	uint32_t line[2];               /* number of the first one */
	uint32_t context[2];            /* index into zone->contexts */
	const struct name *origin;
	const struct name *owner;       /* in force in front of it; NULL: the two below say it, or none */
	struct str owner_text;
	const struct name *owner_origin;
	uint32_t ttl;                   /* of a record without one, when has_ttl */
	bool has_ttl;
	bool inherits;                  /* its first line may leave the owner out */
	bool below, at_origin;          /* owners are written relative, as @ */
	bool absolute;                  /* or absolute, and below the apex */
	bool starts_inherited;          /* its first record has no owner */
};

/*
 * Mentions are taken one behind the other and linked many at a time: a look for
 * the slot of each would keep who takes them waiting for memory.
 */
enum { MENTION_BATCH = 4096 };

struct mentions {
	struct mention *v;
	size_t n, cap, linked;
	size_t mapped;                  /* so many have pages */
	uint32_t *slots;                /* plus 1, the last of each; NULL: none is linked */
	unsigned shift;                 /* the slot of a hash is hash >> shift */
};

/* How targets are spelled, noted in the same way. */
struct targets {
	uint64_t *bits;                 /* one spelled so may be there; NULL: none is */
	unsigned shift;                 /* the word of a hash is bits[hash >> shift] */
	uint32_t batch[MENTION_BATCH];  /* hashes that are not yet among the bits */
	unsigned n;
};

/* Which of the owners that are mentioned have a type, a bit each. */
enum cut_type { CUT_NS, CUT_DS, CUT_TYPES };

struct marks {
	uint64_t *bits;
	size_t words;
};

enum { EARLY_CHUNK = 256 };

struct early {
	struct record record;           /* first */
	uint32_t slot;                  /* plus 1, among its like, or of its stand-in in a whole zone */
};

struct shared {
	struct zone *zone[2];
	struct str bytes[2];
	const struct zone_options *options[2];
	struct segment *segments;
	size_t n, cap;
	struct mentions owners, above;
	struct marks cuts[CUT_TYPES];
	struct targets targets;
	bool odd_targets;               /* some are spelled in ways that only a whole read tells */
	bool at_targets;                /* some are an @ */
	struct mentions pointers;       /* records of shared lines by target, once made */
	bool has_pointers;
	struct mentions early_pointers[2];      /* records of the difference, by target */
	bool has_early_pointers[2], marked[2];
	plain_reader *read;
	struct str apex;                /* as plain lines may spell it */
	size_t records;                 /* in shared lines */
	size_t counted;                 /* of them neither SOA nor made by signers */
	size_t first[2];                /* offset of the first of them in either file */
	struct early **early[2];        /* chunks */
	size_t nearly[2], cap_early[2];
	size_t compared[2];             /* early records that the loaders read */
	struct name **differing;        /* owners of those of them that have no equal beside them */
	size_t ndiffering, cap_differing;
	bool whole[2];
	bool loaded;                    /* the differences of both sides are linked to their owners */
	size_t walked[2];               /* records, before it was whole */
	unsigned users;
};

/* Makes room for about n; only of an empty table. */
void mentions_expect(struct mentions *, size_t n);
void mentions_link(struct mentions *);
/* Room for n more behind the last one. */
struct mention *mentions_room(struct mentions *, size_t n);
/* So many of them have hash and place by now. */
static inline void
mentions_added(struct mentions *m, size_t n)
{
	m->n += n;
	if (m->n - m->linked >= MENTION_BATCH)
		mentions_link(m);
}

static inline void
mentions_add(struct mentions *m, uint32_t hash, uint32_t at)
{
	struct mention *end = m->n < m->cap ? m->v + m->n : mentions_room(m, 1);

	end->hash = hash;
	end->at = at;
	mentions_added(m, 1);
}
/* The mentions of a hash, last first: for (i = mentions_of(..); i; i = mentions_next(.., i)) m->v[i - 1]. */
uint32_t mentions_of(struct mentions *, uint32_t hash);
uint32_t mentions_next(const struct mentions *, uint32_t i);
void mentions_free(struct mentions *);

void marks_grow(struct marks *, size_t at);
static inline void
marks_set(struct marks *m, size_t at)
{
	if (at / 64 >= m->words)
		marks_grow(m, at);
	m->bits[at / 64] |= (uint64_t)1 << at % 64;
}

/* For about so many; only of an empty one. */
void targets_expect(struct targets *, size_t n);
void targets_flush(struct targets *);
static inline void
targets_add(struct targets *t, uint32_t hash)
{
	t->batch[t->n++] = hash;
	if (t->n == MENTION_BATCH)
		targets_flush(t);
}
/* May a target be spelled so? */
bool share_may_be_target(struct targets *, uint32_t hash);

/* A bit of name->read beside those of the sides: the name stands among the differing. */
enum { LISTED = 4 };
struct early *share_early(const struct shared *, int side, size_t i);
/* The segment that holds an offset of the new file. */
const struct segment *share_segment(const struct shared *, uint32_t at);
/* The wire form of the owner of a line at the begin of a mention. */
bool share_owner(const struct segment *, const struct plain *, uint8_t *wire, size_t *len);

/* Room for the lines of one segment after the other; free() p. */
struct share_room {
	char *p;
	size_t size;
};
/* The lines of a segment in the new file: a copy where that is quicker than the file itself. */
const char *share_lines(const struct shared *, const struct segment *, struct share_room *);

/* What plain_line() needs to know inside a segment. */
struct plain_context share_context(const struct shared *, const struct segment *);

#endif
