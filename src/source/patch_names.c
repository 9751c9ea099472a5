/* SPDX-License-Identifier: BSD-2-Clause */
/* Which file of the base a patch means: its names carry a prefix or none. */
#include <string.h>

#include "source/patch.h"

/* Without its first `level` folders; empty: it has not so many. */
static struct str
stripped(struct str name, int level)
{
	const char *slash;

	while (str_starts(name, S("./")))
		name = str_skip(name, 2);
	if (level == 0 || name.len == 0)
		return name;
	slash = memchr(name.p, '/', name.len);
	return slash ? str_skip(name, (size_t)(slash - name.p) + 1) : S("");
}

/* A plain relative path: what else leads is not followed, not even to where it would end. */
static bool
is_inside(struct str path)
{
	size_t start = 0;

	for (size_t i = 0; i < path.len; i++)
		if ((unsigned char)path.p[i] < ' ' || path.p[i] == 0x7f)
			return false;
	for (size_t i = 0; i <= path.len; i++) {
		struct str part = str_n(path.p + start, i - start);

		if (i < path.len && path.p[i] != '/')
			continue;
		if (part.len == 0 || str_eq(part, S(".")) || str_eq(part, S("..")) || str_eq(part, S(".git")))
			return false;
		start = i + 1;
	}
	return true;
}

int
patch_level(const struct patch *patch, patch_exists *exists, void *base)
{
	size_t fits[2] = { 0, 0 };
	bool prefixes = true;

	for (size_t i = 0; i < patch->n; i++)
		for (int which = 0; which < 2; which++) {
			struct str name = patch->files[i].name[which];

			if (name.len == 0 || patch->files[i].renamed || patch->files[i].copied)
				continue;
			prefixes = prefixes && name.len > 2 && name.p[1] == '/' && strchr("abciow", name.p[0]);
			for (int level = 0; level < 2; level++)
				fits[level] += exists(base, stripped(name, level));
		}
	return fits[0] == fits[1] ? prefixes : fits[1] > fits[0];
}

static size_t
folders(struct str path)
{
	size_t n = 0;

	for (size_t i = 0; i < path.len; i++)
		n += path.p[i] == '/';
	return n;
}

/* As patch(1) does where both exist, say a.zone and a.zone.new: the shorter one. */
static struct str
likelier(struct str old, struct str new, patch_exists *exists, void *base)
{
	bool have[2] = { exists(base, old), exists(base, new) };

	if (have[0] != have[1])
		return have[0] ? old : new;
	if (folders(old) != folders(new))
		return folders(old) < folders(new) ? old : new;
	return old.len < new.len ? old : new;
}

bool
patch_names(const struct patch_file *f, int level, patch_exists *exists, void *base,
    struct str *from, struct str *to, struct error *err)
{
	int own = f->renamed || f->copied ? 0 : level;  /* rename lines have no prefix */
	struct str name[2] = { stripped(f->name[0], own), stripped(f->name[1], own) };

	for (int side = 0; side < 2; side++)
		if (f->name[side].len && !is_inside(name[side]))
			return fail(err, "the patch could not be judged: line %u: '%.*s' leads out of the "
			    "repository or is no plain path in it", (unsigned)f->line, STR(f->name[side]));
	*from = name[0];
	*to = name[1];
	if (f->renamed || f->copied)
		return true;
	if (f->created || name[0].len == 0)
		*from = *to = name[1];
	else if (f->deleted || name[1].len == 0)
		*from = *to = name[0];
	else if (f->git && !str_eq(name[0], name[1]))
		return fail(err, "the patch could not be judged: line %u: it names two files, '%.*s' and "
		    "'%.*s', and renames none", (unsigned)f->line, STR(name[0]), STR(name[1]));
	else
		*from = *to = likelier(name[0], name[1], exists, base);
	return true;
}
