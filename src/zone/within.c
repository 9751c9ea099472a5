/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What lies at or below a name.  A large change may ask at each of its names:
 * an answer costs what lies there, not what the zone holds.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "zone/pointer.h"
#include "zone/shared.h"

/* A list as the arena has it; the other one goes. */
static void *
listed(struct arena *a, void *v, size_t n, size_t each)
{
	void *list = arena_array(a, n, each);

	if (n)
		memcpy(list, v, n * each);
	free(v);
	return list;
}

/* In the order of their first records. */
static int
by_record(const void *x, const void *y, int side)
{
	const struct name *a = *(struct name *const *)x, *b = *(struct name *const *)y;

	return a->first[side] < b->first[side] ? -1 : a->first[side] > b->first[side];
}

static int
by_old_record(const void *x, const void *y)
{
	return by_record(x, y, BEFORE);
}

static int
by_new_record(const void *x, const void *y)
{
	return by_record(x, y, AFTER);
}

/* Of a zone whose names are not all known. */
static struct name **
owners_by_walk(struct zone *z, const struct name *above, size_t *n)
{
	struct name **v = NULL;
	size_t cap = 0;

	for_each_in_zone(r, z) {
		if (!name_within(r->owner, above) || !record_opens_owner(z, r))
			continue;
		GROW(v, *n, cap);
		v[(*n)++] = r->owner;
	}
	return v;
}

static struct name **
owners_by_name(struct zone *z, const struct name *above, size_t *n)
{
	struct name **v;
	size_t all;

	v = names_within(z->names, names_intern(z->names, above->wire, above->len), &all);
	for (size_t i = 0; i < all; i++)
		if (v[i]->first[z->side])
			v[(*n)++] = v[i];
	if (*n > 1)
		qsort(v, *n, sizeof(*v), z->side == BEFORE ? by_old_record : by_new_record);
	return v;
}

struct name *const *
zone_owners_within(struct zone *z, const struct name *above, struct arena *a, size_t *n)
{
	struct name **v = NULL;

	*n = 0;
	if (z->exists)
		v = shared_partly(z) ? owners_by_walk(z, above, n) : owners_by_name(z, above, n);
	return listed(a, v, *n, sizeof(struct name *));
}

/* --- pointers --------------------------------------------------------------------------- */

static struct record **
pointers_by_walk(struct zone *z, const struct name *above, size_t *n)
{
	struct record **v = NULL;
	size_t cap = 0;

	for_each_in_zone(r, z) {
		const struct name *target = pointer_type(r->type) && name_within(r->owner, z->apex) ?
		    record_target_quiet(z, r) : NULL;

		if (target == NULL || !name_within(target, above))
			continue;
		GROW(v, *n, cap);
		v[(*n)++] = r;
	}
	return v;
}

static struct record **
pointers_by_name(struct zone *z, const struct name *above, size_t *n)
{
	struct record *const *found, **v = NULL;
	struct name **names;
	size_t all, nfound, cap = 0;

	zone_pointers(z, z->apex, &nfound);     /* every target is in the table then */
	names = names_within(z->names, names_intern(z->names, above->wire, above->len), &all);
	for (size_t i = 0; i < all; i++) {
		found = zone_pointers(z, names[i], &nfound);
		for (size_t k = 0; k < nfound; k++) {
			GROW(v, *n, cap);
			v[(*n)++] = found[k];
		}
	}
	free(names);
	if (*n > 1)
		qsort(v, *n, sizeof(*v), record_by_place);
	return v;
}

struct record *const *
zone_pointers_within(struct zone *z, const struct name *above, struct arena *a, size_t *n)
{
	struct record **v = NULL;

	*n = 0;
	if (z->exists)
		v = shared_partly(z) ? pointers_by_walk(z, above, n) : pointers_by_name(z, above, n);
	return listed(a, v, *n, sizeof(struct record *));
}
