/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The chain of names that denies what lies between them.
 *
 * A chain is right when each of its records leads forward, but for the last,
 * and when every owner is led to exactly once.  So a change of it is right
 * when what it adds and takes on owners equals what it adds and takes on next
 * names: a few records tell, and the zone need not be sorted.  Only when the
 * sums differ is the whole chain summed up, to tell new faults from old ones.
 */
#include <stdarg.h>
#include <stdlib.h>

#include "rules/dnssec_denial.h"

/* --- what both kinds share -------------------------------------------------------------------- */

struct finding *
chain_flag(struct chain_of *d, struct name *about, struct record *at, const char *fmt, ...)
{
	struct finding *f;
	struct str text;
	va_list args;

	va_start(args, fmt);
	text = arena_vprintf(d->c->arena, fmt, args);
	va_end(args);
	f = flag(d->c, "%.*s", STR(text));
	if (at == NULL)
		at = zone_first(d->z, about, 0);
	if (at)
		finding_at(d->c, f, d->z, at);
	finding_about(d->c, f, about, d->type);
	return f;
}

bool
chain_has(const struct chain_of *d, struct zone *z, struct record *r)
{
	const struct rdata *data = r->type == d->type && name_within(r->owner, z->apex) ?
	    record_data(z, r) : NULL;
	struct nsec3 n;

	if (data == NULL || d->type == TYPE_NSEC)
		return data != NULL;
	return nsec3_read(TYPE_NSEC3, data, &n) && n.algorithm == 1 && n.nhash == NSEC3_HASH &&
	    n.iterations == d->params.iterations &&
	    str_eq(str_n((const char *)n.salt, n.nsalt), str_n((const char *)d->params.salt, d->params.nsalt));
}

struct name *
chain_next(const struct chain_of *d, struct zone *z, struct record *r)
{
	const struct rdata *data = record_data(z, r);
	struct nsec3 n;

	if (d->type == TYPE_NSEC)
		return record_target(z, r);
	return data && nsec3_read(TYPE_NSEC3, data, &n) ? nsec3_owner(z, n.hash) : NULL;
}

void
typeset_add(struct typeset *t, uint16_t type)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i] == type)
			return;
	if (t->n < sizeof(t->v) / sizeof(t->v[0]))
		t->v[t->n++] = type;
}

static bool
typeset_has(const struct typeset *t, uint16_t type)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i] == type)
			return true;
	return false;
}

static bool
bitmap_has(const uint8_t *p, size_t n, uint16_t type)
{
	for (size_t at = 0; at + 2 <= n && at + 2 + p[at + 1] <= n; at += 2u + p[at + 1])
		if (p[at] == type >> 8)
			return (type & 255) / 8 < p[at + 1] && (p[at + 2 + (type & 255) / 8] >> (7 - (type & 7)) & 1);
	return false;
}

/* The first type that the bitmap lists and the set does not hold; 0: none. */
static uint16_t
listed_in_excess(const uint8_t *p, size_t n, const struct typeset *want)
{
	for (size_t at = 0; at + 2 <= n && at + 2 + p[at + 1] <= n; at += 2u + p[at + 1])
		for (unsigned bit = 0; bit < p[at + 1] * 8u; bit++) {
			uint16_t type = (uint16_t)(p[at] << 8 | bit);

			if ((p[at + 2 + bit / 8] >> (7 - bit % 8) & 1) && !typeset_has(want, type))
				return type;
		}
	return 0;
}

void
chain_judge_types(struct chain_of *d, struct name *name, struct record *r, const uint8_t *types,
    size_t n, const struct typeset *want)
{
	uint16_t excess = listed_in_excess(types, n, want);

	for (size_t i = 0; i < want->n; i++)
		if (!bitmap_has(types, n, want->v[i])) {
			chain_flag(d, r->owner, r, "the %.*s of %.*s does not list the type %.*s",
			    STR(check_type(d->c, d->type)), STR(check_name(d->c, name)),
			    STR(check_type(d->c, want->v[i])))->effect =
			    S("A cache that has it denies that the records exist (RFC 8198).");
			return;
		}
	if (excess)
		chain_flag(d, r->owner, r, "the %.*s of %.*s lists the type %.*s, which is not there",
		    STR(check_type(d->c, d->type)), STR(check_name(d->c, name)),
		    STR(check_type(d->c, excess)));
}

/* --- the sums ------------------------------------------------------------------------------------- */

struct link {
	struct name *name;
	int balance;                    /* times it is an owner, less times it is led to */
	struct record *at;
};

static int
by_name_index(const void *x, const void *y)
{
	const struct link *a = x, *b = y;

	return a->name->index < b->name->index ? -1 : a->name->index > b->name->index;
}

/* Adds a record's owner and next name, with this sign; counts only where v is NULL. */
static size_t
link_add(struct chain_of *d, struct zone *z, struct record *r, int sign, struct link *v, size_t n)
{
	struct name *next;

	if (!chain_has(d, z, r))
		return n;
	next = chain_next(d, z, r);
	if (next == NULL)
		return n;
	if (v) {
		v[n] = (struct link){ r->owner, sign, r };
		v[n + 1] = (struct link){ next, -sign, r };
	}
	return n + 2;
}

