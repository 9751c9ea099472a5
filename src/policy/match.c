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
	REGEX_LENGTH = 1000, REGEX_NESTING = 50, REGEX_GROUPS = 15,
	MATCH_STEPS = 100000, MATCH_HEAP_KIB = 16384,
};

size_t
pattern_span(struct str s)
{
	for (size_t i = 1; i < s.len && s.p[0] == '/'; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '/' && (i + 1 == s.len || memchr(" \t\r,", s.p[i + 1], 4)))
			return i + 1;
	}
	return 0;
}

void
matcher_init(struct matcher *m)
{
	pcre2_match_context *context = pcre2_match_context_create(NULL);

	*m = (struct matcher){ .context = context, .data = pcre2_match_data_create(REGEX_GROUPS + 1, NULL) };
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

static uint8_t
group_number(const struct pattern *p, const char *name)
{
	int number = pcre2_substring_number_from_name(p->code, (PCRE2_SPTR)name);

	return number > 0 ? (uint8_t)number : 0;
}

bool
pattern_regex(struct pattern *p, struct str text, struct error *err)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	PCRE2_UCHAR why[160];
	PCRE2_SIZE at;
	uint32_t groups;
	int number;

	pcre2_set_max_pattern_length(context, REGEX_LENGTH);
	pcre2_set_parens_nest_limit(context, REGEX_NESTING);
	*p = (struct pattern){ .kind = PATTERN_REGEX, .text = text };
	p->code = pcre2_compile((PCRE2_SPTR)text.p, text.len, REGEX_OPTIONS, &number, &at, context);
	pcre2_compile_context_free(context);
	if (p->code == NULL) {
		pcre2_get_error_message(number, why, sizeof(why));
		return fail(err, "the pattern /%.*s/ is wrong at offset %zu: %s", STR(text), (size_t)at,
		    (const char *)why);
	}
	pcre2_pattern_info(p->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	if (groups <= REGEX_GROUPS) {
		p->groups[GROUP_ORIGIN] = group_number(p, "origin");
		p->groups[GROUP_VIEW] = group_number(p, "view");
		return true;
	}
	pattern_free(p);
	return fail(err, "the pattern /%.*s/ has more than %d groups", STR(text), REGEX_GROUPS);
}

void
pattern_expect_many(struct pattern *p)
{
	if (p->kind == PATTERN_REGEX)
		(void)pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE);   /* not everywhere there is one */
}

/* Why a plain name or a glob can match no name; NULL: it can. */
static const char *
wrong_name(struct str name)
{
	bool escapes = memchr(name.p, '\\', name.len) != NULL;
	size_t label = 0;

	if (str_eq(name, S("@")))
		return "names in a policy are absolute: write the zone's own name";
	if (name.len > 1 && (name.p[0] == '.' || str_has(name, S(".."))))
		return "an empty label";
	if (name.len > 1009)
		return "too long for a name";
	for (size_t i = 0; i < name.len; i++) {
		label = name.p[i] == '.' ? 0 : label + 1;
		if (label > 63 && !escapes)
			return "a label of more than 63 octets";
		if (!escapes && memchr("\"();[]{}=^$|?", name.p[i], 13))
			return "a character that names do not hold; a PCRE2 pattern stands between slashes";
	}
	return NULL;
}

bool
pattern_name(struct pattern *p, struct str word, struct arena *a, struct error *err)
{
	const char *wrong;
	char *text;

	if (word.len >= 2 && pattern_span(word) == word.len)
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
	wrong = wrong_name(p->text);
	return wrong == NULL || fail(err, "'%.*s': %s", STR(word), wrong);
}

