/* SPDX-License-Identifier: BSD-2-Clause */
#include "policy/match.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <arpa/inet.h>
#include <pcre2.h>
#include <string.h>

/*
 * A policy is not trusted to be cheap: patterns are short, and a match ends
 * after so many steps.  Names are octets: UTF mode would let U+212A match k.
 */
enum {
	REGEX_OPTIONS = PCRE2_CASELESS | PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C |
	    PCRE2_DOLLAR_ENDONLY | PCRE2_NO_AUTO_CAPTURE,
	REGEX_LENGTH = 1000, REGEX_NESTING = 50, MATCH_STEPS = 100000, MATCH_HEAP_KIB = 16384,
	GLOB_STARS = 12,
};

void
matcher_init(struct matcher *m)
{
	pcre2_match_context *context = pcre2_match_context_create(NULL);

	*m = (struct matcher){ .context = context, .data = pcre2_match_data_create(16, NULL) };
	pcre2_set_match_limit(context, MATCH_STEPS);
	pcre2_set_depth_limit(context, MATCH_STEPS);
	pcre2_set_heap_limit(context, MATCH_HEAP_KIB);
}

void
matcher_free(struct matcher *m)
{
	pcre2_match_data_free(m->data);
	pcre2_match_context_free(m->context);
}

void
pattern_free(struct pattern *p)
{
	pcre2_code_free(p->code);
	p->code = NULL;
}

bool
pattern_regex(struct pattern *p, struct str text, struct error *err)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	PCRE2_UCHAR why[160];
	PCRE2_SIZE at;
	int number;

	pcre2_set_max_pattern_length(context, REGEX_LENGTH);
	pcre2_set_parens_nest_limit(context, REGEX_NESTING);
	*p = (struct pattern){ .kind = PATTERN_REGEX, .text = text };
	p->code = pcre2_compile((PCRE2_SPTR)text.p, text.len, REGEX_OPTIONS, &number, &at, context);
	pcre2_compile_context_free(context);
	if (p->code)
		return true;
	pcre2_get_error_message(number, why, sizeof(why));
	return fail(err, "the pattern /%.*s/ is wrong at offset %zu: %s", STR(text), (size_t)at,
	    (const char *)why);
}

bool
pattern_name(struct pattern *p, struct str word, struct arena *a, struct error *err)
{
	char *text;

	if (word.len >= 2 && word.p[0] == '/' && word.p[word.len - 1] == '/')
		return pattern_regex(p, arena_dup(a, str_n(word.p + 1, word.len - 2)), err);
	if (word.p[0] == '/')
		return fail(err, "the pattern '%.*s' has no closing /", STR(word));
	text = arena_text(a, word);
	for (char *c = text; *c; c++)
		*c = ascii_lower(*c);
	*p = (struct pattern){ .kind = memchr(text, '*', word.len) ? PATTERN_GLOB : PATTERN_PLAIN,
		.text = str_n(text, word.len) };
	if (word.len > 1 && text[word.len - 1] == '.')
		p->text.len--;
	if (p->kind == PATTERN_GLOB && !glob_good(p->text))
		return fail(err, "'%.*s' has more than %d stars", STR(word), GLOB_STARS);
	return true;
}

static int
regex_match(struct matcher *m, const struct pattern *p, struct str subject)
{
	PCRE2_UCHAR why[160];
	int n = pcre2_match(p->code, (PCRE2_SPTR)(subject.p ? subject.p : ""), subject.len, 0, 0,
	    m->data, m->context);

	if (n >= 0 || n == PCRE2_ERROR_NOMATCH || m->failed)
		return n;
	pcre2_get_error_message(n, why, sizeof(why));
	m->failed = true;
	fail(&m->error, "the pattern /%.*s/ is too costly for '%.*s': %s\nMake it simpler, or anchor "
	    "it with ^ and $.", STR(p->text), subject.len > 80 ? 80 : (int)subject.len, subject.p,
	    (const char *)why);
	return n;
}

