/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * [custom "name"]: a section makes a row, and from then on it is a rule like any
 * other.  Its keys are the row's parameters, its scope is the section's, and
 * where no section speaks it is off.  Sections of one name in several files
 * are one rule; the stronger file's lines win, as everywhere.
 */
#include <string.h>

#include "base/memory.h"
#include "policy/setting.h"

static const struct rule model = {
	.severity = OFF, .flags = RULE_STATE, .check = check_custom,
	.controls = "CSF PR.PS-01, ID.RA-07; 800-53 CM-3, CM-6",
	.params = {
		{ "on", PARAM_WORDS, "added changed", "what happens to an RRset",
		    "added|removed|changed|ttl" },
		{ "at", PARAM_CHOICE, "any", "the apex alone, or only names below it",
		    "any|apex|below-apex" },
		{ "unless-owners", PARAM_NAMES, "", "names that may: plain means it and all below",
		    NULL },
		{ "old", PARAM_DATA, "", "fires only when data that goes matches", NULL },
		{ "unless-old", PARAM_DATA, "", "data that may go", NULL },
		{ "new", PARAM_DATA, "", "fires only when data that comes matches", NULL },
		{ "unless-new", PARAM_DATA, "", "data that may come", NULL },
		{ "more-than", PARAM_NUMBER, "0",
		    "fires once a zone, when more RRsets than this match; 0 = on each", NULL },
		{ "message", PARAM_TEXT, "", "what is wrong, a clause", NULL },
		{ "effect", PARAM_TEXT, "", "what it does to users, a sentence", NULL },
		{ "fix", PARAM_TEXT, "", "what to do, a sentence", NULL },
	},
};

static bool
good_id(struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = ascii_lower(name.p[i]);

		if (!(c >= 'a' && c <= 'z') && !ascii_digit(c) && !memchr("-_.", c, 3))
			return false;
	}
	return name.len > 0 && name.len <= 60;
}

struct rule *
custom_row(struct policy *p, struct str name)
{
	struct rule *row;

	if (!good_id(name))
		return NULL;
	for (size_t i = 0; i < p->ncustoms; i++)
		if (str_eq(str_skip(str_of(p->customs[i]->id), strlen("custom/")), name))
			return p->customs[i];
	row = ARENA_NEW(&p->arena, struct rule);
	*row = model;
	row->id = arena_printf(&p->arena, "custom/%.*s", STR(name)).p;
	GROW(p->customs, p->ncustoms, p->capcustoms);
	return p->customs[p->ncustoms++] = row;
}

/* Kinds of change that a word of `on` stands for. */
static unsigned
kind_of(struct str word)
{
	return str_eq(word, S("added")) ? RRSET_ADDED : str_eq(word, S("removed")) ? RRSET_REMOVED :
	    str_eq(word, S("changed")) ? DATA_CHANGED : TTL_CHANGED;
}

static void
add_type(struct rule *row, uint16_t type)
{
	enum { TYPES = sizeof(row->types) / sizeof(row->types[0]) };

	for (size_t i = 0; i < TYPES; i++) {
		if (row->types[i] == 0)
			row->types[i] = type;
		if (row->types[i] == type)
			return;
	}
	row->types[0] = 0;              /* too many to list: the scope tells them apart */
}

static const char *
text_of(const struct section *s, const char *key, const char *otherwise)
{
	const struct setting *setting = section_get(s, key);

	return setting && setting->value.len ? setting->value.p : otherwise;
}

/* A section without `severity` means error: who writes a rule wants it kept. */
static void
imply_severity(struct policy *p, struct section *s)
{
	struct setting *severity;

	if (section_get(s, severity_param.key))
		return;
	severity = ARENA_NEW(&p->arena, struct setting);
	*severity = (struct setting){ .section = s, .key = severity_param.key,
		.param = &severity_param, .value = S("error"), .severity = ERROR, .line = s->line,
		.order = p->nsettings++, .built = true };
	GROW(s->settings, s->n, s->cap);
	s->settings[s->n++] = severity;
}

static void
finish(struct policy *p, struct section *s, bool alone)
{
	struct rule *row = custom_row(p, s->name);
	const struct setting *on = section_get(s, "on");

	for (size_t i = 0; on && i < on->nwords; i++)
		row->on |= kind_of(on->words[i]);
	if (on == NULL)
		row->on |= RRSET_ADDED | DATA_CHANGED;
	row->on |= ZONE_CHANGED;        /* for more-than */
	for (size_t i = 0; alone && s->types && i < s->types->ntypes; i++)
		add_type(row, s->types->types[i]);
	row->summary = text_of(s, "message", row->summary ? row->summary : "what the policy forbids");
	row->why = arena_printf(&p->arena, "A rule of this policy, written in %.*s line %u.",
	    STR(s->path), (unsigned)s->line).p;
	row->effect = text_of(s, "effect", row->effect ? row->effect :
	    "The policy of this repository does not want it.");
	row->fix = text_of(s, "fix", row->fix ? row->fix :
	    "Undo it, or have the policy say otherwise.");
	imply_severity(p, s);
}

/* Do other sections, of other files, make the same row? */
static bool
stands_alone(const struct policy *p, const struct section *s)
{
	for (size_t i = 0; i < p->nsections; i++)
		if (p->sections[i] != s && p->sections[i]->kind == SECTION_CUSTOM &&
		    p->sections[i]->rule == s->rule)
			return false;
	return true;
}

void
custom_finish(struct policy *p)
{
	for (size_t i = 0; i < p->nsections; i++)
		if (p->sections[i]->kind == SECTION_CUSTOM)
			finish(p, p->sections[i], stands_alone(p, p->sections[i]));
}

struct str
policy_custom_text(const struct policy *p, const struct rule *rule, struct arena *a)
{
	struct buf out = { NULL, 0, 0 };
	struct str text;

	for (size_t i = 0; i < p->nsections; i++) {
		const struct section *s = p->sections[i];

		if (s->rule != rule)
			continue;
		buf_printf(&out, "  [%s %.*s%s%.*s]\n", s->word, STR(s->name), s->label.len ? " " : "",
		    STR(s->label));
		for (size_t k = 0; k < s->n; k++)
			buf_printf(&out, "  %-18s %-26.*s %.*s:%u\n", s->settings[k]->key,
			    STR(s->settings[k]->value), STR(s->path), (unsigned)s->settings[k]->line);
	}
	text = arena_dup(a, buf_str(&out));
	buf_free(&out);
	return text;
}

const struct rule *
policy_rule_nth(const struct policy *p, size_t n)
{
	const struct rule *rule;
	size_t shipped = 0;

	if (p->rows)
		return n < p->nrows ? p->rows[n] : NULL;
	rule = rules_nth(n);
	if (rule)
		return rule;
	while (rules_nth(shipped))
		shipped++;
	return n - shipped < p->ncustoms ? p->customs[n - shipped] : NULL;
}

const struct rule *const *
policy_rules(const struct policy *p, size_t *n)
{
	*n = p->nrows;
	return p->rows;
}

const struct rule *
policy_rule_find(const struct policy *p, struct str id)
{
	const struct slot *slot = map_get(&p->rules, id);

	if (slot)
		return slot->rule;
	for (size_t i = 0; i < p->ncustoms; i++)        /* while the policy is read */
		if (str_eq(str_of(p->customs[i]->id), id))
			return p->customs[i];
	return rules_find(id);
}
