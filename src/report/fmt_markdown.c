/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GitHub flavoured Markdown: for a comment on a pull request, which must stay
 * below 65,536 characters, and for the summary of a CI step, below 1 MiB.
 * What comes from zones and paths stands in code spans and fences only, where
 * nothing is markup.  What does not fit is left out section by section, from
 * the end, and said.
 */
#include "lint/version.h"
#include "report/escape.h"
#include "report/text.h"

enum {
	COMMENT_MOST = 60000, SUMMARY_MOST = 900 * 1024,
	TABLE_COMMENT = 20, TABLE_SUMMARY = 500,        /* findings */
	LISTED = 50,                    /* waivers and the like */
	RRSETS = 200,                   /* of one zone */
	RECORDS = 8,                    /* of one RRset, a side */
	DATA = 240,                     /* octets of one record, a message, a label */
	WIDTH = 100,
};

/* What the limits are, and what is left of them. */
struct page {
	const struct report *r;         /* without colour, as wide as a log */
	size_t table;                   /* findings told */
	size_t most;                    /* octets, for sections that may be left out */
	struct buf out;
	size_t left_out;                /* sections */
};

static const struct {
	const char *icon, *word;
} verdicts[] = {
	[PASS] = { "\xe2\x9c\x85", "passed" },
	[WARN] = { "\xe2\x9a\xa0\xef\xb8\x8f", "passed with warnings" },
	[BLOCK] = { "\xe2\x9d\x8c", "blocked" },
	[CANNOT_JUDGE] = { "\xe2\x9b\x94", "not judged" },
};

static const char *const severities[] = { "", "\xe2\x84\xb9\xef\xb8\x8f note",
	"\xe2\x9a\xa0\xef\xb8\x8f warning", "\xe2\x9d\x8c error" };

/* Text from outside as a code span; what is too long for a line is cut. */
static void
span_add(struct buf *out, struct str text, bool in_table)
{
	struct buf clean = { NULL, 0, 0 };

	escape_terminal(&clean, str_n(text.p, text.len < DATA ? text.len : DATA));
	if (text.len > DATA)
		buf_add(&clean, S("..."));
	escape_code_span(out, buf_str(&clean), in_table);
	buf_free(&clean);
}

static void
fence_add(struct buf *out, const char *language, struct str text)
{
	size_t n = fence_length(text);

	for (size_t i = 0; i < n; i++)
		buf_put(out, '`');
	buf_printf(out, "%s\n%.*s", language, STR(text));
	if (!str_ends(text, S("\n")))
		buf_put(out, '\n');
	for (size_t i = 0; i < n; i++)
		buf_put(out, '`');
	buf_put(out, '\n');
}

static void
fold_add(struct buf *out, const char *summary)
{
	buf_printf(out, "\n<details><summary>%s</summary>\n\n", summary);
}

static void
fold_end(struct buf *out)
{
	buf_add(out, S("\n</details>\n"));
}

/* A section, whole or not at all; behind the first that does not fit none does. */
static void
section(struct page *p, struct buf *text)
{
	if (p->left_out || p->out.len + text->len > p->most)
		p->left_out++;
	else
		buf_add(&p->out, buf_str(text));
	buf_clear(text);
}

/* --- the verdict --------------------------------------------------------------------------- */

static void
findings_count(struct buf *out, const struct report *r)
{
	size_t by[ERROR + 1] = { 0 }, waived = 0, told = 0;

	for (size_t i = 0; i < r->findings->n; i++) {
		by[r->findings->v[i]->severity]++;
		waived += r->findings->v[i]->waiver.len > 0;
	}
	for (enum severity s = ERROR; s >= NOTE; s--)
		if (by[s]) {
			buf_add(out, told++ ? S(", ") : S(" \xe2\x80\x93 "));
			count_add(out, by[s], severity_text(s));
		}
	if (waived)
		buf_printf(out, ", %zu waived", waived);
}

