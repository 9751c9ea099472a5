/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_USUAL_H
#define ZONEVET_ZONE_USUAL_H

#include "zone/plain_read.h"

/*
 * Usual lines: plain ones of which one window tells all up to the data, far from
 * the end of the text.  Most lines are such, and quicker to read with this alone
 * in mind.  Which lines are usual says nothing of what they mean: whoever is told
 * that one is not reads it as plain.
 */
struct usual {
	struct plain line;              /* all but `data`, `last` and `bare`; one line */
	struct window w;
	uint64_t text;                  /* octets that are not blank, up to the end or to what needs care */
	uint64_t words;                 /* where words of it begin that are not read yet */
	unsigned at;                    /* behind what was read */
};

/*
 * Owner, TTL, class and type of the line at p, word by word: a bit each for
 * where it begins and for where it ends.
 */
ALWAYS bool
usual_head(struct usual *u, const char *p, const char *end, struct plain_memory *m, const struct makers *with)
{
	uint64_t stops, ends;
	bool has_class = false;

	with->window(p, &u->w);
	stops = u->w.newline | u->w.care;
	u->text = ~u->w.blank & ((stops & -stops) - 1);
	u->words = u->text & ~(u->text << 1);
	ends = u->w.blank & u->text << 1;
	u->at = 0;
	start_line(&u->line);
	if (u->text & 1) {
		if (ends == 0)
			return false;
		u->at = lowest(ends);
		u->words &= u->words - 1;
		ends &= ends - 1;
		u->line.owner.len = u->at;
	}
	if (u->words == 0)
		return false;
	u->line.head = p + u->at;
	if (ascii_digit(p[lowest(u->words)]) && same_head(m, u->line.head, end, true, with)) {
		head_of(m, &u->line);
		u->at += m->head_len - 1;
		u->words &= u->at < WINDOW ? from(u->at) : 0;
		return u->at < WINDOW;
	}
	while (u->line.type == 0) {
		unsigned begin;

		if (u->words == 0 || ends == 0)
			return false;
		begin = lowest(u->words);
		u->at = lowest(ends);
		u->words &= u->words - 1;
		ends &= ends - 1;
		if (!plain_word(str_n(p + begin, u->at - begin), end, true, &u->line, &has_class))
			return false;
	}
	if (u->line.has_ttl)
		remember_head(m, &u->line, p + u->at + 1, end, with);
	return true;
}

/*
 * Behind the line whose data begins in the window at p: words, quotes, and a
 * comment.  NULL: there is more to it, or none.  What plain_rest_reader reads is
 * told where the data ends, which nobody asks here: that takes twice the masks.
 */
ALWAYS const char *
behind_quotes(const struct usual *u, const char *p, const char *end, const struct makers *with)
{
	struct window w = u->w;
	uint64_t data = from(u->at), quoted = 0;        /* all ones: a window begins in quotes */
	bool begun = false, comment = false;

	for (;;) {
		uint64_t line = (w.newline ? below(lowest(w.newline)) : ~(uint64_t)0) & data;
		uint64_t text = line & ~w.blank, care = w.care & line;

		if (care) {
			struct quotes q;
			uint64_t inside, outside;

			with->quotes(p, &q);
			if (q.hard & line)
				return NULL;
			inside = between(q.quote & line) ^ quoted;
			outside = care & ~q.quote & ~inside;
			quoted = inside >> 63 ? ~(uint64_t)0 : 0;
			if (!comment && outside) {
				if (p[lowest(outside)] != ';')
					return NULL;
				comment = true;
				text &= below(lowest(outside));
			}
			if (comment)
				quoted = 0;
		}
		begun = begun || text;
		if (w.newline)
			return begun && !quoted ? p + lowest(w.newline) + 1 : NULL;
		p += WINDOW;
		if ((comment && !begun) || end - p < WINDOW)
			return NULL;
		data = ~(uint64_t)0;
		with->window(p, &w);
	}
}

/*
 * Behind the line, when its data is words, or points at no name and is words,
 * quotes and a comment.  NULL: it is something else, or none.
 */
ALWAYS const char *
usual_end(const struct usual *u, const char *p, const char *end, const struct makers *with)
{
	uint64_t stops = u->w.newline | u->w.care, stop = stops & -stops;

	if (!(stop & u->w.newline))
		return u->line.kind & PLAIN_POINTS ? NULL : behind_quotes(u, p, end, with);
	if (u->words == 0 || (u->line.kind & PLAIN_SECOND) ||
	    ((u->line.kind & PLAIN_ALONE) && (u->words & (u->words - 1))))
		return NULL;
	return p + lowest(stop) + 1;
}

/* The last word of the data, which is words. */
ALWAYS struct str
usual_last(const struct usual *u, const char *p)
{
	unsigned word = highest(u->words);

	return str_n(p + word, highest(u->text) + 1 - word);
}

#endif
