/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_CHURN_H
#define ZONEVET_RULES_CHURN_H

#include "rules/check.h"

/* What the files of the churn family share. */

/* Is more than `percent` of `base` meant by `n`? */
static inline bool
exceeds(size_t n, size_t base, uint32_t percent)
{
	return (uint64_t)n * 100 > (uint64_t)base * percent;
}

/* The least base of which n is no more than `percent`: a zone as large as that needs no counting. */
static inline size_t
churn_enough(size_t n, uint32_t percent)
{
	return percent ? (n * 100 + percent - 1) / percent : SIZE_MAX;
}

/* churn_type.c */
void check_churn_type(struct check *, const struct change *);

/* churn_subtree.c */
void check_churn_subtree(struct check *, const struct change *);

#endif
