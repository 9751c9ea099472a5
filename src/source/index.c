/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The index, read where it lies (gitformat-index(5), versions 2 to 4).  A hook
 * looks at all of it each time, so nothing is copied, and of what the file says
 * beyond names and ids only the cache of trees is used.  Whatever is unusual (a
 * merge in conflict, a split or sparse index, damage) is left to libgit2, which
 * knows it or says why it does not.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "source/git.h"

enum {
	HEAD = 12, TRAILER = 20,        /* octets in front of the entries, and of the checksum */
	FIXED = 62,                     /* octets of an entry in front of its name */
	MODE = 24, ID = 40, FLAGS = 60, /* where these stand in it */
	EXTENDED = 0x4000, STAGE = 0x3000, NAME = 0xfff,
	INTENT_TO_ADD = 0x2000,         /* of the second flags */
	PATH_LENGTH = 4096, TREE_DEPTH = 256,
};

struct cursor {
	const uint8_t *p, *end;
	unsigned version;
};

static uint32_t
be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static unsigned
be16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

/* --- entries ------------------------------------------------------------------------- */

/* How much of the name before this one goes (version 4). */
static bool
read_strip(struct cursor *c, size_t *strip)
{
	size_t value = 0;

	for (bool first = true; c->p < c->end; first = false) {
		uint8_t octet = *c->p++;

		value = ((first ? value : value + 1) << 7) + (octet & 127);
		if (value > PATH_LENGTH)
			return false;
		if (!(octet & 128)) {
			*strip = value;
			return true;
		}
	}
	return false;
}

/* A name that shares its begin with the one before it. */
static bool
read_shared_name(struct cursor *c, struct str before, struct arena *a, struct str *path)
{
	const uint8_t *nul;
	size_t strip, kept, own;
	char *text;

	if (!read_strip(c, &strip) || strip > before.len ||
	    (nul = memchr(c->p, '\0', (size_t)(c->end - c->p))) == NULL)
		return false;
	kept = before.len - strip;
	own = (size_t)(nul - c->p);
	if (kept + own > PATH_LENGTH)
		return false;
	text = arena_bytes(a, kept + own + 1);
	if (kept)
		memcpy(text, before.p, kept);
	memcpy(text + kept, c->p, own + 1);
	*path = str_n(text, kept + own);
	c->p = nul + 1;
	return true;
}

/* A whole name, and as many NULs behind it as make the entry a multiple of eight octets. */
static bool
read_whole_name(struct cursor *c, const uint8_t *begin, struct str *path)
{
	const uint8_t *nul = memchr(c->p, '\0', (size_t)(c->end - c->p));
	size_t len;

	if (nul == NULL)
		return false;
	*path = str_n((const char *)c->p, (size_t)(nul - c->p));
	len = ((size_t)(nul - begin) + 8) & ~(size_t)7;
	if (path->len > PATH_LENGTH || len > (size_t)(c->end - begin))
		return false;
	c->p = begin + len;
	return true;
}

static bool
usual_mode(unsigned mode)
{
	return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE ||
	    mode == GIT_FILEMODE_LINK || mode == GIT_FILEMODE_COMMIT;
}

/* False: no usual entry. */
static bool
read_entry(struct cursor *c, struct str before, struct arena *a, struct index_entry *e, bool *intended)
{
	const uint8_t *begin = c->p;
	unsigned flags, more = 0;
	size_t len;

	if (c->end - begin <= FIXED + 2)
		return false;
	flags = be16(begin + FLAGS);
	c->p = begin + FIXED;
	if ((flags & STAGE) || ((flags & EXTENDED) && c->version < 3))
		return false;
	if (flags & EXTENDED) {
		more = be16(c->p);
		c->p += 2;
	}
	*intended = more & INTENT_TO_ADD;
	*e = (struct index_entry){ .stat = begin, .mode = be32(begin + MODE),
		.id = (const git_oid *)(const void *)(begin + ID) };
	if (!usual_mode(e->mode) || !(c->version == 4 ? read_shared_name(c, before, a, &e->path) :
	    read_whole_name(c, begin, &e->path)))
		return false;
	len = flags & NAME;
	return (len == NAME ? e->path.len >= NAME : e->path.len == len) && e->path.len > 0 &&
	    (before.len == 0 || str_cmp(before, e->path) < 0);
}

static bool
read_entries(struct index *x, struct cursor *c, size_t n)
{
	struct str before = { NULL, 0 };

	if (n > (size_t)(c->end - c->p) / FIXED)
		return false;
	x->v = memory_large(n * sizeof(*x->v));
	for (size_t i = 0; i < n; i++) {
		bool intended;

		if (!read_entry(c, before, &x->arena, &x->v[x->n], &intended))
			return false;
		before = x->v[x->n].path;
		x->n += !intended;
	}
	return true;
}

/* --- the cache of trees ---------------------------------------------------------------- */

/* "12" or "-1", up to the octet `end`; false: no number. */
static bool
read_decimal(struct cursor *c, uint8_t end, int64_t *n)
{
	bool minus = c->p < c->end && *c->p == '-';

	*n = 0;
	for (c->p += minus; c->p < c->end && *c->p >= '0' && *c->p <= '9' && *n < UINT32_MAX; c->p++)
		*n = *n * 10 + (*c->p - '0');
	if (minus)
		*n = -*n;
	return c->p < c->end && *c->p++ == end;
}

