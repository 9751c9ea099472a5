/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which RRsets of a signed zone a change concerns: those with other data or
 * other signatures, those signed by a key that came or went, and those for
 * which the zone became authoritative.  Everything else was as it is, and
 * in a large zone is not looked at.
 */
#include "rules/dnssec.h"

enum { TYPES_MOST = 256, KEYS_MOST = 64 };

struct walk {
	struct check *c;
	struct zone *z;
	bool all;
	signed_set_judge *judge;
	void *state;
};

bool
dnssec_is_signed(struct check *c, enum side side)
{
	struct zone *z = &c->set->zone[side];

	return z->exists && zone_has(z, z->apex, TYPE_DNSKEY) && zone_has(z, z->apex, TYPE_RRSIG) &&
	    !check_zone_is(c, "signed-by", "server");
}

bool
dnssec_covers(struct zone *z, struct record *r, uint16_t type, struct rrsig *sig)
{
	const struct rdata *data = record_data(z, r);

	return data && rdata_rrsig(data, sig) && sig->covers == type;
}

bool
dnssec_authoritative(const struct zone *z, struct name *owner, uint16_t type)
{
	if (type == TYPE_RRSIG || !name_within(owner, z->apex) || zone_occluded(z, owner, type))
		return false;
	return type != TYPE_NS || owner == z->apex;
}

void
dnssec_about(struct check *c, struct finding *f, const struct signed_set *set, struct record *at)
{
	struct record *r = at ? at : zone_first(NEW(c), set->owner, set->type);

	if (r)
		finding_at(c, f, NEW(c), r);
	finding_about(c, f, set->owner, set->type);
}

/* --- one RRset --------------------------------------------------------------------------- */

static void
visit(struct walk *w, struct name *owner, uint16_t type, bool touched)
{
	struct signed_set set = { owner, type, zone_has(w->z, owner, type), touched };
	struct rrsig sig;

	if (!dnssec_authoritative(w->z, owner, type))
		return;
	for_each_signature(r, sig, w->z, &set) {
		w->judge(w->c, &set, w->state);
		return;
	}
	if (set.exists)
		w->judge(w->c, &set, w->state);
}

/* The types at one name, each once. */
struct types {
	uint16_t v[TYPES_MOST];
	size_t n;
};

static bool
types_add(struct types *t, uint16_t type)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i] == type)
			return false;
	if (t->n < TYPES_MOST)
		t->v[t->n++] = type;
	return true;
}

/* What the signatures that differ on a side cover. */
static void
types_covered(struct types *t, struct zone *z, const struct change *ch)
{
	struct rrsig sig;

	for_each_changed(r, ch, z->side) {
		const struct rdata *data = record_data(z, r);

		if (data && rdata_rrsig(data, &sig))
			types_add(t, sig.covers);
	}
}

static void
types_at(struct types *t, struct zone *z, const struct name *owner)
{
	struct rrsig sig;

	for_each_record(r, z, owner, 0) {
		const struct rdata *data = r->type == TYPE_RRSIG ? record_data(z, r) : NULL;

		if (data && rdata_rrsig(data, &sig))
			types_add(t, sig.covers);
		else if (r->type != TYPE_RRSIG)
			types_add(t, r->type);
	}
}

static void
visit_types(struct walk *w, struct name *owner, const struct types *t)
{
	for (size_t i = 0; i < t->n; i++)
		visit(w, owner, t->v[i], true);
}

/* --- all of the zone ------------------------------------------------------------------------ */

static void
visit_all(struct walk *w)
{
	for_each_in_zone(r, w->z) {
		struct types types = { .n = 0 };

		if (!record_opens_owner(w->z, r))
			continue;
		types_at(&types, w->z, r->owner);
		visit_types(w, r->owner, &types);
	}
}

/* --- what the change touched ------------------------------------------------------------------ */

/* Tags of the keys that came or went; a tag may come back with other key material. */
struct tags {
	uint32_t v[KEYS_MOST];
	size_t n;
};

static void
tags_of(struct tags *t, struct zone *z, const struct change *ch)
{
	for_each_changed(r, ch, z->side) {
		const struct rdata *key = r->flags & RECORD_NEW_DATA ? record_data(z, r) : NULL;

		if (key && t->n < KEYS_MOST)
			t->v[t->n++] = (uint32_t)rdata_u8(key, 3) << 16 | rdata_key_tag(key);
	}
}

/* Spares the data of a million signatures: the sixth word of an RRSIG is the tag. */
static bool
may_be_by(struct zone *z, struct record *r, const struct tags *tags)
{
	struct str word;
	uint64_t tag;

	if (r->data || !record_word(z, r, 0, &word) || str_eq(word, S("\\#")) ||
	    !record_word(z, r, 6, &word) || !str_number(word, UINT16_MAX, &tag))
		return true;
	for (size_t i = 0; i < tags->n; i++)
		if ((tags->v[i] & UINT16_MAX) == tag)
			return true;
	return false;
}

