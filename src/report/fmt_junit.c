/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JUnit XML, the common subset: a suite a zone, a case a rule.  What did not
 * fail tells its findings in system-out.  No times: the same change gives the
 * same file.
 */
#include "report/escape.h"
#include "report/tested.h"
#include "report/text.h"
#include "report/xml.h"

/* The findings as compilers say them. */
static void
lines_add(struct buf *out, const struct report *r, const struct tested *t)
{
	struct buf lines = { NULL, 0, 0 };
	struct str rest, line;

	for (size_t i = 0; i < t->n; i++)
		line_add(&lines, r, r->findings->v[t->v[i]]);
	if (t->n == 0) {
		escape_terminal(&lines, t->reason);
		buf_put(&lines, '\n');
	}
	rest = buf_str(&lines);
	while (str_line(&rest, &line)) {
		escape_xml(out, line);
		buf_put(out, '\n');
	}
	buf_free(&lines);
}

/* What happened, in a sentence. */
static void
message_add(struct buf *out, const struct report *r, const struct tested *t)
{
	struct buf text = { NULL, 0, 0 };

	if (t->reason.len || t->n == 0)
		escape_terminal(&text, t->reason);
	else
		statement_add(&text, r, t->v[0]);
	if (t->n > 1)
		buf_printf(&text, " (and %zu more)", t->n - 1);
	xml_attribute_add(out, "message", buf_str(&text));
	buf_free(&text);
}

static void
outcome_add(struct buf *out, const struct report *r, const struct tested *t)
{
	static const char *const elements[] = { "system-out", "skipped", "failure", "error" };
	const char *element = elements[t->outcome];

	buf_printf(out, ">\n      <%s", element);
	if (t->outcome != TEST_PASSED)
		message_add(out, r, t);
	if (t->outcome >= TEST_FAILED)
		xml_attribute_add(out, "type", t->n ?
		    str_of(severity_text(r->findings->v[t->v[0]]->severity)) : S("error"));
	buf_put(out, '>');
	lines_add(out, r, t);
	buf_printf(out, "</%s>\n    </testcase>\n", element);
}

static void
case_add(struct buf *out, const struct report *r, const struct suite *s, const struct tested *t)
{
	struct buf name = { NULL, 0, 0 };
	struct str path = s->path;
	size_t line = 0;

	if (t->n) {
		const struct anchor at = report_anchor(r, t->v[0]);

		path = at.path;
		line = at.line;
	}
	buf_add(&name, S("zonevet."));
	escape_terminal(&name, s->name);
	if (str_ends(s->name, S(".")) && s->name.len > 1)
		name.len--;                     /* the name behind the last dot is the class */
	buf_add(out, S("    <testcase"));
	xml_attribute_add(out, "classname", buf_str(&name));
	buf_clear(&name);
	escape_terminal(&name, t->name);
	xml_attribute_add(out, "name", buf_str(&name));
	if (path.len)
		xml_attribute_add(out, "file", path);
	if (line)
		xml_number_add(out, "line", line);
	if (t->outcome == TEST_PASSED && t->n == 0)
		buf_add(out, S("/>\n"));
	else
		outcome_add(out, r, t);
	buf_free(&name);
}

static void
counts_add(struct buf *out, size_t tests, const size_t *count)
{
	xml_number_add(out, "tests", tests);
	xml_number_add(out, "failures", count[TEST_FAILED]);
	xml_number_add(out, "errors", count[TEST_BROKEN]);
	xml_number_add(out, "skipped", count[TEST_SKIPPED]);
}

static void
property_add(struct buf *out, const char *name, struct str value)
{
	struct buf text = { NULL, 0, 0 };

	if (value.len == 0)
		return;
	escape_terminal(&text, value);
	buf_add(out, S("      <property"));
	xml_attribute_add(out, "name", str_of(name));
	xml_attribute_add(out, "value", buf_str(&text));
	buf_add(out, S("/>\n"));
	buf_free(&text);
}

static void
suite_write(FILE *out, const struct report *r, const struct suite *s)
{
	struct buf text = { NULL, 0, 0 }, name = { NULL, 0, 0 };

	escape_terminal(&name, s->name);
	buf_add(&text, S("  <testsuite"));
	xml_attribute_add(&text, "name", buf_str(&name));
	counts_add(&text, s->n, s->count);
	if (s->path.len)
		xml_attribute_add(&text, "file", s->path);
	buf_add(&text, S(">\n    <properties>\n"));
	property_add(&text, "verdict", str_of(verdict_text(report_verdict(r))));
	property_add(&text, "base", r->label[BEFORE]);
	property_add(&text, "head", r->label[AFTER]);
	property_add(&text, "policy", r->policy_path);
	buf_add(&text, S("    </properties>\n"));
	for (size_t i = 0; i < s->n; i++)
		case_add(&text, r, s, &s->tests[i]);
	buf_add(&text, S("  </testsuite>\n"));
	fwrite(text.p, 1, text.len, out);
	buf_free(&name);
	buf_free(&text);
}

static void
write_junit(FILE *out, const struct report *r)
{
	struct buf head = { NULL, 0, 0 };
	size_t total = 0, count[TEST_BROKEN + 1] = { 0 };
	struct suites suites;

	suites_fill(&suites, r);
	for (size_t i = 0; i < suites.n; i++) {
		total += suites.v[i].n;
		for (int k = TEST_PASSED; k <= TEST_BROKEN; k++)
			count[k] += suites.v[i].count[k];
	}
	buf_add(&head, S(XML_HEAD "<testsuites name=\"zonevet\""));
	counts_add(&head, total, count);
	buf_add(&head, S(">\n"));
	fwrite(head.p, 1, head.len, out);
	for (size_t i = 0; i < suites.n; i++)
		suite_write(out, r, &suites.v[i]);
	fputs("</testsuites>\n", out);
	buf_free(&head);
	suites_free(&suites);
}

extern const struct reporter reporter_junit;
const struct reporter reporter_junit = { .name = "junit",
	.summary = "JUnit XML: a suite a zone, a case a rule", .write = write_junit,
	.wants = WANTS_RULES | WANTS_JUDGED | WANTS_ANCHORS };
