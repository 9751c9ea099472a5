/* SPDX-License-Identifier: BSD-2-Clause */
#include "zone/fault.h"

#include <stdarg.h>
#include <string.h>

#include "base/memory.h"

/*
 * A file that is not a zone at all can be at fault in every line: past this
 * many faults only their number is kept.
 */
enum { FAULTS_KEPT = 10000 };

/* The line of the file that holds `at`; empty when it is not part of the file. */
static struct str
line_around(struct str text, const char *at)
{
	const char *start = at, *lf;

	if (at == NULL || text.p == NULL || at < text.p || at > text.p + text.len)
		return (struct str){ NULL, 0 };
	while (start > text.p && start[-1] != '\n')
		start--;
	lf = memchr(start, '\n', text.len - (size_t)(start - text.p));
	return str_n(start, lf ? (size_t)(lf - start) : text.len - (size_t)(start - text.p));
}

static struct fault *
fault_new(struct zone *z)
{
	struct fault *f;

	if (z->nfaults >= FAULTS_KEPT) {
		f = &z->faults[FAULTS_KEPT - 1];
		z->faults_lost++;
		*f = (struct fault){ 0 };
		return f;
	}
	GROW(z->faults, z->nfaults, z->capfaults);
	f = &z->faults[z->nfaults++];
	*f = (struct fault){ 0 };
	return f;
}

struct fault *
fault_add(struct zone *z, enum fault_kind kind, uint32_t file, uint32_t line, const char *at,
    struct str token, const char *fmt, va_list args)
{
	struct zone_file *in = &z->files[file];
	struct str around = line_around(in->bytes, at);
	struct fault *f = fault_new(z);

	f->kind = kind;
	f->level = ERROR;
	f->refused = true;
	f->path = in->path;
	f->line = line;
	f->column = around.p ? (uint32_t)(at - around.p) + 1 : 1;
	f->token = arena_dup(z->arena, str_n(token.p, token.len < 200 ? token.len : 200));
	f->message = arena_vprintf(z->arena, fmt, args);
	f->entry = str_hash(str_trim(around));
	if (z->faults_lost)
		f->message = arena_printf(z->arena, "%.*s; %u faults before this one are not listed",
		    STR(f->message), (unsigned)z->faults_lost);
	if (kind == FAULT_LOAD && (str_has(around, S("{{")) || str_has(around, S("{%")))) {
		f->message = S("a template placeholder stands here, not a record");
		f->fix = S("Judge the zone that the template makes: render it, or exclude the file "
		    "with `files = !...` in [zones].");
	}
	return f;
}
