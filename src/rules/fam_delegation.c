/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules on NS records: which servers a cut or the apex has, and how that may change. */
#include "rules/delegation.h"
#include "rules/suffix.h"

bool
at_apex(const struct check *c, const struct name *name)
{
	return name_equal(name, NEW(c)->exists ? NEW(c)->apex : OLD(c)->apex);
}

bool
ns_names(struct zone *z, const struct rrset *set, const struct name *target)
{
	for (size_t i = 0; i < set->n && i < RRSET_MOST; i++) {
		struct name *own = record_target(z, set->v[i]);

		if (own && name_equal(own, target))
			return true;
	}
	return false;
}

struct str
ns_list(struct check *c, struct zone *z, const struct rrset *set)
{
	struct str text = check_rrset(c, z, set);
	const char *blank = memchr(text.p, ' ', text.len);

	return blank ? str_skip(text, (size_t)(blank + 1 - text.p)) : text;     /* behind the TTL */
}

/* How many servers both versions name. */
static size_t
kept(struct check *c, const struct change *ch)
{
	size_t n = 0;

	for_each_served(r, ch, AFTER) {
		struct name *target = record_target(NEW(c), r);

		n += target && ns_names(OLD(c), &ch->side[BEFORE], target);
	}
	return n;
}

/* "They may use the old servers for up to 1d." */
static struct str
hold(struct check *c, uint32_t ttl)
{
	struct str duration = check_duration(c, ttl);

	return texted(c, "Caches keep the old servers for up to %.*s.", STR(duration));
}

static void
check_added(struct check *c, const struct change *ch)
{
	struct finding *f;

	if (at_apex(c, ch->owner) || !OLD(c)->exists)
		return;
	f = flag(c, "new delegation to %.*s", STR(ns_list(c, NEW(c), &ch->side[AFTER])));
	f->effect = S("Whoever runs these servers answers for the name and all names below it.");
}

static void
check_removed(struct check *c, const struct change *ch)
{
	struct zone *child;
	struct finding *f;

	if (at_apex(c, ch->owner))
		return;
	child = check_zone_at(c, AFTER, ch->owner);
	f = flag_at_most(c, child ? ERROR : check_level(c, "usual"), "the delegation is gone%s",
	    child ? ", but the child zone is still in the repository" : "");
	f->effect = texted(c, "The name and all names below it stop resolving once caches forget the NS "
	    "records (%.*s).", STR(check_duration(c, ch->side[BEFORE].ttl)));
}

/* Is the server one that nobody needs to wonder about? */
static bool
approved(struct check *c, const struct change *ch, const struct name *target)
{
	if (check_other_lists_name(c, "delegation-ns-suffix", "allow", target) ||
	    name_within(target, NEW(c)->apex))
		return true;
	for_each_of(r, ch, BEFORE) {
		struct name *old = record_target(OLD(c), r);

		if (old && check_shares_suffix(c, old, target))
			return true;
	}
	return false;
}

static void
check_changed(struct check *c, const struct change *ch)
{
	bool removes = false, unapproved = false;
	struct str old, new;
	struct finding *f;

	if (at_apex(c, ch->owner) || kept(c, ch) == 0)
		return;
	for_each_changed(r, ch, BEFORE)
		removes = removes || (r->flags & RECORD_NEW_DATA);
	for_each_changed(r, ch, AFTER) {
		struct name *target = record_target(NEW(c), r);

		unapproved = unapproved || ((r->flags & RECORD_NEW_DATA) && target &&
		    !approved(c, ch, target));
	}
	old = ns_list(c, OLD(c), &ch->side[BEFORE]);
	new = ns_list(c, NEW(c), &ch->side[AFTER]);
	f = flag_at_most(c, removes || unapproved ? ERROR : check_level(c, "usual"),
	    "name servers of the delegation change: %.*s -> %.*s", STR(old), STR(new));
	f->effect = hold(c, ch->side[BEFORE].ttl);
}

