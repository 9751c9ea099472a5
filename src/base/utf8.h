/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_BASE_UTF8_H
#define ZONEVET_BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/*
 * Takes the next character off *rest, which must not be empty.  False: the
 * octets taken are not UTF-8 (RFC 3629); they are as many as a decoder of
 * browsers and JavaScript replaces by one U+FFFD, and *character is that.
 */
bool utf8_next(struct str *rest, uint32_t *character);

/* How many units of UTF-16 the text has. */
size_t utf16_length(struct str);

#endif
