/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_SHARD_H
#define ZONEVET_SHARD_H

#include "tell.h"

/*
 * One commit, judged in parts: each run takes every nth zone that the commit
 * touches, and leaves what it found, before waivers, for `zonevet merge`.
 */

/* Does this run judge the zone at that position among those touched, from 0? */
bool shard_takes(const struct options *, size_t position);
/* Keeps the findings as the rules left them; those of set i begin at from[i], the last end at from[nsets]. */
void shard_keep(struct run *, const size_t *from);
/* When the report has its zones: which of them each part is, and where its findings are shown. */
void shard_place(struct run *);

#endif
