/* SPDX-License-Identifier: BSD-2-Clause */
#include "zone/name_hash.h"

#include <string.h>

#include "zone/name.h"

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
