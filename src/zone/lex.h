/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_LEX_H
#define ZONEVET_ZONE_LEX_H

#include "base/str.h"

/*
 * Splits the text of a master file into entries (RFC 1035 section 5.1): a
 * line, or several when parentheses hold them together.  Knows quotes,
 * escapes, comments and parentheses; nothing of names, types or directives.
 */
struct lexer {
	const char *p, *end;
	uint32_t line;                  /* of p, from 1 */
	unsigned depth;                 /* parentheses open at p */
	uint32_t open_line;             /* of the outermost one */
	const char *open;
	const char *closed;             /* behind the last closing one, or NULL */
};

enum token {
	TOKEN_WORD,                     /* unquoted, escapes left as they are */
	TOKEN_QUOTED,                   /* without its quotes */
	TOKEN_END,                      /* end of the entry; p stands behind its newline */
	/* The text is at fault; lex_recover() goes on behind the line. */
	TOKEN_NO_CLOSING_QUOTE, TOKEN_NO_CLOSING_PARENTHESIS, TOKEN_NO_OPENING_PARENTHESIS,
	TOKEN_DEEP,                     /* more than 255 open parentheses */
};

void lex_start(struct lexer *, struct str text);
/* True at the end of the text; call it between entries. */
bool lex_done(const struct lexer *);
/* The next token of the entry; p stands behind it. */
enum token lex_token(struct lexer *, struct str *text);
/*
 * The rest of the entry as one text: no blanks or comment at its ends;
 * *depth parentheses are open where it begins, on line *line.
 */
enum token lex_rest(struct lexer *, struct str *text, unsigned *depth, uint32_t *line);
/* Would the text be one word, no escape in it, wherever it stands? */
bool lex_is_word(struct str);
/* Skips what is left of the line and closes all parentheses. */
void lex_recover(struct lexer *);
/* Skips what is left of the entry; when that is at fault itself, of the line. */
void lex_skip(struct lexer *);

#endif
