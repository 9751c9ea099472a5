/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORTED_PICTURES_H
#define ZONEVET_REPORTED_PICTURES_H

#include "policy/policy.h"
#include "report/report.h"
#include "zone/changeset.h"

/* Where the facts for the pictures of one zone come from, and where they go. */
struct depiction {
	struct changeset *set;
	struct siblings *siblings;
	struct source *source;
	struct policy *policy;
	struct arena *arena;            /* of the run */
	int64_t *history_ms;            /* what is left for looking into history, all zones together */
};

/* Fills zone->pictures, and what rows of the table show with them (same, remarks). */
void depict(const struct depiction *, struct reported_zone *);

/* reported_chain.c: where this change touches a DS or the keys that it names */
void depict_chains(const struct depiction *, struct pictures *);
/* reported_cuts.c: where it touches name servers or their glue */
void depict_cuts(const struct depiction *, struct pictures *);

#endif
