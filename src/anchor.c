/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A forge shows a finding on a line of the new version or not at all.  A
 * finding about what went away is put on the nearest line that is likely to be
 * in the diff: the same RRset, the same owner, the delegation, the serial.
 */
#include "anchor.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "report/line_hash.h"

enum { LINE_SHOWN = 1000 };             /* octets; a longer line tells nobody more */

/* --- places -------------------------------------------------------------------------- */

static void
at_record(struct anchor *at, const struct zone *z, const struct record *r)
{
	at->path = record_path(z, r);
	at->line = r->line;
	at->column = record_column(z, r);
}

/* The line on which the serial stands: data of a SOA is often spread over several. */
static void
at_serial(struct anchor *at, struct zone *z)
{
	struct soa soa;
	struct record *r = zone_soa(z, &soa);
	struct str serial;

	if (r == NULL) {
		at->path = z->path;
		at->line = 1;
		return;
	}
	at_record(at, z, r);
	if (!record_word(z, r, 2, &serial) || serial.p < r->text || serial.p > r->text + r->length)
		return;
	for (const char *p = r->text; p < serial.p; p++)
		if (*p == '\n') {
			at->line++;
			at->column = 0;
		}
}

/* A record of the new version that differs, of this change. */
static bool
at_changed(struct anchor *at, const struct zone *z, const struct change *change)
{
	for (size_t i = 0; change && i < change->side[AFTER].n; i++)
		if (change->side[AFTER].v[i]->flags & RECORD_DIFFERS) {
			at_record(at, z, change->side[AFTER].v[i]);
			return true;
		}
	return false;
}

/* The owner of the finding in the zone's names; NULL: it has none, or the zone never had it. */
static struct name *
owner_of(const struct changeset *set, const struct finding *f)
{
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	if (f->owner.len == 0 || name_parse(f->owner, NULL, wire, &len) != NAME_GOOD)
		return NULL;
	return names_find(&set->names, wire, len);
}

static void
at_stand_in(struct anchor *at, struct changeset *set, const struct finding *f)
{
	struct zone *z = &set->zone[AFTER];
	struct name *owner = owner_of(set, f), *cut;
	struct record *left;
	uint16_t type = 0;

	if (owner && f->type.len && type_parse(f->type, &type) &&
	    at_changed(at, z, changeset_find(set, owner, type)))
		return;
	if (owner && at_changed(at, z, changeset_at(set, owner)))
		return;
	left = owner ? zone_first(z, owner, 0) : NULL;
	if (left == NULL && owner && (cut = zone_cut(z, owner)) != NULL)
		left = zone_first(z, cut, TYPE_NS);
	if (left)
		at_record(at, z, left);
	else
		at_serial(at, z);
}

/* Sets of one origin stand side by side, a view each. */
static struct changeset *
set_of(const struct map *by_origin, const struct finding *f)
{
	struct changeset *const *set = map_get(by_origin, f->zone);

	for (; set && *set && str_eq((*set)->origin, f->zone); set++)
		if (str_eq((*set)->view, f->view))
			return *set;
	return NULL;
}

/* The place itself where the new version has it, else one that stands for it. */
static struct anchor
anchor_of(const struct report *r, size_t n, struct changeset *set)
{
	const struct finding *f = r->findings->v[n];
	struct anchor at = report_anchor(r, n);

	if (set == NULL || !set->zone[AFTER].exists)
		return at;
	if (at.moved) {
		at.column = 0;
		at_stand_in(&at, set, f);
	} else if (f->line == 0 && (f->path.len == 0 || str_eq(f->path, set->zone[AFTER].path))) {
		at_serial(&at, &set->zone[AFTER]);
	}
	return at;
}

/* --- lines ----------------------------------------------------------------------------- */

/* The anchors in one file, by line. */
struct in_file {
	struct anchor **v;
	size_t n, cap;
};

static int
by_line(const void *x, const void *y)
{
	const struct anchor *a = *(struct anchor *const *)x, *b = *(struct anchor *const *)y;

	return a->line < b->line ? -1 : a->line > b->line;
}

static void
texts_fill(struct in_file *file, struct str bytes, struct arena *arena)
{
	struct str line;
	size_t next = 0;

	for (uint32_t number = 1; next < file->n && str_line(&bytes, &line); number++) {
		if (number < file->v[next]->line)
			continue;
		if (str_ends(line, S("\r")))
			line.len--;
		line = arena_dup(arena, str_n(line.p, line.len < LINE_SHOWN ? line.len : 0));
		for (; next < file->n && file->v[next]->line == number; next++)
			file->v[next]->text = line;
	}
}

static void
file_fill(struct in_file *file, struct str bytes, struct arena *arena)
{
	uint32_t *lines = memory_new(file->n * sizeof(*lines));
	struct str *hashes = memory_new(file->n * sizeof(*hashes));

	qsort(file->v, file->n, sizeof(*file->v), by_line);
	for (size_t i = 0; i < file->n; i++)
		lines[i] = file->v[i]->line;
	line_hashes(bytes, lines, file->n, arena, hashes);
	for (size_t i = 0; i < file->n; i++)
		file->v[i]->hash = hashes[i];
	texts_fill(file, bytes, arena);
	free(lines);
	free(hashes);
}

void
anchors_read(struct report *r, struct source *source, struct arena *arena)
{
	struct anchor *anchors = (struct anchor *)r->anchors;   /* anchors_place() made them */
	size_t n = r->findings->n;
	struct map files = { 0 };
	struct arena scratch = { NULL };
	struct error ignored;

	for (size_t i = 0; i < n; i++) {
		void **slot = map_slot(&files, anchors[i].path);
		struct in_file *file = *slot;

		if (file == NULL)
			*slot = file = ARENA_NEW(&scratch, struct in_file);
		GROW(file->v, file->n, file->cap);
		file->v[file->n++] = &anchors[i];
	}
	for (size_t i = 0; i < files.n; i++) {
		struct in_file *file = files.entries[i].value;
		struct text *text;

		if (source_read(source, AFTER, files.entries[i].key, &text, &ignored) == READ_OK) {
			file_fill(file, text->bytes, arena);
			source_release(source, text);
		}
		free(file->v);
	}
	map_free(&files);
	arena_free(&scratch);
}

void
anchors_place(struct report *r, struct changeset *const *sets, size_t nsets, struct arena *arena)
{
	size_t n = r->findings->n;
	struct anchor *anchors = ARENA_ARRAY(arena, struct anchor, n);
	struct changeset **ended = ARENA_ARRAY(arena, struct changeset *, nsets + 1);
	struct map by_origin = { 0 };

	for (size_t i = nsets; i-- > 0;) {
		if (sets[i] == NULL)
			continue;
		ended[i] = sets[i];
		*map_slot(&by_origin, sets[i]->origin) = &ended[i];
	}
	for (size_t i = 0; i < n; i++) {
		anchors[i] = anchor_of(r, i, set_of(&by_origin, r->findings->v[i]));
		anchors[i].path = arena_dup(arena, anchors[i].path);
	}
	map_free(&by_origin);
	r->anchors = anchors;
}
