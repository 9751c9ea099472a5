/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The driver, and what a running rule may ask.  Rows are sorted out once a
 * zone, by kind of change and type, so that a change meets only the rows that
 * watch it.  Three passes: the first may end in errors that leave nothing to
 * judge (the text is no zone), then all others, then those that run even so.
 *
 * The zone as a whole comes after its RRsets, so that a rule on it can gather
 * up what was found on them.  A zone that is gone is one change: its RRsets
 * are not judged one by one.
 */
#include "rules/check.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "rules/half.h"

enum { SHORT_FORM = 240 };      /* octets of before and after in a finding */

/* --- the driver -------------------------------------------------------------- */

/* The rows of a pass that watch one kind of change to one type. */
struct watch {
	unsigned kind;
	uint16_t type;
	struct row {
		const struct rule *rule;
		bool depends;           /* on the name or type, whether it is off */
	} *rows;
	size_t n;
	bool all;                       /* no row is ever passed over */
};

struct driver {
	struct check check;
	const struct rule *const *rules;        /* all rows */
	size_t nrules;
	struct row *room;               /* for so many of one watch */
	unsigned pass;                  /* RULE_FIRST, 0, RULE_LAST */
	struct watch *watches;
	size_t n, cap;
	struct arena arena;             /* of the rows */
	struct arena passing;
	char owner[NAME_MAX_TEXT];      /* check.subject.owner */
	struct known known;
};

static bool
watches_type(const struct rule *rule, uint16_t type)
{
	if (rule->types[0] == 0)
		return !type_generated(type);
	for (size_t i = 0; i < sizeof(rule->types) / sizeof(rule->types[0]); i++)
		if (rule->types[i] == type)
			return true;
	return false;
}

static bool
watches(const struct rule *rule, unsigned pass, unsigned kind, uint16_t type)
{
	unsigned on = rule->on;

	if (rule->check == NULL || (rule->flags & (RULE_FIRST | RULE_LAST)) != pass)
		return false;
	if ((rule->flags & RULE_STATE) && (on & RRSET_TOUCHED))
		on |= RRSET_STANDS;
	if (!(on & kind))
		return false;
	return (kind & (COMMIT_CHANGED | ZONE_CHANGED)) || watches_type(rule, type);
}

/*
 * Rows on whole zones run even when they are off for the zone: what they flag
 * may be about a name for which the policy turns them on.
 */
static bool
may_judge(struct driver *d, const struct rule *rule, unsigned kind, struct row *row)
{
	struct check *c = &d->check;

	*row = (struct row){ rule, false };
	if (kind & (COMMIT_CHANGED | ZONE_CHANGED))
		return true;
	row->depends = !policy_is_even(c->policy, rule, "severity", &c->subject);
	return row->depends || policy_severity(c->policy, rule, &c->subject, NULL) != OFF;
}

static const struct watch *
driver_watch(struct driver *d, unsigned kind, uint16_t type)
{
	struct watch *w, found;

	for (size_t i = 0; i < d->n; i++) {
		if (d->watches[i].kind != kind || d->watches[i].type != type)
			continue;
		if (i == 0)
			return d->watches;
		found = d->watches[i];          /* what is asked for often comes to the front */
		d->watches[i] = d->watches[i - 1];
		d->watches[i - 1] = found;
		return &d->watches[i - 1];
	}
	GROW(d->watches, d->n, d->cap);
	w = &d->watches[d->n++];
	*w = (struct watch){ kind, type, NULL, 0, kind != RRSET_STANDS && type != TYPE_SOA };
	for (size_t i = 0; i < d->nrules; i++)
		if (watches(d->rules[i], d->pass, kind, type) && may_judge(d, d->rules[i], kind, &d->room[w->n]))
			w->all = !d->room[w->n++].depends && w->all;
	w->rows = ARENA_ARRAY(&d->arena, struct row, w->n);
	for (size_t i = 0; i < w->n; i++)
		w->rows[i] = d->room[i];
	return w;
}

/* A rule on state judges a SOA only when more than its serial moved. */
static bool
only_serial(const struct check *c)
{
	return (c->rule->flags & RULE_STATE) && c->change->type == TYPE_SOA &&
	    c->change->kind == DATA_CHANGED && c->set->serial_only;
}

