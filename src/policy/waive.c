/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waivers: a narrow, expiring way through.  One that is not well formed, or
 * no longer needed, is a finding of its own and never an error of the run.
 */
#include <string.h>

#include "base/clock.h"
#include "policy/setting.h"

enum { DAY = 86400 };

struct waiver {
	struct section *section;
	const struct rule *rule;
	int64_t expires;
	bool valid, used;
};

static struct str
value_of(const struct section *s, const char *key)
{
	const struct setting *setting = section_get(s, key);

	return setting ? setting->value : (struct str){ NULL, 0 };
}

static struct finding *
waiver_finding(struct policy *p, struct findings *findings, const struct rule *rule,
    const struct waiver *w, enum severity at_most, struct str message, const char *fix)
{
	enum severity severity = policy_severity(p, rule, &(struct subject){ .type = 0 }, NULL);
	struct finding *f = findings_add(findings, rule);
	struct arena *a = findings->arena;

	f->severity = severity < at_most ? severity : at_most;
	f->side = BEFORE;
	f->path = arena_dup(a, w->section->path);
	f->line = w->section->line;
	f->column = 1;
	f->message = arena_printf(a, "waiver \"%.*s\": %.*s", STR(w->section->name), STR(message));
	f->effect = S("A waiver that does not hold silences nothing, and hides from review what is "
	    "still excused.");
	f->fix = str_of(fix);
	return f;
}

/* Why a waiver cannot be used at all; empty: it can. */
static struct str
malformed(struct policy *p, struct waiver *w, const struct rule *self, int64_t now,
    struct arena *a)
{
	const struct section *s = w->section;
	struct str rule = value_of(s, "rule"), expires = value_of(s, "expires");
	uint32_t days = policy_number(p, self, "max-days", &(struct subject){ .type = 0 });

	if (rule.len == 0)
		return S("it names no rule");
	if (str_eq(rule, S("*")))
		return S("rule = * would waive everything");
	w->rule = rules_find(rule);
	if (w->rule == NULL)
		return arena_printf(a, "there is no rule '%.*s'", STR(rule));
	if (s->owners == NULL || s->owners->names.n == 0)
		return S("it names no owners");
	for (size_t i = 0; i < s->owners->names.n; i++)
		if (str_eq(s->owners->names.v[i].text, S("*")) ||
		    str_eq(s->owners->names.v[i].text, S(".*")))
			return S("owners = * would waive the rule everywhere");
	if (expires.len == 0)
		return S("it has no expires");
	if (!clock_parse(expires, true, &w->expires))
		return arena_printf(a, "expires = %.*s is not a date", STR(expires));
	if (value_of(s, "ticket").len == 0 && value_of(s, "reason").len == 0)
		return S("it has neither ticket nor reason");
	if (days && w->expires > now + (int64_t)(days + 1) * DAY)
		return arena_printf(a, "it expires more than %u days ahead", (unsigned)days);
	return S("");
}

static bool
covers(struct policy *p, const struct waiver *w, const struct finding *f)
{
	struct subject subject = { .zone = f->zone, .view = f->view, .owner = f->owner };
	struct str owner = f->owner.len ? f->owner : f->zone;

	subject.owner = owner;
	if (f->type.len && !type_parse(f->type, &subject.type))
		subject.type = 0;
	return f->rule == w->rule && section_covers(p, w->section, &subject);
}

static void
apply(struct policy *p, struct waiver *w, struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		struct finding *f = findings->v[i];

		if (f->waiver.len || f->severity < WARNING || !covers(p, w, f))
			continue;
		w->used = true;
		f->waiver = arena_dup(findings->arena, w->section->name);
		f->severity = WARNING;
	}
}

static void
judge(struct policy *p, struct waiver *w, struct findings *findings, const struct rule *self,
    int64_t now)
{
	struct arena *a = findings->arena;
	struct str why = malformed(p, w, self, now, a);

	if (why.len) {
		waiver_finding(p, findings, self, w, ERROR, why, "Name one rule, the owners, expires and a "
		    "ticket or a reason; or remove the waiver.");
		return;
	}
	if (now >= w->expires) {
		waiver_finding(p, findings, self, w, WARNING, arena_printf(a, "it expired on %.*s",
		    STR(value_of(w->section, "expires"))), "Remove it; what it excused counts again.");
		return;
	}
	w->valid = true;
	apply(p, w, findings);
	if (!w->used)
		waiver_finding(p, findings, self, w, NOTE, S("it waives nothing in this change"),
		    "Remove it when its work is done.");
}

/* The lines that would waive a finding, as one. */
static struct str
waiver_line(const struct finding *f, struct arena *a)
{
	struct str owner = f->owner.len ? f->owner : f->zone;

	if (owner.len == 0)
		return (struct str){ NULL, 0 };
	return arena_printf(a, "[waiver \"ID\"] rule = %s, owners = %.*s%s%.*s, expires = YYYY-MM-DD, "
	    "ticket = TICKET", f->rule->id, STR(owner), f->type.len ? ", types = " : "",
	    STR(f->type));
}

void
policy_waive(struct policy *p, struct findings *findings, const struct rule *self, int64_t now)
{
	for (size_t i = 0; i < p->nsections; i++)
		if (p->sections[i]->kind == SECTION_WAIVER) {
			struct waiver w = { .section = p->sections[i] };

			judge(p, &w, findings, self, now);
		}
	for (size_t i = 0; i < findings->n; i++) {
		struct finding *f = findings->v[i];

		if (f->waiver.len == 0 && f->severity >= WARNING && f->rule != self)
			f->waiver_line = waiver_line(f, findings->arena);
	}
}
