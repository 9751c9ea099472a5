/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_SOURCE_GIT_H
#define ZONEVET_SOURCE_GIT_H

#include <git2.h>

#include "source/source.h"

/* A repository opened for reading; shared by git.c and patch.c's base. */

struct git_entry {
	struct str path;
	git_oid id;
	unsigned mode;
};

struct git_list {                       /* files of one side, sorted by path */
	struct git_entry *v;
	size_t n, cap;
	struct str *paths;              /* the same, as source_paths() gives them */
	bool filled;
};

struct git_side {
	git_tree *tree;                 /* NULL: an index, or nothing at all */
	git_index *index;
	struct git_list list;
};

struct git {
	git_repository *repository;
	git_odb *odb;
	struct git_side side[2];
	uint64_t max;
};

/* Is there a repository at all? */
bool git_here(const struct source_options *);
/*
 * Opens the repository of the environment or of a folder; false: err has the
 * cure.  Without `index` one that libgit2 cannot read is no hindrance.
 */
bool git_open(struct git *, const struct source_options *, bool index, struct error *);
void git_shut(struct git *);
/* Turns libgit2's last error into a message with a cure; returns false. */
bool git_say(struct git *, struct error *, const char *what);
/* The tree of a revision; zeros: NULL tree and true. *id: the commit's or tree's id. */
bool git_resolve(struct git *, const char *revision, git_tree **, git_oid *id, struct error *);
/* A source over the two sides of g, which it takes over; computes the deltas. */
struct source *git_source(struct git *, const struct str label[2], const git_oid *const id[2],
    struct error *);

/* Where a symbolic link leads, tidied; empty: out of the repository. */
struct str git_link_target(struct arena *, struct str link, struct str content);

/* tree.c: listing and comparing */
bool git_list_side(struct git *, struct git_side *, struct arena *, struct error *);
bool git_deltas(struct git *, struct source *, struct error *);

#endif
