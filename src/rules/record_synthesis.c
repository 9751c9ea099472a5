/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names that answer for others: wildcards (RFC 4592) and DNAMEs (RFC 6672).
 * A wildcard speaks for names that do not exist, so that it falls silent for
 * a name as soon as something is put at or below it.
 */
#include <string.h>

#include "rules/record.h"

enum { LISTED = 5 };

static const uint16_t leading[] = { TYPE_A, TYPE_AAAA, TYPE_CNAME, TYPE_MX, TYPE_HTTPS, TYPE_SVCB };
enum { LEADING = sizeof(leading) / sizeof(leading[0]) };

static bool
is_leading(uint16_t type)
{
	for (size_t i = 0; i < LEADING; i++)
		if (leading[i] == type)
			return true;
	return false;
}

static bool
leads(const struct zone *z, const struct name *owner)
{
	for (size_t i = 0; i < LEADING; i++)
		if (z->exists && zone_has(z, owner, leading[i]))
			return true;
	return false;
}

/* Of the RRsets that came (or went) the first one speaks; those that lead somewhere first. */
static bool
speaks_for_owner(struct check *c, const struct change *ch)
{
	const struct change *at;

	for (size_t i = 0; i < LEADING; i++) {
		at = changeset_find(c->set, ch->owner, leading[i]);
		if (at && at->kind == ch->kind)
			return at == ch;
	}
	for (at = changeset_at(c->set, ch->owner); at != ch; at++)
		if (at->kind == ch->kind && !type_generated(at->type))
			return false;
	return true;
}

/* The types of what came to (or went from) an owner. */
static struct str
moved_types(struct check *c, const struct change *ch)
{
	struct str text = S("");

	for (const struct change *at = changeset_at(c->set, ch->owner);
	    at < c->set->v + c->set->n && name_equal(at->owner, ch->owner); at++)
		if (at->kind == ch->kind && !type_generated(at->type))
			text = texted(c, "%.*s%s%.*s", STR(text), text.len ? ", " : "",
			    STR(check_type(c, at->type)));
	return text;
}

/* The first few owners strictly below a name, in file order; empty: none. */
static struct str
names_below(struct check *c, struct zone *z, const struct name *above, const struct name *without)
{
	struct str text = S("");
	struct name *const *owners;
	size_t n, listed = 0;

	if (!zone_has_below(z, above))
		return text;
	owners = zone_owners_within(z, above, c->passing, &n);
	for (size_t i = 0; i < n; i++) {
		if (owners[i] == without || !name_below(owners[i], above) ||
		    type_generated(zone_first(z, owners[i], 0)->type))
			continue;
		if (listed == LISTED)
			return texted(c, "%.*s, ...", STR(text));
		text = texted(c, "%.*s%s%.*s", STR(text), listed++ ? ", " : "", STR(check_name(c, owners[i])));
	}
	return text;
}

/* --- record-wildcard-added -------------------------------------------------------- */

/* An asterisk inside a name is a label like any other (RFC 4592 section 2.1.1). */
static bool
has_inner_asterisk(const struct name *name)
{
	const uint8_t *label = name->wire;

	if (*label == 0)
		return false;
	for (label += 1 + *label; *label; label += 1 + *label)
		if (label[0] == 1 && label[1] == '*')
			return true;
	return false;
}

static void
judge_inner_asterisk(struct check *c, const struct change *ch)
{
	struct finding *f;

	if (!has_inner_asterisk(ch->owner) || zone_has(OLD(c), ch->owner, 0) ||
	    !speaks_for_owner(c, ch))
		return;
	f = flag_at_most(c, WARNING, "the asterisk in %.*s does not lead the name",
	    STR(check_name(c, ch->owner)));
	f->effect = S("It is a plain label there (RFC 4592 section 2.1.1): only a query with that very "
	    "asterisk finds the record.");
	f->fix = S("Put the asterisk first, or write out the names that are needed.");
}

void
check_wildcard_added(struct check *c, const struct change *ch)
{
	struct name *parent;
	struct str others, types;
	struct finding *f;

	if (!OLD(c)->exists || zone_occluded(NEW(c), ch->owner, ch->type))
		return;
	if (!name_wildcard(ch->owner)) {
		judge_inner_asterisk(c, ch);
		return;
	}
	if (ch->type == TYPE_NS)
		return;                         /* delegation-wildcard-ns */
	if (zone_has(OLD(c), ch->owner, 0) && !(is_leading(ch->type) && !leads(OLD(c), ch->owner)))
		return;
	if (!speaks_for_owner(c, ch))
		return;
	parent = names_parent(NEW(c)->names, ch->owner);
	types = moved_types(c, ch);
	others = names_below(c, NEW(c), parent, ch->owner);
	f = flag_at_most(c, name_equal(parent, NEW(c)->apex) ? ERROR : check_level(c, "usual"),
	    "every name below %.*s that does not exist has %.*s now", STR(check_name(c, parent)),
	    STR(types));
	f->effect = texted(c, "Misspelt and forgotten names answer instead of NXDOMAIN%s%.*s%s.",
	    others.len ? ", but not at and below names that exist (" : "", STR(others),
	    others.len ? ")" : "");
	if (zone_has(NEW(c), NEW(c)->apex, TYPE_DNSKEY))
		f->effect = texted(c, "%.*s The zone is signed: servers must prove which types the "
		    "wildcard lacks, and a wrong proof makes names vanish.", STR(f->effect));
}

