/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Most of a zone file is words and blanks: a table says for each byte whether
 * it ends a run, so that the common line costs one look-up a byte.
 */
#include "zone/lex.h"

#include <string.h>

#include "zone/octets.h"

enum class { PLAIN, BLANK, NEWLINE, COMMENT, OPEN, CLOSE, QUOTE, ESCAPE };

static const uint8_t class_of[256] = {
	[' '] = BLANK, ['\t'] = BLANK, ['\r'] = BLANK, ['\n'] = NEWLINE, [';'] = COMMENT,
	['('] = OPEN, [')'] = CLOSE, ['"'] = QUOTE, ['\\'] = ESCAPE,
};

static inline enum class
class_at(const char *p)
{
	return (enum class)class_of[(uint8_t)*p];
}

void
lex_start(struct lexer *lex, struct str text)
{
	*lex = (struct lexer){ .p = text.p, .end = text.p + text.len, .line = 1 };
}

bool
lex_is_word(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (class_at(text.p + i) != PLAIN)
			return false;
	return text.len > 0;
}

bool
lex_done(const struct lexer *lex)
{
	return lex->p == lex->end;
}

static const char *
line_end(const struct lexer *lex, const char *p)
{
	const char *lf = memchr(p, '\n', (size_t)(lex->end - p));

	return lf ? lf : lex->end;
}

void
lex_recover(struct lexer *lex)
{
	lex->p = line_end(lex, lex->p);
	if (lex->p < lex->end) {
		lex->p++;
		lex->line++;
	}
	lex->depth = 0;
}

static enum token
open_parenthesis(struct lexer *lex)
{
	if (lex->depth == 0) {
		lex->open_line = lex->line;
		lex->open = lex->p;
	}
	if (lex->depth == 255)
		return TOKEN_DEEP;
	lex->depth++;
	lex->p++;
	return TOKEN_WORD;
}

/* The first octet that says something within quotes, or the end. */
static const char *
quoted_stop(const char *p, const char *end)
{
	for (; end - p >= 8; p += 8) {
		uint64_t word = octets_at(p);
		uint64_t stops = zeros(word ^ EACH('"')) | zeros(word ^ EACH('\\')) | zeros(word ^ EACH('\n'));

		if (stops)
			return p + first_octet(stops);
	}
	while (p < end && *p != '"' && *p != '\\' && *p != '\n')
		p++;
	return p;
}

/* Moves behind a quoted string that begins at p; false: it does not end on its line. */
static bool
skip_quoted(struct lexer *lex)
{
	for (const char *p = lex->p + 1; (p = quoted_stop(p, lex->end)) < lex->end && *p != '\n'; p++) {
		if (*p == '"') {
			lex->p = p + 1;
			return true;
		}
		if (p + 1 < lex->end && p[1] != '\n')
			p++;
	}
	return false;
}

/* Moves behind a word; a backslash takes the next character with it. */
static void
skip_word(struct lexer *lex)
{
	const char *p = lex->p;

	while (p < lex->end) {
		enum class class = class_at(p);

		if (class == ESCAPE && p + 1 < lex->end && p[1] != '\n')
			p++;
		else if (class != PLAIN && class != ESCAPE)
			break;
		p++;
	}
	lex->p = p;
}

/*
 * Skips blanks, comments, parentheses, and newlines inside parentheses.
 * TOKEN_WORD: something stands at p.
 */
static enum token
skip_space(struct lexer *lex)
{
	enum token token;

	while (lex->p < lex->end) {
		switch (class_at(lex->p)) {
		case BLANK:
			lex->p++;
			break;
		case COMMENT:
			lex->p = line_end(lex, lex->p);
			break;
		case NEWLINE:
			if (lex->depth == 0)
				return TOKEN_END;
			lex->p++;
			lex->line++;
			break;
		case OPEN:
			token = open_parenthesis(lex);
			if (token != TOKEN_WORD)
				return token;
			break;
		case CLOSE:
			if (lex->depth == 0)
				return TOKEN_NO_OPENING_PARENTHESIS;
			lex->depth--;
			lex->p++;
			lex->closed = lex->p;
			break;
		default:
			return TOKEN_WORD;
		}
	}
	return lex->depth ? TOKEN_NO_CLOSING_PARENTHESIS : TOKEN_END;
}

/* Moves behind the newline that ends an entry. */
static enum token
end_entry(struct lexer *lex)
{
	if (lex->p < lex->end) {
		lex->p++;
		lex->line++;
	}
	return TOKEN_END;
}

enum token
lex_token(struct lexer *lex, struct str *text)
{
	enum token token = skip_space(lex);
	const char *start = lex->p;

	*text = (struct str){ lex->p, 0 };
	if (token == TOKEN_END)
		return end_entry(lex);
	if (token != TOKEN_WORD)
		return token;
	if (*start == '"') {
		if (!skip_quoted(lex))
			return TOKEN_NO_CLOSING_QUOTE;
		*text = str_n(start + 1, (size_t)(lex->p - start - 2));
		return TOKEN_QUOTED;
	}
	skip_word(lex);
	*text = str_n(start, (size_t)(lex->p - start));
	return TOKEN_WORD;
}

enum token
lex_rest(struct lexer *lex, struct str *text, unsigned *depth, uint32_t *line)
{
	enum token token = skip_space(lex);
	const char *start = lex->p, *last = start;

	*text = str_n(start, 0);
	*depth = lex->depth;
	*line = lex->line;
	while (token == TOKEN_WORD) {
		if (*lex->p == '"') {
			if (!skip_quoted(lex))
				return TOKEN_NO_CLOSING_QUOTE;
		} else {
			skip_word(lex);
		}
		last = lex->p;
		token = skip_space(lex);
	}
	if (token != TOKEN_END)
		return token;
	if (lex->closed > last)         /* the text keeps the parentheses that it opened */
		last = lex->closed;
	*text = str_n(start, (size_t)(last - start));
	return end_entry(lex);
}

void
lex_skip(struct lexer *lex)
{
	struct lexer look = *lex;
	enum token token;
	struct str word;

	do
		token = lex_token(&look, &word);
	while (token == TOKEN_WORD || token == TOKEN_QUOTED);
	if (token == TOKEN_END)
		*lex = look;
	else
		lex_recover(lex);
}
