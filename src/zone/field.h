/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_FIELD_H
#define ZONEVET_ZONE_FIELD_H

#include "zone/lex.h"
#include "zone/rdata.h"

/*
 * The fields of record data, one letter each: how they are read from text,
 * strictly, and written back as BIND writes them.
 */
enum { RDATA_MAX = 65535 };

struct reader {
	struct lexer lex;
	const struct name *origin;
	struct arena *arena;
	struct rdata_fault *fault;
	uint8_t *wire;                  /* room for RDATA_MAX */
	size_t len;
};

/* A walk over wire form; good turns false when it ends too soon. */
struct writer {
	const struct rdata *data;
	size_t at;
	bool good;
	struct arena *arena;
	struct buf *out;                /* NULL: only walk */
};

/* Sets the fault at a token and returns false. */
bool field_fault(struct reader *, struct str token, const char *message, const char *fix);
/* The next token; false (fault): there is none, or the text is broken. */
bool field_word(struct reader *, const char *what, struct str *word, bool *quoted);
/* A word of a field that is no string: quotes are not for it. */
bool field_plain_word(struct reader *, const char *what, struct str *word);
/* Is another token there? Then it is not taken. */
bool field_more(struct reader *);
bool field_put(struct reader *, const void *bytes, size_t n);
bool field_put_number(struct reader *, uint64_t n, size_t octets);

/* Reads or writes the field of this letter; see rdata.c for the letters. */
bool field_read(struct reader *, char letter);
void field_write(struct writer *, char letter);

/* Text of a character string, escapes undone, to octets; false: bad escape or too long. */
bool field_unescape(struct str text, uint8_t *out, size_t max, size_t *len);

/* Writing: the next octets, NULL (good = false) when there are too few. */
const uint8_t *field_take(struct writer *, size_t n);
void field_quote(struct buf *, const uint8_t *bytes, size_t n);
void field_hex(struct buf *, const uint8_t *bytes, size_t n);
bool field_base64_read(struct reader *, struct str first, const char *what);
void field_base64(struct buf *, const uint8_t *bytes, size_t n);

/* Octets written as digits, to the end of the data or as one word (field_octets.c). */
bool octets_hex(struct reader *, bool may_be_empty, size_t n);  /* n octets; 0 = any number */
bool octets_base64(struct reader *, bool may_be_empty);
bool octets_digest(struct reader *, uint8_t digest_type);
bool octets_salt(struct reader *);
bool octets_hashed_owner(struct reader *);
bool octets_bitmap(struct reader *, bool may_be_empty);

/* Three that have a form of their own: LOC, APL and the end of AMTRELAY (location.c). */
bool location_read(struct reader *);
void location_write(struct writer *);
bool prefixes_read(struct reader *);
void prefixes_write(struct writer *);
bool relay_read(struct reader *);
void relay_write(struct writer *);

/* SvcParams of SVCB and HTTPS (RFC 9460). */
bool svcb_read(struct reader *);
void svcb_write(struct writer *);

#endif
