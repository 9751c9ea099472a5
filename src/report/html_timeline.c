/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long caches go on with what they have: a bar for each changed RRset as
 * long as its old TTL, one for answers that said "there is none", one for the
 * DS of the parent.  Time runs from the moment when the last server has the
 * new zone.
 */
#include "base/clock.h"
#include "report/html.h"

enum { BARS = 6, LEFT = 2, LENGTH = 262, ROW = 36, TOP = 4, TICKS = 4 };

/* RRsets of one TTL share a bar. */
struct bar {
	struct str label;
	uint32_t seconds;
	size_t more;                    /* that the label does not name */
	enum ink ink;
};

struct bars {
	struct bar v[BARS + 3];
	size_t n, shorter;              /* RRsets whose bars are left out */
	uint32_t most, held;            /* the longest; of what really changes */
};

static void
bar_add(struct bars *bars, struct str label, uint32_t seconds)
{
	bars->v[bars->n++] = (struct bar){ label, seconds, 0, INK_QUIET };
	if (seconds > bars->most)
		bars->most = seconds;
}

/* Into the bar of its TTL, which is made between longer and shorter ones; the shortest give way. */
static void
rrset_add(struct page *p, struct bars *bars, const struct reported_change *c)
{
	uint32_t ttl = c->ttl[BEFORE];
	size_t i = 0;

	while (i < bars->n && bars->v[i].seconds > ttl)
		i++;
	if (i < bars->n && bars->v[i].seconds == ttl) {
		bars->v[i].more++;
		return;
	}
	if (bars->n == BARS) {
		bars->shorter += i == BARS ? 1 : bars->v[BARS - 1].more + 1;
		if (i == BARS)
			return;
		bars->n--;
	}
	for (size_t k = bars->n++; k > i; k--)
		bars->v[k] = bars->v[k - 1];
	bars->v[i] = (struct bar){ arena_printf(&p->scratch, "%.*s %.*s", STR(c->owner), STR(c->type)), ttl,
		0, INK_MARK };
	if (ttl > bars->most)
		bars->most = bars->held = ttl;
}

/* "www.example.com. A and 4 more", the name cut if it has to be. */
static struct str
bar_label(struct page *p, const struct bar *bar)
{
	struct str label = bar->label, more = bar->more ? arena_printf(&p->scratch, " and %zu more",
	    bar->more) : S("");
	size_t room = SVG_CHARS - more.len;

	if (label.len > room)
		label = arena_printf(&p->scratch, "%.*s...%.*s", (int)(room - 13), label.p, 10,
		    label.p + label.len - 10);
	return arena_printf(&p->scratch, "%.*s%.*s", STR(label), STR(more));
}

static void
collect(struct page *p, const struct card *card, struct bars *bars)
{
	const struct reported_zone *z = card->zone;
	uint32_t negative = negative_ttl(z, BEFORE);

	for (size_t i = 0; i < card->n; i++)
		if (card->rows[i].change->kind != RRSET_ADDED && !str_eq(card->rows[i].change->type, S("SOA")))
			rrset_add(p, bars, card->rows[i].change);
	if (z->added && negative) {
		bar_add(bars, S("\"there is none\", for what is new"), negative);
		bars->held = negative > bars->held ? negative : bars->held;
	}
	for (size_t i = 0; i < z->pictures->nchains; i++) {
		const struct pictured_chain *c = &z->pictures->chains[i];

		if (str_eq(c->child, z->origin) && c->ds_ttl) {
			bar_add(bars, S("DS in the parent"), c->ds_ttl);
			break;
		}
	}
}

/* A step of the axis that a clock has, with at most TICKS of them. */
static uint32_t
step_of(uint32_t most)
{
	static const uint32_t steps[] = { 1, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800,
		21600, 43200, 86400, 172800, 604800, 1209600, 2592000, 7776000, 31536000 };

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (most / steps[i] + (most % steps[i] != 0) <= TICKS)
			return steps[i];
	return 630720000;
}