/* No resolver can have found any of the old servers: their names had no address. */
static bool
none_was_reachable(struct check *c, const struct change *ch)
{
	for_each_of(r, ch, BEFORE) {
		struct name *target = record_target(OLD(c), r);

		if (target == NULL || !server_unresolvable(c, BEFORE, target))
			return false;
	}
	return true;
}

static void
check_replaced(struct check *c, const struct change *ch)
{
	bool single = ch->side[BEFORE].n == 1 && ch->side[AFTER].n == 1;
	struct finding *f;

	if (at_apex(c, ch->owner) || kept(c, ch) > 0)
		return;
	if (none_was_reachable(c, ch)) {
		f = flag_at_most(c, check_level(c, "repair"),
		    "name servers without an address are replaced: %.*s -> %.*s",
		    STR(ns_list(c, OLD(c), &ch->side[BEFORE])), STR(ns_list(c, NEW(c), &ch->side[AFTER])));
		f->effect = S("The name did not resolve before; a repair loses nothing.");
		return;
	}
	f = flag_at_most(c, check_migration(c) ? NOTE : single ? WARNING : ERROR,
	    "all name servers are replaced at once: %.*s -> %.*s",
	    STR(ns_list(c, OLD(c), &ch->side[BEFORE])), STR(ns_list(c, NEW(c), &ch->side[AFTER])));
	f->effect = texted(c, "%.*s Until then half of the world asks the old ones, and nothing holds "
	    "if the new ones are wrong.", STR(hold(c, ch->side[BEFORE].ttl)));
	f->fix = texted(c, "Add the new servers beside the old ones, wait %.*s, then remove the old.",
	    STR(check_duration(c, ch->side[BEFORE].ttl)));
}

/* An operator (registrable suffix) of the old servers that no new one has. */
static bool
operator_lost(struct check *c, const struct change *ch)
{
	for_each_served(r, ch, BEFORE) {
		struct name *old = record_target(OLD(c), r);
		bool still = false;

		for_each_served(s, ch, AFTER) {
			struct name *new = record_target(NEW(c), s);

			still = still || (old && new && check_shares_suffix(c, old, new));
		}
		if (old && !still)
			return true;
	}
	return false;
}

/* Does the change touch more than the apex NS, the SOA and the servers' own addresses? */
static bool
touches_more(struct check *c, const struct change *ch)
{
	for_each_change(other, c->set) {
		bool address = other->type == TYPE_A || other->type == TYPE_AAAA;

		if (!other->churn || other == ch || (address &&
		    (ns_names(NEW(c), &ch->side[AFTER], other->owner) ||
		    ns_names(OLD(c), &ch->side[BEFORE], other->owner))))
			continue;
		return true;
	}
	return false;
}

static void
check_apex_changed(struct check *c, const struct change *ch)
{
	const char *why = NULL;
	struct finding *f;

	if (!at_apex(c, ch->owner))
		return;
	if (ch->side[AFTER].n == 0)
		why = "none is left";
	else if (kept(c, ch) == 0)
		why = "none is kept";
	else if (operator_lost(c, ch))
		why = "an operator goes";
	else if (touches_more(c, ch))
		why = "and other records change with them";
	f = flag_at_most(c, why ? ERROR : check_level(c, "usual"),
	    "the zone's own name servers change: %.*s -> %.*s%s%s%s",
	    STR(ns_list(c, OLD(c), &ch->side[BEFORE])), STR(ns_list(c, NEW(c), &ch->side[AFTER])),
	    why ? " (" : "", why ? why : "", why ? ")" : "");
	f->effect = hold(c, ch->side[BEFORE].ttl);
	f->fix = texted(c, "Change servers in steps and alone: add the new ones here, then in the parent; "
	    "wait %.*s; remove the old ones in the parent, then here.",
	    STR(check_duration(c, ch->side[BEFORE].ttl)));
}

