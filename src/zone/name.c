/* SPDX-License-Identifier: BSD-2-Clause */
#include "zone/name.h"

#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"

/* --- the table ----------------------------------------------------------- */

/*
 * Open addressing, at most two thirds full.  The hash stands in the slot, so that a
 * look-up touches no name but the one it finds.
 */
static struct names_slot *
names_slot(const struct names *t, const uint8_t *wire, size_t len, uint32_t hash)
{
	size_t mask = t->nslots - 1, i = hash & mask;

	for (; t->slots[i].index; i = (i + 1) & mask) {
		const struct name *n;

		if (t->slots[i].hash != hash)
			continue;
		n = t->v[t->slots[i].index - 1];
		if (n->len == len && memcmp(n->wire, wire, len) == 0)
			break;
	}
	return &t->slots[i];
}

enum { LEAST_SLOTS = 64 };

static bool
is_full(size_t names, size_t slots)
{
	return names * 3 > slots * 2;
}

/* To so many slots, a power of two. */
static void
names_widen(struct names *t, size_t nslots)
{
	size_t old = t->nslots, mask;
	struct names_slot *slots = t->slots;

	t->nslots = nslots;
	mask = t->nslots - 1;
	t->slots = memory_zeroed(t->nslots * sizeof(*t->slots));
	for (size_t i = 0; i < old; i++) {
		size_t to = slots[i].hash & mask;

		if (slots[i].index == 0)
			continue;
		while (t->slots[to].index)
			to = (to + 1) & mask;
		t->slots[to] = slots[i];
	}
	free(slots);
}

void
names_expect(struct names *t, size_t n)
{
	size_t nslots = LEAST_SLOTS;

	while (is_full(n, nslots))
		nslots *= 2;
	if (nslots > t->nslots)
		names_widen(t, nslots);
}

static struct name *
names_at(const struct names *t, const struct names_slot *slot)
{
	return slot->index ? t->v[slot->index - 1] : NULL;
}

static uint32_t
wire_hash(const uint8_t *wire, size_t len)
{
	return (uint32_t)str_hash(str_n((const char *)wire, len));
}

static uint8_t
wire_labels(const uint8_t *wire)
{
	uint8_t n = 0;

	for (; *wire; wire += *wire + 1)
		n++;
	return n;
}

static struct name *
names_add(struct names *t, struct names_slot *slot, const uint8_t *wire, size_t len, uint32_t hash)
{
	size_t size = offsetof(struct name, wire) + len;
	struct name *n = arena_aligned(&t->arena, size < sizeof(*n) ? sizeof(*n) : size,
	    alignof(struct name));

	*n = (struct name){ .hash = hash, .index = (uint32_t)t->n, .len = (uint8_t)len,
		.labels = wire_labels(wire) };
	memcpy(n->wire, wire, len);
	GROW(t->v, t->n, t->cap);
	t->v[t->n++] = n;
	*slot = (struct names_slot){ hash, (uint32_t)t->n };
	return n;
}

struct name *
names_intern_near(struct names *t, const uint8_t *wire, size_t len, size_t *near)
{
	struct names_slot *slot;
	uint32_t hash;

	if (*near < t->n && t->v[*near]->len == len && memcmp(t->v[*near]->wire, wire, len) == 0)
		return t->v[(*near)++];
	hash = wire_hash(wire, len);
	if (is_full(t->n + 1, t->nslots))
		names_widen(t, t->nslots ? t->nslots * 2 : LEAST_SLOTS);
	slot = names_slot(t, wire, len, hash);
	if (slot->index == 0)
		names_add(t, slot, wire, len, hash);
	*near = slot->index;
	return names_at(t, slot);
}

struct name *
names_intern(struct names *t, const uint8_t *wire, size_t len)
{
	size_t nowhere = SIZE_MAX;

	return names_intern_near(t, wire, len, &nowhere);
}

