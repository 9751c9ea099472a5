/* SPDX-License-Identifier: BSD-2-Clause */
/* Hashed denial of existence (RFC 5155) and its parameters (RFC 9276). */
#include <stdlib.h>
#include <string.h>

#include "rules/dnssec_denial.h"

enum { OPT_OUT = 1, ITERATIONS_MOST = 2500 };   /* RFC 5155 section 10.3 knows no more */

enum { JUDGED = 1, MATCHED = 2, TOLD = 4 };     /* of chain_of.seen */

bool
nsec3_read(uint16_t type, const struct rdata *data, struct nsec3 *n)
{
	size_t at = 5u + rdata_u8(data, 4);

	*n = (struct nsec3){ .algorithm = rdata_u8(data, 0), .flags = rdata_u8(data, 1),
		.iterations = rdata_u16(data, 2), .salt = data->wire + 5, .nsalt = rdata_u8(data, 4) };
	if (data->len < at)
		return false;
	if (type == TYPE_NSEC3PARAM)
		return data->len == at;
	n->nhash = rdata_u8(data, at);
	n->hash = data->wire + at + 1;
	n->types = n->hash + n->nhash;
	if (data->len < at + 1 + n->nhash)
		return false;
	n->ntypes = data->len - at - 1 - n->nhash;
	return true;
}

/* --- one name -------------------------------------------------------------------------------------- */

/* Is the record, or what it is for, this change's doing? */
static bool
concerns(const struct chain_of *d, const struct name *name, const struct record *r)
{
	return !d->only_touched || (r && (r->flags & RECORD_DIFFERS) != 0) || changeset_at(d->c->set, name);
}

/* The types at a name as its NSEC3 lists them; false: it is no name of the zone's data. */
static bool
types_at(struct chain_of *d, struct name *name, struct typeset *want, bool *insecure)
{
	bool cut = name != d->z->apex && zone_has(d->z, name, TYPE_NS), secure = false, data = false;

	for_each_record(r, d->z, name, 0) {
		if (r->type == TYPE_RRSIG || r->type == TYPE_NSEC3)
			continue;
		data = true;
		secure = secure || !cut || r->type == TYPE_DS;
		if (!cut || r->type == TYPE_NS || r->type == TYPE_DS)
			typeset_add(want, r->type);
	}
	if (secure)
		typeset_add(want, TYPE_RRSIG);
	*insecure = !secure;
	return data || zone_has_below(d->z, name);
}

static struct record *
record_of(struct chain_of *d, const struct name *owner)
{
	for (struct record *r = owner ? zone_first(d->z, owner, TYPE_NSEC3) : NULL; r;
	    r = zone_next(d->z, r, TYPE_NSEC3))
		if (chain_has(d, d->z, r))
			return r;
	return NULL;
}

/* Names that came into the table later have no records: of them nothing need be kept. */
static bool
was(const struct chain_of *d, const struct name *name, uint8_t what)
{
	return name->index < d->nseen && (d->seen[name->index] & what);
}

static void
mark(struct chain_of *d, const struct name *name, uint8_t what)
{
	if (name->index < d->nseen)
		d->seen[name->index] |= what;
}

static void
leave_out(struct chain_of *d, struct name *name, struct name *hash)
{
	struct uncovered *u = ARENA_NEW(&d->c->set->arena, struct uncovered);

	*u = (struct uncovered){ hash, name, d->uncovered };
	d->uncovered = u;
	d->nuncovered++;
}

static void
judge_hashed(struct chain_of *d, struct name *name)
{
	uint8_t hash[NSEC3_HASH];
	struct typeset want = { .n = 0 };
	struct name *owner;
	struct record *r;
	struct nsec3 n;
	bool exists, insecure;

	nsec3_hash(name, d->params.iterations, d->params.salt, d->params.nsalt, hash);
	owner = nsec3_owner(d->z, hash);
	r = record_of(d, owner);
	exists = types_at(d, name, &want, &insecure) && !zone_occluded(d->z, name, TYPE_NS);
	mark(d, name, JUDGED);
	if (owner == NULL)
		return;
	if (r)
		mark(d, owner, exists ? MATCHED : TOLD);
	if (!concerns(d, name, r))
		return;
	if (exists && r == NULL && insecure)
		leave_out(d, name, owner);
	else if (exists && r == NULL)
		chain_flag(d, name, NULL, "%.*s has no NSEC3 record (%.*s)", STR(check_name(d->c, name)),
		    STR(check_name(d->c, owner)));
	else if (!exists && r)
		chain_flag(d, owner, r, "the NSEC3 record of %.*s stays, and the zone has no data there",
		    STR(check_name(d->c, name)));
	else if (r && nsec3_read(TYPE_NSEC3, record_data(d->z, r), &n))
		chain_judge_types(d, name, r, n.types, n.ntypes, &want);
}

