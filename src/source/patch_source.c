/* SPDX-License-Identifier: BSD-2-Clause */
/* A patch, or the text of one file, laid over a commit or over the current folder, in memory. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/memory.h"
#include "source/git.h"
#include "source/patch.h"

/* All results together may be so many times as large as one file. */
enum { RESULTS = 4 };
static const uint64_t usual_max = (uint64_t)1 << 30;

struct patched {                        /* one file that the patch touches */
	struct text text;               /* after it; path and bytes last as long as the source */
	bool exists;
	struct text *base;              /* before it; NULL: not there */
	struct buf own;                 /* of text.bytes, unless these are still the base's */
	/* Before the current mail or commit: what git's renames and copies speak of. */
	struct str start;
	struct buf start_own;
	bool start_exists;
	unsigned batch;
};

struct patch_side {
	struct source *base;
	struct patch patch;
	struct map files;               /* path to patched */
	bool git;                       /* the base is a commit, not the current folder */
	uint64_t max, written;
	struct str *paths;
	size_t npaths;
	struct buf notes;
};

/* --- the files touched ----------------------------------------------------------------------- */

static int
by_name(const void *x, const void *y)
{
	return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

/* Does the file stand there, after the patches so far?  (The base was listed: it cannot fail.) */
static bool
exists(void *context, struct str path)
{
	struct patch_side *side = context;
	struct patched *patched = map_get(&side->files, path);
	const struct str *v;
	struct error ignored;
	size_t n;

	if (patched)
		return patched->exists;
	return source_paths(side->base, 0, &v, &n, &ignored) && n > 0 &&
	    bsearch(&path, v, n, sizeof(*v), by_name);
}

/* The file at a path, with what the base has there.  NULL: err. */
static struct patched *
touched(struct source *s, struct str path, struct error *err)
{
	struct patch_side *side = s->self;
	struct patched *p = map_get(&side->files, path);
	struct text *text = NULL;

	if (p)
		return p;
	if (exists(side, path)) {
		if (!str_eq(source_real(side->base, 0, path), path)) {
			fail(err, "the patch could not be judged: %.*s is a symbolic link; patch the file that it "
			    "leads to", STR(path));
			return NULL;
		}
		if (source_read(side->base, 0, path, &text, err) != READ_OK)
			return NULL;
	}
	p = ARENA_NEW(&s->arena, struct patched);
	p->text.path = arena_dup(&s->arena, path);
	p->base = text;
	p->exists = p->start_exists = text != NULL;
	p->text.bytes = p->start = text ? text->bytes : S("");
	*map_slot(&side->files, p->text.path) = p;
	return p;
}

/* A new mail or commit: what stands now is what its renames and copies speak of. */
static void
begin_batch(struct patched *p, unsigned batch)
{
	if (p->batch == batch)
		return;
	if (p->own.p) {
		buf_free(&p->start_own);
		p->start_own = p->own;
		p->own = (struct buf){ NULL, 0, 0 };
	}
	p->start = p->text.bytes;
	p->start_exists = p->exists;
	p->batch = batch;
}

/* --- applying -------------------------------------------------------------------------------- */

/* Does git's own id say that these are the bytes the patch was made for? */
static bool
is_known(struct patch_side *side, const struct patch_file *f, struct str bytes)
{
	return side->git && f->id[0].len && (git_blob_named(bytes, f->id[0]) ||
	    (f->created && bytes.len == 0));
}

/* Is a line put where nothing but its number says that it belongs there? */
static bool
has_bare_hunk(const struct patch_file *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->hunks[i].old_count == 0)
			return true;
	return false;
}

/*
 * Lays the hunks over `bytes`.  Git's ids prove more than hunks do: that this
 * is the right base for lines without context, and that none was cut off.
 */
static bool
apply_hunks(struct source *s, const struct patch_file *f, struct str path, struct str bytes,
    struct buf *out, struct error *err)
{
	struct patch_side *side = s->self;
	bool known = is_known(side, f, bytes);

