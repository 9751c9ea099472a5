/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One verdict of several: the zones were judged by as many runs, here come the
 * rules of the whole commit and the waivers, as they would have in one run.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "lint/version.h"
#include "merged.h"
#include "run.h"
#include "rules/check.h"
#include "tell.h"

enum { TIME_APART = 3600 };     /* seconds: jobs of one pipeline may wait for a runner */

/* --- do they belong together? ------------------------------------------------------------- */

static int
by_index(const void *x, const void *y)
{
	const struct shard_report *a = x, *b = y;

	return a->shard.index < b->shard.index ? -1 : a->shard.index > b->shard.index;
}

/* Every report of the same commit, policy and options, and each part once. */
static bool
belong_together(const struct merged *m, struct error *err)
{
	const struct shard_report *first = &m->reports[0];

	for (size_t i = 0; i < m->nreports; i++) {
		const struct shard_report *r = &m->reports[i];
		const char *differs = r->shard.count != first->shard.count ? "number of parts" :
		    !str_eq(r->revision[BEFORE], first->revision[BEFORE]) ||
		    !str_eq(r->revision[AFTER], first->revision[AFTER]) ? "commits" :
		    !str_eq(r->policy_hash, first->policy_hash) ? "policy" :
		    !str_eq(r->shard.selection, first->shard.selection) ||
		    r->fail_on != first->fail_on ? "options" :
		    r->shard.touched != first->shard.touched ? "number of zones" : NULL;

		if (!str_eq(r->version, S(ZONEVET_VERSION)))
			return fail(err, "%s: zonevet %.*s wrote it, and this is zonevet " ZONEVET_VERSION "\n"
			    "Use one version for all parts and the merge", r->path, STR(r->version));
		if (differs)
			return fail(err, "%s and %s are of different runs: not the same %s", first->path, r->path,
			    differs);
		if (r->now - first->now > TIME_APART || first->now - r->now > TIME_APART)
			return fail(err, "%s and %s were judged more than an hour apart; waivers and signatures may "
			    "have expired between them\nGive all parts the same --now", first->path, r->path);
		if (i && r->shard.index == r[-1].shard.index)
			return fail(err, "%s and %s are both part %u of %u", r[-1].path, r->path, r->shard.index,
			    r->shard.count);
		if (r->shard.index != i + 1)
			return fail(err, "part %zu of %u is missing", i + 1, first->shard.count);
	}
	if (m->nreports != first->shard.count)
		return fail(err, "part %zu of %u is missing", m->nreports + 1, first->shard.count);
	return true;
}

static bool
open_reports(struct run *run, const struct options *o, struct merged *m)
{
	m->reports = ARENA_ARRAY(&run->arena, struct shard_report, o->npaths);
	for (size_t i = 0; i < o->npaths; i++) {
		struct shard_report *r = &m->reports[i];

		m->nreports++;          /* before it is good: what was parsed of it is let go, too */
		if (!shard_report_open(r, o->paths[i], &run->arena, &run->error))
			return false;
		if (r->error.len)
			return fail(&run->error, "%s: this part has no verdict: %.*s", r->path,
			    r->error.len < 2000 ? (int)r->error.len : 2000, r->error.p);
	}
	qsort(m->reports, m->nreports, sizeof(*m->reports), by_index);
	return belong_together(m, &run->error);
}

/* --- the repository and its policy ----------------------------------------------------------- */

static bool
is_object_id(struct str id)
{
	for (size_t i = 0; i < id.len; i++)
		if (!ascii_digit(id.p[i]) && (id.p[i] < 'a' || id.p[i] > 'f'))
			return false;
	return id.len >= 40 && id.len <= 64;
}

static bool
open_source(struct run *run, const struct shard_report *r)
{
	struct source_options how = { .repository = NULL };
	struct str range;

	if (!is_object_id(r->revision[BEFORE]) || !is_object_id(r->revision[AFTER]))
		return fail(&run->error, "%s: names no two commits", r->path);
	range = arena_printf(&run->arena, "%.*s..%.*s", STR(r->revision[BEFORE]), STR(r->revision[AFTER]));
	run->source = source_range(range.p, &how, &run->error);
	return run->source != NULL;
}

static bool
open_judge(struct run *run, const struct shard_report *r)
{
	struct str hash;

	if (!judge_open(&run->judge, run->source, run->o, &run->error))
		return false;
	hash = policy_hash(run->judge.policy);
	return str_eq(hash, r->policy_hash) || fail(&run->error, "the parts were judged by the policy %.*s "
	    "(sha256 %.12s), here it is %.*s (sha256 %.12s)\nGive the same --policy to all of them",
	    STR(r->policy_path), r->policy_hash.len >= 12 ? r->policy_hash.p : "?",
	    STR(policy_path(run->judge.policy)), hash.p);
}

static const struct rule *
find_rule(void *policy, struct str id)
{
	return policy_rule_find(policy, id);
}

/* --- together ---------------------------------------------------------------------------------- */

static int
by_position(const void *x, const void *y)
{
	const struct shard_zone *a = x, *b = y;

	return a->position < b->position ? -1 : a->position > b->position;
}

