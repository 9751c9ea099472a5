/* SPDX-License-Identifier: BSD-2-Clause */
/* The zone family: what happens to a zone as a whole, and to several at once. */
#include "rules/record.h"
#include "rules/zone_whole.h"

enum { LISTED = 5 };            /* names or zones that a text spells out */

/* A list in words of which only the first few are spelled out. */
struct listing {
	struct str text;
	size_t n;
};

static void
listing_add(struct check *c, struct listing *l, struct str item)
{
	if (l->n++ < LISTED)
		l->text = texted(c, "%.*s%s%.*s", STR(l->text), l->n > 1 ? ", " : "", STR(item));
}

static struct str
listing_text(struct check *c, const struct listing *l)
{
	if (l->n <= LISTED)
		return l->text;
	return texted(c, "%.*s and %zu more", STR(l->text), l->n - LISTED);
}

/* --- zone-deleted ------------------------------------------------------------------- */

static struct str
reference_text(struct check *c, struct zone *z, const struct record *r)
{
	struct str path = record_path(z, r);

	return texted(c, "%.*s %.*s (%.*s:%u)", STR(check_name(c, r->owner)),
	    STR(check_type(c, r->type)), STR(path), (unsigned)r->line);
}

static bool
points(uint16_t type)
{
	switch (type) {
	case TYPE_NS: case TYPE_CNAME: case TYPE_DNAME: case TYPE_PTR: case TYPE_MX: case TYPE_SRV:
	case TYPE_NAPTR: case TYPE_HTTPS: case TYPE_SVCB: case TYPE_SOA:
		return true;
	default:
		return false;
	}
}

static void
list_references(struct check *c, struct zone *z, const struct name *apex, struct listing *l)
{
	for_each_in_zone(r, z) {
		struct name *target = points(r->type) ? record_target(z, r) : NULL;

		if (r->type == TYPE_NS && name_equal(r->owner, apex))
			continue;       /* the delegation: told apart */
		if (target && name_within(target, apex))
			listing_add(c, l, l->n < LISTED ? reference_text(c, z, r) : S(""));
	}
}

/* Records of other zones that still lead to names of the zone that is gone. */
static struct listing
references(struct check *c, const struct name *apex)
{
	struct listing l = { .n = 0 };
	struct changeset *set;

	for (size_t i = 0; (set = target_tree_nth(c, i)) != NULL; i++)
		if (set != c->set)
			list_references(c, &set->zone[AFTER], apex, &l);
	return l;
}

/* The zone above may still delegate to it. */
static struct str
delegation_left(struct check *c, const struct name *apex)
{
	struct zone *parent = check_zone_of(c, AFTER, apex);
	struct record *ns = parent ? zone_first(parent, apex, TYPE_NS) : NULL;

	if (ns == NULL)
		return S("");
	return texted(c, " %.*s still delegates to it.", STR(reference_text(c, parent, ns)));
}

/* Where the manifest decided what becomes of the zone, that is the place. */
static void
at_manifest(struct check *c, struct finding *f, enum side side)
{
	if (c->set->listed.len == 0)
		return;
	f->side = side;
	f->path = arena_dup(c->arena, c->set->listed);
	f->line = c->set->listed_line;
	f->column = 1;
}

static void
check_deleted(struct check *c, const struct change *ch)
{
	size_t gone = c->set->tally.removed;
	struct str into = S(""), listed = S(""), left;
	struct listing l;
	struct finding *f;

	(void)ch;
	if (NEW(c)->exists || !OLD(c)->exists)
		return;
	l = references(c, OLD(c)->apex);
	left = delegation_left(c, OLD(c)->apex);
	if (l.n) {
		into = texted(c, "; %zu record%s of other zones point%s into it", l.n,
		    l.n == 1 ? "" : "s", l.n == 1 ? "s" : "");
		listed = texted(c, " Left pointing into it: %.*s.", STR(listing_text(c, &l)));
	}
	f = flag(c, "the zone is %s, with %zu RRset%s%.*s", c->set->listed.len ?
	    "dropped from the manifest" : "gone", gone, gone == 1 ? "" : "s", STR(into));
	at_manifest(c, f, BEFORE);
	f->effect = texted(c, "Servers stop answering for %.*s and every name in it.%.*s%.*s",
	    STR(c->set->origin), STR(left), STR(listed));
}

/* --- zone-added ------------------------------------------------------------------------ */

