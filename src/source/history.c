/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How often and how much a file changed before: the commits that touched it,
 * from the base back along first parents.  It is a courtesy to the reader of a
 * report, so whatever fails or takes long only ends the list.
 */
#include <string.h>
#include <time.h>

#include "source/git.h"

enum { COMMITS_WALKED = 5000 };
static const size_t counted_max = 2 << 20;      /* octets of a file whose lines are compared */

struct walk {
	struct git *git;
	struct arena *arena;
	const char *path;
	struct source_history *out;
	size_t most;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The blob at the path of a commit; false: none, the id is zero then. */
static bool
blob_at(const git_commit *commit, const char *path, git_oid *id)
{
	git_tree *tree = NULL;
	git_tree_entry *entry = NULL;
	bool found = commit && git_commit_tree(&tree, commit) == 0 &&
	    git_tree_entry_bypath(&entry, tree, path) == 0 &&
	    git_tree_entry_type(entry) == GIT_OBJECT_BLOB;

	memset(id, 0, sizeof(*id));
	if (found)
		git_oid_cpy(id, git_tree_entry_id(entry));
	git_tree_entry_free(entry);
	git_tree_free(tree);
	return found;
}

/* A blob small enough to compare; a zero id is an empty one. */
static bool
open_blob(struct git *g, const git_oid *id, git_blob **blob)
{
	git_object_t type;
	size_t size;

	*blob = NULL;
	if (git_oid_is_zero(id))
		return true;
	return git_odb_read_header(&size, &type, g->odb, id) == 0 && size <= counted_max &&
	    git_blob_lookup(blob, g->repository, id) == 0;
}

bool
git_lines(struct str before, struct str after, uint32_t *added, uint32_t *removed)
{
	git_diff_options options;
	git_patch *patch = NULL;
	size_t context, plus = 0, minus = 0;
	bool good;

	if (before.len > counted_max || after.len > counted_max)
		return false;
	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.context_lines = 0;
	options.flags = GIT_DIFF_FORCE_TEXT;
	good = git_patch_from_buffers(&patch, before.p, before.len, NULL, after.p, after.len, NULL,
	    &options) == 0 && git_patch_line_stats(&context, &plus, &minus, patch) == 0;
	git_patch_free(patch);
	*added = (uint32_t)plus;
	*removed = (uint32_t)minus;
	return good;
}

static struct str
bytes_of(git_blob *blob)
{
	return blob ? str_n(git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob)) : S("");
}

static bool
count_lines(struct git *g, const git_oid id[2], uint32_t *added, uint32_t *removed)
{
	git_blob *blob[2] = { NULL, NULL };
	bool good = open_blob(g, &id[0], &blob[0]) && open_blob(g, &id[1], &blob[1]) &&
	    git_lines(bytes_of(blob[0]), bytes_of(blob[1]), added, removed);

	git_blob_free(blob[0]);
	git_blob_free(blob[1]);
	return good;
}

static bool
commit_add(struct walk *w, const git_commit *commit, const git_oid id[2])
{
	struct source_commit *c = &w->out->v[w->out->n];
	const char *subject = git_commit_message(commit);
	char hex[11];

	if (!count_lines(w->git, id, &c->added, &c->removed))
		return false;
	subject = subject ? subject + strspn(subject, " \t\r\n") : "";
	c->id = arena_dup(w->arena, str_of(git_oid_tostr(hex, sizeof(hex), git_commit_id(commit))));
	c->subject = arena_dup(w->arena, str_n(subject, strcspn(subject, "\r\n")));
	c->when = git_commit_time(commit);
	w->out->n++;
	return true;
}

/*
 * True: goes on to the parent.  The commit at hand is let go or handed on.  The
 * one that brought the file is as large as the file and says nothing of its habits.
 */
static bool
step(struct walk *w, git_commit **commit)
{
	git_commit *parent = NULL;
	git_oid id[2];
	bool good, root = git_commit_parentcount(*commit) == 0;

	good = root || git_commit_parent(&parent, *commit, 0) == 0;
	blob_at(parent, w->path, &id[0]);
	blob_at(*commit, w->path, &id[1]);
	root = root || (good && git_oid_is_zero(&id[0]) && !git_oid_is_zero(&id[1]));
	if (good && !root && !git_oid_equal(&id[0], &id[1]))
		good = w->out->n < w->most && commit_add(w, *commit, id);
	w->out->whole = good && root;
	git_commit_free(*commit);
	*commit = parent;
	return good && !root;
}

bool
git_history(struct source *s, struct str path, size_t most, int64_t *ms, struct source_history *out)
{
	struct git *g = s->self;
	struct arena *a = &s->arena;
	struct walk w = { .git = g, .arena = a, .path = arena_text(a, path), .out = out, .most = most };
	int64_t start = now_ms(), end = start + *ms;
	git_commit *commit = NULL;
	git_oid id;

	*out = (struct source_history){ .v = ARENA_ARRAY(a, struct source_commit, most) };
	if (*ms <= 0 || s->revision[0].len == 0 || git_oid_fromstr(&id, arena_text(a, s->revision[0])) != 0 ||
	    git_commit_lookup(&commit, g->repository, &id) != 0)
		return false;
	for (int i = 0; i < COMMITS_WALKED && step(&w, &commit) && now_ms() < end; i++)
		continue;
	git_commit_free(commit);
	*ms -= now_ms() - start;
	return true;
}
