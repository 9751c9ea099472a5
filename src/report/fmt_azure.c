/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Logging commands of Azure Pipelines, then the text report.  A note has no
 * command: the text tells it.
 */
#include "report/escape.h"
#include "report/text.h"

enum { LOG_WIDTH = 100 };

/* Text that an escaper made printable: only what the command's own syntax means is left. */
static void
value_add(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		switch (s.p[i]) {
		case '%': buf_add(out, S("%AZP25")); break;
		case ']': buf_add(out, S("%5D")); break;
		case ';': buf_add(out, S("%3B")); break;
		default: buf_put(out, s.p[i]); break;
		}
}

static void
text_value_add(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] == '%')
			buf_add(out, S("%AZP25"));
		else
			buf_put(out, s.p[i]);
}

static void
issue_add(struct buf *out, const struct report *r, size_t n)
{
	const struct finding *f = r->findings->v[n];
	const struct anchor at = report_anchor(r, n);
	struct buf text = { NULL, 0, 0 };

	if (f->severity < WARNING)
		return;
	buf_printf(out, "##vso[task.logissue type=%s;sourcepath=", severity_text(f->severity));
	escape_terminal(&text, at.path);
	value_add(out, buf_str(&text));
	buf_printf(out, ";linenumber=%u;", at.line);
	if (at.column)
		buf_printf(out, "columnnumber=%u;", at.column);
	buf_printf(out, "code=%s;]", f->rule->id);
	buf_clear(&text);
	statement_add(&text, r, n);
	text_value_add(out, buf_str(&text));
	buf_put(out, '\n');
	buf_free(&text);
}

static void
write_azure(FILE *out, const struct report *r)
{
	struct report log = *r;
	struct buf text = { NULL, 0, 0 }, why = { NULL, 0, 0 };

	log.color = log.unicode = false;
	log.width = LOG_WIDTH;
	if (r->error.len) {
		error_line_add(&why, r);
		buf_add(&text, S("##vso[task.logissue type=error;]"));
		text_value_add(&text, buf_str(&why));
		buf_put(&text, '\n');
	}
	for (size_t i = 0; i < r->findings->n; i++)
		issue_add(&text, r, i);
	text_report(&text, &log);
	fwrite(text.p, 1, text.len, out);
	buf_free(&why);
	buf_free(&text);
}

extern const struct reporter reporter_azure;
const struct reporter reporter_azure = { .name = "azure",
	.summary = "issues of Azure Pipelines, then the text", .write = write_azure,
	.wants = WANTS_ANCHORS | WANTS_CHANGES };
