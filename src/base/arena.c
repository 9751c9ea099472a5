/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, size;
	size_t ready;                   /* so many octets have pages */
	alignas(max_align_t) char bytes[];
};

#ifdef ARENA_MALLOC
enum { FIRST = 0, LARGEST = 0 };
#else
enum { FIRST = 4 << 10, LARGEST = 4 << 20 };
#endif

enum { AHEAD = 64 << 10 };      /* octets that get pages together */

static struct arena_chunk *
chunk_new(struct arena *a, size_t need)
{
	size_t size = a->chunks ? a->chunks->size * 2 : FIRST;
	struct arena_chunk *c;

	if (size > LARGEST)
		size = LARGEST;
	if (size < need)
		size = need;
	c = memory_new(sizeof(*c) + size);
	c->used = c->ready = 0;
	c->size = size;
	c->next = a->chunks;
	a->chunks = c;
	return c;
}

/* A large chunk may never be filled: only what comes next gets pages. */
static void
make_ready(struct arena_chunk *c, size_t need)
{
	size_t from = c->ready;

	c->ready = c->size - need < AHEAD ? c->size : need + AHEAD;
	memory_ahead(c->bytes + from, c->ready - from);
}

static void *
take(struct arena *a, size_t size, size_t align)
{
	struct arena_chunk *c = a->chunks;
	size_t at = c ? (c->used + align - 1) & ~(align - 1) : 0;

	if (size > SIZE_MAX / 2)
		memory_new(SIZE_MAX / 2);       /* says so and ends */
	if (c == NULL || at > c->ready || size > c->ready - at) {
		if (c == NULL || at > c->size || size > c->size - at) {
			c = chunk_new(a, size);
			at = 0;
		}
		make_ready(c, at + size);
	}
	c->used = at + size;
	return c->bytes + at;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	return memset(take(a, size, alignof(max_align_t)), 0, size);
}

void *
arena_aligned(struct arena *a, size_t size, size_t align)
{
	return take(a, size, align);
}

void *
arena_bytes(struct arena *a, size_t size)
{
	return take(a, size, 1);
}

void *
arena_array(struct arena *a, size_t n, size_t each)
{
	if (each && n > SIZE_MAX / 2 / each)
		memory_new(SIZE_MAX / 2);
	return arena_alloc(a, n * each);
}

struct str
arena_dup(struct arena *a, struct str s)
{
	char *p = arena_bytes(a, s.len + 1);

	if (s.len)
		memcpy(p, s.p, s.len);
	p[s.len] = '\0';
	return str_n(p, s.len);
}

char *
arena_text(struct arena *a, struct str s)
{
	return (char *)(uintptr_t)arena_dup(a, s).p;
}

struct str
arena_vprintf(struct arena *a, const char *fmt, va_list args)
{
	char usual[512], *p;            /* hardly any text is longer */
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(usual, sizeof(usual), fmt, again);
	va_end(again);
	if (n < 0)
		return (struct str){ NULL, 0 };
	p = arena_bytes(a, (size_t)n + 1);
	if ((size_t)n < sizeof(usual))
		memcpy(p, usual, (size_t)n + 1);
	else
		vsnprintf(p, (size_t)n + 1, fmt, args);
	return str_n(p, (size_t)n);
}

struct str
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args;
	struct str s;

	va_start(args, fmt);
	s = arena_vprintf(a, fmt, args);
	va_end(args);
	return s;
}

void
arena_join(struct arena *a, struct arena *other)
{
	struct arena_chunk **end = a->chunks ? &a->chunks->next : &a->chunks, *last = other->chunks;

	if (last == NULL)
		return;
	while (last->next)
		last = last->next;
	/* Behind the chunk that is being filled. */
	last->next = *end;
	*end = other->chunks;
	other->chunks = NULL;
}

void
arena_clear(struct arena *a)
{
	struct arena_chunk *kept = a->chunks;
	struct arena rest = { kept ? kept->next : NULL };

	if (kept == NULL || LARGEST == 0) {
		arena_free(a);
		return;
	}
	kept->next = NULL;
	kept->used = 0;
	arena_free(&rest);
}

void
arena_free(struct arena *a)
{
	while (a->chunks) {
		struct arena_chunk *next = a->chunks->next;

		free(a->chunks);
		a->chunks = next;
	}
}
