/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/text.h"

#include <string.h>

#include "report/escape.h"

/* --- colour ----------------------------------------------------------------------------- */

void
paint_begin(struct buf *out, const struct report *r, enum paint paint)
{
	static const char *const codes[] = {
		[PLAIN] = "0", [BOLD] = "1", [DIM] = "2", [RED] = "31", [GREEN] = "32",
		[YELLOW] = "33", [CYAN] = "36",
	};

	if (r->color)
		buf_printf(out, "\033[%sm", codes[paint]);
}

void
paint_end(struct buf *out, const struct report *r)
{
	if (r->color)
		buf_add(out, S("\033[m"));
}

void
paint_add(struct buf *out, const struct report *r, enum paint paint, struct str text)
{
	paint_begin(out, r, paint);
	buf_add(out, text);
	paint_end(out, r);
}

/* --- words and lines ---------------------------------------------------------------------- */

static size_t
blanks_at(struct str s)
{
	size_t n = 0;

	while (n < s.len && s.p[n] == ' ')
		n++;
	return n;
}

/* Up to the next blank; "key = value" is one word. */
static size_t
word_at(struct str s)
{
	size_t n = 0;

	for (;;) {
		while (n < s.len && s.p[n] != ' ')
			n++;
		if (!str_starts(str_skip(s, n), S(" = ")))
			return n;
		n += 3;
	}
}

void
wrap_add(struct buf *out, const struct report *r, size_t at, size_t hang, struct str text)
{
	while (text.len) {
		size_t blanks = blanks_at(text), word = word_at(str_skip(text, blanks));
		size_t mark = out->len;

		escape_terminal(out, str_n(text.p, blanks + word));
		if (at > hang && at + (out->len - mark) > r->width) {
			out->len = mark;        /* once more, on a line of its own */
			while (out->len && out->p[out->len - 1] == ' ')
				out->len--;
			buf_printf(out, "\n%*s", (int)hang, "");
			mark = out->len;
			escape_terminal(out, str_n(text.p + blanks, word));
			at = hang;
		}
		at += out->len - mark;
		text = str_skip(text, blanks + word);
	}
	buf_put(out, '\n');
}

void
zone_counts(const struct reported_zone *z, struct zone_count counts[ZONE_COUNTS])
{
	counts[0] = (struct zone_count){ z->added, "added" };
	counts[1] = (struct zone_count){ z->removed, "removed" };
	counts[2] = (struct zone_count){ z->changed, "changed" };
	counts[3] = (struct zone_count){ z->ttl_only, "with another TTL" };
}

void
count_add(struct buf *out, size_t n, const char *one)
{
	buf_printf(out, "%zu %s%s", n, one, n == 1 ? "" : "s");
}

struct str
arrow(const struct report *r)
{
	return r->unicode ? S(" \xe2\x86\x92 ") : S(" -> ");
}

/* --- findings ------------------------------------------------------------------------------- */

static void
owner_add(struct buf *out, const struct finding *f, struct str type)
{
	escape_terminal(out, f->owner.len ? f->owner : f->zone);
	if (type.len) {
		buf_put(out, ' ');
		escape_terminal(out, type);
	}
	if (f->view.len) {
		buf_add(out, S(" (view "));
		escape_terminal(out, f->view);
		buf_put(out, ')');
	}
}

void
subject_add(struct buf *out, const struct finding *f)
{
	owner_add(out, f, f->type);
}

void
sentence_add(struct buf *out, const struct finding *f)
{
	struct str owner = f->owner.len ? f->owner : f->zone;
	bool says_type = f->type.len && str_starts(f->message, f->type) &&
	    str_starts(str_skip(f->message, f->type.len), S(":"));

	if (owner.len && !str_starts(f->message, owner)) {
		owner_add(out, f, says_type ? S("") : f->type);
		buf_add(out, S(": "));
	}
	escape_terminal(out, f->message);
}

void
stop_add(struct buf *out)
{
	if (out->len && !strchr(".!?", out->p[out->len - 1]))
		buf_put(out, '.');
}

void
statement_add(struct buf *out, const struct report *r, size_t n)
{
	const struct finding *f = r->findings->v[n];

	sentence_add(out, f);
	stop_add(out);
	if (report_anchor(r, n).moved) {
		buf_add(out, S(" It was at "));
		escape_path(out, f->path);
		if (f->line)
			buf_printf(out, ":%u", f->line);
		if (r->label[BEFORE].len && !str_eq(r->label[BEFORE], f->path)) {
			buf_add(out, S(" in "));
			escape_terminal(out, r->label[BEFORE]);
		}
		buf_put(out, '.');
	}
	if (f->waiver.len) {
		buf_add(out, S(" Waived by "));
		escape_terminal(out, f->waiver);
		buf_put(out, '.');
	}
}

void
error_line_add(struct buf *out, const struct report *r)
{
	struct str rest = r->error, line;

	buf_add(out, S("zonevet could not judge:"));
	while (str_line(&rest, &line)) {
		buf_put(out, ' ');
		escape_terminal(out, str_trim(line));
	}
}

struct str
finding_path(const struct report *r, const struct finding *f)
{
	if (f->path.len)
		return f->path;
	for (size_t i = 0; f->zone.len && i < r->nzones; i++) {
		const struct reported_zone *z = &r->zones[i];

		if (str_eq(z->origin, f->zone) && str_eq(z->view, f->view))
			return z->path[z->path[AFTER].len ? AFTER : BEFORE];
	}
	return str_eq(r->policy_from, S("shipped")) ? S("") : r->policy_path;
}

void
line_add(struct buf *out, const struct report *r, const struct finding *f)
{
	struct str path = finding_path(r, f);

	if (path.len) {
		escape_path(out, path);
		buf_printf(out, ":%u:%u: ", f->line ? f->line : 1, f->column ? f->column : 1);
	} else {
		buf_add(out, S("zonevet: "));
	}
	buf_printf(out, "%s: ", severity_text(f->severity));
	sentence_add(out, f);
	if (f->waiver.len) {
		buf_add(out, S(" (waived by "));
		escape_terminal(out, f->waiver);
		buf_put(out, ')');
	}
	buf_printf(out, " [%s]\n", f->rule->id);
}
