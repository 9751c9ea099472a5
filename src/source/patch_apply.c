/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "base/buf.h"
#include "base/memory.h"
#include "source/patch.h"

/* The lines of a file; the last may lack its newline. */
struct lines {
	struct str *v;
	size_t n, cap;
	bool whole;                     /* the last line has its newline */
};

static struct lines
split(struct str bytes)
{
	struct lines out = { NULL, 0, 0, bytes.len == 0 || bytes.p[bytes.len - 1] == '\n' };
	struct str line;

	while (str_line(&bytes, &line)) {
		GROW(out.v, out.n, out.cap);
		out.v[out.n++] = line;
	}
	return out;
}

/* Do the old lines of the hunk stand at this place? */
static bool
fits(const struct lines *file, const struct hunk *h, size_t at)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct patch_line *line = &h->lines[i];
		bool last;

		if (line->mark == '+')
			continue;
		if (at >= file->n || !str_eq(file->v[at], line->text))
			return false;
		last = at + 1 == file->n && !file->whole;
		if (last != line->no_newline)
			return false;
		at++;
	}
	return true;
}

/* Where the hunk goes: its own place, else the only other one that fits. */
static bool
place(const struct lines *file, const struct hunk *h, size_t from, size_t *at, struct str path,
    struct error *err)
{
	size_t want = h->old_count ? (size_t)h->old_start - (h->old_start > 0) :
	    (size_t)h->old_start, found = 0;

	if (want >= from && want <= file->n && fits(file, h, want)) {
		*at = want;
		return true;
	}
	for (size_t i = from; h->old_count && i + h->old_count <= file->n; i++)
		if (fits(file, h, i) && found++ == 0)
			*at = i;
	if (found == 1)
		return true;
	return fail(err, "the patch does not apply: %.*s: the hunk of patch line %u %s", STR(path),
	    (unsigned)h->line, found ? "fits in several places" :
	    "matches nothing there; is this the base it was made for?");
}

static void
put_line(struct buf *out, struct str text, bool newline)
{
	buf_add(out, text);
	if (newline)
		buf_put(out, '\n');
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
		size_t want = (size_t)h->old_start - (h->old_count && h->old_start);

		good = place(&file, h, done, &at, path, err);
		if (!good)
			break;
		if (at != want)
			buf_printf(notes, "%.*s: hunk %zu was applied %zu lines further %s\n", STR(path),
			    i + 1, at > want ? at - want : want - at, at > want ? "down" : "up");
		for (; done < at; done++)
			put_line(out, file.v[done], done + 1 < file.n || file.whole);
		for (size_t k = 0; k < h->n; k++) {
			done += h->lines[k].mark != '+';
			if (h->lines[k].mark != '-')
				put_line(out, h->lines[k].text, !h->lines[k].no_newline);
		}
	}
	for (; good && done < file.n; done++)
		put_line(out, file.v[done], done + 1 < file.n || file.whole);
	free(file.v);
	return good;
}