	if (side->git && f->id[0].len && !known && bytes.len && has_bare_hunk(f))
		return fail(err, "the patch does not apply: %.*s is not the version that it was made for, and "
		    "it has no context (-U0) to find its place", STR(path));
	if (!patch_apply(f, path, bytes, out, &side->notes, err))
		return false;
	if (f->deleted && out->len > 0)
		return fail(err, "the patch does not apply: %.*s is to be deleted, but something would be left "
		    "of it", STR(path));
	if (known && !f->deleted && !git_blob_named(buf_str(out), f->id[1]))
		return fail(err, "the patch could not be judged: line %u: %.*s would not become what its `index` "
		    "line says: the patch was cut off, or edited by hand (then delete that line)",
		    (unsigned)f->line, STR(path));
	side->written += out->len;
	if (out->len > side->max || side->written > RESULTS * side->max)
		return fail(err, "the patch could not be judged: %.*s is larger than %llu octets, or all files "
		    "together are too large", STR(path), (unsigned long long)side->max);
	return true;
}

static bool
result_keep(struct patched *to, struct buf *out)
{
	buf_free(&to->own);
	to->own = *out;
	to->text.bytes = buf_str(out);
	to->exists = true;
	return true;
}

static bool
apply_file(struct source *s, const struct patch_file *f, int level, struct error *err)
{
	struct patch_side *side = s->self;
	struct buf out = { NULL, 0, 0 };
	struct str from_path, to_path;
	struct patched *from, *to;
	bool moves = f->renamed || f->copied, fresh, there;

	if (f->submodule)
		return true;
	if (!patch_names(f, level, exists, side, &from_path, &to_path, err) ||
	    (from = touched(s, from_path, err)) == NULL || (to = touched(s, to_path, err)) == NULL)
		return false;
	begin_batch(from, f->batch);
	begin_batch(to, f->batch);
	fresh = f->created || (!moves && f->n == 1 && f->hunks[0].old_count == 0 && !from->exists);
	there = moves ? from->start_exists : from->exists;
	if (!fresh && !there)
		return fail(err, "the patch does not apply: %.*s does not exist in %.*s", STR(from_path),
		    STR(s->label[0]));
	if (to->exists && (f->created || (moves && to != from)))
		return fail(err, "the patch does not apply: %.*s exists already", STR(to_path));
	if (!apply_hunks(s, f, from_path, fresh ? S("") : moves ? from->start : from->text.bytes, &out,
	    err)) {
		buf_free(&out);
		return false;
	}
	if (f->renamed)
		from->exists = false;
	result_keep(to, &out);
	to->exists = !f->deleted;
	return true;
}

/* --- what differs -------------------------------------------------------------------------------- */

/* The file of this patch in which a path ends, links followed; NULL: it has none there. */
static struct patched *
patched_at(struct source *s, struct str path)
{
	struct patch_side *side = s->self;
	struct patched *p = map_get(&side->files, path);

	return p ? p : map_get(&side->files, source_real(side->base, 0, path));
}

static int
by_path(const void *x, const void *y)
{
	return str_cmp(((const struct delta *)x)->path, ((const struct delta *)y)->path);
}

/* The files whose bytes are others now, and the symbolic links that lead to them. */
static bool
find_deltas(struct source *s, struct error *err)
{
	struct patch_side *side = s->self;
	const struct str *base;
	struct delta *v;
	size_t nbase;

	if (!source_paths(side->base, 0, &base, &nbase, err))
		return false;
	v = ARENA_ARRAY(&s->arena, struct delta, nbase + side->files.n);
	for (size_t i = 0; i < side->files.n; i++) {
		const struct patched *p = side->files.entries[i].value;
		bool same = p->base && p->exists && str_eq(p->base->bytes, p->text.bytes);

		if (!same && (p->base || p->exists))
			v[s->n++] = (struct delta){ p->text.path, { p->base != NULL, p->exists } };
	}
	for (size_t i = 0; i < nbase && s->n > 0; i++)
		if (!map_get(&side->files, base[i]) && patched_at(s, base[i]))
			v[s->n++] = (struct delta){ base[i], { true, true } };
	if (s->n)
		qsort(v, s->n, sizeof(*v), by_path);
	s->deltas = v;
	return true;
}

/* --- the source -------------------------------------------------------------------------------- */

