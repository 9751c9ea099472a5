/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CNAME records: alone at their owner (RFC 1034 section 3.6.2), in short chains, and not where MX
 * and SRV lead.
 */
#include "rules/record.h"

/* --- beside other data ------------------------------------------------------ */

/* RFC 4034 section 2.5 and RFC 2181 section 10.1: what may stand beside a CNAME. */
static bool
stands_beside_cname(uint16_t type)
{
	switch (type) {
	case TYPE_CNAME: case TYPE_RRSIG: case TYPE_NSEC:
	case TYPE_KEY: case TYPE_SIG: case TYPE_NXT:
		return true;
	default:
		return false;
	}
}

/* The CNAME records of an owner, and what else it has. */
struct alias_owner {
	struct record *cname;           /* the first; NULL: none */
	struct record *second;          /* one with other data than the first; NULL: none */
	struct record *other;           /* the first of another type; NULL: none */
	struct str types;               /* of the others, each once, at most six */
};

static bool
type_is_first(const struct zone *z, const struct record *r)
{
	return zone_first(z, r->owner, r->type) == r;
}

static struct alias_owner
look_at_owner(struct check *c, struct zone *z, const struct name *owner)
{
	struct alias_owner at = { .types = S("") };
	size_t listed = 0;

	at.cname = zone_first(z, owner, TYPE_CNAME);
	if (at.cname == NULL)
		return at;
	for_each_record(r, z, owner, 0) {
		if (r->type == TYPE_CNAME && !at.second &&
		    record_target(z, r) != record_target(z, at.cname))
			at.second = r;
		if (stands_beside_cname(r->type))
			continue;
		if (at.other == NULL)
			at.other = r;
		if (type_is_first(z, r) && listed++ < 6)
			at.types = texted(c, "%.*s%s%.*s", STR(at.types), listed > 1 ? ", " : "",
			    STR(check_type(c, r->type)));
	}
	return at;
}

/* One change speaks for the owner: that of the CNAME, else the first of what may not be there. */
static bool
speaks_for_alias(struct check *c, const struct change *ch)
{
	const struct change *at;

	if (ch->kind == RRSET_STANDS)
		return ch->type == TYPE_CNAME;
	at = changeset_find(c->set, ch->owner, TYPE_CNAME);
	if (at && (at->kind & (RRSET_ADDED | DATA_CHANGED)))
		return at == ch;
	for (at = changeset_at(c->set, ch->owner); at != ch; at++)
		if ((at->kind & (RRSET_ADDED | DATA_CHANGED)) && !stands_beside_cname(at->type))
			return false;
	return !stands_beside_cname(ch->type);
}

static struct str
place_of(struct check *c, struct record *r)
{
	return texted(c, "%.*s:%u", STR(record_path(NEW(c), r)), r->line);
}

static const char *stood_note = " (so it was before this change)";

static void
flag_two_cnames(struct check *c, const struct change *ch, const struct alias_owner *now, bool stood)
{
	struct finding *f = flag_at_most(c, stood ? NOTE : ERROR,
	    "%.*s has two CNAME records, at %.*s and %.*s%s", STR(check_name(c, ch->owner)),
	    STR(place_of(c, now->cname)), STR(place_of(c, now->second)), stood ? stood_note : "");

	finding_at(c, f, NEW(c), now->second->flags & RECORD_DIFFERS ? now->second : now->cname);
	f->effect = S("An alias has one target: BIND and Knot refuse the whole zone.");
	f->fix = S("Keep one of them; to spread load, give the name A and AAAA records.");
}

