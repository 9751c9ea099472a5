/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sections and keys that a policy may hold.  Whatever is not in these
 * tables is refused, with the nearest known word; all faults of all files are
 * gathered, so that one run tells every one of them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "policy/setting.h"

enum { EXTENDS_DEPTH = 8 };

/* May the key stand several times, its values adding up? */
enum { ONCE, ADDS_UP, EACH };           /* EACH: every line is a setting of its own */

struct key {
	const char *key;
	enum value_kind kind;
	int repeats;
	const char *choices;
};

/* Settings of a zone, in [zones] for all and in [zone "..."] for one. */
#define ZONE_KEYS \
	{ "soa", VALUE_CHOICE, ONCE, "in-file|generated" }, \
	{ "serial", VALUE_CHOICE, ONCE, "manual|auto" }, \
	{ "signed-by", VALUE_CHOICE, ONCE, "file|server" }, \
	{ "visibility", VALUE_CHOICE, ONCE, "public|internal" }, \
	{ "class", VALUE_CHOICE, ONCE, "IN|CH|critical" }

#define SCOPE_KEYS \
	{ "zones", VALUE_NAMES, ADDS_UP, NULL }, { "owners", VALUE_NAMES, ADDS_UP, NULL }, \
	{ "types", VALUE_TYPES, ADDS_UP, NULL }

static const struct section_grammar {
	const char *word;
	enum section_kind kind;
	bool named, built;
	struct key keys[24];
} grammar[] = {
	{ "policy", SECTION_POLICY, false, true, {
		{ "extends", VALUE_TEXT, ONCE, NULL },
		{ "fail-on", VALUE_CHOICE, ONCE, "error|warning|note|never" },
	} },
	{ "zones", SECTION_ZONES, false, true, {
		{ "files", VALUE_GLOBS, ADDS_UP, NULL }, { "origin", VALUE_REGEX, EACH, NULL },
		{ "map", VALUE_MAP, EACH, NULL }, { "include-root", VALUE_TEXT, ONCE, NULL },
		{ "include-map", VALUE_MAP, EACH, NULL }, { "manifest", VALUE_TEXT, ONCE, NULL },
		ZONE_KEYS,
	} },
	{ "zone", SECTION_ZONE, true, true, {
		{ "extends", VALUE_TEXT, ONCE, NULL }, { "files", VALUE_GLOBS, ADDS_UP, NULL },
		ZONE_KEYS,
	} },
	{ "rule", SECTION_RULE, true, true, { SCOPE_KEYS } },
	{ "waiver", SECTION_WAIVER, true, true, {
		{ "rule", VALUE_TEXT, ONCE, NULL }, SCOPE_KEYS, { "ticket", VALUE_TEXT, ONCE, NULL },
		{ "reason", VALUE_TEXT, ONCE, NULL }, { "approved-by", VALUE_TEXT, ONCE, NULL },
		{ "expires", VALUE_TEXT, ONCE, NULL },
	} },
	{ "migration", SECTION_MIGRATION, true, true, {
		SCOPE_KEYS, { "min-ttl", VALUE_SECONDS, ONCE, NULL }, { "from", VALUE_TIME, ONCE, NULL },
		{ "until", VALUE_END_TIME, ONCE, NULL }, { "ticket", VALUE_TEXT, ONCE, NULL },
	} },
	{ "rollover", SECTION_ROLLOVER, true, true, {
		{ "kind", VALUE_CHOICE, ONCE, "ksk|zsk|algorithm" }, { "old", VALUE_NUMBER, ONCE, NULL },
		{ "new", VALUE_NUMBER, ONCE, NULL }, { "started", VALUE_TIME, ONCE, NULL },
	} },
	{ "context", SECTION_CONTEXT, false, true, {
		{ "ds", VALUE_TEXT, ADDS_UP, NULL }, { "dnskey", VALUE_TEXT, ADDS_UP, NULL },
	} },
	{ "owners", SECTION_OWNERS, true, false, {
		{ "authors", VALUE_TEXT, ADDS_UP, NULL }, { "names", VALUE_NAMES, ADDS_UP, NULL },
		SCOPE_KEYS, { "ops", VALUE_TEXT, ADDS_UP, NULL },
		{ "approvals", VALUE_NUMBER, ONCE, NULL }, { "from", VALUE_TEXT, ADDS_UP, NULL },
		{ "unowned", VALUE_CHOICE, ONCE, "allow|warn|block" },
	} },
	{ "identity", SECTION_IDENTITY, true, false, {
		{ "kind", VALUE_CHOICE, ONCE, "human|bot|registry-engine" },
		{ "authors", VALUE_TEXT, ADDS_UP, NULL }, { "names", VALUE_NAMES, ADDS_UP, NULL },
		SCOPE_KEYS, { "max-changes", VALUE_NUMBER, ONCE, NULL },
		{ "max-deletes", VALUE_NUMBER, ONCE, NULL }, { "hours", VALUE_TEXT, ONCE, NULL },
		{ "rate", VALUE_TEXT, ONCE, NULL }, { "email", VALUE_TEXT, ADDS_UP, NULL },
	} },
	{ "freeze", SECTION_FREEZE, true, false, {
		{ "from", VALUE_TIME, ONCE, NULL }, { "until", VALUE_END_TIME, ONCE, NULL },
		{ "rrule", VALUE_TEXT, ONCE, NULL }, SCOPE_KEYS,
	} },
	{ "custom", SECTION_CUSTOM, true, false, {
		{ "on", VALUE_TEXT, ADDS_UP, NULL }, SCOPE_KEYS, { "old", VALUE_TEXT, ONCE, NULL },
		{ "new", VALUE_TEXT, ONCE, NULL }, { "count", VALUE_NUMBER, ONCE, NULL },
		{ "severity", VALUE_CHOICE, ONCE, "error|warning|note|off" },
		{ "message", VALUE_TEXT, ONCE, NULL }, { "fix", VALUE_TEXT, ONCE, NULL },
	} },
	{ "external", SECTION_EXTERNAL, false, false, {
		{ "target", VALUE_TEXT, EACH, NULL }, { "owner", VALUE_TEXT, EACH, NULL },
		{ "review", VALUE_TEXT, EACH, NULL },
	} },
	{ "dynamic", SECTION_DYNAMIC, false, true, { { "owners", VALUE_NAMES, ADDS_UP, NULL } } },
	{ "servers", SECTION_SERVERS, false, false, { { "", VALUE_TEXT, EACH, NULL } } },
};

