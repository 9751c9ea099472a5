/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules on DNSSEC: the DS in the parent, the keys in the child, and the way between them. */
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

static void
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

static void
check_ds_added(struct check *c, const struct change *ch)
{
	bool loaded = dnssec_keys(c, AFTER, ch->owner) != NULL, new_cut;
	uint32_t max = check_number(c, "max-first-ttl");
	struct finding *f;

	if (is_apex(c, ch->owner) || !zone_has(NEW(c), ch->owner, TYPE_NS))
		return;                         /* dnssec-ds-no-ns says so */
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

static void
check_ds_changed(struct check *c, const struct change *ch)
{
	struct zone *keys;
	bool good;

	if (is_apex(c, ch->owner) || !shares_key(c, ch))
		return;
	keys = dnssec_keys(c, AFTER, ch->owner);
	good = keys && dnssec_all_match(keys, ch->owner, NEW(c), &ch->side[AFTER]);
	flag_at_most(c, good ? NOTE : ERROR, "the DS set changes from %zu to %zu records and keeps a key%s",
	    ch->side[BEFORE].n, ch->side[AFTER].n, good ? "; each of them matches the child" : "");
}

static void
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

static void
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

static void
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

static void
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

static const struct rule rules[] = {
	{
		.id = "dnssec-ds-mismatch", .severity = ERROR, .on = RRSET_TOUCHED | RRSET_REMOVED,
		.flags = RULE_STATE, .types = { TYPE_DS, TYPE_DNSKEY }, .check = check_ds_mismatch,
		.summary = "no DS in the parent matches a key of the child",
		.why = "A validator follows a DS to the DNSKEY it was computed from (RFC 4034 section 5, RFC "
		    "4035 section 2.4); without one that fits, the whole child is bogus.",
		.fix = "Publish the DS of the child's key.",
		.controls = "CSF PR.DS-02, DE.AE-03; 800-53 SC-20, SI-7",
	},
	{
		.id = "dnssec-ds-removed", .severity = ERROR, .on = RRSET_REMOVED, .types = { TYPE_DS },
		.check = check_ds_removed,
		.summary = "a signed delegation becomes insecure",
		.why = "Hijackers remove the DS before they replace the name servers.",
		.fix = "Keep the DS.",
		.controls = "CSF DE.CM-01, PR.DS-02; 800-53 SC-20",
	},
	{
		.id = "dnssec-ds-added", .severity = WARNING, .on = RRSET_ADDED, .types = { TYPE_DS },
		.check = check_ds_added,
		.summary = "a delegation becomes secure",
		.why = "It is the step after which mistakes count; the way back takes one DS TTL.",
		.fix = "Check that the child is signed and served everywhere.",
		.controls = "CSF PR.DS-02; 800-53 CM-3",
		.params = {
			{ "max-first-ttl", PARAM_SECONDS, "3600", "advised DS TTL for the first week", NULL },
			{ "usual", PARAM_SEVERITY, "note", "when the child's keys are at hand", NULL },
		},
	},
	{
		.id = "dnssec-ds-changed", .severity = WARNING, .on = DATA_CHANGED, .types = { TYPE_DS },
		.check = check_ds_changed,
		.summary = "a DS set grows or shrinks",
		.why = "These are the steps of a key roll; each has its time (RFC 7583 section 3.3).",
		.effect = "Caches hold the old set until its TTL is over.",
		.fix = "Remove a DS only when its key is no longer needed, and its key one DS TTL later.",
		.controls = "CSF DE.CM-01; 800-53 CM-3",
	},
	{
		.id = "dnssec-ds-replaced", .severity = ERROR, .on = DATA_CHANGED, .types = { TYPE_DS },
		.check = check_ds_replaced,
		.summary = "every DS of a delegation is replaced at once",
		.why = "Between the old and the new DS the child must be valid under both (RFC 6781 section "
		    "4.1.2).",
		.fix = "Add the new DS beside the old one, wait one DS TTL, then remove the old one.",
		.controls = "CSF DE.CM-01, PR.DS-02; 800-53 CM-3, SC-20",
		.consumes = { "dnssec-ds-changed" },
	},
	{
		.id = "dnssec-ds-digest", .severity = ERROR, .on = RRSET_TOUCHED, .flags = RULE_STATE,
		.types = { TYPE_DS }, .check = check_ds_digest,
		.summary = "a DS with a weak or unknown digest",
		.why = "SHA-1 is no longer to be relied on (RFC 4509 section 3, RFC 9905).",
		.effect = "Validators may ignore the DS, and then the zone is insecure.",
		.fix = "Publish a DS of digest type 2 (SHA-256).",
		.controls = "CSF PR.DS-02; 800-53 SC-20",
	},
	{
		.id = "dnssec-ds-no-ns", .severity = ERROR, .on = RRSET_TOUCHED | RRSET_REMOVED,
		.flags = RULE_STATE, .types = { TYPE_DS, TYPE_NS }, .check = check_ds_no_ns,
		.summary = "a DS where no delegation is",
		.why = "RFC 4035 section 2.4: a DS stands at a delegation and nowhere else.",
		.effect = "It protects nothing, and servers that sign may refuse the zone.",
		.fix = "Move it to the parent zone, or remove it.",
		.controls = "CSF PR.PS-01; 800-53 SC-20",
	},
	{
		.id = "dnssec-ds-ttl", .severity = WARNING,
		.summary = "a DS TTL that makes the way back long",
		.params = { { "max", PARAM_SECONDS, "86400", "longest DS TTL", NULL } },
	},
	{
		.id = "dnssec-unsigned", .severity = ERROR, .on = ZONE_CHANGED, .check = check_unsigned,
		.summary = "a signed zone loses its keys or its signatures",
		.why = "While a DS is in the parent or in caches, an unsigned zone is a bogus one.",
		.effect = "Validating resolvers answer SERVFAIL for every name until the DS is gone from the "
		    "parent and from caches.",
		.fix = "Keep the zone signed until the DS has been gone for its TTL; or say `signed-by = "
		    "server` if the server signs.",
		.controls = "CSF PR.DS-02, PR.IR-04; 800-53 SC-20",
	},
	{
		.id = "dnssec-dnskey-added", .severity = NOTE,
		.summary = "a new key is announced",
	},
	{
		.id = "dnssec-dnskey-premature", .severity = ERROR,
		.summary = "a key leaves while a DS for it may still be in caches",
		.params = {
			{ "propagation", PARAM_SECONDS, "3600", "time until all secondaries have a change", NULL },
			{ "slack", PARAM_SECONDS, "3600", "added to every wait", NULL },
		},
	},
	{
		.id = "dnssec-zsk-premature", .severity = ERROR,
		.summary = "a zone-signing key leaves while its signatures are in use",
	},
	{
		.id = "dnssec-zsk-prepublish", .severity = WARNING,
		.summary = "signatures by a key that was not announced long enough",
	},
	{
		.id = "dnssec-dnskey-algorithm", .severity = ERROR,
		.summary = "a key of a weak or unknown algorithm",
	},
	{
		.id = "dnssec-algorithm-incomplete", .severity = ERROR,
		.summary = "an algorithm of the DS or DNSKEY records does not sign everything",
	},
	{
		.id = "dnssec-keytag-collision", .severity = ERROR,
		.summary = "two keys with one tag and algorithm",
	},
	{
		.id = "dnssec-key-revoked", .severity = NOTE,
		.summary = "a key is revoked",
	},
	{
		.id = "dnssec-rrsig-missing", .severity = ERROR,
		.summary = "a record of a signed zone without signature",
	},
	{
		.id = "dnssec-rrsig-orphan-key", .severity = ERROR,
		.summary = "a signature by a key that the zone does not have",
	},
	{
		.id = "dnssec-rrsig-invalid", .severity = ERROR,
		.summary = "a signature that does not verify",
	},
	{
		.id = "dnssec-rrsig-window", .severity = ERROR,
		.summary = "a signature that has expired, soon will, or does not hold yet",
		.params = {
			{ "min-past", PARAM_SECONDS, "3600", "least age of a signature's inception", NULL },
			{ "min-left", PARAM_SECONDS, "3d", "least time until it expires", NULL },
		},
	},
	{
		.id = "dnssec-nsec3param", .severity = ERROR,
		.summary = "NSEC3 parameters that are discouraged",
	},
	{
		.id = "dnssec-nsec-chain", .severity = WARNING,
		.summary = "an NSEC chain that is not closed or says the wrong types",
	},
	{
		.id = "dnssec-cds-mismatch", .severity = ERROR, .on = RRSET_TOUCHED, .flags = RULE_STATE,
		.types = { TYPE_CDS, TYPE_CDNSKEY, TYPE_DNSKEY }, .check = check_cds_mismatch,
		.summary = "CDS or CDNSKEY does not fit the zone's keys",
		.why = "Parents that poll CDS publish what it says (RFC 7344 section 4.1).",
		.fix = "Make CDS and CDNSKEY from the keys that are in the DNSKEY RRset.",
		.controls = "CSF PR.DS-02; 800-53 SC-20",
	},
	{
		.id = "dnssec-cds-delete", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_CDS, TYPE_CDNSKEY }, .check = check_cds_delete,
		.summary = "the zone asks its parent to remove the DS",
		.why = "RFC 8078 section 4: a delete request turns DNSSEC off for the zone.",
		.fix = "Remove the delete record, unless going insecure is the plan.",
		.controls = "CSF DE.CM-01, PR.DS-02; 800-53 SC-20",
	},
	{
		.id = "dnssec-cds-ds-drift", .severity = NOTE,
		.summary = "the parent has not followed CDS for days",
		.params = { { "days", PARAM_NUMBER, "3", "days before it is told", NULL } },
	},
	{
		.id = "dnssec-zonemd", .severity = WARNING,
		.summary = "the zone digest is gone or wrong",
		.params = { { "require", PARAM_YESNO, "no", "the zone must have one", NULL } },
	},
};

FAMILY(dnssec);
