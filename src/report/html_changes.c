/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of a zone's RRsets that differ. */
#include "report/html.h"

enum { OPEN_ROWS = 60 };        /* more are folded */

static void
kind_add(struct page *p, const struct reported_change *c)
{
	switch (c->kind) {
	case RRSET_ADDED: html_raw(p, "<span class=\"kind new\">+ added</span>"); break;
	case RRSET_REMOVED: html_raw(p, "<span class=\"kind gone\">&minus; removed</span>"); break;
	case TTL_CHANGED: html_raw(p, "<span class=\"kind turn\">~ TTL</span>"); break;
	default: html_raw(p, "<span class=\"kind turn\">~ data</span>"); break;
	}
}

static void
ttl_add(struct page *p, const struct reported_change *c)
{
	if (c->kind == RRSET_ADDED) {
		html_duration(p, c->ttl[AFTER]);
	} else if (c->kind == RRSET_REMOVED || c->ttl[BEFORE] == c->ttl[AFTER]) {
		html_duration(p, c->ttl[BEFORE]);
	} else {
		html_raw(p, "<del>");
		html_duration(p, c->ttl[BEFORE]);
		html_raw(p, "</del> <ins>");
		html_duration(p, c->ttl[AFTER]);
		html_raw(p, "</ins>");
	}
}

static void
place_add(struct page *p, const struct reported_zone *z, const struct reported_change *c)
{
	int side = c->line[AFTER] ? AFTER : BEFORE;

	if (c->line[side] == 0)
		return;
	if (!str_eq(c->path[side], z->path[side])) {
		html_path(p, c->path[side]);
		html_raw(p, ":");
	}
	buf_printf(&p->out, "%u", c->line[side]);
	if (side == BEFORE)
		html_raw(p, " <span class=\"dim\">old</span>");
}

static void
row_add(struct page *p, const struct card *card, size_t n)
{
	const struct row *row = &card->rows[n];
	const struct reported_change *c = row->change;

	buf_printf(&p->out, "<tr id=\"r%zu-%zu\"><td>", (size_t)(card - p->cards), n);
	kind_add(p, c);
	if (row->worst >= WARNING) {
		html_raw(p, " ");
		if (row->finding)
			buf_printf(&p->out, "<a class=\"to\" href=\"#f%zu\">", row->finding);
		html_severity(p, row->worst);
		if (row->finding)
			html_raw(p, "</a>");
	}
	html_raw(p, "</td><th scope=\"row\"><code>");
	html_owner(p, c->owner, card->zone->origin);
	html_raw(p, "</code>");
	html_unicode(p, c->owner);
	html_raw(p, "</th><td>");
	html_text(p, c->type);
	html_raw(p, "</td><td class=\"n\">");
	ttl_add(p, c);
	html_raw(p, "</td><td>");
	html_values(p, c);
	html_raw(p, "</td><td class=\"n\">");
	place_add(p, card->zone, c);
	html_raw(p, "</td></tr>\n");
}

/* Rows from one to another; returns the first that found no room. */
static size_t
table_add(struct page *p, const struct card *card, size_t from, size_t to, const char *caption)
{
	buf_printf(&p->out, "<section class=\"scroll\" tabindex=\"0\" aria-label=\"%s of ", caption);
	html_text(p, card->zone->origin);
	buf_printf(&p->out, " (%u)\">\n<table class=\"sets\"><caption>%s</caption>\n", ++p->ids, caption);
	html_raw(p, "<thead><tr><th scope=\"col\">Change</th><th scope=\"col\">Owner</th>"
	    "<th scope=\"col\">Type</th><th scope=\"col\" class=\"n\">TTL</th><th scope=\"col\">Data</th>"
	    "<th scope=\"col\" class=\"n\">Line</th></tr></thead>\n<tbody>\n");
	while (from < to && !page_full(p))
		row_add(p, card, from++);
	html_raw(p, "</tbody></table></section>\n");
	return from;
}

void
html_changes(struct page *p, const struct card *card)
{
	size_t open = card->n <= OPEN_ROWS + OPEN_ROWS / 2 ? card->n : OPEN_ROWS, told;

	if (card->n) {
		told = table_add(p, card, 0, open, "Record sets that change");
		if (told == open && open < card->n) {
			buf_printf(&p->out, "<details><summary>%zu more record sets</summary>\n", card->n - open);
			told = table_add(p, card, open, card->n, "Further record sets that change");
			html_raw(p, "</details>\n");
		}
		if (card->left_out + card->n - told)
			buf_printf(&p->out, "<p class=\"dim\">And %zu more that this page leaves out; "
			    "<code>zonevet check -o json=review.json</code> has all of them.</p>\n",
			    card->left_out + card->n - told);
	}
	if (card->generated) {
		html_raw(p, "<p class=\"dim\">");
		html_count(p, card->generated, "record set");
		html_raw(p, " that signers make (RRSIG, NSEC and their kin) changed too.</p>\n");
	}
}
