/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults of the text.  The loader finds them all, of every kind, while it
 * reads; a row here turns those of its kind into findings.  The rows stand in
 * the order of enum fault_kind, so that a row's place says which it is.
 *
 * A fault that stood in the same entry before is not this change's doing: a
 * note when servers would stumble over it, silence when it is a matter of taste.
 */
#include "rules/check.h"

static const struct rule rules[FAULT_ORIGIN_MISMATCH];

static enum severity
fault_limit(struct check *c, const struct fault *fault)
{
	if (fault->stood && !check_scope_is_all(c))
		return fault->level == ERROR ? NOTE : OFF;
	if (fault->level < ERROR && rule_param(c->rule, S("usual")))
		return check_level(c, "usual");
	return fault->level;
}

static void
flag_fault(struct check *c, const struct fault *fault)
{
	enum severity limit = fault_limit(c, fault);
	struct finding *f;

	if (limit == OFF)
		return;
	f = flag_at_most(c, limit, "%.*s%s", STR(fault->message),
	    fault->stood ? " (it was there before this change)" : "");
	finding_about(c, f, fault->owner, fault->type);
	f->side = AFTER;
	f->path = fault->path;
	f->line = fault->line;
	f->column = fault->column;
	f->before = (struct str){ NULL, 0 };
	f->after = fault->token;
	if (fault->fix.len)
		f->fix = fault->fix;
}

static void
check_faults(struct check *c, const struct change *ch)
{
	enum fault_kind kind = (enum fault_kind)(c->rule - rules);
	struct zone *z = NEW(c);

	(void)ch;
	if (kind == FAULT_SOA && check_zone_is(c, "soa", "generated") &&
	    !zone_has(z, z->apex, TYPE_SOA))
		return;                         /* the deployment writes it */
	for (size_t i = 0; i < z->nfaults; i++)
		if (z->faults[i].kind == kind)
			flag_fault(c, &z->faults[i]);
}

/* Text between two versions of a merge is no zone either, whatever else is said of it. */
static void
flag_unmerged(struct check *c)
{
	struct zone *z = NEW(c);
	const struct fault *first = NULL;
	struct finding *f;
	size_t n = 0;

	for (size_t i = 0; i < z->nfaults; i++) {
		if (z->faults[i].kind != FAULT_MERGE_MARKER || z->faults[i].stood)
			continue;
		if (n++ == 0)
			first = &z->faults[i];
	}
	if (n == 0)
		return;
	f = flag(c, "%zu line%s of a merge conflict cannot be read as records; the first is '%.*s'",
	    n, n == 1 ? "" : "s", STR(first->token));
	finding_about(c, f, NULL, 0);
	f->side = AFTER;
	f->path = first->path;
	f->line = first->line;
	f->column = first->column;
	f->before = (struct str){ NULL, 0 };
	f->after = first->token;
}

/* What could not be read of the old version cannot be compared: said, never hidden. */
static void
flag_old_side(struct check *c)
{
	struct zone *z = OLD(c);
	struct finding *f;

	if (!z->exists || z->unread == 0 || z->nfaults == 0)
		return;
	f = flag_at_most(c, NOTE, "%u entr%s of the old version could not be read and %s not "
	    "compared: %.*s", (unsigned)z->unread, z->unread == 1 ? "y" : "ies",
	    z->unread == 1 ? "was" : "were", STR(z->faults[0].message));
	finding_about(c, f, NULL, 0);
	f->side = BEFORE;
	f->path = z->faults[0].path;
	f->line = z->faults[0].line;
	f->column = z->faults[0].column;
	f->before = z->faults[0].token;
	f->after = (struct str){ NULL, 0 };
	f->effect = S("A record that stood in such an entry looks as if this change had added it.");
	f->fix = S("None is needed when the new version is the repair.");
}

/* --- syntax-style ------------------------------------------------------------------------ */

/* Which word of the data is the name that clients are led to; false: none. */
static bool
target_word(uint16_t type, size_t *word)
{
	switch (type) {
	case TYPE_NS: case TYPE_CNAME: case TYPE_DNAME: case TYPE_PTR:
		*word = 0;
		return true;
	case TYPE_MX: case TYPE_AFSDB: case TYPE_SVCB: case TYPE_HTTPS:
		*word = 1;
		return true;
	case TYPE_SRV:
		*word = 3;
		return true;
	default:
		return false;
	}
}

static bool
has_inner_dot(struct str name)
{
	for (size_t i = 0; i + 1 < name.len; i++) {
		if (name.p[i] == '\\')
			i++;
		else if (name.p[i] == '.')
			return true;
	}
	return false;
}

