/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hosts behind NS records: whether they fail together, whether a new cut
 * takes them over, whether they know the zone, and addresses that no NS
 * record needs any more.
 */
#include <string.h>

#include "rules/delegation.h"
#include "rules/record.h"
#include "rules/suffix.h"

enum { SERVERS = 16, ADDRESSES = 64, LISTED = 5 };

/* --- delegation-ns-diversity --------------------------------------------------------- */

/* Where a set of servers stands. */
struct spread {
	size_t servers, operators;
	size_t v4, v6;                  /* different /24 and /48 networks */
	bool known;                     /* each server has an address in some zone of the tree */
};

struct addresses {
	const struct rdata *v[ADDRESSES];
	size_t n;
};

static bool
is_new_network(const struct addresses *seen, const struct rdata *address)
{
	for (size_t i = 0; i < seen->n; i++)
		if (seen->v[i]->len == address->len &&
		    memcmp(seen->v[i]->wire, address->wire, address->len == 4 ? 3 : 6) == 0)
			return false;
	return true;
}

static bool
add_networks(struct check *c, enum side side, const struct name *server, struct addresses *seen,
    struct spread *s)
{
	struct zone *z = check_zone_of(c, side, server);
	bool found = false;

	for (int v6 = 0; z && z->exists && v6 < 2; v6++)
		for_each_record(r, z, server, v6 ? TYPE_AAAA : TYPE_A) {
			const struct rdata *address = record_data(z, r);

			found = found || address;
			if (address == NULL || seen->n == ADDRESSES || !is_new_network(seen, address))
				continue;
			seen->v[seen->n++] = address;
			if (v6)
				s->v6++;
			else
				s->v4++;
		}
	return found;
}

static struct spread
spread_of(struct check *c, enum side side, const struct name *owner)
{
	struct zone *z = &c->set->zone[side];
	const struct name *operators[SERVERS];
	struct addresses seen = { .n = 0 };
	struct spread s = { .known = true };

	for_each_record(r, z, owner, TYPE_NS) {
		const struct name *server = record_target(z, r);
		size_t i = 0;

		if (server == NULL || s.servers++ == SERVERS)
			break;
		while (i < s.operators && !check_shares_suffix(c, operators[i], server))
			i++;
		if (i == s.operators)
			operators[s.operators++] = server;
		if (!add_networks(c, side, server, &seen, &s))
			s.known = false;
	}
	return s;
}

/* Do they all go when one network goes? */
static bool
is_one_network(const struct spread *s)
{
	return s->known && s->servers > 1 && s->v4 <= 1 && s->v6 <= 1;
}

/* A set that is replaced as a whole has rules of its own. */
static bool
some_server_stays(struct check *c, const struct name *owner)
{
	for_each_record(r, NEW(c), owner, TYPE_NS)
		if (!(r->flags & RECORD_NEW_DATA))
			return true;
	return false;
}

static void
judge_spread(struct check *c, const struct name *owner, bool stands)
{
	struct spread was = spread_of(c, BEFORE, owner), is = spread_of(c, AFTER, owner);
	uint32_t least = check_number(c, "min-operators");
	enum severity most = check_migration(c) ? NOTE : ERROR; /* its last step drops the old operator */
	struct finding *f = NULL;

	if (is.servers < 2)
		return;                         /* delegation-ns-min */
	if (is_one_network(&is) && (stands || (was.servers > 1 && !is_one_network(&was)))) {
		f = flag_at_most(c, most, "all %zu name servers of %.*s stand in one network", is.servers,
		    STR(check_name(c, owner)));
		f->effect = S("When that network or the way to it fails, the whole zone is gone (RFC 2182 "
		    "section 3.1).");
	} else if (stands ? is.operators < least :
	    is.operators < was.operators && (is.operators == 1 || is.operators < least) &&
	    some_server_stays(c, owner)) {
		struct str were = stands ? S("") : texted(c, " now, they were %zu", was.operators);

		f = flag_at_most(c, most, "the name servers of %.*s belong to %zu operator%s%.*s",
		    STR(check_name(c, owner)), is.operators, is.operators == 1 ? "" : "s", STR(were));
		f->effect = S("One outage, attack or unpaid bill at an operator takes the whole zone down.");
	}
	if (f)
		finding_about(c, f, owner, TYPE_NS);
}

