/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_SOURCE_GIT_H
#define ZONEVET_SOURCE_GIT_H

#include <git2.h>
#include <limits.h>

#include "source/mapped.h"
#include "source/source.h"

/* A repository opened for reading; the room's only way to libgit2. */

struct git_entry {
	struct str path;
	git_oid id;
	unsigned mode;
};

struct git_list {                       /* files of one side, sorted by path */
	struct git_entry *v;
	size_t n, cap;
	size_t seen;                    /* entries looked at, folders too */
	struct str *paths;              /* the same, as source_paths() gives them */
	bool filled;
};

struct index_entry {                    /* a staged file */
	struct str path;                /* with a NUL behind it */
	const git_oid *id;
	const uint8_t *stat;            /* what the file looked like, as the index keeps it; NULL: not known */
	unsigned mode;
};

struct index_tree {                     /* a folder that the index knows the tree of */
	struct str name;
	const git_oid *id;              /* NULL: something in it was staged since */
	size_t entries;                 /* staged files in it and below */
	size_t next;                    /* behind it and all below it, among the cached */
};

struct index {
	struct index_entry *v;          /* by path; no conflicts, nothing that is only intended */
	size_t n;
	struct index_tree *cached;      /* folders in front of what they hold; the first is the top */
	size_t ncached, cap_cached;
	int64_t written;                /* seconds since 1970 */
	struct mapped file;
	git_index *git2;                /* NULL: it was read here */
	struct arena arena;
};

struct git_side {
	git_tree *tree;                 /* NULL: an index, or nothing at all */
	struct index *index;
	struct git_list list;
};

struct git {
	git_repository *repository;
	git_odb *odb;
	struct loose *loose;            /* of the object database; NULL: the library reads all */
	struct git_side side[2];
	char *index_path;               /* as the environment names it; NULL: the repository's own */
	uint64_t max;
	struct git_text *kept[2];       /* the last large file of each side: it is often read again */
	bool absent;                    /* git_open() failed since there is no repository */
};

/* git.c: opening, revisions, and errors with their cures */

/*
 * Opens the repository of the environment or of a folder; false: err has the
 * cure.  Without `index` one that libgit2 cannot read is no hindrance.
 */
bool git_open(struct git *, const struct source_options *, bool index, struct error *);
void git_shut(struct git *);
/* Turns libgit2's last error into a message with a cure; returns false. */
bool git_say(struct git *, struct error *, const char *what);
/* An id of zeros: the empty tree. */
bool git_zeros(const char *revision);
/* The tree of a revision; zeros: NULL tree and true. *id: the commit's or tree's id. */
bool git_resolve(struct git *, const char *revision, git_tree **, git_oid *id, struct error *);
/* HEAD on side 0, nothing before the first commit. */
bool git_head(struct git *, git_oid *id, struct error *);
/* The merge base of two revisions on side 0. */
bool git_merge_base_of(struct git *, const char *a, const char *b, git_oid *id, struct error *);
/* The index on side 1; false: bare, unreadable, or a merge left conflicts in it. */
bool git_staged(struct git *, struct error *);

/* git_source.c: reading */

/* A source over the two sides of g, which it takes over; computes the deltas. */
struct source *git_source(struct git *, const struct str label[2], const git_oid *const id[2],
    struct error *);
/* One commit (NULL: HEAD) on side 0, without deltas; *absent: there is no repository. */
struct source *git_base(const char *base, const struct source_options *, bool *absent,
    struct error *);
/* Is this, or does it begin, the id of a blob with these bytes? */
bool git_blob_named(struct str bytes, struct str id);

/* history.c: what came before */

/* For source_methods.history: the commits behind side 0 that touched the file. */
bool git_history(struct source *, struct str path, size_t most, int64_t *ms,
    struct source_history *);
/* Lines that a comparison adds and removes; false: too large to look. */
bool git_lines(struct str before, struct str after, uint32_t *added, uint32_t *removed);

/* link.c: paths and symbolic links */

enum place {
	PLACE_FILE, PLACE_NONE, PLACE_OUTSIDE, PLACE_CIRCLE,
	PLACE_BROKEN,                   /* a missing object; err says it */
};

struct git_place {
	char path[PATH_MAX];            /* in: as asked for; out: where it really is */
	git_oid id;                     /* these two only with PLACE_FILE */
	unsigned mode;                  /* never that of a link */
};

/* Follows symbolic links, of folders too, inside one side. */
enum place git_follow(struct git *, int side, struct git_place *, struct error *);

/* index.c: the index */

/* False: there is none, or an unusual one, which is libgit2's business. */
bool index_open(struct index *, const char *path);
/* The same from libgit2, whose index is taken over. */
void index_from(struct index *, git_index *);
void index_close(struct index *);
const struct index_entry *index_find(const struct index *, struct str path);    /* NULL: not staged */
/* The folder at the top, or one in another; NULL: not known. */
const struct index_tree *index_tree_root(const struct index *);
const struct index_tree *index_tree_below(const struct index *, const struct index_tree *, struct str name);
/* The entries of a known folder, named with its slash: t->entries of them.  NULL: the cache is wrong. */
const struct index_entry *index_below(const struct index *, const struct index_tree *, struct str folder);

/* worktree.c: files instead of blobs */

/*
 * The bytes of the blob of that size at `place` on side 1, from the file of the
 * work tree if that is sure to hold them.  False: read the blob.
 */
bool git_worktree_map(struct git *, const struct git_place *, size_t size, struct mapped *);

/* loose.c: objects in files of their own */

/* Reads those of the repository in the library's place. */
void git_loose_open(struct git *);
/* Such a blob of that size: free() what holds its bytes.  NULL: ask the library. */
char *git_loose_blob(struct git *, const git_oid *, size_t size, struct str *bytes);

/* tree.c: listing and comparing */

bool git_list_side(struct git *, struct git_side *, struct arena *, struct error *);
bool git_deltas(struct git *, struct source *, struct error *);

#endif
