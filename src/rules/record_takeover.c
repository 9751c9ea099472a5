/* SPDX-License-Identifier: BSD-2-Clause */
/* Targets that lie with somebody else: which the policy allows, and who looks after them. */
#include "rules/record.h"

#include "rules/suffix.h"

/* --- record-takeover-prone ------------------------------------------------------- */

/* The part of a target that makes it one that strangers can claim; false: none. */
static bool
is_prone(struct check *c, const struct change *ch, struct record *r, const struct name **target)
{
	const struct rdata *data;

	*target = NULL;
	if (r->type == TYPE_A || r->type == TYPE_AAAA) {
		data = check_is_set(c, "ephemeral-prefixes") ? record_data(NEW(c), r) : NULL;
		return data && check_lists_address(c, "ephemeral-prefixes", data);
	}
	/* The apex NS say where the zone is served: whoever publishes it has it there. */
	if (r->type == TYPE_NS && name_equal(ch->owner, NEW(c)->apex))
		return false;
	*target = record_target(NEW(c), r);
	return *target && !name_within(*target, NEW(c)->apex) &&
	    (check_is_claimable(c, *target) || check_lists_name(c, "suffixes", *target));
}

/* Who looks after it, said beside the record or in the policy. */
static bool
find_review(struct check *c, const struct change *ch, struct record *r,
    const struct name *target, struct review *review)
{
	return policy_review(record_comment(NEW(c), r), review) ||
	    policy_external(c->policy, check_name(c, ch->owner), review) ||
	    (target && policy_external(c->policy, check_name(c, target), review));
}

/* What only the shipped list knows is everybody's everyday hosting. */
static enum severity
most_severe(struct check *c, const struct name *target)
{
	return target && !check_lists_name(c, "suffixes", target) ? check_level(c, "usual") : ERROR;
}

static void
flag_prone(struct check *c, struct record *r, const struct name *target, size_t more,
    const struct review *review)
{
	enum severity most = most_severe(c, target);
	struct str what = target ? check_name(c, target) : check_record(c, NEW(c), r);
	struct str others = more ? texted(c, " (and %zu more of this RRset)", more) : S("");
	struct finding *f;

	if (review) {
		f = flag_at_most(c, WARNING, "the review of %.*s%.*s by %.*s is overdue", STR(what),
		    STR(others), STR(review->owner));
		f->fix = S("Make sure that the service behind it is still yours, then set a later date.");
	} else {
		f = flag_at_most(c, most, target ? "%.*s lies where anyone can claim a name%.*s" :
		    "%.*s is an address that its provider gives to others%.*s", STR(what), STR(others));
		f->fix = S("Note who looks after it, beside the record: "
		    "\"; owner=TEAM review=YYYY-MM-DD\", or in [external] of the policy.");
	}
	f->effect = S("Once the service behind it is given up, a stranger may take its place and serve "
	    "pages, certificates and cookies under your name.");
	finding_at(c, f, NEW(c), r);
}

void
check_takeover_prone(struct check *c, const struct change *ch)
{
	const struct name *target, *first_target = NULL;
	struct record *first = NULL;
	struct review review, due;
	bool overdue = false;
	size_t n = 0;

	for_each_arrived(r, ch) {
		bool known;

		if (!is_prone(c, ch, r, &target))
			continue;
		known = find_review(c, ch, r, target, &review);
		if (known && review.until > c->commit->now)
			continue;
		if (n++ > 0)
			continue;
		first = r;
		first_target = target;
		overdue = known;
		due = review;
	}
	if (n > 0)
		flag_prone(c, first, first_target, n - 1, overdue ? &due : NULL);
}

/* --- record-target-allowlist -------------------------------------------------------- */

static struct finding *
flag_foreign(struct check *c, struct record *r, const struct name *target, size_t more)
{
	struct str others = more ? texted(c, " and %zu more of this RRset", more) : S("");
	struct finding *f = flag(c, "%.*s%.*s: not among the targets that the policy allows",
	    STR(check_name(c, target)), STR(others));

	f->effect = S("Clients of the name follow it to a place that nobody approved.");
	finding_at(c, f, NEW(c), r);
	return f;
}

void
check_target_allowlist(struct check *c, const struct change *ch)
{
	const struct name *foreign = NULL;
	struct record *first = NULL;
	size_t n = 0;

	if (!check_is_set(c, "allow"))
		return;
	for_each_arrived(r, ch) {
		const struct name *target = record_target(NEW(c), r);

		if (target == NULL || target->labels == 0 || check_lists_name(c, "allow", target))
			continue;
		if (n++ == 0) {
			first = r;
			foreign = target;
		}
	}
	if (n > 0)
		flag_foreign(c, first, foreign, n - 1);
}
