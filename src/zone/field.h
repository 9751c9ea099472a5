/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_FIELD_H
#define ZONEVET_ZONE_FIELD_H

#include "zone/format.h"
#include "zone/lex.h"
#include "zone/rdata.h"

struct buf;

/*
 * The fields of record data: each kind has a function that reads it from text,
 * strictly, into wire form, and one that walks over its wire form and writes
 * it as BIND does.  Written nowhere, it is only checked: that is how octets in
 * \# form (RFC 3597) are known to be data of their type.
 */
enum { RDATA_MAX = 65535 };

struct reader {
	struct lexer lex;
	const struct name *origin;
	struct arena *arena;
	struct rdata_fault *fault;
	uint16_t type;
	const struct format *format;
	unsigned nth;                   /* of the format's fields: the one being read */
	uint8_t *wire;                  /* room for RDATA_MAX */
	size_t len;
	bool as_written;                /* names keep the case of their letters */
};

struct writer {
	const uint8_t *wire;
	size_t len, at;
	bool good;                      /* turns false when the octets are not such data */
	struct arena *arena;
	struct buf *out;                /* NULL: only walk */
	uint8_t *fold;                  /* the same octets when names in them shall be lower-cased */
};

bool field_read(struct reader *, enum field);
void field_write(struct writer *, enum field);

/* Sets the fault, "the FIELD 'TOKEN' MESSAGE", and returns false.  No fix: the example is shown. */
bool field_fault(struct reader *, struct str token, const char *message, const char *fix);
/* The next token; false (fault): there is none, or the text is broken. */
bool field_token(struct reader *, struct str *word, bool *quoted);
/* A word of a field that is no string: quotes are not for it. */
bool field_word(struct reader *, struct str *word);
/* Is another token there? Then it is not taken. */
bool field_more(struct reader *);
bool field_put(struct reader *, const void *bytes, size_t n);
bool field_put_number(struct reader *, uint64_t n, size_t octets);

/* Writing: the next octets, NULL (good = false) when there are too few. */
const uint8_t *field_take(struct writer *, size_t n);
uint32_t field_take_number(struct writer *, size_t octets);
size_t field_left(const struct writer *);
/* field_write() of the kind, with a blank in front. */
void field_write_next(struct writer *, enum field);

/* Numbers (field_number.c). */
struct mnemonic {
	const char *text;               /* NULL ends the list */
	unsigned value;
};
extern const struct mnemonic algorithms[], certificates[], digest_types[], key_protocols[],
	hashes[], schemes[];
bool number_in(struct reader *, struct str word, uint64_t max, uint64_t *n);
bool number_read(struct reader *, size_t octets);
void number_write(struct writer *, size_t octets);
bool seconds_read(struct reader *);
bool time_read(struct reader *);
void time_write(struct writer *);
bool mnemonic_read(struct reader *, const struct mnemonic *, size_t octets);
void mnemonic_write(struct writer *, const struct mnemonic *, size_t octets);
bool key_flags_read(struct reader *);
bool no_flags_read(struct reader *);
void no_flags_write(struct writer *);
bool rrtype_read(struct reader *);
void rrtype_write(struct writer *);
bool groups_read(struct reader *, size_t groups, size_t digits, char separator);
void groups_write(struct writer *, size_t groups, size_t octets, const char *first,
    const char *next);

/* Names and addresses (field_name.c). */
bool name_read(struct reader *, bool may_quote);
void name_write(struct writer *);
bool address_read(struct reader *, int family);
void address_write(struct writer *, int family);
bool relay_read(struct reader *);
void relay_write(struct writer *);
bool gateway_read(struct reader *);
void gateway_write(struct writer *);
bool host_identity_read(struct reader *);
void host_identity_write(struct writer *);
bool a6_address_read(struct reader *);
void a6_address_write(struct writer *);

/* Text (field_text.c, regexp.c). */
bool text_unescape(struct str text, uint8_t *out, size_t max, size_t *len);     /* *len may be > max */
void text_quote(struct buf *, const uint8_t *bytes, size_t n);
bool string_read(struct reader *);
void string_write(struct writer *);
bool strings_read(struct reader *);
void strings_write(struct writer *);
bool digits_read(struct reader *);
void digits_write(struct writer *);
bool tag_read(struct reader *);
void tag_write(struct writer *);
bool text_read(struct reader *, bool must_quote);
void text_write(struct writer *);
bool regexp_read(struct reader *);
void regexp_write(struct writer *);
bool regexp_valid(const uint8_t *text, size_t len);

/* Octets as digits; `least` is 0 where there may be none (field_octets.c). */
int octets_hex_digit(char);
void octets_put_hex(struct buf *, const uint8_t *bytes, size_t n);
void octets_put_base64(struct buf *, const uint8_t *bytes, size_t n);
bool hex_read(struct reader *, size_t least);
bool hex_read_word(struct reader *, struct str word);
void hex_write(struct writer *, size_t least);
bool base64_read(struct reader *, size_t least);
bool base64_read_word(struct reader *, struct str word);
void base64_write(struct writer *, size_t least);
bool base64_or_dash_read(struct reader *);
void base64_or_dash_write(struct writer *);
bool key_if_any_read(struct reader *);
void key_if_any_write(struct writer *);
bool digest_read(struct reader *, enum field);
void digest_write(struct writer *, enum field);
bool salt_read(struct reader *);
void salt_write(struct writer *);
bool hashed_owner_read(struct reader *);
void hashed_owner_write(struct writer *);
bool atm_address_read(struct reader *);
void atm_address_write(struct writer *);
bool nsap_address_read(struct reader *);
void nsap_address_write(struct writer *);

/* Sets of types and of ports as bits (field_set.c). */
bool bitmap_read(struct reader *, bool may_be_empty);
void bitmap_write(struct writer *, bool may_be_empty);
bool nxt_bitmap_read(struct reader *);
void nxt_bitmap_write(struct writer *);
bool services_read(struct reader *);
void services_write(struct writer *);

/* LOC and APL (location.c), SvcParams of SVCB and HTTPS (svcb.c). */
bool location_read(struct reader *);
void location_write(struct writer *);
bool prefixes_read(struct reader *);
void prefixes_write(struct writer *);
bool svcparams_read(struct reader *);
void svcparams_write(struct writer *);

#endif
