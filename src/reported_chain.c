/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Chains of trust that a change touches, from the DS in the parent to the
 * DNSKEY in the child, on both sides and in caches that hold one side of each.
 */
#include <stdlib.h>

#include "reported_pictures.h"

enum { CHAINS = 4, KEYS = 8, DS_RECORDS = 8 };

/* One chain being looked at; a zone is NULL where that side is not known. */
struct chain {
	const struct name *child;
	struct zone *parent[2], *keys[2];
	const struct rdata *ds[DS_RECORDS], *key[KEYS];
	struct pictured_chain *out;
	struct arena *arena;
};

static bool
same_data(const struct rdata *a, const struct rdata *b)
{
	return str_eq(str_n((const char *)a->wire, a->len), str_n((const char *)b->wire, b->len));
}

/* The place of the data in the list, which takes it when it is new; -1: no room. */
static int
place_of(const struct rdata **v, size_t *n, size_t most, const struct rdata *data)
{
	for (size_t i = 0; i < *n; i++)
		if (same_data(v[i], data))
			return (int)i;
	if (*n == most)
		return -1;
	v[*n] = data;
	return (int)(*n)++;
}

static void
collect_ds(struct chain *c, int side)
{
	struct pictured_chain *out = c->out;

	if (c->parent[side] == NULL)
		return;
	for_each_record(r, c->parent[side], c->child, TYPE_DS) {
		const struct rdata *data = record_data(c->parent[side], r);
		int i = data ? place_of(c->ds, &out->nds, DS_RECORDS, data) : -1;

		if (i < 0)
			continue;
		out->ds[i].tag = rdata_u16(data, 0);
		out->ds[i].algorithm = rdata_u8(data, 2);
		out->ds[i].digest = rdata_u8(data, 3);
		out->ds[i].on[side] = true;
		if (side == BEFORE && r->ttl > out->ds_ttl)
			out->ds_ttl = r->ttl;
	}
}

/* Keys that a DS is made for first: zone-signing keys fill what room is left. */
static void
collect_keys(struct chain *c, int side, bool sep)
{
	struct pictured_chain *out = c->out;

	if (c->keys[side] == NULL)
		return;
	for_each_record(r, c->keys[side], c->child, TYPE_DNSKEY) {
		const struct rdata *data = record_data(c->keys[side], r);
		bool is_sep = data && (rdata_u16(data, 0) & 1);
		int i = data && is_sep == sep ? place_of(c->key, &out->nkeys, KEYS, data) : -1;

		if (i < 0)
			continue;
		out->keys[i].tag = rdata_key_tag(data);
		out->keys[i].algorithm = rdata_u8(data, 3);
		out->keys[i].sep = is_sep;
		out->keys[i].revoked = rdata_u16(data, 0) & 0x80;
		out->keys[i].on[side] = true;
		if (side == BEFORE && r->ttl > out->key_ttl)
			out->key_ttl = r->ttl;
	}
}

static bool
known_digest(uint8_t digest)
{
	return digest == 1 || digest == 2 || digest == 4;
}

static void
match_ds(struct chain *c)
{
	struct pictured_chain *out = c->out;

	for (size_t i = 0; i < out->nds; i++)
		for (int side = BEFORE; side <= AFTER; side++) {
			out->ds[i].key[side] = -1;
			for (size_t k = 0; k < out->nkeys && out->ds[i].key[side] < 0; k++)
				if (out->keys[k].on[side] &&
				    rdata_ds_match(c->child, c->ds[i], c->key[k]) == DS_MATCHES)
					out->ds[i].key[side] = (int)k;
		}
}

/* The DS of one side with the keys of one side: may be the same, or what caches mix. */
static enum chain_state
state_of(const struct chain *c, int ds_side, int key_side)
{
	const struct pictured_chain *out = c->out;
	bool any = false, known = false;

	for (size_t i = 0; i < out->nds; i++) {
		if (!out->ds[i].on[ds_side])
			continue;
		if (out->ds[i].key[key_side] >= 0)
			return CHAIN_WHOLE;
		any = true;
		known = known || known_digest(out->ds[i].digest);
	}
	if (!any)
		return c->parent[ds_side] ? CHAIN_UNSIGNED : CHAIN_NONE;
	return known && c->keys[key_side] ? CHAIN_BROKEN : CHAIN_UNKNOWN;
}

static bool
ds_differ(const struct pictured_chain *out)
{
	for (size_t i = 0; i < out->nds; i++)
		if (out->ds[i].on[BEFORE] != out->ds[i].on[AFTER])
			return true;
	return false;
}

static bool
keys_differ(const struct pictured_chain *out)
{
	for (size_t i = 0; i < out->nkeys; i++)
		if (out->keys[i].on[BEFORE] != out->keys[i].on[AFTER])
			return true;
	return false;
}

/* The name without its first label. */
static struct str
above(struct arena *a, const struct name *name)
{
	size_t first = name->wire[0] + (size_t)1;

	return name->labels ? wire_text(a, name->wire + first, name->len - first) : S("");
}

