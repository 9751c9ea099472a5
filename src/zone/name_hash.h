/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_NAME_HASH_H
#define ZONEVET_ZONE_NAME_HASH_H

#include <stdint.h>

#include "base/str.h"

/*
 * Hashes of names from their text without escapes, whatever the case of its
 * letters: the hash of what a name is written under, and that of what is
 * written there, make the hash of the name.  The upper bits are the better
 * ones.  Some other characters are taken for one another like the cases of a
 * letter: what is found by its hash is looked at again.
 */
uint32_t name_hash_label(struct str label);     /* one label, or a spelling taken for one */
static inline uint32_t
name_hash_under(uint32_t base, uint32_t label)
{
	return (uint32_t)(((label ^ (uint64_t)base * 0x85ebca6bu) * 0x9e3779b97f4a7c15u) >> 32);
}

/* The labels of a text under the name that `base` is of; 0: the root. */
uint32_t name_hash_text(struct str text, uint32_t base);
/* The same of a lower-case wire form. */
uint32_t name_hash_wire(const uint8_t *wire, size_t len);

#endif