enum { GRAMMARS = sizeof(grammar) / sizeof(grammar[0]) };

struct reading {
	struct policy *policy;
	struct str path;
	unsigned rank, depth;
	const struct section *only_zone;
	const struct policy_reader *reader;
	struct buf *faults;
	struct section *section;        /* NULL: unknown, its keys are passed over */
	const struct section_grammar *grammar;
	bool extended;
};

static void
fault(struct reading *r, uint32_t line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void
fault(struct reading *r, uint32_t line, const char *fmt, ...)
{
	struct arena scratch = { NULL };
	struct str text;
	va_list args;

	va_start(args, fmt);
	text = arena_vprintf(&scratch, fmt, args);
	va_end(args);
	buf_printf(r->faults, "%s%.*s:%u: %.*s", r->faults->len ? "\n" : "", STR(r->path),
	    (unsigned)line, STR(text));
	arena_free(&scratch);
}

/* --- did you mean ----------------------------------------------------------------- */

struct nearest {
	struct str wrong, best;
	unsigned limit;
};

static void
nearest_try(struct nearest *n, const char *word)
{
	unsigned distance = str_distance(n->wrong, str_of(word), n->limit);

	if (distance < n->limit && *word) {
		n->limit = distance;
		n->best = str_of(word);
	}
}

static void
unknown(struct reading *r, uint32_t line, const char *what, const struct nearest *n)
{
	if (n->best.len)
		fault(r, line, "unknown %s '%.*s'; did you mean '%.*s'?", what, STR(n->wrong),
		    STR(n->best));
	else
		fault(r, line, "unknown %s '%.*s'", what, STR(n->wrong));
}

static void
unknown_key(struct reading *r, uint32_t line, struct str word)
{
	const struct rule *rule = r->section->rule;
	struct nearest n = { word, { NULL, 0 }, 4 };
	const struct param *common;
	size_t count;

	for (const struct key *k = r->grammar->keys; k->key; k++)
		nearest_try(&n, k->key);
	for (const struct param *p = rule ? rule->params : NULL; p && p->key; p++)
		nearest_try(&n, p->key);
	if (rule) {
		nearest_try(&n, "severity");
		common = rules_common_params(&count);
		for (size_t i = 0; i < count && (rule->flags & RULE_STATE); i++)
			nearest_try(&n, common[i].key);
	}
	unknown(r, line, "key", &n);
}

/* --- sections ----------------------------------------------------------------------- */

static struct section *
section_find(struct reading *r, enum section_kind kind, struct str name, struct str label)
{
	struct policy *p = r->policy;

	for (size_t i = p->nsections; i-- > 0;) {
		struct section *s = p->sections[i];

		if (s->kind == kind && str_eq(s->name, name) && str_eq(s->label, label) &&
		    s->rank == r->rank && s->only_zone == r->only_zone && str_eq(s->path, r->path))
			return s;
	}
	return NULL;
}

static bool
section_rule(struct reading *r, struct section *s)
{
	struct nearest n = { s->name, { NULL, 0 }, 5 };
	const struct rule *rule;

	s->rule = rules_find(s->name);
	for (size_t i = 0; !s->rule && (rule = rules_nth(i)) != NULL; i++)
		nearest_try(&n, rule->id);
	if (s->rule == NULL)
		unknown(r, s->line, "rule", &n);
	return s->rule != NULL;
}

static struct str
lowered_origin(struct arena *a, struct str name)
{
	char *text = arena_text(a, arena_printf(a, "%.*s%s", STR(name),
	    str_ends(name, S(".")) ? "" : "."));

	for (char *p = text; *p; p++)
		*p = ascii_lower(*p);
	return str_of(text);
}

static void
on_section(void *self, const struct ini_section *head)
{
	struct reading *r = self;
	struct nearest n = { head->kind, { NULL, 0 }, 4 };
	struct policy *p = r->policy;
	struct section *s;
	struct str name = head->name;

	r->section = NULL;
	r->grammar = NULL;
	for (size_t i = 0; i < GRAMMARS; i++) {
		nearest_try(&n, grammar[i].word);
		if (str_eq(head->kind, str_of(grammar[i].word)))
			r->grammar = &grammar[i];
	}
	if (r->grammar == NULL) {
		unknown(r, head->line, "section", &n);
		return;
	}
	if (r->grammar->named != (head->name.len > 0)) {
		fault(r, head->line, r->grammar->named ? "[%s] needs a name" : "[%s] takes no name",
		    r->grammar->word);
		return;
	}
	if (r->grammar->kind == SECTION_ZONE || r->grammar->kind == SECTION_ROLLOVER)
		name = lowered_origin(&p->arena, name);
	s = section_find(r, r->grammar->kind, name, head->label);
	if (s == NULL) {
		s = ARENA_NEW(&p->arena, struct section);
		*s = (struct section){ .kind = r->grammar->kind, .name = name,
			.label = head->label, .word = r->grammar->word,
			.built = r->grammar->built, .path = r->path, .line = head->line, .rank = r->rank,
			.only_zone = r->only_zone };
		GROW(p->sections, p->nsections, p->capsections);
		p->sections[p->nsections++] = s;
	}
	if (s->kind != SECTION_RULE || s->rule || section_rule(r, s))
		r->section = s;
}

/* --- keys ------------------------------------------------------------------------------ */

static bool
is_list(enum param_kind kind)
{
	return kind == PARAM_NAMES || kind == PARAM_TYPES || kind == PARAM_PREFIXES ||
	    kind == PARAM_WORDS;
}

static const struct param severity_param = { "severity", PARAM_SEVERITY, "", "", NULL };

/* What the key is in this section; false: unknown. */
static bool
key_find(struct reading *r, struct str word, const struct key **key, const struct param **param)
{
	const struct rule *rule = r->section->rule;

	*key = NULL;
	/* A rule's own parameter comes first: record-protected takes `owners` for itself. */
	*param = rule == NULL ? NULL : str_eq(word, S("severity")) ? &severity_param :
	    rule_param(rule, word);
	for (const struct key *k = r->grammar->keys; *param == NULL && k->key; k++)
		if (str_eq(word, str_of(k->key)) || k->key[0] == '\0') {
			*key = k;
			return true;
		}
	return *param != NULL;
}

struct setting *
section_get(const struct section *s, const char *key)
{
	for (size_t i = s->n; i-- > 0;)
		if (strcmp(s->settings[i]->key, key) == 0)
			return s->settings[i];
	return NULL;
}

static void extend(struct reading *r, struct setting *s);

static void
understand(struct reading *r, struct setting *s, const struct key *key, const struct param *param)
{
	struct arena *a = &r->policy->arena;
	struct error err;
	bool good;

	s->names = (struct patterns){ NULL, 0 };
	s->ntypes = s->nprefixes = s->nwords = 0;
	good = param ? value_read_param(s, param, a, &err) :
	    value_read(s, key->kind, key->choices, a, &err);
	if (!good)
		fault(r, s->line, "%s: %s", s->key, err.text);
}

static struct setting *
setting_new(struct reading *r, const char *key, struct str value, uint32_t line)
{
	struct section *section = r->section;
	struct setting *s = ARENA_NEW(&r->policy->arena, struct setting);

	*s = (struct setting){ .section = section, .key = key, .value = value, .path = r->path,
		.line = line, .rank = r->rank, .order = r->policy->nsettings++ };
	GROW(section->settings, section->n, section->cap);
	section->settings[section->n++] = s;
	return s;
}

static void
free_patterns(struct setting *s)
{
	for (size_t i = 0; i < s->names.n; i++)
		pattern_free(&s->names.v[i]);
}

static void
on_setting(void *self, struct str word, struct str value, uint32_t line)
{
	struct reading *r = self;
	const struct param *param;
	const struct key *key;
	struct setting *s;
	bool adds_up;

	if (r->section == NULL)
		return;
	if (!key_find(r, word, &key, &param)) {
		unknown_key(r, line, word);
		return;
	}
	adds_up = param ? is_list(param->kind) : key->repeats == ADDS_UP;
	s = section_get(r->section, param ? param->key : key->key);
	if (s && adds_up) {
		s->value = arena_printf(&r->policy->arena, "%.*s %.*s", STR(s->value), STR(value));
		free_patterns(s);
	} else if (s && !(key && key->repeats == EACH)) {
		fault(r, line, "%s is given twice in this section (line %u)", s->key, (unsigned)s->line);
		return;
	} else {
		s = setting_new(r, param ? param->key : key->key, value, line);
	}
	understand(r, s, key, param);
	if (strcmp(s->key, "extends") == 0)
		extend(r, s);
	if (param == NULL && strcmp(s->key, "zones") == 0)
		r->section->zones = s;
	else if (param == NULL && strcmp(s->key, "owners") == 0)
		r->section->owners = s;
	else if (param == NULL && strcmp(s->key, "types") == 0)
		r->section->types = s;
}

static void
on_fault(void *self, uint32_t line, const char *message)
{
	fault(self, line, "%s", message);
}

/* --- extends ------------------------------------------------------------------------------- */

static struct str
beside(struct arena *a, struct str path, struct str other)
{
	while (path.len && path.p[path.len - 1] != '/')
		path.len--;
	if (str_starts(other, S("./")))
		other = str_skip(other, 2);
	return arena_printf(a, "%.*s%.*s", STR(path), STR(other));
}

static void
extend(struct reading *r, struct setting *s)
{
	struct policy *p = r->policy;
	struct str text = shipped_text(s->value), path = s->value;
	const struct section *zone = s->section->kind == SECTION_ZONE ? s->section : r->only_zone;
	unsigned rank = (zone ? RANK_ZONE_PROFILE : RANK_PROFILE) - (r->depth + 1);
	struct error err;

	r->extended = r->extended || s->section->kind == SECTION_POLICY;
	if (r->depth >= EXTENDS_DEPTH) {
		fault(r, s->line, "extends goes more than %d files deep, or in a circle", EXTENDS_DEPTH);
		return;
	}
	if (text.len == 0) {
		if (!memchr(path.p, '/', path.len) && !str_ends(path, S(".ini"))) {
			fault(r, s->line, "there is no profile '%.*s': baseline, strict and registry are "
			    "shipped; a file is written ./name.ini", STR(path));
			return;
		}
		path = beside(&p->arena, r->path, path);
		if (r->reader == NULL || !r->reader->read(r->reader->self, path, &text, &err)) {
			fault(r, s->line, "extends: %s", r->reader ? err.text : "files cannot be read here");
			return;
		}
	}
	grammar_read(p, path, text, rank, zone, r->reader, r->depth + 1, r->faults);
}

bool
grammar_read(struct policy *p, struct str path, struct str bytes, unsigned rank,
    const struct section *only_zone, const struct policy_reader *reader, unsigned depth,
    struct buf *faults)
{
	struct reading r = { .policy = p, .path = path, .rank = rank, .depth = depth,
		.only_zone = only_zone, .reader = reader, .faults = faults };
	struct ini_reader ini = { on_section, on_setting, on_fault, &r };
	size_t before = faults->len;

	buf_add(&p->bytes, bytes);
	buf_put(&p->bytes, '\0');
	ini_read(bytes, &p->arena, &ini);
	if (depth == 0 && !r.extended && shipped_text(path).len == 0) {
		struct section implied = { .kind = SECTION_POLICY };
		struct setting base = { .section = &implied, .value = S("baseline"), .key = "extends" };

		extend(&r, &base);
	}
	return faults->len == before;
}
