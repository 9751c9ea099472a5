/* SPDX-License-Identifier: BSD-2-Clause */
/* Which files are zones, and what they are called. */
#include <string.h>

#include "policy/setting.h"

static const char *const usual_names[] = { "*.zone", "*.db", "db.*", "*.arpa", "named.root" };

/* The nth setting of a key over all sections of a kind, in the order of the files. */
static const struct setting *
nth(const struct policy *p, enum section_kind kind, const char *key, size_t n)
{
	for (size_t i = 0; i < p->nsections; i++)
		for (size_t k = 0; p->sections[i]->kind == kind && k < p->sections[i]->n; k++)
			if (strcmp(p->sections[i]->settings[k]->key, key) == 0 && n-- == 0)
				return p->sections[i]->settings[k];
	return NULL;
}

bool
policy_names_files(const struct policy *p)
{
	return nth(p, SECTION_ZONES, "files", 0) || nth(p, SECTION_ZONES, "map", 0) ||
	    nth(p, SECTION_ZONE, "files", 0);
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

static const struct section *
view_of(const struct policy *p, struct str path)
{
	const struct setting *s;

	for (size_t n = 0; (s = nth(p, SECTION_ZONE, "files", n)) != NULL; n++)
		if (globs_match(s, path, false))
			return s->section;
	return NULL;
}

static const struct setting *
map_of(const struct policy *p, struct str path)
{
	const struct setting *s;

	for (size_t n = 0; (s = nth(p, SECTION_ZONES, "map", n)) != NULL; n++)
		if (str_eq(s->words[0], path))
			return s;
	return NULL;
}

bool
policy_covers(struct policy *p, struct str path)
{
	const struct setting *s = nth(p, SECTION_ZONES, "files", 0);
	bool covered = false;

	if (map_of(p, path) || view_of(p, path))
		return true;
	if (s == NULL && policy_names_files(p))
		return false;
	for (size_t i = 0; s == NULL && i < sizeof(usual_names) / sizeof(usual_names[0]); i++)
		covered = covered || glob_matches(str_of(usual_names[i]), path);
	for (size_t n = 0; (s = nth(p, SECTION_ZONES, "files", n)) != NULL; n++)
		covered = globs_match(s, path, covered);
	return covered;
}

/* Lower case, one final dot, and nothing that no name holds. */
static bool
origin_of_text(struct str text, struct arena *a, struct str *origin)
{
	char *name;

	if (str_ends(text, S(".")))
		text.len--;
	if (text.len == 0 || text.len > 253 || text.p[0] == '.' || str_has(text, S("..")))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.p[i] <= ' ' || text.p[i] > '~' || strchr("()\";@$", text.p[i]))
			return false;
	name = arena_text(a, arena_printf(a, "%.*s.", STR(text)));
	for (char *c = name; *c; c++)
		*c = ascii_lower(*c);
	*origin = str_of(name);
	return true;
}

bool
policy_origin(struct policy *p, struct str path, struct arena *a, struct str *origin,
    struct str *view, struct origin_of *from)
{
	const struct setting *s = map_of(p, path);
	const struct section *section = view_of(p, path);
	struct str text;

	*view = (struct str){ NULL, 0 };
	if (section) {
		*origin = section->name;
		*view = section->label;
		*from = (struct origin_of){ section->path, section->line };
		return true;
	}
	if (s) {
		*from = (struct origin_of){ s->path, s->line };
		return str_eq(s->words[1], S(".")) ? (*origin = S("."), true) :
		    origin_of_text(s->words[1], a, origin);
	}
	for (size_t n = 0; (s = nth(p, SECTION_ZONES, "origin", n)) != NULL; n++) {
		if (!pattern_capture(&p->matcher, &s->names.v[0], path, "origin", &text) ||
		    !origin_of_text(text, a, origin))
			continue;
		if (pattern_capture(&p->matcher, &s->names.v[0], path, "view", &text))
			*view = arena_dup(a, text);
		*from = (struct origin_of){ s->path, s->line };
		return true;
	}
	return false;
}
