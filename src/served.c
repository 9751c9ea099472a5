/* SPDX-License-Identifier: BSD-2-Clause */
#include "served.h"

#include <stdlib.h>

#include "base/memory.h"
#include "manifest.h"

/*
 * A zone that the manifest dropped does not exist on the new side, whatever
 * its file says, and one that it gained did not exist on the old one.
 */
static void
take_off(struct catalogue *c, struct catalogued *zone, int side, const struct listed_zone *at)
{
	catalogue_touch(c, zone);
	zone->path[side] = (struct str){ NULL, 0 };
	zone->listed = at->path;
	zone->listed_line = at->line;
}

static void
note_unfiled(struct catalogue *c, int side, const struct listed_zone *at)
{
	GROW(c->unfiled, c->nunfiled, c->capunfiled);
	c->unfiled[c->nunfiled++] = (struct unfiled){ at->origin, at->path, at->line,
		(enum side)side };
}

/* The zones of each origin, one a view, in the order of the catalogue. */
static void
chain_views(struct catalogue *c, struct map *views)
{
	map_expect(views, c->n);
	for (size_t i = c->n; i-- > 0;) {
		void **slot = map_slot(views, c->zones[i]->origin);

		c->zones[i]->other_view = *slot;
		*slot = c->zones[i];
	}
}

/* Every view of the zone; false: no file is that zone. */
static bool
take_off_all(struct catalogue *c, struct map *views, int side, const struct listed_zone *at)
{
	bool found = false;

	if (views->n == 0)
		chain_views(c, views);
	for (struct catalogued *zone = map_get(views, at->origin); zone; zone = zone->other_view) {
		found = true;
		if (zone->path[side].len && zone->path[!side].len)
			take_off(c, zone, side, at);
		else if (zone->path[!side].len == 0)
			found = side == AFTER;  /* listed from now on, and only the old side has a file */
	}
	return found;
}

/* Zones that `listed` has and `other` has not, taken off the side of `other`. */
static void
apply_side(struct catalogue *c, struct map *views, const struct manifest *listed,
    const struct manifest *other, int side)
{
	for (size_t i = 0; i < listed->n; i++)
		if (manifest_find(other, listed->v[i]->origin) == NULL &&
		    !take_off_all(c, views, side, listed->v[i]))
			note_unfiled(c, !side, listed->v[i]);
}

bool
served_apply(struct catalogue *c, struct error *err)
{
	struct str path = policy_manifest(c->policy);
	struct manifest side[2] = { { .exists = false }, { .exists = false } };
	struct map views = { 0 };
	bool good;

	if (path.len == 0)
		return true;
	good = (c->source->unborn || manifest_read(&side[BEFORE], c->source, BEFORE, path,
	    c->policy, &c->arena, err)) &&
	    manifest_read(&side[AFTER], c->source, AFTER, path, c->policy, &c->arena, err);
	/* A manifest that is new says nothing of what was served before it. */
	if (good && side[BEFORE].exists) {
		good = catalogue_name_all(c, err);
		if (good) {
			apply_side(c, &views, &side[BEFORE], &side[AFTER], AFTER);
			apply_side(c, &views, &side[AFTER], &side[BEFORE], BEFORE);
		}
	}
	map_free(&views);
	manifest_free(&side[BEFORE]);
	manifest_free(&side[AFTER]);
	return good;
}
