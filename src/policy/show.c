/* SPDX-License-Identifier: BSD-2-Clause */
/* What a user asks of a policy: what holds here, who said so, what says nothing. */
#include <string.h>

#include "policy/setting.h"

static void
show_line(struct buf *out, struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject)
{
	struct origin_of from;
	struct str value = policy_value(p, rule, key, subject, &from);

	buf_printf(out, "  %-20s %-24.*s ", key, STR(value));
	if (from.line)
		buf_printf(out, "%.*s:%u\n", STR(from.path), (unsigned)from.line);
	else
		buf_add(out, S("(the rule's own)\n"));
}

struct str
policy_show(struct policy *p, const struct subject *subject, const struct rule *only,
    struct arena *a)
{
	static const char *const zone_keys[] = { "serial", "soa", "signed-by", "visibility", "class" };
	struct buf out = { NULL, 0, 0 };
	const struct rule *rule;
	struct str text;

	buf_printf(&out, "policy %.*s\nsha256 %.*s\n", STR(p->path), STR(p->hash));
	if (subject->zone.len) {
		buf_printf(&out, "\nzone %.*s\n", STR(subject->zone));
		for (size_t i = 0; i < sizeof(zone_keys) / sizeof(zone_keys[0]); i++)
			buf_printf(&out, "  %-20s %.*s\n", zone_keys[i],
			    STR(policy_zone_value(p, zone_keys[i], subject)));
	}
	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++) {
		size_t n;
		const struct param *common = rules_common_params(&n);

		if (rule->check == NULL || (only && rule != only))
			continue;
		buf_printf(&out, "\n%s\n", rule->id);
		show_line(&out, p, rule, "severity", subject);
		for (const struct param *param = rule->params; param->key; param++)
			show_line(&out, p, rule, param->key, subject);
		for (size_t k = 0; k < n && (rule->flags & RULE_STATE); k++)
			show_line(&out, p, rule, common[k].key, subject);
	}
	text = arena_dup(a, buf_str(&out));
	buf_free(&out);
	return text;
}

static bool
own(const struct section *s)
{
	return shipped_text(s->path).len == 0;
}

/* What the rule would have without this setting: the next weaker one, or the row's own. */
static const struct setting *
weaker(struct slot *slot, const struct setting *s)
{
	const struct setting *found = &slot->fallback;

	for (size_t i = 0; i < slot->n && slot->v[i] != s; i++)
		if (!slot->v[i]->section->owners && !slot->v[i]->section->zones &&
		    !slot->v[i]->section->types && !slot->v[i]->section->only_zone)
			found = slot->v[i];
	return found;
}

struct str
policy_idle(struct policy *p, struct arena *a)
{
	struct buf out = { NULL, 0, 0 };
	struct str text;

	for (size_t i = 0; i < p->nslots; i++)
		for (size_t k = 0; k < p->slots[i].n; k++) {
			const struct setting *s = p->slots[i].v[k];
			const struct section *in = s->section;

			if (!own(in) || in->owners || in->zones || in->types ||
			    !str_eq(s->value, weaker(&p->slots[i], s)->value))
				continue;
			buf_printf(&out, "%.*s:%u: %s = %.*s changes nothing: it is so already\n",
			    STR(s->path), (unsigned)s->line, s->key, STR(s->value));
		}
	text = arena_dup(a, buf_str(&out));
	buf_free(&out);
	return text;
}

size_t
policy_unbuilt(struct policy *p, const struct str **texts)
{
	if (!p->unbuilt_listed) {
		p->unbuilt = ARENA_ARRAY(&p->arena, struct str, p->nsections);
		for (size_t i = 0; i < p->nsections; i++) {
			const struct section *s = p->sections[i];

			if (!own(s) || (s->built && !(s->rule && s->rule->check == NULL)))
				continue;
			p->unbuilt[p->nunbuilt++] = arena_printf(&p->arena, "%s %.*s (%.*s:%u)", s->word,
			    STR(s->name), STR(s->path), (unsigned)s->line);
		}
		p->unbuilt_listed = true;
	}
	*texts = p->unbuilt;
	return p->nunbuilt;
}
