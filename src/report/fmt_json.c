/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The report for programs: schema zonevet/report/1, published as
 * examples/report.schema.json.  Keys are only ever added.
 */
#include "base/clock.h"
#include "lint/version.h"
#include "report/json.h"

/* --- values ------------------------------------------------------------------------------ */

/* { "before": ..., "after": ... } */
static json_t *
pair(json_t *before, json_t *after)
{
	json_t *object = json_object();

	set_member(object, "before", before);
	set_member(object, "after", after);
	return object;
}

static const char *
kind_text(unsigned kind)
{
	switch (kind) {
	case RRSET_ADDED: return "added";
	case RRSET_REMOVED: return "removed";
	case DATA_CHANGED: return "data-changed";
	default: return "ttl-changed";
	}
}

static json_t *
data(const struct reported_change *c, int side)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->n[side]; i++)
		json_array_append_new(list, text_value(c->data[side][i]));
	return list;
}

static json_t *
change(const struct reported_change *c)
{
	json_t *o = json_object();
	bool old = c->kind != RRSET_ADDED, new = c->kind != RRSET_REMOVED;

	set_member(o, "kind", json_string(kind_text(c->kind)));
	set_member(o, "owner", text_value(c->owner));
	set_member(o, "type", text_value(c->type));
	set_member(o, "ttl", pair(number_if(old, c->ttl[BEFORE]), number_if(new, c->ttl[AFTER])));
	set_member(o, "before", data(c, BEFORE));
	set_member(o, "after", data(c, AFTER));
	set_member(o, "path", pair(text_or_null(c->path[BEFORE]), text_or_null(c->path[AFTER])));
	set_member(o, "line", pair(number_if(c->line[BEFORE], c->line[BEFORE]),
	    number_if(c->line[AFTER], c->line[AFTER])));
	return o;
}

static json_t *
finding(const struct finding *f)
{
	json_t *o = json_object();
	char print[17];

	snprintf(print, sizeof(print), "%016llx", (unsigned long long)f->fingerprint);
	set_member(o, "rule", json_string(f->rule->id));
	set_member(o, "severity", json_string(severity_text(f->severity)));
	set_member(o, "zone", text_or_null(f->zone));
	set_member(o, "view", text_or_null(f->view));
	set_member(o, "owner", text_or_null(f->owner));
	set_member(o, "type", text_or_null(f->type));
	set_member(o, "side", json_string(f->side == BEFORE ? "before" : "after"));
	set_member(o, "path", text_or_null(f->path));
	set_member(o, "line", number_if(f->line, f->line));
	set_member(o, "column", number_if(f->column, f->column));
	set_member(o, "message", text_value(f->message));
	set_member(o, "effect", text_or_null(f->effect));
	set_member(o, "fix", text_or_null(f->fix));
	set_member(o, "before", text_or_null(f->before));
	set_member(o, "after", text_or_null(f->after));
	set_member(o, "fingerprint", json_string(print));
	set_member(o, "waiver", text_or_null(f->waiver));
	set_member(o, "waiver_line", text_or_null(f->waiver_line));
	return o;
}

static json_t *
counts(const struct report *r)
{
	size_t by[4] = { 0 }, waived = 0, added = 0, removed = 0, changed = 0, ttl_only = 0;
	json_t *o = json_object();

	for (size_t i = 0; i < r->findings->n; i++) {
		by[r->findings->v[i]->severity]++;
		waived += r->findings->v[i]->waiver.len > 0;
	}
	for (size_t i = 0; i < r->nzones; i++) {
		added += r->zones[i].added;
		removed += r->zones[i].removed;
		changed += r->zones[i].changed;
		ttl_only += r->zones[i].ttl_only;
	}
	set_member(o, "error", number_value(by[ERROR]));
	set_member(o, "warning", number_value(by[WARNING]));
	set_member(o, "note", number_value(by[NOTE]));
	set_member(o, "waived", number_value(waived));
	set_member(o, "zones", number_value(r->nzones));
	set_member(o, "added", number_value(added));
	set_member(o, "removed", number_value(removed));
	set_member(o, "changed", number_value(changed));
	set_member(o, "ttl_only", number_value(ttl_only));
	return o;
}

