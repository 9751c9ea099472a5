/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORT_PICTURES_H
#define ZONEVET_REPORT_PICTURES_H

#include "lint/rule.h"

/*
 * What the pictures of the review page show of a zone: gathered only for a
 * format that draws (WANTS_PICTURES), all text in the run's arena.  What an
 * array left out for its limit is counted beside it.
 */

/* --- chain of trust -------------------------------------------------------------------- */

struct pictured_key {                   /* DNSKEY of the child */
	uint16_t tag;
	uint8_t algorithm;
	bool sep, revoked;              /* a key that a DS is made for; RFC 5011 */
	bool on[2];
};

struct pictured_ds {                    /* DS in the parent */
	uint16_t tag;
	uint8_t algorithm, digest;
	bool on[2];
	int key[2];                     /* the key of that side that it names, an index; -1: none */
};

enum chain_state {
	CHAIN_UNSIGNED,                 /* no DS: validators do not look for signatures */
	CHAIN_WHOLE,
	CHAIN_BROKEN,                   /* DS, but none names a key of the child */
	CHAIN_UNKNOWN,                  /* the child's keys or the digest are not known here */
	CHAIN_NONE,                     /* no such zone on that side */
};

struct pictured_chain {
	struct str parent, child;       /* origins */
	bool from_file;                 /* the DS: from a file beside the zones or of [context] */
	struct pictured_ds *ds;
	struct pictured_key *keys;
	size_t nds, nkeys;
	enum chain_state state[2];
	/*
	 * While caches mix: an old DS with the new keys, and a new DS with the old
	 * keys.  CHAIN_NONE: nothing to mix, as that part stayed.
	 */
	enum chain_state mixed[2];
	uint32_t ds_ttl, key_ttl;       /* seconds, of the old side: how long caches may mix */
};

/* --- delegation -------------------------------------------------------------------------- */

struct pictured_address {
	struct str text;                /* "A 192.0.2.1" */
	bool on[2];
};

struct pictured_server {
	struct str name;
	bool on[2];
	bool lost[2];                   /* below the zone, must have an address there, and has none */
	const struct pictured_address *addresses;
	size_t n, left_out;
};

struct pictured_cut {                   /* the apex or a delegation whose servers or glue changed */
	struct str owner;
	bool apex;
	bool on[2];
	const struct pictured_server *servers;
	size_t n, left_out;
};

/* --- history -------------------------------------------------------------------------------- */

struct pictured_commit {
	struct str id, subject;         /* short id; first line of the message, any bytes */
	int64_t when;
	uint32_t added, removed;        /* lines of the zone's file */
};

struct pictured_history {
	const struct pictured_commit *commits;  /* that touched the file, newest first */
	size_t n;
	bool whole;                     /* these are all there are */
	uint32_t added, removed;        /* lines, by the change at hand */
};

/* --- lines ------------------------------------------------------------------------------------ */

struct pictured_line {
	char sign;                      /* '+', '-', ' ' beside them, or '@': lines are left out here */
	uint32_t number;                /* from 1, of the version that has it; 0: of none */
	struct str text;                /* any bytes */
};

/* ------------------------------------------------------------------------------------------ */

struct pictured_soa {
	uint32_t ttl, refresh, retry, expire, minimum;
};

struct pictures {
	const struct pictured_chain *chains;    /* the broken first */
	size_t nchains, chains_left_out;
	const struct pictured_cut *cuts;        /* the apex first */
	size_t ncuts, cuts_left_out;
	const struct pictured_history *history; /* NULL: not in git, or too large to look */
	const struct pictured_line *lines;      /* of the zone's own file, around what differs */
	size_t nlines;
	bool lines_cut;                 /* there are more */
	struct pictured_soa soa[2];             /* where has_serial[side] */
	size_t rrsets[2], records[2];   /* of the whole zone, without SOA and what signers make */
	/* RRsets that changed of all that were, in percent, and where churn-change-percent blocks. */
	unsigned churn, churn_limit;            /* limit 0: none */
	bool serial_only;               /* of the SOA nothing else changed */
	bool serial_kept;               /* by a robot or a server: not by hand */
};

#endif
