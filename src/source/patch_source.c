/* SPDX-License-Identifier: BSD-2-Clause */
/* A patch laid over a commit or over the files of the current folder, in memory. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/memory.h"
#include "source/git.h"
#include "source/patch.h"

struct patched {                        /* one file after the patch */
	struct text text;
	bool exists;
};

struct patch_side {
	struct source *base;
	struct patch patch;
	struct map files;               /* path to patched */
	struct str *paths;
	size_t npaths;
	struct buf notes;
};

/* --- which file is meant ----------------------------------------------------------------- */

/* Without its first `level` folders; empty: it has not so many. */
static struct str
stripped(struct str name, int level)
{
	const char *slash;

	while (str_starts(name, S("./")))
		name = str_skip(name, 2);
	if (level == 0 || name.len == 0)
		return name;
	slash = memchr(name.p, '/', name.len);
	return slash ? str_skip(name, (size_t)(slash - name.p) + 1) : S("");
}

static bool
leaves(struct str path)
{
	struct str rest = path, part;

	if (path.len == 0 || path.p[0] == '/')
		return true;
	while (str_field(&rest, "/", &part))
		if (str_eq(part, S("..")))
			return true;
	return false;
}

static bool
exists(struct source *s, struct str path)
{
	struct patch_side *side = s->self;
	struct patched *patched = map_get(&side->files, path);
	struct error ignored;
	struct text *text;

	if (patched)
		return patched->exists;
	if (path.len == 0 || leaves(path) ||
	    source_read(side->base, 0, path, &text, &ignored) != READ_OK)
		return false;
	source_release(side->base, text);
	return true;
}

/* How many folders stand in front of the names: those of files that the base has decide. */
static int
strip_level(struct source *s, const struct patch *patch)
{
	size_t fits[2] = { 0, 0 };
	bool prefixes = true;

	for (size_t i = 0; i < patch->n; i++)
		for (int which = 0; which < 2; which++) {
			struct str name = patch->files[i].name[which];

			if (name.len == 0)
				continue;
			prefixes = prefixes && name.len > 2 && name.p[1] == '/' && strchr("abciow", name.p[0]);
			for (int level = 0; level < 2; level++)
				fits[level] += exists(s, stripped(name, level));
		}
	if (fits[0] == fits[1])
		return prefixes;
	return fits[1] > fits[0];
}

/* The file that is patched and the one that comes of it; empty: none. */
static bool
file_names(struct source *s, const struct patch_file *f, int level, struct str *from,
    struct str *to, struct error *err)
{
	int own = f->renamed || f->copied ? 0 : level;  /* rename lines have no prefix */
	struct str old = stripped(f->name[0], own), new = stripped(f->name[1], own);

	if ((f->name[0].len && leaves(old)) || (f->name[1].len && leaves(new)))
		return fail(err, "the patch could not be judged: line %u: the file name leads out of the "
		    "repository", (unsigned)f->line);
	if (f->renamed || f->copied) {
		*from = old;
		*to = new;
		return true;
	}
	if (f->created || old.len == 0)
		*from = *to = new;
	else if (f->deleted || new.len == 0)
		*from = *to = old;
	else
		*from = *to = exists(s, new) ? new : exists(s, old) ? old : new;
	return true;
}

/* --- applying -------------------------------------------------------------------------------- */

static struct patched *
patched_file(struct source *s, struct str path)
{
	struct patch_side *side = s->self;
	struct str own = arena_dup(&s->arena, path);
	void **slot = map_slot(&side->files, own);

	if (*slot == NULL) {
		struct patched *p = ARENA_NEW(&s->arena, struct patched);

		p->text.path = own;
		*slot = p;
	}
	return *slot;
}

/* The bytes of a file as it stands after the patches so far. */
static bool
current(struct source *s, struct str path, struct str *bytes, struct error *err)
{
	struct patch_side *side = s->self;
	struct patched *patched = map_get(&side->files, path);
	struct text *text;

	if (patched) {
		*bytes = patched->text.bytes;
		return patched->exists || fail(err, "the patch does not apply: %.*s does not exist",
		    STR(path));
	}
	switch (source_read(side->base, 0, path, &text, err)) {
	case READ_OK:
		*bytes = arena_dup(&s->arena, text->bytes);
		source_release(side->base, text);
		return true;
	case READ_ABSENT: case READ_OUTSIDE:
		return fail(err, "the patch does not apply: %.*s does not exist in %.*s", STR(path),
		    STR(s->label[0]));
	default:
		return false;
	}
}

