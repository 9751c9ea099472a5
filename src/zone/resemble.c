/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines at even distances in one text are searched for in the other, where
 * they would stand if all edits lay behind them, and if all lay in front.
 */
#define _GNU_SOURCE             /* memmem() */
#include "zone/resemble.h"

#include <string.h>

enum {
	PROBES = 16, FOUND = 2,         /* lines that are searched, that must be there */
	TELLING = 16,                   /* octets of a line that is not everywhere */
	NEAR = 256 << 10,               /* octets around a place */
};

/* A line of some length behind an octet of the text; empty: none is near. */
static struct str
line_behind(struct str text, size_t at)
{
	struct str rest = str_skip(text, at), line;

	str_line(&rest, &line);         /* the rest of one */
	for (int i = 0; i < PROBES && str_line(&rest, &line); i++)
		if (line.len >= TELLING)
			return line;
	return (struct str){ NULL, 0 };
}

static bool
stands_near(struct str text, size_t at, struct str line)
{
	size_t from = at > NEAR ? at - NEAR : 0;
	struct str window = str_skip(text, from);

	if (window.len > 2 * NEAR)
		window.len = 2 * NEAR;
	return window.len && memmem(window.p, window.len, line.p, line.len) != NULL;
}

bool
texts_resemble(struct str before, struct str after)
{
	int found = 0;

	for (size_t i = 0; i < PROBES && found < FOUND; i++) {
		struct str line = line_behind(after, after.len / PROBES * i);
		size_t from_start, from_end;

		if (line.len == 0)
			continue;
		from_start = (size_t)(line.p - after.p);
		from_end = after.len - from_start;
		found += stands_near(before, from_start, line) ||
		    (from_end <= before.len && stands_near(before, before.len - from_end, line));
	}
	return found == FOUND;
}
