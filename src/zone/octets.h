/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_OCTETS_H
#define ZONEVET_ZONE_OCTETS_H

#include <stdint.h>
#include <string.h>

/* Eight octets looked at together, as a number whose lowest octet is the first. */
#define ALWAYS static inline __attribute__((always_inline))

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LOWEST_FIRST(bits, word) __builtin_bswap##bits(word)
#else
#define LOWEST_FIRST(bits, word) (word)
#endif

ALWAYS uint64_t
octets_at(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return LOWEST_FIRST(64, word);
}

/* Four of them. */
ALWAYS uint64_t
four_octets_at(const char *p)
{
	uint32_t word;

	memcpy(&word, p, sizeof(word));
	return LOWEST_FIRST(32, word);
}

/* Eight with the first octet highest: numbers compare as memcmp() of the octets would. */
ALWAYS uint64_t
octets_in_order(const void *p)
{
	return __builtin_bswap64(octets_at(p));
}

/* Ones for so many of the lowest octets. */
static const uint64_t first_octets[9] = { 0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff,
	0xffffffffffff, 0xffffffffffffff, 0xffffffffffffffff };

#define EACH(octet) ((uint64_t)0x0101010101010101u * (octet))

/* The top bit of each octet that is zero. */
ALWAYS uint64_t
zeros(uint64_t word)
{
	return ~(((word & EACH(0x7f)) + EACH(0x7f)) | word) & EACH(0x80);
}

/* Which of the eight the lowest bit of such is in. */
ALWAYS unsigned
first_octet(uint64_t bits)
{
	return (unsigned)__builtin_ctzll(bits) / 8;
}

#endif