static bool
apply_file(struct source *s, const struct patch_file *f, int level, struct error *err)
{
	struct patch_side *side = s->self;
	struct buf out = { NULL, 0, 0 };
	struct str from, to, bytes = S("");
	struct patched *result;
	bool fresh, good;

	if (!file_names(s, f, level, &from, &to, err))
		return false;
	fresh = !exists(s, from) && (f->created || (f->n == 1 && f->hunks[0].old_count == 0));
	if (f->created && exists(s, to))
		return fail(err, "the patch does not apply: %.*s exists already", STR(to));
	if (!fresh && !current(s, from, &bytes, err))
		return false;
	good = patch_apply(f, from, bytes, &out, &side->notes, err);
	if (good && f->deleted && out.len > 0)
		good = fail(err, "the patch does not apply: %.*s is to be deleted, but something would be "
		    "left of it", STR(from));
	if (good) {
		result = patched_file(s, to);
		result->exists = !f->deleted;
		result->text.bytes = arena_dup(&s->arena, buf_str(&out));
		if (f->renamed && !str_eq(from, to))
			patched_file(s, from)->exists = false;
	}
	buf_free(&out);
	return good;
}

static int
by_path(const void *x, const void *y)
{
	return str_cmp(((const struct delta *)x)->path, ((const struct delta *)y)->path);
}

static void
find_deltas(struct source *s)
{
	struct patch_side *side = s->self;
	struct delta *v = ARENA_ARRAY(&s->arena, struct delta, side->files.n);

	for (size_t i = 0; i < side->files.n; i++) {
		const struct patched *p = side->files.entries[i].value;
		struct error ignored;
		struct text *text;
		bool before = source_read(side->base, 0, p->text.path, &text, &ignored) == READ_OK;
		bool same = before && p->exists && str_eq(text->bytes, p->text.bytes);

		if (before)
			source_release(side->base, text);
		if (!same && (before || p->exists))
			v[s->n++] = (struct delta){ p->text.path, { before, p->exists } };
	}
	if (s->n)
		qsort(v, s->n, sizeof(*v), by_path);
	s->deltas = v;
}

/* --- the source -------------------------------------------------------------------------------- */

static enum read_result
patched_read(struct source *s, int which, struct str path, struct text **text, struct error *err)
{
	struct patch_side *side = s->self;
	struct patched *p = which == 1 ? map_get(&side->files, path) : NULL;

	if (p == NULL)
		return source_read(side->base, 0, path, text, err);
	*text = &p->text;
	return p->exists ? READ_OK : READ_ABSENT;
}

static void
patched_release(struct source *s, struct text *text)
{
	struct patch_side *side = s->self;
	struct patched *p = map_get(&side->files, text->path);

	if (p == NULL || &p->text != text)
		source_release(side->base, text);
}

static int
by_name(const void *x, const void *y)
{
	return str_cmp(*(const struct str *)x, *(const struct str *)y);
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

	patch_free(&side->patch);
	map_free(&side->files);
	buf_free(&side->notes);
	free(side->paths);
	if (side->base)
		source_close(side->base);
}

static const struct source_methods methods = {
	patched_read, patched_release, NULL, patched_paths, patched_close,
};

/* The bytes of the patch itself, in the source's arena. */
static bool
read_patch(struct source *s, const char *name, const struct source_options *options,
    struct str *bytes, struct error *err)
{
	const char *path = strcmp(name, "-") == 0 ? "/dev/stdin" : name;
	struct source *file = source_files("/dev/null", path, options, err);
	struct text *text;
	bool good;

	if (file == NULL)
		return false;
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

	if (base || git_here(options)) {
		side->base = source_tree(base, base ? base : "HEAD", options, err);
		s->label[0] = arena_dup(&s->arena, str_of(base ? base : "HEAD"));
	} else {
		side->base = source_files(".", ".", options, err);
		s->label[0] = S("files");
	}
	if (side->base == NULL)
		return false;
	s->revision[0] = side->base->revision[0];
	s->top = side->base->top;
	return true;
}

static bool
lay_over(struct source *s, struct error *err)
{
	struct patch_side *side = s->self;
	struct str rest, line;
	struct str *notes;
	size_t n = 0;
	int level = strip_level(s, &side->patch);

	for (size_t i = 0; i < side->patch.n; i++)
		if (!apply_file(s, &side->patch.files[i], level, err))
			return false;
	for (rest = buf_str(&side->notes); str_line(&rest, &line);)
		n++;
	notes = ARENA_ARRAY(&s->arena, struct str, n);
	for (rest = buf_str(&side->notes); str_line(&rest, &line);)
		notes[s->nnotes++] = line;
	s->notes = notes;
	find_deltas(s);
	return true;
}

struct source *
source_patch(const char *base, const char *patch, const struct source_options *options,
    struct error *err)
{
	struct arena arena = { NULL };
	struct source *s = ARENA_NEW(&arena, struct source);
	struct patch_side *side = ARENA_NEW(&arena, struct patch_side);
	struct str bytes;

	*s = (struct source){ .methods = &methods, .self = side, .arena = arena };
	s->label[1] = strcmp(patch, "-") == 0 ? S("patch") : arena_dup(&s->arena, str_of(patch));
	if (read_patch(s, patch, options, &bytes, err) && open_base(s, base, options, err) &&
	    patch_read(&side->patch, bytes, &s->arena, err) && lay_over(s, err))
		return s;
	source_close(s);
	return NULL;
}
