/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which of the three forms a manifest has is told by its text: braces make a
 * named.conf, a SOA a zone, everything else is a list.
 */
#include "manifest.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "guess.h"
#include "zone/zone.h"

enum { INCLUDE_DEPTH = 10, ZONES_MAX = 5000000 };

struct reading {
	struct manifest *manifest;
	struct source *source;
	int side;
	struct policy *policy;
	struct arena *arena;
	struct error *err;
	unsigned depth;
};

static bool
add(struct reading *r, struct str name, struct str path, uint32_t line)
{
	struct manifest *m = r->manifest;
	uint8_t wire[NAME_MAX_WIRE];
	struct str origin;
	void **slot;
	size_t len;

	if (name_parse(name, NULL, wire, &len) != NAME_GOOD)
		return fail(r->err, "%.*s:%u: '%.*s' is not the name of a zone\nA manifest is a "
		    "named.conf, a catalog zone (RFC 9432), or a list of names, one a line.",
		    STR(path), (unsigned)line, name.len > 80 ? 80 : (int)name.len, name.p);
	origin = wire_text(r->arena, wire, len);
	slot = map_slot(&m->by_origin, origin);
	if (*slot)
		return true;            /* in another view */
	if (m->n >= ZONES_MAX)
		return fail(r->err, "%.*s: more than %d zones", STR(path), ZONES_MAX);
	GROW(m->v, m->n, m->cap);
	*slot = m->v[m->n++] = ARENA_NEW(r->arena, struct listed_zone);
	*m->v[m->n - 1] = (struct listed_zone){ origin, arena_dup(r->arena, path), line };
	return true;
}

/* --- a list of names ------------------------------------------------------------------ */

/* The first word of each line counts; # and ; begin a comment. */
static bool
read_list(struct reading *r, struct str path, struct str bytes)
{
	struct str line, word;
	uint32_t number = 0;

	while (str_line(&bytes, &line)) {
		number++;
		if (!str_field(&line, " \t\r,", &word) || word.p[0] == '#' || word.p[0] == ';')
			continue;
		if (!add(r, word, path, number))
			return false;
	}
	return true;
}

/* --- a catalog zone ---------------------------------------------------------------------- */

/* Is the name one label below zones.<apex> (RFC 9432 section 4.1)? */
static bool
is_member(const struct zone *z, const struct name *owner)
{
	static const char zones[] = "\5zones";
	const uint8_t *p = owner->wire;

	if (owner->labels != z->apex->labels + 2u || !name_below(owner, z->apex))
		return false;
	p += *p + 1;
	return memcmp(p, zones, 6) == 0;
}

/* Section 4.2.1: a catalog of another version, or of none, must not be processed. */
static bool
is_version_2(struct zone *z)
{
	uint8_t wire[NAME_MAX_WIRE];
	struct name *version;
	size_t len;

	if (name_parse(S("version"), z->apex, wire, &len) != NAME_GOOD)
		return false;
	version = names_intern(z->names, wire, len);
	for_each_record(r, z, version, TYPE_TXT) {
		const struct rdata *data = record_data(z, r);

		if (data && data->len == 2 && data->wire[0] == 1 && data->wire[1] == '2')
			return true;
	}
	return false;
}

static bool
take_members(struct reading *r, struct zone *z, struct str path)
{
	if (z->unread)
		return fail(r->err, "%.*s:%u: %.*s\nA catalog zone that cannot be read lists nothing: "
		    "correct it first.", STR(path), (unsigned)z->faults[0].line,
		    STR(z->faults[0].message));
	if (!is_version_2(z))
		return fail(r->err, "%.*s: no catalog zone: version.%.*s TXT \"2\" is missing (RFC 9432 "
		    "section 4.2.1)", STR(path), STR(name_text(r->arena, z->apex)));
	for_each_in_zone(record, z) {
		struct name *member;

		if (record->type != TYPE_PTR || !is_member(z, record->owner))
			continue;
		member = record_target(z, record);
		if (member && !add(r, name_text(r->arena, member), path, record->line))
			return false;
	}
	return true;
}

