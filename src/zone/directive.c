/* SPDX-License-Identifier: BSD-2-Clause */
/* $TTL (RFC 2308 section 4), $ORIGIN and $INCLUDE (RFC 1035 section 5.1). */
#include "zone/load.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/memory.h"

/* The one word of a directive; false: noted. */
static bool
argument(struct loader *l, const char *what, struct str *word)
{
	enum token token = lex_token(&l->lex, word);

	if (token == TOKEN_WORD || token == TOKEN_QUOTED)
		return true;
	if (token == TOKEN_END) {
		l->lex.line--;
		load_fault(l, FAULT_LOAD, *word, "%s is missing", what);
		l->lex.line++;
		l->zone->unread++;
	} else {
		load_lexical_fault(l, token);
	}
	return false;
}

static void
end_of_directive(struct loader *l)
{
	struct str extra;
	enum token token = lex_token(&l->lex, &extra);

	if (token == TOKEN_END)
		return;
	if (token != TOKEN_WORD && token != TOKEN_QUOTED) {
		load_lexical_fault(l, token);
		return;
	}
	load_fault(l, FAULT_LOAD, extra, "'%.*s' is more than the directive takes", STR(extra));
	lex_recover(&l->lex);
}

static void
directive_ttl(struct loader *l)
{
	struct context *context;
	struct str word;
	uint32_t ttl;

	if (!argument(l, "the TTL", &word))
		return;
	if (!clock_duration(word, &ttl)) {
		load_fault(l, FAULT_LOAD, word, "'%.*s' is not a TTL", STR(word))->fix =
		    S("Write seconds up to 2147483647, or units: 1h30m, 2d, 1w.");
		l->zone->unread++;
		lex_recover(&l->lex);
		return;
	}
	context = load_new_context(l);
	context->ttl_line = l->lex.line;
	context->ttl = ttl;
	l->default_ttl = ttl;
	l->has_default_ttl = true;
	end_of_directive(l);
}

static void
directive_origin(struct loader *l)
{
	uint32_t line = l->lex.line;
	struct name *origin;
	struct context *context;
	struct str word;

	if (!argument(l, "the origin", &word))
		return;
	origin = load_name(l, word);
	if (origin == NULL) {
		l->zone->unread++;
		lex_recover(&l->lex);
		return;
	}
	context = load_new_context(l);
	context->origin = origin;
	context->origin_line = line;
	l->moved = true;
	end_of_directive(l);
}

/* --- $INCLUDE ------------------------------------------------------------------ */

static struct str
folder_of(struct str path)
{
	while (path.len > 0 && path.p[path.len - 1] != '/')
		path.len--;
	return path.len > 1 ? str_n(path.p, path.len - 1) : path;
}

/* Joins and tidies: "." and "a/.." vanish; a ".." that climbs out stays in front. */
static struct str
path_join(struct arena *a, struct str folder, struct str path)
{
	bool absolute = (folder.len ? folder : path).p[0] == '/';
	struct buf out = { 0 };
	struct str rest = arena_printf(a, "%.*s/%.*s", STR(folder), STR(path)), part;
	size_t depth = 0;

	while (str_field(&rest, "/", &part)) {
		if (str_eq(part, S(".")))
			continue;
		if (str_eq(part, S("..")) && depth > 0) {
			while (out.len > 0 && out.p[out.len - 1] != '/')
				out.len--;
			out.len -= out.len > 0;
			depth--;
			continue;
		}
		if (out.len || absolute)
			buf_put(&out, '/');
		buf_add(&out, part);
		depth += !str_eq(part, S(".."));
	}
	rest = arena_dup(a, buf_str(&out));
	buf_free(&out);
	return rest;
}

/* An absolute path of the server as one of the repository; false: no include-map line fits. */
static bool
map_absolute(const struct zone_options *o, struct arena *a, struct str path, struct str *mapped)
{
	for (size_t i = 0; i < o->ninclude_map; i++) {
		struct str from = o->include_map[i].from;

		if (from.len && from.p[from.len - 1] == '/')
			from.len--;
		if (!str_starts(path, from) || (path.len > from.len && path.p[from.len] != '/'))
			continue;
		*mapped = path_join(a, o->include_map[i].to, str_skip(path, from.len));
		return true;
	}
	return false;
}

static void
include_fault(struct loader *l, struct str token, enum read_result result, const char *why)
{
	struct fault *f;

	switch (result) {
	case READ_OUTSIDE:
		f = load_fault(l, FAULT_INCLUDE_ESCAPE, token,
		    "the included file '%.*s' lies outside the repository", STR(token));
		f->fix = S("Keep included files in the repository; map the server's folders with "
		    "`include-map = /srv/dns/ .` in [zones].");
		break;
	case READ_ABSENT:
		f = load_fault(l, FAULT_LOAD, token, "the included file '%.*s' does not exist on this "
		    "side of the change (looked for %s)", STR(token), why);
		f->fix = S("Add the file to the change, or set `include-root` in [zones] to the folder "
		    "where relative names start.");
		break;
	default:
		load_fault(l, FAULT_LOAD, token, "the included file '%.*s' cannot be read: %s",
		    STR(token), why);
		break;
	}
	l->zone->unread++;
}

