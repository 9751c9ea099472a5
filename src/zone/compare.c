/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two zones to changes.  Owners whose records have the same text in the same
 * order under the same origin are equal without a look at their data, which is
 * nearly all of them; only where the text differs is data read, and compared
 * in canonical wire form.
 */
#include "zone/compare.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "zone/shared.h"

struct scratch {
	struct changeset *set;
	struct record **v[2];           /* the records of one owner, by type, then file order */
	size_t n[2], cap[2];
	size_t cap_changes;
	uint64_t *origins;              /* of the old version, a bit each by the name's index; NULL: not asked */
	size_t norigins;                /* names that there were by then */
};

static bool
same_text(const struct changeset *set, const struct record *a, const struct record *b)
{
	return a->type == b->type && a->ttl == b->ttl && a->length == b->length &&
	    a->depth == b->depth && memcmp(a->text, b->text, a->length) == 0 &&
	    set->zone[BEFORE].contexts[a->context].origin ==
	    set->zone[AFTER].contexts[b->context].origin;
}

static bool
same_owner(const struct changeset *set, const struct name *owner)
{
	uint32_t a = owner->first[BEFORE], b = owner->first[AFTER];

	while (a && b) {
		const struct record *old = zone_record(&set->zone[BEFORE], a);
		const struct record *new = zone_record(&set->zone[AFTER], b);

		if (!same_text(set, old, new))
			return false;
		a = old->next;
		b = new->next;
	}
	return a == b;
}

static int
by_type(const void *x, const void *y)
{
	const struct record *a = *(struct record *const *)x, *b = *(struct record *const *)y;

	if (a->type != b->type)
		return (int)a->type - (int)b->type;
	return record_order(a, b);
}

static void
collect(struct scratch *s, const struct name *owner, int side)
{
	struct zone *z = &s->set->zone[side];

	s->n[side] = 0;
	for_each_record(r, z, owner, 0) {
		GROW(s->v[side], s->n[side], s->cap[side]);
		s->v[side][s->n[side]++] = r;
	}
	if (s->n[side] > 1)
		qsort(s->v[side], s->n[side], sizeof(*s->v[side]), by_type);
}

/* --- one RRset --------------------------------------------------------------- */

static int
data_order(const struct rdata *a, const struct rdata *b)
{
	int order = memcmp(a->wire, b->wire, a->len < b->len ? a->len : b->len);

	return order ? order : (int)a->len - (int)b->len;
}

static int
by_data(const void *x, const void *y)
{
	const struct record *a = *(struct record *const *)x, *b = *(struct record *const *)y;
	int order = data_order(a->data, b->data);

	if (order)
		return order;
	if (a->ttl != b->ttl)
		return a->ttl < b->ttl ? -1 : 1;
	return record_order(a, b);
}

/* The readable ones of n records, in file order. */
static struct rrset
rrset_make(struct changeset *set, int side, struct record **v, size_t n)
{
	struct rrset out = { .ttl = UINT32_MAX };

	zone_expect_targets(&set->zone[side], n);
	if (n)
		out.v = arena_aligned(&set->arena, n * sizeof(*out.v), alignof(struct record *));
	for (size_t i = 0; i < n; i++) {
		if (!record_data(&set->zone[side], v[i]))
			continue;
		out.v[out.n++] = v[i];
		if (v[i]->ttl < out.ttl)
			out.ttl = v[i]->ttl;
	}
	if (out.n == 0)
		out.ttl = 0;
	return out;
}

static void
mark(struct record **v, size_t n, uint8_t flags)
{
	for (size_t i = 0; i < n; i++)
		v[i]->flags |= flags;
}

/* The run of records with equal data that begins at v[i]; the first has the lowest TTL. */
static size_t
run_length(struct record **v, size_t i, size_t n)
{
	size_t end = i + 1;

	while (end < n && data_order(v[i]->data, v[end]->data) == 0)
		end++;
	return end - i;
}

/* Walks both sides in the order of their data and marks what has no equal; returns the kind. */
static unsigned
match(struct record **a, size_t na, struct record **b, size_t nb)
{
	unsigned kind = 0;
	size_t i = 0, j = 0;

	while (i < na || j < nb) {
		size_t in = i < na ? run_length(a, i, na) : 0, jn = j < nb ? run_length(b, j, nb) : 0;
		int order = i == na ? 1 : j == nb ? -1 : data_order(a[i]->data, b[j]->data);

		if (order < 0)
			mark(a + i, in, RECORD_DIFFERS | RECORD_NEW_DATA);
		else if (order > 0)
			mark(b + j, jn, RECORD_DIFFERS | RECORD_NEW_DATA);
		else if (a[i]->ttl != b[j]->ttl) {
			mark(a + i, in, RECORD_DIFFERS);
			mark(b + j, jn, RECORD_DIFFERS);
			kind |= TTL_CHANGED;
		}
		if (order != 0)
			kind |= DATA_CHANGED;
		i += order <= 0 ? in : 0;
		j += order >= 0 ? jn : 0;
	}
	return kind & DATA_CHANGED ? DATA_CHANGED : kind;
}

