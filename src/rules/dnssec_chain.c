/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The chain of trust from a DS in the parent to a DNSKEY in the child,
 * computed, not compared by tag: the digest covers owner and key.
 */
#include "rules/dnssec.h"

struct zone *
dnssec_keys(struct check *c, enum side side, const struct name *child)
{
	struct zone *z = check_zone_at(c, side, child);
	struct siblings *siblings = c->commit->siblings;

	if (z && z->exists)
		return z;
	return siblings ? siblings->context(siblings, side, child, TYPE_DNSKEY) : NULL;
}

enum ds_match
dnssec_ds_matches(struct zone *keys, const struct name *owner, const struct rdata *ds)
{
	enum ds_match best = DS_OTHER_KEY;

	for_each_record(r, keys, owner, TYPE_DNSKEY) {
		const struct rdata *key = record_data(keys, r);
		enum ds_match match = key ? rdata_ds_match(owner, ds, key) : DS_OTHER_KEY;

		if (match == DS_MATCHES)
			return match;
		if (match != DS_OTHER_KEY)
			best = match;
	}
	return best;
}

bool
dnssec_all_match(struct zone *keys, const struct name *owner, struct zone *z,
    const struct rrset *ds)
{
	for (size_t i = 0; i < ds->n; i++) {
		const struct rdata *data = record_data(z, ds->v[i]);

		if (data == NULL || dnssec_ds_matches(keys, owner, data) != DS_MATCHES)
			return false;
	}
	return true;
}

/* How the DS records of a cut fit the keys of the child. */
struct chain {
	struct zone *parent, *child;
	const struct name *owner;
	struct record *ds, *odd;        /* the first DS; the first that matches nothing */
	size_t n, good, wrong_digest, unknown, keys;
	bool signs;                     /* a matching key signs the DNSKEY RRset, or nothing is signed */
};

/*
 * Does this key sign the DNSKEY RRset?  Computed, where the file holds
 * signatures: a key of the right tag with other material signs nothing.  True
 * where it holds none at all, as a set of keys does that waits for its signer.
 */
static bool
key_signs(struct zone *z, const struct name *owner, const struct rdata *key)
{
	struct rrsig sig;
	bool any = false;

	for_each_record(r, z, owner, TYPE_RRSIG) {
		any = true;
		if (dnssec_covers(z, r, TYPE_DNSKEY, &sig) && key_is(key, sig.algorithm, sig.tag) &&
		    signature_verify(z, r, key) != SIGNATURE_BAD)
			return true;
	}
	return !any;
}

static bool
matching_key_signs(struct chain *chain, const struct rdata *ds)
{
	for_each_record(r, chain->child, chain->owner, TYPE_DNSKEY) {
		const struct rdata *key = record_data(chain->child, r);

		if (key && rdata_ds_match(chain->owner, ds, key) == DS_MATCHES &&
		    key_signs(chain->child, chain->owner, key))
			return true;
	}
	return false;
}

static void
chain_look(struct chain *chain)
{
	chain->keys = zone_count(chain->child, chain->owner, TYPE_DNSKEY);
	for_each_record(r, chain->parent, chain->owner, TYPE_DS) {
		const struct rdata *ds = record_data(chain->parent, r);
		enum ds_match match;

		if (ds == NULL)
			continue;
		if (chain->n++ == 0)
			chain->ds = r;
		match = dnssec_ds_matches(chain->child, chain->owner, ds);
		chain->good += match == DS_MATCHES;
		chain->wrong_digest += match == DS_WRONG_DIGEST;
		chain->unknown += match == DS_UNKNOWN_DIGEST;
		if (match != DS_MATCHES && chain->odd == NULL)
			chain->odd = r;
		chain->signs = chain->signs || (match == DS_MATCHES && matching_key_signs(chain, ds));
	}
}

static struct str
key_tags(struct check *c, const struct chain *chain)
{
	struct str text = S("");

	for_each_record(r, chain->child, chain->owner, TYPE_DNSKEY) {
		const struct rdata *key = record_data(chain->child, r);

		if (key && (rdata_u16(key, 0) & 1))     /* SEP: the keys that a DS is made for */
			text = texted(c, "%.*s %u", STR(text), rdata_key_tag(key));
	}
	return text;
}

/* The DS that the child's key-signing keys ask for. */
static struct str
right_ds(struct check *c, const struct chain *chain)
{
	struct str text = S("");

	for_each_record(r, chain->child, chain->owner, TYPE_DNSKEY) {
		const struct rdata *key = record_data(chain->child, r);
		const struct rdata *ds = key && (rdata_u16(key, 0) & 1) ?
		    rdata_ds_of(c->arena, chain->owner, key) : NULL;

		if (ds)
			text = texted(c, "%.*s%sDS %.*s", STR(text), text.len ? " and " : "",
			    STR(rdata_text(c->arena, TYPE_DS, ds)));
	}
	return text;
}

