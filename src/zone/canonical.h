/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_CANONICAL_H
#define ZONEVET_ZONE_CANONICAL_H

#include "base/buf.h"
#include "zone/zone.h"

/*
 * Records as signatures and zone digests see them (RFC 4034 section 6): in
 * canonical order, owner in lower case, data uncompressed.  Record data here
 * has all its names in lower case, but the canonical form folds them only in
 * the types of RFC 4034 section 6.2 (RFC 6840 section 5.1): for the others the
 * form as written is to be had as well.
 */
enum letter_case { CASE_FOLDED, CASE_WRITTEN };

/* Does the canonical form of a type keep the case of names in its data? */
bool canonical_keeps_case(uint16_t type);
/* The data in this form; NULL: unreadable.  CASE_WRITTEN is read anew into the arena. */
const struct rdata *canonical_data(struct arena *, struct zone *, struct record *,
    enum letter_case);
/*
 * Appends the RRset at an owner, sorted, doubles left out: for each record
 * `head` (owner, type, class, TTL), the length of its data, its data.  False:
 * a record is unreadable, and nobody can tell what was signed.
 */
bool canonical_put(struct buf *out, struct arena *, struct zone *, const struct name *owner,
    uint16_t type, struct str head, enum letter_case);

#endif
