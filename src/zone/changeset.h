/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_CHANGESET_H
#define ZONEVET_ZONE_CHANGESET_H

#include "zone/zone.h"

/* The semantic difference of two versions of one zone, an RRset each. */

struct rrset {
	struct record **v;              /* in file order; readable records only */
	uint32_t n;
	uint32_t ttl;                   /* the lowest as written */
};

struct change {
	struct name *owner;             /* NULL: the commit; the apex for ZONE_CHANGED */
	struct rrset side[2];
	/* The directive whose edit moved many RRsets ($TTL, $ORIGIN, $INCLUDE); 0 = its own line. */
	uint32_t cause_line;
	uint16_t type;                  /* 0 for the zone or the commit as a whole */
	uint8_t kind;                   /* one of the kinds of lint/rule.h */
	bool churn;                     /* counts: not SOA, not a generated type */
};

/* Numbers of RRsets unless said otherwise; served data and glue, without SOA and generated types. */
struct tally {
	size_t rrsets[2], records[2], names[2];
	size_t added, removed, changed, ttl_only;
};

struct changeset {
	struct str origin;              /* absolute, lower case, final dot */
	struct str view;                /* empty where there is one */
	struct zone zone[2];
	struct change *v;               /* [0]: the zone as a whole; then by owner and type, canonically */
	size_t n;
	uint32_t *first;                /* by the owner's place in `names`: its first change in v, 0 = none */
	size_t nfirst;                  /* names added since have no change */
	struct change *standing;        /* RRsets equal on both sides, with changeset_standing() */
	size_t nstanding;
	struct tally tally;
	bool tallied;                   /* rrsets, records and names are counted when first asked */
	bool serial_changed;            /* both versions have a SOA, with different serials */
	bool serial_only;               /* and nothing else in the SOA differs */
	/* Where the manifest of the served zones gained or dropped it; empty: its files decide. */
	struct str listed;
	uint32_t listed_line;
	struct names names;
	struct arena arena;
};

/* A zone that the manifest gained (AFTER) or dropped (BEFORE: where it stood), and has no file. */
struct unfiled {
	struct str origin, path;        /* path and line of the manifest */
	uint32_t line;
	enum side side;
};

/* What is the zone called and where does it lie; path empty = not on that side. */
struct zone_place {
	struct str origin, view;
	struct str path[2];
	const struct zone_options *options[2];
};

/* Loads both sides and compares them.  False (err): could not be judged. */
bool changeset_load(struct changeset *, struct source *, const struct zone_place *, struct error *);
void changeset_free(struct changeset *);

/* The change of one RRset, NULL: equal on both sides (or on neither). */
const struct change *changeset_find(const struct changeset *, const struct name *owner,
    uint16_t type);
/* Any change at this owner: the first of them, sorted by type; NULL: none. */
const struct change *changeset_at(const struct changeset *, const struct name *owner);
/* The changes at a name and below it, which stand side by side: *n of them. */
const struct change *changeset_within(const struct changeset *, const struct name *above, size_t *n);
const struct tally *changeset_tally(struct changeset *);
/* Are both files so small that counting them takes no time? */
bool changeset_small(const struct changeset *);
/* Fills `standing`: every RRset of the new version that did not change. */
void changeset_standing(struct changeset *);

/* The data of an RRset joined by ", ", the first few of many, behind what the buffer holds. */
void rrset_put(struct buf *, struct arena *, struct zone *, const struct rrset *);
/* Short form of an RRset for a report: the same with the TTL in front. */
struct str rrset_text(struct arena *, struct zone *, const struct rrset *);
bool rrset_has_data(struct zone *, const struct rrset *, const struct rdata *);

/*
 * The other zones of the repository, both versions, by name.  Loaded when
 * first asked for and kept until the end of the run.
 */
struct siblings {
	/* The zone with exactly this origin, or NULL. */
	struct changeset *(*find)(struct siblings *, const struct name *origin);
	/* The zone with the longest origin at or above the name, or NULL. */
	struct changeset *(*covering)(struct siblings *, const struct name *);
	/* The nth of all; NULL behind the last. */
	struct changeset *(*nth)(struct siblings *, size_t n);
	/* Is there none but the one at hand?  No zone is loaded for the answer. */
	bool (*none)(struct siblings *);
	/* Records of a type from a file named in [context] or beside the zones (dsset-, keyset, K*.key). */
	struct zone *(*context)(struct siblings *, enum side, const struct name *owner, uint16_t type);
};

#endif
