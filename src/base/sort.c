/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/sort.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/workers.h"

enum { PARTS = 256, MANY = 1 << 11, WORTH_A_THREAD = 1 << 16, SORTERS = 2 };

static uint64_t
key_at(const char *p)
{
	uint64_t key;

	memcpy(&key, p, sizeof(key));
	return key;
}

/* The bits in which any two keys differ. */
static uint64_t
differing(const char *v, size_t n, size_t each)
{
	uint64_t bits = 0;

	for (size_t i = 1; i < n; i++)
		bits |= key_at(v + i * each) ^ key_at(v);
	return bits;
}

static void
swap(char *a, char *b, size_t each)
{
	char moved[SORT_EACH];

	memcpy(moved, a, each);
	memcpy(a, b, each);
	memcpy(b, moved, each);
}

/* Parts the elements by eight bits of their keys; from[i] is where part i begins. */
static void
part(char *v, size_t n, size_t each, unsigned shift, size_t from[PARTS + 1])
{
	size_t next[PARTS];

	memset(from, 0, (PARTS + 1) * sizeof(*from));
	for (size_t i = 0; i < n; i++)
		from[(key_at(v + i * each) >> shift) % PARTS + 1]++;
	for (size_t i = 0; i < PARTS; i++) {
		from[i + 1] += from[i];
		next[i] = from[i];
	}
	for (size_t i = 0; i < PARTS; i++)
		while (next[i] < from[i + 1]) {
			char *here = v + next[i] * each;
			size_t to = (key_at(here) >> shift) % PARTS;

			if (to == i)
				next[i]++;
			else
				swap(here, v + next[to]++ * each, each);
		}
}

/* Parts that are sorted by whoever has time. */
struct parts {
	char *v;
	size_t each;
	int (*order)(const void *, const void *);
	atomic_size_t next;
	size_t from[PARTS + 1];
};

static void
sort_parts(void *self)
{
	struct parts *p = self;
	size_t i;

	while ((i = atomic_fetch_add(&p->next, 1)) < PARTS)
		sort_by_key(p->v + p->from[i] * p->each, p->from[i + 1] - p->from[i], p->each, p->order);
}

void
sort_by_key(void *v, size_t n, size_t each, int (*order)(const void *, const void *))
{
	uint64_t bits = n > MANY ? differing(v, n, each) : 0;
	struct parts parts = { .v = v, .each = each, .order = order };
	unsigned shift = 0;

	if (bits == 0) {
		if (n > 1)
			qsort(v, n, each, order);
		return;
	}
	while (bits >> shift >= PARTS)
		shift++;
	part(v, n, each, shift, parts.from);
	workers_run(n > WORTH_A_THREAD ? SORTERS : 1, sort_parts, &parts);
}