static void
check_added(struct check *c, const struct change *ch)
{
	bool unread = OLD(c)->exists && OLD(c)->n == 0 && OLD(c)->unread > 0;
	struct zone *parent = NULL;
	struct name *above;
	struct finding *f;

	(void)ch;
	if (!NEW(c)->exists || (OLD(c)->exists && !unread))
		return;
	f = flag(c, "a new zone with %zu RRset%s%s", c->set->tally.added,
	    c->set->tally.added == 1 ? "" : "s",
	    unread ? "; nothing of the old version could be read" :
	    c->set->listed.len ? ", by the manifest" : "");
	at_manifest(c, f, AFTER);
	above = names_parent(&c->set->names, NEW(c)->apex);
	if (above)
		parent = check_zone_of(c, AFTER, above);
	if (parent == NULL || zone_has(parent, NEW(c)->apex, TYPE_NS))
		return;
	f->effect = texted(c, "The zone %.*s above it is in the tree too and does not delegate to "
	    "it: no resolver will find the new zone.", STR(check_name(c, parent->apex)));
	f->fix = texted(c, "Add NS records for %.*s to %.*s.", STR(c->set->origin),
	    STR(parent->path));
}

/* --- zone-manifest ----------------------------------------------------------------------- */

/* Zones that come and go by the manifest alone: there is no file to judge. */
static void
check_manifest(struct check *c, const struct change *ch)
{
	(void)ch;
	for (size_t i = 0; i < c->commit->nunfiled; i++) {
		const struct unfiled *u = &c->commit->unfiled[i];
		struct finding *f;

		c->subject.zone = u->origin;
		f = flag(c, u->side == AFTER ? "the manifest lists it from now on, and no file holds "
		    "the zone" : "the manifest drops it, and no file of the repository held the zone");
		f->zone = arena_dup(c->arena, u->origin);
		f->side = u->side;
		f->path = arena_dup(c->arena, u->path);
		f->line = u->line;
		f->column = 1;
		if (u->side == BEFORE) {
			f->effect = S("Servers stop answering for it and every name in it.");
			f->fix = S("Remove the delegation and the references first, wait for their TTL, "
			    "then drop the zone.");
		}
	}
	c->subject.zone = (struct str){ NULL, 0 };
}

/* --- zone-blast-radius ------------------------------------------------------------------- */

static void
check_blast_radius(struct check *c, const struct change *ch)
{
	uint32_t limit = check_number(c, "max-zones");
	struct listing hit = { .n = 0 }, gone = { .n = 0 };
	struct finding *f;

	(void)ch;
	for (size_t i = 0; i < c->commit->n; i++) {
		const struct commit_zone *zone = &c->commit->zones[i];

		if (zone->deleted)
			listing_add(c, &gone, zone->origin);
		if (zone->deleted || zone->hit)
			listing_add(c, &hit, zone->origin);
	}
	if (gone.n >= 2) {
		f = flag(c, "%zu zones are deleted in one change: %.*s", gone.n,
		    STR(listing_text(c, &gone)));
		f->fix = S("Delete one zone a change.");
	} else if (hit.n > limit) {
		flag_at_most(c, check_level(c, "usual"), "%zu zones lose RRsets or change NS, DS "
		    "or MX in one change (limit %u): %.*s", hit.n, limit,
		    STR(listing_text(c, &hit)));
	}
}

/* --- the rows ------------------------------------------------------------------------------- */

#define CONTROLS "CSF PR.DS-11, PR.IR-04, ID.RA-07; 800-53 CM-3, CM-4, CP-9"

