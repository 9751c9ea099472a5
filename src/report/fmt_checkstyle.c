/* SPDX-License-Identifier: BSD-2-Clause */
/* Checkstyle's XML, which Jenkins and many others read: findings by file. */
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "report/escape.h"
#include "report/text.h"
#include "report/xml.h"

#include <stdlib.h>

/* The findings of one file, in their order. */
struct in_file {
	size_t *v;
	size_t n, cap;
};

static const char *
severity_of(enum severity severity)
{
	return severity == ERROR ? "error" : severity == WARNING ? "warning" : "info";
}

/* Jenkins takes what stands behind the last dot for the type, what is before it for the category. */
static void
error_add(struct buf *out, const struct report *r, size_t n)
{
	const struct finding *f = r->findings->v[n];
	const struct anchor at = report_anchor(r, n);
	struct buf text = { NULL, 0, 0 };

	buf_add(out, S("    <error"));
	xml_number_add(out, "line", at.line);
	if (at.column)
		xml_number_add(out, "column", at.column);
	xml_attribute_add(out, "severity", str_of(severity_of(f->severity)));
	statement_add(&text, r, n);
	xml_attribute_add(out, "message", buf_str(&text));
	buf_clear(&text);
	buf_printf(&text, "zonevet.%.*s.%s", (int)strcspn(f->rule->id, "-"), f->rule->id, f->rule->id);
	xml_attribute_add(out, "source", buf_str(&text));
	buf_add(out, S("/>\n"));
	buf_free(&text);
}

/* A run without a verdict must not look like one without findings. */
static void
no_verdict_add(struct buf *out, const struct report *r)
{
	struct buf text = { NULL, 0, 0 };

	error_line_add(&text, r);
	buf_add(out, S("  <file"));
	xml_attribute_add(out, "name", report_file(r));
	buf_add(out, S(">\n    <error line=\"1\" severity=\"error\""));
	xml_attribute_add(out, "message", buf_str(&text));
	buf_add(out, S(" source=\"zonevet.verdict.zonevet\"/>\n  </file>\n"));
	buf_free(&text);
}

static void
files_group(struct map *files, struct arena *arena, const struct report *r)
{
	for (size_t i = 0; i < r->findings->n; i++) {
		void **slot = map_slot(files, report_anchor(r, i).path);
		struct in_file *file = *slot;

		if (file == NULL)
			*slot = file = ARENA_NEW(arena, struct in_file);
		GROW(file->v, file->n, file->cap);
		file->v[file->n++] = i;
	}
}

static void
write_checkstyle(FILE *out, const struct report *r)
{
	struct buf text = { NULL, 0, 0 };
	struct map files = { 0 };
	struct arena scratch = { NULL };

	buf_add(&text, S(XML_HEAD "<checkstyle version=\"10.0\">\n"));
	if (r->error.len)
		no_verdict_add(&text, r);
	files_group(&files, &scratch, r);
	for (size_t i = 0; i < files.n; i++) {
		struct in_file *file = files.entries[i].value;

		buf_add(&text, S("  <file"));
		xml_attribute_add(&text, "name", files.entries[i].key);
		buf_add(&text, S(">\n"));
		for (size_t k = 0; k < file->n; k++)
			error_add(&text, r, file->v[k]);
		buf_add(&text, S("  </file>\n"));
		fwrite(text.p, 1, text.len, out);
		buf_clear(&text);
		free(file->v);
	}
	buf_add(&text, S("</checkstyle>\n"));
	fwrite(text.p, 1, text.len, out);
	buf_free(&text);
	map_free(&files);
	arena_free(&scratch);
}

extern const struct reporter reporter_checkstyle;
const struct reporter reporter_checkstyle = { .name = "checkstyle",
	.summary = "Checkstyle XML, for Jenkins and others", .write = write_checkstyle,
	.wants = WANTS_ANCHORS };
