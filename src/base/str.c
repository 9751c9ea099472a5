/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/str.h"

#include <string.h>
#include <xxhash.h>

struct str
str_of(const char *s)
{
	return (struct str){ s, s ? strlen(s) : 0 };
}

bool
str_eq_nocase(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
			return false;
	return true;
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n && a.p != b.p ? memcmp(a.p, b.p, n) : 0;

	if (order != 0)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && str_eq(str_n(s.p, prefix.len), prefix);
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len && str_eq(str_skip(s, s.len - suffix.len), suffix);
}

bool
str_has(struct str s, struct str part)
{
	for (size_t i = 0; i + part.len <= s.len; i++)
		if (str_eq(str_n(s.p + i, part.len), part))
			return true;
	return false;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

struct str
str_trim(struct str s)
{
	while (s.len > 0 && blank(s.p[0]))
		s = str_skip(s, 1);
	while (s.len > 0 && blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

static bool
separates(const char *separators, char c)
{
	for (; *separators; separators++)
		if (*separators == c)
			return true;
	return false;
}

bool
str_field(struct str *rest, const char *separators, struct str *field)
{
	size_t start = 0, end;

	while (start < rest->len && separates(separators, rest->p[start]))
		start++;
	if (start == rest->len)
		return false;
	for (end = start; end < rest->len && !separates(separators, rest->p[end]);)
		end++;
	*field = str_n(rest->p + start, end - start);
	*rest = str_skip(*rest, end);
	return true;
}

bool
str_line(struct str *rest, struct str *line)
{
	const char *lf;

	if (rest->len == 0)
		return false;
	lf = memchr(rest->p, '\n', rest->len);
	*line = str_n(rest->p, lf ? (size_t)(lf - rest->p) : rest->len);
	*rest = str_skip(*rest, line->len + 1);
	return true;
}

bool
str_number(struct str s, uint64_t max, uint64_t *out)
{
	uint64_t n = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned digit = (unsigned)(s.p[i] - '0');

		if (!ascii_digit(s.p[i]) || digit > max || n > (max - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*out = n;
	return true;
}

uint64_t
str_hash(struct str s)
{
	return XXH3_64bits(s.p ? s.p : "", s.len);
}

int
base64_digit(char c)
{
	static const unsigned char values[256] = {      /* plus 1 */
		['A'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
		['a'] = 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49,
		50, 51, 52, ['0'] = 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, ['+'] = 63, ['/'] = 64,
	};

	return values[(unsigned char)c] - 1;
}

unsigned
str_distance(struct str a, struct str b, unsigned limit)
{
	unsigned rows[3][66] = { 0 }, *before = rows[0], *last = rows[1], *now = rows[2];

	if (a.len > 64 || b.len > 64)
		return limit + 1;
	for (size_t j = 0; j <= b.len; j++)
		last[j] = (unsigned)j;
	for (size_t i = 1; i <= a.len; i++) {
		unsigned *turn = before;

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b.len; j++) {
			char x = ascii_lower(a.p[i - 1]), y = ascii_lower(b.p[j - 1]);
			unsigned best = last[j - 1] + (x != y);

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && x == ascii_lower(b.p[j - 2]) &&
			    ascii_lower(a.p[i - 2]) == y && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		before = last;
		last = now;
		now = turn;
	}
	return last[b.len] <= limit ? last[b.len] : limit + 1;
}
