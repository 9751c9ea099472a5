/* SPDX-License-Identifier: BSD-2-Clause */
/* Two files or two folders, as they lie on the disk. */
#include "source/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "source/mapped.h"

enum { MAPPED_FROM = 64 << 10, FOLDER_DEPTH = 64, ENTRIES = 4000000 };
static const uint64_t usual_max = (uint64_t)1 << 30;

struct files {
	bool folders;
	const char *root[2];            /* as typed; NULL: nothing on that side */
	char *jail[2];                  /* real path that must hold whatever is read */
	uint64_t max;
	struct str *paths[2];
	size_t n[2], cap[2];
	struct file_text *piped[2];     /* what came through a pipe, which gives it only once */
};

struct file_text {
	struct text text;               /* first */
	struct mapped mapped;           /* of these two one holds the bytes */
	char *heap;
};

/* --- reading --------------------------------------------------------------------- */

static bool
within(const char *path, const char *jail)
{
	size_t n = strlen(jail);

	return strncmp(path, jail, n) == 0 && (path[n] == '/' || path[n] == '\0' || n == 1);
}

static enum read_result
too_large(const char *name, uint64_t max, struct error *err)
{
	fail(err, "%s: is larger than %llu octets", name, (unsigned long long)max);
	return READ_REFUSED;
}

/* All that a small file or a pipe gives. */
static enum read_result
read_stream(int fd, const char *name, uint64_t max, struct file_text *t, struct error *err)
{
	size_t len = 0, cap = 0;

	for (;;) {
		ssize_t got;

		if (len == cap) {
			cap = cap ? cap * 2 : 64 << 10;
			t->heap = memory_resize(t->heap, cap);
		}
		got = read(fd, t->heap + len, cap - len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			fail(err, "%s: %s", name, strerror(errno));
			return READ_FAILED;
		}
		if (got == 0)
			break;
		len += (size_t)got;
		if (len > max)
			return too_large(name, max, err);
	}
	t->text.bytes = str_n(t->heap, len);
	return READ_OK;
}

static void
text_free(struct file_text *t)
{
	mapped_close(&t->mapped);
	free(t->heap);
	free((void *)(uintptr_t)t->text.path.p);
	free(t);
}

static void
file_release(struct source *s, struct text *text)
{
	struct file_text *t = (struct file_text *)(void *)text;
	struct files *f = s->self;

	if (t != f->piped[0] && t != f->piped[1])
		text_free(t);
}

static void
file_rest(struct source *s, struct text *text)
{
	(void)s;
	mapped_rest(&((struct file_text *)(void *)text)->mapped);
}

static void
file_whole(struct text *text)
{
	mapped_whole(&((struct file_text *)(void *)text)->mapped);
}

static bool
file_copy(const struct text *text, size_t at, char *to, size_t n)
{
	return mapped_copy(&((const struct file_text *)(const void *)text)->mapped, at, to, n);
}

/* `named`: by the user, who may well name a pipe; anything else must be a file. */
static enum read_result
read_open(int fd, const char *name, bool named, uint64_t max, struct file_text *t,
    struct error *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0) {
		fail(err, "%s: %s", name, strerror(errno));
		return READ_FAILED;
	}
	if (S_ISDIR(st.st_mode) || (!named && !S_ISREG(st.st_mode))) {
		fail(err, "%s: is %s, not a file", name, S_ISDIR(st.st_mode) ? "a folder" :
		    "a pipe or a device");
		return READ_REFUSED;
	}
	if (!S_ISREG(st.st_mode) || st.st_size < MAPPED_FROM)
		return read_stream(fd, name, max, t, err);
	if ((uint64_t)st.st_size > max)
		return too_large(name, max, err);
	if (!mapped_open(&t->mapped, fd, (size_t)st.st_size))
		return read_stream(fd, name, max, t, err);
	t->text.bytes = str_n(t->mapped.map, t->mapped.len);
	return READ_OK;
}

static enum read_result
read_name(struct files *f, int side, const char *name, bool named, struct file_text *t,
    struct error *err)
{
	char real[PATH_MAX];
	enum read_result result;
	int fd;

	if (!named) {
		if (realpath(name, real) == NULL) {
			if (errno == ENOENT || errno == ENOTDIR)
				return READ_ABSENT;
			fail(err, "%s: %s", name, strerror(errno));
			return errno == ELOOP || errno == ENAMETOOLONG ? READ_REFUSED : READ_FAILED;
		}
		if (f->jail[side] == NULL || !within(real, f->jail[side]))
			return READ_OUTSIDE;
	}
	/* A pipe that nobody writes would be waited for. */
	fd = open(named ? name : real, O_RDONLY | O_CLOEXEC | (named ? 0 : O_NONBLOCK));
	if (fd < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return READ_ABSENT;
		fail(err, "%s: %s", name, strerror(errno));
		return READ_FAILED;
	}
	result = read_open(fd, name, named, f->max, t, err);
	if (t->mapped.map == NULL)
		close(fd);
	return result;
}

