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

#include "base/buf.h"
#include "base_auto.h"
#include "jobs.h"
#include "report/escape.h"
#include "rules/check.h"
#include "shard.h"
#include "tell.h"

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

bool
run_catalogue(struct run *run)
{
	run->has_catalogue = true;
	return catalogue_open(&run->catalogue, run->source, run->judge.policy, run->o, &run->watch.late,
	    &run->error);
}

/* Finds the zones, and which of them the change touches. */
static bool
find_zones(struct run *run)
{
	struct catalogue *c = &run->catalogue;

	if (!run_catalogue(run))
		return false;
	if (c->n == 0 && c->unnamed.n == 0)
		return fail(&run->error, "no file of the tree is a zone: %s\nSay in the policy which "
		    "files are, for example:\n  [zones]\n  files = zones/**",
		    policy_names_files(run->judge.policy) ? "the `files` and `map` lines match nothing" :
		    "none is called *.zone, *.db, db.*, *.arpa or named.root");
	return true;
}

/* The next zone from *i on that this run takes; NULL behind the last. */
static struct catalogued *
next_zone(const struct run *run, size_t *i, size_t *position)
{
	const struct catalogue *c = &run->catalogue;

	while (*i < c->ntouched) {
		struct catalogued *zone = c->zones[(*i)++];

		if (shard_takes(run->o, (*position)++))
			return zone;
	}
	return NULL;
}

/* Makes room for the zones of this run; how many there are. */
static size_t
expect_sets(struct run *run)
{
	size_t n = 0;

	for (size_t i = 0, position = 0; next_zone(run, &i, &position) != NULL;)
		n++;
	atomic_store(&run->watch.all, n);
	run->sets = ARENA_ARRAY(&run->arena, struct changeset *, n);
	return n;
}

/* Loads every zone of this run; nobody judges them. */
static bool
load_sets(struct run *run)
{
	struct catalogued *zone;

	expect_sets(run);
	for (size_t i = 0, position = 0; (zone = next_zone(run, &i, &position)) != NULL; run->nsets++) {
		run->sets[run->nsets] = catalogue_load(&run->catalogue, zone, &run->error);
		if (run->sets[run->nsets] == NULL)
			return false;
	}
	return true;
}

struct commit
run_commit(struct run *run, const struct commit_zone *zones, size_t n)
{
	return (struct commit){ .now = run->o->now, .zones = zones, .n = n,
		.siblings = &run->catalogue.siblings, .unfiled = run->catalogue.unfiled,
		.nunfiled = run->catalogue.nunfiled, .policy_path = run->judge.path,
		.policy_changed = run->judge.changed, .proposed = run->judge.proposed,
		.all = run->o->all };
}

