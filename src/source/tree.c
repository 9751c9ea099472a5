/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which files a tree or index holds, and which differ between two of them.
 * Equal subtrees have equal ids and are not opened.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "source/git.h"

/* A tree of few objects can name itself over and over, and hold more than fits anywhere. */
enum { TREE_DEPTH = 256, ENTRIES = 4000000 };

static bool
too_many(struct error *err)
{
	return fail(err, "more than %d files and folders are more than can be judged", ENTRIES);
}

static bool
too_deep(const char *folder, struct error *err)
{
	return fail(err, "%.300s...: folders are nested more than %d deep", folder, TREE_DEPTH);
}

static bool
unreadable(struct git *g, const char *folder, const char *name, struct error *err)
{
	char what[600];

	snprintf(what, sizeof(what), "the folder %.250s%.250s", folder, name);
	return git_say(g, err, what);
}

static void
list_expect(struct git_list *list, size_t more)
{
	size_t cap = list->n + more;
	struct git_entry *v;

	if (cap <= list->cap)
		return;
	cap = cap > 2 * list->cap ? cap : 2 * list->cap;
	v = memory_large(cap * sizeof(*v));
	if (list->n)
		memcpy(v, list->v, list->n * sizeof(*v));
	free(list->v);
	list->v = v;
	list->cap = cap;
}

static void
list_add(struct git_list *list, struct arena *a, const char *folder, const char *name,
    const git_oid *id, unsigned mode)
{
	size_t above = strlen(folder), own = strlen(name);
	char *path = arena_bytes(a, above + own + 1);

	memcpy(path, folder, above);
	memcpy(path + above, name, own + 1);
	GROW(list->v, list->n, list->cap);
	list->v[list->n++] = (struct git_entry){ str_n(path, above + own), *id, mode };
}

/* What one walk over a tree knows. */
struct listing {
	struct git *git;
	struct git_list *list;
	const struct index *index;      /* that has much of the tree too; NULL: none */
	struct arena *arena;
	struct error *err;
};

static void
list_staged(struct git_list *list, const struct index_entry *e, size_t n)
{
	list_expect(list, n);
	for (size_t i = 0; i < n; i++)
		if (e[i].mode != GIT_FILEMODE_COMMIT) {
			GROW(list->v, list->n, list->cap);
			list->v[list->n++] = (struct git_entry){ e[i].path, *e[i].id, e[i].mode };
		}
}

/* A tree that the index knows has the files that are staged, and is not opened. */
static bool
list_known(const struct listing *l, const struct index_tree *known, const git_oid *id, struct str folder)
{
	const struct index_entry *e;

	if (known == NULL || known->id == NULL || !git_oid_equal(known->id, id))
		return false;
	e = index_below(l->index, known, folder);
	if (e == NULL)
		return false;
	l->list->seen += known->entries;
	list_staged(l->list, e, known->entries);
	return true;
}

static bool
list_tree(const struct listing *l, git_tree *tree, const char *folder, unsigned depth,
    const struct index_tree *known)
{
	struct git *g = l->git;
	struct arena *a = l->arena;
	struct error *err = l->err;
	size_t n = git_tree_entrycount(tree);

	if (depth > TREE_DEPTH)
		return too_deep(folder, err);
	for (size_t i = 0; i < n; i++) {
		const git_tree_entry *e = git_tree_entry_byindex(tree, i);
		const struct index_tree *same;
		git_tree *below = NULL;
		struct str path;
		bool good;

		if (++l->list->seen > ENTRIES)
			return too_many(err);
		if (git_tree_entry_filemode(e) == GIT_FILEMODE_COMMIT)
			continue;
		if (git_tree_entry_filemode(e) != GIT_FILEMODE_TREE) {
			list_add(l->list, a, folder, git_tree_entry_name(e), git_tree_entry_id(e),
			    git_tree_entry_filemode(e));
			continue;
		}
		path = arena_printf(a, "%s%s/", folder, git_tree_entry_name(e));
		same = index_tree_below(l->index, known, str_of(git_tree_entry_name(e)));
		if (list_known(l, same, git_tree_entry_id(e), path))
			continue;
		if (git_tree_lookup(&below, g->repository, git_tree_entry_id(e)) != 0)
			return unreadable(g, folder, git_tree_entry_name(e), err);
		good = list_tree(l, below, path.p, depth + 1, same);
		git_tree_free(below);
		if (!good)
			return false;
	}
	return true;
}


