/* SPDX-License-Identifier: BSD-2-Clause */
/* path:line:column: error|warning|note: message [rule], as compilers say it; for editors. */
#include "report/escape.h"
#include "report/text.h"

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
