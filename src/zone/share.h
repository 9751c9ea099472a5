/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_SHARE_H
#define ZONEVET_ZONE_SHARE_H

#include "zone/load.h"
#include "zone/plain.h"
#include "zone/shared.h"

/* What shared.c and share.c know of lines that both versions have. */

/* Shared lines in one context. */
struct segment {
	uint32_t at[2];                 /* offset of the first line in either file */
	uint32_t len;
	uint32_t line[2];               /* its number */
	uint32_t context[2];            /* index into zone->contexts */
	const struct name *origin;
	const struct name *owner;       /* in force in front of it; NULL: the two below say it, or none */
	struct str owner_text;
	const struct name *owner_origin;
	uint32_t ttl;                   /* of a record without one, when has_ttl */
	bool has_ttl;
	bool inherits;                  /* its first line may leave the owner out */
};

/* Consecutive shared lines of one owner; or any line below a name. */
struct mention {
	uint32_t hash;
	uint32_t at;                    /* offset in the new file */
};

struct mentions {
	struct mention *v;
	size_t n, cap;
	uint32_t *from;                 /* where the mentions of each hash begin, once sorted */
	unsigned bits;
};

enum { EARLY_CHUNK = 256 };

struct early {
	struct record record;           /* first */
	uint32_t slot;                  /* of its stand-in, plus 1, once the zone is whole */
};

struct shared {
	struct zone *zone[2];
	struct str bytes[2];
	const struct zone_options *options[2];
	struct segment *segments;
	size_t n, cap;
	struct mentions owners, above;
	plain_reader *read;
	struct str apex;                /* as plain lines may spell it */
	size_t records;                 /* in shared lines */
	size_t first[2];                /* offset of the first of them in either file */
	struct early **early[2];        /* chunks */
	size_t nearly[2], cap_early[2];
	size_t compared[2];             /* early records that stood in the difference */
	bool whole[2];
	unsigned users;
};

/* Of lower-case wire form; the same for a name written under an origin. */
uint32_t share_name_hash(const uint8_t *wire, size_t len);
/* The same from text without escapes, by what stands in front of the labels that `base` is of. */
uint32_t share_text_hash(struct str text, uint32_t base);

void mentions_add(struct mentions *, uint32_t hash, uint32_t at);
/* The mentions of a hash, in the order of the file. */
const struct mention *mentions_of(struct mentions *, uint32_t hash, size_t *n);

/* What plain_line() needs to know inside a segment. */
struct plain_context share_context(const struct shared *, const struct segment *);

#endif