static void
flag_other_data(struct check *c, const struct change *ch, const struct alias_owner *now, bool stood)
{
	bool apex = name_equal(ch->owner, NEW(c)->apex);
	struct record *newer = now->other->flags & RECORD_DIFFERS && ch->type != TYPE_CNAME ?
	    now->other : now->cname;
	struct finding *f = flag_at_most(c, stood ? NOTE : ERROR,
	    "%.*s has a CNAME (%.*s) beside %.*s (%.*s)%s", STR(check_name(c, ch->owner)),
	    STR(place_of(c, now->cname)), STR(now->types), STR(place_of(c, now->other)),
	    stood ? stood_note : "");

	finding_at(c, f, NEW(c), newer);
	if (apex)
		f->fix = S("Give the apex the A and AAAA records of the target, or an HTTPS record "
		    "in alias mode: HTTPS 0 TARGET (RFC 9460 section 2.4.2).");
	else
		f->fix = texted(c, "Remove the CNAME and write the target's addresses, or remove "
		    "%.*s.", STR(now->types));
}

void
check_cname_coexist(struct check *c, const struct change *ch)
{
	struct alias_owner now, old;

	if (!speaks_for_alias(c, ch))
		return;
	now = look_at_owner(c, NEW(c), ch->owner);
	if (!now.second && !now.other)
		return;
	old = ch->kind == RRSET_STANDS ? (struct alias_owner){ 0 } :
	    look_at_owner(c, OLD(c), ch->owner);
	if (now.other)
		flag_other_data(c, ch, &now, old.other != NULL);
	else
		flag_two_cnames(c, ch, &now, old.second != NULL);
}

/* --- chains ------------------------------------------------------------------ */

enum { CHAIN_STEPS = 32 };              /* more than any resolver follows */

struct chain {
	unsigned steps;                 /* CNAMEs from the owner on */
	bool loop;
	struct str path;                /* if asked for: "a. -> b. -> c.", its first steps */
};

static struct chain
follow(struct check *c, const struct name *from, bool tell)
{
	struct chain chain = { .path = tell ? check_name(c, from) : S("") };
	const struct name *name = from;
	struct zone *z;
	struct record *alias;

	while ((alias = target_alias(c, AFTER, name, &z)) != NULL) {
		name = record_target(z, alias);
		if (name == NULL)
			break;
		if (++chain.steps <= 8 && tell)
			chain.path = texted(c, "%.*s -> %.*s", STR(chain.path),
			    STR(check_name(c, name)));
		else if (chain.steps == 9 && tell)
			chain.path = texted(c, "%.*s -> ...", STR(chain.path));
		if (name_equal(name, from) || chain.steps == CHAIN_STEPS) {
			chain.loop = true;
			break;
		}
	}
	return chain;
}

/* Back through CNAMEs of this zone, by the first that points here at each step. */
static const struct name *
head_of_chain(struct check *c, const struct name *name, unsigned limit)
{
	for (unsigned up = 0; up < limit; up++) {
		const struct name *before = NULL;
		size_t n;
		struct record *const *v = zone_pointers(NEW(c), name, &n);

		for (size_t i = 0; i < n && before == NULL; i++)
			if (v[i]->type == TYPE_CNAME)
				before = v[i]->owner;
		if (before == NULL)
			break;
		name = before;
	}
	return name;
}

static bool
alias_is_new(const struct change *ch)
{
	for_each_of(r, ch, AFTER)
		if (ch->kind == RRSET_STANDS || (r->flags & RECORD_NEW_DATA))
			return true;
	return false;
}

void
check_cname_chain(struct check *c, const struct change *ch)
{
	uint32_t most = check_number(c, "max-depth");
	const struct name *from = ch->owner;
	struct chain chain;
	struct finding *f;

	if (!alias_is_new(ch))
		return;
	chain = follow(c, from, false);
	if (chain.loop) {
		chain = follow(c, from, true);
		f = flag(c, "CNAMEs run in a circle: %.*s", STR(chain.path));
		f->effect = S("Resolvers give up and answer SERVFAIL: the name has no address.");
		f->fix = S("Point the CNAME at the host that was meant.");
		return;
	}
	if (chain.steps <= most) {
		from = head_of_chain(c, ch->owner, most);
		chain = follow(c, from, false);
	}
	if (chain.loop || chain.steps <= most)
		return;
	chain = follow(c, from, true);
	f = flag_at_most(c, WARNING, "%u CNAMEs in a row, more than %u: %.*s", chain.steps, most,
	    STR(chain.path));
	f->effect = S("Each step costs a lookup, and resolvers stop after a number of them that "
	    "differs from one to the next.");
	f->fix = S("Point the first alias at the last target.");
}

