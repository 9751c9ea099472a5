/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/*
 * Open addressing; a slot holds an index into entries plus one, 0 is free.  With
 * the hash beside it no other key is looked at than the one that is asked for.
 */

static struct map_slot *
free_slot(const struct map *m, uint32_t hash)
{
	size_t mask = m->nslots - 1, i = hash & mask;

	while (m->slots[i].index)
		i = (i + 1) & mask;
	return &m->slots[i];
}

/* That of the key, or the free one where it would be. */
static struct map_slot *
find(const struct map *m, struct str key, uint32_t hash)
{
	size_t mask = m->nslots - 1, i = hash & mask;

	while (m->slots[i].index && !(m->slots[i].hash == hash &&
	    str_eq(m->entries[m->slots[i].index - 1].key, key)))
		i = (i + 1) & mask;
	return &m->slots[i];
}

static void
rehash(struct map *m, size_t nslots)
{
	struct map_slot *old = m->slots;
	size_t n = m->nslots;

	m->nslots = nslots;
	m->slots = memory_zeroed(nslots * sizeof(*m->slots));
	for (size_t i = 0; i < n; i++)
		if (old[i].index)
			*free_slot(m, old[i].hash) = old[i];
	free(old);
}

void *
map_get(const struct map *m, struct str key)
{
	uint32_t index = m->n ? find(m, key, (uint32_t)str_hash(key))->index : 0;

	return index ? m->entries[index - 1].value : NULL;
}

void **
map_slot(struct map *m, struct str key)
{
	uint32_t hash = (uint32_t)str_hash(key);
	struct map_slot *slot;

	if ((m->n + 1) * 2 > m->nslots)
		rehash(m, m->nslots ? m->nslots * 2 : 32);
	slot = find(m, key, hash);
	if (slot->index == 0) {
		GROW(m->entries, m->n, m->cap);
		m->entries[m->n++] = (struct map_entry){ key, NULL };
		*slot = (struct map_slot){ hash, (uint32_t)m->n };
	}
	return &m->entries[slot->index - 1].value;
}

void
map_expect(struct map *m, size_t n)
{
	size_t nslots = 32;

	while (nslots < 2 * (n + 1))
		nslots *= 2;
	if (nslots > m->nslots)
		rehash(m, nslots);
	if (m->n == 0 && n > m->cap) {
		free(m->entries);
		m->entries = memory_large(n * sizeof(*m->entries));
		m->cap = n;
	}
}

void
map_free(struct map *m)
{
	free(m->entries);
	free(m->slots);
	*m = (struct map){ 0 };
}