/* An address of a server moved: of several at once the first in the order of the NS speaks. */
static bool
speaks_for_servers(struct check *c, const struct name *owner, const struct change *ch)
{
	if (changeset_find(c->set, owner, TYPE_NS))
		return false;
	for_each_record(r, NEW(c), owner, TYPE_NS) {
		const struct name *server = record_target(NEW(c), r);
		const struct change *v4, *v6;

		if (server == NULL)
			continue;
		v4 = changeset_find(c->set, server, TYPE_A);
		v6 = changeset_find(c->set, server, TYPE_AAAA);
		if (v4 || v6)
			return (v4 ? v4 : v6) == ch;
	}
	return false;
}

void
check_ns_diversity(struct check *c, const struct change *ch)
{
	struct name *cut;

	if (ch->type == TYPE_NS) {
		if (ch->kind == DATA_CHANGED || ch->kind == RRSET_STANDS)
			judge_spread(c, ch->owner, ch->kind == RRSET_STANDS);
		return;
	}
	if (ch->kind == RRSET_STANDS || ch->kind == TTL_CHANGED)
		return;
	cut = zone_cut(NEW(c), ch->owner);
	if (speaks_for_servers(c, NEW(c)->apex, ch))
		judge_spread(c, NEW(c)->apex, false);
	if (cut && speaks_for_servers(c, cut, ch))
		judge_spread(c, cut, false);
}

/* --- delegation-lame-local -------------------------------------------------------------- */

void
check_lame_local(struct check *c, const struct change *ch)
{
	struct str zone = c->subject.owner;

	for_each_arrived(r, ch) {
		const struct name *server = record_target(NEW(c), r);
		struct finding *f;

		if (server == NULL ||
		    policy_served(c->policy, check_name(c, server), zone) != SERVER_LACKS)
			continue;
		f = flag(c, "%.*s is our server, and [servers] does not list %.*s among its zones",
		    STR(check_name(c, server)), STR(zone));
		f->effect = S("Resolvers that come to this server get REFUSED; where anyone may add a zone "
		    "to it, whoever does so answers for the name.");
		f->fix = texted(c, "Set the zone up on %.*s first and add it to [servers], or name a server "
		    "that has it.", STR(check_name(c, server)));
		finding_at(c, f, NEW(c), r);
	}
}

/* --- delegation-captures-ns-host --------------------------------------------------------- */

/* The records whose hosts come under the new cut. */
struct captured {
	size_t n;
	struct str text;
};

static void
capture(struct check *c, struct captured *k, struct zone *z, struct record *r,
    const struct name *cut)
{
	const struct name *host = record_target(z, r);

	/* A cut may name servers within itself: they are its own. */
	if (host == NULL || host->labels == 0 || !name_within(host, cut) || name_within(r->owner, cut))
		return;
	if (k->n++ < LISTED)
		k->text = texted(c, "%.*s%s%.*s (%.*s of %.*s)", STR(k->text), k->n > 1 ? ", " : "",
		    STR(check_name(c, host)), STR(check_type(c, r->type)), STR(check_name(c, r->owner)));
}

/* In this zone other cuts matter where the new one covers names that exist: most cover none. */
static void
capture_zone(struct check *c, struct captured *k, struct zone *z, const struct name *cut)
{
	bool own = z == NEW(c);

	if (own && !zone_has(OLD(c), cut, 0) && !zone_has_below(OLD(c), cut)) {
		for_each_record(r, z, z->apex, TYPE_NS)
			capture(c, k, z, r, cut);
	} else {
		struct record *const *v;
		size_t n;

		v = zone_pointers_within(z, cut, c->passing, &n);
		for (size_t i = 0; i < n; i++)
			if (v[i]->type == TYPE_NS && (v[i]->owner == z->apex || !own ||
			    zone_cut(z, v[i]->owner) == v[i]->owner))
				capture(c, k, z, v[i], cut);
	}
	for_each_record(r, z, z->apex, TYPE_MX)
		capture(c, k, z, r, cut);
}

