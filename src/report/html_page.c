/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of the page must know of each other before the first is
 * written: which finding speaks of which row, and what will be shown at all.
 */
#include <stdlib.h>

#include "report/html.h"

static struct str
key(struct arena *a, struct str zone, struct str view, struct str owner, struct str type)
{
	return arena_printf(a, "%.*s %.*s %.*s %.*s", STR(zone), STR(view), STR(owner), STR(type));
}

struct card *
page_card(const struct page *p, const struct finding *f)
{
	struct arena scratch = { NULL };
	struct card *card = map_get(&p->by_zone, key(&scratch, f->zone, f->view, S(""), S("")));

	arena_free(&scratch);
	return card;
}

struct row *
page_row(const struct page *p, const struct finding *f)
{
	struct arena scratch = { NULL };
	struct str owner = f->owner.len ? f->owner : f->zone;
	struct row *row = map_get(&p->by_subject, key(&scratch, f->zone, f->view, owner, f->type));

	/* A child's chain is spoken of by its DS, which stands elsewhere; its keys are what changed. */
	if (row == NULL && str_eq(f->type, S("DS")))
		row = map_get(&p->by_subject, key(&scratch, f->zone, f->view, owner, S("DNSKEY")));
	arena_free(&scratch);
	return row;
}

bool
page_full(const struct page *p)
{
	return p->out.len > PAGE_MAX;
}

/* --- findings ------------------------------------------------------------------------------- */

/* A few of a rule and severity tell the story; the rest is counted. */
static void
choose_findings(struct page *p)
{
	struct map groups = { 0 };
	size_t *count = ARENA_ARRAY(&p->scratch, size_t, p->r->findings->n), used = 0;

	p->shown = ARENA_ARRAY(&p->scratch, bool, p->r->findings->n);
	for (size_t i = 0; i < p->r->findings->n; i++) {
		const struct finding *f = p->r->findings->v[i];
		struct card *card = page_card(p, f);
		void **slot = map_slot(&groups, arena_printf(&p->scratch, "%s %d", f->rule->id,
		    (int)f->severity));

		if (*slot == NULL)
			*slot = &count[used++];
		p->shown[i] = ++*(size_t *)*slot <= FINDINGS_MAX;
		p->by[f->severity]++;
		p->waived += f->waiver.len > 0;
		if (card)
			card->by[f->severity]++;
	}
	map_free(&groups);
}

static void
mark_rows(struct page *p)
{
	for (size_t i = 0; i < p->r->findings->n; i++) {
		const struct finding *f = p->r->findings->v[i];
		struct row *row = page_row(p, f);

		if (row == NULL)
			continue;
		if (f->severity > row->worst)
			row->worst = f->severity;
		if (row->finding == 0 && p->shown[i])
			row->finding = i + 1;
	}
}

/* --- rows -------------------------------------------------------------------------------------- */

/* Delegation and its security first, then what moves most, then the rest. */
static int
weight(struct str type)
{
	static const char *const order[] = { "NS", "DS", "DNSKEY", "CDS", "CDNSKEY", "SOA", "MX",
		"DNAME", "CNAME", "A", "AAAA", "HTTPS", "SVCB", "SRV", "CAA", "TLSA", "TXT" };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (str_eq(type, str_of(order[i])))
			return (int)i;
	return (int)(sizeof(order) / sizeof(order[0]));
}

static int
by_weight(const void *x, const void *y)
{
	const struct row *a = x, *b = y;
	int order = (int)b->worst - (int)a->worst;

	if (order && (a->worst >= WARNING || b->worst >= WARNING))
		return order;
	order = weight(a->change->type) - weight(b->change->type);
	if (order)
		return order;
	return a->change < b->change ? -1 : a->change > b->change;      /* canonical by name */
}

static bool
listed(const struct reported_zone *z, const struct reported_change *c)
{
	if (!str_eq(c->type, S("SOA")))
		return c->churn;
	return !(z->pictures && z->pictures->serial_only && c->ttl[BEFORE] == c->ttl[AFTER]);
}

static void
card_fill(struct page *p, struct card *card, const struct reported_zone *z)
{
	card->zone = z;
	card->rows = ARENA_ARRAY(&p->scratch, struct row, z->n);
	for (size_t i = 0; i < z->n; i++) {
		const struct reported_change *c = &z->changes[i];

		if (c->kind != RRSET_ADDED && c->churn && c->ttl[BEFORE] > card->longest)
			card->longest = c->ttl[BEFORE];
		if (listed(z, c)) {
			card->rows[card->n].change = c;
			*map_slot(&p->by_subject, key(&p->scratch, z->origin, z->view, c->owner, c->type)) =
			    &card->rows[card->n++];
		} else if (!str_eq(c->type, S("SOA"))) {
			card->generated++;
		}
	}
	*map_slot(&p->by_zone, key(&p->scratch, z->origin, z->view, S(""), S(""))) = card;
}

/* Puts the rows into their order, ends them, and lets findings find those that are left. */
static void
card_settle(struct page *p, struct card *card)
{
	const struct reported_zone *z = card->zone;

	if (card->n > 1)
		qsort(card->rows, card->n, sizeof(*card->rows), by_weight);
	for (size_t i = 0; i < card->n; i++) {
		const struct reported_change *c = card->rows[i].change;

		*map_slot(&p->by_subject, key(&p->scratch, z->origin, z->view, c->owner, c->type)) =
		    i < ROWS_MAX ? &card->rows[i] : NULL;
	}
	card->left_out = z->left_out + (card->n > ROWS_MAX ? card->n - ROWS_MAX : 0);
	if (card->n > ROWS_MAX)
		card->n = ROWS_MAX;
}

static int
worst_first(const void *x, const void *y)
{
	const struct card *a = *(struct card *const *)x, *b = *(struct card *const *)y;

	for (enum severity s = ERROR; s >= WARNING; s--)
		if (a->by[s] != b->by[s])
			return a->by[s] > b->by[s] ? -1 : 1;
	return a < b ? -1 : a > b;
}

static void
order_cards(struct page *p)
{
	size_t n = p->r->nzones;

	p->order = ARENA_ARRAY(&p->scratch, struct card *, n);
	for (size_t i = 0; i < n; i++)
		p->order[i] = &p->cards[i];
	if (n > 1)
		qsort(p->order, n, sizeof(*p->order), worst_first);
	for (size_t i = 0; i < n && i < CARDS_MAX; i++)
		p->order[i]->shown = true;
}

void
page_open(struct page *p, const struct report *r)
{
	*p = (struct page){ .r = r };
	p->cards = ARENA_ARRAY(&p->scratch, struct card, r->nzones);
	for (size_t i = 0; i < r->nzones; i++)
		card_fill(p, &p->cards[i], &r->zones[i]);
	choose_findings(p);
	mark_rows(p);
	order_cards(p);
	for (size_t i = 0; i < r->nzones; i++)
		card_settle(p, &p->cards[i]);
}

void
page_close(struct page *p)
{
	map_free(&p->by_zone);
	map_free(&p->by_subject);
	buf_free(&p->out);
	arena_free(&p->scratch);
}
