/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_NAME_HASH_H
#define ZONEVET_ZONE_NAME_HASH_H

#include <stdint.h>

#include "base/str.h"

/*
 * Hashes of names from their text without escapes, whatever the case of its
 * letters.  The hash of a name is that of what it is written under, put under
 * each label in turn, so that labels can be hashed where nobody knows yet what
 * they are written under.  Some other characters are taken for one another like
 * the cases of a letter: what is found by its hash is looked at again.
 */
uint32_t name_hash_label(struct str label);     /* one label, or a spelling taken for one */
static inline uint32_t
name_hash_under(uint32_t base, uint32_t label)
{
	return base * 0x9e3779b1u + label;
}

/* The same for a text of so many labels, by its hash under the root. */
static inline uint32_t
name_hash_text_under(uint32_t base, uint32_t text, unsigned labels)
{
	for (; labels > 0; labels--)
		base = name_hash_under(base, 0);
	return base + text;
}

/* The labels of a text under the name that `base` is of; 0: the root. */
uint32_t name_hash_text(struct str text, uint32_t base);
/* The same of a lower-case wire form. */
uint32_t name_hash_wire(const uint8_t *wire, size_t len);

#endif