/* A relative name with a dot in it is right here; where it leads nowhere, it is record-trailing-dot. */
static void
check_relative(struct check *c, struct record *r)
{
	struct name *target;
	struct finding *f;
	struct str word;
	size_t which;

	if ((r->flags & RECORD_GENERATED) || !target_word(r->type, &which) ||
	    !record_word(NEW(c), r, which, &word) || name_written_absolute(word) ||
	    !has_inner_dot(word))
		return;
	target = record_target(NEW(c), r);
	if (target == NULL || !zone_exists(NEW(c), target))
		return;
	f = flag_at_most(c, NOTE, "'%.*s' is relative and has a dot inside: it means %.*s", STR(word),
	    STR(check_name(c, target)));
	finding_about(c, f, r->owner, r->type);
	finding_at(c, f, NEW(c), r);
	f->before = (struct str){ NULL, 0 };
	f->after = word;
	f->fix = texted(c, "Write %.*s with its final dot.", STR(check_name(c, target)));
}

static void
check_style(struct check *c, const struct change *ch)
{
	check_faults(c, ch);
	if (policy_severity(c->policy, c->rule, &c->subject, NULL) == OFF)
		return;
	for_each_change(other, c->set)
		for_each_changed(r, other, AFTER)
			check_relative(c, r);
}

/* ----------------------------------------------------------------------------------------- */

static void
check_load(struct check *c, const struct change *ch)
{
	check_faults(c, ch);
	flag_unmerged(c);
	flag_old_side(c);
}

#define LOADS "CSF PR.PS-01, ID.RA-07; 800-53 CM-3, SI-7"

