/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules on the names that NS records point at; each sees the fault come from either end. */
#include <string.h>

#include "rules/delegation.h"
#include "rules/record.h"
#include "rules/suffix.h"

/* Have all of the servers the same address, and no other one? */
static bool
at_one_address(struct check *c, const struct rrset *servers)
{
	const struct rdata *only = NULL;

	for (size_t i = 0; i < servers->n; i++) {
		struct name *target = record_target(NEW(c), servers->v[i]);
		struct zone *z = target ? check_zone_of(c, AFTER, target) : NULL;
		bool found = false;

		for (int v6 = 0; z && v6 < 2; v6++)
			for_each_record(r, z, target, v6 ? TYPE_AAAA : TYPE_A) {
				const struct rdata *address = record_data(z, r);

				if (address && only && (only->len != address->len ||
				    memcmp(only->wire, address->wire, address->len) != 0))
					return false;
				only = address ? address : only;
				found = found || address;
			}
		if (!found)
			return false;
	}
	return servers->n > 1;
}

void
check_ns_min(struct check *c, const struct change *ch)
{
	size_t n = ch->side[AFTER].n;
	uint32_t min = check_number(c, "min"), max = check_number(c, "max");
	struct finding *f;

	if (n < min) {
		bool stood = ch->kind != RRSET_STANDS && ch->side[BEFORE].n > 0 && ch->side[BEFORE].n <= n;

		f = flag_at_most(c, stood ? NOTE : ERROR, "only %zu name server%s, fewer than %u%s", n,
		    n == 1 ? "" : "s", min, stood ? " (so it was before this change)" : "");
		f->fix = texted(c, "Name at least %u servers that do not fail together.", min);
		return;
	}
	if (n > max)
		flag_at_most(c, NOTE, "%zu name servers, more than %u", n, max)->effect =
		    S("The referral no longer fits a small answer.");
	if (ch->kind != TTL_CHANGED && at_one_address(c, &ch->side[AFTER]))
		flag(c, "%zu name servers, but all at one address", n)->fix =
		    S("Give the servers addresses of their own.");
}

/* Was the server, or another one of its operator, already named here? */
static bool
known_operator(struct check *c, const struct change *ch, const struct name *target)
{
	size_t n;

	if (!OLD(c)->exists)
		return true;
	zone_pointers(OLD(c), target, &n);
	if (n > 0)
		return true;
	for_each_of(r, ch, BEFORE) {
		struct name *old = record_target(OLD(c), r);

		if (old && check_shares_suffix(c, old, target))
			return true;
	}
	for_each_record(r, OLD(c), OLD(c)->apex, TYPE_NS) {
		struct name *old = record_target(OLD(c), r);

		if (old && check_shares_suffix(c, old, target))
			return true;
	}
	return false;
}

void
check_ns_suffix(struct check *c, const struct change *ch)
{
	bool listed = check_is_set(c, "allow");

	for_each_changed(r, ch, AFTER) {
		struct name *target = record_target(NEW(c), r);
		struct finding *f = NULL;

		if (target == NULL || !(r->flags & RECORD_NEW_DATA))
			continue;
		if (name_within(target, NEW(c)->apex) && check_yes(c, "allow-inzone"))
			continue;
		if (listed && !check_lists_name(c, "allow", target)) {
			f = flag(c, "%.*s is none of the approved name servers", STR(check_name(c, target)));
			f->effect = S("Whoever runs that server answers for the whole delegation.");
			f->fix = S("Use an approved server, or add its domain to `allow` in a change of its own.");
		} else if (!listed && !known_operator(c, ch, target)) {
			f = flag_at_most(c, NOTE, "%.*s belongs to an operator that this zone did not use before",
			    STR(check_name(c, target)));
		}
		if (f)
			finding_at(c, f, NEW(c), r);
	}
}

/* --- servers that nobody finds ---------------------------------------------------- */

