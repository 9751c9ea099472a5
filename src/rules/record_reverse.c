/* SPDX-License-Identifier: BSD-2-Clause */
/* Do forward and reverse zones agree?  Each side of a pair may be the one that changes. */
#include <stdio.h>
#include <string.h>

#include "rules/record.h"

enum { ALIAS_STEPS = 8 };

struct address {
	uint8_t octets[16];
	size_t len;                     /* 4 or 16 */
};

static bool
ends_in(const struct name *name, const uint8_t *tail, size_t len)
{
	return name->len >= len && memcmp(name->wire + name->len - len, tail, len) == 0;
}

/* 1.2.0.192.in-addr.arpa: one label an octet.  Classless names (RFC 2317) are no such address. */
static bool
read_v4(const struct name *name, struct address *a)
{
	const uint8_t *label = name->wire;

	a->len = 4;
	for (size_t i = 4; i-- > 0; label += 1 + *label) {
		uint64_t n;

		if (!str_number(str_n((const char *)label + 1, *label), 255, &n))
			return false;
		a->octets[i] = (uint8_t)n;
	}
	return true;
}

static int
hex_digit(uint8_t c)
{
	return ascii_digit((char)c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* ip6.arpa: one label a nibble, the last one first. */
static bool
read_v6(const struct name *name, struct address *a)
{
	*a = (struct address){ .len = 16 };
	for (size_t i = 0; i < 32; i++) {
		int digit = name->wire[2 * i] == 1 ? hex_digit(name->wire[2 * i + 1]) : -1;

		if (digit < 0)
			return false;
		a->octets[15 - i / 2] |= (uint8_t)(i % 2 ? digit << 4 : digit);
	}
	return true;
}

/* The address whose reverse name this is. */
static bool
read_reverse(const struct name *name, struct address *a)
{
	static const uint8_t v4[] = "\007in-addr\004arpa", v6[] = "\003ip6\004arpa";

	if (name->labels == 6 && ends_in(name, v4, sizeof(v4)))
		return read_v4(name, a);
	return name->labels == 34 && ends_in(name, v6, sizeof(v6)) && read_v6(name, a);
}

static struct name *
reverse_name(struct names *names, const struct rdata *data)
{
	uint8_t wire[NAME_MAX_WIRE];
	char text[80];
	size_t len = 0;

	if (data->len == 4) {
		snprintf(text, sizeof(text), "%u.%u.%u.%u.in-addr.arpa.", data->wire[3], data->wire[2],
		    data->wire[1], data->wire[0]);
	} else {
		for (size_t i = 16; i-- > 0; len += 4)
			snprintf(text + len, 5, "%x.%x.", data->wire[i] & 15u, data->wire[i] >> 4);
		snprintf(text + len, sizeof(text) - len, "ip6.arpa.");
	}
	return name_parse(str_of(text), NULL, wire, &len) == NAME_GOOD ?
	    names_intern(names, wire, len) : NULL;
}

/* Does the name, through its aliases, have the address?  OUTSIDE: no zone of the tree can tell. */
static enum reach
has_address(struct check *c, const struct name *name, const struct address *a)
{
	for (int step = 0; step < ALIAS_STEPS; step++) {
		struct zone *z = check_zone_of(c, AFTER, name);
		struct record *alias;

		if (z == NULL || !z->exists || target_reach(c, AFTER, name) != REACHED)
			return OUTSIDE;         /* or nothing there: record-dangling-target */
		for_each_record(r, z, name, a->len == 4 ? TYPE_A : TYPE_AAAA) {
			const struct rdata *data = record_data(z, r);

			if (data && data->len == a->len && memcmp(data->wire, a->octets, a->len) == 0)
				return REACHED;
		}
		alias = target_alias(c, AFTER, name, &z);
		if (alias == NULL)
			return zone_has(check_zone_of(c, AFTER, name), name, 0) ? NO_ADDRESS : OUTSIDE;
		name = record_target(z, alias);
		if (name == NULL)
			return OUTSIDE;
	}
	return OUTSIDE;
}

static void
judge_pointer(struct check *c, const struct change *ch)
{
	struct address a;

	if (ch->kind == RRSET_REMOVED || ch->kind == TTL_CHANGED || !read_reverse(ch->owner, &a))
		return;
	for_each_arrived(r, ch) {
		const struct name *host = record_target(NEW(c), r);
		struct finding *f;

		if (host == NULL || has_address(c, host, &a) != NO_ADDRESS)
			continue;
		f = flag(c, "%.*s does not have the address that this PTR record is for",
		    STR(check_name(c, host)));
		finding_at(c, f, NEW(c), r);
	}
}

/* A host gives up an address, and the reverse zone still names it. */
static void
judge_address(struct check *c, const struct change *ch)
{
	if (!NEW(c)->exists || target_reach(c, AFTER, ch->owner) != REACHED)
		return;
	for_each_changed(r, ch, BEFORE) {
		const struct rdata *data = record_data(OLD(c), r);
		struct name *reverse;
		struct zone *z;

		if (data == NULL || !(r->flags & RECORD_NEW_DATA) ||
		    (reverse = reverse_name(&c->set->names, data)) == NULL)
			continue;
		z = check_zone_of(c, AFTER, reverse);
		if (z == NULL || !z->exists)
			continue;
		for_each_record(ptr, z, reverse, TYPE_PTR) {
			struct name *host = record_target(z, ptr);

			if (host == NULL || !name_equal(host, ch->owner))
				continue;
			flag(c, "the PTR record of %.*s still names %.*s, which gives that address up",
			    STR(check_record(c, OLD(c), r)), STR(check_name(c, ch->owner)));
		}
	}
}

void
check_ptr_forward(struct check *c, const struct change *ch)
{
	if (ch->type == TYPE_PTR)
		judge_pointer(c, ch);
	else if (ch->kind == DATA_CHANGED || ch->kind == RRSET_REMOVED)
		judge_address(c, ch);
}
