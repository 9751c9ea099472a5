/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_BASE_HASH_H
#define ZONEVET_BASE_HASH_H

#include "base/arena.h"

enum { SHA256_LENGTH = 32 };

void hash_sha256(struct str, unsigned char out[SHA256_LENGTH]);
struct str hash_sha256_hex(struct arena *, struct str);         /* 64 lower-case digits */
uint64_t hash_short(struct str);                                /* its first 64 bits */

#endif
