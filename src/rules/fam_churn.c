/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The churn family: how much of a zone one change moves.  RRsets are counted,
 * without SOA and generated types; shares are of the old version, and of zones
 * too small for a share nothing is said.
 */
#include "rules/churn.h"

/* Two versions to compare; a zone that is new or gone has rules of its own. */
static bool
both_exist(struct check *c)
{
	return OLD(c)->exists && NEW(c)->exists;
}

/* Points at the first change of these kinds that counts. */
static void
at_first(struct check *c, struct finding *f, unsigned kinds)
{
	for_each_change(ch, c->set) {
		enum side side = ch->kind == RRSET_REMOVED ? BEFORE : AFTER;

		if (!ch->churn || !(ch->kind & kinds) || ch->side[side].n == 0)
			continue;
		finding_at(c, f, &c->set->zone[side], ch->side[side].v[0]);
		return;
	}
}

static void
check_delete_count(struct check *c, const struct change *ch)
{
	uint32_t warn = check_number(c, "warn"), block = check_number(c, "block");
	size_t n = c->set->tally.removed;
	struct finding *f;

	(void)ch;
	if (!both_exist(c) || n <= (warn < block ? warn : block))
		return;
	f = flag_at_most(c, n > block ? ERROR : WARNING, "%zu RRsets are deleted (limit %u)", n,
	    n > block ? block : warn);
	f->after = texted(c, "%zu deleted", n);
	at_first(c, f, RRSET_REMOVED);
}

/* A share of the old version's RRsets, with two limits; NULL: within them. */
static struct finding *
judge_share(struct check *c, size_t n, const char *what, unsigned kinds)
{
	uint32_t warn = check_number(c, "warn"), block = check_number(c, "block");
	struct finding *f;
	size_t base;
	bool strong;

	if (!both_exist(c) || n == 0 ||
	    changeset_has_rrsets(c->set, BEFORE, churn_enough(n, warn < block ? warn : block)))
		return NULL;
	base = changeset_tally(c->set)->rrsets[BEFORE];
	strong = exceeds(n, base, block);
	if (base < check_number(c, "min-base") || !(strong || exceeds(n, base, warn)))
		return NULL;
	f = flag_at_most(c, strong ? ERROR : WARNING, "%zu of %zu RRsets are %s, %.*s (limit "
	    "%u %%)", n, base, what, STR(check_percent(c, n, base)), strong ? block : warn);
	f->before = texted(c, "%zu RRsets", base);
	f->after = texted(c, "%zu %s", n, what);
	at_first(c, f, kinds);
	return f;
}

static void
check_delete_percent(struct check *c, const struct change *ch)
{
	(void)ch;
	judge_share(c, c->set->tally.removed, "deleted", RRSET_REMOVED);
}

static void
check_change_percent(struct check *c, const struct change *ch)
{
	const struct tally *t = &c->set->tally;
	struct finding *f = judge_share(c, t->changed + t->ttl_only, "changed",
	    DATA_CHANGED | TTL_CHANGED);

	(void)ch;
	if (f && t->changed == 0)
		f->effect = S("Only TTLs change: caches keep all of these names for another time "
		    "than before.");
}

static void
check_add_count(struct check *c, const struct change *ch)
{
	uint32_t warn = check_number(c, "warn");
	size_t n = c->set->tally.added;
	struct finding *f;

	(void)ch;
	if (!both_exist(c) || n <= warn)
		return;
	f = flag(c, "%zu RRsets are added (limit %u)", n, warn);
	f->after = texted(c, "%zu added", n);
	at_first(c, f, RRSET_ADDED);
}

/* --- the rows ------------------------------------------------------------------------------- */

#define CONTROLS "CSF DE.CM-01, PR.DS-01, ID.RA-07; 800-53 CM-3, CM-4, SI-7"
#define NXDOMAIN "Names that are gone answer NXDOMAIN, and resolvers keep that for the " \
	"negative TTL."

