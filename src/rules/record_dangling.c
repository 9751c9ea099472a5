/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * record-dangling-target.  Both directions are seen: a name loses what others
 * point at, in this zone or in any zone of the tree, and a record arrives that
 * points at nothing.  NS records that arrive are left to the delegation family.
 */
#include "rules/record.h"

/* Whole zones are searched only while few records change: after that churn has the word. */
enum { NAMED_POINTERS = 5, FEW_CHANGES = 256 };

/* NS records that arrive are left to the delegation family. */
static bool
judged_on_arrival(uint16_t type)
{
	switch (type) {
	case TYPE_CNAME: case TYPE_DNAME: case TYPE_PTR: case TYPE_SOA:
	case TYPE_MX: case TYPE_SRV: case TYPE_NAPTR: case TYPE_HTTPS: case TYPE_SVCB:
	case TYPE_KX: case TYPE_AFSDB: case TYPE_RT: case TYPE_LP: case TYPE_TXT:
		return true;
	default:
		return false;
	}
}

/* --- a name loses what others point at ------------------------------------ */

bool
target_wanted(struct check *c, const struct name *name)
{
	struct zone *z;
	size_t n;

	for (size_t i = 0; (z = target_tree(c, &i)) != NULL;) {
		zone_pointers(z, name, &n);
		if (n > 0)
			return true;
	}
	return false;
}

/* The records that are left pointing into the void. */
struct stranded {
	size_t n;
	bool serious;                   /* more than the MNAME of a SOA */
	struct str text;                /* names the first of them */
	const char *how;                /* "has no address" */
};

static void
add_stranded(struct check *c, struct stranded *s, struct zone *z, struct record *r,
    const char *how)
{
	struct str path = record_path(z, r);

	s->serious |= r->type != TYPE_SOA;
	s->how = how;
	if (s->n++ >= NAMED_POINTERS)
		return;
	s->text = texted(c, "%.*s%s%.*s %.*s (%.*s:%u)", STR(s->text), s->n > 1 ? ", " : "",
	    STR(check_name(c, r->owner)), STR(check_type(c, r->type)), STR(path), r->line);
}

/* One record that points at the name and wants something of it. */
static void
judge_pointer(struct check *c, struct stranded *s, struct zone *z, struct record *r,
    const struct name *name, enum want want)
{
	const char *how;

	/* What arrives with this change is judged where it arrives. */
	if ((r->flags & RECORD_NEW_DATA) || zone_occluded(z, r->owner, r->type))
		return;
	how = target_failing(c, AFTER, name, want);
	/* An alias of a name that kept its TXT still fails those who want the address. */
	if (how == NULL && want == WANT_DATA && target_reach(c, BEFORE, name) == REACHED)
		how = target_failing(c, AFTER, name, WANT_ADDRESS);
	if (how && target_failing(c, BEFORE, name, want) == NULL)
		add_stranded(c, s, z, r, how);
}

/* Those of one zone that point at the name; of SPF records those at the apex are looked at. */
static void
find_stranded(struct check *c, struct stranded *s, struct zone *z, const struct name *name)
{
	size_t n;
	struct record *const *v = zone_pointers(z, name, &n);
	enum want want;

	for (size_t i = 0; i < n; i++)
		judge_pointer(c, s, z, v[i], name, target_want(z, v[i]));
	for_each_record(r, z, z->apex, TYPE_TXT)
		if (spf_names(c, z, r, name, &want))
			judge_pointer(c, s, z, r, name, want);
}

/* A DNAME stands for everything below its target: it is stranded when all of that is gone. */
static void
find_stranded_above(struct check *c, struct stranded *s, struct zone *z, struct name *name)
{
	for (struct name *up = name; name_below(up, NEW(c)->apex);) {
		size_t n;
		struct record *const *v;

		up = names_parent(NEW(c)->names, up);
		v = zone_pointers(z, up, &n);
		for (size_t i = 0; i < n; i++)
			if (v[i]->type == TYPE_DNAME)
				judge_pointer(c, s, z, v[i], up, WANT_SUBTREE);
	}
}

