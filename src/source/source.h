/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_SOURCE_SOURCE_H
#define ZONEVET_SOURCE_SOURCE_H

#include "base/arena.h"
#include "base/error.h"

/*
 * Two sides of some files: index and HEAD, two commits, a patch and its base,
 * two files or two folders.  Paths are relative to the top of the repository,
 * with '/' and without "." and ".."; for plain files they are as the user
 * wrote them.  This is the only room that opens files and repositories.
 * 0 is the side before the change, 1 the side after it (enum side).
 */

struct delta {                          /* one file whose bytes or mode differ */
	struct str path;
	bool on[2];                     /* exists on that side */
};

/* The bytes of one file; valid until source_release() or source_close(). */
struct text {
	struct str path;
	struct str bytes;               /* no NUL behind them */
};

enum read_result {
	READ_OK,
	READ_ABSENT,                    /* no such file on this side */
	READ_OUTSIDE,                   /* leaves the repository (.., absolute, symlink out of it) */
	READ_REFUSED,                   /* not a file one can judge: folder, submodule, symlink
	                                   loop, LFS pointer, over the size limit; err says which */
	READ_FAILED,                    /* cannot be judged (exit 2): missing object, I/O; err has
	                                   the cure */
};

struct source {
	struct str label[2];            /* "HEAD" "index", "main" "HEAD", "old.zone" "new.zone" */
	struct str revision[2];         /* commit or tree id in hex; empty where there is none */
	const struct delta *deltas;     /* sorted by path */
	size_t n;
	struct str top;                 /* work tree or git directory, for messages; may be empty */
	bool unborn;                    /* side 0 does not exist at all (first commit) */
	/* The zone file on either side when the user named two single files; else empty. */
	struct str single[2];
	/* Notes for the reader of the report: hunks applied with an offset, and the like. */
	const struct str *notes;
	size_t nnotes;

	/* private to the room */
	const struct source_methods *methods;
	struct arena arena;
	void *self;
};

/* What the past did to a file. */
struct source_history {
	struct source_commit {
		struct str id, subject; /* ten digits; first line of the message, raw bytes */
		int64_t when;
		uint32_t added, removed;        /* lines */
	} *v;                           /* newest first; owned by the source */
	size_t n;
	bool whole;                     /* all there are: no limit was met */
	uint32_t added, removed;        /* lines, by the change at hand */
};

struct source_methods {
	enum read_result (*read)(struct source *, int side, struct str path, struct text **,
	    struct error *);
	void (*release)(struct source *, struct text *);
	void (*rest)(struct source *, struct text *);   /* NULL: nothing to do */
	struct str (*real)(struct source *, int side, struct str path);
	bool (*paths)(struct source *, int side, const struct str **v, size_t *n,
	    struct error *);
	void (*close)(struct source *);
	/* The commits before this change; NULL: there are none to look at. */
	bool (*history)(struct source *, struct str path, size_t most, int64_t *ms,
	    struct source_history *);
	bool (*copy)(const struct text *, size_t at, char *to, size_t n);      /* NULL: never */
	void (*whole)(struct text *);   /* NULL: nothing to do */
};

/* The file `path` of one side. */
enum read_result source_read(struct source *, int side, struct str path, struct text **,
    struct error *);
void source_release(struct source *, struct text *);
/* A hint: its bytes will not be looked at for a while, and may leave memory until then. */
void source_rest(struct source *, struct text *);
/* Another one: all its bytes will be looked at now. */
void source_whole(struct source *, struct text *);
/*
 * Copies n octets of a text from an offset on, where that costs less than to
 * look at its bytes for the first time: a page of a large file has to be mapped
 * for that.  False: no copy is quicker than the bytes themselves.  Any thread
 * may ask.
 */
bool source_copy(const struct source *, const struct text *, size_t at, char *to, size_t n);

/*
 * Where `path` of one side really lies once symbolic links are followed, of
 * folders too: that is how a delta names it.  `path` itself where none are, or
 * where they lead nowhere.
 */
struct str source_real(struct source *, int side, struct str path);

/* All files of one side, sorted; owned by the source. */
bool source_paths(struct source *, int side, const struct str **v, size_t *n,
    struct error *);

/*
 * The last `most` commits before this change that touched the file (first
 * parents only), for at most *ms milliseconds, which are taken off.  False:
 * the source knows no past, or the file is too large to compare.
 */
bool source_history(struct source *, const struct str path[2], size_t most, int64_t *ms,
    struct source_history *);

/* A line that a change adds ('+') or removes ('-'), one beside such (' '), or a gap between them. */
enum { SOURCE_LINE_GAP = '@' };
struct source_line {
	char sign;
	uint32_t number;                /* from 1; of the old version for '-', else of the new; 0: a gap */
	struct str text;                /* without its end; any bytes */
};
struct source_lines {
	const struct source_line *v;
	size_t n;
	bool cut;                       /* there are more than were asked for */
};
/*
 * The lines in which two texts differ, each with up to three beside it, at most
 * `most` of them, in the arena.  False: too large to compare.
 */
bool source_lines(struct str before, struct str after, size_t most, struct arena *,
    struct source_lines *);

void source_close(struct source *);

/* What the opening functions of git and patch need to know. */
struct source_options {
	const char *repository;         /* a folder in it; NULL: where the environment says */
	uint64_t max_size;              /* bytes of one file, 0 = 1 GiB */
};

/*
 * Two files or two folders; "/dev/null" = does not exist on that side.
 * $INCLUDE may reach what lies in the current folder, or, for a file outside
 * of it, in the folder of that file.  NULL: err.
 */
struct source *source_files(const char *before, const char *after, const struct source_options *,
    struct error *);
/* HEAD (an empty tree before the first commit) against the index that git names. */
struct source *source_index(const struct source_options *, struct error *);
/* "A..B", "A...B" (from the merge base), "A" (= A..HEAD), ids of all zeros = empty tree. */
struct source *source_range(const char *range, const struct source_options *, struct error *);
/* `base` (NULL: HEAD) against a tree-ish: for index formats that libgit2 cannot read. */
struct source *source_tree(const char *base, const char *tree, const struct source_options *,
    struct error *);
/*
 * A patch (file name, or "-" for standard input) laid over the commit `base`
 * (NULL: HEAD), or, outside a repository, over the files of the current folder.
 */
struct source *source_patch(const char *base, const char *patch, const struct source_options *,
    struct error *);

/*
 * One file as standard input has it, laid over the commit `base` (NULL: HEAD),
 * or over the files of the current folder: what an editor holds.  `path` is the
 * user's: absolute, or from the current folder.
 */
struct source *source_buffer(const char *base, const char *path, const struct source_options *,
    struct error *);
/* Does the revision exist in the repository, and is it the commit with this id? */
bool source_names(const char *revision, const char *id, const struct source_options *);
/* The same where only the first digits of the id are known. */
bool source_begins(const char *revision, const char *id, const struct source_options *);

#endif
