/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_MANIFEST_H
#define ZONEVET_MANIFEST_H

#include "base/map.h"
#include "policy/policy.h"
#include "source/source.h"

/*
 * The list of the zones that are served, as the policy names it: the zone
 * statements of a named.conf, a catalog zone (RFC 9432), or plain names, one a
 * line.  What is loaded is decided there and not by which files exist.
 */

struct listed_zone {
	struct str origin;              /* absolute, lower case, final dot */
	struct str path;                /* of the file that lists it */
	uint32_t line;
};

struct manifest {
	bool exists;                    /* false: no such file on this side */
	struct listed_zone **v;         /* in the order of the text */
	size_t n, cap;
	struct map by_origin;
};

/*
 * Reads the manifest of one side.  Zones that named.conf does not serve from a
 * file of its own (secondary, forward, hint ...) are passed over, and so are
 * included files that cannot be found.  False (err): could not be judged.
 */
bool manifest_read(struct manifest *, struct source *, int side, struct str path,
    struct policy *, struct arena *, struct error *);
const struct listed_zone *manifest_find(const struct manifest *, struct str origin);   /* NULL: not listed */
void manifest_free(struct manifest *);

#endif
