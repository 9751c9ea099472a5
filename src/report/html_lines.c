/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines of the file as they were written: what the table says, where its author wrote it. */
#include "report/html.h"

enum { LINE_SHOWN = 500 };              /* octets; the rest tells nobody more */

static void
line_add(struct page *p, const struct pictured_line *line)
{
	const char *tag = line->sign == '+' ? "ins" : line->sign == '-' ? "del" : "span";

	if (line->number == 0) {
		html_raw(p, "<span class=\"dim\">&#8942;\n</span>");
		return;
	}
	buf_printf(&p->out, "<%s>%5u %c ", tag, (unsigned)line->number, line->sign);
	html_cut(p, line->text, LINE_SHOWN);
	buf_printf(&p->out, "\n</%s>", tag);       /* inside: without style it ends the line */
}

void
html_lines(struct page *p, const struct reported_zone *z)
{
	const struct pictures *shown = z->pictures;
	size_t added = 0, removed = 0;

	for (size_t i = 0; i < shown->nlines; i++) {
		added += shown->lines[i].sign == '+';
		removed += shown->lines[i].sign == '-';
	}
	if (added + removed == 0)
		return;
	buf_printf(&p->out, "<details class=\"lines\"><summary>Changed lines: %zu%s added, %zu%s removed"
	    "</summary>\n<pre>", added, shown->lines_cut ? " or more" : "", removed,
	    shown->lines_cut ? " or more" : "");
	for (size_t i = 0; i < shown->nlines && !page_full(p); i++)
		line_add(p, &shown->lines[i]);
	html_raw(p, "</pre>\n");
	if (shown->lines_cut)
		html_raw(p, "<p class=\"more\">And more; <code>git diff</code> has all of them.</p>\n");
	html_raw(p, "</details>\n");
}
