/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A zone from its file: what stands before the first entry, and what only the whole tells.
 * The entries themselves are the business of load.c.
 */
#include "zone/load.h"

#include "base/memory.h"
#include "zone/shared.h"

void
load_link(struct zone *z)
{
	const struct name *last = NULL;
	bool within = false;

	for (size_t i = zone_nread(z); i-- > 0;) {
		struct record *r = zone_record(z, (uint32_t)i + 1);

		if (r->owner != last) {
			last = r->owner;
			within = name_within(last, z->apex);
		}
		if (!within)
			continue;
		r->next = r->owner->first[z->side];
		r->owner->first[z->side] = (uint32_t)i + 1;
	}
}

static void
note_out_of_zone(struct loader *l)
{
	struct zone *z = l->zone;
	const struct name *last = NULL;
	bool within = true;
	struct arena *a = z->arena;

	for (size_t i = 0; i < zone_nread(z); i++) {
		struct record *r = zone_record(z, (uint32_t)i + 1);
		struct fault *f;

		if (r->owner != last)
			within = name_within(r->owner, z->apex);
		last = r->owner;
		if (within)
			continue;
		l->lex.line = r->line;
		l->context = r->context;
		f = load_fault(l, FAULT_OUT_OF_ZONE, str_n(r->text, 0), "%.*s lies outside the zone "
		    "%.*s; servers ignore the record", STR(name_text(a, r->owner)),
		    STR(name_text(a, z->apex)));
		f->column = 1;
		f->owner = r->owner;
		f->type = r->type;
		f->refused = false;
		f->fix = S("Check $ORIGIN and final dots; or move the record to the zone it belongs to.");
	}
}

bool
load_start(struct loader *l, struct text *text, struct str bytes)
{
	const struct zone_options *options = l->options;
	struct zone *z = l->zone;
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	z->exists = true;
	z->class = options->class ? options->class : CLASS_IN;
	GROW(z->files, z->nfiles, z->capfiles);
	z->files[z->nfiles++] = (struct zone_file){ .text = text, .bytes = bytes, .path = z->path };
	load_new_context(l);
	if (options->origin.len == 0)
		return true;
	if (name_parse(options->origin, NULL, wire, &len) != NAME_GOOD)
		return fail(l->err, "'%.*s' is not a domain name", STR(options->origin));
	z->apex = names_intern(z->names, wire, len);
	load_context(l)->origin = z->apex;
	return true;
}

static void
find_apex(struct loader *l)
{
	static const uint8_t root[1] = { 0 };
	struct zone *z = l->zone;

	for (size_t i = 0; z->apex == NULL && i < z->ncontexts; i++)
		if (z->contexts[i].origin)
			z->apex = names_intern(z->names, z->contexts[i].origin->wire,
			    z->contexts[i].origin->len);
	if (z->apex == NULL)
		z->apex = names_intern(z->names, root, sizeof(root));
}

void
zone_init(struct zone *z, struct source *source, enum side side, struct str path,
    struct names *names, struct arena *arena)
{
	*z = (struct zone){ .side = side, .names = names, .arena = arena, .source = source,
		.path = arena_dup(arena, path) };
}

void
load_finish(struct loader *l)
{
	struct zone *z = l->zone;

	find_apex(l);
	load_link(l->zone);
	note_out_of_zone(l);
	if (!l->failed)
		zone_check_whole(z);
}

/*
 * Room for what a large file holds, at once.  Few records are shorter than this; of
 * room that is not filled only addresses are spent.
 */
static void
expect_records(struct zone *z, size_t octets)
{
	enum { LARGE = 1 << 20, OCTETS_OF_RECORD = 32, OCTETS_OF_NAME = 96 };

	if (octets < LARGE)
		return;
	z->cap = octets / OCTETS_OF_RECORD;
	z->records = memory_large(z->cap * sizeof(*z->records));
	names_expect(z->names, octets / OCTETS_OF_NAME);        /* two versions have them in common */
}

/* Reads files[0], whose bytes these are. */
static bool
load_zone(struct zone *z, struct text *text, struct str bytes, const struct zone_options *options,
    struct error *err)
{
	struct loader l = { .zone = z, .options = options, .err = err };

	if (!load_start(&l, text, bytes))
		return false;
	expect_records(z, bytes.len);
	if (load_bytes(&l, bytes))
		load_entries(&l);
	load_finish(&l);
	zone_let_go(z);
	return !l.failed;
}

bool
zone_load_opened(struct zone *z, struct text *text, const struct zone_options *options,
    struct error *err)
{
	source_whole(z->source, text);
	return load_zone(z, text, text->bytes, options, err);
}

bool
zone_load(struct zone *z, struct source *source, enum side side, struct str path,
    const struct zone_options *options, struct names *names, struct arena *arena,
    struct error *err)
{
	struct text *text;

	zone_init(z, source, side, path, names, arena);
	switch (source_read(source, (int)side, path, &text, err)) {
	case READ_OK:
		return zone_load_opened(z, text, options, err);
	case READ_ABSENT:
		return true;
	case READ_OUTSIDE:
		return fail(err, "%.*s: leads out of the repository", STR(path));
	default:
		return false;
	}
}

bool
zone_load_text(struct zone *z, struct source *source, enum side side, struct str path,
    struct str bytes, const struct zone_options *options, struct names *names,
    struct arena *arena, struct error *err)
{
	zone_init(z, source, side, path, names, arena);
	return load_zone(z, NULL, bytes, options, err);
}
