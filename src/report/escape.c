/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/escape.h"

#include <string.h>

#include "base/utf8.h"

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

bool
escape_shows(uint32_t c)
{
	static const uint32_t hidden[][2] = {
		{ 0, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x34f, 0x34f }, { 0x61c, 0x61c },
		{ 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x200b, 0x200f },
		{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xe000, 0xf8ff },
		{ 0xfdd0, 0xfdef }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },
		{ 0xfff0, 0xfffb }, { 0xe0000, 0x10ffff },
	};

	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (c >= hidden[i][0] && c <= hidden[i][1])
			return false;
	return (c & 0xfffe) != 0xfffe;          /* no characters at all */
}

static void
put_octets(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		buf_printf(out, "\\%03u", (unsigned)(unsigned char)s.p[i]);
}

void
escape_visible(struct buf *out, struct str s)
{
	while (s.len) {
		struct str rest = s;
		uint32_t c;

		if (utf8_next(&rest, &c) && escape_shows(c))
			buf_add(out, str_n(s.p, s.len - rest.len));
		else
			put_octets(out, str_n(s.p, s.len - rest.len));
		s = rest;
	}
}

void
escape_utf8(struct buf *out, struct str s)
{
	while (s.len) {
		struct str rest = s;
		uint32_t c;

		if (utf8_next(&rest, &c))
			buf_add(out, str_n(s.p, s.len - rest.len));
		else
			put_octets(out, str_n(s.p, s.len - rest.len));
		s = rest;
	}
}

void
escape_xml(struct buf *out, struct str s)
{
	struct buf shown = { NULL, 0, 0 };

	escape_visible(&shown, s);
	for (size_t i = 0; i < shown.len; i++)
		switch (shown.p[i]) {
		case '&': buf_add(out, S("&amp;")); break;
		case '<': buf_add(out, S("&lt;")); break;
		case '>': buf_add(out, S("&gt;")); break;
		case '"': buf_add(out, S("&quot;")); break;
		case '\'': buf_add(out, S("&apos;")); break;
		case '#':
			buf_add(out, i && shown.p[i - 1] == '#' ? S("&#35;") : S("#"));
			break;
		default: buf_put(out, shown.p[i]); break;
		}
	buf_free(&shown);
}

static bool
unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || ascii_digit(c) || c == '-' ||
	    c == '.' || c == '_' || c == '~';
}

void
escape_uri(struct buf *out, struct str path)
{
	for (size_t i = 0; i < path.len; i++)
		if (unreserved(path.p[i]) || path.p[i] == '/')
			buf_put(out, path.p[i]);
		else
			buf_printf(out, "%%%02X", (unsigned)(unsigned char)path.p[i]);
}

void
escape_markdown(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] && strchr("\\*_<>[]#|~&", s.p[i]))
			buf_put(out, '\\');
		put(out, s.p[i]);
	}
}

static size_t
longest_run(struct str s)
{
	size_t run = 0, longest = 0;

	for (size_t i = 0; i < s.len; i++) {
		run = s.p[i] == '`' ? run + 1 : 0;
		if (run > longest)
			longest = run;
	}
	return longest;
}

size_t
fence_length(struct str s)
{
	size_t longest = longest_run(s);

	return longest < 3 ? 3 : longest + 1;
}

static void
repeat(struct buf *out, char c, size_t n)
{
	while (n--)
		buf_put(out, c);
}

void
escape_code_span(struct buf *out, struct str s, bool in_table)
{
	size_t ticks = longest_run(s) + 1;
	bool pad;

	if (s.len == 0)
		return;
	/* one blank at both ends is taken off again */
	pad = s.p[0] == '`' || s.p[s.len - 1] == '`' || (s.p[0] == ' ' && s.p[s.len - 1] == ' ');
	repeat(out, '`', ticks);
	repeat(out, ' ', pad);
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '|' && in_table)
			buf_put(out, '\\');
		buf_put(out, s.p[i]);
	}
	repeat(out, ' ', pad);
	repeat(out, '`', ticks);
}
