/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long a "no such name" is kept: min(SOA TTL, SOA MINIMUM), RFC 2308
 * section 4.  The SOA alone decides it; in a signed zone the NSEC records that
 * prove the denial must have the same TTL (RFC 9077), or resolvers take the
 * shorter and the longer of the two at will.
 */
#include "rules/ttl.h"

#include "base/clock.h"

/* What is wrong with the value, as a clause; empty: nothing. */
static struct str
complaint(struct check *c, uint32_t neg, bool had, uint32_t old)
{
	uint32_t max = check_number(c, "max"), min = check_number(c, "min");
	uint32_t ratio = check_number(c, "raise-ratio");

	if (neg > max)
		return texted(c, "above the limit of %u", max);
	if (neg < min)
		return texted(c, "below the limit of %u", min);
	if (had && neg > (uint64_t)ratio * (old ? old : 1))
		return texted(c, "more than %u times as long as before", ratio);
	return S("");
}

/* Names that the change brings, which some resolvers still believe not to exist. */
static size_t
count_new_names(struct check *c, const struct change **first)
{
	const struct name *last = NULL;
	size_t n = 0;

	*first = NULL;
	for_each_change(ch, c->set) {
		if (ch->kind != RRSET_ADDED || !ch->churn || ch->owner == last ||
		    zone_has(OLD(c), ch->owner, 0))
			continue;
		last = ch->owner;
		if (n++ == 0)
			*first = ch;
	}
	return n;
}

/* Until when resolvers may deny the new names, as a sentence with a blank before it. */
static struct str
denial(struct check *c, uint32_t old)
{
	const struct change *first;
	size_t n = count_new_names(c, &first);

	if (n == 0)
		return S("");
	return texted(c, " Who asked for %.*s%s before this change may be told \"no such name\" "
	    "until %.*s (old value: %u s).", STR(check_name(c, first->owner)),
	    n > 1 ? " or another of the new names" : "",
	    STR(clock_text(c->arena, c->commit->now + old)), old);
}

static void
check_soa(struct check *c, const struct change *ch)
{
	uint32_t old = 0, neg;
	bool had = zone_negative_ttl(OLD(c), &old);
	struct str wrong, late = S("");
	struct finding *f;

	if (!zone_negative_ttl(NEW(c), &neg))
		return;
	wrong = complaint(c, neg, had, old);
	if (had && old != neg && ch->kind != RRSET_STANDS)
		late = denial(c, old);
	if (wrong.len && had && old == neg)
		f = flag_at_most(c, NOTE, "negative answers are kept for %u s, %.*s (as before "
		    "this change)", neg, STR(wrong));
	else if (wrong.len && had)
		f = flag(c, "negative answers are kept for %u s instead of %u s, %.*s", neg, old,
		    STR(wrong));
	else if (wrong.len)
		f = flag(c, "negative answers are kept for %u s, %.*s", neg, STR(wrong));
	else if (late.len)
		f = flag_at_most(c, WARNING, "negative answers are kept for %u s instead of %u s, "
		    "and names are added in the same change", neg, old);
	else
		return;
	f->effect = texted(c, "A name that is added, or is missing for a moment, stays unknown to "
	    "resolvers for up to %u s.%.*s", neg, STR(late));
	if (!wrong.len)
		f->fix = texted(c, "Change the SOA first, and add the names %u s later.", old);
}

/* One finding for all NSEC and NSEC3 records with another TTL. */
static void
check_proofs(struct check *c)
{
	const struct change *first = NULL;
	struct finding *f;
	uint32_t neg;
	size_t n = 0;

	if (!zone_negative_ttl(NEW(c), &neg))
		return;
	for_each_change(ch, c->set) {
		if ((ch->type != TYPE_NSEC && ch->type != TYPE_NSEC3) || ch->side[AFTER].n == 0 ||
		    ch->side[AFTER].ttl == neg)
			continue;
		if (n++ == 0)
			first = ch;
	}
	if (n == 0)
		return;
	f = flag(c, "%zu %.*s RRset%s with TTL %u where negative answers are kept for %u s", n,
	    STR(check_type(c, first->type)), n == 1 ? "" : "s", first->side[AFTER].ttl, neg);
	finding_about(c, f, first->owner, first->type);
	finding_at(c, f, NEW(c), first->side[AFTER].v[0]);
	f->after = texted(c, "%u", first->side[AFTER].ttl);
	f->effect = S("Resolvers that answer from cached NSEC records (RFC 8198) deny new names "
	    "for another time than the SOA says.");
	f->fix = S("Let the signer use min(SOA TTL, SOA MINIMUM), RFC 9077 section 3.");
}

void
check_ttl_negative(struct check *c, const struct change *ch)
{
	if (ch->kind == ZONE_CHANGED)
		check_proofs(c);
	else
		check_soa(c, ch);
}
