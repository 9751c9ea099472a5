/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/lookalike.h"

#include <string.h>

#include "rules/suffix.h"

enum { SHORT_LABEL = 4, LONG_LABEL = 7 };       /* octets: from here one letter, several letters */

/* --- characters of other scripts ------------------------------------------------ */

/* The code point that stands in UTF-8 at *at, which moves on; 0: that is no UTF-8. */
static uint32_t
utf8_next(struct str text, size_t *at)
{
	unsigned char first = (unsigned char)text.p[*at];
	size_t more = first < 0x80 ? 0 : first >> 5 == 6 ? 1 : first >> 4 == 14 ? 2 :
	    first >> 3 == 30 ? 3 : 4;
	uint32_t point = more == 0 ? first : first & (0x3fu >> more);

	if (more == 4 || more >= text.len - *at)
		return 0;
	for (size_t i = 1; i <= more; i++) {
		unsigned char next = (unsigned char)text.p[*at + i];

		if (next >> 6 != 2)
			return 0;
		point = point << 6 | (next & 0x3f);
	}
	*at += more + 1;
	return point;
}

/* RFC 3492 section 6.1. */
static uint32_t
punycode_adapt(uint32_t delta, uint32_t points, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / 700 : delta / 2;
	for (delta += delta / points; delta > 455; k += 36)
		delta /= 35;
	return k + 36 * delta / (delta + 38);
}

/* One variable-length integer of RFC 3492 section 6.2; false: there is none. */
static bool
punycode_delta(struct str text, size_t *at, uint32_t bias, uint32_t *i)
{
	uint32_t weight = 1;

	for (uint32_t k = 36; *at < text.len; k += 36) {
		char c = text.p[(*at)++];
		uint32_t digit = c >= 'a' && c <= 'z' ? (uint32_t)(c - 'a') :
		    ascii_digit(c) ? (uint32_t)(c - '0' + 26) : 36;
		uint32_t threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;

		/* No label needs more: bounds keep the products below 2^32. */
		if (digit == 36 || weight > 1u << 24 || *i > 1u << 28)
			return false;
		*i += digit * weight;
		if (digit < threshold)
			return true;
		weight *= 36 - threshold;
	}
	return false;
}

/* The code points of an A-label without its xn--; how many, 0: it is no punycode. */
static size_t
punycode_points(struct str text, uint32_t points[LABEL_MAX])
{
	uint32_t n = 128, i = 0, bias = 72;
	size_t at = 0, out = 0;

	for (size_t k = text.len; k-- > 0;)
		if (text.p[k] == '-') {
			at = k + 1;
			break;
		}
	for (; out + 1 < at; out++)
		points[out] = (unsigned char)text.p[out];
	while (at < text.len) {
		uint32_t before = i;

		if (out == LABEL_MAX || !punycode_delta(text, &at, bias, &i))
			return 0;
		bias = punycode_adapt(i - before, (uint32_t)out + 1, before == 0);
		n += i / (uint32_t)(out + 1);
		i %= (uint32_t)(out + 1);
		memmove(points + i + 1, points + i, (out - i) * sizeof(*points));
		points[i++] = n;
		out++;
	}
	return out;
}

/*
 * Letters that print like an ASCII one in common fonts: of Unicode's
 * confusables those of the scripts that registries take.
 */
static const struct {
	uint16_t point;
	char ascii;
} confusables[] = {
	{ 0x0131, 'i' }, { 0x0251, 'a' }, { 0x0261, 'g' }, { 0x0269, 'i' },
	{ 0x03b1, 'a' }, { 0x03b9, 'i' }, { 0x03ba, 'k' }, { 0x03bd, 'v' }, { 0x03bf, 'o' },
	{ 0x03c1, 'p' }, { 0x03c5, 'u' }, { 0x03f2, 'c' }, { 0x03f3, 'j' },
	{ 0x0430, 'a' }, { 0x0435, 'e' }, { 0x043e, 'o' }, { 0x0440, 'p' }, { 0x0441, 'c' },
	{ 0x0443, 'y' }, { 0x0445, 'x' }, { 0x0451, 'e' }, { 0x0455, 's' }, { 0x0456, 'i' },
	{ 0x0457, 'i' }, { 0x0458, 'j' }, { 0x04bb, 'h' }, { 0x04cf, 'l' }, { 0x0501, 'd' },
	{ 0x051b, 'q' }, { 0x051d, 'w' },
	{ 0x0570, 'h' }, { 0x0578, 'n' }, { 0x057d, 'u' }, { 0x0581, 'g' }, { 0x0585, 'o' },
};

static char
ascii_like(uint32_t point)
{
	if (point < 0x80)
		return (char)point;
	if (point >= 0xff41 && point <= 0xff5a)                 /* full-width forms */
		return (char)('a' + (point - 0xff41));
	for (size_t i = 0; i < sizeof(confusables) / sizeof(confusables[0]); i++)
		if (confusables[i].point == point)
			return confusables[i].ascii;
	return 0;
}

