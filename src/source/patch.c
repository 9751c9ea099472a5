/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads patches strictly: what a header announces must be there, and a patch
 * that ends early was cut off, never a smaller one.  Text between diffs is that
 * of mails and commits and is passed over, unless it looks like a diff of a
 * kind that is not read here: what git or patch(1) would do with it cannot be
 * judged.
 */
#include "source/patch.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct parser {
	struct patch *patch;
	struct arena *arena;
	struct str rest, line;
	uint32_t number;                /* of line */
	bool have;                      /* line is there */
	bool crlf;                      /* the patch was saved with CRLF throughout */
	bool open;                      /* its last line has no newline */
	bool signature;                 /* "-- " stood behind the last diff */
	bool rule;                      /* "---" stood above: a count of files may follow */
	bool git;                       /* a `diff --git` was seen */
	unsigned batch;
	uint64_t announced;             /* files of this mail, by its count; 0: none was given */
	size_t before;                  /* files when it was given */
	struct error *err;
};

static bool
broken(struct parser *p, const char *what)
{
	return fail(p->err, "the patch could not be judged: line %u: %s", (unsigned)p->number, what);
}

static bool
cut(struct parser *p, const char *where)
{
	return fail(p->err, "the patch could not be judged: line %u: it ends in the middle of %s: it "
	    "was cut off", (unsigned)p->number, where);
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

/* Is this the last line, and not a whole one? */
static bool
half(const struct parser *p)
{
	return p->have && p->open && p->rest.len == 0;
}

/* Does every line end in CR? */
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

static bool
take(struct str *text, const char *literal)
{
	if (!str_starts(*text, str_of(literal)))
		return false;
	*text = str_skip(*text, strlen(literal));
	return true;
}

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

/* --- names ---------------------------------------------------------------------------- */

/* One octet of git's C quotes, behind its backslash; 0: there is no such escape. */
static char
unescape(struct str text, size_t *i)
{
	static const char letters[] = "abtnvfr\"\\", octets[] = "\a\b\t\n\v\f\r\"\\";
	const char *letter = strchr(letters, text.p[*i]);
	unsigned octet = 0;

	if (letter && *letter)
		return octets[letter - letters];
	for (size_t end = *i + 3; *i < end; ++*i) {
		if (*i >= text.len || text.p[*i] < '0' || text.p[*i] > '7')
			return 0;
		octet = octet * 8 + (unsigned)(text.p[*i] - '0');
	}
	--*i;
	return octet < 256 ? (char)octet : 0;
}

/* A name in quotes at the start of *text, which goes on behind them. */
static bool
unquote(struct parser *p, struct str *text, struct str *name)
{
	char *out = arena_text(p->arena, *text);
	size_t n = 0;

	for (size_t i = 1; i < text->len; i++) {
		char c = text->p[i];

		if (c == '"') {
			*name = str_n(out, n);
			*text = str_skip(*text, i + 1);
			return true;
		}
		if (c == '\\' && (++i == text->len || (c = unescape(*text, &i)) == 0))
			break;
		out[n++] = c;
	}
	return broken(p, "a quoted file name is malformed or not closed");
}

/* diff writes the time 0 for a file that is not there. */
static bool
is_epoch(struct str stamp)
{
	return str_starts(stamp, S("1970-01-01 ")) || str_starts(stamp, S("1969-12-31 ")) ||
	    str_has(stamp, S(" 1970")) || str_has(stamp, S(" 1969"));
}

/* The name behind "--- ", "+++ ", "rename from " ...; a timestamp stands behind a tab. */
static bool
header_name(struct parser *p, size_t skip, struct str *name, bool *epoch)
{
	struct str text = str_skip(p->line, skip), stamp = S("");
	const char *tab;

	if (half(p))
		return cut(p, "a header");
	if (text.len && text.p[0] == '"')
		return unquote(p, &text, name);
	tab = text.len ? memchr(text.p, '\t', text.len) : NULL;
	if (tab) {
		stamp = str_skip(text, (size_t)(tab - text.p) + 1);
		text.len = (size_t)(tab - text.p);
	}
	*epoch = is_epoch(stamp);
	*name = str_eq(text, S("/dev/null")) ? S("") : text;
	return text.len > 0 || broken(p, "a file name is missing");
}

/* Both names of "diff --git a/X b/X", which are equal but for their prefix. */
static bool
git_names(struct parser *p, struct patch_file *f)
{
	struct str text = str_skip(p->line, strlen("diff --git "));
	size_t middle = text.len / 2;

	if (text.len && text.p[0] == '"') {
		if (!unquote(p, &text, &f->name[0]))
			return false;
		if (!take(&text, " \""))
			return broken(p, "the second file name is missing");
		text = str_n(text.p - 1, text.len + 1);
		return unquote(p, &text, &f->name[1]);
	}
	if (text.len % 2 == 1 && text.p[middle] == ' ') {
		f->name[0] = str_n(text.p, middle);
		f->name[1] = str_n(text.p + middle + 1, middle);
	}
	return true;
}

/* Are they the same file?  Only then do they say which, without further lines. */
static bool
git_names_agree(const struct patch_file *f)
{
	struct str a = f->name[0], b = f->name[1];
	const char *slash[2] = { a.len ? memchr(a.p, '/', a.len) : NULL,
		b.len ? memchr(b.p, '/', b.len) : NULL };

	if (a.len == 0 || str_eq(a, b))
		return a.len > 0;
	return slash[0] && slash[1] && str_eq(str_skip(a, (size_t)(slash[0] - a.p)),
	    str_skip(b, (size_t)(slash[1] - b.p)));
}

/* --- hunks ------------------------------------------------------------------------------- */

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
	if (half(p))
		return cut(p, "a line");
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
		good = p->have ? hunk_line(p, &h, &cap, left) : cut(p, "a hunk");
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
	patch->files[patch->n] = (struct patch_file){ .line = p->number, .batch = p->batch };
	p->signature = p->rule = false;
	return &patch->files[patch->n++];
}

