/* SPDX-License-Identifier: BSD-2-Clause */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/report.h"

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_report(void);

/* A string that may stand where the compiler wants a constant. */
#define K(literal) { literal, sizeof(literal) - 1 }

static const struct rule drop = { .id = "ttl-drop", .severity = ERROR };
static const struct rule style = { .id = "syntax-style", .severity = NOTE };

/* A report that tests fill. */
struct sheet {
	struct arena arena;
	struct findings findings;
	struct report report;
};

static void
sheet_open(struct sheet *s)
{
	*s = (struct sheet){ .report = { .fail_on = ERROR, .width = 80, .now = 1768478400,
		.label = { S("HEAD"), S("index") }, .policy_path = S("zonevet.ini"),
		.policy_hash = S("0123456789abcdef"), .policy_from = S("base HEAD") } };
	s->findings.arena = &s->arena;
	s->report.findings = &s->findings;
}

static void
sheet_close(struct sheet *s)
{
	findings_free(&s->findings);
	arena_free(&s->arena);
}

static struct finding *
add(struct sheet *s, const struct rule *rule, enum severity severity, unsigned line)
{
	struct finding *f = findings_add(&s->findings, rule);

	f->severity = severity;
	f->side = AFTER;
	f->zone = S("example.com.");
	f->owner = S("www.example.com.");
	f->type = S("A");
	f->path = S("zones/example.com.zone");
	f->line = line;
	f->column = 5;
	f->message = S("TTL 3600 -> 20 (180 times lower, floor 60)");
	f->effect = S("Caches ask up to 180 times as often, and an outage of the servers shows after "
	    "20 s instead of 3600 s.");
	f->fix = S("Lower it in two steps.");
	f->waivable = true;
	return f;
}

/* One zone with a change of each kind. */
static void
add_zone(struct sheet *s)
{
	static const struct str one[] = { K("192.0.2.1") }, two[] = { K("192.0.2.2") },
	    mx[] = { K("10 a.example.net."), K("20 b.example.net.") },
	    soa[] = { K("ns. h. 1 2 3 4 5") }, soa2[] = { K("ns. h. 2 2 3 4 5") };
	static const struct reported_change changes[] = {
		{ .kind = DATA_CHANGED, .owner = K("example.com."), .type = K("SOA"),
		    .ttl = { 3600, 3600 }, .data = { soa, soa2 }, .n = { 1, 1 } },
		{ .kind = DATA_CHANGED, .owner = K("example.com."), .type = K("MX"),
		    .ttl = { 3600, 3600 }, .data = { one, mx }, .n = { 1, 2 }, .churn = true },
		{ .kind = RRSET_ADDED, .owner = K("a.example.com."), .type = K("A"), .ttl = { 0, 60 },
		    .data = { NULL, one }, .n = { 0, 1 }, .churn = true },
		{ .kind = RRSET_REMOVED, .owner = K("b.example.com."), .type = K("A"),
		    .ttl = { 300, 0 }, .data = { one, NULL }, .n = { 1, 0 }, .churn = true },
		{ .kind = DATA_CHANGED, .owner = K("c.example.com."), .type = K("A"),
		    .ttl = { 3600, 3600 }, .data = { one, two }, .n = { 1, 1 }, .churn = true },
		{ .kind = DATA_CHANGED, .owner = K("d.example.com."), .type = K("A"),
		    .ttl = { 3600, 3600 }, .data = { NULL, two }, .n = { 0, 1 }, .churn = true },
		{ .kind = DATA_CHANGED, .owner = K("example.com."), .type = K("RRSIG"),
		    .ttl = { 3600, 3600 }, .data = { one, two }, .n = { 1, 1 } },
		{ .kind = TTL_CHANGED, .owner = K("www.example.com."), .type = K("A"),
		    .ttl = { 3600, 20 }, .data = { one, one }, .n = { 1, 1 }, .churn = true },
	};
	static const struct reported_zone zone = { .origin = K("example.com."),
		.path = { K("zones/example.com.zone"), K("zones/example.com.zone") },
		.serial = { 1, 2 }, .has_serial = { true, true }, .added = 1, .removed = 1,
		.changed = 3, .ttl_only = 1, .changes = changes,
		.n = sizeof(changes) / sizeof(changes[0]) };

	s->report.zones = &zone;
	s->report.nzones = 1;
}

/* What a format prints; in the sheet's arena. */
static struct str
print(struct sheet *s, const char *format)
{
	char *bytes = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&bytes, &n);
	struct str text;

	ck_assert_ptr_nonnull(f);
	if (strcmp(format, "diff") == 0)
		report_diff(f, &s->report);
	else
		reporter_find(str_of(format))->write(f, &s->report);
	fclose(f);
	text = arena_dup(&s->arena, str_n(bytes, n));
	free(bytes);
	return text;
}

