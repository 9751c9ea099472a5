/* SPDX-License-Identifier: BSD-2-Clause */
#include "judge.h"

#include <sys/stat.h>

#include "lint/rule.h"

static const char *const names[] = { "zonevet.ini", ".zonevet.ini" };

/* Where `extends` of a policy reads: the same side of the same source. */
struct reader {
	struct source *source;
	int side;
	struct arena *arena;
};

static bool
read_file(void *self, struct str path, struct str *bytes, struct error *err)
{
	struct reader *reader = self;
	struct text *text;

	switch (source_read(reader->source, reader->side, path, &text, err)) {
	case READ_OK:
		*bytes = arena_dup(reader->arena, text->bytes);
		source_release(reader->source, text);
		return true;
	case READ_ABSENT:
		return fail(err, "%.*s: no such file", STR(path));
	case READ_OUTSIDE:
		return fail(err, "%.*s: leads out of the repository", STR(path));
	default:
		return false;
	}
}

static struct policy *
load(struct judge *j, struct source *source, int side, struct str path, struct error *err)
{
	struct reader reader = { source, side, &j->arena };
	struct policy_reader how = { read_file, &reader };
	struct str bytes;

	return read_file(&reader, path, &bytes, err) ? policy_load(path, bytes, &how, err) : NULL;
}

/* The name under which a side holds a policy; empty: it holds none. */
static bool
find(struct source *source, int side, struct str *path, struct error *err)
{
	struct text *text;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		*path = str_of(names[i]);
		switch (source_read(source, side, *path, &text, err)) {
		case READ_OK:
			source_release(source, text);
			return true;
		case READ_ABSENT:
			break;
		case READ_FAILED:
			return false;
		case READ_OUTSIDE:
			return fail(err, "%s: leads out of the repository", names[i]);
		case READ_REFUSED:
			return fail_in(err, names[i]);
		}
	}
	*path = S("");
	return true;
}

static bool
open_disk(struct judge *j, const char *path, struct error *err)
{
	j->disk = source_files("/dev/null", path, &(struct source_options){ 0 }, err);
	if (j->disk)
		j->policy = load(j, j->disk, AFTER, j->disk->single[AFTER], err);
	return j->policy != NULL;
}

static bool
open_shipped(struct judge *j, struct error *err)
{
	j->from = S("shipped");
	j->policy = policy_shipped("baseline", err);
	return j->policy != NULL;
}

/* The policy file in a folder ("" or ending in a slash); NULL: there is none. */
static const char *
in_folder(struct judge *j, const char *folder)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *path = arena_printf(&j->arena, "%s%s", folder, names[i]).p;
		struct stat st;

		if (stat(path, &st) == 0)
			return path;
	}
	return NULL;
}

/* Two files or folders: no repository is opened. */
static bool
open_beside_files(struct judge *j, struct error *err)
{
	const char *path = in_folder(j, "");

	if (path == NULL)
		return open_shipped(j, err);
	j->from = S("current folder");
	return open_disk(j, path, err);
}

bool
judge_open_here(struct judge *j, const struct options *o, struct error *err)
{
	const char *path = o->policy, *folder = "";

	*j = (struct judge){ .policy = NULL };
	for (int up = 0; path == NULL && up < 32; up++) {
		path = in_folder(j, folder);
		folder = arena_printf(&j->arena, "../%s", folder).p;
	}
	if (path == NULL)
		return open_shipped(j, err);
	j->from = o->policy ? S("-c") : S("this folder or one above");
	return open_disk(j, path, err);
}

static bool
touches(const struct source *source, struct str path)
{
	for (size_t i = 0; i < source->n; i++)
		if (path.len && str_eq(source->deltas[i].path, path))
			return true;
	return false;
}

static bool
open_sides(struct judge *j, struct source *source, struct error *err)
{
	struct str path[2] = { S(""), S("") };

	if ((!source->unborn && !find(source, BEFORE, &path[BEFORE], err)) ||
	    !find(source, AFTER, &path[AFTER], err))
		return false;
	if (path[BEFORE].len) {
		j->path = path[BEFORE];
		j->from = arena_printf(&j->arena, "base %.*s", STR(source->label[BEFORE]));
		j->policy = load(j, source, BEFORE, path[BEFORE], err);
	} else if (path[AFTER].len) {
		j->path = path[AFTER];
		j->from = arena_printf(&j->arena, "%.*s, as the base has no policy",
		    STR(source->label[AFTER]));
		j->policy = load(j, source, AFTER, path[AFTER], err);
		return j->policy != NULL;
	} else {
		return open_shipped(j, err);
	}
	if (j->policy == NULL)
		return false;
	j->changed = touches(source, path[BEFORE]) || !str_eq(path[BEFORE], path[AFTER]);
	if (j->changed && path[AFTER].len) {
		j->proposed = load(j, source, AFTER, path[AFTER], err);
		if (j->proposed == NULL)
			return fail_in(err, "the policy as this change would have it");
	}
	return true;
}

bool
judge_open(struct judge *j, struct source *source, const struct options *o, struct error *err)
{
	*j = (struct judge){ .policy = NULL };
	if (o->policy) {
		j->from = S("-c");
		return open_disk(j, o->policy, err);
	}
	if (o->before || o->after)
		return open_beside_files(j, err);
	return open_sides(j, source, err);
}

void
judge_close(struct judge *j)
{
	if (j->policy)
		policy_free(j->policy);
	if (j->proposed)
		policy_free(j->proposed);
	if (j->disk)
		source_close(j->disk);
	arena_free(&j->arena);
}
