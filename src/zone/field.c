/* SPDX-License-Identifier: BSD-2-Clause */
/* Record fields: strict readers, and writers that agree with BIND's text. */
#include "zone/field.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "lint/type.h"

bool
field_fault(struct reader *r, struct str token, const char *message, const char *fix)
{
	if (r->fault->message[0])
		return false;
	r->fault->token = token;
	r->fault->at = token.p;
	if (token.len)
		snprintf(r->fault->message, sizeof(r->fault->message), "'%.*s': %s",
		    token.len > 60 ? 60 : (int)token.len, token.p, message);
	else
		snprintf(r->fault->message, sizeof(r->fault->message), "%s", message);
	snprintf(r->fault->fix, sizeof(r->fault->fix), "%s", fix);
	return false;
}

bool
field_word(struct reader *r, const char *what, struct str *word, bool *quoted)
{
	char message[120];

	switch (lex_token(&r->lex, word)) {
	case TOKEN_WORD:
		*quoted = false;
		return true;
	case TOKEN_QUOTED:
		*quoted = true;
		return true;
	case TOKEN_END:
		snprintf(message, sizeof(message), "%s is missing", what);
		return field_fault(r, str_n(word->p, 0), message, "");
	default:
		return field_fault(r, str_n(word->p, 0), "a quote or a parenthesis is not closed", "");
	}
}

bool
field_plain_word(struct reader *r, const char *what, struct str *word)
{
	bool quoted;

	if (!field_word(r, what, word, &quoted))
		return false;
	return !quoted || field_fault(r, *word, "stands in quotes, which only strings may", "");
}

bool
field_more(struct reader *r)
{
	struct lexer look = r->lex;
	struct str word;

	return lex_token(&look, &word) != TOKEN_END;
}

bool
field_put(struct reader *r, const void *bytes, size_t n)
{
	if (n > RDATA_MAX - r->len)
		return field_fault(r, str_n(r->lex.p, 0), "the data has more than 65535 octets", "");
	if (n)
		memcpy(r->wire + r->len, bytes, n);
	r->len += n;
	return true;
}

bool
field_put_number(struct reader *r, uint64_t n, size_t octets)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < octets; i++)
		bytes[i] = (uint8_t)(n >> 8 * (octets - 1 - i));
	return field_put(r, bytes, octets);
}

/* --- numbers -------------------------------------------------------------------- */

static bool
read_number(struct reader *r, size_t octets)
{
	static const char *const range[] = { "", "must be a number from 0 to 255",
		"must be a number from 0 to 65535", "", "must be a number from 0 to 4294967295" };
	uint64_t n;
	struct str word;

	if (!field_plain_word(r, "a number", &word))
		return false;
	if (!str_number(word, octets == 4 ? UINT32_MAX : octets == 2 ? UINT16_MAX : UINT8_MAX, &n))
		return field_fault(r, word, range[octets], "");
	return field_put_number(r, n, octets);
}

static bool
read_period(struct reader *r)
{
	struct str word;
	uint32_t seconds;

	if (!field_plain_word(r, "a time in seconds", &word))
		return false;
	if (!clock_duration(word, &seconds))
		return field_fault(r, word, "is not a time",
		    "Write seconds up to 4294967295, or units: 1h30m, 2d, 1w.");
	return field_put_number(r, seconds, 4);
}

struct mnemonic {
	const char *text;
	unsigned value;
};

static bool
read_mnemonic(struct reader *r, const struct mnemonic *known, size_t n, unsigned max,
    size_t octets, const char *what)
{
	struct str word;
	uint64_t value;

	if (!field_plain_word(r, what, &word))
		return false;
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(word, str_of(known[i].text)))
			return field_put_number(r, known[i].value, octets);
	if (!str_number(word, max, &value))
		return field_fault(r, word, "is neither a number in range nor a known mnemonic", "");
	return field_put_number(r, value, octets);
}

static bool
read_algorithm(struct reader *r)
{
	static const struct mnemonic known[] = {
		{ "RSAMD5", 1 }, { "DH", 2 }, { "DSA", 3 }, { "ECC", 4 }, { "RSASHA1", 5 },
		{ "NSEC3DSA", 6 }, { "NSEC3RSASHA1", 7 }, { "RSASHA256", 8 }, { "RSASHA512", 10 },
		{ "ECCGOST", 12 }, { "ECDSAP256SHA256", 13 }, { "ECDSA256", 13 },
		{ "ECDSAP384SHA384", 14 }, { "ECDSA384", 14 }, { "ED25519", 15 }, { "ED448", 16 },
		{ "INDIRECT", 252 }, { "PRIVATEDNS", 253 }, { "PRIVATEOID", 254 },
	};

	return read_mnemonic(r, known, sizeof(known) / sizeof(known[0]), 255, 1,
	    "the algorithm");
}

