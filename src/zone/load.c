/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads a master file into records: who owns them, their TTL and type, and
 * where their data stands.  The data itself stays text until somebody asks.
 * A fault is noted and reading goes on with the next line, so that one run
 * tells all of them.
 */
#include "zone/load.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "zone/fault.h"
#include "zone/shared.h"

struct fault *
load_fault(struct loader *l, enum fault_kind kind, struct str token, const char *fmt, ...)
{
	struct fault *f;
	va_list args;

	va_start(args, fmt);
	f = fault_add(l->zone, kind, load_context(l)->file, l->lex.line, token.p, token, fmt, args);
	va_end(args);
	return f;
}

void
load_lexical_fault(struct loader *l, enum token token)
{
	struct lexer *lex = &l->lex;
	struct fault *f;

	switch (token) {
	case TOKEN_NO_CLOSING_QUOTE:
		f = load_fault(l, FAULT_LOAD, str_n(lex->p, 1), "a quote is not closed on its line");
		f->fix = S("Close it with \" on the same line; a quote inside a string is "
		    "written \\\".");
		break;
	case TOKEN_NO_CLOSING_PARENTHESIS:
		lex->line = lex->open_line;
		f = load_fault(l, FAULT_TRUNCATED, str_n(lex->open, 1),
		    "the parenthesis opened here is never closed; nothing behind it was read");
		f->fix = S("Close it with ), or restore what is missing at the end of the file.");
		lex->p = lex->end;
		break;
	case TOKEN_NO_OPENING_PARENTHESIS:
		load_fault(l, FAULT_LOAD, str_n(lex->p, 1),
		    "a parenthesis is closed that was never opened")->fix =
		    S("Remove it, or write \\) if the name holds one.");
		break;
	default:
		load_fault(l, FAULT_LOAD, str_n(lex->p, 1), "more than 255 open parentheses");
		break;
	}
	l->zone->unread++;
	lex_recover(lex);
}

struct context *
load_context(struct loader *l)
{
	return &l->zone->contexts[l->context];
}

struct context *
load_new_context(struct loader *l)
{
	struct zone *z = l->zone;

	GROW(z->contexts, z->ncontexts, z->capcontexts);
	z->contexts[z->ncontexts] = z->ncontexts ? z->contexts[l->context] : (struct context){ 0 };
	l->context = (uint32_t)z->ncontexts;
	return &z->contexts[z->ncontexts++];
}

struct name *
load_name(struct loader *l, struct str text)
{
	const struct name *origin = load_context(l)->origin;
	uint8_t wire[NAME_MAX_WIRE];
	enum name_fault fault;
	size_t len;

	if (origin == NULL && (!name_written_absolute(text) || str_eq(text, S("@")))) {
		load_fault(l, FAULT_LOAD, text, "'%.*s' is a relative name, and no origin is known here",
		    STR(text))->fix = S("Write a $ORIGIN line above it, give --origin NAME, or name "
		    "the zone with `origin` or `map` in [zones].");
		return NULL;
	}
	fault = name_parse(text, origin, wire, &len);
	if (fault == NAME_GOOD)
		return names_intern_near(l->zone->names, wire, len, &l->near);
	load_fault(l, FAULT_LOAD, text, "'%.*s' is not a name: %s", STR(text),
	    name_fault_text(fault));
	return NULL;
}

/* --- records --------------------------------------------------------------- */

/*
 * The TTL of a record that has none: $TTL (RFC 2308 section 4), else that of
 * the record before (RFC 1035 section 5.1), else for the SOA its MINIMUM, which
 * BIND then takes as the default of the zone.
 */
static bool
inherit_ttl(struct loader *l, uint16_t type, uint32_t *ttl)
{
	if (l->has_default_ttl)
		*ttl = l->default_ttl;
	else if (l->has_last_ttl)
		*ttl = l->last_ttl;
	else
		return type == TYPE_SOA;
	return true;
}

static void
minimum_as_default(struct loader *l, struct record *r)
{
	const struct rdata *data = record_data(l->zone, r);
	struct fault *f;
	struct soa soa;

	if (data == NULL || !rdata_soa(data, &soa))
		return;
	r->ttl = l->default_ttl = soa.minimum;
	l->has_default_ttl = true;
	f = load_fault(l, FAULT_TTL_MISSING, (struct str){ r->text, 0 },
	    "no $TTL and no TTL on the SOA: its MINIMUM, %u s, becomes the TTL of every record "
	    "without one", soa.minimum);
	f->fix = arena_printf(l->zone->arena, "Write `$TTL %u` above the SOA.", soa.minimum);
	f->level = WARNING;
	f->refused = false;
	f->entry = 0;                   /* a fault of the file, whatever else its SOA line says */
}