bool
lookalike_ascii(struct str label, char ascii[LABEL_MAX], size_t *len)
{
	uint32_t points[LABEL_MAX];
	bool foreign = false;
	size_t n = 0;

	if (label.len > LABEL_MAX)
		return false;
	if (str_starts(label, S("xn--")))
		n = punycode_points(str_skip(label, 4), points);
	else
		for (size_t at = 0; at < label.len; n++)
			if ((points[n] = utf8_next(label, &at)) == 0)
				return false;
	for (size_t i = 0; i < n; i++) {
		foreign = foreign || points[i] >= 0x80;
		ascii[i] = ascii_like(points[i]);
		if (ascii[i] == 0)
			return false;
	}
	*len = n;
	return foreign;
}

/* --- two labels ------------------------------------------------------------------ */

static size_t
digits_at(struct str s, size_t at)
{
	size_t n = 0;

	while (at + n < s.len && ascii_digit(s.p[at + n]))
		n++;
	return n;
}

/* Do they differ only in runs of digits of equal length? */
static bool
is_numbered_family(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len;) {
		size_t run = digits_at(a, i);

		if (run != digits_at(b, i) || (run == 0 && a.p[i] != b.p[i]))
			return false;
		i += run ? run : 1;
	}
	return true;
}

/* Characters that look alike become one; hyphens, which the eye passes over, go. */
static struct str
fold(struct str label, char *out)
{
	char ascii[LABEL_MAX];
	size_t len, n = 0;

	if (lookalike_ascii(label, ascii, &len))
		label = str_n(ascii, len);
	for (size_t i = 0; i < label.len; i++) {
		char c = label.p[i], next = i + 1 < label.len ? label.p[i + 1] : 0;
		bool pair = (c == 'r' && next == 'n') || (c == 'v' && next == 'v');

		if (c == '-')
			continue;
		out[n++] = pair ? (c == 'r' ? 'm' : 'w') : c == '0' ? 'o' : c == '1' || c == 'i' ? 'l' :
		    c == '5' ? 's' : c;
		i += pair;
	}
	return str_n(out, n);
}

static enum likeness
compare_labels(struct str name, struct str known, unsigned most)
{
	char a[LABEL_MAX], b[LABEL_MAX];
	size_t shorter = name.len < known.len ? name.len : known.len;
	unsigned limit = shorter < SHORT_LABEL ? 0 : shorter < LONG_LABEL && most > 1 ? 1 : most;

	if (is_numbered_family(name, known))
		return LIKE_NOTHING;
	if (str_eq(fold(name, a), fold(known, b)))
		return LIKE_GLYPHS;
	/* In punycode one letter more or less means nothing that one could see. */
	if (str_starts(name, S("xn--")) || str_starts(known, S("xn--")))
		return LIKE_NOTHING;
	return limit > 0 && str_distance(name, known, limit) <= limit ? LIKE_LETTERS : LIKE_NOTHING;
}

/* --- two names --------------------------------------------------------------------- */

/* The label that was registered, and what it was registered under: text with inner dots. */
struct registered {
	struct str label;
	char text[NAME_MAX_WIRE];
	size_t len;
};

static void
split(const struct name *name, struct registered *r)
{
	size_t len;
	const uint8_t *wire = suffix_registrable(name, &len);

	r->label = str_n((const char *)wire + 1, wire[0]);
	r->len = 0;
	for (wire += wire[0] ? 1 + wire[0] : 0; *wire; wire += 1 + *wire) {
		memcpy(r->text + r->len, wire + 1, *wire);
		r->len += *wire;
		r->text[r->len++] = '.';
	}
}

enum likeness
lookalike(const struct name *name, const struct name *known, unsigned most)
{
	struct registered a, b;
	struct str under, other;

	if (name->labels < 2 || known->labels < 2)
		return LIKE_NOTHING;
	split(name, &a);
	split(known, &b);
	under = str_n(a.text, a.len);
	other = str_n(b.text, b.len);
	if (str_eq(under, other))
		return str_eq(a.label, b.label) ? LIKE_NOTHING : compare_labels(a.label, b.label, most);
	if (!str_eq(a.label, b.label) || under.len == 0 || other.len == 0)
		return LIKE_NOTHING;
	return str_distance(under, other, 1) <= 1 ? LIKE_SUFFIX : LIKE_TWIN;
}

const char *
likeness_text(enum likeness how)
{
	switch (how) {
	case LIKE_TWIN:
		return "the same name under another suffix";
	case LIKE_SUFFIX:
		return "the same name under a suffix of one letter more, less or changed";
	case LIKE_LETTERS:
		return "few letters differ";
	case LIKE_GLYPHS:
		return "only characters that look alike differ";
	case LIKE_NOTHING:
		break;
	}
	return "";
}
