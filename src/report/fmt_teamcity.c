/* SPDX-License-Identifier: BSD-2-Clause */
/* Service messages of TeamCity: code inspections, then the text report. */
#include <string.h>

#include "base/map.h"
#include "report/escape.h"
#include "report/text.h"

enum { LOG_WIDTH = 100, MESSAGE_MOST = 3900 };

static const char *
severity_of(enum severity severity)
{
	return severity == ERROR ? "ERROR" : severity == WARNING ? "WARNING" : "INFO";
}

/* Text that an escaper made printable, cut before what TeamCity would refuse. */
static void
attribute_add(struct buf *out, const char *name, struct str s)
{
	size_t start;

	buf_printf(out, " %s='", name);
	start = out->len;
	for (size_t i = 0; i < s.len && out->len - start < MESSAGE_MOST; i++) {
		if (strchr("|'[]", s.p[i]))
			buf_put(out, '|');
		buf_put(out, s.p[i]);
	}
	buf_put(out, '\'');
}

static void
type_add(struct buf *out, const char *id, const char *category, const char *description)
{
	buf_add(out, S("##teamcity[inspectionType"));
	attribute_add(out, "id", str_of(id));
	attribute_add(out, "name", str_of(id));
	attribute_add(out, "category", str_n(category, strcspn(category, "-")));
	attribute_add(out, "description", str_of(description));
	buf_add(out, S("]\n"));
}

static void
inspection_add(struct buf *out, const char *id, struct str message, const struct anchor *at,
    enum severity severity)
{
	struct buf path = { NULL, 0, 0 };

	escape_terminal(&path, at->path);
	buf_add(out, S("##teamcity[inspection"));
	attribute_add(out, "typeId", str_of(id));
	attribute_add(out, "message", message);
	attribute_add(out, "file", buf_str(&path));
	buf_printf(out, " line='%u' SEVERITY='%s']\n", at->line, severity_of(severity));
	buf_free(&path);
}

static void
findings_write(struct buf *out, const struct report *r)
{
	struct buf text = { NULL, 0, 0 };
	struct map told = { 0 };

	for (size_t i = 0; i < r->findings->n; i++) {
		const struct rule *rule = r->findings->v[i]->rule;
		const struct anchor at = report_anchor(r, i);
		void **slot = map_slot(&told, str_of(rule->id));

		if (*slot == NULL)
			type_add(out, rule->id, rule->id, rule->summary);
		*slot = (void *)rule;
		buf_clear(&text);
		statement_add(&text, r, i);
		inspection_add(out, rule->id, buf_str(&text), &at, r->findings->v[i]->severity);
	}
	map_free(&told);
	buf_free(&text);
}

static void
write_teamcity(FILE *out, const struct report *r)
{
	struct report log = *r;
	struct buf text = { NULL, 0, 0 }, why = { NULL, 0, 0 };

	log.color = log.unicode = false;
	log.width = LOG_WIDTH;
	if (r->error.len) {
		const struct anchor at = { .path = report_file(r), .line = 1 };

		error_line_add(&why, r);
		type_add(&text, "verdict", "verdict", "there is no verdict");
		inspection_add(&text, "verdict", buf_str(&why), &at, ERROR);
	}
	findings_write(&text, r);
	text_report(&text, &log);
	fwrite(text.p, 1, text.len, out);
	buf_free(&why);
	buf_free(&text);
}

extern const struct reporter reporter_teamcity;
const struct reporter reporter_teamcity = { .name = "teamcity",
	.summary = "inspections of TeamCity, then the text", .write = write_teamcity,
	.wants = WANTS_ANCHORS | WANTS_CHANGES };
