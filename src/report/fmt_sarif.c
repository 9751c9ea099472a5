/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SARIF 2.1.0 (OASIS), one run, as code scanning of forges takes it in.  It
 * holds no time and no absolute path of ours: the same change gives the same
 * file.  Waived findings are left out unless they are asked for, as forges
 * open them as alerts whatever the suppression says.
 */
#include "base/map.h"
#include "base/utf8.h"
#include "lint/version.h"
#include "report/escape.h"
#include "report/identity.h"
#include "report/sarif.h"
#include "report/text.h"

enum { RESULTS = 5000 };                /* GitHub keeps so many; the worst come first */

/* A file that the run speaks of. */
struct artifact {
	size_t index;                   /* in the run's list */
	const struct reported_zone *zone;       /* whose file it is; NULL: none that changed */
};

/* What the pieces of a run share while it is written. */
struct run {
	const struct report *r;
	struct writer w;
	struct map artifacts;           /* path to struct artifact */
	struct map rules;               /* id to the reported_rule */
	struct identities ids;
	struct arena arena;
	size_t left_out, waived;
};

/* --- text ------------------------------------------------------------------------------ */

/*
 * Readers take "{0}" for an argument and "[text](target)" for a link: in DNS
 * presentation form the character that would begin them can be written \DDD.
 */
static json_t *
message(struct str text)
{
	struct buf clean = { NULL, 0, 0 };
	json_t *o = json_object();

	for (size_t i = 0; i < text.len; i++) {
		char c = text.p[i];

		if (c == '{' || c == '}' || (c == '(' && i && text.p[i - 1] == ']'))
			buf_printf(&clean, "\\%03u", (unsigned)c);
		else
			buf_put(&clean, c);
	}
	set_member(o, "text", text_value(buf_str(&clean)));
	buf_free(&clean);
	return o;
}

/* What one function of the terminal's escaper makes of it. */
static json_t *
plain_message(struct str text)
{
	struct buf clean = { NULL, 0, 0 };
	json_t *o;

	escape_terminal(&clean, text);
	o = message(buf_str(&clean));
	buf_free(&clean);
	return o;
}

/* Sentence, effect and fix. */
static json_t *
result_message(const struct run *run, size_t n)
{
	const struct finding *f = run->r->findings->v[n];
	struct buf text = { NULL, 0, 0 };
	json_t *o;

	statement_add(&text, run->r, n);
	for (int i = 0; i < 2; i++) {
		struct str more = i == 0 ? f->effect : f->fix;

		if (more.len == 0)
			continue;
		buf_add(&text, i == 0 ? S("\nEffect: ") : S("\nFix: "));
		escape_terminal(&text, more);
		stop_add(&text);
	}
	o = message(buf_str(&text));
	buf_free(&text);
	return o;
}

/* --- places ---------------------------------------------------------------------------- */

static json_t *
artifact_location(const struct run *run, struct str path)
{
	struct buf uri = { NULL, 0, 0 };
	json_t *o = json_object();
	const struct artifact *artifact = map_get(&run->artifacts, path);

	while (str_starts(path, S("./")))
		path = str_skip(path, 2);
	if (str_starts(path, S("/")))
		buf_add(&uri, S("file://"));
	escape_uri(&uri, path);
	set_member(o, "uri", text_value(buf_str(&uri)));
	if (!str_starts(path, S("/")))
		set_member(o, "uriBaseId", json_string("%SRCROOT%"));
	if (artifact)
		set_member(o, "index", number_value(artifact->index));
	buf_free(&uri);
	return o;
}

/* A line as it is, but for what nobody would see; tabs are what zones are indented with. */
static json_t *
snippet(struct str line)
{
	struct buf text = { NULL, 0, 0 };
	json_t *o = json_object();

	for (size_t i = 0, start = 0; i <= line.len; i++) {
		if (i < line.len && line.p[i] != '\t')
			continue;
		escape_visible(&text, str_n(line.p + start, i - start));
		if (i < line.len)
			buf_put(&text, '\t');
		start = i + 1;
	}
	set_member(o, "text", text_value(buf_str(&text)));
	buf_free(&text);
	return o;
}

