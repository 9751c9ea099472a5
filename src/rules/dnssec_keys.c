/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys at the apex, each for itself: algorithm, size, tag, revocation. */
#include <string.h>

#include "rules/dnssec.h"

enum { FLAGS_SEP = 0x0001, FLAGS_REVOKE = 0x0080, FLAGS_ZONE = 0x0100, KEY_AT = 4 };

static bool
at_apex(struct check *c, const struct change *ch)
{
	return name_equal(ch->owner, NEW(c)->apex);
}

/* The same public key, whatever its flags (RFC 5011 section 2.1 changes one of them). */
static bool
same_key(const struct rdata *a, const struct rdata *b)
{
	return a->len == b->len && a->len > 2 && memcmp(a->wire + 2, b->wire + 2, a->len - 2u) == 0;
}

/* A key of the old version with this public key, NULL: none. */
static const struct rdata *
before(struct check *c, const struct change *ch, const struct rdata *key)
{
	for_each_served(r, ch, BEFORE) {
		const struct rdata *old = record_data(OLD(c), r);

		if (old && same_key(old, key))
			return old;
	}
	return NULL;
}

static bool
is_rsa(uint8_t algorithm)
{
	return algorithm == 1 || algorithm == 5 || algorithm == 7 || algorithm == 8 || algorithm == 10;
}

/* Where exponent and modulus of an RSA key lie (RFC 3110 section 2). */
struct rsa {
	const uint8_t *exponent, *modulus;
	size_t nexponent, nmodulus;
};

static bool
rsa_read(const struct rdata *key, struct rsa *rsa)
{
	size_t at = KEY_AT + 1, n = rdata_u8(key, KEY_AT);

	if (n == 0) {
		n = rdata_u16(key, KEY_AT + 1);
		at += 2;
	}
	if (n == 0 || at + n >= key->len)
		return false;
	*rsa = (struct rsa){ key->wire + at, key->wire + at + n, n, key->len - at - n };
	return true;
}

static unsigned
rsa_bits(const struct rsa *rsa)
{
	size_t zeros = 0;
	unsigned bits;

	while (zeros < rsa->nmodulus && rsa->modulus[zeros] == 0)
		zeros++;
	bits = (unsigned)(rsa->nmodulus - zeros) * 8;
	for (uint8_t top = bits ? rsa->modulus[zeros] : 0x80; !(top & 0x80); top = (uint8_t)(top << 1))
		bits--;
	return bits;
}

/* --- dnssec-dnskey-added ----------------------------------------------------------------------- */

void
check_dnskey_added(struct check *c, const struct change *ch)
{
	if (!at_apex(c, ch))
		return;
	for_each_changed(r, ch, AFTER) {
		const struct rdata *key = r->flags & RECORD_NEW_DATA ? record_data(NEW(c), r) : NULL;

		if (key == NULL || before(c, ch, key))
			continue;
		finding_at(c, flag(c, "a new %s key: tag %u, algorithm %u",
		    rdata_u16(key, 0) & FLAGS_SEP ? "key-signing" : "zone-signing", rdata_key_tag(key),
		    rdata_u8(key, 3)), NEW(c), r);
	}
}

/* --- dnssec-dnskey-algorithm --------------------------------------------------------------------- */

/* Octets of a public key of fixed size (RFC 6605 section 4, RFC 8080 section 3); 0: of any size. */
static size_t
key_octets(uint8_t algorithm)
{
	switch (algorithm) {
	case 13: return 64;
	case 14: return 96;
	case 15: return 32;
	case 16: return 57;
	default: return 0;
	}
}

