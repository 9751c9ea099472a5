/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opens a repository with libgit2 and finds its commits and its index.  Nothing
 * of the repository is run and nothing is written.  What libgit2 cannot read is
 * told with the command that helps.
 */
#include "source/git.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"

static const uint64_t usual_max = (uint64_t)1 << 30;
enum { CONFLICTS_NAMED = 5, TREE_CACHED = 64 << 20 };    /* octets of one tree object */

/* --- errors with cures ------------------------------------------------------------- */

#define TWO_FOLDERS \
	"\nJudge two checked-out versions instead:\n" \
	"  old=$(mktemp -d) new=$(mktemp -d)\n" \
	"  git archive HEAD | tar -x -C \"$old\"\n" \
	"  git checkout-index --all --prefix=\"$new/\"\n" \
	"  zonevet check \"$old\" \"$new\""
#define BY_TREE "\nor judge the tree that git writes from it:\n  zonevet check --tree $(git write-tree)"
#define NO_SUCH_REVISION \
	"There is no such revision here. A branch that was not fetched comes with\n" \
	"  git fetch origin BRANCH"
#define ANOTHER_USER \
	"The repository belongs to another user:\n  git config --global --add safe.directory \"$PWD\""

static const struct {
	const char *part, *cure;
} cures[] = {
	{ "extensions.objectformat", "libgit2 cannot read SHA-256 repositories." TWO_FOLDERS },
	{ "extensions.refstorage", "libgit2 cannot read reftable repositories." TWO_FOLDERS },
	{ "unsupported extension", "libgit2 cannot read repositories with this extension." TWO_FOLDERS },
	{ "unsupported repository version", "libgit2 cannot read this repository format." TWO_FOLDERS },
	{ "extension: 'link'", "The index is split; either join it:\n"
	    "  git update-index --no-split-index" BY_TREE },
	{ "extension: 'sdir'", "The index is sparse; either fill it:\n"
	    "  git sparse-checkout reapply --no-sparse-index" BY_TREE },
	{ "calculated checksum does not match", "The index has no checksum (index.skipHash); either "
	    "write one:\n  git config index.skipHash false && git update-index --force-write-index" BY_TREE },
	{ "invalid data in index", "The index is damaged; write it anew from HEAD and stage again:\n"
	    "  rm \"$(git rev-parse --git-path index)\" && git reset" },
	{ " is damaged", "git says what else is:\n  git fsck --full\nRemove the file of the object "
	    "(.git/objects/12/3456...) and fetch it anew:\n  git fetch --refetch" },
	{ "safe.directory", ANOTHER_USER },
	{ "not owned by current user", ANOTHER_USER },
};

/* These say the same of many repositories; why depends on the repository. */
static const struct {
	const char *part, *cure;
} last_cures[] = {
	{ "revspec", NO_SUCH_REVISION },
	{ "does not exist", NO_SUCH_REVISION },         /* parent 0 of the first commit */
	{ "no merge base found", "The two have no commit in common; compare the tips themselves: A..B" },
	{ "be successfully peeled", "Its tree is missing or damaged; git says more:\n  git fsck --full" },
	{ "object not found", "The repository lacks this object:\n  git fsck\nnames what else is missing, "
	    "and this fetches all anew:\n  git fetch --refetch" },
};

/* Does a remote promise objects that were not fetched?  (git_config_iterator_glob_new leaks.) */
static bool
is_partial(struct git *g)
{
	git_config *config = NULL;
	git_config_iterator *i = NULL;
	git_config_entry *entry;
	bool partial = false;

	if (git_repository_config_snapshot(&config, g->repository) == 0 &&
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
	if (g->repository && is_partial(g))
		return fail(err, "%s: %s\nThe clone is partial and this object was not fetched:\n"
		    "  git fetch --refetch --no-filter", what, message);
	for (size_t i = 0; i < sizeof(last_cures) / sizeof(last_cures[0]); i++)
		if (strstr(message, last_cures[i].part))
			return fail(err, "%s: %s\n%s", what, message, last_cures[i].cure);
	return fail(err, "%s: %s", what, message);
}

/* --- opening ------------------------------------------------------------------------- */

/*
 * A libgit2 that uses mbedTLS reads all certificates of the system when it is
 * initialised, and one with libssh2 starts that and its OpenSSL, which together
 * take half of the time of a hook.  No connection is ever opened here: it finds
 * these functions in place of the libraries'.  Another libgit2 never calls them.
 */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int libssh2_init(int flags);

int
mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return 0;
}

