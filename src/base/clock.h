/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_BASE_CLOCK_H
#define ZONEVET_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* Times are seconds since 1970-01-01T00:00Z, without leap seconds. */

/*
 * RFC 3339, seconds and offset optional (UTC then), a blank for the T
 * allowed, years 1970 to 9999.  A bare date is 00:00Z, or 24:00Z when `end`
 * says that it closes a span.  False: not a time.
 */
bool clock_parse(struct str, bool end, int64_t *out);
struct str clock_text(struct arena *, int64_t when);            /* 2026-01-15T12:00:00Z */
int64_t clock_of(int year, int month, int day);                 /* 00:00Z of a valid date */
bool clock_valid_date(int year, int month, int day);            /* Gregorian */

/* 90, 1h30m, 2w: DNS TTL spelling (RFC 2308 units of BIND); at most 2^32 - 1 seconds. */
bool clock_duration(struct str, uint32_t *out);
struct str clock_duration_text(struct arena *, uint64_t seconds);      /* 1d 2h, at most two units */

#endif
