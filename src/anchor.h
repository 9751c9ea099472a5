/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ANCHOR_H
#define ZONEVET_ANCHOR_H

#include "report/report.h"
#include "zone/changeset.h"

/* Sets report->anchors, one for each finding.  `sets` are the report's zones, by origin. */
void anchors_place(struct report *, struct changeset *const *sets, size_t nsets, struct arena *);
/* Adds the text of each line and its hash, from the files of the new side; what cannot be read has none. */
void anchors_read(struct report *, struct source *, struct arena *);

#endif