static bool
read_catalog(struct reading *r, struct str path, struct str bytes)
{
	struct zone_options options = { .origin = { NULL, 0 } };
	struct names names = { .n = 0 };
	struct arena arena = { NULL };
	struct zone z = { .n = 0 };
	bool good;

	guess_origin(path, bytes, &arena, &options.origin);
	good = zone_load_text(&z, r->source, (enum side)r->side, path, bytes, &options, &names,
	    &arena, r->err) && take_members(r, &z, path);
	zone_free(&z);
	names_free(&names);
	arena_free(&arena);
	return good;
}

/* --- named.conf ----------------------------------------------------------------------------- */

struct token {
	struct str text;                /* without quotes; one of { } ; alone */
	bool quoted;
	uint32_t line;
};

struct scanner {
	struct str rest;
	uint32_t line;
};

static void
scanner_skip(struct scanner *s, size_t n)
{
	for (size_t i = 0; i < n && i < s->rest.len; i++)
		s->line += s->rest.p[i] == '\n';
	s->rest = str_skip(s->rest, n < s->rest.len ? n : s->rest.len);
}

/* The length of the text up to `end`, and with it. */
static size_t
length_to(struct str text, const char *end)
{
	size_t len = strlen(end);

	for (size_t i = 0; i + len <= text.len; i++)
		if (memcmp(text.p + i, end, len) == 0)
			return i + len;
	return text.len;
}

/* Blanks and the three kinds of comment. */
static void
skip_blanks(struct scanner *s)
{
	while (s->rest.len) {
		if (memchr(" \t\r\n\f", s->rest.p[0], 5))
			scanner_skip(s, 1);
		else if (s->rest.p[0] == '#' || str_starts(s->rest, S("//")))
			scanner_skip(s, length_to(s->rest, "\n"));
		else if (str_starts(s->rest, S("/*")))
			scanner_skip(s, length_to(s->rest, "*/"));
		else
			return;
	}
}

static bool
next_token(struct scanner *s, struct token *t)
{
	size_t n = 0;

	skip_blanks(s);
	if (s->rest.len == 0)
		return false;
	*t = (struct token){ .line = s->line };
	if (s->rest.p[0] == '"') {
		n = length_to(str_skip(s->rest, 1), "\"");
		t->text = str_n(s->rest.p + 1, n ? n - 1 : 0);
		t->quoted = true;
		scanner_skip(s, n + 1);
		return true;
	}
	while (n < s->rest.len && !memchr(" \t\r\n\f{};\"", s->rest.p[n], 9))
		n++;
	n = n ? n : 1;
	t->text = str_n(s->rest.p, n);
	scanner_skip(s, n);
	return true;
}

static bool
is(const struct token *t, const char *word)
{
	return !t->quoted && str_eq_nocase(t->text, str_of(word));
}

/* Is a zone of this type made from a file that somebody here writes? */
static bool
is_served(struct str type)
{
	return type.len == 0 || str_eq_nocase(type, S("primary")) ||
	    str_eq_nocase(type, S("master"));
}

/* Behind the { of a block: reads to its }, and the word behind a `type` of its own. */
static struct str
block_type(struct scanner *s)
{
	struct str type = S("");
	bool starts = true, wanted = false;
	struct token t;
	int depth = 1;

	while (depth > 0 && next_token(s, &t)) {
		if (wanted)
			type = t.text;
		wanted = depth == 1 && starts && is(&t, "type");
		depth += is(&t, "{") ? 1 : is(&t, "}") ? -1 : 0;
		starts = is(&t, ";") || is(&t, "{") || is(&t, "}");
	}
	return type;
}

/* zone "name" [class] { ... } */
static bool
read_statement(struct reading *r, struct scanner *s, struct str path)
{
	struct token name, t;

	if (!next_token(s, &name))
		return true;
	while (next_token(s, &t) && !is(&t, "{"))
		if (is(&t, ";") || is(&t, "}"))
			return true;
	return !is_served(block_type(s)) || add(r, name.text, path, name.line);
}

static bool read_conf(struct reading *, struct str path, struct str bytes);

