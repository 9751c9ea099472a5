/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_DIGEST_H
#define ZONEVET_ZONE_DIGEST_H

#include "zone/zone.h"

/* The digest of a whole zone, scheme SIMPLE (RFC 8976 section 3). */

enum zone_hash { ZONE_SHA384 = 1, ZONE_SHA512 = 2 };
enum { ZONE_DIGEST_MOST = 64 };
size_t zone_digest_length(unsigned hash);       /* in octets; 0: not a hash that is known */

/*
 * Reads and sorts every record of the zone.  False: a record cannot be read,
 * and no digest can be given.  Two forms are computed in one pass each, since
 * a few types are signed and digested with the case of letters as written.
 */
bool zone_digest(struct zone *, enum zone_hash, bool as_written, uint8_t out[ZONE_DIGEST_MOST]);

#endif
