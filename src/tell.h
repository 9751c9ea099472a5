/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_TELL_H
#define ZONEVET_TELL_H

#include "catalogue.h"
#include "judge.h"
#include "report/report.h"
#include "rules/check.h"
#include "watch.h"

/* A run, from its source to its report. */
struct run {
	const struct options *o;
	struct source *source;
	struct judge judge;             /* the policy that decides */
	struct catalogue catalogue;
	bool has_catalogue;
	/* The zones that this run judges, by origin; none in a merge.  NULL: nothing to tell of it. */
	struct changeset **sets;
	size_t nsets, judged;           /* judged: how many of them were, when time is over */
	struct commit_zone *facts;      /* one a set, for the rules of the whole commit */
	struct shard *shard;            /* --shard: what the merge will need; NULL: all is judged */
	const struct merged *merged;    /* what the shards told, in a merge; else NULL */
	struct watch watch;
	atomic_size_t *done;            /* counts zones for others too; NULL: only the watch does */
	struct findings findings;
	struct report report;
	struct reported_zone *zones;    /* the report's */
	struct arena arena;             /* everything that the report shows */
	struct error error;             /* why there is no verdict; empty: there is one */
};

/* Lists the zones of the repository; false: run->error. */
bool run_catalogue(struct run *);
/* Loads and judges the zones of this run, or of its part; false: run->error, or late. */
bool run_judge_sets(struct run *);
/* What the rules know of the commit of which these are the zones. */
struct commit run_commit(struct run *, const struct commit_zone *zones, size_t n);
/* Says on standard error why there is no verdict, unless the report says it on the same terminal. */
void tell_error(const struct run *);
/* Fills the report from what the run found. */
void tell(struct run *);
/* Writes standard output and every -o file.  The exit code. */
int tell_written(struct run *);
void run_close(struct run *);

#endif