size_t
zone_include_paths(const struct zone_options *o, struct str including, struct str written,
    struct arena *a, struct str paths[2])
{
	if (written.len && written.p[0] == '/')
		return map_absolute(o, a, written, &paths[0]);
	paths[0] = path_join(a, o->include_root, written);
	paths[1] = path_join(a, folder_of(including), written);
	return str_eq(paths[0], paths[1]) ? 1 : 2;
}

/* Tries the folders in which an included file may lie. */
static enum read_result
include_open(struct loader *l, struct str written, struct text **text, struct str *tried)
{
	struct zone *z = l->zone;
	struct str here = z->files[load_context(l)->file].path, candidates[2];
	size_t n = zone_include_paths(l->options, here, written, z->arena, candidates);
	enum read_result worst = n ? READ_ABSENT : READ_OUTSIDE;

	*tried = S("");
	for (size_t i = 0; i < n; i++) {
		enum read_result result;

		result = source_read(z->source, (int)z->side, candidates[i], text, l->err);
		if (result == READ_OK || result == READ_FAILED)
			return result;
		if (result != READ_ABSENT)
			worst = result;
		*tried = arena_printf(z->arena, "%.*s%s%.*s", STR(*tried), i ? " and " : "",
		    STR(candidates[i]));
	}
	return worst;
}

static bool
already_open(const struct zone *z, uint32_t file, struct str path)
{
	for (;;) {
		if (str_eq(z->files[file].path, path))
			return true;
		if (z->files[file].parent == file)
			return false;
		file = z->files[file].parent;
	}
}

/* Reads the file in a lexer and a context of its own; origin and owner come back after it. */
static void
include_entries(struct loader *l, struct text *text, struct name *origin, uint32_t line)
{
	struct zone *z = l->zone;
	struct loader outer = *l;
	struct context *context = load_new_context(l);

	GROW(z->files, z->nfiles, z->capfiles);
	z->files[z->nfiles] = (struct zone_file){ .text = text, .bytes = text->bytes, .path = text->path,
		.parent = context->file, .line = line };
	context->file = (uint32_t)z->nfiles++;
	context->include_line = line;
	context->origin_line = 0;
	if (origin)
		context->origin = origin;
	l->depth++;
	if (load_bytes(l, text->bytes))
		load_entries(l);
	l->depth--;
	l->lex = outer.lex;
	l->owner = outer.owner;
	l->owner_text = outer.owner_text;
	l->owner_origin = outer.owner_origin;
	l->context = outer.context;
	l->moved = true;
	load_new_context(l)->ttl = l->default_ttl;      /* a $TTL in the file stays in force */
}

static void
directive_include(struct loader *l)
{
	struct zone *z = l->zone;
	uint32_t line = l->lex.line;
	struct name *origin = NULL;
	struct str written, word, why = { NULL, 0 };
	struct text *text = NULL;
	enum read_result result;
	struct lexer look;

	if (l->early) {
		l->given_up = true;
		lex_recover(&l->lex);
		return;
	}
	if (!argument(l, "the file to include", &written))
		return;
	look = l->lex;
	if (lex_token(&look, &word) == TOKEN_WORD) {
		l->lex = look;
		origin = load_name(l, word);
		if (origin == NULL) {
			z->unread++;
			lex_recover(&l->lex);
			return;
		}
	}
	result = written.len ? include_open(l, written, &text, &why) : READ_ABSENT;
	if (result == READ_FAILED) {
		l->failed = true;
		return;
	}
	if (result != READ_OK) {
		include_fault(l, written, result, result == READ_ABSENT && why.p ? why.p : l->err->text);
	} else if (already_open(z, load_context(l)->file, text->path) || l->depth >= INCLUDE_DEPTH) {
		load_fault(l, FAULT_INCLUDE_ESCAPE, written, l->depth >= INCLUDE_DEPTH ?
		    "'%.*s' is included more than 10 files deep" :
		    "'%.*s' includes itself", STR(written));
		z->unread++;
		source_release(z->source, text);
		text = NULL;
	}
	end_of_directive(l);
	if (result == READ_OK && text)
		include_entries(l, text, origin, line);
}

void
load_directive(struct loader *l, struct str word)
{
	static const struct {
		const char *word;
		void (*read)(struct loader *);
	} directives[] = {
		{ "$TTL", directive_ttl }, { "$ORIGIN", directive_origin },
		{ "$INCLUDE", directive_include }, { "$GENERATE", load_generate },
	};

	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++)
		if (str_eq_nocase(word, str_of(directives[i].word))) {
			directives[i].read(l);
			return;
		}
	load_fault(l, FAULT_LOAD, word, "'%.*s' is no directive", STR(word))->fix =
	    S("Directives are $TTL, $ORIGIN, $INCLUDE and $GENERATE; an owner that begins with $ is "
	    "written \\$.");
	l->zone->unread++;
	lex_recover(&l->lex);
}
