/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ownership family: who may change what, and whether a change loosens its
 * own judge.  Its rules run even over a zone that cannot be read.
 */
#include "rules/check.h"

enum { LISTED = 5 };            /* rules that a text spells out */

/* The waivers are judged where they are read: policy_waive() makes the findings of this row. */
static void
check_waiver(struct check *c, const struct change *ch)
{
	(void)c;
	(void)ch;
}

/* --- ownership-policy-self ------------------------------------------------------- */

static size_t
count_changed_zones(const struct commit *commit)
{
	size_t n = 0;

	for (size_t i = 0; i < commit->n; i++)
		n += commit->zones[i].changed;
	return n;
}

static struct subject
subject_of(const struct finding *f)
{
	struct subject subject = { .zone = f->zone, .view = f->view, .owner = f->owner };

	if (f->type.len)
		type_parse(f->type, &subject.type);
	return subject;
}

/* Does the proposed policy give one of the rule's parameters another value? */
static bool
moves_parameter(struct check *c, const struct rule *rule, const struct subject *subject)
{
	for (size_t i = 0; i < sizeof(rule->params) / sizeof(rule->params[0]); i++) {
		const char *key = rule->params[i].key;

		if (key && !str_eq(policy_value(c->policy, rule, key, subject, NULL),
		    policy_value(c->commit->proposed, rule, key, subject, NULL)))
			return true;
	}
	return false;
}

/* What the proposed policy makes of a rule's findings: "id (error -> off)"; empty: the same. */
static struct str
outcome(struct check *c, const struct rule *rule)
{
	bool moved = false;

	for (size_t i = 0; i < c->findings->n; i++) {
		const struct finding *f = c->findings->v[i];
		struct subject subject;
		enum severity proposed;

		if (f->rule != rule || f->consumed || f->severity <= NOTE)
			continue;
		subject = subject_of(f);
		proposed = policy_severity(c->commit->proposed, rule, &subject, NULL);
		if (proposed < f->severity)
			return texted(c, "%s (%s -> %s)", rule->id, severity_text(f->severity),
			    severity_text(proposed));
		moved = moved || moves_parameter(c, rule, &subject);
	}
	return moved ? texted(c, "%s (other parameters)", rule->id) : S("");
}

/* The rules of which the proposed policy would take a finding more lightly. */
static struct str
let_through(struct check *c)
{
	struct str list = S(""), one;
	const struct rule *rule;
	size_t n = 0;

	for (size_t i = 0; (rule = policy_rule_nth(c->policy, i)) != NULL; i++) {
		one = rule->check ? outcome(c, rule) : S("");
		if (one.len == 0)
			continue;
		if (n++ < LISTED)
			list = texted(c, "%.*s%s%.*s", STR(list), n > 1 ? ", " : "", STR(one));
	}
	return n > LISTED ? texted(c, "%.*s and %zu more", STR(list), n - LISTED) : list;
}

/* "fail-on error -> never", or empty when the proposed policy is as strict. */
static struct str
fail_on_loosened(struct check *c)
{
	enum severity old = policy_fail_on(c->policy), new = policy_fail_on(c->commit->proposed);

	if (old == OFF || (new != OFF && new <= old))
		return S("");
	return texted(c, "fail-on %s -> %s", severity_text(old),
	    new == OFF ? "never" : severity_text(new));
}

static void
check_policy_self(struct check *c, const struct change *ch)
{
	size_t zones = count_changed_zones(c->commit);
	struct str list = S(""), fail_on = S("");
	struct finding *f;

	(void)ch;
	if (!c->commit->policy_changed || zones == 0)
		return;
	if (c->commit->proposed) {
		list = let_through(c);
		fail_on = fail_on_loosened(c);
	}
	f = flag(c, "the policy %s together with %zu zone%s%s%.*s%s%.*s",
	    c->commit->proposed ? "changes" : "is deleted", zones, zones == 1 ? "" : "s",
	    list.len ? "; it would take more lightly: " : "", STR(list),
	    fail_on.len ? "; " : "", STR(fail_on));
	f->path = arena_dup(c->arena, c->commit->policy_path);
	f->line = 1;
}

/* --- the rows ------------------------------------------------------------------------- */

static const struct rule rules[] = {
	{
		.id = "ownership-waiver", .severity = ERROR, .check = check_waiver,
		.summary = "a waiver is malformed, over-broad, too long, expired or unused",
		.why = "A waiver without an end, a reason or a narrow scope switches the gate off "
		    "for good, and nobody remembers why.",
		.effect = "The findings that it was to lower stand as they are.",
		.fix = "Name one rule and its owners, a ticket or a reason, and an end; remove it "
		    "when the work is done.",
		.controls = "CSF ID.RA-07, GV.RR-02; 800-53 CM-3, CM-5",
		.params = {
			{ "max-days", PARAM_NUMBER, "30",
			    "days ahead that a waiver may end", NULL },
		},
	},
	{
		.id = "ownership-policy-self", .severity = ERROR, .on = COMMIT_CHANGED,
		.flags = RULE_LAST, .check = check_policy_self,
		.summary = "a change touches both the policy and a zone",
		.why = "A change must not loosen its own judge; the policy of the base judged it, "
		    "so that the new one had no say yet (separation of duties).",
		.effect = "Whoever reviews the zone would have to review the policy with the same "
		    "eyes.",
		.fix = "Change the policy in a commit of its own, have it approved, then change "
		    "the zone.",
		.controls = "CSF PR.AA-05; 800-53 CM-5, AC-5",
	},
	{
		.id = "ownership-author", .severity = ERROR,
		.summary = "the author may not change this name, type or operation",
		.params = {
			{ "require-signature", PARAM_YESNO, "no",
			    "only a verified signature tells the author", NULL },
			{ "unowned", PARAM_CHOICE, "warn",
			    "names that no team owns", "allow|warn|block" },
		},
	},
	{
		.id = "ownership-approval", .severity = ERROR,
		.summary = "approvals are missing",
		.params = {
			{ "approvals", PARAM_NUMBER, "1", "people who have to approve", NULL },
			{ "from", PARAM_WORDS, "", "teams that they have to belong to", NULL },
		},
	},
	{
		.id = "ownership-bot-limits", .severity = WARNING,
		.summary = "an automation does more than it may",
	},
	{
		.id = "ownership-key-scope", .severity = NOTE,
		.summary = "an automation may do more than it ever did",
		.params = {
			{ "days", PARAM_NUMBER, "180", "days of history that are looked at", NULL },
		},
	},
	{
		.id = "ownership-freeze", .severity = ERROR,
		.summary = "a change during a freeze",
	},
	{
		.id = "ownership-mixed-change", .severity = WARNING,
		.summary = "a delegation or DNSSEC change together with ordinary records",
	},
	{
		.id = "ownership-signed-commit", .severity = OFF,
		.summary = "a commit to a critical zone without a good signature",
	},
	{
		.id = "ownership-emergency", .severity = WARNING,
		.summary = "the emergency path was used",
		.params = {
			{ "days", PARAM_NUMBER, "3", "days until the follow-up review", NULL },
		},
	},
};

FAMILY(ownership);
