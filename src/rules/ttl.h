/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_TTL_H
#define ZONEVET_RULES_TTL_H

#include "rules/check.h"

/* What the files of the ttl family share. */

/* ttl_staging.c */
void check_ttl_staging(struct check *, const struct change *);
void check_ttl_raise(struct check *, const struct change *);

/* The TTL that the name had, also when an alias takes the place of addresses; false: it is new. */
bool ttl_before(struct check *, const struct change *, uint32_t *ttl);

/* ttl_drop.c */
void check_ttl_drop(struct check *, const struct change *);
void check_ttl_infra_drop(struct check *, const struct change *);

/*
 * ttl_default.c: one finding for all RRsets that a new default moved, in place
 * of what the rules above found on each of them.
 */
void check_ttl_default_change(struct check *, const struct change *);

/* ttl_negative.c */
void check_ttl_negative(struct check *, const struct change *);

/* Is it data that no query reaches, and no glue either? */
bool ttl_unserved(struct check *, const struct change *);
/* Makes a note of a finding that a declared migration expects. */
void ttl_planned(struct check *, struct finding *, const struct migration *);

#endif
