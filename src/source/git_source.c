/* SPDX-License-Identifier: BSD-2-Clause */
/* Two sides of a repository: the index, commits, trees; their files are blobs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "source/git.h"

struct git_text {
	struct text text;               /* first */
	git_blob *blob;                 /* of these three one holds the bytes */
	char *inflated;
	struct mapped file;
	git_oid id;
	int side;
};

/* Octets from which the work tree is asked first, and the text kept a while. */
enum { LARGE = 1 << 20 };

/* --- reading --------------------------------------------------------------------------- */

static enum read_result
blob_read(struct git *g, const struct git_place *place, struct git_text *t, struct error *err)
{
	git_object_t type;
	size_t size;

	if (git_odb_read_header(&size, &type, g->odb, &place->id) != 0) {
		git_say(g, err, place->path);
		return READ_FAILED;
	}
	if (size > g->max) {
		fail(err, "%s: is larger than %llu octets", place->path, (unsigned long long)g->max);
		return READ_REFUSED;
	}
	if (size >= LARGE) {
		if (t->side == 1 && git_worktree_map(g, place, size, &t->file)) {
			t->text.bytes = str_n(t->file.map, size);
			return READ_OK;
		}
		t->inflated = git_loose_blob(g, &place->id, size, &t->text.bytes);
		if (t->inflated)
			return READ_OK;
	}
	if (git_blob_lookup(&t->blob, g->repository, &place->id) != 0) {
		git_say(g, err, place->path);
		return READ_FAILED;
	}
	t->text.bytes = str_n(git_blob_rawcontent(t->blob), (size_t)git_blob_rawsize(t->blob));
	return READ_OK;
}

static void
text_free(struct git_text *t)
{
	if (t == NULL)
		return;
	mapped_close(&t->file);
	git_blob_free(t->blob);
	free(t->inflated);
	free(t);
}

/* The text kept of this side, if it is the one that is asked for. */
static struct git_text *
take_kept(struct git *g, int side, struct str path, const git_oid *id)
{
	struct git_text *t = g->kept[side];

	if (t == NULL || !git_oid_equal(&t->id, id) || !str_eq(t->text.path, path))
		return NULL;
	g->kept[side] = NULL;
	return t;
}

static bool
place_of(struct str path, struct git_place *place)
{
	if (path.len >= sizeof(place->path) || (path.len && memchr(path.p, '\0', path.len)))
		return false;
	snprintf(place->path, sizeof(place->path), "%.*s", STR(path));
	return true;
}

/* Finds the file that a path leads to. */
static enum read_result
find_file(struct git *g, int side, struct git_place *place, struct error *err)
{
	switch (git_follow(g, side, place, err)) {
	case PLACE_NONE:
		return READ_ABSENT;
	case PLACE_OUTSIDE:
		return READ_OUTSIDE;
	case PLACE_BROKEN:
		return READ_FAILED;
	case PLACE_CIRCLE:
		fail(err, "%s: symbolic links lead in a circle", place->path);
		return READ_REFUSED;
	case PLACE_FILE:
		break;
	}
	if (place->mode != GIT_FILEMODE_COMMIT && place->mode != GIT_FILEMODE_TREE)
		return READ_OK;
	fail(err, "%s: is a %s, not a file", place->path,
	    place->mode == GIT_FILEMODE_TREE ? "folder" : "submodule");
	return READ_REFUSED;
}

static enum read_result
read_file(struct source *s, int side, struct str path, struct text **text, struct error *err)
{
	struct git *g = s->self;
	struct git_place place;
	enum read_result result;
	struct git_text *t;

	if (!place_of(path, &place))
		return READ_ABSENT;
	result = find_file(g, side, &place, err);
	if (result != READ_OK)
		return result;
	t = take_kept(g, side, path, &place.id);
	if (t == NULL) {
		t = memory_new(sizeof(*t) + path.len);
		memcpy(t + 1, path.p, path.len);
		*t = (struct git_text){ .text.path = str_n((const char *)(t + 1), path.len), .id = place.id,
			.side = side };
		result = blob_read(g, &place, t, err);
	}
	if (result == READ_OK)
		*text = &t->text;
	else
		text_free(t);
	return result;
}

