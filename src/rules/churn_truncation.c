/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The mark of a file that was cut off: the names that are gone are one run
 * that reaches the end of the zone, or its start, in the order of the file or
 * in canonical order (exports are sorted).  Shares do not show it, since a
 * large zone may lose a tenth of its names this way.
 *
 * Only when enough names are gone, and nothing that changed beside them tells
 * against it, are the two versions walked.
 */
#include "rules/churn.h"

/* The names that are gone. */
struct gone {
	const struct change *first, *last;      /* in canonical order */
	size_t n;
};

/* Is the name gone, as far as people wrote it? */
static bool
is_gone(struct check *c, const struct change *ch)
{
	return ch->kind == RRSET_REMOVED && ch->churn && !churn_is_generated(ch) &&
	    !zone_has(NEW(c), ch->owner, 0);
}

static struct gone
collect(struct check *c)
{
	const struct name *last = NULL;
	struct gone g = { .n = 0 };

	for_each_change(ch, c->set) {
		if (ch->owner == last || !is_gone(c, ch))
			continue;
		last = ch->owner;
		g.first = g.n ? g.first : ch;
		g.last = ch;
		g.n++;
	}
	return g;
}

/* Not what holds the zone up: it stands at the start of most files, and stays. */
static bool
counts(struct zone *z, const struct record *r)
{
	if (r->owner == z->apex || type_generated(r->type))
		return false;
	for_each_record(ns, z, z->apex, TYPE_NS)
		if (record_target(z, ns) == r->owner)
			return false;
	return true;
}

/* Did something change, and stay, among the names that are gone?  Then they are no run. */
static bool
is_parted(struct check *c, const struct gone *g)
{
	bool before = true, behind = true;

	for_each_change(ch, c->set) {
		if (ch->side[AFTER].n == 0 || !counts(NEW(c), ch->side[AFTER].v[0]))
			continue;
		before = before && name_compare(ch->owner, g->first->owner) < 0;
		behind = behind && name_compare(ch->owner, g->last->owner) > 0;
	}
	return !before && !behind;
}

/* The same by the lines of the old file; what comes from an $INCLUDE tells nothing here. */
static bool
is_parted_in_file(struct check *c)
{
	uint32_t first_gone = UINT32_MAX, last_gone = 0, first_left = UINT32_MAX, last_left = 0;
	struct zone *z = OLD(c);

	for_each_change(ch, c->set)
		for_each_of(r, ch, BEFORE) {
			bool stays = ch->side[AFTER].n || zone_has(NEW(c), r->owner, 0);
			uint32_t *first = stays ? &first_left : &first_gone, *last = stays ? &last_left : &last_gone;

			if (!counts(z, r) || !str_eq(record_path(z, r), z->path))
				continue;
			*first = r->line < *first ? r->line : *first;
			*last = r->line > *last ? r->line : *last;
		}
	return last_left > first_gone && first_left < last_gone;
}

/* Canonical order: are all names that are left before the first, or behind the last? */
static const char *
canonical_run(struct check *c, const struct gone *g, size_t *left)
{
	bool before = true, behind = true;
	struct zone *z = NEW(c);

	*left = 0;
	for_each_in_zone(r, z) {
		if (!counts(z, r))
			continue;
		++*left;
		before = before && name_compare(r->owner, g->first->owner) < 0;
		behind = behind && name_compare(r->owner, g->last->owner) > 0;
		if (!before && !behind)
			return NULL;
	}
	return before ? "to the end of the zone in canonical order" :
	    "from the start of the zone in canonical order";
}

/* The file's order: does the run of records that are gone touch an end of the old file? */
static const char *
file_run(struct check *c)
{
	bool stays = false, goes = false, to_end = true, from_start = true;
	struct zone *z = OLD(c);

	for_each_in_zone(r, z) {
		if (!counts(z, r))
			continue;
		if (zone_has(NEW(c), r->owner, 0)) {
			to_end = to_end && !goes;
			stays = true;
		} else {
			from_start = from_start && !stays;
			goes = true;
		}
		if (!to_end && !from_start)
			return NULL;
	}
	return to_end ? "to the end of the file" : "from the start of the file";
}

void
check_churn_truncation(struct check *c, const struct change *ch)
{
	uint32_t least = check_number(c, "min-owners");
	struct finding *f;
	const char *run;
	struct gone g;
	size_t left;

	(void)ch;
	if (!churn_both_exist(c->set) || c->set->tally.removed < least || least == 0)
		return;
	g = collect(c);
	if (g.n < least)
		return;
	run = is_parted(c, &g) ? NULL : canonical_run(c, &g, &left);
	if (run && left == 0)
		return;                 /* emptied: zone-empty */
	if (run == NULL && !is_parted_in_file(c))
		run = file_run(c);
	if (run == NULL)
		return;
	f = flag(c, "%zu names are gone that form one run %s, from %.*s to %.*s", g.n, run,
	    STR(check_name(c, g.first->owner)), STR(check_name(c, g.last->owner)));
	finding_at(c, f, OLD(c), g.first->side[BEFORE].v[0]);
	f->before = texted(c, "%zu names", g.n);
	f->after = S("none of them");
}
