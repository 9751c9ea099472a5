/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waivers: a narrow, expiring way through.  One that is not well formed, has
 * run out or is not needed is a finding of its own and never an error of the
 * run; a waiver lowers an error to a warning, and nothing to silence.
 */
#include <string.h>

#include "base/clock.h"
#include "policy/setting.h"

enum { DAY = 86400 };

struct waiver {
	struct section *section;
	const struct rule *rule;
	bool broad;                     /* owners means every name: good for no error */
};

/* What a rule asks of names, types and zones when it is asked of none. */
static const struct subject nothing = { .type = 0 };

static struct str
value_of(const struct section *s, const char *key)
{
	const struct setting *setting = section_get(s, key);

	return setting ? setting->value : (struct str){ NULL, 0 };
}

/* --- what is wrong with it ------------------------------------------------------------ */

/* A glob of stars and dots, or a PCRE2 pattern that takes whatever one offers. */
static bool
takes_everything(struct policy *p, const struct pattern *pattern)
{
	static const char *const probes[] = { "a", "x1.zonevet.invalid", "_b.c-d.example.org", "*.0" };

	if (pattern->kind == PATTERN_PLAIN)
		return false;
	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++)
		if (!pattern_matches_name(&p->matcher, pattern, str_of(probes[i]), false))
			return false;
	return true;
}

static bool
is_broad(struct policy *p, const struct section *s)
{
	for (size_t i = 0; i < s->owners->names.n; i++)
		if (takes_everything(p, &s->owners->names.v[i]))
			return true;
	return false;
}

static struct str
wrong_rule(const struct policy *p, const struct section *s, struct arena *a)
{
	struct str id = value_of(s, "rule");
	const struct rule *rule = policy_rule_find(p, id);

	if (id.len == 0)
		return S("it names no rule");
	if (str_eq(id, S("*")))
		return S("rule = * would waive everything");
	if (rule == NULL)
		return arena_printf(a, "there is no rule '%.*s'%.*s", STR(id),
		    STR(grammar_near_rule(p, a, id)));
	return strcmp(rule->id, "ownership-waiver") == 0 ? S("no waiver waives what is wrong with "
	    "waivers") : S("");
}

/* A [custom] rule has its severity within its scope only: it may be an error there. */
static bool
waives_error(struct policy *p, const struct section *s)
{
	const struct rule *rule = policy_rule_find(p, value_of(s, "rule"));

	return rule->check == check_custom || policy_severity(p, rule, &nothing, NULL) == ERROR;
}

struct str
waiver_wrong(struct policy *p, const struct section *s, struct arena *a)
{
	struct str why = s->wrong.len ? s->wrong : wrong_rule(p, s, a), expires = value_of(s, "expires");
	int64_t when;

	if (why.len)
		return why;
	if (s->owners == NULL)
		return S("it names no owners");
	if (is_broad(p, s) &&
	    waives_error(p, s))
		return S("owners = * would waive the rule everywhere");
	if (expires.len == 0)
		return S("it has no expires");
	if (!clock_parse(expires, true, &when))
		return arena_printf(a, "expires = %.*s is not a date", STR(expires));
	if (value_of(s, "ticket").len == 0 && value_of(s, "reason").len == 0)
		return S("it has neither ticket nor reason");
	return S("");
}

/* --- findings about it ------------------------------------------------------------------ */

static void
complain(struct policy *p, struct findings *findings, const struct rule *self,
    const struct section *s, enum severity at_most, struct str message, const char *fix)
{
	enum severity severity = policy_severity(p, self, &nothing, NULL);
	struct finding *f = findings_add(findings, self);
	struct arena *a = findings->arena;

	f->severity = severity < at_most ? severity : at_most;
	f->side = BEFORE;
	f->path = arena_dup(a, s->path);
	f->line = s->line;
	f->column = 1;
	f->message = arena_printf(a, "waiver \"%.*s\": %.*s", STR(s->name), STR(message));
	f->effect = S("A waiver that does not hold silences nothing, and hides from review what is "
	    "still excused.");
	f->fix = str_of(fix);
}

