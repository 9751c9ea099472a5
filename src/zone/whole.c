/* SPDX-License-Identifier: BSD-2-Clause */
/* What only the zone as a whole tells: the checks that BIND makes when it loads one. */
#include "zone/load.h"

#include <string.h>

#include "zone/fault.h"
#include "zone/shared.h"

static struct fault *
whole_fault(struct zone *z, enum fault_kind kind, const struct record *r, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static struct fault *
whole_fault(struct zone *z, enum fault_kind kind, const struct record *r, const char *fmt, ...)
{
	struct fault *f;
	va_list args;

	va_start(args, fmt);
	f = fault_add(z, kind, r ? z->contexts[r->context].file : 0, r ? r->line : 1,
	    r && !(r->flags & RECORD_GENERATED) ? r->text : NULL, (struct str){ 0 }, fmt, args);
	va_end(args);
	f->owner = r ? r->owner : z->apex;
	f->type = r ? r->type : 0;
	return f;
}

static void
check_soa(struct zone *z)
{
	struct str apex = name_text(z->arena, z->apex);
	struct record *first = zone_first(z, z->apex, TYPE_SOA);
	struct fault *f;

	for (size_t i = 0; i < zone_nread(z); i++) {
		struct record *r = zone_record(z, (uint32_t)i + 1);

		if (r->type != TYPE_SOA || r->owner == z->apex || !name_within(r->owner, z->apex))
			continue;
		f = whole_fault(z, FAULT_SOA, r, "a SOA at %.*s, below the apex %.*s",
		    STR(name_text(z->arena, r->owner)), STR(apex));
		f->fix = S("Keep one SOA, at the apex; or check the origin that the zone is read with.");
	}
	if (first == NULL) {
		whole_fault(z, FAULT_SOA, NULL, "no SOA record at the apex %.*s", STR(apex))->fix =
		    S("Add a SOA; if the deployment adds it, say `soa = generated` in [zones].");
		return;
	}
	if (!zone_begins_with(z, first)) {
		f = whole_fault(z, FAULT_SOA, first, "the SOA is not the first record of the file");
		f->level = WARNING;
		f->refused = false;
		f->fix = S("Move it to the top.");
	}
	for_each_record(r, z, z->apex, TYPE_SOA) {
		const struct rdata *a = record_data(z, first), *b = record_data(z, r);

		if (r == first || a == NULL || b == NULL ||
		    str_eq(str_n((const char *)a->wire, a->len), str_n((const char *)b->wire, b->len)))
			continue;
		whole_fault(z, FAULT_SOA, r, "a second SOA, and it says something else")->fix =
		    S("Keep one of them.");
	}
}

void
zone_check_whole(struct zone *z)
{
	check_soa(z);
	if (!zone_has(z, z->apex, TYPE_NS))
		whole_fault(z, FAULT_APEX_NS, NULL, "no NS record at the apex %.*s",
		    STR(name_text(z->arena, z->apex)))->fix =
		    S("Name the zone's name servers: `@ NS ns1...` and a second one.");
}

/* RFC 1034 section 3.6.2 and RFC 4035 section 2.5: what may stand beside a CNAME. */
static bool
beside_cname(uint16_t type)
{
	return type == TYPE_CNAME || type == TYPE_RRSIG || type == TYPE_NSEC || type == TYPE_KEY ||
	    type == TYPE_SIG || type == TYPE_NXT;
}

static void
check_alias(struct zone *z, struct record *alias)
{
	const struct rdata *data = record_data(z, alias);

	for_each_record(r, z, alias->owner, 0) {
		const struct rdata *other = record_data(z, r);

		if (r == alias || data == NULL || other == NULL)
			continue;
		if (r->type == alias->type && (other->len != data->len ||
		    !str_eq(str_n((const char *)other->wire, other->len),
		    str_n((const char *)data->wire, data->len)))) {
			whole_fault(z, FAULT_LOAD, r, "two %s records at one name",
			    alias->type == TYPE_CNAME ? "CNAME" : "DNAME");
			return;
		}
		if (alias->type == TYPE_CNAME && !beside_cname(r->type)) {
			whole_fault(z, FAULT_LOAD, r, "a CNAME and other data at one name");
			return;
		}
	}
}

/* BIND asks even without -i: an apex server inside the zone has an address and is no alias. */
static void
check_apex_servers(struct zone *z)
{
	for_each_record(r, z, z->apex, TYPE_NS) {
		struct name *target = record_target(z, r);
		struct str text;

		if (target == NULL || !name_within(target, z->apex) || zone_cut(z, target))
			continue;
		text = name_text(z->arena, target);
		if (zone_dname(z, target))
			whole_fault(z, FAULT_LOAD, r, "the name server %.*s lies below a DNAME", STR(text));
		else if (zone_reach(z, target) != REACHED)
			whole_fault(z, FAULT_LOAD, r, "the name server %.*s has no address", STR(text));
		else if (zone_has(z, target, TYPE_CNAME))
			whole_fault(z, FAULT_LOAD, r, "the name server %.*s is an alias", STR(text));
	}
}

/* What the zone says of its keys to the parent must be keys that it has (RFC 7344 section 4.1). */
static void
check_keys(struct zone *z)
{
	struct record *ds = zone_first(z, z->apex, TYPE_DS);

	if (ds)
		whole_fault(z, FAULT_LOAD, ds, "a DS at the apex; it belongs into the parent zone");
	for_each_record(r, z, z->apex, TYPE_CDS) {
		const struct rdata *cds = record_data(z, r);
		bool found = cds == NULL || rdata_u8(cds, 2) == 0;

		for_each_record(k, z, z->apex, TYPE_DNSKEY) {
			const struct rdata *key = record_data(z, k);

			found = found || (key && rdata_ds_match(z->apex, cds, key) != DS_OTHER_KEY);
		}
		if (!found)
			whole_fault(z, FAULT_LOAD, r, "a CDS of a key that the zone does not have");
	}
	for_each_record(r, z, z->apex, TYPE_CDNSKEY) {
		const struct rdata *cdnskey = record_data(z, r);
		bool found = cdnskey == NULL || rdata_u8(cdnskey, 3) == 0;

		for_each_record(k, z, z->apex, TYPE_DNSKEY) {
			const struct rdata *key = record_data(z, k);

			found = found || (key && key->len == cdnskey->len &&
			    memcmp(key->wire, cdnskey->wire, key->len) == 0);
		}
		if (!found)
			whole_fault(z, FAULT_LOAD, r, "a CDNSKEY that is no key of the zone");
	}
}

void
zone_read_all(struct zone *z)
{
	zone_read_data(z);
	for (size_t i = 0; i < z->n; i++) {
		struct record *r = &z->records[i];

		if ((r->type == TYPE_CNAME || r->type == TYPE_DNAME) &&
		    zone_first(z, r->owner, r->type) == r)
			check_alias(z, r);
	}
	check_apex_servers(z);
	check_keys(z);
}