static void
has(struct str text, const char *part)
{
	ck_assert_msg(str_has(text, str_of(part)), "no '%s' in:\n%.*s", part, STR(text));
}

static void
lacks(struct str text, const char *part)
{
	ck_assert_msg(!str_has(text, str_of(part)), "'%s' in:\n%.*s", part, STR(text));
}

static size_t
count(struct str text, const char *part)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += str_starts(str_skip(text, i), str_of(part));
	return n;
}

START_TEST(verdicts)
{
	static const struct {
		enum severity worst, fail_on;
		const char *error;
		enum verdict want;
		const char *text;
	} v[] = {
		{ OFF, ERROR, NULL, PASS, "pass" }, { NOTE, ERROR, NULL, PASS, "pass" },
		{ WARNING, ERROR, NULL, WARN, "warn" }, { ERROR, ERROR, NULL, BLOCK, "block" },
		{ WARNING, WARNING, NULL, BLOCK, "block" }, { NOTE, WARNING, NULL, PASS, "pass" },
		{ NOTE, NOTE, NULL, BLOCK, "block" }, { OFF, NOTE, NULL, PASS, "pass" },
		{ ERROR, OFF, NULL, WARN, "warn" }, { NOTE, OFF, NULL, PASS, "pass" },
		{ ERROR, ERROR, "x", CANNOT_JUDGE, "error" }, { OFF, OFF, "x", CANNOT_JUDGE, "error" },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct sheet s;

		sheet_open(&s);
		if (v[i].worst != OFF)
			add(&s, &drop, v[i].worst, 1);
		s.report.fail_on = v[i].fail_on;
		s.report.error = str_of(v[i].error);
		ck_assert_msg(report_verdict(&s.report) == v[i].want, "row %zu", i);
		ck_assert_str_eq(verdict_text(v[i].want), v[i].text);
		sheet_close(&s);
	}
}
END_TEST

START_TEST(formats)
{
	size_t n;
	const struct reporter *const *v = reporters_all(&n);

	ck_assert_uint_ge(n, 4);
	for (size_t i = 0; i < n; i++)
		ck_assert_ptr_eq(reporter_find(str_of(v[i]->name)), v[i]);
	ck_assert_ptr_null(reporter_find(S("tex")));
	ck_assert_ptr_null(reporter_find(S("")));
}
END_TEST

START_TEST(text_in_full)
{
	static const char want[] =
	    "BLOCKED  1 zone changed, 1 error (HEAD -> index)\n"
	    "\n"
	    "error[ttl-drop] www.example.com. A\n"
	    "  --> zones/example.com.zone:12:5\n"
	    "  TTL 3600 -> 20 (180 times lower, floor 60)\n"
	    "  Effect: Caches ask up to 180 times as often, and an outage of the servers\n"
	    "          shows after 20 s instead of 3600 s.\n"
	    "  Fix:    Lower it in two steps.\n"
	    "  Waive:  [waiver \"ID\"] rule = ttl-drop, owners = www.example.com., types = A,\n"
	    "          expires = YYYY-MM-DD, ticket = TICKET\n"
	    "\n"
	    "example.com.  serial 1 -> 2\n"
	    "  1 RRset added, 1 removed, 3 changed, 1 with another TTL\n"
	    "  ~ example.com.     MX 3600\n"
	    "      - 192.0.2.1\n"
	    "      + 10 a.example.net.\n"
	    "      + 20 b.example.net.\n"
	    "  + a.example.com.   A    60  192.0.2.1\n"
	    "  - b.example.com.   A   300  192.0.2.1\n"
	    "  ~ c.example.com.   A  3600  192.0.2.1 -> 192.0.2.2\n"
	    "  ~ d.example.com.   A  3600  + 192.0.2.2\n"
	    "  ~ www.example.com. A  3600 -> 20\n"
	    "  ... and 1 RRset that signers make (-v shows all)\n"
	    "\n"
	    "Policy zonevet.ini (base HEAD), sha256 0123456789ab\n";
	struct sheet s;
	struct str got;

	sheet_open(&s);
	add(&s, &drop, ERROR, 12);
	add_zone(&s);
	got = print(&s, "text");
	ck_assert_msg(str_eq(got, str_of(want)), "got:\n%.*s\nwant:\n%s", STR(got), want);
	s.report.verbose = true;
	got = print(&s, "text");
	has(got, "  ~ example.com.     SOA   3600  ns. h. 1 2 3 4 5 -> ns. h. 2 2 3 4 5\n");
	has(got, "RRSIG 3600");
	lacks(got, "-v shows");
	sheet_close(&s);
}
END_TEST

