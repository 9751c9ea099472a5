/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changes in canonical order of their owners (RFC 4034 section 6.1), many at a
 * time.  Two names are compared from their ends, label by label; so each gets
 * the first octets of that once, as a number, and hardly any pair has to be
 * looked at itself.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "zone/compare.h"

enum { KEY = 16 };              /* octets */

struct place {
	uint64_t key[KEY / 8];
	const struct change *change;
};

static int
by_owner_and_type(const void *x, const void *y)
{
	const struct change *a = x, *b = y;
	int order = name_compare(a->owner, b->owner);

	return order ? order : (int)a->type - (int)b->type;
}

static int
by_key(const void *x, const void *y)
{
	const struct place *a = x, *b = y;

	for (size_t i = 0; i < KEY / 8; i++)
		if (a->key[i] != b->key[i])
			return a->key[i] < b->key[i] ? -1 : 1;
	return by_owner_and_type(a->change, b->change);
}

/*
 * The labels below the apex, the uppermost first, each with a zero behind it.
 * False: a zero stands in one of them.
 */
static bool
key_below(const struct name *n, const struct name *apex, uint8_t key[KEY])
{
	uint8_t at[128];
	unsigned labels = (unsigned)n->labels - apex->labels;
	const uint8_t *p = n->wire;
	size_t len = 0;

	for (unsigned i = 0; i < labels; i++, p += *p + 1)
		at[i] = (uint8_t)(p - n->wire);
	while (labels > 0 && len < KEY) {
		const uint8_t *label = n->wire + at[--labels];
		size_t most = *label < KEY - len ? *label : KEY - len;

		if (memchr(label + 1, 0, *label))
			return false;
		memcpy(key + len, label + 1, most);
		len += most + 1;
	}
	return true;
}

/* False: there is no key for this owner. */
static bool
make_key(struct place *place, const struct name *owner, const struct name *apex)
{
	uint8_t key[KEY] = { 0 };

	if (name_within(owner, apex)) {
		if (!key_below(owner, apex, key))
			return false;
	} else if (name_compare(owner, apex) > 0) {
		memset(key, 0xff, sizeof(key));
	}
	for (size_t i = 0; i < KEY; i++)
		place->key[i / 8] = place->key[i / 8] << 8 | key[i];
	return true;
}

/* Each change to its place, without room for all of them once more. */
static void
move_to_places(struct change *v, size_t n, struct place *places)
{
	for (size_t i = 0; i < n; i++) {
		struct change first = v[i];
		size_t at = i, from;

		while ((from = (size_t)(places[at].change - v)) != i) {
			places[at].change = &v[at];
			v[at] = v[from];
			at = from;
		}
		places[at].change = &v[at];
		v[at] = first;
	}
}

static void
order_by_keys(struct change *v, size_t n, const struct name *apex)
{
	struct place *places = memory_large(n * sizeof(*places));

	for (size_t i = 0; i < n; i++) {
		places[i] = (struct place){ .change = &v[i] };
		if (!make_key(&places[i], v[i].owner, apex)) {
			free(places);
			qsort(v, n, sizeof(*v), by_owner_and_type);
			return;
		}
	}
	qsort(places, n, sizeof(*places), by_key);
	move_to_places(v, n, places);
	free(places);
}

/* Most files are in order, and then nothing has to be made. */
void
changes_order(struct change *v, size_t n, const struct name *apex)
{
	for (size_t i = 1; i < n; i++)
		if (by_owner_and_type(&v[i - 1], &v[i]) > 0) {
			order_by_keys(v, n, apex);
			return;
		}
}
