/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_BASE_SORT_H
#define ZONEVET_BASE_SORT_H

#include <stddef.h>

/*
 * qsort() for elements that begin with a uint64_t, by which `order` decides
 * first.  Large arrays are parted by that number in place: what is sorted at
 * once, and the room that qsort() takes beside it, stays small.
 */
enum { SORT_EACH = 32 };        /* octets of an element, at most */

void sort_by_key(void *v, size_t n, size_t each, int (*order)(const void *, const void *));

#endif
