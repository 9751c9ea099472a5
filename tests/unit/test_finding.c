/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lint/finding.h"

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_finding(void);

/* Rows that no catalogue holds. */
static const struct rule general = { .id = "general", .severity = WARNING };
static const struct rule specific = { .id = "specific", .severity = WARNING,
	.consumes = { "general" } };
static const struct rule chief = { .id = "chief", .severity = ERROR,
	.consumes = { "specific", "other" } };
static const struct rule other = { .id = "other", .severity = NOTE };

struct row {
	const struct rule *rule;
	enum severity severity;
	const char *zone, *view, *owner, *type, *waiver;
};

static struct finding *
add(struct findings *list, const struct row *row)
{
	struct finding *f = findings_add(list, row->rule);

	f->severity = row->severity;
	f->zone = str_of(row->zone);
	f->view = str_of(row->view);
	f->owner = str_of(row->owner);
	f->type = str_of(row->type);
	f->waiver = str_of(row->waiver);
	f->message = S("something");
	return f;
}

START_TEST(consumption)
{
	static const struct {
		struct row general, specific;
		bool stays;             /* the general one */
		const char *why;
	} v[] = {
		{ { &general, ERROR, "z.", NULL, "a.z.", "A", NULL },
		    { &specific, ERROR, "z.", NULL, "a.z.", "A", NULL }, false, "same RRset" },
		{ { &general, ERROR, "z.", NULL, "a.z.", "A", NULL },
		    { &specific, ERROR, "z.", NULL, "a.z.", "AAAA", NULL }, true, "another type" },
		{ { &general, ERROR, "z.", NULL, "a.z.", "A", NULL },
		    { &specific, ERROR, "z.", NULL, "b.z.", "A", NULL }, true, "another owner" },
		{ { &general, ERROR, "z.", NULL, "a.z.", "A", NULL },
		    { &specific, ERROR, "y.", NULL, "a.z.", "A", NULL }, true, "another zone" },
		{ { &general, ERROR, "z.", "in", "a.z.", "A", NULL },
		    { &specific, ERROR, "z.", "out", "a.z.", "A", NULL }, true, "another view" },
		{ { &general, ERROR, "z.", NULL, "a.z.", "A", NULL },
		    { &specific, ERROR, "z.", NULL, "a.z.", NULL, NULL }, false, "whole owner" },
		{ { &general, ERROR, "z.", NULL, "a.z.", "A", NULL },
		    { &specific, ERROR, "z.", NULL, NULL, NULL, NULL }, false, "whole zone" },
		{ { &general, ERROR, "z.", NULL, "a.z.", NULL, NULL },
		    { &specific, ERROR, "z.", NULL, "a.z.", "A", NULL }, false, "any type of the owner" },
		{ { &general, ERROR, "z.", NULL, NULL, NULL, NULL },
		    { &specific, ERROR, "z.", NULL, "a.z.", "A", NULL }, true, "an RRset is no zone" },
		{ { &general, ERROR, "z.", NULL, NULL, NULL, NULL },
		    { &specific, ERROR, "z.", NULL, NULL, NULL, NULL }, false, "zone and zone" },
		{ { &general, ERROR, "z.", NULL, "a.z.", "A", NULL },
		    { &specific, WARNING, "z.", NULL, "a.z.", "A", NULL }, true, "more severe" },
		{ { &general, WARNING, "z.", NULL, "a.z.", "A", NULL },
		    { &specific, ERROR, "z.", NULL, "a.z.", "A", NULL }, false, "less severe" },
		{ { &general, ERROR, "z.", NULL, "a.z.", "A", NULL },
		    { &specific, OFF, "z.", NULL, "a.z.", "A", NULL }, true, "off consumes nothing" },
		{ { &general, ERROR, "z.", NULL, "a.z.", "A", NULL },
		    { &specific, WARNING, "z.", NULL, "a.z.", "A", "w" }, false, "waived" },
		{ { &general, ERROR, "z.", NULL, "a.z.", "A", NULL },
		    { &chief, ERROR, "z.", NULL, "a.z.", "A", NULL }, true, "not in the row" },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		for (int turn = 0; turn < 2; turn++) {          /* the order does not matter */
			struct arena arena = { NULL };
			struct findings list = { .arena = &arena };
			bool found = false;

			add(&list, turn ? &v[i].specific : &v[i].general);
			add(&list, turn ? &v[i].general : &v[i].specific);
			findings_settle(&list);
			for (size_t k = 0; k < list.n; k++)
				found = found || list.v[k]->rule == &general;
			ck_assert_msg(found == v[i].stays, "%s", v[i].why);
			findings_free(&list);
			arena_free(&arena);
		}
}
END_TEST

/* One that is consumed consumes all the same: the worst of a chain is what remains. */
START_TEST(chains)
{
	struct arena arena = { NULL };
	struct findings list = { .arena = &arena };

	add(&list, &(struct row){ &general, NOTE, "z.", NULL, "a.z.", "A", NULL });
	add(&list, &(struct row){ &specific, WARNING, "z.", NULL, "a.z.", "A", NULL });
	add(&list, &(struct row){ &chief, ERROR, "z.", NULL, "a.z.", "A", NULL });
	findings_settle(&list);
	ck_assert_uint_eq(list.n, 1);
	ck_assert_ptr_eq(list.v[0]->rule, &chief);
	findings_free(&list);
	arena_free(&arena);
}
END_TEST

START_TEST(fingerprints)
{
	static const struct row row = { &general, ERROR, "z.", NULL, "a.z.", "A", NULL };
	struct arena arena = { NULL };
	struct findings list = { .arena = &arena };
	struct finding *f[8];

	for (size_t i = 0; i < 8; i++)
		f[i] = add(&list, &row);
	f[1]->line = 7;                         /* neither place nor words */
	f[1]->message = S("other words");
	f[1]->path = S("elsewhere");
	f[1]->severity = WARNING;
	f[2]->owner = S("b.z.");
	f[3]->view = S("in");
	f[4]->before = S("x");
	f[5]->after = S("x");
	f[6]->type = S("AAAA");
	f[7]->zone = S("z.a.z.");               /* parts must not run together */
	f[7]->owner = S("");
	findings_settle(&list);
	ck_assert_uint_eq(finding_fingerprint(f[0]), finding_fingerprint(f[1]));
	for (size_t i = 2; i < 8; i++)
		for (size_t k = 0; k < i; k++)
			ck_assert_msg(k == 1 || finding_fingerprint(f[i]) != finding_fingerprint(f[k]),
			    "%zu %zu", i, k);
	findings_free(&list);
	arena_free(&arena);
}
END_TEST

/* Any order in gives one order out. */
START_TEST(total_order)
{
	static const struct {
		const struct rule *rule;
		enum severity severity;
		const char *zone, *path, *owner, *message;
		unsigned line, column;
	} v[] = {
		{ &other, ERROR, "z.", "b", "b.z.", "m", 9, 1 },
		{ &general, WARNING, "a.", "b", "b.z.", "m", 1, 1 },
		{ &general, WARNING, "z.", "a", "b.z.", "m", 9, 1 },
		{ &general, WARNING, "z.", "b", "b.z.", "m", 2, 9 },
		{ &general, WARNING, "z.", "b", "b.z.", "m", 10, 1 },
		{ &general, WARNING, "z.", "b", "b.z.", "m", 10, 2 },
		{ &other, WARNING, "z.", "b", "a.z.", "m", 10, 2 },
		{ &other, WARNING, "z.", "b", "b.z.", "m", 10, 2 },
		{ &other, WARNING, "z.", "b", "b.z.", "n", 10, 2 },
		{ &chief, NOTE, "a.", "a", "a.z.", "m", 1, 1 },
	};
	enum { N = sizeof(v) / sizeof(v[0]) };

	for (size_t shift = 0; shift < 2 * N; shift++) {
		struct arena arena = { NULL };
		struct findings list = { .arena = &arena };

		for (size_t i = 0; i < N; i++) {
			size_t at = shift < N ? (i + shift) % N : (2 * N - i - shift % N) % N;
			struct finding *f = findings_add(&list, v[at].rule);

			f->severity = v[at].severity;
			f->zone = str_of(v[at].zone);
			f->path = str_of(v[at].path);
			f->owner = str_of(v[at].owner);
			f->message = str_of(v[at].message);
			f->line = v[at].line;
			f->column = v[at].column;
		}
		findings_settle(&list);
		ck_assert_uint_eq(list.n, N);
		for (size_t i = 0; i < N; i++) {
			ck_assert_ptr_eq(list.v[i]->rule, v[i].rule);
			ck_assert_uint_eq(list.v[i]->line, v[i].line);
			ck_assert(str_eq(list.v[i]->message, str_of(v[i].message)));
		}
		ck_assert_int_eq(findings_worst(&list), ERROR);
		findings_free(&list);
		arena_free(&arena);
	}
}
END_TEST

START_TEST(nothing)
{
	struct arena arena = { NULL };
	struct findings list = { .arena = &arena };

	findings_settle(&list);
	ck_assert_uint_eq(list.n, 0);
	ck_assert_int_eq(findings_worst(&list), OFF);
	add(&list, &(struct row){ &general, OFF, "z.", NULL, NULL, NULL, NULL });
	findings_settle(&list);
	ck_assert_uint_eq(list.n, 0);
	findings_free(&list);
	arena_free(&arena);
}
END_TEST

/* A hundred thousand of each: quadratic work would take minutes. */
START_TEST(many)
{
	enum { MANY = 100000 };
	struct arena arena = { NULL };
	struct findings list = { .arena = &arena };
	clock_t begin = clock();

	for (int i = 0; i < 2 * MANY; i++) {
		struct finding *f = add(&list, &(struct row){ i % 2 ? &general : &specific, WARNING,
		    "z.", NULL, NULL, "A", NULL });

		f->owner = arena_printf(&arena, "h%d.z.", i / 2);
	}
	findings_settle(&list);
	ck_assert_uint_eq(list.n, MANY);
	ck_assert_int_lt((long)((clock() - begin) / CLOCKS_PER_SEC), 10);
	findings_free(&list);
	arena_free(&arena);
}
END_TEST

START_TEST(severities)
{
	static const char *const words[] = { "off", "note", "warning", "error" };
	static const char *const wrong[] = { "", "err", "errors", "on", "warn", "info" };
	enum severity severity = NOTE;

	for (int i = OFF; i <= ERROR; i++) {
		ck_assert_str_eq(severity_text((enum severity)i), words[i]);
		ck_assert(severity_parse(str_of(words[i]), &severity));
		ck_assert_int_eq(severity, i);
	}
	ck_assert(severity_parse(S("Warning"), &severity));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!severity_parse(str_of(wrong[i]), &severity), "%s", wrong[i]);
	ck_assert_int_eq(severity, WARNING);
}
END_TEST

/* Two rules that consume each other would both be lost. */
START_TEST(no_circle_in_the_catalogue)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++) {
		const struct rule *reached[64] = { rule };
		size_t n = 1;

		for (size_t at = 0; at < n; at++)
			for (size_t k = 0; k < 4 && reached[at]->consumes[k]; k++) {
				const struct rule *next = rules_find(str_of(reached[at]->consumes[k]));

				ck_assert_msg(next != rule, "%s consumes itself", rule->id);
				ck_assert_uint_lt(n, 64);
				if (next)
					reached[n++] = next;
			}
	}
}
END_TEST

Suite *
suite_finding(void)
{
	Suite *s = suite_create("finding");
	TCase *t = tcase_create("all");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, consumption);
	tcase_add_test(t, chains);
	tcase_add_test(t, fingerprints);
	tcase_add_test(t, total_order);
	tcase_add_test(t, nothing);
	tcase_add_test(t, many);
	tcase_add_test(t, severities);
	tcase_add_test(t, no_circle_in_the_catalogue);
	suite_add_tcase(s, t);
	return s;
}
