/* SPDX-License-Identifier: BSD-2-Clause */
/* Names and addresses, and the fields that hold one or the other: gateways, relays, A6. */
#include "zone/field.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

/* --- names ----------------------------------------------------------------------- */

bool
name_read(struct reader *r, bool may_quote)
{
	uint8_t wire[NAME_MAX_WIRE];
	char message[100];
	enum name_fault fault;
	struct str word;
	bool quoted;
	size_t len;

	if (!(may_quote ? field_token(r, &word, &quoted) : field_word(r, &word)))
		return false;
	if (r->origin == NULL && (!name_written_absolute(word) || str_eq(word, S("@"))))
		return field_fault(r, word, "is a relative name, and no origin is known here",
		    "Write the whole name with its final dot.");
	fault = r->as_written ? name_parse_as_written(word, r->origin, wire, &len) :
	    name_parse(word, r->origin, wire, &len);
	if (fault == NAME_GOOD)
		return field_put(r, wire, len);
	snprintf(message, sizeof(message), "is not a name: %s", name_fault_text(fault));
	return field_fault(r, word, message, NULL);
}

static size_t
name_octets(const struct writer *w)
{
	size_t at = w->at;

	while (at < w->len && w->wire[at] && w->wire[at] <= LABEL_MAX)
		at += w->wire[at] + (size_t)1;
	if (at >= w->len || w->wire[at] || at + 1 - w->at > NAME_MAX_WIRE)
		return 0;
	return at + 1 - w->at;
}

void
name_write(struct writer *w)
{
	size_t len = name_octets(w), start = w->at;
	const uint8_t *wire = field_take(w, len);

	if (len == 0)
		w->good = false;
	if (!w->good)
		return;
	for (size_t i = start; w->fold && i < w->at; i++)
		w->fold[i] = (uint8_t)ascii_lower((char)w->fold[i]);
	if (w->out)
		wire_put(w->out, wire, len);
}

/* --- addresses --------------------------------------------------------------------- */

static bool
is_address(struct str word, int family, uint8_t address[16])
{
	char text[INET6_ADDRSTRLEN];

	if (word.len >= sizeof(text))
		return false;
	memcpy(text, word.p, word.len);
	text[word.len] = '\0';
	return inet_pton(family, text, address) == 1;
}

/* What somebody meant who wrote this for an address. */
static const char *
address_fix(struct str word, int family)
{
	uint8_t address[16];

	if (is_address(word, family == AF_INET ? AF_INET6 : AF_INET, address))
		return family == AF_INET ? "It is an IPv6 address, whose type is AAAA." :
		    "It is an IPv4 address, whose type is A.";
	if (word.len && word.p[word.len - 1] == '.')
		return "An address has no final dot; a name needs the type CNAME.";
	if (memchr(word.p, '/', word.len))
		return "Write one address, without the length of a prefix.";
	return NULL;
}

bool
address_read(struct reader *r, int family)
{
	uint8_t address[16];
	struct str word;

	if (!field_word(r, &word))
		return false;
	if (is_address(word, family, address))
		return field_put(r, address, family == AF_INET ? 4 : 16);
	return field_fault(r, word, family == AF_INET ? "is not an IPv4 address" :
	    "is not an IPv6 address", address_fix(word, family));
}

static void
put_address(struct buf *out, const uint8_t *address, int family)
{
	char text[INET6_ADDRSTRLEN];

	if (family == AF_INET) {
		for (int i = 0; i < 4; i++) {
			if (i)
				buf_put(out, '.');
			buf_number(out, address[i]);
		}
		return;
	}
	if (inet_ntop(family, address, text, sizeof(text)))
		buf_add(out, str_of(text));
}

void
address_write(struct writer *w, int family)
{
	const uint8_t *address = field_take(w, family == AF_INET ? 4 : 16);

	if (w->out && address)
		put_address(w->out, address, family);
}

/* --- none, an address or a name --------------------------------------------------------- */

enum { NOBODY, BY_IPV4, BY_IPV6, BY_NAME };

static bool
read_somebody(struct reader *r, uint64_t by)
{
	struct str word;

	switch (by) {
	case BY_IPV4: return address_read(r, AF_INET);
	case BY_IPV6: return address_read(r, AF_INET6);
	case BY_NAME: return name_read(r, false);
	default:
		return field_word(r, &word) && (str_eq(word, S(".")) ||
		    field_fault(r, word, "must be . when there is none", NULL));
	}
}

static void
write_somebody(struct writer *w, unsigned by)
{
	switch (by) {
	case BY_IPV4: address_write(w, AF_INET); break;
	case BY_IPV6: address_write(w, AF_INET6); break;
	case BY_NAME: name_write(w); break;
	default:
		if (w->out)
			buf_put(w->out, '.');
		break;
	}
}

static bool
read_kind(struct reader *r, uint64_t *by)
{
	struct str word;

	return field_word(r, &word) && (str_number(word, BY_NAME, by) ||
	    field_fault(r, word, "has a type other than 0 (none), 1 (IPv4), 2 (IPv6), 3 (name)", NULL));
}

