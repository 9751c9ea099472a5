/* SPDX-License-Identifier: BSD-2-Clause */
/* Test Anything Protocol 13, as prove reads it: each rule on each zone is a test. */
#include "report/escape.h"
#include "report/tested.h"
#include "report/text.h"

/* A # would begin a directive; \035 is the same in DNS. */
static void
words_add(struct buf *out, struct str s)
{
	struct buf clean = { NULL, 0, 0 };

	escape_terminal(&clean, s);
	for (size_t i = 0; i < clean.len; i++)
		if (clean.p[i] == '#')
			buf_add(out, S("\\035"));
		else
			buf_put(out, clean.p[i]);
	buf_free(&clean);
}

/* A scalar of YAML in quotes, from text that is printable ASCII. */
static void
quoted_add(struct buf *out, struct str s)
{
	buf_put(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_put(out, '\\');
		buf_put(out, s.p[i]);
	}
	buf_add(out, S("\"\n"));
}

static void
entry_add(struct buf *out, const struct report *r, size_t n)
{
	const struct finding *f = r->findings->v[n];
	const struct anchor at = report_anchor(r, n);
	struct buf text = { NULL, 0, 0 };

	statement_add(&text, r, n);
	buf_add(out, S("    - message: "));
	quoted_add(out, buf_str(&text));
	buf_printf(out, "      severity: %s\n      file: ", severity_text(f->severity));
	buf_clear(&text);
	escape_path(&text, at.path);
	quoted_add(out, buf_str(&text));
	buf_printf(out, "      line: %u\n", at.line);
	buf_free(&text);
}

static void
test_add(struct buf *out, const struct report *r, const struct suite *s, const struct tested *t,
    size_t number)
{
	struct buf text = { NULL, 0, 0 };

	buf_printf(out, "%sok %zu - ", t->outcome >= TEST_FAILED ? "not " : "", number);
	words_add(out, s->name);
	buf_put(out, ' ');
	words_add(out, t->name);
	if (t->outcome == TEST_SKIPPED) {
		buf_add(out, S(" # SKIP "));
		words_add(out, t->reason);
	}
	buf_put(out, '\n');
	if (t->n == 0 && t->outcome < TEST_FAILED)
		return;
	buf_add(out, S("  ---\n"));
	if (t->n)
		buf_add(out, S("  findings:\n"));
	for (size_t i = 0; i < t->n; i++)
		entry_add(out, r, t->v[i]);
	if (t->n == 0) {
		escape_terminal(&text, t->reason);
		buf_add(out, S("  message: "));
		quoted_add(out, buf_str(&text));
	}
	buf_add(out, S("  ...\n"));
	buf_free(&text);
}

static void
write_tap(FILE *out, const struct report *r)
{
	struct buf text = { NULL, 0, 0 };
	struct suites suites;
	size_t total = 0, number = 0;

	suites_fill(&suites, r);
	for (size_t i = 0; i < suites.n; i++)
		total += suites.v[i].n;
	fprintf(out, "TAP version 13\n1..%zu%s\n", total, total ? "" : " # SKIP no zone changed");
	for (size_t i = 0; i < suites.n; i++) {
		for (size_t k = 0; k < suites.v[i].n; k++)
			test_add(&text, r, &suites.v[i], &suites.v[i].tests[k], ++number);
		fwrite(text.p, 1, text.len, out);
		buf_clear(&text);
	}
	buf_free(&text);
	suites_free(&suites);
}

extern const struct reporter reporter_tap;
const struct reporter reporter_tap = { .name = "tap",
	.summary = "Test Anything Protocol, a test for each rule and zone", .write = write_tap,
	.wants = WANTS_RULES | WANTS_JUDGED | WANTS_ANCHORS };
