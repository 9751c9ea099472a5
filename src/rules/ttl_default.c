/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A new default TTL moves every RRset that does not write its own.  Those that
 * went from the same TTL to the same TTL are one finding, which takes over what
 * ttl-drop and ttl-infra-drop found on each of them: the zone is judged after
 * its RRsets, so their findings are on the list already.
 */
#include "rules/ttl.h"

#include <stdlib.h>

struct move {
	uint32_t from, to;
	const struct change *change;
	enum severity worst;            /* of the findings it takes over */
};

static int
by_ttl(const void *x, const void *y)
{
	const struct move *a = x, *b = y;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return a->to < b->to ? -1 : a->to > b->to;
}

static int
by_ttl_and_type(const void *x, const void *y)
{
	const struct move *a = x, *b = y;
	int order = by_ttl(x, y);

	if (order)
		return order;
	if (a->change->type != b->change->type)
		return (int)a->change->type - (int)b->change->type;
	return a->change < b->change ? -1 : a->change > b->change;
}

/* Did the RRset get another TTL without having one written? */
static bool
follows(const struct change *ch)
{
	const struct rrset *new = &ch->side[AFTER];

	if (!(ch->kind & (DATA_CHANGED | TTL_CHANGED)) || new->ttl == ch->side[BEFORE].ttl ||
	    type_generated(ch->type))
		return false;
	for (size_t i = 0; i < new->n; i++)
		if (!(new->v[i]->flags & RECORD_DEFAULT_TTL))
			return false;
	return new->n > 0;
}

static struct move *
moves_collect(struct check *c, size_t *n)
{
	struct move *v;

	*n = 0;
	for_each_change(ch, c->set)
		*n += follows(ch);
	v = ARENA_ARRAY(c->arena, struct move, *n);
	*n = 0;
	for_each_change(ch, c->set)
		if (follows(ch))
			v[(*n)++] = (struct move){ ch->side[BEFORE].ttl, ch->side[AFTER].ttl, ch,
			    OFF };
	if (*n)
		qsort(v, *n, sizeof(*v), by_ttl_and_type);
	return v;
}

static size_t
group_length(const struct move *v, size_t n)
{
	size_t end = 1;

	while (end < n && by_ttl(&v[0], &v[end]) == 0)
		end++;
	return end;
}

/* The move that a finding on one RRset's TTL is about, or NULL. */
static struct move *
move_of(struct check *c, const struct finding *f, struct move *v, size_t n)
{
	bool drops = str_eq(str_of(f->rule->id), S("ttl-drop")) ||
	    str_eq(str_of(f->rule->id), S("ttl-infra-drop"));
	struct move key = { 0 };
	uint8_t wire[NAME_MAX_WIRE];
	const struct name *owner;
	uint16_t type;
	size_t len;

	if (!drops || !type_parse(f->type, &type) || name_parse(f->owner, NULL, wire, &len) != NAME_GOOD)
		return NULL;
	owner = names_find(&c->set->names, wire, len);
	key.change = owner ? changeset_find(c->set, owner, type) : NULL;
	if (key.change == NULL)
		return NULL;
	key.from = key.change->side[BEFORE].ttl;
	key.to = key.change->side[AFTER].ttl;
	return bsearch(&key, v, n, sizeof(*v), by_ttl_and_type);
}

/* Takes over what was found on members of large groups, unless it is worse than `most`. */
static void
take_over(struct check *c, struct move *v, size_t n, uint32_t least, enum severity most)
{
	struct finding *f;
	size_t end = 0;

	if (n == 0)
		return;
	for (size_t i = 0; i < n; i = end) {
		end = i + group_length(v + i, n - i);
		for (size_t j = i; j < end; j++)
			v[j].worst = end - i >= least ? NOTE : OFF;
	}
	for (size_t i = 0; (f = check_found(c, &i)) != NULL;) {
		struct move *move = move_of(c, f, v, n);

		if (move == NULL || move->worst == OFF || f->severity > most)
			continue;
		f->consumed = true;
		if (f->severity > move->worst)
			move->worst = f->severity;
	}
}

/* "8 A, 2 MX": a group is sorted by type. */
static struct str
types_text(struct check *c, const struct move *v, size_t n)
{
	struct str text = S("");
	size_t end = 0;

	for (size_t i = 0; i < n; i = end) {
		uint16_t type = v[i].change->type;

		for (end = i + 1; end < n && v[end].change->type == type;)
			end++;
		text = texted(c, "%.*s%s%zu %.*s", STR(text), text.len ? ", " : "", end - i,
		    STR(check_type(c, type)));
	}
	return text;
}

static void
flag_group(struct check *c, const struct move *v, size_t n)
{
	const struct record *r = v[0].change->side[AFTER].v[0];
	const struct context *context = &NEW(c)->contexts[r->context];
	enum severity level = check_level(c, "usual");
	struct finding *f;

	for (size_t i = 0; i < n; i++)
		if (v[i].worst > level)
			level = v[i].worst;
	f = flag_at_most(c, level, "the default TTL moves %zu RRsets from %u to %u (%.*s)", n,
	    v[0].from, v[0].to, STR(types_text(c, v, n)));
	finding_at(c, f, NEW(c), r);
	if (context->ttl_line) {
		f->line = context->ttl_line;
		f->column = 1;
	}
	f->before = texted(c, "%u", v[0].from);
	f->after = texted(c, "%u", v[0].to);
	f->effect = v[0].to > v[0].from ?
	    texted(c, "A mistake in any of them now stays in caches for up to %u s.", v[0].to) :
	    texted(c, "Caches ask for all of them more often, and an outage of the servers shows "
	    "after %u s instead of %u s.", v[0].to, v[0].from);
}

void
check_ttl_default_change(struct check *c, const struct change *ch)
{
	enum severity most = policy_severity(c->policy, c->rule, &c->subject, NULL);
	uint32_t least = check_number(c, "bulk-min");
	struct move *v;
	size_t n, end;

	(void)ch;
	if (most == OFF)
		return;
	v = moves_collect(c, &n);
	take_over(c, v, n, least, most);
	for (size_t i = 0; i < n; i = end) {
		end = i + group_length(v + i, n - i);
		if (end - i >= least)
			flag_group(c, v + i, end - i);
	}
}
