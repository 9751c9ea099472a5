/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The report for people, in the order in which they ask: may it go, what is
 * wrong and where, what does it do, how is it mended; then what changed.
 */
#include "base/map.h"
#include "report/escape.h"
#include "report/text.h"

enum { IN_FULL = 5, LABEL = 10 };

static const struct {
	enum paint paint;
	const char *word;
} verdicts[] = {
	[PASS] = { GREEN, "PASSED" },
	[WARN] = { YELLOW, "PASSED WITH WARNINGS" },
	[BLOCK] = { RED, "BLOCKED" },
	[CANNOT_JUDGE] = { RED, "NOT JUDGED" },
};

static const enum paint paint_of[] = {
	[OFF] = PLAIN, [NOTE] = CYAN, [WARNING] = YELLOW, [ERROR] = RED,
};

/* --- the verdict ---------------------------------------------------------------------- */

static void
findings_count(struct buf *out, const struct report *r)
{
	size_t by[ERROR + 1] = { 0 }, waived = 0;

	for (size_t i = 0; i < r->findings->n; i++) {
		by[r->findings->v[i]->severity]++;
		waived += r->findings->v[i]->waiver.len > 0;
	}
	for (enum severity s = ERROR; s >= NOTE; s--)
		if (by[s]) {
			buf_add(out, S(", "));
			count_add(out, by[s], severity_text(s));
		}
	if (waived)
		buf_printf(out, ", %zu waived", waived);
}

static void
verdict_add(struct buf *out, const struct report *r)
{
	enum verdict verdict = report_verdict(r);
	struct str word = str_of(verdicts[verdict].word);
	struct buf line = { NULL, 0, 0 };

	if (verdict == CANNOT_JUDGE) {
		buf_add(&line, S("no verdict, so this change does not pass"));
	} else if (r->nzones == 0) {
		buf_add(&line, r->findings->n ? S("No zone changed") : S("No zone changed."));
		findings_count(&line, r);
	} else {
		count_add(&line, r->nzones, "zone");
		buf_add(&line, S(" changed"));
		findings_count(&line, r);
	}
	if (r->label[BEFORE].len || r->label[AFTER].len)
		buf_printf(&line, " (%.*s -> %.*s)", STR(r->label[BEFORE]), STR(r->label[AFTER]));
	paint_begin(out, r, BOLD);
	paint_add(out, r, verdicts[verdict].paint, word);
	buf_add(out, S("  "));
	wrap_add(out, r, word.len + 2, 2, buf_str(&line));
	buf_free(&line);
}

/* Why there is no verdict; lines that begin with blanks are text to copy. */
static void
error_add(struct buf *out, const struct report *r)
{
	struct str rest = r->error, line;

	while (str_line(&rest, &line)) {
		buf_add(out, S("  "));
		if (str_starts(line, S(" "))) {
			escape_terminal(out, line);
			buf_put(out, '\n');
		} else {
			wrap_add(out, r, 2, 2, line);
		}
	}
}

/* --- one finding -------------------------------------------------------------------------- */

static void
head_add(struct buf *out, const struct report *r, const struct finding *f)
{
	paint_begin(out, r, paint_of[f->severity]);
	buf_printf(out, "%s[%s]", severity_text(f->severity), f->rule->id);
	paint_end(out, r);
	if (f->owner.len || f->zone.len)
		buf_put(out, ' ');
	subject_add(out, f);
	if (f->waiver.len) {
		buf_add(out, S(" (waived by "));
		escape_terminal(out, f->waiver);
		buf_put(out, ')');
	}
}

static void
place_add(struct buf *out, const struct report *r, const struct finding *f)
{
	escape_path(out, finding_path(r, f));
	if (f->line)
		buf_printf(out, ":%u", f->line);
	if (f->line && f->column)
		buf_printf(out, ":%u", f->column);
	if (f->side == BEFORE && f->line)
		buf_add(out, S(" (old version)"));
}

static void
labelled_add(struct buf *out, const struct report *r, const char *label, struct str text)
{
	if (text.len == 0)
		return;
	buf_add(out, S("  "));
	paint_add(out, r, DIM, str_of(label));
	buf_printf(out, "%*s", LABEL - 2 - (int)str_of(label).len, "");
	wrap_add(out, r, LABEL, LABEL, text);
}

void
finding_add(struct buf *out, const struct report *r, const struct finding *f)
{
	struct buf waiver = { NULL, 0, 0 };

	buf_put(out, '\n');
	head_add(out, r, f);
	buf_put(out, '\n');
	if (finding_path(r, f).len) {
		buf_add(out, S("  "));
		paint_add(out, r, DIM, S("--> "));
		place_add(out, r, f);
		buf_put(out, '\n');
	}
	buf_add(out, S("  "));
	wrap_add(out, r, 2, 2, f->message);
	labelled_add(out, r, "Effect:", f->effect);
	labelled_add(out, r, "Fix:", f->fix);
	labelled_add(out, r, "Waive:", finding_waiver_line(f, &waiver));
	buf_free(&waiver);
}

