/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/suffix.h"

#include <stdlib.h>
#include <string.h>

/* Short ones first, then in octet order: a name that is longer than any is told by its length. */
struct word {
	uint8_t len;
	const char *text;
};
#define WORD(text) { sizeof(text) - 1, text }

/* Made from policies/suffixes.txt: lower case, each once. */
static const struct word suffixes[] = {
#include "suffixes.inc"
};

/* Names where anyone may claim one, from policies/takeover.txt. */
static const struct word claimable[] = {
#include "takeover.inc"
};

static int
compare_word(const void *key, const void *entry)
{
	const struct str *s = key;
	const struct word *word = entry;

	if (s->len != word->len)
		return s->len < word->len ? -1 : 1;
	return memcmp(s->p, word->text, s->len);
}

static bool
is_in(struct str s, const struct word *list, size_t n)
{
	return s.len <= list[n - 1].len && bsearch(&s, list, n, sizeof(*list), compare_word) != NULL;
}

static bool
is_listed(struct str suffix)
{
	return is_in(suffix, suffixes, sizeof(suffixes) / sizeof(suffixes[0]));
}

bool
suffix_is_tld(struct str label)
{
	char lower[LABEL_MAX];

	if (label.len == 0 || label.len > sizeof(lower))
		return false;
	for (size_t i = 0; i < label.len; i++)
		lower[i] = ascii_lower(label.p[i]);
	return is_listed(str_n(lower, label.len));
}

/*
 * The last labels of a name as text without a final dot.  Labels that hold
 * odd octets come out unescaped: they match nothing on the list.
 */
static struct str
tail_text(const uint8_t *wire, char *text)
{
	size_t len = 0;

	for (; *wire; wire += 1 + *wire) {
		if (len > 0)
			text[len++] = '.';
		memcpy(text + len, wire + 1, *wire);
		len += *wire;
	}
	return str_n(text, len);
}

const uint8_t *
suffix_registrable(const struct name *name, size_t *len)
{
	char text[NAME_MAX_WIRE];
	const uint8_t *above = NULL;    /* one label more than wire */
	const uint8_t *wire = name->wire;
	unsigned labels = name->labels;

	/* From the left: the first suffix that is listed is the longest one. */
	while (labels > 1 && !is_listed(tail_text(wire, text))) {
		above = wire;
		wire += 1 + *wire;
		labels--;
	}
	if (above)
		wire = above;
	*len = name->len - (size_t)(wire - name->wire);
	return wire;
}

bool
suffix_claimable(const struct name *name)
{
	char text[NAME_MAX_WIRE];

	for (const uint8_t *wire = name->wire; *wire; wire += 1 + *wire)
		if (is_in(tail_text(wire, text), claimable,
		    sizeof(claimable) / sizeof(claimable[0])))
			return true;
	return false;
}