static void
axis_add(struct page *p, unsigned y, uint32_t step, unsigned ticks)
{
	svg_line(p, LEFT, y, LEFT + LENGTH, y, INK_QUIET);
	for (unsigned i = 0; i <= ticks; i++) {
		unsigned x = LEFT + LENGTH * i / ticks;
		struct str text = clock_duration_text(&p->scratch, (uint64_t)step * i);

		svg_line(p, x, y, x, y + 5, INK_QUIET);
		svg_text(p, i == 0 ? x : x - (unsigned)text.len * 7 / 2, y + 18, INK_QUIET,
		    i == 0 ? S("0") : text, 12);
	}
}

static struct str
description(struct page *p, const struct bars *bars)
{
	struct str text = S("Time until caches have let go of it:");

	for (size_t i = 0; i < bars->n; i++)
		text = arena_printf(&p->scratch, "%.*s%s %.*s %.*s", STR(text), i ? "," : "",
		    STR(bar_label(p, &bars->v[i])), STR(clock_duration_text(&p->scratch, bars->v[i].seconds)));
	return arena_printf(&p->scratch, "%.*s.", STR(text));
}

static void
draw(struct page *p, const struct bars *bars)
{
	uint32_t step = step_of(bars->most);
	unsigned ticks = bars->most / step + (bars->most % step != 0), y = TOP;

	svg_open(p, (unsigned)bars->n * ROW + 34, "Cache timeline", description(p, bars));
	for (size_t i = 0; i < bars->n; i++, y += ROW) {
		const struct bar *bar = &bars->v[i];
		unsigned w = (unsigned)((uint64_t)bar->seconds * LENGTH / ((uint64_t)step * ticks));

		svg_text(p, LEFT, y + 10, INK_PLAIN, bar_label(p, bar), SVG_CHARS);
		svg_box(p, LEFT, y + 15, w < 2 ? 2 : w, 12, bar->ink);
		svg_text(p, LEFT + (w < 2 ? 2 : w) + 6, y + 25, INK_QUIET,
		    clock_duration_text(&p->scratch, bar->seconds), 12);
	}
	axis_add(p, y + 2, step, ticks);
	svg_close(p);
}

/* In words: until when, and what servers do before the clock starts. */
static void
words_add(struct page *p, const struct card *card, const struct bars *bars)
{
	const struct reported_zone *z = card->zone;
	const struct pictured_soa *soa = &z->pictures->soa[BEFORE];

	html_raw(p, "<p>No cache holds the old data <strong>");
	html_duration(p, bars->held);
	html_raw(p, "</strong> after all servers have the new zone");
	if (bars->held < 315360000) {
		html_raw(p, ": if that were at the time of this judgement, by <span class=\"when\">");
		html_text(p, clock_text(&p->scratch, p->r->now + bars->held));
		html_raw(p, "</span>");
	}
	html_raw(p, ".</p>\n");
	if (z->has_serial[BEFORE] && soa->refresh) {
		html_raw(p, "<p class=\"dim\">A secondary that missed the NOTIFY looks within ");
		html_duration(p, soa->refresh);
		html_raw(p, " (refresh); one that cannot reach its primary serves the old zone for up to ");
		html_duration(p, soa->expire);
		html_raw(p, " (expire).</p>\n");
	}
	if (bars->shorter)
		buf_printf(&p->out, "<p class=\"dim\">%zu more record sets leave caches no later than these.</p>\n",
		    bars->shorter);
}

void
html_timeline(struct page *p, const struct card *card)
{
	struct bars bars = { .n = 0 };

	collect(p, card, &bars);
	if (bars.held == 0)
		return;
	html_raw(p, "<figure><figcaption>How long caches keep the old data</figcaption>\n");
	draw(p, &bars);
	words_add(p, card, &bars);
	html_raw(p, "</figure>\n");
}
