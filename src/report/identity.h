/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORT_IDENTITY_H
#define ZONEVET_REPORT_IDENTITY_H

#include "base/map.h"
#include "lint/finding.h"

/*
 * What forges know a finding again by: 32 hexadecimal digits, the fingerprint
 * and 16 more that tell apart what has the same one.  No line number is in it.
 * Forges drop one of two that are equal, so that none are: the findings of a
 * report, asked in order.  A zeroed struct is ready.
 */
struct identities {
	struct map given;
	struct arena arena;
};

struct str identity_of(struct identities *, const struct finding *);    /* until _free() */
void identities_free(struct identities *);

#endif
