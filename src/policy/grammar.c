/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sections and keys that a policy may hold, built or not: a later version
 * acts on more of them and refuses none that this one takes.  Whatever is not
 * in these tables is refused, with the nearest known word.
 */
#include <string.h>

#include "policy/setting.h"

/* Settings of a zone, in [zones] for all and in [zone "..."] for one. */
#define ZONE_KEYS \
	{ "soa", VALUE_CHOICE, ONCE, "in-file|generated", false }, \
	{ "serial", VALUE_CHOICE, ONCE, "manual|auto", false }, \
	{ "signed-by", VALUE_CHOICE, ONCE, "file|server", false }, \
	{ "visibility", VALUE_CHOICE, ONCE, "public|internal", false }, \
	{ "class", VALUE_CHOICE, ONCE, "IN|CH|critical", false }

#define SCOPE_KEYS \
	{ "zones", VALUE_NAMES, ADDS_UP, NULL, false }, \
	{ "owners", VALUE_NAMES, ADDS_UP, NULL, false }, \
	{ "types", VALUE_TYPES, ADDS_UP, NULL, false }

#define TEXT(key) { key, VALUE_TEXT, ONCE, NULL, false }
#define LIST(key) { key, VALUE_TEXT, ADDS_UP, NULL, false }
#define NUMBER(key) { key, VALUE_NUMBER, ONCE, NULL, false }
#define CHOICE(key, choices) { key, VALUE_CHOICE, ONCE, choices, false }

static const struct grammar grammar[] = {
	{ "policy", SECTION_POLICY, UNNAMED, true, {
		TEXT("extends"), CHOICE("fail-on", "error|warning|note|never"),
	} },
	{ "zones", SECTION_ZONES, UNNAMED, true, {
		{ "files", VALUE_GLOBS, ADDS_UP, NULL, false },
		{ "origin", VALUE_ORIGIN, EACH, NULL, false },
		{ "map", VALUE_ZONE_MAP, EACH, NULL, false },
		TEXT("include-root"), { "include-map", VALUE_MAP, EACH, NULL, false },
		TEXT("manifest"), ZONE_KEYS,
	} },
	{ "zone", SECTION_ZONE, NAMED, true, {
		TEXT("extends"), { "files", VALUE_GLOBS, ADDS_UP, NULL, false }, ZONE_KEYS,
	} },
	{ "rule", SECTION_RULE, NAMED, true, { SCOPE_KEYS } },
	{ "waiver", SECTION_WAIVER, NAMED, true, {
		TEXT("rule"), SCOPE_KEYS, TEXT("expires"), TEXT("ticket"), TEXT("reason"),
		TEXT("approved-by"),
	} },
	{ "migration", SECTION_MIGRATION, NAMED, true, {
		SCOPE_KEYS, { "min-ttl", VALUE_SECONDS, ONCE, NULL, false },
		{ "from", VALUE_TIME, ONCE, NULL, false },
		{ "until", VALUE_END_TIME, ONCE, NULL, false }, TEXT("ticket"),
	} },
	{ "rollover", SECTION_ROLLOVER, NAMED, true, {
		CHOICE("kind", "ksk|zsk|algorithm"), NUMBER("old"), NUMBER("new"),
		{ "started", VALUE_TIME, ONCE, NULL, false },
	} },
	{ "context", SECTION_CONTEXT, UNNAMED, true, { LIST("ds"), LIST("dnskey") } },
	{ "dynamic", SECTION_DYNAMIC, UNNAMED, true, {
		{ "owners", VALUE_NAMES, ADDS_UP, NULL, false },
	} },
	{ "owners", SECTION_OWNERS, NAMED, false, {
		SCOPE_KEYS, LIST("authors"), { "names", VALUE_NAMES, ADDS_UP, NULL, false },
		LIST("ops"), NUMBER("approvals"), LIST("from"), CHOICE("unowned", "allow|warn|block"),
	} },
	{ "identity", SECTION_IDENTITY, NAMED, false, {
		SCOPE_KEYS, CHOICE("kind", "human|bot|registry-engine"), LIST("authors"),
		{ "names", VALUE_NAMES, ADDS_UP, NULL, false }, LIST("email"), NUMBER("max-changes"),
		NUMBER("max-deletes"), TEXT("hours"), TEXT("rate"),
	} },
	{ "freeze", SECTION_FREEZE, NAMED, false, {     /* from and until also weekly: Fri 15:00 */
		SCOPE_KEYS, TEXT("from"), TEXT("until"), TEXT("rrule"),
	} },
	{ "custom", SECTION_CUSTOM, NAMED, true, { SCOPE_KEYS } },      /* and its row's, custom.c */
	/* Keys are names: of records or targets, and of servers. */
	{ "external", SECTION_EXTERNAL, EITHER, true, {
		{ "", VALUE_REVIEW, EACH, NULL, false },
	} },
	{ "servers", SECTION_SERVERS, EITHER, true, { { "", VALUE_SERVED, EACH, NULL, false } } },
};

