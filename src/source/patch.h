/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_SOURCE_PATCH_H
#define ZONEVET_SOURCE_PATCH_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* A unified diff: of git, of diff -u, or in mails of git format-patch. */

struct patch_line {
	char mark;                      /* ' ', '-' or '+' */
	struct str text;                /* without newline */
	bool no_newline;                /* the last line of its file, without one */
};

struct hunk {
	uint64_t old_start, old_count, new_start, new_count;
	struct patch_line *lines;
	size_t n;
	uint32_t line;                  /* of its header, in the patch */
};

struct patch_file {
	struct str name[2];             /* as written, unquoted; empty: /dev/null */
	struct str id[2];               /* git's ids of the contents, mostly short; empty: not said */
	bool git;                       /* has a `diff --git` header */
	bool created, deleted, renamed, copied;
	bool submodule;                 /* a commit of another repository, and no file */
	unsigned batch;                 /* counts the mails or commits */
	struct hunk *hunks;
	size_t n, cap;
	uint32_t line;
};

struct patch {
	struct patch_file *files;
	size_t n, cap;
};

/*
 * Reads a whole patch.  False (err): binary, cut off, malformed, or no patch
 * at all.  Texts are views of `bytes` or lie in the arena.
 */
bool patch_read(struct patch *, struct str bytes, struct arena *, struct error *);
void patch_free(struct patch *);

/*
 * Applies the hunks of one file to its bytes.  The context must match octet by
 * octet; a hunk may lie elsewhere when exactly one place fits, which `notes`
 * then says (one sentence a line).  False (err): it does not apply.
 */
bool patch_apply(const struct patch_file *, struct str path, struct str bytes, struct buf *out,
    struct buf *notes, struct error *err);

/*
 * The files that a patch means.  The level says how many folders (0 or 1) are
 * in front of their names: that which leads to files that exist().
 */
typedef bool patch_exists(void *base, struct str path);
int patch_level(const struct patch *, patch_exists *, void *base);
/* The file that is patched and the one that comes of it.  False (err): not in the repository. */
bool patch_names(const struct patch_file *, int level, patch_exists *exists, void *base,
    struct str *from, struct str *to, struct error *err);

#endif