int
libssh2_init(int flags)
{
	(void)flags;
	return 0;
}

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
	/* Each file is found through its folder, and one of 10,000 zones would be parsed 10,000 times. */
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, (size_t)TREE_CACHED);
	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, sizeof(extensions) / sizeof(extensions[0]));
	for (int level = GIT_CONFIG_LEVEL_PROGRAMDATA; level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
}

/* libgit2 would read an index that the environment names at once. */
static void
hide_index(struct git *g, bool wanted)
{
	const char *path = getenv("GIT_INDEX_FILE");
	size_t size = path ? strlen(path) + 1 : 0;

	if (wanted && path) {
		g->index_path = memory_new(size);
		memcpy(g->index_path, path, size);
	}
	unsetenv("GIT_INDEX_FILE");
}

bool
git_open(struct git *g, const struct source_options *options, bool index, struct error *err)
{
	const git_error *last;
	int code;

	*g = (struct git){ .max = options->max_size ? options->max_size : usual_max };
	library_start();
	hide_index(g, index);
	code = options->repository ?
	    git_repository_open_ext(&g->repository, options->repository, 0, NULL) :
	    open_from_environment(&g->repository);
	if (g->index_path)
		setenv("GIT_INDEX_FILE", g->index_path, 1);
	last = git_error_last();
	g->absent = code == GIT_ENOTFOUND && (!last || strstr(last->message, "could not find repository"));
	if (g->absent)
		return fail(err, "this is no git repository; give two files or two folders: "
		    "zonevet check OLD NEW");
	if (code != 0)
		return git_say(g, err, "the repository cannot be opened");
	if (git_repository_odb(&g->odb, g->repository) != 0)
		return git_say(g, err, "the objects of the repository cannot be opened");
	git_loose_open(g);
	return true;
}

void
git_shut(struct git *g)
{
	for (int side = 0; side < 2; side++) {
		git_tree_free(g->side[side].tree);
		if (g->side[side].index)
			index_close(g->side[side].index);
		free(g->side[side].index);
		free(g->side[side].list.v);
		free(g->side[side].list.paths);
	}
	free(g->index_path);
	git_odb_free(g->odb);
	git_repository_free(g->repository);
	git_libgit2_shutdown();
}

/* --- revisions ------------------------------------------------------------------------- */

bool
git_zeros(const char *revision)
{
	size_t n = strspn(revision, "0");

	return n >= GIT_OID_HEXSZ && revision[n] == '\0';
}

bool
git_resolve(struct git *g, const char *revision, git_tree **tree, git_oid *id, struct error *err)
{
	git_object *object = NULL, *peeled = NULL;
	char what[300];
	bool good;

	*tree = NULL;
	memset(id, 0, sizeof(*id));
	if (git_zeros(revision))
		return true;
	snprintf(what, sizeof(what), "'%.250s'", revision);
	if (git_revparse_single(&object, g->repository, revision) != 0)
		return git_say(g, err, what);
	good = git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) == 0 ||
	    git_object_peel(&peeled, object, GIT_OBJECT_TREE) == 0;
	if (good)
		git_oid_cpy(id, git_object_id(peeled));
	good = good && git_object_peel((git_object **)tree, object, GIT_OBJECT_TREE) == 0;
	if (!good && git_object_type(object) == GIT_OBJECT_BLOB)
		fail(err, "%s is a file; name a commit, a tag or a tree", what);
	else if (!good)
		git_say(g, err, what);
	git_object_free(peeled);
	git_object_free(object);
	return good;
}

