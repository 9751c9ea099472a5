/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A rolling hash over the UTF-16 units of the file, blanks left out: that of a
 * line covers the 100 units from its start.  Equal hashes are told apart by
 * how many there were so far.
 */
#include "report/line_hash.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/utf8.h"

enum { WINDOW = 100, BASE = 37, END_OF_FILE = 0xffff };

struct roll {
	uint64_t hash, first;           /* first = BASE to the WINDOWth */
	uint64_t window[WINDOW];
	bool begins[WINDOW];            /* does a line begin at this unit? */
	size_t i;
	bool start, cr;                 /* the next unit begins a line; the last one was a CR */
	uint64_t *hashes;               /* of lines 1 to n */
	size_t n, cap, most;            /* most: none behind it is asked for */
};

/* The unit that falls out of the window completes the line that began with it. */
static void
push(struct roll *r, uint64_t unit, bool begins)
{
	if (r->begins[r->i]) {
		GROW(r->hashes, r->n, r->cap);
		r->hashes[r->n++] = r->hash;
	}
	r->begins[r->i] = begins;
	r->hash = BASE * r->hash + unit - r->first * r->window[r->i];
	r->window[r->i] = unit;
	r->i = (r->i + 1) % WINDOW;
}

static void
take(struct roll *r, uint64_t unit)
{
	bool begins = r->start;

	if (unit == ' ' || unit == '\t' || (r->cr && unit == '\n')) {
		r->cr = false;
		return;
	}
	r->cr = unit == '\r';
	if (r->cr)
		unit = '\n';
	r->start = unit == '\n';
	push(r, unit, begins);
}

static void
roll_over(struct roll *r, struct str bytes)
{
	uint32_t c;

	r->first = 1;
	for (int i = 0; i < WINDOW; i++)
		r->first *= BASE;
	r->start = true;
	while (bytes.len && r->n < r->most) {
		utf8_next(&bytes, &c);
		if (c > 0xffff) {
			take(r, 0xd800 + ((c - 0x10000) >> 10));
			c = 0xdc00 + ((c - 0x10000) & 0x3ff);
		}
		take(r, c);
	}
	take(r, END_OF_FILE);
	for (int i = 0; i < WINDOW; i++)
		push(r, 0, false);
}

static struct str
key_of(const uint64_t *hash)
{
	return str_n((const char *)hash, sizeof(*hash));
}

void
line_hashes(struct str bytes, const uint32_t *lines, size_t n, struct arena *arena,
    struct str *out)
{
	struct roll r = { .most = n ? lines[n - 1] : 0 };
	struct map counts = { 0 };      /* of the hashes that are asked for */
	struct arena scratch = { NULL };
	size_t next = 0;

	roll_over(&r, bytes);
	for (size_t i = 0; i < n; i++) {
		out[i] = S("");
		if (lines[i] && lines[i] <= r.n)
			*map_slot(&counts, key_of(&r.hashes[lines[i] - 1])) =
			    ARENA_NEW(&scratch, unsigned);
	}
	for (size_t i = 0; i < r.n && next < n; i++) {
		unsigned *count = map_get(&counts, key_of(&r.hashes[i]));

		if (count)
			++*count;
		for (; next < n && lines[next] <= i + 1; next++)
			if (lines[next])
				out[next] = arena_printf(arena, "%llx:%u",
				    (unsigned long long)r.hashes[i], *count);
	}
	map_free(&counts);
	arena_free(&scratch);
	free(r.hashes);
}
