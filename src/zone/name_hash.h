/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_NAME_HASH_H
#define ZONEVET_ZONE_NAME_HASH_H

#include <stdint.h>

#include "base/str.h"
#include "zone/octets.h"

/*
 * Hashes of names from their text without escapes, whatever the case of its
 * letters.  The hash of a name is that of what it is written under, put under
 * each label in turn, so that labels can be hashed where nobody knows yet what
 * they are written under.  Some other characters are taken for one another like
 * the cases of a letter: what is found by its hash is looked at again.
 */

/* The first eight octets of n as a number; where there are fewer, zeros stand behind them. */
static inline uint64_t
name_hash_short(const char *p, size_t n)
{
	if (n >= 8)
		return octets_at(p);
	if (n >= 4)
		return four_octets_at(p) | four_octets_at(p + n - 4) << 8 * (n - 4);
	return n == 0 ? 0 : (uint64_t)(uint8_t)p[0] | (uint64_t)(uint8_t)p[n / 2] << 8 * (n / 2) |
	    (uint64_t)(uint8_t)p[n - 1] << 8 * (n - 1);
}

/* Of the first eight octets of a label, the last eight, and those between. */
ALWAYS uint32_t
name_hash_of(uint64_t first, uint64_t last, struct str label)
{
	static const uint64_t fold = 0x2020202020202020u, by = 0x9e3779b97f4a7c15u;
	uint64_t h = (first | fold) * 0xd6e8feb86659fd93u + (last | fold) * 0xa0761d6478bd642fu +
	    label.len;

	for (size_t i = 8; i + 8 < label.len; i += 8)
		h = (h ^ (h >> 29) ^ (octets_at(label.p + i) | fold)) * by;
	return (uint32_t)((h ^ (h >> 32)) * by >> 32);
}

/* One label, or a spelling taken for one; letters are folded by one bit, eight at a time. */
static inline uint32_t
name_hash_label(struct str label)
{
	uint64_t first = name_hash_short(label.p, label.len);

	return name_hash_of(first, label.len > 8 ? octets_at(label.p + label.len - 8) : first, label);
}

/*
 * The same where eight octets from its begin on may be looked at: how long
 * labels are nobody foresees, and branches would be on that.
 */
ALWAYS uint32_t
name_hash_label_in(struct str label)
{
	size_t first = label.len < 8 ? label.len : 8;
	uint64_t mask = first_octets[first];

	return name_hash_of(octets_at(label.p) & mask, octets_at(label.p + label.len - first) & mask,
	    label);
}

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
