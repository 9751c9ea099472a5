/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORT_SHARD_READ_H
#define ZONEVET_REPORT_SHARD_READ_H

#include <stdio.h>

#include "report/report.h"

/*
 * Reads what fmt_json.c wrote of a shard.  The file comes from another machine:
 * every value is looked at, and what does not fit is told with its place in the
 * file.  Texts go to the arena.
 */
struct shard_report {
	const char *path;
	void *root;                     /* the parsed file; NULL behind shard_report_close() */
	struct str label[2], revision[2];
	struct str policy_path, policy_hash, policy_from;
	struct str error;               /* why the shard has no verdict; else empty */
	enum severity fail_on;
	struct str version;             /* of the zonevet that wrote it */
	int64_t now;
	struct shard shard;
	struct reported_zone *zones;
	size_t nzones;
};

/* Which row an id is; NULL: none. */
struct shard_rules {
	const struct rule *(*find)(void *self, struct str id);
	void *self;
};

enum { SHARD_REPORT_MAX = 1 << 30 };    /* octets of one file */

/* The head of the report: all but its zones.  False (err): no report of a shard, or none to trust. */
bool shard_report_open(struct shard_report *, const char *path, struct arena *, struct error *);
/* The same from where a file stands; `name` is what errors call it. */
bool shard_report_load(struct shard_report *, FILE *, const char *name, struct arena *, struct error *);
/* Its zones and findings. */
bool shard_report_read(struct shard_report *, const struct shard_rules *, struct arena *, struct error *);
void shard_report_close(struct shard_report *);

#endif
