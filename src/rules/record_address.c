/* SPDX-License-Identifier: BSD-2-Clause */
/* Which addresses a zone may publish, how many of them, and in how many networks. */
#include <string.h>

#include "rules/record.h"

/* "203.0.113.7 and 2 more": the first record of the RRset that is at fault, and how many are. */
struct offenders {
	struct record *first;
	size_t n;
};

static void
offenders_add(struct offenders *o, struct record *r)
{
	if (o->n++ == 0)
		o->first = r;
}

static struct str
offenders_text(struct check *c, const struct offenders *o)
{
	struct str text = check_record(c, NEW(c), o->first);

	return o->n == 1 ? text : texted(c, "%.*s and %zu more of this RRset", STR(text), o->n - 1);
}

/* --- record-address-allowlist -------------------------------------------------- */

void
check_address_allowlist(struct check *c, const struct change *ch)
{
	struct offenders outside = { 0 };
	struct finding *f;

	if (!check_is_set(c, "allow"))
		return;
	for_each_arrived(r, ch) {
		const struct rdata *data = record_data(NEW(c), r);

		if (data && !check_lists_address(c, "allow", data))
			offenders_add(&outside, r);
	}
	if (outside.n == 0)
		return;
	f = flag(c, "outside the networks that the policy allows: %.*s",
	    STR(offenders_text(c, &outside)));
	f->effect = S("Clients go to a host that may be anybody's.");
	finding_at(c, f, NEW(c), outside.first);
}

/* --- record-address-class ------------------------------------------------------ */

enum reachability { UNREACHABLE, DOCUMENTATION, REACHABLE };

/*
 * IANA's special-purpose address registries (RFC 6890 and later), multicast
 * and reserved space; inner networks before those that hold them.
 */