static void
sides_add(struct buf *out, const struct report *r)
{
	for (int side = BEFORE; side <= AFTER; side++) {
		if (r->label[side].len == 0)
			continue;
		buf_add(out, side == AFTER && r->label[BEFORE].len ? S(" \xe2\x86\x92 ") :
		    S(" \xc2\xb7 "));
		span_add(out, r->label[side], false);
		if (r->revision[side].len >= 7 && !str_eq(r->revision[side], r->label[side])) {
			buf_add(out, S(" ("));
			span_add(out, str_n(r->revision[side].p, 7), false);
			buf_put(out, ')');
		}
	}
}

/* "**2 zones changed** . RRsets: 1 added, ..." */
static void
numbers_add(struct buf *out, const struct report *r)
{
	size_t added = 0, removed = 0, changed = 0, ttl_only = 0;

	for (size_t i = 0; i < r->nzones; i++) {
		added += r->zones[i].added;
		removed += r->zones[i].removed;
		changed += r->zones[i].changed;
		ttl_only += r->zones[i].ttl_only;
	}
	if (r->error.len)
		buf_add(out, S("**No verdict, so this change does not pass"));
	else if (r->nzones == 0)
		buf_add(out, S("**No zone changed"));
	else
		buf_printf(out, "**%zu zone%s changed", r->nzones, r->nzones == 1 ? "" : "s");
	buf_add(out, S("**"));
	if (added + removed + changed + ttl_only)
		buf_printf(out, " \xc2\xb7 RRsets: %zu added, %zu removed, %zu changed, %zu with another TTL",
		    added, removed, changed, ttl_only);
}

/* Why there is no verdict. */
static void
error_add(struct buf *out, const struct report *r)
{
	struct buf why = { NULL, 0, 0 };
	struct str rest = r->error, line;

	while (str_line(&rest, &line)) {
		escape_terminal(&why, line);
		buf_put(&why, '\n');
	}
	buf_put(out, '\n');
	fence_add(out, "text", buf_str(&why));
	buf_free(&why);
}

static void
heading_add(struct buf *out, const struct report *r)
{
	enum verdict verdict = report_verdict(r);

	buf_printf(out, "<!-- zonevet:report:v1 -->\n### %s zonevet: %s", verdicts[verdict].icon,
	    verdicts[verdict].word);
	findings_count(out, r);
	buf_add(out, S("\n\n"));
	numbers_add(out, r);
	sides_add(out, r);
	buf_put(out, '\n');
	if (r->error.len)
		error_add(out, r);
}

/* --- findings -------------------------------------------------------------------------------- */

static void
place_add(struct buf *out, const struct report *r, const struct finding *f)
{
	struct str path = finding_path(r, f);
	struct buf place = { NULL, 0, 0 };

	escape_path(&place, path);
	if (f->line)
		buf_printf(&place, ":%u", f->line);
	escape_code_span(out, path.len ? buf_str(&place) : S(""), true);
	if (path.len && f->side == BEFORE)
		buf_add(out, S(" (old)"));
	buf_free(&place);
}

static void
row_add(struct buf *out, const struct report *r, const struct finding *f)
{
	struct buf what = { NULL, 0, 0 };

	sentence_add(&what, f);
	buf_printf(out, "| %s | `%s` | ", severities[f->severity], f->rule->id);
	place_add(out, r, f);
	buf_add(out, S(" | "));
	span_add(out, buf_str(&what), true);
	if (f->waiver.len) {
		buf_add(out, S(" waived by "));
		span_add(out, f->waiver, true);
	}
	buf_add(out, S(" |\n"));
	buf_free(&what);
}

static void
table_add(struct buf *out, const struct page *p)
{
	const struct findings *f = p->r->findings;
	size_t n = f->n < p->table ? f->n : p->table;

	if (n == 0)
		return;
	buf_add(out, S("\n| | Rule | Where | What |\n|---|---|---|---|\n"));
	for (size_t i = 0; i < n; i++)
		row_add(out, p->r, f->v[i]);
	if (f->n > n)
		buf_printf(out, "\n\xe2\x80\xa6 and %zu more findings.\n", f->n - n);
}

/* Effect, fix and the way through, of what the table tells. */
static void
advice_add(struct buf *out, const struct page *p)
{
	const struct findings *f = p->r->findings;
	struct buf text = { NULL, 0, 0 };

	for (size_t i = 0; i < f->n && i < p->table; i++)
		if (f->v[i]->severity > NOTE)
			finding_add(&text, p->r, f->v[i]);
	if (text.len) {
		fold_add(out, "Effect, fix and how to waive");
		fence_add(out, "text", str_skip(buf_str(&text), 1));
		fold_end(out);
	}
	buf_free(&text);
}