START_TEST(text_verdict_lines)
{
	struct sheet s;

	sheet_open(&s);
	ck_assert(str_eq(print(&s, "text"), S("PASSED  No zone changed. (HEAD -> index)\n")));
	add(&s, &drop, WARNING, 1)->waiver = S("OPS-1");
	has(print(&s, "text"), "PASSED WITH WARNINGS  No zone changed, 1 warning, 1 waived (HEAD");
	has(print(&s, "text"), "www.example.com. A (waived by OPS-1)\n");
	s.report.error = S("HEAD~9: no such commit\nFetch more:\n  git fetch --unshallow");
	has(print(&s, "text"), "NOT JUDGED  ");
	has(print(&s, "text"), "\n  HEAD~9: no such commit\n  Fetch more:\n"
	    "    git fetch --unshallow\n");
	sheet_close(&s);
}
END_TEST

START_TEST(text_quiet)
{
	struct sheet s;
	struct str got;

	sheet_open(&s);
	add(&s, &drop, ERROR, 1);
	add(&s, &drop, WARNING, 2);
	add(&s, &style, NOTE, 3);
	add_zone(&s);
	s.report.notes = &(const struct str){ "a note of the source", 20 };
	s.report.nnotes = 1;
	got = print(&s, "text");
	has(got, "warning[ttl-drop]");
	has(got, "note[syntax-style]");
	has(got, "Notes\n  a note of the source\n");
	s.report.quiet = true;
	got = print(&s, "text");
	has(got, "1 error, 1 warning, 1 note (");
	has(got, "error[ttl-drop]");
	lacks(got, "warning[");
	lacks(got, "note[");
	lacks(got, "Notes");
	lacks(got, "serial");
	lacks(got, "Policy");
	sheet_close(&s);
}
END_TEST

/* Nothing is left out without a word. */
START_TEST(text_groups)
{
	struct sheet s;
	struct str got;

	sheet_open(&s);
	for (unsigned i = 1; i <= 17; i++) {
		add(&s, &drop, ERROR, i);
		add(&s, &style, ERROR, i);
	}
	got = print(&s, "text");
	has(got, "34 errors");
	ck_assert_uint_eq(count(got, "error[ttl-drop]"), 5);
	ck_assert_uint_eq(count(got, "error[syntax-style]"), 5);
	has(got, "\n... and 12 more of ttl-drop (all with -v or in -f json)\n");
	has(got, "\n... and 12 more of syntax-style (all");
	s.report.verbose = true;
	ck_assert_uint_eq(count(print(&s, "text"), "error[ttl-drop]"), 17);
	sheet_close(&s);
}
END_TEST

START_TEST(text_many_changes)
{
	struct reported_change changes[100];
	struct reported_zone zones[40];
	static const struct str data[] = { K("192.0.2.1") };
	struct sheet s;

	for (size_t i = 0; i < 100; i++)
		changes[i] = (struct reported_change){ .kind = RRSET_ADDED, .owner = S("a.example.com."),
			.type = S("A"), .data = { NULL, data }, .n = { 0, 1 }, .churn = true };
	for (size_t i = 0; i < 40; i++)
		zones[i] = (struct reported_zone){ .origin = S("example.com."),
			.path = { S("a"), S("a") }, .changes = changes, .n = 100, .left_out = 7,
			.added = 107 };
	sheet_open(&s);
	s.report.zones = zones;
	s.report.nzones = 1;
	ck_assert_uint_eq(count(print(&s, "text"), "\n  + "), 60);
	has(print(&s, "text"), "  ... and 47 more RRsets (-v shows all)\n");
	s.report.nzones = 40;
	ck_assert_uint_eq(count(print(&s, "text"), "\n  + "), 25 * 5);
	has(print(&s, "text"), "\n... and 15 more zones (-v shows all)\n");
	s.report.verbose = true;
	ck_assert_uint_eq(count(print(&s, "text"), "\n  + "), 40 * 100);
	has(print(&s, "text"), "  ... and 7 more RRsets (too many to tell)\n");
	sheet_close(&s);
}
END_TEST

START_TEST(text_not_judged)
{
	static const struct not_judged v[] = {
		{ K("rule a-one"), K("not built") }, { K("zone z."), K("its old version is broken") },
		{ K("rule b-two"), K("not built") },
	};
	struct sheet s;

	sheet_open(&s);
	s.report.not_judged = v;
	s.report.nnot_judged = 3;
	has(print(&s, "text"), "\nNot judged\n  rule a-one, rule b-two: not built\n"
	    "  zone z.: its old version is broken\n");
	sheet_close(&s);
}
END_TEST

