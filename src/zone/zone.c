/* SPDX-License-Identifier: BSD-2-Clause */
/* What rules ask of one version of a zone. */
#include "zone/zone.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "zone/fault.h"
#include "zone/lex.h"
#include "zone/pointer.h"
#include "zone/shared.h"

enum { CNAME_STEPS = 8 };

struct name *
zone_name(const struct zone *z, const struct name *name)
{
	struct name *own = names_like(z->names, name);

	if (z->shared && (own == NULL || !(own->read & 1u << z->side)))
		return shared_look_up(z, name->wire, name->len);
	return own;
}

/* The name of this wire form, if this zone knows it. */
static struct name *
known(const struct zone *z, const uint8_t *wire, size_t len)
{
	return z->shared ? shared_look_up(z, wire, len) : names_find(z->names, wire, len);
}

/* The record behind an index + 1, or the next of the type in its chain. */
static struct record *
of_type(const struct zone *z, uint32_t index, uint16_t type)
{
	while (index) {
		struct record *r = zone_record(z, index);

		if (type == 0 || r->type == type)
			return r;
		index = r->next;
	}
	return NULL;
}

struct record *
zone_first(const struct zone *z, const struct name *name, uint16_t type)
{
	struct name *own = z->exists ? zone_name(z, name) : NULL;

	return own ? of_type(z, own->first[z->side], type) : NULL;
}

struct record *
zone_next(const struct zone *z, const struct record *r, uint16_t type)
{
	return of_type(z, r->next, type);
}

bool
zone_is_read_in_part(const struct zone *z)
{
	return z->shared != NULL;
}

struct record *
zone_walk(struct zone *z, struct record *r)
{
	size_t next;

	if (z->shared && shared_walks(z))
		return shared_walk(z, r);
	if (z->shared)
		shared_read_whole(z);
	next = r ? zone_index(z, r) : 0;
	return z->exists && next < z->n ? zone_record(z, (uint32_t)next + 1) : NULL;
}

bool
record_opens_owner(const struct zone *z, const struct record *r)
{
	return r->owner->first[z->side] == zone_index(z, r);
}

bool
zone_has(const struct zone *z, const struct name *name, uint16_t type)
{
	return zone_first(z, name, type) != NULL;
}

size_t
zone_count(const struct zone *z, const struct name *name, uint16_t type)
{
	size_t n = 0;

	for_each_record(r, z, name, type)
		n++;
	return n;
}

/* --- records ----------------------------------------------------------------- */

static struct fault *
data_fault(struct zone *z, const struct record *r, const char *at, uint32_t line,
    struct str token, const char *fmt, ...) __attribute__((format(printf, 6, 7)));

static struct fault *
data_fault(struct zone *z, const struct record *r, const char *at, uint32_t line,
    struct str token, const char *fmt, ...)
{
	struct fault *f;
	va_list args;

	va_start(args, fmt);
	f = fault_add(z, FAULT_LOAD, z->contexts[r->context].file, line, at, token, fmt, args);
	va_end(args);
	f->owner = r->owner;
	f->type = r->type;
	return f;
}

const struct rdata *
record_read_data(struct zone *z, struct record *r)
{
	const struct context *context = &z->contexts[r->context];
	struct str type, text = str_n(r->text, r->length);
	struct rdata_fault fault = { .at = r->text };
	struct fault *f;
	uint32_t line = r->line;

	r->data = rdata_read(z->arena, r->type, z->class, text, r->depth, context->origin, &fault);
	if (r->data)
		return r->data;
	r->flags |= RECORD_BROKEN;
	for (const char *p = r->text; p < fault.at && p < r->text + r->length; p++)
		line += *p == '\n';
	type = type_text(z->arena, r->type);
	f = data_fault(z, r, r->flags & RECORD_GENERATED ? NULL : fault.at, line, fault.token,
	    "%.*s: %s", STR(type), fault.message);
	f->fix = arena_dup(z->arena, str_of(fault.fix));
	return NULL;
}

void
record_put(struct buf *out, struct arena *a, struct zone *z, struct record *r)
{
	const struct rdata *data = record_data(z, r);

	if (data)
		rdata_put(out, a, r->type, data);
	else
		buf_add(out, str_n(r->text, r->length));
}

struct str
record_text(struct arena *a, struct zone *z, struct record *r)
{
	const struct rdata *data = record_data(z, r);

	return data ? rdata_text(a, r->type, data) : str_n(r->text, r->length);
}