static void
release(struct source *s, struct text *text)
{
	struct git_text *t = (struct git_text *)(void *)text;
	struct git *g = s->self;

	if (t->text.bytes.len >= LARGE) {
		text_free(g->kept[t->side]);
		g->kept[t->side] = t;
	} else {
		text_free(t);
	}
}

static struct str
real(struct source *s, int side, struct str path)
{
	struct git_place place;
	struct error ignored;
	enum place found = place_of(path, &place) ? git_follow(s->self, side, &place, &ignored) :
	    PLACE_OUTSIDE;

	if ((found != PLACE_FILE && found != PLACE_NONE) || str_eq(path, str_of(place.path)))
		return path;
	return arena_dup(&s->arena, str_of(place.path));
}

static bool
paths(struct source *s, int side, const struct str **v, size_t *n, struct error *err)
{
	struct git *g = s->self;
	struct git_list *list = &g->side[side].list;

	if (!git_list_side(g, &g->side[side], &s->arena, err))
		return false;
	if (list->paths == NULL) {
		list->paths = memory_large(list->n * sizeof(*list->paths));
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
	struct git *g = s->self;

	text_free(g->kept[0]);
	text_free(g->kept[1]);
	git_shut(g);
}

static void
rest(struct source *s, struct text *text)
{
	(void)s;
	mapped_rest(&((struct git_text *)(void *)text)->file);
}

static void
whole(struct text *text)
{
	mapped_whole(&((struct git_text *)(void *)text)->file);
}

static bool
copy(const struct text *text, size_t at, char *to, size_t n)
{
	return mapped_copy(&((const struct git_text *)(const void *)text)->file, at, to, n);
}

static const struct source_methods methods = { read_file, release, rest, real, paths, shut,
	git_history, copy, whole };

bool
git_blob_named(struct str bytes, struct str id)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_oid own;

	if (git_odb_hash(&own, bytes.len ? bytes.p : "", bytes.len, GIT_OBJECT_BLOB) != 0)
		return false;
	return str_starts(str_of(git_oid_tostr(hex, sizeof(hex), &own)), id);
}

/* --- sources ----------------------------------------------------------------------------- */

/* A whole id says no more to a reader than its first digits. */
static struct str
shortened(struct str label)
{
	size_t hex = 0;

	while (hex < label.len && strchr("0123456789abcdef", label.p[hex]))
		hex++;
	return hex == GIT_OID_HEXSZ && hex == label.len ? str_n(label.p, 12) : label;
}

static struct source *
source_over(struct git *from, const struct str label[2], const git_oid *const id[2])
{
	struct arena arena = { NULL };
	struct source *s = ARENA_NEW(&arena, struct source);
	struct git *g = ARENA_NEW(&arena, struct git);
	const char *top = git_repository_workdir(from->repository);

	*g = *from;
	*s = (struct source){ .methods = &methods, .self = g, .arena = arena };
	s->top = arena_dup(&s->arena, str_of(top ? top : git_repository_path(g->repository)));
	for (int side = 0; side < 2; side++) {
		s->label[side] = arena_dup(&s->arena, shortened(label[side]));
		if (id[side] && !git_oid_is_zero(id[side])) {
			char hex[GIT_OID_HEXSZ + 1];

			s->revision[side] = arena_dup(&s->arena,
			    str_of(git_oid_tostr(hex, sizeof(hex), id[side])));
		}
	}
	s->unborn = !g->side[0].tree && !g->side[0].index;
	return s;
}

struct source *
git_source(struct git *g, const struct str label[2], const git_oid *const id[2],
    struct error *err)
{
	struct source *s = source_over(g, label, id);