/* One folder and all below it; false: the cache is no use. */
static bool
read_cached(struct index *x, struct cursor *c, unsigned depth)
{
	const uint8_t *nul = memchr(c->p, '\0', (size_t)(c->end - c->p));
	int64_t entries, subtrees;
	size_t at = x->ncached;

	if (nul == NULL || depth > TREE_DEPTH)
		return false;
	GROW(x->cached, x->ncached, x->cap_cached);
	x->cached[x->ncached++] = (struct index_tree){
		.name = str_n((const char *)c->p, (size_t)(nul - c->p)) };
	c->p = nul + 1;
	if (!read_decimal(c, ' ', &entries) || !read_decimal(c, '\n', &subtrees) || subtrees < 0)
		return false;
	if (entries >= 0) {
		if (c->end - c->p < GIT_OID_RAWSZ)
			return false;
		x->cached[at].id = (const git_oid *)(const void *)c->p;
		x->cached[at].entries = (size_t)entries;
		c->p += GIT_OID_RAWSZ;
	}
	for (; subtrees > 0; subtrees--)
		if (!read_cached(x, c, depth + 1))
			return false;
	x->cached[at].next = x->ncached;
	return true;
}

/* Behind the entries.  False: something there has to be understood, and is not. */
static bool
read_extensions(struct index *x, struct cursor *c)
{
	while (c->p < c->end) {
		struct cursor own = *c;
		size_t len;

		if (c->end - c->p < 8)
			return false;
		len = be32(c->p + 4);
		if (len > (size_t)(c->end - c->p - 8))
			return false;
		own.p = c->p + 8;
		own.end = own.p + len;
		if (memcmp(c->p, "TREE", 4) == 0) {
			if (x->ncached || !read_cached(x, &own, 0) || own.p != own.end)
				x->ncached = 0;
		} else if (c->p[0] < 'A' || c->p[0] > 'Z') {
			return false;
		}
		c->p = own.end;
	}
	return true;
}

const struct index_tree *
index_tree_root(const struct index *x)
{
	return x->ncached ? x->cached : NULL;
}

const struct index_tree *
index_tree_below(const struct index *x, const struct index_tree *t, struct str name)
{
	const struct index_tree *end = t ? x->cached + t->next : NULL;

	for (const struct index_tree *child = t ? t + 1 : end; child < end; child = x->cached + child->next)
		if (str_eq(child->name, name))
			return child;
	return NULL;
}

/* --- finding ----------------------------------------------------------------------------- */

/* The first entry that is not in front of the path. */
static size_t
lower_bound(const struct index *x, struct str path)
{
	size_t low = 0, high = x->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(x->v[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct index_entry *
index_find(const struct index *x, struct str path)
{
	size_t at = lower_bound(x, path);

	return at < x->n && str_eq(x->v[at].path, path) ? &x->v[at] : NULL;
}

const struct index_entry *
index_below(const struct index *x, const struct index_tree *t, struct str folder)
{
	size_t at = lower_bound(x, folder), end = at + t->entries;

	if (t->entries == 0 || t->entries > x->n - at || !str_starts(x->v[at].path, folder) ||
	    !str_starts(x->v[end - 1].path, folder) || (end < x->n && str_starts(x->v[end].path, folder)))
		return NULL;
	return &x->v[at];
}

/* --- opening ------------------------------------------------------------------------------- */

static bool
read_mapped(struct index *x)
{
	const uint8_t *map = (const uint8_t *)x->file.map;
	struct cursor c = { map, map + x->file.len - TRAILER, 0 };

	if (memcmp(c.p, "DIRC", 4) != 0)
		return false;
	c.version = be32(c.p + 4);
	if (c.version < 2 || c.version > 4)
		return false;
	c.p += HEAD;
	return read_entries(x, &c, be32(map + 8)) && read_extensions(x, &c);
}

bool
index_open(struct index *x, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	*x = (struct index){ .n = 0 };
	if (fd < 0)
		return false;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < HEAD + TRAILER ||
	    st.st_size > UINT32_MAX || !mapped_open(&x->file, fd, (size_t)st.st_size)) {
		close(fd);
		return false;
	}
	mapped_whole(&x->file);
	x->written = st.st_mtim.tv_sec;
	if (read_mapped(x))
		return true;
	index_close(x);
	return false;
}

static int
by_path(const void *a, const void *b)
{
	return str_cmp(((const struct index_entry *)a)->path, ((const struct index_entry *)b)->path);
}

void
index_from(struct index *x, git_index *from)
{
	size_t n = git_index_entrycount(from);

	*x = (struct index){ .v = memory_new(n * sizeof(*x->v)), .git2 = from };
	for (size_t i = 0; i < n; i++) {
		const git_index_entry *e = git_index_get_byindex(from, i);

		if (GIT_INDEX_ENTRY_STAGE(e) == 0 && !(e->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD))
			x->v[x->n++] = (struct index_entry){ str_of(e->path), &e->id, NULL, e->mode };
	}
	if (x->n)                       /* where case is ignored they come in another order */
		qsort(x->v, x->n, sizeof(*x->v), by_path);
}

void
index_close(struct index *x)
{
	mapped_close(&x->file);
	git_index_free(x->git2);
	arena_free(&x->arena);
	free(x->v);
	free(x->cached);
	*x = (struct index){ .n = 0 };
}
