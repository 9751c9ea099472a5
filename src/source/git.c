/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commits, trees and the index of a repository, read with libgit2.  Nothing of
 * the repository is run and nothing is written.  What libgit2 cannot read is
 * told with the command that helps.
 */
#include "source/git.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { SYMLINKS = 8 };
static const uint64_t usual_max = (uint64_t)1 << 30;

struct git_text {
	struct text text;               /* first */
	git_blob *blob;
};

/* --- errors with cures ------------------------------------------------------------- */

static const struct {
	const char *part, *cure;
} cures[] = {
	{ "extensions.objectformat", "libgit2 cannot read SHA-256 repositories; judge two checked-out "
	    "versions instead:\n  zonevet check OLDFOLDER NEWFOLDER" },
	{ "extensions.refstorage", "libgit2 cannot read reftable repositories; judge two checked-out "
	    "versions instead:\n  zonevet check OLDFOLDER NEWFOLDER" },
	{ "unsupported repository version", "libgit2 cannot read this repository format; judge two "
	    "checked-out versions instead:\n  zonevet check OLDFOLDER NEWFOLDER" },
	{ "extension: 'link'", "the index format is split; either\n  git update-index --no-split-index\n"
	    "or judge the tree: zonevet check --tree $(git write-tree)" },
	{ "extension: 'sdir'", "the index format is sparse; either\n  git sparse-checkout reapply "
	    "--no-sparse-index\nor judge the tree: zonevet check --tree $(git write-tree)" },
	{ "calculated checksum does not match", "the index format has no checksum (index.skipHash); "
	    "judge the tree:\n  zonevet check --tree $(git write-tree)" },
	{ "safe.directory", "the repository belongs to another user:\n"
	    "  git config --global --add safe.directory \"$PWD\"" },
	{ "not owned by current user", "the repository belongs to another user:\n"
	    "  git config --global --add safe.directory \"$PWD\"" },
};

/* Does a remote promise objects that were not fetched?  (git_config_iterator_glob_new leaks.) */
static bool
is_partial(struct git *g)
{
	git_config *config = NULL;
	git_config_iterator *i = NULL;
	git_config_entry *entry;
	bool partial = false;

	if (g->repository && git_repository_config_snapshot(&config, g->repository) == 0 &&
	    git_config_iterator_new(&i, config) == 0)
		while (git_config_next(&entry, i) == 0)
			partial = partial || (str_starts(str_of(entry->name), S("remote.")) &&
			    str_ends(str_of(entry->name), S(".promisor")));
	git_config_iterator_free(i);
	git_config_free(config);
	return partial;
}

bool
git_say(struct git *g, struct error *err, const char *what)
{
	const git_error *last = git_error_last();
	char message[500];              /* a copy: the next call of the library takes it away */

	snprintf(message, sizeof(message), "%s", last && last->message ? last->message :
	    "unknown error");

	for (size_t i = 0; i < sizeof(cures) / sizeof(cures[0]); i++)
		if (strstr(message, cures[i].part))
			return fail(err, "%s: %s\n%s", what, message, cures[i].cure);
	if (g->repository && git_repository_is_shallow(g->repository))
		return fail(err, "%s: %s\nThe clone is shallow. Fetch the rest:\n  git fetch --unshallow\n"
		    "(GitHub Actions: `fetch-depth: 0`; GitLab: GIT_DEPTH: 0)", what, message);
	if (is_partial(g))
		return fail(err, "%s: %s\nThe clone is partial and this object was not fetched:\n"
		    "  git fetch --refetch --no-filter", what, message);
	return fail(err, "%s: %s", what, message);
}

/* --- opening ------------------------------------------------------------------------- */

/* libgit2 reads GIT_DIR and its kin, but stops at these two: it gets them by hand. */
static int
open_from_environment(git_repository **out)
{
	char *tree = getenv("GIT_WORK_TREE"), *real = tree ? realpath(tree, NULL) : NULL;
	int code;

	unsetenv("GIT_WORK_TREE");
	unsetenv("GIT_COMMON_DIR");
	code = git_repository_open_ext(out, NULL, GIT_REPOSITORY_OPEN_FROM_ENV, NULL);
	if (code == 0 && real)
		code = git_repository_set_workdir(*out, real, 0);
	free(real);
	return code;
}

static void
library_start(void)
{
	static const char *const extensions[] = { "worktreeconfig", "preciousobjects", "partialclone",
		"relativeworktrees" };

	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);      /* we run nothing of it */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, sizeof(extensions) / sizeof(extensions[0]));
	for (int level = GIT_CONFIG_LEVEL_PROGRAMDATA; level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
}

