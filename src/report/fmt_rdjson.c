/* SPDX-License-Identifier: BSD-2-Clause */
/* Reviewdog Diagnostic Format: rdjson, and rdjsonl with one diagnostic a line. */
#include <string.h>

#include "report/json.h"
#include "report/text.h"

static const char *
severity_of(enum severity severity)
{
	return severity == ERROR ? "ERROR" : severity == WARNING ? "WARNING" : "INFO";
}

static json_t *
source(void)
{
	json_t *o = json_object();

	set_member(o, "name", json_string("zonevet"));
	return o;
}

/* Columns are octets, from 1. */
static json_t *
location(const struct anchor *at)
{
	json_t *o = json_object(), *range = json_object(), *start = json_object();

	set_member(start, "line", number_value(at->line));
	if (at->column)
		set_member(start, "column", number_value(at->column));
	set_member(range, "start", start);
	set_member(o, "path", text_value(at->path));
	set_member(o, "range", range);
	return o;
}

/* It becomes a comment in Markdown: in DNS presentation form nothing needs to mean more. */
static json_t *
message(struct str text)
{
	struct buf clean = { NULL, 0, 0 };
	json_t *value;

	for (size_t i = 0; i < text.len; i++)
		if (strchr("@<`", text.p[i]))
			buf_printf(&clean, "\\%03u", (unsigned)text.p[i]);
		else
			buf_put(&clean, text.p[i]);
	value = text_value(buf_str(&clean));
	buf_free(&clean);
	return value;
}

static json_t *
diagnostic(struct str text, const char *severity, const char *code, const struct anchor *at)
{
	json_t *o = json_object(), *value = json_object();

	set_member(o, "message", message(text));
	set_member(o, "location", location(at));
	set_member(o, "severity", json_string(severity));
	set_member(o, "source", source());
	set_member(value, "value", json_string(code));
	set_member(o, "code", value);
	return o;
}

/* Every diagnostic goes to `put`; the first one of a run without a verdict says why. */
static void
diagnostics(struct writer *w, const struct report *r, void (*put)(struct writer *, json_t *))
{
	struct buf text = { NULL, 0, 0 };

	if (r->error.len) {
		const struct anchor at = { .path = report_file(r), .line = 1 };

		error_line_add(&text, r);
		put(w, diagnostic(buf_str(&text), "ERROR", "zonevet", &at));
	}
	for (size_t i = 0; i < r->findings->n; i++) {
		const struct finding *f = r->findings->v[i];
		const struct anchor at = report_anchor(r, i);

		buf_clear(&text);
		statement_add(&text, r, i);
		put(w, diagnostic(buf_str(&text), severity_of(f->severity), f->rule->id, &at));
	}
	buf_free(&text);
}

static void
put_element(struct writer *w, json_t *value)
{
	put_member(w, NULL, value);
}

static void
write_rdjson(FILE *out, const struct report *r)
{
	enum severity worst = r->error.len ? ERROR : findings_worst(r->findings);
	struct writer w;

	put_begin(&w, out);
	put_open(&w, NULL, '{');
	put_member(&w, "source", source());
	put_member(&w, "severity", json_string(severity_of(worst)));
	put_open(&w, "diagnostics", '[');
	diagnostics(&w, r, put_element);
	put_close(&w, ']');
	put_close(&w, '}');
	put_end(&w);
}

static void
write_rdjsonl(FILE *out, const struct report *r)
{
	struct writer w;

	put_begin(&w, out);
	diagnostics(&w, r, put_line);
	put_end(&w);
}

extern const struct reporter reporter_rdjson, reporter_rdjsonl;
const struct reporter reporter_rdjson = { .name = "rdjson",
	.summary = "reviewdog, one document", .write = write_rdjson, .wants = WANTS_ANCHORS };
const struct reporter reporter_rdjsonl = { .name = "rdjsonl",
	.summary = "reviewdog, one line a finding", .write = write_rdjsonl, .wants = WANTS_ANCHORS };
