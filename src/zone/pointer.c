/* SPDX-License-Identifier: BSD-2-Clause */
/* Who points at a name: the records of each target side by side, laid out once a zone. */
#include "zone/pointer.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "zone/shared.h"

struct zone_pointers {
	uint32_t *from;                 /* per name: where its records begin; one more at the end */
	size_t names;                   /* those known when the index was made */
	struct record **records;
};

bool
pointer_type(uint16_t type)
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

/*
 * Few name servers serve many delegations: the names behind the words seen
 * last are kept, so that most targets are found without being read.
 */
enum { REMEMBERED = 1 << 12 };

static size_t
remembered_for(size_t records)
{
	size_t n = 16;

	while (n < REMEMBERED && n < records)
		n *= 2;
	return n;
}

struct remembered {
	const char *text;
	uint32_t length;
	const struct name *origin;
	struct name *target;
};

static struct name *
target_of(struct zone *z, struct record *r, struct remembered *memory, size_t n)
{
	const struct name *origin = record_origin(z, r);
	struct remembered *m = &memory[str_hash(str_n(r->text, r->length)) % n];

	if (r->type != TYPE_NS && r->type != TYPE_CNAME && r->type != TYPE_PTR)
		return record_target_quiet(z, r);
	if (m->target && m->length == r->length && m->origin == origin &&
	    memcmp(m->text, r->text, r->length) == 0)
		return m->target;
	*m = (struct remembered){ r->text, r->length, origin, record_target_quiet(z, r) };
	return m->target;
}

/* Who each record points at: targets[i] for records[i], NULL for none. */
static struct name **
all_targets(struct zone *z)
{
	size_t n = remembered_for(z->n);
	struct remembered *memory = memory_new(n * sizeof(*memory));
	struct name **targets = memory_large(z->n * sizeof(*targets));

	memset(memory, 0, n * sizeof(*memory));
	for (size_t i = 0; i < z->n; i++) {
		struct record *r = zone_record(z, (uint32_t)i + 1);

		targets[i] = pointer_type(r->type) && name_within(r->owner, z->apex) ?
		    target_of(z, r, memory, n) : NULL;
		zone_rest(z, i);
	}
	free(memory);
	return targets;
}

/* Counts first, then puts each record where its target's share begins. */
static struct zone_pointers *
collect(struct zone *z)
{
	struct zone_pointers *p = memory_new(sizeof(*p));
	struct name **targets = all_targets(z);
	size_t n = 0;

	p->names = z->names->n;
	p->from = memory_zeroed((p->names + 1) * sizeof(*p->from));
	for (size_t i = 0; i < z->n; i++)
		if (targets[i]) {
			p->from[targets[i]->index]++;
			n++;
		}
	p->from[p->names] = (uint32_t)n;
	for (size_t i = p->names; i-- > 0;)
		p->from[i] = p->from[i + 1] - p->from[i];
	p->records = memory_large(n * sizeof(*p->records));
	for (size_t i = 0; i < z->n; i++)
		if (targets[i])
			p->records[p->from[targets[i]->index]++] = zone_record(z, (uint32_t)i + 1);
	for (size_t i = p->names; i > 0; i--)
		p->from[i] = p->from[i - 1];
	p->from[0] = 0;
	free(targets);
	return p;
}

struct record *const *
zone_pointers(struct zone *z, const struct name *target, size_t *n)
{
	const struct name *own;

	*n = 0;
	if (!z->exists)
		return NULL;
	if (z->pointers == NULL && shared_tells_pointers(z))
		return shared_pointers(z, target, n);
	if (z->shared)
		shared_read_whole(z);
	if (z->pointers == NULL)
		z->pointers = collect(z);       /* and now the table knows every target */
	own = zone_name(z, target);
	if (own == NULL || own->index >= z->pointers->names)
		return NULL;
	*n = z->pointers->from[own->index + 1] - z->pointers->from[own->index];
	return z->pointers->records + z->pointers->from[own->index];
}

void
zone_free_pointers(struct zone *z)
{
	if (z->pointers == NULL)
		return;
	free(z->pointers->from);
	free(z->pointers->records);
	free(z->pointers);
	z->pointers = NULL;
}
