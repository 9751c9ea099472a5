/* SPDX-License-Identifier: BSD-2-Clause */
/* What a user asks of a policy: what holds here, who said so, what says nothing. */
#include <string.h>

#include "base/memory.h"
#include "policy/setting.h"

/* --- policy show ------------------------------------------------------------------------ */

static void
show_line(struct buf *out, const char *key, struct str value, const struct origin_of *from,
    const char *unset)
{
	buf_printf(out, "  %-18s %-26.*s ", key, STR(value));
	if (from->line)
		buf_printf(out, "%.*s:%u\n", STR(from->path), (unsigned)from->line);
	else
		buf_printf(out, "(%s)\n", unset);
}

/* Of a set that adds up over sections, every section's part. */
static bool
show_parts(struct buf *out, struct policy *p, const struct rule *rule, const char *key)
{
	struct slot *slot = resolve_slot(p, rule, key);

	if (slot->n < 2 || slot->v[0]->section->owners != slot->v[0])
		return false;
	for (size_t i = 0; i < slot->n; i++)
		show_line(out, i ? "" : key, slot->v[i]->value,
		    &(struct origin_of){ slot->v[i]->section->path, slot->v[i]->line }, "");
	return true;
}

static void
show_key(struct buf *out, struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject)
{
	struct origin_of from;
	struct str value = policy_value(p, rule, key, subject, &from);

	if (!show_parts(out, p, rule, key))
		show_line(out, key, value, &from, "the rule's own");
}

static void
show_rule(struct buf *out, struct policy *p, const struct rule *rule, const struct subject *subject)
{
	size_t n;
	const struct param *common = rules_common_params(&n);

	buf_printf(out, "\n%s\n", rule->id);
	show_key(out, p, rule, "severity", subject);
	for (const struct param *param = rule->params; param->key; param++)
		show_key(out, p, rule, param->key, subject);
	for (size_t k = 0; k < n && (rule->flags & RULE_STATE); k++)
		show_key(out, p, rule, common[k].key, subject);
}

static void
show_zone(struct buf *out, struct policy *p, const struct subject *subject)
{
	static const char *const keys[] = { "serial", "soa", "signed-by", "visibility", "class" };

	buf_printf(out, "\nzone %.*s\n", STR(subject->zone));
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const struct setting *s = resolve_zone_key(p, keys[i], subject);
		struct origin_of from = { (struct str){ NULL, 0 }, 0 };

		if (s)
			from = (struct origin_of){ s->section->path, s->line };
		show_line(out, keys[i], policy_zone_value(p, keys[i], subject), &from, "unless set");
	}
}

/* A name as a user types it: any case, the final dot left out, or relative to the zone. */
static struct str
typed_name(struct str name, struct str zone, struct arena *a)
{
	char *text;

	if (name.len == 0 || str_eq(name, S(".")))
		return name;
	text = arena_text(a, arena_printf(a, "%.*s%s", STR(name), str_ends(name, S(".")) ? "" : "."));
	for (char *c = text; *c; c++)
		*c = ascii_lower(*c);
	if (str_eq(name, S("@")) && zone.len)
		return zone;
	if (zone.len < 2 || str_ends(name, S(".")) || str_eq(str_of(text), zone) ||
	    str_ends(str_of(text), arena_printf(a, ".%.*s", STR(zone))))
		return str_of(text);
	return arena_printf(a, "%s%.*s", text, STR(zone));
}

static bool
tells_apart(const struct policy *p)
{
	for (size_t i = 0; i < p->nsections; i++)
		if (p->sections[i]->rule && (p->sections[i]->zones || p->sections[i]->only ||
		    p->sections[i]->types || (p->sections[i]->owners && !p->sections[i]->owners->param)))
			return true;
	return false;
}

struct str
policy_show(struct policy *p, const struct subject *asked, const struct rule *only,
    struct arena *a)
{
	struct subject subject = *asked;
	struct buf out = { NULL, 0, 0 };
	const struct rule *rule;
	struct str text;

	subject.zone = typed_name(asked->zone, S(""), a);
	subject.owner = typed_name(asked->owner, subject.zone, a);
	buf_printf(&out, "policy %.*s\nsha256 %.*s\n", STR(p->path), STR(p->hash));
	if (subject.zone.len)
		show_zone(&out, p, &subject);
	if (subject.owner.len)
		buf_printf(&out, "\nname %.*s%s%.*s\n", STR(subject.owner), subject.type ? " " : "",
		    STR(subject.type ? type_text(a, subject.type) : S("")));
	for (size_t i = 0; (rule = policy_rule_nth(p, i)) != NULL; i++)
		if (only ? rule == only : rule->check != NULL)
			show_rule(&out, p, rule, &subject);
	if (tells_apart(p) && (!subject.zone.len || !subject.owner.len || !subject.type))
		buf_add(&out, S("\nSome sections hold only for some zones, names or types: ask with --zone, "
		    "--owner and --type.\n"));
	text = arena_dup(a, buf_str(&out));
	buf_free(&out);
	return text;
}

