/* SPDX-License-Identifier: BSD-2-Clause */
/* What bounds the verdict: what was not judged, what was excused, and by which policy. */
#include "base/clock.h"
#include "report/html.h"

enum { DAY = 86400, SOON = 14 * DAY, NOT_JUDGED_MAX = 100 };

/* What shares a reason shares a row. */
static void
reasons_add(struct page *p)
{
	const struct report *r = p->r;
	struct map reasons = { 0 };
	size_t n = r->nnot_judged < NOT_JUDGED_MAX ? r->nnot_judged : NOT_JUDGED_MAX;

	for (size_t i = 0; i < n; i++) {
		void **slot = map_slot(&reasons, r->not_judged[i].why);

		if (*slot == NULL)
			*slot = ARENA_NEW(&p->scratch, struct buf);
		else
			buf_add(*slot, S(", "));
		buf_add(*slot, r->not_judged[i].what);
	}
	for (size_t i = 0; i < reasons.n; i++) {
		html_raw(p, "<dt>");
		html_text(p, buf_str(reasons.entries[i].value));
		html_raw(p, "</dt><dd>");
		html_text(p, reasons.entries[i].key);
		html_raw(p, "</dd>\n");
		buf_free(reasons.entries[i].value);
	}
	if (n < r->nnot_judged)
		buf_printf(&p->out, "<dt>And</dt><dd>%zu more</dd>\n", r->nnot_judged - n);
	map_free(&reasons);
}

void
html_limits(struct page *p)
{
	html_raw(p, "<section id=\"limits\" aria-labelledby=\"h-limits\">\n"
	    "<h2 id=\"h-limits\">Not judged</h2>\n");
	if (p->r->nnot_judged) {
		html_raw(p, "<dl class=\"facts loose\">\n");
		reasons_add(p);
		html_raw(p, "</dl>\n");
	} else {
		html_raw(p, "<p>Everything that the policy asks for was judged.</p>\n");
	}
	if (p->r->nnotes) {
		html_raw(p, "<ul>\n");
		for (size_t i = 0; i < p->r->nnotes && i < NOT_JUDGED_MAX; i++) {
			html_raw(p, "<li>");
			html_text(p, p->r->notes[i]);
			html_raw(p, "</li>\n");
		}
		html_raw(p, "</ul>\n");
	}
	html_raw(p, "</section>\n");
}

/* --- waivers ---------------------------------------------------------------------------------- */

static void
waiver_row(struct page *p, const struct reported_waiver *w)
{
	int64_t left = w->until - p->r->now;

	html_raw(p, "<tr><th scope=\"row\"><code>");
	html_text(p, w->id);
	html_raw(p, w->used ? "</code> <span class=\"tag mid\">used here</span></th><td><code>" :
	    "</code></th><td><code>");
	html_text(p, w->rule);
	html_raw(p, "</code></td><td><code>");
	html_cut(p, w->owners, 200);
	html_raw(p, "</code></td><td>");
	html_text(p, w->expires);
	if (left < SOON)
		buf_printf(&p->out, " <span class=\"tag mid\">%lld day%s left</span>",
		    (long long)(left / DAY), left / DAY == 1 ? "" : "s");
	html_raw(p, "</td><td>");
	html_text(p, w->ticket);
	html_raw(p, w->ticket.len && w->reason.len ? ": " : "");
	html_cut(p, w->reason, 300);
	html_raw(p, "</td><td><code>");
	html_path(p, w->path);
	buf_printf(&p->out, ":%u</code></td></tr>\n", w->line);
}

void
html_waivers(struct page *p)
{
	const struct report *r = p->r;

	html_raw(p, "<section id=\"waivers\" aria-labelledby=\"h-waivers\">\n"
	    "<h2 id=\"h-waivers\">Waivers</h2>\n");
	if (p->waived) {
		html_raw(p, "<p>");
		html_count(p, p->waived, "finding");
		html_raw(p, p->waived == 1 ? " is waived and does" : " are waived and do");
		html_raw(p, " not stop this change.</p>\n");
	}
	if (r->nwaivers == 0) {
		html_raw(p, "<p>No waiver is in force.</p>\n</section>\n");
		return;
	}
	html_raw(p, "<section class=\"scroll\" tabindex=\"0\" aria-label=\"Waivers in force\">\n"
	    "<table><caption>In force, the first to expire first</caption>\n<thead><tr><th scope=\"col\">Waiver</th>"
	    "<th scope=\"col\">Rule</th><th scope=\"col\">Owners</th><th scope=\"col\">Until</th>"
	    "<th scope=\"col\">Reason</th><th scope=\"col\">Where</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < r->nwaivers && i < 100; i++)
		waiver_row(p, &r->waivers[i]);
	html_raw(p, "</tbody></table></section>\n");
	if (r->nwaivers > 100)
		buf_printf(&p->out, "<p class=\"dim\">And %zu more.</p>\n", r->nwaivers - 100);
	html_raw(p, "</section>\n");
}

/* --- policy --------------------------------------------------------------------------------------- */

void
html_policy(struct page *p)
{
	const struct report *r = p->r;

	html_raw(p, "<section id=\"policy\" aria-labelledby=\"h-policy\">\n"
	    "<h2 id=\"h-policy\">Policy</h2>\n");
	if (r->policy_path.len == 0) {
		html_raw(p, "<p>None could be read.</p>\n</section>\n");
		return;
	}
	html_raw(p, "<dl class=\"facts\">\n<dt>File</dt><dd><code>");
	html_path(p, r->policy_path);
	html_raw(p, "</code> (");
	html_text(p, r->policy_from);
	html_raw(p, ")</dd>\n<dt>SHA-256</dt><dd><code>");
	html_text(p, r->policy_hash);
	html_raw(p, "</code></dd>\n<dt>Stops at</dt><dd>");
	html_raw(p, r->fail_on == OFF ? "nothing: findings are only told" : severity_text(r->fail_on));
	html_raw(p, r->fail_on == NOTE || r->fail_on == WARNING ? " and above</dd>\n" : "</dd>\n");
	html_raw(p, "<dt>Judged at</dt><dd>");
	html_text(p, clock_text(&p->scratch, r->now));
	html_raw(p, "</dd>\n</dl>\n</section>\n");
}
