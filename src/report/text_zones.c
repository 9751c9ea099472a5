/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What changed, for people: a zone's heading and counts, then its RRsets in
 * columns, + added, - removed, ~ changed.  The serial is told in the heading;
 * what signers make is counted and, unless verbose, not listed.  Whatever is
 * left out is counted too.
 */
#include "report/escape.h"
#include "report/text.h"

enum {
	ZONES_SHOWN = 25,       /* of one report */
	RRSETS_SHOWN = 60,      /* of one report, shared out among its zones */
	RRSETS_LEAST = 5,       /* of one zone */
	RECORDS_SHOWN = 8,      /* of one RRset, a side */
	DATA_SHOWN = 240,       /* octets of one record */
	DATA_HANG = 8,
	NARROW = 60,            /* below so many columns nothing is lined up */
};

/* --- headings --------------------------------------------------------------------------- */

static void
serial_add(struct buf *out, const struct report *r, const struct reported_zone *z)
{
	bool old = z->has_serial[BEFORE], new = z->has_serial[AFTER];

	if (!old && !new)
		return;
	if (old && new && z->serial[BEFORE] == z->serial[AFTER]) {
		buf_printf(out, "  serial still %u", z->serial[AFTER]);
		return;
	}
	buf_add(out, S("  serial "));
	if (old)
		buf_printf(out, "%u", z->serial[BEFORE]);
	if (old && new)
		buf_add(out, arrow(r));
	if (new)
		buf_printf(out, "%u", z->serial[AFTER]);
}

/* "example.com.  new  serial 1" */
static void
heading_add(struct buf *out, const struct report *r, const struct reported_zone *z)
{
	buf_put(out, '\n');
	paint_begin(out, r, BOLD);
	escape_terminal(out, z->origin);
	paint_end(out, r);
	if (z->view.len) {
		buf_add(out, S(" (view "));
		escape_terminal(out, z->view);
		buf_put(out, ')');
	}
	if (z->path[AFTER].len == 0)
		buf_add(out, S("  deleted"));
	else if (z->path[BEFORE].len == 0)
		buf_add(out, S("  new"));
	serial_add(out, r, z);
	buf_put(out, '\n');
}

/* "  2 RRsets added, 1 removed", without the kinds that do not occur. */
static void
counts_add(struct buf *out, const struct reported_zone *z)
{
	struct zone_count counts[ZONE_COUNTS];
	size_t told = 0;

	zone_counts(z, counts);
	for (size_t i = 0; i < ZONE_COUNTS; i++) {
		if (counts[i].n == 0)
			continue;
		buf_add(out, told ? S(", ") : S("  "));
		if (told++)
			buf_printf(out, "%zu", counts[i].n);
		else
			count_add(out, counts[i].n, "RRset");
		buf_printf(out, " %s", counts[i].what);
	}
	if (told == 0)
		buf_add(out, z->n + z->left_out ? S("  only its SOA, or what signers make") :
		    S("  no record changed"));
	buf_put(out, '\n');
}

/* --- rows ------------------------------------------------------------------------------- */

/* Widths of the columns; 0: not lined up. */
struct columns {
	int owner, type, ttl;
};

static int
digits(uint32_t n)
{
	int i = 1;

	while (n > 9) {
		n /= 10;
		i++;
	}
	return i;
}

static int
side_of(const struct reported_change *c)
{
	return c->kind == RRSET_ADDED ? AFTER : BEFORE;
}

static void
columns_fit(struct columns *w, const struct report *r, const struct reported_change *c)
{
	int owner = (int)c->owner.len, type = (int)c->type.len, ttl = digits(c->ttl[side_of(c)]);

	if (owner > w->owner && owner <= (int)r->width / 2)
		w->owner = owner;
	if (type > w->type && type <= 8)
		w->type = type;
	if (ttl > w->ttl)
		w->ttl = ttl;
}

/* The data of a record behind what stands in the line already. */
static void
data_add(struct buf *out, const struct report *r, size_t at, struct str data)
{
	struct arena scratch = { NULL };

	if (data.len > DATA_SHOWN && !r->verbose)
		data = arena_printf(&scratch, "%.*s... (%zu octets, -v shows all)", DATA_SHOWN, data.p,
		    data.len);
	wrap_add(out, r, at, DATA_HANG, data);
	arena_free(&scratch);
}

/* "  ~ owner type ttl" and two blanks; returns the column behind it. */
static size_t
row_begin(struct buf *out, const struct report *r, const struct columns *w,
    const struct reported_change *c)
{
	bool added = c->kind == RRSET_ADDED, removed = c->kind == RRSET_REMOVED;
	size_t mark;
	int owner;

	buf_add(out, S("  "));
	paint_add(out, r, added ? GREEN : removed ? RED : YELLOW, added ? S("+") : removed ? S("-") :
	    S("~"));
	buf_put(out, ' ');
	mark = out->len;
	escape_terminal(out, c->owner);
	owner = (int)(out->len - mark);
	buf_printf(out, "%*s", owner < w->owner ? w->owner - owner : 0, "");
	buf_printf(out, " %-*.*s %*u", w->type, STR(c->type), w->ttl, c->ttl[side_of(c)]);
	if (!added && !removed && c->ttl[BEFORE] != c->ttl[AFTER])
		buf_printf(out, "%.*s%u", STR(arrow(r)), c->ttl[AFTER]);
	if (c->kind != TTL_CHANGED)
		buf_add(out, S("  "));
	return 4 + out->len - mark;
}

static size_t
shown(const struct report *r, size_t n)
{
	return r->verbose || n <= RECORDS_SHOWN ? n : RECORDS_SHOWN;
}

static void
rest_add(struct buf *out, size_t rest)
{
	if (rest)
		buf_printf(out, "      ... and %zu more records (-v shows all)\n", rest);
}

