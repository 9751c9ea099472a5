/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields that are octets in some digits: hexadecimal, base64, base32, telephone. */
#include "zone/field.h"

#include <stdio.h>

#include "base/buf.h"

/* --- hexadecimal --------------------------------------------------------------------- */

int
octets_hex_digit(char c)
{
	c = ascii_lower(c);
	return ascii_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void
octets_put_hex(struct buf *out, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789ABCDEF";
	enum { PIECE = 32 };

	for (size_t at = 0; at < n; at += PIECE) {
		char text[2 * PIECE];
		size_t i = 0;

		for (; i < PIECE && at + i < n; i++) {
			text[2 * i] = digits[bytes[at + i] >> 4];
			text[2 * i + 1] = digits[bytes[at + i] & 15];
		}
		buf_add(out, str_n(text, 2 * i));
	}
}

/* Pairs may be split over words: *high is the open digit, or -1. */
static bool
hex_digits(struct reader *r, struct str word, int *high)
{
	for (size_t i = 0; i < word.len; i++) {
		int digit = octets_hex_digit(word.p[i]);

		if (digit < 0)
			return field_fault(r, word, "holds other than hexadecimal digits", NULL);
		if (*high >= 0 && !field_put_number(r, (uint64_t)(*high * 16 + digit), 1))
			return false;
		*high = *high >= 0 ? -1 : digit;
	}
	return true;
}

static bool
even_digits(struct reader *r, struct str word, int high)
{
	return high < 0 || field_fault(r, word, "has an odd number of hexadecimal digits",
	    "Two digits make an octet: one is missing, or one too many.");
}

bool
hex_read_word(struct reader *r, struct str word)
{
	int high = -1;

	return hex_digits(r, word, &high) && even_digits(r, word, high);
}

bool
hex_read(struct reader *r, size_t least)
{
	struct str word = { r->lex.p, 0 };
	size_t start = r->len;
	int high = -1;

	while (r->len - start < least || field_more(r))
		if (!field_word(r, &word) || !hex_digits(r, word, &high))
			return false;
	return even_digits(r, word, high);
}

void
hex_write(struct writer *w, size_t least)
{
	size_t len = field_left(w);
	const uint8_t *bytes = field_take(w, len);

	if (len < least)
		w->good = false;
	if (w->out && w->good)
		octets_put_hex(w->out, bytes, len);
}

/* --- digests, which are as long as the type in front of them asks ------------------------ */

/* Octets of a digest; 0 with *least set: a type that is not known. */
static size_t
digest_octets(enum field kind, uint8_t type, size_t *least)
{
	*least = kind == ZONE_DIGEST ? 12 : kind == DIGEST;
	if (kind == ZONE_DIGEST)                /* RFC 8976 section 2.2 */
		return type == 1 ? 48 : type == 2 ? 64 : 0;
	return type == 1 ? 20 : type == 2 ? 32 : type == 4 && kind == DIGEST ? 48 : 0;
}

bool
digest_read(struct reader *r, enum field kind)
{
	size_t least, want = digest_octets(kind, r->wire[r->len - 1], &least), start = r->len, n;
	struct lexer before = r->lex;
	char message[100];
	struct str word;

	if (!hex_read(r, want ? 1 : least > 0))
		return false;
	n = r->len - start;
	if (want ? n == want : n >= least)
		return true;
	lex_token(&before, &word);
	snprintf(message, sizeof(message), "has %zu octets, and its type wants %s%zu", n,
	    want ? "" : "at least ", want ? want : least);
	return field_fault(r, word, message, "Copy it again; or correct the type in front of it.");
}

void
digest_write(struct writer *w, enum field kind)
{
	size_t least, want = digest_octets(kind, w->at ? w->wire[w->at - 1] : 0, &least);

	if (want && field_left(w) != want)
		w->good = false;
	hex_write(w, want ? want : least);
}

/* --- base64 (RFC 4648 section 4) ------------------------------------------------------------ */

/* A group of four characters that may be split over words. */
struct group {
	uint32_t bits;
	unsigned digits, padding;       /* 4 digits: the end was seen, nothing may follow */
};

static bool
group_add(struct reader *r, struct group *g, struct str word, char c)
{
	int digit = base64_digit(c);

	if (c == '=' && g->digits >= 2 && g->digits + g->padding < 4)
		g->padding++;
	else if (digit < 0 || g->padding)
		return field_fault(r, word, "is not base64", NULL);
	else {
		g->bits = g->bits << 6 | (uint32_t)digit;
		g->digits++;
	}
	if (g->digits + g->padding < 4)
		return true;
	g->bits <<= 6 * g->padding;
	if (g->padding && (g->bits & ((1u << 8 * g->padding) - 1)))
		return field_fault(r, word, "is base64 with bits left over at its end", NULL);
	if (!field_put_number(r, g->bits >> 8 * g->padding, 3 - g->padding))
		return false;
	*g = (struct group){ 0, g->padding ? 4 : 0, g->padding };
	return true;
}

static bool
group_add_word(struct reader *r, struct group *g, struct str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!group_add(r, g, word, word.p[i]))
			return false;
	return true;
}

