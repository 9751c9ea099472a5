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

/* The merge of shards lays the records out anew: it needs the TTL of each, and whose they are. */
static void
add_for_merge(json_t *o, const struct reported_change *c)
{
	for (int side = BEFORE; side <= AFTER; side++) {
		json_t *list = c->ttls[side] ? json_array() : NULL;

		for (size_t i = 0; list && i < c->n[side]; i++)
			json_array_append_new(list, number_value(c->ttls[side][i]));
		if (list)
			set_member(o, side == BEFORE ? "ttls_before" : "ttls_after", list);
	}
	set_member(o, "churn", json_boolean(c->churn));
}

static json_t *
change(const struct reported_change *c, bool sharded)
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
	if (sharded)
		add_for_merge(o, c);
	return o;
}

static json_t *
finding(const struct finding *f)
{
	json_t *o = json_object();
	struct buf waiver = { NULL, 0, 0 };
	char print[17];

	snprintf(print, sizeof(print), "%016llx", (unsigned long long)finding_fingerprint(f));
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
	set_member(o, "waiver_line", text_or_null(finding_waiver_line(f, &waiver)));
	buf_free(&waiver);
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
put_zone(struct writer *w, const struct reported_zone *z, bool sharded)
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
		put_member(w, NULL, change(&z->changes[i], sharded));
	put_close(w, ']');
	put_close(w, '}');
}

/* --- a shard ------------------------------------------------------------------------------- */

static json_t *
anchor(const struct anchor *a)
{
	json_t *o = json_object();

	set_member(o, "path", text_value(a->path));
	set_member(o, "line", number_value(a->line));
	set_member(o, "column", number_value(a->column));
	set_member(o, "moved", json_boolean(a->moved));
	return o;
}

static json_t *
facts(const struct commit_zone *zone)
{
	json_t *o = json_object();

	set_member(o, "origin", text_value(zone->origin));
	set_member(o, "deleted", json_boolean(zone->deleted));
	set_member(o, "changed", json_boolean(zone->changed));
	set_member(o, "hit", json_boolean(zone->hit));
	set_member(o, "removed", number_value(zone->removed));
	set_member(o, "moved", number_value(zone->moved));
	return o;
}

static void
put_shard_zone(struct writer *w, const struct report *r, const struct shard_zone *z)
{
	json_t *unread = json_array();

	put_open(w, NULL, '{');
	put_member(w, "position", number_value(z->position));
	put_member(w, "zone", number_if(z->told, z->told ? (uint64_t)(z->told - r->zones) : 0));
	put_member(w, "class", text_or_null(z->told ? z->told->class : (struct str){ NULL, 0 }));
	put_member(w, "commit", facts(&z->facts));
	put_member(w, "old_unread", number_value(z->unread));
	for (size_t i = 0; z->told && i < z->told->nunread; i++)
		json_array_append_new(unread, text_value(z->told->unread[i]));
	put_member(w, "unread", unread);
	put_open(w, "findings", '[');
	for (size_t i = 0; i < z->n; i++) {
		json_t *o = finding(z->findings[i]);

		set_member(o, "consumed", json_boolean(z->findings[i]->consumed));
		set_member(o, "anchor", z->anchors ? anchor(&z->anchors[i]) : json_null());
		put_member(w, NULL, o);
	}
	put_close(w, ']');
	put_close(w, '}');
}

static void
put_shard(struct writer *w, const struct report *r)
{
	const struct shard *s = r->shard;

	put_open(w, "shard", '{');
	put_member(w, "index", number_value(s->index));
	put_member(w, "count", number_value(s->count));
	put_member(w, "touched", number_value(s->touched));
	put_member(w, "selection", text_value(s->selection));
	put_open(w, "zones", '[');
	for (size_t i = 0; i < s->n; i++)
		put_shard_zone(w, r, &s->zones[i]);
	put_close(w, ']');
	put_close(w, '}');
}

/* ------------------------------------------------------------------------------------------- */

static void
write_json(FILE *out, const struct report *r)
{
	struct writer w;

	put_begin(&w, out);
	put_open(&w, NULL, '{');
	put_heading(&w, r);
	put_open(&w, "zones", '[');
	for (size_t i = 0; i < r->nzones; i++)
		put_zone(&w, &r->zones[i], r->shard);
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
	if (r->shard)
		put_shard(&w, r);
	put_close(&w, '}');
	put_end(&w);
}

extern const struct reporter reporter_json;
const struct reporter reporter_json = { .name = "json",
	.summary = "everything, for programs", .write = write_json,
	.wants = WANTS_CHANGES };
