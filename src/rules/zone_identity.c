/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who the SOA says runs the zone: MNAME, the primary that NOTIFY and dynamic
 * updates rely on, and RNAME, the mailbox of the person in charge, whose first
 * label is the part before the '@' (RFC 1035 sections 3.3.13 and 8).
 */
#include "rules/zone_whole.h"

#include <string.h>

#include "rules/suffix.h"

/* The two names of one version. */
struct identity {
	struct name *mname, *rname;
	struct zone *zone;
};

static bool
identity_read(struct zone *z, struct identity *id)
{
	struct soa soa;

	*id = (struct identity){ .zone = z };
	if (!z->exists || zone_soa(z, &soa) == NULL)
		return false;
	id->mname = names_intern(z->names, soa.mname, soa.mname_len);
	id->rname = names_intern(z->names, soa.rname, soa.rname_len);
	return true;
}

/* --- what is wrong with one of them, whatever it was before ------------------------- */

/* A primary that the zone itself says does not exist is record-dangling-target. */

enum identity_fault {
	MNAME_NOWHERE, MNAME_NO_HOST, MNAME_ALIAS, RNAME_AT, RNAME_DOT, RNAME_EMPTY,
	IDENTITY_FAULTS
};

/* Letters, digits and inner hyphens, as RFC 1123 section 2.1 wants of a host. */
static bool
is_host(const struct name *name)
{
	for (const uint8_t *p = name->wire; *p; p += *p + 1) {
		if (p[1] == '-' || p[*p] == '-')
			return false;
		for (unsigned i = 1; i <= *p; i++)
			if (!(p[i] >= 'a' && p[i] <= 'z') && !(p[i] >= '0' && p[i] <= '9') &&
			    p[i] != '-')
				return false;
	}
	return true;
}

static bool
is_localhost(const struct name *name)
{
	static const char local[] = "\11localhost";

	return name->len >= 10 && memcmp(name->wire, local, 10) == 0;
}

/* Is the name the zone's own to answer for, and not a child's? */
static bool
is_own(const struct zone *z, struct name *name)
{
	return name_within(name, z->apex) && zone_cut(z, name) == NULL &&
	    zone_dname(z, name) == NULL;
}

static struct str
mname_fault(struct check *c, const struct identity *id, enum identity_fault fault)
{
	struct str text = check_name(c, id->mname);

	switch (fault) {
	case MNAME_NOWHERE:
		return id->mname->labels == 0 || is_localhost(id->mname) ?
		    texted(c, "MNAME %.*s is no server", STR(text)) : S("");
	case MNAME_NO_HOST:
		return is_host(id->mname) ? S("") :
		    texted(c, "MNAME %.*s is not the name of a host", STR(text));
	case MNAME_ALIAS:
		return !zone_has(id->zone, id->mname, TYPE_CNAME) ? S("") :
		    texted(c, "MNAME %.*s is an alias", STR(text));
	default:
		return S("");
	}
}

/* The domain of the mailbox: RNAME without its first label. */
static struct name *
mail_domain(const struct identity *id)
{
	return id->rname->labels > 1 ? names_parent(id->zone->names, id->rname) : NULL;
}

/* The apex itself, or the apex twice: a final dot is missing, which record-trailing-dot tells. */
static bool
is_doubled(const struct zone *z, const struct name *domain)
{
	size_t twice = 2 * (size_t)z->apex->len - 1, bare = (size_t)z->apex->len - 1;

	return domain == z->apex || (bare > 0 && domain->len >= twice &&
	    memcmp(domain->wire + domain->len - twice, z->apex->wire, bare) == 0);
}

static struct str
rname_fault(struct check *c, const struct identity *id, enum identity_fault fault)
{
	struct str text = check_name(c, id->rname);
	struct name *domain = mail_domain(id);

	switch (fault) {
	case RNAME_AT:
		for (size_t i = 0; i < id->rname->len; i++)
			if (id->rname->wire[i] == '@')
				return texted(c, "RNAME %.*s holds an '@'", STR(text));
		return S("");
	case RNAME_EMPTY:
		return id->rname->labels == 0 ? S("RNAME is empty") : S("");
	case RNAME_DOT:
		if (domain == NULL || !is_own(id->zone, domain) || is_doubled(id->zone, domain) ||
		    zone_exists(id->zone, domain) || zone_reach(id->zone, domain) != NO_NAME)
			return S("");
		return texted(c, "RNAME %.*s is a mailbox of %.*s, which does not exist in the zone",
		    STR(text), STR(check_name(c, domain)));
	default:
		return S("");
	}
}

