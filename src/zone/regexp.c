/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The substitution in a NAPTR record (RFC 3402 section 3.2): delimiter, POSIX
 * extended regular expression, delimiter, replacement, delimiter, flags.  It is
 * only checked, as BIND does: compiling what a stranger wrote could cost any
 * amount of memory.
 */
#include "zone/field.h"

#include <string.h>

struct regexp {
	const uint8_t *p, *end;
	unsigned groups, open;          /* ( seen so far, and not yet closed */
	bool atom;                      /* something stands here that + * ? {} can repeat */
	bool repeated;                  /* and it is repeated already */
	bool may_close;                 /* an empty group () is one, an empty branch (a|) is none */
};

/* {3}, {3,}, {3,5}: at most 255, p behind the brace. */
static bool
bounds(struct regexp *x)
{
	unsigned bound[2] = { 0, 0 }, n = 0;
	bool upper = false;

	for (; x->p < x->end && *x->p != '}'; x->p++) {
		if (*x->p == ',') {
			if (++n > 1)
				return false;
		} else if (ascii_digit((char)*x->p)) {
			bound[n] = bound[n] * 10 + *x->p - '0';
			upper = n == 1;
			if (bound[n] > 255)
				return false;
		} else {
			return false;
		}
	}
	return x->p++ < x->end && (!upper || bound[0] <= bound[1]);
}

/* [:alpha:], [=a=], [.a.] inside a bracket: p behind the inner [. */
static bool
bracket_class(struct regexp *x)
{
	static const char *const names[] = { "alnum", "digit", "punct", "alpha", "graph", "space",
		"blank", "lower", "upper", "cntrl", "print", "xdigit" };
	uint8_t mark = *x->p++;
	const uint8_t *start = x->p;
	struct str name;

	while (x->p + 1 < x->end && (x->p[0] != mark || x->p[1] != ']'))
		x->p++;
	if (x->p + 1 >= x->end || x->p == start)
		return false;
	name = str_n((const char *)start, (size_t)(x->p - start));
	x->p += 2;
	for (size_t i = 0; mark == ':' && i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq(name, str_of(names[i])))
			return true;
	return mark != ':';
}

/* [a-z], [^]x]: p behind the [. */
static bool
bracket(struct regexp *x)
{
	const uint8_t *first;
	int low = -1;                   /* of a range that may follow */

	if (x->p < x->end && *x->p == '^')
		x->p++;
	for (first = x->p; x->p < x->end && (*x->p != ']' || x->p == first);) {
		bool class = *x->p == '[' && x->p + 1 < x->end && strchr(".=:", x->p[1]);
		bool range = *x->p == '-' && low >= 0 && x->p + 1 < x->end && x->p[1] != ']';

		if (class) {
			x->p++;
			if (!bracket_class(x))
				return false;
			low = -1;
		} else if (range) {
			if (x->p[1] < low)
				return false;
			x->p += 2;
			low = -1;
		} else {
			low = *x->p++;
		}
	}
	return x->p++ < x->end;
}

static bool
atom(struct regexp *x, bool good)
{
	x->atom = true;
	x->repeated = false;
	return good;
}

static bool
repeat(struct regexp *x, bool good)
{
	if (!x->atom || x->repeated)
		return false;
	x->repeated = true;
	return good;
}

static bool
escaped(struct regexp *x)
{
	uint8_t c = x->p < x->end ? *x->p++ : 0;

	return atom(x, c != 0 && (c < '1' || c > '9' || (unsigned)(c - '0') <= x->groups));
}

/* A ) that closes nothing stands for itself. */
static bool
close_group(struct regexp *x)
{
	if (x->open && !x->atom && !x->may_close)
		return false;
	x->open -= x->open > 0;
	return atom(x, true);
}

static bool
next(struct regexp *x)
{
	uint8_t c = *x->p++;

	switch (c) {
	case '\\': return escaped(x);
	case '[': return atom(x, bracket(x));
	case '{':
		if (x->p == x->end || !ascii_digit((char)*x->p))
			return atom(x, true);
		return repeat(x, bounds(x));
	case '+': case '*': case '?': return repeat(x, true);
	case '(':
		x->groups++;
		x->open++;
		x->atom = x->repeated = false;
		x->may_close = true;
		return true;
	case ')': return close_group(x);
	case '|':
		if (!x->atom)
			return false;
		x->atom = x->repeated = x->may_close = false;
		return true;
	case '^': case '$':
		x->atom = x->repeated = true;
		return true;
	default: return atom(x, true);
	}
}

static bool
expression_valid(const uint8_t *text, size_t len, unsigned *groups)
{
	struct regexp x = { .p = text, .end = text + len };

	while (x.p < x.end)
		if (!next(&x))
			return false;
	*groups = x.groups;
	return x.open == 0 && x.atom;
}

/* The length up to an unescaped delimiter, or SIZE_MAX; *most: the highest \1 to \9 on the way. */
static size_t
part(const uint8_t *text, size_t len, uint8_t delimiter, unsigned *most)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == delimiter)
			return i;
		if (text[i] != '\\')
			continue;
		if (++i == len)
			break;
		if (ascii_digit((char)text[i]) && (unsigned)(text[i] - '0') > *most)
			*most = (unsigned)(text[i] - '0');
		if (text[i] == '0')
			*most = 10;             /* there is no such group */
	}
	return SIZE_MAX;
}

bool
regexp_valid(const uint8_t *text, size_t len)
{
	unsigned ignored = 0, most = 0, groups;
	size_t pattern, replacement;
	uint8_t delimiter;

	if (len == 0)
		return true;
	delimiter = *text++;
	len--;
	if (ascii_digit((char)delimiter) || delimiter == '\\' || delimiter == 'i' ||
	    delimiter == 0 || memchr(text, 0, len))
		return false;
	pattern = part(text, len, delimiter, &ignored);
	if (pattern == SIZE_MAX || !expression_valid(text, pattern, &groups))
		return false;
	text += pattern + 1;
	len -= pattern + 1;
	replacement = part(text, len, delimiter, &most);
	if (replacement == SIZE_MAX || most > groups)
		return false;
	for (size_t i = replacement + 1; i < len; i++)
		if (text[i] != 'i')
			return false;
	return true;
}
