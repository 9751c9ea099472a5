/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the bytes of a file say before it is split into entries.  Whole files
 * pass here, so the first look is one loop that a compiler turns into vector
 * code; only a file with something odd in it is looked at again line by line.
 */
#include "zone/load.h"

#include <string.h>

enum { BLOCK = 64 };

/* Anything but tab, LF and printable ASCII among so many octets? */
static unsigned
odd_octets(const uint8_t p[BLOCK])
{
	uint8_t odd = 0;

	for (size_t i = 0; i < BLOCK; i++) {
		uint8_t low = p[i] < 0x20, high = p[i] > 0x7e;
		uint8_t usual = (p[i] == '\t') | (p[i] == '\n');

		odd |= (uint8_t)((low | high) & (usual ^ 1));
	}
	return odd;
}

static bool
odd_bytes(struct str s)
{
	const uint8_t *p = (const uint8_t *)s.p, *end = p + s.len;
	uint8_t last[BLOCK];
	unsigned odd = 0;

	for (; end - p >= BLOCK; p += BLOCK)
		odd |= odd_octets(p);
	if (p == end)
		return odd;
	memset(last, ' ', BLOCK);       /* most entries are not even one block */
	memcpy(last, p, (size_t)(end - p));
	return odd | odd_octets(last);
}

/* What stands at p that a reviewer would not see, or NULL; *len octets of it. */
static const char *
hidden_character(struct str line, size_t at, size_t *len)
{
	static const struct { const char *utf8, *what; } hidden[] = {
		{ "\xef\xbb\xbf", "a byte order mark (U+FEFF)" },
		{ "\xe2\x80\x8b", "a zero-width space (U+200B)" },
		{ "\xe2\x80\x8c", "a zero-width non-joiner (U+200C)" },
		{ "\xe2\x80\x8d", "a zero-width joiner (U+200D)" },
		{ "\xe2\x80\x8e", "a left-to-right mark (U+200E)" },
		{ "\xe2\x80\x8f", "a right-to-left mark (U+200F)" },
		{ "\xe2\x80\xaa", "a bidirectional control (U+202A)" },
		{ "\xe2\x80\xab", "a bidirectional control (U+202B)" },
		{ "\xe2\x80\xac", "a bidirectional control (U+202C)" },
		{ "\xe2\x80\xad", "a bidirectional control (U+202D)" },
		{ "\xe2\x80\xae", "a bidirectional control (U+202E)" },
		{ "\xe2\x81\xa6", "a bidirectional control (U+2066)" },
		{ "\xe2\x81\xa7", "a bidirectional control (U+2067)" },
		{ "\xe2\x81\xa8", "a bidirectional control (U+2068)" },
		{ "\xe2\x81\xa9", "a bidirectional control (U+2069)" },
	};
	uint8_t c = (uint8_t)line.p[at];

	*len = 1;
	if (c == '\r')
		return at + 1 < line.len ? "a CR without LF" : NULL;
	if (c == '\t' || (c >= 0x20 && c < 0x7f))
		return NULL;
	if (c < 0x20 || c == 0x7f)
		return "a control character";
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (str_starts(str_skip(line, at), str_of(hidden[i].utf8))) {
			*len = 3;
			return hidden[i].what;
		}
	return NULL;
}

static void
note_hidden(struct loader *l, struct str bytes)
{
	struct str rest = bytes, line;

	while (str_line(&rest, &line)) {
		for (size_t at = 0; at < line.len; at++) {
			size_t len;
			const char *what = hidden_character(line, at, &len);
			struct fault *f;

			if (what == NULL)
				continue;
			f = load_fault(l, FAULT_CONTROL_CHAR, str_n(line.p + at, len), "the line holds %s",
			    what);
			f->fix = S("Remove it, or write it as \\DDD if the data needs it.");
			f->refused = false;
			break;
		}
		l->lex.line++;
	}
	l->lex.line = 1;
}

bool
load_bytes_odd(struct str lines)
{
	struct str rest = lines, line;

	if (!odd_bytes(lines))
		return false;
	while (str_line(&rest, &line))
		for (size_t at = 0, len; at < line.len; at += len)
			if (hidden_character(line, at, &len))
				return true;
	return false;
}

static void
note_last_line(struct loader *l, struct str bytes)
{
	struct fault *f;

	if (bytes.len == 0 || bytes.p[bytes.len - 1] == '\n')
		return;
	for (const char *p = bytes.p; (p = memchr(p, '\n', (size_t)(bytes.p + bytes.len - p))); p++)
		l->lex.line++;
	f = load_fault(l, FAULT_TRUNCATED, str_n(bytes.p + bytes.len - 1, 1),
	    "the last line has no newline: was the file cut off?");
	f->level = WARNING;
	f->refused = false;
	f->fix = S("Check that the file is whole and end it with a newline.");
	l->lex.line = 1;
}

bool
load_bytes(struct loader *l, struct str bytes)
{
	static const char bom[] = "\xef\xbb\xbf";
	const char *nul = bytes.len ? memchr(bytes.p, '\0', bytes.len) : NULL;

	lex_start(&l->lex, bytes);
	if (nul) {
		for (const char *p = bytes.p; (p = memchr(p, '\n', (size_t)(nul - p))); p++)
			l->lex.line++;
		load_fault(l, FAULT_LOAD, str_n(nul, 1), "the file holds NUL octets: it is binary, not a "
		    "master file")->fix = S("Turn a raw zone into text with `named-compilezone -f raw -F "
		    "text -o OUT ORIGIN FILE`.");
		l->zone->unread++;
		return false;
	}
	if (str_starts(bytes, S("\xef\xbb\xbf"))) {
		load_fault(l, FAULT_CONTROL_CHAR, str_n(bytes.p, strlen(bom)),
		    "the file begins with a byte order mark, which servers take for the first owner")
		    ->fix = S("Save the file as UTF-8 without a byte order mark.");
		bytes = str_skip(bytes, strlen(bom));
	}
	if (odd_bytes(bytes))
		note_hidden(l, bytes);
	note_last_line(l, bytes);
	lex_start(&l->lex, bytes);
	return bytes.len > 0;
}
