/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Open addressing; a slot holds an index into entries plus one, 0 is free. */

static uint32_t *
find(const struct map *m, struct str key)
{
	size_t mask = m->nslots - 1, i = str_hash(key) & mask;

	while (m->slots[i] && !str_eq(m->entries[m->slots[i] - 1].key, key))
		i = (i + 1) & mask;
	return &m->slots[i];
}

static void
rehash(struct map *m)
{
	m->nslots = m->nslots ? m->nslots * 2 : 32;
	m->slots = memory_resize(m->slots, m->nslots * sizeof(*m->slots));
	memset(m->slots, 0, m->nslots * sizeof(*m->slots));
	for (size_t i = 0; i < m->n; i++)
		*find(m, m->entries[i].key) = (uint32_t)i + 1;
}

void *
map_get(const struct map *m, struct str key)
{
	uint32_t slot = m->nslots ? *find(m, key) : 0;

	return slot ? m->entries[slot - 1].value : NULL;
}

void **
map_slot(struct map *m, struct str key)
{
	uint32_t *slot;

	if ((m->n + 1) * 2 > m->nslots)
		rehash(m);
	slot = find(m, key);
	if (*slot == 0) {
		GROW(m->entries, m->n, m->cap);
		m->entries[m->n] = (struct map_entry){ key, NULL };
		*slot = (uint32_t)++m->n;
	}
	return &m->entries[*slot - 1].value;
}

void
map_free(struct map *m)
{
	free(m->entries);
	free(m->slots);
	*m = (struct map){ 0 };
}
