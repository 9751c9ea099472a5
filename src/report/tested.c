/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/tested.h"

#include <stdlib.h>

#include "base/memory.h"
#include "report/escape.h"
#include "report/text.h"

enum { TESTS_TOLD = 20000 };            /* GitLab takes 30 MB of JUnit */

/* The findings of one rule in one suite. */
struct found {
	size_t *v;
	size_t n, cap;
	bool told;
};

/* A suite in the making. */
struct draft {
	const struct reported_zone *zone;       /* NULL: none that changed */
	struct str origin, view;
	struct map found;               /* rule id to struct found */
};

struct drafts {
	const struct report *r;
	struct map by_name;             /* origin, LF, view: struct draft */
	struct suites *out;
	bool all;                       /* a test for each rule that found nothing */
};

/* --- sorting findings ------------------------------------------------------------------- */

static struct draft *
draft_of(struct drafts *d, struct str origin, struct str view)
{
	struct str key = arena_printf(&d->out->arena, "%.*s\n%.*s", STR(origin), STR(view));
	void **slot = map_slot(&d->by_name, key);
	struct draft *draft = *slot;

	if (draft == NULL) {
		*slot = draft = ARENA_NEW(&d->out->arena, struct draft);
		draft->origin = origin;
		draft->view = view;
	}
	return draft;
}

static void
sort_findings(struct drafts *d)
{
	for (size_t i = 0; i < d->r->findings->n; i++) {
		const struct finding *f = d->r->findings->v[i];
		struct draft *draft = draft_of(d, f->zone, f->view);
		void **slot = map_slot(&draft->found, str_of(f->rule->id));
		struct found *found = *slot;

		if (found == NULL)
			*slot = found = ARENA_NEW(&d->out->arena, struct found);
		GROW(found->v, found->n, found->cap);
		found->v[found->n++] = i;
	}
}

/* --- outcomes ------------------------------------------------------------------------------- */

/* The verdict counts what was waived at its lowered severity, and so does this. */
static enum outcome
outcome_of(const struct report *r, const struct tested *t, struct arena *arena, struct str *reason)
{
	enum outcome worst = TEST_PASSED;

	for (size_t i = 0; i < t->n; i++) {
		const struct finding *f = r->findings->v[t->v[i]];
		enum outcome outcome = TEST_PASSED;

		if (r->fail_on != OFF && f->severity >= r->fail_on)
			outcome = f->rule->flags & RULE_FIRST && f->severity == ERROR ? TEST_BROKEN :
			    TEST_FAILED;
		else if (f->waiver.len)
			outcome = TEST_SKIPPED;
		if (outcome == TEST_SKIPPED && worst < TEST_SKIPPED)
			*reason = arena_printf(arena, "waived by %.*s", STR(f->waiver));
		if (outcome > worst)
			worst = outcome;
	}
	return worst;
}

static void
test_add(struct drafts *d, struct suite *suite, struct str name, struct found *found)
{
	struct tested *t = &suite->tests[suite->n++];

	t->name = name;
	if (found) {
		t->v = found->v;
		t->n = found->n;
		found->told = true;
	}
	t->outcome = outcome_of(d->r, t, &d->out->arena, &t->reason);
	suite->count[t->outcome]++;
}

static void
reason_add(struct suite *suite, struct str name, enum outcome outcome, struct str reason)
{
	struct tested *t = &suite->tests[suite->n++];

	*t = (struct tested){ .name = name, .outcome = outcome, .reason = reason };
	suite->count[outcome]++;
}

/* --- suites ---------------------------------------------------------------------------------- */

/* Nothing but ownership is judged of a zone that cannot be read. */
static bool
unreadable(const struct report *r, const struct draft *draft)
{
	for (size_t i = 0; i < draft->found.n; i++) {
		const struct found *found = draft->found.entries[i].value;

		for (size_t k = 0; k < found->n; k++) {
			const struct finding *f = r->findings->v[found->v[k]];

			if (f->rule->flags & RULE_FIRST && (f->severity == ERROR || f->waiver.len))
				return true;
		}
	}
	return false;
}

/* A run that broke off has judged nothing to the end. */
static bool
judges(const struct report *r, const struct draft *draft, size_t rule)
{
	unsigned on = r->rules[rule].rule->on;

	if (r->error.len)
		return false;
	if (draft->origin.len == 0)
		return on & COMMIT_CHANGED;
	return draft->zone && draft->zone->judged && draft->zone->judged[rule] && on & ~COMMIT_CHANGED;
}

