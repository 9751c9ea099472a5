/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_JUDGE_H
#define ZONEVET_JUDGE_H

#include "options.h"
#include "policy/policy.h"
#include "source/source.h"

/*
 * Which policy judges: the one given with -c; for two files ./zonevet.ini;
 * else that of the base side, so that a change cannot loosen its own judge;
 * else that of the new side, with a note; else the shipped baseline.
 */
struct judge {
	struct policy *policy;
	struct policy *proposed;        /* the change's own, where it touches the policy; else NULL */
	struct str path;                /* in the repository; empty: not from there */
	struct str from;                /* "base HEAD", "-c", ... */
	bool changed;                   /* the change touches the policy */
	struct source *disk;            /* where a policy outside the repository was read */
	struct arena arena;
};

bool judge_open(struct judge *, struct source *, const struct options *, struct error *);
/*
 * For those who look at a policy rather than judge with it: -c, else the file
 * in the current folder or the nearest one above it, else the baseline.
 */
bool judge_open_here(struct judge *, const struct options *, struct error *);
void judge_close(struct judge *);

#endif
