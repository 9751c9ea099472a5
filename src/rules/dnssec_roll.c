/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys that come and go: the steps of a roll (RFC 6781 section 4.1, RFC 7583).
 * Two versions tell which step is taken, and that the old version was served
 * until now; how long ago an earlier step was is for the history to say.
 */
#include <string.h>

#include "rules/dnssec.h"

enum { FLAGS_SEP = 0x0001, FLAGS_REVOKE = 0x0080, ALGORITHMS = 256 };

static bool
same_public_key(const struct rdata *a, const struct rdata *b)
{
	return a->len == b->len && a->len > 2 && memcmp(a->wire + 2, b->wire + 2, a->len - 2u) == 0;
}

/* Is the public key among the DNSKEY records of this side, with these flags or others? */
static bool
has_public_key(struct check *c, enum side side, const struct rdata *key)
{
	struct zone *z = &c->set->zone[side];

	for_each_record(r, z, z->apex, TYPE_DNSKEY) {
		const struct rdata *other = record_data(z, r);

		if (other && same_public_key(other, key))
			return true;
	}
	return false;
}

/* A DNSKEY change at the apex of a zone that keeps some keys. */
static bool
is_roll(struct check *c, const struct change *ch)
{
	return NEW(c)->exists && name_equal(ch->owner, NEW(c)->apex) && ch->side[AFTER].n > 0;
}

/* The DNSKEY RRset and what is made from it travel with their signatures; other data does not. */
static bool
is_data(uint16_t covered)
{
	return covered != TYPE_DNSKEY && covered != TYPE_CDS && covered != TYPE_CDNSKEY;
}

/* --- dnssec-dnskey-premature -------------------------------------------------------------------- */

/* The DS of a parent that names this key; NULL: none. */
static struct record *
ds_of(struct zone *parent, const struct name *child, const struct rdata *key)
{
	if (parent == NULL)
		return NULL;
	for_each_record(r, parent, child, TYPE_DS) {
		const struct rdata *ds = record_data(parent, r);
		enum ds_match match = ds ? rdata_ds_match(child, ds, key) : DS_OTHER_KEY;

		if (match == DS_MATCHES || match == DS_UNKNOWN_DIGEST)
			return r;
	}
	return NULL;
}

/* Does a DS of the parent match a key that stays? */
static bool
has_other_chain(struct check *c, struct zone *parent, const struct name *child)
{
	for_each_record(r, NEW(c), child, TYPE_DNSKEY) {
		const struct rdata *key = record_data(NEW(c), r);

		if (key && !(rdata_u16(key, 0) & FLAGS_REVOKE) && ds_of(parent, child, key))
			return true;
	}
	return false;
}

/* The key was one of a DS that goes, or has gone, from the parent. */
static void
judge_without_ds(struct check *c, const struct change *ch, struct record *r, const struct rdata *key)
{
	struct zone *was = dnssec_parent(c, BEFORE, ch->owner), *is = dnssec_parent(c, AFTER, ch->owner);
	struct record *ds = ds_of(was, ch->owner, key);
	unsigned tag = rdata_key_tag(key);
	struct finding *f;

	if (ds) {
		f = flag(c, "key %u leaves together with its DS", tag);
		f->effect = texted(c, "Caches hold that DS for up to %.*s, and find no key for it.",
		    STR(check_duration(c, ds->ttl)));
		f->fix = texted(c, "Remove the DS first, and the key when %.*s and the propagation are over.",
		    STR(check_duration(c, ds->ttl)));
	} else if (!(rdata_u16(key, 0) & FLAGS_SEP) || (is && !zone_has(is, ch->owner, TYPE_DS) &&
	    !zone_has(was, ch->owner, TYPE_DS))) {
		return;                         /* no key of a DS, or an island of security */
	} else if (is) {
		f = flag_at_most(c, NOTE, "key %u leaves; its DS is gone from the parent, but not for how long",
		    tag);
		f->effect = S("Caches hold the old DS for its TTL after it left the parent.");
	} else {
		f = flag_at_most(c, rdata_u16(key, 0) & FLAGS_REVOKE ? NOTE : WARNING,
		    "key %u leaves; has its DS been gone from the parent for its TTL?", tag);
	}
	finding_at(c, f, OLD(c), r);
}