static int
regex_match(struct matcher *m, const struct pattern *p, struct str subject)
{
	PCRE2_SPTR text = (PCRE2_SPTR)(subject.p ? subject.p : "");
	PCRE2_UCHAR why[160];
	int n = pcre2_match(p->code, text, subject.len, 0, 0, m->data, m->context);

	/* What was compiled for many matches has less room than the interpreter. */
	if (n == PCRE2_ERROR_JIT_STACKLIMIT)
		n = pcre2_match(p->code, text, subject.len, 0, PCRE2_NO_JIT, m->data, m->context);
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
		} else if (p < pattern.len && ascii_lower(pattern.p[p]) == ascii_lower(name.p[n])) {
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

/* --- data ----------------------------------------------------------------------------- */

static struct str
without_dot(struct str s)
{
	return s.len > 1 && s.p[s.len - 1] == '.' ? str_n(s.p, s.len - 1) : s;
}

bool
pattern_data(struct pattern *p, struct str word, struct arena *a, struct error *err)
{
	if (word.len >= 2 && pattern_span(word) == word.len)
		return pattern_regex(p, arena_dup(a, str_n(word.p + 1, word.len - 2)), err);
	if (word.p[0] == '/')
		return fail(err, "the pattern '%.*s' has no closing /", STR(word));
	*p = (struct pattern){ .kind = PATTERN_GLOB, .text = arena_dup(a, without_dot(word)) };
	return true;
}

bool
patterns_match_data(struct matcher *m, const struct patterns *list, struct str text)
{
	text = without_dot(text);
	for (size_t i = 0; i < list->n; i++) {
		const struct pattern *p = &list->v[i];

		if (p->kind == PATTERN_REGEX ? regex_match(m, p, text) >= 0 : name_glob(p->text, text))
			return true;
	}
	return false;
}

bool
pattern_matches(struct matcher *m, const struct pattern *p, struct str subject)
{
	return regex_match(m, p, subject) >= 0;
}

bool
pattern_captured(const struct matcher *m, const struct pattern *p, struct str subject,
    enum pattern_group group, struct str *captured)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(m->data) + 2 * p->groups[group];

	if (p->groups[group] == 0 || at[0] == PCRE2_UNSET || at[0] > at[1])
		return false;
	*captured = str_n(subject.p + at[0], at[1] - at[0]);
	return true;
}

/* --- globs ------------------------------------------------------------------------ */

/* Is c in the set [a-z] or [!a-z] at the front of the pattern?  *used = the set's length. */
static bool
in_set(struct str pattern, char c, size_t *used)
{
	bool negated = pattern.len > 1 && (pattern.p[1] == '!' || pattern.p[1] == '^');
	size_t i = negated ? 2 : 1, first = i;
	bool found = false;

	for (; i < pattern.len && (pattern.p[i] != ']' || i == first); i++) {
		char low, high;

		if (pattern.p[i] == '\\' && i + 1 < pattern.len)
			i++;
		low = high = pattern.p[i];
		if (i + 2 < pattern.len && pattern.p[i + 1] == '-' && pattern.p[i + 2] != ']') {
			high = pattern.p[i + 2];
			i += 2;
		}
		found = found || (c >= low && c <= high);
	}
	*used = i < pattern.len ? i + 1 : 0;
	return *used && found != negated;
}

bool
glob_good(struct str pattern, struct error *err)
{
	size_t used;

	for (size_t i = 0; i < pattern.len; i++) {
		if (pattern.p[i] == '\\') {
			i++;
		} else if (pattern.p[i] == '[') {
			if (i + 1 < pattern.len && pattern.p[i + 1] == '[')
				return fail(err, "'%.*s': classes such as [[:digit:]] are not known; write [0-9]",
				    STR(pattern));
			in_set(str_skip(pattern, i), 'a', &used);
			if (used == 0)
				return fail(err, "'%.*s' has a [ without its ]", STR(pattern));
			i += used - 1;
		}
	}
	return pattern.len > 0 || fail(err, "an empty pattern");
}

