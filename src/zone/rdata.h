/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_RDATA_H
#define ZONEVET_ZONE_RDATA_H

#include "zone/name.h"

struct buf;

/*
 * The data of one record: strict reading of its fields, canonical wire form,
 * and back to text.  With signature.c and digest.c the only file that calls ldns.
 */
struct rdata {
	uint16_t len;
	uint8_t wire[];                 /* names uncompressed and in lower case, in every type */
};

/* Where the data was wrong; `at` points into the text that was given. */
struct rdata_fault {
	struct str token;               /* the offending token; empty at the end of the data */
	const char *at;
	char message[200];              /* "preference must be 0 to 65535" */
	char fix[200];                  /* what would be right; may be empty */
};

/* Data of these octets, at most 65535, that live in the arena. */
const struct rdata *rdata_new(struct arena *, const uint8_t *wire, size_t len);

/*
 * Reads the data of a record as it stands in a zone file: `text` begins behind
 * the type and ends before the line's end; it may hold comments, quotes,
 * parentheses (balanced within it or opened before: `depth` says how many are
 * open at its start) and newlines within them.  Relative names get `origin`.
 * NULL: *fault is set.  The result lives in the arena.
 */
const struct rdata *rdata_read(struct arena *, uint16_t type, uint16_t class, struct str text,
    unsigned depth, const struct name *origin, struct rdata_fault *fault);
/* The same with the letters of names as written: types that are signed so (zone/canonical.h). */
const struct rdata *rdata_read_as_written(struct arena *, uint16_t type, uint16_t class,
    struct str text, unsigned depth, const struct name *origin, struct rdata_fault *fault);

/* Canonical presentation: one line, absolute lower-case names, no parentheses. */
struct str rdata_text(struct arena *, uint16_t type, const struct rdata *);
/* The same, added to the buffer; the arena is for what is needed on the way. */
void rdata_put(struct buf *, struct arena *, uint16_t type, const struct rdata *);

/*
 * The name that data of this type points to, as a pointer into the wire form,
 * and its length: NS, CNAME, DNAME, PTR, MX, SRV, NAPTR, HTTPS, SVCB, KX,
 * AFSDB, RT, LP, SOA (MNAME), RRSIG (signer), NSEC (next).  False: the type has none.
 */
bool rdata_target(uint16_t type, const struct rdata *, const uint8_t **wire, size_t *len);

/* The name at an octet of the data, or 0 when it does not hold one there. */
size_t rdata_name_length(const struct rdata *, size_t offset);
uint16_t rdata_u16(const struct rdata *, size_t offset);        /* 0 beyond the end */
uint32_t rdata_u32(const struct rdata *, size_t offset);
uint8_t rdata_u8(const struct rdata *, size_t offset);

/* Fields of a SOA (RFC 1035 3.3.13). */
struct soa {
	const uint8_t *mname, *rname;   /* into the data */
	size_t mname_len, rname_len;
	uint32_t serial, refresh, retry, expire, minimum;
};
bool rdata_soa(const struct rdata *, struct soa *);

/* RFC 4034 Appendix B, for DNSKEY and CDNSKEY data. */
uint16_t rdata_key_tag(const struct rdata *dnskey);

/*
 * Does this DS (or CDS) data name this DNSKEY (or CDNSKEY) of `owner`?  Tag,
 * algorithm and digest are computed (RFC 4034 5.1.4); digests 1, 2 and 4.
 */
enum ds_match { DS_MATCHES, DS_OTHER_KEY, DS_WRONG_DIGEST, DS_UNKNOWN_DIGEST };
enum ds_match rdata_ds_match(const struct name *owner, const struct rdata *ds,
    const struct rdata *dnskey);
/* The DS data that a key asks for, digest type 2 (RFC 4509); NULL: not a usable key. */
const struct rdata *rdata_ds_of(struct arena *, const struct name *owner,
    const struct rdata *dnskey);

#endif