bool
git_here(const struct source_options *options)
{
	git_buf found = { NULL, 0, 0 };
	bool here;

	if (getenv("GIT_DIR"))
		return true;
	library_start();
	here = git_repository_discover(&found, options->repository ? options->repository : ".", 0,
	    NULL) == 0;
	git_buf_dispose(&found);
	git_libgit2_shutdown();
	return here;
}

bool
git_open(struct git *g, const struct source_options *options, bool index, struct error *err)
{
	int code;

	*g = (struct git){ .max = options->max_size ? options->max_size : usual_max };
	library_start();
	if (!index)
		unsetenv("GIT_INDEX_FILE");
	code = options->repository ?
	    git_repository_open_ext(&g->repository, options->repository, 0, NULL) :
	    open_from_environment(&g->repository);
	if (code == GIT_ENOTFOUND && g->repository == NULL && !git_error_last())
		return fail(err, "this is no git repository; give two files or two folders: "
		    "zonevet check OLD NEW");
	if (code == GIT_ENOTFOUND && strstr(git_error_last()->message, "could not find repository"))
		return fail(err, "this is no git repository; give two files or two folders: "
		    "zonevet check OLD NEW");
	if (code != 0)
		return git_say(g, err, "the repository cannot be opened");
	return git_repository_odb(&g->odb, g->repository) == 0 ||
	    git_say(g, err, "the objects of the repository cannot be opened");
}

void
git_shut(struct git *g)
{
	for (int side = 0; side < 2; side++) {
		git_tree_free(g->side[side].tree);
		git_index_free(g->side[side].index);
		free(g->side[side].list.v);
		free(g->side[side].list.paths);
	}
	git_odb_free(g->odb);
	git_repository_free(g->repository);
	git_libgit2_shutdown();
}

static bool
all_zeros(const char *revision)
{
	size_t n = strspn(revision, "0");

	return n >= 40 && revision[n] == '\0';
}

bool
git_resolve(struct git *g, const char *revision, git_tree **tree, git_oid *id, struct error *err)
{
	git_object *object = NULL, *peeled = NULL;
	char what[300];
	bool good;

	*tree = NULL;
	memset(id, 0, sizeof(*id));
	if (all_zeros(revision))
		return true;
	snprintf(what, sizeof(what), "'%.250s'", revision);
	if (git_revparse_single(&object, g->repository, revision) != 0)
		return git_say(g, err, what);
	good = git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) == 0 ||
	    git_object_peel(&peeled, object, GIT_OBJECT_TREE) == 0;
	if (good)
		git_oid_cpy(id, git_object_id(peeled));
	good = good && git_object_peel((git_object **)tree, object, GIT_OBJECT_TREE) == 0;
	git_object_free(peeled);
	git_object_free(object);
	return good || git_say(g, err, what);
}

/* --- reading --------------------------------------------------------------------------- */

enum found { FOUND, MISSING, BROKEN };

static enum found
find_entry(struct git *g, int side, const char *path, git_oid *id, unsigned *mode)
{
	struct git_side *s = &g->side[side];
	const git_index_entry *staged;
	git_tree_entry *entry = NULL;
	int code;

	if (s->index) {
		staged = git_index_get_bypath(s->index, path, 0);
		if (staged == NULL || (staged->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD))
			return MISSING;
		git_oid_cpy(id, &staged->id);
		*mode = staged->mode;
		return FOUND;
	}
	if (s->tree == NULL)
		return MISSING;
	code = git_tree_entry_bypath(&entry, s->tree, path);
	if (code == GIT_ENOTFOUND)
		return MISSING;
	if (code != 0)
		return BROKEN;
	git_oid_cpy(id, git_tree_entry_id(entry));
	*mode = git_tree_entry_filemode(entry);
	git_tree_entry_free(entry);
	return FOUND;
}

/* Lexical: "a/../b" is "b"; false: the path leaves the top. */
static bool
tidy(char *path)
{
	size_t len = strlen(path), out = 0;

	if (*path == '/')
		return false;
	for (size_t in = 0, n; in < len; in += n + 1) {
		n = strcspn(path + in, "/");
		if (n == 2 && path[in] == '.' && path[in + 1] == '.') {
			if (out == 0)
				return false;
			while (out > 0 && path[--out] != '/')
				continue;
		} else if (n > 0 && !(n == 1 && path[in] == '.')) {
			if (out > 0)
				path[out++] = '/';
			memmove(path + out, path + in, n);
			out += n;
		}
	}
	path[out] = '\0';
	return true;
}

struct str
git_link_target(struct arena *a, struct str link, struct str content)
{
	char *path;

	while (link.len && link.p[link.len - 1] != '/')
		link.len--;
	if (content.len && content.p[0] == '/')
		return (struct str){ NULL, 0 };
	path = arena_text(a, arena_printf(a, "%.*s%.*s", STR(link), STR(content)));
	return tidy(path) ? str_of(path) : (struct str){ NULL, 0 };
}

