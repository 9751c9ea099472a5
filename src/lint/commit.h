/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_LINT_COMMIT_H
#define ZONEVET_LINT_COMMIT_H

#include "base/str.h"

/*
 * What the rules of a whole commit know of each of its zones.  These numbers
 * stand alone, so that several runs can each judge some of the zones, and one
 * the commit.  rules/commit.c draws them from a changeset.
 */
struct commit_zone {
	struct str origin;              /* absolute, lower case */
	bool deleted;                   /* it was there, and is not any more */
	bool changed;                   /* more than its file: some RRset of it differs */
	bool hit;                       /* of a zone that stays: RRsets went, or NS, DS or MX changed */
	/* Edits of a zone that stays: RRsets that a person wrote, and one a $GENERATE line. */
	uint64_t removed, moved;
};

#endif
