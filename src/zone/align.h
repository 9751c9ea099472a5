/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_ALIGN_H
#define ZONEVET_ZONE_ALIGN_H

#include "source/source.h"

/*
 * Which lines two texts have in common, found from front to back at about the
 * speed of memory: equal octets are passed over in large steps, and behind a
 * difference the texts are brought together again at the nearest lines that
 * are equal.  Any answer is right that only claims equal lines; a shorter
 * difference is merely quicker to judge.
 */
struct align {
	struct align_side {
		struct str text;
		const struct source *source;    /* NULL: the bytes themselves are looked at */
		const struct text *file;
		size_t at;              /* where the search goes on; begin of a line */
		char *room;             /* for the blocks */
		const char *block;      /* octets [from, from + len) */
		size_t from, len;
	} side[2];
	size_t blocks;                  /* read of the new text */
	void (*claim)(struct align *);  /* called before a block of the new text is begun; NULL: nothing */
};

struct align_run {                      /* whole lines that are equal; a text ends with an empty run */
	size_t at[2];
	size_t len;
	const char *bytes;              /* of them, for as long as ALIGN_BLOCKS says */
	size_t block;                   /* of the new text in which they lie */
};

enum {
	ALIGN_BLOCK = 128 << 10,        /* octets: what is compared is soon read again, from the cache */
	ALIGN_BLOCKS = 8,               /* a block's room is used again after so many others */
};

/* Two texts and the source that they are of, which may be NULL. */
void align_start(struct align *, const struct source *, const struct text *const text[2]);
void align_free(struct align *);
/*
 * The next run.  What lies in front of it and behind the one before has no
 * equal.  The last one is empty and stands at the ends of both texts.  A run
 * may go on in the next one.
 */
void align_next(struct align *, struct align_run *);

#endif
