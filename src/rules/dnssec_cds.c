/* SPDX-License-Identifier: BSD-2-Clause */
/* CDS and CDNSKEY: what the child asks its parent to publish (RFC 7344, RFC 8078). */
#include <string.h>

#include "rules/dnssec.h"

/* CDS 0 0 0 00 and CDNSKEY 0 3 0 AA==: the request to go insecure (RFC 8078 section 4). */
static bool
is_delete(uint16_t type, const struct rdata *data)
{
	if (type == TYPE_CDS)
		return data->len == 5 && rdata_u32(data, 0) == 0 && rdata_u8(data, 4) == 0;
	return data->len == 5 && rdata_u16(data, 0) == 0 && rdata_u8(data, 3) == 0 &&
	    rdata_u8(data, 4) == 0;
}

void
check_cds_delete(struct check *c, const struct change *ch)
{
	struct finding *f;

	for_each_changed(r, ch, AFTER) {
		const struct rdata *data = record_data(NEW(c), r);

		if (data == NULL || !(r->flags & RECORD_NEW_DATA) || !is_delete(ch->type, data))
			continue;
		f = flag(c, ch->side[AFTER].n > 1 ? "a delete request stands beside other %.*s records" :
		    "the zone asks its parent to remove the DS (%.*s delete)",
		    STR(check_type(c, ch->type)));
		f->effect = S("A parent that follows it makes the zone insecure.");
		finding_at(c, f, NEW(c), r);
	}
}

static bool
same_data(const struct rdata *a, const struct rdata *b)
{
	return a->len == b->len && memcmp(a->wire, b->wire, a->len) == 0;
}

/* Does a DNSKEY of the zone stand behind this CDS or CDNSKEY? */
static bool
has_key(struct check *c, uint16_t type, const struct rdata *data)
{
	struct zone *z = NEW(c);

	if (type == TYPE_CDS)
		return dnssec_ds_matches(z, z->apex, data) != DS_OTHER_KEY &&
		    dnssec_ds_matches(z, z->apex, data) != DS_WRONG_DIGEST;
	for_each_record(r, z, z->apex, TYPE_DNSKEY) {
		const struct rdata *key = record_data(z, r);

		if (key && same_data(key, data))
			return true;
	}
	return false;
}

/* Is the CDS made of one of the CDNSKEYs? */
static bool
among_cdnskeys(struct zone *z, const struct rdata *cds)
{
	for_each_record(r, z, z->apex, TYPE_CDNSKEY) {
		const struct rdata *key = record_data(z, r);

		if (key && rdata_ds_match(z->apex, cds, key) != DS_OTHER_KEY)
			return true;
	}
	return false;
}

static void
judge_record(struct check *c, struct record *r)
{
	const struct rdata *data = record_data(NEW(c), r);
	struct finding *f;

	if (data == NULL || is_delete(r->type, data))
		return;
	if (!has_key(c, r->type, data))
		f = flag(c, "%.*s names a key that the zone does not have",
		    STR(check_type(c, r->type)));
	else if (r->type == TYPE_CDS && zone_has(NEW(c), NEW(c)->apex, TYPE_CDNSKEY) &&
	    !among_cdnskeys(NEW(c), data))
		f = flag(c, "CDS and CDNSKEY describe different keys");
	else
		return;
	f->effect = S("A parent that follows it publishes a DS without a key: the zone breaks for every "
	    "validating resolver.");
	finding_at(c, f, NEW(c), r);
	finding_about(c, f, r->owner, r->type);
}

/* RFC 7344 section 4: a child that publishes one of the two should publish both. */
static void
judge_pair(struct check *c, const struct change *ch)
{
	uint16_t other = ch->type == TYPE_CDS ? TYPE_CDNSKEY : TYPE_CDS;

	const struct rdata *first = record_data(NEW(c), ch->side[AFTER].v[0]);

	if (ch->kind == RRSET_ADDED && first && !is_delete(ch->type, first) &&
	    !zone_has(NEW(c), ch->owner, other))
		flag_at_most(c, NOTE, "%.*s without %.*s", STR(check_type(c, ch->type)),
		    STR(check_type(c, other)))->effect = S("Parents that read only the other one do nothing.");
}

/* Is the key one that a DS of the parent names? */
static bool
is_trusted(struct zone *parent, const struct name *child, const struct rdata *key)
{
	for_each_record(r, parent, child, TYPE_DS) {
		const struct rdata *ds = record_data(parent, r);

		if (ds && rdata_ds_match(child, ds, key) == DS_MATCHES)
			return true;
	}
	return false;
}

