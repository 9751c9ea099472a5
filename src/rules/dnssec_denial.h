/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_DNSSEC_DENIAL_H
#define ZONEVET_RULES_DNSSEC_DENIAL_H

#include "rules/dnssec.h"

/* What the files on denial of existence share: NSEC (RFC 4034 section 4) and NSEC3 (RFC 5155). */

/* The fields of NSEC3 and (without hash and types) NSEC3PARAM data. */
struct nsec3 {
	uint8_t algorithm, flags;
	uint16_t iterations;
	const uint8_t *salt, *hash, *types;
	size_t nsalt, nhash, ntypes;
};
bool nsec3_read(uint16_t type, const struct rdata *, struct nsec3 *);

/* One chain of the new version, NSEC or NSEC3, as it is judged. */
struct chain_of {
	struct check *c;
	struct zone *z;
	uint16_t type;                  /* TYPE_NSEC or TYPE_NSEC3 */
	struct nsec3 params;            /* of the NSEC3 chain */
	bool all;                       /* every name, not only those that the change concerns */
	bool only_touched;              /* all are looked at, but old faults stay silent */
	uint8_t *seen;                  /* per name of the table: JUDGED and the like */
	size_t nseen;
	struct uncovered {              /* a name that an opt-out span may leave out */
		struct name *hash, *name;
		struct uncovered *next;
	} *uncovered;
	size_t nuncovered;
};

/* Is this a record of the chain, with its parameters? */
bool chain_has(const struct chain_of *, struct zone *, struct record *);
/* The owner of the next record of the chain; NULL: unreadable. */
struct name *chain_next(const struct chain_of *, struct zone *, struct record *);

/* The types that a name's record must list. */
struct typeset {
	uint16_t v[256];
	size_t n;
};
void typeset_add(struct typeset *, uint16_t);
/* Compares with a bitmap; flags one that differs. */
void chain_judge_types(struct chain_of *, struct name *, struct record *, const uint8_t *types,
    size_t n, const struct typeset *);

/* Judges one name of the zone: has it its record, with the right types? */
void nsec_judge_name(struct chain_of *, struct name *);
void nsec3_judge_name(struct chain_of *, struct name *);
void nsec3_start(struct chain_of *);
/* Must all names be hashed to learn whom the changed NSEC3 records are for? */
bool nsec3_needs_all(const struct chain_of *);
/* When all names were judged: records for no name, and names that no opt-out span covers. */
void nsec3_finish(struct chain_of *);
/* The finding about a record of the chain (NULL: the name's first). */
struct finding *chain_flag(struct chain_of *, struct name *, struct record *at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
