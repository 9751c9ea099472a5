/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inih reads the lines, but never sees one that it would bend: it cuts long
 * lines, long section and key names, splits at a colon, reads what follows an
 * unclosed section as part of the one before, and all without a word.  So our
 * line reader looks at each line first, takes sections and comments out, and
 * hands on what is left.  One call of the reader is one line of the file, which
 * is how the handler knows where it is on every build of inih.
 */
#include "policy/ini.h"

#include <ini.h>
#include <string.h>

#include "policy/match.h"

enum {
	LONGEST_LINE = 65536,
	LONGEST_KEY = 49,               /* inih cuts the key of a continued line there */
	HIDDEN_SEMICOLON = 0x1f,        /* for the ; of " ;" between slashes */
};

/* Debian's inih takes its limit at run time; elsewhere it is 200 and this symbol is not there. */
extern int ini_max_line __attribute__((weak));

struct state {
	const struct ini_reader *reader;
	struct arena *arena;
	struct str rest;
	uint32_t line;
	enum { NO_SECTION, IN_SECTION, WRONG_SECTION } where;
	enum { NO_KEY, HAS_KEY, WRONG_KEY } key;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Up to " ;", or nothing of a line that begins with ; or #; not between slashes. */
static struct str
without_comment(struct str line)
{
	struct str trimmed = str_trim(line);

	if (trimmed.len && (trimmed.p[0] == ';' || trimmed.p[0] == '#'))
		return S("");
	for (size_t i = 0; i < line.len; i++) {
		char before = i ? line.p[i - 1] : ' ';

		if (line.p[i] == '/' && (is_blank(before) || before == '=' || before == ','))
			i += pattern_span(str_skip(line, i));
		else if (line.p[i] == ';' && is_blank(before))
			return str_n(line.p, i);
	}
	return line;
}

/* --- sections --------------------------------------------------------------------- */

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

/* What is wrong with the header; NULL: nothing. */
static const char *
read_header(struct state *s, struct str line, struct ini_section *head)
{
	struct str rest, extra;

	if (line.p[line.len - 1] != ']')
		return memchr(line.p, ']', line.len) ? "text behind the ] of a section" :
		    "a section without its ]";
	rest = arena_dup(s->arena, str_n(line.p + 1, line.len - 2));
	if (!header_word(&rest, &head->kind) || head->kind.len == 0)
		return "a section without a name";
	header_word(&rest, &head->name);
	header_word(&rest, &head->label);
	if (header_word(&rest, &extra) || str_trim(rest).len)
		return "a section is written [kind], [kind \"name\"] or [kind name \"label\"]";
	return NULL;
}

static void
section(struct state *s, struct str line)
{
	struct ini_section head = { .line = s->line };
	const char *wrong = read_header(s, line, &head);

	s->key = NO_KEY;
	s->where = wrong ? WRONG_SECTION : IN_SECTION;
	if (wrong)
		s->reader->fault(s->reader->self, s->line, wrong);
	else
		s->reader->section(s->reader->self, &head);
}

/* --- lines -------------------------------------------------------------------------- */

static bool
is_word_char(char c)
{
	return ascii_digit(c) || c == '-' || c == '_' || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
}

/* Does an indented line look like a key, or a section, that was meant to stand at the margin? */
static bool
is_misplaced(struct str line)
{
	bool header = line.p[0] == '[';
	size_t i = header;

	while (i < line.len && is_word_char(line.p[i]))
		i++;
	if (i == (size_t)header || i == line.len)
		return false;
	if (header)
		return line.p[i] == ' ' || (line.p[i] == ']' && i + 1 == line.len);
	while (i < line.len && is_blank(line.p[i]))
		i++;
	return i < line.len && line.p[i] == '=';
}

static bool
has_control(struct str line)
{
	for (size_t i = 0; i < line.len; i++)
		if (((unsigned char)line.p[i] < ' ' && line.p[i] != '\t') || line.p[i] == 0x7f)
			return true;
	return false;
}

/* Why inih must not see a line that begins a key; NULL: it may. */
static const char *
wrong_key(const struct state *s, struct str line)
{
	const char *equals = memchr(line.p, '=', line.len);
	struct str key = str_trim(str_n(line.p, equals ? (size_t)(equals - line.p) : 0));

	if (s->where == NO_SECTION)
		return "a key outside of any section";
	if (equals == NULL)
		return "neither a section nor `key = value`";
	if (key.len == 0)
		return "a value without a key";
	if (key.len > LONGEST_KEY)
		return "the key is longer than 49 octets";
	return memchr(key.p, ':', key.len) ? "a colon in a key: write `key = value`" : NULL;
}

static const char *
wrong_continuation(const struct state *s, struct str line)
{
	if (s->key == NO_KEY)
		return "an indented line continues nothing";
	return is_misplaced(line) ? "a key or section must stand at the beginning of its line; an "
	    "indented line continues a list" : NULL;
}

/* Is the line one that inih may see?  Sections and comments are dealt with here. */
static bool
for_inih(struct state *s, struct str *line, size_t room)
{
	const char *wrong;
	bool indented;
	struct str text;

	*line = without_comment(*line);
	text = str_trim(*line);
	if (text.len == 0)
		return false;
	indented = is_blank(line->p[0]);
	if (text.p[0] == '[' && !indented && !has_control(text)) {
		section(s, text);
		return false;
	}
	if (has_control(text))
		wrong = "a control character";
	else if (text.len > room)
		wrong = "the line is too long; continue a list on an indented line";
	else
		wrong = indented ? wrong_continuation(s, text) : wrong_key(s, text);
	if (!indented)
		s->key = wrong ? WRONG_KEY : HAS_KEY;
	if (wrong && s->where != WRONG_SECTION)
		s->reader->fault(s->reader->self, s->line, wrong);
	*line = text;
	return wrong == NULL && s->where == IN_SECTION && s->key == HAS_KEY;
}

/* inih's reader: it asks for one line, of at most `size` octets with what ends it. */
static char *
next_line(char *out, int size, void *self)
{
	struct state *s = self;
	struct str line;
	size_t n = 0;
	bool indented;

	if (!str_line(&s->rest, &line))
		return NULL;
	s->line++;
	if (s->line == 1 && str_starts(line, S("\xef\xbb\xbf")))
		line = str_skip(line, 3);
	indented = line.len && is_blank(line.p[0]);
	if (!for_inih(s, &line, (size_t)size - 4))
		line = S("");
	else if (indented)
		out[n++] = ' ';
	for (size_t i = 0; i < line.len; i++)
		out[n++] = line.p[i] == ';' && i && is_blank(line.p[i - 1]) ? HIDDEN_SEMICOLON : line.p[i];
	out[n++] = '\n';
	out[n] = '\0';
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
		if (*p == HIDDEN_SEMICOLON)
			*p = ';';
	s->reader->setting(s->reader->self, arena_dup(s->arena, str_of(key)), str_of(own), s->line);
	return 1;
}

void
ini_read(struct str bytes, struct arena *arena, const struct ini_reader *reader)
{
	struct state s = { .reader = reader, .arena = arena, .rest = bytes };

	if (&ini_max_line)
		ini_max_line = LONGEST_LINE;
	ini_parse_stream(next_line, &s, handle, &s);
}
