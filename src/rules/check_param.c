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

static void
keep(struct known_answer *known, const void *of, const char *key, enum known_kind kind, uint32_t answer)
{
	if (known)
		*known = (struct known_answer){ of, key, kind, answer };
}

/* Most rules ask for two numbers at every change; few policies tell names or types apart. */
uint32_t
check_number(struct check *c, const char *key)
{
	struct known_answer *known = place_of(c, c->rule, key, KNOWN_NUMBER);
	uint32_t number;

	if (is_kept(known, c->rule, key, KNOWN_NUMBER))
		return known->answer;
	number = policy_number(c->policy, c->rule, key, &c->subject);
	if (known && policy_is_even(c->policy, c->rule, key, &c->subject))
		keep(known, c->rule, key, KNOWN_NUMBER, number);
	return number;
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
	struct known_answer *known = place_of(c, c->rule, key, KNOWN_SET);
	bool set;

	if (is_kept(known, c->rule, key, KNOWN_SET))
		return known->answer;
	set = policy_is_set(c->policy, c->rule, key, &c->subject);
	if (known && policy_is_even(c->policy, c->rule, key, &c->subject))
		keep(known, c->rule, key, KNOWN_SET, set);
	return set;
}

/* Is there any name in a list?  Most lists are empty, and then no name has to be written for them. */
static bool
lists_names(struct check *c, const char *key)
{
	struct known_answer *known = place_of(c, c->rule, key, KNOWN_LISTS);

	if (!is_kept(known, c->rule, key, KNOWN_LISTS)) {
		bool lists = policy_lists_names(c->policy, c->rule, key);

		if (known == NULL)
			return lists;
		keep(known, c->rule, key, KNOWN_LISTS, lists);
	}
	return known->answer;
}

/* The same of another rule's list; NULL: no. */
static const struct rule *
other_lists_names(struct check *c, const char *id, const char *key)
{
	struct known_answer *known = place_of(c, id, key, KNOWN_LISTS);
	const struct rule *rule;

	if (is_kept(known, id, key, KNOWN_LISTS) && !known->answer)
		return NULL;
	rule = policy_rule_find(c->policy, str_of(id));
	if (rule && policy_lists_names(c->policy, rule, key))
		return rule;
	keep(known, id, key, KNOWN_LISTS, false);
	return NULL;
}

bool
check_lists_name(struct check *c, const char *key, const struct name *name)
{
	bool own = c->change && !(c->change->kind & (COMMIT_CHANGED | ZONE_CHANGED)) &&
	    name == c->change->owner;
	char text[NAME_MAX_TEXT];

	return lists_names(c, key) && policy_lists_name(c->policy, c->rule, key, &c->subject, own ? c->subject.owner :
	    name_spell(name, text));
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