struct record *
load_record(struct loader *l, struct name *owner, uint16_t type, struct str text,
    const uint32_t *ttl)
{
	struct zone *z = l->zone;
	bool known = ttl != NULL;
	struct record *r;

	if (z->n == UINT32_MAX - 1) {
		l->failed = true;
		fail(l->err, "%.*s: more than 4294967294 records", STR(z->path));
		return NULL;
	}
	if (!l->early)
		GROW(z->records, z->n, z->cap);
	r = l->early ? shared_record_new(z) : &z->records[z->n];
	*r = (struct record){
		.owner = owner, .text = text.p, .length = (uint32_t)text.len, .type = type,
		.line = l->lex.line, .context = l->context, .flags = l->early ? RECORD_EARLY : 0,
	};
	if (ttl) {
		r->ttl = l->last_ttl = *ttl;
		l->has_last_ttl = true;
	} else {
		r->flags |= RECORD_DEFAULT_TTL;
		known = inherit_ttl(l, type, &r->ttl);
	}
	if (!known) {
		load_fault(l, FAULT_TTL_MISSING, text, "this record has no TTL and there is none to "
		    "inherit")->fix = S("Write a $TTL line at the top of the file (RFC 2308 section 4).");
		return NULL;
	}
	z->n++;
	if (l->early)
		shared_record_kept(z);
	z->has_cuts = z->has_cuts || (type == TYPE_NS && owner != z->apex);
	z->has_dnames = z->has_dnames || type == TYPE_DNAME;
	if (type == TYPE_SOA && z->apex == NULL)
		z->apex = owner;
	if (type == TYPE_SOA && !ttl && !l->has_default_ttl && !l->has_last_ttl)
		minimum_as_default(l, r);
	return r;
}

static void
unknown_type(struct loader *l, struct str token)
{
	struct str near = type_nearest(token);
	struct fault *f = load_fault(l, FAULT_LOAD, token,
	    "'%.*s' is not a TTL, a class or a record type", STR(token));

	l->zone->unread++;
	if (str_eq_nocase(token, S("DYNA")) || str_eq_nocase(token, S("DYNC")))
		f->fix = S("gdnsd's dynamic records have no meaning in a master file; exclude the file, "
		    "or keep such names in a zone of their own.");
	else if (str_eq(token, S("#")) || str_starts(token, S("#")))
		f->fix = S("A comment begins with ; in a zone file.");
	else if (near.len)
		f->fix = arena_printf(l->zone->arena, "Did you mean %.*s?", STR(near));
	else
		f->fix = S("A record is written: owner [TTL] [class] type data.");
}

static void
wrong_class(struct loader *l, struct str token)
{
	load_fault(l, FAULT_CLASS, token, "class '%.*s' is not the class of the zone", STR(token))
	    ->fix = S("Write IN, or leave the class out; a CHAOS zone needs --class CH or "
	    "`class = CH` in [zone].");
	l->zone->unread++;
}

/* A word that can only be meant as a TTL but is none: 1x, 4294967296, -1. */
static bool
bad_ttl(struct loader *l, struct str token)
{
	uint16_t type;

	if (!(ascii_digit(token.p[0]) || (token.len > 1 && token.p[0] == '-' &&
	    ascii_digit(token.p[1]))) || type_parse(token, &type))
		return false;
	load_fault(l, FAULT_LOAD, token, "'%.*s' is not a TTL", STR(token))->fix =
	    S("A TTL is a number of seconds up to 2147483647, or has units: 1h30m, 2d, 1w.");
	l->zone->unread++;
	return true;
}

bool
load_head(struct loader *l, bool *has_ttl, uint32_t *ttl, uint16_t *type)
{
	bool has_class = false;
	struct str word;
	uint16_t class;

	*has_ttl = false;
	for (;;) {
		enum token token = lex_token(&l->lex, &word);

		if (token == TOKEN_END) {
			l->lex.line -= word.p < l->lex.p;
			load_fault(l, FAULT_LOAD, word, "the entry ends before its type")->fix =
			    S("A record is written: owner [TTL] [class] type data.");
			l->lex.line += word.p < l->lex.p;
			l->zone->unread++;
			return false;
		}
		if (token != TOKEN_WORD && token != TOKEN_QUOTED) {
			load_lexical_fault(l, token);
			return false;
		}
		if (word.len && ascii_digit(word.p[0]) && !*has_ttl && clock_duration(word, ttl)) {
			*has_ttl = true;
			continue;
		}
		if (!has_class && class_parse(word, &class)) {
			has_class = true;
			if (class == l->zone->class)
				continue;
			wrong_class(l, word);
		} else if (type_parse(word, type) && !type_meta(*type)) {
			return true;
		} else if (!(word.len && bad_ttl(l, word))) {
			unknown_type(l, word);
		}
		lex_skip(&l->lex);
		return false;
	}
}

bool
load_owner_stands(struct loader *l, struct str text)
{
	return l->owner && load_context(l)->origin == l->owner_origin && str_eq(text, l->owner_text);
}