static size_t
links_of(struct chain_of *d, bool all, struct link *v)
{
	size_t n = 0;

	if (all) {
		for_each_in_zone(r, d->z)
			n = link_add(d, d->z, r, 1, v, n);
		return n;
	}
	for_each_change(ch, d->c->set) {
		if (ch->type != d->type)
			continue;
		for_each_changed(r, ch, BEFORE)
			n = r->flags & RECORD_NEW_DATA ? link_add(d, OLD(d->c), r, -1, v, n) : n;
		for_each_changed(r, ch, AFTER)
			n = r->flags & RECORD_NEW_DATA ? link_add(d, d->z, r, 1, v, n) : n;
	}
	return n;
}

/* The names whose sum is not nothing, by name; *n of them. */
static struct link *
links_unequal(struct chain_of *d, bool all, size_t *n)
{
	size_t most = links_of(d, all, NULL), kept = 0;
	struct link *v = ARENA_ARRAY(&d->c->set->arena, struct link, most ? most : 1);

	links_of(d, all, v);
	if (most > 1)
		qsort(v, most, sizeof(*v), by_name_index);
	for (size_t i = 0, end; i < most; i = end) {
		struct link sum = v[i];

		for (end = i + 1; end < most && v[end].name == sum.name; end++)
			sum.balance += v[end].balance;
		if (sum.balance)
			v[kept++] = sum;
	}
	*n = kept;
	return v;
}

static bool
links_have(const struct link *v, size_t n, const struct name *name)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].name == name)
			return true;
	return false;
}

static void
judge_links(struct chain_of *d)
{
	struct str type = check_type(d->c, d->type);
	size_t n, total;
	struct link *v = links_unequal(d, d->all, &n), *whole = v;

	total = n;
	if (n && !d->all)
		whole = links_unequal(d, true, &total);
	for (size_t i = 0; i < total; i++) {
		struct link *l = &whole[i];

		if (!links_have(v, n, l->name))
			continue;
		if (l->balance > 0)
			chain_flag(d, l->name, zone_first(d->z, l->name, d->type), "no %.*s leads to that of %.*s",
			    STR(type), STR(check_name(d->c, l->name)));
		else if (zone_has(d->z, l->name, d->type))
			chain_flag(d, l->name, zone_first(d->z, l->name, d->type), "more than one %.*s leads to "
			    "%.*s", STR(type), STR(check_name(d->c, l->name)));
		else
			chain_flag(d, l->at->owner, l->at, "the %.*s leads to %.*s, which has none", STR(type),
			    STR(check_name(d->c, l->name)));
	}
}

/* Each record leads forward, the last one to the first. */
static void
judge_order(struct chain_of *d, struct record *r, struct record **wrap)
{
	struct name *next = chain_has(d, d->z, r) ? chain_next(d, d->z, r) : NULL;

	if (next == NULL || name_compare(next, r->owner) > 0)
		return;
	if (d->type == TYPE_NSEC ? next == d->z->apex : *wrap == NULL) {
		*wrap = r;
		return;
	}
	chain_flag(d, r->owner, r, "the %.*s leads backwards, to %.*s", STR(check_type(d->c, d->type)),
	    STR(check_name(d->c, next)));
}

/* --- NSEC -------------------------------------------------------------------------------------------- */

void
nsec_judge_name(struct chain_of *d, struct name *name)
{
	struct record *r = zone_first(d->z, name, TYPE_NSEC);
	bool cut = name != d->z->apex && zone_has(d->z, name, TYPE_NS), data = false;
	struct typeset want = { .n = 0 };
	const struct rdata *nsec;
	size_t next;

	typeset_add(&want, TYPE_RRSIG);
	typeset_add(&want, TYPE_NSEC);
	for_each_record(at, d->z, name, 0) {
		data = data || (at->type != TYPE_RRSIG && at->type != TYPE_NSEC);
		if (!cut || at->type == TYPE_NS || at->type == TYPE_DS)
			typeset_add(&want, at->type);
	}
	/* Below a delegation or DNAME the zone says nothing (RFC 4035 section 2.3). */
	data = data && name_within(name, d->z->apex) && !zone_occluded(d->z, name, TYPE_NS);
	if (data && r == NULL)
		chain_flag(d, name, NULL, "%.*s has no NSEC record", STR(check_name(d->c, name)));
	else if (!data && r)
		chain_flag(d, name, r, "an NSEC record at %.*s, where the zone has no data",
		    STR(check_name(d->c, name)));
	if (!data || r == NULL || (nsec = record_data(d->z, r)) == NULL)
		return;
	next = rdata_name_length(nsec, 0);
	chain_judge_types(d, name, r, nsec->wire + next, nsec->len - next, &want);
}

/* --- the zone ------------------------------------------------------------------------------------------- */

