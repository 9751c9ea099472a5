/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a zone is called is said in up to three places: the policy or the name
 * of the file, the $ORIGIN, and the owner of the SOA.  Where they disagree the
 * file was copied and not edited to the end, or it is loaded under a wrong
 * name, and servers drop most of it as out of zone.
 */
#include "rules/zone_whole.h"

static bool
has_fault(const struct zone *z, enum fault_kind kind)
{
	for (size_t i = 0; i < z->nfaults; i++)
		if (z->faults[i].kind == kind)
			return true;
	return false;
}

/* The SOA of another zone in the file, where the apex has none; NULL: no such thing. */
static struct record *
foreign_soa(struct zone *z)
{
	if (!z->exists || zone_has(z, z->apex, TYPE_SOA) || !has_fault(z, FAULT_SOA))
		return NULL;
	for_each_in_zone(r, z)
		if (r->type == TYPE_SOA)
			return r;
	return NULL;
}

/* The first $ORIGIN that leads out of the zone, not above it; NULL: none. */
static const struct context *
foreign_origin(const struct zone *z)
{
	for (size_t i = 0; z->exists && i < z->ncontexts; i++) {
		const struct context *at = &z->contexts[i];

		if (at->origin && at->origin_line && !name_within(at->origin, z->apex) &&
		    !name_within(z->apex, at->origin))
			return at;
	}
	return NULL;
}

/* What stands in the way of the reader beside it says the same with other words. */
static void
take_over(struct check *c, const struct finding *own)
{
	struct finding *f;

	for (size_t i = 0; (f = check_found(c, &i)) != NULL;)
		if (f->severity <= own->severity &&
		    (str_eq(str_of(f->rule->id), S("syntax-soa")) ||
		    str_eq(str_of(f->rule->id), S("syntax-out-of-zone"))))
			f->consumed = true;
}

static void
judge_soa(struct check *c, struct record *soa)
{
	struct record *old = foreign_soa(OLD(c));
	bool stood = old && old->owner == soa->owner;
	struct finding *f;

	f = flag_at_most(c, stood ? NOTE : ERROR, "the zone is called %.*s, and the SOA of its file "
	    "is that of %.*s%s", STR(c->set->origin), STR(check_name(c, soa->owner)),
	    stood ? " (as before this change)" : "");
	finding_at(c, f, NEW(c), soa);
	f->before = c->set->origin;
	f->after = check_name(c, soa->owner);
	if (!stood)
		take_over(c, f);
}

static void
judge_origin(struct check *c, const struct context *at)
{
	const struct context *old = foreign_origin(OLD(c));
	bool stood = old && old->origin == at->origin;
	struct finding *f;

	f = flag_at_most(c, stood ? NOTE : ERROR, "the zone is called %.*s, and its file says "
	    "$ORIGIN %.*s%s", STR(c->set->origin), STR(check_name(c, at->origin)),
	    stood ? " (as before this change)" : "");
	f->path = arena_dup(c->arena, NEW(c)->files[at->file].path);
	f->line = at->origin_line;
	f->column = 1;
	f->before = c->set->origin;
	f->after = check_name(c, at->origin);
}

/* --- the name of the file ---------------------------------------------------------------- */

/* "example.net" of zones/db.example.net or example.net.zone; empty: it is no domain. */
static struct str
named_by_file(struct str path)
{
	bool dot = false;

	for (size_t i = path.len; i-- > 0;)
		if (path.p[i] == '/') {
			path = str_skip(path, i + 1);
			break;
		}
	if (str_starts(path, S("db.")))
		path = str_skip(path, 3);
	else if (str_ends(path, S(".zone")))
		path.len -= 5;
	else if (str_ends(path, S(".db")))
		path.len -= 3;
	else
		return S("");
	for (size_t i = 0; i < path.len; i++) {
		char ch = ascii_lower(path.p[i]);

		if (ch == '.')
			dot = true;
		else if (!ascii_digit(ch) && !(ch >= 'a' && ch <= 'z') && ch != '-' && ch != '_')
			return S("");
	}
	return dot ? path : S("");
}

/* Is one of them part of the other: db.2.0.192 of 2.0.192.in-addr.arpa., example.com.internal? */
static bool
belong_together(struct check *c, struct str file, struct str origin)
{
	char *text = arena_text(c->arena, file);
	struct str bare = str_n(origin.p, origin.len - 1);

	for (char *p = text; *p; p++)
		*p = ascii_lower(*p);
	return bare.len == 0 || str_has(bare, str_of(text)) || str_has(str_of(text), bare);
}

/* A new file, or one that begins to be another zone, whose name says otherwise. */
static void
judge_file(struct check *c)
{
	struct str named = named_by_file(NEW(c)->path);
	struct finding *f;

	if (OLD(c)->exists && str_eq(OLD(c)->path, NEW(c)->path))
		return;
	if (named.len == 0 || NEW(c)->n == 0 || belong_together(c, named, c->set->origin))
		return;
	f = flag_at_most(c, WARNING, "the file is named after %.*s, and holds the zone %.*s",
	    STR(named), STR(c->set->origin));
	f->after = c->set->origin;
}

void
check_zone_origin(struct check *c, const struct change *ch)
{
	const struct context *at;
	struct record *soa;

	(void)ch;
	if (!NEW(c)->exists)
		return;
	soa = foreign_soa(NEW(c));
	at = soa ? NULL : foreign_origin(NEW(c));
	if (soa)
		judge_soa(c, soa);
	else if (at)
		judge_origin(c, at);
	else
		judge_file(c);
}
