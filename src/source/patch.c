/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads patches strictly: what a hunk's header announces must be there, and a
 * header that ends early is a patch cut off, never a smaller one.
 */
#include "source/patch.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"

struct parser {
	struct patch *patch;
	struct arena *arena;
	struct str rest, line;
	uint32_t number;                /* of line */
	bool have;                      /* line is there */
	bool crlf;                      /* the patch was saved with CRLF throughout */
	struct error *err;
};

static bool
broken(struct parser *p, const char *what)
{
	return fail(p->err, "the patch could not be judged: line %u: %s", (unsigned)p->number, what);
}

static void
next(struct parser *p)
{
	p->have = str_line(&p->rest, &p->line);
	p->number++;
	if (p->have && p->crlf && str_ends(p->line, S("\r")))
		p->line.len--;
}

static bool
starts(const struct parser *p, const char *text)
{
	return p->have && str_starts(p->line, str_of(text));
}

/* Does every line that belongs to a diff end in CR? */
static bool
all_crlf(struct str bytes)
{
	struct str line;
	bool any = false;

	while (str_line(&bytes, &line)) {
		if (!str_ends(line, S("\r")))
			return false;
		any = true;
	}
	return any;
}

/* --- names ---------------------------------------------------------------------------- */

/* A name in git's C quotes. */
static bool
unquote(struct parser *p, struct str text, struct str *name)
{
	static const char letters[] = "abtnvfr\"\\", octets[] = "\a\b\t\n\v\f\r\"\\";
	char *out = arena_text(p->arena, text);
	size_t n = 0;

	for (size_t i = 1; i < text.len; i++) {
		const char *letter;

		if (text.p[i] == '"') {
			*name = str_n(out, n);
			return true;
		}
		if (text.p[i] != '\\') {
			out[n++] = text.p[i];
			continue;
		}
		if (++i == text.len)
			break;
		letter = strchr(letters, text.p[i]);
		if (letter && *letter) {
			out[n++] = octets[letter - letters];
		} else if (i + 2 < text.len && text.p[i] >= '0' && text.p[i] <= '3') {
			out[n++] = (char)((text.p[i] - '0') * 64 + (text.p[i + 1] - '0') * 8 +
			    (text.p[i + 2] - '0'));
			i += 2;
		} else {
			break;
		}
	}
	return broken(p, "a quoted file name is not closed");
}

/* The name behind "--- ", "+++ ", "rename from " ...; a timestamp stands behind a tab. */
static bool
header_name(struct parser *p, size_t skip, struct str *name)
{
	struct str text = str_skip(p->line, skip);
	const char *tab;

	if (text.len && text.p[0] == '"')
		return unquote(p, text, name);
	tab = text.len ? memchr(text.p, '\t', text.len) : NULL;
	if (tab)
		text.len = (size_t)(tab - text.p);
	*name = str_eq(text, S("/dev/null")) ? S("") : text;
	return true;
}

/* Both names of "diff --git a/X b/X", which are equal but for their prefix. */
static void
git_names(struct parser *p, struct patch_file *f)
{
	struct str text = str_skip(p->line, strlen("diff --git "));
	size_t half = text.len / 2;

	if (text.len % 2 == 0 || text.p[half] != ' ')
		return;
	f->name[0] = str_n(text.p, half);
	f->name[1] = str_n(text.p + half + 1, half);
}

/* --- hunks ------------------------------------------------------------------------------- */

static bool
take_number(struct str *text, uint64_t *n)
{
	size_t len = 0;

	while (len < text->len && ascii_digit(text->p[len]))
		len++;
	if (!str_number(str_n(text->p, len), INT32_MAX, n))
		return false;
	*text = str_skip(*text, len);
	return true;
}

static bool
take(struct str *text, const char *literal)
{
	if (!str_starts(*text, str_of(literal)))
		return false;
	*text = str_skip(*text, strlen(literal));
	return true;
}

/* "@@ -1,3 +1,4 @@" */
static bool
hunk_header(struct str text, struct hunk *h)
{
	h->old_count = h->new_count = 1;
	return take(&text, "@@ -") && take_number(&text, &h->old_start) &&
	    (!take(&text, ",") || take_number(&text, &h->old_count)) && take(&text, " +") &&
	    take_number(&text, &h->new_start) &&
	    (!take(&text, ",") || take_number(&text, &h->new_count)) && take(&text, " @@");
}

static bool
hunk_line(struct parser *p, struct hunk *h, size_t *cap, uint64_t left[2])
{
	char mark = p->line.len ? p->line.p[0] : ' ';   /* mailers eat the blank of an empty line */
	bool old = mark == ' ' || mark == '-', new = mark == ' ' || mark == '+';

	if (mark == '\\') {
		if (h->n == 0)
			return broken(p, "nothing stands above this line that it could speak of");
		h->lines[h->n - 1].no_newline = true;
		return true;
	}
	if ((!old && !new) || (old && left[0] == 0) || (new && left[1] == 0))
		return broken(p, "the hunk has other lines than its header announces");
	GROW(h->lines, h->n, *cap);
	h->lines[h->n++] = (struct patch_line){ mark, str_skip(p->line, 1), false };
	left[0] -= old;
	left[1] -= new;
	return true;
}

