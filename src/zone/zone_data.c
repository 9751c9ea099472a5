/* SPDX-License-Identifier: BSD-2-Clause */
/* The data of all records at once: in two threads, equal data kept once. */
#include "zone/load.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/workers.h"
#include "zone/rdata_plain.h"

enum {
	READERS = 2,                    /* more wait for memory */
	PART = 1 << 14,                 /* records that one of them takes at a time */
	POOL = 1 << 16,                 /* octets that are remembered, a power of 2 */
};

struct data_readers {
	struct zone *zone;
	atomic_size_t next, readers;
	struct data_reader {
		struct arena arena;
		const struct rdata **pool;      /* data met lately, by its octets: few name servers
		                                   serve many delegations */
		size_t unread;                  /* records that have none by now */
	} each[READERS];
};

/* Plain data, or NULL. */
static const struct rdata *
pooled(struct data_reader *r, const struct record *record, const struct name *origin)
{
	const struct rdata **place;
	uint8_t wire[RDATA_PLAIN_MAX];
	size_t len = rdata_plain(record->type, str_n(record->text, record->length), origin, wire);

	if (len == 0)
		return NULL;
	place = &r->pool[str_hash(str_n((const char *)wire, len)) % POOL];
	if (*place == NULL || (*place)->len != len || memcmp((*place)->wire, wire, len) != 0)
		*place = rdata_new(&r->arena, wire, len);
	return *place;
}

static void
read_one(struct data_reader *r, const struct zone *z, struct record *record)
{
	const struct name *origin = z->contexts[record->context].origin;
	struct rdata_fault fault;

	if (record->data)
		return;
	if (record->depth == 0 && z->class == CLASS_IN)
		record->data = pooled(r, record, origin);
	if (record->data == NULL)
		record->data = rdata_read(&r->arena, record->type, z->class,
		    str_n(record->text, record->length), record->depth, origin, &fault);
	r->unread += record->data == NULL;
}

static void
read_parts(void *self)
{
	struct data_readers *all = self;
	struct data_reader *r = &all->each[atomic_fetch_add(&all->readers, 1)];
	struct zone *z = all->zone;
	size_t at;

	r->pool = memory_zeroed(POOL * sizeof(*r->pool));
	while ((at = atomic_fetch_add(&all->next, PART)) < z->n) {
		size_t end = z->n - at < PART ? z->n : at + PART;

		for (size_t i = at; i < end; i++) {
			read_one(r, z, &z->records[i]);
			zone_rest(z, i);
		}
	}
	free(r->pool);
}

/* Those whose data cannot be read: one after the other, so that faults are in order. */
static void
note_unread(struct zone *z)
{
	for (size_t i = 0; i < z->n; i++)
		record_data(z, &z->records[i]);
}

void
zone_read_data(struct zone *z)
{
	struct data_readers all = { .zone = z };
	size_t unread = 0;

	if (z->n < POOL) {
		note_unread(z);
		return;
	}
	workers_run(READERS, read_parts, &all);
	for (int i = 0; i < READERS; i++) {
		arena_join(z->arena, &all.each[i].arena);
		unread += all.each[i].unread;
	}
	if (unread)
		note_unread(z);
}
