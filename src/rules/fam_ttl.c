/* SPDX-License-Identifier: BSD-2-Clause */
/* The TTL family: how long caches keep what the zone says. */
#include "rules/ttl.h"

enum { LARGEST_TTL = 2147483647 };      /* RFC 2181 section 8 */

/* --- ttl-floor and ttl-ceiling ----------------------------------------------------- */

/* Only the parent reads these, and it asks when it likes: signers give them TTL 0 (RFC 7344). */
static bool
is_for_parent(uint16_t type)
{
	return type == TYPE_CDS || type == TYPE_CDNSKEY || type == TYPE_CSYNC;
}

/* Was the fall of this RRset's TTL flagged?  The same finding need not say that it is short. */
static bool
is_told(struct check *c)
{
	const struct finding *f;
	size_t i = 0;

	while ((f = check_found(c, &i)) != NULL && str_eq(f->owner, c->subject.owner))
		if ((str_eq(str_of(f->rule->id), S("ttl-drop")) ||
		    str_eq(str_of(f->rule->id), S("ttl-infra-drop"))) && f->severity >= WARNING &&
		    str_eq(f->type, check_type(c, c->subject.type)))
			return true;
	return false;
}

static void
check_floor(struct check *c, const struct change *ch)
{
	uint32_t ttl = ch->side[AFTER].ttl;
	uint32_t hard = check_number(c, "hard"), soft = check_number(c, "soft");
	bool below_hard = ttl < hard || ttl == 0;
	uint32_t limit = below_hard ? hard : soft;
	bool stood = ch->side[BEFORE].n && ch->side[BEFORE].ttl <= ttl;
	const struct migration *m;
	struct finding *f;

	if ((ttl >= limit && ttl != 0) || is_for_parent(ch->type) || (!below_hard && is_told(c)) ||
	    check_lists_name(c, "exempt", ch->owner) || ttl_unserved(c, ch))
		return;
	m = check_migration(c);
	if (m && ttl < m->min_ttl)
		m = NULL;
	f = flag_at_most(c, stood || m ? NOTE : below_hard ? ERROR : WARNING, "TTL %u %.*s%s", ttl,
	    STR(ttl ? texted(c, "is below the floor of %u", limit) : S("forbids caching")),
	    stood ? " (not lowered by this change)" : "");
	f->effect = ttl ? texted(c, "Every resolver asks again after %u s, and an outage of the "
	    "servers shows as soon.", ttl) :
	    S("Every query reaches the servers, and their outage shows at once.");
	if (hard || soft)
		f->fix = texted(c, "Write at least %u, or list the name under `exempt` if it "
		    "has to be short.", soft > hard ? soft : hard);
	if (m)
		ttl_planned(c, f, m);
}

/* A limit on a TTL and how severe it is to exceed it. */
struct ceiling {
	uint32_t limit;                 /* 0 = none */
	enum severity level;
};

static struct ceiling
ceiling_exceeded(struct check *c, const struct change *ch, uint32_t ttl)
{
	uint32_t block = 0, max = 0;
	bool infra = false;

	switch (ch->type) {
	case TYPE_A: case TYPE_AAAA:
		/* Glue lives as long as its delegation. */
		infra = ttl > check_number(c, "max") && zone_is_glue(NEW(c), ch->owner);
		/* fall through */
	case TYPE_CNAME: case TYPE_MX: case TYPE_TXT:
		max = check_number(c, infra ? "infra-max" : "max");
		block = infra ? 0 : check_number(c, "block-above");
		break;
	case TYPE_NS: case TYPE_DS: case TYPE_DNSKEY:
		max = check_number(c, "infra-max");
		break;
	default:
		break;
	}
	if (ttl > LARGEST_TTL)
		return (struct ceiling){ LARGEST_TTL, ERROR };
	if (block && ttl > block)
		return (struct ceiling){ block, ERROR };
	if (max && ttl > max)
		return (struct ceiling){ max, check_level(c, "usual") };
	return (struct ceiling){ 0, OFF };
}

static void
check_ceiling(struct check *c, const struct change *ch)
{
	uint32_t ttl = ch->side[AFTER].ttl;
	bool stood = ch->side[BEFORE].n && ch->side[BEFORE].ttl >= ttl;
	struct ceiling over = ceiling_exceeded(c, ch, ttl);
	struct finding *f;

	if (over.level == OFF || ttl_unserved(c, ch))
		return;
	f = flag_at_most(c, stood ? NOTE : over.level, "TTL %u is above the ceiling of %u%s", ttl,
	    over.limit, stood ? " (not raised by this change)" : "");
	f->effect = ttl > LARGEST_TTL ?
	    S("RFC 2181 section 8: resolvers take it as 0 and do not cache the RRset at all.") :
	    texted(c, "A mistake in this RRset stays in caches for up to %.*s after it is "
	    "corrected.", STR(check_duration(c, ttl)));
	f->fix = texted(c, "Write %u or less.", over.limit);
}

/* --- ttl-rrset-mismatch ---------------------------------------------------------------- */

