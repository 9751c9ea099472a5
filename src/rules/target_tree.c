/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which zones of the tree a rule has to look at when a name of the zone at hand
 * changes: those that point at it, or at a name above or below it.  One pass over
 * all zones notes at which names each of them points, so that a commit that
 * touches many zones does not ask every zone about every name.
 */
#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "rules/record.h"

struct pointing {                       /* numbers of zones, in their order */
	uint32_t *v;
	size_t n, cap;
};

struct target_tree {
	struct arena arena;
	struct changeset **zones;       /* all that stand after the change */
	size_t n, cap;
	struct map at;                  /* wire form to struct pointing: at the name, or at one below it */
	struct pointing whole;          /* those that are read in part: nobody knows what they point at */
	bool filled;
	struct str asked;               /* the zone that was at hand last, and what it has to look at */
	struct pointing answer;
};

struct target_tree *
target_tree_new(void)
{
	struct target_tree *t = memory_new(sizeof(*t));

	*t = (struct target_tree){ .n = 0 };
	return t;
}

void
target_tree_free(struct target_tree *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->at.n; i++)
		free(((struct pointing *)t->at.entries[i].value)->v);
	map_free(&t->at);
	free(t->whole.v);
	free(t->answer.v);
	free(t->zones);
	arena_free(&t->arena);
	free(t);
}

static void
note(struct pointing *p, uint32_t zone)
{
	if (p->n > 0 && p->v[p->n - 1] == zone)
		return;
	GROW(p->v, p->n, p->cap);
	p->v[p->n++] = zone;
}

/* The zone points at the name: whoever holds it, or one above it, wants to know. */
static void
note_target(struct target_tree *t, uint32_t zone, const struct name *target)
{
	const uint8_t *wire = target->wire;

	for (size_t left = target->len; left > 0; left -= *wire + (size_t)1, wire += *wire + 1) {
		void **slot = map_slot(&t->at, str_n((const char *)wire, left));

		if (*slot == NULL)
			*slot = ARENA_NEW(&t->arena, struct pointing);
		note(*slot, zone);
	}
}

static void
note_spf(struct target_tree *t, struct check *c, uint32_t zone, struct zone *z, struct record *r)
{
	const struct name *name;
	enum want want;
	struct spf spf;

	if (!spf_of(c, z, r, &spf))
		return;
	for (size_t i = 0; i < spf.n; i++)
		if (!spf.terms[i].own && spf_points(z, &spf.terms[i], &name, &want))
			note_target(t, zone, name);
}

static void
note_zone(struct target_tree *t, struct check *c, struct changeset *set)
{
	struct zone *z = &set->zone[AFTER];
	uint32_t number = (uint32_t)t->n;

	GROW(t->zones, t->n, t->cap);
	t->zones[t->n++] = set;
	if (z->shared) {
		note(&t->whole, number);
		return;
	}
	for_each_in_zone(r, z) {
		const struct name *target = r->type == TYPE_TXT ? NULL : record_target(z, r);

		if (target)
			note_target(t, number, target);
		else if (r->type == TYPE_TXT)
			note_spf(t, c, number, z, r);
	}
}

static void
fill(struct target_tree *t, struct check *c)
{
	struct siblings *s = c->commit->siblings;
	struct changeset *set;

	t->filled = true;
	if (s->none(s))
		return;
	for (size_t i = 0; (set = s->nth(s, i)) != NULL; i++)
		if (set->zone[AFTER].exists)
			note_zone(t, c, set);
}

/* Both lists, in order. */
static void
answer_for(struct target_tree *t, const struct changeset *set)
{
	const struct name *apex = set->zone[set->zone[AFTER].exists ? AFTER : BEFORE].apex;
	const struct pointing *at = map_get(&t->at, str_n((const char *)apex->wire, apex->len));
	static const struct pointing none = { NULL, 0, 0 };
	size_t i = 0, k = 0;

	t->asked = set->origin;
	t->answer.n = 0;
	at = at ? at : &none;
	while (i < at->n || k < t->whole.n)
		if (k == t->whole.n || (i < at->n && at->v[i] < t->whole.v[k]))
			note(&t->answer, at->v[i++]);
		else
			note(&t->answer, t->whole.v[k++]);
}

struct changeset *
target_tree_nth(struct check *c, size_t n)
{
	struct target_tree *t = c->commit->targets;

	if (t == NULL)
		return NULL;
	if (!t->filled)
		fill(t, c);
	if (!str_eq(t->asked, c->set->origin))
		answer_for(t, c->set);
	return n < t->answer.n ? t->zones[t->answer.v[n]] : NULL;
}

struct zone *
target_tree(struct check *c, size_t *i)
{
	struct changeset *set;

	if ((*i)++ == 0)
		return NEW(c);
	for (; (set = target_tree_nth(c, *i - 2)) != NULL; (*i)++)
		if (str_eq(set->view, c->set->view) && !str_eq(set->origin, c->set->origin))
			return &set->zone[AFTER];
	return NULL;
}
