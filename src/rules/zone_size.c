/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much of a zone is left: emptied, or much smaller.  Size is counted in
 * records and in octets of their canonical form, without SOA and what signers
 * make.  Octets need the data of every record, so a lower bound of the zone's
 * size that needs none decides first whether the question is open at all.
 */
#include "rules/zone_whole.h"

/* --- zone-empty ---------------------------------------------------------------- */

/* Does a record of the apex only hold the zone itself up? */
static bool
is_scaffold(const struct record *r)
{
	return r->type == TYPE_NS || r->type == TYPE_DNSKEY || r->type == TYPE_CDS ||
	    r->type == TYPE_CDNSKEY;
}

/* Addresses of the server that an NS record of the apex names, unless one before it does too. */
static size_t
count_addresses(struct zone *z, struct record *ns)
{
	struct name *host = record_target(z, ns);

	if (host == NULL || !name_within(host, z->apex))
		return 0;
	for_each_record(r, z, z->apex, TYPE_NS) {
		if (r == ns)
			break;
		if (record_target(z, r) == host)
			return 0;
	}
	return zone_count(z, host, TYPE_A) + zone_count(z, host, TYPE_AAAA);
}

/* Records beyond SOA, apex NS, keys and the addresses of the zone's own servers. */
static size_t
count_content(struct zone *z)
{
	size_t n = zone_content(z);

	for_each_record(r, z, z->apex, 0)
		n -= is_scaffold(r);
	for_each_record(ns, z, z->apex, TYPE_NS)
		n -= count_addresses(z, ns);
	return n;
}

void
check_zone_empty(struct check *c, const struct change *ch)
{
	size_t had;

	(void)ch;
	if (!OLD(c)->exists || !NEW(c)->exists || count_content(NEW(c)))
		return;
	had = count_content(OLD(c));
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

	/* No owner is shorter than the apex, and keys stand at it. */
	*base = zone_content(z);
	for_each_record(r, z, z->apex, 0)
		*base -= !counts(r->type) && r->type != TYPE_SOA && !type_generated(r->type);
	*base *= z->apex->len + (uint64_t)FIXED_PART;
	if (lost * 100 <= percent * *base)
		return false;
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

enum {
	LEAST = 3,                      /* one or two records are no share */
	HALF = 50,                      /* percent */
	OCTETS_A_RECORD = 100,          /* more than most have */
};

struct limits {
	uint32_t warn, block;           /* percent */
	uint32_t few, base;             /* records */
};

static bool
above(uint64_t lost, uint64_t base, uint32_t percent)
{
	return lost * 100 > percent * base;
}

/* In a small zone a few records are a large share at once: they never block. */
static enum severity
shrink_level(const struct limits *l, uint64_t lost, uint64_t base, uint64_t few)
{
	if (lost < few)
		return above(lost, base, HALF) && above(lost, base, l->warn) ? WARNING : OFF;
	if (above(lost, base, l->block))
		return ERROR;
	return above(lost, base, l->warn) ? WARNING : OFF;
}

static void
flag_shrink(struct check *c, enum severity level, const char *unit, uint64_t old, uint64_t lost)
{
	uint32_t block = check_number(c, "block"), warn = check_number(c, "warn");
	struct finding *f;

	f = flag_at_most(c, level, "%llu of %llu %s are gone, %.*s (limit %u %%)",
	    (unsigned long long)lost, (unsigned long long)old, unit,
	    STR(check_percent(c, lost, old)), above(lost, old, block) ? block : warn);
	f->before = texted(c, "%llu %s", (unsigned long long)old, unit);
	f->after = texted(c, "%llu %s", (unsigned long long)(old - lost), unit);
	if (*unit == 'o')
		f->effect = S("Long data is gone from the zone: keys or texts that somebody looks "
		    "up.");
}

/* Records of the old version; the walk ends where `lost` is no large share of them. */
static size_t
count_records(struct zone *z, size_t enough)
{
	size_t n = 0;

	/* An owner below the apex has a record that counts: keys stand at the apex. */
	if (enough != SIZE_MAX && zone_is_read_in_part(z) && zone_has_owners(z, 0, enough))
		return enough;
	for_each_in_zone(r, z) {
		n += counts(r->type);
		if (n >= enough)
			break;
	}
	return n;
}

static size_t
records_changed(struct check *c, enum side side)
{
	size_t n = 0;

	for_each_change(ch, c->set)
		n += counts(ch->type) ? ch->side[side].n : 0;
	return n;
}

/* Records first: they need no data. */
static enum severity
judge_records(struct check *c, const struct limits *l, uint64_t *base, uint64_t *lost)
{
	uint32_t least = l->warn < l->block ? l->warn : l->block;
	size_t gone = records_changed(c, BEFORE), come = records_changed(c, AFTER);

	*base = 0;
	*lost = gone > come ? gone - come : 0;
	if (*lost < LEAST)
		return OFF;
	*base = count_records(OLD(c), least ? *lost * 100 / least + 1 : SIZE_MAX);
	return *base < l->base ? OFF : shrink_level(l, *lost, *base, l->few);
}

static enum severity
judge_octets(struct check *c, const struct limits *l, uint64_t *base, uint64_t *lost)
{
	uint32_t least = l->warn < l->block ? l->warn : l->block;
	uint64_t gone = octets_changed(c, BEFORE), come = octets_changed(c, AFTER);

	*lost = gone > come ? gone - come : 0;
	if (*lost < (uint64_t)l->few * OCTETS_A_RECORD || !lost_octets(c, *lost, least, base))
		return OFF;
	return shrink_level(l, *lost, *base, 0);
}

void
check_zone_shrink(struct check *c, const struct change *ch)
{
	const struct limits l = { check_number(c, "warn"), check_number(c, "block"),
		check_number(c, "few"), check_number(c, "min-base") };
	uint64_t records, lost, octets = 0, shorter = 0;
	enum severity by_records, by_octets = OFF;

	(void)ch;
	if (!OLD(c)->exists || !NEW(c)->exists)
		return;
	by_records = judge_records(c, &l, &records, &lost);
	if (by_records != ERROR && (l.base == 0 || count_records(OLD(c), l.base) >= l.base))
		by_octets = judge_octets(c, &l, &octets, &shorter);
	if (by_octets > by_records)
		flag_shrink(c, by_octets, "octets of canonical form", octets, shorter);
	else if (by_records != OFF)
		flag_shrink(c, by_records, "records", records, lost);
}