/* Columns count UTF-16 units from 1; the end is one past the last. */
static json_t *
region(const struct anchor *at)
{
	json_t *o = json_object();
	struct str before = str_n(at->text.p, at->column ? at->column - 1 : 0);

	set_member(o, "startLine", number_value(at->line));
	if (at->text.len == 0)
		return o;
	if (before.len > at->text.len)
		before.len = 0;
	set_member(o, "startColumn", number_value(utf16_length(before) + 1));
	set_member(o, "endLine", number_value(at->line));
	set_member(o, "endColumn", number_value(utf16_length(at->text) + 1));
	set_member(o, "snippet", snippet(str_skip(at->text, before.len)));
	return o;
}

static json_t *
location(const struct run *run, const struct anchor *at)
{
	json_t *o = json_object(), *physical = json_object();

	set_member(physical, "artifactLocation", artifact_location(run, at->path));
	set_member(physical, "region", region(at));
	set_member(o, "physicalLocation", physical);
	return o;
}

/* example.com./www.example.com./A */
static json_t *
logical_locations(const struct finding *f)
{
	const struct str parts[] = { f->zone, f->owner, f->type };
	json_t *list = json_array(), *o = json_object();
	struct buf full = { NULL, 0, 0 };
	struct str last = f->zone;

	for (size_t i = 0; i < 3; i++) {
		if (parts[i].len == 0)
			continue;
		if (full.len)
			buf_put(&full, '/');
		escape_terminal(&full, parts[i]);
		last = parts[i];
	}
	set_text(o, "name", last);
	set_member(o, "fullyQualifiedName", text_value(buf_str(&full)));
	set_member(o, "kind", json_string(f->owner.len ? "member" : "module"));
	json_array_append_new(list, o);
	buf_free(&full);
	return list;
}

static json_t *
locations(const struct run *run, const struct finding *f, const struct anchor *at)
{
	json_t *list = json_array(), *o = location(run, at);

	if (f->zone.len)
		set_member(o, "logicalLocations", logical_locations(f));
	json_array_append_new(list, o);
	return list;
}

/* The place in the old version. */
static json_t *
related_locations(const struct run *run, const struct finding *f)
{
	const struct anchor was = { .path = f->path, .line = f->line ? f->line : 1 };
	json_t *list = json_array(), *o = location(run, &was);

	set_member(o, "id", number_value(1));
	set_member(o, "message", message(S("The old version, which this change replaces.")));
	json_array_append_new(list, o);
	return list;
}

/* --- results ----------------------------------------------------------------------------- */

static json_t *
fingerprints(struct run *run, const struct finding *f, const struct anchor *at)
{
	json_t *o = json_object();

	if (at->hash.len)
		set_member(o, "primaryLocationLineHash", text_value(at->hash));
	set_member(o, "zonevetFinding/v1", text_value(identity_of(&run->ids, f)));
	return o;
}

static json_t *
suppressions(const struct finding *f)
{
	json_t *list = json_array(), *o = json_object();

	set_member(o, "kind", json_string("external"));
	set_member(o, "status", json_string("accepted"));
	set_text(o, "justification", f->waiver);
	json_array_append_new(list, o);
	return list;
}

static json_t *
result_properties(const struct finding *f)
{
	json_t *o = json_object();
	struct buf waiver = { NULL, 0, 0 };

	set_text(o, "zone", f->zone);
	set_text(o, "view", f->view);
	set_text(o, "owner", f->owner);
	set_text(o, "type", f->type);
	set_text(o, "before", f->before);
	set_text(o, "after", f->after);
	set_text(o, "waive", finding_waiver_line(f, &waiver));
	buf_free(&waiver);
	return o;
}

static json_t *
result(struct run *run, size_t n)
{
	const struct finding *f = run->r->findings->v[n];
	const struct anchor at = report_anchor(run->r, n);
	const struct reported_rule *rule = map_get(&run->rules, str_of(f->rule->id));
	json_t *o = json_object();

	set_member(o, "ruleId", json_string(f->rule->id));
	if (rule)
		set_member(o, "ruleIndex", number_value((size_t)(rule - run->r->rules)));
	set_member(o, "kind", json_string("fail"));
	set_member(o, "level", json_string(sarif_level(f->severity)));
	set_member(o, "rank", json_integer(sarif_rank(f->severity)));
	set_member(o, "message", result_message(run, n));
	set_member(o, "locations", locations(run, f, &at));
	if (at.moved)
		set_member(o, "relatedLocations", related_locations(run, f));
	set_member(o, "partialFingerprints", fingerprints(run, f, &at));
	if (f->waiver.len)
		set_member(o, "suppressions", suppressions(f));
	set_member(o, "properties", result_properties(f));
	return o;
}

