/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many names that led to different places and now lead to one: parking, a
 * phishing host, a search-and-replace.  A value is an address, the target of a
 * CNAME or MX, or for NS the registrable suffix of the server.  Only values
 * that the old version did not use anywhere count: to gather names on a server
 * that is there already is ordinary work, and so is to move a server whose
 * names all had one value.
 */
#include "rules/churn.h"

#include <string.h>

#include "base/map.h"
#include "rules/suffix.h"

enum { VALUE_MAX = 2 + NAME_MAX_WIRE };

/* A value as a map key: the type that holds it, and octets. */
struct value {
	uint8_t octets[VALUE_MAX];
	size_t len;
};

/* The owners that got one value. */
struct group {
	const struct change *first;
	const struct name *last;
	struct record *record;          /* of the first owner, with the value */
	struct map old;                 /* values that they had */
	const struct migration *plan;
	size_t n, planned;
	bool used;                      /* by the old version */
};

struct convergence {
	struct map groups;              /* value to its group */
	struct arena room;              /* of keys and groups */
};

static bool
is_watched(uint16_t type)
{
	return type == TYPE_A || type == TYPE_AAAA || type == TYPE_CNAME || type == TYPE_MX ||
	    type == TYPE_NS;
}

static void
value_set(struct value *v, uint16_t type, const uint8_t *octets, size_t len)
{
	v->octets[0] = (uint8_t)(type >> 8);
	v->octets[1] = (uint8_t)type;
	v->len = 2 + len;
	for (size_t i = 0; i < len; i++)
		v->octets[2 + i] = octets[i];
}

/* False: the record has none that counts. */
static bool
value_of(struct check *c, struct zone *z, struct record *r, struct value *v)
{
	const struct rdata *data;
	const uint8_t *octets;
	struct name *target;
	size_t len;

	if (r->flags & RECORD_GENERATED)
		return false;
	if (r->type == TYPE_A || r->type == TYPE_AAAA) {
		data = record_data(z, r);
		if (data == NULL || data->len > 16)
			return false;
		value_set(v, r->type, data->wire, data->len);
		return true;
	}
	target = record_target(z, r);
	if (target == NULL)
		return false;
	octets = target->wire;
	len = target->len;
	if (r->type == TYPE_NS)
		octets = check_registrable(c, target, &len);
	value_set(v, r->type, octets, len);
	return true;
}

static struct str
value_key(const struct value *v)
{
	return str_n((const char *)v->octets, v->len);
}

/* An alias may take the place of an address; of both families it is one place. */
static bool
replaces(uint16_t new, uint16_t old)
{
	if (new == TYPE_CNAME)
		return old == TYPE_CNAME || old == TYPE_A;
	return old == new || (old == TYPE_CNAME && (new == TYPE_A || new == TYPE_AAAA));
}

/* The values that the owner had in the place of the new one. */
static void
take_old(struct check *c, struct convergence *all, struct group *g, const struct change *ch)
{
	struct value v;

	for_each_record(r, OLD(c), ch->owner, 0) {
		if (!replaces(ch->type, r->type) || !value_of(c, OLD(c), r, &v) ||
		    map_get(&g->old, value_key(&v)))
			continue;
		*map_slot(&g->old, arena_dup(&all->room, value_key(&v))) = g;
	}
}

static void
join_group(struct check *c, struct convergence *all, const struct change *ch, struct record *r,
    const struct value *v)
{
	struct group *g = map_get(&all->groups, value_key(v));
	const struct migration *plan;

	if (g == NULL) {
		g = ARENA_NEW(&all->room, struct group);
		g->first = ch;
		g->record = r;
		*map_slot(&all->groups, arena_dup(&all->room, value_key(v))) = g;
	}
	if (g->last == ch->owner)
		return;
	g->last = ch->owner;
	g->n++;
	plan = check_migration_of(c, ch);
	g->planned += plan != NULL;
	g->plan = plan ? plan : g->plan;
	take_old(c, all, g, ch);
}

/* Names that were there before and have a value that they did not have. */
static void
collect(struct check *c, struct convergence *all)
{
	struct value v;

	for_each_change(ch, c->set) {
		if (!is_watched(ch->type) || !(ch->kind & (DATA_CHANGED | RRSET_ADDED)) ||
		    (ch->kind == RRSET_ADDED && !zone_has(OLD(c), ch->owner, 0)))
			continue;
		for_each_of(r, ch, AFTER)
			if ((r->flags & RECORD_NEW_DATA) && value_of(c, NEW(c), r, &v))
				join_group(c, all, ch, r, &v);
	}
}

