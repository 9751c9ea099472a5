/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Workflow commands that put findings on the lines of a pull request, then the
 * text report.  GitHub shows ten of each kind a step and drops the rest
 * without a word, so the tenth says how many more there are.  Worst come first.
 */
#include "report/escape.h"
#include "report/text.h"

enum { SHOWN = 9, LOG_WIDTH = 100 };

static const char *
command(enum severity severity)
{
	return severity == ERROR ? "error" : severity == WARNING ? "warning" : "notice";
}

static void
message_add(struct buf *out, const struct finding *f)
{
	struct buf message = { NULL, 0, 0 };

	sentence_add(&message, f);
	if (f->waiver.len)
		buf_printf(&message, " (waived by %.*s)", STR(f->waiver));
	if (f->effect.len)
		buf_printf(&message, "\nEffect: %.*s", STR(f->effect));
	if (f->fix.len)
		buf_printf(&message, "\nFix: %.*s", STR(f->fix));
	escape_github_message(out, buf_str(&message));
	buf_free(&message);
}

/* A line of the old version is no line of the pull request's files. */
static void
annotate(struct buf *out, const struct report *r, const struct finding *f)
{
	struct str path = finding_path(r, f);

	buf_printf(out, "::%s ", command(f->severity));
	if (path.len) {
		buf_add(out, S("file="));
		escape_github_property(out, path);
		buf_put(out, ',');
	}
	if (path.len && f->side == AFTER && f->line) {
		buf_printf(out, "line=%u,", f->line);
		if (f->column)
			buf_printf(out, "col=%u,", f->column);
	}
	buf_printf(out, "title=zonevet %s::", f->rule->id);
	message_add(out, f);
	buf_put(out, '\n');
}

static void
annotate_all(struct buf *out, const struct report *r)
{
	size_t told[ERROR + 1] = { 0 }, total[ERROR + 1] = { 0 };

	if (r->error.len) {
		buf_add(out, S("::error title=zonevet could not judge::"));
		escape_github_message(out, r->error);
		buf_put(out, '\n');
		told[ERROR] = total[ERROR] = 1;
	}
	for (size_t i = 0; i < r->findings->n; i++)
		total[r->findings->v[i]->severity]++;
	for (size_t i = 0; i < r->findings->n; i++) {
		const struct finding *f = r->findings->v[i];
		size_t n = told[f->severity]++;

		if (n < SHOWN || total[f->severity] == SHOWN + 1)
			annotate(out, r, f);
		else if (n == SHOWN)
			buf_printf(out, "::%s title=zonevet::and %zu more; the log of this step tells them\n",
			    command(f->severity), total[f->severity] - SHOWN);
	}
}

static void
write_github(FILE *out, const struct report *r)
{
	struct report log = *r;
	struct buf text = { NULL, 0, 0 };

	log.color = log.unicode = false;
	log.width = LOG_WIDTH;
	annotate_all(&text, r);
	text_report(&text, &log);
	fwrite(text.p, 1, text.len, out);
	buf_free(&text);
}

extern const struct reporter reporter_github;
const struct reporter reporter_github = { .name = "github",
	.summary = "annotations of GitHub Actions, then the text", .write = write_github,
	.wants = WANTS_CHANGES };
