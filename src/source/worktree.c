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
#include <sys/stat.h>
#include <unistd.h>

#include "source/git.h"

/* What the index notes of a file, each as four octets, big-endian. */
enum noted { CTIME = 0, MTIME = 8, INODE = 20, USER = 28, GROUP = 32, SIZE = 36 };

static uint32_t
noted(const struct index_entry *e, enum noted at)
{
	const uint8_t *p = e->stat + at;

	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Seconds and nanoseconds; nanoseconds of 0 were not kept. */
static bool
same_time(const struct index_entry *e, enum noted at, const struct timespec *now)
{
	uint32_t nanoseconds = noted(e, at + 4);

	return noted(e, at) == (uint32_t)now->tv_sec &&
	    (nanoseconds == 0 || nanoseconds == (uint32_t)now->tv_nsec);
}

static bool
looks_the_same(const struct index_entry *e, const struct stat *st)
{
	return S_ISREG(st->st_mode) && (uint32_t)st->st_size == noted(e, SIZE) &&
	    (uint32_t)st->st_ino == noted(e, INODE) && (uint32_t)st->st_uid == noted(e, USER) &&
	    (uint32_t)st->st_gid == noted(e, GROUP) && same_time(e, MTIME, &st->st_mtim) &&
	    same_time(e, CTIME, &st->st_ctim);
}

/*
 * A file that was written in the same second as the index, or later, may have
 * changed once more without looking different.
 */
static bool
is_racy(const struct index *index, const struct index_entry *e)
{
	return noted(e, MTIME) >= (uint32_t)index->written;
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

bool
git_worktree_map(struct git *g, const struct git_place *place, size_t size, struct mapped *map)
{
	const struct index *index = g->side[1].index;
	const struct index_entry *e = index ? index_find(index, str_of(place->path)) : NULL;
	const char *top = git_repository_workdir(g->repository);
	char name[2 * PATH_MAX];
	bool mapped;
	struct stat st;
	int fd;

	if (e == NULL || e->stat == NULL || top == NULL || size == 0 || noted(e, SIZE) != size ||
	    !git_oid_equal(e->id, &place->id) || is_racy(index, e) ||
	    is_converted(g->repository, place->path) ||
	    snprintf(name, sizeof(name), "%s%s", top, place->path) >= (int)sizeof(name))
		return false;
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return false;
	mapped = fstat(fd, &st) == 0 && looks_the_same(e, &st) && (uint64_t)st.st_size == size &&
	    mapped_open(map, fd, size);
	if (!mapped)
		close(fd);
	return mapped;
}