/* Names with records, and the empty ones above them. */
void
nsec3_judge_name(struct chain_of *d, struct name *name)
{
	if (d->params.iterations > ITERATIONS_MOST)
		return;
	while (name_within(name, d->z->apex) && !was(d, name, JUDGED)) {
		judge_hashed(d, name);
		if (name == d->z->apex)
			break;
		name = names_parent(&d->c->set->names, name);
	}
}

void
nsec3_start(struct chain_of *d)
{
	/* Every name with records, and every one above it, is in the table from here on. */
	zone_has_below(d->z, d->z->apex);
	for_each_change(ch, d->c->set)
		for (struct name *n = ch->owner; n && name_below(n, d->z->apex);)
			n = names_parent(&d->c->set->names, n);
	d->nseen = d->c->set->names.n;
	d->seen = ARENA_ARRAY(&d->c->set->arena, uint8_t, d->nseen);
}

/* --- what is left ------------------------------------------------------------------------------------- */

/* Has the owner's NSEC3 of the old version the same types? */
static bool
same_types_before(const struct chain_of *d, const struct name *owner, const struct nsec3 *new)
{
	struct nsec3 old;

	for_each_record(r, OLD(d->c), owner, TYPE_NSEC3) {
		const struct rdata *data = record_data(OLD(d->c), r);

		if (data && nsec3_read(TYPE_NSEC3, data, &old) &&
		    str_eq(str_n((const char *)old.types, old.ntypes), str_n((const char *)new->types, new->ntypes)))
			return true;
	}
	return false;
}

bool
nsec3_needs_all(const struct chain_of *d)
{
	struct nsec3 n;

	for_each_change(ch, d->c->set) {
		if (ch->type != TYPE_NSEC3)
			continue;
		for_each_changed(r, ch, AFTER)
			if ((r->flags & RECORD_NEW_DATA) && chain_has(d, d->z, r) &&
			    !was(d, r->owner, MATCHED | TOLD) && nsec3_read(TYPE_NSEC3, record_data(d->z, r), &n) &&
			    !same_types_before(d, r->owner, &n))
				return true;
	}
	return false;
}

static int
by_hash(const void *x, const void *y)
{
	return name_compare(((const struct uncovered *)x)->hash, ((const struct uncovered *)y)->hash);
}

/* How many of the sorted names lie before this one. */
static size_t
rank(const struct uncovered *v, size_t n, const struct name *name)
{
	size_t low = 0;

	while (low < n) {
		size_t middle = low + (n - low) / 2;

		if (name_compare(v[middle].hash, name) < 0)
			low = middle + 1;
		else
			n = middle;
	}
	return low;
}

/*
 * The record whose span covers each name is the last one before it, or the
 * last of all.  One pass finds them without reading a record's data: each is
 * a candidate for the first name behind it.
 */
static void
judge_uncovered(struct chain_of *d)
{
	size_t n = 0, most = d->nuncovered;
	struct uncovered *v = ARENA_ARRAY(&d->c->set->arena, struct uncovered, most);
	struct record **last = ARENA_ARRAY(&d->c->set->arena, struct record *, most + 1), *before;
	struct nsec3 span;

	for (struct uncovered *u = d->uncovered; u; u = u->next)
		v[n++] = *u;
	qsort(v, n, sizeof(*v), by_hash);
	for_each_in_zone(r, d->z) {
		size_t i = r->type == TYPE_NSEC3 ? rank(v, n, r->owner) : 0;

		if (r->type == TYPE_NSEC3 && (!last[i] || name_compare(last[i]->owner, r->owner) < 0))
			last[i] = r;
	}
	before = last[n];
	for (size_t i = n; before == NULL && i-- > 0;)
		before = last[i];
	for (size_t i = 0; i < n; i++) {
		before = last[i] ? last[i] : before;
		if (before && record_data(d->z, before) &&
		    nsec3_read(TYPE_NSEC3, record_data(d->z, before), &span) && (span.flags & OPT_OUT))
			continue;
		chain_flag(d, v[i].name, NULL, "%.*s has no NSEC3 record (%.*s), and no opt-out span covers it",
		    STR(check_name(d->c, v[i].name)), STR(check_name(d->c, v[i].hash)));
	}
}