/* --- zones ------------------------------------------------------------------------------------ */

static void
records_add(struct buf *out, const struct reported_change *c, int side)
{
	for (size_t i = 0; i < c->n[side] && i < RECORDS; i++) {
		struct str data = c->data[side][i];

		buf_put(out, side == BEFORE ? '-' : '+');
		buf_put(out, ' ');
		escape_terminal(out, c->owner);
		buf_printf(out, " %u ", c->ttls[side] ? c->ttls[side][i] : c->ttl[side]);
		escape_terminal(out, c->type);
		buf_put(out, ' ');
		escape_terminal(out, str_n(data.p, data.len < DATA ? data.len : DATA));
		buf_add(out, data.len > DATA ? S("...\n") : S("\n"));
	}
	if (c->n[side] > RECORDS)
		buf_printf(out, "%c ... and %zu more records\n", side == BEFORE ? '-' : '+',
		    c->n[side] - RECORDS);
}

/* The name as HTML: no Markdown is read in the line of a <summary>. */
static void
summary_add(struct buf *out, const struct reported_zone *z)
{
	struct buf name = { NULL, 0, 0 };

	escape_terminal(&name, z->origin);
	buf_add(out, S("\n<details><summary><code>"));
	escape_xml(out, buf_str(&name));
	buf_add(out, S("</code>"));
	if (z->view.len) {
		buf_clear(&name);
		escape_terminal(&name, z->view);
		buf_add(out, S(", view <code>"));
		escape_xml(out, buf_str(&name));
		buf_add(out, S("</code>"));
	}
	buf_add(out, z->path[AFTER].len == 0 ? S(", deleted") : z->path[BEFORE].len == 0 ?
	    S(", new") : S(""));
	buf_add(out, S(": "));
	count_add(out, z->added + z->removed + z->changed + z->ttl_only, "RRset");
	buf_add(out, S("</summary>\n\n"));
	buf_free(&name);
}

static void
serial_add(struct buf *out, const struct reported_zone *z)
{
	bool old = z->has_serial[BEFORE], new = z->has_serial[AFTER];

	if (old && new)
		buf_printf(out, "  serial %u -> %u\n", z->serial[BEFORE], z->serial[AFTER]);
	else if (old || new)
		buf_printf(out, "  serial %u\n", z->serial[old ? BEFORE : AFTER]);
}

static void
zone_add(struct buf *out, const struct reported_zone *z)
{
	size_t told = 0, generated = 0, rest = z->left_out;
	struct buf text = { NULL, 0, 0 };

	summary_add(out, z);
	serial_add(&text, z);
	for (size_t i = 0; i < z->n; i++) {
		const struct reported_change *c = &z->changes[i];

		if (!c->churn && !str_eq(c->type, S("SOA"))) {
			generated++;
		} else if (told++ < RRSETS) {
			records_add(&text, c, BEFORE);
			records_add(&text, c, AFTER);
		} else {
			rest++;
		}
	}
	for (size_t i = 0; i < z->nunread && i < RECORDS; i++) {
		buf_add(&text, S("! "));
		escape_terminal(&text, z->unread[i]);
		buf_put(&text, '\n');
	}
	if (rest)
		buf_printf(&text, "  ... and %zu more RRsets\n", rest);
	if (generated)
		buf_printf(&text, "  ... and %zu RRsets that signers make\n", generated);
	fence_add(out, "diff", buf_str(&text));
	fold_end(out);
	buf_free(&text);
}

/* --- the rest ---------------------------------------------------------------------------------- */

static void
waivers_add(struct buf *out, const struct report *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->findings->n; i++) {
		const struct finding *f = r->findings->v[i];
		struct buf subject = { NULL, 0, 0 };

		if (f->waiver.len == 0 || n++ >= LISTED)
			continue;
		subject_add(&subject, f);
		buf_printf(out, "- `%s` ", f->rule->id);
		span_add(out, buf_str(&subject), false);
		buf_add(out, S(" waived by "));
		span_add(out, f->waiver, false);
		buf_put(out, '\n');
		buf_free(&subject);
	}
	if (n > LISTED)
		buf_printf(out, "- and %zu more waived\n", n - LISTED);
}

