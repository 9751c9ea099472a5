/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_COMPARE_H
#define ZONEVET_ZONE_COMPARE_H

#include "zone/changeset.h"

/* Fills set->v from its two zones, and the counts that follow from it. */
void changeset_compare(struct changeset *);
/*
 * Sorts changes by owner in canonical order (RFC 4034 section 6.1), then by
 * type.  Those of an owner stand together and by type from the begin.
 */
void changes_order(struct change *, size_t n, const struct name *apex);

#endif
