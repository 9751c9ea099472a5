/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_DKIM_H
#define ZONEVET_RULES_DKIM_H

#include "base/str.h"

/* A DKIM key record (RFC 6376 section 3.6.1, RFC 8463). */
struct dkim {
	struct str key;                 /* p as written, blanks included; empty: revoked */
	struct str algorithm;           /* k, rsa unless written */
	bool revoked;
	bool test;                      /* t=y */
	bool strict;                    /* t=s */
	bool for_mail;                  /* s allows email */
	bool sha1_only;                 /* h allows nothing but sha1 */
	const char *fault;              /* why no verifier uses the key; NULL: they do */
	const char *flaw;               /* what some verifiers refuse; NULL: nothing */
	struct str at;                  /* the part that is at fault */
};

/* Reads the text of a TXT record at a selector; false: it is no key record (no v=DKIM... and no p). */
bool dkim_read(struct str text, struct dkim *);
/* The same key, however it is folded? */
bool dkim_same_key(const struct dkim *, const struct dkim *);

#endif
