/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_BASE_MEMORY_H
#define ZONEVET_BASE_MEMORY_H

#include <stddef.h>

/* malloc and realloc that end the program (exit code 2) when there is no memory. */
void *memory_new(size_t size);
void *memory_resize(void *, size_t size);
/* Like memory_new(), for what will be filled to a large part: how its pages are got depends on its size. */
void *memory_large(size_t size);
/* The same, zeroed, of which perhaps only parts will be looked at. */
void *memory_zeroed(size_t size);
/* Maps the pages of a part of what was got, which will soon be filled.  For little it does nothing. */
void memory_ahead(void *, size_t size);

/*
 * Makes room for one more element: GROW(v, n, cap) before v[n++] = x.  The
 * array is memory_resize()d by doubling and freed with free().
 */
#define GROW(v, n, cap) \
	((n) < (cap) ? (void)0 : (void)((v) = memory_grow((v), (n), &(cap), sizeof(*(v)))))
void *memory_grow(void *v, size_t n, size_t *cap, size_t each);

#endif
