/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Subtrees that lose most of what they held: the children of the apex, and
 * names that the policy lists.  Those that lose anything are found among the
 * changes; only then is the old version walked, once, to see how large they were.
 */
#include "rules/churn.h"

#include "base/map.h"

struct subtree {
	const struct change *first;     /* the first RRset that is gone */
	struct str wire;                /* of its top */
	size_t gone, had;               /* RRsets */
};

/* The ancestor of a name that has `labels` labels, as wire form. */
static struct str
ancestor_wire(const struct name *name, unsigned labels)
{
	const uint8_t *p = name->wire;

	for (unsigned i = name->labels; i > labels; i--)
		p += *p + 1;
	return str_n((const char *)p, name->len - (size_t)(p - name->wire));
}

static bool
is_listed(struct check *c, struct str wire)
{
	return check_lists_name(c, "subtrees",
	    names_intern(&c->set->names, (const uint8_t *)wire.p, wire.len));
}

static void
collect(struct check *c, struct map *subtrees)
{
	unsigned child = OLD(c)->apex->labels + 1u;
	bool lists = check_is_set(c, "subtrees");

	for_each_change(ch, c->set) {
		if (ch->kind != RRSET_REMOVED || !ch->churn)
			continue;
		for (unsigned labels = child; labels <= ch->owner->labels; labels++) {
			struct str wire = ancestor_wire(ch->owner, labels);
			struct subtree **s;

			if (labels > child && !(lists && is_listed(c, wire)))
				continue;
			s = (struct subtree **)map_slot(subtrees, wire);
			if (*s == NULL) {
				*s = ARENA_NEW(c->arena, struct subtree);
				**s = (struct subtree){ .first = ch, .wire = wire };
			}
			(*s)->gone++;
		}
	}
}

/* Counts the old RRsets of the subtrees that lost something. */
static void
measure(struct check *c, const struct map *subtrees)
{
	struct zone *z = OLD(c);

	for_each_in_zone(r, z) {
		const struct name *owner = r->owner;

		if (!record_opens_owner(z, r))
			continue;
		for (unsigned labels = z->apex->labels + 1u; labels <= owner->labels; labels++) {
			struct subtree *s = map_get(subtrees, ancestor_wire(owner, labels));

			if (s)
				s->had += churn_rrsets_at(z, owner, false);
		}
	}
}

static void
judge(struct check *c, const struct subtree *s)
{
	uint32_t percent = check_number(c, "percent");
	struct finding *f;
	struct name *top;

	if (s->had < check_number(c, "min-size") || !exceeds(s->gone, s->had, percent))
		return;
	top = names_intern(&c->set->names, (const uint8_t *)s->wire.p, s->wire.len);
	f = flag(c, "%zu of %zu RRsets at and below it are gone, %.*s (limit %u %%)", s->gone,
	    s->had, STR(check_percent(c, s->gone, s->had)), percent);
	finding_about(c, f, top, 0);
	finding_at(c, f, OLD(c), s->first->side[BEFORE].v[0]);
	f->before = texted(c, "%zu RRsets", s->had);
	f->after = texted(c, "%zu gone", s->gone);
}

void
check_churn_subtree(struct check *c, const struct change *ch)
{
	struct map subtrees = { 0 };
	bool large = false;

	(void)ch;
	if (!OLD(c)->exists || !NEW(c)->exists || c->set->tally.removed == 0)
		return;
	collect(c, &subtrees);
	for (size_t i = 0; i < subtrees.n && !large; i++)
		large = exceeds(((const struct subtree *)subtrees.entries[i].value)->gone,
		    check_number(c, "min-size"), check_number(c, "percent"));
	if (large)
		measure(c, &subtrees);
	for (size_t i = 0; large && i < subtrees.n; i++)
		judge(c, subtrees.entries[i].value);
	map_free(&subtrees);
}
