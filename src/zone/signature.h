/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_SIGNATURE_H
#define ZONEVET_ZONE_SIGNATURE_H

#include "zone/canonical.h"
#include "zone/zone.h"

/*
 * Signatures over RRsets (RFC 4034 section 3) and hashed names (RFC 5155
 * section 5).  With rdata.c and digest.c the only callers of ldns.
 */

/* The fields of an RRSIG. */
struct rrsig {
	uint16_t covers, tag;
	uint8_t algorithm, labels;
	uint32_t ttl;                   /* original TTL */
	uint32_t expires, since;        /* serial numbers of RFC 1982, not times */
	const uint8_t *signer;          /* wire form, into the data */
	size_t signer_len;
	const uint8_t *bits;            /* the signature proper */
	size_t nbits;
};
bool rdata_rrsig(const struct rdata *, struct rrsig *);

/*
 * Seconds from `now` to a time of an RRSIG, negative for the past: the 32 bits
 * are a serial number (RFC 4034 section 3.1.5), so the answer lies within 68 years.
 */
int64_t rrsig_distance(uint32_t when, int64_t now);

enum signature {
	SIGNATURE_GOOD,
	SIGNATURE_BAD,                  /* no key of this tag and algorithm verifies it */
	SIGNATURE_NO_KEY,               /* the zone has no such key */
	SIGNATURE_UNKNOWN,              /* an algorithm that this build cannot verify, or unreadable data */
};

/* Is it a signature that this build of ldns and OpenSSL verifies? */
bool signature_known(uint8_t algorithm);
/* Has the key this tag and algorithm, and may it sign zone data (RFC 4034 section 2.1.1)? */
bool key_is(const struct rdata *dnskey, uint8_t algorithm, uint16_t tag);

/*
 * Verifies an RRSIG record over the RRset that it covers at its owner, without
 * regard to time: with this DNSKEY, or (NULL) with each key at the apex that
 * has its tag and algorithm.  The RRset is put into canonical form with the
 * original TTL and a wildcard owner where `labels` says so (RFC 4034 3.1.8.1).
 */
enum signature signature_verify(struct zone *, struct record *rrsig, const struct rdata *key);

/*
 * The same in two steps.  What is left to public-key cryptography is one
 * question, which no longer looks at the zone: any thread may answer it.
 */
struct signature_question {
	struct rrsig sig;
	struct str octets;              /* what was signed */
	const struct rdata *key[16];    /* hostile zones hold more of one tag, real ones do not (CVE-2023-50387) */
	size_t nkeys;
};

/* SIGNATURE_GOOD: there is a question, in the arena; else that is the answer. */
enum signature signature_ask(struct zone *, struct record *rrsig, const struct rdata *key, enum letter_case,
    struct arena *, struct signature_question *);
bool signature_answer(const struct signature_question *);

/*
 * Many signatures of a zone, verified like that with each key at the apex, by as
 * many threads as there are processors: verifying takes longer than all the rest.
 */
struct signatures;
struct signatures *signatures_new(struct zone *);
void signatures_free(struct signatures *);
void signatures_ask(struct signatures *, struct record *rrsig);
/* Verifies what was asked, once; signatures_ask() then begins anew. */
void signatures_verify(struct signatures *);
/* Of a record that was asked; the quickest in the order of asking. */
enum signature signatures_verdict(struct signatures *, const struct record *rrsig);

/* The hash of a name, SHA-1 (RFC 5155 section 5), and the owner of the NSEC3 that has a hash. */
enum { NSEC3_HASH = 20 };
void nsec3_hash(const struct name *, unsigned iterations, const uint8_t *salt, size_t nsalt,
    uint8_t hash[NSEC3_HASH]);
struct name *nsec3_owner(const struct zone *, const uint8_t hash[NSEC3_HASH]);

#endif
