/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A light look at a file's lines, before anybody knows what it is: no
 * parentheses, no inheritance.  What it says is only a proposal; the loader
 * decides.
 */
#include "guess.h"

#include <string.h>

/* The first lines tell; a SOA further down is found, but not looked for in vain. */
enum { LINES = 2000 };

static struct str
without_comment(struct str line)
{
	const char *semicolon = line.len ? memchr(line.p, ';', line.len) : NULL;

	return semicolon ? str_n(line.p, (size_t)(semicolon - line.p)) : line;
}

static bool
directive(struct str line, struct str word, struct str *argument)
{
	struct str first;

	line = without_comment(line);
	return line.len && line.p[0] == '$' && str_field(&line, " \t\r", &first) &&
	    str_eq_nocase(first, word) && str_field(&line, " \t\r", argument);
}

static bool
has_soa(struct str line)
{
	struct str word;

	for (int i = 0; i < 5 && str_field(&line, " \t\r", &word); i++)
		if (str_eq_nocase(word, S("SOA")))
			return true;
	return false;
}

static bool
absolute(struct str name)
{
	return name.len > 0 && name.p[name.len - 1] == '.';
}

static struct str
lowered(struct arena *a, struct str name, const char *dot)
{
	char *text = arena_text(a, arena_printf(a, "%.*s%s", STR(name), dot));

	for (char *p = text; *p; p++)
		*p = ascii_lower(*p);
	return str_of(text);
}

static bool
by_content(struct str bytes, struct str *origin, bool *soa)
{
	struct str line, word, found = { NULL, 0 };

	for (int i = 0; i < LINES && str_line(&bytes, &line); i++) {
		if (directive(line, S("$ORIGIN"), &word)) {
			found = absolute(word) ? word : (struct str){ NULL, 0 };
			continue;
		}
		line = without_comment(line);
		if (!has_soa(line))
			continue;
		*soa = true;
		if (line.p[0] != ' ' && line.p[0] != '\t' && str_field(&line, " \t\r", &word) &&
		    absolute(word))
			found = word;
		*origin = found;
		return found.len > 0;
	}
	return false;
}

/* Hosts and numbers with at least one inner dot, or a reverse zone: nothing else is a safe guess. */
static bool
looks_like_domain(struct str name)
{
	bool dot = false;

	for (size_t i = 0; i < name.len; i++) {
		char c = ascii_lower(name.p[i]);

		if (c == '.')
			dot = true;
		else if (!ascii_digit(c) && !(c >= 'a' && c <= 'z') && c != '-' && c != '_')
			return false;
	}
	return dot && name.p[0] != '.';
}

static bool
by_name(struct str path, struct str *origin)
{
	struct str name = path;

	for (size_t i = path.len; i-- > 0;)
		if (path.p[i] == '/') {
			name = str_skip(path, i + 1);
			break;
		}
	if (str_eq(name, S("named.root"))) {
		*origin = S("");
		return true;
	}
	if (str_starts(name, S("db.")))
		name = str_skip(name, 3);
	else if (str_ends(name, S(".zone")))
		name.len -= 5;
	else if (str_ends(name, S(".db")))
		name.len -= 3;
	else if (!str_ends(name, S(".arpa")))
		return false;
	if (absolute(name))
		name.len--;
	*origin = name;
	return looks_like_domain(name);
}

bool
guess_origin(struct str path, struct str bytes, struct arena *a, struct str *origin)
{
	bool soa = false;
	struct str found;

	if (by_content(bytes, &found, &soa)) {
		*origin = lowered(a, found, "");
		return true;
	}
	if (!by_name(path, &found))
		return false;
	*origin = lowered(a, found, ".");
	return true;
}

bool
guess_is_zone(struct str bytes)
{
	struct str line;

	while (str_line(&bytes, &line))
		if (has_soa(without_comment(line)))
			return true;
	return false;
}

bool
guess_next_include(struct str *rest, struct str *file)
{
	struct str line;

	while (str_line(rest, &line)) {
		if (!directive(line, S("$INCLUDE"), file))
			continue;
		if (file->len >= 2 && file->p[0] == '"' && file->p[file->len - 1] == '"')
			*file = str_n(file->p + 1, file->len - 2);
		return true;
	}
	return false;
}
