/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORTED_H
#define ZONEVET_REPORTED_H

#include "report/report.h"
#include "zone/changeset.h"

/* The changes of one zone as a report tells them: text in the arena, which outlives the set. */
void reported_zone_fill(struct reported_zone *, struct changeset *, struct arena *);

#endif
