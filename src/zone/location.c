/* SPDX-License-Identifier: BSD-2-Clause */
/* LOC (RFC 1876) and APL (RFC 3123), whose fields are like no others. */
#include <arpa/inet.h>
#include <string.h>

#include "base/buf.h"
#include "zone/field.h"

/* --- LOC ------------------------------------------------------------------------------- */

static const uint32_t EQUATOR = (uint32_t)1 << 31;      /* and the meridian of Greenwich */
enum {
	SECONDS_OF_DEGREE = 3600 * 1000,        /* in thousandths */
	SEA_LEVEL = 100000 * 100,               /* altitude counts from 100 km below, in cm */
};

/* "54.123" in thousandths, "+24.5", ".5" and "5." in hundredths: n digits behind the point. */
static bool
fixed_point(struct str text, size_t digits, uint64_t max, uint64_t *out)
{
	struct str whole, part = { NULL, 0 };
	const char *point;
	uint64_t n = 0, fraction = 0;

	if (text.len && text.p[0] == '+')
		text = str_skip(text, 1);
	point = text.len ? memchr(text.p, '.', text.len) : NULL;
	whole = point ? str_n(text.p, (size_t)(point - text.p)) : text;
	if (point)
		part = str_skip(text, whole.len + 1);
	if (whole.len + part.len == 0 || part.len > digits ||
	    (whole.len && !str_number(whole, max, &n)) ||
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
read_angle(struct reader *r, const char *letters, uint64_t most)
{
	uint64_t part[3] = { 0, 0, 0 }, total;
	struct str word;

	for (int i = 0; i < 4; i++) {
		if (!field_word(r, &word))
			return false;
		if (i > 0 && word.len == 1 && strchr(letters, word.p[0]))
			break;
		if (i == 3 || !(i < 2 ? str_number(word, i ? 59 : most, &part[i]) :
		    fixed_point(word, 3, 59, &part[2])))
			return field_fault(r, word, "is not a part of a place on earth",
			    "Write degrees, minutes, seconds and N, S, E or W: 42 21 54 N 71 06 18 W 24m.");
	}
	total = (part[0] * 3600 + part[1] * 60) * 1000 + part[2];
	if (total > most * SECONDS_OF_DEGREE)
		return field_fault(r, word, "is beyond the end of the earth", NULL);
	return field_put_number(r, word.p[0] == letters[0] ? EQUATOR + total : EQUATOR - total, 4);
}

static bool
metres(struct str word, uint64_t max, uint64_t *centimetres)
{
	if (word.len > 1 && word.p[word.len - 1] == 'm')
		word.len--;
	return fixed_point(word, 2, max, centimetres);
}

/* A size as its first digit and a power of ten, in cm (RFC 1876 section 2). */
static bool
read_size(struct reader *r, uint8_t usual, uint8_t *out)
{
	struct str word;
	uint64_t n;
	unsigned power = 0;

	*out = usual;
	if (!field_more(r))
		return true;
	if (!field_word(r, &word))
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
	bool below;
	uint64_t altitude;

	if (!field_put(r, head, sizeof(head)) || !read_angle(r, "NS", 90) ||
	    !read_angle(r, "EW", 180) || !field_word(r, &word))
		return false;
	below = word.len > 0 && word.p[0] == '-';
	if (!metres(str_skip(word, below), below ? 100000 : 42849672, &altitude) ||
	    (below && altitude > SEA_LEVEL) || (!below && altitude > UINT32_MAX - SEA_LEVEL))
		return field_fault(r, word, "is not an altitude in metres",
		    "Write -100000m to 42849672.95m: 24m or -24.5m.");
	altitude = below ? SEA_LEVEL - altitude : SEA_LEVEL + altitude;
	if (!field_put_number(r, altitude, 4) || !read_size(r, 0x12, &head[1]) ||
	    !read_size(r, 0x16, &head[2]) || !read_size(r, 0x13, &head[3]))
		return false;
	memcpy(r->wire + start, head, sizeof(head));
	return true;
}

/* Degrees from `wire`, which must not be more than `most` off. */
static void
write_angle(struct writer *w, uint32_t most, char positive, char negative)
{
	uint32_t wire = field_take_number(w, 4);
	uint32_t total = wire >= EQUATOR ? wire - EQUATOR : EQUATOR - wire;

	if (total > most * SECONDS_OF_DEGREE)
		w->good = false;
	if (w->out && w->good)
		buf_printf(w->out, "%u %u %u.%03u %c ", total / SECONDS_OF_DEGREE, total / 60000 % 60,
		    total / 1000 % 60, total % 1000, wire >= EQUATOR ? positive : negative);
}

static void
write_size(struct writer *w, uint8_t size)
{
	unsigned digit = size >> 4, power = size & 15;
	unsigned long long n = digit;

	if (digit > 9 || power > 9 || (digit == 0 && power > 0))
		w->good = false;
	if (!w->out || !w->good)
		return;
	for (unsigned i = 0; i < (power > 1 ? power - 2 : power); i++)
		n *= 10;
	buf_printf(w->out, power > 1 ? " %llum" : " 0.%02llum", n);
}

void
location_write(struct writer *w)
{
	const uint8_t *head = field_take(w, 1);
	uint32_t altitude;

	if (head && head[0] != 0) {             /* of a version to come: any octets */
		field_take(w, field_left(w));
		w->good = w->good && w->out == NULL;
		return;
	}
	field_take(w, 3);
	write_angle(w, 90, 'N', 'S');
	write_angle(w, 180, 'E', 'W');
	altitude = field_take_number(w, 4);
	if (!w->good)
		return;
	if (w->out && altitude < SEA_LEVEL)
		buf_put(w->out, '-');
	altitude = altitude < SEA_LEVEL ? SEA_LEVEL - altitude : altitude - SEA_LEVEL;
	if (w->out)
		buf_printf(w->out, "%u.%02um", altitude / 100, altitude % 100);
	for (int i = 1; i < 4; i++)
		write_size(w, head[i]);
}

/* --- APL ---------------------------------------------------------------------------------- */

enum { FAMILY_IPV4 = 1, FAMILY_IPV6 = 2 };

/* [!]family:address/length */
static bool
read_prefix(struct reader *r, struct str word)
{
	bool negated = word.len > 0 && word.p[0] == '!';
	struct str rest = str_skip(word, negated), part[2];
	const char *colon = rest.len ? memchr(rest.p, ':', rest.len) : NULL;
	const char *slash = rest.len ? memchr(rest.p, '/', rest.len) : NULL;
	char copy[INET6_ADDRSTRLEN];
	uint8_t octets[16];
	uint64_t family, bits;
	size_t len;

	if (colon == NULL || slash == NULL || slash < colon)
		return false;
	part[0] = str_n(rest.p, (size_t)(colon - rest.p));
	part[1] = str_n(colon + 1, (size_t)(slash - colon) - 1);
	if (!str_number(part[0], FAMILY_IPV6, &family) || family == 0 || part[1].len >= sizeof(copy) ||
	    !str_number(str_skip(rest, (size_t)(slash - rest.p) + 1), family == FAMILY_IPV6 ? 128 : 32,
	    &bits))
		return false;
	memcpy(copy, part[1].p, part[1].len);
	copy[part[1].len] = '\0';
	if (inet_pton(family == FAMILY_IPV6 ? AF_INET6 : AF_INET, copy, octets) != 1)
		return false;
	for (len = family == FAMILY_IPV6 ? 16 : 4; len > 0 && octets[len - 1] == 0; len--)
		continue;
	return field_put_number(r, family, 2) && field_put_number(r, bits, 1) &&
	    field_put_number(r, len | (negated ? 0x80u : 0), 1) && field_put(r, octets, len);
}

bool
prefixes_read(struct reader *r)
{
	struct str word;

	while (field_more(r)) {
		if (!field_word(r, &word))
			return false;
		if (!read_prefix(r, word))
			return field_fault(r, word, "is not an address prefix",
			    "Write family, address and length: 1:192.0.2.0/24, !2:2001:db8::/32.");
	}
	return true;
}

static void
write_prefix(struct writer *w)
{
	const uint8_t *head = field_take(w, 4), *octets;
	uint8_t address[16] = { 0 };
	char text[INET6_ADDRSTRLEN];
	unsigned family = head ? (unsigned)(head[0] << 8 | head[1]) : 0;
	size_t len = head ? head[3] & 0x7f : 0, most = family == FAMILY_IPV6 ? 16 : 4;

	octets = field_take(w, len);
	if (octets == NULL)
		return;
	if (family != FAMILY_IPV4 && family != FAMILY_IPV6) {   /* has no text */
		w->good = w->out == NULL;
		return;
	}
	if (len > most || head[2] > most * 8 || (len && octets[len - 1] == 0)) {
		w->good = false;
		return;
	}
	memcpy(address, octets, len);
	if (w->out && inet_ntop(family == FAMILY_IPV6 ? AF_INET6 : AF_INET, address, text,
	    sizeof(text)))
		buf_printf(w->out, "%s%u:%s/%u", head[3] & 0x80 ? "!" : "", family, text, head[2]);
}

void
prefixes_write(struct writer *w)
{
	for (bool first = true; w->good && field_left(w); first = false) {
		if (!first && w->out)
			buf_put(w->out, ' ');
		write_prefix(w);
	}
}
