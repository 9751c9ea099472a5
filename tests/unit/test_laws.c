/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The laws of the difference, on zones made at random from fixed seeds: a
 * model is a list of records; a writer spells it in one of many ways.
 *   - two spellings of one model do not differ
 *   - the difference of two models is the one that the models themselves tell
 *   - seen from the other side, added and removed change places
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "zone/compare.h"

#include <check.h>         /* last: it defines fail() as a macro */

enum { OWNERS = 12, RECORDS = 40, ROUNDS = 400 };

struct random {
	uint64_t state;
};

static unsigned
pick(struct random *r, unsigned n)
{
	r->state = r->state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(r->state >> 33) % n;
}

struct entry {
	unsigned owner, type, data, ttl;        /* type: 0 A, 1 MX, 2 TXT, 3 CNAME of an own owner */
};

struct model {
	struct entry v[RECORDS];
	size_t n;
};

static const char *const owners[OWNERS] = {
	"www", "mail", "a.b", "b", "c.a.b", "x-1", "_srv._tcp", "*.w", "w", "host10", "k.k.k", "zz",
};

/* One TTL an RRset and one CNAME an owner, so that every model is a sane zone. */
static struct entry
random_entry(struct random *r)
{
	struct entry e = { .owner = pick(r, OWNERS), .type = pick(r, 3), .data = pick(r, 6) };

	e.ttl = 60 * (1 + (e.owner * 7 + e.type) % 5);
	return e;
}

static bool
model_has(const struct model *m, const struct entry *e)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].owner == e->owner && m->v[i].type == e->type && m->v[i].data == e->data)
			return true;
	return false;
}

static void
model_add(struct model *m, struct random *r)
{
	struct entry e = random_entry(r);

	if (m->n < RECORDS && !model_has(m, &e))
		m->v[m->n++] = e;
}

static void
model_drop(struct model *m, struct random *r)
{
	if (m->n > 0) {
		size_t i = pick(r, (unsigned)m->n);

		m->v[i] = m->v[--m->n];
	}
}

static void
shuffle(struct model *m, struct random *r)
{
	for (size_t i = m->n; i > 1; i--) {
		size_t j = pick(r, (unsigned)i);
		struct entry e = m->v[i - 1];

		m->v[i - 1] = m->v[j];
		m->v[j] = e;
	}
}

/* --- spelling ------------------------------------------------------------------- */

struct writer {
	struct random random;
	struct buf out;
	bool in_b;                      /* $ORIGIN is b.example.com. */
	unsigned default_ttl;
	const char *owner;              /* of the line before */
};

static void
put_cased(struct writer *w, const char *text)
{
	bool upper = pick(&w->random, 4) == 0;

	for (; *text; text++)
		buf_put(&w->out, upper && *text >= 'a' && *text <= 'z' ? (char)(*text - 32) : *text);
}

static void
put_name(struct writer *w, const char *name)
{
	size_t len = str_of(name).len;

	if (w->in_b && pick(&w->random, 2) && str_ends(str_of(name), S(".b"))) {
		char relative[32];

		snprintf(relative, sizeof(relative), "%.*s", (int)len - 2, name);
		put_cased(w, relative);
	} else if (!w->in_b && pick(&w->random, 2)) {
		put_cased(w, name);
	} else {
		put_cased(w, name);
		put_cased(w, ".example.com.");
	}
}

static void
put_ttl(struct writer *w, unsigned ttl)
{
	if (ttl == w->default_ttl && pick(&w->random, 2))
		return;
	if (pick(&w->random, 2))
		buf_printf(&w->out, " %um", ttl / 60);
	else
		buf_printf(&w->out, " %u", ttl);
}

static void
put_data(struct writer *w, const struct entry *e)
{
	bool open = pick(&w->random, 4) == 0;
	const char *gap = open ? " ; so\n\t" : " ";

	buf_printf(&w->out, "%s", open ? " (" : " ");
	switch (e->type) {
	case 0:
		if (pick(&w->random, 3) == 0)
			buf_printf(&w->out, "\\# 4%sc00002%02x", gap, e->data);
		else
			buf_printf(&w->out, "192.0.2.%u", e->data);
		break;
	case 1:
		buf_printf(&w->out, "%u%s", e->data, gap);
		put_name(w, owners[e->data]);
		break;
	default:
		buf_printf(&w->out, pick(&w->random, 2) ? "\"t;%u\"%s\"x\"" : "t\\;%u%sx", e->data, gap);
		break;
	}
	buf_printf(&w->out, "%s%s\n", open ? "\n)" : "", pick(&w->random, 5) ? "" : " ; said");
}