static enum read_result
blob_read(struct git *g, const git_oid *id, const char *path, git_blob **blob, struct error *err)
{
	git_object_t type;
	size_t size;

	if (git_odb_read_header(&size, &type, g->odb, id) != 0) {
		git_say(g, err, path);
		return READ_FAILED;
	}
	if (size > g->max) {
		fail(err, "%s: is larger than %llu octets", path, (unsigned long long)g->max);
		return READ_REFUSED;
	}
	if (git_blob_lookup(blob, g->repository, id) == 0)
		return READ_OK;
	git_say(g, err, path);
	return READ_FAILED;
}

/* Follows symbolic links inside the tree; *path holds where the file really is. */
static enum read_result
open_path(struct git *g, int side, char *path, size_t room, git_blob **blob, struct error *err)
{
	for (int step = 0; step <= SYMLINKS; step++) {
		enum read_result result;
		unsigned mode = 0;
		git_oid id;
		struct arena scratch = { NULL };
		struct str target;

		if (!tidy(path))
			return READ_OUTSIDE;
		switch (find_entry(g, side, path, &id, &mode)) {
		case MISSING: return READ_ABSENT;
		case BROKEN: git_say(g, err, path); return READ_FAILED;
		case FOUND: break;
		}
		if (mode == GIT_FILEMODE_COMMIT || mode == GIT_FILEMODE_TREE) {
			fail(err, "%s: is a %s, not a file", path,
			    mode == GIT_FILEMODE_TREE ? "folder" : "submodule");
			return READ_REFUSED;
		}
		result = blob_read(g, &id, path, blob, err);
		if (result != READ_OK || mode != GIT_FILEMODE_LINK)
			return result;
		target = git_link_target(&scratch, str_of(path),
		    str_n(git_blob_rawcontent(*blob), (size_t)git_blob_rawsize(*blob)));
		git_blob_free(*blob);
		*blob = NULL;
		if (target.len && target.len < room)
			memcpy(path, target.p, target.len + 1);
		arena_free(&scratch);
		if (target.len == 0 || target.len >= room)
			return READ_OUTSIDE;
	}
	fail(err, "%s: symbolic links lead in a circle", path);
	return READ_REFUSED;
}

static enum read_result
read_file(struct source *s, int side, struct str path, struct text **text, struct error *err)
{
	struct git *g = s->self;
	char real[PATH_MAX];
	git_blob *blob = NULL;
	enum read_result result;
	struct git_text *t;

	if (path.len >= sizeof(real) || memchr(path.p, '\0', path.len))
		return READ_ABSENT;
	memcpy(real, path.p, path.len);
	real[path.len] = '\0';
	result = open_path(g, side, real, sizeof(real), &blob, err);
	if (result != READ_OK)
		return result;
	t = memory_new(sizeof(*t) + path.len);
	memcpy(t + 1, path.p, path.len);
	t->text.path = str_n((const char *)(t + 1), path.len);
	t->text.bytes = str_n(git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob));
	t->blob = blob;
	*text = &t->text;
	return READ_OK;
}

static void
release(struct source *s, struct text *text)
{
	struct git_text *t = (struct git_text *)(void *)text;

	(void)s;
	git_blob_free(t->blob);
	free(t);
}

static bool
paths(struct source *s, int side, const struct str **v, size_t *n, struct error *err)
{
	struct git *g = s->self;
	struct git_list *list = &g->side[side].list;

	if (!git_list_side(g, &g->side[side], &s->arena, err))
		return false;
	if (list->paths == NULL) {
		list->paths = memory_new(list->n * sizeof(*list->paths));
		for (size_t i = 0; i < list->n; i++)
			list->paths[i] = list->v[i].path;
	}
	*v = list->paths;
	*n = list->n;
	return true;
}

static void
shut(struct source *s)
{
	git_shut(s->self);
}

static const struct source_methods methods = { read_file, release, NULL, paths, shut };

/* --- sources ----------------------------------------------------------------------------- */

struct source *
git_source(struct git *from, const struct str label[2], const git_oid *const id[2],
    struct error *err)
{
	struct arena arena = { NULL };
	struct source *s = ARENA_NEW(&arena, struct source);
	struct git *g = ARENA_NEW(&arena, struct git);
	const char *top = git_repository_workdir(from->repository);

	*g = *from;
	*s = (struct source){ .methods = &methods, .self = g, .arena = arena };
	s->top = arena_dup(&s->arena, str_of(top ? top : git_repository_path(g->repository)));
	for (int side = 0; side < 2; side++) {
		s->label[side] = arena_dup(&s->arena, label[side]);
		if (id[side] && !git_oid_is_zero(id[side])) {
			char hex[GIT_OID_HEXSZ + 1];

			s->revision[side] = arena_dup(&s->arena,
			    str_of(git_oid_tostr(hex, sizeof(hex), id[side])));
		}
	}
	s->unborn = !g->side[0].tree && !g->side[0].index;
	if (git_deltas(g, s, err))
		return s;
	source_close(s);
	return NULL;
}