/* Looks at it; false: no DS and no key, or nothing of both changed. */
static bool
chain_fill(struct chain *c)
{
	struct pictured_chain *out = c->out;
	bool ds, keys;

	out->ds = ARENA_ARRAY(c->arena, struct pictured_ds, DS_RECORDS);
	out->keys = ARENA_ARRAY(c->arena, struct pictured_key, KEYS);
	out->child = name_text(c->arena, c->child);
	for (int side = BEFORE; side <= AFTER; side++) {
		collect_ds(c, side);
		collect_keys(c, side, true);
		out->from_file = out->from_file || (c->parent[side] && c->parent[side]->exists &&
		    name_equal(c->parent[side]->apex, c->child));
		if (c->parent[side] && c->parent[side]->exists && !out->from_file)
			out->parent = name_text(c->arena, c->parent[side]->apex);
	}
	if (out->parent.len == 0)
		out->parent = above(c->arena, c->child);
	for (int side = BEFORE; side <= AFTER; side++)
		collect_keys(c, side, false);
	ds = ds_differ(out);
	keys = keys_differ(out);
	if (out->nds == 0 || !(ds || keys))
		return false;
	match_ds(c);
	for (int side = BEFORE; side <= AFTER; side++) {
		out->state[side] = state_of(c, side, side);
		out->mixed[side] = CHAIN_NONE;
	}
	if (keys && out->state[BEFORE] != CHAIN_UNSIGNED && out->state[BEFORE] != CHAIN_NONE)
		out->mixed[BEFORE] = state_of(c, BEFORE, AFTER);
	if (ds && keys && out->state[AFTER] != CHAIN_UNSIGNED && out->state[AFTER] != CHAIN_NONE)
		out->mixed[AFTER] = state_of(c, AFTER, BEFORE);
	return true;
}

/* --- which chains ------------------------------------------------------------------------ */

/* The child's keys: its zone in the tree, else a file of [context]; NULL: not known. */
static struct zone *
keys_of(const struct depiction *d, int side, const struct name *child)
{
	struct changeset *set = d->siblings->find(d->siblings, child);

	if (set && set->zone[side].exists)
		return &set->zone[side];
	return d->siblings->context(d->siblings, (enum side)side, child, TYPE_DNSKEY);
}

/* Where the DS of this zone stands: its parent in the tree, else a file of [context]. */
static struct zone *
ds_of(const struct depiction *d, int side)
{
	struct zone *own = &d->set->zone[side];
	struct name *up = own->exists && own->apex->labels ?
	    names_parent(&d->set->names, own->apex) : NULL;
	struct changeset *above = up ? d->siblings->covering(d->siblings, up) : NULL;

	if (above && above != d->set && above->zone[side].exists &&
	    zone_has(&above->zone[side], own->apex, TYPE_DS))
		return &above->zone[side];
	return up ? d->siblings->context(d->siblings, (enum side)side, own->apex, TYPE_DS) : NULL;
}

static bool
speaks_of_keys(const struct change *ch)
{
	return ch->type == TYPE_DNSKEY || ch->type == TYPE_CDS || ch->type == TYPE_CDNSKEY;
}

static int
broken_first(const void *x, const void *y)
{
	const struct pictured_chain *a = x, *b = y;
	int worse = (b->state[AFTER] == CHAIN_BROKEN) - (a->state[AFTER] == CHAIN_BROKEN);

	return worse ? worse : str_cmp(a->child, b->child);
}

struct chains {
	struct pictured_chain *v;
	size_t n, left_out;
};

static void
chain_add(const struct depiction *d, struct chains *list, struct chain *c)
{
	if (list->n == CHAINS) {
		list->left_out++;
		return;
	}
	c->out = &list->v[list->n];
	c->arena = d->arena;
	if (chain_fill(c))
		list->n++;
	else
		*c->out = (struct pictured_chain){ .nds = 0 };
}

void
depict_chains(const struct depiction *d, struct pictures *out)
{
	struct chains list = { .v = ARENA_ARRAY(d->arena, struct pictured_chain, CHAINS) };
	struct zone *own = d->set->zone;
	const struct name *apex = own[own[AFTER].exists ? AFTER : BEFORE].apex;
	bool keys = false;

	for (size_t i = 1; i < d->set->n; i++) {
		const struct change *ch = &d->set->v[i];
		struct chain c = { .child = ch->owner, .parent = { &own[BEFORE], &own[AFTER] } };

		keys = keys || (speaks_of_keys(ch) && name_equal(ch->owner, apex));
		if (ch->type != TYPE_DS || name_equal(ch->owner, apex))
			continue;
		for (int side = BEFORE; side <= AFTER; side++)
			c.keys[side] = list.n < CHAINS ? keys_of(d, side, ch->owner) : NULL;
		chain_add(d, &list, &c);
	}
	if (keys) {
		struct chain c = { .child = apex, .parent = { ds_of(d, BEFORE), ds_of(d, AFTER) } };

		for (int side = BEFORE; side <= AFTER; side++)
			c.keys[side] = own[side].exists ? &own[side] : NULL;
		chain_add(d, &list, &c);
	}
	if (list.n)
		qsort(list.v, list.n, sizeof(*list.v), broken_first);
	out->chains = list.v;
	out->nchains = list.n;
	out->chains_left_out = list.left_out;
}
