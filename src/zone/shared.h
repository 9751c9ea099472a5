/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_SHARED_H
#define ZONEVET_ZONE_SHARED_H

#include "zone/changeset.h"

/*
 * What two versions of a zone have in common, when only their difference was
 * read.  Lines that are equal, plain (zone/plain.h) and in equal context belong
 * to both; they become records when somebody asks for their owner, or all at
 * once when a question cannot be answered otherwise.  Records made before that
 * are early ones: they keep their address for good, and their place in the file
 * is held in zone->records by a stand-in.
 *
 * Everything here works for a zone without `shared` as well.
 */

/*
 * Reads the difference of both versions into the changeset's zones.  False
 * without a word in err: the zones have to be read whole.
 */
bool shared_load(struct changeset *, struct source *, const struct zone_place *, struct text *const text[2],
    struct error *);
/* Lets go of one of the two zones; the last one frees it. */
void shared_release(struct zone *);

/* Owners of records that were read in order to compare, in the order of the file; free() them. */
size_t shared_owners(struct shared *, struct name ***);
/* The name with its records at hand, NULL: neither version nor the table has it. */
struct name *shared_look_up(const struct zone *, const uint8_t *wire, size_t len);
/* Reads the whole zone, if that was not done yet. */
void shared_read_whole(struct zone *);

/* zone_has_below() of a zone that is not read whole. */
bool shared_has_below(struct zone *, const struct name *);
/* zone_pointers() of such a zone, where shared_tells_pointers(). */
struct record *const *shared_pointers(struct zone *, const struct name *target, size_t *n);
bool shared_tells_pointers(const struct zone *);
/* Is the zone only read in part? */
bool shared_partly(const struct zone *);

/*
 * The first steps of zone_walk(): does the next one go without reading the
 * zone whole?  Then what shared_walk() gives, NULL behind the last record.
 */
bool shared_walks(const struct zone *);
struct record *shared_walk(struct zone *, struct record *previous);

/* While a zone is loaded: room for a record, and that it shall stay. */
struct record *shared_record_new(struct zone *);
void shared_record_kept(struct zone *);

struct record *shared_record(const struct zone *, uint32_t index);
uint32_t shared_index(const struct zone *, const struct record *);

/* A record by its index + 1, the way that name->first and record->next have it. */
static inline struct record *
zone_record(const struct zone *z, uint32_t index)
{
	return z->shared ? shared_record(z, index) : &z->records[index - 1];
}

static inline uint32_t
zone_index(const struct zone *z, const struct record *r)
{
	return z->shared ? shared_index(z, r) : (uint32_t)(r - z->records) + 1;
}

/* How many records zone_record() knows. */
size_t zone_nread(const struct zone *);
/* record_target() that notes no fault: for questions about records that nobody changed. */
struct name *record_target_quiet(struct zone *, struct record *);
/* Is it the first record of the file? */
bool zone_begins_with(const struct zone *, const struct record *);
/* Which of two records of one zone stands first in its file? */
int record_order(const struct record *, const struct record *);
int record_by_place(const void *, const void *);        /* the same of pointers to them, for qsort() */

#endif