static unsigned
compare_data(struct changeset *set, const struct rrset *old, const struct rrset *new)
{
	struct record **a, **b;

	if (old->n == 0 || new->n == 0) {
		mark(old->v, old->n, RECORD_DIFFERS | RECORD_NEW_DATA);
		mark(new->v, new->n, RECORD_DIFFERS | RECORD_NEW_DATA);
		return old->n ? RRSET_REMOVED : new->n ? RRSET_ADDED : 0;
	}
	a = ARENA_ARRAY(&set->arena, struct record *, old->n);
	b = ARENA_ARRAY(&set->arena, struct record *, new->n);
	memcpy(a, old->v, old->n * sizeof(*a));
	memcpy(b, new->v, new->n * sizeof(*b));
	qsort(a, old->n, sizeof(*a), by_data);
	qsort(b, new->n, sizeof(*b), by_data);
	return match(a, old->n, b, new->n);
}

/* Had the old version this origin too? */
static bool
origin_stood(struct scratch *s, const struct name *origin)
{
	const struct zone *old = &s->set->zone[BEFORE];

	if (s->origins == NULL) {
		s->norigins = s->set->names.n;
		s->origins = memory_zeroed((s->norigins / 64 + 1) * sizeof(*s->origins));
		for (size_t i = 0; i < old->ncontexts; i++) {
			const struct name *own = old->contexts[i].origin;

			if (own)
				s->origins[own->index / 64] |= (uint64_t)1 << own->index % 64;
		}
	}
	return origin && origin->index < s->norigins && s->origins[origin->index / 64] >> origin->index % 64 & 1;
}

/*
 * The directive of the new version that an RRset owes its change to: the $TTL
 * whose value its records took, or a $ORIGIN that the old version did not have.
 */
static uint32_t
cause_of(struct scratch *s, const struct change *ch)
{
	const struct zone *old = &s->set->zone[BEFORE], *new = &s->set->zone[AFTER];
	const struct record *r = ch->side[AFTER].n ? ch->side[AFTER].v[0] : NULL;
	const struct context *context = r ? &new->contexts[r->context] : NULL;

	if (r == NULL || !old->exists)
		return 0;
	if (ch->kind == TTL_CHANGED)
		return r->flags & RECORD_DEFAULT_TTL ? context->ttl_line : 0;
	if (context->origin_line == 0 || origin_stood(s, context->origin))
		return 0;
	return context->origin_line;
}

static bool
same_order(const struct changeset *set, struct record **old, struct record **new, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!same_text(set, old[i], new[i]))
			return false;
	return true;
}

/*
 * Has each of n records one of equal text on the other side?  A set that was
 * written anew has most often lost nothing but its order, and sets are small;
 * of a large one the data decides.
 */
static bool
same_texts(const struct changeset *set, struct record **old, struct record **new, size_t n)
{
	enum { SMALL = 16 };
	unsigned taken = 0;

	if (same_order(set, old, new, n))
		return true;
	for (size_t i = 0, j; i < n; i++) {
		for (j = 0; j < n && n <= SMALL; j++)
			if (!(taken >> j & 1) && same_text(set, old[i], new[j]))
				break;
		if (j == n || n > SMALL)
			return false;
		taken |= 1u << j;
	}
	return true;
}

static void
compare_rrset(struct scratch *s, struct name *owner, uint16_t type, const size_t at[2],
    const size_t n[2])
{
	struct changeset *set = s->set;
	struct record **old = s->v[BEFORE] + at[BEFORE], **new = s->v[AFTER] + at[AFTER];
	struct change change = { .owner = owner, .type = type };

	if (n[BEFORE] == n[AFTER] && same_texts(set, old, new, n[BEFORE]))
		return;
	change.side[BEFORE] = rrset_make(set, BEFORE, old, n[BEFORE]);
	change.side[AFTER] = rrset_make(set, AFTER, new, n[AFTER]);
	change.kind = compare_data(set, &change.side[BEFORE], &change.side[AFTER]);
	if (change.kind == 0)
		return;
	change.churn = type != TYPE_SOA && !type_generated(type);
	change.cause_line = cause_of(s, &change);
	GROW(set->v, set->n, s->cap_changes);
	set->v[set->n++] = change;
}

static void
compare_owner(struct scratch *s, struct name *owner)
{
	size_t at[2] = { 0, 0 };

	if (same_owner(s->set, owner))
		return;
	collect(s, owner, BEFORE);
	collect(s, owner, AFTER);
	while (at[BEFORE] < s->n[BEFORE] || at[AFTER] < s->n[AFTER]) {
		uint32_t type = UINT32_MAX;
		size_t n[2];

		for (int side = BEFORE; side <= AFTER; side++)
			if (at[side] < s->n[side] && s->v[side][at[side]]->type < type)
				type = s->v[side][at[side]]->type;
		for (int side = BEFORE; side <= AFTER; side++)
			for (n[side] = 0; at[side] + n[side] < s->n[side] &&
			    s->v[side][at[side] + n[side]]->type == type;)
				n[side]++;
		compare_rrset(s, owner, (uint16_t)type, at, n);
		at[BEFORE] += n[BEFORE];
		at[AFTER] += n[AFTER];
	}
}

