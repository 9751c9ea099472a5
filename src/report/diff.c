/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `zonevet diff`: what a unified diff of both versions as `zonevet print`
 * writes them would show, without context and in git's colours.  What could
 * not be read stands in front, behind a !.
 */
#include "report/escape.h"
#include "report/text.h"

static void
side_add(struct buf *out, const struct report *r, const struct reported_zone *z, int side)
{
	paint_begin(out, r, BOLD);
	buf_add(out, side == BEFORE ? S("--- ") : S("+++ "));
	if (z->path[side].len == 0) {
		buf_add(out, S("/dev/null"));
	} else {
		if (r->label[side].len && !str_eq(r->label[side], z->path[side])) {
			escape_terminal(out, r->label[side]);
			buf_put(out, ' ');
		}
		escape_path(out, z->path[side]);
	}
	paint_end(out, r);
	buf_put(out, '\n');
}

static void
heading_add(struct buf *out, const struct report *r, const struct reported_zone *z)
{
	side_add(out, r, z, BEFORE);
	side_add(out, r, z, AFTER);
	paint_begin(out, r, CYAN);
	buf_add(out, S("@@ "));
	escape_terminal(out, z->origin);
	if (z->view.len) {
		buf_add(out, S(" (view "));
		escape_terminal(out, z->view);
		buf_put(out, ')');
	}
	if (z->has_serial[BEFORE] || z->has_serial[AFTER])
		buf_add(out, S(" serial"));
	if (z->has_serial[BEFORE])
		buf_printf(out, " %u", z->serial[BEFORE]);
	if (z->has_serial[AFTER] && z->has_serial[BEFORE])
		buf_add(out, S(" ->"));
	if (z->has_serial[AFTER])
		buf_printf(out, " %u", z->serial[AFTER]);
	buf_add(out, S(" @@"));
	paint_end(out, r);
	buf_put(out, '\n');
}

static void
records_add(struct buf *out, const struct report *r, const struct reported_zone *z,
    const struct reported_change *c, int side)
{
	for (size_t i = 0; i < c->n[side]; i++) {
		paint_begin(out, r, side == BEFORE ? RED : GREEN);
		buf_put(out, side == BEFORE ? '-' : '+');
		escape_terminal(out, c->owner);
		buf_printf(out, " %u ", c->ttls[side] ? c->ttls[side][i] : c->ttl[side]);
		escape_terminal(out, z->class.len ? z->class : S("IN"));
		buf_put(out, ' ');
		escape_terminal(out, c->type);
		buf_put(out, ' ');
		escape_terminal(out, c->data[side][i]);
		paint_end(out, r);
		buf_put(out, '\n');
	}
}

static void
unread_add(struct buf *out, const struct report *r, const struct reported_zone *z)
{
	for (size_t i = 0; i < z->nunread; i++) {
		paint_begin(out, r, BOLD);
		buf_add(out, S("! "));
		escape_terminal(out, z->unread[i]);
		paint_end(out, r);
		buf_put(out, '\n');
	}
}

void
report_diff(FILE *out, const struct report *r)
{
	struct buf text = { NULL, 0, 0 };

	for (size_t i = 0; i < r->nzones; i++) {
		const struct reported_zone *z = &r->zones[i];

		if (z->n + z->left_out + z->nunread == 0)
			continue;
		heading_add(&text, r, z);
		unread_add(&text, r, z);
		for (size_t k = 0; k < z->n; k++)
			for (int side = BEFORE; side <= AFTER; side++)
				records_add(&text, r, z, &z->changes[k], side);
		if (z->left_out)
			buf_printf(&text, "@@ and %zu more RRsets @@\n", z->left_out);
		fwrite(text.p, 1, text.len, out);
		buf_clear(&text);
	}
	buf_free(&text);
}