static void
gaps_add(struct buf *out, const struct report *r)
{
	for (size_t i = 0; i < r->nnot_judged && i < LISTED; i++) {
		buf_add(out, S("- not judged: "));
		span_add(out, r->not_judged[i].what, false);
		buf_add(out, S(", "));
		span_add(out, r->not_judged[i].why, false);
		buf_put(out, '\n');
	}
	if (r->nnot_judged > LISTED)
		buf_printf(out, "- and %zu more not judged\n", r->nnot_judged - LISTED);
	for (size_t i = 0; i < r->nnotes && i < LISTED; i++) {
		buf_add(out, S("- note: "));
		span_add(out, r->notes[i], false);
		buf_put(out, '\n');
	}
}

static void
footer_add(struct buf *out, const struct report *r)
{
	struct buf path = { NULL, 0, 0 };

	buf_add(out, S("\n<sub>zonevet " ZONEVET_VERSION));
	if (r->policy_path.len) {
		buf_add(out, S(" \xc2\xb7 policy "));
		escape_path(&path, r->policy_path);
		span_add(out, buf_str(&path), false);
		if (r->policy_from.len) {
			buf_add(out, S(" ("));
			span_add(out, r->policy_from, false);
			buf_put(out, ')');
		}
	}
	if (r->policy_hash.len) {
		buf_add(out, S(", sha256 "));
		span_add(out, str_n(r->policy_hash.p, r->policy_hash.len < 12 ? r->policy_hash.len : 12),
		    false);
	}
	buf_add(out, S("</sub>\n"));
	buf_free(&path);
}

/* Waivers, gaps and footer are in every report, so that their room is kept. */
static void
tail_add(struct buf *out, const struct report *r)
{
	struct buf list = { NULL, 0, 0 };

	waivers_add(&list, r);
	gaps_add(&list, r);
	if (list.len) {
		fold_add(out, "Waivers, and what was not judged");
		buf_add(out, buf_str(&list));
		fold_end(out);
	}
	footer_add(out, r);
	buf_free(&list);
}

static void
write_page(FILE *out, const struct report *r, size_t most, size_t table)
{
	enum { SAYING = 100 };          /* that sections are left out */
	struct report plain = *r;
	struct page p = { .r = &plain, .table = table };
	struct buf text = { NULL, 0, 0 }, tail = { NULL, 0, 0 };

	plain.color = plain.unicode = false;
	plain.width = WIDTH;
	tail_add(&tail, &plain);
	p.most = tail.len + SAYING < most ? most - tail.len - SAYING : 0;
	heading_add(&p.out, &plain);
	table_add(&text, &p);
	section(&p, &text);
	advice_add(&text, &p);
	section(&p, &text);
	for (size_t i = 0; i < r->nzones; i++) {
		zone_add(&text, &r->zones[i]);
		section(&p, &text);
	}
	if (p.left_out) {
		buf_add(&p.out, S("\n\xe2\x80\xa6 "));
		count_add(&p.out, p.left_out, "section");
		buf_add(&p.out, S(" left out here.\n"));
	}
	buf_add(&p.out, buf_str(&tail));
	fwrite(p.out.p, 1, p.out.len, out);
	buf_free(&tail);
	buf_free(&text);
	buf_free(&p.out);
}

static void
write_markdown(FILE *out, const struct report *r)
{
	write_page(out, r, COMMENT_MOST, TABLE_COMMENT);
}

static void
write_summary(FILE *out, const struct report *r)
{
	write_page(out, r, SUMMARY_MOST, TABLE_SUMMARY);
}

extern const struct reporter reporter_markdown, reporter_summary;
const struct reporter reporter_markdown = { .name = "markdown",
	.summary = "a comment on a pull request, at most 60,000 characters", .write = write_markdown,
	.wants = WANTS_CHANGES };
const struct reporter reporter_summary = { .name = "summary",
	.summary = "the same at length, for the summary of a CI step", .write = write_summary,
	.wants = WANTS_CHANGES };
