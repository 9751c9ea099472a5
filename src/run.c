/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A run from end to end: source, policy, zones, changes, findings, report.
 * Whatever keeps it from judging ends in a report with an error, and exit 2.
 */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "anchor.h"
#include "base_auto.h"
#include "catalogue.h"
#include "judge.h"
#include "report/report.h"
#include "reported.h"
#include "reported_pictures.h"
#include "review.h"
#include "rules/check.h"
#include "watch.h"

enum { HISTORY_MS = 700 };      /* for looking into the past of all zones together */

struct run {
	const struct options *o;
	struct source *source;
	struct judge judge;             /* the policy that decides */
	struct catalogue catalogue;
	bool has_catalogue;
	struct changeset **sets;
	size_t nsets, judged;
	struct watch watch;
	struct findings findings;
	struct report report;
	struct arena arena;             /* everything that the report shows */
	struct error error;
};

/* What the forge's variables name; a base that is not there comes with the forge's own cure. */
static struct source *
open_auto(struct run *run, struct error *err)
{
	struct source_options how = { .repository = NULL };
	struct source *source = NULL;
	struct base_auto found;

	if (base_auto(&found, &run->arena, err)) {
		source = source_range(found.range, &how, err);
		if (source == NULL && found.cure)
			fail(err, "%.4000s\nIn %s: %s", arena_printf(&run->arena, "%s", err->text).p,
			    found.forge, found.cure);
		if (source && found.other && str_eq(source->revision[BEFORE], source->revision[AFTER])) {
			source_close(source);
			source = NULL;
			fail(err, "--base auto: in %s the base would be the very commit that is checked out: "
			    "nothing of a change is there to judge\nSay --range BASE..HEAD", found.forge);
		}
	}
	return source;
}

static struct source *
open_source(struct run *run, struct error *err)
{
	const struct options *o = run->o;
	struct source_options how = { .repository = NULL };

	if (o->base && strcmp(o->base, "auto") == 0)
		return open_auto(run, err);
	if (o->before || o->after)
		return source_files(o->before, o->after, &how, err);
	if (o->patch)
		return source_patch(o->base, o->patch, &how, err);
	if (o->stdin_path)
		return source_buffer(o->base, o->stdin_path, &how, err);
	if (o->tree)
		return source_tree(o->base, o->tree, &how, err);
	if (o->range)
		return source_range(o->range, &how, err);
	return source_index(&how, err);
}

/* Loads every zone that the change touches. */
static bool
load_sets(struct run *run)
{
	struct catalogue *c = &run->catalogue;

	run->has_catalogue = true;
	if (!catalogue_open(c, run->source, run->judge.policy, run->o, &run->watch.late, &run->error))
		return false;
	if (c->n == 0 && c->unnamed.n == 0)
		return fail(&run->error, "no file of the tree is a zone: %s\nSay in the policy which "
		    "files are, for example:\n  [zones]\n  files = zones/**",
		    policy_names_files(run->judge.policy) ? "the `files` and `map` lines match nothing" :
		    "none is called *.zone, *.db, db.*, *.arpa or named.root");
	run->sets = ARENA_ARRAY(&run->arena, struct changeset *, c->n);
	for (size_t i = 0; i < c->n; i++)
		atomic_fetch_add(&run->watch.all, c->zones[i]->touched);
	for (size_t i = 0; i < c->n; i++) {
		struct changeset *set;

		if (!c->zones[i]->touched)
			continue;
		set = catalogue_load(c, c->zones[i], &run->error);
		if (set == NULL)
			return false;
		run->sets[run->nsets++] = set;
		atomic_fetch_add(&run->watch.done, 1);
		if (atomic_load(&run->watch.late))
			return false;
	}
	return true;
}

/* The time is over: says which zones nobody judged. */
static void
tell_late(struct run *run)
{
	enum { NAMED = 5 };
	struct catalogue *c = &run->catalogue;
	struct str names = S("");
	size_t n = 0, all = 0;

	for (size_t i = 0; run->has_catalogue && i < c->n; i++) {
		if (!c->zones[i]->touched || all++ < run->judged)
			continue;
		if (n++ < NAMED)
			names = arena_printf(&run->arena, "%.*s%s%.*s", STR(names), n > 1 ? ", " : ": ",
			    STR(c->zones[i]->origin));
	}
	if (n > NAMED)
		names = arena_printf(&run->arena, "%.*s and %zu more", STR(names), n - NAMED);
	fail(&run->error, "the deadline of %u s passed; %zu of %zu zones were not judged%.*s",
	    run->o->deadline, n, all, STR(names));
}