static const struct special {
	uint8_t octets[16], len, bits;
	enum reachability reach;
	const char *what;
} specials[] = {
	{ { 0 }, 4, 8, UNREACHABLE, "\"this network\" (RFC 791)" },
	{ { 10 }, 4, 8, UNREACHABLE, "private (RFC 1918)" },
	{ { 100, 64 }, 4, 10, UNREACHABLE, "shared by a carrier's customers (RFC 6598)" },
	{ { 127 }, 4, 8, UNREACHABLE, "loopback (RFC 1122)" },
	{ { 169, 254 }, 4, 16, UNREACHABLE, "link-local (RFC 3927)" },
	{ { 172, 16 }, 4, 12, UNREACHABLE, "private (RFC 1918)" },
	{ { 192, 0, 0, 9 }, 4, 32, REACHABLE, "PCP anycast (RFC 7723)" },
	{ { 192, 0, 0, 10 }, 4, 32, REACHABLE, "TURN anycast (RFC 8155)" },
	{ { 192, 0, 0 }, 4, 24, UNREACHABLE, "for IETF protocols (RFC 6890)" },
	{ { 192, 0, 2 }, 4, 24, DOCUMENTATION, "for documentation (RFC 5737)" },
	{ { 192, 88, 99 }, 4, 24, UNREACHABLE, "a 6to4 relay, withdrawn (RFC 7526)" },
	{ { 192, 168 }, 4, 16, UNREACHABLE, "private (RFC 1918)" },
	{ { 198, 18 }, 4, 15, UNREACHABLE, "for benchmarks (RFC 2544)" },
	{ { 198, 51, 100 }, 4, 24, DOCUMENTATION, "for documentation (RFC 5737)" },
	{ { 203, 0, 113 }, 4, 24, DOCUMENTATION, "for documentation (RFC 5737)" },
	{ { 224 }, 4, 4, UNREACHABLE, "multicast (RFC 1112)" },
	{ { 255, 255, 255, 255 }, 4, 32, UNREACHABLE, "broadcast (RFC 919)" },
	{ { 240 }, 4, 4, UNREACHABLE, "reserved (RFC 1112)" },

	{ { 0 }, 16, 128, UNREACHABLE, "unspecified (RFC 4291)" },
	{ { [15] = 1 }, 16, 128, UNREACHABLE, "loopback (RFC 4291)" },
	{ { [10] = 0xff, [11] = 0xff }, 16, 96, UNREACHABLE, "IPv4-mapped (RFC 4291)" },
	{ { 0, 0x64, 0xff, 0x9b }, 16, 96, REACHABLE, "NAT64 (RFC 6052)" },
	{ { 0, 0x64, 0xff, 0x9b, 0, 1 }, 16, 48, UNREACHABLE, "local NAT64 (RFC 8215)" },
	{ { 0x01 }, 16, 64, UNREACHABLE, "discarded (RFC 6666)" },
	{ { 0x20, 0x01, 0, 1, [15] = 1 }, 16, 128, REACHABLE, "PCP anycast (RFC 7723)" },
	{ { 0x20, 0x01, 0, 1, [15] = 2 }, 16, 128, REACHABLE, "TURN anycast (RFC 8155)" },
	{ { 0x20, 0x01, 0, 1, [15] = 3 }, 16, 128, REACHABLE, "SRP anycast (RFC 9665)" },
	{ { 0x20, 0x01, 0, 2 }, 16, 48, UNREACHABLE, "for benchmarks (RFC 5180)" },
	{ { 0x20, 0x01, 0, 3 }, 16, 32, REACHABLE, "AMT (RFC 7450)" },
	{ { 0x20, 0x01, 0, 4, 0x01, 0x12 }, 16, 48, REACHABLE, "AS112 (RFC 7535)" },
	{ { 0x20, 0x01, 0, 0x10 }, 16, 28, UNREACHABLE, "ORCHID, withdrawn (RFC 4843)" },
	{ { 0x20, 0x01, 0, 0x20 }, 16, 28, UNREACHABLE, "ORCHIDv2, no host (RFC 7343)" },
	{ { 0x20, 0x01, 0, 0 }, 16, 32, UNREACHABLE, "Teredo (RFC 4380)" },
	{ { 0x20, 0x01, 0, 0 }, 16, 23, UNREACHABLE, "for IETF protocols (RFC 2928)" },
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 16, 32, DOCUMENTATION, "for documentation (RFC 3849)" },
	{ { 0x20, 0x02 }, 16, 16, UNREACHABLE, "6to4 (RFC 3056)" },
	{ { 0x3f, 0xff }, 16, 20, DOCUMENTATION, "for documentation (RFC 9637)" },
	{ { 0x20 }, 16, 3, REACHABLE, "global unicast (RFC 4291)" },
	{ { 0x5f }, 16, 16, UNREACHABLE, "a segment identifier (RFC 9602)" },
	{ { 0xfc }, 16, 7, UNREACHABLE, "unique local (RFC 4193)" },
	{ { 0xfe, 0x80 }, 16, 10, UNREACHABLE, "link-local (RFC 4291)" },
	{ { 0xfe, 0xc0 }, 16, 10, UNREACHABLE, "site-local, withdrawn (RFC 3879)" },
	{ { 0xff }, 16, 8, UNREACHABLE, "multicast (RFC 4291)" },
	{ { 0 }, 16, 0, UNREACHABLE, "not allocated" },
};

static const struct special anywhere = { .reach = REACHABLE, .what = "public" };

static bool
shares_bits(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	return memcmp(a, b, whole) == 0 &&
	    (rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0);
}

static const struct special *
address_class(const struct rdata *address)
{
	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
		if (specials[i].len == address->len &&
		    shares_bits(specials[i].octets, address->wire, specials[i].bits))
			return &specials[i];
	return &anywhere;
}

/* localhost.example.com is meant to be just that (RFC 1912 section 4.1). */
static bool
is_own_host(const struct name *owner, const struct rdata *address)
{
	static const uint8_t self[] = "\011localhost", v6[16] = { [15] = 1 };

	return owner->len > 10 && memcmp(owner->wire, self, 10) == 0 && (address->len == 4 ?
	    address->wire[0] == 127 : memcmp(address->wire, v6, 16) == 0);
}

static bool
is_out_of_class(struct check *c, const struct change *ch, const struct rdata *address,
    bool internal, const char **what)
{
	const struct special *special = address_class(address);

	*what = special->what;
	if (internal)
		return special->reach == REACHABLE;
	return special->reach == UNREACHABLE ? !is_own_host(ch->owner, address) :
	    special->reach == DOCUMENTATION && check_yes(c, "documentation");
}

