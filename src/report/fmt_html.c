/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The review page: one file, no script, no request, and nothing in it that a
 * zone could make more of than text.  What a reviewer asks first stands first:
 * may it go, how much is it, what is wrong, what changes, how does one get back.
 */
#include "base/clock.h"
#include "lint/version.h"
#include "report/html.h"

enum { TITLE_MAX = 44 };

static const struct {
	const char *class, *icon, *word;
} verdicts[] = {
	[PASS] = { "good", "&#10003;", "PASSED" },
	[WARN] = { "mid", "!", "PASSED WITH WARNINGS" },
	[BLOCK] = { "bad", "&#10007;", "BLOCKED" },
	[CANNOT_JUDGE] = { "bad", "?", "NOT JUDGED" },
};

/* --- the verdict in words ------------------------------------------------------------------ */

static void
subject_add(struct page *p, size_t most)
{
	if (p->r->nzones == 1)
		html_cut(p, p->r->zones[0].origin, most);
	else
		html_count(p, p->r->nzones, "zone");
}

static void
sentence_add(struct page *p)
{
	size_t bad = p->by[ERROR], mid = p->by[WARNING];

	switch (report_verdict(p->r)) {
	case CANNOT_JUDGE:
		html_raw(p, "There is no verdict, so this change does not pass");
		break;
	case BLOCK:
		if (bad + mid == 0) {
			html_count(p, p->by[NOTE], "note");
		} else if (bad) {
			html_count(p, bad, "error");
			html_raw(p, mid ? " and " : "");
		}
		if (mid)
			html_count(p, mid, "warning");
		html_raw(p, bad + mid + (bad + mid ? 0 : p->by[NOTE]) == 1 ? " stands against " : " stand against ");
		html_raw(p, "this change to ");
		subject_add(p, 200);
		break;
	case WARN:
		html_raw(p, "This change to ");
		subject_add(p, 200);
		html_raw(p, " may be published; read ");
		html_raw(p, bad + mid == 1 ? "the one " : "the ");
		html_raw(p, bad ? "finding" : "warning");
		html_raw(p, bad + mid == 1 ? " first" : "s first");
		break;
	default:
		html_raw(p, p->r->nzones ? "This change to " : "No zone changes");
		if (p->r->nzones) {
			subject_add(p, 200);
			html_raw(p, " may be published");
		}
	}
}

static void
title_add(struct page *p)
{
	buf_printf(&p->out, "<title>%s: ", verdicts[report_verdict(p->r)].word);
	if (p->by[ERROR])
		buf_printf(&p->out, "%zu error%s, ", p->by[ERROR], p->by[ERROR] == 1 ? "" : "s");
	if (p->by[WARNING] && !p->by[ERROR])
		buf_printf(&p->out, "%zu warning%s, ", p->by[WARNING], p->by[WARNING] == 1 ? "" : "s");
	subject_add(p, TITLE_MAX);
	html_raw(p, "</title>\n");
}