static bool
group_complete(struct reader *r, const struct group *g, struct str word)
{
	return g->digits == 0 || g->digits == 4 || field_fault(r, word,
	    "ends in the middle of a base64 group",
	    "Four characters make a group: some are missing, or = at the end.");
}

bool
base64_read_word(struct reader *r, struct str word)
{
	struct group g = { 0, 0, 0 };

	return group_add_word(r, &g, word) && group_complete(r, &g, word);
}

bool
base64_read(struct reader *r, size_t least)
{
	struct group g = { 0, 0, 0 };
	size_t start = r->len;
	struct str word = { r->lex.p, 0 };

	while ((r->len - start < least && g.digits == 0) || field_more(r))
		if (!field_word(r, &word) || !group_add_word(r, &g, word))
			return false;
	return group_complete(r, &g, word);
}

void
octets_put_base64(struct buf *out, const uint8_t *bytes, size_t n)
{
	static const char digit[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		size_t more = n - i;
		uint32_t bits = (uint32_t)bytes[i] << 16;

		bits |= more > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
		bits |= more > 2 ? bytes[i + 2] : 0;
		buf_put(out, digit[bits >> 18]);
		buf_put(out, digit[bits >> 12 & 63]);
		buf_put(out, more > 1 ? digit[bits >> 6 & 63] : '=');
		buf_put(out, more > 2 ? digit[bits & 63] : '=');
	}
}

void
base64_write(struct writer *w, size_t least)
{
	size_t len = field_left(w);
	const uint8_t *bytes = field_take(w, len);

	if (len < least)
		w->good = false;
	if (w->out && w->good)
		octets_put_base64(w->out, bytes, len);
}

/* DOA: no data is written as a dash. */
bool
base64_or_dash_read(struct reader *r)
{
	struct lexer look = r->lex;
	struct str word;

	if (lex_token(&look, &word) == TOKEN_WORD && str_eq(word, S("-"))) {
		r->lex = look;
		return true;
	}
	return base64_read(r, 1);
}

void
base64_or_dash_write(struct writer *w)
{
	if (field_left(w))
		base64_write(w, 1);
	else if (w->out)
		buf_put(w->out, '-');
}

/* KEY: flags may say that there is none (RFC 2535 section 3.1.2). */
static size_t
key_octets(const uint8_t *wire)
{
	return (wire[0] & 0xc0) == 0xc0 ? 0 : 1;
}

bool
key_if_any_read(struct reader *r)
{
	return key_octets(r->wire) == 0 || base64_read(r, 1);
}

void
key_if_any_write(struct writer *w)
{
	if (w->good && key_octets(w->wire))
		base64_write(w, 1);
}

/* --- NSEC3 (RFC 5155 section 3.3) ---------------------------------------------------------- */

bool
salt_read(struct reader *r)
{
	struct str word;

	if (!field_word(r, &word))
		return false;
	if (str_eq(word, S("-")))
		return field_put_number(r, 0, 1);
	if (word.len == 0 || word.len > 510)
		return field_fault(r, word, "has more than 255 octets", "Write - for none, the best salt.");
	return field_put_number(r, word.len / 2, 1) && hex_read_word(r, word);
}

void
salt_write(struct writer *w)
{
	size_t len = field_take_number(w, 1);
	const uint8_t *bytes = field_take(w, len);

	if (!w->out || !w->good)
		return;
	if (len == 0)
		buf_put(w->out, '-');
	octets_put_hex(w->out, bytes, len);
}

/* SHA-1, the only hash there is, gives 20 octets. */
static bool
hash_fits(uint8_t hash, size_t len)
{
	return len > 0 && (hash != 1 || len == 20);
}

