/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses that a parent must hold, data that a cut hides, and what the child zone says itself. */
#include <stdlib.h>
#include <string.h>

#include "rules/delegation.h"

/* --- glue ---------------------------------------------------------------------------- */

static bool
has_address(const struct zone *z, const struct name *name)
{
	return zone_has(z, name, TYPE_A) || zone_has(z, name, TYPE_AAAA);
}

/* Servers of the cut that a resolver can reach: with glue here, or outside of this zone. */
static size_t
reachable(struct check *c, const struct name *cut)
{
	size_t n = 0;

	for_each_record(r, NEW(c), cut, TYPE_NS) {
		struct name *target = record_target(NEW(c), r);

		n += target && (!name_within(target, NEW(c)->apex) || has_address(NEW(c), target));
	}
	return n;
}

static void
judge_glue(struct check *c, struct record *ns)
{
	struct name *target = record_target(NEW(c), ns), *cut = ns->owner;
	bool inside, enough;
	struct finding *f;

	if (target == NULL || at_apex(c, cut) || !name_below(target, NEW(c)->apex) ||
	    zone_cut(NEW(c), target) == NULL || has_address(NEW(c), target))
		return;
	inside = name_within(target, cut);
	enough = reachable(c, cut) >= check_number(c, "min-ok");
	f = flag_at_most(c, !inside ? WARNING : enough ? check_level(c, "usual") : ERROR,
	    "name server %.*s lies below %s and has no address here", STR(check_name(c, target)),
	    inside ? "its own delegation" : "another delegation of this zone");
	f->effect = enough ? S("Resolvers lose time on a server that they cannot find.") :
	    S("Resolvers cannot find a server to ask for its address: the delegation does not work.");
	f->fix = texted(c, "Add glue: %.*s A or AAAA with the server's address.",
	    STR(check_name(c, target)));
	finding_at(c, f, NEW(c), ns);
	finding_about(c, f, cut, TYPE_NS);
}

/* Did this record stand before, without glue already?  Then it is no fault of this change. */
static bool
lacked_glue(struct check *c, struct record *ns)
{
	struct name *target = record_target(NEW(c), ns);

	return !(ns->flags & RECORD_NEW_DATA) && target && OLD(c)->exists &&
	    !has_address(OLD(c), target);
}

void
check_glue_missing(struct check *c, const struct change *ch)
{
	size_t n;
	struct record *const *v;

	if (ch->type == TYPE_NS) {
		for_each_of(r, ch, AFTER)
			if (ch->kind == RRSET_STANDS || !lacked_glue(c, r))
				judge_glue(c, r);
		return;
	}
	if (ch->kind != RRSET_REMOVED || !NEW(c)->exists)
		return;
	v = zone_pointers(NEW(c), ch->owner, &n);
	for (size_t i = 0; i < n; i++)
		if (v[i]->type == TYPE_NS && !changeset_find(c->set, v[i]->owner, TYPE_NS))
			judge_glue(c, v[i]);
}

/* Has every server of the cut another address than before? */
static bool
all_glue_changed(struct check *c, const struct name *cut)
{
	size_t n = 0;

	for_each_record(r, NEW(c), cut, TYPE_NS) {
		struct name *target = record_target(NEW(c), r);

		if (target == NULL || !name_within(target, NEW(c)->apex))
			return false;
		for (int v6 = 0; v6 < 2; v6++) {
			uint16_t type = v6 ? TYPE_AAAA : TYPE_A;
			const struct change *ch = changeset_find(c->set, target, type);

			if (!zone_has(NEW(c), target, type))
				continue;
			n++;
			if (ch == NULL || ch->kind != DATA_CHANGED)
				return false;
		}
	}
	return n > 0;
}

/* Does the child's own zone give the server other addresses? */
static bool
child_disagrees(struct check *c, const struct change *ch, const struct name *cut)
{
	struct zone *child = check_zone_at(c, AFTER, cut);

	if (child == NULL || child == NEW(c) || !zone_has(child, ch->owner, ch->type))
		return false;
	for_each_record(r, child, ch->owner, ch->type) {
		const struct rdata *data = record_data(child, r);

		if (data && !rrset_has_data(NEW(c), &ch->side[AFTER], data))
			return true;
	}
	return zone_count(child, ch->owner, ch->type) != ch->side[AFTER].n;
}

