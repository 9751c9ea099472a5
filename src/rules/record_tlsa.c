/* SPDX-License-Identifier: BSD-2-Clause */
/* TLSA records (RFC 6698, RFC 7671): replaced at one stroke, gone, unusable, or in a zone without signatures. */
#include "rules/record.h"

enum { USAGE_PKIX_EE = 1, USAGE_MOST = 3, SELECTOR_MOST = 1, FULL = 0, SHA256 = 1, SHA512 = 2 };

/* The host that _PORT._PROTO stands above: the first name up without an underscore. */
static struct name *
host_of(struct check *c, struct name *owner)
{
	while (owner && owner->wire[0] > 0 && owner->wire[1] == '_')
		owner = names_parent(&c->set->names, owner);
	return owner;
}

static bool
is_smtp(const struct name *owner)
{
	return owner->wire[0] == 3 && str_eq(str_n((const char *)owner->wire + 1, 3), S("_25"));
}

static bool
keeps_one(struct check *c, const struct change *ch)
{
	for (size_t i = 0; i < ch->side[BEFORE].n && i < RRSET_MOST; i++) {
		const struct rdata *data = record_data(OLD(c), ch->side[BEFORE].v[i]);

		if (data && rrset_has_data(NEW(c), &ch->side[AFTER], data))
			return true;
	}
	return false;
}

static void
check_replaced(struct check *c, const struct change *ch)
{
	struct finding *f;

	if (keeps_one(c, ch))
		return;
	f = flag(c, "all TLSA records are replaced at one stroke");
	f->effect = texted(c, "For %.*s caches hold the old set, and whichever certificate the server shows "
	    "meanwhile, some clients refuse it.", STR(check_duration(c, ch->side[BEFORE].ttl)));
	f->fix = texted(c, "Publish the new records beside the old ones for %.*s first, then change the "
	    "certificate, then remove the old ones (RFC 7671 section 8.1).",
	    STR(check_duration(c, 2 * (uint64_t)ch->side[BEFORE].ttl)));
}

static void
check_gone(struct check *c, const struct change *ch)
{
	struct name *host = host_of(c, ch->owner), *at;
	struct zone *z;
	bool unused;
	struct finding *f;

	if (!NEW(c)->exists || zone_occluded(OLD(c), ch->owner, TYPE_TLSA) ||
	    target_answer(c, AFTER, ch->owner, TYPE_TLSA, &z, &at) != UNANSWERED)
		return;
	unused = target_failing(c, AFTER, host, WANT_ADDRESS) != NULL;
	f = flag_at_most(c, unused ? NOTE : ERROR, "%.*s has no TLSA record any more%s",
	    STR(check_name(c, ch->owner)), unused ? "; the host has no address either" : "");
	f->effect = S("Clients no longer check the certificate by DNSSEC: a forged one, or no TLS at all, "
	    "passes.");
	f->fix = S("Put the records back, unless the service no longer speaks TLS.");
}

/* What keeps clients from using a record; NULL: nothing. */
static const char *
unusable(const struct name *owner, const struct rdata *data)
{
	uint8_t usage = rdata_u8(data, 0), selector = rdata_u8(data, 1), match = rdata_u8(data, 2);
	size_t octets = data->len > 3 ? data->len - 3u : 0;

	if (usage > USAGE_MOST)
		return "has a usage that clients do not know (0 to 3)";
	if (selector > SELECTOR_MOST)
		return "has a selector that clients do not know (0 or 1)";
	if (match > SHA512)
		return "has a matching type that clients do not know (0 to 2)";
	if (match == SHA256 && octets != 32)
		return "holds no SHA-256 digest, which has 32 octets";
	if (match == SHA512 && octets != 64)
		return "holds no SHA-512 digest, which has 64 octets";
	if (match == FULL && octets == 0)
		return "holds no certificate";
	if (usage <= USAGE_PKIX_EE && is_smtp(owner))
		return "has a usage that mail servers do not take (RFC 7672 section 3.1.3): 2 or 3 is wanted";
	return NULL;
}

static void
check_usable(struct check *c, const struct change *ch)
{
	for_each_of(r, ch, AFTER) {
		const struct rdata *data = record_data(NEW(c), r);
		const char *what;
		struct finding *f;

		if (data == NULL || (ch->kind != RRSET_STANDS && !(r->flags & RECORD_NEW_DATA)) ||
		    (what = unusable(ch->owner, data)) == NULL)
			continue;
		f = flag(c, "TLSA %u %u %u %s", rdata_u8(data, 0), rdata_u8(data, 1), rdata_u8(data, 2), what);
		finding_at(c, f, NEW(c), r);
		f->effect = S("Clients pass the record over; where it is the only one, the service counts as one "
		    "without DANE, or its mail is held back.");
		f->fix = S("Write the record anew from the certificate, as 3 1 1 and its SHA-256 digest.");
	}
}

static bool
see_tlsa(void *had, struct zone *z, struct record *r)
{
	(void)z;
	*(bool *)had |= r->type == TYPE_TLSA;
	return !*(bool *)had;
}

/* Had the old version TLSA records anywhere?  Then the state of the zone is not this change's doing. */
static bool
had_any(struct check *c)
{
	struct known_type *known = c->known ? &c->known->tlsa : NULL;
	bool had = false;

	if (known && known->looked)
		return known->had;
	if (OLD(c)->exists)
		zone_scan(OLD(c), see_tlsa, &had);
	if (known)
		*known = (struct known_type){ true, had };
	return had;
}

static void
check_unsigned(struct check *c, const struct change *ch)
{
	struct finding *f;

	if ((ch->kind != RRSET_ADDED && ch->kind != RRSET_STANDS) ||
	    zone_has(NEW(c), NEW(c)->apex, TYPE_DNSKEY) || check_zone_is(c, "signed-by", "server") ||
	    (ch->kind == RRSET_ADDED && had_any(c)))
		return;
	f = flag_at_most(c, WARNING, "a TLSA record in a zone that is not signed");
	f->effect = S("Clients use TLSA only from signed zones (RFC 6698 section 4.1): the record does nothing.");
	f->fix = S("Sign the zone, or drop the record; where the server signs, say signed-by = server in "
	    "[zones].");
}

/* Of names that this change brings: does the host have an address? */
static void
check_host(struct check *c, const struct change *ch)
{
	struct name *host = host_of(c, ch->owner);
	const char *how;
	struct finding *f;

	if (ch->kind != RRSET_ADDED || host == ch->owner || host->labels == 0 || name_wildcard(ch->owner))
		return;
	how = target_failing(c, AFTER, host, WANT_ADDRESS);
	if (how == NULL)
		return;
	f = flag_at_most(c, WARNING, "a TLSA record for %.*s, which %s", STR(check_name(c, host)), how);
	f->effect = S("There is no service for it.");
	f->fix = texted(c, "Add an address for %.*s, or correct the owner of the TLSA record.",
	    STR(check_name(c, host)));
}

void
check_tlsa_changed(struct check *c, const struct change *ch)
{
	if (ch->kind == RRSET_REMOVED) {
		check_gone(c, ch);
		return;
	}
	if (zone_occluded(NEW(c), ch->owner, TYPE_TLSA))
		return;
	if (ch->kind == DATA_CHANGED)
		check_replaced(c, ch);
	check_usable(c, ch);
	check_unsigned(c, ch);
	check_host(c, ch);
}