/* Does it hold now?  If not, a finding says why. */
static bool
holds(struct policy *p, const struct waiver *w, struct findings *findings,
    const struct rule *self, int64_t now)
{
	struct arena *a = findings->arena;
	const struct section *s = w->section;
	uint32_t days = policy_number(p, self, "max-days", &nothing);
	struct str why = waiver_wrong(p, s, a);
	int64_t expires = 0;

	if (why.len == 0) {
		clock_parse(value_of(s, "expires"), true, &expires);
		if (expires > now + ((int64_t)days + 1) * DAY)
			why = arena_printf(a, "it expires more than %u days ahead", (unsigned)days);
	}
	if (why.len)
		complain(p, findings, self, s, ERROR, why, "Name one rule, the owners, expires and a "
		    "ticket or a reason; or remove the waiver.");
	else if (now >= expires)
		complain(p, findings, self, s, WARNING, arena_printf(a, "it expired on %.*s",
		    STR(value_of(s, "expires"))), "Remove it; what it excused counts again.");
	return why.len == 0 && now < expires;
}

/* --- using it ------------------------------------------------------------------------------ */

static bool
covers(struct policy *p, const struct waiver *w, const struct finding *f)
{
	struct subject subject = { .zone = f->zone, .view = f->view, .owner = finding_waived_owner(f) };

	if (f->rule != w->rule || f->severity < WARNING || (w->broad && f->severity == ERROR))
		return false;
	if (f->type.len && !type_parse(f->type, &subject.type))
		subject.type = 0;
	return section_covers(p, w->section, &subject);
}

static void
use(struct policy *p, const struct waiver *w, struct findings *findings, const struct rule *self,
    bool part)
{
	bool used = false;

	for (size_t i = 0; i < findings->n; i++) {
		struct finding *f = findings->v[i];

		if (!covers(p, w, f))
			continue;
		used = true;
		if (f->waiver.len == 0)
			f->waiver = arena_dup(findings->arena, w->section->name);
		f->severity = WARNING;
	}
	/* A note: it may be needed by another change before it ends. */
	if (!used && !part && w->rule->check)
		complain(p, findings, self, w->section, NOTE, S("it waives nothing in this change"),
		    "Remove it when its work is done.");
}

void
policy_waive(struct policy *p, struct findings *findings, const struct rule *self, int64_t now,
    bool part)
{
	for (size_t i = 0; i < p->nsections; i++) {
		struct waiver w = { .section = p->sections[i] };

		if (w.section->kind != SECTION_WAIVER || !holds(p, &w, findings, self, now))
			continue;
		w.rule = policy_rule_find(p, value_of(w.section, "rule"));
		w.broad = is_broad(p, w.section);
		use(p, &w, findings, self, part);
	}
	for (size_t i = 0; i < findings->n; i++) {
		struct finding *f = findings->v[i];

		f->waivable = f->waiver.len == 0 && f->severity >= WARNING && f->rule != self;
	}
}

size_t
policy_waivers(struct policy *p, int64_t now, struct arena *a, const struct waiver_held **out)
{
	uint32_t days = policy_number(p, rules_find(S("ownership-waiver")), "max-days", &nothing);
	struct waiver_held *v = ARENA_ARRAY(a, struct waiver_held, p->nsections);
	size_t n = 0;

	for (size_t i = 0; i < p->nsections; i++) {
		const struct section *s = p->sections[i];
		int64_t until;

		if (s->kind != SECTION_WAIVER || waiver_wrong(p, s, a).len ||
		    !clock_parse(value_of(s, "expires"), true, &until) || now >= until ||
		    until > now + ((int64_t)days + 1) * DAY)
			continue;
		v[n++] = (struct waiver_held){ arena_dup(a, s->name), arena_dup(a, value_of(s, "rule")),
			arena_dup(a, value_of(s, "owners")), arena_dup(a, value_of(s, "expires")),
			arena_dup(a, value_of(s, "ticket")), arena_dup(a, value_of(s, "reason")),
			arena_dup(a, s->path), s->line, until };
	}
	*out = v;
	return n;
}
