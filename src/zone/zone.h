/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_ZONE_H
#define ZONEVET_ZONE_ZONE_H

#include <stdatomic.h>

#include "base/buf.h"
#include "lint/rule.h"
#include "lint/type.h"
#include "source/source.h"
#include "zone/name.h"
#include "zone/rdata.h"

/*
 * One version of a zone as its master file says it (RFC 1035 section 5).
 * Loading splits the text into records without reading their data; the data
 * of a record is read when somebody asks for it, which in a large zone is
 * only for the few records that differ.
 */

enum {
	RECORD_GENERATED   = 1 << 0,    /* made by $GENERATE; its line is the directive's */
	RECORD_DEFAULT_TTL = 1 << 1,    /* no TTL written: from $TTL, the record before, or the SOA */
	RECORD_BROKEN      = 1 << 2,    /* its data was asked for and cannot be read */
	RECORD_DIFFERS     = 1 << 3,    /* has no equal (owner, type, data, TTL) on the other side */
	RECORD_NEW_DATA    = 1 << 4,    /* no record with equal owner, type and data there */
	RECORD_EARLY       = 1 << 5,    /* read before the rest of its zone: see zone/shared.h */
	RECORD_ELSEWHERE   = 1 << 6,    /* only holds the place of an early record */
	RECORD_FLEETING    = 1 << 7,    /* gone when zone_scan() goes on */
};

struct record {
	struct name *owner;
	const char *text;               /* data as written; see record_data() */
	const struct rdata *data;       /* NULL until read */
	uint32_t length;                /* of text, in bytes */
	uint32_t next;                  /* index + 1 of the next record of this owner; 0 = last */
	uint32_t line;                  /* where its data begins, from 1 */
	uint32_t ttl;                   /* seconds, effective as written; RRsets are not levelled */
	uint32_t context;               /* index into zone->contexts */
	uint16_t type;
	uint8_t flags;
	uint8_t depth;                  /* parentheses open where text begins */
};

/* What holds between two directives. */
struct context {
	const struct name *origin;
	uint32_t file;                  /* index into zone->files */
	uint32_t origin_line;           /* of the $ORIGIN in force, 0 = none */
	uint32_t ttl_line;              /* of the $TTL in force, 0 = none */
	uint32_t include_line;          /* of the $INCLUDE (in the file above) that led here, 0 = none */
	uint32_t ttl;                   /* of the $TTL in force */
};

struct zone_file {
	struct text *text;              /* NULL: the bytes belong to the caller */
	struct str bytes;
	struct str path;
	uint32_t parent;                /* index of the including file; the first is its own */
	uint32_t line;                  /* of the $INCLUDE there */
};

/* A fault of the file; each kind is one rule of the syntax family. */
enum fault_kind {
	FAULT_LOAD,             /* text that cannot be read as a zone */
	FAULT_MERGE_MARKER, FAULT_OUT_OF_ZONE, FAULT_TTL_MISSING, FAULT_SOA, FAULT_APEX_NS,
	FAULT_CLASS, FAULT_UNKNOWN_TYPE, FAULT_GENERATE, FAULT_INCLUDE_ESCAPE,
	FAULT_CONTROL_CHAR, FAULT_TRUNCATED, FAULT_STYLE, FAULT_ORIGIN_MISMATCH,
	FAULT_KINDS
};

struct fault {
	enum fault_kind kind;
	enum severity level;            /* at most; less than ERROR where it is a matter of taste */
	struct str path;
	uint32_t line, column;          /* from 1 */
	struct str token;               /* as written, raw bytes; may be empty */
	struct str message, fix;
	const struct name *owner;       /* NULL: no record */
	uint16_t type;                  /* 0: none */
	uint64_t entry;                 /* hash of the entry's text: same fault on the other side? */
	bool refused;                   /* named-checkzone would refuse the zone for it */
	bool stood;                     /* AFTER: the same entry had it BEFORE */
};

