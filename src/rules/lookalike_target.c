/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * New targets that imitate one that is in use.  A name is compared with what
 * its own RRset names and named, with the servers and mail hosts of the zone,
 * and with the lists of the policy; in small changes also with the other
 * targets of the zone.
 */
#include "rules/lookalike.h"

#include "rules/delegation.h"
#include "rules/record.h"
#include "rules/suffix.h"

/* Who else is pointed at is asked of a whole zone only where that is cheap. */
enum { FEW_CHANGES = 64, SMALL_ZONE = 20000 };

struct resemblance {
	struct check *c;
	const struct name *target;
	const struct name *apex;        /* of the zone at hand */
	uint32_t most;                  /* letters that may differ */
	const struct name *like;        /* NULL: none so far */
	enum likeness how;
	bool known;                     /* its registration is in use already */
};

/*
 * `leaves`: the change takes the other name away.  Twins under another suffix
 * are common (one server of an operator in .net, one in .org, the company's
 * own name in both); only one that takes a stranger's place is telling.
 */
static void
resemble(struct resemblance *r, const struct name *other, bool leaves)
{
	enum likeness how, least;

	if (r->known || other == NULL)
		return;
	if (check_shares_suffix(r->c, r->target, other)) {
		r->known = true;
		return;
	}
	how = lookalike(r->target, other, r->most);
	least = name_within(other, r->apex) ? LIKE_LETTERS : leaves ? LIKE_TWIN : LIKE_SUFFIX;
	if (how > r->how && how >= least) {
		r->how = how;
		r->like = other;
	}
}

/* What the RRset named, and names still. */
static void
resemble_rrset(struct check *c, struct resemblance *r, const struct change *ch)
{
	for_each_served(old, ch, BEFORE)
		resemble(r, record_target(OLD(c), old), old->flags & RECORD_NEW_DATA);
	for (size_t i = 0; i < ch->side[AFTER].n && i < RRSET_MOST; i++) {
		const struct name *own = record_target(NEW(c), ch->side[AFTER].v[i]);

		/* Of two that are new and alike the second one is told. */
		if (own && own == r->target)
			break;
		resemble(r, own, false);
	}
}

static void
resemble_all(struct resemblance *r, struct zone *z, const struct name *owner, uint16_t type)
{
	if (z->exists)
		for_each_record(at, z, owner, type)
			resemble(r, record_target(z, at), false);
}

/* The plain names of a policy's list. */
static void
resemble_list(struct check *c, struct resemblance *r, const char *rule, const char *key)
{
	struct str text;

	for (size_t i = 0; check_other_nth_name(c, rule, key, i, &text); i++) {
		uint8_t wire[NAME_MAX_WIRE];
		size_t len;

		if (name_parse(text, NULL, wire, &len) == NAME_GOOD)
			resemble(r, names_intern(&c->set->names, wire, len), false);
	}
}

static bool
is_alias_or_mail(uint16_t type)
{
	return type == TYPE_CNAME || type == TYPE_MX || type == TYPE_SRV || type == TYPE_DNAME;
}

static void
resemble_zone(struct check *c, struct resemblance *r)
{
	if (c->set->n > FEW_CHANGES || NEW(c)->n > SMALL_ZONE)
		return;
	for_each_in_zone(at, NEW(c))
		if (is_alias_or_mail(at->type) && !(at->flags & RECORD_NEW_DATA))
			resemble(r, record_target(NEW(c), at), false);
}

static struct finding *
flag_resemblance(struct check *c, const struct resemblance *r, const char *what)
{
	struct str target = check_name(c, r->target), like = check_name(c, r->like);
	struct finding *f = flag(c, "%s %.*s looks like %.*s: %s", what, STR(target), STR(like),
	    likeness_text(r->how));

	f->fix = texted(c, "Compare %.*s with %.*s letter by letter, and make sure who registered it.",
	    STR(target), STR(like));
	return f;
}

/* --- name servers -------------------------------------------------------------------- */

