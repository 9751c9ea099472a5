/* SPDX-License-Identifier: BSD-2-Clause */
#include "context.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/memory.h"

struct context_zone {
	enum side side;
	uint16_t type;
	struct str owner;
	struct changeset set;           /* its zone[side] holds the records, if there are any */
	struct buf bytes;
};

struct contexts {
	struct map zones;               /* side, type and owner to struct context_zone */
	struct signer_files {
		struct str *v;
		size_t n, cap;
		bool listed;
	} left[2];                      /* what signing tools left, a side each */
};

static struct str
base_name(struct str path)
{
	for (size_t i = path.len; i-- > 0;)
		if (path.p[i] == '/')
			return str_skip(path, i + 1);
	return path;
}

/* dsset-example.com. for DS, keyset-example.com. and Kexample.com.+013+04711.key for DNSKEY. */
static bool
left_by_signer(struct str path, struct str owner, uint16_t type, struct arena *a)
{
	struct str name = base_name(path), bare = str_n(owner.p, owner.len - 1);

	if (type == TYPE_DS)
		return str_eq_nocase(name, arena_printf(a, "dsset-%.*s", STR(owner))) ||
		    str_eq_nocase(name, arena_printf(a, "dsset-%.*s", STR(bare)));
	if (str_eq_nocase(name, arena_printf(a, "keyset-%.*s", STR(owner))) ||
	    str_eq_nocase(name, arena_printf(a, "keyset-%.*s", STR(bare))))
		return true;
	return name.len > owner.len + 5 && name.p[0] == 'K' && str_ends(name, S(".key")) &&
	    name.p[owner.len + 1] == '+' && str_eq_nocase(str_n(name.p + 1, owner.len), owner);
}

static bool
append(struct catalogue *c, struct context_zone *zone, struct str path)
{
	struct error err;
	struct text *text;
	enum read_result result = source_read(c->source, (int)zone->side, path, &text, &err);

	if (result == READ_FAILED && !c->failed) {
		c->failed = true;
		*c->err = err;
	}
	if (result != READ_OK)
		return false;
	buf_add(&zone->bytes, text->bytes);
	buf_put(&zone->bytes, '\n');
	source_release(c->source, text);
	return true;
}

/* --- which files speak at all ------------------------------------------------------- */

static size_t
named_files(struct catalogue *c, uint16_t type, const struct str **paths)
{
	return policy_context_files(c->policy, type == TYPE_DS ? "ds" : "dnskey", paths);
}

/* Is it called like such a file of any owner? */
static bool
is_signer_file(struct str path)
{
	struct str name = base_name(path);

	return str_eq_nocase(str_n(name.p, name.len < 6 ? name.len : 6), S("dsset-")) ||
	    str_eq_nocase(str_n(name.p, name.len < 7 ? name.len : 7), S("keyset-")) ||
	    (name.len && name.p[0] == 'K' && str_ends(name, S(".key")));
}

/* Sifted once a side: a tree may hold ten thousand files, and a zone as many delegations. */
static const struct signer_files *
signer_files(struct catalogue *c, enum side side)
{
	struct signer_files *left = &c->contexts->left[side];
	const struct str *paths;
	struct error err;
	size_t n;

	if (left->listed)
		return left;
	left->listed = true;
	if (c->source->single[AFTER].len || c->source->single[BEFORE].len ||
	    !source_paths(c->source, (int)side, &paths, &n, &err))
		return left;
	for (size_t i = 0; i < n; i++)
		if (is_signer_file(paths[i])) {
			GROW(left->v, left->n, left->cap);
			left->v[left->n++] = paths[i];
		}
	return left;
}

/* --- what they say of an owner ------------------------------------------------------- */

/* All files that speak of the owner, laid end to end: each line names its own owner. */
static void
gather(struct catalogue *c, struct context_zone *zone)
{
	struct zone_options options = { .origin = zone->owner };
	const struct signer_files *left = signer_files(c, zone->side);
	const struct str *paths;
	struct error err;
	size_t n = named_files(c, zone->type, &paths);

	buf_add(&zone->bytes, S("$TTL 3600\n"));
	for (size_t i = 0; i < n; i++)
		append(c, zone, paths[i]);
	for (size_t i = 0; i < left->n; i++)
		if (left_by_signer(left->v[i], zone->owner, zone->type, &c->arena))
			append(c, zone, left->v[i]);
	zone_load_text(&zone->set.zone[zone->side], c->source, zone->side, S("context"),
	    buf_str(&zone->bytes), &options, &zone->set.names, &zone->set.arena, &err);
}

static struct context_zone *
find(struct catalogue *c, enum side side, const struct name *owner, uint16_t type)
{
	struct str text = name_text(&c->arena, owner);
	struct str key = arena_printf(&c->arena, "%d %u %.*s", (int)side, type, STR(text));
	void **slot = map_slot(&c->contexts->zones, key);
	struct context_zone *zone = *slot;

	if (zone)
		return zone;
	*slot = zone = memory_new(sizeof(*zone));
	*zone = (struct context_zone){ .side = side, .type = type, .owner = text };
	gather(c, zone);
	return zone;
}

struct zone *
context_zone(struct catalogue *c, enum side side, const struct name *owner, uint16_t type)
{
	struct context_zone *zone;
	const struct str *paths;

	if (c->contexts == NULL)
		c->contexts = ARENA_NEW(&c->arena, struct contexts);
	if (named_files(c, type, &paths) == 0 && signer_files(c, side)->n == 0)
		return NULL;
	zone = find(c, side, owner, type);
	return zone_has(&zone->set.zone[side], owner, type) ? &zone->set.zone[side] : NULL;
}

void
context_free(struct catalogue *c)
{
	struct contexts *all = c->contexts;

	for (size_t i = 0; all && i < all->zones.n; i++) {
		struct context_zone *zone = all->zones.entries[i].value;

		changeset_free(&zone->set);
		buf_free(&zone->bytes);
		free(zone);
	}
	if (all == NULL)
		return;
	for (int side = BEFORE; side <= AFTER; side++)
		free(all->left[side].v);
	map_free(&all->zones);
	c->contexts = NULL;
}