static bool
judge_sets(struct run *run)
{
	struct policy *policy = run->judge.policy;
	struct commit commit = { .now = run->o->now, .sets = run->sets, .n = run->nsets,
		.siblings = &run->catalogue.siblings, .unfiled = run->catalogue.unfiled,
		.nunfiled = run->catalogue.nunfiled, .policy_path = run->judge.path,
		.policy_changed = run->judge.changed, .proposed = run->judge.proposed,
		.all = run->o->all };

	for (run->judged = 0; run->judged < run->nsets; run->judged++) {
		if (atomic_load(&run->watch.late))
			return false;
		rules_run(policy, &commit, run->sets[run->judged], &run->findings);
	}
	rules_run_commit(policy, &commit, &run->findings);
	if (policy_failed(policy, &run->error))
		return false;
	if (run->catalogue.failed) {
		run->error = *run->catalogue.err;
		return false;
	}
	policy_waive(policy, &run->findings, rules_find(S("ownership-waiver")), run->o->now);
	findings_settle(&run->findings);
	return !policy_failed(policy, &run->error);
}

/* --- the report ------------------------------------------------------------------ */

/* What the formats that were asked for want beyond the common. */
static unsigned
wanted(const struct options *o)
{
	unsigned wants = o->format ? reporter_find(str_of(o->format))->wants : 0;

	for (size_t i = 0; i < o->noutputs; i++)
		wants |= reporter_find(str_of(o->outputs[i].format))->wants;
	if (o->command == COMMAND_REVIEW && review_opens_page())
		wants |= reporter_find(S("html"))->wants;
	return wants;
}

static void
tell_zones(struct run *run)
{
	unsigned wants = wanted(run->o);
	struct reported_zone *zones = ARENA_ARRAY(&run->arena, struct reported_zone, run->nsets);
	bool pictures = !run->error.text[0] && (wants & WANTS_PICTURES);
	int64_t history_ms = HISTORY_MS;
	size_t n = 0;

	/* Of a whole tree only what changed is shown. */
	for (size_t i = 0; i < run->nsets; i++) {
		if (run->o->all && run->sets[i]->n <= 1)
			continue;
		reported_zone_fill(&zones[n], run->sets[i], &run->arena);
		if (pictures)
			depict(&(struct depiction){ run->sets[i], &run->catalogue.siblings, run->source,
			    run->judge.policy, &run->arena, &history_ms }, &zones[n]);
		n++;
	}
	run->report.zones = zones;
	run->report.nzones = n;
	if (wants & WANTS_RULES && run->judge.policy)
		reported_rules_fill(&run->report, run->judge.policy, &run->arena);
	if (wants & WANTS_JUDGED && run->judge.policy)
		reported_judged_fill(&run->report, zones, run->judge.policy, &run->arena);
	if (wants & (WANTS_ANCHORS | WANTS_LINES))
		anchors_fill(&run->report, run->sets, run->nsets, run->source, wants & WANTS_LINES,
		    &run->arena);
}

static void
tell_not_judged(struct run *run)
{
	const struct str *unbuilt = NULL;
	size_t n = run->judge.policy ? policy_unbuilt(run->judge.policy, &unbuilt) : 0;
	struct not_judged *v = ARENA_ARRAY(&run->arena, struct not_judged, n + run->nsets);
	size_t used = 0;

	for (size_t i = 0; i < run->nsets; i++) {
		const struct zone *old = &run->sets[i]->zone[BEFORE];

		if (old->unread == 0)
			continue;
		v[used].what = arena_printf(&run->arena, "old version of %.*s",
		    STR(run->sets[i]->origin));
		v[used++].why = arena_printf(&run->arena, "%u of its entries cannot be read; the rest "
		    "was compared", (unsigned)old->unread);
	}
	for (size_t i = 0; i < n; i++) {
		v[used].what = unbuilt[i];
		v[used++].why = S("this version of zonevet cannot judge it yet");
	}
	run->report.not_judged = v;
	run->report.nnot_judged = used;
}

static int
first_to_expire(const void *x, const void *y)
{
	const struct reported_waiver *a = x, *b = y;

	return a->until < b->until ? -1 : a->until > b->until ? 1 : str_cmp(a->id, b->id);
}