/* Lines that would belong to the hunk above, had its header counted them. */
static bool
overhang(const struct parser *p)
{
	return starts(p, "+") || starts(p, " ") || starts(p, "\\") ||
	    (starts(p, "-") && !starts(p, "--"));
}

/* What the header said of the file's being must fit its names. */
static bool
settle(struct parser *p, struct patch_file *f, const bool epoch[2])
{
	bool whole = !f->git && f->n == 1;

	if (f->name[0].len == 0 && f->name[1].len == 0)
		return broken(p, "both names are /dev/null");
	if (f->git && !f->renamed && !f->copied &&
	    ((f->created && f->name[0].len) || (f->deleted && f->name[1].len)))
		return broken(p, "a file that comes or goes must be /dev/null on the other side");
	f->created = f->name[0].len == 0 || (whole && epoch[0] && f->hunks[0].old_count == 0);
	f->deleted = f->name[1].len == 0 || (whole && epoch[1] && f->hunks[0].new_count == 0);
	return true;
}

/* "--- old", "+++ new" and the hunks behind them. */
static bool
read_file(struct parser *p, struct patch_file *f)
{
	bool known = f->renamed || f->copied;   /* by lines that give the names without prefix */
	struct str name[2];
	bool epoch[2] = { false, false };

	if (!header_name(p, 4, &name[0], &epoch[0]))
		return false;
	next(p);
	if (!starts(p, "+++ "))
		return p->have ? broken(p, "a line `+++ name` must follow `--- name`") : cut(p, "a header");
	if (!header_name(p, 4, &name[1], &epoch[1]))
		return false;
	next(p);
	if (!starts(p, "@@ "))
		return p->have ? broken(p, "a hunk must follow") : cut(p, "a header");
	while (starts(p, "@@ "))
		if (!read_hunk(p, f))
			return false;
	if (overhang(p))
		return broken(p, "the hunk has more lines than its header announces");
	for (int side = 0; side < 2 && !known; side++)
		f->name[side] = name[side];
	return settle(p, f, epoch);
}

static bool
is_hex(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!strchr("0123456789abcdef", text.p[i]) || text.p[i] == '\0')
			return false;
	return text.len >= 4;
}

