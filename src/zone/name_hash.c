/* SPDX-License-Identifier: BSD-2-Clause */
#include "zone/name_hash.h"

#include <string.h>

#include "zone/name.h"

static uint64_t
octets(const char *p, size_t n)
{
	uint64_t value = 0;

	memcpy(&value, p, n);
	return value;
}

/* Letters are folded by one bit, eight at a time. */
uint32_t
name_hash_label(struct str label)
{
	static const uint64_t fold = 0x2020202020202020u, by = 0x9e3779b97f4a7c15u;
	const char *p = label.p;
	size_t len = label.len;
	uint64_t h = len * by;

	if (len >= 8) {
		for (size_t i = 0; i + 8 < len; i += 8)
			h = (h ^ (h >> 29) ^ (octets(p + i, 8) | fold)) * by;
		h = (h ^ (h >> 29) ^ (octets(p + len - 8, 8) | fold)) * by;
	} else if (len >= 4) {
		h = (h ^ (h >> 29) ^ ((octets(p, 4) | octets(p + len - 4, 4) << 32) | fold)) * by;
	} else if (len > 0) {
		h = (h ^ (h >> 29) ^ (((uint64_t)(uint8_t)p[0] | (uint64_t)(uint8_t)p[len / 2] << 8 |
		    (uint64_t)(uint8_t)p[len - 1] << 16) | fold)) * by;
	}
	return (uint32_t)(h >> 32);
}

uint32_t
name_hash_text(struct str text, uint32_t base)
{
	size_t end = text.len;

	for (size_t i = text.len; i-- > 0;)
		if (text.p[i] == '.') {
			base = name_hash_under(base, name_hash_label(str_n(text.p + i + 1, end - i - 1)));
			end = i;
		}
	return text.len ? name_hash_under(base, name_hash_label(str_n(text.p, end))) : base;
}

uint32_t
name_hash_wire(const uint8_t *wire, size_t len)
{
	uint8_t at[NAME_MAX_WIRE / 2 + 1];
	size_t n = 0;
	uint32_t hash = 0;

	for (size_t i = 0; i < len && wire[i]; i += wire[i] + (size_t)1)
		at[n++] = (uint8_t)i;
	while (n-- > 0)
		hash = name_hash_under(hash,
		    name_hash_label(str_n((const char *)wire + at[n] + 1, wire[at[n]])));
	return hash;
}