/*
 * RFC 7344 section 4.1: signed by a key that both the DNSKEY and the current DS
 * records represent.  Asked only where the parent has a DS and the file signatures.
 */
static void
judge_signer(struct check *c, const struct change *ch)
{
	struct zone *z = NEW(c), *parent = dnssec_parent(c, AFTER, ch->owner);
	struct rrsig sig;
	bool any = false;

	if (parent == NULL || !zone_has(parent, ch->owner, TYPE_DS) || !dnssec_is_signed(c, AFTER))
		return;
	for_each_record(r, z, ch->owner, TYPE_RRSIG) {
		if (!dnssec_covers(z, r, ch->type, &sig))
			continue;
		any = true;
		for_each_record(k, z, ch->owner, TYPE_DNSKEY) {
			const struct rdata *key = record_data(z, k);

			if (key && key_is(key, sig.algorithm, sig.tag) && is_trusted(parent, ch->owner, key) &&
			    signature_verify(z, r, key) != SIGNATURE_BAD)
				return;
		}
	}
	if (any)
		flag(c, "no key that the parent's DS names signs the %.*s records",
		    STR(check_type(c, ch->type)))->effect = S("The parent must not believe them.");
}

void
check_cds_mismatch(struct check *c, const struct change *ch)
{
	static const uint16_t types[] = { TYPE_CDS, TYPE_CDNSKEY };

	if (ch->type == TYPE_DNSKEY) {
		for (size_t i = 0; i < 2 && name_equal(ch->owner, NEW(c)->apex); i++)
			for_each_record(r, NEW(c), ch->owner, types[i])
				if (!changeset_find(c->set, ch->owner, types[i]))
					judge_record(c, r);
		return;
	}
	if (!name_equal(ch->owner, NEW(c)->apex)) {
		if (!str_has(check_name(c, ch->owner), S("_signal.")))
			flag(c, "%.*s records below the apex", STR(check_type(c, ch->type)))->fix =
			    S("They belong at the apex of the child (RFC 7344 section 4.1); for bootstrapping "
			    "below _signal (RFC 9615).");
		return;
	}
	for_each_of(r, ch, AFTER)
		judge_record(c, r);
	judge_pair(c, ch);
	judge_signer(c, ch);
}

/* --- dnssec-cds-ds-drift --------------------------------------------------------------------- */

/* Would a parent that follows CDS publish what it has?  A delete request asks for no DS. */
static bool
follows(struct check *c, struct zone *parent)
{
	struct zone *z = NEW(c);
	size_t wanted = 0;

	for_each_record(r, z, z->apex, TYPE_CDS) {
		const struct rdata *cds = record_data(z, r);
		bool found = cds && is_delete(TYPE_CDS, cds);

		wanted += !found;
		for_each_record(ds, parent, z->apex, TYPE_DS) {
			const struct rdata *data = record_data(parent, ds);

			found = found || (data && cds && same_data(data, cds));
		}
		if (!found)
			return false;
	}
	return wanted == zone_count(parent, z->apex, TYPE_DS);
}

/* Since when the CDS records stand, at the latest: they were signed then.  False: nobody knows. */
static bool
standing_since(struct check *c, int64_t *age)
{
	struct zone *z = OLD(c);
	struct rrsig sig;

	*age = 0;
	for_each_record(r, z, z->apex, TYPE_RRSIG)
		if (dnssec_covers(z, r, TYPE_CDS, &sig) && -rrsig_distance(sig.since, c->commit->now) > *age)
			*age = -rrsig_distance(sig.since, c->commit->now);
	return *age > 0;
}

void
check_cds_ds_drift(struct check *c, const struct change *ch)
{
	struct zone *z = NEW(c), *parent;
	struct finding *f;
	int64_t age;

	(void)ch;
	if (!z->exists || !OLD(c)->exists || !zone_has(z, z->apex, TYPE_CDS) ||
	    changeset_find(c->set, z->apex, TYPE_CDS) || !standing_since(c, &age) ||
	    age <= (int64_t)check_number(c, "days") * 86400)
		return;
	parent = dnssec_parent(c, AFTER, z->apex);
	if (parent == NULL || follows(c, parent))
		return;
	f = flag(c, "the parent has not followed the CDS records for at least %.*s",
	    STR(check_duration(c, (uint64_t)age)));
	finding_at(c, f, z, zone_first(z, z->apex, TYPE_CDS));
	finding_about(c, f, z->apex, TYPE_CDS);
}
