/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parameters as a rule asks for them.  It does so at every change, and nearly
 * always gets the same answer.
 */
#include "base/hash.h"
#include "rules/check.h"

/* Where the answer to a question of a kind is kept; NULL: nowhere. */
static struct known_answer *
place_of(struct check *c, const void *of, const char *key, enum known_kind kind)
{
	return c->known ? KNOWN_AT(c->known->answers, hash_addresses(of, key) + kind) : NULL;
}

static bool
is_kept(const struct known_answer *known, const void *of, const char *key, enum known_kind kind)
{
	return known && known->of == of && known->key == key && known->kind == kind;
}

static uint32_t
ask(struct check *c, const char *key, enum known_kind kind)
{
	switch (kind) {
	case KNOWN_SET: return policy_is_set(c->policy, c->rule, key, &c->subject);
	case KNOWN_LISTS: return policy_lists_names(c->policy, c->rule, key);
	case KNOWN_NUMBER: break;
	}
	return policy_number(c->policy, c->rule, key, &c->subject);
}

/* Asks the policy; few tell names or types apart, and the answer of the others is kept.  Seldom called. */
static uint32_t __attribute__((noinline))
find_out(struct check *c, const char *key, enum known_kind kind, struct known_answer *known)
{
	uint32_t told = ask(c, key, kind);

	if (known && (kind == KNOWN_LISTS || policy_is_even(c->policy, c->rule, key, &c->subject)))
		*known = (struct known_answer){ c->rule, key, kind, told };
	return told;
}

static inline uint32_t
answer(struct check *c, const char *key, enum known_kind kind)
{
	struct known_answer *known = place_of(c, c->rule, key, kind);

	return is_kept(known, c->rule, key, kind) ? known->answer : find_out(c, key, kind, known);
}

uint32_t
check_number(struct check *c, const char *key)
{
	return answer(c, key, KNOWN_NUMBER);
}

bool
check_yes(struct check *c, const char *key)
{
	return check_number(c, key) != 0;
}

enum severity
check_level(struct check *c, const char *key)
{
	return policy_level(c->policy, c->rule, key, &c->subject);
}

bool
check_scope_is_all(struct check *c)
{
	return c->commit->all ||
	    str_eq(policy_value(c->policy, c->rule, "scope", &c->subject, NULL), S("all"));
}

bool
check_is_set(struct check *c, const char *key)
{
	return answer(c, key, KNOWN_SET);
}

/* Another rule, if there is any name in a list of it; else NULL. */
static const struct rule *
other_lists_names(struct check *c, const char *id, const char *key)
{
	struct known_answer *known = place_of(c, id, key, KNOWN_LISTS);
	const struct rule *rule;

	if (is_kept(known, id, key, KNOWN_LISTS))
		return NULL;                    /* only that there is none is kept */
	rule = policy_rule_find(c->policy, str_of(id));
	if (rule && policy_lists_names(c->policy, rule, key))
		return rule;
	if (known)
		*known = (struct known_answer){ id, key, KNOWN_LISTS, false };
	return NULL;
}

/* Most lists are empty, and then no name has to be written for them. */
bool
check_lists_name(struct check *c, const char *key, const struct name *name)
{
	bool own = c->change && !(c->change->kind & (COMMIT_CHANGED | ZONE_CHANGED)) &&
	    name == c->change->owner;
	char text[NAME_MAX_TEXT];

	return answer(c, key, KNOWN_LISTS) && policy_lists_name(c->policy, c->rule, key, &c->subject,
	    own ? c->subject.owner : name_spell(name, text));
}

bool
check_lists_address(struct check *c, const char *key, const struct rdata *data)
{
	return policy_lists_address(c->policy, c->rule, key, &c->subject, data->wire, data->len);
}

bool
check_lists_word(struct check *c, const char *key, struct str word)
{
	return policy_lists_word(c->policy, c->rule, key, &c->subject, word);
}

bool
check_other_lists_name(struct check *c, const char *id, const char *key, const struct name *name)
{
	const struct rule *rule = other_lists_names(c, id, key);
	struct subject subject = c->subject;
	char text[NAME_MAX_TEXT];

	if (rule == NULL)
		return false;
	subject.owner = name_spell(name, text);
	return policy_lists_name(c->policy, rule, key, &subject, subject.owner);
}

bool
check_other_nth_name(struct check *c, const char *id, const char *key, size_t n, struct str *name)
{
	const struct rule *rule = other_lists_names(c, id, key);

	return rule && policy_nth_name(c->policy, rule, key, &c->subject, n, name);
}

bool
check_zone_is(struct check *c, const char *key, const char *value)
{
	struct known_word *known = c->known ? KNOWN_AT(c->known->words, hash_addresses(key, value)) : NULL;
	bool is;

	if (known && known->key == key && known->value == value)
		return known->is;
	is = str_eq_nocase(policy_zone_value(c->policy, key, &c->subject), str_of(value));
	if (known)
		*known = (struct known_word){ key, value, is };
	return is;
}
