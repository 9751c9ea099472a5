/* SPDX-License-Identifier: BSD-2-Clause */
/* An overview of the zones that changed, then a card each. */
#include "report/html.h"
#include "report/text.h"

enum { OVERVIEW_MAX = 100 };

/* --- serials ------------------------------------------------------------------------------ */

/* What secondaries make of the new serial (RFC 1982). */
static void
serial_verdict(struct page *p, const struct reported_zone *z)
{
	uint32_t step = z->serial[AFTER] - z->serial[BEFORE];

	if (step == 0)
		html_raw(p, z->n + z->left_out == 0 ? "unchanged" :
		    "<span class=\"tag mid\">not raised</span> secondaries will not fetch this");
	else if (step == 0x80000000u)
		html_raw(p, "<span class=\"tag bad\">undefined</span> RFC 1982 orders them neither way");
	else if (step < 0x80000000u)
		buf_printf(&p->out, "raised by %u", step);
	else
		html_raw(p, "<span class=\"tag bad\">lowered</span> secondaries keep the old zone");
}

static void
serial_add(struct page *p, const struct reported_zone *z)
{
	bool old = z->has_serial[BEFORE], new = z->has_serial[AFTER];

	if (!old && !new)
		return;
	html_raw(p, "<dt>Serial</dt><dd>");
	if (old && new && z->serial[BEFORE] == z->serial[AFTER]) {
		buf_printf(&p->out, "<code>%u</code>", z->serial[AFTER]);
	} else {
		if (old)
			buf_printf(&p->out, "<del><code>%u</code></del> ", z->serial[BEFORE]);
		if (new)
			buf_printf(&p->out, "<ins><code>%u</code></ins>", z->serial[AFTER]);
	}
	if (old && new && z->pictures && z->pictures->serial_kept) {
		html_raw(p, " <span class=\"dim\">kept by the server or a robot</span>");
	} else if (old && new) {
		html_raw(p, " <span class=\"dim\">");
		serial_verdict(p, z);
		html_raw(p, "</span>");
	}
	html_raw(p, "</dd>\n");
}

/* --- counts ------------------------------------------------------------------------------------ */

static void
counts_add(struct page *p, const struct reported_zone *z)
{
	struct zone_count counts[ZONE_COUNTS];
	size_t told = 0;

	zone_counts(z, counts);
	for (size_t i = 0; i < ZONE_COUNTS; i++)
		if (counts[i].n)
			buf_printf(&p->out, "%s%zu %s", told++ ? ", " : "", counts[i].n, counts[i].what);
	if (told == 0)
		html_raw(p, z->n + z->left_out ? "only its SOA, or what signers make" : "none");
}

static void
churn_add(struct page *p, const struct reported_zone *z)
{
	const struct pictures *pic = z->pictures;

	if (pic == NULL || pic->rrsets[BEFORE] == 0)
		return;
	html_raw(p, "<dt>Share</dt><dd>");
	if (pic->churn == 0 && z->removed + z->changed + z->ttl_only)
		html_raw(p, "under 1&nbsp;%");
	else
		buf_printf(&p->out, "%u&nbsp;%%", pic->churn);
	html_raw(p, " of ");
	html_count(p, pic->rrsets[BEFORE], "record set");
	html_raw(p, " changed or removed");
	if (pic->churn_limit)
		buf_printf(&p->out, " <span class=\"dim\">(the policy stops changes above %u&nbsp;%%)</span>",
		    pic->churn_limit);
	html_raw(p, "</dd>\n");
}

static const char *
fate(const struct reported_zone *z)
{
	return z->path[AFTER].len == 0 ? "deleted" : z->path[BEFORE].len == 0 ? "new" : NULL;
}

static void
tags_add(struct page *p, const struct card *card)
{
	static const char *const class[] = { "", "info", "mid", "bad" };

	if (fate(card->zone))
		buf_printf(&p->out, " <span class=\"tag info\">%s</span>", fate(card->zone));
	for (enum severity s = ERROR; s >= WARNING; s--)
		if (card->by[s]) {
			buf_printf(&p->out, " <span class=\"tag %s\">", class[s]);
			html_count(p, card->by[s], severity_text(s));
			html_raw(p, "</span>");
		}
}

static void
name_add(struct page *p, const struct reported_zone *z)
{
	html_text(p, z->origin);
	html_unicode(p, z->origin);
	if (z->view.len) {
		html_raw(p, " (view ");
		html_text(p, z->view);
		html_raw(p, ")");
	}
}

/* --- cards ----------------------------------------------------------------------------------------- */

