/* SPDX-License-Identifier: BSD-2-Clause */
/* The zones of the tree as a rule asks for them: its own, and those beside it. */
#include "rules/check.h"

static const struct name *
apex_of(const struct changeset *set)
{
	return set->zone[set->zone[AFTER].exists ? AFTER : BEFORE].apex;
}

/* A zone that does not exist on this side leaves its names to the zone above. */
static struct zone *
sibling_of(struct siblings *siblings, enum side side, const struct name *name)
{
	struct changeset *set;

	while (name && (set = siblings->covering(siblings, name)) != NULL) {
		struct name *apex;

		if (set->zone[side].exists)
			return &set->zone[side];
		apex = names_intern(&set->names, apex_of(set)->wire, apex_of(set)->len);
		name = names_parent(&set->names, apex);
	}
	return NULL;
}

static struct zone *
find_zone_of(struct check *c, enum side side, const struct name *name)
{
	struct siblings *siblings = c->commit->siblings;
	struct zone *own = c->set ? &c->set->zone[side] : NULL, *sibling;

	if (siblings && own && siblings->none(siblings))
		siblings = NULL;
	sibling = siblings ? sibling_of(siblings, side, name) : NULL;
	if (own == NULL || !own->exists || !name_within(name, own->apex))
		return sibling;
	return sibling && sibling->apex->labels > own->apex->labels ? sibling : own;
}

struct zone *
check_zone_of(struct check *c, enum side side, const struct name *name)
{
	struct known_zone *known = c->known ? KNOWN_AT(c->known->zones[side], name->hash) : NULL;
	struct zone *z;

	if (known && known->name == name)
		return known->zone;
	z = find_zone_of(c, side, name);
	if (known)
		*known = (struct known_zone){ name, z };
	return z;
}

struct zone *
check_zone_at(struct check *c, enum side side, const struct name *origin)
{
	struct siblings *siblings = c->commit->siblings;
	struct changeset *set = NULL;

	if (c->set && c->set->zone[side].exists && name_equal(c->set->zone[side].apex, origin))
		return &c->set->zone[side];
	if (siblings)
		set = siblings->find(siblings, origin);
	return set && set->zone[side].exists ? &set->zone[side] : NULL;
}