/* A star of a name's glob stands for any labels, or part of one. */
static bool
name_glob(struct str pattern, struct str name)
{
	size_t p = 0, n = 0, star = SIZE_MAX, resume = 0;

	while (n < name.len) {
		if (p < pattern.len && pattern.p[p] == '*') {
			star = p++;
			resume = n;
		} else if (p < pattern.len && pattern.p[p] == name.p[n]) {
			p++;
			n++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			n = ++resume;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.p[p] == '*')
		p++;
	return p == pattern.len;
}

bool
pattern_matches_name(struct matcher *m, const struct pattern *p, struct str name, bool below)
{
	if (name.len > 1 && name.p[name.len - 1] == '.')
		name.len--;
	switch (p->kind) {
	case PATTERN_REGEX:
		return regex_match(m, p, name) >= 0;
	case PATTERN_GLOB:
		return name_glob(p->text, name);
	default:
		if (str_eq(p->text, name) || (below && str_eq(p->text, S("."))))
			return true;
		return below && name.len > p->text.len + 1 && str_ends(name, p->text) &&
		    name.p[name.len - p->text.len - 1] == '.';
	}
}

bool
patterns_match_name(struct matcher *m, const struct patterns *list, struct str name, bool below)
{
	for (size_t i = 0; i < list->n; i++)
		if (pattern_matches_name(m, &list->v[i], name, below))
			return true;
	return false;
}

bool
pattern_capture(struct matcher *m, const struct pattern *p, struct str subject, const char *group,
    struct str *captured)
{
	const PCRE2_SIZE *at;
	int number;

	if (regex_match(m, p, subject) < 0)
		return false;
	number = pcre2_substring_number_from_name(p->code, (PCRE2_SPTR)group);
	at = pcre2_get_ovector_pointer(m->data);
	if (number <= 0 || (uint32_t)number >= pcre2_get_ovector_count(m->data) ||
	    at[2 * number] == PCRE2_UNSET || at[2 * number] > at[2 * number + 1])
		return false;
	*captured = str_n(subject.p + at[2 * number], at[2 * number + 1] - at[2 * number]);
	return true;
}

/* --- globs ------------------------------------------------------------------------ */

bool
glob_good(struct str pattern)
{
	size_t stars = 0;

	for (size_t i = 0; i < pattern.len; i++)
		stars += pattern.p[i] == '*' && (i == 0 || pattern.p[i - 1] != '*');
	return stars <= GLOB_STARS;
}

/* [a-z] or [!a-z] at the front of the pattern; *used = its length, 0 = no set. */
static bool
in_set(struct str pattern, char c, size_t *used)
{
	bool negated = pattern.len > 1 && (pattern.p[1] == '!' || pattern.p[1] == '^');
	size_t i = negated ? 2 : 1, first = i;
	bool found = false;

	for (; i < pattern.len && (pattern.p[i] != ']' || i == first); i++) {
		char low = pattern.p[i], high = low;

		if (i + 2 < pattern.len && pattern.p[i + 1] == '-' && pattern.p[i + 2] != ']') {
			high = pattern.p[i + 2];
			i += 2;
		}
		found = found || (c >= low && c <= high);
	}
	*used = i < pattern.len ? i + 1 : 0;
	return *used && c != '/' && found != negated;
}

static bool
glob_here(struct str p, struct str path)
{
	while (p.len > 0) {
		size_t used = 1;

		if (p.p[0] == '*') {
			bool deep = p.len > 1 && p.p[1] == '*';

			p = str_skip(p, deep ? 2 : 1);
			if (deep && p.len && p.p[0] == '/' && glob_here(str_skip(p, 1), path))
				return true;            /* a slash behind two stars may stand for nothing */
			for (size_t i = 0; i <= path.len; i++) {
				if (glob_here(p, str_skip(path, i)))
					return true;
				if (i < path.len && path.p[i] == '/' && !deep)
					return false;
			}
			return false;
		}
		if (path.len == 0)
			return false;
		if (p.p[0] == '[') {
			if (!in_set(p, path.p[0], &used))
				return false;
		} else if (p.p[0] == '?') {
			if (path.p[0] == '/')
				return false;
		} else if (p.p[0] != path.p[0]) {
			return false;
		}
		p = str_skip(p, used);
		path = str_skip(path, 1);
	}
	return path.len == 0;
}

bool
glob_matches(struct str pattern, struct str path)
{
	if (str_starts(pattern, S("./")))
		pattern = str_skip(pattern, 2);
	if (pattern.len && pattern.p[0] == '/')
		pattern = str_skip(pattern, 1);
	else if (pattern.len == 0 || !memchr(pattern.p, '/', pattern.len))
		for (size_t i = path.len; i-- > 0;)
			if (path.p[i] == '/') {
				path = str_skip(path, i + 1);
				break;
			}
	return glob_here(pattern, path);
}

/* --- addresses -------------------------------------------------------------------- */

bool
prefix_parse(struct str text, struct prefix *out)
{
	char address[INET6_ADDRSTRLEN];
	const char *slash = text.len ? memchr(text.p, '/', text.len) : NULL;
	size_t len = slash ? (size_t)(slash - text.p) : text.len;
	uint64_t bits;

	*out = (struct prefix){ .len = 4 };
	if (len >= sizeof(address) || len == 0)
		return false;
	memcpy(address, text.p, len);
	address[len] = '\0';
	if (inet_pton(AF_INET, address, out->octets) != 1) {
		if (inet_pton(AF_INET6, address, out->octets) != 1)
			return false;
		out->len = 16;
	}
	out->bits = (uint8_t)(out->len * 8);
	if (slash == NULL)
		return true;
	if (!str_number(str_skip(text, len + 1), out->bits, &bits))
		return false;
	out->bits = (uint8_t)bits;
	return true;
}

bool
prefix_holds(const struct prefix *p, const uint8_t *address, size_t len)
{
	size_t whole = p->bits / 8;
	uint8_t mask = (uint8_t)(0xff00 >> p->bits % 8);

	return len == p->len && memcmp(p->octets, address, whole) == 0 &&
	    (p->bits % 8 == 0 || (p->octets[whole] & mask) == (address[whole] & mask));
}
