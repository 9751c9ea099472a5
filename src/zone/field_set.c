/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields that are sets, kept as bits: of record types (NSEC, CSYNC, NXT) and of ports (WKS). */
#include "zone/field.h"

#include <arpa/inet.h>

#include "base/buf.h"
#include "lint/type.h"

enum { SET_OCTETS = 65536 / 8 };

static void
set_add(uint8_t *set, size_t n)
{
	set[n / 8] |= (uint8_t)(0x80 >> n % 8);
}

static bool
set_has(const uint8_t *set, size_t n)
{
	return set[n / 8] & 0x80 >> n % 8;
}

/* Octets up to the last that is not zero. */
static size_t
set_length(const uint8_t *set, size_t most)
{
	while (most && set[most - 1] == 0)
		most--;
	return most;
}

/* --- types, in windows of 256 (RFC 4034 section 4.1.2) --------------------------------------- */

static bool
put_windows(struct reader *r, const uint8_t *set, uint16_t highest)
{
	for (size_t window = 0; window <= highest / 256u; window++) {
		size_t len = set_length(set + window * 32, 32);

		if (len && (!field_put_number(r, window, 1) || !field_put_number(r, len, 1) ||
		    !field_put(r, set + window * 32, len)))
			return false;
	}
	return true;
}

bool
bitmap_read(struct reader *r, bool may_be_empty)
{
	uint8_t set[SET_OCTETS] = { 0 };
	struct str word;
	uint16_t type, highest = 0;

	while (!may_be_empty || field_more(r)) {
		may_be_empty = true;
		if (!field_word(r, &word))
			return false;
		if (!type_parse(word, &type))
			return field_fault(r, word, "is not a record type", NULL);
		set_add(set, type);
		highest = type > highest ? type : highest;
	}
	return put_windows(r, set, highest);
}

void
bitmap_write(struct writer *w, bool may_be_empty)
{
	int last = -1;
	bool any = false;

	while (w->good && field_left(w)) {
		int window = (int)field_take_number(w, 1);
		size_t len = field_take_number(w, 1);
		const uint8_t *bits = field_take(w, len);

		if (window <= last || len == 0 || len > 32 || (bits && bits[len - 1] == 0))
			w->good = false;
		last = window;
		for (size_t i = 0; w->good && w->out && i < len * 8; i++) {
			if (!set_has(bits, i))
				continue;
			if (any)
				buf_put(w->out, ' ');
			any = true;
			buf_add(w->out, type_text(w->arena, (uint16_t)((size_t)window * 256 + i)));
		}
	}
	if (last < 0 && !may_be_empty)
		w->good = false;
}

/* --- types up to 127 (RFC 2535 section 5.2) --------------------------------------------------- */

bool
nxt_bitmap_read(struct reader *r)
{
	uint8_t set[16] = { 0 };
	struct str word;
	uint16_t type;
	uint64_t n;

	while (field_more(r)) {
		if (!field_word(r, &word))
			return false;
		if (!str_number(word, UINT16_MAX, &n)) {
			if (!type_parse(word, &type))
				return field_fault(r, word, "is not a record type", NULL);
			n = type;
		}
		if (n < 1 || n > 127)
			return field_fault(r, word, "is a type that NXT cannot hold", "Use NSEC (RFC 4034).");
		set_add(set, n);
	}
	return field_put(r, set, set_length(set, sizeof(set)));
}

void
nxt_bitmap_write(struct writer *w)
{
	size_t len = field_left(w);
	const uint8_t *bits = field_take(w, len);
	bool any = false;

	if (bits == NULL || len > 16 || (len && (bits[len - 1] == 0 || set_has(bits, 0)))) {
		w->good = false;
		return;
	}
	for (uint16_t i = 0; w->out && i < len * 8; i++) {
		if (!set_has(bits, i))
			continue;
		if (any)
			buf_put(w->out, ' ');
		any = true;
		if (type_known(i))
			buf_add(w->out, type_text(w->arena, i));
		else
			buf_printf(w->out, "%u", i);
	}
}

/* --- ports (RFC 1035 section 3.4.2) ------------------------------------------------------------- */

/*
 * The names that stood for protocols and ports when WKS was in use (RFC 1340).
 * The machine's own lists are not asked: a zone means the same everywhere.
 */
static const struct mnemonic protocols[] = {
	{ "icmp", 1 }, { "igmp", 2 }, { "ggp", 3 }, { "tcp", 6 }, { "egp", 8 }, { "igp", 9 },
	{ "pup", 12 }, { "udp", 17 }, { "hmp", 20 }, { "xns-idp", 22 }, { "rdp", 27 },
	{ "gre", 47 }, { NULL, 0 },
};

static const struct mnemonic ports[] = {
	{ "tcpmux", 1 }, { "echo", 7 }, { "discard", 9 }, { "systat", 11 }, { "daytime", 13 },
	{ "netstat", 15 }, { "qotd", 17 }, { "chargen", 19 }, { "ftp-data", 20 }, { "ftp", 21 },
	{ "ssh", 22 }, { "telnet", 23 }, { "smtp", 25 }, { "time", 37 }, { "whois", 43 },
	{ "domain", 53 }, { "bootps", 67 }, { "bootpc", 68 }, { "tftp", 69 }, { "gopher", 70 },
	{ "finger", 79 }, { "http", 80 }, { "kerberos", 88 }, { "iso-tsap", 102 }, { "pop3", 110 },
	{ "sunrpc", 111 }, { "auth", 113 }, { "nntp", 119 }, { "ntp", 123 }, { "imap", 143 },
	{ "snmp", 161 }, { "snmp-trap", 162 }, { "xdmcp", 177 }, { "bgp", 179 }, { "irc", 194 },
	{ "https", 443 }, { "exec", 512 }, { "login", 513 }, { "shell", 514 }, { "printer", 515 },
	{ "talk", 517 }, { "ntalk", 518 }, { NULL, 0 },
};

static bool
number_or_word(struct reader *r, const struct mnemonic *known, uint64_t max, uint64_t *n)
{
	struct str word;

	if (!field_word(r, &word))
		return false;
	if (str_number(word, max, n))
		return true;
	for (; known->text; known++)
		if (str_eq_nocase(word, str_of(known->text))) {
			*n = known->value;
			return true;
		}
	return field_fault(r, word, "is neither a number nor a name of old", "Write its number.");
}

bool
services_read(struct reader *r)
{
	uint8_t set[SET_OCTETS] = { 0 };
	uint64_t n;

	if (!number_or_word(r, protocols, UINT8_MAX, &n) || !field_put_number(r, n, 1))
		return false;
	while (field_more(r)) {
		if (!number_or_word(r, ports, UINT16_MAX, &n))
			return false;
		set_add(set, n);
	}
	return field_put(r, set, set_length(set, sizeof(set)));
}

void
services_write(struct writer *w)
{
	uint32_t protocol = field_take_number(w, 1);
	size_t len = field_left(w);
	const uint8_t *bits = field_take(w, len);

	if (bits == NULL || len > SET_OCTETS || (len && bits[len - 1] == 0)) {
		w->good = false;
		return;
	}
	if (w->out)
		buf_printf(w->out, "%u", protocol);
	for (size_t i = 0; w->out && i < len * 8; i++)
		if (set_has(bits, i))
			buf_printf(w->out, " %zu", i);
}