/*
 * Most pointers are one plain word; reading it here spares the data of a
 * million NS records when only their targets are asked for.
 */
static struct name *
plain_target(struct zone *z, const struct record *r)
{
	const struct name *origin = z->contexts[r->context].origin;
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	if (r->type != TYPE_NS && r->type != TYPE_CNAME && r->type != TYPE_PTR &&
	    r->type != TYPE_DNAME)
		return NULL;
	if (origin == NULL || !lex_is_word(str_n(r->text, r->length)) ||
	    name_parse(str_n(r->text, r->length), origin, wire, &len) != NAME_GOOD)
		return NULL;
	return names_intern(z->names, wire, len);
}

struct name *
record_target_quiet(struct zone *z, struct record *r)
{
	struct name *target = r->data || (r->flags & RECORD_BROKEN) ? NULL : plain_target(z, r);
	struct rdata_fault ignored = { .at = r->text };

	if (target || (r->flags & RECORD_BROKEN))
		return target;
	if (r->data == NULL)
		r->data = rdata_read(z->arena, r->type, z->class, str_n(r->text, r->length), r->depth,
		    record_origin(z, r), &ignored);
	return r->data ? record_target(z, r) : NULL;
}

static struct name *
find_target(struct zone *z, struct record *r)
{
	struct name *target = r->data ? NULL : plain_target(z, r);
	const struct rdata *data;
	const uint8_t *wire;
	size_t len;

	if (target)
		return target;
	data = record_data(z, r);
	if (data == NULL || !rdata_target(r->type, data, &wire, &len))
		return NULL;
	return names_intern(z->names, wire, len);
}

struct name *
record_target(struct zone *z, struct record *r)
{
	enum { PLACES = sizeof(z->targets) / sizeof(z->targets[0]) };
	uintptr_t place = (uintptr_t)r / sizeof(*r);
	struct zone_target *known = z->more_targets ? &z->more_targets[place % z->nmore_targets] :
	    &z->targets[place % PLACES];

	if (r->flags & RECORD_FLEETING)
		return find_target(z, r);
	if (known->record != r)
		*known = (struct zone_target){ r, find_target(z, r) };
	return known->target;
}

void
zone_expect_targets(struct zone *z, size_t n)
{
	enum { FEW = sizeof(z->targets) / sizeof(z->targets[0]), MOST = 1 << 13 };
	size_t places = z->more_targets ? z->nmore_targets : FEW;

	if (n <= places || places == MOST)
		return;
	while (places < n && places < MOST)
		places *= 2;
	free(z->more_targets);
	z->more_targets = memory_zeroed(places * sizeof(*z->more_targets));
	z->nmore_targets = places;
}

struct str
record_path(const struct zone *z, const struct record *r)
{
	return z->files[z->contexts[r->context].file].path;
}

uint32_t
record_column(const struct zone *z, const struct record *r)
{
	struct str bytes = z->files[z->contexts[r->context].file].bytes;
	const char *p = r->text;

	if (r->flags & RECORD_GENERATED)
		return 1;
	while (p > bytes.p && p[-1] != '\n')
		p--;
	return (uint32_t)(r->text - p) + 1;
}

bool
record_word(const struct zone *z, const struct record *r, size_t n, struct str *word)
{
	struct lexer lex;
	enum token token;

	(void)z;
	lex_start(&lex, str_n(r->text, r->length));
	lex.depth = r->depth;
	do
		token = lex_token(&lex, word);
	while ((token == TOKEN_WORD || token == TOKEN_QUOTED) && n-- > 0);
	return token == TOKEN_WORD || token == TOKEN_QUOTED;
}

struct str
record_comment(const struct zone *z, const struct record *r)
{
	struct str bytes = z->files[z->contexts[r->context].file].bytes, line;
	const char *semicolon;

	if ((r->flags & RECORD_GENERATED) || r->text < bytes.p ||
	    r->text + r->length > bytes.p + bytes.len)
		return S("");
	bytes = str_skip(bytes, (size_t)(r->text + r->length - bytes.p));
	while (str_line(&bytes, &line)) {
		struct str next = str_trim(bytes);

		semicolon = memchr(line.p, ';', line.len);
		if (semicolon)
			return str_trim(str_skip(line, (size_t)(semicolon + 1 - line.p)));
		if (!str_starts(next, S(")")))
			break;
	}
	return S("");
}

const struct name *
record_origin(const struct zone *z, const struct record *r)
{
	return z->contexts[r->context].origin;
}

