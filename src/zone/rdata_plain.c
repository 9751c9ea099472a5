/* SPDX-License-Identifier: BSD-2-Clause */
#include "zone/rdata_plain.h"

#include <arpa/inet.h>
#include <string.h>

#include "lint/type.h"
#include "zone/lex.h"

/* What data of a type is: numbers of so many octets, then one last word. */
struct form {
	uint8_t octets[3];              /* up to a 0 */
	enum last { NO_FORM, ADDRESS, ADDRESS_6, HOST, DIGEST_OF } last;
};

static struct form
form_of(uint16_t type)
{
	switch (type) {
	case TYPE_A: return (struct form){ { 0 }, ADDRESS };
	case TYPE_AAAA: return (struct form){ { 0 }, ADDRESS_6 };
	case TYPE_NS: case TYPE_CNAME: case TYPE_PTR: case TYPE_DNAME:
		return (struct form){ { 0 }, HOST };
	case TYPE_MX: return (struct form){ { 2 }, HOST };
	case TYPE_SRV: return (struct form){ { 2, 2, 2 }, HOST };
	case TYPE_DS: return (struct form){ { 2, 1, 1 }, DIGEST_OF };
	default: return (struct form){ { 0 }, NO_FORM };
	}
}

/* The next word, and the blanks behind it are left behind; false: there is none. */
static bool
next_word(struct str *rest, struct str *word)
{
	const char *blank = rest->len ? memchr(rest->p, ' ', rest->len) : NULL;
	size_t len = blank ? (size_t)(blank - rest->p) : rest->len, at;
	const char *tab = len ? memchr(rest->p, '\t', len) : NULL;

	len = tab ? (size_t)(tab - rest->p) : len;
	*word = str_n(rest->p, len);
	for (at = len; at < rest->len && (rest->p[at] == ' ' || rest->p[at] == '\t');)
		at++;
	*rest = str_n(rest->p + at, rest->len - at);
	return len > 0;
}

/* As inet_pton(3) has it: four numbers up to 255, without zeros in front. */
static size_t
put_address(struct str word, uint8_t *wire)
{
	size_t at = 0;

	for (int octet = 0; octet < 4; octet++) {
		size_t start = at;
		unsigned n = 0;

		if (octet && (at >= word.len || word.p[at++] != '.'))
			return 0;
		start = at;
		while (at < word.len && at - start < 3 && ascii_digit(word.p[at]))
			n = n * 10 + (unsigned)(word.p[at++] - '0');
		if (at == start || n > 255 || (word.p[start] == '0' && at - start > 1))
			return 0;
		wire[octet] = (uint8_t)n;
	}
	return at == word.len ? 4 : 0;
}

static int
hex_digit(char c)
{
	if (ascii_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Groups of hexadecimal digits; 0: it is not that, or wrong. */
static size_t
put_groups(struct str word, uint8_t wire[16])
{
	enum { NO_GAP = 17 };
	uint8_t octets[16];
	size_t n = 0, gap = NO_GAP, at = 0;

	if (word.len >= 2 && word.p[0] == ':' && word.p[1] == ':') {
		gap = 0;
		at = 2;
	}
	while (at < word.len) {
		unsigned group = 0;
		int digit;
		size_t begin = at;

		for (; at < word.len && at - begin < 4 && (digit = hex_digit(word.p[at])) >= 0; at++)
			group = group << 4 | (unsigned)digit;
		if (at == begin || n == 16)
			return 0;
		octets[n++] = (uint8_t)(group >> 8);
		octets[n++] = (uint8_t)group;
		if (at == word.len)
			break;
		if (word.p[at++] != ':' || at == word.len)
			return 0;
		if (word.p[at] != ':')
			continue;
		if (gap != NO_GAP)
			return 0;
		gap = n;
		at++;
	}
	if (gap == NO_GAP ? n != 16 : n == 16)
		return 0;
	gap = gap < n ? gap : n;
	memcpy(wire, octets, gap);
	memset(wire + gap, 0, 16 - n);
	memcpy(wire + 16 - (n - gap), octets + gap, n - gap);
	return 16;
}

static size_t
put_address_6(struct str word, uint8_t *wire)
{
	char text[INET6_ADDRSTRLEN];

	if (put_groups(word, wire))
		return 16;
	if (word.len >= sizeof(text) || memchr(word.p, '\0', word.len))
		return 0;
	memcpy(text, word.p, word.len);
	text[word.len] = '\0';
	return inet_pton(AF_INET6, text, wire) == 1 ? 16 : 0;
}

static size_t
put_name(struct str word, const struct name *origin, uint8_t *wire)
{
	size_t len;

	return origin && lex_is_word(word) && name_parse(word, origin, wire, &len) == NAME_GOOD ? len : 0;
}

/* A digest whose type is known, in one word. */
static size_t
put_digest(struct str word, uint8_t type, uint8_t *wire)
{
	size_t octets = type == 1 ? 20 : type == 2 ? 32 : type == 4 ? 48 : 0;

	if (word.len != octets * 2)
		return 0;
	for (size_t i = 0; i < octets; i++) {
		int high = hex_digit(word.p[2 * i]), low = hex_digit(word.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return 0;
		wire[i] = (uint8_t)(high << 4 | low);
	}
	return octets;
}

size_t
rdata_plain(uint16_t type, struct str text, const struct name *origin, uint8_t *wire)
{
	struct form form = form_of(type);
	struct str word;
	size_t len = 0, last = 0;

	if (form.last == NO_FORM)
		return 0;
	for (size_t i = 0; i < sizeof(form.octets) && form.octets[i]; i++) {
		uint64_t n;

		if (!next_word(&text, &word) || !str_number(word, form.octets[i] == 1 ? 255 : 65535, &n))
			return 0;
		if (form.octets[i] == 2)
			wire[len++] = (uint8_t)(n >> 8);
		wire[len++] = (uint8_t)n;
	}
	if (!next_word(&text, &word) || text.len)
		return 0;
	switch (form.last) {
	case ADDRESS: last = put_address(word, wire); break;
	case ADDRESS_6: last = put_address_6(word, wire); break;
	case HOST: last = put_name(word, origin, wire + len); break;
	case DIGEST_OF: last = put_digest(word, wire[len - 1], wire + len); break;
	case NO_FORM: break;
	}
	return last ? len + last : 0;
}