static struct str
broken_because(struct check *c, const struct chain *chain)
{
	if (chain->keys == 0 && zone_has(chain->child, chain->owner, TYPE_RRSIG))
		return S("the child has signatures but no DNSKEY");
	if (chain->keys == 0)
		return S("the child zone is not signed");
	if (chain->good)
		return S("the key that the DS names does not sign the child's DNSKEY records: no signature "
		    "by it verifies");
	if (chain->wrong_digest)
		return S("the key tag fits, but the digest was computed for another owner name or key");
	return texted(c, "none of %zu DS (tag %u) matches a key of the child (key-signing keys:%.*s)",
	    chain->n, rdata_u16(record_data(chain->parent, chain->ds), 0), STR(key_tags(c, chain)));
}

static void
flag_broken(struct check *c, const struct chain *chain)
{
	struct finding *f = flag(c, "%.*s: %.*s", STR(check_name(c, chain->owner)),
	    STR(broken_because(c, chain)));
	struct str ds = right_ds(c, chain);

	f->effect = texted(c, "Validating resolvers answer SERVFAIL for the zone, and go on for up to "
	    "%.*s after the mend.", STR(check_duration(c, chain->ds->ttl)));
	f->fix = ds.len ? texted(c, "Publish %.*s first, and keep the old DS and the old key until the "
	    "DS TTL is over.", STR(ds)) : S("Publish the DNSKEY records that the DS names, or remove the DS "
	    "and wait for its TTL before the keys go.");
	if (chain->parent == NEW(c))
		finding_at(c, f, chain->parent, chain->ds);
	finding_about(c, f, chain->owner, TYPE_DS);
}

static void
judge_chain(struct check *c, struct zone *parent, struct zone *child, const struct name *owner)
{
	struct chain chain = { .parent = parent, .child = child, .owner = owner };
	bool rolls;

	chain_look(&chain);
	if (chain.n == 0)
		return;
	if (chain.good == 0 && chain.unknown == chain.n) {
		flag_at_most(c, WARNING, "%.*s: the digest type of the DS is unknown; the chain cannot be "
		    "checked", STR(check_name(c, owner)));
		return;
	}
	if (chain.good == 0 || !chain.signs) {
		flag_broken(c, &chain);
		return;
	}
	rolls = policy_rollover(c->policy, check_name(c, owner), c->commit->now) ||
	    (chain.odd && (chain.odd->flags & RECORD_NEW_DATA));
	if (chain.odd)
		flag_at_most(c, rolls ? NOTE : WARNING, "%.*s: DS with tag %u matches no key of the child "
		    "(%zu of %zu do)", STR(check_name(c, owner)),
		    rdata_u16(record_data(parent, chain.odd), 0), chain.good, chain.n)->effect =
		    S("A DS in advance of its key is a step of a roll; one that is left over is not.");
}

struct zone *
dnssec_parent(struct check *c, enum side side, const struct name *child)
{
	struct siblings *siblings = c->commit->siblings;
	struct changeset *above;

	if (siblings == NULL || child->labels == 0)
		return NULL;
	above = siblings->covering(siblings, names_parent(&c->set->names,
	    zone_name(NEW(c)->exists ? NEW(c) : OLD(c), child)));
	if (above && above != c->set && above->zone[side].exists &&
	    zone_has(&above->zone[side], child, TYPE_NS))
		return &above->zone[side];
	return siblings->context(siblings, side, child, TYPE_DS);
}

/* Is the DS among the changes of the parent?  Then the chain is judged there. */
static bool
judged_above(struct check *c, const struct name *child)
{
	struct siblings *siblings = c->commit->siblings;
	struct changeset *above = siblings->covering(siblings, names_parent(&c->set->names,
	    zone_name(NEW(c)->exists ? NEW(c) : OLD(c), child)));

	return above && above != c->set && changeset_find(above, child, TYPE_DS);
}

void
check_ds_mismatch(struct check *c, const struct change *ch)
{
	struct zone *other;

	if (ch->type == TYPE_DS) {
		other = name_equal(ch->owner, NEW(c)->apex) ? NULL : dnssec_keys(c, AFTER, ch->owner);
		if (other && other != NEW(c))
			judge_chain(c, NEW(c), other, ch->owner);
		return;
	}
	if (!name_equal(ch->owner, NEW(c)->apex) ||
	    (ch->type == TYPE_RRSIG && changeset_find(c->set, ch->owner, TYPE_DNSKEY)))
		return;
	other = dnssec_parent(c, AFTER, ch->owner);
	if (other && !judged_above(c, ch->owner))
		judge_chain(c, other, NEW(c), ch->owner);
}
