/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_CATALOGUE_H
#define ZONEVET_CATALOGUE_H

#include "base/buf.h"
#include "base/map.h"
#include "options.h"
#include "policy/policy.h"
#include "source/source.h"
#include "zone/changeset.h"

/*
 * Which files of a source are zones, what they are called, and which of them
 * the change touches: itself or through a file that they include.
 */

struct catalogued {                     /* one zone of the repository */
	struct str origin, view;        /* origin: absolute, lower case, final dot */
	struct str path[2];             /* empty: not on that side */
	struct zone_options *options;   /* NULL until asked for */
	struct str listed;              /* the manifest that gained or dropped it, and where */
	uint32_t listed_line;
	bool touched;                   /* a file of it differs */
	bool loaded, failed;            /* failed: could not be judged; not tried again */
	bool asked;                     /* for by a rule that judged another zone */
	struct changeset *set;          /* NULL until loaded */
	struct catalogued *other_view;  /* the next zone of that origin, for served.c */
};

struct catalogue {
	struct siblings siblings;       /* first: rules see the catalogue through it */
	struct source *source;
	struct policy *policy;
	const struct options *options;
	struct arena arena;
	struct catalogued **zones;      /* those touched first, sorted by origin and view */
	size_t n, cap, ntouched;
	struct catalogued **sorted;     /* all of them so; NULL until asked for */
	const struct catalogued *at_hand;       /* being judged; NULL: none */
	size_t deepest;                 /* no origin has more labels */
	struct map by_key;              /* origin and view to catalogued */
	struct buf asked;               /* the name that a zone was asked for last */
	struct covered {
		uint8_t wire[NAME_MAX_WIRE];    /* the last `deepest` labels of a name */
		size_t len, n;          /* of wire; zones that were known then */
		struct catalogued *zone;        /* that covers it; NULL: none */
	} covered[16];                  /* asked lately */
	struct filed {
		struct str path;
		struct catalogued *zone;
	} *filed;                       /* files that the policy names, of either side, by path */
	size_t nfiled, capfiled;
	struct map known[2];            /* path to catalogued: files that say themselves what they are */
	struct map unnamed;             /* covered files that the policy does not name and nobody
	                                   looked at yet */
	struct contexts *contexts;      /* DS and DNSKEY files that were asked for; see context.c */
	struct unfiled *unfiled;        /* zones of the manifest without a file, by served.c */
	size_t nunfiled, capunfiled;
	const atomic_bool *late;        /* for zone_options */
	struct error *err;              /* of the first sibling that could not be loaded */
	bool failed;
};

/*
 * Lists the zones of both sides and marks those touched.  False (err): could
 * not be judged; a file that nobody can name is told with the policy line to write.
 */
bool catalogue_open(struct catalogue *, struct source *, struct policy *, const struct options *,
    const atomic_bool *late, struct error *);
/* Loads and compares a zone; kept until catalogue_close(), or let go.  NULL: err. */
struct changeset *catalogue_load(struct catalogue *, struct catalogued *, struct error *);
/* Frees a zone that was loaded.  False: rules of other zones look at it too, and it stays. */
bool catalogue_let_go(struct catalogued *);
void catalogue_close(struct catalogue *);
/* The nth of all zones by origin and view, once every file is named. */
struct catalogued *catalogue_nth(struct catalogue *, size_t n);
/* siblings.c: what catalogue.siblings begins with. */
struct siblings catalogue_siblings(void);

/* Names every file that the policy covers; somebody asks for the zones of the whole tree. */
bool catalogue_name_all(struct catalogue *, struct error *);
/* The change touches the zone, unless the user asked for other paths only. */
void catalogue_touch(struct catalogue *, struct catalogued *);

/* How the policy wants a zone's file to be read. */
void catalogue_zone_options(struct policy *, const struct options *, struct str origin,
    struct str view, struct arena *, struct zone_options *);

#endif
