/* SPDX-License-Identifier: BSD-2-Clause */
/* Which files are zones, and what they are called. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "policy/setting.h"

static const char *const usual_names[] = { "*.zone", "*.db", "db.*", "*.arpa", "named.root" };

/* Paths of a repository have no ./ in front. */
static struct str
plain_path(struct str path)
{
	return str_skip(path, str_starts(path, S("./")) ? 2 : 0);
}

static void
gather(const struct policy *p, enum section_kind kind, const char *key, struct settings *out)
{
	for (size_t i = 0; i < p->nsections; i++) {
		const struct section *in = p->sections[i];

		for (size_t k = 0; in->kind == kind && !in->only && k < in->n; k++)
			if (strcmp(in->settings[k]->key, key) == 0) {
				GROW(out->v, out->n, out->cap);
				out->v[out->n++] = in->settings[k];
			}
	}
}

/* The user's own lines come before those of what they extend; among equals the first wins. */
static int
own_first(const void *x, const void *y)
{
	const struct setting *a = *(struct setting *const *)x, *b = *(struct setting *const *)y;

	if (a->section->rank != b->section->rank)
		return a->section->rank > b->section->rank ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static void
sort(struct settings *list, int (*order)(const void *, const void *))
{
	if (list->n > 1)
		qsort(list->v, list->n, sizeof(*list->v), order);
}

void
files_prepare(struct policy *p)
{
	struct settings maps = { NULL, 0, 0 };

	gather(p, SECTION_ZONES, "files", &p->files);
	gather(p, SECTION_ZONES, "origin", &p->origins);
	gather(p, SECTION_ZONES, "map", &maps);
	gather(p, SECTION_ZONE, "files", &p->views);
	sort(&p->files, setting_weakest_first);
	sort(&p->origins, own_first);
	sort(&p->views, own_first);
	sort(&maps, own_first);
	for (size_t i = 0; i < maps.n; i++) {
		void **slot = map_slot(&p->maps, plain_path(maps.v[i]->words[0]));

		*slot = *slot ? *slot : maps.v[i];
	}
	free(maps.v);
}

bool
policy_names_files(const struct policy *p)
{
	return p->files.n || p->maps.n || p->views.n;
}

/* The last glob that matches decides; ! excludes. */
static bool
globs_match(const struct setting *s, struct str path, bool covered)
{
	for (size_t i = 0; i < s->nwords; i++) {
		bool excludes = s->words[i].p[0] == '!';

		if (covered == excludes && glob_matches(str_skip(s->words[i], excludes), path))
			covered = !excludes;
	}
	return covered;
}

static const struct setting *
view_of(const struct policy *p, struct str path)
{
	for (size_t i = 0; i < p->views.n; i++)
		if (globs_match(p->views.v[i], path, false))
			return p->views.v[i];
	return NULL;
}

/* Files that are all excluded leave the usual names in force, less what is excluded. */
static bool
only_excludes(const struct policy *p)
{
	for (size_t i = 0; i < p->files.n; i++)
		for (size_t k = 0; k < p->files.v[i]->nwords; k++)
			if (p->files.v[i]->words[k].p[0] != '!')
				return false;
	return true;
}

bool
policy_covers(struct policy *p, struct str path)
{
	bool covered = false;

	path = plain_path(path);
	if (map_get(&p->maps, path) || view_of(p, path))
		return true;
	if (p->files.n ? only_excludes(p) : !policy_names_files(p))
		for (size_t i = 0; i < sizeof(usual_names) / sizeof(usual_names[0]); i++)
			covered = covered || glob_matches(str_of(usual_names[i]), path);
	for (size_t i = 0; i < p->files.n; i++)
		covered = globs_match(p->files.v[i], path, covered);
	return covered;
}

static void
tell(const struct setting *s, struct origin_of *from)
{
	*from = (struct origin_of){ s->section->path, s->line };
}

void
policy_expect_paths(struct policy *p, size_t n)
{
	enum { MANY = 200 };            /* to compile a pattern costs as much as some hundred matches */

	for (size_t i = 0; n >= MANY && i < p->origins.n; i++)
		pattern_expect_many(&p->origins.v[i]->names.v[0]);
}

bool
policy_origin(struct policy *p, struct str path, struct arena *a, struct str *origin,
    struct str *view, struct origin_of *from)
{
	const struct setting *mapped, *own;
	struct str text;

	path = plain_path(path);
	mapped = map_get(&p->maps, path);
	own = view_of(p, path);
	*view = (struct str){ NULL, 0 };
	if (own) {
		*origin = own->section->name;
		*view = own->section->label;
		tell(own, from);
		return true;
	}
	if (mapped) {
		*origin = mapped->words[1];
		tell(mapped, from);
		return true;
	}
	for (size_t i = 0; i < p->origins.n; i++) {
		const struct setting *s = p->origins.v[i];

		if (!pattern_matches(&p->matcher, &s->names.v[0], path) ||
		    !pattern_captured(&p->matcher, &s->names.v[0], path, GROUP_ORIGIN, &text) ||
		    !value_origin(text, a, origin))
			continue;
		if (pattern_captured(&p->matcher, &s->names.v[0], path, GROUP_VIEW, &text))
			*view = arena_dup(a, text);
		tell(s, from);
		return true;
	}
	return false;
}
