/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint/rule.h"

static const char *const texts[] = { "off", "note", "warning", "error" };

const char *
severity_text(enum severity severity)
{
	return texts[severity];
}

bool
severity_parse(struct str s, enum severity *out)
{
	for (int i = OFF; i <= ERROR; i++)
		if (str_eq_nocase(s, str_of(texts[i]))) {
			*out = (enum severity)i;
			return true;
		}
	return false;
}