void
check_dnskey_premature(struct check *c, const struct change *ch)
{
	struct zone *parent;

	if (!is_roll(c, ch))
		return;
	parent = dnssec_parent(c, AFTER, ch->owner);
	for_each_changed(r, ch, BEFORE) {
		const struct rdata *key = r->flags & RECORD_NEW_DATA ? record_data(OLD(c), r) : NULL;
		struct record *ds = key ? ds_of(parent, ch->owner, key) : NULL;
		struct finding *f;
		bool other;

		if (key == NULL || has_public_key(c, AFTER, key))
			continue;
		if (ds == NULL) {
			judge_without_ds(c, ch, r, key);
			continue;
		}
		other = has_other_chain(c, parent, ch->owner);
		f = flag_at_most(c, other ? WARNING : ERROR, "key %u leaves while the parent still has its DS%s",
		    rdata_key_tag(key), other ? "; another DS matches a key that stays" :
		    ", and no other DS matches a key that stays");
		f->fix = texted(c, "Remove its DS first; the key when %.*s and the propagation are over.",
		    STR(check_duration(c, ds->ttl)));
		finding_at(c, f, OLD(c), r);
	}
}

/* --- dnssec-zsk-premature -------------------------------------------------------------------------- */

/* Signatures of the new version over zone data by a key that is gone; *first is one of them. */
static size_t
count_left(struct zone *z, uint8_t algorithm, uint16_t tag, struct record **first)
{
	size_t n = 0;

	for_each_in_zone(r, z) {
		const struct rdata *data;
		struct str word;
		struct rrsig sig;
		uint64_t written;

		/* The sixth word is the tag: the data of other signatures need not be read. */
		if (r->type != TYPE_RRSIG || (record_word(z, r, 6, &word) &&
		    str_number(word, UINT16_MAX, &written) && written != tag && r->text[0] != '\\'))
			continue;
		data = record_data(z, r);
		if (data && rdata_rrsig(data, &sig) && sig.algorithm == algorithm && sig.tag == tag &&
		    is_data(sig.covers) && n++ == 0)
			*first = r;
	}
	return n;
}

/* Did the key sign data of the old version?  A signer signs the SOA each time. */
static bool
signed_before(struct check *c, const struct rdata *key)
{
	struct zone *z = OLD(c);
	struct rrsig sig;

	for_each_record(r, z, z->apex, TYPE_RRSIG) {
		const struct rdata *data = record_data(z, r);

		if (data && rdata_rrsig(data, &sig) && is_data(sig.covers) &&
		    key_is(key, sig.algorithm, sig.tag))
			return true;
	}
	return false;
}

/* Is another key of the tag and algorithm among the new ones?  Then tags tell nothing. */
static bool
has_namesake(struct check *c, const struct rdata *key)
{
	for_each_record(r, NEW(c), NEW(c)->apex, TYPE_DNSKEY) {
		const struct rdata *other = record_data(NEW(c), r);

		if (other && key_is(other, rdata_u8(key, 3), rdata_key_tag(key)))
			return true;
	}
	return false;
}

void
check_zsk_premature(struct check *c, const struct change *ch)
{
	if (!is_roll(c, ch) || !dnssec_is_signed(c, AFTER))
		return;
	for_each_changed(r, ch, BEFORE) {
		const struct rdata *key = r->flags & RECORD_NEW_DATA ? record_data(OLD(c), r) : NULL;
		struct record *first = NULL;
		struct finding *f;
		size_t left;

		if (key == NULL || has_public_key(c, AFTER, key) || has_namesake(c, key))
			continue;
		left = count_left(NEW(c), rdata_u8(key, 3), rdata_key_tag(key), &first);
		if (left)
			f = flag(c, "key %u leaves, and %zu signature%s by it stay%s (%.*s)", rdata_key_tag(key),
			    left, left == 1 ? "" : "s", left == 1 ? "s" : "",
			    STR(check_name(c, first->owner)));
		else if (signed_before(c, key))
			f = flag(c, "key %u leaves in the same change as its last signatures",
			    rdata_key_tag(key));
		else
			continue;
		if (left == 0)
			f->effect = S("Caches still hold signatures by it, and find no key for them: those answers "
			    "are bogus until their TTL is over.");
		finding_at(c, f, OLD(c), r);
	}
}

