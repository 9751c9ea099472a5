/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The chain of trust before and after: DS records of the parent above, keys of
 * the child below, a line where one names the other.  What is told in words
 * under it is what caches see meanwhile, which is where rolls break.
 */
#include "report/html.h"

enum { BOX_W = 150, BOX_H = 38, ROW = 46, LEFT = 2, RIGHT = 168, TOP = 24, GAP = 48 };

static struct str
digest_name(struct arena *a, unsigned digest)
{
	return digest == 1 ? S("SHA-1") : digest == 2 ? S("SHA-256") : digest == 4 ? S("SHA-384") :
	    arena_printf(a, "digest %u", digest);
}

static struct str
algorithm_name(struct arena *a, unsigned algorithm)
{
	static const char *const names[] = { [5] = "RSASHA1", [7] = "RSASHA1-NSEC3", [8] = "RSASHA256",
		[10] = "RSASHA512", [13] = "ECDSAP256", [14] = "ECDSAP384", [15] = "ED25519",
		[16] = "ED448" };

	if (algorithm < sizeof(names) / sizeof(names[0]) && names[algorithm])
		return str_of(names[algorithm]);
	return arena_printf(a, "algorithm %u", algorithm);
}

/* Keys that the picture shows of a side: those a DS is made for, or named by one. */
static bool
drawn(const struct pictured_chain *c, size_t key, int side)
{
	if (!c->keys[key].on[side])
		return false;
	for (size_t i = 0; i < c->nds; i++)
		if (c->ds[i].on[side] && c->ds[i].key[side] == (int)key)
			return true;
	return c->keys[key].sep;
}

struct place {
	unsigned x, y, w;
};

/* Two a row; one that is alone has the row. */
static struct place
place_of(size_t n, size_t of, unsigned top)
{
	return (struct place){ n % 2 ? RIGHT : LEFT, top + (unsigned)(n / 2) * ROW,
		of == 1 ? RIGHT + BOX_W - LEFT : BOX_W };
}

static unsigned
middle(const struct place *at)
{
	return at->x + at->w / 2;
}

static size_t
count_ds(const struct pictured_chain *c, int side)
{
	size_t n = 0;

	for (size_t i = 0; i < c->nds; i++)
		n += c->ds[i].on[side];
	return n;
}

static size_t
count_keys(const struct pictured_chain *c, int side)
{
	size_t n = 0;

	for (size_t i = 0; i < c->nkeys; i++)
		n += drawn(c, i, side);
	return n;
}

static unsigned
rows_height(size_t n)
{
	return (unsigned)((n + 1) / 2) * ROW;
}

/* Something that only the other side lacks is new or gone. */
static enum ink
ink_of(const bool on[2], int side)
{
	return on[!side] ? INK_PLAIN : side == AFTER ? INK_NEW : INK_GONE;
}

static void
part_add(struct page *p, struct place at, enum ink ink, struct str head, struct str below)
{
	svg_box(p, at.x, at.y, at.w, BOX_H, ink);
	svg_text(p, at.x + 8, at.y + 16, INK_PLAIN, arena_printf(&p->scratch, "%s%.*s",
	    ink == INK_NEW ? "+ " : ink == INK_GONE ? "- " : "", STR(head)), at.w / 8);
	svg_text(p, at.x + 8, at.y + 31, INK_QUIET, below, at.w / 8);
}

static void
parents_add(struct page *p, const struct pictured_chain *c, int side, struct place ds[])
{
	size_t n = 0;

	for (size_t i = 0; i < c->nds; i++) {
		if (!c->ds[i].on[side])
			continue;
		ds[i] = place_of(n++, count_ds(c, side), TOP);
		part_add(p, ds[i], ink_of(c->ds[i].on, side), arena_printf(&p->scratch, "DS %u",
		    c->ds[i].tag), digest_name(&p->scratch, c->ds[i].digest));
	}
	if (n == 0)
		svg_text(p, LEFT, TOP + 20, INK_QUIET, S("no DS"), SVG_CHARS);
}