static bool
wanted(struct check *c, const struct row *row)
{
	if (c->change->kind & (COMMIT_CHANGED | ZONE_CHANGED))
		return true;
	if (only_serial(c) || (c->change->kind == RRSET_STANDS && !check_scope_is_all(c)))
		return false;
	return !row->depends || policy_severity(c->policy, c->rule, &c->subject, NULL) != OFF;
}

/* Another owner's turn. */
static void
driver_turn(struct driver *d, const struct name *owner)
{
	struct known *k = &d->known;

	d->check.subject.owner = name_spell(owner, d->owner);
	if (d->passing.chunks == NULL)
		return;
	for (int side = BEFORE; side <= AFTER; side++) {
		k->spf[side].record = NULL;
		k->dkim[side].record = NULL;
		k->joined[side].of = NULL;
	}
	arena_clear(&d->passing);
}

static void
driver_judge(struct driver *d, const struct change *ch)
{
	const struct watch *w = driver_watch(d, ch->kind, ch->type);
	struct check *c = &d->check;

	if (w->n == 0)
		return;
	if (!(ch->kind & (COMMIT_CHANGED | ZONE_CHANGED)) &&
	    (c->change == NULL || c->change->owner != ch->owner || c->subject.owner.len == 0))
		driver_turn(d, ch->owner);
	c->change = ch;
	c->subject.type = ch->type;
	for (size_t i = 0; i < w->n; i++) {
		c->rule = w->rows[i].rule;
		if (w->all || wanted(c, &w->rows[i]))
			c->rule->check(c, ch);
	}
}

/* May a row of this pass judge RRsets that the change did not touch?  For some name or type. */
static bool
driver_stands(struct driver *d)
{
	struct check *c = &d->check;

	for (size_t i = 0; i < d->nrules; i++) {
		const struct rule *rule = c->rule = d->rules[i];

		if ((rule->flags & RULE_STATE) && (rule->on & RRSET_TOUCHED) && rule->check &&
		    (rule->flags & (RULE_FIRST | RULE_LAST)) == d->pass &&
		    (c->commit->all || policy_sets(c->policy, rule, "scope")))
			return true;
	}
	return false;
}

/* Rules look at the texts of records here and there: as many pages as that takes stay for a while. */
static void
rest(const struct changeset *set, size_t change)
{
	zone_rest(&set->zone[BEFORE], change);
	zone_rest(&set->zone[AFTER], change);
}

/* Changes, and behind them the RRsets that stand. */
struct span {
	struct driver *driver;
	size_t from, to;
};

static const struct change *
change_at(const struct changeset *set, size_t i)
{
	return i < set->n ? &set->v[i] : &set->standing[i - set->n];
}

static void
judge_span(void *self)
{
	const struct span *span = self;
	struct changeset *set = span->driver->check.set;

	for (size_t i = span->from; i < span->to; i++) {
		driver_judge(span->driver, change_at(set, i));
		rest(set, i);
	}
}

/* What rules find on an owner may depend on what others found on it: it stays together. */
static size_t
middle_of(const struct changeset *set, size_t from, size_t to)
{
	size_t i = from + (to - from) / 2;

	while (i < to && change_at(set, i)->owner == change_at(set, i - 1)->owner)
		i++;
	return i;
}

/*
 * What both processes would find out about every name, each in memory of its
 * own: while it is one, it is noted once.
 */
static void
prepare(struct changeset *set, const struct span *span)
{
	struct zone *z = &set->zone[AFTER];
	bool aliases = false;
	size_t n;

	for (size_t i = span->from; i < span->to; i++) {
		struct name *owner = change_at(set, i)->owner;

		aliases |= change_at(set, i)->type == TYPE_CNAME;
		for (struct name *up = owner; up && up->parent == NULL;)
			up = names_parent(&set->names, up);
		zone_cut(z, owner);
	}
	/* Who points at an alias? */
	if (aliases && !zone_is_read_in_part(z))
		zone_pointers(z, z->apex, &n);
}

static void
judge_rrsets(struct driver *d)
{
	enum { WORTH_A_PROCESS = 1 << 15 };     /* RRsets; to fork takes some milliseconds */
	struct check *c = &d->check;
	struct span first = { d, 1, c->set->n + c->set->nstanding }, second = first;
	struct half half;
	bool apart = false;

	if (d->pass == 0 && c->commit->process && first.to > WORTH_A_PROCESS) {
		prepare(c->set, &first);
		first.to = second.from = middle_of(c->set, first.from, first.to);
		apart = half_start(&half, c->commit->process, c->findings, judge_span, &second);
	}
	judge_span(&first);
	if (first.to < second.to && !(apart && half_take(&half, c->findings)))
		judge_span(&second);
}