/* --- dnssec-zsk-prepublish --------------------------------------------------------------------------- */

struct newly {
	size_t n;                       /* RRsets signed by new keys only */
	struct name *owner;             /* of the first of them */
	uint16_t type, tag;
};

static bool
is_key_of(struct zone *z, const struct rrsig *sig)
{
	for_each_record(r, z, z->apex, TYPE_DNSKEY) {
		const struct rdata *key = record_data(z, r);

		if (key && key_is(key, sig->algorithm, sig->tag))
			return true;
	}
	return false;
}

static void
judge_newly(struct check *c, const struct signed_set *set, void *state)
{
	struct newly *found = state;
	struct rrsig sig;
	bool by_new = false;
	uint16_t tag = 0;

	if (!set->exists || !is_data(set->type))
		return;
	for_each_signature(r, sig, NEW(c), set) {
		if (is_key_of(OLD(c), &sig))
			return;
		if (is_key_of(NEW(c), &sig)) {
			by_new = true;
			tag = sig.tag;
		}
	}
	if (by_new && found->n++ == 0)
		*found = (struct newly){ 1, set->owner, set->type, tag };
}

void
check_zsk_prepublish(struct check *c, const struct change *ch)
{
	struct newly found = { 0 };

	if (!is_roll(c, ch) || !dnssec_is_signed(c, BEFORE))
		return;
	dnssec_walk(c, false, judge_newly, &found);
	if (found.n)
		flag(c, "only key %u signs %zu RRset%s (%.*s %.*s), and no resolver has seen it yet", found.tag,
		    found.n, found.n == 1 ? "" : "s", STR(check_name(c, found.owner)),
		    STR(check_type(c, found.type)));
}

/* --- dnssec-algorithm-incomplete ------------------------------------------------------------------------ */

struct algorithms {
	bool has[ALGORITHMS];
};

static struct algorithms
algorithms_of_keys(struct zone *z)
{
	struct algorithms a = { { false } };

	for_each_record(r, z, z->apex, TYPE_DNSKEY) {
		const struct rdata *key = record_data(z, r);

		if (key && (rdata_u16(key, 0) & 0x0100) && !(rdata_u16(key, 0) & FLAGS_REVOKE))
			a.has[rdata_u8(key, 3)] = true;
	}
	return a;
}

static struct algorithms
algorithms_that_sign(struct zone *z, const struct name *owner, uint16_t type)
{
	struct algorithms a = { { false } };
	struct rrsig sig;

	for_each_record(r, z, owner, TYPE_RRSIG)
		if (dnssec_covers(z, r, type, &sig))
			a.has[sig.algorithm] = true;
	return a;
}

struct lacking {
	struct algorithms keys;
	size_t n[ALGORITHMS];
	struct signed_set first[ALGORITHMS];
};

static void
judge_lacking(struct check *c, const struct signed_set *set, void *state)
{
	struct lacking *lacking = state;
	struct algorithms sign = algorithms_that_sign(NEW(c), set->owner, set->type);
	bool any = false;

	for (unsigned i = 0; i < ALGORITHMS; i++)
		any = any || (sign.has[i] && lacking->keys.has[i]);
	if (!set->exists || !set->touched || !any)
		return;                         /* missing and orphaned ones have their own rules */
	for (unsigned i = 0; i < ALGORITHMS; i++)
		if (lacking->keys.has[i] && !sign.has[i] && lacking->n[i]++ == 0)
			lacking->first[i] = *set;
}

