/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/tags.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct str
trim(struct str s)
{
	while (s.len && is_blank(s.p[0]))
		s = str_skip(s, 1);
	while (s.len && is_blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

/* ALPHA *(ALPHA / DIGIT / "_"); DMARC and MTA-STS allow "-" and "." as well. */
static bool
is_tag_name(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = ascii_lower(s.p[i]);

		if (!(c >= 'a' && c <= 'z') && !(i && (ascii_digit(c) || c == '_' || c == '-' || c == '.')))
			return false;
	}
	return s.len > 0;
}

static void
remember_fault(struct tags *t, const char *fault, struct str at)
{
	if (t->fault)
		return;
	t->fault = fault;
	t->at = at;
}

/* The part of *rest before the next ";"; unlike str_field() it may be empty. */
static struct str
next_part(struct str *rest)
{
	size_t n = 0;
	struct str part;

	while (n < rest->len && rest->p[n] != ';')
		n++;
	part = str_n(rest->p, n);
	*rest = str_skip(*rest, n < rest->len ? n + 1 : n);
	return part;
}

static void
add_part(struct tags *t, struct str part)
{
	struct str name, value, known;
	size_t n = 0;

	while (n < part.len && part.p[n] != '=')
		n++;
	name = trim(str_n(part.p, n));
	if (n == part.len || !is_tag_name(name)) {
		remember_fault(t, n == part.len ? "has no \"=\"" : "has a wrong tag name", part);
		return;
	}
	value = trim(str_skip(part, n + 1));
	for (size_t i = 0; i < t->n; i++) {
		known = t->v[i].name;
		if (str_eq_nocase(known, name))
			remember_fault(t, "stands twice", part);
	}
	if (t->n == TAGS_MOST)
		remember_fault(t, "is one tag too many", part);
	else
		t->v[t->n++] = (struct tag){ name, value };
}

void
tags_read(struct str text, struct tags *t)
{
	t->n = 0;
	t->fault = NULL;
	t->at = S("");
	while (text.len) {
		struct str part = trim(next_part(&text));

		if (part.len)
			add_part(t, part);
		else if (trim(text).len)
			remember_fault(t, "is empty, between two \";\"", part);
	}
}

bool
tags_get(const struct tags *t, const char *name, struct str *value)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq_nocase(t->v[i].name, str_of(name))) {
			*value = t->v[i].value;
			return true;
		}
	return false;
}

bool
tags_may_have_version(struct str text, const char *version)
{
	while (text.len && (is_blank(text.p[0]) || text.p[0] == ';'))
		text = str_skip(text, 1);
	if (text.len == 0 || ascii_lower(text.p[0]) != 'v')
		return false;
	text = trim(str_skip(text, 1));
	if (text.len == 0 || text.p[0] != '=')
		return false;
	return str_starts(trim(str_skip(text, 1)), str_of(version));
}

bool
tags_version(const struct tags *t, const char *version)
{
	return t->n > 0 && str_eq_nocase(t->v[0].name, S("v")) &&
	    str_eq(t->v[0].value, str_of(version));
}