/* --- record-wildcard-removed ------------------------------------------------------ */

static bool
wildcard_is_gone(struct check *c, const struct change *ch)
{
	struct zone *z = NEW(c);

	if (!z->exists || !name_wildcard(ch->owner) || zone_occluded(OLD(c), ch->owner, ch->type) ||
	    zone_cut(z, ch->owner) || zone_dname(z, ch->owner))
		return false;
	if (is_leading(ch->type) ? leads(z, ch->owner) : zone_has(z, ch->owner, 0))
		return false;
	return (is_leading(ch->type) || !leads(OLD(c), ch->owner)) && speaks_for_owner(c, ch);
}

/* A host that is given up takes its own wildcard with it. */
static bool
parent_goes_too(struct check *c, const struct name *parent)
{
	return !name_equal(parent, NEW(c)->apex) && zone_has(OLD(c), parent, 0) &&
	    !zone_exists(NEW(c), parent);
}

void
check_wildcard_removed(struct check *c, const struct change *ch)
{
	struct name *parent;
	struct str types;
	struct record *alias;
	struct finding *f;
	bool other;

	if (!wildcard_is_gone(c, ch))
		return;
	parent = names_parent(NEW(c)->names, ch->owner);
	types = moved_types(c, ch);
	other = !zone_has(NEW(c), ch->owner, 0) &&
	    (zone_answers(NEW(c), ch->owner, ch->type, &alias) || alias);
	f = flag_at_most(c, parent_goes_too(c, parent) ? NOTE : other ? WARNING : ERROR,
	    "the wildcard %.*s loses %.*s%s",
	    STR(check_name(c, ch->owner)), STR(types),
	    other ? "; a wildcard further up answers in its place" : "");
	f->effect = other ? S("Names that it answered for lead elsewhere.") :
	    texted(c, "Every name below %.*s that is not written out stops resolving within %.*s; "
	    "nobody can list which ones clients use.", STR(check_name(c, parent)),
	    STR(check_duration(c, ch->side[BEFORE].ttl)));
	f->fix = S("Write out the names in use (the query log knows them) before the wildcard goes.");
}

/* --- record-wildcard-hidden --------------------------------------------------------- */

/* The wildcard record that gives a name its address, NULL: it exists, or none does. */
static struct record *
synthesised(struct zone *z, struct name *name)
{
	struct record *alias;

	if (!z->exists || zone_has(z, name, 0) || zone_has_below(z, name) || zone_cut(z, name) ||
	    zone_dname(z, name))
		return NULL;
	for (struct name *up = names_parent(z->names, name); up && name_within(up, z->apex);
	    up = names_parent(z->names, up)) {
		uint8_t wire[NAME_MAX_WIRE] = { 1, '*' };
		struct name *star;

		if (up->len + 2 > NAME_MAX_WIRE)
			return NULL;
		memcpy(wire + 2, up->wire, up->len);
		star = names_intern(z->names, wire, (size_t)up->len + 2);
		if (star == NULL || !zone_has(z, star, 0))
			continue;
		if (zone_answers(z, name, TYPE_A, &alias))
			return zone_first(z, star, TYPE_A);
		if (alias)
			return alias;
		return zone_answers(z, name, TYPE_AAAA, &alias) ? zone_first(z, star, TYPE_AAAA) : NULL;
	}
	return NULL;
}

/* Is some wildcard at hand at all?  Most zones have none: nothing else is asked then. */
static bool
has_wildcard_above(const struct zone *z, const struct name *name)
{
	const uint8_t *p = name->wire;

	for (int labels = name->labels; labels > z->apex->labels; labels--) {
		uint8_t wire[NAME_MAX_WIRE + 2] = { 1, '*' };
		size_t len;
		struct name *star;

		p += 1 + *p;
		len = name->len - (size_t)(p - name->wire);
		memcpy(wire + 2, p, len);
		star = len + 2 <= NAME_MAX_WIRE ? names_intern(z->names, wire, len + 2) : NULL;
		if (star && zone_has(z, star, 0) && star != name)
			return true;
	}
	return false;
}

/* Names of services and keys (_dmarc, s1._domainkey) are no hosts. */
static bool
has_underscore(const struct name *name)
{
	for (const uint8_t *label = name->wire; *label; label += 1 + *label)
		if (label[1] == '_')
			return true;
	return false;
}