static void
rules_add(struct drafts *d, struct suite *suite, struct draft *draft)
{
	bool broken = unreadable(d->r, draft);
	size_t silent = 0;

	for (size_t i = 0; i < d->r->nrules; i++) {
		const struct rule *rule = d->r->rules[i].rule;
		struct str id = str_of(rule->id);
		struct found *found = map_get(&draft->found, id);

		if (found == NULL && !judges(d->r, draft, i))
			continue;
		if (found == NULL && !d->all)
			silent++;
		else if (found == NULL && broken && !(rule->flags & (RULE_FIRST | RULE_LAST)))
			reason_add(suite, id, TEST_SKIPPED, S("not judged: the zone cannot be read"));
		else
			test_add(d, suite, id, found);
	}
	for (size_t i = 0; i < draft->found.n; i++) {
		struct found *found = draft->found.entries[i].value;

		if (!found->told)
			test_add(d, suite, draft->found.entries[i].key, found);
	}
	if (silent && broken)
		reason_add(suite, S("other-rules"), TEST_SKIPPED,
		    S("not judged: the zone cannot be read"));
	else if (silent)
		test_add(d, suite, S("other-rules"), NULL);
}

/* What kept the run from judging, and what it did not judge. */
static void
reasons_add(struct drafts *d, struct suite *suite)
{
	const struct report *r = d->r;
	struct buf line = { NULL, 0, 0 };

	if (r->error.len) {
		error_line_add(&line, r);
		reason_add(suite, S("verdict"), TEST_BROKEN,
		    arena_dup(&d->out->arena, buf_str(&line)));
	}
	for (size_t i = 0; i < r->nnot_judged; i++)
		reason_add(suite, r->not_judged[i].what, TEST_SKIPPED, r->not_judged[i].why);
	buf_free(&line);
}

static void
suite_add(struct drafts *d, struct draft *draft)
{
	struct suite *suite = &d->out->v[d->out->n];
	struct arena *arena = &d->out->arena;
	bool commit = draft->origin.len == 0;

	*suite = (struct suite){ .name = commit ? S("whole commit") : draft->origin };
	if (draft->view.len)
		suite->name = arena_printf(arena, "%.*s (view %.*s)", STR(draft->origin),
		    STR(draft->view));
	if (draft->zone)
		suite->path = draft->zone->path[draft->zone->path[AFTER].len ? AFTER : BEFORE];
	suite->tests = ARENA_ARRAY(arena, struct tested,
	    d->r->nrules + draft->found.n + d->r->nnot_judged + 2);
	if (commit)
		reasons_add(d, suite);
	rules_add(d, suite, draft);
	d->out->n += suite->n > 0;
}

/* The lists of findings move into the arena with the tests. */
static void
tests_own(struct suites *out, struct drafts *d)
{
	for (size_t i = 0; i < out->n; i++)
		for (size_t k = 0; k < out->v[i].n; k++) {
			struct tested *t = &out->v[i].tests[k];
			size_t *own = ARENA_ARRAY(&out->arena, size_t, t->n);

			for (size_t j = 0; j < t->n; j++)
				own[j] = t->v[j];
			t->v = own;
		}
	for (size_t i = 0; i < d->by_name.n; i++) {
		struct draft *draft = d->by_name.entries[i].value;

		for (size_t k = 0; k < draft->found.n; k++)
			free(((struct found *)draft->found.entries[k].value)->v);
		map_free(&draft->found);
	}
	map_free(&d->by_name);
}

void
suites_fill(struct suites *out, const struct report *r)
{
	struct drafts d = { .r = r, .out = out, .all = r->nzones * r->nrules <= TESTS_TOLD };

	*out = (struct suites){ .n = 0 };
	draft_of(&d, S(""), S(""));
	for (size_t i = 0; i < r->nzones; i++)
		draft_of(&d, r->zones[i].origin, r->zones[i].view)->zone = &r->zones[i];
	sort_findings(&d);
	out->v = ARENA_ARRAY(&out->arena, struct suite, d.by_name.n);
	for (size_t i = 0; i < d.by_name.n; i++)
		suite_add(&d, d.by_name.entries[i].value);
	tests_own(out, &d);
}

void
suites_free(struct suites *s)
{
	arena_free(&s->arena);
}
