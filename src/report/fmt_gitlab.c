/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Code Quality report of GitLab (gl-code-quality-report.json): the subset
 * of Code Climate that it reads.  It shows the description only, so that the
 * rule stands in front of it.  A run without a verdict is a blocker: an empty
 * list would look like a clean change.
 */
#include "report/identity.h"
#include "report/json.h"
#include "report/text.h"

static const char *
severity_of(enum severity severity)
{
	return severity == ERROR ? "critical" : severity == WARNING ? "major" : "info";
}

/* Relative, as GitLab wants it. */
static struct str
tidy(struct str path)
{
	while (str_starts(path, S("./")))
		path = str_skip(path, 2);
	return path;
}

static json_t *
issue(struct str description, const char *check, const char *severity, struct str print,
    const struct anchor *at)
{
	json_t *o = json_object(), *location = json_object(), *lines = json_object();

	set_member(o, "description", text_value(description));
	set_member(o, "check_name", json_string(check));
	set_member(o, "fingerprint", text_value(print));
	set_member(o, "severity", json_string(severity));
	set_member(lines, "begin", number_value(at->line));
	set_member(location, "path", text_value(tidy(at->path)));
	set_member(location, "lines", lines);
	set_member(o, "location", location);
	return o;
}

static json_t *
no_verdict(const struct report *r, struct buf *text)
{
	const struct anchor at = { .path = report_file(r), .line = 1 };

	error_line_add(text, r);
	return issue(buf_str(text), "zonevet", "blocker", S("00000000000000000000000000000000"), &at);
}

static void
write_gitlab(FILE *out, const struct report *r)
{
	struct identities ids = { .arena = { NULL } };
	struct buf text = { NULL, 0, 0 };
	struct writer w;

	put_begin(&w, out);
	put_open(&w, NULL, '[');
	if (r->error.len)
		put_member(&w, NULL, no_verdict(r, &text));
	for (size_t i = 0; i < r->findings->n; i++) {
		const struct finding *f = r->findings->v[i];
		const struct anchor at = report_anchor(r, i);

		buf_clear(&text);
		buf_printf(&text, "%s: ", f->rule->id);
		statement_add(&text, r, i);
		put_member(&w, NULL, issue(buf_str(&text), f->rule->id, severity_of(f->severity),
		    identity_of(&ids, f), &at));
	}
	put_close(&w, ']');
	put_end(&w);
	buf_free(&text);
	identities_free(&ids);
}

extern const struct reporter reporter_gitlab;
const struct reporter reporter_gitlab = { .name = "gitlab",
	.summary = "Code Quality of GitLab merge requests", .write = write_gitlab,
	.wants = WANTS_ANCHORS };
