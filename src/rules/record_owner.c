/* SPDX-License-Identifier: BSD-2-Clause */
/* What a name loses, names that the policy protects, and the same record twice. */
#include "base/map.h"
#include "rules/record.h"

/* --- record-last-address ---------------------------------------------------- */

static const uint16_t address_types[] = { TYPE_A, TYPE_AAAA, TYPE_CNAME, TYPE_HTTPS, TYPE_SVCB };
enum { ADDRESS_TYPES = sizeof(address_types) / sizeof(address_types[0]) };

/* HTTPS and SVCB lead to a service only in ServiceMode (RFC 9460 section 2.4.3). */
static bool
leads_somewhere(struct zone *z, struct record *r)
{
	const struct rdata *data;

	if (r->type != TYPE_HTTPS && r->type != TYPE_SVCB)
		return true;
	data = record_data(z, r);
	return data && rdata_u16(data, 0) != 0;
}

static bool
has_address(struct zone *z, const struct name *owner)
{
	for (size_t i = 0; i < ADDRESS_TYPES; i++)
		for_each_record(r, z, owner, address_types[i])
			if (leads_somewhere(z, r))
				return true;
	return false;
}

/* Of several address RRsets that go at once the first one speaks. */
static bool
speaks_for_addresses(struct check *c, const struct change *ch)
{
	for (size_t i = 0; i < ADDRESS_TYPES; i++) {
		const struct change *at = changeset_find(c->set, ch->owner, address_types[i]);

		if (at && at->kind == RRSET_REMOVED)
			return at == ch;
	}
	return false;
}

/* An alias such as s1._domainkey leads to a text or to no host at all (RFC 8552). */
static bool
is_alias_of_text(const struct change *ch)
{
	for (size_t i = 0; ch->type == TYPE_CNAME && ch->owner->wire[i];
	    i += (size_t)1 + ch->owner->wire[i])
		if (ch->owner->wire[i + 1] == '_')
			return true;
	return false;
}

static bool
lost_last_address(struct check *c, const struct change *ch)
{
	struct zone *z = NEW(c);

	if (!z->exists || is_alias_of_text(ch) || !speaks_for_addresses(c, ch) ||
	    !has_address(OLD(c), ch->owner) ||
	    zone_occluded(OLD(c), ch->owner, ch->type) || has_address(z, ch->owner) ||
	    zone_cut(z, ch->owner) || zone_dname(z, ch->owner))
		return false;
	return target_reach(c, AFTER, ch->owner) != REACHED;    /* a wildcard may step in */
}

/* The types that an owner still has, without those that signers make; empty: none. */
static struct str
remaining_types(struct check *c, const struct name *owner)
{
	struct str types = S("");

	for_each_record(r, NEW(c), owner, 0)
		if (!type_generated(r->type) && zone_first(NEW(c), owner, r->type) == r)
			types = texted(c, "%.*s%s%.*s", STR(types), types.len ? ", " : "",
			    STR(check_type(c, r->type)));
	return types;
}

void
check_last_address(struct check *c, const struct change *ch)
{
	bool protected, wanted;
	enum severity limit;
	struct str owner, types;
	struct finding *f;

	if (!lost_last_address(c, ch))
		return;
	owner = check_name(c, ch->owner);
	types = remaining_types(c, ch->owner);
	protected = check_other_lists_name(c, "record-protected", "owners", ch->owner);
	wanted = target_wanted(c, ch->owner);
	limit = protected ? ERROR : wanted || types.len ? check_level(c, "usual") : NOTE;
	f = flag_at_most(c, limit, "%.*s has lost its last address%s%.*s%s%s", STR(owner),
	    types.len ? " and keeps " : "", STR(types), wanted ? "; other records point to it" : "",
	    protected ? "; it is a protected name" : "");
	f->effect = texted(c, "Clients get %s, at the latest when caches forget the old answer "
	    "after %.*s.", zone_exists(NEW(c), ch->owner) ? "an empty answer" : "NXDOMAIN",
	    STR(check_duration(c, ch->side[BEFORE].ttl)));
	f->fix = texted(c, "Put an A or AAAA record of %.*s back%s.", STR(owner),
	    wanted ? ", or first change the records that point to it" : "");
}