/* --- cuts ------------------------------------------------------------------------ */

/* The ancestor of a name with `labels` labels, if this zone knows it. */
static struct name *
ancestor(const struct zone *z, const struct name *name, int labels)
{
	const uint8_t *p = name->wire;

	for (int i = name->labels; i > labels; i--)
		p += *p + 1;
	return known(z, p, name->len - (size_t)(p - name->wire));
}

/* In a zone read whole a name leads to those above it without a search. */
static struct name *
topmost_of_whole(const struct zone *z, struct name *name, int least, int most, uint16_t type)
{
	struct name *found = NULL;

	for (; name && name->labels >= z->apex->labels; name = names_parent(z->names, name)) {
		if (name->labels >= least && name->labels <= most && of_type(z, name->first[z->side], type))
			found = name;
		if (name->labels == z->apex->labels && !name_equal(name, z->apex))
			return NULL;
	}
	return found;
}

/*
 * Of the name and those above it, with `least` to `most` labels, the one
 * nearest to the apex that has records of the type; NULL where the name is not
 * below the apex.
 */
static struct name *
topmost(const struct zone *z, struct name *name, int least, int most, uint16_t type)
{
	struct name *found = NULL;

	if (name->labels <= z->apex->labels)
		return NULL;
	if (z->shared == NULL && names_has(z->names, name))
		return topmost_of_whole(z, name, least, most, type);
	if (!name_below(name, z->apex))
		return NULL;
	for (int labels = least; labels <= most && found == NULL; labels++) {
		found = ancestor(z, name, labels);
		if (found && !of_type(z, found->first[z->side], type))
			found = NULL;
	}
	return found;
}

struct name *
zone_cut(const struct zone *z, struct name *name)
{
	enum { UNCUT = 2 };             /* a shift: the bits behind those of zone_has_below() */
	uint8_t bit = (uint8_t)(1u << UNCUT << z->side);
	struct name *cut;
	bool own;

	if (!z->exists || (z->shared == NULL && !z->has_cuts))
		return NULL;
	own = names_has(z->names, name);
	if (own && (name->below & bit))         /* servers of many names are asked for again and again */
		return NULL;
	if (own && z->shared == NULL && name->parent && (name->parent->below & bit))
		cut = of_type(z, name->first[z->side], TYPE_NS) ? name : NULL;
	else
		cut = topmost(z, name, z->apex->labels + 1, name->labels, TYPE_NS);
	if (own && cut == NULL)
		name->below |= bit;
	return cut;
}

struct name *
zone_dname(const struct zone *z, struct name *name)
{
	if (!z->exists || (z->shared == NULL && !z->has_dnames))
		return NULL;
	return topmost(z, name, z->apex->labels, name->labels - 1, TYPE_DNAME);
}

bool
zone_occluded(const struct zone *z, struct name *name, uint16_t type)
{
	struct name *cut = zone_cut(z, name);

	if (cut && name_equal(cut, name))
		return type != TYPE_NS && type != TYPE_DS && type != TYPE_RRSIG && type != TYPE_NSEC;
	return cut || zone_dname(z, name);
}

/* Marks every proper ancestor of a name with records, up to the apex. */
static void
mark_ancestors(struct zone *z)
{
	uint8_t bit = (uint8_t)(1u << z->side);
	const struct name *last = NULL;

	for_each_in_zone(r, z) {
		struct name *n = r->owner;

		if (n == last)
			continue;
		last = n;
		if (!name_within(n, z->apex))
			continue;
		while (n->labels > z->apex->labels) {
			n = names_parent(z->names, n);
			if (n->below & bit)
				break;
			n->below |= bit;
		}
	}
	z->ancestors = true;
}

bool
zone_has_below(struct zone *z, const struct name *name)
{
	struct name *own;

	if (!z->exists)
		return false;
	if (shared_partly(z))
		return shared_has_below(z, name);
	if (!z->ancestors)
		mark_ancestors(z);
	own = zone_name(z, name);
	return own && (own->below & 1u << z->side);
}

bool
zone_exists(struct zone *z, const struct name *name)
{
	return zone_has(z, name, 0) || zone_has_below(z, name);
}

/* --- answers -------------------------------------------------------------------------- */

