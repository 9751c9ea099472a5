/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_HALF_H
#define ZONEVET_RULES_HALF_H

#include <stdio.h>

#include "rules/check.h"

/*
 * The second half of a large zone's changes, judged by another process.  Rules
 * fill in names, targets and data as they ask, so threads would have to share
 * all of that; a process has its own copy of what it touches.
 */
struct half {
	pid_t pid;
	FILE *findings;         /* of that process */
};

/*
 * In the other process judge(self) adds to `findings`, which are told to this
 * one, and it ends.  False: there is none.
 */
bool half_start(struct half *, struct judge_process *, struct findings *, void judge(void *self),
    void *self);
/* What it found, behind what was found here.  False: it failed, and left nothing. */
bool half_take(struct half *, struct findings *);

#endif
