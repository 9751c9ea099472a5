/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lays hunks over a file.  A hunk belongs where its header says; when the file
 * has moved on it may lie elsewhere, but only where nothing else fits: in a
 * zone the same lines stand below many owners.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "source/patch.h"

/* A hostile patch could otherwise compare all lines with all others. */
static const size_t work_limit = (size_t)1 << 28;

/* The lines of a file; the last may lack its newline. */
struct lines {
	struct str *v;
	size_t n, cap;
	bool whole;                     /* the last line has its newline */
	size_t work;                    /* lines compared so far */
	bool moved;                     /* a hunk was found elsewhere than its header says */
};

static struct lines
split(struct str bytes)
{
	struct lines out = { .whole = bytes.len == 0 || bytes.p[bytes.len - 1] == '\n' };
	struct str line;

	while (str_line(&bytes, &line)) {
		GROW(out.v, out.n, out.cap);
		out.v[out.n++] = line;
	}
	return out;
}

/* Do the old lines of the hunk stand at this place? */
static bool
fits(struct lines *file, const struct hunk *h, size_t at)
{
	if (h->old_count == 0)          /* nothing may follow a line without newline */
		return at < file->n || (at == file->n && file->whole);
	for (size_t i = 0; i < h->n; i++) {
		const struct patch_line *line = &h->lines[i];
		bool last;

		if (line->mark == '+')
			continue;
		file->work++;
		if (at >= file->n || !str_eq(file->v[at], line->text))
			return false;
		last = at + 1 == file->n && !file->whole;
		if (last != line->no_newline)
			return false;
		at++;
	}
	return true;
}

static size_t
wanted(const struct hunk *h)
{
	return (size_t)h->old_start - (h->old_count && h->old_start);
}

static bool
not_there(const struct hunk *h, struct str path, const char *why, struct error *err)
{
	return fail(err, "the patch does not apply: %.*s: the hunk of patch line %u %s", STR(path),
	    (unsigned)h->line, why);
}

/*
 * Where the hunk goes: its own place, else the only other one that fits.  Once
 * one has moved, the places of those behind it prove nothing any more.
 */
static bool
place(struct lines *file, const struct hunk *h, size_t from, size_t *at, struct str path,
    struct error *err)
{
	size_t want = wanted(h), found = 0;

	if (!file->moved && want >= from && want <= file->n && fits(file, h, want)) {
		*at = want;
		return true;
	}
	if (h->old_count == 0)
		return not_there(h, path, "has no context that would say where it belongs now", err);
	for (size_t i = from; found < 2 && i + h->old_count <= file->n; i++) {
		if (fits(file, h, i) && found++ == 0)
			*at = i;
		if (file->work > work_limit)
			return not_there(h, path, "could stand in too many places to try them all", err);
	}
	if (found == 0)
		return not_there(h, path, "matches nothing there; is this the base it was made for?", err);
	if (found > 1)
		return not_there(h, path, "fits in several places; make the patch anew for this base", err);
	file->moved = file->moved || *at != want;
	return true;
}

static void
put_line(struct buf *out, struct str text, bool newline)
{
	buf_add(out, text);
	if (newline)
		buf_put(out, '\n');
}

/* The unchanged lines before `end`. */
static void
put_unchanged(struct buf *out, const struct lines *file, size_t *done, size_t end)
{
	for (; *done < end; ++*done)
		put_line(out, file->v[*done], *done + 1 < file->n || file->whole);
}

/* False: a line without newline would stand before others. */
static bool
put_hunk(struct buf *out, const struct hunk *h, size_t *done, size_t n)
{
	bool ended = false;

	for (size_t k = 0; k < h->n; k++) {
		*done += h->lines[k].mark != '+';
		if (h->lines[k].mark == '-')
			continue;
		if (ended)
			return false;
		put_line(out, h->lines[k].text, !h->lines[k].no_newline);
		ended = h->lines[k].no_newline;
	}
	return !ended || *done == n;
}

bool
patch_apply(const struct patch_file *f, struct str path, struct str bytes, struct buf *out,
    struct buf *notes, struct error *err)
{
	struct lines file = split(bytes);
	size_t done = 0, at = 0;
	bool good = true;

	for (size_t i = 0; good && i < f->n; i++) {
		const struct hunk *h = &f->hunks[i];
		size_t want = wanted(h);

		good = place(&file, h, done, &at, path, err);
		if (!good)
			break;
		if (at != want)
			buf_printf(notes, "%.*s: hunk %zu was applied %zu lines further %s\n", STR(path),
			    i + 1, at > want ? at - want : want - at, at > want ? "down" : "up");
		put_unchanged(out, &file, &done, at);
		good = put_hunk(out, h, &done, file.n) ||
		    not_there(h, path, "would put lines behind one without a newline", err);
	}
	if (good)
		put_unchanged(out, &file, &done, file.n);
	free(file.v);
	return good;
}