static const struct rule rules[] = {
	{
		.id = "churn-delete-count", .severity = WARNING, .on = ZONE_CHANGED,
		.check = check_delete_count,
		.summary = "many RRsets are deleted at once",
		.why = "Ordinary changes of hand-kept zones touch two lines; a long list of "
		    "deletions is more often a generator that lost its input.",
		.effect = NXDOMAIN,
		.fix = "Check that every one of them was meant; split the removal into smaller "
		    "changes.",
		.controls = CONTROLS,
		.params = {
			{ "warn", PARAM_NUMBER, "10", "warn above this number", NULL },
			{ "block", PARAM_NUMBER, "50",
			    "as severe as the rule may be above this number", NULL },
		},
	},
	{
		.id = "churn-delete-percent", .severity = ERROR, .on = ZONE_CHANGED,
		.check = check_delete_percent,
		.summary = "a large share of the zone is deleted",
		.why = "In public histories fewer than one change in a hundred removes more than "
		    "30 % of a zone; the outages that began with a lost half are many.",
		.effect = NXDOMAIN,
		.fix = "Check that the new version is whole; split the removal into smaller "
		    "changes.",
		.controls = CONTROLS,
		.params = {
			{ "warn", PARAM_PERCENT, "10", "warn when more is deleted", NULL },
			{ "block", PARAM_PERCENT, "30", "block when more is deleted", NULL },
			{ "min-base", PARAM_NUMBER, "10",
			    "RRsets that the old version must have", NULL },
		},
	},
	{
		.id = "churn-change-percent", .severity = ERROR, .on = ZONE_CHANGED,
		.check = check_change_percent,
		.summary = "a large share of the zone gets other data or TTLs",
		.why = "A search-and-replace, a mistaken variable or a hijack rewrites most of a "
		    "zone at once; people do not.",
		.effect = "Clients of all these names are sent elsewhere as soon as caches let go "
		    "of the old data.",
		.fix = "Change a few names first, and the others after the TTL of those.",
		.controls = CONTROLS,
		.params = {
			{ "warn", PARAM_PERCENT, "30", "warn when more is changed", NULL },
			{ "block", PARAM_PERCENT, "50", "block when more is changed", NULL },
			{ "min-base", PARAM_NUMBER, "10",
			    "RRsets that the old version must have", NULL },
		},
	},
	{
		.id = "churn-add-count", .severity = WARNING, .on = ZONE_CHANGED,
		.check = check_add_count,
		.summary = "many RRsets are added at once",
		.why = "A paste into the wrong file, a slip in a $GENERATE range, or names made "
		    "by a machine.",
		.effect = "All of these names answer from now on, and strangers may rely on them.",
		.fix = "Check that every one of them was meant.",
		.controls = CONTROLS,
		.params = {
			{ "warn", PARAM_NUMBER, "100", "fires above this number", NULL },
		},
	},
	{
		.id = "churn-type", .severity = ERROR, .on = ZONE_CHANGED,
		.check = check_churn_type,
		.summary = "many delegations, DS, MX or CAA RRsets change at once",
		.why = "These types move rarely and one at a time; when many move together it was "
		    "a script, or somebody who should not be there.",
		.fix = "Change one of them, see that it works, then change the others.",
		.controls = CONTROLS,
		.params = {
			{ "warn", PARAM_PERCENT, "10",
			    "share of all NS or DS RRsets at cuts that warns", NULL },
			{ "block", PARAM_PERCENT, "30",
			    "share of all NS or DS RRsets at cuts that blocks", NULL },
			{ "min-cuts", PARAM_NUMBER, "3",
			    "NS or DS RRsets that have to be touched", NULL },
			{ "n", PARAM_NUMBER, "3", "owners of MX or CAA that may change", NULL },
			{ "usual", PARAM_SEVERITY, "warning",
			    "severity of all but the share that blocks", NULL },
		},
	},
	{
		.id = "churn-subtree", .severity = WARNING, .on = ZONE_CHANGED,
		.check = check_churn_subtree,
		.summary = "a part of the zone loses most of its names",
		.why = "A zone may be large enough to hide that one department or site is gone "
		    "from it.",
		.effect = NXDOMAIN,
		.fix = "Ask who runs this part of the zone; split the removal into smaller "
		    "changes.",
		.controls = CONTROLS,
		.params = {
			{ "min-size", PARAM_NUMBER, "10",
			    "RRsets that the part must have had", NULL },
			{ "percent", PARAM_PERCENT, "50",
			    "fires when more of them is deleted", NULL },
			{ "subtrees", PARAM_NAMES, "",
			    "names besides the children of the apex", NULL },
		},
	},
	{
		.id = "churn-prefix-truncation", .severity = WARNING,
		.summary = "the deleted names are one run to the end of the zone",
		.params = {
			{ "min-owners", PARAM_NUMBER, "10",
			    "owners that have to be deleted", NULL },
		},
	},
	{
		.id = "churn-convergence", .severity = WARNING,
		.summary = "many names get one and the same new value",
		.params = {
			{ "min-owners", PARAM_NUMBER, "5", "owners that share the value", NULL },
			{ "min-values", PARAM_NUMBER, "3", "different values that they had", NULL },
		},
	},
	{
		.id = "churn-baseline", .severity = WARNING,
		.summary = "the change is larger than this file's history",
		.params = {
			{ "window", PARAM_NUMBER, "200", "commits that are looked at", NULL },
			{ "min-commits", PARAM_NUMBER, "30",
			    "commits without which nothing is said", NULL },
			{ "floor", PARAM_NUMBER, "25", "RRsets below which nothing is said", NULL },
			{ "floor-deletes", PARAM_NUMBER, "5",
			    "the same for deletions alone", NULL },
			{ "k", PARAM_NUMBER, "12", "factor on the deviation", NULL },
		},
	},
	{
		.id = "churn-rate", .severity = WARNING,
		.summary = "one identity changes the zone too often, or back and forth",
		.params = {
			{ "n", PARAM_NUMBER, "10", "commits an hour", NULL },
			{ "h", PARAM_NUMBER, "24",
			    "hours in which an RRset may not go back", NULL },
		},
	},
};

FAMILY(churn);