static json_t *
no_verdict(const struct run *run)
{
	const struct anchor at = { .path = report_file(run->r), .line = 1 };
	json_t *o = json_object(), *list = json_array(), *prints = json_object();
	struct buf why = { NULL, 0, 0 };

	error_line_add(&why, run->r);
	json_array_append_new(list, location(run, &at));
	set_member(prints, "zonevetFinding/v1", json_string("00000000000000000000000000000000"));
	set_member(o, "ruleId", json_string(sarif_no_verdict.id));
	set_member(o, "ruleIndex", number_value(run->r->nrules));
	set_member(o, "kind", json_string("fail"));
	set_member(o, "level", json_string(sarif_level(ERROR)));
	set_member(o, "rank", json_integer(sarif_rank(ERROR)));
	stop_add(&why);
	set_member(o, "message", message(buf_str(&why)));
	set_member(o, "locations", list);
	set_member(o, "partialFingerprints", prints);
	buf_free(&why);
	return o;
}

static void
put_results(struct run *run)
{
	size_t told = 0;

	put_open(&run->w, "results", '[');
	if (run->r->error.len)
		put_member(&run->w, NULL, no_verdict(run));
	for (size_t i = 0; i < run->r->findings->n; i++) {
		bool waived = run->r->findings->v[i]->waiver.len && !run->r->suppressed;

		if (waived)
			run->waived++;
		else if (told++ < RESULTS)
			put_member(&run->w, NULL, result(run, i));
		else
			run->left_out++;
	}
	put_close(&run->w, ']');
}

/* --- the run ------------------------------------------------------------------------------- */

static json_t *
artifact_object(const struct run *run, struct str path, const struct reported_zone *z)
{
	json_t *o = json_object(), *roles;

	set_member(o, "location", artifact_location(run, path));
	if (z == NULL)
		return o;
	roles = json_array();
	json_array_append_new(roles, json_string("analysisTarget"));
	json_array_append_new(roles, json_string(z->path[AFTER].len == 0 ? "deleted" :
	    z->path[BEFORE].len == 0 ? "added" :
	    str_eq(z->path[BEFORE], z->path[AFTER]) || str_eq(z->path[AFTER], run->r->label[AFTER]) ?
	    "modified" : "renamed"));
	set_member(o, "roles", roles);
	set_member(o, "sourceLanguage", json_string("dnszone"));
	return o;
}

static void
artifact_add(struct run *run, struct str path, const struct reported_zone *z)
{
	struct artifact *artifact;
	void **slot;

	if (path.len == 0 || map_get(&run->artifacts, path))
		return;
	slot = map_slot(&run->artifacts, path);
	*slot = artifact = ARENA_NEW(&run->arena, struct artifact);
	artifact->index = run->artifacts.n - 1;
	artifact->zone = z;
}

static void
put_artifacts(struct run *run)
{
	const struct report *r = run->r;

	if (r->nzones == 0)             /* the list would say no more than the places of the results */
		return;
	for (size_t i = 0; i < r->nzones; i++)
		artifact_add(run, r->zones[i].path[r->zones[i].path[AFTER].len ? AFTER : BEFORE],
		    &r->zones[i]);
	for (size_t i = 0; i < r->findings->n; i++)
		artifact_add(run, report_anchor(r, i).path, NULL);
	if (r->error.len)
		artifact_add(run, report_file(r), NULL);
	put_open(&run->w, "artifacts", '[');
	for (size_t i = 0; i < run->artifacts.n; i++) {
		const struct map_entry *e = &run->artifacts.entries[i];

		put_member(&run->w, NULL, artifact_object(run, e->key,
		    ((const struct artifact *)e->value)->zone));
	}
	put_close(&run->w, ']');
}

static void
notify(json_t *list, const char *id, const char *level, struct str text)
{
	json_t *o = json_object(), *descriptor = json_object();

	set_member(descriptor, "id", json_string(id));
	set_member(o, "descriptor", descriptor);
	set_member(o, "level", json_string(level));
	set_member(o, "message", plain_message(text));
	json_array_append_new(list, o);
}

