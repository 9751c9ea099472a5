/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From sections to answers: the strongest setting that covers a subject
 * decides.  Rules ask this for every change, so the settings of a key are
 * sifted once for the zone at hand: those of other zones go, and everything
 * weaker than the first one without a narrower scope.  What is left is one
 * setting, unless the user's sections tell owners or types apart.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "policy/setting.h"

/* --- order -------------------------------------------------------------------------- */

/* A row's own fallback is weaker than every line. */
int
setting_order(const struct setting *a, const struct setting *b)
{
	unsigned x = a->section ? a->section->rank : 0, y = b->section ? b->section->rank : 0;

	if (x != y)
		return x < y ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

int
setting_weakest_first(const void *x, const void *y)
{
	return setting_order(*(struct setting *const *)x, *(struct setting *const *)y);
}

/* --- slots ------------------------------------------------------------------------ */

static void
slot_add(struct policy *p, const struct rule *rule, const struct param *param)
{
	struct slot *slot = &p->slots[p->nslots++];
	struct setting *fallback = &slot->fallback;
	struct error err;

	*slot = (struct slot){ .rule = rule, .param = param };
	*fallback = (struct setting){ .key = param->key, .value = str_of(param->fallback) };
	if (param->kind == PARAM_SEVERITY && fallback->value.len == 0)
		fallback->value = str_of(severity_text(rule->severity));
	if (fallback->value.len)
		value_read_param(fallback, param, fallback->value, &p->arena, &err);
}

/* Places, or (p NULL) only counts, the parameters of a rule: its severity first. */
static size_t
slots_of(struct policy *p, const struct rule *rule)
{
	enum { PARAMS = sizeof(rule->params) / sizeof(rule->params[0]) };
	size_t ncommon, n = 1;
	const struct param *common = rules_common_params(&ncommon);

	if (p)
		slot_add(p, rule, &severity_param);
	for (size_t k = 0; k < PARAMS && rule->params[k].key; k++, n++)
		if (p)
			slot_add(p, rule, &rule->params[k]);
	for (size_t k = 0; k < ncommon && (rule->flags & RULE_STATE); k++, n++)
		if (p)
			slot_add(p, rule, &common[k]);
	return n;
}

static void
make_slots(struct policy *p)
{
	const struct rule *rule, **rows;
	size_t nrules = 0, n = 0;

	for (; (rule = policy_rule_nth(p, nrules)) != NULL; nrules++)
		n += slots_of(NULL, rule);
	rows = ARENA_ARRAY(&p->arena, const struct rule *, nrules);
	p->slots = ARENA_ARRAY(&p->arena, struct slot, n);
	for (size_t i = 0; i < nrules; i++) {
		rows[i] = policy_rule_nth(p, i);
		*map_slot(&p->rules, str_of(rows[i]->id)) = &p->slots[p->nslots];
		slots_of(p, rows[i]);
	}
	p->rows = rows;
	p->nrows = nrules;
}

/* By id: a [custom] row of another policy is not this one's, but means the same rule. */
static struct slot *
find_slot(struct policy *p, const struct rule *rule, const char *key)
{
	const struct slot *end = p->slots + p->nslots;
	struct slot *first = map_get(&p->rules, str_of(rule->id));

	for (struct slot *s = first; s && s < end && s->rule == first->rule; s++)
		if (strcmp(s->param->key, key) == 0)
			return s;
	return NULL;
}

/* Every change asks a hundred rules, so the places of their keys are kept. */
struct slot *
resolve_slot(struct policy *p, const struct rule *rule, const char *key)
{
	enum { PLACES = sizeof(p->recent) / sizeof(p->recent[0]) };
	struct recent *recent = &p->recent[hash_addresses(rule, key) % PLACES];

	if (recent->rule != rule || recent->key != key)
		*recent = (struct recent){ rule, key, find_slot(p, rule, key) };
	return recent->slot;
}

void
resolve_prepare(struct policy *p)
{
	make_slots(p);
	while (p->first_migration < p->nsections &&
	    p->sections[p->first_migration]->kind != SECTION_MIGRATION)
		p->first_migration++;
	for (size_t i = 0; i < p->nsections; i++)
		for (size_t k = 0; k < p->sections[i]->n; k++) {
			struct setting *s = p->sections[i]->settings[k];
			struct slot *slot = s->param ? resolve_slot(p, p->sections[i]->rule, s->key) : NULL;

			if (slot == NULL)
				continue;
			GROW(slot->v, slot->n, slot->cap);
			slot->v[slot->n++] = s;
		}
	for (size_t i = 0; i < p->nslots; i++) {
		struct slot *slot = &p->slots[i];

		if (slot->n > 1)
			qsort(slot->v, slot->n, sizeof(*slot->v), setting_weakest_first);
		slot->here = ARENA_ARRAY(&p->arena, struct setting *, slot->n);
	}
}

/* --- scope ----------------------------------------------------------------------------- */

/* Notes which zone is asked about; profile_key() of it lies in p->asked_zone. */
static void
ask(struct policy *p, const struct subject *subject)
{
	struct str asked = buf_str(&p->asked_zone);

	if (p->asked && asked.len == subject->zone.len + 1 + subject->view.len &&
	    str_eq(str_n(asked.p, subject->zone.len), subject->zone) &&
	    str_eq(str_skip(asked, subject->zone.len + 1), subject->view))
		return;
	buf_clear(&p->asked_zone);
	buf_add(&p->asked_zone, subject->zone);
	buf_put(&p->asked_zone, ' ');
	buf_add(&p->asked_zone, subject->view);
	p->asked++;
}

/* A [zone] without a view speaks for all views. */
static bool
profile_covers(const struct policy *p, const struct profile *profile, size_t zone_len)
{
	struct str asked = buf_str(&p->asked_zone);

	return map_get(&profile->zones, asked) ||
	    map_get(&profile->zones, str_n(asked.p, zone_len + 1));
}

static bool
covers_zone(struct policy *p, const struct section *s, const struct subject *subject)
{
	return (s->only == NULL || profile_covers(p, s->only, subject->zone.len)) &&
	    (s->zones == NULL ||
	    patterns_match_name(&p->matcher, &s->zones->names, subject->zone, false));
}

static bool
covers_type(const struct section *s, uint16_t type)
{
	for (size_t i = 0; s->types && i < s->types->ntypes; i++)
		if (s->types->types[i] == type)
			return true;
	return s->types == NULL;
}

/* `owners` as a rule's own list of names means all below them too. */
static bool
covers_owner(struct policy *p, const struct section *s, struct str owner)
{
	return s->owners == NULL || (owner.len && patterns_match_name(&p->matcher,
	    &s->owners->names, owner, s->owners->param != NULL));
}

bool
section_covers(struct policy *p, const struct section *s, const struct subject *subject)
{
	ask(p, subject);
	return covers_zone(p, s, subject) && covers_type(s, subject->type) &&
	    covers_owner(p, s, subject->owner);
}

/* --- answers ------------------------------------------------------------------------------ */

/* The list that narrows a section is not narrowed by itself. */
static bool
is_wide(const struct setting *s)
{
	const struct section *in = s->section;

	return in->types == NULL && (in->owners == NULL || in->owners == s);
}

static void
sift(struct policy *p, struct slot *slot, const struct subject *subject)
{
	slot->asked = p->asked;
	slot->nhere = 0;
	for (size_t i = slot->n; i-- > 0;) {
		struct setting *s = slot->v[i];

		if (!covers_zone(p, s->section, subject))
			continue;
		slot->here[slot->nhere++] = s;
		if (is_wide(s))
			break;
	}
	slot->even = slot->nhere == 0 ? &slot->fallback : is_wide(slot->here[0]) ? slot->here[0] : NULL;
}

static struct setting *
decide(struct policy *p, struct slot *slot, const struct subject *subject)
{
	ask(p, subject);
	if (slot->asked != p->asked)
		sift(p, slot, subject);
	if (slot->even)
		return slot->even;
	for (size_t i = 0; i < slot->nhere; i++) {
		struct setting *s = slot->here[i];

		if (is_wide(s) || (covers_type(s->section, subject->type) &&
		    (s->section->owners == s || covers_owner(p, s->section, subject->owner))))
			return s;
	}
	return &slot->fallback;
}

struct setting *
resolve(struct policy *p, const struct rule *rule, const char *key, const struct subject *subject)
{
	struct slot *slot = resolve_slot(p, rule, key);

	return slot ? decide(p, slot, subject) : NULL;
}

bool
resolve_is_even(struct policy *p, const struct rule *rule, const char *key, const struct subject *subject)
{
	struct slot *slot = resolve_slot(p, rule, key);

	if (slot == NULL)
		return true;
	decide(p, slot, subject);       /* sifts for the zone at hand */
	return slot->even != NULL;
}

bool
resolve_listed(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject, struct str name)
{
	struct slot *slot = resolve_slot(p, rule, key);
	const struct setting *s;

	if (slot == NULL)
		return false;
	s = decide(p, slot, subject);
	if (s->section == NULL || s->section->owners != s)
		return patterns_match_name(&p->matcher, &s->names, name, true);
	for (size_t i = slot->n; i-- > 0;) {
		s = slot->v[i];
		if (covers_zone(p, s->section, subject) && covers_type(s->section, subject->type) &&
		    patterns_match_name(&p->matcher, &s->names, name, true))
			return true;
	}
	return false;
}

/* --- keys of zones -------------------------------------------------------------------------- */

/* Does a weigh less than b for a zone?  [zone] over [zones], a view over none, then the order. */
static bool
zone_key_weaker(const struct setting *a, const struct setting *b)
{
	bool x = a->section->kind == SECTION_ZONE, y = b->section->kind == SECTION_ZONE;

	if (x != y)
		return y;
	if ((a->section->label.len > 0) != (b->section->label.len > 0))
		return b->section->label.len > 0;
	return setting_order(a, b) < 0;
}

static const struct setting *
find_zone_key(struct policy *p, const char *key, const struct subject *subject)
{
	const struct setting *best = NULL;

	for (size_t i = 0; i < p->nsections; i++) {
		const struct section *s = p->sections[i];
		const struct setting *found;

		if ((s->kind != SECTION_ZONES && s->kind != SECTION_ZONE) ||
		    (s->kind == SECTION_ZONE && (!str_eq(s->name, subject->zone) ||
		    (s->label.len && !str_eq(s->label, subject->view)))) ||
		    (s->only && !profile_covers(p, s->only, subject->zone.len)))
			continue;
		found = section_get(s, key);
		if (found && (best == NULL || zone_key_weaker(best, found)))
			best = found;
	}
	return best;
}

/* Rules ask for the same few keys at every record: what was found for the zone at hand is kept. */
const struct setting *
resolve_zone_key(struct policy *p, const char *key, const struct subject *subject)
{
	enum { PLACES = sizeof(p->zone_keys) / sizeof(p->zone_keys[0]) };
	struct zone_key *known = &p->zone_keys[(uintptr_t)key / 8 % PLACES];

	ask(p, subject);
	if (known->key != key || known->asked != p->asked)
		*known = (struct zone_key){ key, p->asked, find_zone_key(p, key, subject) };
	return known->setting;
}