/* Lines fit, but for those that hold one word or a place, which stay whole. */
START_TEST(text_fits)
{
	static const unsigned widths[] = { 40, 60, 80, 100 };

	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		struct str got, line;
		struct sheet s;

		sheet_open(&s);
		add(&s, &drop, ERROR, 12);
		add(&s, &style, NOTE, 12);
		add_zone(&s);
		s.report.width = widths[i];
		got = print(&s, "text");
		while (str_line(&got, &line)) {
			ck_assert_msg(!str_ends(line, S(" ")), "blank at the end: '%.*s'", STR(line));
			if (!str_starts(line, S("  -->")) && !str_starts(line, S("Policy")) &&
			    !str_starts(line, S("  1 RRset")) && !str_starts(line, S("  ... and")))
				ck_assert_msg(line.len <= widths[i], "%u: '%.*s'", widths[i], STR(line));
		}
		sheet_close(&s);
	}
}
END_TEST

/* Colour adds nothing but itself. */
START_TEST(colour_is_decoration)
{
	static const char *const formats_[] = { "text", "diff", "gcc", "json", "github", "sarif",
		"gitlab", "junit", "checkstyle", "rdjson", "rdjsonl", "tap" };

	for (size_t i = 0; i < sizeof(formats_) / sizeof(formats_[0]); i++) {
		struct sheet s;
		struct str plain, painted;
		size_t k = 0;

		sheet_open(&s);
		add(&s, &drop, ERROR, 12)->message = S("\033[31m\x9b" "31m");
		add_zone(&s);
		plain = print(&s, formats_[i]);
		ck_assert_ptr_null(memchr(plain.p, '\033', plain.len));
		s.report.color = true;
		painted = print(&s, formats_[i]);
		ck_assert(i < 2 ? painted.len > plain.len : str_eq(painted, plain));
		for (size_t at = 0; at < painted.len; at++) {
			if (painted.p[at] == '\033') {
				while (painted.p[at] != 'm')
					at++;
				continue;
			}
			ck_assert(k < plain.len && plain.p[k] == painted.p[at]);
			k++;
		}
		ck_assert_uint_eq(k, plain.len);
		sheet_close(&s);
	}
}
END_TEST

START_TEST(gcc)
{
	struct sheet s;
	struct finding *f;

	sheet_open(&s);
	ck_assert_uint_eq(print(&s, "gcc").len, 0);
	add(&s, &drop, ERROR, 12);
	f = add(&s, &drop, WARNING, 0);
	f->column = 0;
	f->message = S("www.example.com. is gone");
	f->waiver = S("OPS-1");
	add(&s, &drop, WARNING, 3)->message = S("A: no address");
	f = add(&s, &style, NOTE, 0);           /* of the commit */
	f->path = f->zone = f->owner = f->type = S("");
	f->column = 0;
	f->message = S("two\nlines");
	ck_assert(str_eq(print(&s, "gcc"), S(
	    "zones/example.com.zone:12:5: error: www.example.com. A: TTL 3600 -> 20 "
	    "(180 times lower, floor 60) [ttl-drop]\n"
	    "zones/example.com.zone:1:1: warning: www.example.com. is gone (waived by OPS-1) "
	    "[ttl-drop]\n"
	    "zones/example.com.zone:3:5: warning: www.example.com.: A: no address [ttl-drop]\n"
	    "zonevet.ini:1:1: note: two\\010lines [syntax-style]\n")));
	s.report.policy_from = S("shipped");
	s.report.error = S("no base\n  git fetch");
	has(print(&s, "gcc"), "zonevet: error: no base\nzonevet: error: git fetch\n");
	has(print(&s, "gcc"), "\nzonevet: note: two");
	sheet_close(&s);
}
END_TEST

/* GitHub shows ten of a kind: nine and a count. */
START_TEST(github_limits)
{
	static const struct {
		size_t findings, shown;
		const char *more;
	} v[] = {
		{ 1, 1, NULL }, { 9, 9, NULL }, { 10, 10, NULL },
		{ 11, 10, "::error title=zonevet::and 2 more;" },
		{ 500, 10, "::error title=zonevet::and 491 more;" },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct sheet s;
		struct str got;

		sheet_open(&s);
		for (size_t k = 0; k < v[i].findings; k++)
			add(&s, &drop, ERROR, 1);
		got = print(&s, "github");
		ck_assert_uint_eq(count(got, "::error "), v[i].shown);
		if (v[i].more)
			has(got, v[i].more);
		s.report.error = S("broken");
		got = print(&s, "github");
		ck_assert(str_starts(got, S("::error title=zonevet could not judge::broken\n")));
		ck_assert_uint_le(count(got, "::error "), 10);
		sheet_close(&s);
	}
}
END_TEST

START_TEST(github_places)
{
	struct sheet s;
	struct finding *f;

	sheet_open(&s);
	add(&s, &drop, ERROR, 12)->effect = S("");
	f = add(&s, &drop, WARNING, 12);
	f->side = BEFORE;                       /* that line is not in the pull request */
	f = add(&s, &style, NOTE, 3);
	f->path = S("a,b:c%.zone");
	has(print(&s, "github"), "::error file=zones/example.com.zone,line=12,col=5,title=zonevet "
	    "ttl-drop::www.example.com. A: TTL 3600 -> 20 (180 times lower, floor 60)"
	    "%0AFix: Lower it in two steps.\n");
	has(print(&s, "github"), "::warning file=zones/example.com.zone,title=zonevet ttl-drop::");
	has(print(&s, "github"), "::notice file=a%2Cb%3Ac%25.zone,line=3,col=5,title=");
	has(print(&s, "github"), "\nBLOCKED  ");
	sheet_close(&s);
}
END_TEST

