/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields that are text: character strings (RFC 1035 section 3.3) and their relations. */
#include "zone/field.h"

#include <string.h>

#include "base/buf.h"

static const char bad_escape[] = "has a \\ that is not followed by a character or by three digits "
    "up to 255";

bool
text_unescape(struct str text, uint8_t *out, size_t max, size_t *len)
{
	*len = 0;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = (uint8_t)text.p[i];
		uint64_t value;

		if (c == '\\') {
			if (++i == text.len)
				return false;
			c = (uint8_t)text.p[i];
			if (ascii_digit((char)c)) {
				if (i + 3 > text.len || !str_number(str_n(text.p + i, 3), 255, &value))
					return false;
				c = (uint8_t)value;
				i += 2;
			}
		}
		if (*len < max)
			out[*len] = c;
		(*len)++;
	}
	return true;
}

/* How many octets from the begin stand for themselves in quotes. */
static size_t
clear_octets(const uint8_t *bytes, size_t n)
{
	size_t i = 0;

	while (i < n && bytes[i] >= 0x20 && bytes[i] <= 0x7e && bytes[i] != '"' && bytes[i] != '\\')
		i++;
	return i;
}

void
text_quote(struct buf *out, const uint8_t *bytes, size_t n)
{
	buf_put(out, '"');
	for (size_t i = 0; i < n; i++) {
		size_t clear = clear_octets(bytes + i, n - i);

		buf_add(out, str_n((const char *)bytes + i, clear));
		i += clear;
		if (i == n)
			break;
		if (bytes[i] < 0x20 || bytes[i] > 0x7e) {
			buf_printf(out, "\\%03u", bytes[i]);
			continue;
		}
		buf_put(out, '\\');
		buf_put(out, (char)bytes[i]);
	}
	buf_put(out, '"');
}

/* --- character strings ----------------------------------------------------------------- */

bool
string_read(struct reader *r)
{
	uint8_t bytes[256];
	struct str word;
	bool quoted;
	size_t len;

	if (!field_token(r, &word, &quoted))
		return false;
	if (!text_unescape(word, bytes + 1, 255, &len))
		return field_fault(r, word, bad_escape, "Write \\\\ for a backslash.");
	if (len > 255)
		return field_fault(r, word, "has more than 255 octets",
		    "Split it into several strings: \"first part\" \"second part\".");
	bytes[0] = (uint8_t)len;
	return field_put(r, bytes, len + 1);
}

void
string_write(struct writer *w)
{
	size_t len = field_take_number(w, 1);
	const uint8_t *bytes = field_take(w, len);

	if (w->out && w->good)
		text_quote(w->out, bytes, len);
}

bool
strings_read(struct reader *r)
{
	do
		if (!string_read(r))
			return false;
	while (field_more(r));
	return true;
}

void
strings_write(struct writer *w)
{
	string_write(w);
	while (w->good && field_left(w))
		field_write_next(w, STRING);
}

/* --- strings of a certain form ------------------------------------------------------------ */

/* X.121 numbers, as BIND takes them: four digits at least. */
static bool
is_number(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!ascii_digit(text[i]))
			return false;
	return len >= 4;
}

bool
digits_read(struct reader *r)
{
	struct lexer before = r->lex;
	struct str word;

	if (!string_read(r))
		return false;
	lex_token(&before, &word);
	return is_number(word.p, word.len) ||
	    field_fault(r, word, "must be at least four digits", NULL);
}

void
digits_write(struct writer *w)
{
	size_t start = w->at;

	string_write(w);
	if (w->good && !is_number((const char *)w->wire + start + 1, w->wire[start]))
		w->good = false;
}

static bool
is_tag(const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char c = ascii_lower((char)bytes[i]);

		if (!ascii_digit(c) && (c < 'a' || c > 'z'))
			return false;
	}
	return n > 0 && n < 256;
}

/* The property of CAA (RFC 8659 section 4.1). */
bool
tag_read(struct reader *r)
{
	struct str word;

	if (!field_word(r, &word))
		return false;
	if (!is_tag((const uint8_t *)word.p, word.len))
		return field_fault(r, word, "may hold only letters and digits",
		    "Write issue, issuewild or iodef.");
	return field_put_number(r, word.len, 1) && field_put(r, word.p, word.len);
}

void
tag_write(struct writer *w)
{
	size_t len = field_take_number(w, 1);
	const uint8_t *bytes = field_take(w, len);

	if (bytes && !is_tag(bytes, len))
		w->good = false;
	if (w->out && w->good)
		buf_add(w->out, str_n((const char *)bytes, len));
}

/* --- text to the end of the data ------------------------------------------------------------ */

bool
text_read(struct reader *r, bool must_quote)
{
	struct str word;
	bool quoted;
	size_t len;

	if (!field_token(r, &word, &quoted))
		return false;
	if (must_quote && !quoted)
		return field_fault(r, word, "must stand in quotes", NULL);
	if (!text_unescape(word, r->wire + r->len, RDATA_MAX - r->len, &len))
		return field_fault(r, word, bad_escape, "Write \\\\ for a backslash.");
	if (len > RDATA_MAX - r->len)
		return field_fault(r, word, "does not fit into the 65535 octets of a record", "");
	r->len += len;
	return true;
}

void
text_write(struct writer *w)
{
	size_t len = field_left(w);
	const uint8_t *bytes = field_take(w, len);

	if (w->out && w->good)
		text_quote(w->out, bytes, len);
}

/* --- the substitution of NAPTR ----------------------------------------------------------------- */

bool
regexp_read(struct reader *r)
{
	struct lexer before = r->lex;
	size_t start = r->len;
	struct str word;

	if (!string_read(r))
		return false;
	lex_token(&before, &word);
	return regexp_valid(r->wire + start + 1, r->wire[start]) ||
	    field_fault(r, word, "is not a substitution of NAPTR (RFC 3402 section 3.2)",
	    "Write \"!PATTERN!REPLACEMENT!\"; \\\\1 stands for what the first ( ) matched.");
}

void
regexp_write(struct writer *w)
{
	size_t start = w->at;

	string_write(w);
	if (w->good && !regexp_valid(w->wire + start + 1, w->wire[start]))
		w->good = false;
}
