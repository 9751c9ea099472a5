/* SPDX-License-Identifier: BSD-2-Clause */
/* The delegation tree before and after: a zone, its servers, and their addresses as known here. */
#include "report/html.h"

enum { LEFT = 2, SPINE = 14, BOX_X = 28, BOX_W = 290, HEAD = 30, LINE = 16, GAP = 8 };

static bool
shown(const struct pictured_server *s, int side)
{
	return s->on[side];
}

static size_t
lines_of(const struct pictured_server *s, int side)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->addresses[i].on[side];
	return n + s->lost[side];
}

static unsigned
box_height(const struct pictured_server *s, int side)
{
	return 24 + (unsigned)lines_of(s, side) * LINE;
}

static unsigned
panel_height(const struct pictured_cut *cut, int side)
{
	unsigned y = HEAD + GAP;

	for (size_t i = 0; i < cut->n; i++)
		if (shown(&cut->servers[i], side))
			y += box_height(&cut->servers[i], side) + GAP;
	return y < 60 ? 60 : y;
}

static enum ink
ink_of(const struct pictured_server *s, int side)
{
	if (!s->on[!side])
		return side == AFTER ? INK_NEW : INK_GONE;
	return s->lost[side] ? INK_WARN : INK_PLAIN;
}

static const char *
sign(const bool on[2], int side)
{
	return on[!side] ? "" : side == AFTER ? "+ " : "- ";
}

static void
server_add(struct page *p, const struct pictured_server *s, int side, unsigned y)
{
	unsigned h = box_height(s, side), at = y + 16;

	svg_line(p, SPINE, y + 12, BOX_X, y + 12, INK_QUIET);
	svg_box(p, BOX_X, y, BOX_W, h, ink_of(s, side));
	svg_text(p, BOX_X + 8, at, INK_PLAIN, arena_printf(&p->scratch, "%s%.*s", sign(s->on, side),
	    STR(s->name)), 37);
	for (size_t i = 0; i < s->n; i++) {
		const struct pictured_address *a = &s->addresses[i];

		if (!a->on[side])
			continue;
		at += LINE;
		svg_text(p, BOX_X + 16, at, s->on[!side] && !a->on[!side] ? side == AFTER ? INK_NEW : INK_GONE :
		    INK_QUIET, arena_printf(&p->scratch, "%s%.*s", s->on[!side] ? sign(a->on, side) : "",
		    STR(a->text)), 36);
	}
	if (s->lost[side])
		svg_text(p, BOX_X + 16, at + LINE, INK_WARN, S("! no address in this zone"), 40);
}

static struct str
description(struct page *p, const struct pictured_cut *cut, int side)
{
	struct arena *a = &p->scratch;
	struct str text = arena_printf(a, "Servers of %.*s %s the change:", STR(cut->owner),
	    side == BEFORE ? "before" : "after");
	size_t n = 0;

	for (size_t i = 0; i < cut->n; i++) {
		const struct pictured_server *s = &cut->servers[i];

		if (!s->on[side])
			continue;
		text = arena_printf(a, "%.*s%s %.*s%s%s", STR(text), n++ ? "," : "", STR(s->name),
		    s->on[!side] ? "" : side == AFTER ? " (new)" : " (removed by the change)",
		    s->lost[side] ? " (without address)" : "");
		for (size_t k = 0; k < s->n; k++)
			if (s->addresses[k].on[side])
				text = arena_printf(a, "%.*s %.*s", STR(text), STR(s->addresses[k].text));
	}
	return n ? text : arena_printf(a, "%.*s none", STR(text));
}

static void
panel_add(struct page *p, const struct pictured_cut *cut, int side)
{
	unsigned y = HEAD + GAP, last = HEAD;
	bool any = false;

	buf_printf(&p->out, "<div class=\"panel\"><p class=\"side\">%s</p>\n", side == BEFORE ? "Before" :
	    "After");
	svg_open(p, panel_height(cut, side), "Delegation", description(p, cut, side));
	for (size_t i = 0; i < cut->n; i++) {
		if (!shown(&cut->servers[i], side))
			continue;
		server_add(p, &cut->servers[i], side, y);
		last = y + 12;
		y += box_height(&cut->servers[i], side) + GAP;
		any = true;
	}
	if (any)
		svg_line(p, SPINE, HEAD, SPINE, last, INK_QUIET);
	svg_box(p, LEFT, 4, SVG_WIDTH - 2 * LEFT, HEAD - 4, cut->on[side] ? INK_PLAIN : INK_GONE);
	svg_text(p, LEFT + 8, 21, INK_PLAIN, cut->owner, 41);
	if (!any)
		svg_text(p, BOX_X, y + 12, INK_QUIET, cut->apex ? S("no servers") : S("not delegated"), 40);
	svg_close(p);
	html_raw(p, "</div>\n");
}

static void
words_add(struct page *p, const struct pictured_cut *cut)
{
	size_t stay = 0, come = 0, go = 0, lost = 0;

	for (size_t i = 0; i < cut->n; i++) {
		const struct pictured_server *s = &cut->servers[i];

		stay += s->on[BEFORE] && s->on[AFTER];
		come += !s->on[BEFORE] && s->on[AFTER];
		go += s->on[BEFORE] && !s->on[AFTER];
		lost += s->on[AFTER] && s->lost[AFTER];
	}
	html_raw(p, "<p>");
	if (come + go == 0)
		html_raw(p, "The same servers, with other addresses.");
	else if (cut->on[AFTER] && stay == 0 && cut->on[BEFORE])
		html_raw(p, "<span class=\"tag mid\">all new</span> No server of before stays.");
	else if (!cut->on[AFTER])
		html_raw(p, "<span class=\"tag bad\">gone</span> The delegation is withdrawn: names below it no longer "
		    "lead anywhere.");
	else
		buf_printf(&p->out, "%zu stay%s, %zu added, %zu removed.", stay, stay == 1 ? "s" : "", come, go);
	if (lost)
		buf_printf(&p->out, " <span class=\"tag mid\">%zu without address</span>", lost);
	html_raw(p, "</p>\n");
}

void
html_cuts(struct page *p, const struct reported_zone *z)
{
	const struct pictures *pic = z->pictures;

	for (size_t i = 0; i < pic->ncuts; i++) {
		const struct pictured_cut *cut = &pic->cuts[i];

		html_raw(p, "<figure><figcaption>");
		html_raw(p, cut->apex ? "Name servers of <code>" : "Delegation of <code>");
		html_text(p, cut->owner);
		html_raw(p, "</code></figcaption>\n<div class=\"pair\">\n");
		panel_add(p, cut, BEFORE);
		panel_add(p, cut, AFTER);
		html_raw(p, "</div>\n");
		words_add(p, cut);
		if (cut->left_out)
			buf_printf(&p->out, "<p class=\"dim\">And %zu more of its NS records.</p>\n", cut->left_out);
		if (i + 1 == pic->ncuts && pic->cuts_left_out)
			buf_printf(&p->out, "<p class=\"dim\">And %zu more changes at further delegations: see the "
			    "table.</p>\n", pic->cuts_left_out);
		html_raw(p, "</figure>\n");
	}
}
