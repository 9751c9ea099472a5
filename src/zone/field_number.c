/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields that are numbers: plain, as times, as words that stand for them, in groups of digits. */
#include "zone/field.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "lint/type.h"

/* --- plain ---------------------------------------------------------------------- */

bool
number_in(struct reader *r, struct str word, uint64_t max, uint64_t *n)
{
	if (str_number(word, max, n))
		return true;
	return field_fault(r, word, max == UINT8_MAX ? "must be a number from 0 to 255" :
	    max == UINT16_MAX ? "must be a number from 0 to 65535" :
	    "must be a number from 0 to 4294967295", NULL);
}

bool
number_read(struct reader *r, size_t octets)
{
	struct str word;
	uint64_t n;

	return field_word(r, &word) &&
	    number_in(r, word, ((uint64_t)1 << 8 * octets) - 1, &n) && field_put_number(r, n, octets);
}

void
number_write(struct writer *w, size_t octets)
{
	uint32_t n = field_take_number(w, octets);

	if (w->out && w->good)
		buf_number(w->out, n);
}

/* --- times ----------------------------------------------------------------------- */

bool
seconds_read(struct reader *r)
{
	struct str word;
	uint32_t seconds;

	if (!field_word(r, &word))
		return false;
	if (!clock_duration(word, &seconds))
		return field_fault(r, word, "is not a time in seconds",
		    "Write seconds up to 4294967295, or units: 1h30m, 2d, 1w.");
	return field_put_number(r, seconds, 4);
}

/* YYYYMMDDHHmmSS; false: no such time.  Years before 1970 have no number. */
static bool
calendar_time(struct str word, uint32_t *when)
{
	int part[6];
	uint64_t n;

	if (word.len != 14)
		return false;
	for (size_t i = 0, at = 0; i < 6; at += i == 0 ? 4 : 2, i++) {
		if (!str_number(str_n(word.p + at, i == 0 ? 4 : 2), 9999, &n))
			return false;
		part[i] = (int)n;
	}
	if (!clock_valid_date(part[0], part[1], part[2]) || part[0] < 1970 || part[3] > 23 ||
	    part[4] > 59 || part[5] > 60)
		return false;
	*when = (uint32_t)(clock_of(part[0], part[1], part[2]) + part[3] * 3600 + part[4] * 60 +
	    part[5]);
	return true;
}

/* RFC 4034 section 3.2: 14 digits are a date, up to ten are seconds since 1970. */
bool
time_read(struct reader *r)
{
	struct str word;
	uint32_t when;
	uint64_t n;

	if (!field_word(r, &word))
		return false;
	if (word.len <= 10 && str_number(word, UINT32_MAX, &n))
		when = (uint32_t)n;
	else if (!calendar_time(word, &when))
		return field_fault(r, word, "is not a time that exists",
		    "Write YYYYMMDDHHmmSS, in UTC: 20260115120000.");
	return field_put_number(r, when, 4);
}

/* Always in 1970 to 2106: the text must not depend on the day it is printed on. */
void
time_write(struct writer *w)
{
	uint32_t when = field_take_number(w, 4);
	struct str text;

	if (!w->out || !w->good)
		return;
	text = clock_text(w->arena, when);
	for (size_t i = 0; i < text.len; i++)
		if (ascii_digit(text.p[i]))
			buf_put(w->out, text.p[i]);
}

/* --- words for numbers --------------------------------------------------------------- */

const struct mnemonic algorithms[] = {
	{ "RSAMD5", 1 }, { "DH", 2 }, { "DSA", 3 }, { "RSASHA1", 5 }, { "NSEC3DSA", 6 },
	{ "NSEC3RSASHA1", 7 }, { "RSASHA256", 8 }, { "RSASHA512", 10 }, { "ECCGOST", 12 },
	{ "ECDSAP256SHA256", 13 }, { "ECDSA256", 13 }, { "ECDSAP384SHA384", 14 },
	{ "ECDSA384", 14 }, { "ED25519", 15 }, { "ED448", 16 }, { "INDIRECT", 252 },
	{ "PRIVATEDNS", 253 }, { "PRIVATEOID", 254 }, { NULL, 0 },
};

const struct mnemonic certificates[] = {
	{ "PKIX", 1 }, { "SPKI", 2 }, { "PGP", 3 }, { "IPKIX", 4 }, { "ISPKI", 5 }, { "IPGP", 6 },
	{ "ACPKIX", 7 }, { "IACPKIX", 8 }, { "URI", 253 }, { "OID", 254 }, { NULL, 0 },
};

const struct mnemonic digest_types[] = {
	{ "SHA-1", 1 }, { "SHA1", 1 }, { "SHA-256", 2 }, { "SHA256", 2 }, { "GOST", 3 },
	{ "SHA-384", 4 }, { "SHA384", 4 }, { NULL, 0 },
};

const struct mnemonic key_protocols[] = {
	{ "NONE", 0 }, { "TLS", 1 }, { "EMAIL", 2 }, { "DNSSEC", 3 }, { "IPSEC", 4 }, { "ALL", 255 },
	{ NULL, 0 },
};

const struct mnemonic hashes[] = { { "SHA-1", 1 }, { NULL, 0 } };
const struct mnemonic schemes[] = { { "NOTIFY", 1 }, { NULL, 0 } };

