/* SPDX-License-Identifier: BSD-2-Clause */
/* The DS records of a parent zone, and whether a zone stays signed. */
#include "rules/dnssec.h"

static bool
is_apex(const struct check *c, const struct name *name)
{
	return name_equal(name, NEW(c)->exists ? NEW(c)->apex : OLD(c)->apex);
}

/* A key as a DS names it: tag and algorithm. */
static uint32_t
key_of(const struct rdata *ds)
{
	return (uint32_t)rdata_u16(ds, 0) << 8 | rdata_u8(ds, 2);
}

static bool
shares_key(struct check *c, const struct change *ch)
{
	for_each_of(old, ch, BEFORE)
		for_each_of(new, ch, AFTER) {
			const struct rdata *a = record_data(OLD(c), old), *b = record_data(NEW(c), new);

			if (a && b && key_of(a) == key_of(b))
				return true;
		}
	return false;
}

void
check_ds_removed(struct check *c, const struct change *ch)
{
	struct finding *f;

	/* In a zone that could be read only in part, the NS records may be what is missing. */
	if (is_apex(c, ch->owner) ||
	    (!zone_has(OLD(c), ch->owner, TYPE_NS) && OLD(c)->unread == 0)) {
		flag_at_most(c, NOTE, "the DS is gone; it stood at no delegation and protected nothing");
		return;
	}
	if (!zone_has(NEW(c), ch->owner, TYPE_NS) && NEW(c)->unread == 0)
		return;                         /* the delegation went with it, which is told */
	f = flag(c, "the delegation loses all its DS records%s",
	    changeset_find(c->set, ch->owner, TYPE_NS) ? ", and its name servers change with them" : "");
	f->effect = texted(c, "The zone becomes insecure once caches forget the DS (%.*s): answers can be "
	    "forged without anybody noticing.", STR(check_duration(c, ch->side[BEFORE].ttl)));
	f->fix = S("Keep the DS. To go insecure on purpose, remove the DS alone and keep the child signed "
	    "until its TTL is over.");
}

void
check_ds_added(struct check *c, const struct change *ch)
{
	bool loaded, new_cut;
	uint32_t max;
	struct finding *f;

	if (!OLD(c)->exists)
		return;                         /* nothing became secure: the zone is new, which is told */
	if (is_apex(c, ch->owner) || !zone_has(NEW(c), ch->owner, TYPE_NS))
		return;                         /* dnssec-ds-no-ns says so */
	loaded = dnssec_keys(c, AFTER, ch->owner) != NULL;
	max = check_number(c, "max-first-ttl");
	new_cut = !zone_has(OLD(c), ch->owner, TYPE_NS);
	f = flag_at_most(c, new_cut ? NOTE : loaded ? check_level(c, "usual") : ERROR,
	    new_cut ? "the new delegation is secure (DS)" : loaded ?
	    "the delegation becomes secure (DS)" :
	    "the delegation becomes secure (DS), and the child's keys are not at hand to check it");
	f->effect = S("From now on a mistake in the child's signatures makes it unreachable for every "
	    "validating resolver.");
	f->fix = ch->side[AFTER].ttl > max ? texted(c, "For the first week use a DS TTL of %u or less: the "
	    "way back takes one TTL.", max) : S("Check that the child is signed and served everywhere.");
}

void
check_ds_changed(struct check *c, const struct change *ch)
{
	struct zone *keys;
	bool good;

	if (is_apex(c, ch->owner) || !shares_key(c, ch))
		return;
	keys = dnssec_keys(c, AFTER, ch->owner);
	good = keys && dnssec_all_match(keys, ch->owner, NEW(c), &ch->side[AFTER]);
	flag_at_most(c, good ? NOTE : ERROR, "the DS set changes from %u to %u records and keeps a key%s",
	    ch->side[BEFORE].n, ch->side[AFTER].n, good ? "; each of them matches the child" : "");
}

void
check_ds_replaced(struct check *c, const struct change *ch)
{
	struct zone *keys;
	bool any = false;
	struct finding *f;

	if (is_apex(c, ch->owner) || shares_key(c, ch))
		return;
	keys = dnssec_keys(c, AFTER, ch->owner);
	for_each_of(r, ch, AFTER) {
		const struct rdata *ds = record_data(NEW(c), r);

		any = any || (keys && ds && dnssec_ds_matches(keys, ch->owner, ds) == DS_MATCHES);
	}
	f = flag_at_most(c, keys && !any ? ERROR : WARNING, "every DS is replaced at once%s", !keys ?
	    "; the child's keys are not at hand to check it" : any ? "; the new one matches the child" :
	    ", and none of the new ones matches a key of the child");
	f->effect = texted(c, "Caches hold the old DS for up to %.*s; a child that no longer has the old "
	    "key fails for them.", STR(check_duration(c, ch->side[BEFORE].ttl)));
}