static const struct record *
first_other_ttl(const struct rrset *set)
{
	for (size_t i = 1; i < set->n; i++)
		if (set->v[i]->ttl != set->v[0]->ttl)
			return set->v[i];
	return NULL;
}

static void
check_mismatch(struct check *c, const struct change *ch)
{
	const struct rrset *new = &ch->side[AFTER];
	const struct record *other = first_other_ttl(new);
	bool stood = first_other_ttl(&ch->side[BEFORE]) != NULL;
	struct finding *f;

	if (other == NULL)
		return;
	f = flag_at_most(c, stood ? NOTE : ERROR, "%u records of one RRset with different TTLs, "
	    "%u and %u%s", new->n, new->v[0]->ttl, other->ttl,
	    stood ? " (as before this change)" : "");
	finding_at(c, f, NEW(c), other);
	f->fix = texted(c, "Write %u on all of them, or whichever TTL was meant.", new->ttl);
}

/* --- the rows ------------------------------------------------------------------------------ */

#define CONTROLS "CSF PR.IR-04, DE.CM-01, ID.RA-07; 800-53 CM-4, SC-22"

static const struct rule rules[] = {
	{
		.id = "ttl-drop", .severity = ERROR,
		.on = DATA_CHANGED | TTL_CHANGED | RRSET_ADDED, .check = check_ttl_drop,
		.summary = "a TTL falls steeply",
		.why = "Full caches carry clients through an outage that is shorter than the TTL; "
		    "a short TTL takes that away and multiplies the load on the servers at once "
		    "(RFC 9199 section 3.5). The twin, a TTL that rises, does no harm by itself: how "
		    "long it may get is ttl-ceiling, and with new data it is ttl-raise.",
		.fix = "Lower it in steps under a declared [migration], and raise it again "
		    "afterwards.",
		.controls = CONTROLS,
		.params = {
			{ "warn-ratio", PARAM_NUMBER, "4",
			    "warn when the TTL falls to less than 1/n", NULL },
			{ "block-ratio", PARAM_NUMBER, "10",
			    "block when the TTL falls to less than 1/n", NULL },
			{ "block-under", PARAM_SECONDS, "0",
			    "a TTL that is not below this never blocks by its ratio; 0 = it may",
			    NULL },
			{ "floor", PARAM_SECONDS, "60",
			    "block when the TTL falls below this", NULL },
			{ "ignore-below", PARAM_SECONDS, "60",
			    "old TTLs this side of it are short anyway", NULL },
		},
	},
	{
		.id = "ttl-infra-drop", .severity = ERROR,
		.on = DATA_CHANGED | TTL_CHANGED, .check = check_ttl_infra_drop,
		.types = { TYPE_NS, TYPE_DS, TYPE_DNSKEY, TYPE_SOA, TYPE_A, TYPE_AAAA },
		.summary = "the TTL of NS, DS, DNSKEY, SOA or glue falls",
		.why = "These records hold the delegation up while servers are away; a hijack "
		    "lowers them together with new targets (RFC 9199 sections 3.5 and 3.6). A rise "
		    "is bounded by ttl-ceiling.",
		.fix = "Keep the TTL; before a key roll, declare the [rollover].",
		.controls = "CSF PR.IR-03; 800-53 SC-20",
		.consumes = { "ttl-drop" },
		.params = {
			{ "ratio", PARAM_NUMBER, "2",
			    "fires when the TTL falls to less than 1/n", NULL },
			{ "floor-ns", PARAM_SECONDS, "3600",
			    "fires when an NS TTL falls below this", NULL },
			{ "floor-ds", PARAM_SECONDS, "300",
			    "fires when a DS TTL falls below this", NULL },
			{ "floor-dnskey", PARAM_SECONDS, "300",
			    "fires when a DNSKEY TTL falls below this", NULL },
		},
	},
	{
		.id = "ttl-floor", .severity = ERROR, .on = RRSET_TOUCHED, .flags = RULE_STATE,
		.check = check_floor,
		.summary = "a TTL is very short",
		.why = "Caches are what makes a zone survive the loss of its servers; below a "
		    "minute they hardly exist. TTL 0 forbids caching (RFC 1035 section 3.2.1).",
		.fix = "Write a TTL of minutes to hours.",
		.controls = CONTROLS,
		.params = {
			{ "hard", PARAM_SECONDS, "30", "block below this, and TTL 0 always", NULL },
			{ "soft", PARAM_SECONDS, "60", "warn below this", NULL },
			{ "exempt", PARAM_NAMES, "/^_acme-challenge\\./",
			    "names that may have any TTL", NULL },
		},
	},
	{
		.id = "ttl-ceiling", .severity = ERROR, .on = RRSET_TOUCHED, .flags = RULE_STATE,
		.check = check_ceiling,
		.summary = "a TTL is very long",
		.why = "The TTL is the shortest time in which a mistake can be taken back. Above "
		    "2^31 - 1 it is void (RFC 2181 section 8).",
		.fix = "Write a TTL of hours.",
		.controls = "CSF RC.RP-03, PR.IR-04; 800-53 CM-4, CP-10",
		.params = {
			{ "max", PARAM_SECONDS, "14400",
			    "limit for A, AAAA, CNAME, MX and TXT", NULL },
			{ "block-above", PARAM_SECONDS, "0",
			    "limit for the same types that blocks; 0 = none", NULL },
			{ "infra-max", PARAM_SECONDS, "172800",
			    "limit for NS, DS, DNSKEY and glue", NULL },
			{ "usual", PARAM_SEVERITY, "warning",
			    "severity above max and infra-max", NULL },
		},
	},
	{
		.id = "ttl-default-change", .severity = ERROR, .on = ZONE_CHANGED,
		.check = check_ttl_default_change,
		.summary = "a new default TTL moves many RRsets",
		.why = "One line changes how long caches keep a whole zone (RFC 2308 section 4); "
		    "the RRsets that follow it do not show in a text diff.",
		.fix = "Write the TTL on the records that were meant, or stage the change.",
		.controls = CONTROLS,
		.params = {
			{ "bulk-min", PARAM_NUMBER, "5",
			    "RRsets that have to move together", NULL },
			{ "usual", PARAM_SEVERITY, "note",
			    "severity where no single RRset says more", NULL },
		},
	},
	{
		.id = "ttl-rrset-mismatch", .severity = WARNING, .on = RRSET_TOUCHED,
		.flags = RULE_STATE, .check = check_mismatch,
		.summary = "records of one RRset have different TTLs",
		.why = "An RRset has one TTL (RFC 2181 section 5.2). Servers level it silently, "
		    "and not all of them to the same value.",
		.effect = "BIND serves the TTL that it read first, other servers another one: "
		    "what caches do depends on the server they ask.",
		.fix = "Write the same TTL on all records of the RRset.",
		.controls = "CSF PR.PS-01; 800-53 CM-6",
	},
	{
		.id = "ttl-negative", .severity = WARNING, .on = RRSET_TOUCHED | ZONE_CHANGED,
		.flags = RULE_STATE, .types = { TYPE_SOA }, .check = check_ttl_negative,
		.summary = "negative answers are cached too long or too briefly",
		.why = "min(SOA TTL, SOA MINIMUM) is the time for which \"no such name\" is kept; "
		    "one to three hours work well, above a day is a problem (RFC 2308 sections 4 "
		    "and 5).",
		.fix = "Set the last field of the SOA to 300 to 3600.",
		.controls = CONTROLS,
		.params = {
			{ "max", PARAM_SECONDS, "10800", "longest time", NULL },
			{ "min", PARAM_SECONDS, "60", "shortest time", NULL },
			{ "raise-ratio", PARAM_NUMBER, "4",
			    "fires when it grows to more than n times", NULL },
		},
	},
	{
		.id = "ttl-staging", .severity = WARNING, .on = DATA_CHANGED | RRSET_ADDED,
		.check = check_ttl_staging,
		.summary = "data changes before caches had time to learn a shorter TTL",
		.why = "Caches keep what they have for the TTL that it came with (RFC 1034 section "
		    "3.6, RFC 7583 for the method): a TTL that is lowered together with the data "
		    "does nothing for the old data. Judged from two versions is only this; whether a "
		    "shorter TTL was published long enough before needs the history of the zone and "
		    "is not judged yet, and `max-cutover` and `safety` wait for it.",
		.fix = "Lower the TTL first, wait for the old one to run out, then change the data.",
		.controls = "CSF PR.PS-01, RC.RP-03; 800-53 CM-3, CP-10",
		.params = {
			{ "max-cutover", PARAM_SECONDS, "3600",
			    "how long caches may still hold old data (not judged yet)", NULL },
			{ "safety", PARAM_WORDS, "1.1", "factor on the old TTL (not judged yet)",
			    NULL },
			{ "slack", PARAM_SECONDS, "300",
			    "time until all secondaries have the zone", NULL },
			{ "pure-add-ok", PARAM_YESNO, "yes",
			    "a record added beside others needs no staging", NULL },
		},
	},
	{
		.id = "ttl-raise", .severity = NOTE, .on = DATA_CHANGED | RRSET_ADDED,
		.check = check_ttl_raise,
		.summary = "new data comes with a much longer TTL",
		.why = "The TTL is the shortest time in which a mistake can be taken back, and new "
		    "data is where mistakes are; the long TTL belongs on data that has proved "
		    "itself. A rise without new data is no risk and not flagged.",
		.fix = "Raise the TTL in a later change.",
		.controls = "CSF RC.RP-03; 800-53 CM-4, CP-10",
		.params = {
			{ "ratio", PARAM_NUMBER, "4",
			    "fires when the TTL rises to more than n times", NULL },
			{ "max", PARAM_SECONDS, "3600", "TTLs up to this are no matter", NULL },
		},
	},
	{
		.id = "ttl-not-restored", .severity = NOTE,
		.summary = "a migration has ended and its TTL is still low",
		.params = {
			{ "grace", PARAM_SECONDS, "7d",
			    "time after the end of the migration", NULL },
		},
	},
};

FAMILY(ttl);
