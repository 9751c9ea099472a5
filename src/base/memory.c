/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

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
memory_grow(void *v, size_t n, size_t *cap, size_t each)
{
	size_t want = n < 8 ? 16 : n * 2;

	if (want > SIZE_MAX / each)
		checked(NULL);
	*cap = want;
	return memory_resize(v, want * each);
}
