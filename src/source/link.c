/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Symbolic links of a tree or an index.  Git stores one as a blob that holds
 * its target, and knows nothing behind a link that stands for a folder; so a
 * path is followed here, part by part, as the work tree would.  ".." is taken
 * lexically, and nothing leads out of the repository.
 */
#include <stdio.h>
#include <string.h>

#include "source/git.h"

enum { SYMLINKS = 8 };

/* "a/./b//../c" is "a/c"; false: the path leaves the top. */
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

static enum place
find_staged(const struct index *index, const char *path, git_oid *id, unsigned *mode)
{
	const struct index_entry *staged = index_find(index, str_of(path));

	if (staged == NULL)
		return PLACE_NONE;
	git_oid_cpy(id, staged->id);
	*mode = staged->mode;
	return PLACE_FILE;
}

/* What stands at exactly this path. */
static enum place
find(struct git *g, int side, const char *path, git_oid *id, unsigned *mode, struct error *err)
{
	struct git_side *s = &g->side[side];
	git_tree_entry *entry = NULL;
	const git_error *last;
	int code;

	if (s->index)
		return find_staged(s->index, path, id, mode);
	if (s->tree == NULL || *path == '\0')
		return PLACE_NONE;
	code = git_tree_entry_bypath(&entry, s->tree, path);
	if (code == 0) {
		git_oid_cpy(id, git_tree_entry_id(entry));
		*mode = git_tree_entry_filemode(entry);
		git_tree_entry_free(entry);
		return PLACE_FILE;
	}
	/* A missing object is "not found" too: only its text tells them apart. */
	last = git_error_last();
	if (code == GIT_ENOTFOUND && !(last && strstr(last->message, "object not found")))
		return PLACE_NONE;
	git_say(g, err, path);
	return PLACE_BROKEN;
}

/* The first link on the path: *len octets of it.  PLACE_NONE: it has none. */
static enum place
first_link(struct git *g, int side, const char *path, size_t *len, git_oid *id, struct error *err)
{
	char part[PATH_MAX];
	unsigned mode;

	for (size_t n = strcspn(path, "/");; n += 1 + strcspn(path + n + 1, "/")) {
		enum place found;

		snprintf(part, sizeof(part), "%.*s", (int)n, path);
		found = find(g, side, part, id, &mode, err);
		*len = n;
		if (found == PLACE_BROKEN || (found == PLACE_FILE && mode == GIT_FILEMODE_LINK))
			return found;
		if (path[n] == '\0')
			return PLACE_NONE;
	}
}

/* Puts the target of the link that is the first `len` octets of the path in its place. */
static enum place
replace(struct git *g, const git_oid *id, char *path, size_t len, struct error *err)
{
	char whole[2 * PATH_MAX];
	git_object_t type;
	git_blob *blob = NULL;
	size_t size, folder = len;
	const char *target;

	if (git_odb_read_header(&size, &type, g->odb, id) != 0 ||
	    (size < PATH_MAX && git_blob_lookup(&blob, g->repository, id) != 0)) {
		git_say(g, err, path);
		return PLACE_BROKEN;
	}
	if (blob == NULL)
		return PLACE_OUTSIDE;           /* no system has so long a path */
	while (folder > 0 && path[folder - 1] != '/')
		folder--;
	target = git_blob_rawcontent(blob);
	if (size > 0 && target[0] == '/')
		folder = 0;
	snprintf(whole, sizeof(whole), "%.*s%.*s%s", (int)folder, path, (int)size, target, path + len);
	git_blob_free(blob);
	if (strlen(whole) >= PATH_MAX || size == 0)
		return PLACE_OUTSIDE;
	memcpy(path, whole, strlen(whole) + 1);
	return PLACE_FILE;
}

enum place
git_follow(struct git *g, int side, struct git_place *place, struct error *err)
{
	for (int step = 0; step <= SYMLINKS; step++) {
		enum place found;
		size_t len = 0;
		git_oid id;

		if (!tidy(place->path))
			return PLACE_OUTSIDE;
		found = find(g, side, place->path, &place->id, &place->mode, err);
		if (found == PLACE_BROKEN || (found == PLACE_FILE && place->mode != GIT_FILEMODE_LINK))
			return found;
		found = first_link(g, side, place->path, &len, &id, err);
		if (found != PLACE_FILE)
			return found;
		found = replace(g, &id, place->path, len, err);
		if (found != PLACE_FILE)
			return found;
	}
	return PLACE_CIRCLE;
}
