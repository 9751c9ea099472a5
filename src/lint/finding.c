/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Findings are settled once, when all rules have run: consumed ones go, the
 * rest gets one order that depends on nothing but what they say.
 */
#include "lint/finding.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/memory.h"

struct finding *
findings_add(struct findings *list, const struct rule *rule)
{
	struct finding *f = ARENA_NEW(list->arena, struct finding);

	f->rule = rule;
	f->severity = rule->severity;
	GROW(list->v, list->n, list->cap);
	list->v[list->n++] = f;
	return f;
}

/* --- consumption -------------------------------------------------------------- */

/*
 * A specific finding replaces a general one when it speaks of the same RRset,
 * or of the whole owner or zone in which that lies; a general finding on a
 * whole owner yields to a specific one on any RRset of it.  Of two, the more
 * severe always stays.  One look-up each, so that 100,000 cost no more than
 * they weigh.
 */
struct consumers {
	struct map worst;               /* place to enum severity: the most severe one there */
	struct arena arena;
	struct buf key;
};

#define ANY_TYPE S("*")                 /* an RRset of the owner, no matter which */

static struct str
place_key(struct consumers *c, const char *rule, const struct finding *f, struct str owner,
    struct str type)
{
	const struct str parts[] = { str_of(rule), f->zone, f->view, owner, type };

	buf_clear(&c->key);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		buf_add(&c->key, parts[i]);
		buf_put(&c->key, '\0');
	}
	return buf_str(&c->key);
}

static void
consumer_note(struct consumers *c, struct str key, enum severity severity)
{
	enum severity *worst = map_get(&c->worst, key);

	if (worst == NULL) {
		worst = ARENA_NEW(&c->arena, enum severity);
		*map_slot(&c->worst, arena_dup(&c->arena, key)) = worst;
	}
	if (severity > *worst)
		*worst = severity;
}

enum { CONSUMED = sizeof(((struct rule *)0)->consumes) / sizeof(char *) };

static void
consumer_add(struct consumers *c, const struct finding *f)
{
	/* What a waiver excuses is excused in general too, as severe as it was. */
	enum severity severity = f->waiver.len ? ERROR : f->severity;

	for (size_t i = 0; i < CONSUMED && f->rule->consumes[i]; i++) {
		const char *general = f->rule->consumes[i];

		consumer_note(c, place_key(c, general, f, f->owner, f->type), severity);
		if (f->owner.len && f->type.len)
			consumer_note(c, place_key(c, general, f, f->owner, ANY_TYPE), severity);
	}
}

static bool
consumed(struct consumers *c, const struct finding *f)
{
	const struct str nothing = S(""), places[][2] = {
		{ f->owner, f->owner.len && f->type.len == 0 ? ANY_TYPE : f->type },
		{ f->owner, nothing }, { nothing, nothing },
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const enum severity *worst = map_get(&c->worst,
		    place_key(c, f->rule->id, f, places[i][0], places[i][1]));

		if (worst && f->severity <= *worst)
			return true;
	}
	return false;
}

static void
drop_consumed(struct findings *list)
{
	struct consumers c = { .key = { NULL, 0, 0 } };
	size_t kept = 0;

	for (size_t i = 0; i < list->n; i++)
		if (list->v[i]->severity != OFF)
			consumer_add(&c, list->v[i]);
	for (size_t i = 0; i < list->n; i++) {
		struct finding *f = list->v[i];

		f->consumed = f->consumed || (c.worst.n && consumed(&c, f));
		if (!f->consumed && f->severity != OFF)
			list->v[kept++] = f;
	}
	list->n = kept;
	map_free(&c.worst);
	arena_free(&c.arena);
	buf_free(&c.key);
}

/* --- identity and order ---------------------------------------------------------- */

uint64_t
finding_fingerprint(const struct finding *f)
{
	const struct str parts[] = { str_of(f->rule->id), f->zone, f->view, f->owner, f->type,
		f->before, f->after };
	struct buf text = { NULL, 0, 0 };
	uint64_t print;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		buf_add(&text, parts[i]);
		buf_put(&text, '\0');
	}
	print = hash_short(buf_str(&text));
	buf_free(&text);
	return print;
}

static int
order(const void *x, const void *y)
{
	const struct finding *a = *(struct finding *const *)x, *b = *(struct finding *const *)y;
	const struct str *const keys[][2] = {
		{ &a->zone, &b->zone }, { &a->view, &b->view }, { &a->path, &b->path },
		{ &a->owner, &b->owner }, { &a->type, &b->type }, { &a->message, &b->message },
		{ &a->before, &b->before }, { &a->after, &b->after },
	};
	int by = (int)b->severity - (int)a->severity;

	for (size_t i = 0; by == 0 && i < 3; i++)
		by = str_cmp(*keys[i][0], *keys[i][1]);
	if (by == 0 && a->line != b->line)
		by = a->line < b->line ? -1 : 1;
	if (by == 0 && a->column != b->column)
		by = a->column < b->column ? -1 : 1;
	if (by == 0)
		by = str_cmp(str_of(a->rule->id), str_of(b->rule->id));
	for (size_t i = 3; by == 0 && i < sizeof(keys) / sizeof(keys[0]); i++)
		by = str_cmp(*keys[i][0], *keys[i][1]);
	return by;
}

void
findings_settle(struct findings *list)
{
	drop_consumed(list);
	if (list->n > 1)
		qsort(list->v, list->n, sizeof(*list->v), order);
}

/* --- waivers ----------------------------------------------------------------------- */

struct str
finding_waived_owner(const struct finding *f)
{
	return f->owner.len ? f->owner : f->zone.len ? f->zone : S(".");
}

struct str
finding_waiver_line(const struct finding *f, struct buf *text)
{
	if (f->waivable)
		buf_printf(text, "[waiver \"ID\"] rule = %s, owners = %.*s%s%.*s, expires = YYYY-MM-DD, "
		    "ticket = TICKET", f->rule->id, STR(finding_waived_owner(f)),
		    f->type.len ? ", types = " : "", STR(f->type));
	return buf_str(text);
}

enum severity
findings_worst(const struct findings *list)
{
	enum severity worst = OFF;

	for (size_t i = 0; i < list->n; i++)
		if (list->v[i]->severity > worst)
			worst = list->v[i]->severity;
	return worst;
}

void
findings_free(struct findings *list)
{
	free(list->v);
	*list = (struct findings){ .arena = list->arena };
}