static const struct rule rules[FAULT_ORIGIN_MISMATCH] = {
	[FAULT_LOAD] = {
		.id = "syntax-load", .severity = ERROR, .on = ZONE_CHANGED,
		.flags = RULE_STATE | RULE_FIRST, .check = check_load,
		.summary = "text that cannot be read as a zone",
		.why = "A server that meets a line it cannot read refuses the whole zone and "
		    "keeps serving the old version, or none after a restart (RFC 1035 section "
		    "5.2).",
		.effect = "BIND and Knot refuse the zone: the old version stays, none after a "
		    "restart.",
		.fix = "Correct the line; `zonevet print FILE` shows what is understood.",
		.controls = LOADS,
	},
	[FAULT_MERGE_MARKER] = {
		.id = "syntax-merge-marker", .severity = ERROR, .on = ZONE_CHANGED,
		.flags = RULE_STATE | RULE_FIRST, .check = check_faults,
		.summary = "a merge conflict was committed",
		.why = "Both versions of the lines are in the file and the markers are no "
		    "records: servers refuse the zone.",
		.effect = "Servers refuse the zone: the old version stays, none after a restart.",
		.fix = "Choose one side of the conflict and remove the marker lines.",
		.controls = LOADS,
	},
	[FAULT_OUT_OF_ZONE] = {
		.id = "syntax-out-of-zone", .severity = ERROR, .on = ZONE_CHANGED,
		.flags = RULE_STATE, .check = check_faults,
		.summary = "an owner lies outside the zone",
		.why = "Servers drop the record with at most a log line, named-checkzone exits "
		    "0, and the name that was meant never appears. Usually a final dot too "
		    "many, or an $ORIGIN too far up.",
		.effect = "Servers ignore the record: the name that was meant is not published.",
		.fix = "Remove the final dot of the owner, or move the record to the zone it "
		    "belongs to.",
		.controls = LOADS,
	},
	[FAULT_TTL_MISSING] = {
		.id = "syntax-ttl-missing", .severity = WARNING, .on = ZONE_CHANGED,
		.flags = RULE_STATE, .check = check_faults,
		.summary = "records have no TTL, and there is no $TTL",
		.why = "Servers then guess, and not all alike: BIND takes the SOA MINIMUM or "
		    "the last TTL seen, others refuse the zone (RFC 2308 section 4).",
		.effect = "How long caches keep the records depends on the server that loads "
		    "the zone.",
		.fix = "Write a $TTL line above the first record.",
		.controls = LOADS,
	},
	[FAULT_SOA] = {
		.id = "syntax-soa", .severity = ERROR, .on = ZONE_CHANGED,
		.flags = RULE_STATE, .check = check_faults,
		.summary = "the SOA record is missing, doubled or not the first record",
		.why = "A zone has exactly one SOA, at its apex; without it no server loads the "
		    "zone (RFC 1035 section 5.2).",
		.effect = "Servers refuse the zone.",
		.fix = "Begin the zone with one SOA at the apex; where it is added at "
		    "deployment, write `soa = generated` in [zones].",
		.controls = LOADS,
	},
	[FAULT_APEX_NS] = {
		.id = "syntax-apex-ns", .severity = ERROR, .on = ZONE_CHANGED,
		.flags = RULE_STATE, .check = check_faults,
		.summary = "the apex has no NS records",
		.why = "BIND and Knot refuse a zone without NS records at its apex (RFC 1034 "
		    "section 4.2.1), and secondaries are not told of changes.",
		.effect = "BIND and Knot refuse the zone.",
		.fix = "List the zone's own name servers at the apex.",
		.controls = LOADS,
	},
	[FAULT_CLASS] = {
		.id = "syntax-class", .severity = ERROR, .on = ZONE_CHANGED,
		.flags = RULE_STATE, .check = check_faults,
		.summary = "a record has another class than the zone",
		.why = "All records of a zone have one class (RFC 1035 section 5.2): servers "
		    "refuse the zone.",
		.effect = "Servers refuse the zone.",
		.fix = "Write IN or leave the class out; a CHAOS zone needs `class = CH` in its "
		    "[zone] section.",
		.controls = LOADS,
	},
	[FAULT_UNKNOWN_TYPE] = {
		.id = "syntax-unknown-type", .severity = NOTE, .on = ZONE_CHANGED,
		.flags = RULE_STATE, .check = check_faults,
		.summary = "a record type without a mnemonic of its own",
		.why = "Its data cannot be checked field by field, only compared octet by octet "
		    "(RFC 3597); a slip of the pen in the number would go unseen.",
		.effect = "Clients that ask for another type number never see the data.",
		.fix = "Check the type number against the registry of IANA.",
		.controls = LOADS,
	},
	[FAULT_GENERATE] = {
		.id = "syntax-generate", .severity = ERROR, .on = ZONE_CHANGED,
		.flags = RULE_STATE | RULE_FIRST, .check = check_faults,
		.summary = "$GENERATE makes too many records, or ties the zone to BIND",
		.why = "A slip in its range makes millions of names; and only BIND reads the "
		    "directive, so that a move to Knot or NSD fails.",
		.effect = "The zone loads in BIND only.",
		.fix = "Check the range; or write the records out.",
		.controls = LOADS,
		.params = {
			{ "max", PARAM_NUMBER, "65536",
			    "records that one $GENERATE may make", NULL },
			{ "usual", PARAM_SEVERITY, "note",
			    "severity for a $GENERATE within the limit", NULL },
		},
	},
	[FAULT_INCLUDE_ESCAPE] = {
		.id = "syntax-include-escape", .severity = ERROR, .on = ZONE_CHANGED,
		.flags = RULE_STATE | RULE_FIRST, .check = check_faults,
		.summary = "an $INCLUDE leaves the repository, runs in a circle or nests too "
		    "deep",
		.why = "What lies outside is not reviewed and differs between machines; the "
		    "records in it cannot be judged here.",
		.effect = "The records of the included file are not judged, and may differ on "
		    "each server.",
		.fix = "Keep included files in the repository; map a server's folder with "
		    "`include-map`.",
		.controls = "CSF PR.PS-01, PR.AA-05; 800-53 CM-3, CM-5, SI-7",
	},
	[FAULT_CONTROL_CHAR] = {
		.id = "syntax-control-char", .severity = WARNING, .on = ZONE_CHANGED,
		.flags = RULE_STATE, .check = check_faults,
		.summary = "octets that a reviewer cannot see",
		.why = "Control characters, byte order marks and bidirectional marks make a "
		    "line read other than a server takes it: an edit can hide from review.",
		.effect = "The line means something else than a reviewer sees.",
		.fix = "Remove them; data that needs such an octet writes it as \\DDD.",
		.controls = "CSF PR.DS-01, ID.RA-07; 800-53 SI-7",
	},
	[FAULT_TRUNCATED] = {
		.id = "syntax-truncated", .severity = ERROR, .on = ZONE_CHANGED,
		.flags = RULE_STATE | RULE_FIRST, .check = check_faults,
		.summary = "the file ends in the middle of a record",
		.why = "A generator or a copy that stopped early leaves a file that may still "
		    "load, without the records behind the cut.",
		.effect = "What stood behind the cut is not published any more.",
		.fix = "Make the file again and check that it is whole.",
		.controls = "CSF PR.DS-01, PR.DS-11; 800-53 SI-7",
	},
	[FAULT_STYLE] = {
		.id = "syntax-style", .severity = OFF, .on = ZONE_CHANGED,
		.flags = RULE_STATE, .check = check_style,
		.summary = "spelling that the next editor of the file will misread",
		.why = "An owner inherited across an $ORIGIN or $INCLUDE line, or a relative "
		    "name with an inner dot, means something else after a small edit nearby. Tabs "
		    "and blanks mean the same to every server, and are no matter of this rule.",
		.effect = "A later edit nearby changes the meaning of this line.",
		.fix = "Write the owner out; end an absolute name with a dot.",
		.controls = LOADS,
	},
};

FAMILY(syntax);
