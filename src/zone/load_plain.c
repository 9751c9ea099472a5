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

/* What holds in front of the next line; the reader's memory stays while the context does. */
static struct plain_context *
plain_context(struct loader *l)
{
	struct plain_context *c = &l->plain_context;
	const struct name *origin = load_context(l)->origin;
	struct str apex = plain_apex(l);

	if (l->plain_origin != origin || c->apex.p != apex.p) {
		*c = (struct plain_context){ .apex = apex, .origin_len = origin ? origin->len : 0 };
		l->plain_origin = origin;
	}
	c->default_ttl = l->has_default_ttl || l->has_last_ttl;
	c->inherits = l->owner && !l->moved;
	return c;
}

bool
load_plain(struct loader *l)
{
	struct lexer *lex = &l->lex;
	uint32_t first = lex->line;
	struct plain line;
	const char *next = l->plain(lex->p, lex->end, plain_context(l), &line);

	if (next == NULL)
		return false;
	if (line.type) {
		struct record *r;

		if (line.owner.len && !take_owner(l, line.owner))
			return false;
		l->moved = false;
		lex->line = first + line.data_line;
		r = load_record(l, l->owner, line.type, line.data, line.has_ttl ? &line.ttl : NULL);
		if (r)
			r->depth = line.depth;
	}
	lex->p = next;
	lex->line = first + line.lines;
	return true;
}
