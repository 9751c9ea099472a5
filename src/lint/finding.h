/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_LINT_FINDING_H
#define ZONEVET_LINT_FINDING_H

#include "base/arena.h"
#include "lint/rule.h"

struct buf;

/*
 * What a rule saw.  A finding stands alone: it outlives zone and changeset.
 * All text is in DNS presentation form or plain words; paths may hold any
 * byte.  Reporters escape for their sink.
 */
struct finding {
	const struct rule *rule;
	enum severity severity;         /* as decided by rule, policy and waiver */
	enum side side;                 /* which version path and line speak of */
	struct str zone;                /* absolute, lower case; empty for the commit */
	struct str view;                /* empty where there is one */
	struct str owner;               /* absolute, lower case; empty for a whole zone */
	struct str type;                /* mnemonic; empty for a whole zone or owner */
	struct str path;                /* empty where no file can be named */
	uint32_t line, column;          /* from 1; 0 = not known */
	struct str message;             /* what was seen, one sentence */
	struct str effect;              /* what it does to users of the zone */
	struct str fix;                 /* what to do */
	struct str before, after;       /* short forms of the data; may be empty */
	struct str waiver;              /* id of the waiver or migration that lowered it, else empty */
	bool waivable;                  /* finding_waiver_line() says how */
	bool consumed;                  /* by a more specific one; findings_settle() drops it */
};

struct findings {
	struct finding **v;
	size_t n, cap;
	struct arena *arena;            /* holds the findings and their text */
};

/* A new zeroed finding at the end of the list. */
struct finding *findings_add(struct findings *, const struct rule *);

/*
 * Drops findings that a more specific one consumes (unless they are more
 * severe) and those whose severity is OFF, which consume nothing, and sorts:
 * severity (worst first), zone, view, path, line, column, rule, owner, type,
 * message, before, after.
 */
void findings_settle(struct findings *);
/* Of rule, zone, view, owner, type, before and after: the same finding has it in every run. */
uint64_t finding_fingerprint(const struct finding *);

/* What a waiver's owners speak of: the owner, else the apex; . for the commit as a whole. */
struct str finding_waived_owner(const struct finding *);
/* The waiver that would lower it, as text of the empty buffer; empty: it cannot be waived. */
struct str finding_waiver_line(const struct finding *, struct buf *);

enum severity findings_worst(const struct findings *);  /* OFF when there is none */
void findings_free(struct findings *);

#endif
