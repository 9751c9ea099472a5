/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The report for programs: schema zonevet/report/1.  Keys are only ever added.
 *
 * It is written element by element, so that a hundred thousand findings need
 * no more memory than one.  A CI log may show it, so that a # behind another
 * is written \u0023: no runner finds its ##[command] in it.
 */
#include <jansson.h>

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "lint/version.h"
#include "report/escape.h"
#include "report/report.h"

/* --- the writer ---------------------------------------------------------------------- */

struct writer {
	struct buf line;
	FILE *out;
	int depth;              /* of the object or list that is open */
	bool first;             /* nothing stands in it yet */
};

/* What the library prints, moved to the depth where it stands. */
static int
filter(const char *bytes, size_t n, void *self)
{
	struct writer *w = self;

	for (size_t i = 0; i < n; i++) {
		bool doubled = bytes[i] == '#' && w->line.len && w->line.p[w->line.len - 1] == '#';

		if (bytes[i] == '\n')
			buf_printf(&w->line, "\n%*s", 2 * w->depth, "");
		else if (doubled || bytes[i] == 0x7f)
			buf_printf(&w->line, "\\u%04x", (unsigned)bytes[i]);
		else
			buf_put(&w->line, bytes[i]);
	}
	return 0;
}

static void
put_value(struct writer *w, json_t *value)
{
	json_dump_callback(value, filter, w, JSON_INDENT(2) | JSON_ENSURE_ASCII | JSON_ENCODE_ANY);
	json_decref(value);
	fwrite(w->line.p, 1, w->line.len, w->out);
	buf_clear(&w->line);
}

/* A new line for the next member or element. */
static void
put_next(struct writer *w, const char *key)
{
	fprintf(w->out, "%s%*s", w->first ? "\n" : ",\n", 2 * w->depth, "");
	if (key)
		fprintf(w->out, "\"%s\": ", key);
	w->first = false;
}

static void
put_member(struct writer *w, const char *key, json_t *value)
{
	put_next(w, key);
	put_value(w, value);
}

static void
put_open(struct writer *w, const char *key, char bracket)
{
	if (w->depth)
		put_next(w, key);
	fputc(bracket, w->out);
	w->depth++;
	w->first = true;
}

static void
put_close(struct writer *w, char bracket)
{
	w->depth--;
	if (!w->first)
		fprintf(w->out, "\n%*s", 2 * w->depth, "");
	fputc(bracket, w->out);
	w->first = false;
}

/* --- values ------------------------------------------------------------------------------ */

static json_t *
text(struct str s)
{
	struct buf clean = { NULL, 0, 0 };
	json_t *value;

	escape_utf8(&clean, s);
	value = json_stringn(clean.p ? clean.p : "", clean.len);
	buf_free(&clean);
	return value;
}

static json_t *
text_or_null(struct str s)
{
	return s.len ? text(s) : json_null();
}

