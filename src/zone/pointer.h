/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_POINTER_H
#define ZONEVET_ZONE_POINTER_H

#include "zone/zone.h"

/* Frees the index that zone_pointers() made, if any. */
void zone_free_pointers(struct zone *);

#endif
