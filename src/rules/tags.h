/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_TAGS_H
#define ZONEVET_RULES_TAGS_H

#include "base/arena.h"

/*
 * "name=value; name=value" as DKIM, DMARC, MTA-STS and TLSRPT write it (RFC 6376
 * section 3.2).  Blanks around names and values are gone; the text must outlive it.
 */
enum { TAGS_MOST = 64 };                /* more is a fault */

struct tags {
	struct tag {
		struct str name, value;
	} v[TAGS_MOST];
	size_t n;
	const char *fault;              /* the first, "has no ="; NULL: none */
	struct str at;                  /* the part that is at fault */
};

void tags_read(struct str text, struct tags *);
/* The first tag of a name, letters without case; false: there is none. */
bool tags_get(const struct tags *, const char *name, struct str *value);
/* May tags_version() be true?  Most texts are told by their first octets. */
bool tags_may_have_version(struct str text, const char *version);
/* Is the first tag v, with this value to the letter?  False: the text is of another kind. */
bool tags_version(const struct tags *, const char *version);

#endif
