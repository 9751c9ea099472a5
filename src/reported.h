/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORTED_H
#define ZONEVET_REPORTED_H

#include "policy/policy.h"
#include "report/report.h"
#include "zone/changeset.h"

/* One zone as a report tells it, with `most` changes at most: text in the arena, which outlives the set. */
void reported_zone_fill(struct reported_zone *, struct changeset *, size_t most, struct arena *);
/* Sets report->rules: those that judge in general or in a zone told, or found something. */
void reported_rules_fill(struct report *, struct policy *, struct arena *);
/* Sets of each of the `zones` (the report's) which of those rules judge it. */
void reported_judged_fill(const struct report *, struct reported_zone *zones, struct policy *,
    struct arena *);

#endif
