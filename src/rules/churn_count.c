/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Churn by number: deletions and additions of one zone, and of all zones of a
 * commit together.  What counts is an edit.  A $GENERATE line is one, however
 * many RRsets it makes: nobody wrote those one by one.
 */
#include "rules/churn.h"

#include "base/map.h"

/* --- edits --------------------------------------------------------------------- */

static enum side
shown_side(const struct change *ch)
{
	return ch->side[AFTER].n ? AFTER : BEFORE;
}

bool
churn_is_generated(const struct change *ch)
{
	const struct rrset *set = &ch->side[shown_side(ch)];

	for (size_t i = 0; i < set->n; i++)
		if (!(set->v[i]->flags & RECORD_GENERATED))
			return false;
	return set->n > 0;
}

/* Where a $GENERATE line stands. */
struct place {
	uint32_t side, file, line;
};

/* Counts the line unless it is in the set already, whose keys stay in `room`. */
static void
count_line(struct map *seen, struct arena *room, const struct zone *z, const struct record *r,
    struct edits *e)
{
	struct place place = { z->side, z->contexts[r->context].file, r->line };
	struct str key = str_n((const char *)&place, sizeof(place));

	if (map_get(seen, key))
		return;
	*map_slot(seen, arena_dup(room, key)) = seen;
	e->lines++;
}

struct edits
churn_edits(const struct changeset *set, unsigned kinds)
{
	struct edits e = { 0, 0, 0 };
	struct arena room = { NULL };
	struct map seen = { 0 };

	for_each_change(ch, set) {
		if (!ch->churn || !(ch->kind & kinds))
			continue;
		if (!churn_is_generated(ch)) {
			e.written++;
			continue;
		}
		e.generated++;
		count_line(&seen, &room, &set->zone[shown_side(ch)],
		    ch->side[shown_side(ch)].v[0], &e);
	}
	map_free(&seen);
	arena_free(&room);
	return e;
}

size_t
churn_rrsets_at(struct zone *z, const struct name *owner, bool written)
{
	uint16_t seen[64];
	size_t n = 0;

	for_each_record(r, z, owner, 0) {
		size_t i = 0;

		if (written && (r->flags & RECORD_GENERATED))
			continue;
		while (i < n && seen[i] != r->type)
			i++;
		if (i == n && n < sizeof(seen) / sizeof(seen[0]) && r->type != TYPE_SOA &&
		    !type_generated(r->type))
			seen[n++] = r->type;
	}
	return n;
}

void
churn_at_first(struct check *c, struct finding *f, unsigned kinds)
{
	for_each_change(ch, c->set) {
		enum side side = ch->kind == RRSET_REMOVED ? BEFORE : AFTER;

		if (!ch->churn || !(ch->kind & kinds) || ch->side[side].n == 0)
			continue;
		finding_at(c, f, &c->set->zone[side], ch->side[side].v[0]);
		return;
	}
}

/* "; 254 RRsets among them by 1 $GENERATE line", or nothing. */
static struct str
generated_text(struct check *c, const struct edits *e)
{
	if (e->lines == 0)
		return S("");
	return texted(c, "; %zu $GENERATE line%s with %zu RRset%s count%s as %zu", e->lines,
	    e->lines == 1 ? "" : "s", e->generated, e->generated == 1 ? "" : "s",
	    e->lines == 1 ? "s" : "", e->lines);
}

/* --- one zone --------------------------------------------------------------------- */

void
check_churn_delete_count(struct check *c, const struct change *ch)
{
	uint32_t warn = check_number(c, "warn"), block = check_number(c, "block");
	struct finding *f;
	struct edits e;
	size_t n;

	(void)ch;
	if (!churn_both_exist(c->set) || c->set->tally.removed <= (warn < block ? warn : block))
		return;
	e = churn_edits(c->set, RRSET_REMOVED);
	n = e.written + e.lines;
	if (n <= (warn < block ? warn : block))
		return;
	f = flag_at_most(c, n > block ? ERROR : WARNING, "%zu RRsets are deleted (limit %u%.*s)", n,
	    n > block ? block : warn, STR(generated_text(c, &e)));
	f->after = texted(c, "%zu deleted", n);
	churn_at_first(c, f, RRSET_REMOVED);
}

void
check_churn_add_count(struct check *c, const struct change *ch)
{
	uint32_t warn = check_number(c, "warn"), most = check_number(c, "generated");
	struct finding *f;
	struct edits e;
	size_t n;

	(void)ch;
	if (!churn_both_exist(c->set) || c->set->tally.added <= (warn < most ? warn : most))
		return;
	e = churn_edits(c->set, RRSET_ADDED);
	n = e.written + e.lines;
	if (n > warn)
		f = flag(c, "%zu RRsets are added (limit %u%.*s)", n, warn,
		    STR(generated_text(c, &e)));
	else if (e.generated > most)
		f = flag(c, "%zu RRsets are added by %zu $GENERATE line%s (limit %u)", e.generated,
		    e.lines, e.lines == 1 ? "" : "s", most);
	else
		return;
	f->after = texted(c, "%zu added", n > warn ? n : e.generated);
	churn_at_first(c, f, RRSET_ADDED);
}

/* --- the commit ------------------------------------------------------------------------ */

struct sum {
	size_t n, zones;
	size_t largest;                 /* part of one zone */
};

static void
sum_add(struct sum *s, size_t n)
{
	s->n += n;
	s->zones += n > 0;
	if (n > s->largest)
		s->largest = n;
}

/* What one zone did most of is told there; the sum speaks of what hides among many. */
static bool
sum_exceeds(const struct sum *s, uint32_t limit)
{
	return limit && s->n > limit && s->zones > 1 && s->largest <= s->n / 2;
}

void
check_churn_commit(struct check *c, const struct change *ch)
{
	uint32_t deletes = check_number(c, "deletes"), changes = check_number(c, "changes");
	struct sum gone = { 0, 0, 0 }, moved = { 0, 0, 0 };
	struct finding *f;

	(void)ch;
	for (size_t i = 0; c->commit->n > 1 && i < c->commit->n; i++) {
		sum_add(&gone, c->commit->zones[i].removed);
		sum_add(&moved, c->commit->zones[i].moved);
	}
	if (sum_exceeds(&gone, deletes)) {
		f = flag(c, "%zu RRsets of %zu zones are deleted in one change (limit %u)", gone.n,
		    gone.zones, deletes);
		f->after = texted(c, "%zu deleted", gone.n);
	} else if (sum_exceeds(&moved, changes)) {
		f = flag(c, "%zu RRsets of %zu zones get other data or TTLs in one change (limit "
		    "%u)", moved.n, moved.zones, changes);
		f->effect = S("Clients of all these names are sent elsewhere as soon as caches let "
		    "go of the old data.");
		f->after = texted(c, "%zu changed", moved.n);
	}
}