static void
put_entry(struct writer *w, const struct entry *e)
{
	static const char *const types[] = { "A", "MX", "TXT" };
	const char *owner = owners[e->owner];

	if (pick(&w->random, 6) == 0) {
		w->in_b = !w->in_b;
		buf_add(&w->out, w->in_b ? S("$ORIGIN b.example.com.\n") : S("$ORIGIN example.com.\n"));
	}
	if (pick(&w->random, 6) == 0) {
		w->default_ttl = 60 * (1 + pick(&w->random, 5));
		buf_printf(&w->out, "$TTL %u\n\n", w->default_ttl);
	}
	if (owner == w->owner && pick(&w->random, 2))
		buf_put(&w->out, '\t');
	else
		put_name(w, owner);
	w->owner = owner;
	if (pick(&w->random, 3) == 0) {
		buf_add(&w->out, S(" IN"));
		put_ttl(w, e->ttl);
	} else {
		put_ttl(w, e->ttl);
		if (pick(&w->random, 2))
			buf_add(&w->out, S(" in"));
	}
	buf_put(&w->out, ' ');
	put_cased(w, types[e->type]);
	put_data(w, e);
}

static struct buf
spell(struct model model, uint64_t seed)
{
	struct writer w = { .random = { seed }, .default_ttl = 300 };

	shuffle(&model, &w.random);
	buf_add(&w.out, S("$TTL 300\n@ SOA ns1 host 1 2 3 4 5\n@ NS ns1\n"));
	for (size_t i = 0; i < model.n; i++)
		put_entry(&w, &model.v[i]);
	return w.out;
}

/* --- the laws --------------------------------------------------------------------- */

static void
compare(struct changeset *set, const struct buf *before, const struct buf *after)
{
	struct zone_options options = { .origin = S("example.com.") };
	const struct buf *text[2] = { before, after };
	struct error err;

	*set = (struct changeset){ .n = 0 };
	for (int side = BEFORE; side <= AFTER; side++) {
		ck_assert(zone_load_text(&set->zone[side], NULL, (enum side)side, S("z"),
		    buf_str(text[side]), &options, &set->names, &set->arena, &err));
		for (size_t i = 0; i < set->zone[side].nfaults; i++)
			ck_assert_msg(set->zone[side].faults[i].kind == FAULT_STYLE, "%.*s\n%s",
			    STR(set->zone[side].faults[i].message), text[side]->p);
	}
	changeset_compare(set);
}

static size_t
model_count(const struct model *m, unsigned owner, unsigned type)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++)
		n += m->v[i].owner == owner && m->v[i].type == type;
	return n;
}

static bool
model_same(const struct model *a, const struct model *b, unsigned owner, unsigned type)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->v[i].owner == owner && a->v[i].type == type && !model_has(b, &a->v[i]))
			return false;
	return model_count(a, owner, type) == model_count(b, owner, type);
}

/* How many RRsets the models say were added, removed and changed. */
static void
expected(const struct model *a, const struct model *b, size_t want[3])
{
	want[0] = want[1] = want[2] = 0;
	for (unsigned owner = 0; owner < OWNERS; owner++)
		for (unsigned type = 0; type < 3; type++) {
			size_t n = model_count(a, owner, type), m = model_count(b, owner, type);

			if (n == 0 && m > 0)
				want[0]++;
			else if (n > 0 && m == 0)
				want[1]++;
			else if (n > 0 && !model_same(a, b, owner, type))
				want[2]++;
		}
}

START_TEST(laws)
{
	struct random random = { (uint64_t)_i * 7919 + 1 };

	for (int round = 0; round < ROUNDS; round++) {
		struct model a = { .n = 0 }, b;
		struct buf text[3];
		struct changeset set;
		size_t want[3];

		for (unsigned i = pick(&random, RECORDS); i > 0; i--)
			model_add(&a, &random);
		b = a;
		for (unsigned i = pick(&random, 6); i > 0; i--)
			pick(&random, 2) ? model_add(&b, &random) : model_drop(&b, &random);
		text[0] = spell(a, random.state);
		text[1] = spell(a, random.state + 1);
		text[2] = spell(b, random.state + 2);

		compare(&set, &text[0], &text[1]);
		ck_assert_msg(set.n == 1, "a re-spelling is a change:\n%s\n---\n%s", text[0].p, text[1].p);
		changeset_free(&set);

		expected(&a, &b, want);
		compare(&set, &text[0], &text[2]);
		ck_assert_msg(set.tally.added == want[0] && set.tally.removed == want[1] &&
		    set.tally.changed == want[2] && set.tally.ttl_only == 0,
		    "+%zu -%zu ~%zu t%zu, not +%zu -%zu ~%zu:\n%s\n---\n%s", set.tally.added,
		    set.tally.removed, set.tally.changed, set.tally.ttl_only, want[0], want[1], want[2],
		    text[0].p, text[2].p);
		changeset_free(&set);

		compare(&set, &text[2], &text[0]);
		ck_assert(set.tally.added == want[1] && set.tally.removed == want[0] &&
		    set.tally.changed == want[2]);
		changeset_free(&set);
		for (int i = 0; i < 3; i++)
			buf_free(&text[i]);
	}
}
END_TEST

Suite *suite_laws(void);

Suite *
suite_laws(void)
{
	Suite *suite = suite_create("laws");
	TCase *tcase = tcase_create("laws of the difference");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, laws, 0, 8);
	suite_add_tcase(suite, tcase);
	return suite;
}