	if (git_deltas(s->self, s, err))
		return s;
	source_close(s);
	return NULL;
}

struct source *
git_base(const char *base, const struct source_options *options, bool *absent, struct error *err)
{
	const struct str label[2] = { str_of(base ? base : "HEAD"), S("") };
	struct git g;
	git_oid id;

	if (git_open(&g, options, false, err) &&
	    (base ? git_resolve(&g, base, &g.side[0].tree, &id, err) : git_head(&g, &id, err)))
		return source_over(&g, label, (const git_oid *const[2]){ &id, NULL });
	*absent = g.absent;
	git_shut(&g);
	return NULL;
}

struct source *
source_index(const struct source_options *options, struct error *err)
{
	const struct str label[2] = { S("HEAD"), S("index") };
	struct git g;
	git_oid id;

	if (git_open(&g, options, true, err) && git_staged(&g, err) && git_head(&g, &id, err))
		return git_source(&g, label, (const git_oid *const[2]){ &id, NULL }, err);
	git_shut(&g);
	return NULL;
}

struct source *
source_tree(const char *base, const char *tree, const struct source_options *options,
    struct error *err)
{
	const struct str label[2] = { str_of(base ? base : "HEAD"), str_of(tree) };
	struct git g;
	git_oid id[2];

	if (git_open(&g, options, false, err) &&
	    (base ? git_resolve(&g, base, &g.side[0].tree, &id[0], err) : git_head(&g, &id[0], err)) &&
	    git_resolve(&g, tree, &g.side[1].tree, &id[1], err))
		return git_source(&g, label, (const git_oid *const[2]){ &id[0], &id[1] }, err);
	git_shut(&g);
	return NULL;
}

struct source *
source_range(const char *range, const struct source_options *options, struct error *err)
{
	const char *dots = strstr(range, "..");
	bool from_base = dots && dots[2] == '.';
	char a[512], b[512];
	struct git g;
	git_oid id[2];

	if (strlen(range) >= sizeof(a)) {
		fail(err, "the range is longer than %d octets", (int)sizeof(a) - 1);
		return NULL;
	}
	snprintf(a, sizeof(a), "%.*s", dots ? (int)(dots - range) : (int)strlen(range), range);
	snprintf(b, sizeof(b), "%s", dots ? dots + (from_base ? 3 : 2) : "");
	if (a[0] == '\0')
		snprintf(a, sizeof(a), "HEAD");
	if (b[0] == '\0')
		snprintf(b, sizeof(b), "HEAD");
	if (git_open(&g, options, false, err) && git_resolve(&g, b, &g.side[1].tree, &id[1], err) &&
	    (from_base ? git_merge_base_of(&g, a, b, &id[0], err) :
	    git_resolve(&g, a, &g.side[0].tree, &id[0], err)))
		return git_source(&g, (const struct str[2]){ str_of(a), str_of(b) },
		    (const git_oid *const[2]){ &id[0], &id[1] }, err);
	git_shut(&g);
	return NULL;
}

bool
source_names(const char *revision, const char *id, const struct source_options *options)
{
	return strlen(id) >= GIT_OID_HEXSZ && source_begins(revision, id, options);
}

bool
source_begins(const char *revision, const char *id, const struct source_options *options)
{
	static const struct source_options here = { .repository = NULL };
	struct git g;
	struct error ignored;
	char hex[GIT_OID_HEXSZ + 1];
	git_tree *tree = NULL;
	git_oid found;
	bool same = git_open(&g, options ? options : &here, false, &ignored) &&
	    git_resolve(&g, revision, &tree, &found, &ignored);

	if (same)
		same = strlen(id) <= GIT_OID_HEXSZ &&
		    strncasecmp(git_oid_tostr(hex, sizeof(hex), &found), id, strlen(id)) == 0;
	git_tree_free(tree);
	git_shut(&g);
	return same;
}
