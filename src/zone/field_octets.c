/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields that are octets in some digits: hex, base64, base32hex, and type bitmaps. */
#include <stdio.h>

#include "lint/type.h"
#include "zone/field.h"

static int
hex_digit(char c)
{
	c = ascii_lower(c);
	return ascii_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Hexadecimal digits to the end, over any number of words; n octets when n is not 0. */
bool
octets_hex(struct reader *r, bool may_be_empty, size_t n)
{
	size_t start = r->len;
	int high = -1;
	struct str word = { r->lex.p, 0 };
	bool quoted;

	while (field_more(r)) {
		if (!field_word(r, "", &word, &quoted))
			return false;
		for (size_t i = 0; i < word.len; i++) {
			int digit = hex_digit(word.p[i]);

			if (digit < 0)
				return field_fault(r, word, "holds other than hexadecimal digits", "");
			if (high >= 0 && !field_put_number(r, (uint64_t)(high * 16 + digit), 1))
				return false;
			high = high >= 0 ? -1 : digit;
		}
	}
	if (high >= 0)
		return field_fault(r, word, "an odd number of hexadecimal digits", "");
	if (r->len == start && !may_be_empty)
		return field_fault(r, word, "hexadecimal digits are missing", "");
	if (n && r->len - start != n) {
		char message[100];

		snprintf(message, sizeof(message), "the digest has %zu octets, its type has %zu",
		    r->len - start, n);
		return field_fault(r, word, message, "");
	}
	return true;
}

static int
base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (ascii_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

struct base64 {
	uint32_t bits;
	unsigned digits, padding;
};

static bool
base64_word(struct reader *r, struct base64 *state, struct str word)
{
	for (size_t i = 0; i < word.len; i++) {
		int digit = base64_digit(word.p[i]);

		if (word.p[i] == '=' && state->digits >= 2 && state->digits + state->padding < 4)
			state->padding++;
		else if (digit < 0 || state->padding)
			return field_fault(r, word, "is not base64", "");
		else {
			state->bits = state->bits << 6 | (uint32_t)digit;
			state->digits++;
		}
		if (state->digits + state->padding < 4)
			continue;
		state->bits <<= 6 * state->padding;
		if (state->padding && (state->bits & ((1u << 8 * state->padding) - 1)))
			return field_fault(r, word, "is base64 with bits left over", "");
		if (!field_put_number(r, state->bits >> 8 * state->padding, 3 - state->padding))
			return false;
		if (state->padding == 0)
			*state = (struct base64){ 0 };
		else
			state->digits = 4;      /* nothing may follow */
	}
	return true;
}

bool
field_base64_read(struct reader *r, struct str word, const char *what)
{
	struct base64 state = { 0 };

	return base64_word(r, &state, word) && ((state.digits == 0 || state.digits == 4) ||
	    field_fault(r, word, what, ""));
}

bool
octets_base64(struct reader *r, bool may_be_empty)
{
	struct base64 state = { 0 };
	size_t start = r->len;
	struct str word = { r->lex.p, 0 };
	bool quoted;

	while (field_more(r))
		if (!field_word(r, "", &word, &quoted) || !base64_word(r, &state, word))
			return false;
	if (state.digits != 0 && state.digits != 4)
		return field_fault(r, word, "ends in the middle of a base64 group", "");
	if (r->len == start && !may_be_empty)
		return field_fault(r, word, "base64 data is missing", "");
	return true;
}

bool
octets_digest(struct reader *r, uint8_t type)
{
	static const size_t length[] = { 0, 20, 32, 32, 48 };

	return octets_hex(r, false, type < 5 ? length[type] : 0);
}

bool
octets_salt(struct reader *r)
{
	struct str word;

	if (!field_plain_word(r, "the salt", &word))
		return false;
	if (str_eq(word, S("-")))
		return field_put_number(r, 0, 1);
	if (word.len % 2 || word.len > 510 || word.len == 0)
		return field_fault(r, word, "is not a salt", "Write pairs of hexadecimal digits, or -.");
	if (!field_put_number(r, word.len / 2, 1))
		return false;
	for (size_t i = 0; i < word.len; i += 2) {
		int high = hex_digit(word.p[i]), low = hex_digit(word.p[i + 1]);

		if (high < 0 || low < 0)
			return field_fault(r, word, "holds other than hexadecimal digits", "");
		if (!field_put_number(r, (uint64_t)(high * 16 + low), 1))
			return false;
	}
	return true;
}

/* Base32 with extended hex alphabet, no padding (RFC 4648 section 7, RFC 5155 section 3.3). */
bool
octets_hashed_owner(struct reader *r)
{
	uint8_t bytes[160];
	size_t len = 0;
	unsigned bits = 0;
	uint32_t value = 0;
	struct str word;

	if (!field_plain_word(r, "the next hashed owner", &word))
		return false;
	for (size_t i = 0; i < word.len && word.len <= 250; i++) {
		char c = ascii_lower(word.p[i]);
		int digit = ascii_digit(c) ? c - '0' : c >= 'a' && c <= 'v' ? c - 'a' + 10 : -1;

		if (digit < 0)
			return field_fault(r, word, "is not base32hex", "");
		value = value << 5 | (uint32_t)digit;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			bytes[len++] = (uint8_t)(value >> bits);
		}
	}
	/* SHA-1, the only hash there is (octet 0), gives 20 octets. */
	if (len == 0 || (r->wire[0] == 1 && len != 20) || bits > 4 || (value & ((1u << bits) - 1)))
		return field_fault(r, word, "is not base32hex", "");
	return field_put_number(r, len, 1) && field_put(r, bytes, len);
}

/* Type bitmaps (RFC 4034 section 4.1.2). */
bool
octets_bitmap(struct reader *r, bool may_be_empty)
{
	uint8_t set[8192] = { 0 };
	bool quoted, any = false;
	struct str word;
	uint16_t type;

	while (field_more(r)) {
		if (!field_word(r, "", &word, &quoted))
			return false;
		if (!type_parse(word, &type) || type == 0)
			return field_fault(r, word, "is not a record type", "");
		set[type / 8] |= (uint8_t)(0x80 >> type % 8);
		any = true;
	}
	if (!any && !may_be_empty)
		return field_fault(r, str_n(r->lex.p, 0), "the types are missing", "");
	for (unsigned window = 0; window < 256; window++) {
		size_t len = 32;

		while (len && set[window * 32 + len - 1] == 0)
			len--;
		if (len && (!field_put_number(r, window, 1) || !field_put_number(r, len, 1) ||
		    !field_put(r, set + (size_t)window * 32, len)))
			return false;
	}
	return true;
}