void
check_glue_changed(struct check *c, const struct change *ch)
{
	size_t n, was;
	struct record *const *v;
	const struct name *of = NULL;
	struct finding *f;
	bool all = false, disagrees = false;

	/* A server without any address is told by -ns-unresolvable, -glue-missing or -ns-cname. */
	if (ch->kind == RRSET_REMOVED && !has_address(NEW(c), ch->owner))
		return;
	if (ch->kind == RRSET_ADDED) {
		if (!has_address(OLD(c), ch->owner))
			return;                 /* a new host */
		zone_pointers(OLD(c), ch->owner, &was);
		if (was == 0)
			return;                 /* a new name server */
	}
	v = zone_pointers(NEW(c), ch->owner, &n);       /* of a whole zone: asked only now */
	for (size_t i = 0; i < n; i++) {
		if (v[i]->type != TYPE_NS)
			continue;
		of = v[i]->owner;
		all = all || (ch->kind == DATA_CHANGED && !at_apex(c, of) && all_glue_changed(c, of));
		disagrees = disagrees || (!at_apex(c, of) && child_disagrees(c, ch, of));
	}
	if (of == NULL)
		return;
	f = flag_at_most(c, all || disagrees ? ERROR : check_level(c, "usual"),
	    "%s of the name server %.*s%s", ch->kind == RRSET_ADDED ? "a new address" :
	    ch->kind == RRSET_REMOVED ? "an address is gone" : "another address",
	    STR(check_name(c, ch->owner)), disagrees ? ", and the child zone gives it others" :
	    all ? ", and no server of the delegation keeps its address" : "");
	f->effect = S("Resolvers come by the address that the parent or the registry holds until that "
	    "is changed too.");
	f->fix = S("Change the host object at the registrar or the glue in the parent as well; keep the "
	    "old address answering for the TTL of the NS records.");
}

/* --- occlusion ------------------------------------------------------------------------- */

/* Data of the child zone that says the same: then the hidden copy may simply go. */
static bool
child_has_same(struct check *c, const struct name *cut, struct record *r)
{
	struct zone *child = check_zone_at(c, AFTER, cut);
	const struct rdata *data = record_data(NEW(c), r);

	if (child == NULL || data == NULL)
		return false;
	for_each_record(other, child, r->owner, r->type) {
		const struct rdata *same = record_data(child, other);

		if (same && same->len == data->len && memcmp(same->wire, data->wire, data->len) == 0)
			return true;
	}
	return false;
}

static bool
hidden_by(struct check *c, struct record *r, const struct name *cut)
{
	return name_within(r->owner, cut) && zone_occluded(NEW(c), r->owner, r->type) &&
	    !((r->type == TYPE_A || r->type == TYPE_AAAA) && zone_is_glue(NEW(c), r->owner)) &&
	    !(r->type == TYPE_DNAME && r->owner == cut) &&      /* record-dname-occlude tells it */
	    !type_generated(r->type) && !child_has_same(c, cut, r);
}

static bool
hides_owner(struct check *c, const struct name *owner, const struct name *cut)
{
	for_each_record(r, NEW(c), owner, 0)
		if (hidden_by(c, r, cut))
			return true;
	return false;
}

/* A new cut over names that were served until now. */
static void
judge_new_cut(struct check *c, const struct change *ch)
{
	struct zone *z = NEW(c);
	struct name *const *owners;
	struct str names = S("");
	struct finding *f;
	size_t n = 0, all;

	if (!zone_has_below(z, ch->owner) && zone_count(z, ch->owner, 0) == ch->side[AFTER].n)
		return;
	owners = zone_owners_within(z, ch->owner, c->passing, &all);
	for (size_t i = 0; i < all; i++)
		if (hides_owner(c, owners[i], ch->owner) && n++ < 5)
			names = texted(c, "%.*s%s%.*s", STR(names), n > 1 ? ", " : "",
			    STR(check_name(c, owners[i])));
	if (n == 0)
		return;
	f = flag(c, "the new delegation hides data of %zu name%s: %.*s%s", n, n == 1 ? "" : "s",
	    STR(names), n > 5 ? ", ..." : "");
	f->effect = S("Servers of this zone answer with a referral; the names vanish unless the child "
	    "serves them.");
	f->fix = S("Move the records to the child zone first, or do not delegate the name.");
}