/* --- the zone -------------------------------------------------------------------- */

static void
count_changes(struct changeset *set)
{
	struct tally *t = &set->tally;

	for (size_t i = 1; i < set->n; i++) {
		const struct change *ch = &set->v[i];

		if (!ch->churn)
			continue;
		t->added += ch->kind == RRSET_ADDED;
		t->removed += ch->kind == RRSET_REMOVED;
		t->changed += ch->kind == DATA_CHANGED;
		t->ttl_only += ch->kind == TTL_CHANGED;
	}
}

/* For changeset_find(): the changes stand in their order by now. */
static void
note_firsts(struct changeset *set)
{
	set->nfirst = set->names.n;
	set->first = memory_zeroed(set->nfirst * sizeof(*set->first));
	for (size_t i = set->n; i-- > 1;)
		set->first[set->v[i].owner->index] = (uint32_t)i;
}

/* Did the serial change, and is it all that changed in the SOA? */
static void
look_at_serial(struct changeset *set)
{
	struct record *r[2];
	struct soa soa[2];

	for (int side = BEFORE; side <= AFTER; side++)
		r[side] = zone_soa(&set->zone[side], &soa[side]);
	if (!r[BEFORE] || !r[AFTER])
		return;
	set->serial_changed = soa[BEFORE].serial != soa[AFTER].serial;
	set->serial_only = set->serial_changed && r[BEFORE]->ttl == r[AFTER]->ttl &&
	    r[BEFORE]->data->len == r[AFTER]->data->len &&
	    memcmp(r[BEFORE]->data->wire, r[AFTER]->data->wire,
	    r[BEFORE]->data->len - (size_t)20) == 0 &&
	    memcmp(r[BEFORE]->data->wire + r[BEFORE]->data->len - 16,
	    r[AFTER]->data->wire + r[AFTER]->data->len - 16, 16) == 0;
}

/* Every owner of two zones that were read whole. */
static void
compare_all(struct scratch *s)
{
	struct zone *old = &s->set->zone[BEFORE], *new = &s->set->zone[AFTER];

	for (size_t i = 0; i < old->n; i++) {
		if (old->records[i].owner->first[BEFORE] == i + 1)
			compare_owner(s, old->records[i].owner);
		zone_rest(old, i);
		zone_rest(new, i);
	}
	for (size_t i = 0; i < new->n; i++) {
		if (new->records[i].owner->first[AFTER] == i + 1 &&
		    new->records[i].owner->first[BEFORE] == 0)
			compare_owner(s, new->records[i].owner);
		zone_rest(new, i);
	}
}

void
changeset_compare(struct changeset *set)
{
	struct zone *old = &set->zone[BEFORE], *new = &set->zone[AFTER];
	struct scratch s = { .set = set };
	struct zone *any = new->exists ? new : old;

	/* All of a new zone is a change: what will be filled is got at once, rather than moved about. */
	s.cap_changes = old->exists ? 8 : new->n + 2;
	set->v = memory_large(s.cap_changes * sizeof(*set->v));
	set->v[set->n++] = (struct change){ .kind = ZONE_CHANGED, .owner = any->apex };
	if (old->shared) {
		struct name **owners;
		size_t n = shared_owners(old->shared, &owners);

		for (size_t i = 0; i < n; i++)
			compare_owner(&s, owners[i]);
		free(owners);
	} else {
		if (!(old->exists && new->exists))
			zone_read_data(any);
		compare_all(&s);
	}
	if (set->n > 2)
		changes_order(set->v + 1, set->n - 1, any->apex);
	free(s.v[BEFORE]);
	free(s.v[AFTER]);
	free(s.origins);
	note_firsts(set);
	look_at_serial(set);
	count_changes(set);
}

/* --- what did not change ------------------------------------------------------------ */

void
changeset_standing(struct changeset *set)
{
	struct zone *new = &set->zone[AFTER];
	struct scratch s = { .set = set };
	size_t cap = 0;

	if (set->standing)
		return;
	for_each_in_zone(r, new) {
		struct name *owner = r->owner;

		if (!record_opens_owner(new, r))
			continue;
		collect(&s, owner, AFTER);
		for (size_t at = 0, n; at < s.n[AFTER]; at += n) {
			uint16_t type = s.v[AFTER][at]->type;
			struct change change = { .kind = RRSET_STANDS, .owner = owner, .type = type };

			for (n = 1; at + n < s.n[AFTER] && s.v[AFTER][at + n]->type == type;)
				n++;
			if (changeset_find(set, owner, type))
				continue;
			change.side[AFTER] = rrset_make(set, AFTER, s.v[AFTER] + at, n);
			change.churn = type != TYPE_SOA && !type_generated(type);
			GROW(set->standing, set->nstanding, cap);
			set->standing[set->nstanding++] = change;
		}
	}
	free(s.v[AFTER]);
}