static int
by_path(const void *x, const void *y)
{
	return str_cmp(((const struct git_entry *)x)->path, ((const struct git_entry *)y)->path);
}

bool
git_list_side(struct git *g, struct git_side *side, struct arena *a, struct error *err)
{
	struct git_list *list = &side->list;
	struct listing l = { g, list, g->side[1].index, a, err };

	if (list->filled)
		return true;
	if (l.index)
		list_expect(list, l.index->n);  /* the other side has about as many */
	if (side->index)
		list_staged(list, side->index->v, side->index->n);
	else if (side->tree && !list_tree(&l, side->tree, "", 0,
	    l.index ? index_tree_root(l.index) : NULL))
		return false;
	for (size_t i = 1; i < list->n; i++)
		if (by_path(&list->v[i - 1], &list->v[i]) > 0) {
			qsort(list->v, list->n, sizeof(*list->v), by_path);
			break;
		}
	list->filled = true;
	return true;
}

/* --- deltas ------------------------------------------------------------------------------ */

struct deltas {
	struct git *git;
	struct arena *arena;
	struct delta *v;
	size_t n, cap;
	size_t seen;                    /* entries looked at */
	struct error *err;
};

static void
delta_add(struct deltas *d, struct str path, bool before, bool after)
{
	GROW(d->v, d->n, d->cap);
	d->v[d->n++] = (struct delta){ path, { before, after } };
}

static bool compare_trees(struct deltas *, git_tree *, git_tree *, const char *, unsigned);

/* One name that stands on one side or on both with another id. */
static bool
compare_entries(struct deltas *d, const git_tree_entry *e[2], const char *folder, unsigned depth)
{
	const char *name = git_tree_entry_name(e[0] ? e[0] : e[1]);
	bool file[2], tree[2], good = true;
	git_tree *below[2] = { NULL, NULL };

	for (int side = 0; side < 2; side++) {
		git_filemode_t mode = e[side] ? git_tree_entry_filemode(e[side]) : 0;

		tree[side] = mode == GIT_FILEMODE_TREE;
		file[side] = e[side] && !tree[side] && mode != GIT_FILEMODE_COMMIT;
		if (tree[side] && git_tree_lookup(&below[side], d->git->repository,
		    git_tree_entry_id(e[side])) != 0)
			good = unreadable(d->git, folder, name, d->err);
	}
	if (file[0] || file[1])
		delta_add(d, arena_printf(d->arena, "%s%s", folder, name), file[0], file[1]);
	if (good && (tree[0] || tree[1]))
		good = compare_trees(d, below[0], below[1],
		    arena_printf(d->arena, "%s%s/", folder, name).p, depth + 1);
	git_tree_free(below[0]);
	git_tree_free(below[1]);
	return good;
}

static bool
same_entry(const git_tree_entry *a, const git_tree_entry *b)
{
	return git_oid_equal(git_tree_entry_id(a), git_tree_entry_id(b)) &&
	    git_tree_entry_filemode(a) == git_tree_entry_filemode(b);
}

/* Both may be NULL: nothing there. Names are looked up: a file may have become a folder. */
static bool
compare_trees(struct deltas *d, git_tree *a, git_tree *b, const char *folder, unsigned depth)
{
	if (depth > TREE_DEPTH)
		return too_deep(folder, d->err);
	d->seen += (a ? git_tree_entrycount(a) : 0) + (b ? git_tree_entrycount(b) : 0);
	if (d->seen > ENTRIES)
		return too_many(d->err);
	for (size_t i = 0; a && i < git_tree_entrycount(a); i++) {
		const git_tree_entry *e[2] = { git_tree_entry_byindex(a, i), NULL };

		e[1] = b ? git_tree_entry_byname(b, git_tree_entry_name(e[0])) : NULL;
		if (!(e[1] && same_entry(e[0], e[1])) && !compare_entries(d, e, folder, depth))
			return false;
	}
	for (size_t i = 0; b && i < git_tree_entrycount(b); i++) {
		const git_tree_entry *e[2] = { NULL, git_tree_entry_byindex(b, i) };

		if (!(a && git_tree_entry_byname(a, git_tree_entry_name(e[1]))) &&
		    !compare_entries(d, e, folder, depth))
			return false;
	}
	return true;
}