bool
zone_is_glue(struct zone *z, struct name *name)
{
	enum { FEW = 16 };
	struct name *cut = zone_cut(z, name);
	size_t n = 0;
	struct record *const *v;

	if (cut == NULL)
		return false;
	/* Most serve their own cut, beside few others, and then nobody else is asked. */
	for (struct record *r = zone_first(z, cut, TYPE_NS); r && n < FEW; n++) {
		const struct name *target = record_target_quiet(z, r);

		if (target && name_equal(target, name))
			return true;
		r = zone_next(z, r, TYPE_NS);
	}
	v = zone_pointers(z, name, &n);
	for (size_t i = 0; i < n; i++)
		if (v[i]->type == TYPE_NS)
			return true;
	return false;
}

/* The same, also when it has no records itself. */
static struct name *
enclosing(const struct zone *z, const struct name *name, int labels)
{
	struct name *at = ancestor(z, name, labels);
	const uint8_t *p = name->wire;

	for (int i = name->labels; i > labels; i--)
		p += *p + 1;
	return at || !shared_partly(z) ? at :
	    names_intern(z->names, p, name->len - (size_t)(p - name->wire));
}

/* The wildcard that answers for a name that does not exist (RFC 4592 section 3.3.1), or NULL. */
static struct name *
source_of_synthesis(struct zone *z, const struct name *name)
{
	for (int labels = name->labels - 1; labels >= z->apex->labels; labels--) {
		struct name *encloser = enclosing(z, name, labels), *wildcard;
		uint8_t wire[NAME_MAX_WIRE];

		if (encloser == NULL || !zone_exists(z, encloser))
			continue;
		if (encloser->len + 2 > NAME_MAX_WIRE)
			return NULL;
		wire[0] = 1;
		wire[1] = '*';
		memcpy(wire + 2, encloser->wire, encloser->len);
		wildcard = known(z, wire, encloser->len + (size_t)2);
		/* A target below it makes a name of it, but not one that exists. */
		return wildcard && zone_exists(z, wildcard) ? wildcard : NULL;
	}
	return NULL;
}

struct name *
zone_source(struct zone *z, struct name *name)
{
	if (!z->exists || !name_within(name, z->apex))
		return NULL;
	return zone_exists(z, name) ? name : source_of_synthesis(z, name);
}

bool
zone_answers(struct zone *z, struct name *name, uint16_t type, struct record **cname)
{
	struct name *from = zone_source(z, name);
	struct record *alias;

	if (cname)
		*cname = NULL;
	if (from == NULL)
		return false;
	if (zone_has(z, from, type))
		return true;
	alias = zone_first(z, from, TYPE_CNAME);
	if (alias && cname)
		*cname = alias;
	return false;
}

enum reach
zone_reach(struct zone *z, struct name *name)
{
	for (int step = 0; step < CNAME_STEPS; step++) {
		struct record *cname;
		struct name *cut, *target;

		if (!z->exists || !name_within(name, z->apex) || zone_dname(z, name))
			return OUTSIDE;
		if (zone_answers(z, name, TYPE_A, &cname) || zone_answers(z, name, TYPE_AAAA, &cname))
			return REACHED;
		cut = zone_cut(z, name);
		if (cut)
			return OUTSIDE;
		if (cname == NULL)
			return zone_exists(z, name) || source_of_synthesis(z, name) ? NO_ADDRESS : NO_NAME;
		target = record_target(z, cname);
		if (target == NULL)
			return NO_ADDRESS;
		name = target;
	}
	return LOOP;
}

struct record *
zone_soa(struct zone *z, struct soa *soa)
{
	struct record *r = z->exists ? zone_first(z, z->apex, TYPE_SOA) : NULL;
	const struct rdata *data = r ? record_data(z, r) : NULL;

	return data && rdata_soa(data, soa) ? r : NULL;
}

bool
zone_negative_ttl(struct zone *z, uint32_t *ttl)
{
	struct soa soa;
	struct record *r = zone_soa(z, &soa);

	if (r == NULL)
		return false;
	*ttl = r->ttl < soa.minimum ? r->ttl : soa.minimum;
	return true;
}

/* --- memory ---------------------------------------------------------------------------- */

void
zone_let_go(const struct zone *z)
{
	for (size_t i = 0; i < z->nfiles; i++)
		source_rest(z->source, z->files[i].text);
}

void
zone_free(struct zone *z)
{
	for (size_t i = 0; i < z->nfiles; i++)
		if (z->files[i].text)
			source_release(z->source, z->files[i].text);
	shared_release(z);
	free(z->records);
	free(z->contexts);
	free(z->files);
	free(z->faults);
	free(z->more_targets);
	zone_free_pointers(z);
	*z = (struct zone){ 0 };
}
