/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_PLAIN_H
#define ZONEVET_ZONE_PLAIN_H

#include "lint/type.h"
#include "zone/name.h"

/*
 * Plain lines: those that need no lexer to be understood, which is nearly all
 * of a large zone.  A line is plain when it holds one whole record of a usual
 * type with nothing in it that the loader would have to look at twice, or no
 * record at all.  So are lines that parentheses hold together, when they begin
 * in the data and the record points at no name.  What is not plain is not
 * wrong: the loader reads it.
 */
enum { PLAIN_HEAD = 32 };       /* octets of a head, and of an owner, that are remembered */

struct plain_context {                  /* what holds where the line stands */
	struct str apex;                /* lower case, final dot, no escapes; empty: no name is plain */
	size_t origin_len;              /* octets of the origin; 0: relative names are not plain */
	bool default_ttl;               /* a TTL may be left out */
	bool inherits;                  /* the owner may be left out */
	/* What the reader remembers of the line before; zero at first. */
	struct plain_memory {
		char head[PLAIN_HEAD];          /* from TTL to type */
		unsigned head_len;      /* with the blank behind the type; 0: none */
		uint32_t ttl;
		uint16_t type;
		uint8_t kind;
		bool has_ttl, absolute;
		struct str owner;       /* the last one that was written; empty: none */
		char begin[PLAIN_HEAD]; /* its first octets, and what follows them */
	} memory;
};

enum plain_kind {
	PLAIN_POINTS    = 1 << 0,       /* plain_points() */
	PLAIN_GENERATED = 1 << 1,       /* made by signers */
	PLAIN_NS        = 1 << 2,
	PLAIN_DS        = 1 << 3,
	PLAIN_CUT       = PLAIN_NS | PLAIN_DS,
	PLAIN_ALONE     = 1 << 4,       /* plain_alone() */
	PLAIN_SECOND    = 1 << 5,       /* the target is the second word of the data */
};

struct plain {
	struct str owner;               /* empty: that of the line above */
	struct str data;                /* as lex_rest() gives it; never empty */
	uint32_t lines;                 /* that it takes; 1 unless parentheses hold more together */
	uint32_t data_line;             /* in which of them the data begins, from 0 */
	uint8_t depth;                  /* parentheses open where it begins */
	uint32_t ttl;
	bool has_ttl;
	bool absolute;                  /* the owner, which then ends with the apex as written */
	bool repeats;                   /* the owner is written like the last one of this context */
	/* Of records that point at a name: */
	bool bare;                      /* the data is certainly one word without quotes and escapes */
	struct str last;                /* word of the data, if that needs no care; else empty */
	uint64_t dots;                  /* of the owner, a bit an octet, unless it repeats */
	uint16_t type;                  /* 0: blanks and comment only */
	uint8_t kind;                   /* of its type: enum plain_kind */
	const char *head;               /* behind the owner */
};

typedef const char *plain_reader(const char *p, const char *end, struct plain_context *,
    struct plain *);
/* Reads the line at p; returns where the next one begins, NULL: not plain. */
plain_reader *plain_line(void);         /* the quickest that this machine can run */
plain_reader plain_line_portable;

size_t plain_newlines(const char *p, size_t n);         /* among n octets */

/* At a name that others may own. */
static inline bool
plain_points(uint16_t type)
{
	switch (type) {
	case TYPE_NS: case TYPE_CNAME: case TYPE_DNAME: case TYPE_PTR: case TYPE_MX: case TYPE_SRV:
	case TYPE_NAPTR: case TYPE_HTTPS: case TYPE_SVCB:
		return true;
	default:
		return false;
	}
}

/* Is its data a target and nothing else? */
static inline bool
plain_alone(uint16_t type)
{
	return type == TYPE_NS || type == TYPE_CNAME || type == TYPE_DNAME || type == TYPE_PTR;
}

/* The word of plain data that names the target; empty: none, or not plain. */
struct str plain_target(uint16_t type, struct str data);

#endif
