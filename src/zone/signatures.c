/* SPDX-License-Identifier: BSD-2-Clause */
/* Many signatures at a time, verified by several threads. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/workers.h"
#include "zone/signature.h"

enum { WORTH_A_THREAD = 16 };   /* signatures */

struct asked {
	struct record *record;
	enum signature verdict;
	bool open;                      /* the question is still to be answered */
	struct signature_question question;
};

struct signatures {
	struct zone *zone;
	struct arena arena;             /* the questions */
	struct asked *v;
	size_t n, cap;
	size_t at;                      /* where the last verdict was found */
	bool verified;
	atomic_size_t next;             /* question to be answered */
};

struct signatures *
signatures_new(struct zone *z)
{
	struct signatures *s = memory_new(sizeof(*s));

	*s = (struct signatures){ .zone = z };
	return s;
}

void
signatures_free(struct signatures *s)
{
	arena_free(&s->arena);
	free(s->v);
	free(s);
}

void
signatures_ask(struct signatures *s, struct record *rrsig)
{
	struct asked *q;

	if (s->verified) {
		arena_free(&s->arena);
		s->n = s->at = 0;
		s->verified = false;
	}
	GROW(s->v, s->n, s->cap);
	q = &s->v[s->n++];
	q->record = rrsig;
	q->verdict = signature_ask(s->zone, rrsig, NULL, CASE_FOLDED, &s->arena, &q->question);
	q->open = q->verdict == SIGNATURE_GOOD;
}

static void
answer(void *self)
{
	struct signatures *s = self;
	size_t i;

	while ((i = atomic_fetch_add(&s->next, 1)) < s->n)
		if (s->v[i].open && !signature_answer(&s->v[i].question))
			s->v[i].verdict = SIGNATURE_BAD;
}

void
signatures_verify(struct signatures *s)
{
	if (s->verified)
		return;
	atomic_store(&s->next, 0);
	workers_run(s->n / WORTH_A_THREAD, answer, s);
	/* The form as written is rare, and has to read the zone. */
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].verdict == SIGNATURE_BAD && canonical_keeps_case(s->v[i].question.sig.covers))
			s->v[i].verdict = signature_verify(s->zone, s->v[i].record, NULL);
	s->verified = true;
}

enum signature
signatures_verdict(struct signatures *s, const struct record *rrsig)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct asked *q = &s->v[(s->at + i) % s->n];

		if (q->record == rrsig) {
			s->at = (s->at + i + 1) % s->n;
			return q->verdict;
		}
	}
	return SIGNATURE_BAD;
}
