/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_FAULT_H
#define ZONEVET_ZONE_FAULT_H

#include <stdarg.h>

#include "zone/zone.h"

/*
 * Notes a fault of the zone's text: at level ERROR and refused by BIND unless
 * the caller lowers that.  `at` points into the file's bytes for the column
 * (NULL: the line as a whole); the token is copied.
 */
struct fault *fault_add(struct zone *, enum fault_kind, uint32_t file, uint32_t line,
    const char *at, struct str token, const char *fmt, va_list)
	__attribute__((format(printf, 7, 0)));

#endif