static void
tell_waivers(struct run *run)
{
	const struct waiver_held *held = NULL;
	size_t n = policy_waivers(run->judge.policy, run->o->now, &run->arena, &held);
	struct reported_waiver *v = ARENA_ARRAY(&run->arena, struct reported_waiver, n);

	for (size_t i = 0; i < n; i++) {
		v[i] = (struct reported_waiver){ held[i].id, held[i].rule, held[i].owners,
			held[i].expires, held[i].ticket, held[i].reason, held[i].path, held[i].line,
			held[i].until, false };
		for (size_t k = 0; k < run->findings.n; k++)
			v[i].used = v[i].used || str_eq(run->findings.v[k]->waiver, v[i].id);
	}
	if (n)
		qsort(v, n, sizeof(*v), first_to_expire);
	run->report.waivers = v;
	run->report.nwaivers = n;
}

static void
tell(struct run *run)
{
	struct report *r = &run->report;
	const struct options *o = run->o;

	r->findings = &run->findings;
	tell_not_judged(run);
	if (run->source) {
		r->notes = run->source->notes;
		r->nnotes = run->source->nnotes;
		for (int side = BEFORE; side <= AFTER; side++) {
			r->label[side] = run->source->label[side];
			r->revision[side] = run->source->revision[side];
		}
	}
	r->fail_on = o->fail_on_set ? o->fail_on : ERROR;
	if (run->judge.policy) {
		tell_waivers(run);
		r->policy_path = policy_path(run->judge.policy);
		r->policy_hash = policy_hash(run->judge.policy);
		r->policy_from = run->judge.from;
		if (!o->fail_on_set)
			r->fail_on = policy_fail_on(run->judge.policy);
	}
	tell_zones(run);
	r->error = str_of(run->error.text[0] ? run->error.text : NULL);
	r->now = o->now;
	r->quiet = o->quiet;
	r->verbose = o->verbose;
	r->color = o->color;
	r->unicode = o->unicode;
	r->width = o->width;
	r->suppressed = o->sarif_suppressed;
}

/* Standard output and every -o file. */
static bool
write_reports(struct run *run)
{
	const struct options *o = run->o;
	const struct reporter *reporter = reporter_find(str_of(o->format ? o->format : "text"));
	bool good = o->command == COMMAND_REVIEW ? review_show(&run->report, &run->error) :
	    report_write(reporter, &run->report, NULL, &run->error);

	for (size_t i = 0; good && i < o->noutputs; i++)
		good = report_write(reporter_find(str_of(o->outputs[i].format)), &run->report,
		    o->outputs[i].path, &run->error);
	return good;
}

static void
run_close(struct run *run)
{
	if (run->has_catalogue)
		catalogue_close(&run->catalogue);
	judge_close(&run->judge);
	if (run->source)
		source_close(run->source);
	findings_free(&run->findings);
	arena_free(&run->arena);
}

static bool
open_run(struct run *run)
{
	run->source = open_source(run, &run->error);
	return run->source && judge_open(&run->judge, run->source, run->o, &run->error) &&
	    load_sets(run);
}

int
run_fail(const struct error *err)
{
	fprintf(stderr, "zonevet: %s\n", err->text);
	return 2;
}

int
run_flushed(void)
{
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 2;
}

int
run_check(const struct options *o)
{
	struct run run = { .o = o };
	bool good;
	int code;

	run.findings.arena = &run.arena;
	watch_start(&run.watch, o->deadline);
	good = open_run(&run) && judge_sets(&run);
	watch_stop(&run.watch);
	if (!good && atomic_load(&run.watch.late))
		tell_late(&run);
	/* On a terminal the text report says an error itself, and once is enough. */
	if (!good && !(isatty(STDOUT_FILENO) && (o->format == NULL || strcmp(o->format, "text") == 0)))
		run_fail(&run.error);
	tell(&run);
	switch (report_verdict(&run.report)) {
	case BLOCK: code = 1; break;
	case CANNOT_JUDGE: code = 2; break;
	default: code = 0; break;
	}
	if (!write_reports(&run))
		code = run_fail(&run.error);
	run_close(&run);
	return code;
}

int
run_diff(const struct options *o)
{
	struct run run = { .o = o };
	int code = 0;

	run.findings.arena = &run.arena;
	if (!open_run(&run)) {
		code = run_fail(&run.error);
	} else {
		tell(&run);
		report_diff(stdout, &run.report);
		if (fflush(stdout) != 0 || ferror(stdout)) {
			fail(&run.error, "standard output cannot be written");
			code = run_fail(&run.error);
		}
	}
	run_close(&run);
	return code;
}
