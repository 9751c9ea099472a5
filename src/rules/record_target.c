/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where names lead, across all zones of the tree: through wildcards, CNAMEs
 * and from one zone into another.  A name that no zone of the tree can speak
 * for (another domain, a delegated name) is never said to fail.
 */
#include "rules/record.h"

enum { ALIAS_STEPS = 8 };

/* The zone of the tree that answers for a name, and the name in its table. */
static struct zone *
zone_for(struct check *c, enum side side, const struct name *name, struct name **own)
{
	struct zone *z = check_zone_of(c, side, name);

	if (z == NULL || !z->exists)
		return NULL;
	*own = names_has(z->names, name) ? z->names->v[name->index] :
	    names_intern(z->names, name->wire, name->len);
	return z;
}

struct record *
target_alias(struct check *c, enum side side, const struct name *name, struct zone **in)
{
	struct name *own;
	struct record *alias;

	*in = zone_for(c, side, name, &own);
	if (*in == NULL || zone_cut(*in, own) || zone_dname(*in, own))
		return NULL;
	zone_answers(*in, own, TYPE_A, &alias);
	return alias;
}

enum answer
target_answer(struct check *c, enum side side, const struct name *name, uint16_t type,
    struct zone **in, struct name **at)
{
	for (int step = 0; name && step < ALIAS_STEPS; step++) {
		struct name *own;
		struct record *alias;

		*in = zone_for(c, side, name, &own);
		if (*in == NULL || zone_cut(*in, own) || zone_dname(*in, own))
			return ELSEWHERE;
		*at = zone_source(*in, own);
		if (*at == NULL)
			return UNANSWERED;
		if (zone_has(*in, *at, type))
			return ANSWERED;
		alias = zone_first(*in, *at, TYPE_CNAME);
		if (alias == NULL)
			return UNANSWERED;
		name = record_target(*in, alias);
	}
	return UNANSWERED;
}

static enum reach
find_reach(struct check *c, enum side side, const struct name *name)
{
	for (int step = 0; name && step < ALIAS_STEPS; step++) {
		struct name *own;
		struct zone *z = zone_for(c, side, name, &own);
		enum reach reach = z ? zone_reach(z, own) : OUTSIDE;
		struct record *alias;

		if (z == NULL || reach != OUTSIDE)
			return reach;
		alias = target_alias(c, side, name, &z);
		if (alias == NULL)
			return OUTSIDE;
		name = record_target(z, alias);         /* perhaps into another zone */
	}
	return name ? LOOP : OUTSIDE;
}

enum reach
target_reach(struct check *c, enum side side, const struct name *name)
{
	struct known_reach *known = c->known && name ? KNOWN_AT(c->known->reached[side], name->hash) : NULL;
	enum reach reach;

	if (known && known->name == name)
		return known->reach;
	reach = find_reach(c, side, name);
	if (known)
		*known = (struct known_reach){ name, reach };
	return reach;
}

enum want
target_want(struct zone *z, struct record *r)
{
	const struct rdata *data;

	switch (r->type) {
	case TYPE_DNAME:
		return WANT_SUBTREE;
	case TYPE_NS: case TYPE_MX: case TYPE_SRV: case TYPE_SOA: case TYPE_KX: case TYPE_AFSDB:
	case TYPE_RT:
		return WANT_ADDRESS;
	case TYPE_HTTPS: case TYPE_SVCB:
		/* AliasMode: the target may have HTTPS records alone (RFC 9460 section 2.4.2). */
		data = record_data(z, r);
		return data && rdata_u16(data, 0) == 0 ? WANT_DATA : WANT_ADDRESS;
	default:
		return WANT_DATA;
	}
}

/* Does the name, or a CNAME that answers for it, have records of the type? */
static bool
answers(struct zone *z, struct name *own, uint16_t type)
{
	struct record *alias;

	return zone_answers(z, own, type, &alias) || alias;
}

const char *
target_failing(struct check *c, enum side side, const struct name *name, enum want want)
{
	struct name *own;
	struct zone *z = zone_for(c, side, name, &own);
	enum reach reach;

	if (z == NULL || zone_cut(z, own) || zone_dname(z, own))
		return NULL;
	if (want == WANT_SUBTREE)
		return zone_exists(z, own) ? NULL : "does not exist";
	if (want == WANT_TEXT)
		return answers(z, own, TYPE_TXT) ? NULL : "has no TXT record";
	if (want == WANT_MX)
		return answers(z, own, TYPE_MX) ? NULL : "has no MX record";
	reach = target_reach(c, side, name);
	if (reach == NO_NAME && !zone_exists(z, own))
		return "does not exist";
	if (reach != NO_ADDRESS && reach != NO_NAME)
		return NULL;
	if (want == WANT_ADDRESS)
		return "has no address";
	/* A wildcard that has other types still answers; an empty non-terminal does not. */
	return zone_exists(z, own) && !zone_has(z, own, 0) ? "has no records" : NULL;
}
