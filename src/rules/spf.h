/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_SPF_H
#define ZONEVET_RULES_SPF_H

#include "base/arena.h"

/*
 * An SPF record (RFC 7208) by its terms.  Macros are checked for their form and
 * not expanded: nobody but a receiver can say where they lead.
 */
enum spf_kind {
	SPF_ALL, SPF_INCLUDE, SPF_A, SPF_MX, SPF_PTR, SPF_IP4, SPF_IP6, SPF_EXISTS,
	SPF_REDIRECT, SPF_EXP, SPF_MODIFIER,
};

struct spf_term {
	struct str text;                /* as written */
	enum spf_kind kind;
	char qualifier;                 /* + - ~ ?; of modifiers NUL */
	bool macro;                     /* the domain holds a macro */
	bool own;                       /* a bare a, mx or ptr: the domain is the record's own name */
	struct str domain;              /* as written */
	uint8_t address[16];            /* ip4: the first four octets; ip6 */
	uint8_t prefix[2];              /* ip4 and ip6: [0]; a and mx: of IPv4, of IPv6 */
};

struct spf {
	struct spf_term *terms;         /* those that can be read, in order */
	size_t n;
	size_t reached;                 /* terms before the first "all", which is terms[reached] then */
	const struct spf_term *all;     /* NULL: none */
	const struct spf_term *redirect;        /* NULL: none, or idle because of "all" */
	const char *fault;              /* the first syntax error, "has no domain"; NULL: none */
	struct str at;                  /* the term that is at fault */
};

enum { SPF_TERMS_MOST = 2048 };         /* terms of one record that are read; more is a fault */

/* Is a text an SPF record by its version (RFC 7208 section 4.5)? */
bool spf_is(struct str text);
/*
 * Reads the text of an SPF record, its version included; `self` is the name of
 * the record, absolute.  The text must outlive *spf.
 */
void spf_read(struct arena *, struct str text, struct str self, struct spf *);
/* Does what `wide` matches contain what `narrow` matches, by their words alone? */
bool spf_covers(const struct spf_term *wide, const struct spf_term *narrow);
/* The same domain, with or without a final dot and whatever the case? */
bool spf_same_domain(struct str, struct str);
/* Does receivers' evaluation cost a DNS lookup for it (RFC 7208 section 4.6.4)? */
bool spf_costs_lookup(enum spf_kind);

#endif