static const char *
json_word(const json_t *o, const char *path)
{
	struct str rest = str_of(path), key;

	while (o && str_field(&rest, ".", &key)) {
		char name[64];

		snprintf(name, sizeof(name), "%.*s", STR(key));
		o = json_is_array(o) ? json_array_get(o, (size_t)atoi(name)) : json_object_get(o, name);
	}
	if (json_is_null(o))
		return "null";
	return json_is_string(o) ? json_string_value(o) : NULL;
}

START_TEST(json)
{
	static const struct {
		const char *path, *want;
	} v[] = {
		{ "schema", "zonevet/report/1" }, { "verdict", "block" }, { "error", "null" },
		{ "fail_on", "error" }, { "now", "2026-01-15T12:00:00Z" }, { "base.label", "HEAD" },
		{ "head.label", "index" }, { "base.revision", "null" }, { "policy.path", "zonevet.ini" },
		{ "policy.sha256", "0123456789abcdef" }, { "policy.from", "base HEAD" },
		{ "tool.name", "zonevet" }, { "zones.0.origin", "example.com." },
		{ "zones.0.path.after", "zones/example.com.zone" },
		{ "zones.0.changes.2.kind", "added" }, { "zones.0.changes.3.kind", "removed" },
		{ "zones.0.changes.4.kind", "data-changed" },
		{ "zones.0.changes.7.kind", "ttl-changed" }, { "zones.0.changes.2.ttl.before", "null" },
		{ "zones.0.changes.1.after.1", "20 b.example.net." },
		{ "findings.0.rule", "ttl-drop" }, { "findings.0.severity", "error" },
		{ "findings.0.side", "after" }, { "findings.0.before", "null" },
		{ "findings.0.fingerprint", "f7d09c3af82e5a12" }, { "findings.0.waiver", "null" },
		{ "findings.0.message", "##[error]\xc3\xbc\x7f\n\"\\255" },
		{ "notes.0", "##[error]note" },
	};
	struct sheet s;
	struct str got;
	json_t *o;

	sheet_open(&s);
	add(&s, &drop, ERROR, 12)->message = S("##[error]\xc3\xbc\x7f\n\"\xff");
	add_zone(&s);
	s.report.notes = &(const struct str){ "##[error]note", 13 };
	s.report.nnotes = 1;
	got = print(&s, "json");
	ck_assert(str_starts(got, S("{\n  \"schema\": ")) && str_ends(got, S("\n}\n")));
	for (size_t i = 0; i < got.len; i++)
		ck_assert(got.p[i] == '\n' || (got.p[i] >= 0x20 && got.p[i] < 0x7f));
	lacks(got, "##");
	o = json_loadb(got.p, got.len, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_ptr_nonnull(o);
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		ck_assert_msg(json_word(o, v[i].path) && !strcmp(json_word(o, v[i].path), v[i].want),
		    "%s: got '%s', want '%s'", v[i].path, json_word(o, v[i].path), v[i].want);
	ck_assert_uint_eq(json_object_size(json_object_get(o, "counts")), 9);
	json_decref(o);
	sheet_close(&s);
}
END_TEST

/* Streamed or not, the layout is the library's own. */
START_TEST(json_layout)
{
	struct sheet s;

	for (int full = 0; full < 2; full++) {
		char *canonical;
		struct str got;
		json_t *o;

		sheet_open(&s);
		if (full) {
			add(&s, &drop, ERROR, 1);
			add(&s, &drop, ERROR, 2);
			add_zone(&s);
		}
		got = print(&s, "json");
		o = json_loadb(got.p, got.len, 0, NULL);
		ck_assert_ptr_nonnull(o);
		canonical = json_dumps(o, JSON_INDENT(2) | JSON_ENSURE_ASCII);
		ck_assert_ptr_nonnull(canonical);
		ck_assert(str_eq(str_n(got.p, got.len - 1), str_of(canonical)));
		free(canonical);
		json_decref(o);
		sheet_close(&s);
	}
}
END_TEST

START_TEST(diff)
{
	static const uint32_t ttls[] = { 300, 600 };
	static const struct str data[] = { K("192.0.2.1"), K("192.0.2.2") };
	static const struct reported_change changes[] = {
		{ .kind = RRSET_REMOVED, .owner = K("a.example."), .type = K("A"), .ttl = { 300, 0 },
		    .ttls = { ttls, NULL }, .data = { data, NULL }, .n = { 2, 0 }, .churn = true },
	};
	static const struct reported_zone zones[] = {
		{ .origin = K("empty."), .path = { K("e"), K("e") } },
		{ .origin = K("example."), .view = K("in"), .class = K("CH"), .path = { K("a"), K("") },
		    .serial = { 7, 0 }, .has_serial = { true, false }, .removed = 1,
		    .changes = changes, .n = 1, .left_out = 2 },
	};
	struct sheet s;

	sheet_open(&s);
	ck_assert_uint_eq(print(&s, "diff").len, 0);
	s.report.zones = zones;
	s.report.nzones = 1;
	ck_assert_uint_eq(print(&s, "diff").len, 0);
	s.report.nzones = 2;
	ck_assert(str_eq(print(&s, "diff"), S("--- HEAD a\n+++ /dev/null\n"
	    "@@ example. (view in) serial 7 @@\n-a.example. 300 CH A 192.0.2.1\n"
	    "-a.example. 600 CH A 192.0.2.2\n@@ and 2 more RRsets @@\n")));
	add_zone(&s);
	has(print(&s, "diff"), "@@ example.com. serial 1 -> 2 @@\n"
	    "-example.com. 3600 IN SOA ns. h. 1 2 3 4 5\n+example.com. 3600 IN SOA ns. h. 2 2 3 4 5\n");
	has(print(&s, "diff"), "\n-www.example.com. 3600 IN A 192.0.2.1\n"
	    "+www.example.com. 20 IN A 192.0.2.1\n");
	sheet_close(&s);
}
END_TEST

/* Names, data, paths and labels from an enemy, through every format. */
START_TEST(hostile)
{
	static const struct str evil[] = { K("::error::owned"), K("##[error]x"), K("##vso[x]"),
		K("\033]0;title\007"), K("\n::error::owned"), K("\r  ::error::owned"), K("\xff\xfe") };
	static const char *const formats_[] = { "text", "diff", "gcc", "json", "github", "sarif",
		"gitlab", "junit", "checkstyle", "rdjson", "rdjsonl", "tap" };

	for (size_t e = 0; e < sizeof(evil) / sizeof(evil[0]); e++)
		for (size_t i = 0; i < sizeof(formats_) / sizeof(formats_[0]); i++) {
			struct str bad = evil[e], got, line;
			struct reported_change change = { .kind = DATA_CHANGED, .owner = bad,
				.type = S("TXT"), .data = { &bad, &bad }, .n = { 1, 1 }, .churn = true };
			struct reported_zone zone = { .origin = bad, .view = bad, .path = { bad, bad },
				.changes = &change, .n = 1, .changed = 1 };
			struct not_judged not = { bad, bad };
			struct sheet s;
			struct finding *f;
			size_t commands = 0;

			sheet_open(&s);
			f = add(&s, &drop, ERROR, 1);
			f->zone = f->view = f->owner = f->path = f->message = f->effect = f->fix = bad;
			f->before = f->after = f->type = f->waiver = bad;
			s.report.zones = &zone;
			s.report.notes = &bad;
			s.report.not_judged = &not;
			s.report.nzones = s.report.nnotes = s.report.nnot_judged = 1;
			s.report.label[0] = s.report.label[1] = s.report.policy_path = bad;
			s.report.policy_from = s.report.policy_hash = s.report.error = bad;
			s.report.width = 40;
			got = print(&s, formats_[i]);
			lacks(got, "##");
			for (size_t k = 0; k < got.len; k++)
				ck_assert(got.p[k] == '\n' || (got.p[k] >= 0x20 && got.p[k] < 0x7f));
			while (str_line(&got, &line))
				commands += str_starts(str_trim(line), S("::"));
			ck_assert_uint_eq(commands, strcmp(formats_[i], "github") == 0 ? 2 : 0);
			sheet_close(&s);
		}
}
END_TEST

/* Forges take no more, and the rest is said. */
START_TEST(sarif_limit)
{
	struct sheet s;
	struct str got;

	sheet_open(&s);
	for (unsigned i = 0; i < 5001; i++)
		add(&s, &drop, i < 5000 ? ERROR : WARNING, i + 1);
	add(&s, &drop, WARNING, 1)->waiver = S("W");
	got = print(&s, "sarif");
	ck_assert_uint_eq(count(got, "\"ruleId\""), 5000);
	ck_assert_uint_eq(count(got, "\"level\": \"error\""), 5000);
	has(got, "1 results beyond the first 5000 are left out.");
	has(got, "Waived, and left out here: 1.");
	lacks(got, "suppressions");
	sheet_close(&s);
}
END_TEST

/* Very many zones: what found nothing is one test a zone. */
START_TEST(tests_limit)
{
	enum { ZONES = 10001 };
	static const struct rule a = { .id = "a-rule", .on = ZONE_CHANGED },
	    b = { .id = "b-rule", .on = RRSET_ADDED }, c = { .id = "c-rule", .on = COMMIT_CHANGED };
	static const struct reported_rule rules[] = { { &a, ERROR }, { &b, ERROR }, { &c, ERROR } };
	static const bool judged[] = { true, true, true };
	struct reported_zone *zones;
	struct sheet s;

	sheet_open(&s);
	zones = ARENA_ARRAY(&s.arena, struct reported_zone, ZONES);
	for (size_t i = 0; i < ZONES; i++) {
		zones[i].origin = arena_printf(&s.arena, "z%zu.example.", i);
		zones[i].path[BEFORE] = zones[i].path[AFTER] = S("x");
		zones[i].judged = judged;
	}
	s.report.zones = zones;
	s.report.rules = rules;
	s.report.nrules = 3;
	s.report.nzones = 2;
	add(&s, &a, ERROR, 1)->zone = zones[1].origin;
	ck_assert(str_starts(print(&s, "tap"), S("TAP version 13\n1..5\n"
	    "ok 1 - whole commit c-rule\nok 2 - z0.example. a-rule\nok 3 - z0.example. b-rule\n"
	    "not ok 4 - z1.example. a-rule\n")));
	s.report.nzones = ZONES;
	has(print(&s, "tap"), "\n1..10003\nok 1 - whole commit other-rules\n"
	    "ok 2 - z0.example. other-rules\nnot ok 3 - z1.example. a-rule\n");
	has(print(&s, "tap"), "\nok 4 - z1.example. other-rules\n");
	sheet_close(&s);
}
END_TEST

/* A rule that an unreadable zone kept from running did not pass. */
START_TEST(tests_not_judged)
{
	static const struct rule load = { .id = "syntax-load", .on = ZONE_CHANGED,
		.flags = RULE_FIRST }, last = { .id = "ownership-x", .on = ZONE_CHANGED,
		.flags = RULE_LAST }, other = { .id = "ttl-x", .on = ZONE_CHANGED };
	static const struct reported_rule rules[] = { { &last, ERROR }, { &load, ERROR },
		{ &other, ERROR } };
	static const bool judged[] = { true, true, true };
	static const struct reported_zone zone = { .origin = K("example.com."), .judged = judged,
		.path = { K("x"), K("x") } };
	struct sheet s;

	sheet_open(&s);
	s.report.zones = &zone;
	s.report.nzones = 1;
	s.report.rules = rules;
	s.report.nrules = 3;
	has(print(&s, "tap"), "\nok 3 - example.com. ttl-x\n");
	add(&s, &load, ERROR, 1);
	has(print(&s, "tap"), "\nok 1 - example.com. ownership-x\nnot ok 2 - example.com. syntax-load\n");
	has(print(&s, "tap"), "\nok 3 - example.com. ttl-x # SKIP not judged: the zone cannot be read\n");
	s.report.error = S("out of luck");
	has(print(&s, "tap"), "TAP version 13\n1..2\nnot ok 1 - whole commit verdict\n  ---\n"
	    "  message: \"zonevet could not judge: out of luck\"\n");
	lacks(print(&s, "tap"), "\nok ");
	sheet_close(&s);
}
END_TEST

/* Sections that do not fit go whole, and fences are longer than what is in them. */
START_TEST(markdown_limit)
{
	enum { RRSETS = 150, ZONES = 20 };
	struct str data = S("\"``` ```` `````\""), got, line;
	struct reported_change *changes;
	struct reported_zone *zones;
	struct sheet s;
	size_t fences = 0;

	sheet_open(&s);
	changes = ARENA_ARRAY(&s.arena, struct reported_change, RRSETS);
	zones = ARENA_ARRAY(&s.arena, struct reported_zone, ZONES);
	for (size_t i = 0; i < RRSETS; i++)
		changes[i] = (struct reported_change){ .kind = RRSET_ADDED, .owner = S("a.example."),
			.type = S("TXT"), .ttl = { 0, 60 }, .data = { NULL, &data }, .n = { 0, 1 },
			.churn = true };
	for (size_t i = 0; i < ZONES; i++)
		zones[i] = (struct reported_zone){ .origin = S("example."), .path = { S("x"), S("x") },
			.changes = changes, .n = RRSETS, .added = RRSETS };
	s.report.zones = zones;
	s.report.nzones = ZONES;
	add(&s, &drop, WARNING, 1)->waiver = S("OPS-1");
	got = print(&s, "markdown");
	ck_assert_uint_lt(got.len, 60000);
	has(got, " sections left out here.\n");
	has(got, " waived by `OPS-1`\n");
	ck_assert_uint_eq(count(got, "<details>"), count(got, "</details>"));
	while (str_line(&got, &line))
		fences += str_starts(line, S("``````"));
	ck_assert_uint_eq(fences % 2, 0);
	ck_assert_uint_gt(fences, 2);
	got = print(&s, "summary");
	ck_assert_uint_gt(got.len, 60000);
	lacks(got, "left out");
	sheet_close(&s);
}
END_TEST

/* Nothing is left out of what machines read, however much there is. */
START_TEST(many)
{
	enum { MANY = 20000 };
	struct str text, line;
	struct sheet s;
	size_t lines = 0;

	sheet_open(&s);
	for (unsigned i = 0; i < MANY; i++)
		add(&s, &drop, i % 2 ? WARNING : ERROR, i);
	text = print(&s, "gcc");
	while (str_line(&text, &line))
		lines += str_starts(line, S("zones/example.com.zone:"));
	ck_assert_uint_eq(lines, MANY);
	has(print(&s, "text"), "10000 errors, 10000 warnings");
	sheet_close(&s);
}
END_TEST

/* --- files --------------------------------------------------------------------------------- */

static struct str
slurp(struct sheet *s, const char *path)
{
	char bytes[4096];
	FILE *f = fopen(path, "r");
	size_t n;

	ck_assert_ptr_nonnull(f);
	n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	return arena_dup(&s->arena, str_n(bytes, n));
}

START_TEST(files)
{
	char folder[] = "/tmp/test_report.XXXXXX";
	const struct reporter *text = reporter_find(S("text"));
	struct error err = { "" };
	struct stat st;
	struct sheet s;

	sheet_open(&s);
	s.report.color = true;
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	ck_assert(report_write(text, &s.report, "new", &err));
	ck_assert(str_eq(slurp(&s, "new"), S("PASSED  No zone changed. (HEAD -> index)\n")));

	ck_assert_int_eq(chmod("new", 0600), 0);        /* replaced, with the rights it had */
	s.report.label[AFTER] = S("tree");
	ck_assert(report_write(text, &s.report, "new", &err));
	has(slurp(&s, "new"), "(HEAD -> tree)");
	ck_assert_int_eq(stat("new", &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);

	ck_assert_int_eq(symlink("new", "link"), 0);
	ck_assert(!report_write(text, &s.report, "link", &err));
	ck_assert_ptr_nonnull(strstr(err.text, "link: is a symbolic link"));
	has(slurp(&s, "new"), "(HEAD -> tree)");

	ck_assert(!report_write(text, &s.report, "missing/x", &err));
	ck_assert_ptr_nonnull(strstr(err.text, "missing/x: the report cannot be written: No such"));
	ck_assert_int_eq(mkdir("folder", 0700), 0);
	ck_assert(!report_write(text, &s.report, "folder", &err));

	ck_assert(report_write(text, &s.report, "/dev/null", &err));
	ck_assert_int_eq(stat("/dev/null", &st), 0);
	ck_assert(S_ISCHR(st.st_mode));                 /* still the device */
	ck_assert(!report_write(text, &s.report, "/dev/full", &err));
	ck_assert_ptr_nonnull(strstr(err.text, "No space left"));

	unlink("link");
	unlink("new");
	rmdir("folder");
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(rmdir(folder), 0);             /* no temporary file is left */
	sheet_close(&s);
}
END_TEST

START_TEST(standard_output)
{
	struct error err = { "" };
	struct sheet s;

	sheet_open(&s);
	ck_assert_ptr_nonnull(freopen("/dev/full", "w", stdout));
	ck_assert(!report_write(reporter_find(S("json")), &s.report, NULL, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "standard output"));
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
	ck_assert(report_write(reporter_find(S("json")), &s.report, "-", &err));
	sheet_close(&s);
}
END_TEST

Suite *
suite_report(void)
{
	Suite *s = suite_create("report");
	TCase *t = tcase_create("all");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, verdicts);
	tcase_add_test(t, formats);
	tcase_add_test(t, text_in_full);
	tcase_add_test(t, text_verdict_lines);
	tcase_add_test(t, text_quiet);
	tcase_add_test(t, text_groups);
	tcase_add_test(t, text_many_changes);
	tcase_add_test(t, text_not_judged);
	tcase_add_test(t, text_fits);
	tcase_add_test(t, colour_is_decoration);
	tcase_add_test(t, gcc);
	tcase_add_test(t, github_limits);
	tcase_add_test(t, github_places);
	tcase_add_test(t, json);
	tcase_add_test(t, json_layout);
	tcase_add_test(t, diff);
	tcase_add_test(t, hostile);
	tcase_add_test(t, sarif_limit);
	tcase_add_test(t, tests_limit);
	tcase_add_test(t, tests_not_judged);
	tcase_add_test(t, markdown_limit);
	tcase_add_test(t, many);
	tcase_add_test(t, files);
	tcase_add_test(t, standard_output);
	suite_add_tcase(s, t);
	return s;
}