static void
driver_pass(struct driver *d, unsigned pass)
{
	struct check *c = &d->check;
	struct changeset *set = c->set;
	bool gone = !set->zone[AFTER].exists;

	d->pass = pass;
	d->n = 0;
	c->change = NULL;
	c->subject = (struct subject){ .zone = set->origin, .view = set->view };
	if (!gone && driver_stands(d))
		changeset_standing(set);
	if (!gone)
		judge_rrsets(d);
	c->subject = (struct subject){ .zone = set->origin, .view = set->view };
	driver_judge(d, &set->v[0]);
}

static void
driver_start(struct driver *d)
{
	d->check.passing = &d->passing;
	d->rules = policy_rules(d->check.policy, &d->nrules);
	d->room = ARENA_ARRAY(&d->arena, struct row, d->nrules);
}

static void
driver_free(struct driver *d)
{
	free(d->watches);
	free(d->known.notes);
	arena_free(&d->arena);
	arena_free(&d->passing);
}

/* Is there nothing to judge, because a first rule found an error? */
static bool
stops(const struct findings *f, size_t from)
{
	for (size_t i = from; i < f->n; i++)
		if ((f->v[i]->rule->flags & RULE_FIRST) && f->v[i]->severity == ERROR)
			return true;
	return false;
}

void
rules_run(struct policy *policy, const struct commit *commit, struct changeset *set,
    struct findings *findings)
{
	struct driver d = { .check = { .set = set, .policy = policy, .commit = commit,
	    .findings = findings, .arena = findings->arena } };
	size_t from = findings->n;

	if (set->n == 0 || (!set->zone[BEFORE].exists && !set->zone[AFTER].exists))
		return;
	driver_start(&d);
	d.check.known = &d.known;
	driver_pass(&d, RULE_FIRST);
	if (!stops(findings, from))
		driver_pass(&d, 0);
	driver_pass(&d, RULE_LAST);
	driver_free(&d);
}

void
rules_run_commit(struct policy *policy, const struct commit *commit, struct findings *findings)
{
	static const unsigned passes[] = { RULE_FIRST, 0, RULE_LAST };
	static const struct change whole = { .kind = COMMIT_CHANGED };
	struct driver d = { .check = { .policy = policy, .commit = commit, .findings = findings,
	    .arena = findings->arena } };

	driver_start(&d);
	for (size_t i = 0; i < sizeof(passes) / sizeof(passes[0]); i++) {
		d.pass = passes[i];
		d.n = 0;
		driver_judge(&d, &whole);
	}
	driver_free(&d);
}

/* --- findings ------------------------------------------------------------------ */

static bool
about_rrset(const struct change *ch)
{
	return !(ch->kind & (COMMIT_CHANGED | ZONE_CHANGED));
}

/* A copy of a text that many findings of one zone have; the last one is kept at `last`. */
static struct str
kept(struct check *c, struct str *last, struct str text)
{
	struct str copy;

	if (last && last->p && str_eq(*last, text))
		return *last;
	copy = arena_dup(c->arena, text);
	if (last)
		*last = copy;
	return copy;
}

void
finding_at(struct check *c, struct finding *f, const struct zone *z, const struct record *r)
{
	f->side = z->side;
	f->path = kept(c, c->known ? &c->known->path[z->side] : NULL, record_path(z, r));
	f->line = r->line;
	f->column = record_column(z, r);
}

/* The first record that the other side lacks, on the new side if there is one. */
static void
place_rrset(struct check *c, struct finding *f)
{
	const struct rrset *old = &c->change->side[BEFORE], *new = &c->change->side[AFTER];

	for (size_t i = 0; i < new->n; i++)
		if (new->v[i]->flags & RECORD_DIFFERS) {
			finding_at(c, f, NEW(c), new->v[i]);
			return;
		}
	for (size_t i = 0; i < old->n; i++)
		if (old->v[i]->flags & RECORD_DIFFERS) {
			finding_at(c, f, OLD(c), old->v[i]);
			return;
		}
	if (new->n)
		finding_at(c, f, NEW(c), new->v[0]);
	else if (old->n)
		finding_at(c, f, OLD(c), old->v[0]);
}

