/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_BASE_STR_H
#define ZONEVET_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * A view of bytes that somebody else owns; not NUL-terminated unless the
 * maker says so.  The empty view may have a NULL pointer.
 */
struct str {
	const char *p;
	size_t len;
};

#define S(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR(s) (int)(s).len, (s).p              /* for "%.*s"; evaluates s twice */

struct str str_of(const char *s);               /* NULL gives the empty view */

static inline struct str
str_n(const char *p, size_t len)
{
	return (struct str){ p, len };
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

/* Without its first n octets. */
static inline struct str
str_skip(struct str s, size_t n)
{
	return n < s.len ? (struct str){ s.p + n, s.len - n } : (struct str){ NULL, 0 };
}

bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */
int str_cmp(struct str a, struct str b);        /* octet order, shorter first */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_has(struct str s, struct str part);
struct str str_trim(struct str s);              /* blanks, tabs, CR at both ends */

/* The next field of *rest up to one of `separators`, which are skipped; false at the end. */
bool str_field(struct str *rest, const char *separators, struct str *field);
/* The next line of *rest without its LF (a CR stays); false at the end. */
bool str_line(struct str *rest, struct str *line);

/* Decimal digits only, at most `max`; anything else is false and leaves *out alone. */
bool str_number(struct str s, uint64_t max, uint64_t *out);

uint64_t str_hash(struct str s);

/* ASCII only: the locale never changes what a zone means. */
static inline char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline bool
ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The value of a digit of base64 (RFC 4648 section 4); -1: it is none. */
int base64_digit(char c);

/*
 * Damerau-Levenshtein distance of two short strings, letters without case, or
 * `limit` + 1 as soon as it is known to be larger than `limit`.
 */
unsigned str_distance(struct str a, struct str b, unsigned limit);

#endif
