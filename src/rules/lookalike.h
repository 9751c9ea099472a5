/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_LOOKALIKE_H
#define ZONEVET_RULES_LOOKALIKE_H

#include "zone/name.h"

/*
 * Names that a reader takes for another one.  What is compared is where they
 * are registered (suffix_registrable()): the hosts below it are their owner's
 * business.
 */
enum likeness {
	LIKE_NOTHING,           /* the same registration, one of a numbered family, or unlike */
	LIKE_TWIN,              /* the same label under another suffix: example.net, example.org */
	LIKE_SUFFIX,            /* and the suffixes are one letter apart: example.net, example.ne */
	LIKE_LETTERS,           /* few letters differ: providre.net */
	LIKE_GLYPHS,            /* characters that look alike: pr0vider.net, xn--pple-43d.com */
};

/*
 * How `name` imitates `known`.  At most `most` letters may differ (inserted,
 * left out, changed or swapped), one in labels of four to six, none in
 * shorter ones.  Labels that differ only in runs of digits of equal length
 * are a numbered family (awsdns-61, awsdns-62), not an imitation.
 */
enum likeness lookalike(const struct name *name, const struct name *known, unsigned most);

/* "differs from it in few letters", to stand behind both names. */
const char *likeness_text(enum likeness);

/*
 * What a label that is not plain ASCII (an A-label, or UTF-8 as written) can
 * be taken for when each of its characters looks like an ASCII one, as with
 * Cyrillic letters.  False: it is plain ASCII already, or cannot.
 */
bool lookalike_ascii(struct str label, char ascii[LABEL_MAX], size_t *len);

#endif
