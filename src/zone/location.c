/* SPDX-License-Identifier: BSD-2-Clause */
/* LOC (RFC 1876), APL (RFC 3123) and AMTRELAY (RFC 8777), whose fields are like no others. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "zone/field.h"

/* --- LOC ------------------------------------------------------------------------------- */

enum { EQUATOR_OFFSET = 100000 * 100 }; /* altitude counts from 100 km below, in cm */

/* "54.123" in thousandths, "24.5" in hundredths: n digits behind the point. */
static bool
fixed_point(struct str text, size_t digits, uint64_t max, uint64_t *out)
{
	const char *point = text.len ? memchr(text.p, '.', text.len) : NULL;
	struct str whole = point ? str_n(text.p, (size_t)(point - text.p)) : text;
	struct str part = point ? str_skip(text, whole.len + 1) : S("");
	uint64_t n, fraction = 0;

	if (!str_number(whole, max, &n) || part.len > digits ||
	    (part.len && !str_number(part, 999, &fraction)))
		return false;
	for (size_t i = 0; i < digits; i++) {
		n *= 10;
		if (i >= part.len)
			fraction *= 10;
	}
	*out = n + fraction;
	return true;
}

/* degrees [minutes [seconds]] and a letter, as thousandths of a second from the equator. */
static bool
angle(struct reader *r, const char *letters, uint64_t most)
{
	uint64_t part[3] = { 0, 0, 0 }, total;
	struct str word;
	bool quoted;

	for (int i = 0; i < 4; i++) {
		if (!field_word(r, "a latitude or longitude", &word, &quoted))
			return false;
		if (i > 0 && word.len == 1 && strchr(letters, ascii_lower(word.p[0])))
			break;
		if (i == 3 || !(i < 2 ? str_number(word, i ? 59 : most, &part[i]) :
		    fixed_point(word, 3, 59, &part[2])))
			return field_fault(r, word, "is not a part of a place on earth",
			    "Write degrees, minutes, seconds and N, S, E or W: 42 21 54 N 71 06 18 W.");
	}
	total = (part[0] * 3600 + part[1] * 60) * 1000 + part[2];
	if (total > most * 3600000)
		return field_fault(r, word, "is beyond the end of the earth", "");
	return field_put_number(r, ascii_lower(word.p[0]) == letters[0] ? ((uint64_t)1 << 31) + total :
	    ((uint64_t)1 << 31) - total, 4);
}

static bool
metres(struct str word, uint64_t max, uint64_t *centimetres)
{
	if (word.len > 1 && ascii_lower(word.p[word.len - 1]) == 'm')
		word.len--;
	return fixed_point(word, 2, max, centimetres);
}

/* A size as its first digit and a power of ten, in cm (RFC 1876 section 2). */
static bool
read_size(struct reader *r, uint8_t usual, uint8_t *out)
{
	struct str word;
	bool quoted;
	uint64_t n;
	unsigned power = 0;

	*out = usual;
	if (!field_more(r))
		return true;
	if (!field_word(r, "a size", &word, &quoted))
		return false;
	if (!metres(word, 90000000, &n))
		return field_fault(r, word, "is not a size in metres", "Write it as 10m or 0.5m.");
	for (; n >= 10; power++)
		n /= 10;
	*out = (uint8_t)(n << 4 | power);
	return true;
}

bool
location_read(struct reader *r)
{
	uint8_t head[4] = { 0 };
	size_t start = r->len;
	struct str word;
	bool quoted, below;
	uint64_t altitude;

	if (!field_put(r, head, sizeof(head)) || !angle(r, "ns", 90) || !angle(r, "ew", 180) ||
	    !field_word(r, "the altitude", &word, &quoted))
		return false;
	below = word.len > 0 && word.p[0] == '-';
	if (!metres(str_skip(word, below), below ? 100000 : 42849672, &altitude) ||
	    (below && altitude > EQUATOR_OFFSET))
		return field_fault(r, word, "is not an altitude in metres", "Write it as 24m or -24.5m.");
	altitude = below ? EQUATOR_OFFSET - altitude : EQUATOR_OFFSET + altitude;
	if (altitude > UINT32_MAX)
		return field_fault(r, word, "is too high", "");
	if (!field_put_number(r, altitude, 4) || !read_size(r, 0x12, &head[1]) ||
	    !read_size(r, 0x16, &head[2]) || !read_size(r, 0x13, &head[3]))
		return false;
	memcpy(r->wire + start, head, sizeof(head));
	return true;
}

static void
write_angle(struct buf *out, uint32_t wire, char positive, char negative)
{
	uint32_t middle = (uint32_t)1 << 31, total = wire >= middle ? wire - middle : middle - wire;

	buf_printf(out, "%u %u %u.%03u %c ", total / 3600000, total / 60000 % 60, total / 1000 % 60,
	    total % 1000, wire >= middle ? positive : negative);
}

static void
write_metres(struct buf *out, uint64_t centimetres)
{
	if (centimetres % 100)
		buf_printf(out, "%llu.%02llum", (unsigned long long)centimetres / 100,
		    (unsigned long long)centimetres % 100);
	else
		buf_printf(out, "%llum", (unsigned long long)centimetres / 100);
}

