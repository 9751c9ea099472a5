/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/escape.h"

static bool
printable(char c)
{
	return c >= 0x20 && c <= 0x7e;
}

/* Would this character complete what a CI runner takes for a command? */
static bool
commands(const struct buf *out, char c)
{
	size_t at = out->len;

	if (at == 0 || out->p[at - 1] != c)
		return false;
	if (c == '#')                   /* ##[, ##vso[ and ##teamcity[ anywhere in a line */
		return true;
	if (c != ':')                   /* "::" at the start of a line, blanks skipped */
		return false;
	for (at--; at && out->p[at - 1] == ' ';)
		at--;
	return at == 0 || out->p[at - 1] == '\n';
}

static void
put(struct buf *out, char c)
{
	if (printable(c) && !commands(out, c))
		buf_put(out, c);
	else
		buf_printf(out, "\\%03u", (unsigned)(unsigned char)c);
}

void
escape_terminal(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		put(out, s.p[i]);
}

void
escape_github_message(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '%' || s.p[i] == '\r' || s.p[i] == '\n')
			buf_printf(out, "%%%02X", (unsigned)s.p[i]);
		else
			put(out, s.p[i]);
	}
}

void
escape_github_property(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == ':' || s.p[i] == ',')
			buf_printf(out, "%%%02X", (unsigned)s.p[i]);
		else
			escape_github_message(out, str_n(s.p + i, 1));
	}
}

static bool
plain_path(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!printable(s.p[i]) || s.p[i] == '"' || s.p[i] == '\\')
			return false;
	return !str_starts(s, S(" ")) && !str_starts(s, S("::")) && !str_has(s, S("##"));
}

void
escape_path(struct buf *out, struct str s)
{
	static const char letters[] = "abtnvfr";        /* for 7 to 13 */

	if (plain_path(s)) {
		buf_add(out, s);
		return;
	}
	buf_put(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", c);
		else if (c >= 7 && c <= 13)
			buf_printf(out, "\\%c", letters[c - 7]);
		else if (!printable((char)c) || (c == '#' && i && s.p[i - 1] == '#'))
			buf_printf(out, "\\%03o", c);
		else
			buf_put(out, (char)c);
	}
	buf_put(out, '"');
}

/* Octets of the valid UTF-8 sequence at p, 0: none. */
static size_t
utf8_length(const unsigned char *p, size_t left)
{
	size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : (p[0] & 0xf0) == 0xe0 ? 3 :
	    p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : 0;

	if (n == 0 || n > left)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return n;
}

void
escape_utf8(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len;) {
		size_t n = utf8_length((const unsigned char *)s.p + i, s.len - i);

		if (n)
			buf_add(out, str_n(s.p + i, n));
		else
			put(out, s.p[i]);
		i += n ? n : 1;
	}
}