/* Base32 with extended hex alphabet, no padding (RFC 4648 section 7). */
bool
hashed_owner_read(struct reader *r)
{
	uint8_t bytes[160];
	size_t len = 0;
	unsigned bits = 0;
	uint32_t value = 0;
	struct str word;

	if (!field_word(r, &word))
		return false;
	for (size_t i = 0; i < word.len && word.len <= 250; i++) {
		char c = ascii_lower(word.p[i]);
		int digit = ascii_digit(c) ? c - '0' : c >= 'a' && c <= 'v' ? c - 'a' + 10 : -1;

		if (digit < 0)
			return field_fault(r, word, "is not base32hex", NULL);
		value = value << 5 | (uint32_t)digit;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			bytes[len++] = (uint8_t)(value >> bits);
		}
	}
	if (!hash_fits(r->wire[0], len) || bits > 4 || (value & ((1u << bits) - 1)))
		return field_fault(r, word, "is not the base32hex form of a hash",
		    "SHA-1 gives 32 characters of 0 to 9 and a to v.");
	return field_put_number(r, len, 1) && field_put(r, bytes, len);
}

void
hashed_owner_write(struct writer *w)
{
	size_t len = field_take_number(w, 1);
	const uint8_t *bytes = field_take(w, len);
	uint32_t value = 0;
	unsigned bits = 0;

	if (!hash_fits(w->wire[0], len))
		w->good = false;
	if (!w->out || !w->good)
		return;
	for (size_t i = 0; i < len; i++) {
		value = value << 8 | bytes[i];
		for (bits += 8; bits >= 5; bits -= 5)
			buf_put(w->out, "0123456789ABCDEFGHIJKLMNOPQRSTUV"[value >> (bits - 5) & 31]);
	}
	if (bits)
		buf_put(w->out, "0123456789ABCDEFGHIJKLMNOPQRSTUV"[value << (5 - bits) & 31]);
}

/* --- ATMA (AF-DANS-0152) and NSAP (RFC 1706): digits with dots between them ------------------- */

enum { ATM_HEX, ATM_TELEPHONE };        /* the first octet of ATMA */

/* Without its dots, which may not stand at an end or side by side. */
static bool
without_dots(struct reader *r, struct str word, char *digits, size_t room, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < word.len; i++) {
		bool bad_dot = word.p[i] == '.' && (i == 0 || i + 1 == word.len || word.p[i - 1] == '.');

		if (bad_dot || *n == room)
			return field_fault(r, word, bad_dot ? "has a dot too many" : "is too long", NULL);
		if (word.p[i] != '.')
			digits[(*n)++] = word.p[i];
	}
	return *n > 0 || field_fault(r, word, "has no digits", NULL);
}

bool
atm_address_read(struct reader *r)
{
	char digits[1024];
	struct str word;
	bool telephone;
	size_t n;

	if (!field_word(r, &word))
		return false;
	telephone = word.len > 0 && word.p[0] == '+';
	if (!field_put_number(r, telephone ? ATM_TELEPHONE : ATM_HEX, 1) ||
	    !without_dots(r, str_skip(word, telephone), digits, sizeof(digits), &n))
		return false;
	for (size_t i = 0; telephone && i < n; i++)
		if (!ascii_digit(digits[i]))
			return field_fault(r, word, "holds other than digits", NULL);
	return telephone ? field_put(r, digits, n) : hex_read_word(r, str_n(digits, n));
}

void
atm_address_write(struct writer *w)
{
	uint32_t form = field_take_number(w, 1);
	size_t len = field_left(w);
	const uint8_t *bytes = field_take(w, len);

	if (len == 0 || (form > ATM_TELEPHONE && w->out))
		w->good = false;
	for (size_t i = 0; bytes && form == ATM_TELEPHONE && i < len; i++)
		if (!ascii_digit((char)bytes[i]))
			w->good = false;
	if (!w->out || !w->good)
		return;
	if (form == ATM_TELEPHONE)
		buf_printf(w->out, "+%.*s", (int)len, (const char *)bytes);
	else
		octets_put_hex(w->out, bytes, len);
}

bool
nsap_address_read(struct reader *r)
{
	size_t start = r->len;
	struct str word, rest, part;
	int high = -1;

	if (!field_word(r, &word))
		return false;
	if (!str_eq_nocase(str_n(word.p, word.len < 2 ? word.len : 2), S("0x")))
		return field_fault(r, word, "does not begin with 0x", NULL);
	rest = str_skip(word, 2);
	while (str_field(&rest, ".", &part))
		if (!hex_digits(r, part, &high))
			return false;
	if (r->len == start && high < 0)
		return field_fault(r, word, "has no digits", NULL);
	return even_digits(r, word, high);
}

void
nsap_address_write(struct writer *w)
{
	if (w->out)
		buf_add(w->out, S("0x"));
	hex_write(w, 1);
}
