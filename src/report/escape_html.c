/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/escape.h"

/* Characters that no reader sees, or that move others about. */
static const struct {
	uint32_t from, to;
} unseen[] = {
	{ 0x7f, 0x9f }, { 0xad, 0xad }, { 0x34f, 0x34f }, { 0x61c, 0x61c }, { 0x115f, 0x1160 },
	{ 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x200b, 0x200f }, { 0x2028, 0x202e },
	{ 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0xe000, 0xf8ff }, { 0xe0000, 0x10ffff },
};

static bool
is_unseen(uint32_t c)
{
	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
		if (c >= unseen[i].from && c <= unseen[i].to)
			return true;
	return (c & 0xfffe) == 0xfffe;          /* no characters at all */
}

/* The character at the start of valid UTF-8, and its octets. */
static uint32_t
decode(struct str s, size_t *n)
{
	unsigned char first = (unsigned char)s.p[0];
	uint32_t c = first < 0x80 ? first : first < 0xe0 ? first & 0x1f : first < 0xf0 ? first & 0x0f :
	    first & 0x07;

	*n = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	for (size_t i = 1; i < *n; i++)
		c = c << 6 | ((unsigned char)s.p[i] & 0x3f);
	return c;
}

static void
put(struct buf *out, struct str octets, uint32_t c)
{
	switch (c) {
	case '&': buf_add(out, S("&amp;")); break;
	case '<': buf_add(out, S("&lt;")); break;
	case '>': buf_add(out, S("&gt;")); break;
	case '"': buf_add(out, S("&quot;")); break;
	case '\'': buf_add(out, S("&#39;")); break;
	default:
		if (c < 0x20)
			buf_printf(out, "\\%03u", (unsigned)c);
		else if (is_unseen(c))
			buf_printf(out, "U+%04X", (unsigned)c);
		else
			buf_add(out, octets);
	}
}

void
escape_html(struct buf *out, struct str s)
{
	struct buf valid = { NULL, 0, 0 };
	struct str rest;
	size_t n;

	escape_utf8(&valid, s);
	for (rest = buf_str(&valid); rest.len; rest = str_skip(rest, n)) {
		uint32_t c = decode(rest, &n);

		put(out, str_n(rest.p, n), c);
	}
	buf_free(&valid);
}
