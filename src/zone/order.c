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
#include "base/sort.h"
#include "zone/compare.h"
#include "zone/octets.h"

enum { KEY = 16 };              /* octets */

struct place {
	uint64_t key[KEY / 8];
	const struct change *change;    /* the first of a run of its owner's */
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
	for (size_t i = 0; i < KEY / 8; i++)
		place->key[i] = octets_in_order(key + i * 8);
	return true;
}

/* Does another run of changes of one owner, by type, begin with this one? */
static bool
begins_run(const struct change *v, size_t i)
{
	return i == 0 || v[i].owner != v[i - 1].owner || v[i].type < v[i - 1].type;
}

/* Places for all runs, *n of them; NULL: an owner has no key. */
static struct place *
places_of(const struct change *v, size_t most, const struct name *apex, size_t *n)
{
	struct place *places;

	*n = 0;
	for (size_t i = 0; i < most; i++)
		*n += begins_run(v, i);
	places = memory_large(*n * sizeof(*places));
	*n = 0;
	for (size_t i = 0; i < most; i++) {
		if (!begins_run(v, i))
			continue;
		places[*n] = (struct place){ .change = &v[i] };
		if (!make_key(&places[(*n)++], v[i].owner, apex)) {
			free(places);
			return NULL;
		}
	}
	return places;
}

/* Each change to its place, without room for all of them once more: v[i] is to be v[from[i]]. */
static void
move_to_places(struct change *v, size_t n, uint32_t *from)
{
	for (size_t i = 0; i < n; i++) {
		struct change first = v[i];
		size_t at = i;

		while (from[at] != i) {
			size_t next = from[at];

			v[at] = v[next];
			from[at] = (uint32_t)at;
			at = next;
		}
		v[at] = first;
		from[at] = (uint32_t)at;
	}
}

static void
order_by_keys(struct change *v, size_t n, const struct name *apex)
{
	size_t nplaces, at = 0;
	struct place *places = places_of(v, n, apex, &nplaces);
	uint32_t *from;

	if (places == NULL) {
		qsort(v, n, sizeof(*v), by_owner_and_type);
		return;
	}
	sort_by_key(places, nplaces, sizeof(*places), by_key);
	from = memory_large(n * sizeof(*from));
	for (size_t i = 0; i < nplaces; i++) {
		size_t next = (size_t)(places[i].change - v);

		do
			from[at++] = (uint32_t)next++;
		while (next < n && !begins_run(v, next));
	}
	free(places);
	move_to_places(v, n, from);
	free(from);
}

/* --- nearly in order ------------------------------------------------------------------- */

static bool
is_marked(const uint64_t *marks, size_t i)
{
	return marks[i / 64] >> i % 64 & 1;
}

static void
mark(uint64_t *marks, size_t i)
{
	marks[i / 64] |= (uint64_t)1 << i % 64;
}

enum { BLOCK = 64 };

/*
 * How many of those in front of v[i] that are not marked belong behind it, and
 * marks them if wanted.  BLOCK: so many, or nobody looks so far.
 */
static size_t
behind(const struct change *v, size_t i, uint64_t *marks, bool wanted)
{
	size_t found = 0;

	for (size_t k = i; k-- > 0;) {
		if (i - k > BLOCK || found == BLOCK)
			return BLOCK;
		if (is_marked(marks, k))
			continue;
		if (by_owner_and_type(&v[k], &v[i]) <= 0)
			break;
		if (wanted)
			mark(marks, k);
		found++;
	}
	return found;
}

/*
 * Marks changes without which the others are in order; how many.  Where the
 * order breaks, the next one strayed, or, when the one behind it breaks it too,
 * the few that stand in front of both did: a block of servers at the begin of
 * the file.  Gives up at `most`.
 */
static size_t
mark_strays(const struct change *v, size_t n, size_t most, uint64_t *marks)
{
	size_t last = 0, strays = 0;

	for (size_t i = 1; i < n && strays < most; i++) {
		size_t before;

		if (by_owner_and_type(&v[last], &v[i]) <= 0) {
			last = i;
			continue;
		}
		before = i + 1 < n && by_owner_and_type(&v[last], &v[i + 1]) > 0 ?
		    behind(v, i, marks, false) : BLOCK;
		if (before == BLOCK) {
			mark(marks, i);
			strays++;
		} else {
			strays += behind(v, i, marks, true);
			last = i;
		}
	}
	return strays < most ? strays : most;
}

/* Takes the strays out, sorts them and merges them in from the end. */
static void
merge_strays(struct change *v, size_t n, const uint64_t *marks, size_t nstrays)
{
	struct change *strays = memory_new(nstrays * sizeof(*strays));
	size_t kept = 0, left = 0;

	for (size_t i = 0; i < n; i++) {
		if (is_marked(marks, i))
			strays[left++] = v[i];
		else
			v[kept++] = v[i];
	}
	qsort(strays, nstrays, sizeof(*strays), by_owner_and_type);
	while (left > 0) {
		bool stray = kept == 0 || by_owner_and_type(&v[kept - 1], &strays[left - 1]) <= 0;

		v[kept + left - 1] = stray ? strays[left - 1] : v[kept - 1];
		if (stray)
			left--;
		else
			kept--;
	}
	free(strays);
}

/* Most files are in order or nearly so, and then hardly anything has to be made. */
void
changes_order(struct change *v, size_t n, const struct name *apex)
{
	enum { FEW = 32 };              /* of so many one may stray */
	uint64_t *marks = memory_new((n / 64 + 1) * sizeof(*marks));
	size_t most = n / FEW + 1, strays;

	memset(marks, 0, (n / 64 + 1) * sizeof(*marks));
	strays = mark_strays(v, n, most, marks);
	if (strays == most)
		order_by_keys(v, n, apex);
	else if (strays > 0)
		merge_strays(v, n, marks, strays);
	free(marks);
}