static bool
is_by(const struct rrsig *sig, const struct tags *tags)
{
	for (size_t i = 0; i < tags->n; i++)
		if (tags->v[i] == ((uint32_t)sig->algorithm << 16 | sig->tag))
			return true;
	return false;
}

static bool
covers_changed(struct zone *z, const struct change *ch, uint16_t type)
{
	struct rrsig sig;

	for_each_changed(r, ch, z->side)
		if (dnssec_covers(z, r, type, &sig))
			return true;
	return false;
}

/* Did visit_touched() see the RRset? */
static bool
has_change(struct walk *w, const struct name *owner, uint16_t type)
{
	const struct change *sigs = changeset_find(w->c->set, owner, TYPE_RRSIG);

	return changeset_find(w->c->set, owner, type) ||
	    (sigs && (covers_changed(w->z, sigs, type) || covers_changed(OLD(w->c), sigs, type)));
}

static void
visit_signed_by(struct walk *w, const struct tags *tags)
{
	struct name *last = NULL;
	uint16_t last_type = 0;

	for_each_in_zone(r, w->z) {
		const struct rdata *data;
		struct rrsig sig;

		if (r->type != TYPE_RRSIG || !may_be_by(w->z, r, tags))
			continue;
		data = record_data(w->z, r);
		if (data == NULL || !rdata_rrsig(data, &sig) || !is_by(&sig, tags) ||
		    has_change(w, r->owner, sig.covers) || (last == r->owner && last_type == sig.covers))
			continue;
		visit(w, r->owner, sig.covers, true);
		last = r->owner;
		last_type = sig.covers;
	}
}

static void
visit_touched(struct walk *w)
{
	struct changeset *set = w->c->set;

	for (size_t i = 1; i < set->n;) {
		struct name *owner = set->v[i].owner;
		struct types types = { .n = 0 };

		for (; i < set->n && set->v[i].owner == owner; i++) {
			if (set->v[i].type != TYPE_RRSIG) {
				types_add(&types, set->v[i].type);
				continue;
			}
			types_covered(&types, OLD(w->c), &set->v[i]);
			types_covered(&types, w->z, &set->v[i]);
		}
		visit_types(w, owner, &types);
	}
}

/* Names below a delegation or DNAME that is gone: the zone speaks for them now. */
static void
visit_regained(struct walk *w)
{
	struct changeset *set = w->c->set;
	bool any = false;

	for_each_change(ch, set)
		any = any || (ch->kind == RRSET_REMOVED && (ch->type == TYPE_NS || ch->type == TYPE_DNAME) &&
		    zone_has_below(w->z, ch->owner));
	if (!any)
		return;
	for_each_in_zone(r, w->z) {
		struct name *name = record_opens_owner(w->z, r) ? zone_name(OLD(w->c), r->owner) : NULL;
		struct types types = { .n = 0 };

		if (name == NULL || !zone_occluded(OLD(w->c), name, TYPE_A) ||
		    zone_occluded(w->z, r->owner, TYPE_A))
			continue;
		types_at(&types, w->z, r->owner);
		for (size_t i = 0; i < types.n; i++)
			if (!has_change(w, r->owner, types.v[i]))
				visit(w, r->owner, types.v[i], true);
	}
}

/* SOA, NS and DNSKEY hold the zone up: they are looked at whatever changed. */
static void
visit_standing(struct walk *w)
{
	static const uint16_t types[] = { TYPE_SOA, TYPE_NS, TYPE_DNSKEY };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!has_change(w, w->z->apex, types[i]))
			visit(w, w->z->apex, types[i], false);
}

void
dnssec_walk(struct check *c, bool all, signed_set_judge *judge, void *state)
{
	struct walk w = { c, NEW(c), all, judge, state };
	struct zone *z = w.z;
	const struct change *keys;
	struct tags tags = { .n = 0 };

	if (!dnssec_is_signed(c, AFTER))
		return;
	if (all || check_scope_is_all(c) || (OLD(c)->exists && !dnssec_is_signed(c, BEFORE))) {
		visit_all(&w);
		return;
	}
	visit_touched(&w);
	visit_regained(&w);
	keys = changeset_find(c->set, z->apex, TYPE_DNSKEY);
	if (keys && OLD(c)->exists) {
		tags_of(&tags, OLD(c), keys);
		tags_of(&tags, z, keys);
	}
	if (tags.n == KEYS_MOST)
		visit_all(&w);                  /* more keys than one can tell apart: a hostile zone */
	else if (tags.n)
		visit_signed_by(&w, &tags);
	visit_standing(&w);
}