/* The path on the disk of what the loader calls `path`. */
static const char *
on_disk(const struct files *f, int side, struct str path, struct arena *scratch)
{
	return f->folders ? arena_printf(scratch, "%s/%.*s", f->root[side], STR(path)).p :
	    arena_text(scratch, path);
}

static bool
is_stream(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static enum read_result
file_read(struct source *s, int side, struct str path, struct text **text, struct error *err)
{
	struct files *f = s->self;
	/* What the user named is read wherever it lies. */
	bool named = !f->folders && str_eq(path, s->single[side]);
	struct arena scratch = { NULL };
	struct file_text *t;
	enum read_result result;

	if (f->root[side] == NULL)
		return READ_ABSENT;
	if (named && f->piped[side]) {
		*text = &f->piped[side]->text;
		return READ_OK;
	}
	t = memory_new(sizeof(*t));
	*t = (struct file_text){ .heap = NULL };
	result = read_name(f, side, on_disk(f, side, path, &scratch), named, t, err);
	arena_free(&scratch);
	if (result == READ_OK) {
		char *own = memory_new(path.len + 1);

		memcpy(own, path.p, path.len);
		t->text.path = str_n(own, path.len);
		*text = &t->text;
		if (named && is_stream(f->root[side]))
			f->piped[side] = t;
	} else {
		text_free(t);
	}
	return result;
}

static struct str
file_real(struct source *s, int side, struct str path)
{
	struct files *f = s->self;
	struct arena scratch = { NULL };
	char whole[PATH_MAX];
	size_t top = f->jail[side] ? strlen(f->jail[side]) : 0;
	bool found = f->folders && f->root[side] &&
	    realpath(on_disk(f, side, path, &scratch), whole) && within(whole, f->jail[side]);

	arena_free(&scratch);
	if (!found || !whole[top] || str_eq(path, str_of(whole + top + (whole[top] == '/'))))
		return path;
	return arena_dup(&s->arena, str_of(whole + top + (whole[top] == '/')));
}

/* --- listing --------------------------------------------------------------------- */

static void
add_path(struct source *s, int side, struct str path)
{
	struct files *f = s->self;

	GROW(f->paths[side], f->n[side], f->cap[side]);
	f->paths[side][f->n[side]++] = path;
}

static bool list_folder(struct source *, int, const char *, unsigned, struct error *);

/* One name of a folder; links count as what they lead to, but are not entered. */
static bool
list_entry(struct source *s, int side, struct str path, unsigned depth, struct error *err)
{
	struct files *f = s->self;
	struct arena scratch = { NULL };
	const char *whole = on_disk(f, side, path, &scratch);
	struct stat st = { 0 }, target;
	bool there = lstat(whole, &st) == 0, link = there && S_ISLNK(st.st_mode);

	if (link && stat(whole, &target) == 0)
		st = target;
	arena_free(&scratch);
	if (there && S_ISDIR(st.st_mode) && !link)
		return list_folder(s, side, path.p, depth + 1, err);
	if (!there || (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode)))
		return true;
	if (f->n[side] >= ENTRIES)
		return fail(err, "%s: more than %d files are more than can be judged", f->root[side], ENTRIES);
	add_path(s, side, path);
	return true;
}

static bool
list_folder(struct source *s, int side, const char *relative, unsigned depth, struct error *err)
{
	struct files *f = s->self;
	const char *name = arena_printf(&s->arena, "%s/%s", f->root[side], relative).p;
	struct dirent *entry;
	bool good = true;
	DIR *dir;

	if (depth > FOLDER_DEPTH)
		return fail(err, "%.300s...: folders are nested more than %d deep", name, FOLDER_DEPTH);
	dir = opendir(name);
	if (dir == NULL)
		return fail(err, "%s: %s", name, strerror(errno));
	for (errno = 0; good && (entry = readdir(dir)) != NULL; errno = 0) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    strcmp(entry->d_name, ".git") != 0)
			good = list_entry(s, side, arena_printf(&s->arena, "%s%s%s", relative,
			    *relative ? "/" : "", entry->d_name), depth, err);
	}
	if (good && errno != 0)
		good = fail(err, "%s: %s", name, strerror(errno));
	closedir(dir);
	return good;
}