static bool
has_lost_wildcard(struct check *c, struct name *name)
{
	struct record *alias;

	if (has_underscore(name) || name_wildcard(name) || synthesised(OLD(c), name) == NULL)
		return false;
	return !zone_answers(NEW(c), name, TYPE_A, &alias) && !alias &&
	    !zone_answers(NEW(c), name, TYPE_AAAA, &alias) && !zone_cut(NEW(c), name) &&
	    !zone_dname(NEW(c), name) && !zone_has(NEW(c), name, TYPE_DNAME);
}

void
check_wildcard_hidden(struct check *c, const struct change *ch)
{
	struct name *name = ch->owner;
	struct record *from;
	struct finding *f;

	if (!OLD(c)->exists || !name_below(name, NEW(c)->apex) || !has_wildcard_above(OLD(c), name) ||
	    zone_has(OLD(c), name, 0) || !speaks_for_owner(c, ch))
		return;
	while (!has_lost_wildcard(c, name)) {
		name = names_parent(NEW(c)->names, name);
		if (!name_below(name, NEW(c)->apex) || zone_has(OLD(c), name, 0))
			return;
	}
	from = synthesised(OLD(c), name);
	f = flag(c, "%.*s had its address from the wildcard %.*s, which no longer answers for it",
	    STR(check_name(c, name)), STR(check_name(c, from->owner)));
	f->effect = texted(c, "A wildcard is silent for names that exist%s (RFC 4592 section 2.2.1): "
	    "clients of %.*s get an empty answer.", name == ch->owner ? "" :
	    ", and a name exists when something stands below it", STR(check_name(c, name)));
	f->fix = texted(c, "Give %.*s the address in a record of its own.", STR(check_name(c, name)));
}

/* --- record-dname-occlude ------------------------------------------------------------ */

/* What may not stand beside a DNAME: NS below the apex, another DNAME (RFC 6672 section 2.4). */
static void
judge_dname_owner(struct check *c, const struct change *ch)
{
	struct zone *z = NEW(c);
	bool apex = name_equal(ch->owner, z->apex);
	struct finding *f = NULL;

	if (zone_count(z, ch->owner, TYPE_DNAME) > 1 && ch->type == TYPE_DNAME)
		f = flag(c, "two DNAMEs at %.*s", STR(check_name(c, ch->owner)));
	else if (!apex && zone_has(z, ch->owner, TYPE_NS))
		f = flag(c, "%.*s has a DNAME beside its NS records", STR(check_name(c, ch->owner)));
	if (f == NULL)
		return;
	f->effect = S("Servers disagree on such a name, and Knot refuses the zone.");
	f->fix = S("Keep one of the two.");
}

static void
judge_below_dname(struct check *c, const struct change *ch)
{
	struct str hidden = names_below(c, NEW(c), ch->owner, NULL);
	struct finding *f;

	if (hidden.len == 0)
		return;
	f = flag(c, "the DNAME at %.*s hides what stands below it: %.*s",
	    STR(check_name(c, ch->owner)), STR(hidden));
	f->effect = S("Queries for these names are sent to the target of the DNAME; what it does not "
	    "have is gone.");
	f->fix = S("Move the records to the target first, or use a CNAME for each name.");
}

/* Did the DNAME come with this change?  Then it speaks for all below it. */
static bool
dname_is_new(struct check *c, const struct name *dname)
{
	const struct change *at = changeset_find(c->set, dname, TYPE_DNAME);

	return at && at->kind == RRSET_ADDED;
}

void
check_dname_occlude(struct check *c, const struct change *ch)
{
	const struct name *dname;
	struct finding *f;

	if (ch->type == TYPE_DNAME && ch->kind != TTL_CHANGED) {
		judge_dname_owner(c, ch);
		if (ch->kind == RRSET_ADDED || ch->kind == RRSET_STANDS)
			judge_below_dname(c, ch);
		if (ch->kind == RRSET_ADDED && OLD(c)->exists && name_equal(ch->owner, NEW(c)->apex))
			flag_at_most(c, WARNING, "a DNAME at the apex moves every name of the zone")->effect =
			    S("Only the apex itself keeps its own records.");
		return;
	}
	if (ch->type == TYPE_NS && ch->kind == RRSET_ADDED && zone_has(NEW(c), ch->owner, TYPE_DNAME) &&
	    !dname_is_new(c, ch->owner))
		judge_dname_owner(c, ch);
	if (ch->kind != RRSET_ADDED || (dname = zone_dname(NEW(c), ch->owner)) == NULL ||
	    dname_is_new(c, dname) || zone_has(OLD(c), ch->owner, 0) || !speaks_for_owner(c, ch))
		return;
	f = flag(c, "new data below the DNAME at %.*s", STR(check_name(c, dname)));
	f->effect = S("No query reaches it: each is sent to the target of the DNAME.");
	f->fix = S("Put the record at the target of the DNAME.");
}