/* A note: what and where, no more. */
static void
brief_add(struct buf *out, const struct report *r, const struct finding *f)
{
	buf_put(out, '\n');
	head_add(out, r, f);
	buf_put(out, '\n');
	buf_add(out, S("  "));
	wrap_add(out, r, 2, 2, f->message);
}

/* --- all findings --------------------------------------------------------------------------- */

/* The findings of one rule and severity, in their order. */
struct group {
	const struct rule *rule;
	size_t n;
	const struct finding *first[IN_FULL];
};

static void
group_add(struct buf *out, const struct report *r, const struct group *g, enum severity severity)
{
	size_t n = g->n < IN_FULL ? g->n : IN_FULL;

	for (size_t i = 0; i < n; i++)
		if (severity == NOTE)
			brief_add(out, r, g->first[i]);
		else
			finding_add(out, r, g->first[i]);
	if (g->n > n)
		buf_printf(out, "\n... and %zu more of %s (all with -v or in -f json)\n", g->n - n,
		    g->rule->id);
}

/* Rule by rule in the order of their first finding, which is the worst's place in the zone. */
static void
severity_add(struct buf *out, const struct report *r, enum severity severity)
{
	struct map groups = { 0 };
	struct arena scratch = { NULL };

	for (size_t i = 0; i < r->findings->n; i++) {
		const struct finding *f = r->findings->v[i];
		struct group *g;
		void **slot;

		if (f->severity != severity)
			continue;
		slot = map_slot(&groups, str_of(f->rule->id));
		if (*slot == NULL)
			*slot = ARENA_NEW(&scratch, struct group);
		g = *slot;
		g->rule = f->rule;
		if (g->n < IN_FULL)
			g->first[g->n] = f;
		g->n++;
		if (r->verbose)
			finding_add(out, r, f);
	}
	for (size_t i = 0; i < groups.n && !r->verbose; i++)
		group_add(out, r, groups.entries[i].value, severity);
	map_free(&groups);
	arena_free(&scratch);
}

/* --- what else there is to know ------------------------------------------------------------ */

static void
notes_add(struct buf *out, const struct report *r)
{
	if (r->nnotes)
		buf_add(out, S("\nNotes\n"));
	for (size_t i = 0; i < r->nnotes; i++) {
		buf_add(out, S("  "));
		wrap_add(out, r, 2, 4, r->notes[i]);
	}
}

/* What shares a reason shares a line. */
static void
not_judged_add(struct buf *out, const struct report *r)
{
	struct map reasons = { 0 };
	struct arena scratch = { NULL };

	for (size_t i = 0; i < r->nnot_judged; i++) {
		void **slot = map_slot(&reasons, r->not_judged[i].why);
		struct buf *what = *slot;

		if (what == NULL)
			*slot = what = ARENA_NEW(&scratch, struct buf);
		else
			buf_add(what, S(", "));
		buf_add(what, r->not_judged[i].what);
	}
	if (reasons.n)
		buf_add(out, S("\nNot judged\n"));
	for (size_t i = 0; i < reasons.n; i++) {
		struct buf *what = reasons.entries[i].value;

		buf_add(what, S(": "));
		buf_add(what, reasons.entries[i].key);
		buf_add(out, S("  "));
		wrap_add(out, r, 2, 4, buf_str(what));
		buf_free(what);
	}
	map_free(&reasons);
	arena_free(&scratch);
}

static void
policy_add(struct buf *out, const struct report *r)
{
	struct str hash = str_n(r->policy_hash.p, r->policy_hash.len < 12 ? r->policy_hash.len : 12);

	if (r->policy_path.len == 0)
		return;
	buf_add(out, S("\nPolicy "));
	escape_path(out, r->policy_path);
	if (r->policy_from.len) {
		buf_add(out, S(" ("));
		escape_terminal(out, r->policy_from);
		buf_put(out, ')');
	}
	if (hash.len) {
		buf_add(out, S(", sha256 "));
		escape_terminal(out, hash);
	}
	buf_put(out, '\n');
}

void
text_report(struct buf *out, const struct report *r)
{
	verdict_add(out, r);
	error_add(out, r);
	for (enum severity s = ERROR; s >= (r->quiet ? ERROR : NOTE); s--)
		severity_add(out, r, s);
	if (r->quiet)
		return;
	zones_add(out, r);
	notes_add(out, r);
	not_judged_add(out, r);
	if (r->nzones || r->findings->n || r->verbose)
		policy_add(out, r);
}

static void
write_text(FILE *out, const struct report *r)
{
	struct buf text = { NULL, 0, 0 };

	text_report(&text, r);
	fwrite(text.p, 1, text.len, out);
	buf_free(&text);
}

extern const struct reporter reporter_text;
const struct reporter reporter_text = { .name = "text",
	.summary = "for people, in a terminal or a log", .write = write_text,
	.wants = WANTS_CHANGES };