/* The zones of all parts, in the order of one run. */
static bool
gather(struct run *run, struct merged *m)
{
	struct shard_rules rules = { find_rule, run->judge.policy };
	size_t touched = m->reports[0].shard.touched;

	m->zones = ARENA_ARRAY(&run->arena, struct shard_zone, touched);
	m->told = ARENA_ARRAY(&run->arena, struct reported_zone, touched);
	for (size_t i = 0; i < m->nreports; i++) {
		struct shard_report *r = &m->reports[i];

		if (!shard_report_read(r, &rules, &run->arena, &run->error))
			return false;
		shard_report_close(r);
		for (size_t k = 0; k < r->shard.n && m->n < touched; k++)
			m->zones[m->n++] = r->shard.zones[k];
	}
	if (m->n)
		qsort(m->zones, m->n, sizeof(*m->zones), by_position);
	for (size_t i = 0; i < touched; i++)
		if (i >= m->n || m->zones[i].position != i)
			return fail(&run->error, "%s: zones are missing, or stand in it twice",
			    m->reports[i % m->nreports].path);
	for (size_t i = 0; i < m->n; i++)
		if (m->zones[i].told)
			m->told[m->ntold++] = *m->zones[i].told;
	return true;
}

static bool
judge_commit(struct run *run, const struct merged *m)
{
	struct policy *policy = run->judge.policy;
	struct commit_zone *facts = ARENA_ARRAY(&run->arena, struct commit_zone, m->n);
	struct findings *all = &run->findings;
	struct commit commit;

	for (size_t i = 0; i < m->n; i++) {
		facts[i] = m->zones[i].facts;
		for (size_t k = 0; k < m->zones[i].n; k++) {
			GROW(all->v, all->n, all->cap);
			all->v[all->n++] = m->zones[i].findings[k];
		}
	}
	commit = run_commit(run, facts, m->n);
	rules_run_commit(policy, &commit, all);
	if (policy_failed(policy, &run->error))
		return false;
	policy_waive(policy, all, rules_find(S("ownership-waiver")), run->o->now, false);
	findings_settle(all);
	return !policy_failed(policy, &run->error);
}

bool
merged_judge(struct run *run, struct merged *m)
{
	return gather(run, m) && judge_commit(run, m);
}

void
merged_free(struct merged *m)
{
	for (size_t i = 0; i < m->nreports; i++)
		shard_report_close(&m->reports[i]);
}

/* --- the report ------------------------------------------------------------------------------ */

void
merged_tell(const struct merged *m, struct report *r, bool fail_on_set)
{
	const struct shard_report *first = &m->reports[0];

	r->zones = m->told;
	r->nzones = m->ntold;
	for (int side = BEFORE; side <= AFTER; side++)
		r->label[side] = first->label[side];
	r->policy_from = first->policy_from;
	if (!fail_on_set)
		r->fail_on = first->fail_on;
}

/* A finding by where it lies: the list was sorted since. */
static struct str
key_of(struct finding *const *f)
{
	return str_n((const char *)f, sizeof(*f));
}

void
merged_place(const struct merged *m, struct report *r, struct arena *arena)
{
	struct anchor *anchors = ARENA_ARRAY(arena, struct anchor, r->findings->n);
	struct map known = { 0 };

	for (size_t i = 0; i < m->n; i++)
		for (size_t k = 0; k < m->zones[i].n; k++)
			*map_slot(&known, key_of(&m->zones[i].findings[k])) = (void *)&m->zones[i].anchors[k];
	for (size_t i = 0; i < r->findings->n; i++) {
		const struct anchor *given = map_get(&known, key_of(&r->findings->v[i]));

		anchors[i] = given && given->path.len ? *given : r->anchors[i];
	}
	map_free(&known);
	r->anchors = anchors;
}

/* The page draws zones, of which only their changes are here. */
bool
merged_suffices(const struct options *o)
{
	bool page = o->format && strcmp(o->format, "html") == 0;

	for (size_t i = 0; i < o->noutputs; i++)
		page = page || strcmp(o->outputs[i].format, "html") == 0;
	return !page;
}

static bool
can_be_told(const struct options *o, struct error *err)
{
	return merged_suffices(o) || fail(err, "the page needs the zones themselves, which a merge does not read\n"
	    "Write it with: zonevet check --range A..B -o html=FILE");
}

int
run_merge(const struct options *o)
{
	struct options options = *o;
	struct run run = { .o = &options };
	struct merged m = { .n = 0 };
	bool good;
	int code;

	options.paths = NULL;           /* they are the reports, and narrow nothing */
	options.npaths = 0;
	run.findings.arena = &run.arena;
	good = can_be_told(o, &run.error) && open_reports(&run, o, &m);
	if (good && !o->now_set)
		options.now = m.reports[0].now;
	good = good && open_source(&run, &m.reports[0]) && open_judge(&run, &m.reports[0]) &&
	    run_catalogue(&run) && merged_judge(&run, &m);
	merged_free(&m);
	if (good)
		run.merged = &m;
	else
		tell_error(&run);
	tell(&run);
	code = tell_written(&run);
	run_close(&run);
	return code;
}
