/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORT_REPORT_H
#define ZONEVET_REPORT_REPORT_H

#include <stdio.h>

#include "base/error.h"
#include "lint/commit.h"
#include "lint/finding.h"
#include "report/pictures.h"

/* What a run found, and the formats in which it is told. */

/* One RRset that differs, as text. */
struct reported_change {
	unsigned kind;                  /* RRSET_ADDED, RRSET_REMOVED, DATA_CHANGED, TTL_CHANGED */
	struct str owner, type;         /* absolute presentation, mnemonic */
	uint32_t ttl[2];                /* seconds, the lowest; meaningless on a side without records */
	/* Data of the records of either side that the other lacks (all of them when the RRset
	 * was added or removed), canonical presentation, sorted. */
	const struct str *data[2];
	const uint32_t *ttls[2];        /* of each of them; NULL: all have ttl[side] */
	size_t n[2];
	struct str path[2];             /* of the first such record; empty: none on that side */
	uint32_t line[2];
	bool churn;                     /* false: SOA or a generated type */
	/* Only with pictures: data that both sides have; "KSK, key tag 12345" beside data[side]. */
	const struct str *same;
	size_t nsame;
	const struct str *remarks[2];   /* NULL: none */
};

struct reported_zone {
	struct str origin, view;
	struct str class;               /* mnemonic; empty = IN */
	struct str path[2];             /* empty: the zone does not exist on that side */
	uint32_t serial[2];
	bool has_serial[2];
	size_t rrsets[2], records[2];   /* whole zone; 0 when counted[side] is false */
	bool counted[2];
	size_t added, removed, changed, ttl_only;
	const struct reported_change *changes;  /* canonical order */
	size_t n;
	size_t left_out;                /* changes beyond the limit of the report */
	const struct str *unread;       /* "PATH:LINE:COLUMN: MESSAGE", what no change could hold */
	size_t nunread;
	const struct pictures *pictures;        /* report/pictures.h; NULL: no format asked for them */
	const bool *judged;             /* by which of the report's rules; NULL: nobody asked */
};

/* A rule that judges, and how severe it is where nothing narrower speaks. */
struct reported_rule {
	const struct rule *rule;
	enum severity severity;
};

/*
 * Where a finding is shown in the new tree, which is all that a forge shows.
 * What a change takes away has no line there; another one stands for it.
 */
struct anchor {
	struct str path;                /* never empty */
	uint32_t line, column;          /* from 1, octets; column 0 = not known */
	bool moved;                     /* stands for a line of the old version */
	struct str text;                /* the line without its end; see WANTS_LINES */
	struct str hash;                /* its primaryLocationLineHash; empty: not known */
};

/*
 * A zone as one of several runs judged it: its findings before waivers and
 * before they are settled, and what the rules of the whole commit need.
 */
struct shard_zone {
	size_t position;                /* among the zones that the commit touches, from 0 */
	struct commit_zone facts;
	const struct reported_zone *told;       /* NULL: none of its RRsets changed */
	size_t unread;                  /* entries of the old version that cannot be read */
	struct finding *const *findings;
	const struct anchor *anchors;   /* one a finding */
	size_t n;
};

/* A run that judged every count-th zone; `zonevet merge` makes one report of all of them. */
struct shard {
	unsigned index, count;          /* index from 1 */
	size_t touched;                 /* zones of the commit, of all shards together */
	struct str selection;           /* the options that decide which zones and how */
	const struct shard_zone *zones; /* by position */
	size_t n;
};

struct not_judged {
	struct str what;                /* "rule mail-spf-weakened", "old version of example.com." */
	struct str why;
};

/* A waiver of the policy that is well formed and has not run out. */
struct reported_waiver {
	struct str id, rule, owners, expires, ticket, reason, path;
	uint32_t line;
	int64_t until;
	bool used;                      /* it lowered a finding of this change */
};

struct report {
	const struct findings *findings;        /* settled */
	const struct reported_zone *zones;      /* by origin */
	size_t nzones;
	const struct not_judged *not_judged;
	size_t nnot_judged;
	const struct str *notes;                /* of the source; one sentence each */
	size_t nnotes;
	const struct reported_waiver *waivers;  /* in force, the first to expire first */
	size_t nwaivers;
	struct str label[2], revision[2];       /* "HEAD" "index"; commit ids or empty */
	struct str policy_path, policy_hash, policy_from;       /* from: "base HEAD", "-c", "shipped" */
	struct str error;                       /* exit 2: why; else empty */
	enum severity fail_on;
	int64_t now;
	const struct shard *shard;              /* NULL: all of the commit was judged */
	const struct anchor *anchors;           /* one a finding; NULL: nobody asked */
	const struct reported_rule *rules;      /* by id; see WANTS_RULES */
	size_t nrules;
	bool quiet, verbose;
	bool suppressed;                        /* SARIF tells waived findings too */
	/* How standard output looks; formats for machines ignore it. */
	bool color, unicode;
	unsigned width;                         /* columns, at least 40 */
};

enum verdict { PASS, WARN, BLOCK, CANNOT_JUDGE };
/*
 * CANNOT_JUDGE when there is an error; BLOCK when a finding is at or above
 * fail_on; WARN when a warning or error is below it; else PASS.
 */
enum verdict report_verdict(const struct report *);
const char *verdict_text(enum verdict);         /* pass, warn, block, error */

/* What a report need not hold unless a format asks for it. */
enum {
	WANTS_RULES   = 1 << 0,         /* report.rules */
	WANTS_JUDGED  = 1 << 1,         /* with them: zone.judged */
	WANTS_ANCHORS = 1 << 2,         /* report.anchors */
	WANTS_LINES   = 1 << 3,         /* and their text and hash, for which files are read */
	WANTS_PICTURES = 1 << 4,        /* zone.pictures */
	WANTS_CHANGES = 1 << 5,         /* zone.changes; without them it has none, and left_out counts */
};

/* A format: one function, one file. */
struct reporter {
	const char *name, *summary;
	void (*write)(FILE *, const struct report *);
	unsigned wants;
};
const struct reporter *const *reporters_all(size_t *n);
const struct reporter *reporter_find(struct str name);  /* NULL: no such format */

/*
 * The file of the new tree for what concerns no zone file of it: the policy,
 * else the first zone that changed, else where a policy would be.
 */
struct str report_file(const struct report *);
/* The anchor of the nth finding, made up from its own place where there is none. */
struct anchor report_anchor(const struct report *, size_t n);

/*
 * Writes to `path` (through a temporary file beside it, renamed when whole,
 * and without colour) or to standard output when it is NULL or "-".  Never
 * through a symbolic link.  False (err): not written.
 */
bool report_write(const struct reporter *, const struct report *, const char *path, struct error *);

/* `zonevet diff`: the changes alone, unified-diff colours, no judgement. */
void report_diff(FILE *, const struct report *);

#endif