bool
git_head(struct git *g, git_oid *id, struct error *err)
{
	memset(id, 0, sizeof(*id));
	if (git_repository_head_unborn(g->repository) == 1)
		return true;
	return git_resolve(g, "HEAD", &g->side[0].tree, id, err);
}

/* The commit of a revision; libgit2 compares ids, and that of a tag is another one. */
static bool
commit_of(struct git *g, const char *revision, git_commit **commit)
{
	git_object *object = NULL;
	bool good = git_revparse_single(&object, g->repository, revision) == 0 &&
	    git_object_peel((git_object **)commit, object, GIT_OBJECT_COMMIT) == 0;

	git_object_free(object);
	return good;
}

bool
git_merge_base_of(struct git *g, const char *a, const char *b, git_oid *id, struct error *err)
{
	git_commit *one = NULL, *two = NULL, *base = NULL;
	char what[300];
	bool good;

	memset(id, 0, sizeof(*id));
	if (git_zeros(a) || git_zeros(b))
		return true;
	snprintf(what, sizeof(what), "'%.120s...%.120s'", a, b);
	good = commit_of(g, a, &one) && commit_of(g, b, &two) &&
	    git_merge_base(id, g->repository, git_commit_id(one), git_commit_id(two)) == 0 &&
	    git_commit_lookup(&base, g->repository, id) == 0 &&
	    git_commit_tree(&g->side[0].tree, base) == 0;
	if (!good)
		git_say(g, err, what);
	git_commit_free(base);
	git_commit_free(two);
	git_commit_free(one);
	return good;
}

/* --- the index --------------------------------------------------------------------------- */

/* The paths that a merge left in conflict, the first few by name. */
static bool
conflicted(git_index *index, struct error *err)
{
	git_index_conflict_iterator *i = NULL;
	const git_index_entry *base, *ours, *theirs;
	struct buf names = { NULL, 0, 0 };
	size_t n = 0;

	if (git_index_conflict_iterator_new(&i, index) == 0)
		while (git_index_conflict_next(&base, &ours, &theirs, i) == 0)
			if (n++ < CONFLICTS_NAMED)
				buf_printf(&names, "%s%.300s", n > 1 ? ", " : "",
				    ours ? ours->path : theirs ? theirs->path : base->path);
	if (n > CONFLICTS_NAMED)
		buf_printf(&names, " and %zu more", n - CONFLICTS_NAMED);
	fail(err, "a merge has unresolved conflicts (%.*s)\nResolve them, then\n  git add PATH...",
	    STR(buf_str(&names)));
	buf_free(&names);
	git_index_conflict_iterator_free(i);
	return false;
}

/* What is unusual about it libgit2 knows, or says. */
static bool
staged_by_library(struct git *g, struct index *x, struct error *err)
{
	git_index *index = NULL;
	int code = g->index_path ? git_index_open(&index, g->index_path) :
	    git_repository_index(&index, g->repository);

	if (code != 0)
		return git_say(g, err, "the index cannot be read");
	if (git_index_has_conflicts(index)) {
		conflicted(index, err);
		git_index_free(index);
		return false;
	}
	index_from(x, index);
	return true;
}

bool
git_staged(struct git *g, struct error *err)
{
	struct index *x;
	char own[PATH_MAX];

	if (git_repository_is_bare(g->repository))
		return fail(err, "a bare repository has no index; give --range OLD..NEW");
	g->side[1].index = x = memory_new(sizeof(*x));
	*x = (struct index){ .n = 0 };
	snprintf(own, sizeof(own), "%sindex", git_repository_path(g->repository));
	return index_open(x, g->index_path ? g->index_path : own) || staged_by_library(g, x, err);
}