static bool
read_certificate_type(struct reader *r)
{
	static const struct mnemonic known[] = {
		{ "PKIX", 1 }, { "SPKI", 2 }, { "PGP", 3 }, { "IPKIX", 4 }, { "ISPKI", 5 },
		{ "IPGP", 6 }, { "ACPKIX", 7 }, { "IACPKIX", 8 }, { "URI", 253 }, { "OID", 254 },
	};

	return read_mnemonic(r, known, sizeof(known) / sizeof(known[0]), 65535, 2,
	    "the certificate type");
}

static bool
read_scheme(struct reader *r)
{
	static const struct mnemonic known[] = { { "NOTIFY", 1 } };

	return read_mnemonic(r, known, 1, 255, 1, "the scheme");
}

static bool
read_type(struct reader *r)
{
	struct str word;
	uint16_t type;

	if (!field_plain_word(r, "a record type", &word))
		return false;
	if (!type_parse(word, &type))
		return field_fault(r, word, "is not a record type", "");
	return field_put_number(r, type, 2);
}

/* YYYYMMDDHHmmSS, or seconds since 1970 (RFC 4034 section 3.2). */
static bool
read_time(struct reader *r)
{
	struct str word;
	int part[6] = { 0 };
	uint64_t n;

	if (!field_plain_word(r, "a time", &word))
		return false;
	if (word.len <= 10 && str_number(word, UINT32_MAX, &n))
		return field_put_number(r, n, 4);
	for (size_t i = 0, at = 0; i < 6 && word.len == 14; at += i == 0 ? 4 : 2, i++) {
		if (!str_number(str_n(word.p + at, i == 0 ? 4 : 2), 9999, &n))
			return field_fault(r, word, "is not a time", "Write YYYYMMDDHHmmSS.");
		part[i] = (int)n;
	}
	if (word.len != 14 || !clock_valid_date(part[0], part[1], part[2]) || part[3] > 23 ||
	    part[4] > 59 || part[5] > 60 || part[0] < 1970)
		return field_fault(r, word, "is not a time", "Write YYYYMMDDHHmmSS, a date that exists.");
	n = (uint64_t)(clock_of(part[0], part[1], part[2]) + part[3] * 3600 + part[4] * 60 + part[5]);
	return field_put_number(r, (uint32_t)n, 4);
}

/* --- names and addresses ------------------------------------------------------------ */

static bool
read_name(struct reader *r)
{
	uint8_t wire[NAME_MAX_WIRE];
	enum name_fault fault;
	struct str word;
	size_t len;

	if (!field_plain_word(r, "a name", &word))
		return false;
	if (r->origin == NULL && (!name_written_absolute(word) || str_eq(word, S("@"))))
		return field_fault(r, word, "is relative, and no origin is known here",
		    "Write the whole name with its final dot.");
	fault = name_parse(word, r->origin, wire, &len);
	if (fault != NAME_GOOD)
		return field_fault(r, word, name_fault_text(fault), "");
	return field_put(r, wire, len);
}

static bool
read_address(struct reader *r, int family)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t address[16];
	struct str word;

	if (!field_plain_word(r, "an address", &word))
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)(word.len < sizeof(text) ? word.len : 0), word.p);
	if (inet_pton(family, text, address) != 1 || word.len >= sizeof(text))
		return field_fault(r, word, family == AF_INET ? "is not an IPv4 address" :
		    "is not an IPv6 address", family == AF_INET ?
		    "Write four numbers from 0 to 255: 192.0.2.1." : "Write it as 2001:db8::1.");
	return field_put(r, address, family == AF_INET ? 4 : 16);
}

/* Hexadecimal digits in groups between separators: 0014:4fff:ff20:ee64, 00-00-5e-00-53-2a. */
static bool
read_groups(struct reader *r, size_t groups, size_t digits, char separator)
{
	struct str word;

	if (!field_plain_word(r, "an identifier", &word))
		return false;
	for (size_t i = 0, at = 0; i < groups; i++) {
		unsigned value = 0;
		size_t n = 0;

		for (; at < word.len && n < digits && word.p[at] != separator; at++, n++) {
			char c = ascii_lower(word.p[at]);

			if (!ascii_digit(c) && (c < 'a' || c > 'f'))
				return field_fault(r, word, "holds other than hexadecimal digits", "");
			value = value * 16 + (unsigned)(ascii_digit(c) ? c - '0' : c - 'a' + 10);
		}
		if (n == 0 || (digits == 2 && n != 2) ||
		    (i + 1 < groups ? at >= word.len || word.p[at++] != separator : at != word.len))
			return field_fault(r, word, "has not the form of its type",
			    digits == 2 ? "Write pairs of digits: 00-00-5e-00-53-2a." :
			    "Write four groups: 0014:4fff:ff20:ee64.");
		if (!field_put_number(r, value, digits / 2))
			return false;
	}
	return true;
}