/* The time is over: says which zones nobody judged. */
static void
tell_late(struct run *run)
{
	enum { NAMED = 5 };
	struct catalogue *c = &run->catalogue;
	struct str names = S("");
	size_t n = 0, all = 0, at = 0;

	for (size_t i = 0; run->has_catalogue && i < c->ntouched; i++) {
		if (!shard_takes(run->o, at++) || all++ < run->judged)
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

/* Zones that did not change and that nothing was found in fill no memory: a tree may hold very many. */
static void
let_go(struct run *run, struct catalogued *zone, size_t from)
{
	struct changeset **set = &run->sets[run->judged];

	if (run->o->all && (*set)->n <= 1 && (*set)->zone[BEFORE].unread == 0 && run->findings.n == from &&
	    catalogue_let_go(zone))
		*set = NULL;
}

/* Loads and judges one zone after the other; the findings of set i end at from[i + 1]. */
static bool
judge_zones(struct run *run, const struct commit *commit, size_t *from)
{
	atomic_size_t *done = run->done ? run->done : &run->watch.done;
	struct catalogued *zone;

	for (size_t i = 0, position = 0; (zone = next_zone(run, &i, &position)) != NULL; run->judged++) {
		struct changeset *set = catalogue_load(&run->catalogue, zone, &run->error);

		run->catalogue.at_hand = zone;
		if (set == NULL) {
			run->findings.n = 0;    /* without this zone they are no verdict */
			return false;
		}
		run->sets[run->nsets++] = set;
		if (atomic_load(&run->watch.late))
			return false;
		rules_run(run->judge.policy, commit, set, &run->findings);
		commit_zone_fill(&run->facts[run->judged], set);
		run->facts[run->judged].origin = zone->origin;  /* the set may go */
		from[run->judged + 1] = run->findings.n;
		let_go(run, zone, from[run->judged]);
		atomic_fetch_add(done, 1);
	}
	return true;
}

struct run_process {
	struct judge_process process;   /* first */
	struct run *run;
};

static pid_t
run_fork(struct judge_process *process)
{
	struct watch *watch = &((struct run_process *)(void *)process)->run->watch;
	pid_t pid;

	watch_pause(watch);
	pid = fork();
	if (pid != 0)
		watch_go_on(watch);
	return pid;
}

static bool
run_failed(struct judge_process *process)
{
	struct run *run = ((struct run_process *)(void *)process)->run;

	return policy_failed(run->judge.policy, &run->error) || run->catalogue.failed;
}

/* May a second process judge beside this one?  Not where each processor has one. */
static bool
has_processor(const struct run *run)
{
	return run->o->shards == 0 && sysconf(_SC_NPROCESSORS_ONLN) > 1;
}

static bool
judge_commit(struct run *run, struct commit *commit, size_t *from)
{
	struct policy *policy = run->judge.policy;
	const struct rule *self = rules_find(S("ownership-waiver"));

	if (!judge_zones(run, commit, from))
		return false;
	if (run->o->shards)
		shard_keep(run, from);
	else
		rules_run_commit(policy, commit, &run->findings);
	if (policy_failed(policy, &run->error))
		return false;
	if (run->catalogue.failed) {
		run->error = *run->catalogue.err;
		return false;
	}
	policy_waive(policy, &run->findings, self, run->o->now, run->o->shards > 0);
	findings_settle(&run->findings);
	return !policy_failed(policy, &run->error);
}

bool
run_judge_sets(struct run *run)
{
	size_t n = expect_sets(run), *from = ARENA_ARRAY(&run->arena, size_t, n + 1);
	struct run_process process = { { run_fork, run_failed }, run };
	struct commit commit;
	bool good;

	run->facts = ARENA_ARRAY(&run->arena, struct commit_zone, n);
	commit = run_commit(run, run->facts, n);
	commit.targets = target_tree_new();
	commit.process = has_processor(run) ? &process.process : NULL;
	good = judge_commit(run, &commit, from);
	target_tree_free(commit.targets);
	return good;
}

static bool
open_run(struct run *run)
{
	run->source = open_source(run, &run->error);
	return run->source && judge_open(&run->judge, run->source, run->o, &run->error) && find_zones(run);
}

static bool
judge(struct run *run, struct merged *m)
{
	switch (jobs_judge(run, m)) {
	case JOBS_MERGED:
		run->merged = m;
		return true;
	case JOBS_ALONE:
		return run_judge_sets(run);
	default:
		return false;
	}
}

int
run_fail(const struct error *err)
{
	struct buf out = { NULL, 0, 0 };
	struct str rest = str_of(err->text), line;

	/* Names of files stand in it, which a terminal or a runner's log would take as commands. */
	buf_add(&out, S("zonevet: "));
	while (str_line(&rest, &line)) {
		escape_terminal(&out, line);
		buf_put(&out, '\n');
	}
	fwrite(out.p, 1, out.len, stderr);
	buf_free(&out);
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
	struct merged merged = { .n = 0 };
	bool good;
	int code;

	run.findings.arena = &run.arena;
	watch_start(&run.watch, o->deadline);
	good = open_run(&run) && judge(&run, &merged);
	watch_stop(&run.watch);
	if (!good && atomic_load(&run.watch.late))
		tell_late(&run);
	if (!good)
		tell_error(&run);
	tell(&run);
	code = tell_written(&run);
	merged_free(&merged);
	run_close(&run);
	return code;
}

int
run_diff(const struct options *o)
{
	struct run run = { .o = o };
	int code = 0;

	run.findings.arena = &run.arena;
	if (!open_run(&run) || !load_sets(&run)) {
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