struct zone {
	enum side side;
	bool exists;                    /* false: no file on this side; then nothing else is set */
	struct str path;
	struct name *apex;
	uint16_t class;
	size_t n;                       /* records of the version, read or not */
	struct record *records;         /* in file order; NULL while the zone is not read as a whole */
	size_t cap;
	struct context *contexts;
	size_t ncontexts, capcontexts;
	struct zone_file *files;        /* [0] is the zone's own */
	size_t nfiles, capfiles;
	struct fault *faults;           /* in order of discovery; grows when data is read */
	size_t nfaults, capfaults;
	size_t faults_lost;             /* beyond what is kept; the last one kept says so */
	uint32_t unread;                /* entries that could not be read at all */
	struct names *names;            /* shared by both sides */
	struct arena *arena;            /* shared by both sides */
	struct source *source;
	struct zone_pointers *pointers; /* made by zone_pointers() */
	/* Targets asked for lately, by the record's address: rules ask one after the other. */
	struct zone_target {
		const struct record *record;
		struct name *target;
	} targets[32], *more_targets;   /* or those: as many as the largest RRset has, a power of 2 */
	size_t nmore_targets;
	bool has_cuts, has_dnames;      /* of a zone read whole: NS records below the apex, DNAME records */
	bool ancestors;                 /* names->below is set, by zone_has_below() */
	struct shared *shared;          /* what both sides have in common; NULL: each was read whole */
};

/* How names and files of a zone are to be understood; from policy and catalogue. */
struct zone_options {
	struct str origin;              /* absolute presentation; empty: the file says ($ORIGIN, SOA) */
	uint16_t class;                 /* 0 = IN */
	struct str include_root;        /* folder where a relative $INCLUDE starts; then the
	                                   including file's own */
	const struct include_map {
		struct str from, to;    /* absolute folder of the server, folder of the repository */
	} *include_map;
	size_t ninclude_map;
	uint32_t generate_max;          /* records of one $GENERATE; 0 = 65536 */
	/*
	 * How two versions are read: GEAR_AUTO shares what is equal where that pays.  GEAR_LEXED
	 * takes no short way at all: what the others are held to.
	 */
	enum gear { GEAR_AUTO, GEAR_FULL, GEAR_SHARED, GEAR_LEXED } gear;
	const atomic_bool *late;        /* raised when the time is over; may be NULL */
};

/*
 * Reads `path` of one side.  A file that does not exist gives an empty zone
 * with exists = false.  Faults of the text go to zone->faults and reading goes
 * on.  False (err): could not be judged.
 */
bool zone_load(struct zone *, struct source *, enum side, struct str path,
    const struct zone_options *, struct names *, struct arena *, struct error *);
/* The same with the bytes at hand, which must outlive the zone; for files put together. */
bool zone_load_text(struct zone *, struct source *, enum side, struct str path, struct str bytes,
    const struct zone_options *, struct names *, struct arena *, struct error *);
void zone_free(struct zone *);
/* Lets go of the memory that only mirrors the files; it comes back when looked at. */
void zone_let_go(const struct zone *);
/* The same now and then: long walks call it after each record. */
static inline void
zone_rest(const struct zone *z, size_t record)
{
	enum { STEP = 1 << 16 };

	if (record % STEP == STEP - 1 || record + 1 == z->n)
		zone_let_go(z);
}

/*
 * Where an included file may lie, tidied: in the include root, then in the
 * folder of the including file; an absolute path only by include_map.  Returns
 * how many of the two there are.
 */
size_t zone_include_paths(const struct zone_options *, struct str including, struct str written,
    struct arena *, struct str paths[2]);

/* Reads the data of every record, of a zone that was read whole: in two threads where it is large. */
void zone_read_data(struct zone *);
/* The same, and checks what only the whole tells (SOA, apex NS, CNAME
 * beside other data, singletons): what named-checkzone would refuse becomes a fault. */
void zone_read_all(struct zone *);

const struct rdata *record_read_data(struct zone *, struct record *);   /* the first time */
/* The data of a record, NULL when it cannot be read (a fault is then on the list). */
static inline const struct rdata *
record_data(struct zone *z, struct record *r)
{
	return r->data || (r->flags & RECORD_BROKEN) ? r->data : record_read_data(z, r);
}

/* "MX 10 mail.example.com." style data text; as written when it cannot be read. */
struct str record_text(struct arena *, struct zone *, struct record *);
/* The same behind what the buffer holds. */
void record_put(struct buf *, struct arena *, struct zone *, struct record *);
/* The name its data points to, interned; NULL: none, or unreadable. */
struct name *record_target(struct zone *, struct record *);
/* An RRset of so many records will be asked for its targets again and again. */
void zone_expect_targets(struct zone *, size_t n);
struct str record_path(const struct zone *, const struct record *);
uint32_t record_column(const struct zone *, const struct record *);     /* of its data, from 1 */
/* The comment behind its data, on the line where they (or their parentheses) end; may be empty. */
struct str record_comment(const struct zone *, const struct record *);
const struct name *record_origin(const struct zone *, const struct record *);
/* The words of its data as written, comments and parentheses gone: for rules on spelling. */
bool record_word(const struct zone *, const struct record *, size_t n, struct str *word);