static json_t *
notifications(struct run *run)
{
	const struct report *r = run->r;
	json_t *list = json_array();

	if (r->error.len) {
		struct buf why = { NULL, 0, 0 };

		error_line_add(&why, r);
		notify(list, "not-judged", "error", buf_str(&why));
		buf_free(&why);
	}
	for (size_t i = 0; i < r->nnot_judged; i++)
		notify(list, "not-judged", "warning", arena_printf(&run->arena, "%.*s: %.*s.",
		    STR(r->not_judged[i].what), STR(r->not_judged[i].why)));
	if (run->left_out)
		notify(list, "results-left-out", "warning", arena_printf(&run->arena,
		    "%zu results beyond the first %d are left out.", run->left_out, RESULTS));
	if (run->waived)
		notify(list, "results-waived", "note", arena_printf(&run->arena,
		    "Waived, and left out here: %zu. --sarif-suppressed=include tells them.",
		    run->waived));
	for (size_t i = 0; i < r->nnotes; i++)
		notify(list, "note", "note", r->notes[i]);
	return list;
}

static void
put_invocations(struct run *run)
{
	static const struct {
		int code;
		const char *text;
	} exits[] = {
		[PASS] = { 0, "may be published" }, [WARN] = { 0, "may be published" },
		[BLOCK] = { 1, "blocked by a finding" }, [CANNOT_JUDGE] = { 2, "could not be judged" },
	};
	enum verdict verdict = report_verdict(run->r);
	json_t *o = json_object(), *list = json_array();

	set_member(o, "executionSuccessful", json_boolean(verdict != CANNOT_JUDGE));
	set_member(o, "exitCode", json_integer(exits[verdict].code));
	set_member(o, "exitCodeDescription", json_string(exits[verdict].text));
	set_member(o, "toolExecutionNotifications", notifications(run));
	json_array_append_new(list, o);
	put_member(&run->w, "invocations", list);
}

static json_t *
run_properties(const struct report *r)
{
	static const char *const labels[] = { "base", "head" };
	static const char *const revisions[] = { "baseRevision", "headRevision" };
	json_t *o = json_object();

	set_member(o, "verdict", json_string(verdict_text(report_verdict(r))));
	for (int side = BEFORE; side <= AFTER; side++) {
		set_text(o, labels[side], r->label[side]);
		set_text(o, revisions[side], r->revision[side]);
	}
	set_text(o, "policy", r->policy_path);
	set_text(o, "policyFrom", r->policy_from);
	set_text(o, "policySha256", r->policy_hash);
	return o;
}

static json_t *
automation_details(const struct run *run)
{
	json_t *o = json_object();
	struct buf id = { NULL, 0, 0 };

	buf_add(&id, S("zonevet/change/"));
	escape_uri(&id, run->r->revision[AFTER]);
	set_member(o, "id", text_value(buf_str(&id)));
	buf_free(&id);
	return o;
}

static json_t *
base_ids(void)
{
	json_t *all = json_object(), *root = json_object();

	set_member(root, "description", message(S("The top of the repository of zones.")));
	set_member(all, "%SRCROOT%", root);
	return all;
}

static void
put_run(struct run *run)
{
	put_open(&run->w, NULL, '{');
	sarif_put_tool(&run->w, run->r);
	put_member(&run->w, "automationDetails", automation_details(run));
	put_member(&run->w, "columnKind", json_string("utf16CodeUnits"));
	put_member(&run->w, "originalUriBaseIds", base_ids());
	put_artifacts(run);
	put_results(run);
	put_invocations(run);
	put_member(&run->w, "properties", run_properties(run->r));
	put_close(&run->w, '}');
}

static void
write_sarif(FILE *out, const struct report *r)
{
	struct run run = { .r = r };

	put_begin(&run.w, out);
	for (size_t i = 0; i < r->nrules; i++)
		*map_slot(&run.rules, str_of(r->rules[i].rule->id)) = (void *)&r->rules[i];
	put_open(&run.w, NULL, '{');
	put_member(&run.w, "$schema", json_string("https://json.schemastore.org/sarif-2.1.0.json"));
	put_member(&run.w, "version", json_string("2.1.0"));
	put_open(&run.w, "runs", '[');
	put_run(&run);
	put_close(&run.w, ']');
	put_close(&run.w, '}');
	put_end(&run.w);
	identities_free(&run.ids);
	map_free(&run.rules);
	map_free(&run.artifacts);
	arena_free(&run.arena);
}

extern const struct reporter reporter_sarif;
const struct reporter reporter_sarif = { .name = "sarif",
	.summary = "SARIF 2.1.0, for code scanning of GitHub and GitLab", .write = write_sarif,
	.wants = WANTS_RULES | WANTS_ANCHORS | WANTS_LINES };
