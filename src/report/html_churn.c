/* SPDX-License-Identifier: BSD-2-Clause */
/* This change beside those before it: is it of the usual size? */
#include <stdlib.h>

#include "base/clock.h"
#include "report/html.h"

enum { BOTTOM = 104, TALL = 76, LEFT = 2, WIDE = 316, STEP_MAX = 30 };

static uint64_t
lines_of(const struct pictured_commit *c)
{
	return (uint64_t)c->added + c->removed;
}

static int
by_size(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return a < b ? -1 : a > b;
}

static uint64_t
median(struct page *p, const struct pictured_history *h)
{
	uint64_t *v = ARENA_ARRAY(&p->scratch, uint64_t, h->n);

	for (size_t i = 0; i < h->n; i++)
		v[i] = lines_of(&h->commits[i]);
	qsort(v, h->n, sizeof(*v), by_size);
	return v[h->n / 2];
}

static unsigned
height_of(uint64_t lines, uint64_t most)
{
	uint64_t h = most ? lines * TALL / most : 0;

	return h < 2 ? 2 : (unsigned)h;
}

static void
draw(struct page *p, const struct pictured_history *h, uint64_t own)
{
	uint64_t most = own;
	unsigned x = LEFT, step = WIDE / ((unsigned)h->n + 1), bar;
	struct str text = arena_printf(&p->scratch, "Changed lines of the last %zu commits, oldest first:", h->n);

	for (size_t i = h->n; i-- > 0;) {
		text = arena_printf(&p->scratch, "%.*s %llu", STR(text),
		    (unsigned long long)lines_of(&h->commits[i]));
		most = lines_of(&h->commits[i]) > most ? lines_of(&h->commits[i]) : most;
	}
	text = arena_printf(&p->scratch, "%.*s; this change: %llu.", STR(text), (unsigned long long)own);
	step = step > STEP_MAX ? STEP_MAX : step;
	bar = step * 3 / 4;
	svg_open(p, BOTTOM + 22, "Churn", text);
	for (size_t i = h->n; i-- > 0; x += step) {
		unsigned tall = height_of(lines_of(&h->commits[i]), most);

		svg_box(p, x, BOTTOM - tall, bar, tall, INK_QUIET);
	}
	svg_box(p, x, BOTTOM - height_of(own, most), bar, height_of(own, most), INK_MARK);
	svg_line(p, LEFT, BOTTOM, x + bar, BOTTOM, INK_QUIET);
	svg_text_end(p, x + bar < 120 ? 120 : x + bar, BOTTOM - height_of(own, most) - 6, INK_PLAIN,
	    arena_printf(&p->scratch, "this change: %llu", (unsigned long long)own));
	svg_text(p, LEFT, BOTTOM + 16, INK_QUIET, S("earlier"), 20);
	svg_close(p);
}

static void
list_add(struct page *p, const struct pictured_history *h)
{
	html_raw(p, "<details><summary>Those commits</summary>\n<ol class=\"commits\">\n");
	for (size_t i = 0; i < h->n; i++) {
		const struct pictured_commit *c = &h->commits[i];

		html_raw(p, "<li><code>");
		html_text(p, c->id);
		html_raw(p, "</code> <span class=\"dim\">");
		html_text(p, str_n(clock_text(&p->scratch, c->when).p, 10));
		buf_printf(&p->out, ", +%u &minus;%u</span> ", c->added, c->removed);
		html_cut(p, c->subject, 120);
		html_raw(p, "</li>\n");
	}
	html_raw(p, "</ol></details>\n");
}

void
html_churn(struct page *p, const struct reported_zone *z)
{
	const struct pictured_history *h = z->pictures->history;
	uint64_t own, usual;

	if (h == NULL || h->n == 0)
		return;
	own = (uint64_t)h->added + h->removed;
	usual = median(p, h);
	html_raw(p, "<figure><figcaption>This change beside the last ");
	html_count(p, h->n, "commit");
	html_raw(p, " to the file</figcaption>\n");
	draw(p, h, own);
	buf_printf(&p->out, "<p><strong>%llu</strong> changed line%s; ", (unsigned long long)own,
	    own == 1 ? "" : "s");
	if (h->n < 4)
		html_raw(p, "the past is too short to say what is usual.");
	else if (usual && own >= 4 * usual)
		buf_printf(&p->out, "%llu are usual: <span class=\"tag mid\">%llu times as many</span>",
		    (unsigned long long)usual, (unsigned long long)(own / usual));
	else
		buf_printf(&p->out, "%llu are usual.", (unsigned long long)usual);
	html_raw(p, "</p>\n");
	list_add(p, h);
	html_raw(p, "</figure>\n");
}
