/* SPDX-License-Identifier: BSD-2-Clause */
/* From sections to answers: the last setting that covers a subject decides. */
#include "policy/setting.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"

/* --- slots ------------------------------------------------------------------------ */

static int
slot_order(const void *x, const void *y)
{
	const struct slot *a = x, *b = y;

	if (a->rule != b->rule)
		return (uintptr_t)a->rule < (uintptr_t)b->rule ? -1 : 1;
	return strcmp(a->param->key, b->param->key);
}

static const struct param severity_param = { "severity", PARAM_SEVERITY, "", "", NULL };

struct slot *
policy_slot(struct policy *p, const struct rule *rule, const char *key)
{
	struct param param = { .key = key };
	struct slot wanted = { .rule = rule, .param = &param };

	return bsearch(&wanted, p->slots, p->nslots, sizeof(wanted), slot_order);
}

static void
slot_add(struct policy *p, const struct rule *rule, const struct param *param)
{
	struct slot *slot = &p->slots[p->nslots++];
	struct error err;

	*slot = (struct slot){ .rule = rule, .param = param };
	slot->fallback = (struct setting){ .key = param->key, .value = str_of(param->fallback) };
	if (param == &severity_param) {
		slot->fallback.severity = rule->severity;
		slot->fallback.value = str_of(severity_text(rule->severity));
	} else if (slot->fallback.value.len) {
		value_read_param(&slot->fallback, param, &p->arena, &err);
	} else if (param->kind == PARAM_SEVERITY) {
		slot->fallback.severity = rule->severity;
		slot->fallback.value = str_of(severity_text(rule->severity));
	}
}

static void
make_slots(struct policy *p)
{
	const struct param *common;
	const struct rule *rule;
	size_t n = 0, ncommon;

	common = rules_common_params(&ncommon);
	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++)
		for (size_t k = 0; k < 12 + ncommon + 1; k++)
			n++;
	p->slots = ARENA_ARRAY(&p->arena, struct slot, n);
	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++) {
		slot_add(p, rule, &severity_param);
		for (const struct param *param = rule->params; param->key; param++)
			slot_add(p, rule, param);
		for (size_t k = 0; k < ncommon && (rule->flags & RULE_STATE); k++)
			slot_add(p, rule, &common[k]);
	}
	qsort(p->slots, p->nslots, sizeof(*p->slots), slot_order);
}

