/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The churn family: how much of a zone one change moves.  RRsets are counted,
 * without SOA and generated types; shares are of the old version.
 */
#include "rules/churn.h"

/* --- the rows ------------------------------------------------------------------------------- */

#define CONTROLS "CSF DE.CM-01, PR.DS-01, ID.RA-07; 800-53 CM-3, CM-4, SI-7"
#define NXDOMAIN "Names that are gone answer NXDOMAIN, and resolvers keep that for the " \
	"negative TTL."

static const struct rule rules[] = {
	{
		.id = "churn-delete-count", .severity = WARNING, .on = ZONE_CHANGED,
		.check = check_churn_delete_count,
		.summary = "many RRsets are deleted at once",
		.why = "Ordinary changes of hand-kept zones touch two lines; a long list of "
		    "deletions is more often a generator that lost its input. A $GENERATE line is one "
		    "edit, whatever it makes. There is no limit on deletions in small zones of its "
		    "own: churn-delete-percent sees those.",
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
		.check = check_churn_delete_percent,
		.summary = "a large share of the zone is deleted",
		.why = "In public histories fewer than one change in a hundred removes more than "
		    "30 % of a zone; the outages that began with a lost half are many. Zones of any "
		    "size are judged: three RRsets of five warn, and from `few` on a loss may block. "
		    "What $GENERATE makes is counted with the rest and left out once more, so "
		    "that it cannot hide the loss of what people wrote.",
		.effect = NXDOMAIN,
		.fix = "Check that the new version is whole; split the removal into smaller "
		    "changes.",
		.controls = CONTROLS,
		.params = {
			{ "warn", PARAM_PERCENT, "10", "warn when more is deleted", NULL },
			{ "block", PARAM_PERCENT, "30", "block when more is deleted", NULL },
			{ "few", PARAM_NUMBER, "4",
			    "fewer deletions than this warn above half of the zone, and never block",
			    NULL },
			{ "min-base", PARAM_NUMBER, "0",
			    "RRsets that the old version must have", NULL },
		},
	},
	{
		.id = "churn-change-percent", .severity = ERROR, .on = ZONE_CHANGED,
		.check = check_churn_change_percent,
		.summary = "a large share of the zone gets other data or TTLs",
		.why = "A search-and-replace, a mistaken variable or a hijack rewrites most of a "
		    "zone at once; people do not. A $GENERATE line counts as one RRset. To move the "
		    "few names of a small zone to another server warns at most (`few`).",
		.effect = "Clients of all these names are sent elsewhere as soon as caches let go "
		    "of the old data.",
		.fix = "Change a few names first, and the others after the TTL of those.",
		.controls = CONTROLS,
		.params = {
			{ "warn", PARAM_PERCENT, "30", "warn when more is changed", NULL },
			{ "block", PARAM_PERCENT, "50", "block when more is changed", NULL },
			{ "few", PARAM_NUMBER, "10",
			    "fewer changes than this warn above half of the zone, and never block",
			    NULL },
			{ "min-base", PARAM_NUMBER, "0",
			    "RRsets that the old version must have", NULL },
		},
	},
	{
		.id = "churn-add-count", .severity = WARNING, .on = ZONE_CHANGED,
		.check = check_churn_add_count,
		.summary = "many RRsets are added at once",
		.why = "A paste into the wrong file, a slip in a $GENERATE range, or names made "
		    "by a machine. A $GENERATE line is one edit; what such lines make has a limit of "
		    "its own. Additions have no share: they take nothing away.",
		.effect = "All of these names answer from now on, and strangers may rely on them.",
		.fix = "Check that every one of them was meant.",
		.controls = CONTROLS,
		.params = {
			{ "warn", PARAM_NUMBER, "100", "fires above this number", NULL },
			{ "generated", PARAM_NUMBER, "1000",
			    "the same for RRsets that $GENERATE lines make", NULL },
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
		.id = "churn-prefix-truncation", .severity = WARNING, .on = ZONE_CHANGED,
		.check = check_churn_truncation,
		.summary = "the deleted names are one run to the end of the zone",
		.why = "A copy or an export that stopped early leaves a zone that loads, without "
		    "the names behind the cut; in a large zone no share shows it. Names that people "
		    "remove on purpose rarely form one run to the end, in the file's or in canonical "
		    "order.",
		.effect = NXDOMAIN,
		.fix = "Compare the file with its source and make it again if it was cut off.",
		.controls = CONTROLS,
		.consumes = { "churn-delete-count" },
		.params = {
			{ "min-owners", PARAM_NUMBER, "10",
			    "owners that have to be deleted", NULL },
		},
	},
	{
		.id = "churn-convergence", .severity = WARNING, .on = ZONE_CHANGED,
		.check = check_churn_convergence,
		.summary = "many names get one and the same new value",
		.why = "Names that led to different places and now all lead to one that is new in "
		    "the zone were parked, hijacked or pasted over. To move one server, or to gather "
		    "names on a server that the zone knows, is not it; nor are $GENERATE lines.",
		.fix = "Check who owns the new place; move a few names first, or declare a "
		    "[migration] that names them.",
		.controls = CONTROLS,
		.params = {
			{ "min-owners", PARAM_NUMBER, "5", "owners that share the value", NULL },
			{ "min-values", PARAM_NUMBER, "3", "different values that they had", NULL },
		},
	},
	{
		.id = "churn-commit", .severity = WARNING, .on = COMMIT_CHANGED,
		.check = check_churn_commit,
		.summary = "many RRsets go or change, spread over the zones of one commit",
		.why = "A script that takes a little from each of many zones stays below every "
		    "limit that is judged zone by zone. A zone that is gone as a whole is "
		    "zone-deleted; where one zone has most of the changes, its own rules speak.",
		.effect = "A mistake in this change takes names of all these zones down together.",
		.fix = "Change one zone first, and the others after its TTLs have run out.",
		.controls = CONTROLS,
		.params = {
			{ "deletes", PARAM_NUMBER, "25",
			    "RRsets deleted in all zones together; 0 = no limit", NULL },
			{ "changes", PARAM_NUMBER, "200",
			    "RRsets changed in all zones together; 0 = no limit", NULL },
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