static bool
head_tree(struct git *g, git_oid *id, struct error *err)
{
	memset(id, 0, sizeof(*id));
	if (git_repository_head_unborn(g->repository) == 1)
		return true;
	return git_resolve(g, "HEAD", &g->side[0].tree, id, err);
}

static bool
staged_index(struct git *g, struct error *err)
{
	git_index_conflict_iterator *conflicts = NULL;
	const git_index_entry *base, *ours, *theirs;
	const char *path = "";

	if (git_repository_is_bare(g->repository))
		return fail(err, "a bare repository has no index; give --range OLD..NEW");
	if (git_repository_index(&g->side[1].index, g->repository) != 0)
		return git_say(g, err, "the index cannot be read");
	if (!git_index_has_conflicts(g->side[1].index))
		return true;
	if (git_index_conflict_iterator_new(&conflicts, g->side[1].index) == 0 &&
	    git_index_conflict_next(&base, &ours, &theirs, conflicts) == 0)
		path = ours ? ours->path : theirs ? theirs->path : base->path;
	fail(err, "a merge has unresolved conflicts (%s): resolve them and `git add` the result", path);
	git_index_conflict_iterator_free(conflicts);
	return false;
}

struct source *
source_index(const struct source_options *options, struct error *err)
{
	const struct str label[2] = { S("HEAD"), S("index") };
	struct source *s = NULL;
	struct git g;
	git_oid id;

	if (git_open(&g, options, true, err) && staged_index(&g, err) && head_tree(&g, &id, err)) {
		s = git_source(&g, label, (const git_oid *const[2]){ &id, NULL }, err);
		return s;               /* g is its own now, or gone */
	}
	git_shut(&g);
	return s;
}

struct source *
source_tree(const char *base, const char *tree, const struct source_options *options,
    struct error *err)
{
	const struct str label[2] = { str_of(base ? base : "HEAD"), str_of(tree) };
	struct git g;
	git_oid id[2];

	if (git_open(&g, options, false, err) &&
	    (base ? git_resolve(&g, base, &g.side[0].tree, &id[0], err) : head_tree(&g, &id[0], err)) &&
	    git_resolve(&g, tree, &g.side[1].tree, &id[1], err))
		return git_source(&g, label, (const git_oid *const[2]){ &id[0], &id[1] }, err);
	git_shut(&g);
	return NULL;
}

/* The merge base of two revisions, as a tree and id. */
static bool
merge_base(struct git *g, const char *a, const char *b, git_oid *id, struct error *err)
{
	git_object *one = NULL, *two = NULL;
	git_commit *commit = NULL;
	char what[300];
	bool good;

	snprintf(what, sizeof(what), "'%.120s...%.120s'", a, b);
	good = git_revparse_single(&one, g->repository, a) == 0 &&
	    git_revparse_single(&two, g->repository, b) == 0 &&
	    git_merge_base(id, g->repository, git_object_id(one), git_object_id(two)) == 0 &&
	    git_commit_lookup(&commit, g->repository, id) == 0 &&
	    git_commit_tree(&g->side[0].tree, commit) == 0;
	if (!good)
		git_say(g, err, what);
	git_commit_free(commit);
	git_object_free(one);
	git_object_free(two);
	return good;
}

struct source *
source_range(const char *range, const struct source_options *options, struct error *err)
{
	const char *dots = strstr(range, "..");
	bool from_base = dots && dots[2] == '.';
	char a[256], b[256];
	struct git g;
	git_oid id[2];

	snprintf(a, sizeof(a), "%.*s", dots ? (int)(dots - range) : (int)strlen(range), range);
	snprintf(b, sizeof(b), "%s", dots ? dots + (from_base ? 3 : 2) : "");
	if (strlen(range) > 400) {
		fail(err, "the range is too long");
		return NULL;
	}
	if (a[0] == '\0')
		snprintf(a, sizeof(a), "HEAD");
	if (b[0] == '\0')
		snprintf(b, sizeof(b), "HEAD");
	if (git_open(&g, options, false, err) && git_resolve(&g, b, &g.side[1].tree, &id[1], err) &&
	    (from_base ? merge_base(&g, a, b, &id[0], err) :
	    git_resolve(&g, a, &g.side[0].tree, &id[0], err)))
		return git_source(&g, (const struct str[2]){ str_of(a), str_of(b) },
		    (const git_oid *const[2]){ &id[0], &id[1] }, err);
	git_shut(&g);
	return NULL;
}