void
check_ds_digest(struct check *c, const struct change *ch)
{
	bool sha1 = false, strong = false;

	for_each_of(r, ch, AFTER) {
		const struct rdata *ds = record_data(NEW(c), r);
		uint8_t digest = ds ? rdata_u8(ds, 3) : 0;
		struct finding *f = NULL;

		sha1 = sha1 || digest == 1;
		strong = strong || digest == 2 || digest == 4;
		if (digest == 3)
			f = flag(c, "the DS uses digest type 3 (GOST), which is withdrawn");
		else if (ds && digest != 1 && digest != 2 && digest != 4)
			f = flag_at_most(c, WARNING, "the DS uses digest type %u, which cannot be checked", digest);
		if (f)
			finding_at(c, f, NEW(c), r);
	}
	if (sha1)
		flag_at_most(c, strong ? WARNING : ERROR, strong ?
		    "a SHA-1 DS (digest type 1) stands beside a better one" :
		    "the only digest is SHA-1 (digest type 1)");
}

static void
flag_ds_no_ns(struct check *c, struct record *ds, const char *why)
{
	struct finding *f = flag(c, "a DS %s", why);

	finding_at(c, f, NEW(c), ds);
	finding_about(c, f, ds->owner, TYPE_DS);
}

void
check_ds_no_ns(struct check *c, const struct change *ch)
{
	struct record *ds = NEW(c)->exists ? zone_first(NEW(c), ch->owner, TYPE_DS) : NULL;
	struct name *cut;

	if (ds == NULL || (ch->type == TYPE_NS && changeset_find(c->set, ch->owner, TYPE_DS)))
		return;
	cut = zone_cut(NEW(c), ds->owner);
	if (is_apex(c, ds->owner))
		flag_ds_no_ns(c, ds, "at the zone's own apex, where it means nothing: it belongs into the "
		    "parent");
	else if (cut && cut != ds->owner)
		flag_ds_no_ns(c, ds, "below a delegation, where nobody asks this zone");
	else if (!zone_has(NEW(c), ds->owner, TYPE_NS))
		flag_ds_no_ns(c, ds, "at a name that is not delegated (no NS)");
}

void
check_unsigned(struct check *c, const struct change *ch)
{
	struct zone *old = OLD(c), *new = NEW(c);
	bool keys_gone, signatures_gone;
	struct finding *f;

	(void)ch;
	if (!old->exists || !new->exists || check_zone_is(c, "signed-by", "server"))
		return;
	keys_gone = zone_has(old, old->apex, TYPE_DNSKEY) && !zone_has(new, new->apex, TYPE_DNSKEY);
	signatures_gone = zone_has(old, old->apex, TYPE_RRSIG) && !zone_has(new, new->apex, TYPE_RRSIG);
	if (!keys_gone && !signatures_gone)
		return;
	f = flag(c, "%s", keys_gone && signatures_gone ? "all DNSKEY records and signatures are gone" :
	    keys_gone ? "all DNSKEY records at the apex are gone" : "all signatures at the apex are gone");
	finding_about(c, f, new->apex, keys_gone ? TYPE_DNSKEY : TYPE_RRSIG);
}

void
check_ds_ttl(struct check *c, const struct change *ch)
{
	uint32_t max = check_number(c, "max"), old = ch->side[BEFORE].ttl, new = ch->side[AFTER].ttl;
	struct changeset *child = c->commit->siblings ?
	    c->commit->siblings->find(c->commit->siblings, ch->owner) : NULL;
	bool rolls = policy_rollover(c->policy, check_name(c, ch->owner), c->commit->now) ||
	    (child && changeset_find(child, ch->owner, TYPE_DNSKEY));
	bool raised = ch->side[BEFORE].n > 0 && new > old;

	if (is_apex(c, ch->owner) || (ch->side[BEFORE].n && new == old))
		return;                         /* as long as it was: not this change's doing */
	if (new > max)
		flag(c, "a DS TTL of %.*s (at most %.*s)", STR(check_duration(c, new)),
		    STR(check_duration(c, max)));
	else if (raised && rolls)
		flag(c, "the DS TTL rises from %u to %u while the keys of the child roll", old, new);
	else
		return;
	c->findings->v[c->findings->n - 1]->effect = texted(c, "Caches hold each DS for %.*s: keys must be "
	    "kept, and mistakes last, that much longer.", STR(check_duration(c, new)));
}
