/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pictures are as wide as a narrow telephone, so that they are never scaled
 * down, and stand as black lines on white where style sheets are not let in:
 * what a colour says is said by a dash or a word too.
 */
#include "report/html.h"

static const char *const classes[] = {
	[INK_PLAIN] = "k", [INK_GONE] = "b", [INK_NEW] = "g", [INK_WARN] = "w", [INK_QUIET] = "q",
	[INK_MARK] = "m",
};

static bool
dashed(enum ink ink)
{
	return ink == INK_GONE || ink == INK_WARN;
}

void
svg_open(struct page *p, unsigned height, const char *title, struct str description)
{
	unsigned id = ++p->ids;

	buf_printf(&p->out, "<svg viewBox=\"0 0 %d %u\" width=\"%d\" height=\"%u\" role=\"img\" "
	    "aria-labelledby=\"t%u d%u\" fill=\"none\" stroke=\"currentColor\" font-size=\"12\" "
	    "font-family=\"ui-monospace, monospace\"><title id=\"t%u\">%s</title><desc id=\"d%u\">",
	    SVG_WIDTH, height, SVG_WIDTH, height, id, id, id, title, id);
	html_text(p, description);
	html_raw(p, "</desc>\n");
}

void
svg_close(struct page *p)
{
	html_raw(p, "</svg>\n");
}

void
svg_box(struct page *p, unsigned x, unsigned y, unsigned w, unsigned h, enum ink ink)
{
	buf_printf(&p->out, "<rect class=\"%s\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"4\"%s/>\n",
	    classes[ink], x, y, w, h, dashed(ink) ? " stroke-dasharray=\"5 3\"" : "");
}

void
svg_line(struct page *p, unsigned x1, unsigned y1, unsigned x2, unsigned y2, enum ink ink)
{
	buf_printf(&p->out, "<path class=\"%s\" d=\"M%u %uL%u %u\"%s/>\n", classes[ink], x1, y1, x2, y2,
	    dashed(ink) ? " stroke-dasharray=\"5 3\"" : "");
}

void
svg_text(struct page *p, unsigned x, unsigned y, enum ink ink, struct str text, size_t most)
{
	buf_printf(&p->out, "<text class=\"%s\" x=\"%u\" y=\"%u\" fill=\"currentColor\" stroke=\"none\">",
	    classes[ink], x, y);
	html_cut(p, text, most);
	html_raw(p, "</text>\n");
}

void
svg_text_end(struct page *p, unsigned x, unsigned y, enum ink ink, struct str text)
{
	buf_printf(&p->out, "<text class=\"%s\" x=\"%u\" y=\"%u\" text-anchor=\"end\" "
	    "fill=\"currentColor\" stroke=\"none\">", classes[ink], x, y);
	html_text(p, text);
	html_raw(p, "</text>\n");
}