struct name *
names_find(const struct names *t, const uint8_t *wire, size_t len)
{
	return t->nslots ? names_at(t, names_slot(t, wire, len, wire_hash(wire, len))) : NULL;
}

struct name *
names_like(const struct names *t, const struct name *n)
{
	if (n->index < t->n && t->v[n->index] == n)
		return t->v[n->index];          /* it is of this table */
	return t->nslots ? names_at(t, names_slot(t, n->wire, n->len, n->hash)) : NULL;
}

struct name *
names_parent(struct names *t, struct name *n)
{
	size_t first = n->wire[0] + (size_t)1;

	if (n->labels == 0)
		return NULL;
	if (n->parent == NULL) {
		/* Names under one parent are asked one after the other. */
		if (t->parent == NULL || t->parent->len != n->len - first ||
		    memcmp(t->parent->wire, n->wire + first, t->parent->len) != 0)
			t->parent = names_intern(t, n->wire + first, n->len - first);
		n->parent = t->parent;
	}
	return n->parent;
}

/* Each name among those of its parent; the parents come to be as they are asked for. */
static void
link_under(struct names *t)
{
	for (; t->nunder < t->n; t->nunder++) {
		struct name *parent = names_parent(t, t->v[t->nunder]);

		if (t->n > t->capunder) {
			size_t cap = t->n + t->n / 2;

			t->under = memory_resize(t->under, cap * sizeof(*t->under));
			memset(t->under + t->capunder, 0, (cap - t->capunder) * sizeof(*t->under));
			t->capunder = cap;
		}
		if (parent == NULL)
			continue;
		t->under[t->nunder].before = t->under[parent->index].last;
		t->under[parent->index].last = (uint32_t)t->nunder + 1;
	}
}

struct name **
names_within(struct names *t, struct name *above, size_t *n)
{
	struct name **v = NULL;
	size_t cap = 0;

	link_under(t);
	*n = 0;
	GROW(v, *n, cap);
	v[(*n)++] = above;
	for (size_t i = 0; i < *n; i++)
		for (uint32_t at = t->under[v[i]->index].last; at; at = t->under[at - 1].before) {
			GROW(v, *n, cap);
			v[(*n)++] = t->v[at - 1];
		}
	return v;
}

void
names_seal(struct names *t)
{
	free(t->slots);
	t->slots = NULL;
	t->nslots = 0;
}

void
names_free(struct names *t)
{
	free(t->slots);
	free(t->v);
	free(t->under);
	arena_free(&t->arena);
	*t = (struct names){ .n = 0 };
}

/* --- text and wire -------------------------------------------------------- */

const char *
name_fault_text(enum name_fault fault)
{
	static const char *const text[] = {
		[NAME_GOOD] = "is a name",
		[NAME_EMPTY] = "a name is missing",
		[NAME_EMPTY_LABEL] = "a label is empty",
		[NAME_LONG_LABEL] = "a label has more than 63 octets",
		[NAME_TOO_LONG] = "the name has more than 255 octets",
		[NAME_BAD_ESCAPE] = "a \\ must be followed by a character or by three digits up to 255",
	};

	return text[fault];
}

/* The octet behind a backslash at text[*i]; *i moves to its last character. */
static bool
unescape(struct str text, size_t *i, uint8_t *octet)
{
	uint64_t value;

	if (*i + 1 >= text.len)
		return false;
	if (!ascii_digit(text.p[*i + 1])) {
		*octet = (uint8_t)text.p[++*i];
		return true;
	}
	if (*i + 3 >= text.len || !str_number(str_n(text.p + *i + 1, 3), 255, &value))
		return false;
	*octet = (uint8_t)value;
	*i += 3;
	return true;
}

/*
 * Nearly all names: no escapes, no label that is empty or long.  False says
 * nothing about the name but that it has to be looked at more closely.
 */
