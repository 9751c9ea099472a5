/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * $INCLUDE lines that came, went, or stand under another $ORIGIN.  One line
 * moves as many records as the file holds, and a text diff does not show them.
 * Files are told apart by path and by how often the path came before.
 */
#include "rules/zone_whole.h"

/* Which of the includes with the same path it is, from 0. */
static size_t
ordinal(const struct zone *z, size_t file)
{
	size_t n = 0;

	for (size_t i = 1; i < file; i++)
		n += str_eq(z->files[i].path, z->files[file].path);
	return n;
}

/* The same include of the other version; 0: there is none. */
static size_t
twin_of(const struct zone *z, size_t file, const struct zone *other)
{
	size_t skip = ordinal(z, file);

	for (size_t i = 1; i < other->nfiles; i++)
		if (str_eq(other->files[i].path, z->files[file].path) && skip-- == 0)
			return i;
	return 0;
}

/* RRsets that differ and have records of the file on this side. */
static size_t
count_rrsets(struct check *c, enum side side, size_t file)
{
	const struct zone *z = &c->set->zone[side];
	size_t n = 0;

	for_each_change(ch, c->set) {
		bool hit = false;

		for_each_changed(r, ch, side)
			hit = hit || z->contexts[r->context].file == file;
		n += hit;
	}
	return n;
}

static void
flag_include(struct check *c, enum side side, size_t file, const char *what, size_t n)
{
	const struct zone *z = &c->set->zone[side];
	const struct zone_file *included = &z->files[file];
	struct finding *f;

	f = flag_at_most(c, n ? ERROR : NOTE, "$INCLUDE %.*s %s: %zu RRset%s %s", STR(included->path),
	    what, n, n == 1 ? "" : "s", n == 1 ? "moves with it" : "move with it");
	f->side = side;
	f->path = arena_dup(c->arena, z->files[included->parent].path);
	f->line = included->line;
	f->column = 1;
	if (n == 0)
		f->effect = S("None: the zone says the same as before.");
}

/* Includes of one side that the other lacks. */
static void
judge_side(struct check *c, enum side side, const char *what)
{
	const struct zone *z = &c->set->zone[side], *other = &c->set->zone[!side];

	for (size_t i = 1; i < z->nfiles; i++)
		if (twin_of(z, i, other) == 0)
			flag_include(c, side, i, what, count_rrsets(c, side, i));
}

/* The same file, and yet other records: an $ORIGIN, a $TTL or an owner before it moved. */
static void
judge_shifted(struct check *c)
{
	struct zone *z = NEW(c);

	for (size_t i = 1; i < z->nfiles; i++) {
		size_t old = twin_of(z, i, OLD(c)), n;

		if (old == 0 || !str_eq(OLD(c)->files[old].bytes, z->files[i].bytes))
			continue;
		n = count_rrsets(c, AFTER, i);
		if (n)
			flag_include(c, AFTER, i, "reads the same file in another way", n);
	}
}

void
check_zone_include(struct check *c, const struct change *ch)
{
	(void)ch;
	if (!OLD(c)->exists || !NEW(c)->exists || (OLD(c)->nfiles < 2 && NEW(c)->nfiles < 2) ||
	    OLD(c)->n == 0)
		return;
	judge_side(c, BEFORE, "is gone");
	judge_side(c, AFTER, "is new");
	if (c->set->n > 1)
		judge_shifted(c);
}
