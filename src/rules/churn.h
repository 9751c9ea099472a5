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

/* Two versions to compare; a zone that is new or gone has rules of its own. */
static inline bool
churn_both_exist(const struct changeset *set)
{
	return set->zone[BEFORE].exists && set->zone[AFTER].exists;
}

/*
 * Changes of some kinds, as edits: RRsets that a person wrote, and one for each
 * $GENERATE line, whatever number of RRsets it makes.
 */
struct edits {
	size_t written, lines;          /* RRsets by hand, $GENERATE lines */
	size_t generated;               /* RRsets that those lines make or made */
};

/* churn_count.c */
struct edits churn_edits(const struct changeset *, unsigned kinds);
/* RRsets of the owner that count; `written`: without those that a $GENERATE made. */
size_t churn_rrsets_at(struct zone *, const struct name *owner, bool written);
/* Was the whole RRset made by $GENERATE, on the side that shows it? */
bool churn_is_generated(const struct change *);
/* Points at the first change of these kinds that counts. */
void churn_at_first(struct check *, struct finding *, unsigned kinds);
void check_churn_delete_count(struct check *, const struct change *);
void check_churn_add_count(struct check *, const struct change *);
void check_churn_commit(struct check *, const struct change *);

/* churn_share.c */
void check_churn_delete_percent(struct check *, const struct change *);
void check_churn_change_percent(struct check *, const struct change *);

/* churn_type.c */
void check_churn_type(struct check *, const struct change *);

/* churn_subtree.c */
void check_churn_subtree(struct check *, const struct change *);

/* churn_truncation.c */
void check_churn_truncation(struct check *, const struct change *);

/* churn_convergence.c */
void check_churn_convergence(struct check *, const struct change *);

#endif