static bool
parse_plain(struct str text, const struct name *origin, uint8_t *wire, size_t *len)
{
	size_t label = 0, i;

	if (text.len == 0 || text.len + (origin ? origin->len : 1u) + 1 > NAME_MAX_WIRE ||
	    text.p[0] == '@')
		return false;
	for (i = 0; i < text.len; i++) {
		char c = text.p[i];

		if (c == '\\')
			return false;
		wire[i + 1] = (uint8_t)ascii_lower(c);
		if (c != '.')
			continue;
		if (i == label || i - label > LABEL_MAX)
			return false;
		wire[label] = (uint8_t)(i - label);
		label = i + 1;
	}
	if (i - label > LABEL_MAX)
		return false;
	wire[label] = (uint8_t)(i - label);     /* 0: absolute */
	if (label < i && origin)
		memcpy(wire + i + 1, origin->wire, origin->len);
	else if (label < i)
		wire[i + 1] = 0;
	*len = label == i ? i + 1 : i + 1 + (origin ? origin->len : 1u);
	return true;
}

static enum name_fault
parse(struct str text, const struct name *origin, bool fold, uint8_t *wire, size_t *len)
{
	size_t label = 0, at = 1;       /* where the length octet of the open label goes */

	if (text.len == 0)
		return NAME_EMPTY;
	if (origin && text.len == 1 && text.p[0] == '@') {
		memcpy(wire, origin->wire, origin->len);
		*len = origin->len;
		return NAME_GOOD;
	}
	if (text.len == 1 && text.p[0] == '.') {
		wire[0] = 0;
		*len = 1;
		return NAME_GOOD;
	}
	for (size_t i = 0; i < text.len; i++) {
		uint8_t octet = (uint8_t)text.p[i];

		if (octet == '.') {
			if (at == label + 1)
				return NAME_EMPTY_LABEL;
			wire[label] = (uint8_t)(at - label - 1);
			label = at++;
			if (label >= NAME_MAX_WIRE)
				return NAME_TOO_LONG;
			continue;
		}
		if (octet == '\\' && !unescape(text, &i, &octet))
			return NAME_BAD_ESCAPE;
		if (at - label > LABEL_MAX)
			return NAME_LONG_LABEL;
		if (at >= NAME_MAX_WIRE)
			return NAME_TOO_LONG;
		wire[at++] = fold ? (uint8_t)ascii_lower((char)octet) : octet;
	}
	if (at == label + 1) {                  /* ended in a dot: absolute */
		wire[label] = 0;
		*len = at;
		return NAME_GOOD;
	}
	wire[label] = (uint8_t)(at - label - 1);
	if (at + (origin ? origin->len : 1u) > NAME_MAX_WIRE)
		return NAME_TOO_LONG;
	if (origin)
		memcpy(wire + at, origin->wire, origin->len);
	else
		wire[at] = 0;
	*len = at + (origin ? origin->len : 1);
	return NAME_GOOD;
}

enum name_fault
name_parse(struct str text, const struct name *origin, uint8_t *wire, size_t *len)
{
	return parse_plain(text, origin, wire, len) ? NAME_GOOD : parse(text, origin, true, wire, len);
}

enum name_fault
name_parse_as_written(struct str text, const struct name *origin, uint8_t *wire, size_t *len)
{
	return parse(text, origin, false, wire, len);
}

bool
name_written_absolute(struct str text)
{
	size_t slashes = 0;

	if (text.len == 0 || text.p[text.len - 1] != '.')
		return false;
	while (slashes + 1 < text.len && text.p[text.len - 2 - slashes] == '\\')
		slashes++;
	return slashes % 2 == 0;
}

/* How an octet is written: by three digits, as it is, behind a backslash. */
enum { IN_DIGITS, AS_IT_IS, BEHIND_SLASH };

static const uint8_t spelling[256] = {
	[0x20] = 0, 1, 2, 1, 2, 1, 1, 1, 2, 2, 1, 1, 1, 1, 2, 1,
	[0x30] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1,
	[0x40] = 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	[0x50] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1,
	[0x60] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	[0x70] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0,
};