static void
judge_name(struct chain_of *d, struct name *name)
{
	if (d->type == TYPE_NSEC)
		nsec_judge_name(d, name);
	else
		nsec3_judge_name(d, name);
}

/* Does the change alter what types a name has, or what is said of them? */
static bool
alters_types(const struct changeset *set, size_t *i)
{
	const struct name *owner = set->v[*i].owner;
	bool alters = false;

	for (; *i < set->n && set->v[*i].owner == owner; (*i)++)
		alters = alters || (set->v[*i].type != TYPE_RRSIG &&
		    (set->v[*i].kind & (RRSET_ADDED | RRSET_REMOVED))) ||
		    set->v[*i].type == TYPE_NSEC || set->v[*i].type == TYPE_NSEC3;
	return alters;
}

/* Was a delegation or DNAME made or undone above names that stand? */
static bool
moves_a_cut(struct chain_of *d)
{
	for_each_change(ch, d->c->set)
		if ((ch->kind & (RRSET_ADDED | RRSET_REMOVED)) &&
		    (ch->type == TYPE_NS || ch->type == TYPE_DNAME) && zone_has_below(d->z, ch->owner))
			return true;
	return false;
}

/* Did the zone gain or lose the name to a cut, and is it not among those already judged? */
static bool
moved(struct chain_of *d, struct name *name)
{
	struct changeset *set = d->c->set;
	const struct change *ch = changeset_at(set, name);
	struct name *old = OLD(d->c)->exists ? zone_name(OLD(d->c), name) : NULL;
	size_t i = ch ? (size_t)(ch - set->v) : 0;

	return old && (ch == NULL || !alters_types(set, &i)) &&
	    zone_occluded(OLD(d->c), old, TYPE_A) != zone_occluded(d->z, name, TYPE_A);
}

static void
judge_names(struct chain_of *d)
{
	struct changeset *set = d->c->set;

	for (size_t i = 1; !d->all && i < set->n;) {
		struct name *owner = set->v[i].owner;

		if (alters_types(set, &i))
			judge_name(d, owner);
	}
	if (!d->all && !moves_a_cut(d))
		return;
	for_each_in_zone(r, d->z)
		if (record_opens_owner(d->z, r) && (d->all || moved(d, r->owner)))
			judge_name(d, r->owner);
}

static void
judge_chain_order(struct chain_of *d)
{
	struct record *wrap = NULL;

	if (d->all) {
		for_each_in_zone(r, d->z)
			if (r->type == d->type)
				judge_order(d, r, &wrap);
		return;
	}
	for_each_change(ch, d->c->set)
		if (ch->type == d->type)
			for_each_changed(r, ch, AFTER)
				judge_order(d, r, &wrap);
}

static void
judge_chain(struct chain_of *d)
{
	if (d->type == TYPE_NSEC3)
		nsec3_start(d);
	judge_names(d);
	if (d->type == TYPE_NSEC3 && !d->all && nsec3_needs_all(d)) {
		d->all = d->only_touched = true;
		judge_names(d);
	}
	if (d->type == TYPE_NSEC3)
		nsec3_finish(d);
	if (d->only_touched)
		d->all = false;
	judge_links(d);
	judge_chain_order(d);
}

/* The NSEC3PARAM that the chain of a side is made by; NULL: none. */
static const struct rdata *
params_of(struct check *c, enum side side)
{
	struct zone *z = &c->set->zone[side];
	struct record *r = z->exists ? zone_first(z, z->apex, TYPE_NSEC3PARAM) : NULL;

	return r ? record_data(z, r) : NULL;
}

static bool
same_params(const struct rdata *a, const struct rdata *b)
{
	return a && b && str_eq(str_n((const char *)a->wire, a->len), str_n((const char *)b->wire, b->len));
}

void
check_nsec_chain(struct check *c, const struct change *ch)
{
	struct chain_of d = { .c = c, .z = NEW(c) };
	const struct rdata *params;
	bool before = dnssec_is_signed(c, BEFORE), old_nsec;

	(void)ch;
	if (!dnssec_is_signed(c, AFTER))
		return;
	params = params_of(c, AFTER);
	old_nsec = before && zone_has(OLD(c), OLD(c)->apex, TYPE_NSEC);
	d.all = check_scope_is_all(c) || !before;
	if (params) {
		d.type = TYPE_NSEC3;
		if (!nsec3_read(TYPE_NSEC3PARAM, params, &d.params) || d.params.algorithm != 1)
			return;
		d.all = d.all || !same_params(params, params_of(c, BEFORE));
		judge_chain(&d);
	} else if (zone_has(d.z, d.z->apex, TYPE_NSEC)) {
		d.type = TYPE_NSEC;
		d.all = d.all || !old_nsec;
		judge_chain(&d);
	} else if (!before || old_nsec || params_of(c, BEFORE) || d.all) {
		d.type = TYPE_NSEC;
		chain_flag(&d, d.z->apex, NULL, "the zone is signed and has neither NSEC nor NSEC3PARAM at its apex");
	}
}