static struct finding *
judge_rsa(struct check *c, const struct rdata *key)
{
	unsigned tag = rdata_key_tag(key), bits;
	struct rsa rsa;

	if (!rsa_read(key, &rsa))
		return flag(c, "key %u holds no RSA key", tag);
	bits = rsa_bits(&rsa);
	if (bits < 1024)
		return flag(c, "key %u has only %u bits", tag, bits);
	if (bits < 2048)
		return flag_at_most(c, WARNING, "key %u has only %u bits; 2048 are asked for", tag, bits);
	if (rsa.exponent[0] == 0 || rsa.modulus[0] == 0)
		return flag_at_most(c, WARNING, "the %s of key %u begins with a zero octet (RFC 3110 section 2)",
		    rsa.exponent[0] ? "modulus" : "exponent", tag);
	if (rsa.nexponent == 1 && rsa.exponent[0] <= 3)
		return flag_at_most(c, WARNING, "key %u has the exponent %u", tag, rsa.exponent[0]);
	return flag_at_most(c, NOTE, "key %u is an RSA key (algorithm %u); 13 and 15 make smaller answers",
	    tag, rdata_u8(key, 3));
}

static struct finding *
judge_key(struct check *c, const struct rdata *key)
{
	unsigned tag = rdata_key_tag(key), flags = rdata_u16(key, 0) & ~(unsigned)FLAGS_REVOKE;
	uint8_t algorithm = rdata_u8(key, 3);
	size_t want = key_octets(algorithm);

	if (rdata_u8(key, 2) != 3)
		return flag(c, "key %u has protocol %u; it must be 3 (RFC 4034 section 2.1.2)", tag,
		    rdata_u8(key, 2));
	if (algorithm == 1 || algorithm == 3 || algorithm == 5 || algorithm == 6 || algorithm == 7 ||
	    algorithm == 12)
		return flag(c, "key %u is of algorithm %u, which must not be used for signing", tag, algorithm);
	if (want && key->len != want + KEY_AT)
		return flag(c, "key %u has %u octets; algorithm %u takes %zu", tag, key->len - KEY_AT, algorithm,
		    want);
	if (flags != FLAGS_ZONE && flags != (FLAGS_ZONE | FLAGS_SEP))
		return flag_at_most(c, WARNING, "key %u has the flags %u; 256 and 257 are keys of a zone", tag,
		    rdata_u16(key, 0));
	if (is_rsa(algorithm))
		return judge_rsa(c, key);
	if (want == 0)
		return flag_at_most(c, WARNING, "key %u is of algorithm %u, which validators do not know", tag,
		    algorithm);
	return NULL;
}

void
check_dnskey_algorithm(struct check *c, const struct change *ch)
{
	bool stands = ch->kind == RRSET_STANDS;

	if (!at_apex(c, ch)) {
		flag_at_most(c, WARNING, "DNSKEY records below the apex, where no validator looks for them");
		return;
	}
	for_each_of(r, ch, AFTER) {
		const struct rdata *key = stands || (r->flags & RECORD_NEW_DATA) ? record_data(NEW(c), r) : NULL;
		struct finding *f = key && (stands || !before(c, ch, key)) ? judge_key(c, key) : NULL;

		if (f)
			finding_at(c, f, NEW(c), r);
	}
}

/* --- dnssec-keytag-collision ------------------------------------------------------------------------ */

static bool
collides(const struct rdata *a, const struct rdata *b)
{
	return rdata_u8(a, 3) == rdata_u8(b, 3) && !same_key(a, b) && rdata_key_tag(a) == rdata_key_tag(b);
}

/* A key before `last` in this version, or one that was in the old version, with the tag of `key`. */
static const char *
other_holder(struct check *c, const struct change *ch, const struct record *last, const struct rdata *key)
{
	for_each_served(r, ch, AFTER) {
		const struct rdata *other = r == last ? NULL : record_data(NEW(c), r);

		/* A pair is told once: at the later of two new keys, else at the new one. */
		if (other && collides(other, key) && (r < last ||
		    ((last->flags & RECORD_NEW_DATA) && !(r->flags & RECORD_NEW_DATA))))
			return "two keys have";
	}
	for_each_served(r, ch, BEFORE) {
		const struct rdata *other = r->flags & RECORD_DIFFERS ? record_data(OLD(c), r) : NULL;

		if (other && collides(other, key))
			return "a key comes with the tag of the one that leaves:";
	}
	return NULL;
}