/* --- record-protected -------------------------------------------------------- */

static const char *
what_happened(unsigned kind)
{
	switch (kind) {
	case RRSET_ADDED:
		return "gets";
	case RRSET_REMOVED:
		return "loses";
	case TTL_CHANGED:
		return "changes the TTL of";
	default:
		return "changes";
	}
}

void
check_protected(struct check *c, const struct change *ch)
{
	struct str owner, type;
	struct finding *f;

	if (!check_lists_name(c, "owners", ch->owner) ||
	    (ch->kind == TTL_CHANGED && check_yes(c, "ttl-ok")) ||
	    (ch->type == TYPE_SOA && ch->kind == DATA_CHANGED && c->set->serial_only))
		return;
	owner = check_name(c, ch->owner);
	type = check_type(c, ch->type);
	f = flag(c, "protected name %.*s %s %s%.*s", STR(owner), what_happened(ch->kind),
	    ch->kind == RRSET_ADDED || ch->kind == RRSET_REMOVED ? "" : "its ", STR(type));
	f->effect = texted(c, "%.*s serves something that the policy names as critical; the change "
	    "reaches all clients within %.*s.", STR(owner), STR(check_duration(c,
	    ch->kind == RRSET_ADDED ? ch->side[AFTER].ttl : ch->side[BEFORE].ttl)));
	f->fix = texted(c, "Take the change to %.*s %.*s back; if it is meant, add a waiver for it "
	    "beforehand.", STR(owner), STR(type));
}

/* --- record-duplicate --------------------------------------------------------- */

static size_t
count_equal(struct zone *z, const struct rrset *set, struct str wire)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n && i < RRSET_MOST; i++) {
		const struct rdata *data = record_data(z, set->v[i]);

		n += data && str_eq(str_n((const char *)data->wire, data->len), wire);
	}
	return n;
}

/* Most sets are small and have none. */
static bool
may_repeat(const struct rrset *set)
{
	enum { SMALL = 8 };

	for (size_t i = 0; i < set->n && set->n <= SMALL; i++)
		for (size_t k = 0; k < i; k++)
			if (set->v[i]->data->len == set->v[k]->data->len &&
			    memcmp(set->v[i]->data->wire, set->v[k]->data->wire, set->v[i]->data->len) == 0)
				return true;
	return set->n > SMALL;
}

/* The first record whose data stands further up already and did not stand twice before. */
static struct record *
new_duplicate(struct check *c, const struct change *ch, struct map *seen, struct record **first)
{
	for_each_of(r, ch, AFTER) {
		const struct rdata *data = record_data(NEW(c), r);
		struct str wire;
		void **slot;

		if (data == NULL)
			continue;
		wire = str_n((const char *)data->wire, data->len);
		slot = map_slot(seen, wire);
		if (*slot == NULL) {
			*slot = r;
		} else if (ch->kind == RRSET_STANDS ||
		    count_equal(OLD(c), &ch->side[BEFORE], wire) < 2) {
			*first = *slot;
			return r;
		}
	}
	return NULL;
}

void
check_duplicate(struct check *c, const struct change *ch)
{
	struct map seen = { 0 };
	struct record *first = NULL, *second;
	struct finding *f;

	if (!may_repeat(&ch->side[AFTER]))
		return;
	second = new_duplicate(c, ch, &seen, &first);
	map_free(&seen);
	if (second == NULL)
		return;
	f = flag(c, "%.*s %.*s stands twice, at %.*s:%u and line %u", STR(check_type(c, ch->type)),
	    STR(check_record(c, NEW(c), second)), STR(record_path(NEW(c), first)), first->line,
	    second->line);
	finding_at(c, f, NEW(c), second);
}
