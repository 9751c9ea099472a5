/* SPDX-License-Identifier: BSD-2-Clause */
/* The report of a run: zones as text, waivers, what was not judged, and what formats ask for beyond. */
#include "tell.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "anchor.h"
#include "merged.h"
#include "reported.h"
#include "reported_pictures.h"
#include "review.h"
#include "run.h"
#include "shard.h"

enum { HISTORY_MS = 700 };      /* for looking into the past of all zones together */

/* What the formats that were asked for want beyond the common; the text, when quiet, lists no changes. */
static unsigned
wanted(const struct options *o)
{
	bool text = o->format == NULL || strcmp(o->format, "text") == 0;
	unsigned wants = reporter_find(text ? S("text") : str_of(o->format))->wants;

	if (text && o->quiet)
		wants &= ~(unsigned)WANTS_CHANGES;

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
		if (run->sets[i] == NULL || (run->o->all && run->sets[i]->n <= 1))
			continue;
		reported_zone_fill(&zones[n], run->sets[i], wants & WANTS_CHANGES ? SIZE_MAX : 0, &run->arena);
		if (pictures)
			depict(&(struct depiction){ run->sets[i], &run->catalogue.siblings, run->source,
			    run->judge.policy, &run->arena, &history_ms }, &zones[n]);
		n++;
	}
	run->report.zones = zones;
	run->report.nzones = n;
	run->zones = zones;
}

/* What only some formats ask for, of whatever zones the report has. */
static void
tell_details(struct run *run)
{
	unsigned wants = wanted(run->o);
	struct report *r = &run->report;

	if (wants & WANTS_RULES && run->judge.policy)
		reported_rules_fill(r, run->judge.policy, &run->arena);
	if (wants & WANTS_JUDGED && run->judge.policy)
		reported_judged_fill(r, run->zones, run->judge.policy, &run->arena);
	if (!(wants & (WANTS_ANCHORS | WANTS_LINES)))
		return;
	anchors_place(r, run->sets, run->nsets, &run->arena);
	if (run->merged)
		merged_place(run->merged, r, &run->arena);
	if (wants & WANTS_LINES && run->source)
		anchors_read(r, run->source, &run->arena);
}

static void
tell_not_judged(struct run *run)
{
	const struct str *unbuilt = NULL;
	size_t n = run->judge.policy ? policy_unbuilt(run->judge.policy, &unbuilt) : 0;
	size_t nzones = run->merged ? run->merged->n : run->nsets, used = 0;
	struct not_judged *v = ARENA_ARRAY(&run->arena, struct not_judged, n + nzones + 1);

	for (size_t i = 0; i < nzones; i++) {
		size_t unread = run->merged ? run->merged->zones[i].unread :
		    run->sets[i] ? run->sets[i]->zone[BEFORE].unread : 0;

		if (unread == 0)
			continue;
		v[used].what = arena_printf(&run->arena, "old version of %.*s",
		    STR(run->merged ? run->merged->zones[i].facts.origin : run->sets[i]->origin));
		v[used++].why = arena_printf(&run->arena, "%zu of its entries cannot be read; the rest "
		    "was compared", unread);
	}
	if (run->shard) {
		v[used].what = arena_printf(&run->arena, "%zu of %zu zones, and the commit as a whole",
		    run->shard->touched - run->shard->n, run->shard->touched);
		v[used++].why = arena_printf(&run->arena, "this is part %u of %u; `zonevet merge` joins "
		    "the reports", run->shard->index, run->shard->count);
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

void
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
	if (run->merged) {
		merged_tell(run->merged, r, o->fail_on_set);
		run->zones = run->merged->told;
	} else {
		tell_zones(run);
	}
	if (run->shard)
		shard_place(run);
	tell_details(run);
	r->error = str_of(run->error.text[0] ? run->error.text : NULL);
	r->now = o->now;
	r->quiet = o->quiet;
	r->verbose = o->verbose;
	r->color = o->color;
	r->unicode = o->unicode;
	r->width = o->width;
	r->suppressed = o->sarif_suppressed;
}

void
tell_error(const struct run *run)
{
	const struct options *o = run->o;

	/* On a terminal the text report says an error itself, and once is enough. */
	if (!(isatty(STDOUT_FILENO) && (o->format == NULL || strcmp(o->format, "text") == 0)))
		run_fail(&run->error);
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

int
tell_written(struct run *run)
{
	if (!write_reports(run))
		return run_fail(&run->error);
	switch (report_verdict(&run->report)) {
	case BLOCK: return 1;
	case CANNOT_JUDGE: return 2;
	default: return 0;
	}
}

void
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
