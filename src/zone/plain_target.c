/* SPDX-License-Identifier: BSD-2-Clause */
/* Whom the record of a plain line points at, as it is written. */
#include "lint/type.h"
#include "zone/plain.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct str
plain_target(uint16_t type, struct str data)
{
	struct str word = data;
	size_t at = 0;

	switch (type) {
	case TYPE_NS: case TYPE_CNAME: case TYPE_DNAME: case TYPE_PTR:
		break;
	case TYPE_HTTPS: case TYPE_SVCB:        /* the second word */
		for (int i = 0; i < 2; i++) {
			while (at < data.len && is_blank(data.p[at]))
				at++;
			for (word = str_n(data.p + at, 0); at < data.len && !is_blank(data.p[at]); at++)
				word.len++;
		}
		break;
	default:                                /* MX, SRV, NAPTR: the last word */
		for (word.len = 0; word.len < data.len; word.len++)
			if (is_blank(data.p[data.len - word.len - 1]))
				break;
		word.p = data.p + data.len - word.len;
		break;
	}
	for (size_t i = 0; i < word.len; i++)
		switch (word.p[i]) {
		case ' ': case '\t': case '"': case '\\': case ';': case '(': case ')':
			return (struct str){ NULL, 0 };
		}
	return word;
}
