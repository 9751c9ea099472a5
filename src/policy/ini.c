/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inih reads the lines, but never sees one that it would bend: it cuts long
 * lines, long section names and everything behind " ;", and takes what follows
 * an unclosed section as part of the one before, all without a word.  So our
 * line reader looks at each line first, takes sections and comments out, and
 * hands on what is left.  One call of the reader is one line of the file, which
 * is how the handler knows where it is on every build of inih.
 */
#include "policy/ini.h"

#include <ini.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MAX_INIH = 198 };           /* what every build of inih takes whole */
enum { HIDDEN_BLANK = 0x1f };           /* for the blank of " ;" between slashes */

struct state {
	const struct ini_reader *reader;
	struct arena *arena;
	struct str rest;
	uint32_t line;
	bool in_section, has_key;
};

/* Where a comment begins: " ;" or a leading ; or #, but not between slashes. */
static struct str
without_comment(struct str line)
{
	struct str trimmed = str_trim(line);
	bool slashes = false;

	if (trimmed.len && (trimmed.p[0] == ';' || trimmed.p[0] == '#'))
		return S("");
	for (size_t i = 0; i < line.len; i++) {
		char before = i ? line.p[i - 1] : ' ';
		bool blank = before == ' ' || before == '\t' || before == '=';

		if (line.p[i] == '\\' && slashes)
			i++;
		else if (line.p[i] == '/' && (slashes || blank))
			slashes = !slashes && memchr(line.p + i + 1, '/', line.len - i - 1) != NULL;
		else if (line.p[i] == ';' && !slashes && (before == ' ' || before == '\t'))
			return str_n(line.p, i);
	}
	return line;
}

/* "name" or a bare word at the front of *rest. */
static bool
header_word(struct str *rest, struct str *word)
{
	const char *quote;

	*rest = str_trim(*rest);
	if (rest->len == 0)
		return false;
	if (rest->p[0] != '"')
		return str_field(rest, " \t", word);
	quote = memchr(rest->p + 1, '"', rest->len - 1);
	if (quote == NULL)
		return false;
	*word = str_n(rest->p + 1, (size_t)(quote - rest->p) - 1);
	*rest = str_skip(*rest, word->len + 2);
	return true;
}

static void
section(struct state *s, struct str line)
{
	struct ini_section head = { .line = s->line };
	struct str rest, extra;

	s->in_section = s->has_key = false;
	if (line.p[line.len - 1] != ']') {
		s->reader->fault(s->reader->self, s->line, memchr(line.p, ']', line.len) ?
		    "text behind the ] of a section" : "a section without its ]");
		return;
	}
	rest = arena_dup(s->arena, str_n(line.p + 1, line.len - 2));
	if (!header_word(&rest, &head.kind)) {
		s->reader->fault(s->reader->self, s->line, "a section without a name");
		return;
	}
	header_word(&rest, &head.name);
	header_word(&rest, &head.label);
	if (header_word(&rest, &extra) || str_trim(rest).len) {
		s->reader->fault(s->reader->self, s->line,
		    "a section is written [kind], [kind \"name\"] or [kind name \"label\"]");
		return;
	}
	s->in_section = true;
	s->reader->section(s->reader->self, &head);
}

/* Does an indented line look like a key that was meant to stand at the margin? */
static bool
indented_key(struct str line)
{
	size_t i = 0;

	while (i < line.len && (ascii_digit(line.p[i]) || line.p[i] == '-' ||
	    (line.p[i] >= 'a' && line.p[i] <= 'z')))
		i++;
	if (i == 0)
		return false;
	while (i < line.len && line.p[i] == ' ')
		i++;
	return i < line.len && line.p[i] == '=';
}

/* Is the line one that inih may see?  Sections and comments are dealt with here. */
static bool
for_inih(struct state *s, struct str *line)
{
	struct str trimmed;
	const char *message = NULL;
	bool indented;

	*line = without_comment(*line);
	trimmed = str_trim(*line);
	if (trimmed.len == 0)
		return false;
	indented = line->p[0] == ' ' || line->p[0] == '\t';
	if (trimmed.p[0] == '[' && !indented) {
		section(s, trimmed);
		return false;
	}
	if (memchr(trimmed.p, '\0', trimmed.len) || memchr(trimmed.p, HIDDEN_BLANK, trimmed.len))
		message = "a control character";
	else if (trimmed.len > LINE_MAX_INIH - 1)
		message = "the line is longer than 197 octets; continue a list on an indented line";
	else if (!s->in_section)
		message = "a key outside of any section";
	else if (indented && !s->has_key)
		message = "an indented line continues nothing";
	else if (indented && indented_key(trimmed))
		message = "a key must stand at the beginning of its line; indented lines continue a list";
	else if (!indented && !memchr(trimmed.p, '=', trimmed.len))
		message = "neither a section nor `key = value`";
	else if (!indented && trimmed.p[0] == '=')
		message = "a value without a key";
	if (message)
		s->reader->fault(s->reader->self, s->line, message);
	else
		*line = indented ? str_n(line->p, (size_t)(trimmed.p + trimmed.len - line->p)) : trimmed;
	s->has_key = s->has_key || (!indented && message == NULL);
	return message == NULL;
}

static char *
next_line(char *out, int size, void *self)
{
	struct state *s = self;
	struct str line;

	if (!str_line(&s->rest, &line))
		return NULL;
	s->line++;
	if (s->line == 1 && str_starts(line, S("\xef\xbb\xbf")))
		line = str_skip(line, 3);
	if (!for_inih(s, &line) || line.len + 2 > (size_t)size)
		line = S("");
	memcpy(out, line.p, line.len);
	out[line.len] = '\n';
	out[line.len + 1] = '\0';
	for (size_t i = 1; i < line.len; i++)
		if (out[i] == ';' && out[i - 1] == ' ')
			out[i - 1] = HIDDEN_BLANK;
	return out;
}

static int
handle(void *self, const char *unused, const char *key, const char *value
#if INI_HANDLER_LINENO
    , int lineno
#endif
    )
{
	struct state *s = self;
	char *own = arena_text(s->arena, str_of(value));

#if INI_HANDLER_LINENO
	(void)lineno;
#endif
	(void)unused;
	for (char *p = own; *p; p++)
		if (*p == HIDDEN_BLANK)
			*p = ' ';
	s->reader->setting(s->reader->self, arena_dup(s->arena, str_of(key)), str_of(own), s->line);
	return 1;
}

void
ini_read(struct str bytes, struct arena *arena, const struct ini_reader *reader)
{
	struct state s = { .reader = reader, .arena = arena, .rest = bytes };

	ini_parse_stream(next_line, &s, handle, &s);
}
