/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORT_TESTED_H
#define ZONEVET_REPORT_TESTED_H

#include "base/arena.h"
#include "base/map.h"
#include "report/report.h"

/*
 * The report as a list of tests, for formats that know nothing else: each rule
 * on each zone is one, so that what passed is seen too.
 */
enum outcome {
	TEST_PASSED,            /* perhaps with findings below fail_on */
	TEST_SKIPPED,           /* with waived findings only; or not judged */
	TEST_FAILED,
	TEST_BROKEN,            /* failed, as the zone cannot be read */
};

struct tested {
	struct str name;                /* the rule's id, or what was not judged; unique in its suite */
	enum outcome outcome;
	const size_t *v;                /* indices of its findings */
	size_t n;
	struct str reason;              /* why it was skipped, or failed without a finding */
};

/* The tests of one zone, or of the commit as a whole. */
struct suite {
	struct str name;                /* "example.com.", "example.com. (view inside)", "whole commit" */
	struct str path;                /* of the zone's file; may be empty */
	struct tested *tests;
	size_t n;
	size_t count[TEST_BROKEN + 1];
};

struct suites {
	struct suite *v;
	size_t n;
	struct arena arena;
};

/*
 * With very many zones the rules that found nothing in a zone are one test
 * there, "other-rules".
 */
void suites_fill(struct suites *, const struct report *);
void suites_free(struct suites *);

#endif