const struct param severity_param = { "severity", PARAM_SEVERITY, "", "", NULL };

const struct grammar *
grammar_find(struct str word)
{
	for (size_t i = 0; i < sizeof(grammar) / sizeof(grammar[0]); i++)
		if (str_eq(word, str_of(grammar[i].word)))
			return &grammar[i];
	return NULL;
}

bool
grammar_key(const struct grammar *g, const struct rule *rule, struct str word,
    const struct key **key, const struct param **param)
{
	*key = NULL;
	/* A rule's own parameter comes first: record-protected takes `owners` for itself. */
	*param = rule == NULL ? NULL : str_eq(word, S("severity")) ? &severity_param :
	    rule_param(rule, word);
	for (const struct key *k = g->keys; *param == NULL && k->key; k++)
		if (k->key[0] == '\0' || str_eq(word, str_of(k->key))) {
			*key = k;
			return true;
		}
	return *param != NULL;
}

/* --- did you mean ------------------------------------------------------------------- */

struct nearest {
	struct str wrong, best;
	unsigned limit;                 /* letters that may differ, and one more */
};

/* A short word must be nearly right to be recognised. */
static struct nearest
nearest_to(struct str wrong)
{
	return (struct nearest){ wrong, { NULL, 0 }, wrong.len < 4 ? 2 : wrong.len < 7 ? 3 : 4 };
}

static void
nearest_try(struct nearest *n, const char *word)
{
	unsigned distance = str_distance(n->wrong, str_of(word), n->limit);

	if (distance < n->limit && *word) {
		n->limit = distance;
		n->best = str_of(word);
	}
}

static struct str
did_you_mean(struct arena *a, const struct nearest *n)
{
	return n->best.len ? arena_printf(a, "; did you mean '%.*s'?", STR(n->best)) : S("");
}

struct str
grammar_near_section(struct arena *a, struct str wrong)
{
	struct nearest n = nearest_to(wrong);

	for (size_t i = 0; i < sizeof(grammar) / sizeof(grammar[0]); i++)
		nearest_try(&n, grammar[i].word);
	return did_you_mean(a, &n);
}

struct str
grammar_near_rule(const struct policy *p, struct arena *a, struct str wrong)
{
	struct nearest n = nearest_to(wrong);
	const struct rule *rule;

	for (size_t i = 0; (rule = policy_rule_nth(p, i)) != NULL; i++)
		nearest_try(&n, rule->id);
	return did_you_mean(a, &n);
}

struct str
grammar_near_choice(struct arena *a, struct str wrong, const char *choices)
{
	struct nearest n = nearest_to(wrong);
	struct str rest = str_of(choices), word;

	while (str_field(&rest, "|", &word))
		nearest_try(&n, arena_text(a, word));
	return did_you_mean(a, &n);
}

struct str
grammar_near_profile(struct arena *a, struct str wrong)
{
	struct nearest n = nearest_to(wrong);

	nearest_try(&n, "baseline");
	nearest_try(&n, "strict");
	nearest_try(&n, "registry");
	return did_you_mean(a, &n);
}

/* All keys of the section, as a list for people; each is tried on the way. */
static struct str
every_key(struct arena *a, const struct grammar *g, const struct rule *rule, struct nearest *n)
{
	struct buf list = { NULL, 0, 0 };
	size_t ncommon;
	const struct param *common = rules_common_params(&ncommon);
	struct str text;

#define LISTED(word) (nearest_try(n, word), buf_printf(&list, "%s%s", list.len ? ", " : "", word))
	if (rule)
		LISTED("severity");
	for (const struct param *p = rule ? rule->params : NULL; p && p->key; p++)
		LISTED(p->key);
	for (size_t i = 0; rule && (rule->flags & RULE_STATE) && i < ncommon; i++)
		LISTED(common[i].key);
	for (const struct key *k = g->keys; k->key; k++)
		LISTED(k->key);
#undef LISTED
	text = arena_dup(a, buf_str(&list));
	buf_free(&list);
	return text;
}

struct str
grammar_near_key(struct arena *a, struct str wrong, const struct grammar *g,
    const struct rule *rule)
{
	struct nearest n = nearest_to(wrong);
	struct str keys = every_key(a, g, rule, &n);

	return n.best.len ? did_you_mean(a, &n) :
	    arena_printf(a, "; [%s] knows %.*s", g->word, STR(keys));
}
