/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_ZONE_WHOLE_H
#define ZONEVET_RULES_ZONE_WHOLE_H

#include "rules/check.h"

/* zone_size.c: how much of a zone is left */
void check_zone_empty(struct check *, const struct change *);
void check_zone_shrink(struct check *, const struct change *);

/* zone_timers.c */
void check_zone_soa_timers(struct check *, const struct change *);

/* zone_identity.c, zone_include.c, zone_origin.c, zone_hijack.c */
void check_zone_soa_identity(struct check *, const struct change *);
void check_zone_include(struct check *, const struct change *);
void check_zone_origin(struct check *, const struct change *);
void check_zone_hijack(struct check *, const struct change *);

#endif
