/* SPDX-License-Identifier: BSD-2-Clause */
#include "zone/plain.h"

#include "zone/load.h"
#include "zone/plain_read.h"

/* --- what a window does not tell ------------------------------------------------ */

/*
 * From p to the end of the line, octet by octet where need be: there are
 * backslashes.  *last: behind the last octet that is neither blank nor comment.
 */
static const char *
careful_end(const char *p, const char *end, bool quoted, const char **last)
{
	bool comment = false;

	for (; p < end && *p != '\n'; p++) {
		if ((*p < ' ' && *p != '\t') || *p == 0x7f || (*p & 0x80))
			return NULL;
		if (comment)
			continue;
		if (*p == '\\') {
			/* A blank would belong to the word. */
			if (end - p < 2 || p[1] == ' ' || p[1] == '\t' || p[1] == '\n')
				return NULL;
			p++;
			if (*p < ' ' || *p > '~')
				return NULL;
		} else if (*p == '"') {
			quoted = !quoted;
		} else if (*p == ';' && !quoted) {
			comment = true;
			continue;
		} else if ((*p == '(' || *p == ')') && !quoted) {
			return NULL;
		}
		if (*p != ' ' && *p != '\t')
			*last = p + 1;
	}
	return p == end || quoted ? NULL : p + 1;
}

/* From p to the end of the line, quotes and comment understood; *last as above. */
ALWAYS const char *
line_end(const char *p, const char *end, const char **last, const struct makers *with)
{
	uint64_t quoted = 0;            /* all ones: a window begins in quotes */
	bool comment = false;

	for (*last = p; p < end; p += WINDOW) {
		struct window w;
		struct cares c = { 0 };
		uint64_t line, text, inside;

		window_at(p, end, false, with, &w);
		line = w.newline ? below(lowest(w.newline)) : ~(uint64_t)0;
		if (w.care & line)
			cares_at(p, end, false, with, &c);
		if (c.odd & line)
			return NULL;
		if (!comment) {
			if (c.backslash & line)
				return careful_end(p, end, quoted, last);
			inside = between(c.quote & line) ^ quoted;
			text = line;
			if (c.comment & line & ~inside) {
				comment = true;
				text = below(lowest(c.comment & line & ~inside));
				quoted = 0;
			} else {
				quoted = inside >> 63 ? ~(uint64_t)0 : 0;
			}
			if (c.paren & text & ~inside)
				return NULL;
			text &= ~w.blank;
			if (text)
				*last = p + highest(text) + 1;
		}
		if (w.newline)
			return quoted ? NULL : p + lowest(w.newline) + 1;
	}
	return NULL;
}

enum { FOLDED_MAX = 4096 };     /* octets of lines that parentheses hold together */

/* What points at a name has to lie open to those who look for the name. */
static bool
may_fold(uint16_t type)
{
	switch (type) {
	case TYPE_TXT: case TYPE_DNSKEY: case TYPE_DS: case TYPE_RRSIG: case TYPE_NSEC3:
	case TYPE_TLSA: case TYPE_SSHFP: case TYPE_CAA:
		return true;
	default:
		return false;
	}
}

/* Data on several lines: the lexer says where it ends. */
static struct plain_rest
folded_rest(const char *p, const char *end)
{
	struct plain_rest r = { .next = NULL };
	struct lexer lex;
	unsigned depth;

	lex_start(&lex, str_n(p, end - p < FOLDED_MAX ? (size_t)(end - p) : FOLDED_MAX));
	if (lex_rest(&lex, &r.data, &depth, &r.data_line) != TOKEN_END || lex.p[-1] != '\n' ||
	    r.data.len == 0 || load_bytes_odd(str_n(p, (size_t)(lex.p - p))))
		return r;
	r.data_line--;
	r.depth = (uint8_t)depth;
	r.lines = lex.line - 1;
	r.next = lex.p;
	return r;
}

/* Data between one pair of parentheses, as far as it is read. */
struct fold {
	bool begun, opened, closed;
	uint64_t quoted;                /* all ones: a window begins in quotes */
	const char *start, *last;       /* the first word; behind the last octet that is not blank */
	uint32_t lines, data_line;
	uint8_t depth;
};

/*
 * One window of it, up to the newline behind the closing parenthesis: *stop,
 * WINDOW when it is not here.  False: not so simple.
 */
