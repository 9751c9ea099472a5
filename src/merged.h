/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_MERGED_H
#define ZONEVET_MERGED_H

#include "report/shard_read.h"

struct options;
struct run;

/* What all shards of a commit told, put together again. */
struct merged {
	struct shard_report *reports;   /* one a shard, by index */
	size_t nreports;
	struct shard_zone *zones;       /* of all of them, by position */
	size_t n;
	struct reported_zone *told;     /* those that changed, in the same order */
	size_t ntold;
};

/* Judges the commit of the run from the parts in m->reports.  False: run->error says why not. */
bool merged_judge(struct run *, struct merged *);
void merged_free(struct merged *);
/* Are the parts enough for every report that was asked for? */
bool merged_suffices(const struct options *);
/* The report's zones, sides and policy; and from when on it fails, unless the user said so. */
void merged_tell(const struct merged *, struct report *, bool fail_on_set);
/* Puts the findings of the shards where the shards showed them; the others have their place. */
void merged_place(const struct merged *, struct report *, struct arena *);

#endif