/* An RRset that came or went: a row a record. */
static void
whole_add(struct buf *out, const struct report *r, const struct columns *w,
    const struct reported_change *c)
{
	int side = side_of(c);
	size_t n = shown(r, c->n[side]);

	for (size_t i = 0; i < n; i++)
		data_add(out, r, row_begin(out, r, w, c), c->data[side][i]);
	rest_add(out, c->n[side] - n);
}

/* "- old" and "+ new" below the row. */
static void
sides_add(struct buf *out, const struct report *r, const struct reported_change *c)
{
	for (int side = BEFORE; side <= AFTER; side++) {
		size_t n = shown(r, c->n[side]);

		for (size_t i = 0; i < n; i++) {
			buf_add(out, S("      "));
			paint_add(out, r, side == BEFORE ? RED : GREEN, side == BEFORE ? S("-") : S("+"));
			buf_put(out, ' ');
			data_add(out, r, DATA_HANG, c->data[side][i]);
		}
		rest_add(out, c->n[side] - n);
	}
}

/* "old -> new" in the row if it fits, else a line a record. */
static void
data_changed_add(struct buf *out, const struct report *r, const struct columns *w,
    const struct reported_change *c)
{
	size_t at = row_begin(out, r, w, c);
	struct buf both = { NULL, 0, 0 };

	buf_add(&both, S(" "));         /* not the start of a line */
	for (int side = BEFORE; side <= AFTER && c->n[BEFORE] + c->n[AFTER] == 1; side++)
		if (c->n[side])
			buf_add(&both, side == BEFORE ? S("- ") : S("+ "));
	if (c->n[BEFORE] == 1)
		escape_terminal(&both, c->data[BEFORE][0]);
	if (c->n[BEFORE] && c->n[AFTER])
		buf_add(&both, arrow(r));
	if (c->n[AFTER] == 1)
		escape_terminal(&both, c->data[AFTER][0]);
	if (c->n[BEFORE] <= 1 && c->n[AFTER] <= 1 && at + both.len <= r->width) {
		buf_add(out, str_skip(buf_str(&both), 1));
		buf_put(out, '\n');
	} else {
		out->len -= 2;
		buf_put(out, '\n');
		sides_add(out, r, c);
	}
	buf_free(&both);
}

static void
change_add(struct buf *out, const struct report *r, const struct columns *w,
    const struct reported_change *c)
{
	if (c->kind == RRSET_ADDED || c->kind == RRSET_REMOVED) {
		whole_add(out, r, w, c);
	} else if (c->kind == DATA_CHANGED) {
		data_changed_add(out, r, w, c);
	} else {
		row_begin(out, r, w, c);
		buf_put(out, '\n');
	}
}

/* --- zones -------------------------------------------------------------------------------- */

/* The text without its nth field. */
static struct str
without(struct arena *a, struct str s, size_t nth)
{
	struct str rest = s, field = S("");

	for (size_t i = 0; i <= nth; i++)
		if (!str_field(&rest, " ", &field))
			return s;
	return arena_printf(a, "%.*s%.*s", (int)(field.p - s.p), s.p, STR(rest));
}

/* A SOA whose serial moved and nothing else: the heading tells it. */
static bool
serial_only(const struct reported_change *c)
{
	struct arena scratch = { NULL };
	bool same;

	if (!str_eq(c->type, S("SOA")) || c->kind != DATA_CHANGED || c->n[BEFORE] != 1 ||
	    c->n[AFTER] != 1 || c->ttl[BEFORE] != c->ttl[AFTER])
		return false;
	same = str_eq(without(&scratch, c->data[BEFORE][0], 2),
	    without(&scratch, c->data[AFTER][0], 2));
	arena_free(&scratch);
	return same;
}

static bool
listed(const struct report *r, const struct reported_change *c)
{
	return r->verbose || c->churn || (str_eq(c->type, S("SOA")) && !serial_only(c));
}

static void
zone_add(struct buf *out, const struct report *r, const struct reported_zone *z, size_t most)
{
	struct columns w = { 0, 0, 0 };
	size_t n = 0, generated = 0, rest = z->left_out;

	heading_add(out, r, z);
	counts_add(out, z);
	for (size_t i = 0; i < z->n && n < most && r->width >= NARROW; i++)
		if (listed(r, &z->changes[i]) && ++n)
			columns_fit(&w, r, &z->changes[i]);
	n = 0;
	for (size_t i = 0; i < z->n; i++) {
		const struct reported_change *c = &z->changes[i];

		if (!listed(r, c))
			generated += !str_eq(c->type, S("SOA"));
		else if (n++ < most)
			change_add(out, r, &w, c);
		else
			rest++;
	}
	if (rest)
		buf_printf(out, "  ... and %zu more RRset%s (%s)\n", rest, rest == 1 ? "" : "s",
		    r->verbose ? "too many to tell" : "-v shows all");
	if (generated)
		buf_printf(out, "  ... and %zu RRset%s that signers make (-v shows all)\n", generated,
		    generated == 1 ? "" : "s");
}

void
zones_add(struct buf *out, const struct report *r)
{
	size_t zones = r->verbose || r->nzones <= ZONES_SHOWN ? r->nzones : ZONES_SHOWN;
	size_t most = zones ? RRSETS_SHOWN / zones : 0;

	if (most < RRSETS_LEAST)
		most = RRSETS_LEAST;
	if (r->verbose)
		most = SIZE_MAX;
	for (size_t i = 0; i < zones; i++)
		zone_add(out, r, &r->zones[i], most);
	if (zones < r->nzones)
		buf_printf(out, "\n... and %zu more zones (-v shows all)\n", r->nzones - zones);
}