static const struct rule rules[] = {
	{
		.id = "zone-empty", .severity = ERROR, .on = ZONE_CHANGED,
		.check = check_zone_empty,
		.summary = "the zone lost all of its content",
		.why = "A generator or an export that found nothing still writes a valid zone, "
		    "and it loads.",
		.effect = "Every name of the zone but the apex answers NXDOMAIN, and resolvers "
		    "keep that for the negative TTL.",
		.fix = "Make the zone again from its source; to retire it, remove the delegation "
		    "first.",
		.controls = CONTROLS,
		.consumes = { "zone-shrink", "churn-delete-count", "churn-delete-percent",
		    "delegation-removed", "zone-soa-identity" },
	},
	{
		.id = "zone-shrink", .severity = ERROR, .on = ZONE_CHANGED,
		.check = check_zone_shrink,
		.summary = "the zone is much smaller than before",
		.why = "A cut-off file or a filter gone wrong leaves a zone that still loads. In "
		    "public histories fewer than one change in a hundred loses more than 30 %. Zones "
		    "of any size are judged; fewer than `few` records warn at most. There is "
		    "no twin for growth: churn-add-count sees it, and nothing is lost by it.",
		.effect = "The names that are gone answer NXDOMAIN, and resolvers keep that for "
		    "the negative TTL.",
		.fix = "Check that the file is whole; split a large removal into several changes.",
		.controls = CONTROLS,
		.params = {
			{ "warn", PARAM_PERCENT, "10",
			    "warn when more of the records or octets is gone", NULL },
			{ "block", PARAM_PERCENT, "30",
			    "block when more of the records or octets is gone", NULL },
			{ "few", PARAM_NUMBER, "4",
			    "fewer records than this warn above half of the zone, and never block",
			    NULL },
			{ "min-base", PARAM_NUMBER, "0",
			    "records that the old version must have", NULL },
		},
	},
	{
		.id = "zone-deleted", .severity = ERROR, .on = ZONE_CHANGED, .check = check_deleted,
		.summary = "a zone was deleted",
		.why = "Servers drop the zone at the next reload, while the delegation stays "
		    "until the parent acts; whoever can set the zone up at the same provider then "
		    "owns it. A zone that the manifest (`manifest` in [zones]) drops is deleted, "
		    "though its file stays.",
		.fix = "Remove the delegation and the references first, wait for their TTL, then "
		    "delete the zone.",
		.controls = "CSF ID.AM-08, PR.IR-04, ID.RA-07; 800-53 CM-3, CM-4; OWASP NHI1",
		.params = {
			{ "scream-test-days", PARAM_NUMBER, "7",
			    "days for which a zone is a marker before it goes", NULL },
		},
	},
	{
		.id = "zone-added", .severity = NOTE, .on = ZONE_CHANGED, .check = check_added,
		.summary = "a zone is new",
		.why = "All of it is judged, since nothing of it was before; it works once its "
		    "parent delegates to it.",
		.effect = "The servers that load it answer for the name from now on.",
		.fix = "Have the parent delegate to it, and publish the zone first.",
		.controls = "CSF ID.AM-08, PR.PS-01; 800-53 CM-3",
	},
	{
		.id = "zone-manifest", .severity = ERROR, .on = COMMIT_CHANGED,
		.check = check_manifest,
		.summary = "the manifest gained or dropped a zone that has no file",
		.why = "What servers load is decided by the manifest (`manifest` in [zones]: a "
		    "named.conf, a catalog zone of RFC 9432, or a list of names). A zone that is "
		    "listed and cannot be found is a server that answers SERVFAIL for it; one that is "
		    "dropped goes without anything of it being seen here.",
		.effect = "Servers that are told to load the zone find no file, and answer SERVFAIL "
		    "for it.",
		.fix = "Add the zone's file in the same change, or correct its name in the manifest.",
		.controls = "CSF ID.AM-08, PR.PS-01; 800-53 CM-3, CM-8",
	},
	{
		.id = "zone-blast-radius", .severity = ERROR, .on = COMMIT_CHANGED,
		.check = check_blast_radius,
		.summary = "one change hits many zones hard",
		.why = "What is wrong with one zone is then wrong with all of them at once, and "
		    "so is the way back.",
		.effect = "A mistake in this change takes all of these zones down together.",
		.fix = "Split it: one zone first, the others after its TTLs have run out.",
		.controls = "CSF PR.IR-03, ID.RA-07; 800-53 CM-3, CM-4",
		.params = {
			{ "max-zones", PARAM_NUMBER, "5",
			    "zones with removals or NS, DS, MX changes", NULL },
			{ "usual", PARAM_SEVERITY, "warning",
			    "severity where fewer than two zones are deleted", NULL },
		},
	},
	{
		.id = "zone-soa-timers", .severity = ERROR, .on = RRSET_TOUCHED,
		.flags = RULE_STATE, .types = { TYPE_SOA }, .check = check_zone_soa_timers,
		.summary = "the timers of the SOA are impossible or unusual",
		.why = "Secondaries refresh, retry and give the zone up by these values (RFC 1034 "
		    "section 4.3.5, RFC 1912 section 2.2).",
		.effect = "A secondary that cannot reach the primary drops the zone too early, or "
		    "serves an old one for too long.",
		.fix = "Usual values: refresh 14400, retry 3600, expire 1209600.",
		.controls = "CSF PR.IR-04; 800-53 SC-22, CM-6",
		.params = {
			{ "expire-min", PARAM_SECONDS, "604800", "shortest usual expire", NULL },
			{ "expire-max", PARAM_SECONDS, "2419200", "longest usual expire", NULL },
			{ "refresh-min", PARAM_SECONDS, "1200", "shortest usual refresh", NULL },
			{ "refresh-max", PARAM_SECONDS, "86400", "longest usual refresh", NULL },
			{ "retry-min", PARAM_SECONDS, "120", "shortest usual retry", NULL },
			{ "reduce-ratio", PARAM_NUMBER, "4",
			    "warn when a timer falls to less than 1/n", NULL },
			{ "expire-level", PARAM_SEVERITY, "warning",
			    "severity below expire-min", NULL },
		},
	},
	{
		.id = "zone-stale-base", .severity = WARNING,
		.summary = "the change is not based on what is published",
		.params = {
			{ "n", PARAM_NUMBER, "1",
			    "versions back from which an old version counts as a roll-back", NULL },
			{ "stamp", PARAM_WORDS, "",
			    "record or trailer that may only go forward", NULL },
			{ "rollback-profile", PARAM_WORDS, "",
			    "rules that stay strict in an emergency", NULL },
		},
	},
	{
		.id = "zone-soa-identity", .severity = WARNING, .on = RRSET_TOUCHED,
		.flags = RULE_STATE, .types = { TYPE_SOA }, .check = check_zone_soa_identity,
		.summary = "MNAME or RNAME of the SOA changed, or cannot be right",
		.why = "MNAME is where NOTIFY and dynamic updates look for the primary, RNAME the "
		    "mailbox of who runs the zone: in a name the first dot stands for the '@' (RFC "
		    "1035 section 8). A dot in front of it has to be quoted; unquoted it is seen only "
		    "where the domain it leads to is in the zone and does not exist.",
		.effect = "Reports of an outage or of abuse, or updates, go to somebody else or to "
		    "nobody.",
		.fix = "Check that the new name is meant, and that mail to it is read.",
		.controls = "CSF PR.PS-01, ID.RA-07; 800-53 CM-3, CM-6",
		.params = {
			{ "usual", PARAM_SEVERITY, "note",
			    "severity of a change to a name that can be right", NULL },
			{ "hidden", PARAM_NAMES, "",
			    "primaries that are not among the NS records on purpose", NULL },
		},
	},
	{
		.id = "zone-hijack-pattern", .severity = ERROR, .on = ZONE_CHANGED,
		.check = check_zone_hijack,
		.summary = "several marks of a hijack on one name",
		.why = "Name servers or mail servers replaced, the DS removed, a TTL cut to less "
		    "than a tenth, a look-alike server, CAA weakened, a verification record added: "
		    "each has an innocent reading, two at once on one name are how DNSpionage and "
		    "Sea Turtle looked. The part of the pattern that needs to know who made the "
		    "change is not judged here.",
		.effect = "If nobody planned this, all traffic and mail of the name goes to a "
		    "stranger, who can get certificates for it.",
		.fix = "Ask the owner of the name by another way than the ticket; do the steps one "
		    "after the other, or declare a [migration].",
		.controls = "CSF DE.AE-03, DE.CM-01; 800-53 CM-3, CM-5, SC-20",
		.consumes = { "ttl-staging" },
		.params = {
			{ "ttl-ratio", PARAM_NUMBER, "10",
			    "a TTL that falls to less than 1/n is a mark; of addresses, below 300",
			    NULL },
		},
	},
	{
		.id = "zone-review-due", .severity = NOTE,
		.summary = "a critical zone has not been reviewed for long",
		.params = {
			{ "days", PARAM_NUMBER, "180", "days between reviews", NULL },
		},
	},
	{
		.id = "zone-include", .severity = WARNING, .on = ZONE_CHANGED,
		.check = check_zone_include,
		.summary = "an $INCLUDE that changes records came, went or reads otherwise",
		.why = "One line adds or takes as many records as the file holds, and an $ORIGIN "
		    "above it gives all of them other names (RFC 1035 section 5.1); a text diff "
		    "shows none of them.",
		.effect = "All records of the included file move with this one line.",
		.fix = "Read the list of changed records; `zonevet diff` shows it.",
		.controls = "CSF PR.PS-01, ID.RA-07; 800-53 CM-3, CM-4",
	},
	{
		.id = "zone-origin-mismatch", .severity = ERROR, .on = ZONE_CHANGED,
		.flags = RULE_STATE, .check = check_zone_origin,
		.summary = "SOA owner, file name and $ORIGIN disagree",
		.why = "A zone file that was copied and not edited to the end, or that is loaded "
		    "under a wrong name: servers drop what lies outside the zone and refuse a zone "
		    "without a SOA at its apex (RFC 1035 section 5.2). Where only the name of a new "
		    "file says otherwise it is a warning.",
		.effect = "Servers refuse the zone, or serve it without the records of the other "
		    "name.",
		.fix = "Make $ORIGIN, SOA and the name of the file say the same; or name the zone in "
		    "[zones] with `map`.",
		.controls = "CSF PR.PS-01; 800-53 CM-3, CM-6, SI-7",
	},
};

FAMILY(zone);
