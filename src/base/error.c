/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
fail(struct error *err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	return false;
}

bool
fail_in(struct error *err, const char *context)
{
	struct error inner = *err;

	snprintf(err->text, sizeof(err->text), "%.500s: %.7600s", context, inner.text);
	return false;
}
