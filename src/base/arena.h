/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_BASE_ARENA_H
#define ZONEVET_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/str.h"

/*
 * Memory that is freed all at once.  A zeroed struct is an empty arena.
 * Nothing here fails: without memory the program ends with exit code 2.
 * Built with -DARENA_MALLOC every block comes from malloc, so that the
 * sanitizers and valgrind see its bounds.
 */
struct arena {
	struct arena_chunk *chunks;
};

void *arena_alloc(struct arena *, size_t size);          /* zeroed, aligned for any type */
void *arena_bytes(struct arena *, size_t size);          /* not zeroed, not aligned */
void *arena_aligned(struct arena *, size_t size, size_t align);  /* not zeroed; align: a power of 2 */
struct str arena_dup(struct arena *, struct str);        /* a copy with a NUL behind it */
char *arena_text(struct arena *, struct str);            /* the same as a C string */
struct str arena_printf(struct arena *, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
struct str arena_vprintf(struct arena *, const char *fmt, va_list)
	__attribute__((format(printf, 2, 0)));
/* What the second holds is the first one's, which lives as long; the second is empty then. */
void arena_join(struct arena *, struct arena *);
/* Lets go of all that it holds, and keeps some room for what comes. */
void arena_clear(struct arena *);
void arena_free(struct arena *);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, n) ((type *)arena_array((arena), (n), sizeof(type)))
void *arena_array(struct arena *, size_t n, size_t each);

#endif