static enum read_result
patched_read(struct source *s, int which, struct str path, struct text **text, struct error *err)
{
	struct patch_side *side = s->self;
	struct patched *p = which == 1 ? patched_at(s, path) : NULL;
	struct text *copy;

	if (p == NULL)
		return source_read(side->base, 0, path, text, err);
	if (!p->exists)
		return READ_ABSENT;
	copy = ARENA_NEW(&s->arena, struct text);
	copy->path = str_eq(path, p->text.path) ? p->text.path : arena_dup(&s->arena, path);
	copy->bytes = p->text.bytes;
	*text = copy;
	return READ_OK;
}

static void
patched_release(struct source *s, struct text *text)
{
	struct patch_side *side = s->self;
	struct patched *p = patched_at(s, text->path);

	/* Its own bytes live as long as the source. */
	if (p == NULL || p->text.bytes.p != text->bytes.p)
		source_release(side->base, text);
}

static struct str
patched_real(struct source *s, int which, struct str path)
{
	struct patch_side *side = s->self;

	(void)which;
	return source_real(side->base, 0, path);
}

static bool
patched_paths(struct source *s, int which, const struct str **v, size_t *n, struct error *err)
{
	struct patch_side *side = s->self;
	const struct str *base;
	size_t nbase;

	if (!source_paths(side->base, 0, &base, &nbase, err))
		return false;
	*v = base;
	*n = nbase;
	if (which == 0)
		return true;
	if (side->paths == NULL) {
		side->paths = memory_new((nbase + side->files.n) * sizeof(*side->paths));
		for (size_t i = 0; i < nbase; i++)
			if (!map_get(&side->files, base[i]))
				side->paths[side->npaths++] = base[i];
		for (size_t i = 0; i < side->files.n; i++) {
			const struct patched *p = side->files.entries[i].value;

			if (p->exists)
				side->paths[side->npaths++] = p->text.path;
		}
		if (side->npaths)
			qsort(side->paths, side->npaths, sizeof(*side->paths), by_name);
	}
	*v = side->paths;
	*n = side->npaths;
	return true;
}

static void
patched_close(struct source *s)
{
	struct patch_side *side = s->self;

	for (size_t i = 0; i < side->files.n; i++) {
		struct patched *p = side->files.entries[i].value;

		buf_free(&p->own);
		buf_free(&p->start_own);
		if (p->base)
			source_release(side->base, p->base);
	}
	patch_free(&side->patch);
	map_free(&side->files);
	buf_free(&side->notes);
	free(side->paths);
	if (side->base)
		source_close(side->base);
}

static bool
patched_history(struct source *s, struct str path, size_t most, int64_t *ms,
    struct source_history *out)
{
	struct source *base = ((struct patch_side *)s->self)->base;

	return base->methods->history && base->methods->history(base, path, most, ms, out);
}

static const struct source_methods methods = {
	patched_read, patched_release, NULL, patched_real, patched_paths, patched_close,
	patched_history, NULL, NULL,
};

/* --- opening ------------------------------------------------------------------------------------ */

/* The bytes that are laid over, in the source's arena. */
static bool
read_input(struct source *s, const char *name, const struct source_options *options,
    struct str *bytes, struct error *err)
{
	const char *path = strcmp(name, "-") == 0 ? "/dev/stdin" : name;
	struct source *file = source_files("/dev/null", path, options, err);
	struct text *text;
	bool good;

	if (file == NULL)
		return false;
	if (file->single[1].len == 0) {
		source_close(file);
		return fail(err, "%s is a folder, not a patch", name);
	}
	good = source_read(file, 1, file->single[1], &text, err) == READ_OK;
	if (good) {
		*bytes = arena_dup(&s->arena, text->bytes);
		source_release(file, text);
	}
	source_close(file);
	return good;
}

static bool
open_base(struct source *s, const char *base, const struct source_options *options,
    struct error *err)
{
	struct patch_side *side = s->self;
	struct error no_repository;
	bool absent = false;

