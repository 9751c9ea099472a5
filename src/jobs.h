/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_JOBS_H
#define ZONEVET_JOBS_H

#include "merged.h"
#include "tell.h"

/*
 * --jobs: the zones of one run, judged by several processes.  Each takes a part
 * as --shard would, and what they tell is merged.
 */
enum jobs_result {
	JOBS_ALONE,             /* one process has to judge: few zones, a page, or no verdict of a part */
	JOBS_MERGED,            /* all is judged */
	JOBS_FAILED,            /* run->error says why not, or the deadline has passed */
};

/* The run has its catalogue.  Behind JOBS_MERGED the caller frees what was merged. */
enum jobs_result jobs_judge(struct run *, struct merged *);

#endif
