/* SPDX-License-Identifier: BSD-2-Clause */
#include "context.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"

struct context_zone {
	struct context_zone *next;
	enum side side;
	uint16_t type;
	struct str owner;
	struct changeset set;           /* its zone[side] holds the records, if there are any */
	struct buf bytes;
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

/* All files that speak of the owner, laid end to end: each line names its own owner. */
static void
gather(struct catalogue *c, struct context_zone *zone)
{
	struct zone_options options = { .origin = zone->owner };
	const struct str *paths;
	struct error err;
	size_t n = policy_context_files(c->policy, zone->type == TYPE_DS ? "ds" : "dnskey", &paths);

	buf_add(&zone->bytes, S("$TTL 3600\n"));
	for (size_t i = 0; i < n; i++)
		append(c, zone, paths[i]);
	if (c->source->single[AFTER].len == 0 && c->source->single[BEFORE].len == 0 &&
	    source_paths(c->source, (int)zone->side, &paths, &n, &err))
		for (size_t i = 0; i < n; i++)
			if (left_by_signer(paths[i], zone->owner, zone->type, &c->arena))
				append(c, zone, paths[i]);
	zone_load_text(&zone->set.zone[zone->side], c->source, zone->side, S("context"),
	    buf_str(&zone->bytes), &options, &zone->set.names, &zone->set.arena, &err);
}

struct zone *
context_zone(struct catalogue *c, enum side side, const struct name *owner, uint16_t type)
{
	struct str text = name_text(&c->arena, owner);
	struct context_zone *zone = c->contexts;

	while (zone && !(zone->side == side && zone->type == type && str_eq(zone->owner, text)))
		zone = zone->next;
	if (zone == NULL) {
		zone = memory_new(sizeof(*zone));
		*zone = (struct context_zone){ .next = c->contexts, .side = side, .type = type,
			.owner = text };
		c->contexts = zone;
		gather(c, zone);
	}
	return zone_has(&zone->set.zone[side], owner, type) ? &zone->set.zone[side] : NULL;
}

void
context_free(struct catalogue *c)
{
	while (c->contexts) {
		struct context_zone *zone = c->contexts;

		c->contexts = zone->next;
		changeset_free(&zone->set);
		buf_free(&zone->bytes);
		free(zone);
	}
}