/* --- behind MX and SRV --------------------------------------------------------- */

/*
 * The CNAME that answers at the name; NULL: it is none, or no zone of the tree can tell, or it
 * leads nowhere, which record-dangling-target says.
 */
static struct record *
alias_at(struct check *c, enum side side, const struct name *name, struct zone **z)
{
	struct record *alias = name && name->labels > 0 ? target_alias(c, side, name, z) : NULL;

	return alias && target_failing(c, side, name, WANT_ADDRESS) == NULL ? alias : NULL;
}

static void
flag_target_alias(struct check *c, struct zone *of, struct record *r, const struct name *target)
{
	struct zone *z;
	struct record *alias = alias_at(c, AFTER, target, &z);
	struct name *canonical = alias ? record_target(z, alias) : NULL;
	struct finding *f = flag_at_most(c, r->type == TYPE_MX ? ERROR : check_level(c, "usual"),
	    "%.*s %.*s points to %.*s, which is an alias (CNAME)%s%.*s", STR(check_name(c, r->owner)),
	    STR(check_type(c, r->type)), STR(check_name(c, target)), canonical ? " of " : "",
	    STR(canonical ? check_name(c, canonical) : S("")));

	finding_at(c, f, of, r);
	finding_about(c, f, r->owner, r->type);
	f->fix = canonical ? texted(c, "Point to %.*s instead.", STR(check_name(c, canonical))) :
	    S("Point to the name that owns the addresses.");
}

static void
check_pointers(struct check *c, struct zone *z, const struct name *alias)
{
	size_t n;
	struct record *const *v = zone_pointers(z, alias, &n);

	for (size_t i = 0; i < n && target_failing(c, AFTER, alias, WANT_ADDRESS) == NULL; i++)
		if ((v[i]->type == TYPE_MX || v[i]->type == TYPE_SRV || v[i]->type == TYPE_SOA) &&
		    !(v[i]->flags & RECORD_NEW_DATA) && !zone_occluded(z, v[i]->owner, v[i]->type))
			flag_target_alias(c, z, v[i], alias);
}

/* The other direction: a name becomes an alias that MX, SRV or a SOA point to. */
static void
check_alias_below(struct check *c, const struct change *ch)
{
	struct zone *z;

	if (zone_occluded(NEW(c), ch->owner, TYPE_CNAME))
		return;
	/* Of a name that did not exist other zones expect nothing. */
	if (!zone_exists(OLD(c), ch->owner)) {
		check_pointers(c, NEW(c), ch->owner);
		return;
	}
	for (size_t i = 0; (z = target_tree(c, &i)) != NULL;)
		check_pointers(c, z, ch->owner);
}

void
check_target_alias(struct check *c, const struct change *ch)
{
	struct zone *z;

	if (ch->type == TYPE_CNAME) {
		if (ch->kind == RRSET_ADDED)
			check_alias_below(c, ch);
		return;
	}
	if (zone_occluded(NEW(c), ch->owner, ch->type))
		return;
	for_each_of(r, ch, AFTER) {
		struct name *target = record_target(NEW(c), r);

		if ((ch->kind != RRSET_STANDS && !(r->flags & RECORD_NEW_DATA)) ||
		    alias_at(c, AFTER, target, &z) == NULL)
			continue;
		/* Another preference of the same old target is not this change's doing. */
		if (ch->kind != RRSET_STANDS && rrset_points_at(OLD(c), &ch->side[BEFORE], target) &&
		    alias_at(c, BEFORE, target, &z))
			continue;
		flag_target_alias(c, NEW(c), r, target);
	}
}