	side->base = git_base(base, options, &absent, &no_repository);
	side->git = side->base != NULL;
	if (!side->git && absent && base == NULL)
		side->base = source_files(".", "/dev/null", options, err);
	else if (!side->git)
		*err = no_repository;
	if (side->base == NULL)
		return false;
	s->label[0] = side->git ? side->base->label[0] : S("files");
	s->revision[0] = side->base->revision[0];
	s->top = side->base->top;
	s->unborn = side->base->unborn;
	return true;
}

static bool
lay_over(struct source *s, struct error *err)
{
	struct patch_side *side = s->self;
	struct str rest, line;
	struct str *notes;
	const struct str *paths;
	size_t n = 0;
	int level;

	if (!source_paths(side->base, 0, &paths, &n, err))
		return false;
	level = patch_level(&side->patch, exists, side);
	for (size_t i = 0; i < side->patch.n; i++)
		if (!apply_file(s, &side->patch.files[i], level, err))
			return false;
	n = 0;
	for (rest = buf_str(&side->notes); str_line(&rest, &line);)
		n++;
	notes = ARENA_ARRAY(&s->arena, struct str, n);
	for (rest = buf_str(&side->notes); str_line(&rest, &line);)
		notes[s->nnotes++] = line;
	s->notes = notes;
	return find_deltas(s, err);
}

static struct source *
start(const struct source_options *options)
{
	struct arena arena = { NULL };
	struct source *s = ARENA_NEW(&arena, struct source);
	struct patch_side *side = ARENA_NEW(&arena, struct patch_side);

	side->max = options->max_size ? options->max_size : usual_max;
	*s = (struct source){ .methods = &methods, .self = side, .arena = arena };
	return s;
}

struct source *
source_patch(const char *base, const char *patch, const struct source_options *options,
    struct error *err)
{
	struct source *s = start(options);
	struct patch_side *side = s->self;
	struct str bytes;

	s->label[1] = strcmp(patch, "-") == 0 ? S("patch") : arena_dup(&s->arena, str_of(patch));
	if (read_input(s, patch, options, &bytes, err) && open_base(s, base, options, err) &&
	    patch_read(&side->patch, bytes, &s->arena, err) && lay_over(s, err))
		return s;
	source_close(s);
	return NULL;
}

/* --- one file ------------------------------------------------------------------------------------ */

/* Where a path of the user's, absolute or from the current folder, lies below `top`. */
static bool
below_top(struct source *s, const char *path, const char *top, struct str *below, struct error *err)
{
	const char *slash = strrchr(path, '/');
	struct str folder = slash ? str_n(path, (size_t)(slash - path + 1)) : S("./");
	char real_folder[PATH_MAX], real_top[PATH_MAX];
	size_t len;

	if ((slash ? slash + 1 : path)[0] == '\0')
		return fail(err, "%s: names no file", path);
	if (realpath(arena_printf(&s->arena, "%.*s", STR(folder)).p, real_folder) == NULL ||
	    realpath(top, real_top) == NULL)
		return fail(err, "%s: there is no such folder", path);
	len = strcmp(real_top, "/") == 0 ? 0 : strlen(real_top);
	if (strncmp(real_folder, real_top, len) != 0 ||
	    (real_folder[len] != '/' && real_folder[len] != '\0'))
		return fail(err, "%s: lies outside of %s", path, real_top);
	*below = arena_printf(&s->arena, "%s/%s", real_folder + len, slash ? slash + 1 : path);
	while (str_starts(*below, S("/")))
		*below = str_skip(*below, 1);
	return true;
}

struct source *
source_buffer(const char *base, const char *path, const struct source_options *options,
    struct error *err)
{
	struct source *s = start(options);
	struct patch_side *side = s->self;
	struct patched *p = NULL;
	struct str bytes, below;

	s->label[1] = S("buffer");
	if (read_input(s, "-", options, &bytes, err) && open_base(s, base, options, err) &&
	    below_top(s, path, side->git ? arena_printf(&s->arena, "%.*s", STR(s->top)).p : ".", &below, err))
		p = touched(s, source_real(side->base, 0, below), err);
	if (p) {
		p->text.bytes = bytes;
		p->exists = true;
		if (find_deltas(s, err))
			return s;
	}
	source_close(s);
	return NULL;
}