static void
head_add(struct page *p)
{
	html_raw(p, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '");
	html_text(p, html_style_hash(&p->scratch));
	html_raw(p, "'; base-uri 'none'; form-action 'none'\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"referrer\" content=\"no-referrer\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n");
	title_add(p);
	html_raw(p, "<style>");
	buf_add(&p->out, html_style());
	html_raw(p, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n");
}

/* --- the numbers --------------------------------------------------------------------------------- */

static void
side_add(struct page *p, int side)
{
	const struct report *r = p->r;
	struct str id = r->revision[side];

	html_code(p, r->label[side].len ? r->label[side] : S("nothing"));
	if (id.len && !str_starts(id, r->label[side])) {
		html_raw(p, " (");
		html_code(p, str_n(id.p, id.len < 10 ? id.len : 10));
		html_raw(p, ")");
	}
}

static void
tiles_add(struct page *p)
{
	size_t added = 0, removed = 0, changed = 0;
	const struct card *churned = NULL, *longest = NULL;

	for (size_t i = 0; i < p->r->nzones; i++) {
		const struct reported_zone *z = &p->r->zones[i];
		const struct card *card = &p->cards[i];

		added += z->added;
		removed += z->removed;
		changed += z->changed + z->ttl_only;
		if (z->pictures && z->pictures->rrsets[BEFORE] &&
		    (churned == NULL || z->pictures->churn > churned->zone->pictures->churn))
			churned = card;
		if (card->longest && (longest == NULL || card->longest > longest->longest))
			longest = card;
	}
	html_raw(p, "<ul class=\"tiles\">\n");
	if (p->r->nzones > 1)
		buf_printf(&p->out, "<li><b>%zu</b> zones change</li>\n", p->r->nzones);
	buf_printf(&p->out, "<li><b>+%zu &minus;%zu ~%zu</b> record sets added, removed, changed</li>\n", added,
	    removed, changed);
	if (churned) {
		const struct pictures *pic = churned->zone->pictures;

		buf_printf(&p->out, "<li><b>%u&nbsp;%%</b> of %s changed or removed", pic->churn,
		    p->r->nzones > 1 ? "one zone" : "the zone");
		if (pic->churn_limit)
			buf_printf(&p->out, " (limit %u&nbsp;%%)", pic->churn_limit);
		html_raw(p, "</li>\n");
	}
	if (longest) {
		html_raw(p, "<li><b>");
		html_duration(p, longest->longest);
		html_raw(p, "</b> until no cache holds old data</li>\n");
	}
	if (p->r->nnot_judged)
		buf_printf(&p->out, "<li><b>%zu</b> <a href=\"#limits\">not judged</a></li>\n", p->r->nnot_judged);
	html_raw(p, "</ul>\n");
}

static void
error_add(struct page *p)
{
	if (p->r->error.len == 0)
		return;
	html_raw(p, "<div><pre>");
	for (struct str rest = p->r->error, line; str_line(&rest, &line);) {
		html_text(p, line);
		html_raw(p, "\n");
	}
	html_raw(p, "</pre></div>\n");
}

static void
nav_add(struct page *p)
{
	html_raw(p, "<nav aria-label=\"Sections\"><a href=\"#findings\">Findings</a> <a href=\"#zones\">What "
	    "changes</a> <a href=\"#limits\">Not judged</a> <a href=\"#waivers\">Waivers</a> "
	    "<a href=\"#back\">The way back</a> <a href=\"#policy\">Policy</a></nav>\n");
}

static void
header_add(struct page *p)
{
	enum verdict verdict = report_verdict(p->r);

	buf_printf(&p->out, "<header class=\"%s\">\n<p class=\"verdict %s\"><strong><span aria-hidden=\"true\">%s "
	    "</span>%s</strong></p>\n<h1>", verdicts[verdict].class, verdicts[verdict].class,
	    verdicts[verdict].icon, verdicts[verdict].word);
	sentence_add(p);
	html_raw(p, "</h1>\n<p class=\"lead\">");
	if (p->r->label[BEFORE].len || p->r->label[AFTER].len) {
		side_add(p, BEFORE);
		html_raw(p, " &rarr; ");
		side_add(p, AFTER);
		html_raw(p, " &middot; ");
	}
	if (p->r->policy_path.len) {
		html_raw(p, "policy <a href=\"#policy\">");
		html_path(p, p->r->policy_path);
		html_raw(p, "</a> <code>");
		html_text(p, str_n(p->r->policy_hash.p, p->r->policy_hash.len < 12 ? p->r->policy_hash.len : 12));
		html_raw(p, "</code> &middot; ");
	}
	html_raw(p, "judged at ");
	html_text(p, clock_text(&p->scratch, p->r->now));
	html_raw(p, "</p>\n");
	error_add(p);
	if (p->r->nzones)
		tiles_add(p);
	if (p->r->error.len == 0)
		nav_add(p);
	html_raw(p, "</header>\n");
}

/* --- the page -------------------------------------------------------------------------------------- */

static void
write_html(FILE *out, const struct report *r)
{
	struct page p;

	page_open(&p, r);
	head_add(&p);
	header_add(&p);
	html_raw(&p, "<main id=\"content\">\n");
	if (r->error.len == 0)
		html_findings(&p);
	if (r->error.len == 0 || r->nzones)
		html_zones(&p);
	if (r->error.len == 0) {
		html_limits(&p);
		html_waivers(&p);
		html_way_back(&p);
	}
	html_policy(&p);
	html_raw(&p, "</main>\n<footer>\n<p>zonevet " ZONEVET_VERSION " &middot; this page holds no script and asks "
	    "the network for nothing; names and data are shown as DNS writes them</p>\n</footer>\n"
	    "</body>\n</html>\n");
	fwrite(p.out.p, 1, p.out.len, out);
	page_close(&p);
}

extern const struct reporter reporter_html;
const struct reporter reporter_html = {
	.name = "html", .summary = "one page for a reviewer, with pictures", .write = write_html,
	.wants = WANTS_PICTURES | WANTS_CHANGES,
};
