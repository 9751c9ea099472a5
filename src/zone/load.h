/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_LOAD_H
#define ZONEVET_ZONE_LOAD_H

#include "zone/lex.h"
#include "zone/plain.h"
#include "zone/zone.h"

/* What load.c, directive.c and generate.c share while a zone is read. */

enum { INCLUDE_DEPTH = 10 };

struct loader {
	struct zone *zone;
	const struct zone_options *options;
	struct lexer lex;
	uint32_t context;               /* in force, index into zone->contexts */
	struct name *owner;             /* of the last record; NULL: none yet */
	size_t near;                    /* where the next owner may stand among the names */
	struct str owner_text;          /* as written under owner_origin; empty: not known */
	const struct name *owner_origin;
	bool pending;                   /* the owner is that text, not yet looked up */
	uint32_t last_ttl, default_ttl; /* of the last record with one; of $TTL */
	bool has_last_ttl, has_default_ttl;
	unsigned depth;                 /* of $INCLUDE */
	bool moved;                     /* $ORIGIN or $INCLUDE stood since the last owner was written */
	plain_reader *plain;            /* NULL: no line is plain (the class is not IN) */
	struct str plain_apex;          /* how plain lines may spell this apex; empty: they may not */
	const struct name *plain_apex_of;
	struct plain_context plain_context;
	const struct name *plain_origin;        /* for which that was made */
	struct error *err;
	bool failed;                    /* the run cannot go on: err is set */
	bool early;                     /* reads only what differs: see zone/shared.h */
	bool given_up;                  /* early: met something that only a whole read understands */
};

/* A fault at a token of the lexer's current line. */
struct fault *load_fault(struct loader *, enum fault_kind, struct str token, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* The fault of a token that is no word; the line is left behind. */
void load_lexical_fault(struct loader *, enum token);
/* Reads an owner or directive name; NULL: a fault was noted. */
struct name *load_name(struct loader *, struct str text);
struct context *load_context(struct loader *);
/* A new context that begins as a copy of the one in force. */
struct context *load_new_context(struct loader *);
/* A record with the TTL rules of RFC 1035 5.1 and RFC 2308 4 applied. */
struct record *load_record(struct loader *, struct name *owner, uint16_t type, struct str text,
    const uint32_t *ttl);
/*
 * Looks at the bytes of a file before they are split: binary data, byte order
 * mark, control characters, a last line without end.  Starts the lexer; false:
 * there is nothing to read.
 */
bool load_bytes(struct loader *, struct str bytes);
/* Would load_bytes() note anything about these lines, a missing last newline apart? */
bool load_bytes_odd(struct str lines);
/* One entry, or everything in one file, from the lexer's start to its end. */
void load_entry(struct loader *);
/* The same for a line that is plain; false: it is not, and nothing has happened. */
bool load_plain(struct loader *);
void load_entries(struct loader *);
/* Is the time over?  Then reading has failed. */
bool load_late(struct loader *);
/* Is the owner in force the one that this text means here?  And: it comes into force. */
bool load_owner_stands(struct loader *, struct str text);
void load_set_owner(struct loader *, struct str text, struct name *);
/* The owner that a line without one takes; NULL: none stands above. */
struct name *load_last_owner(struct loader *);
void zone_init(struct zone *, struct source *, enum side, struct str path, struct names *,
    struct arena *);
/* Reads the file whose text was opened, which the zone takes over. */
bool zone_load_opened(struct zone *, struct text *, const struct zone_options *, struct error *);
/* The zone's own file and the context that it begins with; false (err): no origin. */
bool load_start(struct loader *, struct text *, struct str bytes);
/* Chains the records of each owner in file order; those outside the zone stay out. */
void load_link(struct zone *);
/* When all is read: who owns what, and what only the whole tells. */
void load_finish(struct loader *);
/* The TTL, class and type of an entry, in either order. */
bool load_head(struct loader *, bool *has_ttl, uint32_t *ttl, uint16_t *type);

/* An entry that begins with '$'. */
void load_directive(struct loader *, struct str word);
void load_generate(struct loader *);

/* Faults of the zone as a whole: SOA and apex NS. */
void zone_check_whole(struct zone *);

#endif