void
check_address_class(struct check *c, const struct change *ch)
{
	bool internal = check_zone_is(c, "visibility", "internal");
	struct offenders o = { 0 };
	const char *what = "", *first = "";
	struct finding *f;

	if (internal ? !check_yes(c, "public") : !check_zone_is(c, "visibility", "public"))
		return;
	for_each_arrived(r, ch) {
		const struct rdata *data = record_data(NEW(c), r);

		if (data == NULL || !is_out_of_class(c, ch, data, internal, &what))
			continue;
		if (o.n == 0)
			first = what;
		offenders_add(&o, r);
	}
	if (o.n == 0)
		return;
	f = flag_at_most(c, internal ? NOTE : ERROR, "the %s zone publishes %.*s: %s",
	    internal ? "internal" : "public", STR(offenders_text(c, &o)), first);
	f->effect = internal ? S("Clients inside go out of the network for this name.") :
	    S("Nobody outside reaches the host, or each client reaches one of its own network; it "
	    "tells how the inside is numbered and opens a way to DNS rebinding.");
	f->fix = internal ? S("Use the internal address, if there is one.") :
	    S("Publish the public address; keep this one in the internal view.");
	finding_at(c, f, NEW(c), o.first);
}

/* --- record-rrset-min ------------------------------------------------------------ */

/* How many /24 or /48 networks the addresses lie in; counting ends at `enough`. */
static size_t
networks(struct zone *z, const struct rrset *set, size_t enough)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n && i < RRSET_MOST && n < enough; i++) {
		const struct rdata *own = record_data(z, set->v[i]);
		bool seen = own == NULL;

		for (size_t k = 0; k < i && !seen; k++) {
			const struct rdata *other = record_data(z, set->v[k]);

			seen = other && other->len == own->len &&
			    shares_bits(other->wire, own->wire, own->len == 4 ? 24 : 48);
		}
		n += !seen;
	}
	return n;
}

static bool
is_address(uint16_t type)
{
	return type == TYPE_A || type == TYPE_AAAA;
}

/* Was it no better before?  Then it is not this change's fault. */
static bool
got_worse(const struct change *ch, size_t was, size_t is)
{
	return ch->kind == RRSET_ADDED || ch->kind == RRSET_STANDS || is < was;
}

static void
judge_networks(struct check *c, const struct change *ch, uint32_t least)
{
	size_t is = networks(NEW(c), &ch->side[AFTER], least);
	struct finding *f;

	if (is >= least || !got_worse(ch, networks(OLD(c), &ch->side[BEFORE], least), is))
		return;
	f = flag(c, "the addresses lie in %zu network%s, the policy wants %u", is, is == 1 ? "" : "s",
	    least);
	f->effect = S("One failing route takes all of them away.");
	f->fix = S("Give the name addresses in different /24 (IPv4) or /48 (IPv6) networks.");
}

void
check_rrset_min(struct check *c, const struct change *ch)
{
	uint32_t least = check_number(c, "min"), prefixes = check_number(c, "min-prefixes");
	size_t was = ch->side[BEFORE].n, is = ch->side[AFTER].n;
	struct finding *f;

	if (ch->type == TYPE_SOA || ch->type == TYPE_CNAME || ch->type == TYPE_DNAME)
		return;                         /* there is never more than one */
	if (least > 0 && is < least && got_worse(ch, was, is)) {
		f = flag(c, "%zu %.*s record%s, the policy wants %u", is,
		    STR(check_type(c, ch->type)), is == 1 ? "" : "s", least);
		f->effect = S("When the next one fails there is nothing to fail over to.");
		return;
	}
	if (prefixes > 0 && is_address(ch->type)) {
		judge_networks(c, ch, prefixes);
		return;
	}
	if (least > 0 || is != 1 || was < 2 || !is_address(ch->type) ||
	    !check_other_lists_name(c, "record-protected", "owners", ch->owner))
		return;
	f = flag_at_most(c, WARNING, "the protected name is left with one of %zu %.*s records", was,
	    STR(check_type(c, ch->type)));
	f->effect = S("When that one fails there is nothing to fail over to.");
}
