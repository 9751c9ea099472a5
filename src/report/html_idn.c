/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an internationalised name looks like to those who use it: U-labels
 * beside the A-labels of the zone (RFC 5890), by Punycode (RFC 3492), for the
 * eye alone.  A label that does not decode stays as it is.
 */
#include <string.h>

#include "report/html.h"

enum {
	BASE = 36, TMIN = 1, TMAX = 26, SKEW = 38, DAMP = 700, BIAS = 72, FIRST = 0x80,
	LABEL = 63, LAST = 0x10ffff,
};

static int
digit_of(char c)
{
	if (ascii_digit(c))
		return c - '0' + 26;
	c = ascii_lower(c);
	return c >= 'a' && c <= 'z' ? c - 'a' : -1;
}

static uint32_t
adapt(uint32_t delta, uint32_t points, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	for (delta += delta / points; delta > (BASE - TMIN) * TMAX / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

/* One number of variable length; false: cut short, or too large. */
static bool
number(struct str *text, uint32_t bias, uint32_t *out)
{
	uint64_t value = 0, weight = 1;

	for (uint32_t k = BASE; text->len; k += BASE) {
		uint32_t t = k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
		int digit = digit_of(text->p[0]);

		*text = str_skip(*text, 1);
		if (digit < 0)
			return false;
		value += (uint64_t)digit * weight;
		if (value > UINT32_MAX)
			return false;
		if ((uint32_t)digit < t) {
			*out = (uint32_t)value;
			return true;
		}
		weight *= BASE - t;
		if (weight > UINT32_MAX)
			return false;
	}
	return false;
}

/* The code points of what stands behind "xn--"; 0: it is no Punycode. */
static size_t
decode(struct str text, uint32_t out[LABEL])
{
	uint64_t point = FIRST, at = 0;
	uint32_t bias = BIAS, delta;
	size_t n = 0, plain = text.len;

	while (plain > 0 && text.p[plain - 1] != '-')
		plain--;
	if (plain == text.len || memchr(text.p, '\\', text.len))
		return 0;               /* nothing but ASCII, or octets that no host name has */
	for (; n + 1 < plain; n++)
		out[n] = (unsigned char)text.p[n];
	for (text = str_skip(text, plain); text.len; n++) {
		if (n == LABEL || !number(&text, bias, &delta))
			return 0;
		bias = adapt(delta, (uint32_t)n + 1, at == 0 && point == FIRST);
		at += delta;
		point += at / (n + 1);
		at %= n + 1;
		if (point > LAST || (point >= 0xd800 && point < 0xe000))
			return 0;
		memmove(&out[at + 1], &out[at], (n - at) * sizeof(*out));
		out[at++] = (uint32_t)point;
	}
	return n;
}

static void
utf8_add(struct buf *out, uint32_t c)
{
	if (c >= 0x10000) {
		buf_put(out, (char)(0xf0 | c >> 18));
		buf_put(out, (char)(0x80 | (c >> 12 & 0x3f)));
	} else if (c >= 0x800) {
		buf_put(out, (char)(0xe0 | c >> 12));
	}
	if (c >= 0x800)
		buf_put(out, (char)(0x80 | (c >> 6 & 0x3f)));
	else if (c >= 0x80)
		buf_put(out, (char)(0xc0 | c >> 6));
	buf_put(out, c >= 0x80 ? (char)(0x80 | (c & 0x3f)) : (char)c);
}

static bool
label_add(struct buf *out, struct str label)
{
	uint32_t points[LABEL + 1];
	bool ace = label.len > 4 && label.len <= LABEL && str_eq_nocase(str_n(label.p, 4), S("xn--"));
	size_t n = ace ? decode(str_skip(label, 4), points) : 0;

	for (size_t i = 0; i < n; i++)
		utf8_add(out, points[i]);
	if (n == 0)
		buf_add(out, label);
	return n > 0;
}

void
html_unicode(struct page *p, struct str name)
{
	struct buf text = { NULL, 0, 0 };
	bool any = false;

	while (name.len) {
		size_t n = 0;

		while (n < name.len && name.p[n] != '.')
			n += name.p[n] == '\\' && n + 1 < name.len ? 2 : 1;
		any = label_add(&text, str_n(name.p, n)) || any;
		if (n < name.len)
			buf_put(&text, '.');
		name = str_skip(name, n + 1);
	}
	if (any) {
		html_raw(p, " <span class=\"dim\">(<bdi>");
		html_text(p, buf_str(&text));
		html_raw(p, "</bdi>)</span>");
	}
	buf_free(&text);
}
