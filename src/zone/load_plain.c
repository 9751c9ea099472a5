/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The short way through a file that is read whole: a plain line (zone/plain.h)
 * becomes its record without a lexer.  Whatever is not plain is left to
 * load_entry(), which would have made the same record of a plain line.
 */
#include "zone/load.h"

#include <string.h>

/* How names may be spelled in this zone, as far as it is known by now. */
static struct str
plain_apex(struct loader *l)
{
	const struct name *apex = l->zone->apex;

	if (apex && apex != l->plain_apex_of) {
		l->plain_apex_of = apex;
		l->plain_apex = name_text(l->zone->arena, apex);
		if (memchr(l->plain_apex.p, '\\', l->plain_apex.len))
			l->plain_apex.len = 0;
	}
	return l->plain_apex;
}

/* The owner of a plain line comes into force; false: it is no name after all. */
static bool
take_owner(struct loader *l, struct str text)
{
	const struct name *origin = load_context(l)->origin;
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	if (load_owner_stands(l, text))
		return true;
	if (name_parse(text, origin, wire, &len) != NAME_GOOD)
		return false;
	load_set_owner(l, text, names_intern_near(l->zone->names, wire, len, &l->near));
	return true;
}

bool
load_plain(struct loader *l)
{
	const struct name *origin = load_context(l)->origin;
	struct plain_context context = { .apex = plain_apex(l), .origin_len = origin ? origin->len : 0,
		.default_ttl = l->has_default_ttl || l->has_last_ttl,
		.inherits = l->owner && !l->moved };
	struct lexer *lex = &l->lex;
	struct plain line;
	const char *next = l->plain(lex->p, lex->end, &context, &line);

	if (next == NULL)
		return false;
	if (line.type) {
		if (line.owner.len && !take_owner(l, line.owner))
			return false;
		l->moved = false;
		load_record(l, l->owner, line.type, line.data, line.has_ttl ? &line.ttl : NULL);
	}
	lex->p = next;
	lex->line++;
	return true;
}
