/* SPDX-License-Identifier: BSD-2-Clause */
/* path:line:column: error|warning|note: message [rule], as compilers say it; for editors. */
#include "report/escape.h"
#include "report/text.h"

static void
line_add(struct buf *out, const struct report *r, const struct finding *f)
{
	struct str path = finding_path(r, f);

	if (path.len) {
		escape_path(out, path);
		buf_printf(out, ":%u:%u: ", f->line ? f->line : 1, f->column ? f->column : 1);
	} else {
		buf_add(out, S("zonevet: "));
	}
	buf_printf(out, "%s: ", severity_text(f->severity));
	sentence_add(out, f);
	if (f->waiver.len) {
		buf_add(out, S(" (waived by "));
		escape_terminal(out, f->waiver);
		buf_put(out, ')');
	}
	buf_printf(out, " [%s]\n", f->rule->id);
}

static void
write_gcc(FILE *out, const struct report *r)
{
	struct buf text = { NULL, 0, 0 };
	struct str rest = r->error, line;

	while (str_line(&rest, &line)) {
		buf_add(&text, S("zonevet: error: "));
		escape_terminal(&text, str_trim(line));
		buf_put(&text, '\n');
	}
	for (size_t i = 0; i < r->findings->n; i++)
		line_add(&text, r, r->findings->v[i]);
	fwrite(text.len ? text.p : "", 1, text.len, out);
	buf_free(&text);
}

extern const struct reporter reporter_gcc;
const struct reporter reporter_gcc = { .name = "gcc",
	.summary = "one line a finding, for editors", .write = write_gcc };
