/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_DMARC_H
#define ZONEVET_RULES_DMARC_H

#include "rules/tags.h"

/* What is asked of receivers, from nothing to most; DMARC_ABSENT: there is no record. */
enum dmarc_policy { DMARC_ABSENT, DMARC_NONE, DMARC_QUARANTINE, DMARC_REJECT };

/* A DMARC record (RFC 9989, and RFC 7489 for its pct). */
struct dmarc {
	enum dmarc_policy p, sp, np;    /* sp falls back on p, np on sp (RFC 9989 section 4.7) */
	bool has_sp, has_np;            /* written out */
	bool test;                      /* t=y: receivers apply one step less */
	bool strict_dkim, strict_spf;   /* adkim=s, aspf=s */
	bool reports;                   /* rua */
	char psd;                       /* y, n or u */
	unsigned pct;                   /* 100 unless written */
	const char *fault;              /* what voids the policy; NULL: nothing */
	const char *flaw;               /* what receivers pass over; NULL: nothing */
	struct str at;                  /* the part that is at fault */
};

/* Reads the text of a TXT record; false: it is no DMARC record. */
bool dmarc_read(struct str text, struct dmarc *);
const char *dmarc_policy_text(enum dmarc_policy);       /* "no record", none, quarantine, reject */
/* What receivers do, t=y taken into account. */
enum dmarc_policy dmarc_applied(const struct dmarc *, enum dmarc_policy);

#endif
