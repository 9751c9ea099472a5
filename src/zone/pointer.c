/* SPDX-License-Identifier: BSD-2-Clause */
/* Who points at a name: (target, record) pairs sorted by target, made once a zone. */
#include "zone/pointer.h"

#include <stdlib.h>

#include "base/memory.h"

struct pointer {
	struct name *target;
	uint32_t at;                    /* into records */
};

struct zone_pointers {
	struct pointer *v;
	struct record **records;        /* v[i]'s record, for the callers */
	size_t n, cap;
};

static bool
points(uint16_t type)
{
	switch (type) {
	case TYPE_NS: case TYPE_CNAME: case TYPE_DNAME: case TYPE_PTR: case TYPE_MX: case TYPE_SRV:
	case TYPE_NAPTR: case TYPE_HTTPS: case TYPE_SVCB: case TYPE_SOA: case TYPE_KX:
	case TYPE_AFSDB: case TYPE_RT: case TYPE_LP:
		return true;
	default:
		return false;
	}
}

static int
by_target(const void *x, const void *y)
{
	const struct pointer *a = x, *b = y;

	if (a->target != b->target)
		return (uintptr_t)a->target < (uintptr_t)b->target ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

static struct zone_pointers *
collect(struct zone *z)
{
	struct zone_pointers *p = memory_new(sizeof(*p));

	*p = (struct zone_pointers){ 0 };
	for (size_t i = 0; i < z->n; i++) {
		struct record *r = &z->records[i];
		struct name *target = points(r->type) ? record_target(z, r) : NULL;

		if (target == NULL || !name_within(r->owner, z->apex))
			continue;
		GROW(p->v, p->n, p->cap);
		p->v[p->n++] = (struct pointer){ target, (uint32_t)i };
	}
	if (p->n)
		qsort(p->v, p->n, sizeof(*p->v), by_target);
	p->records = memory_new(p->n * sizeof(*p->records));
	for (size_t i = 0; i < p->n; i++)
		p->records[i] = &z->records[p->v[i].at];
	return p;
}

struct record *const *
zone_pointers(struct zone *z, const struct name *target, size_t *n)
{
	const struct name *own;
	size_t low = 0, high, first;

	*n = 0;
	if (!z->exists)
		return NULL;
	if (z->pointers == NULL)
		z->pointers = collect(z);       /* and now the table knows every target */
	own = zone_name(z, target);
	if (own == NULL)
		return NULL;
	high = z->pointers->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if ((uintptr_t)z->pointers->v[middle].target < (uintptr_t)own)
			low = middle + 1;
		else
			high = middle;
	}
	for (first = low; low < z->pointers->n && z->pointers->v[low].target == own; low++)
		continue;
	*n = low - first;
	return z->pointers->records + first;
}

void
zone_free_pointers(struct zone *z)
{
	if (z->pointers == NULL)
		return;
	free(z->pointers->v);
	free(z->pointers->records);
	free(z->pointers);
	z->pointers = NULL;
}
