/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * record-rrset-size: what an answer with the RRset takes on the wire, signatures
 * included, as a resolver asks for it with EDNS (RFC 6891).  Names in the data are
 * compressed where RFC 3597 section 4 allows it, against the owner.
 */
#include "rules/record.h"

enum {
	HEADER = 12, QUESTION = 4, OPT = 11, RECORD = 10, POINTER = 2,
	SIGNATURE_MOST = 18 + NAME_MAX_WIRE + 512 + POINTER + RECORD,
	ANSWER_MOST = 65535,
};

/* Octets that compression saves: the labels that a name shares with the owner. */
static size_t
saved(const struct rdata *data, uint16_t type, const struct name *owner)
{
	const uint8_t *wire;
	size_t len, skip = 0;

	if ((type != TYPE_NS && type != TYPE_MX && type != TYPE_PTR && type != TYPE_CNAME) ||
	    !rdata_target(type, data, &wire, &len))
		return 0;
	for (; skip < len && wire[skip]; skip += (size_t)1 + wire[skip])
		for (size_t at = 0; owner->wire[at]; at += (size_t)1 + owner->wire[at])
			if (owner->len - at == len - skip && str_eq(str_n((const char *)wire + skip, len - skip),
			    str_n((const char *)owner->wire + at, len - skip)))
				return len - skip - POINTER;
	return 0;
}

/* Octets of the records of an RRset; as they are, or with the names in their data compressed. */
static size_t
size_of_records(struct zone *z, const struct rrset *set, const struct name *owner, uint16_t type,
    bool compressed)
{
	size_t pointer = owner->labels ? POINTER : 1, octets = 0;

	for (size_t i = 0; i < set->n && octets <= ANSWER_MOST; i++) {
		const struct rdata *data = record_data(z, set->v[i]);

		if (data)
			octets += pointer + RECORD + data->len - (compressed ? saved(data, type, owner) : 0);
	}
	return octets;
}

/* Octets of the signatures over it. */
static size_t
size_of_signatures(struct zone *z, const struct name *owner, uint16_t type)
{
	size_t pointer = owner->labels ? POINTER : 1, octets = 0, n = 0;

	for_each_record(r, z, owner, TYPE_RRSIG) {
		const struct rdata *data = n++ < RRSET_MOST ? record_data(z, r) : NULL;

		if (data && rdata_u16(data, 0) == type)
			octets += pointer + RECORD + data->len;
	}
	return octets;
}

/* What is not more than `enough` may be told too high: most answers are far from it. */
static size_t
size_of_answer(struct zone *z, const struct rrset *set, const struct name *owner, uint16_t type, size_t enough)
{
	size_t octets = HEADER + owner->len + QUESTION + OPT;
	size_t whole = octets + size_of_records(z, set, owner, type, false);

	if (whole + zone_count(z, owner, TYPE_RRSIG) * SIGNATURE_MOST <= enough)
		return whole;
	return octets + size_of_records(z, set, owner, type, true) + size_of_signatures(z, owner, type);
}

void
check_rrset_size(struct check *c, const struct change *ch)
{
	uint32_t warn = check_number(c, "warn"), max = check_number(c, "max");
	uint32_t least = warn < max ? warn : max, limit;
	size_t now, then = 0;
	struct finding *f;
	bool stood;

	if (ch->kind == TTL_CHANGED || zone_occluded(NEW(c), ch->owner, ch->type))
		return;
	now = size_of_answer(NEW(c), &ch->side[AFTER], ch->owner, ch->type, least);
	if (now <= least)
		return;
	if (ch->kind == DATA_CHANGED)
		then = size_of_answer(OLD(c), &ch->side[BEFORE], ch->owner, ch->type, least);
	limit = now > max ? max : warn;
	if (then >= now)
		return;                         /* it was larger before */
	stood = then > limit;
	f = flag_at_most(c, stood ? NOTE : limit == max ? ERROR : check_level(c, "usual"),
	    "the answer takes %s%zu octets%s, more than %u%s", now > ANSWER_MOST ? "more than " : "",
	    now > ANSWER_MOST ? (size_t)ANSWER_MOST : now, zone_has(NEW(c), ch->owner, TYPE_RRSIG) ?
	    " with its signatures" : "", limit, stood ? " (so it did before this change)" : "");
	f->effect = now > ANSWER_MOST ? S("No DNS message holds it: nobody gets the answer.") :
	    S("Resolvers get a truncated answer and ask again by TCP; where TCP is blocked they get none.");
	f->fix = ch->type == TYPE_DNSKEY ? S("Drop keys that are not needed, or use ECDSA or Ed25519 keys.") :
	    ch->type == TYPE_TXT ? S("Move texts to names of their own where their readers allow it, and drop "
	    "those of services that are not used.") : S("Use fewer or smaller records.");
}
