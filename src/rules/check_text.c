/* SPDX-License-Identifier: BSD-2-Clause */
/* The texts of which rules make their messages. */
#include "rules/check.h"

#include "base/clock.h"

struct str
check_name(struct check *c, const struct name *name)
{
	return name_text(c->arena, name);
}

struct str
check_type(struct check *c, uint16_t type)
{
	return type_text(c->arena, type);
}

struct str
check_duration(struct check *c, uint64_t seconds)
{
	struct known_duration *known = c->known ? &c->known->duration : NULL;
	struct str text;

	if (known && known->text.len && known->seconds == seconds)
		return known->text;
	text = clock_duration_text(c->arena, seconds);
	if (known)
		*known = (struct known_duration){ seconds, text };
	return text;
}

struct str
check_record(struct check *c, struct zone *z, struct record *r)
{
	return record_text(c->arena, z, r);
}

/* A message names it, and the finding shows it once more. */
struct str
check_rrset(struct check *c, struct zone *z, const struct rrset *set)
{
	struct known_rrset *known = c->known && set->n ? &c->known->rrsets[z->side] : NULL;
	struct str text;

	if (known && known->of == set->v)
		return known->text;
	text = rrset_text(c->arena, z, set);
	if (known)
		*known = (struct known_rrset){ set->v, text };
	return text;
}

struct str
check_percent(struct check *c, uint64_t part, uint64_t whole)
{
	uint64_t tenths = whole ? part * 1000 / whole : 1000;

	if (tenths % 10 == 0)
		return texted(c, "%llu %%", (unsigned long long)(tenths / 10));
	return texted(c, "%llu.%llu %%", (unsigned long long)(tenths / 10),
	    (unsigned long long)(tenths % 10));
}
