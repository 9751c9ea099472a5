/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objects that lie in files of their own.  libgit2 waits for ever for the rest
 * of one that is cut off, as a crash leaves it; and large ones it inflates into
 * memory of small pages, which takes longer to map than to fill.
 */
#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"
#include "source/git.h"

enum {
	HEADER = 32,                    /* octets that hold the type, the size and a NUL */
	RATIO = 1032,                   /* deflate makes of one octet, at most */
	IN_FRONT = 10,                  /* of libgit2's own ways, which have 1 and 2 */
};

struct loose {
	git_odb_backend backend;        /* first */
	char folder[PATH_MAX];          /* of the objects, with a slash behind */
};

struct object {
	struct mapped file;
	z_stream z;
	git_object_t type;
	size_t size;
	size_t header;                  /* octets in front of it, when it is inflated */
	char begin[HEADER];             /* inflated with the header, but behind it */
	size_t have;
};

static int
damaged(const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1], message[GIT_OID_HEXSZ + 32];

	snprintf(message, sizeof(message), "object %s is damaged", git_oid_tostr(hex, sizeof(hex), id));
	git_error_set_str(GIT_ERROR_ODB, message);
	return GIT_ERROR;
}

/* "blob 12", a NUL, and the first octets of the object. */
static bool
read_header(struct object *o)
{
	char *nul, *space, *end;
	size_t len;

	o->z.next_in = (Bytef *)o->file.map;
	o->z.avail_in = (uInt)o->file.len;
	o->z.next_out = (Bytef *)o->begin;
	o->z.avail_out = HEADER;
	inflate(&o->z, Z_SYNC_FLUSH);   /* what it cannot do shows in what it did */
	len = HEADER - o->z.avail_out;
	nul = memchr(o->begin, '\0', len);
	space = nul ? strchr(o->begin, ' ') : NULL;
	if (space == NULL || !ascii_digit(space[1]))
		return false;
	*space = '\0';
	o->type = git_object_string2type(o->begin);
	o->size = strtoul(space + 1, &end, 10);
	o->header = (size_t)(nul + 1 - o->begin);
	o->have = len - o->header;
	memmove(o->begin, nul + 1, o->have);
	return o->type != GIT_OBJECT_INVALID && end == nul && o->have <= o->size && o->size < INT_MAX &&
	    o->size / RATIO <= o->file.len;
}

static void
object_close(struct object *o)
{
	inflateEnd(&o->z);
	mapped_close(&o->file);
}

/* An object lies elsewhere: GIT_ENOTFOUND. */
static int
object_open(struct object *o, const struct loose *l, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1], path[PATH_MAX + GIT_OID_HEXSZ + 2];
	struct stat st;
	int fd;

	git_oid_tostr(hex, sizeof(hex), id);
	snprintf(path, sizeof(path), "%s%.2s/%s", l->folder, hex, hex + 2);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return GIT_ENOTFOUND;
	*o = (struct object){ .have = 0 };
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 || st.st_size > INT_MAX ||
	    !mapped_open(&o->file, fd, (size_t)st.st_size)) {
		close(fd);
		return damaged(id);
	}
	if (inflateInit(&o->z) == Z_OK && read_header(o))
		return GIT_OK;
	object_close(o);
	return damaged(id);
}

/* All octets of the object and no more, into room for them. */
static bool
object_inflate(struct object *o, char *room)
{
	memcpy(room, o->begin, o->have);
	o->z.next_out = (Bytef *)room + o->have;
	o->z.avail_out = (uInt)(o->size - o->have);
	return inflate(&o->z, Z_FINISH) == Z_STREAM_END && o->z.avail_out == 0;
}

/* The header and the object at once, which takes less than half the time; no octet less or more. */
static bool
object_inflate_whole(const struct object *o, char *room)
{
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	bool good = d && libdeflate_zlib_decompress(d, o->file.map, o->file.len, room, o->header + o->size,
	    NULL) == LIBDEFLATE_SUCCESS;

	if (d)
		libdeflate_free_decompressor(d);
	return good;
}

char *
git_loose_blob(struct git *g, const git_oid *id, size_t size, struct str *bytes)
{
	char *room = NULL;
	struct object o;

	if (g->loose == NULL || object_open(&o, g->loose, id) != GIT_OK)
		return NULL;
	if (o.type == GIT_OBJECT_BLOB && o.size == size) {
		mapped_whole(&o.file);
		room = memory_large(o.header + size);
		if (object_inflate_whole(&o, room)) {
			*bytes = str_n(room + o.header, size);
		} else {
			free(room);
			room = NULL;
		}
	}
	object_close(&o);
	return room;
}

/* --- for libgit2 -------------------------------------------------------------------------- */

static int
backend_read(void **data, size_t *len, git_object_t *type, git_odb_backend *backend, const git_oid *id)
{
	struct object o;
	int code = object_open(&o, (const struct loose *)(const void *)backend, id);
	char *room;

	if (code != GIT_OK)
		return code;
	room = git_odb_backend_data_alloc(backend, o.size + 1);
	if (room && object_inflate(&o, room)) {
		room[o.size] = '\0';
		*data = room;
		*len = o.size;
		*type = o.type;
	} else {
		git_odb_backend_data_free(backend, room);
		code = damaged(id);
	}
	object_close(&o);
	return code;
}

static int
backend_read_header(size_t *len, git_object_t *type, git_odb_backend *backend, const git_oid *id)
{
	struct object o;
	int code = object_open(&o, (const struct loose *)(const void *)backend, id);

	if (code != GIT_OK)
		return code;
	*len = o.size;
	*type = o.type;
	object_close(&o);
	return GIT_OK;
}

static void
backend_free(git_odb_backend *backend)
{
	free(backend);
}

void
git_loose_open(struct git *g)
{
	struct loose *l = memory_new(sizeof(*l));
	const char *common = git_repository_commondir(g->repository);

	*l = (struct loose){ .backend.version = GIT_ODB_BACKEND_VERSION };
	l->backend.read = backend_read;
	l->backend.read_header = backend_read_header;
	l->backend.free = backend_free;
	if (snprintf(l->folder, sizeof(l->folder), "%sobjects/", common) < (int)sizeof(l->folder) &&
	    git_odb_add_backend(g->odb, &l->backend, IN_FRONT) == 0)
		g->loose = l;           /* the object database frees it */
	else
		free(l);
}