ALWAYS bool
fold_window(struct fold *f, const char *p, uint64_t valid, const struct window *w,
    const struct cares *c, unsigned *stop)
{
	uint64_t inside = between(c->quote) ^ f->quoted, paren = c->paren & ~inside, text;
	uint64_t newline = w->newline & valid;

	*stop = WINDOW;
	for (; paren && !f->closed; paren &= paren - 1) {
		bool opens = p[lowest(paren)] == '(';

		if (opens == f->opened)
			return false;
		f->opened = f->opened || opens;
		f->closed = !opens;
		if (f->closed)
			newline &= from(lowest(paren));
	}
	if (f->closed && newline) {
		*stop = lowest(newline);
		valid &= below(*stop) | (uint64_t)1 << *stop;
	}
	if ((paren | c->odd | c->backslash | (c->comment & ~inside) | (w->newline & inside)) & valid)
		return false;
	text = ~(w->blank | w->newline) & valid;
	if (text && !f->begun && p[lowest(text)] == '(') {
		f->depth = 1;
		text &= text - 1;
	}
	f->begun = f->begun || text || f->depth;
	if (text && f->start == NULL) {
		f->start = p + lowest(text);
		f->data_line = f->lines + (uint32_t)__builtin_popcountll(w->newline & below(lowest(text)));
	}
	if (text)
		f->last = p + highest(text) + 1;
	f->lines += (uint32_t)__builtin_popcountll(w->newline & valid);
	f->quoted = inside >> 63 ? ~(uint64_t)0 : 0;
	return true;
}

/* Most data on several lines: quotes and words between one pair of parentheses, and no comments. */
ALWAYS bool
simply_folded(const char *p, const char *end, struct plain_rest *r, const struct makers *with)
{
	struct fold f = { .start = NULL };
	unsigned stop;

	if (end - p > FOLDED_MAX)
		end = p + FOLDED_MAX;
	for (; p < end; p += WINDOW) {
		uint64_t valid = end - p < WINDOW ? below((unsigned)(end - p)) : ~(uint64_t)0;
		struct window w;
		struct cares c;

		window_at(p, end, false, with, &w);
		cares_at(p, end, false, with, &c);
		if (!fold_window(&f, p, valid, &w, &c, &stop))
			return false;
		if (stop == WINDOW)
			continue;
		*r = (struct plain_rest){ .next = p + stop + 1, .lines = f.lines, .data_line = f.data_line,
			.depth = f.depth };
		if (f.start == NULL || *f.start == ')')
			return false;
		r->data = str_n(f.start, (size_t)(f.last - f.start));
		return true;
	}
	return false;
}

/* Reads the rest of a line with the windows of one kind. */
ALWAYS struct plain_rest
rest_with(const char *p, const char *end, uint16_t type, const struct makers *with)
{
	struct plain_rest r = { .lines = 1 };
	bool opens = p < end && *p == '(';
	const char *last, *next = opens ? NULL : line_end(p, end, &last, with);

	if (next == NULL && !may_fold(type))
		return r;
	if (next == NULL)
		return simply_folded(p, end, &r, with) ? r : folded_rest(p, end);
	r.data = str_n(p, (size_t)(last - p));
	r.next = r.data.len || type == 0 ? next : NULL;
	return r;
}

struct plain_rest
plain_rest_portable(const char *p, const char *end, uint16_t type)
{
	return rest_with(p, end, type, &by_words);
}

const char *
plain_line_portable(const char *p, const char *end, struct plain_context *c, struct plain *out)
{
	return plain_line_with(p, end, false, c, out, &by_words, plain_rest_portable);
}

#ifdef HAS_AVX2
AVX2 struct plain_rest
plain_rest_avx2(const char *p, const char *end, uint16_t type)
{
	return rest_with(p, end, type, &by_vectors);
}

AVX2 static const char *
plain_line_avx2(const char *p, const char *end, struct plain_context *c, struct plain *out)
{
	return plain_line_with(p, end, false, c, out, &by_vectors, plain_rest_avx2);
}
#endif

/* --- counting lines ---------------------------------------------------------------- */

ALWAYS size_t
newlines_with(const char *p, size_t n, const struct makers *with)
{
	const char *end = p + n;
	size_t lines = 0;

	for (; p < end; p += WINDOW) {
		struct window w;

		window_at(p, end, false, with, &w);
		lines += (size_t)__builtin_popcountll(w.newline);
	}
	return lines;
}

#ifdef HAS_AVX2
AVX2 static size_t
newlines_avx2(const char *p, size_t n)
{
	return newlines_with(p, n, &by_vectors);
}
#endif

size_t
plain_newlines(const char *p, size_t n)
{
#ifdef HAS_AVX2
	if (plain_by_vectors())
		return newlines_avx2(p, n);
#endif
	return newlines_with(p, n, &by_words);
}

plain_reader *
plain_line(void)
{
#ifdef HAS_AVX2
	if (plain_by_vectors())
		return plain_line_avx2;
#endif
	return plain_line_portable;
}
