/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Churn as a share of the old version.  Large zones are not counted to their
 * end: a walk stops as soon as there are so many RRsets that what changed is
 * no large share of them.  In small zones a few RRsets are a large share
 * quickly: a few warn above half of the zone, and never block.
 *
 * What a $GENERATE makes would drown what people wrote: names that are gone
 * are counted with it and without it, and one line that changes is one edit.
 */
#include "rules/churn.h"

struct limits {
	uint32_t warn, block;           /* percent */
	uint32_t few;                   /* fewer RRsets never block */
	uint32_t base;                  /* RRsets that the old version must have */
};

/* One or two RRsets are no share: the rules on records tell what they mean. */
enum { LEAST = 3, HALF = 50 };

static enum severity
share_level(const struct limits *l, size_t n, size_t base)
{
	if (n < LEAST || base < l->base)
		return OFF;
	if (n < l->few)
		return exceeds(n, base, HALF) && exceeds(n, base, l->warn) ? WARNING : OFF;
	if (exceeds(n, base, l->block))
		return ERROR;
	return exceeds(n, base, l->warn) ? WARNING : OFF;
}

/* RRsets of the old version, or edits that they took; at least `enough` of them ends the walk. */
static size_t
count_base(struct zone *z, bool written, size_t enough)
{
	uint32_t line = 0, context = 0;
	size_t n = 0;

	for_each_in_zone(r, z) {
		if (record_opens_owner(z, r))
			n += churn_rrsets_at(z, r->owner, written);
		if (written && (r->flags & RECORD_GENERATED) &&
		    (r->line != line || r->context != context)) {
			line = r->line;
			context = r->context;
			n++;
		}
		if (n >= enough)
			break;
	}
	return n;
}

/* Flags `n` of the old version's RRsets when they are too large a share; NULL: they are not. */
static struct finding *
judge_share(struct check *c, size_t n, bool written, const char *what)
{
	const struct limits l = { check_number(c, "warn"), check_number(c, "block"),
		check_number(c, "few"), check_number(c, "min-base") };
	uint32_t least = l.warn < l.block ? l.warn : l.block;
	enum severity level;
	struct finding *f;
	size_t base;

	if (n < LEAST)
		return NULL;
	/* So many owners are known without a walk; and a zone read in part has no $GENERATE. */
	if (least && zone_is_read_in_part(OLD(c)) && zone_has_owners(OLD(c), 0, n * 100 / least + 1))
		return NULL;
	base = count_base(OLD(c), written, least ? n * 100 / least + 1 : SIZE_MAX);
	level = share_level(&l, n, base);
	if (level == OFF || (least && base > n * 100 / least))
		return NULL;
	f = flag_at_most(c, level, "%zu of %zu RRsets%s are %s, %.*s (limit %u %%)", n, base,
	    written && base < count_base(OLD(c), false, base + 1) ? " written by hand" : "", what,
	    STR(check_percent(c, n, base)), exceeds(n, base, l.block) ? l.block : l.warn);
	f->before = texted(c, "%zu RRsets", base);
	f->after = texted(c, "%zu %s", n, what);
	return f;
}

void
check_churn_delete_percent(struct check *c, const struct change *ch)
{
	size_t n = c->set->tally.removed;
	struct finding *f;
	struct edits e;

	(void)ch;
	if (!churn_both_exist(c->set) || n == 0)
		return;
	f = judge_share(c, n, false, "deleted");
	if (f == NULL) {
		e = churn_edits(c->set, RRSET_REMOVED);
		f = judge_share(c, e.written + e.lines, true, "deleted");
	}
	if (f)
		churn_at_first(c, f, RRSET_REMOVED);
}

void
check_churn_change_percent(struct check *c, const struct change *ch)
{
	const unsigned kinds = DATA_CHANGED | TTL_CHANGED;
	const struct tally *t = &c->set->tally;
	struct finding *f;
	struct edits e;

	(void)ch;
	if (!churn_both_exist(c->set) || t->changed + t->ttl_only == 0)
		return;
	e = churn_edits(c->set, kinds);
	if (e.written + e.lines < check_number(c, "few"))
		e = churn_edits(c->set, DATA_CHANGED);  /* of a few TTLs the ttl rules tell all */
	f = judge_share(c, e.written + e.lines, true, "changed");
	if (f == NULL)
		return;
	churn_at_first(c, f, kinds);
	if (t->changed == 0)
		f->effect = S("Only TTLs change: caches keep all of these names for another time "
		    "than before.");
}