static void
children_add(struct page *p, const struct pictured_chain *c, int side, unsigned top, struct place key[])
{
	size_t n = 0;

	for (size_t i = 0; i < c->nkeys; i++) {
		if (!drawn(c, i, side))
			continue;
		key[i] = place_of(n++, count_keys(c, side), top);
		part_add(p, key[i], ink_of(c->keys[i].on, side), arena_printf(&p->scratch, "DNSKEY %u%s",
		    c->keys[i].tag, c->keys[i].revoked ? " revoked" : ""),
		    algorithm_name(&p->scratch, c->keys[i].algorithm));
	}
	if (n == 0)
		svg_text(p, LEFT, top + 20, INK_QUIET, c->state[side] == CHAIN_UNKNOWN ?
		    S("keys not known here") : S("no key-signing key"), SVG_CHARS);
}

/* A line to the key, or a short dashed one that ends in words. */
static void
links_add(struct page *p, const struct pictured_chain *c, int side, unsigned bottom,
    const struct place ds[], const struct place key[])
{
	for (size_t i = 0; i < c->nds; i++) {
		int to = c->ds[i].on[side] ? c->ds[i].key[side] : -1;
		unsigned x = middle(&ds[i]), y = ds[i].y + BOX_H;

		if (!c->ds[i].on[side])
			continue;
		if (to >= 0 && drawn(c, (size_t)to, side)) {
			svg_line(p, x, y, middle(&key[to]), key[to].y, INK_MARK);
		} else if (to < 0) {
			bool known = c->state[side] != CHAIN_UNKNOWN;

			svg_line(p, x, y, x, bottom + 16, INK_GONE);
			svg_text(p, x - 40, bottom + 30, known ? INK_GONE : INK_QUIET,
			    known ? S("no such key") : S("not known"), 20);
		}
	}
}

static struct str
state_text(const struct pictured_chain *c, int side)
{
	switch (c->state[side]) {
	case CHAIN_WHOLE: return S("whole");
	case CHAIN_BROKEN: return S("BROKEN");
	case CHAIN_UNKNOWN: return S("not known");
	case CHAIN_UNSIGNED: return S("no DS: not validated");
	default: return S("does not exist");
	}
}

static struct str
description(struct page *p, const struct pictured_chain *c, int side)
{
	struct arena *a = &p->scratch;
	struct str text = arena_printf(a, "%s the change the chain is: %.*s.", side == BEFORE ? "Before" :
	    "After", STR(state_text(c, side)));

	for (size_t i = 0; i < c->nds; i++) {
		if (!c->ds[i].on[side])
			continue;
		if (c->state[side] == CHAIN_UNKNOWN)
			text = arena_printf(a, "%.*s The parent has DS %u.", STR(text), c->ds[i].tag);
		else
			text = c->ds[i].key[side] >= 0 ? arena_printf(a, "%.*s DS %u names DNSKEY %u.", STR(text),
		    c->ds[i].tag, c->keys[c->ds[i].key[side]].tag) :
		    arena_printf(a, "%.*s DS %u names no key.", STR(text), c->ds[i].tag);
	}
	for (size_t i = 0; i < c->nkeys; i++)
		if (drawn(c, i, side))
			text = arena_printf(a, "%.*s The child has DNSKEY %u.", STR(text), c->keys[i].tag);
	return text;
}

static void
panel_add(struct page *p, const struct pictured_chain *c, int side)
{
	unsigned bottom = TOP + rows_height(count_ds(c, side) ? count_ds(c, side) : 1) - (ROW - BOX_H);
	unsigned top = bottom + GAP;
	unsigned height = top + rows_height(count_keys(c, side) ? count_keys(c, side) : 1) + 16;
	struct place ds[16] = { { 0, 0, 0 } }, key[16] = { { 0, 0, 0 } };

	buf_printf(&p->out, "<div class=\"panel\"><p class=\"side\">%s</p>\n", side == BEFORE ? "Before" :
	    "After");
	svg_open(p, height, "Chain of trust", description(p, c, side));
	svg_text(p, LEFT, 14, INK_QUIET, arena_printf(&p->scratch, "parent %.*s%s",
	    STR(c->parent), c->from_file ? " (from a file here)" : ""), SVG_CHARS);
	parents_add(p, c, side, ds);
	children_add(p, c, side, top, key);
	links_add(p, c, side, bottom, ds, key);
	svg_text(p, LEFT, height - 2, INK_QUIET, arena_printf(&p->scratch, "child %.*s",
	    STR(c->child)), SVG_CHARS);
	svg_close(p);
	html_raw(p, "</div>\n");
}

