/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of the policy: each is checked and understood when the policy is read. */
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "policy/setting.h"

static size_t
count_words(struct str text)
{
	struct str word;
	size_t n = 0;

	while (str_field(&text, " \t,", &word))
		n++;
	return n;
}

static bool
read_words(struct setting *s, struct arena *a)
{
	struct str rest = s->value, word;

	s->words = ARENA_ARRAY(a, struct str, count_words(s->value));
	while (str_field(&rest, " \t,", &word))
		s->words[s->nwords++] = word;
	return true;
}

/* A word, or everything between two slashes: a pattern may hold blanks and commas. */
static bool
next_pattern(struct str *rest, struct str *word)
{
	while (rest->len && memchr(" \t,", rest->p[0], 3))
		*rest = str_skip(*rest, 1);
	if (rest->len == 0 || rest->p[0] != '/')
		return str_field(rest, " \t,", word);
	for (size_t i = 1; i < rest->len; i++) {
		if (rest->p[i] == '\\') {
			i++;
		} else if (rest->p[i] == '/') {
			*word = str_n(rest->p, i + 1);
			*rest = str_skip(*rest, i + 1);
			return true;
		}
	}
	*word = *rest;
	*rest = (struct str){ NULL, 0 };
	return true;
}

static bool
read_names(struct setting *s, struct arena *a, struct error *err)
{
	struct str rest = s->value, word;
	size_t n = 0;

	while (next_pattern(&rest, &word))
		n++;
	s->names.v = ARENA_ARRAY(a, struct pattern, n);
	rest = s->value;
	while (next_pattern(&rest, &word)) {
		if (!pattern_name(&s->names.v[s->names.n], word, a, err))
			return false;
		s->names.n++;
	}
	return true;
}

static bool
read_types(struct setting *s, struct arena *a, struct error *err)
{
	struct str rest = s->value, word, near;

	s->types = ARENA_ARRAY(a, uint16_t, count_words(s->value));
	while (str_field(&rest, " \t,", &word)) {
		if (type_parse(word, &s->types[s->ntypes])) {
			s->ntypes++;
			continue;
		}
		near = type_nearest(word);
		return fail(err, "'%.*s' is not a record type%s%.*s%s", STR(word),
		    near.len ? "; did you mean " : "", STR(near), near.len ? "?" : "");
	}
	return true;
}

static bool
read_prefixes(struct setting *s, struct arena *a, struct error *err)
{
	struct str rest = s->value, word;

	s->prefixes = ARENA_ARRAY(a, struct prefix, count_words(s->value));
	while (str_field(&rest, " \t,", &word))
		if (!prefix_parse(word, &s->prefixes[s->nprefixes++]))
			return fail(err, "'%.*s' is not an address prefix such as 192.0.2.0/24 or "
			    "2001:db8::/32", STR(word));
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
read_number(struct setting *s, uint64_t max, const char *what, struct error *err)
{
	struct str digits = s->value;
	uint64_t n;

	if (max == 100 && str_ends(digits, S("%")))
		digits = str_trim(str_n(digits.p, digits.len - 1));
	if (!str_number(digits, max, &n))
		return fail(err, "'%.*s' is not %s", STR(s->value), what);
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
value_read_param(struct setting *s, const struct param *param, struct arena *a,
    struct error *err)
{
	s->param = param;
	switch (param->kind) {
	case PARAM_NUMBER: return read_number(s, UINT32_MAX, "a number from 0 to 4294967295", err);
	case PARAM_PERCENT: return read_number(s, 100, "a percentage from 0 to 100", err);
	case PARAM_SECONDS: return read_seconds(s, err);
	case PARAM_YESNO: return read_yesno(s, err);
	case PARAM_SEVERITY: return read_severity(s, err);
	case PARAM_NAMES: return read_names(s, a, err);
	case PARAM_TYPES: return read_types(s, a, err);
	case PARAM_PREFIXES: return read_prefixes(s, a, err);
	case PARAM_WORDS: return read_words(s, a);
	case PARAM_CHOICE: return read_choice(s, param->choices, err);
	}
	return true;
}

static bool
read_regex(struct setting *s, struct arena *a, struct error *err)
{
	struct str text = s->value;

	if (text.len > 1 && text.p[0] == '/' && text.p[text.len - 1] == '/')
		text = str_n(text.p + 1, text.len - 2);
	s->names.v = ARENA_ARRAY(a, struct pattern, 1);
	s->names.n = 1;
	if (pattern_regex(s->names.v, text, err))
		return true;
	s->names.n = 0;
	return false;
}

static bool
read_globs(struct setting *s, struct arena *a, struct error *err)
{
	read_words(s, a);
	for (size_t i = 0; i < s->nwords; i++)
		if (!glob_good(s->words[i]))
			return fail(err, "'%.*s' has too many stars", STR(s->words[i]));
	return true;
}

bool
value_read(struct setting *s, enum value_kind kind, const char *choices, struct arena *a,
    struct error *err)
{
	switch (kind) {
	case VALUE_NAMES: return read_names(s, a, err);
	case VALUE_TYPES: return read_types(s, a, err);
	case VALUE_GLOBS: return read_globs(s, a, err);
	case VALUE_REGEX: return read_regex(s, a, err);
	case VALUE_SECONDS: return read_seconds(s, err);
	case VALUE_NUMBER: return read_number(s, UINT32_MAX, "a number", err);
	case VALUE_CHOICE: return read_choice(s, choices, err);
	case VALUE_MAP:
		read_words(s, a);
		return s->nwords == 2 || fail(err, "two words are needed: FROM TO");
	case VALUE_TIME: case VALUE_END_TIME:
		return clock_parse(s->value, kind == VALUE_END_TIME, &s->when) ||
		    fail(err, "'%.*s' is not a time such as 2026-01-15 or 2026-01-15T12:00Z",
		    STR(s->value));
	default:
		return read_words(s, a);
	}
}
