/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ANCHOR_H
#define ZONEVET_ANCHOR_H

#include "report/report.h"
#include "zone/changeset.h"

/*
 * Sets report->anchors, one for each finding; with `lines` also the text of
 * each and its hash, from the files of the new side.  What cannot be read has
 * none.  `sets` are the report's zones.
 */
void anchors_fill(struct report *, struct changeset *const *sets, size_t nsets, struct source *,
    bool lines, struct arena *);

#endif