static bool
read_include(struct reading *r, struct str including, struct str written)
{
	struct zone_options options = { .include_root = policy_include_root(r->policy) };
	const struct str (*pairs)[2];
	struct include_map *map;
	struct str paths[2];
	struct text *text;
	bool good = true;
	size_t n;

	if (r->depth >= INCLUDE_DEPTH)
		return fail(r->err, "%.*s: include goes more than %d files deep", STR(including),
		    INCLUDE_DEPTH);
	options.ninclude_map = policy_include_maps(r->policy, &pairs);
	map = ARENA_ARRAY(r->arena, struct include_map, options.ninclude_map);
	for (size_t i = 0; i < options.ninclude_map; i++)
		map[i] = (struct include_map){ pairs[i][0], pairs[i][1] };
	options.include_map = map;
	n = zone_include_paths(&options, including, written, r->arena, paths);
	for (size_t i = 0; i < n; i++)
		switch (source_read(r->source, r->side, paths[i], &text, r->err)) {
		case READ_OK:
			r->depth++;
			good = read_conf(r, paths[i], text->bytes);
			r->depth--;
			source_release(r->source, text);
			return good;
		case READ_FAILED:
			return false;
		default:
			break;
		}
	return true;
}

/* Statements at the top, and inside of views. */
static bool
read_conf(struct reading *r, struct str path, struct str bytes)
{
	struct scanner s = { bytes, 1 };
	bool starts = true, good = true;
	struct token t, file;

	while (good && next_token(&s, &t)) {
		if (starts && is(&t, "zone")) {
			good = read_statement(r, &s, path);
		} else if (starts && is(&t, "include") && next_token(&s, &file)) {
			good = read_include(r, path, file.text);
		} else if (starts && is(&t, "view")) {
			while (next_token(&s, &t) && !is(&t, "{"))
				;
		} else if (is(&t, "{")) {
			block_type(&s);
		}
		starts = is(&t, ";") || is(&t, "{") || is(&t, "}");
	}
	return good;
}

/* Braces or an include outside of comments; a SOA's parentheses are none. */
static bool
looks_like_conf(struct str bytes)
{
	struct scanner s = { bytes, 1 };
	bool starts = true;
	struct token t;

	while (next_token(&s, &t)) {
		if (is(&t, "{") || (starts && is(&t, "include")))
			return true;
		starts = is(&t, ";");
	}
	return false;
}

/* --- the door -------------------------------------------------------------------------------- */

static bool
unreadable(struct reading *r, struct str path, struct str why)
{
	return fail(r->err, "%.*s: %.*s\nThe policy names it as the manifest of the zones that are "
	    "served: without it nobody can tell which zones go. Restore the file, or correct "
	    "`manifest` in [zones].", STR(path), STR(why));
}

bool
manifest_read(struct manifest *m, struct source *source, int side, struct str path,
    struct policy *policy, struct arena *a, struct error *err)
{
	struct reading r = { .manifest = m, .source = source, .side = side, .policy = policy,
		.arena = a, .err = err };
	struct text *text;
	bool good;

	*m = (struct manifest){ .exists = false };
	switch (source_read(source, side, path, &text, err)) {
	case READ_OK:
		break;
	case READ_ABSENT:
		return side == BEFORE || unreadable(&r, path, S("no such file"));
	case READ_OUTSIDE:
		return unreadable(&r, path, S("leads out of the repository"));
	case READ_REFUSED:
		return unreadable(&r, path, arena_dup(a, str_of(err->text)));
	default:
		return false;
	}
	m->exists = true;
	good = guess_is_zone(text->bytes) ? read_catalog(&r, path, text->bytes) :
	    looks_like_conf(text->bytes) ? read_conf(&r, path, text->bytes) :
	    read_list(&r, path, text->bytes);
	source_release(source, text);
	return good;
}

const struct listed_zone *
manifest_find(const struct manifest *m, struct str origin)
{
	return map_get(&m->by_origin, origin);
}

void
manifest_free(struct manifest *m)
{
	free(m->v);
	map_free(&m->by_origin);
	*m = (struct manifest){ .exists = false };
}