void
location_write(struct writer *w)
{
	const uint8_t *p = field_take(w, 16);
	uint32_t altitude;

	if (p == NULL || p[0] != 0 || w->out == NULL)
		return;
	write_angle(w->out, rdata_u32(w->data, w->at - 12), 'N', 'S');
	write_angle(w->out, rdata_u32(w->data, w->at - 8), 'E', 'W');
	altitude = rdata_u32(w->data, w->at - 4);
	if (altitude < EQUATOR_OFFSET)
		buf_put(w->out, '-');
	altitude = altitude < EQUATOR_OFFSET ? EQUATOR_OFFSET - altitude : altitude - EQUATOR_OFFSET;
	buf_printf(w->out, "%u.%02um", altitude / 100, altitude % 100);
	for (int i = 1; i < 4; i++) {
		uint64_t size = p[i] >> 4;

		for (int power = p[i] & 15; power > 0; power--)
			size *= 10;
		buf_put(w->out, ' ');
		write_metres(w->out, size);
	}
}

/* --- APL ---------------------------------------------------------------------------------- */

/* [!]family:address/length */
static bool
read_prefix(struct reader *r, struct str word)
{
	bool negated = word.len > 0 && word.p[0] == '!', v6;
	struct str text = str_skip(word, negated), address;
	const char *slash = text.len ? memchr(text.p, '/', text.len) : NULL;
	char copy[INET6_ADDRSTRLEN];
	uint8_t octets[16];
	size_t len;
	uint64_t bits;

	v6 = str_starts(text, S("2:"));
	if (slash == NULL || !(v6 || str_starts(text, S("1:"))))
		return false;
	address = str_n(text.p + 2, (size_t)(slash - text.p) - 2);
	if (address.len >= sizeof(copy) ||
	    !str_number(str_skip(text, address.len + 3), v6 ? 128 : 32, &bits))
		return false;
	memcpy(copy, address.p, address.len);
	copy[address.len] = '\0';
	if (inet_pton(v6 ? AF_INET6 : AF_INET, copy, octets) != 1)
		return false;
	for (len = v6 ? 16 : 4; len > 0 && octets[len - 1] == 0; len--)
		continue;
	return field_put_number(r, v6 ? 2 : 1, 2) && field_put_number(r, bits, 1) &&
	    field_put_number(r, len | (negated ? 0x80u : 0), 1) && field_put(r, octets, len);
}

bool
prefixes_read(struct reader *r)
{
	struct str word;
	bool quoted;

	while (field_more(r)) {
		if (!field_word(r, "", &word, &quoted))
			return false;
		if (!read_prefix(r, word))
			return field_fault(r, word, "is not an address prefix",
			    "Write family, address and length: 1:192.0.2.0/24, !2:2001:db8::/32.");
	}
	return true;
}

void
prefixes_write(struct writer *w)
{
	bool first = true;

	while (w->good && w->at < w->data->len) {
		const uint8_t *head = field_take(w, 4), *octets;
		uint8_t address[16] = { 0 };
		char text[INET6_ADDRSTRLEN];
		unsigned family = head ? (unsigned)(head[0] << 8 | head[1]) : 0;
		size_t len = head ? head[3] & 0x7f : 0, most = family == 2 ? 16 : 4;

		octets = field_take(w, len);
		if (octets == NULL || family < 1 || family > 2 || len > most || head[2] > most * 8) {
			w->good = false;
			return;
		}
		memcpy(address, octets, len);
		if (w->out && inet_ntop(family == 2 ? AF_INET6 : AF_INET, address, text, sizeof(text)))
			buf_printf(w->out, "%s%s%u:%s/%u", first ? "" : " ", head[3] & 0x80 ? "!" : "",
			    family, text, head[2]);
		first = false;
	}
}

/* --- AMTRELAY -------------------------------------------------------------------------------- */

bool
relay_read(struct reader *r)
{
	uint64_t discovery, type;
	struct str word;
	bool quoted;

	if (!field_read(r, 'b') || !field_word(r, "the D bit", &word, &quoted))
		return false;
	if (!str_number(word, 1, &discovery))
		return field_fault(r, word, "must be 0 or 1", "");
	if (!field_word(r, "the relay's type", &word, &quoted))
		return false;
	if (!str_number(word, 3, &type))
		return field_fault(r, word, "must be 0 (none), 1 (IPv4), 2 (IPv6) or 3 (name)", "");
	if (!field_put_number(r, discovery << 7 | type, 1))
		return false;
	return type == 0 ? field_word(r, "the relay", &word, &quoted) :
	    field_read(r, type == 1 ? '4' : type == 2 ? '6' : 'n');
}

void
relay_write(struct writer *w)
{
	const uint8_t *head = field_take(w, 2);
	unsigned type = head ? head[1] & 0x7fu : 0;

	if (head && w->out)
		buf_printf(w->out, "%u %u %u ", head[0], head[1] >> 7, type);
	if (type > 3)
		w->good = false;
	else if (type > 0)
		field_write(w, type == 1 ? '4' : type == 2 ? '6' : 'n');
	else if (w->out)
		buf_put(w->out, '.');
}
