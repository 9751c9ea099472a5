/* SPDX-License-Identifier: BSD-2-Clause */
/* The name servers of the apex and of delegations that a change touches, with their addresses. */
#include "reported_pictures.h"

enum { CUTS = 6, SERVERS = 8, ADDRESSES = 4 };

/* A cut while it is put together; addresses beyond the limit are only counted. */
struct servers {
	struct pictured_server v[SERVERS];
	struct pictured_address *addresses[SERVERS];
	size_t n, left_out;
};

static struct pictured_server *
server_at(struct servers *s, struct arena *a, struct str name)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->v[i].name, name))
			return &s->v[i];
	if (s->n == SERVERS) {
		s->left_out++;
		return NULL;
	}
	s->addresses[s->n] = ARENA_ARRAY(a, struct pictured_address, ADDRESSES);
	s->v[s->n] = (struct pictured_server){ .name = name, .addresses = s->addresses[s->n] };
	return &s->v[s->n++];
}

static void
address_add(struct pictured_server *server, struct pictured_address *v, int side, struct str text)
{
	for (size_t i = 0; i < server->n; i++)
		if (str_eq(v[i].text, text)) {
			v[i].on[side] = true;
			return;
		}
	if (server->n == ADDRESSES) {
		server->left_out++;
		return;
	}
	v[server->n].text = text;
	v[server->n++].on[side] = true;
}

static void
addresses_of(const struct depiction *d, struct servers *s, struct pictured_server *server, int side,
    struct name *target)
{
	struct zone *z = &d->set->zone[side];
	struct pictured_address *v = s->addresses[server - s->v];
	bool found = false;

	for (int v6 = 0; v6 < 2; v6++)
		for_each_record(r, z, target, v6 ? TYPE_AAAA : TYPE_A) {
			found = true;
			address_add(server, v, side, arena_printf(d->arena, "%s %.*s", v6 ? "AAAA" : "A",
			    STR(record_text(d->arena, z, r))));
		}
	server->lost[side] = !found && name_within(target, z->apex);
}

static void
servers_of(const struct depiction *d, struct servers *s, int side, const struct name *owner)
{
	struct zone *z = &d->set->zone[side];

	for_each_record(r, z, owner, TYPE_NS) {
		struct name *target = record_target(z, r);
		struct pictured_server *server = target ?
		    server_at(s, d->arena, name_text(d->arena, target)) : NULL;

		if (server == NULL)
			continue;
		server->on[side] = true;
		addresses_of(d, s, server, side, target);
	}
}

static void
cut_fill(const struct depiction *d, struct pictured_cut *cut, const struct name *owner)
{
	struct servers s = { .n = 0 };
	struct pictured_server *v;

	cut->owner = name_text(d->arena, owner);
	for (int side = BEFORE; side <= AFTER; side++) {
		struct zone *z = &d->set->zone[side];

		cut->on[side] = z->exists && zone_has(z, owner, TYPE_NS);
		cut->apex = cut->apex || (z->exists && name_equal(owner, z->apex));
		if (z->exists)
			servers_of(d, &s, side, owner);
	}
	v = ARENA_ARRAY(d->arena, struct pictured_server, s.n);
	for (size_t i = 0; i < s.n; i++)
		v[i] = s.v[i];
	cut->servers = v;
	cut->n = s.n;
	cut->left_out = s.left_out;
}

/* Does a server of the apex, with its address in this zone, have another one now? */
static bool
apex_glue_changed(const struct depiction *d, int side)
{
	struct zone *z = &d->set->zone[side];

	if (!z->exists)
		return false;
	for_each_record(r, z, z->apex, TYPE_NS) {
		struct name *target = record_target(z, r);

		if (target && (changeset_find(d->set, target, TYPE_A) ||
		    changeset_find(d->set, target, TYPE_AAAA)))
			return true;
	}
	return false;
}

/* The owner of the NS records whose picture the change belongs into; NULL: none. */
static const struct name *
cut_of(const struct depiction *d, const struct change *ch)
{
	struct zone *own = d->set->zone;

	if (ch->type == TYPE_NS)
		return ch->owner;
	if (ch->type != TYPE_A && ch->type != TYPE_AAAA)
		return NULL;
	for (int side = AFTER; side >= BEFORE; side--) {
		const struct name *cut = own[side].exists ? zone_cut(&own[side], ch->owner) : NULL;

		if (cut)
			return cut;
	}
	return NULL;
}

struct cuts {
	struct pictured_cut *v;
	const struct name *owner[CUTS];
	size_t n, left_out;
};

static void
cut_add(const struct depiction *d, struct cuts *list, const struct name *owner)
{
	for (size_t i = 0; i < list->n; i++)
		if (name_equal(list->owner[i], owner))
			return;
	if (list->n == CUTS) {
		list->left_out++;
		return;
	}
	list->owner[list->n] = owner;
	cut_fill(d, &list->v[list->n++], owner);
}

void
depict_cuts(const struct depiction *d, struct pictures *out)
{
	struct cuts list = { .v = ARENA_ARRAY(d->arena, struct pictured_cut, CUTS) };
	struct zone *own = d->set->zone;
	const struct name *apex = own[own[AFTER].exists ? AFTER : BEFORE].apex;

	if (changeset_find(d->set, apex, TYPE_NS) || apex_glue_changed(d, BEFORE) ||
	    apex_glue_changed(d, AFTER))
		cut_add(d, &list, apex);
	for (size_t i = 1; i < d->set->n; i++) {
		const struct name *owner = cut_of(d, &d->set->v[i]);

		if (owner)
			cut_add(d, &list, owner);
	}
	out->cuts = list.v;
	out->ncuts = list.n;
	out->cuts_left_out = list.left_out;
}