static bool
compare_lists(struct deltas *d)
{
	struct git_side *side = d->git->side;
	struct git_list *a = &side[0].list, *b = &side[1].list;
	size_t i = 0, j = 0;

	if (!git_list_side(d->git, &side[0], d->arena, d->err) ||
	    !git_list_side(d->git, &side[1], d->arena, d->err))
		return false;
	while (i < a->n || j < b->n) {
		int order = i == a->n ? 1 : j == b->n ? -1 : by_path(&a->v[i], &b->v[j]);
		const struct git_entry *e = order <= 0 ? &a->v[i] : &b->v[j];
		bool same = order == 0 && git_oid_equal(&a->v[i].id, &b->v[j].id) &&
		    a->v[i].mode == b->v[j].mode;

		if (!same)
			delta_add(d, e->path, order <= 0, order >= 0);
		i += order <= 0;
		j += order >= 0;
	}
	return true;
}

static int
by_delta_path(const void *x, const void *y)
{
	return str_cmp(((const struct delta *)x)->path, ((const struct delta *)y)->path);
}

/* Where a link leads on one side; empty: nowhere.  False (err): an object is missing. */
static bool
link_end(struct deltas *d, int side, struct str link, struct str *end)
{
	struct git_place place;
	enum place found;

	*end = (struct str){ NULL, 0 };
	if (link.len >= sizeof(place.path))
		return true;
	memcpy(place.path, link.p, link.len);
	place.path[link.len] = '\0';
	found = git_follow(d->git, side, &place, d->err);
	if (found == PLACE_FILE || found == PLACE_NONE)
		*end = arena_dup(d->arena, str_of(place.path));
	return found != PLACE_BROKEN;
}

/*
 * A symbolic link changes with its target: when it ends in a changed file, or
 * in another file than before since a link on its way was turned.  A link that
 * is new or gone is a delta already, so side 1 knows all others.
 */
static bool
add_links(struct deltas *d)
{
	struct git_side *after = &d->git->side[1];
	struct map changed = { 0 };
	struct str end[2];
	bool good = git_list_side(d->git, after, d->arena, d->err);

	for (size_t i = 0; i < d->n; i++)
		*map_slot(&changed, d->v[i].path) = d;
	for (size_t i = 0; good && i < after->list.n; i++) {
		const struct git_entry *e = &after->list.v[i];

		if (e->mode != GIT_FILEMODE_LINK || map_get(&changed, e->path))
			continue;
		good = link_end(d, 0, e->path, &end[0]) && link_end(d, 1, e->path, &end[1]);
		if (good && (!str_eq(end[0], end[1]) || map_get(&changed, end[1])))
			delta_add(d, e->path, true, true);
	}
	map_free(&changed);
	return good;
}

bool
git_deltas(struct git *g, struct source *s, struct error *err)
{
	struct deltas d = { .git = g, .arena = &s->arena, .err = err };
	bool good = g->side[1].index ? compare_lists(&d) :
	    compare_trees(&d, g->side[0].tree, g->side[1].tree, "", 0);

	/* Without any other delta no link can have changed either. */
	good = good && (d.n == 0 || add_links(&d));
	if (d.n)
		qsort(d.v, d.n, sizeof(*d.v), by_delta_path);
	s->deltas = ARENA_ARRAY(&s->arena, struct delta, d.n);
	if (d.n)
		memcpy((struct delta *)(uintptr_t)s->deltas, d.v, d.n * sizeof(*d.v));
	s->n = d.n;
	free(d.v);
	return good;
}