/* --- policy check ------------------------------------------------------------------------ */

static bool
is_general(const struct setting *s)
{
	const struct section *in = s->section;

	return !in->zones && !in->types && !in->only && (!in->owners || in->owners == s);
}

/* Does a weaker setting decide the same wherever this one does?  NULL: no. */
static const struct setting *
same_without(const struct slot *slot, size_t at)
{
	const struct setting *s = slot->v[at];

	for (size_t i = at; i-- > 0;) {
		if (!str_eq(slot->v[i]->value, s->value))
			return NULL;
		if (is_general(slot->v[i]))
			return slot->v[i];
	}
	return str_eq(slot->fallback.value, s->value) ? &slot->fallback : NULL;
}

/* A level that is set before `severity` follows it: the same severity again moves the level. */
static bool
moves_level(struct policy *p, const struct setting *s)
{
	const struct rule *rule = s->section->rule;

	if (s->param != &severity_param)
		return false;
	for (const struct param *param = rule->params; param->key; param++) {
		const struct slot *slot = resolve_slot(p, rule, param->key);

		if (param->kind != PARAM_SEVERITY)
			continue;
		if (slot->n == 0 || setting_order(slot->v[slot->n - 1], s) < 0)
			return true;
	}
	return false;
}

static void
tell_idle(struct buf *out, struct policy *p, const struct slot *slot, size_t at)
{
	const struct setting *s = slot->v[at], *same = same_without(slot, at);
	const struct section *in = s->section;

	if (in->shipped || in->owners == s)
		return;
	for (size_t i = at + 1; i < slot->n; i++)
		if (is_general(slot->v[i])) {
			buf_printf(out, "%.*s:%u: %s = %.*s changes nothing: line %u of %.*s comes later\n",
			    STR(in->path), (unsigned)s->line, s->key, STR(s->value),
			    (unsigned)slot->v[i]->line, STR(slot->v[i]->section->path));
			return;
		}
	if (same && !moves_level(p, s))
		buf_printf(out, "%.*s:%u: %s = %.*s changes nothing: it is so already%s%.*s%s\n",
		    STR(in->path), (unsigned)s->line, s->key, STR(s->value), same->section ? " (" : "",
		    STR(same->section ? same->section->path : S("")), same->section ? ")" : "");
}

static void
tell_waivers(struct buf *out, struct policy *p, struct arena *a)
{
	for (size_t i = 0; i < p->nsections; i++) {
		const struct section *s = p->sections[i];
		struct str why = s->kind == SECTION_WAIVER ? waiver_wrong(p, s, a) : S("");

		if (why.len)
			buf_printf(out, "%.*s:%u: waiver \"%.*s\" changes nothing: %.*s\n", STR(s->path),
			    (unsigned)s->line, STR(s->name), STR(why));
	}
}

struct str
policy_idle(struct policy *p, struct arena *a)
{
	struct buf out = { NULL, 0, 0 };
	struct str text;

	for (size_t i = 0; i < p->nslots; i++)
		for (size_t k = 0; k < p->slots[i].n; k++)
			tell_idle(&out, p, &p->slots[i], k);
	tell_waivers(&out, p, a);
	text = arena_dup(a, buf_str(&out));
	buf_free(&out);
	return text;
}

/* --- not judged -------------------------------------------------------------------------- */

static void
unbuilt_add(struct policy *p, const struct section *s, const char *what, uint32_t line)
{
	GROW(p->unbuilt, p->nunbuilt, p->capunbuilt);
	p->unbuilt[p->nunbuilt++] = arena_printf(&p->arena, "%s%s%.*s%s%s (%.*s:%u)", s->word,
	    s->name.len ? " " : "", STR(s->name), *what ? " " : "", what, STR(s->path),
	    (unsigned)line);
}

static void
list_unbuilt(struct policy *p)
{
	for (size_t i = 0; i < p->nsections; i++) {
		const struct section *s = p->sections[i];
		const struct setting *rule = s->kind == SECTION_WAIVER ? section_get(s, "rule") : NULL;
		const struct rule *waived = rule ? policy_rule_find(p, rule->value) : NULL;

		if (s->shipped)
			continue;
		if (!s->built || (s->rule && s->rule->check == NULL))
			unbuilt_add(p, s, "", s->line);
		else if (waived && waived->check == NULL)
			unbuilt_add(p, s, waived->id, rule->line);
		for (size_t k = 0; s->built && k < s->n; k++)
			if (!s->settings[k]->built)
				unbuilt_add(p, s, s->settings[k]->key, s->settings[k]->line);
	}
	p->unbuilt_listed = true;
}

size_t
policy_unbuilt(struct policy *p, const struct str **texts)
{
	if (!p->unbuilt_listed)
		list_unbuilt(p);
	*texts = p->unbuilt;
	return p->nunbuilt;
}