/* A server of the apex that lies below a cut: the child decides where it is. */
static void
judge_server_below_cut(struct check *c, const struct change *ch)
{
	for_each_arrived(r, ch) {
		struct name *host = record_target(NEW(c), r), *cut;
		struct finding *f;

		cut = host && name_below(host, NEW(c)->apex) ? zone_cut(NEW(c), host) : NULL;
		if (cut == NULL || changeset_find(c->set, cut, TYPE_NS))
			continue;
		f = flag_at_most(c, WARNING, "the server %.*s of this zone lies below the delegation %.*s",
		    STR(check_name(c, host)), STR(check_name(c, cut)));
		f->effect = S("Whoever runs the delegation decides what the server's address is, and so "
		    "answers for this zone too.");
		f->fix = S("Name servers that lie in this zone, or in one that is held as tightly.");
		finding_at(c, f, NEW(c), r);
	}
}

void
check_captures_ns_host(struct check *c, const struct change *ch)
{
	struct captured k = { .text = S("") };
	struct finding *f;
	struct zone *z;

	if (!OLD(c)->exists)
		return;
	if (at_apex(c, ch->owner)) {
		judge_server_below_cut(c, ch);
		return;
	}
	if (ch->kind != RRSET_ADDED || zone_cut(NEW(c), ch->owner) != ch->owner)
		return;
	for (size_t i = 0; (z = target_tree(c, &i)) != NULL;)
		if (!name_within(z->apex, ch->owner))
			capture_zone(c, &k, z, ch->owner);
	if (k.n == 0)
		return;
	f = flag(c, "the new delegation takes over %s that others are served from: %.*s%s",
	    k.n == 1 ? "a host" : "hosts", STR(k.text), k.n > LISTED ? ", ..." : "");
	f->effect = S("Whoever runs the delegation decides where those hosts are, and so answers for the "
	    "zones and mail that depend on them.");
	f->fix = S("Move the hosts out of the name first, or do not delegate it.");
}

/* --- delegation-glue-orphan ---------------------------------------------------------------- */

static bool
is_wanted_by_ns(struct zone *z, const struct name *host)
{
	size_t n;
	struct record *const *v = zone_pointers(z, host, &n);

	for (size_t i = 0; i < n; i++)
		if (v[i]->type == TYPE_NS)
			return true;
	return false;
}

static struct record *
address_of(const struct zone *z, const struct name *host)
{
	struct record *r = zone_first(z, host, TYPE_A);

	return r ? r : zone_first(z, host, TYPE_AAAA);
}

static void
flag_orphan(struct check *c, struct record *address, const struct name *cut, bool gone)
{
	struct str host = check_name(c, address->owner);
	struct finding *f = flag(c, "no NS record uses the address of %.*s any more, %s the delegation "
	    "%.*s", STR(host), gone ? "left over from" : "below", STR(check_name(c, cut)));

	f->effect = gone ? S("What was glue is served as data of this zone now; it kept alive hosts of "
	    "names that were meant to be gone (SSAC SAC048).") :
	    S("It is not served; it misleads whoever reads the zone.");
	f->fix = texted(c, "Remove the address of %.*s, or name the server again.", STR(host));
	finding_at(c, f, NEW(c), address);
}

/* The servers that an NS RRset named and names no more. */
static void
judge_left_glue(struct check *c, const struct change *ch)
{
	for_each_changed(r, ch, BEFORE) {
		struct name *host = (r->flags & RECORD_NEW_DATA) ? record_target(OLD(c), r) : NULL;
		struct record *address = host ? address_of(NEW(c), host) : NULL;
		struct name *cut = address ? zone_cut(OLD(c), host) : NULL;

		if (cut == NULL || changeset_find(c->set, host, address->type) ||
		    is_wanted_by_ns(NEW(c), host))
			continue;
		flag_orphan(c, address, cut, zone_cut(NEW(c), host) == NULL);
	}
}

void
check_glue_orphan(struct check *c, const struct change *ch)
{
	struct name *cut;

	if (ch->type == TYPE_NS) {
		if (NEW(c)->exists && !at_apex(c, ch->owner) && ch->kind != RRSET_STANDS)
			judge_left_glue(c, ch);
		return;
	}
	/* Addresses that come below a cut are delegation-occlusion. */
	if (ch->kind != RRSET_STANDS || (cut = zone_cut(NEW(c), ch->owner)) == NULL ||
	    address_of(NEW(c), ch->owner)->type != ch->type || is_wanted_by_ns(NEW(c), ch->owner))
		return;
	flag_orphan(c, ch->side[AFTER].v[0], cut, false);
}