static void
unread_add(struct page *p, const struct reported_zone *z)
{
	size_t n = z->nunread < 20 ? z->nunread : 20;

	if (n == 0)
		return;
	html_raw(p, "<p><strong>Could not be read, and is missing from the comparison:</strong></p>\n<ul>\n");
	for (size_t i = 0; i < n; i++) {
		html_raw(p, "<li><code>");
		html_cut(p, z->unread[i], 400);
		html_raw(p, "</code></li>\n");
	}
	html_raw(p, "</ul>\n");
	if (z->nunread > n)
		buf_printf(&p->out, "<p class=\"dim\">And %zu more.</p>\n", z->nunread - n);
}

/* Opens an element; what is closed while still empty leaves nothing behind. */
static size_t
begin(struct page *p, const char *tag)
{
	size_t at = p->out.len;

	html_raw(p, tag);
	return at;
}

static void
end(struct page *p, size_t at, const char *tag)
{
	if (p->out.len == at + str_of(tag).len)
		p->out.len = at;
	else
		html_raw(p, "</div>\n");
}

/* Trees take the wide column, bars the narrow one. */
static void
pictures_add(struct page *p, const struct card *card)
{
	static const char outer[] = "<div class=\"pictures\">\n", inner[] = "<div>\n";
	size_t all = begin(p, outer), part = begin(p, inner);

	html_chains(p, card->zone);
	html_cuts(p, card->zone);
	end(p, part, inner);
	part = begin(p, inner);
	html_timeline(p, card);
	html_churn(p, card->zone);
	end(p, part, inner);
	end(p, all, outer);
}

static void
card_add(struct page *p, const struct card *card)
{
	const struct reported_zone *z = card->zone;
	size_t at = (size_t)(card - p->cards);

	buf_printf(&p->out, "<article class=\"card\" id=\"z%zu\">\n<h3>", at);
	name_add(p, z);
	tags_add(p, card);
	html_raw(p, "</h3>\n<dl class=\"facts\">\n<dt>File</dt><dd><code>");
	html_path(p, z->path[z->path[AFTER].len ? AFTER : BEFORE]);
	html_raw(p, "</code></dd>\n");
	serial_add(p, z);
	html_raw(p, "<dt>Record sets</dt><dd>");
	counts_add(p, z);
	html_raw(p, "</dd>\n");
	churn_add(p, z);
	html_raw(p, "</dl>\n");
	unread_add(p, z);
	html_changes(p, card);
	if (z->pictures)
		pictures_add(p, card);
	if (z->pictures && !page_full(p))
		html_lines(p, z);
	html_raw(p, "</article>\n");
}

static void
overview_row(struct page *p, const struct card *card)
{
	const struct reported_zone *z = card->zone;

	html_raw(p, "<tr><th scope=\"row\">");
	if (card->shown)
		buf_printf(&p->out, "<a href=\"#z%zu\">", (size_t)(card - p->cards));
	name_add(p, z);
	if (card->shown)
		html_raw(p, "</a>");
	html_raw(p, "</th><td>");
	tags_add(p, card);
	html_raw(p, "</td><td>");
	counts_add(p, z);
	html_raw(p, "</td><td class=\"n\">");
	if (card->longest)
		html_duration(p, card->longest);
	html_raw(p, "</td></tr>\n");
}

static void
overview_add(struct page *p)
{
	size_t n = p->r->nzones < OVERVIEW_MAX ? p->r->nzones : OVERVIEW_MAX, i;

	html_raw(p, "<section class=\"scroll\" tabindex=\"0\" aria-label=\"Overview of the zones\">\n"
	    "<table><caption>Zones of this change, those with findings first</caption>\n"
	    "<thead><tr><th scope=\"col\">Zone</th>"
	    "<th scope=\"col\">Findings</th><th scope=\"col\">Record sets</th>"
	    "<th scope=\"col\" class=\"n\">Old data lives for</th></tr></thead>\n<tbody>\n");
	for (i = 0; i < n && !page_full(p); i++)
		overview_row(p, p->order[i]);
	html_raw(p, "</tbody></table></section>\n");
	if (i < p->r->nzones)
		buf_printf(&p->out, "<p class=\"dim\">And %zu more zones.</p>\n", p->r->nzones - i);
}

void
html_zones(struct page *p)
{
	size_t n = p->r->nzones < CARDS_MAX ? p->r->nzones : CARDS_MAX, i;

	html_raw(p, "<section id=\"zones\" aria-labelledby=\"h-zones\">\n"
	    "<h2 id=\"h-zones\">What changes</h2>\n");
	if (n == 0)
		html_raw(p, "<p>No zone changes.</p>\n");
	if (p->r->nzones > 1)
		overview_add(p);
	for (i = 0; i < n && !page_full(p); i++)
		card_add(p, p->order[i]);
	if (i < p->r->nzones)
		buf_printf(&p->out, "<p class=\"more\">%zu more zones are not shown in full; "
		    "<code>zonevet check -o json=review.json</code> has all of them.</p>\n", p->r->nzones - i);
	html_raw(p, "</section>\n");
}