/* "index 0123456..89abcde 100644" */
static bool
index_line(struct parser *p, struct patch_file *f)
{
	struct str rest = str_skip(p->line, strlen("index "));

	if (!str_field(&rest, ". ", &f->id[0]) || !str_field(&rest, ". ", &f->id[1]) ||
	    !is_hex(f->id[0]) || !is_hex(f->id[1]))
		return broken(p, "this is no line such as `index 0123456..89abcde 100644`");
	return true;
}

/* An id of zeros, or that of an empty blob, of SHA-1 or SHA-256. */
static bool
names_nothing(struct str id)
{
	return str_starts(id, S("0000000")) || str_starts(id, S("e69de29")) ||
	    str_starts(id, S("473a0f4"));
}

/* The lines between `diff --git` and the hunks. */
struct git_header {
	bool old_mode, new_mode, from, to, index;
	uint64_t similarity;            /* percent; 100 where nothing is said */
};

/* May a diff end with this header, without hunks? */
static bool
header_suffices(const struct git_header *h, const struct patch_file *f)
{
	bool same = h->index && names_nothing(f->id[0]) && names_nothing(f->id[1]);

	if (h->index)
		return same && (f->created || f->deleted || h->new_mode);
	if (h->from || h->to)
		return h->from && h->to && h->similarity == 100 && h->old_mode == h->new_mode;
	return h->old_mode && h->new_mode;
}

/* One line of it; *more: it was one. */
static bool
header_line(struct parser *p, struct git_header *h, struct patch_file *f, bool *more)
{
	struct str text = p->line;
	bool ignored;

	*more = true;
	if (str_ends(p->line, S(" 120000")))
		return broken(p, "it changes a symbolic link; `git apply --index` it and judge the index");
	f->submodule = f->submodule || str_ends(p->line, S(" 160000"));
	if (starts(p, "index ")) {
		h->index = true;
		return index_line(p, f);
	}
	if (take(&text, "similarity index "))
		return take_number(&text, &h->similarity) || broken(p, "the similarity is no number");
	if (starts(p, "rename from ") || starts(p, "copy from ")) {
		h->from = true;
		f->renamed = p->line.p[0] == 'r';
		f->copied = !f->renamed;
		return header_name(p, f->renamed ? 12 : 10, &f->name[0], &ignored);
	}
	if (h->from && (starts(p, "rename to ") || starts(p, "copy to "))) {
		h->to = true;
		return header_name(p, f->renamed ? 10 : 8, &f->name[1], &ignored);
	}
	f->created = f->created || starts(p, "new file mode ");
	f->deleted = f->deleted || starts(p, "deleted file mode ");
	h->old_mode = h->old_mode || starts(p, "old mode ");
	h->new_mode = h->new_mode || starts(p, "new mode ");
	*more = starts(p, "new file mode ") || starts(p, "deleted file mode ") ||
	    starts(p, "old mode ") || starts(p, "new mode ") || starts(p, "dissimilarity ");
	return true;
}

static bool
read_git_file(struct parser *p)
{
	struct patch_file *f = file_new(p);
	struct git_header h = { .similarity = 100 };
	bool more = true;

	f->git = p->git = true;
	if (!git_names(p, f))
		return false;
	for (next(p); p->have; next(p)) {
		if (starts(p, "--- "))
			return read_file(p, f);
		if (starts(p, "GIT binary patch") || starts(p, "Binary files "))
			return broken(p, "it changes a binary file");
		if (!header_line(p, &h, f, &more))
			return false;
		if (half(p))
			return cut(p, "a header");
		if (!more)
			break;
	}
	if (!header_suffices(&h, f))
		return broken(p, "a file's header ends without its hunks: the patch was cut off");
	return f->renamed || f->copied || git_names_agree(f) ||
	    broken(p, "the names of the file cannot be told from its header");
}

/* --- what stands between diffs --------------------------------------------------------------- */

/* Does the next line start so?  ("--- " may be the head of a diff, or a line of a mail.) */
static bool
followed_by(const struct parser *p, const char *text)
{
	struct str rest = p->rest, second;

	return str_line(&rest, &second) && str_starts(second, str_of(text));
}