static int
by_path(const void *x, const void *y)
{
	return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

static bool
file_paths(struct source *s, int side, const struct str **v, size_t *n, struct error *err)
{
	struct files *f = s->self;

	(void)err;
	*v = f->paths[side];
	*n = f->n[side];
	return true;
}

static void
file_close(struct source *s)
{
	struct files *f = s->self;

	for (int side = 0; side < 2; side++) {
		free(f->jail[side]);
		free(f->paths[side]);
		if (f->piped[side])
			text_free(f->piped[side]);
	}
}

static const struct source_methods methods = {
	file_read, file_release, file_rest, file_real, file_paths, file_close,
	NULL,                           /* files have no past */
	file_copy, file_whole,
};

/* --- what differs ------------------------------------------------------------------ */

/* Do both sides hold the same bytes?  What cannot be read counts as different. */
static bool
same_bytes(struct source *s, struct str path)
{
	struct text *text[2] = { NULL, NULL };
	struct error ignored;
	enum read_result got[2];
	bool same;

	for (int side = 0; side < 2; side++)
		got[side] = file_read(s, side, path, &text[side], &ignored);
	same = got[0] == READ_OK && got[1] == READ_OK ? str_eq(text[0]->bytes, text[1]->bytes) :
	    got[0] == READ_ABSENT && got[1] == READ_ABSENT;     /* links to nothing */
	for (int side = 0; side < 2; side++)
		if (text[side])
			file_release(s, text[side]);
	return same;
}

static void
find_deltas(struct source *s)
{
	struct files *f = s->self;
	struct delta *v = ARENA_ARRAY(&s->arena, struct delta, f->n[0] + f->n[1]);
	size_t i = 0, j = 0;

	while (i < f->n[0] || j < f->n[1]) {
		int order = i == f->n[0] ? 1 : j == f->n[1] ? -1 :
		    str_cmp(f->paths[0][i], f->paths[1][j]);
		struct str path = order <= 0 ? f->paths[0][i] : f->paths[1][j];

		i += order <= 0;
		j += order >= 0;
		if (order == 0 && same_bytes(s, path))
			continue;
		v[s->n++] = (struct delta){ path, { order <= 0, order >= 0 } };
	}
	s->deltas = v;
}

/* --- opening ------------------------------------------------------------------------ */

static bool
open_folder(struct source *s, int side, struct error *err)
{
	struct files *f = s->self;

	f->jail[side] = realpath(f->root[side], NULL);
	if (!list_folder(s, side, "", 0, err))
		return false;
	if (f->n[side])
		qsort(f->paths[side], f->n[side], sizeof(struct str), by_path);
	return true;
}

/* The current folder, if the file lies in it, else the file's own. */
static void
jail_of_file(struct files *f, int side)
{
	char *here = realpath(".", NULL), *real = realpath(f->root[side], NULL), *slash;

	if (here && real && within(real, here)) {
		f->jail[side] = here;
		free(real);
		return;
	}
	free(here);
	slash = real ? strrchr(real, '/') : NULL;
	if (slash)
		slash[slash == real] = '\0';
	f->jail[side] = real;
}

static bool
classify(const char *path, bool *exists, bool *folder, struct error *err)
{
	struct stat st;

	*exists = path && strcmp(path, "/dev/null") != 0;
	*folder = false;
	if (!*exists)
		return true;
	if (stat(path, &st) != 0)
		return fail(err, "%s: %s", path, strerror(errno));
	*folder = S_ISDIR(st.st_mode);
	return true;
}

static bool
open_sides(struct source *s, const char *const path[2], struct error *err)
{
	struct files *f = s->self;
	bool exists[2], folder[2];

	for (int side = 0; side < 2; side++) {
		if (!classify(path[side], &exists[side], &folder[side], err))
			return false;
		f->root[side] = exists[side] ? arena_text(&s->arena, str_of(path[side])) : NULL;
		s->label[side] = arena_dup(&s->arena, str_of(path[side] ? path[side] : "/dev/null"));
	}
	if (!exists[0] && !exists[1])
		return fail(err, "both sides are /dev/null: there is nothing to judge");
	if (exists[0] && exists[1] && folder[0] != folder[1])
		return fail(err, "%s is a folder and %s is not: compare two files or two folders",
		    path[folder[0] ? 0 : 1], path[folder[0] ? 1 : 0]);
	f->folders = folder[0] || folder[1];
	for (int side = 0; side < 2; side++) {
		if (!exists[side])
			continue;
		if (f->folders) {
			if (!open_folder(s, side, err))
				return false;
			continue;
		}
		jail_of_file(f, side);
		s->single[side] = str_of(f->root[side]);
		add_path(s, side, s->single[side]);
	}
	if (f->folders) {
		find_deltas(s);
		return true;
	}
	s->deltas = ARENA_NEW(&s->arena, struct delta);
	*(struct delta *)(uintptr_t)s->deltas = (struct delta){ s->single[exists[1]],
		{ exists[0], exists[1] } };
	s->n = 1;
	return true;
}

struct source *
source_files(const char *before, const char *after, const struct source_options *options,
    struct error *err)
{
	struct arena arena = { NULL };
	struct source *s = ARENA_NEW(&arena, struct source);
	struct files *f = ARENA_NEW(&arena, struct files);
	const char *const path[2] = { before, after };

	f->max = options->max_size ? options->max_size : usual_max;
	*s = (struct source){ .methods = &methods, .self = f, .arena = arena };
	if (open_sides(s, path, err))
		return s;
	source_close(s);
	return NULL;
}