/* SPF records that include the one that went: they stand at any name. */
static void
find_stranded_spf(struct check *c, struct stranded *s, struct zone *z, const struct name *name)
{
	for_each_in_zone(r, z) {
		enum want want;

		if (r->type == TYPE_TXT && r->owner != z->apex && spf_names(c, z, r, name, &want) &&
		    want == WANT_TEXT)
			judge_pointer(c, s, z, r, name, want);
	}
}

/*
 * What stood for every name below another one: a wildcard for those that
 * nobody wrote out, a DNAME, a delegation.
 */
static const struct name *
stood_for_all_below(struct check *c, const struct change *ch)
{
	if (name_wildcard(ch->owner))
		return names_parent(NEW(c)->names, ch->owner);
	if (ch->type == TYPE_DNAME ||
	    (ch->type == TYPE_NS && !name_equal(ch->owner, NEW(c)->apex)))
		return ch->owner;
	return NULL;
}

static void
find_stranded_below(struct check *c, struct stranded *s, struct zone *z, const struct name *parent)
{
	for_each_in_zone(r, z) {
		const struct name *target;

		if (r->type != TYPE_NS && (!judged_on_arrival(r->type) || r->type == TYPE_TXT))
			continue;
		target = record_target(z, r);
		if (target && name_below(target, parent))
			judge_pointer(c, s, z, r, target, target_want(z, r));
	}
}

/* One change speaks for all that its owner lost; addresses come first. */
static bool
speaks_for_removed(struct check *c, const struct change *ch)
{
	static const uint16_t first[] = { TYPE_A, TYPE_AAAA, TYPE_CNAME };
	const struct change *at;

	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
		at = changeset_find(c->set, ch->owner, first[i]);
		if (at && at->kind == RRSET_REMOVED)
			return at == ch;
	}
	for (at = changeset_at(c->set, ch->owner); at != ch; at++)
		if (at->kind == RRSET_REMOVED)
			return false;
	return true;
}

static void
flag_stranded(struct check *c, const struct change *ch, const struct stranded *s)
{
	struct str owner = check_name(c, ch->owner);
	bool one = s->n == 1;
	struct finding *f = flag_at_most(c, s->serious ? ERROR : WARNING,
	    "%.*s %s any more, but %zu record%s still point%s to %s: %.*s%s", STR(owner), s->how,
	    s->n, one ? "" : "s", one ? "s" : "",
	    stood_for_all_below(c, ch) ? "names that it answered for" : "it", STR(s->text),
	    s->n > NAMED_POINTERS ? ", ..." : "");

	f->effect = texted(c, "What uses %s stops working as soon as caches have forgotten the old "
	    "answer.", one ? "that record" : "those records");
	f->fix = texted(c, "Put the records of %.*s back, or point the others elsewhere in the "
	    "same change.", STR(owner));
}

static bool
had_spf(struct check *c, const struct change *ch)
{
	struct spf spf;

	for_each_of(r, ch, BEFORE)
		if (spf_of(c, OLD(c), r, &spf))
			return true;
	return false;
}

static void
check_lost_target(struct check *c, const struct change *ch)
{
	struct stranded s = { .text = S("") };
	bool few = c->set->n <= FEW_CHANGES;
	const struct name *above;
	struct zone *z;

	if (!NEW(c)->exists || !speaks_for_removed(c, ch) ||
	    zone_occluded(OLD(c), ch->owner, ch->type))
		return;
	above = stood_for_all_below(c, ch);
	for (size_t i = 0; (z = target_tree(c, &i)) != NULL;) {
		find_stranded(c, &s, z, ch->owner);
		find_stranded_above(c, &s, z, ch->owner);
		if (few && above)
			find_stranded_below(c, &s, z, above);
		if (few && ch->type == TYPE_TXT && had_spf(c, ch))
			find_stranded_spf(c, &s, z, ch->owner);
	}
	if (s.n > 0)
		flag_stranded(c, ch, &s);
}

/* --- a record arrives that points at nothing ------------------------------ */

bool
rrset_points_at(struct zone *z, const struct rrset *set, const struct name *target)
{
	for (size_t i = 0; i < set->n && i < RRSET_MOST; i++)
		if (record_target(z, set->v[i]) == target)
			return true;
	return false;
}

