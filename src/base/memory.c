/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const size_t page = (size_t)2 << 20;         /* a large one */
enum {
	MAPPED_AHEAD = 32 << 10,        /* octets from which pages are mapped at once, up to LARGE */
	LARGE = 5 << 20,                /* and from which they are large ones, up to VERY_LARGE */
	VERY_LARGE = 16 << 20,
};

static void *
checked(void *p)
{
	if (p == NULL) {
		fputs("zonevet: out of memory\n", stderr);
		exit(2);
	}
	return p;
}

void *
memory_new(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *
memory_resize(void *p, size_t size)
{
	return checked(realloc(p, size ? size : 1));
}

/* A fault for each page costs many times more. */
void
memory_ahead(void *p, size_t size)
{
#ifdef MADV_POPULATE_WRITE
	uintptr_t mask = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
	uintptr_t from = (uintptr_t)p & ~mask, to = ((uintptr_t)p + size + mask) & ~mask;

	if (size >= MAPPED_AHEAD)
		madvise((void *)from, to - from, MADV_POPULATE_WRITE);
#else
	(void)p;
	(void)size;
#endif
}

/*
 * Large pages are quick to get where the machine has them.  But a virtual one
 * that gave its free memory back gets each of them anew, which takes ten times
 * as long as small ones that others just left: who needs very much is better
 * off with these.
 */
static void
enlarge(char *p, size_t size)
{
#ifdef MADV_HUGEPAGE
	uintptr_t from = ((uintptr_t)p + page - 1) & ~(uintptr_t)(page - 1);

	if (size <= VERY_LARGE)
		madvise((void *)from, (uintptr_t)p + size - from, MADV_HUGEPAGE);
#else
	(void)p;
	(void)size;
#endif
}

void *
memory_large(size_t size)
{
	void *p;

	if (size < LARGE) {
		p = memory_new(size);
		memory_ahead(p, size);
		return p;
	}
	size = (size + page - 1) & ~(page - 1);
	p = checked(aligned_alloc(page, size));
	enlarge(p, size);
	return p;
}

/* Pages that are new are zeros already. */
void *
memory_zeroed(size_t size)
{
	void *p;

	if (size < LARGE)
		return memset(memory_large(size), 0, size);
	p = checked(calloc(1, size));
	enlarge(p, size);
	return p;
}

void *
memory_grow(void *v, size_t n, size_t *cap, size_t each)
{
	size_t want = n < 8 ? 16 : n * 2;
	void *large;

	if (want > SIZE_MAX / each)
		checked(NULL);
	*cap = want;
	if (want * each < MAPPED_AHEAD)
		return memory_resize(v, want * each);
	/* To copy what there is takes less time than to fault in what there will be. */
	large = memory_large(want * each);
	if (n)
		memcpy(large, v, n * each);
	free(v);
	return large;
}