/* Does the front of the pattern, no star, stand for c?  *used = its length. */
static bool
one_matches(struct str pattern, char c, size_t *used)
{
	*used = 1;
	switch (pattern.p[0]) {
	case '?':
		return true;
	case '[':
		return in_set(pattern, c, used);
	case '\\':
		if (pattern.len > 1) {
			*used = 2;
			return pattern.p[1] == c;
		}
		return c == '\\';
	default:
		return pattern.p[0] == c;
	}
}

/* One part between slashes.  When a try fails, only the last star needs to give way. */
static bool
part_matches(struct str pattern, struct str part)
{
	size_t p = 0, n = 0, star = SIZE_MAX, resume = 0, used;

	while (n < part.len) {
		if (p < pattern.len && pattern.p[p] == '*') {
			star = ++p;
			resume = n;
		} else if (p < pattern.len && one_matches(str_skip(pattern, p), part.p[n], &used)) {
			p += used;
			n++;
		} else if (star != SIZE_MAX) {
			p = star;
			n = ++resume;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.p[p] == '*')
		p++;
	return p == pattern.len;
}

/* Takes the part in front of the first slash off *rest; false: nothing is left. */
static bool
next_part(struct str *rest, struct str *part)
{
	const char *slash;

	if (rest->p == NULL)
		return false;
	slash = rest->len ? memchr(rest->p, '/', rest->len) : NULL;
	*part = slash ? str_n(rest->p, (size_t)(slash - rest->p)) : *rest;
	*rest = slash ? str_skip(*rest, part->len + 1) : (struct str){ NULL, 0 };
	return true;
}

/*
 * A folder and all that lies below it, as most policies say it; false: the
 * pattern says something else.
 */
static bool
is_folder(struct str pattern, struct str *folder)
{
	if (!str_ends(pattern, S("/**")))
		return false;
	*folder = str_n(pattern.p, pattern.len - 2);
	for (size_t i = 0; i < folder->len; i++)
		if (memchr("*?[\\", folder->p[i], 4))
			return false;
	return true;
}

/* Part by part; only the last ** needs to give way.  At the end it holds at least one part. */
static bool
parts_match(struct str pattern, struct str path)
{
	struct str deep = { NULL, 0 }, resume = { NULL, 0 };

	while (pattern.p || path.p) {
		struct str ahead = pattern, rest = path, want, part;

		if (next_part(&ahead, &want) && str_eq(want, S("**"))) {
			if (ahead.p == NULL)
				return path.p != NULL;
			deep = pattern = ahead;
			resume = path;
		} else if (pattern.p && next_part(&rest, &part) && part_matches(want, part)) {
			pattern = ahead;
			path = rest;
		} else {
			if (deep.p == NULL || !next_part(&resume, &part) || resume.p == NULL)
				return false;
			pattern = deep;
			path = resume;
		}
	}
	return true;
}

/* Does the pattern stand for one of the folders that the path lies in? */
static bool
folder_matches(struct str pattern, struct str path, bool anywhere)
{
	size_t start = 0;

	for (size_t i = 0; i < path.len; i++) {
		if (path.p[i] != '/')
			continue;
		if (parts_match(pattern, str_n(path.p + start, i - start)))
			return true;
		if (anywhere)
			start = i + 1;
	}
	return false;
}

bool
glob_matches(struct str pattern, struct str path)
{
	struct str folder;
	bool anywhere;

	if (str_starts(pattern, S("./")))
		pattern = str_skip(pattern, 2);
	anywhere = pattern.len == 0 || memchr(pattern.p, '/', pattern.len - 1) == NULL;
	if (pattern.len && pattern.p[0] == '/')
		pattern = str_skip(pattern, 1);
	if (is_folder(pattern, &folder))
		return str_starts(path, folder);
	if (str_ends(pattern, S("/")))
		return folder_matches(str_n(pattern.p, pattern.len - 1), path, anywhere);
	for (size_t i = path.len; anywhere && i-- > 0;)
		if (path.p[i] == '/') {
			path = str_skip(path, i + 1);
			break;
		}
	return parts_match(pattern, path);
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
