/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_BASE_MAP_H
#define ZONEVET_BASE_MAP_H

#include <stddef.h>

#include "base/str.h"

/*
 * Text to pointer, in order of insertion.  A zeroed struct is empty.  Keys
 * are not copied and must outlive the map.
 */
struct map {
	struct map_entry {
		struct str key;
		void *value;
	} *entries;             /* [0, n): in order of insertion */
	size_t n, cap;
	struct map_slot {
		uint32_t hash, index;
	} *slots;
	size_t nslots;
};

void *map_get(const struct map *, struct str key);              /* NULL: not there */
void **map_slot(struct map *, struct str key);                  /* made when not there, then *slot is NULL */
void map_expect(struct map *, size_t n);        /* so many keys will come; a hint */
void map_free(struct map *);

#endif
