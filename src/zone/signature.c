/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Verifying: what was signed is put together here, in our own canonical form
 * (ldns would fold names of types that keep their case), and ldns does the
 * public-key part.
 */
#include "zone/signature.h"

#include <ldns/ldns.h>
#include <string.h>

enum { RRSIG_FIXED = 18, KEY_FIXED = 4 };

bool
rdata_rrsig(const struct rdata *data, struct rrsig *sig)
{
	size_t len = rdata_name_length(data, RRSIG_FIXED);

	if (len == 0)
		return false;
	sig->covers = rdata_u16(data, 0);
	sig->algorithm = rdata_u8(data, 2);
	sig->labels = rdata_u8(data, 3);
	sig->ttl = rdata_u32(data, 4);
	sig->expires = rdata_u32(data, 8);
	sig->since = rdata_u32(data, 12);
	sig->tag = rdata_u16(data, 16);
	sig->signer = data->wire + RRSIG_FIXED;
	sig->signer_len = len;
	sig->bits = sig->signer + len;
	sig->nbits = data->len - RRSIG_FIXED - len;
	return true;
}

int64_t
rrsig_distance(uint32_t when, int64_t now)
{
	return (int32_t)(when - (uint32_t)now);
}

bool
signature_known(uint8_t algorithm)
{
	switch (algorithm) {
	case LDNS_RSASHA1: case LDNS_RSASHA1_NSEC3: case LDNS_RSASHA256: case LDNS_RSASHA512:
	case LDNS_ECDSAP256SHA256: case LDNS_ECDSAP384SHA384: case LDNS_ED25519: case LDNS_ED448:
		return true;
	default:
		return false;
	}
}

bool
key_is(const struct rdata *key, uint8_t algorithm, uint16_t tag)
{
	return (rdata_u16(key, 0) & 0x0100) && rdata_u8(key, 2) == 3 &&
	    rdata_u8(key, 3) == algorithm && rdata_key_tag(key) == tag;
}

/* --- what was signed ---------------------------------------------------------------- */

/* The owner as signed: with fewer labels than it has, it stands for a wildcard. */
static bool
put_owner(struct buf *out, const struct name *owner, uint8_t labels)
{
	const uint8_t *p = owner->wire;
	unsigned own = owner->labels - (unsigned)name_wildcard(owner);

	if (labels > own)
		return false;
	if (labels == own) {
		buf_add(out, str_n((const char *)owner->wire, owner->len));
		return true;
	}
	for (unsigned i = owner->labels; i > labels; i--)
		p += *p + 1;
	buf_add(out, S("\1*"));
	buf_add(out, str_n((const char *)p, owner->len - (size_t)(p - owner->wire)));
	return true;
}

static void
put_number(struct buf *out, uint32_t n, int octets)
{
	while (octets-- > 0)
		buf_put(out, (char)(n >> 8 * octets));
}

/* The RRSIG data up to the signature, then the RRset; GOOD: what was signed is known. */
static enum signature
put_signed(struct buf *out, struct arena *a, struct zone *z, struct record *r,
    const struct rrsig *sig, enum letter_case form)
{
	struct buf head = { NULL, 0, 0 };
	size_t start;
	bool good;

	if (!put_owner(&head, r->owner, sig->labels))
		return SIGNATURE_BAD;
	put_number(&head, sig->covers, 2);
	put_number(&head, z->class, 2);
	put_number(&head, sig->ttl, 4);
	buf_add(out, str_n((const char *)r->data->wire, (size_t)(sig->bits - r->data->wire)));
	start = out->len;
	good = canonical_put(out, a, z, r->owner, sig->covers, buf_str(&head), form);
	buf_free(&head);
	return !good ? SIGNATURE_UNKNOWN : out->len > start ? SIGNATURE_GOOD : SIGNATURE_BAD;
}

/* --- the public-key part --------------------------------------------------------------- */

/* ldns wants the two numbers of an ECDSA signature (RFC 6605 section 4) in ASN.1. */
static bool
put_ecdsa(ldns_buffer *out, const struct rrsig *sig)
{
	ldns_rdf *bits = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_B64, sig->nbits, sig->bits);
	bool good = bits && ldns_convert_ecdsa_rrsig_rdf2asn1(out, bits) == LDNS_STATUS_OK;

	ldns_rdf_deep_free(bits);
	return good;
}

static bool
put_signature(ldns_buffer *out, const struct rrsig *sig)
{
	switch (sig->algorithm) {
	case LDNS_ECDSAP256SHA256:
		return sig->nbits == 64 && put_ecdsa(out, sig);
	case LDNS_ECDSAP384SHA384:
		return sig->nbits == 96 && put_ecdsa(out, sig);
	default:
		if (!ldns_buffer_reserve(out, sig->nbits))
			return false;
		ldns_buffer_write(out, sig->bits, sig->nbits);
		return true;
	}
}

