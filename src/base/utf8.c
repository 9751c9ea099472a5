/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/utf8.h"

/* Octets of the sequence that `first` begins, and what the second one may be; 0: begins none. */
static size_t
sequence(unsigned char first, unsigned char *low, unsigned char *high)
{
	*low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;      /* overlong forms */
	*high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;     /* surrogates, > U+10FFFF */
	return first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 :
	    first < 0xf5 ? 4 : 0;
}

bool
utf8_next(struct str *rest, uint32_t *character)
{
	const unsigned char *p = (const unsigned char *)rest->p;
	unsigned char low, high;
	size_t n = sequence(p[0], &low, &high), i;
	uint32_t c = n < 2 ? p[0] : p[0] & (0x7fu >> n);

	for (i = 1; i < n && i < rest->len && p[i] >= low && p[i] <= high; i++) {
		c = c << 6 | (p[i] & 0x3f);
		low = 0x80;
		high = 0xbf;
	}
	*rest = str_skip(*rest, i);
	*character = n && i >= n ? c : 0xfffd;
	return n && i >= n;
}

size_t
utf16_length(struct str s)
{
	size_t n = 0;
	uint32_t c;

	while (s.len) {
		utf8_next(&s, &c);
		n += c > 0xffff ? 2 : 1;
	}
	return n;
}
