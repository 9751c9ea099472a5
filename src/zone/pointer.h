/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_POINTER_H
#define ZONEVET_ZONE_POINTER_H

#include "zone/zone.h"

/* Does the data of such a record point at a name, as zone_pointers() has it? */
bool pointer_type(uint16_t type);
/* Frees the index that zone_pointers() made, if any. */
void zone_free_pointers(struct zone *);

#endif
