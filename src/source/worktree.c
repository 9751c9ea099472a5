/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file of the work tree in place of a staged blob.  Git notes in the index
 * what a file looked like when it was staged; while it still looks so, and
 * nothing converts files on their way, it holds the blob's bytes and spares
 * inflating them.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/git.h"

/* A time as the index keeps it; nanoseconds of 0 were not kept. */
static bool
same_time(const git_index_time *noted, const struct timespec *now)
{
	return (uint32_t)noted->seconds == (uint32_t)now->tv_sec &&
	    (noted->nanoseconds == 0 || noted->nanoseconds == (uint32_t)now->tv_nsec);
}

static bool
looks_the_same(const git_index_entry *e, const struct stat *st)
{
	return S_ISREG(st->st_mode) && (uint32_t)st->st_size == e->file_size &&
	    (uint32_t)st->st_ino == e->ino && (uint32_t)st->st_uid == e->uid &&
	    (uint32_t)st->st_gid == e->gid && same_time(&e->mtime, &st->st_mtim) &&
	    same_time(&e->ctime, &st->st_ctim);
}

/*
 * A file that was written in the same second as the index, or later, may have
 * changed once more without looking different.
 */
static bool
is_racy(git_index *index, const git_index_entry *e)
{
	struct stat st;

	return stat(git_index_path(index), &st) != 0 ||
	    (uint32_t)e->mtime.seconds >= (uint32_t)st.st_mtim.tv_sec;
}

/* Does git change the bytes between work tree and blob: line ends, keywords, filters? */
static bool
is_converted(git_repository *repository, const char *path)
{
	static const char *const attributes[] = { "filter", "working-tree-encoding", "ident" };
	git_filter_list *filters = NULL;
	bool converted = git_filter_list_load(&filters, repository, NULL, path, GIT_FILTER_TO_ODB,
	    GIT_FILTER_DEFAULT) != 0 || filters != NULL;

	git_filter_list_free(filters);
	for (size_t i = 0; !converted && i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		const char *value = NULL;

		converted = git_attr_get(&value, repository, 0, path, attributes[i]) != 0 || value != NULL;
	}
	return converted;
}

const char *
git_worktree_map(struct git *g, const struct git_place *place, size_t size)
{
	git_index *index = g->side[1].index;
	const git_index_entry *e = index ? git_index_get_bypath(index, place->path, 0) : NULL;
	const char *top = git_repository_workdir(g->repository);
	char name[2 * PATH_MAX];
	void *map = MAP_FAILED;
	struct stat st;
	int fd;

	if (e == NULL || top == NULL || size == 0 || e->file_size != size ||
	    !git_oid_equal(&e->id, &place->id) || is_racy(index, e) ||
	    is_converted(g->repository, place->path) ||
	    snprintf(name, sizeof(name), "%s%s", top, place->path) >= (int)sizeof(name))
		return NULL;
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && looks_the_same(e, &st) && (uint64_t)st.st_size == size)
		map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	return map == MAP_FAILED ? NULL : map;
}