/* --- strings ----------------------------------------------------------------------------- */

bool
field_unescape(struct str text, uint8_t *out, size_t max, size_t *len)
{
	*len = 0;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = (uint8_t)text.p[i];
		uint64_t value;

		if (c == '\\') {
			if (++i == text.len)
				return false;
			c = (uint8_t)text.p[i];
			if (ascii_digit((char)c)) {
				if (i + 3 > text.len || !str_number(str_n(text.p + i, 3), 255, &value))
					return false;
				c = (uint8_t)value;
				i += 2;
			}
		}
		if (*len == max)
			return false;
		out[(*len)++] = c;
	}
	return true;
}

static bool
put_string(struct reader *r, struct str word)
{
	uint8_t bytes[256];
	size_t len;

	if (!field_unescape(word, bytes + 1, 255, &len))
		return field_fault(r, word, "has more than 255 octets or a bad \\ escape",
		    "Split it into several strings: \"...\" \"...\".");
	bytes[0] = (uint8_t)len;
	return field_put(r, bytes, len + 1);
}

static bool
read_string(struct reader *r)
{
	struct str word;
	bool quoted;

	return field_word(r, "a string", &word, &quoted) && put_string(r, word);
}

static bool
read_strings(struct reader *r)
{
	do
		if (!read_string(r))
			return false;
	while (field_more(r));
	return true;
}

static bool
read_tag(struct reader *r)
{
	struct str word;
	bool quoted;

	if (!field_word(r, "the property", &word, &quoted))
		return false;
	for (size_t i = 0; i < word.len; i++) {
		char c = ascii_lower(word.p[i]);

		if (!ascii_digit(c) && (c < 'a' || c > 'z'))
			return field_fault(r, word, "may hold only letters and digits", "");
	}
	if (word.len == 0 || word.len > 255)
		return field_fault(r, word, "is not a property", "Write issue, issuewild or iodef.");
	return field_put_number(r, word.len, 1) && field_put(r, word.p, word.len);
}

static bool
read_long_string(struct reader *r, bool must_quote)
{
	uint8_t bytes[RDATA_MAX];
	struct str word;
	bool quoted;
	size_t len;

	if (!field_word(r, "a value", &word, &quoted))
		return false;
	if (must_quote && !quoted)
		return field_fault(r, word, "must stand in quotes", "");
	if (!field_unescape(word, bytes, sizeof(bytes), &len))
		return field_fault(r, word, "is too long or has a bad \\ escape", "");
	return field_put(r, bytes, len);
}

bool
field_read(struct reader *r, char letter)
{
	switch (letter) {
	case 'n': return read_name(r);
	case 'b': return read_number(r, 1);
	case 'h': return read_number(r, 2);
	case 'w': return read_number(r, 4);
	case 't': return read_period(r);
	case '4': return read_address(r, AF_INET);
	case '6': return read_address(r, AF_INET6);
	case 's': return read_string(r);
	case 'S': return read_strings(r);
	case 'o': return !field_more(r) || read_string(r);
	case 'x': return octets_hex(r, false, 0);
	case 'X': return octets_hex(r, true, 0);
	case 'B': return octets_base64(r, false);
	case 'Y': return octets_base64(r, true);
	case 'T': return read_type(r);
	case 'a': return read_algorithm(r);
	case 'c': return read_certificate_type(r);
	case 'D': return read_time(r);
	case 'N': return octets_bitmap(r, true);
	case 'M': return octets_bitmap(r, false);
	case 'm': return read_algorithm(r);
	case 'k': return read_scheme(r);
	case 'L': return location_read(r);
	case 'P': return prefixes_read(r);
	case 'R': return relay_read(r);
	case 'd': return octets_digest(r, r->wire[3]);
	case 'f': return octets_digest(r, r->wire[1] <= 2 ? r->wire[1] : 0);
	case 'z': return octets_hex(r, false, r->wire[5] == 1 ? 48 : r->wire[5] == 2 ? 64 : 0);
	case 'y': return octets_salt(r);
	case 'i': return octets_hashed_owner(r);
	case 'g': return read_tag(r);
	case 'q': return read_long_string(r, false);
	case 'Q': return read_long_string(r, true);
	case 'p': return svcb_read(r);
	case '8': return read_groups(r, 4, 4, ':');
	case 'e': return read_groups(r, 6, 2, '-');
	case 'E': return read_groups(r, 8, 2, '-');
	default: return field_fault(r, (struct str){ r->lex.p, 0 }, "cannot be read", "");
	}
}