static json_t *
side(const struct report *r, int which)
{
	json_t *o = json_object();

	set_member(o, "label", text_or_null(r->label[which]));
	set_member(o, "revision", text_or_null(r->revision[which]));
	return o;
}

static json_t *
policy(const struct report *r)
{
	json_t *o = json_object();

	set_member(o, "path", text_or_null(r->policy_path));
	set_member(o, "sha256", text_or_null(r->policy_hash));
	set_member(o, "from", text_or_null(r->policy_from));
	return o;
}

static json_t *
tool(void)
{
	json_t *o = json_object();

	set_member(o, "name", json_string("zonevet"));
	set_member(o, "version", json_string(ZONEVET_VERSION));
	return o;
}

static json_t *
not_judged(const struct not_judged *n)
{
	json_t *o = json_object();

	set_member(o, "what", text_value(n->what));
	set_member(o, "why", text_value(n->why));
	return o;
}

/* --- the report --------------------------------------------------------------------------- */

static void
put_heading(struct writer *w, const struct report *r)
{
	struct arena scratch = { NULL };

	put_member(w, "schema", json_string("zonevet/report/1"));
	put_member(w, "tool", tool());
	put_member(w, "verdict", json_string(verdict_text(report_verdict(r))));
	put_member(w, "error", text_or_null(r->error));
	put_member(w, "counts", counts(r));
	put_member(w, "fail_on", json_string(r->fail_on == OFF ? "never" : severity_text(r->fail_on)));
	put_member(w, "now", text_value(clock_text(&scratch, r->now)));
	put_member(w, "base", side(r, BEFORE));
	put_member(w, "head", side(r, AFTER));
	put_member(w, "policy", policy(r));
	arena_free(&scratch);
}

static void
put_zone(struct writer *w, const struct reported_zone *z)
{
	put_open(w, NULL, '{');
	put_member(w, "origin", text_value(z->origin));
	put_member(w, "view", text_or_null(z->view));
	put_member(w, "path", pair(text_or_null(z->path[BEFORE]), text_or_null(z->path[AFTER])));
	put_member(w, "serial", pair(number_if(z->has_serial[BEFORE], z->serial[BEFORE]),
	    number_if(z->has_serial[AFTER], z->serial[AFTER])));
	put_member(w, "rrsets", pair(number_if(z->counted[BEFORE], z->rrsets[BEFORE]),
	    number_if(z->counted[AFTER], z->rrsets[AFTER])));
	put_member(w, "records", pair(number_if(z->counted[BEFORE], z->records[BEFORE]),
	    number_if(z->counted[AFTER], z->records[AFTER])));
	put_member(w, "added", number_value(z->added));
	put_member(w, "removed", number_value(z->removed));
	put_member(w, "changed", number_value(z->changed));
	put_member(w, "ttl_only", number_value(z->ttl_only));
	put_member(w, "changes_left_out", number_value(z->left_out));
	put_open(w, "changes", '[');
	for (size_t i = 0; i < z->n; i++)
		put_member(w, NULL, change(&z->changes[i]));
	put_close(w, ']');
	put_close(w, '}');
}

static void
write_json(FILE *out, const struct report *r)
{
	struct writer w;

	put_begin(&w, out);
	put_open(&w, NULL, '{');
	put_heading(&w, r);
	put_open(&w, "zones", '[');
	for (size_t i = 0; i < r->nzones; i++)
		put_zone(&w, &r->zones[i]);
	put_close(&w, ']');
	put_open(&w, "findings", '[');
	for (size_t i = 0; i < r->findings->n; i++)
		put_member(&w, NULL, finding(r->findings->v[i]));
	put_close(&w, ']');
	put_open(&w, "not_judged", '[');
	for (size_t i = 0; i < r->nnot_judged; i++)
		put_member(&w, NULL, not_judged(&r->not_judged[i]));
	put_close(&w, ']');
	put_open(&w, "notes", '[');
	for (size_t i = 0; i < r->nnotes; i++)
		put_member(&w, NULL, text_value(r->notes[i]));
	put_close(&w, ']');
	put_close(&w, '}');
	put_end(&w);
}

extern const struct reporter reporter_json;
const struct reporter reporter_json = { .name = "json",
	.summary = "everything, for programs", .write = write_json };