/* The groups that are large enough, whatever the old version says of their values. */
struct large {
	struct check *c;
	struct large_group {
		struct group *group;
		struct str key;         /* its value */
		struct str name;        /* the value as text, in lower case; empty: it is an address */
	} *v;
	size_t n, unused;
};

static void
find_large(struct convergence *all, size_t owners, size_t values, struct large *large)
{
	large->v = ARENA_ARRAY(&all->room, struct large_group, all->groups.n);
	for (size_t i = 0; i < all->groups.n; i++) {
		struct group *g = all->groups.entries[i].value;
		struct large_group *to = &large->v[large->n];
		struct str key = all->groups.entries[i].key;

		if (g->n < owners || g->old.n < values)
			continue;
		*to = (struct large_group){ .group = g, .key = key };
		if (g->first->type != TYPE_A && g->first->type != TYPE_AAAA)
			to->name = wire_text(&all->room, (const uint8_t *)key.p + 2, key.len - 2);
		large->n++;
	}
	large->unused = large->n;
}

/*
 * May the value of the record be that of the group?  An absolute name without
 * escapes ends like the value; whether it is one tells only its data, which
 * nobody wants to read a million times.
 */
static bool
may_have(const struct large_group *g, const struct record *r)
{
	struct str text = str_n(r->text, r->length);

	if (g->group->first->type != r->type)
		return false;
	if (g->name.len == 0 || text.len == 0 || text.p[text.len - 1] != '.')
		return true;
	if (text.len >= g->name.len && str_eq_nocase(str_skip(text, text.len - g->name.len), g->name))
		return true;
	return memchr(text.p, '\\', text.len) || memchr(text.p, ';', text.len);
}

static bool
see_value(void *self, struct zone *z, struct record *r)
{
	struct large *large = self;
	bool known = false;
	struct value v;

	for (size_t i = 0; i < large->n; i++) {
		struct large_group *g = &large->v[i];

		if (g->group->used || !may_have(g, r))
			continue;
		if (!known && !value_of(large->c, z, r, &v))
			return true;
		known = true;
		if (!str_eq(value_key(&v), g->key))
			continue;
		g->group->used = true;
		large->unused--;
	}
	return large->unused > 0;
}

/* What the change takes away or moves: often that is enough, and it is at hand. */
static void
see_changes(struct check *c, struct large *large)
{
	for_each_change(ch, c->set)
		for_each_of(r, ch, BEFORE)
			if (!see_value(large, OLD(c), r))
				return;
}

static void
flag_group(struct check *c, struct group *g, size_t least)
{
	const struct change *ch = g->first;
	struct str what = check_record(c, NEW(c), g->record);
	bool planned = g->n - g->planned < least;
	struct finding *f;

	f = flag_at_most(c, planned ? NOTE : ERROR, "%zu names that had %zu different values now "
	    "share one: %.*s %.*s", g->n, g->old.n, STR(check_type(c, ch->type)), STR(what));
	finding_at(c, f, NEW(c), g->record);
	f->before = texted(c, "%zu values", g->old.n);
	f->after = what;
	f->effect = texted(c, "%.*s and %zu other names all depend on, and are answered by, one "
	    "new place.", STR(check_name(c, ch->owner)), g->n - 1);
	if (planned) {
		f->waiver = g->plan->id;
		f->fix = texted(c, "None is needed: the migration '%.*s' is declared.",
		    STR(g->plan->id));
	}
}

void
check_churn_convergence(struct check *c, const struct change *ch)
{
	uint32_t owners = check_number(c, "min-owners"), values = check_number(c, "min-values");
	struct convergence all = { .room = { NULL } };
	struct large large = { .c = c };
	const struct tally *t = &c->set->tally;

	(void)ch;
	if (!churn_both_exist(c->set) || t->changed + t->added < owners)
		return;
	collect(c, &all);
	find_large(&all, owners, values, &large);
	see_changes(c, &large);
	if (large.unused)
		zone_scan(OLD(c), see_value, &large);
	for (size_t i = 0; i < large.n; i++)
		if (!large.v[i].group->used)
			flag_group(c, large.v[i].group, owners);
	for (size_t i = 0; i < all.groups.n; i++) {
		struct group *g = all.groups.entries[i].value;

		map_free(&g->old);
	}
	map_free(&all.groups);
	arena_free(&all.room);
}