bool
mnemonic_read(struct reader *r, const struct mnemonic *known, size_t octets)
{
	struct str word;
	uint64_t n;

	if (!field_word(r, &word))
		return false;
	for (; known->text; known++)
		if (str_eq_nocase(word, str_of(known->text)))
			return field_put_number(r, known->value, octets);
	if (!str_number(word, octets == 1 ? UINT8_MAX : UINT16_MAX, &n))
		return field_fault(r, word, octets == 1 ?
		    "is neither a number from 0 to 255 nor a known word" :
		    "is neither a number from 0 to 65535 nor a known word", NULL);
	return field_put_number(r, n, octets);
}

void
mnemonic_write(struct writer *w, const struct mnemonic *known, size_t octets)
{
	uint32_t n = field_take_number(w, octets);

	if (!w->out || !w->good)
		return;
	while (known->text && known->value != n)
		known++;
	if (known->text)
		buf_add(w->out, str_of(known->text));
	else
		buf_printf(w->out, "%u", n);
}

/* RFC 2535 section 7.1. */
static const struct mnemonic key_flags[] = {
	{ "NOCONF", 0x4000 }, { "NOAUTH", 0x8000 }, { "NOKEY", 0xc000 }, { "FLAG2", 0x2000 },
	{ "EXTEND", 0x1000 }, { "FLAG4", 0x0800 }, { "FLAG5", 0x0400 }, { "USER", 0 },
	{ "ZONE", 0x0100 }, { "HOST", 0x0200 }, { "NTYP3", 0x0300 }, { "FLAG8", 0x0080 },
	{ "FLAG9", 0x0040 }, { "FLAG10", 0x0020 }, { "FLAG11", 0x0010 }, { "KSK", 1 },
	{ "SIG0", 0 }, { "SIG1", 1 }, { "SIG2", 2 }, { "SIG3", 3 }, { "SIG4", 4 }, { "SIG5", 5 },
	{ "SIG6", 6 }, { "SIG7", 7 }, { "SIG8", 8 }, { "SIG9", 9 }, { "SIG10", 10 },
	{ "SIG11", 11 }, { "SIG12", 12 }, { "SIG13", 13 }, { "SIG14", 14 }, { "SIG15", 15 },
	{ NULL, 0 },
};

/* Words joined by |, at least one. */
static bool
joined_words(struct str text, const struct mnemonic *known, unsigned *value)
{
	struct str one;

	*value = 0;
	if (text.len == 0)
		return false;
	while (text.len) {
		const struct mnemonic *k = known;

		if (!str_field(&text, "|", &one))
			return false;
		while (k->text && !str_eq_nocase(one, str_of(k->text)))
			k++;
		if (k->text == NULL)
			return false;
		*value |= k->value;
	}
	return true;
}

bool
key_flags_read(struct reader *r)
{
	struct str word;
	unsigned flags;
	uint64_t n;

	if (!field_word(r, &word))
		return false;
	if (word.len && ascii_digit(word.p[0]))
		return number_in(r, word, UINT16_MAX, &n) && field_put_number(r, n, 2);
	if (!joined_words(word, key_flags, &flags))
		return field_fault(r, word, "are neither a number from 0 to 65535 nor known words",
		    "Write 256 for a zone key, 257 for one that a DS points to.");
	return field_put_number(r, flags, 2);
}

bool
no_flags_read(struct reader *r)
{
	struct lexer before = r->lex;
	struct str word;

	if (!key_flags_read(r))
		return false;
	lex_token(&before, &word);
	return (r->wire[r->len - 2] | r->wire[r->len - 1]) == 0 || field_fault(r, word, "must be 0",
	    "Write 0; no flag is defined.");
}

void
no_flags_write(struct writer *w)
{
	const uint8_t *p = field_take(w, 2);

	if (p && (p[0] | p[1]) != 0)
		w->good = false;
	if (w->out && w->good)
		buf_put(w->out, '0');
}

/* --- types ------------------------------------------------------------------------------ */

bool
rrtype_read(struct reader *r)
{
	struct str word;
	uint16_t type;

	if (!field_word(r, &word))
		return false;
	if (!type_parse(word, &type))
		return field_fault(r, word, "is not a record type", NULL);
	return field_put_number(r, type, 2);
}

void
rrtype_write(struct writer *w)
{
	uint16_t type = (uint16_t)field_take_number(w, 2);

	if (w->out && w->good)
		buf_add(w->out, type_text(w->arena, type));
}

/* --- digits in groups --------------------------------------------------------------------- */

/* 0014:4fff:ff20:ee64 takes short groups too, 00-00-5e-00-53-2a does not. */
bool
groups_read(struct reader *r, size_t groups, size_t most, char separator)
{
	struct str word;
	size_t at = 0;

	if (!field_word(r, &word))
		return false;
	for (size_t i = 0; i < groups; i++) {
		unsigned value = 0;
		size_t n = 0;
		int digit;

		for (; at < word.len && (digit = octets_hex_digit(word.p[at])) >= 0; at++, n++)
			value = n < most ? value << 4 | (unsigned)digit : 0;
		if (n == 0 || n > most || (most == 2 && n != 2) ||
		    (i + 1 < groups && (at >= word.len || word.p[at++] != separator)))
			return field_fault(r, word, "does not have the form of its type", NULL);
		if (!field_put_number(r, value, most / 2))
			return false;
	}
	return at == word.len || field_fault(r, word, "does not have the form of its type", NULL);
}

void
groups_write(struct writer *w, size_t groups, size_t octets, const char *first, const char *next)
{
	for (size_t i = 0; i < groups; i++) {
		uint32_t value = field_take_number(w, octets);

		if (w->out && w->good)
			buf_printf(w->out, i ? next : first, value);
	}
}