/* A new algorithm: its signatures come first, its keys when caches have those (RFC 6781 4.1.4). */
static void
judge_steps(struct check *c)
{
	struct algorithms old = algorithms_of_keys(OLD(c)), new = algorithms_of_keys(NEW(c));
	struct algorithms sign[2];

	if (!dnssec_is_signed(c, BEFORE))
		return;
	for (int side = BEFORE; side <= AFTER; side++)
		sign[side] = algorithms_that_sign(&c->set->zone[side], NEW(c)->apex, TYPE_SOA);
	for (unsigned i = 0; i < ALGORITHMS; i++) {
		struct finding *f = NULL;

		if (new.has[i] && !old.has[i] && sign[AFTER].has[i] && !sign[BEFORE].has[i])
			f = flag_at_most(c, WARNING, "algorithm %u comes with keys and signatures at once", i);
		else if (old.has[i] && !new.has[i] && sign[BEFORE].has[i] && !sign[AFTER].has[i])
			f = flag_at_most(c, WARNING, "algorithm %u goes with keys and signatures at once", i);
		if (f == NULL)
			continue;
		f->effect = S("A cache that holds old answers and the other keys lacks signatures of an algorithm "
		    "that the keys announce; strict validators refuse them.");
		f->fix = S("Signatures come before their keys and go after them, one TTL apart (RFC 6781 section "
		    "4.1.4).");
		finding_at(c, f, NEW(c), zone_first(NEW(c), NEW(c)->apex, TYPE_DNSKEY));
		finding_about(c, f, NEW(c)->apex, TYPE_DNSKEY);
	}
}

/* Each algorithm of the DS must be one of the keys (RFC 4035 section 2.2). */
static void
judge_ds_algorithms(struct check *c)
{
	const struct name *apex = NEW(c)->apex;
	struct zone *parent = dnssec_parent(c, AFTER, apex);
	struct algorithms keys = algorithms_of_keys(NEW(c)), told = { { false } };
	bool any = false;

	for (struct record *r = parent ? zone_first(parent, apex, TYPE_DS) : NULL; r;
	    r = zone_next(parent, r, TYPE_DS)) {
		const struct rdata *ds = record_data(parent, r);
		uint8_t algorithm = ds ? rdata_u8(ds, 2) : 0;

		any = any || (ds && keys.has[algorithm]);
		told.has[algorithm] = ds || told.has[algorithm];
	}
	for (unsigned i = 0; any && i < ALGORITHMS; i++) {
		struct finding *f;

		if (!told.has[i] || keys.has[i])
			continue;
		f = flag(c, "the parent has a DS of algorithm %u, and the zone no key of it", i);
		finding_at(c, f, NEW(c), zone_first(NEW(c), apex, TYPE_DNSKEY));
		finding_about(c, f, apex, TYPE_DNSKEY);
	}
}

void
check_algorithm_incomplete(struct check *c, const struct change *ch)
{
	struct lacking lacking = { .n = { 0 } };
	struct algorithms old;
	bool more = false, keys_changed;

	(void)ch;
	if (!dnssec_is_signed(c, AFTER))
		return;
	lacking.keys = algorithms_of_keys(NEW(c));
	keys_changed = changeset_find(c->set, NEW(c)->apex, TYPE_DNSKEY) != NULL;
	if (keys_changed && OLD(c)->exists) {
		old = algorithms_of_keys(OLD(c));
		for (unsigned i = 0; i < ALGORITHMS; i++)
			more = more || (lacking.keys.has[i] && !old.has[i]);
		judge_steps(c);
	}
	if (keys_changed)
		judge_ds_algorithms(c);
	dnssec_walk(c, more, judge_lacking, &lacking);
	for (unsigned i = 0; i < ALGORITHMS; i++)
		if (lacking.n[i])
			dnssec_about(c, flag(c, "algorithm %u has keys, but does not sign %zu RRset%s", i,
			    lacking.n[i], lacking.n[i] == 1 ? "" : "s"), &lacking.first[i], NULL);
}