void
check_keytag_collision(struct check *c, const struct change *ch)
{
	bool stands = ch->kind == RRSET_STANDS;

	for_each_served(r, ch, AFTER) {
		const struct rdata *key = stands || (r->flags & RECORD_NEW_DATA) ? record_data(NEW(c), r) : NULL;
		const char *what = key ? other_holder(c, ch, r, key) : NULL;

		if (what == NULL)
			continue;
		finding_at(c, flag(c, "%s tag %u and algorithm %u", what, rdata_key_tag(key),
		    rdata_u8(key, 3)), NEW(c), r);
	}
}

/* --- dnssec-key-revoked -------------------------------------------------------------------------------- */

/* Does the key sign the DNSKEY RRset, as RFC 5011 section 2.1 wants of one that revokes itself? */
static bool
signs_keys(struct check *c, const struct rdata *key)
{
	struct zone *z = NEW(c);
	struct rrsig sig;

	for_each_record(r, z, z->apex, TYPE_RRSIG)
		if (dnssec_covers(z, r, TYPE_DNSKEY, &sig) && key_is(key, sig.algorithm, sig.tag))
			return true;
	return false;
}

/* Is a key left that a validator may start from: one of the parent's DS, or with the SEP bit? */
static bool
has_other_path(struct check *c, const struct change *ch)
{
	struct zone *parent = dnssec_parent(c, AFTER, ch->owner);

	for_each_of(r, ch, AFTER) {
		const struct rdata *key = record_data(NEW(c), r);

		if (key == NULL || (rdata_u16(key, 0) & FLAGS_REVOKE))
			continue;
		if (parent == NULL && (rdata_u16(key, 0) & FLAGS_SEP))
			return true;
		for (struct record *ds = parent ? zone_first(parent, ch->owner, TYPE_DS) : NULL; ds;
		    ds = zone_next(parent, ds, TYPE_DS)) {
			const struct rdata *data = record_data(parent, ds);

			if (data && rdata_ds_match(ch->owner, data, key) == DS_MATCHES)
				return true;
		}
	}
	return parent && !zone_has(parent, ch->owner, TYPE_DS);
}

void
check_key_revoked(struct check *c, const struct change *ch)
{
	if (!at_apex(c, ch))
		return;
	for_each_changed(r, ch, AFTER) {
		const struct rdata *key = r->flags & RECORD_NEW_DATA ? record_data(NEW(c), r) : NULL;
		const struct rdata *old = key ? before(c, ch, key) : NULL;
		bool revoked = key && (rdata_u16(key, 0) & FLAGS_REVOKE);
		enum severity usual = check_level(c, "usual");
		struct finding *f;

		if (old && !revoked && (rdata_u16(old, 0) & FLAGS_REVOKE))
			f = flag(c, "key %u was revoked, and returns: those who saw that refuse it for good",
			    rdata_key_tag(key));
		else if (!revoked)
			continue;
		else if (!has_other_path(c, ch))
			f = flag(c, "key %u is revoked, and no other key is left to trust", rdata_key_tag(key));
		else if (dnssec_is_signed(c, AFTER) && !signs_keys(c, key))
			f = flag(c, "key %u is revoked, but does not sign the DNSKEY records: nobody believes it",
			    rdata_key_tag(key));
		else if (old)
			f = flag_at_most(c, usual, "key %u is revoked, and has the tag %u from now on",
			    rdata_key_tag(old), rdata_key_tag(key));
		else
			f = flag_at_most(c, usual, "key %u comes revoked: nobody has ever trusted it",
			    rdata_key_tag(key));
		finding_at(c, f, NEW(c), r);
	}
}
