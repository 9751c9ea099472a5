/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static const size_t page = (size_t)2 << 20;
enum { LARGE = 4 << 20 };

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

void *
memory_large(size_t size)
{
	void *p;

	if (size < LARGE)
		return memory_new(size);
	p = checked(aligned_alloc(page, (size + page - 1) & ~(page - 1)));
#ifdef MADV_HUGEPAGE
	madvise(p, size, MADV_HUGEPAGE);
#endif
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
	if (want * each < LARGE)
		return memory_resize(v, want * each);
	/* To map small pages anew takes longer than to copy what there is. */
	large = memory_large(want * each);
	memcpy(large, v, n * each);
	free(v);
	return large;
}