void
nsec3_finish(struct chain_of *d)
{
	if (d->nuncovered)
		judge_uncovered(d);
	if (!d->all || d->params.iterations > ITERATIONS_MOST)
		return;
	for_each_in_zone(r, d->z)
		if (r->type == TYPE_NSEC3 && (!d->only_touched || (r->flags & RECORD_DIFFERS)) &&
		    chain_has(d, d->z, r) && !was(d, r->owner, MATCHED | TOLD))
			chain_flag(d, r->owner, r, "an NSEC3 record that belongs to no name of the zone");
}

/* --- dnssec-nsec3param ------------------------------------------------------------------------------------ */

static void
flag_params(struct check *c, struct record *r, const struct nsec3 *n)
{
	struct finding *f;

	if (n->algorithm != 1)
		f = flag(c, "NSEC3PARAM names the hash %u; only SHA-1 (1) is defined", n->algorithm);
	else if (n->iterations > 0)
		f = flag(c, "NSEC3PARAM asks for %u additional iterations; it must be 0", n->iterations);
	else if (n->flags)
		f = flag_at_most(c, WARNING, "NSEC3PARAM has the flags %u; they must be 0 (RFC 5155 section 4.1.2)",
		    n->flags);
	else if (n->nsalt)
		f = flag_at_most(c, WARNING, "NSEC3PARAM has a salt of %zu octets; it should have none (-)",
		    n->nsalt);
	else
		return;
	finding_at(c, f, NEW(c), r);
}

/* The opt-out flag stands in the NSEC3 records, and is of use to registries alone (RFC 9276 section 3.2). */
static void
judge_opt_out(struct check *c, const struct change *ch)
{
	struct nsec3 n;

	if (!check_yes(c, "opt-out"))
		for_each_changed(r, ch, AFTER) {
			const struct rdata *data = record_data(NEW(c), r);
			bool had = false;

			for_each_of(old, ch, BEFORE) {
				const struct rdata *was = record_data(OLD(c), old);

				had = had || (was && nsec3_read(TYPE_NSEC3, was, &n) && (n.flags & OPT_OUT));
			}
			/* Each record of the chain says it; the one of the apex speaks for them. */
			if (data && !had && nsec3_read(TYPE_NSEC3, data, &n) && (n.flags & OPT_OUT) &&
			    n.algorithm == 1 && n.ntypes && zone_has(NEW(c), NEW(c)->apex, TYPE_NSEC3PARAM)) {
				uint8_t hash[NSEC3_HASH];

				if (n.iterations > ITERATIONS_MOST)
					return;
				nsec3_hash(NEW(c)->apex, n.iterations, n.salt, n.nsalt, hash);
				if (nsec3_owner(NEW(c), hash) == r->owner)
					finding_at(c, flag_at_most(c, WARNING, "the NSEC3 chain sets opt-out: delegations "
					    "can be forged into it"), NEW(c), r);
			}
		}
}

void
check_nsec3param(struct check *c, const struct change *ch)
{
	struct nsec3 n;
	bool nsec;

	if (ch->type == TYPE_NSEC3) {
		judge_opt_out(c, ch);
		return;
	}
	if (!name_equal(ch->owner, NEW(c)->apex)) {
		flag_at_most(c, WARNING, "NSEC3PARAM below the apex, where it means nothing");
		return;
	}
	for_each_of(r, ch, AFTER) {
		const struct rdata *data = record_data(NEW(c), r);

		if (data && (ch->kind == RRSET_STANDS || (r->flags & RECORD_NEW_DATA)) &&
		    nsec3_read(TYPE_NSEC3PARAM, data, &n))
			flag_params(c, r, &n);
	}
	nsec = NEW(c)->exists && zone_has(NEW(c), ch->owner, TYPE_NSEC);
	if (ch->kind == RRSET_REMOVED && NEW(c)->exists && dnssec_is_signed(c, AFTER))
		flag_at_most(c, WARNING, "NSEC3PARAM is gone: the zone %s", nsec ? "goes back to NSEC, and its "
		    "names can be listed" : "denies nothing any more");
	else if (ch->kind == RRSET_ADDED && dnssec_is_signed(c, BEFORE))
		flag_at_most(c, WARNING, "the zone switches from NSEC to NSEC3; keys of algorithm 3 and 5 "
		    "forbid it");
}