/*
 * Walks the records of one owner and type (0 = any) in file order:
 *   for_each_record(r, zone, name, TYPE_NS) ...
 * Records whose data cannot be read are passed over only by those who ask for data.
 */
#define for_each_record(r, zone, name, type) \
	for (struct record *r = zone_first((zone), (name), (type)); r; \
	    r = zone_next((zone), r, (type)))
struct record *zone_first(const struct zone *, const struct name *, uint16_t type);
struct record *zone_next(const struct zone *, const struct record *, uint16_t type);
bool zone_has(const struct zone *, const struct name *, uint16_t type);
size_t zone_count(const struct zone *, const struct name *, uint16_t type);

/*
 * Walks every record of the zone, in file order:
 *   for_each_in_zone(r, zone) ...
 * It costs what the zone holds, not what changed: ask only when the answer is needed.
 */
#define for_each_in_zone(r, zone) \
	for (struct record *r = zone_walk((zone), NULL); r; r = zone_walk((zone), r))
/* The record behind `r` in the file, the first for NULL; NULL behind the last. */
struct record *zone_walk(struct zone *, struct record *r);
/*
 * Shows every record of the zone, in no certain order, until the answer is
 * false.  A record may live for the call only, and may have no owner and no
 * line: this is for who looks for something in type, TTL and data.
 */
typedef bool zone_seer(void *self, struct zone *, struct record *);
void zone_scan(struct zone *, zone_seer *, void *self);
/* Records that are served, without SOA and generated types. */
size_t zone_content(struct zone *);
/*
 * Have at least n names below the apex records of the type (0: any but SOA and
 * generated types)?  Looks no further than it must.
 */
bool zone_has_owners(struct zone *, uint16_t type, size_t n);
/*
 * Was it read by its difference, the rest where somebody asked?  Such a zone is large, and has
 * no $GENERATE and no $INCLUDE.
 */
bool zone_is_read_in_part(const struct zone *);
/* Is it the first record of its owner?  A walk over owners asks each record. */
bool record_opens_owner(const struct zone *, const struct record *);

/* The name in this zone's table that equals one of another table (or its own); NULL: unknown here. */
struct name *zone_name(const struct zone *, const struct name *);

/*
 * The zone cut at or above `name` and below the apex (the one nearest to the
 * apex): its owner, or NULL.  RFC 9499 section 7.
 */
struct name *zone_cut(const struct zone *, struct name *);
/* The DNAME strictly above `name`, or NULL. */
struct name *zone_dname(const struct zone *, struct name *);
/* Glue or data that no query reaches: at or below a cut, other than NS, DS at the cut; below a DNAME. */
bool zone_occluded(const struct zone *, struct name *, uint16_t type);
/* Do records of this version exist strictly below the name? */
bool zone_has_below(struct zone *, const struct name *);
/* Does the name exist (RFC 8020): are there records at or below it? */
bool zone_exists(struct zone *, const struct name *);
/* Is an address of this name glue: named by an NS record at the cut that covers it? */
bool zone_is_glue(struct zone *, struct name *);
/* The name whose records answer for `name`: itself, or the wildcard (RFC 4592); NULL: NXDOMAIN. */
struct name *zone_source(struct zone *, struct name *);
/*
 * Does a query for `type` at the name find data, following wildcards (RFC
 * 4592) but not CNAME?  *cname is set when a CNAME answers instead.
 */
bool zone_answers(struct zone *, struct name *, uint16_t type, struct record **cname);
/* Has the name addresses (A or AAAA), through wildcards and up to 8 CNAMEs of this zone? */
enum reach { REACHED, NO_ADDRESS, NO_NAME, OUTSIDE, LOOP };
enum reach zone_reach(struct zone *, struct name *);

/*
 * The records that point at a name (NS, CNAME, DNAME, MX, SRV, PTR, NAPTR,
 * HTTPS, SVCB targets and SOA MNAME): *n of them.  The index is made when first asked.
 */
struct record *const *zone_pointers(struct zone *, const struct name *target, size_t *n);
/* Those that point at a name or below it, in file order: *n of them, in a list of the arena. */
struct record *const *zone_pointers_within(struct zone *, const struct name *above, struct arena *,
    size_t *n);
/* The owners at or below a name, in file order, in the same way. */
struct name *const *zone_owners_within(struct zone *, const struct name *above, struct arena *, size_t *n);

/* The SOA record at the apex and its fields; NULL: none or unreadable. */
struct record *zone_soa(struct zone *, struct soa *);

/* min(SOA TTL, SOA MINIMUM), RFC 2308 section 4; false: no SOA. */
bool zone_negative_ttl(struct zone *, uint32_t *ttl);

#endif