static struct str
fault_text(struct check *c, const struct identity *id, enum identity_fault fault)
{
	struct str text = mname_fault(c, id, fault);

	return text.len ? text : rname_fault(c, id, fault);
}

static const char *
fault_fix(enum identity_fault fault)
{
	switch (fault) {
	case RNAME_AT: case RNAME_EMPTY:
		return "Write the mailbox as a name: hostmaster.example.com. for "
		    "hostmaster@example.com.";
	case RNAME_DOT:
		return "Write a dot before the '@' as \\. (first\\.last.example.com.), or correct the "
		    "domain.";
	default:
		return "Name the primary server by a host name that has addresses.";
	}
}

/* False: nothing is wrong. */
static bool
judge_faults(struct check *c, const struct identity *old, const struct identity *new)
{
	bool found = false;

	for (int i = 0; i < IDENTITY_FAULTS; i++) {
		enum identity_fault fault = (enum identity_fault)i;
		struct str text = fault_text(c, new, fault);
		struct finding *f;
		bool stood;

		if (text.len == 0)
			continue;
		stood = c->change->kind != RRSET_STANDS && old->mname &&
		    str_eq(fault_text(c, old, fault), text);
		f = flag_at_most(c, stood ? NOTE : ERROR, "%.*s%s", STR(text),
		    stood ? " (as before this change)" : "");
		f->fix = str_of(fault_fix(fault));
		found = true;
		if (fault == MNAME_NOWHERE)
			break;
	}
	return found;
}

/* --- what became of them ------------------------------------------------------------- */

static struct str
registrable(struct check *c, const struct name *name)
{
	size_t len;
	const uint8_t *wire = suffix_registrable(name, &len);

	return wire_text(c->arena, wire, len);
}

/* Do two names differ in their domain by a letter or two? */
static bool
looks_alike(struct check *c, const struct name *a, const struct name *b)
{
	struct str x = registrable(c, a), y = registrable(c, b);

	return x.len > 6 && !str_eq(x, y) && str_distance(x, y, 3) < 3;
}

static bool
serves(struct zone *z, const struct name *host)
{
	for_each_record(ns, z, z->apex, TYPE_NS)
		if (record_target(z, ns) == host)
			return true;
	return false;
}

static struct str
moved_text(struct check *c, const char *field, const struct name *old, const struct name *new)
{
	return texted(c, "%s moves from %.*s to %.*s", field, STR(check_name(c, old)),
	    STR(check_name(c, new)));
}

static void
flag_moved(struct check *c, struct str text, bool alike, struct str more)
{
	flag_at_most(c, alike ? ERROR : check_level(c, "usual"), "%.*s%s%.*s", STR(text),
	    alike ? ", which looks much like it" : "", STR(more));
}

static void
judge_moves(struct check *c, const struct identity *old, const struct identity *new)
{
	if (old->mname != new->mname)
		flag_moved(c, moved_text(c, "MNAME", old->mname, new->mname),
		    looks_alike(c, old->mname, new->mname),
		    serves(new->zone, new->mname) || check_lists_name(c, "hidden", new->mname) ?
		    S("") : S(", which is not among the NS records"));
	if (old->rname != new->rname)
		flag_moved(c, moved_text(c, "RNAME", old->rname, new->rname),
		    looks_alike(c, old->rname, new->rname), S(""));
}

void
check_zone_soa_identity(struct check *c, const struct change *ch)
{
	struct identity old, new;
	bool had = identity_read(OLD(c), &old);

	if (!identity_read(NEW(c), &new))
		return;
	if (!judge_faults(c, &old, &new) && had && ch->kind == DATA_CHANGED)
		judge_moves(c, &old, &new);
}
