/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_TESTS_NOTED_H
#define ZONEVET_TESTS_NOTED_H

#include "zone/noted.h"

/* What was noted of lines, the first of which stands at p, is what plain_line_portable() says of them. */
void check_noted(const struct noted *, const char *p, const char *end);

#endif