/* The end of a mail or commit: are all files there that its count announced? */
static bool
batch_ends(struct parser *p)
{
	if (p->announced > p->patch->n - p->before)
		return fail(p->err, "the patch could not be judged: line %u: it announces %llu files and "
		    "holds %zu: it was cut off", (unsigned)p->number, (unsigned long long)p->announced,
		    p->patch->n - p->before);
	p->announced = 0;
	p->rule = false;
	p->batch++;
	return true;
}

/* " 2 files changed, 3 insertions(+)" below the "---" of a mail. */
static void
count_line(struct parser *p)
{
	struct str text = str_skip(p->line, 1);
	uint64_t n;

	p->rule = p->rule || str_eq(p->line, S("---"));
	if (!p->rule || !starts(p, " ") || !take_number(&text, &n) ||
	    !(str_starts(text, S(" file changed")) || str_starts(text, S(" files changed"))))
		return;
	p->announced = n;
	p->before = p->patch->n;
}

/* "From 0123..." or "commit 0123...": here a mail or a commit begins. */
static bool
begins_batch(const struct parser *p)
{
	struct str text = p->line, id;

	return p->have && (take(&text, "From ") || take(&text, "commit ")) &&
	    str_field(&text, " ", &id) && id.len >= 40 && is_hex(id);
}

/* The second half of a header, or the first half of one, and nothing behind it. */
static bool
half_header(const struct parser *p)
{
	static const char *const heads[] = { "diff ", "Index: ", "--- ", "+++ " };

	if (p->rest.len > 0)
		return false;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (starts(p, heads[i]))
			return true;
	return half(p) && !p->signature && p->patch->n > 0;
}

/* Diffs of kinds that are not read; in prose these lines would be a wonder. */
static const char *
foreign(const struct parser *p)
{
	const struct str encoding = S("Content-Transfer-Encoding:");

	if (starts(p, "Binary files ") && str_ends(p->line, S(" differ")))
		return "it changes a binary file";
	if (starts(p, "@@ -"))
		return "a hunk without the names of its file";
	if (starts(p, "*** ") && followed_by(p, "--- "))
		return "context diffs are not read; use diff -u";
	if (starts(p, "diff --cc ") || starts(p, "diff --combined "))
		return "the diff of a merge with all its parents is not read; use git diff PARENT MERGE";
	if (starts(p, "Only in ") && !p->git && str_has(p->line, S(": ")))
		return "a file that stands on one side only is not in it; use diff -ruN";
	if (p->line.len > encoding.len && str_eq_nocase(str_n(p->line.p, encoding.len), encoding) &&
	    (str_has(p->line, S("ase64")) || str_has(p->line, S("rintable"))))
		return "the mail is encoded; decode it: git mailinfo /dev/null PATCH < MAIL";
	return NULL;
}

static bool
read_between(struct parser *p)
{
	const char *why = foreign(p);

	if (why)
		return broken(p, why);
	if (half_header(p))
		return cut(p, "a header");
	if (begins_batch(p) && !batch_ends(p))
		return false;
	p->signature = p->signature || str_eq(p->line, S("-- ")) || str_eq(p->line, S("--"));
	count_line(p);
	next(p);
	return true;
}

bool
patch_read(struct patch *patch, struct str bytes, struct arena *a, struct error *err)
{
	struct parser p = { .patch = patch, .arena = a, .rest = bytes, .err = err };
	bool good = true;

	*patch = (struct patch){ NULL, 0, 0 };
	if (bytes.len && memchr(bytes.p, '\0', bytes.len))
		return fail(err, "the patch could not be judged: it holds NUL octets%s",
		    str_starts(bytes, S("\377\376")) ? " (it is UTF-16; save it as UTF-8)" : "");
	take(&p.rest, "\357\273\277");
	p.crlf = all_crlf(bytes);
	p.open = bytes.len && bytes.p[bytes.len - 1] != '\n';
	for (next(&p); good && p.have;) {
		if (starts(&p, "diff --git "))
			good = read_git_file(&p);
		else if (starts(&p, "--- ") && followed_by(&p, "+++ "))
			good = read_file(&p, file_new(&p));
		else
			good = read_between(&p);
	}
	if (!good || !batch_ends(&p))
		return false;
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
