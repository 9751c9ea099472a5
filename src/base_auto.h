/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_BASE_AUTO_H
#define ZONEVET_BASE_AUTO_H

#include "base/arena.h"
#include "base/error.h"

/*
 * --base auto: the two commits that a CI job is about, from the variables of
 * the forge that runs it.
 */
struct base_auto {
	const char *forge;              /* "GitHub Actions"; NULL: none was recognised */
	const char *range;              /* as --range takes it, in the arena */
	const char *cure;               /* how to fetch the base there; NULL: no word */
	bool other;                     /* the base cannot be the head itself: something would be
	                                   wrong with what is checked out */
};

/*
 * False (err): no forge is recognised, its variables say nothing of a base, or
 * what they say cannot be a revision.  Values of the environment are checked
 * before they are used: ids are hex, branches are names that git allows.
 */
bool base_auto(struct base_auto *, struct arena *, struct error *);

#endif