static bool
read_hunk(struct parser *p, struct patch_file *f)
{
	struct hunk h = { .line = p->number };
	uint64_t left[2];
	size_t cap = 0;
	bool good = true;

	if (!hunk_header(p->line, &h))
		return broken(p, "this is no hunk header such as @@ -1,3 +1,4 @@");
	left[0] = h.old_count;
	left[1] = h.new_count;
	next(p);
	while (good && (left[0] || left[1])) {
		good = p->have ? hunk_line(p, &h, &cap, left) :
		    broken(p, "the patch ends in the middle of a hunk: it was cut off");
		if (good)
			next(p);
	}
	if (good && starts(p, "\\ ")) {
		good = hunk_line(p, &h, &cap, left);
		next(p);
	}
	GROW(f->hunks, f->n, f->cap);
	f->hunks[f->n++] = h;
	return good;
}

/* --- files --------------------------------------------------------------------------------- */

static struct patch_file *
file_new(struct parser *p)
{
	struct patch *patch = p->patch;

	GROW(patch->files, patch->n, patch->cap);
	patch->files[patch->n] = (struct patch_file){ .line = p->number };
	return &patch->files[patch->n++];
}

/* "--- old", "+++ new" and the hunks behind them. */
static bool
read_file(struct parser *p, struct patch_file *f)
{
	if (!header_name(p, 4, &f->name[0]))
		return false;
	next(p);
	if (!starts(p, "+++ "))
		return broken(p, p->have ? "a line `+++ name` must follow `--- name`" :
		    "the patch ends in the middle of a header: it was cut off");
	if (!header_name(p, 4, &f->name[1]))
		return false;
	next(p);
	if (!starts(p, "@@ "))
		return broken(p, p->have ? "a hunk must follow" :
		    "the patch ends in the middle of a header: it was cut off");
	while (starts(p, "@@ "))
		if (!read_hunk(p, f))
			return false;
	f->created = f->created || f->name[0].len == 0;
	f->deleted = f->deleted || f->name[1].len == 0;
	return true;
}

/* "index old..new": do both ids name an empty file, or nothing? */
static bool
index_says_empty(struct str line)
{
	struct str rest = str_skip(line, strlen("index ")), one;
	int empty = 0, n = 0;

	while (str_field(&rest, ". ", &one) && n < 2) {
		empty += str_starts(one, S("0000000")) || str_starts(one, S("e69de29")) ||
		    str_starts(one, S("473a0f4"));
		n++;
	}
	return n == 2 && empty == 2;
}

static bool
read_git_file(struct parser *p)
{
	struct patch_file *f = file_new(p);
	bool contents = false, said = false;

	f->git = true;
	git_names(p, f);
	for (next(p); p->have; next(p)) {
		if (starts(p, "--- "))
			return read_file(p, f);
		if (starts(p, "GIT binary patch") || starts(p, "Binary files "))
			return broken(p, "it changes a binary file");
		if (starts(p, "index "))
			contents = !index_says_empty(p->line);
		else if (starts(p, "new file mode "))
			f->created = said = true;
		else if (starts(p, "deleted file mode "))
			f->deleted = said = true;
		else if (starts(p, "rename from ") || starts(p, "copy from ")) {
			f->renamed = p->line.p[0] == 'r';
			f->copied = !f->renamed;
			if (!header_name(p, f->renamed ? 12 : 10, &f->name[0]))
				return false;
		} else if (starts(p, "rename to ") || starts(p, "copy to ")) {
			said = true;
			if (!header_name(p, f->renamed ? 10 : 8, &f->name[1]))
				return false;
		} else if (starts(p, "new mode ")) {
			said = true;
		} else if (!starts(p, "old mode ") && !starts(p, "similarity ") &&
		    !starts(p, "dissimilarity ")) {
			break;
		}
	}
	if (contents || !said)
		return broken(p, "a file's header ends without its hunks: the patch was cut off");
	return true;
}

/* Is this "--- " the head of a plain diff, and not a line of a mail? */
static bool
plain_header(const struct parser *p)
{
	struct str rest = p->rest, second;

	return starts(p, "--- ") && str_line(&rest, &second) && str_starts(second, S("+++ "));
}

bool
patch_read(struct patch *patch, struct str bytes, struct arena *a, struct error *err)
{
	struct parser p = { .patch = patch, .arena = a, .rest = bytes, .err = err };

	*patch = (struct patch){ NULL, 0, 0 };
	if (bytes.len && memchr(bytes.p, '\0', bytes.len))
		return fail(err, "the patch could not be judged: it holds NUL octets");
	p.crlf = all_crlf(bytes);
	next(&p);
	while (p.have) {
		if (starts(&p, "diff --git ")) {
			if (!read_git_file(&p))
				return false;
		} else if (plain_header(&p)) {
			if (!read_file(&p, file_new(&p)))
				return false;
		} else if (starts(&p, "Binary files ")) {
			return broken(&p, "it changes a binary file");
		} else if (starts(&p, "@@ -") || starts(&p, "*** ")) {
			return broken(&p, starts(&p, "*") ? "context diffs are not read; use diff -u" :
			    "a hunk without the names of its file");
		} else {
			next(&p);
		}
	}
	return patch->n > 0 || fail(err, "the patch could not be judged: %s", bytes.len ?
	    "no unified diff was found in it" : "it is empty");
}

void
patch_free(struct patch *patch)
{
	for (size_t i = 0; i < patch->n; i++) {
		for (size_t k = 0; k < patch->files[i].n; k++)
			free(patch->files[i].hunks[k].lines);
		free(patch->files[i].hunks);
	}
	free(patch->files);
	*patch = (struct patch){ NULL, 0, 0 };
}
