/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_SOURCE_MAPPED_H
#define ZONEVET_SOURCE_MAPPED_H

#include <stdbool.h>
#include <stddef.h>

/* A file in memory, and its descriptor, as long as there are enough, to copy from. Zeroed: none. */
struct mapped {
	char *map;                      /* NULL: none; no NUL behind the octets */
	size_t len;
	int fd;                         /* plus 1; 0: not kept */
};

/* The first `len` octets, not none, of a file, whose descriptor is taken over.  False: it is not. */
bool mapped_open(struct mapped *, int fd, size_t len);
void mapped_close(struct mapped *);
/* What source_rest(), source_whole() and source_copy() promise. */
void mapped_rest(const struct mapped *);
void mapped_whole(const struct mapped *);
bool mapped_copy(const struct mapped *, size_t at, char *to, size_t n);

#endif