static json_t *
number(uint64_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *
number_if(bool known, uint64_t n)
{
	return known ? number(n) : json_null();
}

static void
set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

/* { "before": ..., "after": ... } */
static json_t *
pair(json_t *before, json_t *after)
{
	json_t *object = json_object();

	set(object, "before", before);
	set(object, "after", after);
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
		json_array_append_new(list, text(c->data[side][i]));
	return list;
}

static json_t *
change(const struct reported_change *c)
{
	json_t *o = json_object();
	bool old = c->kind != RRSET_ADDED, new = c->kind != RRSET_REMOVED;

	set(o, "kind", json_string(kind_text(c->kind)));
	set(o, "owner", text(c->owner));
	set(o, "type", text(c->type));
	set(o, "ttl", pair(number_if(old, c->ttl[BEFORE]), number_if(new, c->ttl[AFTER])));
	set(o, "before", data(c, BEFORE));
	set(o, "after", data(c, AFTER));
	set(o, "path", pair(text_or_null(c->path[BEFORE]), text_or_null(c->path[AFTER])));
	set(o, "line", pair(number_if(c->line[BEFORE], c->line[BEFORE]),
	    number_if(c->line[AFTER], c->line[AFTER])));
	return o;
}

static json_t *
finding(const struct finding *f)
{
	json_t *o = json_object();
	char print[17];

	snprintf(print, sizeof(print), "%016llx", (unsigned long long)f->fingerprint);
	set(o, "rule", json_string(f->rule->id));
	set(o, "severity", json_string(severity_text(f->severity)));
	set(o, "zone", text_or_null(f->zone));
	set(o, "view", text_or_null(f->view));
	set(o, "owner", text_or_null(f->owner));
	set(o, "type", text_or_null(f->type));
	set(o, "side", json_string(f->side == BEFORE ? "before" : "after"));
	set(o, "path", text_or_null(f->path));
	set(o, "line", number_if(f->line, f->line));
	set(o, "column", number_if(f->column, f->column));
	set(o, "message", text(f->message));
	set(o, "effect", text_or_null(f->effect));
	set(o, "fix", text_or_null(f->fix));
	set(o, "before", text_or_null(f->before));
	set(o, "after", text_or_null(f->after));
	set(o, "fingerprint", json_string(print));
	set(o, "waiver", text_or_null(f->waiver));
	set(o, "waiver_line", text_or_null(f->waiver_line));
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
	set(o, "error", number(by[ERROR]));
	set(o, "warning", number(by[WARNING]));
	set(o, "note", number(by[NOTE]));
	set(o, "waived", number(waived));
	set(o, "zones", number(r->nzones));
	set(o, "added", number(added));
	set(o, "removed", number(removed));
	set(o, "changed", number(changed));
	set(o, "ttl_only", number(ttl_only));
	return o;
}

static json_t *
side(const struct report *r, int which)
{
	json_t *o = json_object();

	set(o, "label", text_or_null(r->label[which]));
	set(o, "revision", text_or_null(r->revision[which]));
	return o;
}

static json_t *
policy(const struct report *r)
{
	json_t *o = json_object();

	set(o, "path", text_or_null(r->policy_path));
	set(o, "sha256", text_or_null(r->policy_hash));
	set(o, "from", text_or_null(r->policy_from));
	return o;
}

static json_t *
tool(void)
{
	json_t *o = json_object();

	set(o, "name", json_string("zonevet"));
	set(o, "version", json_string(ZONEVET_VERSION));
	return o;
}

static json_t *
not_judged(const struct not_judged *n)
{
	json_t *o = json_object();

	set(o, "what", text(n->what));
	set(o, "why", text(n->why));
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
	put_member(w, "now", text(clock_text(&scratch, r->now)));
	put_member(w, "base", side(r, BEFORE));
	put_member(w, "head", side(r, AFTER));
	put_member(w, "policy", policy(r));
	arena_free(&scratch);
}

static void
put_zone(struct writer *w, const struct reported_zone *z)
{
	put_open(w, NULL, '{');
	put_member(w, "origin", text(z->origin));
	put_member(w, "view", text_or_null(z->view));
	put_member(w, "path", pair(text_or_null(z->path[BEFORE]), text_or_null(z->path[AFTER])));
	put_member(w, "serial", pair(number_if(z->has_serial[BEFORE], z->serial[BEFORE]),
	    number_if(z->has_serial[AFTER], z->serial[AFTER])));
	put_member(w, "rrsets", pair(number_if(z->counted[BEFORE], z->rrsets[BEFORE]),
	    number_if(z->counted[AFTER], z->rrsets[AFTER])));
	put_member(w, "records", pair(number_if(z->counted[BEFORE], z->records[BEFORE]),
	    number_if(z->counted[AFTER], z->records[AFTER])));
	put_member(w, "added", number(z->added));
	put_member(w, "removed", number(z->removed));
	put_member(w, "changed", number(z->changed));
	put_member(w, "ttl_only", number(z->ttl_only));
	put_member(w, "changes_left_out", number(z->left_out));
	put_open(w, "changes", '[');
	for (size_t i = 0; i < z->n; i++)
		put_member(w, NULL, change(&z->changes[i]));
	put_close(w, ']');
	put_close(w, '}');
}

static void
write_json(FILE *out, const struct report *r)
{
	struct writer w = { .out = out };

	json_set_alloc_funcs(memory_new, free);
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
		put_member(&w, NULL, text(r->notes[i]));
	put_close(&w, ']');
	put_close(&w, '}');
	fputc('\n', out);
	buf_free(&w.line);
}

extern const struct reporter reporter_json;
const struct reporter reporter_json = { "json", "everything, for programs", write_json };
