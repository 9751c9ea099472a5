/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_NOTED_H
#define ZONEVET_ZONE_NOTED_H

#include "zone/plain.h"

/*
 * What plain lines that follow one another say by themselves, whatever
 * $ORIGIN, $TTL and owner hold where they stand.
 */

/* Where a name is mentioned: as owner of consecutive lines, above an owner, as a target. */
struct mention {
	uint32_t hash;
	uint32_t at;                    /* offset in the new file, or what else the table is of */
	uint32_t next;                  /* enum mentioned; in a table, once linked, the next one plus 1 */
};

enum mentioned {
	MENTIONED_LABELS = 0x7f,        /* so many are hashed: name_hash_text_under() does the rest */
	MENTIONED_ABSOLUTE = 1 << 7,    /* they stand under the apex, not under the origin */
	MENTIONED_NS = 1 << 8,          /* the owner has records of that type in these lines */
	MENTIONED_DS = 1 << 9,
};

enum {
	NOTED_MOST = 16 << 10,          /* octets of lines that are noted together, and a line more */
	NOTED_RECENT = 128,             /* targets that need not be noted again */
};

struct noted {
	uint32_t at;                    /* offset of the first line in the new file */
	uint32_t len;                   /* octets of the lines; 0: not even one is plain */
	uint32_t lines, records;
	uint32_t generated;             /* of the records, those of types that signing makes */
	uint32_t first;                 /* offset of the first record from `at` */
	uint32_t ttls;                  /* of the records, those that have a TTL of their own */
	uint32_t ttl;                   /* the last one of those */
	bool inherits;                  /* the first record has no owner: its mention has no hash */
	bool below, at_origin;          /* owners are written relative, as @ */
	bool absolute;                  /* or absolute, and below the apex */
	bool odd_targets;               /* some are spelled in ways that only a whole read tells */
	bool at_targets;                /* some are an @ */
	uint8_t longest;                /* octets that no relative owner exceeds */
	uint8_t owner_len;              /* of the last owner, that of the last mention; 0: none is written */
	const struct mention *owners, *above;   /* every new owner, names between it and apex or origin */
	const uint32_t *targets[2];     /* hashes of how they are spelled: relative, absolute; some twice */
	uint32_t nowners, nabove, ntargets[2];
};

/* Room for what is noted, one after the other. */
struct notes {
	struct mention *owners, *above;
	uint32_t *targets[2];
	size_t nowners, nabove, ntargets[2];
	size_t most;                    /* of each, and of `above` what the last line needs */
};

void notes_new(struct notes *, size_t most);
void notes_free(struct notes *);
/* What was noted is not wanted any more. */
void notes_clear(struct notes *);
/* For so many lines there is room, unless their owners have many labels. */
static inline size_t
notes_left(const struct notes *room)
{
	size_t n = room->nowners;

	for (int i = 0; i < 2; i++)
		n = n > room->ntargets[i] ? n : room->ntargets[i];
	return room->nabove < room->most ? room->most - n : 0;
}

struct note_reader;
typedef void lines_noter(struct note_reader *, struct notes *, const char *p, const char *end,
    struct noted *);
lines_noter note_lines_portable;

struct note_reader {
	lines_noter *note;              /* the quickest that this machine can run */
	struct plain_context context;
	bool inherits;                  /* the first record may leave its owner out */
	uint32_t above;                 /* hash of the last owner of several labels, without the first */
	struct str behind_dot;          /* its text; empty: none in these lines */
	bool behind_absolute;
	uint32_t recent[2][NOTED_RECENT];       /* targets of these lines, by their last bits; 0: none */
	const char *from;               /* where the lines begin that are noted together */
	const char *stop;               /* no line is noted that begins here or behind */
};

/* Apex as for plain_context.  What holds where a line stands is not known: everything may. */
void note_reader_start(struct note_reader *, struct str apex);
/*
 * Notes the lines from p on, which stand at noted->at: until one is not plain,
 * there is no room, NOTED_MOST is reached, or the end.
 */
static inline void
note_lines(struct note_reader *r, struct notes *room, const char *p, const char *end,
    struct noted *noted)
{
	r->note(r, room, p, end, noted);
}

#endif
