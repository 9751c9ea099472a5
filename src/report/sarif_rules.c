/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of a SARIF run: what a forge shows beside an alert, printed from the rows. */
#include <string.h>

#include "lint/version.h"
#include "report/escape.h"
#include "report/sarif.h"
#include "report/taxonomy.h"

const char *
sarif_level(enum severity severity)
{
	static const char *const levels[] = { "none", "note", "warning", "error" };

	return levels[severity];
}

int
sarif_rank(enum severity severity)
{
	static const int ranks[] = { 0, 15, 45, 75 };

	return ranks[severity];
}

const struct rule sarif_no_verdict = {
	.id = "verdict-missing", .severity = ERROR,
	.summary = "the change could not be judged",
	.why = "Whatever keeps a change from being judged keeps it from being published: a policy with "
	    "a fault, a base that is not there, an object that cannot be read.",
	.effect = "Nothing is known of this change, good or bad.",
	.fix = "The message names the cause and its cure.",
	.controls = "CSF ID.RA-07; 800-53 CM-3, CM-4",
};

static json_t *
text_object(struct str text)
{
	json_t *o = json_object();

	set_member(o, "text", plain_value(text));
	return o;
}

static struct str
family(const struct rule *rule)
{
	return str_n(rule->id, strcspn(rule->id, "-"));
}

/* --- help --------------------------------------------------------------------------------- */

/* "ttl-drop" is TtlDrop. */
static json_t *
pascal_name(const char *id)
{
	struct buf name = { NULL, 0, 0 };
	json_t *value;

	for (bool up = true; *id; id++) {
		if (*id != '-')
			buf_put(&name, up && *id >= 'a' && *id <= 'z' ? (char)(*id - 'a' + 'A') : *id);
		up = *id == '-';
	}
	value = text_value(buf_str(&name));
	buf_free(&name);
	return value;
}

/* A clause as a sentence. */
static json_t *
sentence(const char *clause)
{
	struct buf text = { NULL, 0, 0 };
	json_t *o;

	buf_add(&text, str_of(clause));
	if (text.p[0] >= 'a' && text.p[0] <= 'z')
		text.p[0] = (char)(text.p[0] - 'a' + 'A');
	buf_put(&text, '.');
	o = text_object(buf_str(&text));
	buf_free(&text);
	return o;
}

static void
help_text_add(struct buf *out, const struct rule *rule)
{
	buf_printf(out, "%s\n", rule->why);
	if (rule->effect)
		buf_printf(out, "Effect: %s\n", rule->effect);
	buf_printf(out, "Fix: %s\nControls: %s", rule->fix, rule->controls);
	if (rule != &sarif_no_verdict)
		buf_printf(out, "\nzonevet explain %s tells more.", rule->id);
}

static void
paragraph_add(struct buf *out, const char *label, const char *text)
{
	buf_printf(out, "\n\n%s", label);
	escape_markdown(out, str_of(text));
}

static void
help_markdown_add(struct buf *out, const struct rule *rule)
{
	size_t n = sizeof(rule->params) / sizeof(rule->params[0]);

	buf_printf(out, "## %s", rule->id);
	paragraph_add(out, "", rule->why);
	if (rule->effect)
		paragraph_add(out, "**Effect:** ", rule->effect);
	paragraph_add(out, "**Fix:** ", rule->fix);
	paragraph_add(out, "**Controls:** ", rule->controls);
	if (rule == &sarif_no_verdict)  /* no policy knows it */
		return;
	buf_printf(out, "\n\nIts section in the policy, `zonevet.ini`:\n\n```ini\n[rule %s]\n"
	    "severity = %s\n", rule->id, severity_text(rule->severity));
	for (size_t i = 0; i < n && rule->params[i].key; i++)
		buf_printf(out, "%s = %s\n", rule->params[i].key, rule->params[i].fallback);
	buf_add(out, S("```\n"));
	for (size_t i = 0; i < n && rule->params[i].key; i++) {
		buf_printf(out, "\n- `%s`: ", rule->params[i].key);
		escape_markdown(out, str_of(rule->params[i].doc));
	}
}

static json_t *
help(const struct rule *rule)
{
	json_t *o = json_object();
	struct buf text = { NULL, 0, 0 };

	help_text_add(&text, rule);
	set_member(o, "text", text_value(buf_str(&text)));
	buf_clear(&text);
	help_markdown_add(&text, rule);
	set_member(o, "markdown", text_value(buf_str(&text)));
	buf_free(&text);
	return o;
}

/* --- controls ------------------------------------------------------------------------------- */

static json_t *
component(int which)
{
	const struct taxonomy *t = taxonomy(which);
	json_t *o = json_object();

	set_member(o, "name", json_string(t->name));
	set_member(o, "index", json_integer(which));
	set_member(o, "guid", json_string(t->guid));
	return o;
}

