/* SPDX-License-Identifier: BSD-2-Clause */
/* libFuzzer: any bytes as both versions of a zone, everything read; the lexer alone finds the same. */
#include <stdlib.h>

#include "zone/compare.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A tree that holds no file: what is included is not there. */
static enum read_result
absent(struct source *source, int side, struct str path, struct text **text, struct error *err)
{
	(void)source;
	(void)side;
	(void)path;
	(void)text;
	(void)err;
	return READ_ABSENT;
}

static const struct source_methods methods = { .read = absent };

static bool
same_record(const struct record *a, const struct record *b)
{
	return name_equal(a->owner, b->owner) && a->type == b->type && a->ttl == b->ttl &&
	    a->line == b->line && a->flags == b->flags && a->depth == b->depth &&
	    a->length == b->length;
}

/* The short way over plain lines must make what the lexer makes. */
static void
hold_to_lexer(const struct zone *z, struct str bytes, struct zone_options options)
{
	struct changeset set = { .n = 0 };
	struct zone *lexed = &set.zone[AFTER];
	struct source source = { .methods = &methods };
	struct error err;

	options.gear = GEAR_LEXED;
	zone_load_text(lexed, &source, AFTER, S("z"), bytes, &options, &set.names, &set.arena, &err);
	if (lexed->n != z->n || lexed->nfaults != z->nfaults || lexed->unread != z->unread)
		abort();
	for (size_t i = 0; i < z->n; i++)
		if (!same_record(&z->records[i], &lexed->records[i]))
			abort();
	changeset_free(&set);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zone_options options = { .origin = S("example.com."), .generate_max = 64 };
	struct str bytes = str_n((const char *)data, size);
	struct str after = str_skip(bytes, size / 2);
	struct source source = { .methods = &methods };
	struct changeset set = { .n = 0 };
	struct error err;

	for (int side = BEFORE; side <= AFTER; side++)
		zone_load_text(&set.zone[side], &source, (enum side)side, S("z"), side ? after : bytes,
		    &options, &set.names, &set.arena, &err);
	hold_to_lexer(&set.zone[AFTER], after, options);
	changeset_compare(&set);
	zone_read_all(&set.zone[AFTER]);
	changeset_free(&set);
	return 0;
}