static struct resemblance
server_resemblance(struct check *c, const struct change *ch, const struct name *target)
{
	struct resemblance r = { .c = c, .target = target, .apex = NEW(c)->apex,
		.most = check_number(c, "max-distance") };

	resemble_rrset(c, &r, ch);
	resemble_list(c, &r, "delegation-ns-suffix", "allow");
	if (OLD(c)->exists)
		resemble_all(&r, OLD(c), OLD(c)->apex, TYPE_NS);
	return r;
}

void
check_ns_lookalike(struct check *c, const struct change *ch)
{
	for_each_changed(ns, ch, AFTER) {
		const struct name *target = record_target(NEW(c), ns);
		struct resemblance r;
		struct finding *f;

		if (ns_i == RRSET_MOST)
			return;
		if (target == NULL || !(ns->flags & RECORD_NEW_DATA) ||
		    name_within(target, NEW(c)->apex) ||
		    check_other_lists_name(c, "delegation-ns-suffix", "allow", target))
			continue;
		r = server_resemblance(c, ch, target);
		if (r.known || r.like == NULL)
			continue;
		f = flag_resemblance(c, &r, "the new name server");
		f->effect = S("If the name is a stranger's, he answers for the zone: mail, web and "
		    "certificates go to him.");
		finding_at(c, f, NEW(c), ns);
	}
}

/* --- other targets --------------------------------------------------------------------- */

/* The zone's own name, its servers and its mail hosts. */
static void
resemble_own(struct check *c, struct resemblance *r)
{
	struct zone *z = OLD(c)->exists ? OLD(c) : NEW(c);

	resemble(r, NEW(c)->apex, false);
	resemble_all(r, z, z->apex, TYPE_NS);
	resemble_all(r, z, z->apex, TYPE_MX);
	resemble_list(c, r, "record-target-allowlist", "allow");
}

/* The names that the SPF records of the RRset gave before. */
static void
resemble_spf(struct check *c, struct resemblance *r, const struct change *ch)
{
	for_each_of(old, ch, BEFORE) {
		const struct name *at;
		enum want want;
		struct spf spf;

		if (!spf_of(c, OLD(c), old, &spf))
			continue;
		for (size_t i = 0; i < spf.n; i++)
			if (spf_points(OLD(c), &spf.terms[i], &at, &want))
				resemble(r, at, true);
	}
}

static void
judge_target(struct check *c, const struct change *ch, struct record *at,
    const struct name *target, const char *what)
{
	struct resemblance r = { .c = c, .target = target, .apex = NEW(c)->apex,
		.most = check_number(c, "max-distance") };
	struct finding *f;

	if (target == NULL || name_within(target, NEW(c)->apex) ||
	    check_other_lists_name(c, "record-target-allowlist", "allow", target))
		return;
	if (ch->type == TYPE_TXT)
		resemble_spf(c, &r, ch);
	else
		resemble_rrset(c, &r, ch);
	resemble_own(c, &r);
	if (!r.known)
		resemble_zone(c, &r);
	if (r.known || r.like == NULL)
		return;
	f = flag_resemblance(c, &r, what);
	f->effect = S("If the name is a stranger's, whoever follows the record comes to him.");
	finding_at(c, f, NEW(c), at);
}

void
check_target_lookalike(struct check *c, const struct change *ch)
{
	for_each_changed(at, ch, AFTER) {
		const struct name *name;
		enum want want;
		struct spf spf;

		if (at_i == RRSET_MOST)
			return;
		if (!(at->flags & RECORD_NEW_DATA))
			continue;
		if (at->type != TYPE_TXT) {
			judge_target(c, ch, at, record_target(NEW(c), at), "the new target");
			continue;
		}
		if (!spf_of(c, NEW(c), at, &spf))
			continue;
		for (size_t i = 0; i < spf.n; i++)
			if (spf_points(NEW(c), &spf.terms[i], &name, &want))
				judge_target(c, ch, at, name, "the SPF term for");
	}
}
