/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_BASE_HASH_H
#define ZONEVET_BASE_HASH_H

#include "base/arena.h"

enum { SHA256_LENGTH = 32 };

void hash_sha256(struct str, unsigned char out[SHA256_LENGTH]);
struct str hash_sha256_hex(struct arena *, struct str);         /* 64 lower-case digits */
uint64_t hash_short(struct str);                                /* its first 64 bits */

/* Of two addresses, to find a place for what belongs to both. */
static inline uint32_t
hash_addresses(const void *a, const void *b)
{
	return (uint32_t)(((uintptr_t)a ^ (uint64_t)(uintptr_t)b << 20) * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}

#endif
