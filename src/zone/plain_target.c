/* SPDX-License-Identifier: BSD-2-Clause */
/* Whom the record of a plain line points at, as it is written. */
#include "lint/type.h"
#include "zone/plain.h"

struct str
plain_target(uint16_t type, struct str data)
{
	struct str word = data, rest = data;

	switch (type) {
	case TYPE_NS: case TYPE_CNAME: case TYPE_DNAME: case TYPE_PTR:
		break;
	case TYPE_HTTPS: case TYPE_SVCB:
		for (int i = 0; i < 2; i++) {
			while (rest.len && (*rest.p == ' ' || *rest.p == '\t'))
				rest = str_skip(rest, 1);
			for (word.p = rest.p; rest.len && *rest.p != ' ' && *rest.p != '\t';)
				rest = str_skip(rest, 1);
			word.len = (size_t)(rest.p - word.p);
		}
		break;
	default:                                /* MX, SRV, NAPTR: the last word */
		for (word.len = 0; word.len < data.len; word.len++)
			if (data.p[data.len - word.len - 1] == ' ' || data.p[data.len - word.len - 1] == '\t')
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