static struct str
short_form(struct check *c, struct zone *z, const struct rrset *set)
{
	struct str text = z->exists ? check_rrset(c, z, set) : S("");

	if (text.len <= SHORT_FORM)
		return text;
	return texted(c, "%.*s... (%zu octets in all)", SHORT_FORM, text.p, text.len);
}

static void
fill(struct check *c, struct finding *f)
{
	const struct zone *z;

	if (c->set == NULL)
		return;
	z = NEW(c)->exists ? NEW(c) : OLD(c);
	f->zone = kept(c, c->known ? &c->known->zone : NULL, c->set->origin);
	f->view = kept(c, c->known ? &c->known->view : NULL, c->set->view);
	f->side = z->side;
	f->path = kept(c, c->known ? &c->known->path[z->side] : NULL, z->path);
	if (!about_rrset(c->change))
		return;
	f->owner = arena_dup(c->arena, c->subject.owner);
	f->type = type_text(c->arena, c->change->type);
	f->before = short_form(c, OLD(c), &c->change->side[BEFORE]);
	f->after = short_form(c, NEW(c), &c->change->side[AFTER]);
	place_rrset(c, f);
}

/*
 * Nothing of the old version could be read: nobody can tell what of the new
 * one's state is this change's doing.
 */
static bool
is_beyond_compare(struct check *c)
{
	return c->set && (c->rule->flags & (RULE_STATE | RULE_FIRST)) == RULE_STATE &&
	    OLD(c)->exists && OLD(c)->n == 0 && OLD(c)->unread > 0;
}

static enum severity
capped(struct check *c, const struct subject *subject)
{
	enum severity severity = policy_severity(c->policy, c->rule, subject, NULL);
	enum severity most = c->at_most;

	if (most > WARNING && is_beyond_compare(c))
		most = WARNING;
	return severity < most ? severity : most;
}

static struct finding *
vflag(struct check *c, enum severity at_most, const char *fmt, va_list args)
{
	struct finding *f = findings_add(c->findings, c->rule);

	c->at_most = at_most;
	f->severity = capped(c, &c->subject);
	f->side = AFTER;
	f->message = arena_vprintf(c->arena, fmt, args);
	f->effect = str_of(c->rule->effect);
	f->fix = str_of(c->rule->fix);
	fill(c, f);
	return f;
}

/* Zones are judged one after the other, and so their findings stand. */
struct finding *
check_found(struct check *c, size_t *i)
{
	const struct findings *all = c->findings;
	struct finding *f = *i < all->n ? all->v[all->n - ++*i] : NULL;

	return f && str_eq(f->zone, c->set->origin) && str_eq(f->view, c->set->view) ? f : NULL;
}

struct finding *
flag(struct check *c, const char *fmt, ...)
{
	struct finding *f;
	va_list args;

	va_start(args, fmt);
	f = vflag(c, ERROR, fmt, args);
	va_end(args);
	return f;
}

struct finding *
flag_at_most(struct check *c, enum severity at_most, const char *fmt, ...)
{
	struct finding *f;
	va_list args;

	va_start(args, fmt);
	f = vflag(c, at_most, fmt, args);
	va_end(args);
	return f;
}

void
finding_about(struct check *c, struct finding *f, const struct name *owner, uint16_t type)
{
	struct subject subject = { .zone = f->zone, .view = f->view, .type = type };

	f->owner = owner ? name_text(c->arena, owner) : (struct str){ NULL, 0 };
	f->type = type ? type_text(c->arena, type) : (struct str){ NULL, 0 };
	subject.owner = f->owner;
	f->severity = capped(c, &subject);
}

struct str
texted(struct check *c, const char *fmt, ...)
{
	struct str text;
	va_list args;

	va_start(args, fmt);
	text = arena_vprintf(c->arena, fmt, args);
	va_end(args);
	return text;
}

/* --- migrations ------------------------------------------------------------------ */

const struct migration *
check_migration(struct check *c)
{
	return policy_migration(c->policy, &c->subject, c->commit->now);
}

const struct migration *
check_migration_of(struct check *c, const struct change *ch)
{
	struct subject subject = c->subject;

	subject.owner = check_name(c, ch->owner);
	subject.type = ch->type;
	return policy_migration(c->policy, &subject, c->commit->now);
}