static int
weakest_first(const void *x, const void *y)
{
	const struct setting *a = *(struct setting *const *)x, *b = *(struct setting *const *)y;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static void
fill_slots(struct policy *p)
{
	for (size_t i = 0; i < p->nsections; i++)
		for (size_t k = 0; k < p->sections[i]->n; k++) {
			struct setting *s = p->sections[i]->settings[k];
			struct slot *slot = s->param ?
			    policy_slot(p, p->sections[i]->rule, s->key) : NULL;

			if (slot == NULL)
				continue;
			GROW(slot->v, slot->n, slot->cap);
			slot->v[slot->n++] = s;
		}
	for (size_t i = 0; i < p->nslots; i++)
		if (p->slots[i].n > 1)
			qsort(p->slots[i].v, p->slots[i].n, sizeof(*p->slots[i].v), weakest_first);
}

static bool
lists_type(const struct setting *s, uint16_t type)
{
	for (size_t i = 0; i < s->ntypes; i++)
		if (s->types[i] == type)
			return true;
	return false;
}

bool
section_covers(struct policy *p, const struct section *s, const struct subject *subject)
{
	const struct section *only = s->only_zone;

	if (only && (!str_eq(only->name, subject->zone) ||
	    (only->label.len && !str_eq(only->label, subject->view))))
		return false;
	if (s->zones && !patterns_match_name(&p->matcher, &s->zones->names, subject->zone, false))
		return false;
	if (s->owners && (subject->owner.len == 0 ||
	    !patterns_match_name(&p->matcher, &s->owners->names, subject->owner, false)))
		return false;
	return s->types == NULL || lists_type(s->types, subject->type);
}

struct setting *
slot_decide(struct policy *p, struct slot *slot, const struct subject *subject)
{
	for (size_t i = slot ? slot->n : 0; i-- > 0;)
		if (section_covers(p, slot->v[i]->section, subject)) {
			slot->v[i]->used = true;
			return slot->v[i];
		}
	return NULL;
}

/* --- loading ----------------------------------------------------------------------- */

static const struct setting *
policy_section_value(const struct policy *p, enum section_kind kind, const char *key)
{
	const struct setting *best = NULL;

	for (size_t i = 0; i < p->nsections; i++) {
		const struct setting *s = p->sections[i]->kind == kind && !p->sections[i]->only_zone ?
		    section_get(p->sections[i], key) : NULL;

		if (s && (best == NULL || weakest_first(&best, &s) <= 0))
			best = s;
	}
	return best;
}

/* All words of a key over the sections of a kind. */
static size_t
gather_words(struct policy *p, enum section_kind kind, const char *key, struct str **out)
{
	size_t n = 0;

	for (int pass = 0; pass < 2; pass++) {
		if (pass)
			*out = ARENA_ARRAY(&p->arena, struct str, n);
		n = 0;
		for (size_t i = 0; i < p->nsections; i++)
			for (size_t k = 0; p->sections[i]->kind == kind && k < p->sections[i]->n; k++) {
				const struct setting *s = p->sections[i]->settings[k];

				for (size_t w = 0; strcmp(s->key, key) == 0 && w < s->nwords; w++, n++)
					if (pass)
						(*out)[n] = s->words[w];
			}
	}
	return n;
}

static void
gather(struct policy *p)
{
	struct str (*maps)[2], *words;
	size_t n = gather_words(p, SECTION_ZONES, "include-map", &words) / 2;

	maps = arena_array(&p->arena, n, sizeof(*maps));
	for (size_t i = 0; i < n; i++) {
		maps[i][0] = words[2 * i];
		maps[i][1] = words[2 * i + 1];
	}
	p->include_maps = (const struct str (*)[2])maps;
	p->ninclude_maps = n;
	p->ncontext[0] = gather_words(p, SECTION_CONTEXT, "ds", &p->context[0]);
	p->ncontext[1] = gather_words(p, SECTION_CONTEXT, "dnskey", &p->context[1]);
}

struct policy *
policy_load(struct str path, struct str text, const struct policy_reader *reader,
    struct error *err)
{
	struct policy *p = memory_new(sizeof(*p));
	struct buf faults = { NULL, 0, 0 };
	bool shipped = shipped_text(path).len > 0;

	*p = (struct policy){ .nsections = 0 };
	matcher_init(&p->matcher);
	p->path = arena_dup(&p->arena, path);
	if (!grammar_read(p, p->path, text, shipped ? RANK_PROFILE : RANK_OWN, NULL, reader, 0,
	    &faults)) {
		fail(err, "%.*s", faults.len > 1900 ? 1900 : (int)faults.len, faults.p);
		buf_free(&faults);
		policy_free(p);
		return NULL;
	}
	p->hash = hash_sha256_hex(&p->arena, buf_str(&p->bytes));
	make_slots(p);
	fill_slots(p);
	gather(p);
	return p;
}

struct policy *
policy_shipped(const char *profile, struct error *err)
{
	struct str text = shipped_text(str_of(profile));

	if (text.len == 0) {
		fail(err, "there is no profile '%s': baseline, strict and registry are shipped", profile);
		return NULL;
	}
	return policy_load(str_of(profile), text, NULL, err);
}

void
policy_free(struct policy *p)
{
	for (size_t i = 0; i < p->nsections; i++) {
		struct section *s = p->sections[i];

		for (size_t k = 0; k < s->n; k++)
			for (size_t n = 0; n < s->settings[k]->names.n; n++)
				pattern_free(&s->settings[k]->names.v[n]);
		free(s->settings);
	}
	for (size_t i = 0; i < p->nslots; i++) {
		for (size_t n = 0; n < p->slots[i].fallback.names.n; n++)
			pattern_free(&p->slots[i].fallback.names.v[n]);
		free(p->slots[i].v);
	}
	free(p->sections);
	buf_free(&p->bytes);
	matcher_free(&p->matcher);
	arena_free(&p->arena);
	free(p);
}

struct str
policy_path(const struct policy *p)
{
	return p->path;
}

struct str
policy_hash(const struct policy *p)
{
	return p->hash;
}

bool
policy_failed(const struct policy *p, struct error *err)
{
	if (p->matcher.failed)
		*err = p->matcher.error;
	return p->matcher.failed;
}

/* --- rules -------------------------------------------------------------------------- */

static const struct setting *
decide(struct policy *p, const struct rule *rule, const char *key, const struct subject *subject,
    struct origin_of *from)
{
	struct slot *slot = policy_slot(p, rule, key);
	const struct setting *s = slot_decide(p, slot, subject);

	if (from)
		*from = s ? (struct origin_of){ s->path, s->line } :
		    (struct origin_of){ (struct str){ NULL, 0 }, 0 };
	return s ? s : slot ? &slot->fallback : NULL;
}

enum severity
policy_severity(struct policy *p, const struct rule *rule, const struct subject *subject,
    struct origin_of *from)
{
	return decide(p, rule, "severity", subject, from)->severity;
}

struct str
policy_value(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject, struct origin_of *from)
{
	const struct setting *s = decide(p, rule, key, subject, from);

	return s ? s->value : (struct str){ NULL, 0 };
}

uint32_t
policy_number(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject)
{
	const struct setting *s = decide(p, rule, key, subject, NULL);

	return s ? s->number : 0;
}

enum severity
policy_level(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject)
{
	const struct setting *severity = decide(p, rule, "severity", subject, NULL);
	const struct setting *level = decide(p, rule, key, subject, NULL);
	bool later = level == NULL || (severity->section && (level->section == NULL ||
	    weakest_first(&level, &severity) < 0));

	if (later || level->severity > severity->severity)
		return severity->severity;
	return level->severity;
}

bool
policy_is_set(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject)
{
	return policy_value(p, rule, key, subject, NULL).len > 0;
}

bool
policy_lists_name(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject, struct str name)
{
	const struct setting *s = decide(p, rule, key, subject, NULL);

	return s && patterns_match_name(&p->matcher, &s->names, name, true);
}

bool
policy_lists_type(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject, uint16_t type)
{
	const struct setting *s = decide(p, rule, key, subject, NULL);

	return s && lists_type(s, type);
}

bool
policy_lists_address(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject, const uint8_t *address, size_t len)
{
	const struct setting *s = decide(p, rule, key, subject, NULL);

	for (size_t i = 0; s && i < s->nprefixes; i++)
		if (prefix_holds(&s->prefixes[i], address, len))
			return true;
	return false;
}

bool
policy_lists_word(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject, struct str word)
{
	const struct setting *s = decide(p, rule, key, subject, NULL);

	for (size_t i = 0; s && i < s->nwords; i++)
		if (str_eq_nocase(s->words[i], word))
			return true;
	return false;
}

/* --- zones ---------------------------------------------------------------------------- */

struct str
policy_zone_value(struct policy *p, const char *key, const struct subject *subject)
{
	const struct setting *best = policy_section_value(p, SECTION_ZONES, key);

	for (size_t i = 0; i < p->nsections; i++) {
		const struct section *section = p->sections[i];
		const struct setting *s = section->kind == SECTION_ZONE &&
		    str_eq(section->name, subject->zone) && (section->label.len == 0 ||
		    str_eq(section->label, subject->view)) ? section_get(section, key) : NULL;

		if (s)
			best = s;
	}
	if (best)
		return best->value;
	return strcmp(key, "serial") == 0 ? S("manual") : strcmp(key, "soa") == 0 ? S("in-file") :
	    strcmp(key, "signed-by") == 0 ? S("file") : strcmp(key, "class") == 0 ? S("IN") : S("");
}

struct str
policy_include_root(const struct policy *p)
{
	const struct setting *s = policy_section_value(p, SECTION_ZONES, "include-root");

	return s ? s->value : S(".");
}

size_t
policy_include_maps(const struct policy *p, const struct str (**pairs)[2])
{
	*pairs = p->include_maps;
	return p->ninclude_maps;
}

size_t
policy_context_files(struct policy *p, const char *key, const struct str **files)
{
	int which = strcmp(key, "dnskey") == 0;

	*files = p->context[which];
	return p->ncontext[which];
}

enum severity
policy_fail_on(const struct policy *p)
{
	const struct setting *s = policy_section_value(p, SECTION_POLICY, "fail-on");
	enum severity severity = ERROR;

	if (s && !severity_parse(s->value, &severity))
		severity = OFF;         /* never */
	return severity;
}

/* --- plans ------------------------------------------------------------------------------ */

const struct migration *
policy_migration(struct policy *p, const struct subject *subject, int64_t now)
{
	for (size_t i = 0; i < p->nsections; i++) {
		struct section *s = p->sections[i];
		const struct setting *from, *until, *ttl, *ticket;

		if (s->kind != SECTION_MIGRATION)
			continue;
		from = section_get(s, "from");
		until = section_get(s, "until");
		ttl = section_get(s, "min-ttl");
		ticket = section_get(s, "ticket");
		if (!from || !until || !s->owners || now < from->when || now >= until->when ||
		    !section_covers(p, s, subject))
			continue;
		s->migration = (struct migration){ s->name, ticket ? ticket->value : S(""), from->when,
			until->when, ttl ? ttl->number : 0 };
		return &s->migration;
	}
	return NULL;
}

bool
policy_rollover(struct policy *p, struct str zone, int64_t now)
{
	for (size_t i = 0; i < p->nsections; i++) {
		const struct section *s = p->sections[i];
		const struct setting *started = s->kind == SECTION_ROLLOVER ?
		    section_get(s, "started") : NULL;

		if (started && str_eq(s->name, zone) && now >= started->when)
			return true;
	}
	return false;
}