void
check_occlusion(struct check *c, const struct change *ch)
{
	struct name *cut = zone_cut(NEW(c), ch->owner);
	const struct change *made;
	struct finding *f;

	if (ch->type == TYPE_NS && cut == ch->owner) {
		if (ch->kind == RRSET_ADDED && OLD(c)->exists)
			judge_new_cut(c, ch);
		return;
	}
	if (cut == NULL || ch->kind != RRSET_ADDED || ch->side[AFTER].n == 0 ||
	    !hidden_by(c, ch->side[AFTER].v[0], cut))
		return;
	made = changeset_find(c->set, cut, TYPE_NS);
	if (made && made->kind == RRSET_ADDED && OLD(c)->exists)
		return;                         /* the new cut tells it */
	f = flag(c, "new data at or below the delegation %.*s, where nobody asks this zone",
	    STR(check_name(c, cut)));
	f->effect = S("Servers answer with a referral to the child; the record is never seen.");
	f->fix = texted(c, "Put it into the zone %.*s.", STR(check_name(c, cut)));
}

/* --- parent and child ---------------------------------------------------------------------- */

struct sets {
	size_t both, parent_only, child_only;
	struct str parents, children;
};

static void
compare_sets(struct check *c, struct zone *parent, struct zone *child, const struct name *cut,
    struct sets *sets)
{
	*sets = (struct sets){ .parents = S(""), .children = S("") };
	for_each_record(r, parent, cut, TYPE_NS) {
		struct name *target = record_target(parent, r);
		bool found = false;

		for_each_record(own, child, child->apex, TYPE_NS) {
			struct name *other = record_target(child, own);

			found = found || (target && other && name_equal(target, other));
		}
		sets->both += found;
		if (!found && target && sets->parent_only++ < 5)
			sets->parents = texted(c, "%.*s %.*s", STR(sets->parents),
			    STR(check_name(c, target)));
	}
	for_each_record(own, child, child->apex, TYPE_NS) {
		struct name *target = record_target(child, own);
		bool found = false;

		for_each_record(r, parent, cut, TYPE_NS) {
			struct name *other = record_target(parent, r);

			found = found || (target && other && name_equal(target, other));
		}
		if (!found && target && sets->child_only++ < 5)
			sets->children = texted(c, "%.*s %.*s", STR(sets->children),
			    STR(check_name(c, target)));
	}
}

static void
judge_parent_child(struct check *c, struct zone *parent, struct zone *child,
    const struct name *cut)
{
	enum severity at_most = check_migration(c) ? NOTE : ERROR;
	struct sets sets;
	struct finding *f;

	if (!zone_has(parent, cut, TYPE_NS) || !zone_has(child, child->apex, TYPE_NS))
		return;
	compare_sets(c, parent, child, cut, &sets);
	if (sets.parent_only + sets.child_only == 0)
		return;
	if (sets.both == 0)
		f = flag_at_most(c, at_most, "parent and child name different servers only: the parent%.*s, "
		    "the child%.*s", STR(sets.parents), STR(sets.children));
	else if (sets.parent_only)
		f = flag_at_most(c, at_most < WARNING ? at_most : WARNING,
		    "the parent names servers that the child does not:%.*s", STR(sets.parents));
	else
		f = flag_at_most(c, NOTE, "the child names servers that the parent does not:%.*s",
		    STR(sets.children));
	f->effect = S("Resolvers follow one set or the other, depending on what they asked first.");
	f->fix = S("Make both NS sets equal: add servers at the child first, remove them at the parent "
	    "first.");
}

void
check_parent_child(struct check *c, const struct change *ch)
{
	struct zone *other;
	struct changeset *above;

	if (!at_apex(c, ch->owner)) {
		other = check_zone_at(c, AFTER, ch->owner);
		if (other && other != NEW(c))
			judge_parent_child(c, NEW(c), other, ch->owner);
		return;
	}
	if (c->commit->siblings == NULL || ch->owner->labels == 0)
		return;
	above = c->commit->siblings->covering(c->commit->siblings,
	    names_parent(&c->set->names, ch->owner));
	if (above == NULL || above == c->set || !above->zone[AFTER].exists ||
	    changeset_find(above, ch->owner, TYPE_NS))
		return;                         /* a change of the parent tells it there */
	judge_parent_child(c, &above->zone[AFTER], NEW(c), ch->owner);
}
