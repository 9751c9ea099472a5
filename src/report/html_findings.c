/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings, worst first: what, what it does, how it is mended, how it is waived. */
#include "report/html.h"
#include "report/text.h"

enum { NOTES_MAX = 200 };

static void
subject_html(struct page *p, const struct finding *f)
{
	if (f->owner.len == 0 && f->zone.len == 0) {
		html_raw(p, "the whole change");
		return;
	}
	html_raw(p, "<code>");
	html_text(p, f->owner.len ? f->owner : f->zone);
	if (f->type.len) {
		html_raw(p, " ");
		html_text(p, f->type);
	}
	html_raw(p, "</code>");
	html_unicode(p, f->owner.len ? f->owner : f->zone);
	if (f->view.len) {
		html_raw(p, " in view ");
		html_text(p, f->view);
	}
}

/* Path and line, as the way to the row or the zone. */
static void
where_add(struct page *p, const struct finding *f)
{
	struct str path = finding_path(p->r, f);
	struct card *card = page_card(p, f);
	struct row *row = page_row(p, f);
	size_t at = card ? (size_t)(card - p->cards) : 0;
	bool linked = card && card->shown;

	if (path.len == 0)
		return;
	html_raw(p, "<span class=\"where\">");
	if (linked && row)
		buf_printf(&p->out, "<a href=\"#r%zu-%zu\">", at, (size_t)(row - card->rows));
	else if (linked)
		buf_printf(&p->out, "<a href=\"#z%zu\">", at);
	html_path(p, path);
	if (f->line)
		buf_printf(&p->out, ":%u", f->line);
	if (linked)
		html_raw(p, "</a>");
	if (f->side == BEFORE && f->line)
		html_raw(p, " (old version)");
	html_raw(p, "</span>");
}

static void
labelled_add(struct page *p, const char *label, struct str text)
{
	if (text.len == 0)
		return;
	buf_printf(&p->out, "<dt>%s</dt><dd>", label);
	html_text(p, text);
	html_raw(p, "</dd>\n");
}

/* The section to copy, a key a line. */
static void
waive_add(struct page *p, const struct finding *f)
{
	struct buf line = { NULL, 0, 0 };
	struct str rest;

	if (f->waiver.len || !f->waivable)
		return;
	rest = finding_waiver_line(f, &line);
	html_raw(p, "<details><summary>How to waive it</summary><p>With the consent of who answers for the "
	    "zone, in the policy of the base:</p><pre>");
	if (str_starts(rest, S("[waiver \"ID\"] "))) {
		html_raw(p, "[waiver &quot;ID&quot;]\n");
		rest = str_skip(rest, sizeof("[waiver \"ID\"] ") - 1);
	}
	while (rest.len) {
		size_t n = 0;           /* names hold commas, but no blanks */

		while (n < rest.len && !str_starts(str_skip(rest, n), S(", ")))
			n++;
		html_text(p, str_n(rest.p, n));
		html_raw(p, "\n");
		rest = str_skip(rest, n + 2);
	}
	html_raw(p, "</pre></details>\n");
	buf_free(&line);
}

static void
why_add(struct page *p, const struct rule *rule)
{
	if (rule->why == NULL)
		return;
	html_raw(p, "<details><summary>Why this is a rule</summary><p>");
	html_text(p, str_of(rule->why));
	html_raw(p, "</p>");
	if (rule->controls) {
		html_raw(p, "<p class=\"dim\">Controls: ");
		html_text(p, str_of(rule->controls));
		html_raw(p, "</p>");
	}
	html_raw(p, "</details>\n");
}

static void
page_finding(struct page *p, size_t i)
{
	const struct finding *f = p->r->findings->v[i];
	const char *class = f->severity == ERROR ? "bad" : f->severity == WARNING ? "mid" : "info";

	buf_printf(&p->out, "<article class=\"finding %s\" id=\"f%zu\">\n<h3>", class, i + 1);
	html_severity(p, f->severity);
	html_raw(p, " <span>");
	subject_html(p, f);
	buf_printf(&p->out, "</span> <span class=\"rule\">%s</span> ", f->rule->id);
	where_add(p, f);
	html_raw(p, "</h3>\n<p class=\"says\">");
	html_text(p, f->message);
	html_raw(p, "</p>\n<dl class=\"facts\">\n");
	labelled_add(p, "Effect", f->effect);
	labelled_add(p, "Fix", f->fix);
	labelled_add(p, "Waived by", f->waiver);
	html_raw(p, "</dl>\n<div class=\"asides\">\n");
	waive_add(p, f);
	why_add(p, f->rule);
	html_raw(p, "</div>\n</article>\n");
}

/* Errors and warnings; what is not shown of a rule is counted behind the last that is. */
static void
severity_add(struct page *p, enum severity severity)
{
	size_t left = 0;

	for (size_t i = 0; i < p->r->findings->n; i++) {
		if (p->r->findings->v[i]->severity != severity)
			continue;
		if (p->shown[i] && !page_full(p))
			page_finding(p, i);
		else
			left++;
	}
	if (left) {
		buf_printf(&p->out, "<p class=\"more\">And %zu more %s%s of the same rules: the tables of the "
		    "zones mark them, and <code>zonevet check -o json=review.json</code> has all of them.</p>\n",
		    left, severity_text(severity), left == 1 ? "" : "s");
	}
}

static void
notes_add(struct page *p)
{
	size_t n = 0;

	if (p->by[NOTE] == 0)
		return;
	html_raw(p, "<details class=\"notes\"><summary>");
	html_count(p, p->by[NOTE], "note");
	html_raw(p, " to know of</summary>\n<ul>\n");
	for (size_t i = 0; i < p->r->findings->n; i++) {
		const struct finding *f = p->r->findings->v[i];

		if (f->severity != NOTE || !p->shown[i] || ++n > NOTES_MAX || page_full(p))
			continue;
		buf_printf(&p->out, "<li id=\"f%zu\">", i + 1);
		subject_html(p, f);
		html_raw(p, ": ");
		html_text(p, f->message);
		buf_printf(&p->out, " <span class=\"rule\">%s</span></li>\n", f->rule->id);
	}
	html_raw(p, "</ul>\n");
	if (n < p->by[NOTE])
		buf_printf(&p->out, "<p class=\"more\">And %zu more.</p>\n", p->by[NOTE] - n);
	html_raw(p, "</details>\n");
}

void
html_findings(struct page *p)
{
	html_raw(p, "<section id=\"findings\" aria-labelledby=\"h-findings\">\n"
	    "<h2 id=\"h-findings\">Findings</h2>\n");
	if (p->by[ERROR] + p->by[WARNING] == 0)
		html_raw(p, "<p>Nothing speaks against this change.</p>\n");
	severity_add(p, ERROR);
	severity_add(p, WARNING);
	notes_add(p);
	html_raw(p, "</section>\n");
}