/* A name below a cut is the business of delegation-glue-missing. */
bool
server_unresolvable(struct check *c, enum side side, struct name *target)
{
	struct zone *zone = &c->set->zone[side];
	enum reach reach;

	if (name_within(target, zone->apex) && zone_cut(zone, target))
		return false;
	reach = target_reach(c, side, target);
	return reach == NO_ADDRESS || reach == NO_NAME || reach == LOOP;
}

static void
flag_unresolvable(struct check *c, struct record *ns, const struct name *target, size_t others)
{
	struct finding *f = flag(c, "name server %.*s has no address", STR(check_name(c, target)));

	f->effect = others ? S("Resolvers lose time on a server that nobody can reach.") :
	    S("Resolvers cannot reach any server of the name.");
	f->fix = texted(c, "Add an A or AAAA record for %.*s, or correct the NS record.",
	    STR(check_name(c, target)));
	finding_at(c, f, NEW(c), ns);
	finding_about(c, f, ns->owner, TYPE_NS);
}

void
check_ns_unresolvable(struct check *c, const struct change *ch)
{
	size_t n;
	struct record *const *v;

	if (ch->type == TYPE_NS) {
		for_each_of(r, ch, AFTER) {
			struct name *target = record_target(NEW(c), r);

			if (target && (ch->kind == RRSET_STANDS || (r->flags & RECORD_NEW_DATA)) &&
			    server_unresolvable(c, AFTER, target))
				flag_unresolvable(c, r, target, ch->side[AFTER].n - 1);
		}
		return;
	}
	if (ch->kind != RRSET_REMOVED || !NEW(c)->exists || !server_unresolvable(c, AFTER, ch->owner))
		return;
	v = zone_pointers(NEW(c), ch->owner, &n);
	for (size_t i = 0; i < n; i++) {
		const struct change *ns = changeset_find(c->set, v[i]->owner, TYPE_NS);

		if (v[i]->type == TYPE_NS && !(ns && (v[i]->flags & RECORD_NEW_DATA)))
			flag_unresolvable(c, v[i], ch->owner, zone_count(NEW(c), v[i]->owner, TYPE_NS) - 1);
	}
}

static void
flag_alias(struct check *c, struct record *ns, const struct name *target)
{
	struct finding *f = flag(c, "name server %.*s is an alias (CNAME)", STR(check_name(c, target)));

	f->fix = S("Name the server by the name that owns its addresses.");
	finding_at(c, f, NEW(c), ns);
	finding_about(c, f, ns->owner, TYPE_NS);
}

static bool
is_alias(struct check *c, enum side side, const struct name *target)
{
	struct zone *z = check_zone_of(c, side, target);

	return z && z->exists && zone_has(z, target, TYPE_CNAME) &&
	    !zone_occluded(z, zone_name(z, target), TYPE_CNAME);
}

void
check_ns_cname(struct check *c, const struct change *ch)
{
	size_t n;
	struct record *const *v;

	if (ch->type == TYPE_NS) {
		for_each_of(r, ch, AFTER) {
			struct name *target = record_target(NEW(c), r);

			if (target && is_alias(c, AFTER, target) && (ch->kind == RRSET_STANDS ||
			    (r->flags & RECORD_NEW_DATA) || !is_alias(c, BEFORE, target)))
				flag_alias(c, r, target);
		}
		return;
	}
	if (ch->kind != RRSET_ADDED)
		return;                         /* an alias before, an alias now */
	v = zone_pointers(NEW(c), ch->owner, &n);
	for (size_t i = 0; i < n; i++)
		if (v[i]->type == TYPE_NS && !changeset_find(c->set, v[i]->owner, TYPE_NS))
			flag_alias(c, v[i], ch->owner);
}

void
check_wildcard_ns(struct check *c, const struct change *ch)
{
	if (name_wildcard(ch->owner))
		flag(c, "NS records at the wildcard %.*s", STR(check_name(c, ch->owner)));
}