/* The end of AMTRELAY: discovery bit, type, relay (RFC 8777 section 4.3). */
bool
relay_read(struct reader *r)
{
	uint64_t discovery, by;
	struct str word;

	if (!field_word(r, &word))
		return false;
	if (!str_number(word, 1, &discovery))
		return field_fault(r, word, "begins with a D bit, which is 0 or 1", NULL);
	return read_kind(r, &by) && field_put_number(r, discovery << 7 | by, 1) && read_somebody(r, by);
}

void
relay_write(struct writer *w)
{
	uint32_t octet = field_take_number(w, 1);
	unsigned by = octet & 0x7f;

	if (by > BY_NAME) {                     /* of a type to come: any octets */
		field_take(w, field_left(w));
		w->good = w->good && w->out == NULL;
		return;
	}
	if (w->out)
		buf_printf(w->out, "%u %u ", octet >> 7, by);
	write_somebody(w, by);
}

/* The end of IPSECKEY: type, algorithm, gateway, key (RFC 4025 section 2). */
bool
gateway_read(struct reader *r)
{
	uint64_t by;

	return read_kind(r, &by) && field_put_number(r, by, 1) && number_read(r, 1) &&
	    read_somebody(r, by) && base64_read(r, 1);
}

void
gateway_write(struct writer *w)
{
	uint32_t by = field_take_number(w, 1);

	if (by > BY_NAME)
		w->good = false;
	if (w->out && w->good)
		buf_printf(w->out, "%u ", by);
	number_write(w, 1);
	if (w->out)
		buf_put(w->out, ' ');
	write_somebody(w, by);
	field_write_next(w, BASE64);
}

/*
 * HIP: algorithm, identity tag, key, rendezvous servers; the lengths of tag
 * and key stand in front (RFC 8005 section 5).
 */
bool
host_identity_read(struct reader *r)
{
	size_t start = r->len, tag, key;
	struct str word;

	if (!field_put_number(r, 0, 1) || !number_read(r, 1) || !field_put_number(r, 0, 2) ||
	    !field_word(r, &word) || !hex_read_word(r, word))
		return false;
	tag = r->len - start - 4;
	if (tag > UINT8_MAX)
		return field_fault(r, word, "has more than 255 octets", NULL);
	if (!field_word(r, &word) || !base64_read_word(r, word))
		return false;
	key = r->len - start - 4 - tag;
	r->wire[start] = (uint8_t)tag;
	r->wire[start + 2] = (uint8_t)(key >> 8);
	r->wire[start + 3] = (uint8_t)key;
	while (field_more(r))
		if (!name_read(r, false))
			return false;
	return true;
}

void
host_identity_write(struct writer *w)
{
	size_t tag = field_take_number(w, 1);
	uint32_t algorithm = field_take_number(w, 1);
	size_t key = field_take_number(w, 2);
	const uint8_t *tag_octets = field_take(w, tag), *key_octets = field_take(w, key);

	if (tag == 0 || key == 0)
		w->good = false;
	if (w->out && w->good) {
		buf_printf(w->out, "%u ", algorithm);
		octets_put_hex(w->out, tag_octets, tag);
		buf_put(w->out, ' ');
		octets_put_base64(w->out, key_octets, key);
	}
	while (w->good && field_left(w))
		field_write_next(w, NAME);
}

/* --- A6 (RFC 2874 section 3.1) ------------------------------------------------------------ */

/* A prefix of so many bits leaves these octets of the address, the first of them masked. */
static size_t
suffix_octets(unsigned prefix)
{
	return 16 - prefix / 8;
}

bool
a6_address_read(struct reader *r)
{
	uint8_t address[16] = { 0 };
	struct str word;
	uint64_t prefix;

	if (!field_word(r, &word))
		return false;
	if (!str_number(word, 128, &prefix))
		return field_fault(r, word, "begins with the bits of its prefix, 0 to 128", NULL);
	if (!field_put_number(r, prefix, 1))
		return false;
	if (prefix < 128) {
		size_t skipped = prefix / 8;

		if (!field_word(r, &word))
			return false;
		if (!is_address(word, AF_INET6, address))
			return field_fault(r, word, "is not an IPv6 address", NULL);
		address[skipped] &= (uint8_t)(0xff >> prefix % 8);
		if (!field_put(r, address + skipped, suffix_octets((unsigned)prefix)))
			return false;
	}
	return prefix == 0 || name_read(r, false);
}

void
a6_address_write(struct writer *w)
{
	uint32_t prefix = field_take_number(w, 1);
	uint8_t address[16] = { 0 };
	const uint8_t *suffix;

	if (prefix > 128) {
		w->good = false;
		return;
	}
	suffix = field_take(w, prefix < 128 ? suffix_octets(prefix) : 0);
	if (suffix && prefix < 128) {
		memcpy(address + prefix / 8, suffix, suffix_octets(prefix));
		if (suffix[0] & ~(0xff >> prefix % 8))
			w->good = false;
	}
	if (w->out && w->good) {
		buf_printf(w->out, prefix < 128 ? "%u " : "%u", prefix);
		if (prefix < 128)
			put_address(w->out, address, AF_INET6);
	}
	if (prefix > 0)
		field_write_next(w, NAME);
}
