/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TTL and data in one change.  A shorter TTL that comes together with new data
 * comes too late: who holds the old data keeps it for the old TTL.  A longer
 * one comes too early: nobody has seen the new data work.
 *
 * Whether a shorter TTL was published long enough before needs the history of
 * the zone and is not judged here.
 */
#include "rules/ttl.h"

#include "base/clock.h"

/* Types by which clients find their way. */
static bool
is_staged(struct check *c, const struct change *ch)
{
	switch (ch->type) {
	case TYPE_A: case TYPE_AAAA: case TYPE_CNAME: case TYPE_MX: case TYPE_SRV: case TYPE_HTTPS:
	case TYPE_NS:
		return !ttl_unserved(c, ch);
	default:
		return false;
	}
}

/* Does data go, or only come beside the rest? */
static bool
loses_data(const struct change *ch)
{
	if (ch->kind == RRSET_ADDED)
		return true;            /* an alias in place of addresses, or the other way round */
	for_each_of(r, ch, BEFORE)
		if (r->flags & RECORD_NEW_DATA)
			return true;
	return false;
}

void
check_ttl_staging(struct check *c, const struct change *ch)
{
	uint32_t new = ch->side[AFTER].ttl, old;
	struct finding *f;
	int64_t when;

	if (!ttl_before(c, ch, &old) || new >= old || !is_staged(c, ch) ||
	    (check_yes(c, "pure-add-ok") && !loses_data(ch)))
		return;
	f = flag(c, "the data changes together with the TTL, %u -> %u: for the old data that is too "
	    "late", old, new);
	f->effect = texted(c, "Resolvers that hold the old data keep it for up to %u s more, "
	    "whatever the new TTL says.", old);
	when = c->commit->now + old + check_number(c, "slack");
	f->fix = texted(c, "Publish the TTL of %u with the old data first, and the new data not "
	    "before %.*s.", new, STR(clock_text(c->arena, when)));
}

void
check_ttl_raise(struct check *c, const struct change *ch)
{
	uint32_t new = ch->side[AFTER].ttl, old;
	struct finding *f;

	if (!ttl_before(c, ch, &old) || new <= check_number(c, "max") ||
	    new <= (uint64_t)check_number(c, "ratio") * (old ? old : 1) || !is_staged(c, ch) ||
	    !loses_data(ch))
		return;
	f = flag(c, "the data changes and its TTL rises in the same change, %u -> %u", old, new);
	f->effect = texted(c, "A mistake in the new data stays in caches for up to %u s after it is "
	    "corrected.", new);
	f->fix = texted(c, "Publish the new data with the TTL of %u, see that it works, then raise "
	    "the TTL.", old);
}
