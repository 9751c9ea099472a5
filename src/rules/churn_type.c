/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types of which a change rarely touches more than a few: NS and DS by their
 * share of all cuts, MX and CAA by the number of owners.  Additions and TTLs
 * do not count, nor does what goes together with its whole name: that is a
 * deletion, and churn-delete-* count it.
 */
#include "rules/churn.h"

static bool
is_touched(struct check *c, const struct change *ch, uint16_t type)
{
	if (ch->type != type || !(ch->kind & (RRSET_REMOVED | DATA_CHANGED)) ||
	    !zone_has(NEW(c), ch->owner, 0))
		return false;
	return (type != TYPE_NS && type != TYPE_DS) || ch->owner != OLD(c)->apex;
}

/* RRsets of a type in the old version, below the apex. */
static size_t
count_cuts(struct zone *z, uint16_t type)
{
	size_t n = 0;

	for_each_in_zone(r, z)
		n += record_opens_owner(z, r) && r->owner != z->apex && zone_has(z, r->owner, type);
	return n;
}

/* Points at the first RRset of the type that the change touched. */
static void
about_type(struct check *c, struct finding *f, const struct change *first, size_t n, size_t base)
{
	enum side side = first->side[AFTER].n ? AFTER : BEFORE;

	finding_about(c, f, NULL, first->type);
	finding_at(c, f, &c->set->zone[side], first->side[side].v[0]);
	f->before = base ? texted(c, "%zu RRsets", base) : f->before;
	f->after = texted(c, "%zu touched", n);
}

/*
 * churn-change-percent has nothing to add where these RRsets are what makes
 * its share: it ran before, and what it found on the zone is taken over.
 */
static void
take_over(struct check *c, const struct finding *own, size_t n)
{
	const struct tally *t = &c->set->tally;
	struct finding *f;

	for (size_t i = 0; (f = check_found(c, &i)) != NULL;)
		if (str_eq(str_of(f->rule->id), S("churn-change-percent")) &&
		    f->severity <= own->severity && t->changed + t->ttl_only < 2 * n)
			f->consumed = true;
}

static void
judge_share(struct check *c, uint16_t type, const struct change *first, size_t n)
{
	uint32_t warn = check_number(c, "warn"), block = check_number(c, "block");
	struct finding *f;
	size_t base;
	bool strong;

	if (n < check_number(c, "min-cuts") ||
	    zone_has_owners(OLD(c), type, churn_enough(n, warn < block ? warn : block)))
		return;
	base = count_cuts(OLD(c), type);
	if (!exceeds(n, base, warn))
		return;
	strong = exceeds(n, base, block);
	f = flag_at_most(c, strong ? ERROR : check_level(c, "usual"), "%zu of %zu %.*s RRsets at "
	    "zone cuts change or go, %.*s (limit %u %%)", n, base, STR(check_type(c, type)),
	    STR(check_percent(c, n, base)), strong ? block : warn);
	f->effect = S("Every delegated zone among them is answered by other servers, or not at "
	    "all, as soon as caches let go of the old data.");
	about_type(c, f, first, n, base);
	take_over(c, f, n);
}

static void
judge_owners(struct check *c, uint16_t type, const struct change *first, size_t n)
{
	uint32_t limit = check_number(c, "n");
	struct finding *f;

	if (n <= limit)
		return;
	f = flag_at_most(c, check_level(c, "usual"), "%.*s changes or goes at %zu owners (limit "
	    "%u)", STR(check_type(c, type)), n, limit);
	f->effect = type == TYPE_MX ?
	    S("Mail for all of them goes elsewhere, or is refused, from now on.") :
	    S("Which authorities may issue certificates for all of them changes at once.");
	about_type(c, f, first, n, 0);
}

void
check_churn_type(struct check *c, const struct change *ch)
{
	static const uint16_t types[] = { TYPE_NS, TYPE_DS, TYPE_MX, TYPE_CAA };

	(void)ch;
	if (!OLD(c)->exists || !NEW(c)->exists)
		return;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const struct change *first = NULL;
		size_t n = 0;

		for_each_change(other, c->set)
			if (is_touched(c, other, types[i]) && n++ == 0)
				first = other;
		if (n == 0)
			continue;
		if (types[i] == TYPE_NS || types[i] == TYPE_DS)
			judge_share(c, types[i], first, n);
		else
			judge_owners(c, types[i], first, n);
	}
}