static json_t *
relationships(const struct rule *rule)
{
	struct str rest = str_of(rule->controls);
	json_t *list = json_array();
	size_t taxon;
	int which;

	while (control_next(&rest, &which, &taxon)) {
		json_t *o = json_object(), *target = json_object(), *kinds = json_array();

		set_member(target, "id", json_string(taxonomy(which)->taxa[taxon].id));
		set_member(target, "index", number_value(taxon));
		set_member(target, "toolComponent", component(which));
		json_array_append_new(kinds, json_string("relevant"));
		set_member(o, "target", target);
		set_member(o, "kinds", kinds);
		json_array_append_new(list, o);
	}
	return list;
}

/* Does it guard identities, or the integrity of what is published? */
static bool
guards(const struct rule *rule)
{
	struct str controls = str_of(rule->controls);

	return str_has(controls, S("PR.AA-")) || str_has(controls, S("PR.DS-")) ||
	    str_has(controls, S("OWASP"));
}

/* Forges read tags only, ten of them at most. */
static json_t *
tags(const struct rule *rule)
{
	struct str rest = str_of(rule->controls);
	json_t *list = json_array();
	struct buf tag = { NULL, 0, 0 };
	size_t taxon;
	int which;

	if (guards(rule))
		json_array_append_new(list, json_string("security"));
	json_array_append_new(list, json_string("dns"));
	json_array_append_new(list, text_value(family(rule)));
	while (json_array_size(list) < 10 && control_next(&rest, &which, &taxon)) {
		const struct taxonomy *t = taxonomy(which);

		buf_clear(&tag);
		buf_printf(&tag, "%s/%s", t->name, t->taxa[taxon].id);
		json_array_append_new(list, text_value(buf_str(&tag)));
	}
	buf_free(&tag);
	return list;
}

/* --- rules ---------------------------------------------------------------------------------- */

static json_t *
configuration(enum severity severity)
{
	json_t *o = json_object();

	set_member(o, "level", json_string(sarif_level(severity)));
	set_member(o, "enabled", json_true());
	set_member(o, "rank", json_integer(sarif_rank(severity)));
	return o;
}

static json_t *
rule_properties(const struct reported_rule *r)
{
	static const char *const problem[] = { "recommendation", "recommendation", "warning",
		"error" };
	static const char *const security[] = { "2.0", "2.0", "5.0", "7.5" };
	json_t *o = json_object();

	set_member(o, "tags", tags(r->rule));
	set_member(o, "precision", json_string("high"));
	set_member(o, "problem.severity", json_string(problem[r->severity]));
	if (guards(r->rule))
		set_member(o, "security-severity", json_string(security[r->severity]));
	return o;
}

static json_t *
descriptor(const struct reported_rule *r)
{
	json_t *o = json_object();

	set_member(o, "id", json_string(r->rule->id));
	set_member(o, "name", pascal_name(r->rule->id));
	set_member(o, "shortDescription", sentence(r->rule->summary));
	set_member(o, "fullDescription", text_object(str_of(r->rule->why)));
	set_member(o, "help", help(r->rule));
	set_member(o, "defaultConfiguration", configuration(r->severity));
	set_member(o, "relationships", relationships(r->rule));
	set_member(o, "properties", rule_properties(r));
	return o;
}

static json_t *
taxon(const struct taxon *t)
{
	json_t *o = json_object();

	set_member(o, "id", json_string(t->id));
	set_member(o, "name", json_string(t->id));
	set_member(o, "shortDescription", sentence(t->title));
	return o;
}

static void
put_taxonomy(struct writer *w, int which)
{
	const struct taxonomy *t = taxonomy(which);

	put_open(w, NULL, '{');
	put_member(w, "name", json_string(t->name));
	put_member(w, "guid", json_string(t->guid));
	put_member(w, "version", json_string(t->version));
	put_member(w, "organization", json_string(t->organization));
	put_member(w, "shortDescription", sentence(t->title));
	put_member(w, "informationUri", json_string(t->uri));
	put_member(w, "isComprehensive", json_false());
	put_open(w, "taxa", '[');
	for (size_t i = 0; i < t->n; i++)
		put_member(w, NULL, taxon(&t->taxa[i]));
	put_close(w, ']');
	put_close(w, '}');
}

void
sarif_put_tool(struct writer *w, const struct report *r)
{
	put_open(w, "tool", '{');
	put_open(w, "driver", '{');
	put_member(w, "name", json_string("zonevet"));
	put_member(w, "fullName", json_string("zonevet " ZONEVET_VERSION));
	put_member(w, "version", json_string(ZONEVET_VERSION));
	put_member(w, "semanticVersion", json_string(ZONEVET_VERSION));
	put_open(w, "supportedTaxonomies", '[');
	for (int i = 0; i < TAXONOMIES; i++)
		put_member(w, NULL, component(i));
	put_close(w, ']');
	put_open(w, "rules", '[');
	for (size_t i = 0; i < r->nrules; i++)
		put_member(w, NULL, descriptor(&r->rules[i]));
	if (r->error.len)
		put_member(w, NULL,
		    descriptor(&(struct reported_rule){ &sarif_no_verdict, ERROR }));
	put_close(w, ']');
	put_close(w, '}');
	put_close(w, '}');
	put_open(w, "taxonomies", '[');
	for (int i = 0; i < TAXONOMIES; i++)
		put_taxonomy(w, i);
	put_close(w, ']');
}
