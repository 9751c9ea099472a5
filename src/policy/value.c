/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of the policy: each is checked and understood when the policy is read. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "policy/setting.h"

static const char blanks[] = " \t,";

static bool
read_words(struct setting *s, struct str text)
{
	struct str word;

	while (str_field(&text, blanks, &word)) {
		GROW(s->words, s->nwords, s->capwords);
		s->words[s->nwords++] = word;
	}
	return true;
}

/* A word, or everything between two slashes: a pattern may hold blanks and commas. */
static bool
next_pattern(struct str *rest, struct str *word)
{
	size_t span;

	while (rest->len && memchr(blanks, rest->p[0], 3))
		*rest = str_skip(*rest, 1);
	span = rest->len ? pattern_span(*rest) : 0;
	if (span == 0)
		return str_field(rest, blanks, word);
	*word = str_n(rest->p, span);
	*rest = str_skip(*rest, span);
	return true;
}

static bool
read_names(struct setting *s, struct str text, struct arena *a, struct error *err)
{
	struct pattern pattern;
	struct str word;

	while (next_pattern(&text, &word)) {
		if (!pattern_name(&pattern, word, a, err))
			return false;
		GROW(s->names.v, s->names.n, s->capnames);
		s->names.v[s->names.n++] = pattern;
	}
	return true;
}

static bool
read_types(struct setting *s, struct str text, struct error *err)
{
	struct str word, near;
	uint16_t type;

	while (str_field(&text, blanks, &word)) {
		if (!type_parse(word, &type)) {
			near = type_nearest(word);
			return fail(err, "'%.*s' is not a record type%s%.*s%s", STR(word),
			    near.len ? "; did you mean " : "", STR(near), near.len ? "?" : "");
		}
		GROW(s->types, s->ntypes, s->captypes);
		s->types[s->ntypes++] = type;
	}
	return true;
}

static bool
read_prefixes(struct setting *s, struct str text, struct error *err)
{
	struct prefix prefix;
	struct str word;

	while (str_field(&text, blanks, &word)) {
		if (!prefix_parse(word, &prefix))
			return fail(err, "'%.*s' is not an address prefix such as 192.0.2.0/24 or "
			    "2001:db8::/32", STR(word));
		GROW(s->prefixes, s->nprefixes, s->capprefixes);
		s->prefixes[s->nprefixes++] = prefix;
	}
	return true;
}

static bool
is_choice(struct str word, const char *choices)
{
	struct str rest = str_of(choices), one;

	while (str_field(&rest, "|", &one))
		if (str_eq(one, word))
			return true;
	return false;
}

/* Words of which only some will do. */
static bool
read_choices(struct setting *s, struct str text, const char *choices, struct arena *a,
    struct error *err)
{
	struct str rest = text, word;

	while (choices && str_field(&rest, blanks, &word))
		if (!is_choice(word, choices))
			return fail(err, "'%.*s' is not one of %s%.*s", STR(word), choices,
			    STR(grammar_near_choice(a, word, choices)));
	return read_words(s, text);
}

/* Prefixes of addresses, and patterns of data in presentation form. */
static bool
read_data(struct setting *s, struct str text, struct arena *a, struct error *err)
{
	struct pattern pattern;
	struct prefix prefix;
	struct str word;

	while (next_pattern(&text, &word)) {
		if (prefix_parse(word, &prefix)) {
			GROW(s->prefixes, s->nprefixes, s->capprefixes);
			s->prefixes[s->nprefixes++] = prefix;
			continue;
		}
		if (!pattern_data(&pattern, word, a, err))
			return false;
		GROW(s->names.v, s->names.n, s->capnames);
		s->names.v[s->names.n++] = pattern;
	}
	return true;
}

static bool
read_choice(struct setting *s, const char *choices, struct error *err)
{
	struct str rest = str_of(choices), word;

	while (str_field(&rest, "|", &word))
		if (str_eq_nocase(word, s->value)) {
			s->value = word;
			return true;
		}
	return fail(err, "'%.*s' is not one of %s", STR(s->value), choices);
}

static bool
read_number(struct setting *s, struct error *err)
{
	uint64_t n;

	if (!str_number(s->value, UINT32_MAX, &n))
		return fail(err, "'%.*s' is not a number from 0 to 4294967295", STR(s->value));
	s->number = (uint32_t)n;
	return true;
}

static bool
read_percent(struct setting *s, struct error *err)
{
	struct str digits = s->value;
	uint64_t n;

	if (str_ends(digits, S("%")))
		digits = str_trim(str_n(digits.p, digits.len - 1));
	if (!str_number(digits, 100, &n))
		return fail(err, "'%.*s' is not a percentage from 0 to 100", STR(s->value));
	s->number = (uint32_t)n;
	return true;
}

static bool
read_seconds(struct setting *s, struct error *err)
{
	return clock_duration(s->value, &s->number) ||
	    fail(err, "'%.*s' is not a time such as 3600 or 1h30m", STR(s->value));
}

static bool
read_yesno(struct setting *s, struct error *err)
{
	if (!read_choice(s, "yes|no", err))
		return false;
	s->number = str_eq(s->value, S("yes"));
	return true;
}

static bool
read_severity(struct setting *s, struct error *err)
{
	return severity_parse(s->value, &s->severity) ||
	    fail(err, "'%.*s' is not one of error|warning|note|off", STR(s->value));
}

