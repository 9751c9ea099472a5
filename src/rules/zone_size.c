/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much of a zone is left: emptied, or much smaller.  Size is counted in
 * records and in octets of their canonical form, without SOA and what signers
 * make.  Octets need the data of every record, so a lower bound of the zone's
 * size that needs none decides first whether the question is open at all.
 */
#include "rules/zone_whole.h"

/* --- zone-empty ---------------------------------------------------------------- */

static bool
serves_apex(struct zone *z, const struct name *host)
{
	for_each_record(ns, z, z->apex, TYPE_NS)
		if (record_target(z, ns) == host)
			return true;
	return false;
}

/* Does the record only hold the zone itself up? */
static bool
is_scaffold(struct zone *z, const struct record *r)
{
	if (type_generated(r->type))
		return true;
	switch (r->type) {
	case TYPE_SOA: case TYPE_NS: case TYPE_DNSKEY: case TYPE_CDS: case TYPE_CDNSKEY:
		return r->owner == z->apex;
	case TYPE_A: case TYPE_AAAA:
		return serves_apex(z, r->owner);
	default:
		return false;
	}
}

static size_t
count_content(struct zone *z, size_t at_most)
{
	size_t n = 0;

	for_each_in_zone(r, z) {
		n += !is_scaffold(z, r);
		if (n >= at_most)
			break;
	}
	return n;
}

void
check_zone_empty(struct check *c, const struct change *ch)
{
	size_t had;

	(void)ch;
	if (!OLD(c)->exists || !NEW(c)->exists || count_content(NEW(c), 1))
		return;
	had = count_content(OLD(c), SIZE_MAX);
	if (had)
		flag(c, "nothing is left but SOA and apex NS; %zu record%s gone", had,
		    had == 1 ? " is" : "s are");
}

/* --- zone-shrink ---------------------------------------------------------------- */

/* Keys come and go with every roll, and are long: their octets would drown the rest. */
static bool
counts(uint16_t type)
{
	switch (type) {
	case TYPE_SOA: case TYPE_DNSKEY: case TYPE_CDS: case TYPE_CDNSKEY:
		return false;
	default:
		return !type_generated(type);
	}
}

enum { FIXED_PART = 10 };       /* octets of type, class, TTL and length of the data */

static uint64_t
record_octets(struct zone *z, struct record *r)
{
	const struct rdata *data = record_data(z, r);

	return (uint64_t)r->owner->len + FIXED_PART + (data ? data->len : r->length);
}

static uint64_t
octets_changed(struct check *c, enum side side)
{
	uint64_t n = 0;

	for_each_change(ch, c->set)
		if (counts(ch->type))
			for_each_of(r, ch, side)
				n += record_octets(&c->set->zone[side], r);
	return n;
}

/* Is more than `percent` of the old version's octets gone?  Sets *base. */
static bool
lost_octets(struct check *c, uint64_t lost, uint32_t percent, uint64_t *base)
{
	struct zone *z = OLD(c);

	*base = 0;
	for_each_in_zone(r, z)
		if (counts(r->type))
			*base += (uint64_t)r->owner->len + FIXED_PART;
	if (lost * 100 <= percent * *base)
		return false;
	*base = 0;
	for_each_in_zone(r, z)
		if (counts(r->type))
			*base += record_octets(z, r);
	return lost * 100 > percent * *base;
}

static struct finding *
flag_shrink(struct check *c, const char *unit, uint64_t old, uint64_t lost)
{
	uint32_t block = check_number(c, "block"), warn = check_number(c, "warn");
	bool strong = lost * 100 > block * old;
	struct finding *f;

	f = flag_at_most(c, strong ? ERROR : WARNING, "%llu of %llu %s are gone, %.*s (limit "
	    "%u %%)", (unsigned long long)lost, (unsigned long long)old, unit,
	    STR(check_percent(c, lost, old)), strong ? block : warn);
	f->before = texted(c, "%llu %s", (unsigned long long)old, unit);
	f->after = texted(c, "%llu %s", (unsigned long long)(old - lost), unit);
	return f;
}

void
check_zone_shrink(struct check *c, const struct change *ch)
{
	const struct tally *t;
	uint64_t gone, come, base, records = 0;
	uint32_t warn = check_number(c, "warn"), block = check_number(c, "block");

	(void)ch;
	if (!OLD(c)->exists || !NEW(c)->exists)
		return;
	t = changeset_tally(c->set);
	if (t->records[BEFORE] < check_number(c, "min-base"))
		return;
	if (t->records[BEFORE] > t->records[AFTER])
		records = t->records[BEFORE] - t->records[AFTER];
	if (records * 100 > block * (uint64_t)t->records[BEFORE]) {
		flag_shrink(c, "records", t->records[BEFORE], records);
		return;
	}
	gone = octets_changed(c, BEFORE);
	come = octets_changed(c, AFTER);
	if (gone > come && lost_octets(c, gone - come, warn, &base) &&
	    ((gone - come) * 100 > block * base || records * 100 <= warn * t->records[BEFORE]))
		flag_shrink(c, "octets of canonical form", base, gone - come)->effect =
		    S("Long data is gone from the zone: keys or texts that somebody looks up.");
	else if (records * 100 > warn * (uint64_t)t->records[BEFORE])
		flag_shrink(c, "records", t->records[BEFORE], records);
}
