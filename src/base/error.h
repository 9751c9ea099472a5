/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_BASE_ERROR_H
#define ZONEVET_BASE_ERROR_H

#include <stdbool.h>

/*
 * Why something could not be judged (exit code 2).  Bad zones are not errors
 * but findings; lack of memory ends the program.
 */
struct error {
	char text[8192];        /* one or more lines, without a final LF */
};

/* Sets the text and returns false, so that callers write `return fail(err, ...)`. */
bool fail(struct error *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Puts "context: " in front of the text; returns false. */
bool fail_in(struct error *, const char *context);

#endif