bool
value_read_param(struct setting *s, const struct param *param, struct str text, struct arena *a,
    struct error *err)
{
	s->param = param;
	switch (param->kind) {
	case PARAM_NUMBER: return read_number(s, err);
	case PARAM_PERCENT: return read_percent(s, err);
	case PARAM_SECONDS: return read_seconds(s, err);
	case PARAM_YESNO: return read_yesno(s, err);
	case PARAM_SEVERITY: return read_severity(s, err);
	case PARAM_NAMES: return read_names(s, text, a, err);
	case PARAM_TYPES: return read_types(s, text, err);
	case PARAM_PREFIXES: return read_prefixes(s, text, err);
	case PARAM_WORDS: return read_choices(s, text, param->choices, a, err);
	case PARAM_CHOICE: return read_choice(s, param->choices, err);
	case PARAM_DATA: return read_data(s, text, a, err);
	case PARAM_TEXT: break;
	}
	return true;
}

/* A PCRE2 pattern, bare or between slashes, with a group that names the zone. */
static bool
read_origin(struct setting *s, struct error *err)
{
	struct str text = s->value;
	struct pattern pattern;

	if (text.len > 1 && pattern_span(text) == text.len)
		text = str_n(text.p + 1, text.len - 2);
	if (!pattern_regex(&pattern, text, err))
		return false;
	GROW(s->names.v, s->names.n, s->capnames);
	s->names.v[s->names.n++] = pattern;
	return pattern.groups[GROUP_ORIGIN] ||
	    fail(err, "the pattern needs a group (?<origin>...) that names the zone");
}

static bool
read_globs(struct setting *s, struct str text, struct error *err)
{
	size_t from = s->nwords;

	read_words(s, text);
	for (size_t i = from; i < s->nwords; i++)
		if (!glob_good(str_skip(s->words[i], str_starts(s->words[i], S("!"))), err))
			return false;
	return true;
}

static bool
read_map(struct setting *s, bool to_zone, struct arena *a, struct error *err)
{
	read_words(s, s->value);
	if (s->nwords != 2)
		return fail(err, to_zone ? "a file and the name of its zone are needed" :
		    "two folders are needed: FROM TO");
	return !to_zone || value_origin(s->words[1], a, &s->words[1]) ||
	    fail(err, "'%.*s' is not the name of a zone", STR(s->words[1]));
}

/* The key is the name of a record or a target; `owner=... review=DATE` says who looks after it. */
static bool
read_review(struct setting *s, struct arena *a, struct error *err)
{
	if (!value_review(s->value, &s->who, &s->when))
		return fail(err, "write `NAME = owner=WHO review=YYYY-MM-DD`");
	return read_names(s, str_of(s->key), a, err);
}

/* The key is the name of a server; the value lists its zones. */
static bool
read_served(struct setting *s, struct str text, struct arena *a, struct error *err)
{
	struct str server;

	if (!value_origin(str_of(s->key), a, &server))
		return fail(err, "'%s' is not the name of a server", s->key);
	s->key = arena_text(a, server);
	return read_names(s, text, a, err);
}

bool
value_read(struct setting *s, const struct key *key, struct str text, struct arena *a,
    struct error *err)
{
	switch (key->kind) {
	case VALUE_NAMES: return read_names(s, text, a, err);
	case VALUE_TYPES: return read_types(s, text, err);
	case VALUE_GLOBS: return read_globs(s, text, err);
	case VALUE_ORIGIN: return read_origin(s, err);
	case VALUE_MAP: case VALUE_ZONE_MAP:
		return read_map(s, key->kind == VALUE_ZONE_MAP, a, err);
	case VALUE_REVIEW: return read_review(s, a, err);
	case VALUE_SERVED: return read_served(s, text, a, err);
	case VALUE_SECONDS: return read_seconds(s, err);
	case VALUE_NUMBER: return read_number(s, err);
	case VALUE_CHOICE: return read_choice(s, key->choices, err);
	case VALUE_TIME: case VALUE_END_TIME:
		return clock_parse(s->value, key->kind == VALUE_END_TIME, &s->when) ||
		    fail(err, "'%.*s' is not a time such as 2026-01-15 or 2026-01-15T12:00Z",
		    STR(s->value));
	case VALUE_TEXT:
		break;
	}
	return read_words(s, text);
}

void
value_free(struct setting *s)
{
	for (size_t i = 0; i < s->names.n; i++)
		pattern_free(&s->names.v[i]);
	free(s->names.v);
	free(s->types);
	free(s->prefixes);
	free(s->words);
}

bool
value_review(struct str text, struct str *owner, int64_t *review)
{
	struct str word;
	bool dated = false;

	*owner = S("");
	while (str_field(&text, blanks, &word)) {
		if (str_starts(word, S("owner=")))
			*owner = str_skip(word, 6);
		else if (str_starts(word, S("review=")))
			dated = clock_parse(str_skip(word, 7), true, review);
	}
	return dated && owner->len > 0;
}

bool
value_origin(struct str text, struct arena *a, struct str *origin)
{
	static const char no_name[] = "()[]{}\";@$*";
	size_t label = 0;
	char *name;

	if (str_eq(text, S("."))) {
		*origin = S(".");
		return true;
	}
	if (str_ends(text, S(".")))
		text.len--;
	if (text.len == 0 || text.len > 253)
		return false;
	name = arena_bytes(a, text.len + 2);
	for (size_t i = 0; i < text.len; i++) {
		char c = name[i] = ascii_lower(text.p[i]);

		if (c >= 'a' && c <= 'z' && label < 63)
			label++;
		else if (c == '.' ? label == 0 : ++label > 63 || c <= ' ' || c > '~')
			return false;
		else if (c == '.')
			label = 0;
		else if (!ascii_digit(c) && c != '-' && strchr(no_name, c))
			return false;
	}
	if (label == 0)
		return false;
	memcpy(name + text.len, ".", 2);
	*origin = str_n(name, text.len + 1);
	return true;
}