static const struct rule rules[] = {
	{
		.id = "delegation-added", .severity = WARNING, .on = RRSET_ADDED, .types = { TYPE_NS },
		.check = check_added,
		.summary = "a name is delegated that was not",
		.why = "A delegation gives a part of the name space to whoever runs the servers.",
		.fix = "Check that the servers are ours or the customer's, and that they serve the zone.",
		.controls = "CSF PR.AA-05; 800-53 CM-3; OWASP NHI3",
	},
	{
		.id = "delegation-removed", .severity = ERROR, .on = RRSET_REMOVED, .types = { TYPE_NS },
		.check = check_removed,
		.summary = "a delegation is gone",
		.why = "Everything below the name stops resolving; of the outages on record, dropped "
		    "delegations are the largest.",
		.fix = "Remove a delegation only when nothing below it is used any more.",
		.controls = "CSF ID.AM-08, PR.IR-04; 800-53 CM-3, SC-20",
		.consumes = { "record-last-address" },
		.params = {
			{ "usual", PARAM_SEVERITY, "warning", "when the child zone is not in the repository", NULL },
		},
	},
	{
		.id = "delegation-ns-changed", .severity = WARNING, .on = DATA_CHANGED,
		.types = { TYPE_NS }, .check = check_changed,
		.summary = "some name servers of a delegation change",
		.why = "Parent and child must name the same servers (RFC 1034 section 4.2.2); the old set "
		    "lives in caches for its TTL.",
		.fix = "Add new servers, wait for the larger NS TTL of parent and child, then remove old ones.",
		.controls = "CSF DE.CM-01; 800-53 CM-3",
		.params = {
			{ "usual", PARAM_SEVERITY, "note", "when approved servers are only added", NULL },
		},
	},
	{
		.id = "delegation-ns-replaced", .severity = ERROR, .on = DATA_CHANGED,
		.types = { TYPE_NS }, .check = check_replaced,
		.summary = "all name servers of a delegation are replaced at once",
		.why = "That is what a hijack looks like, and what a careful move never does (CISA ED 19-01; "
		    "RFC 6781 section 4.3.5). Servers that had no address answered nobody: to replace them is a "
		    "repair.",
		.fix = "Keep one old server through one NS TTL.",
		.controls = "CSF DE.CM-01, PR.AA-01; 800-53 CM-3, SC-20",
		.params = {
			{ "repair", PARAM_SEVERITY, "note", "when no old server had an address", NULL },
		},
		.consumes = { "delegation-ns-changed" },
	},
	{
		.id = "delegation-apex-ns-changed", .severity = ERROR,
		.on = DATA_CHANGED | RRSET_REMOVED, .types = { TYPE_NS }, .check = check_apex_changed,
		.summary = "the zone's own name servers change",
		.why = "The parent must change too, in the right order, and the old set lives in caches.",
		.fix = "Change servers in steps, and nothing else with them.",
		.controls = "CSF DE.CM-01, PR.AA-01; 800-53 CM-3, SC-22",
		.params = {
			{ "usual", PARAM_SEVERITY, "warning",
			    "when old and new servers overlap and nothing else changes", NULL },
		},
	},
	{
		.id = "delegation-ns-min", .severity = WARNING, .on = RRSET_TOUCHED, .flags = RULE_STATE,
		.types = { TYPE_NS }, .check = check_ns_min,
		.summary = "too few name servers, or too many",
		.why = "Two servers are the least (RFC 1034 section 4.1), in different places (RFC 2182 "
		    "section 5).",
		.effect = "One failing server takes the name down.",
		.fix = "Add a second server.",
		.controls = "CSF PR.IR-04; 800-53 SC-22",
		.params = {
			{ "min", PARAM_NUMBER, "2", "fewest name servers", NULL },
			{ "max", PARAM_NUMBER, "13", "most name servers before a note", NULL },
		},
	},
	{
		.id = "delegation-ns-suffix", .severity = ERROR, .on = RRSET_TOUCHED, .flags = RULE_STATE,
		.types = { TYPE_NS }, .check = check_ns_suffix,
		.summary = "a name server outside the approved domains",
		.why = "A server of a stranger, or of a provider where nobody claimed the zone, takes the "
		    "name over.",
		.fix = "Use an approved server.",
		.controls = "CSF GV.SC; OWASP NHI3",
		.params = {
			{ "allow", PARAM_NAMES, "", "domains whose servers may be named", NULL },
			{ "allow-inzone", PARAM_YESNO, "yes", "servers inside this zone are allowed", NULL },
		},
	},
	{
		.id = "delegation-ns-lookalike", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_NS }, .check = check_ns_lookalike,
		.summary = "a new name server whose name imitates a known one",
		.why = "One letter or digit more in a provider's name is how a hijack hides from a reviewer "
		    "(awsdns-061 for awsdns-61). Compared is where the names are registered, with the "
		    "servers of the RRset, of the apex and of the `allow` list of delegation-ns-suffix; "
		    "a server that goes takes no other with it, so this has no twin for removals.",
		.fix = "Compare the names letter by letter.",
		.controls = "CSF DE.CM-01, GV.SC; 800-53 SI-7; OWASP NHI3",
		.params = {
			{ "max-distance", PARAM_NUMBER, "2",
			    "letters that may differ in a name of seven letters and more", NULL },
		},
	},
	{
		.id = "delegation-ns-unresolvable", .severity = WARNING,
		.on = RRSET_TOUCHED | RRSET_REMOVED, .flags = RULE_STATE,
		.types = { TYPE_NS, TYPE_A, TYPE_AAAA, TYPE_CNAME }, .check = check_ns_unresolvable,
		.summary = "a name server without an address",
		.why = "A server whose name does not resolve in the zones at hand answers nobody.",
		.fix = "Add the address, or correct the name.",
		.controls = "CSF PR.IR-04; 800-53 SC-20",
	},
	{
		.id = "delegation-ns-cname", .severity = ERROR, .on = RRSET_TOUCHED, .flags = RULE_STATE,
		.types = { TYPE_NS, TYPE_CNAME }, .check = check_ns_cname,
		.summary = "a name server's name is an alias",
		.why = "RFC 2181 section 10.3 forbids it, and many resolvers do not follow.",
		.effect = "Resolvers that keep to the standard treat the server as dead.",
		.fix = "Name the server by the name that owns its addresses.",
		.controls = "CSF PR.PS-01; 800-53 SC-20",
	},
	{
		.id = "delegation-glue-missing", .severity = ERROR, .on = RRSET_TOUCHED | RRSET_REMOVED,
		.flags = RULE_STATE, .types = { TYPE_NS, TYPE_A, TYPE_AAAA }, .check = check_glue_missing,
		.summary = "a name server below the delegation has no address in the parent",
		.why = "Only the parent can give the address of a server that lies inside the delegation "
		    "(RFC 1034 section 4.2.1, RFC 9471).",
		.fix = "Add glue.",
		.controls = "CSF PR.IR-04; 800-53 SC-20",
		.params = {
			{ "min-ok", PARAM_NUMBER, "2", "reachable servers that make it the usual case", NULL },
			{ "usual", PARAM_SEVERITY, "warning", "when so many others are reachable", NULL },
		},
	},
	{
		.id = "delegation-glue-changed", .severity = ERROR,
		.on = DATA_CHANGED | RRSET_ADDED | RRSET_REMOVED, .types = { TYPE_A, TYPE_AAAA },
		.check = check_glue_changed,
		.summary = "the address of a name server changes",
		.why = "The host object at the registry and the glue of other parents must change with it.",
		.fix = "Change the registrar's host object too.",
		.controls = "CSF DE.CM-01; 800-53 CM-3",
		.params = {
			{ "usual", PARAM_SEVERITY, "warning",
			    "when some server of the delegation keeps its address", NULL },
		},
	},
	{
		.id = "delegation-glue-orphan", .severity = NOTE, .on = RRSET_TOUCHED | RRSET_REMOVED,
		.flags = RULE_STATE, .types = { TYPE_NS, TYPE_A, TYPE_AAAA },
		.check = check_glue_orphan,
		.summary = "an address below a delegation that no NS record uses",
		.why = "When a server or its delegation goes, its glue is to go too: left behind, it is "
		    "either dead text or, where the cut is gone, served as data (SSAC SAC048). An address "
		    "that comes below a cut is delegation-occlusion; scope = all finds old ones.",
		.fix = "Remove the address together with the NS record.",
		.controls = "CSF ID.AM-08; 800-53 CM-4, SC-20",
	},
	{
		.id = "delegation-occlusion", .severity = ERROR, .on = RRSET_ADDED,
		.check = check_occlusion,
		.summary = "data that a delegation hides",
		.why = "At and below a cut the child answers; whatever the parent holds there beside NS, DS "
		    "and glue is never served (RFC 2181 section 6, RFC 9499).",
		.fix = "Put the data into the child zone.",
		.controls = "CSF PR.PS-01; 800-53 CM-4",
	},
	{
		.id = "delegation-captures-ns-host", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_NS }, .check = check_captures_ns_host,
		.summary = "a new delegation at or above a name that others are served from",
		.why = "The new owner decides the address of hosts that serve this zone, other cuts or the "
		    "mail of the domain (RFC 1034 section 4.2.1), in any zone of the tree. From the other "
		    "side: a server of the apex that begins to lie below a cut is a warning. In the zone "
		    "itself other cuts are looked at where the new one covers names that existed. A "
		    "delegation that goes frees its hosts: delegation-removed and record-dangling-target.",
		.fix = "Move the hosts out of the name first, or do not delegate it.",
		.controls = "CSF PR.AA-05, DE.CM-01; 800-53 CM-4, SC-20; OWASP NHI3",
	},
	{
		.id = "delegation-parent-child", .severity = WARNING, .on = RRSET_TOUCHED,
		.flags = RULE_STATE, .types = { TYPE_NS }, .check = check_parent_child,
		.summary = "parent and child zone name different servers",
		.why = "RFC 1034 section 4.2.2 wants both sets equal; RFC 7477 keeps them so.",
		.fix = "Make both NS sets equal.",
		.controls = "CSF DE.AE-03; 800-53 SC-20",
		.params = {
			{ "require-context", PARAM_YESNO, "no", "a missing side is a finding", NULL },
		},
	},
	{
		.id = "delegation-ns-diversity", .severity = WARNING, .on = RRSET_TOUCHED | RRSET_REMOVED,
		.flags = RULE_STATE, .types = { TYPE_NS, TYPE_A, TYPE_AAAA },
		.check = check_ns_diversity,
		.summary = "all name servers in one network, or of one operator",
		.why = "Servers that share a network, or an operator, fail together (RFC 2182 section 3.1). "
		    "Judged where a change makes it worse, from the NS records or from the addresses of "
		    "the servers; scope = all also judges what stands, there operators below "
		    "`min-operators`. Networks are a /24 and a /48, when all addresses are known. A note in a "
		    "[migration], whose last step drops the old operator; a set that is replaced as a whole "
		    "is -ns-replaced or -apex-ns-changed.",
		.fix = "Keep a server in another network, or of another operator.",
		.controls = "CSF PR.IR-04; 800-53 SC-22",
		.params = {
			{ "min-operators", PARAM_NUMBER, "1", "different operators", NULL },
		},
	},
	{
		.id = "delegation-lame-local", .severity = WARNING, .on = RRSET_TOUCHED,
		.flags = RULE_STATE, .types = { TYPE_NS }, .check = check_lame_local,
		.summary = "a delegation to one of our servers that does not serve the zone",
		.why = "A server that is named and does not know the zone is lame (RFC 1912 section 2.8), and "
		    "where zones can be added by many, an open door. Needs [servers] NAME = zones; servers "
		    "that it does not list are silent. An NS record that goes makes nothing lame: no twin.",
		.fix = "Set the zone up on the server first.",
		.controls = "CSF ID.AM-08, GV.SC; 800-53 SC-20",
	},
	{
		.id = "delegation-wildcard-ns", .severity = ERROR, .on = RRSET_TOUCHED,
		.flags = RULE_STATE, .types = { TYPE_NS }, .check = check_wildcard_ns,
		.summary = "NS records at a wildcard",
		.why = "RFC 4592 section 4.2 leaves undefined what that means; servers differ.",
		.effect = "Some servers refuse the zone, others answer what nobody meant.",
		.fix = "Delegate each name by itself.",
		.controls = "CSF PR.PS-01; 800-53 SC-20",
	},
};

FAMILY(delegation);