/* What validators see from the first server that has the new data to the last cache that has the old. */
static void
meanwhile_add(struct page *p, const struct pictured_chain *c)
{
	if (c->mixed[BEFORE] == CHAIN_BROKEN) {
		html_raw(p, "<li><span class=\"tag bad\">breaks</span> Resolvers that still hold the old DS find "
		    "no key for it: SERVFAIL for up to ");
		html_duration(p, c->ds_ttl);
		html_raw(p, " after the keys change.</li>\n");
	} else if (c->mixed[BEFORE] == CHAIN_WHOLE) {
		html_raw(p, "<li><span class=\"tag good\">holds</span> The old DS, for ");
		html_duration(p, c->ds_ttl);
		html_raw(p, " in caches, names a key that stays.</li>\n");
	}
	if (c->mixed[AFTER] == CHAIN_BROKEN) {
		html_raw(p, "<li><span class=\"tag bad\">breaks</span> Resolvers that have the new DS and still "
		    "hold the old keys find no match, for up to ");
		html_duration(p, c->key_ttl);
		html_raw(p, ".</li>\n");
	} else if (c->mixed[AFTER] == CHAIN_WHOLE) {
		html_raw(p, "<li><span class=\"tag good\">holds</span> The new DS names a key that resolvers hold "
		    "already.</li>\n");
	}
}

static void
verdict_add(struct page *p, const struct pictured_chain *c)
{
	switch (c->state[AFTER]) {
	case CHAIN_BROKEN:
		html_raw(p, "<li><span class=\"tag bad\">broken</span> After this change no DS of the parent names "
		    "a key of the child: validating resolvers answer SERVFAIL for <code>");
		html_text(p, c->child);
		html_raw(p, "</code> and all below.</li>\n");
		break;
	case CHAIN_WHOLE:
		html_raw(p, "<li><span class=\"tag good\">whole</span> After this change a DS of the parent names "
		    "a key of the child.</li>\n");
		break;
	case CHAIN_UNKNOWN:
		html_raw(p, "<li><span class=\"tag mid\">not known</span> The keys of the child are not in this "
		    "repository; <code>[context]</code> of the policy can name a file that has them.</li>\n");
		break;
	case CHAIN_UNSIGNED:
		html_raw(p, "<li><span class=\"tag mid\">unsigned</span> After this change there is no DS: nothing "
		    "below <code>");
		html_text(p, c->child);
		html_raw(p, "</code> is validated any more.</li>\n");
		break;
	default:
		break;
	}
}

void
html_chains(struct page *p, const struct reported_zone *z)
{
	const struct pictures *pic = z->pictures;

	for (size_t i = 0; i < pic->nchains; i++) {
		const struct pictured_chain *c = &pic->chains[i];

		html_raw(p, "<figure><figcaption>Chain of trust of <code>");
		html_text(p, c->child);
		html_raw(p, "</code></figcaption>\n<div class=\"pair\">\n");
		panel_add(p, c, BEFORE);
		panel_add(p, c, AFTER);
		html_raw(p, "</div>\n<ul class=\"verdicts\">\n");
		verdict_add(p, c);
		meanwhile_add(p, c);
		html_raw(p, "</ul>\n");
		if (i + 1 == pic->nchains && pic->chains_left_out)
			buf_printf(&p->out, "<p class=\"dim\">And %zu more chains.</p>\n", pic->chains_left_out);
		html_raw(p, "</figure>\n");
	}
}