static bool
verifies(const struct rrsig *sig, struct str signed_octets, const struct rdata *key)
{
	ldns_buffer *bits = ldns_buffer_new(LDNS_MIN_BUFLEN), *what = ldns_buffer_new(signed_octets.len);
	bool good = false;

	if (bits && what && put_signature(bits, sig) && key->len > KEY_FIXED) {
		ldns_buffer_write(what, signed_octets.p, signed_octets.len);
		good = ldns_verify_rrsig_buffers_raw(ldns_buffer_begin(bits), ldns_buffer_position(bits),
		    what, (unsigned char *)(uintptr_t)(key->wire + KEY_FIXED), key->len - (size_t)KEY_FIXED,
		    sig->algorithm) == LDNS_STATUS_OK;
	}
	ldns_buffer_free(bits);
	ldns_buffer_free(what);
	return good;
}

bool
signature_answer(const struct signature_question *q)
{
	for (size_t i = 0; i < q->nkeys; i++)
		if (verifies(&q->sig, q->octets, q->key[i]))
			return true;
	return false;
}

/* --- questions ----------------------------------------------------------------------------- */

static void
find_keys(struct zone *z, struct signature_question *q)
{
	for_each_record(r, z, z->apex, TYPE_DNSKEY) {
		const struct rdata *key = record_data(z, r);

		if (key == NULL || !key_is(key, q->sig.algorithm, q->sig.tag))
			continue;
		q->key[q->nkeys++] = key;
		if (q->nkeys == sizeof(q->key) / sizeof(q->key[0]))
			break;
	}
}

enum signature
signature_ask(struct zone *z, struct record *r, const struct rdata *key, enum letter_case form,
    struct arena *a, struct signature_question *q)
{
	const struct rdata *data = record_data(z, r);
	struct buf octets = { NULL, 0, 0 };
	enum signature found;

	*q = (struct signature_question){ .key = { key }, .nkeys = key != NULL };
	if (data == NULL || !rdata_rrsig(data, &q->sig))
		return SIGNATURE_BAD;
	if (!signature_known(q->sig.algorithm))
		return SIGNATURE_UNKNOWN;
	found = put_signed(&octets, a, z, r, &q->sig, form);
	q->octets = arena_dup(a, buf_str(&octets));
	buf_free(&octets);
	if (found == SIGNATURE_GOOD && key == NULL)
		find_keys(z, q);
	return found == SIGNATURE_GOOD && q->nkeys == 0 ? SIGNATURE_NO_KEY : found;
}

enum signature
signature_verify(struct zone *z, struct record *r, const struct rdata *key)
{
	struct arena scratch = { NULL };
	enum signature found = SIGNATURE_BAD;
	struct signature_question q = { .nkeys = 0 };

	for (int form = CASE_FOLDED; form <= CASE_WRITTEN && found == SIGNATURE_BAD; form++) {
		if (form == CASE_WRITTEN && !canonical_keeps_case(q.sig.covers))
			break;
		found = signature_ask(z, r, key, (enum letter_case)form, &scratch, &q);
		if (found == SIGNATURE_GOOD && !signature_answer(&q))
			found = SIGNATURE_BAD;
	}
	arena_free(&scratch);
	return found;
}

/* --- hashed names ---------------------------------------------------------------------- */

void
nsec3_hash(const struct name *name, unsigned iterations, const uint8_t *salt, size_t nsalt,
    uint8_t hash[NSEC3_HASH])
{
	uint8_t text[NAME_MAX_WIRE + UINT8_MAX];
	size_t len = name->len;

	memcpy(text, name->wire, name->len);
	do {
		if (nsalt)
			memcpy(text + len, salt, nsalt);
		ldns_sha1(text, (unsigned)(len + nsalt), hash);
		memcpy(text, hash, NSEC3_HASH);
		len = NSEC3_HASH;
	} while (iterations-- > 0);
}

struct name *
nsec3_owner(const struct zone *z, const uint8_t hash[NSEC3_HASH])
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuv";      /* RFC 4648 section 7 */
	uint8_t wire[NSEC3_HASH / 5 * 8 + 1 + NAME_MAX_WIRE] = { NSEC3_HASH / 5 * 8 };

	for (unsigned i = 0; i < wire[0]; i++) {
		unsigned octet = i * 5 / 8, shift = i * 5 % 8;
		unsigned pair = (unsigned)hash[octet] << 8 | (octet + 1 < NSEC3_HASH ? hash[octet + 1] : 0u);

		wire[1 + i] = (uint8_t)digits[pair >> (11 - shift) & 31];
	}
	memcpy(wire + 1 + wire[0], z->apex->wire, z->apex->len);
	if (1u + wire[0] + z->apex->len > NAME_MAX_WIRE)
		return NULL;
	return names_intern(z->names, wire, 1u + wire[0] + z->apex->len);
}
