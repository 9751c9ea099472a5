/* SPDX-License-Identifier: BSD-2-Clause */
#include "shard.h"

#include "anchor.h"

bool
shard_takes(const struct options *o, size_t position)
{
	return o->shards == 0 || position % o->shards == o->shard - 1;
}

/* Two runs with the same words here looked at the same zones in the same way. */
static struct str
selection(const struct options *o, struct arena *a)
{
	struct str text = arena_printf(a, "zones=%s", o->all ? "all" : "touched");

	for (size_t i = 0; i < o->npaths; i++)
		text = arena_printf(a, "%.*s path=%s", STR(text), o->paths[i]);
	return text;
}

/* The list goes on to be waived and sorted; its findings are copied as they are. */
static void
keep_zone(struct shard_zone *part, struct run *run, size_t from, size_t to)
{
	struct finding **kept = ARENA_ARRAY(&run->arena, struct finding *, to - from);

	part->findings = kept;
	for (size_t i = from; i < to; i++) {
		if (run->findings.v[i]->severity == OFF)
			continue;
		kept[part->n] = ARENA_NEW(&run->arena, struct finding);
		*kept[part->n++] = *run->findings.v[i];
	}
}

void
shard_keep(struct run *run, const size_t *from)
{
	struct shard *shard = ARENA_NEW(&run->arena, struct shard);
	struct shard_zone *parts = ARENA_ARRAY(&run->arena, struct shard_zone, run->nsets);

	*shard = (struct shard){ .index = run->o->shard, .count = run->o->shards, .n = run->nsets,
		.selection = selection(run->o, &run->arena), .zones = parts,
		.touched = run->catalogue.ntouched };
	for (size_t i = 0; i < run->nsets; i++) {
		parts[i] = (struct shard_zone){ .facts = run->facts[i],
			.position = i * run->o->shards + run->o->shard - 1,
			.unread = run->sets[i] ? run->sets[i]->zone[BEFORE].unread : 0 };
		keep_zone(&parts[i], run, from[i], from[i + 1]);
	}
	run->shard = shard;
}

/* A zone that is gone has no place of its own: the merge finds one for the whole. */
static void
place_zone(struct shard_zone *part, struct run *run, struct changeset *set)
{
	struct findings list = { .v = (struct finding **)part->findings, .n = part->n };
	struct report alone = run->report;

	if (!set->zone[AFTER].exists)
		return;
	alone.findings = &list;
	alone.anchors = NULL;
	anchors_place(&alone, &set, 1, &run->arena);
	part->anchors = alone.anchors;
}

void
shard_place(struct run *run)
{
	struct shard_zone *parts = (struct shard_zone *)run->shard->zones;
	const struct reported_zone *next = run->report.zones, *end = next + run->report.nzones;

	for (size_t i = 0; i < run->nsets; i++) {
		struct changeset *set = run->sets[i];

		if (set == NULL)
			continue;
		if (next < end && str_eq(next->origin, set->origin) && str_eq(next->view, set->view))
			parts[i].told = next++;
		place_zone(&parts[i], run, set);
	}
	run->report.shard = run->shard;
}