static char *
put_octet(char *out, uint8_t c)
{
	if (spelling[c] != IN_DIGITS) {
		if (spelling[c] == BEHIND_SLASH)
			*out++ = '\\';
		*out++ = (char)c;
		return out;
	}
	*out++ = '\\';
	*out++ = (char)('0' + c / 100);
	*out++ = (char)('0' + c / 10 % 10);
	*out++ = (char)('0' + c % 10);
	return out;
}

/* Returns the length of the text. */
static size_t
write_wire(char text[NAME_MAX_TEXT], const uint8_t *wire, size_t len)
{
	char *out = text;

	for (size_t at = 0; at < len && wire[at]; at += wire[at] + (size_t)1) {
		const uint8_t *label = wire + at + 1;
		size_t n = wire[at] < len - at ? wire[at] : len - at - 1;
		uint8_t plain = AS_IT_IS;

		for (size_t i = 0; i < n; i++) {        /* nearly all octets are written as they are */
			out[i] = (char)label[i];
			plain &= spelling[label[i]];
		}
		if (plain) {
			out += n;
		} else {
			for (size_t i = 0; i < n; i++)
				out = put_octet(out, label[i]);
		}
		*out++ = '.';
	}
	if (out == text)
		*out++ = '.';
	return (size_t)(out - text);
}

struct str
wire_text(struct arena *a, const uint8_t *wire, size_t len)
{
	char text[NAME_MAX_TEXT];

	return arena_dup(a, str_n(text, write_wire(text, wire, len)));
}

void
wire_put(struct buf *out, const uint8_t *wire, size_t len)
{
	char text[NAME_MAX_TEXT];

	buf_add(out, str_n(text, write_wire(text, wire, len)));
}

struct str
name_text(struct arena *a, const struct name *n)
{
	return wire_text(a, n->wire, n->len);
}

struct str
name_spell(const struct name *n, char text[NAME_MAX_TEXT])
{
	return str_n(text, write_wire(text, n->wire, n->len));
}

/* --- relations -------------------------------------------------------------- */

bool
name_equal(const struct name *a, const struct name *b)
{
	return a == b || (a->hash == b->hash && a->len == b->len &&
	    memcmp(a->wire, b->wire, a->len) == 0);
}

bool
name_ends_in(const struct name *n, const struct name *above)
{
	const uint8_t *p = n->wire;

	if (n->len < above->len || n->labels < above->labels)
		return false;
	if (above->len > 1 && n->wire[n->len - 2] != above->wire[above->len - 2])
		return false;           /* the last letters of most others differ */
	for (int i = n->labels - above->labels; i > 0; i--)
		p += *p + 1;
	return n->len - (p - n->wire) == above->len && memcmp(p, above->wire, above->len) == 0;
}

static int
label_compare(const uint8_t *a, const uint8_t *b)
{
	size_t n = *a < *b ? *a : *b;
	int order = memcmp(a + 1, b + 1, n);

	return order ? order : (int)*a - (int)*b;
}

int
name_compare(const struct name *a, const struct name *b)
{
	uint8_t at[2][128];
	const struct name *side[2] = { a, b };
	int common = a->labels < b->labels ? a->labels : b->labels;

	if (a == b)
		return 0;
	for (int s = 0; s < 2; s++) {
		const uint8_t *p = side[s]->wire;

		for (int i = side[s]->labels; i > 0; i--, p += *p + 1)
			at[s][i - 1] = (uint8_t)(p - side[s]->wire);
	}
	for (int i = 0; i < common; i++) {
		int order = label_compare(a->wire + at[0][i], b->wire + at[1][i]);

		if (order)
			return order;
	}
	return (int)a->labels - (int)b->labels;
}

bool
name_wildcard(const struct name *n)
{
	return n->wire[0] == 1 && n->wire[1] == '*';
}