/* A record that arrived and points at nothing. */
struct arrival {
	struct record *record;
	const struct name *target;
	const char *how;                /* "does not exist" */
	struct str what;                /* "MX", "SPF term \"include:...\"" */
};

static bool
failed_before(struct check *c, const struct change *ch, const struct name *target, enum want want)
{
	return ch->kind != RRSET_STANDS && target_failing(c, BEFORE, target, want);
}

/* The first term of an SPF record that names nothing. */
static bool
broken_spf(struct check *c, const struct change *ch, struct record *r, struct arrival *a)
{
	struct spf spf;
	enum want want;

	if (!spf_of(c, NEW(c), r, &spf))
		return false;
	for (size_t i = 0; i < spf.n; i++) {
		if (spf.terms[i].own || !spf_points(NEW(c), &spf.terms[i], &a->target, &want))
			continue;
		a->how = target_failing(c, AFTER, a->target, want);
		if (a->how == NULL || (failed_before(c, ch, a->target, want) &&
		    spf_named_before(c, ch, a->target)))
			continue;
		a->what = texted(c, "SPF term \"%.*s\"", STR(text_shown(c, spf.terms[i].text, 120)));
		return true;
	}
	return false;
}

static bool
broken_arrival(struct check *c, const struct change *ch, struct record *r, struct arrival *a)
{
	enum want want;

	*a = (struct arrival){ .record = r };
	if (ch->kind != RRSET_STANDS && !(r->flags & RECORD_NEW_DATA))
		return false;
	if (r->type == TYPE_TXT)
		return broken_spf(c, ch, r, a);
	a->target = record_target(NEW(c), r);
	/* The root as target means "no such service" (RFC 2782, RFC 7505, RFC 9460). */
	if (a->target == NULL || a->target->labels == 0)
		return false;
	a->what = check_type(c, r->type);
	want = target_want(NEW(c), r);
	a->how = target_failing(c, AFTER, a->target, want);
	if (a->how == NULL || (failed_before(c, ch, a->target, want) &&
	    rrset_points_at(OLD(c), &ch->side[BEFORE], a->target)))
		return false;
	return !dot_explains(c, ch, r);
}

/* An undotted name with an inner dot may have been meant as an absolute one. */
static struct str
arrival_fix(struct check *c, const struct arrival *a)
{
	struct str word, target = check_name(c, a->target);

	for (size_t i = 0; i < 8 && record_word(NEW(c), a->record, i, &word); i++)
		if (str_has(word, S(".")) && !name_written_absolute(word) &&
		    a->record->type != TYPE_TXT && str_starts(target, word))
			return texted(c, "Write \"%.*s.\" with a final dot if the absolute name "
			    "was meant; else add records for %.*s or correct the target.",
			    STR(word), STR(target));
	return texted(c, "Add records for %.*s, or correct the target.", STR(target));
}

static void
flag_arrival(struct check *c, const struct arrival *a, size_t others)
{
	struct str more = others == 0 ? S("") : texted(c, "; so %s %zu more target%s of this RRset",
	    others > 1 ? "do" : "does", others, others > 1 ? "s" : "");
	struct finding *f = flag_at_most(c, a->record->type == TYPE_SOA ? WARNING : ERROR,
	    "%.*s points to %.*s, which %s%.*s", STR(a->what), STR(check_name(c, a->target)),
	    a->how, STR(more));

	finding_at(c, f, NEW(c), a->record);
	f->effect = texted(c, "Whoever follows the record gets %s.",
	    str_eq(str_of(a->how), S("does not exist")) ? "NXDOMAIN" : "an empty answer");
	f->fix = arrival_fix(c, a);
}

static void
check_new_target(struct check *c, const struct change *ch)
{
	struct arrival first = { 0 }, a;
	size_t broken = 0;

	if (!judged_on_arrival(ch->type) || zone_occluded(NEW(c), ch->owner, ch->type))
		return;
	for_each_of(r, ch, AFTER)
		if (broken_arrival(c, ch, r, &a) && broken++ == 0)
			first = a;
	if (broken > 0)
		flag_arrival(c, &first, broken - 1);
}

void
check_dangling_target(struct check *c, const struct change *ch)
{
	if (ch->kind == RRSET_REMOVED)
		check_lost_target(c, ch);
	else
		check_new_target(c, ch);
}
