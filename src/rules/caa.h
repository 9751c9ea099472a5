/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_CAA_H
#define ZONEVET_RULES_CAA_H

#include "base/str.h"

/* One CAA record (RFC 8659 section 4), and the parameters of RFC 8657. */
enum caa_property {
	CAA_ISSUE, CAA_ISSUEWILD, CAA_ISSUEMAIL, CAA_ISSUEVMC,
	CAA_IODEF, CAA_CONTACT, CAA_RESERVED, CAA_UNKNOWN,
};

struct caa {
	uint8_t flags;
	enum caa_property property;
	struct str tag, value;
	/* Of the issue properties. */
	struct str issuer;              /* empty: nobody */
	struct str account, methods;    /* accounturi, validationmethods; empty: not given */
	const char *fault;              /* why no issuer matches the value; NULL: it is well formed */
	struct str at;
};

enum { CAA_CRITICAL = 128 };

/* Reads the data of a CAA record; false: it is too short. */
bool caa_read(const uint8_t *wire, size_t len, struct caa *);

#endif