void
load_set_owner(struct loader *l, struct str text, struct name *name)
{
	l->owner = name;
	l->owner_text = text;
	l->owner_origin = load_context(l)->origin;
	l->pending = false;
}

static bool
load_owner(struct loader *l, struct str text)
{
	struct name *name;

	if (load_owner_stands(l, text))
		return true;
	name = load_name(l, text);
	if (name)
		load_set_owner(l, text, name);
	return name != NULL;
}

struct name *
load_last_owner(struct loader *l)
{
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	if (l->pending && name_parse(l->owner_text, l->owner_origin, wire, &len) == NAME_GOOD)
		l->owner = names_intern_near(l->zone->names, wire, len, &l->near);
	l->pending = false;
	return l->owner;
}

static void
load_data(struct loader *l, uint16_t type, const uint32_t *ttl)
{
	struct lexer *lex = &l->lex;
	unsigned depth;
	struct str text;
	uint32_t line, after;
	enum token token = lex_rest(lex, &text, &depth, &line);
	struct record *r;

	if (token != TOKEN_END) {
		load_lexical_fault(l, token);
		return;
	}
	after = lex->line;
	lex->line = line;
	r = load_record(l, l->owner, type, text, ttl);
	if (r)
		r->depth = (uint8_t)depth;
	if (r && !type_known(type)) {
		struct fault *f = load_fault(l, FAULT_UNKNOWN_TYPE, text,
		    "TYPE%u has no mnemonic; its data is compared octet by octet", type);

		f->owner = r->owner;
		f->type = type;
		f->refused = false;
	}
	lex->line = after;
}

static bool
merge_marker(struct loader *l)
{
	static const char marks[] = "<=>|";
	struct lexer *lex = &l->lex;
	struct str line = str_n(lex->p, (size_t)(lex->end - lex->p));

	if (line.len < 7 || !strchr(marks, line.p[0]))
		return false;
	for (size_t i = 1; i < 7; i++)
		if (line.p[i] != line.p[0])
			return false;
	load_fault(l, FAULT_MERGE_MARKER, str_n(line.p, 7), "a merge conflict was not resolved")
	    ->fix = S("Choose one side of the conflict and remove the marker lines.");
	l->zone->unread++;
	lex_recover(lex);
	return true;
}

void
load_entry(struct loader *l)
{
	struct lexer *lex = &l->lex;
	bool inherits = *lex->p == ' ' || *lex->p == '\t', has_ttl;
	uint32_t ttl;
	uint16_t type;
	struct str word;
	enum token token;

	if (merge_marker(l))
		return;
	if (inherits) {
		struct lexer look = *lex;

		if (lex_token(&look, &word) == TOKEN_END) {     /* nothing but blanks */
			*lex = look;
			return;
		}
	} else {
		token = lex_token(lex, &word);
		if (token == TOKEN_END)
			return;
		if (token != TOKEN_WORD && token != TOKEN_QUOTED) {
			load_lexical_fault(l, token);
			return;
		}
		if (token == TOKEN_WORD && word.p[0] == '$') {
			load_directive(l, word);
			return;
		}
		if (!load_owner(l, word)) {
			l->zone->unread++;
			lex_skip(lex);
			return;
		}
	}
	if (load_last_owner(l) == NULL) {
		load_fault(l, FAULT_LOAD, str_n(lex->p, 0), "this record has no owner, and no record "
		    "stands above it")->fix = S("Begin the line with the owner's name or @; a line that "
		    "begins with a blank takes the owner of the one above.");
		l->zone->unread++;
		lex_skip(lex);
		return;
	}
	if (inherits && l->moved) {
		struct fault *f = load_fault(l, FAULT_STYLE, str_n(lex->p, 0),
		    "the owner comes from above a $ORIGIN or $INCLUDE line");

		f->refused = false;
		f->fix = S("Write the owner again: a reader takes it for a name below the new origin.");
	}
	l->moved = false;
	if (load_head(l, &has_ttl, &ttl, &type))
		load_data(l, type, has_ttl ? &ttl : NULL);
}

bool
load_late(struct loader *l)
{
	if (l->options->late == NULL || !atomic_load_explicit(l->options->late, memory_order_relaxed))
		return false;
	l->failed = true;
	fail(l->err, "%.*s: the deadline passed while it was read", STR(l->zone->path));
	return true;
}

void
load_entries(struct loader *l)
{
	enum { STEP = 1 << 16 };        /* records read before the text behind them is let go */
	struct zone *z = l->zone;
	size_t rest = z->n + STEP;

	if (z->class == CLASS_IN && l->options->gear != GEAR_LEXED)
		l->plain = plain_line();
	while (!lex_done(&l->lex) && !l->failed) {
		if (l->plain == NULL || !load_plain(l))
			load_entry(l);
		if (z->n >= rest) {
			zone_let_go(z);
			rest = z->n + STEP;
		}
		if (load_late(l))
			return;
	}
}
