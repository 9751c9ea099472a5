/* SPDX-License-Identifier: BSD-2-Clause */
/* What the rules of a whole commit are told of one zone. */
#include "rules/check.h"
#include "rules/churn.h"

static bool
hits_hard(const struct changeset *set)
{
	if (set->tally.removed)
		return true;
	for_each_change(ch, set)
		if ((ch->type == TYPE_NS || ch->type == TYPE_DS || ch->type == TYPE_MX) &&
		    ch->kind != TTL_CHANGED)
			return true;
	return false;
}

static uint64_t
count_edits(const struct changeset *set, unsigned kinds)
{
	struct edits e = churn_edits(set, kinds);

	return e.written + e.lines;
}

void
commit_zone_fill(struct commit_zone *zone, const struct changeset *set)
{
	*zone = (struct commit_zone){ .origin = set->origin, .changed = set->n > 1,
		.deleted = set->zone[BEFORE].exists && !set->zone[AFTER].exists };
	if (!churn_both_exist(set))
		return;
	zone->hit = hits_hard(set);
	zone->removed = count_edits(set, RRSET_REMOVED);
	zone->moved = count_edits(set, DATA_CHANGED | TTL_CHANGED);
}
