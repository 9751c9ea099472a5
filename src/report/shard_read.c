/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/shard_read.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "report/json.h"

/* --- values of a file that nobody vouches for -------------------------------------------- */

struct reading {
	const char *path;
	struct arena *arena;
	struct error *err;
};

static bool
misfit(const struct reading *in, const char *key, const char *want)
{
	return fail(in->err, "%s: `%s` is not %s\nIt is no report that `zonevet check --shard` of this "
	    "version wrote; write it anew", in->path, key, want);
}

/* Null and a key that is not there are the empty text. */
static bool
get_text(const struct reading *in, const json_t *object, const char *key, struct str *text)
{
	const json_t *value = json_object_get(object, key);

	*text = (struct str){ NULL, 0 };
	if (value == NULL || json_is_null(value))
		return true;
	if (!json_is_string(value))
		return misfit(in, key, "a text");
	*text = arena_dup(in->arena, str_n(json_string_value(value), json_string_length(value)));
	return true;
}

/* The same for a number; *known tells whether it is there. */
static bool
get_number_if(const struct reading *in, const json_t *object, const char *key, uint64_t most, uint64_t *n,
    bool *known)
{
	const json_t *value = json_object_get(object, key);

	*n = 0;
	*known = value && !json_is_null(value);
	if (!*known)
		return true;
	if (!json_is_integer(value) || json_integer_value(value) < 0 ||
	    (uint64_t)json_integer_value(value) > most)
		return misfit(in, key, "a number that can be");
	*n = (uint64_t)json_integer_value(value);
	return true;
}

static bool
get_number(const struct reading *in, const json_t *object, const char *key, uint64_t most, uint64_t *n)
{
	bool known;

	return get_number_if(in, object, key, most, n, &known) && (known || misfit(in, key, "there"));
}

static bool
get_size(const struct reading *in, const json_t *object, const char *key, size_t *n)
{
	uint64_t number;
	bool known, good = get_number_if(in, object, key, UINT32_MAX, &number, &known);

	*n = (size_t)number;
	return good;
}

static bool
get_line(const struct reading *in, const json_t *object, const char *key, uint32_t *n)
{
	uint64_t number;
	bool known, good = get_number_if(in, object, key, UINT32_MAX, &number, &known);

	*n = (uint32_t)number;
	return good;
}

static bool
get_yes(const struct reading *in, const json_t *object, const char *key, bool *yes)
{
	const json_t *value = json_object_get(object, key);

	*yes = json_is_true(value);
	return json_is_boolean(value) || misfit(in, key, "true or false");
}

/* A list that is not there is empty. */
static bool
get_list(const struct reading *in, const json_t *object, const char *key, const json_t **list, size_t *n)
{
	*list = json_object_get(object, key);
	*n = json_array_size(*list);
	return *list == NULL || json_is_array(*list) || misfit(in, key, "a list");
}

static bool
get_object(const struct reading *in, const json_t *object, const char *key, const json_t **value)
{
	*value = json_object_get(object, key);
	return json_is_object(*value) || misfit(in, key, "an object");
}

static bool
get_texts(const struct reading *in, const json_t *object, const char *key, const struct str **texts, size_t *n)
{
	const json_t *list;
	struct str *v;

	if (!get_list(in, object, key, &list, n))
		return false;
	*texts = v = ARENA_ARRAY(in->arena, struct str, *n);
	for (size_t i = 0; i < *n; i++) {
		const json_t *value = json_array_get(list, i);

		if (!json_is_string(value))
			return misfit(in, key, "a list of texts");
		v[i] = arena_dup(in->arena, str_n(json_string_value(value), json_string_length(value)));
	}
	return true;
}

/* { "before": text, "after": text } */
static bool
get_text_pair(const struct reading *in, const json_t *object, const char *key, struct str pair[2])
{
	const json_t *value;

	return get_object(in, object, key, &value) && get_text(in, value, "before", &pair[BEFORE]) &&
	    get_text(in, value, "after", &pair[AFTER]);
}

/* The same of numbers; known: NULL when it does not matter which of them are there. */
static bool
get_number_pair(const struct reading *in, const json_t *object, const char *key, uint64_t pair[2],
    bool *known)
{
	static const char *const sides[] = { "before", "after" };
	const json_t *value;
	bool there = true;

	if (!get_object(in, object, key, &value))
		return false;
	for (int side = BEFORE; side <= AFTER; side++) {
		if (!get_number_if(in, value, sides[side], UINT32_MAX, &pair[side], &there))
			return false;
		if (known)
			known[side] = there;
	}
	return true;
}

/* --- the head -------------------------------------------------------------------------------- */

static bool
get_severity(const struct reading *in, const json_t *object, const char *key, enum severity *severity)
{
	struct str text;

	return get_text(in, object, key, &text) && (severity_parse(text, severity) ||
	    misfit(in, key, "error, warning, note or off"));
}

static bool
read_fail_on(const struct reading *in, struct shard_report *report)
{
	struct str text;

	if (!get_text(in, report->root, "fail_on", &text))
		return false;
	report->fail_on = OFF;
	return str_eq(text, S("never")) || get_severity(in, report->root, "fail_on", &report->fail_on);
}

static bool
read_sides(const struct reading *in, struct shard_report *report)
{
	static const char *const keys[] = { "base", "head" };
	const json_t *side;

	for (int i = BEFORE; i <= AFTER; i++)
		if (!get_object(in, report->root, keys[i], &side) ||
		    !get_text(in, side, "label", &report->label[i]) ||
		    !get_text(in, side, "revision", &report->revision[i]))
			return false;
	return true;
}

static bool
read_head(const struct reading *in, struct shard_report *report)
{
	const json_t *policy, *shard, *tool;
	struct str schema, now;
	uint64_t index, count;

	if (!get_text(in, report->root, "schema", &schema) || !get_text(in, report->root, "now", &now) ||
	    !get_text(in, report->root, "error", &report->error))
		return false;
	if (!str_eq(schema, S("zonevet/report/1")))
		return misfit(in, "schema", "zonevet/report/1");
	if (report->error.len)
		return true;                    /* nothing of it counts but that */
	if (json_object_get(report->root, "shard") == NULL)
		return fail(in->err, "%s: this report is not of a part: it was made without --shard I/N",
		    in->path);
	if (!clock_parse(now, false, &report->now))
		return misfit(in, "now", "a time");
	if (!get_object(in, report->root, "tool", &tool) || !get_text(in, tool, "version", &report->version) ||
	    !get_object(in, report->root, "policy", &policy) || !get_object(in, report->root, "shard", &shard) ||
	    !get_text(in, policy, "path", &report->policy_path) ||
	    !get_text(in, policy, "sha256", &report->policy_hash) ||
	    !get_text(in, policy, "from", &report->policy_from) || !read_fail_on(in, report) ||
	    !read_sides(in, report) || !get_number(in, shard, "index", UINT16_MAX, &index) ||
	    !get_number(in, shard, "count", UINT16_MAX, &count) ||
	    !get_size(in, shard, "touched", &report->shard.touched) ||
	    !get_text(in, shard, "selection", &report->shard.selection))
		return false;
	if (index == 0 || index > count)
		return misfit(in, "index", "from 1 to `count`");
	report->shard.index = (unsigned)index;
	report->shard.count = (unsigned)count;
	return true;
}

struct bounded {
	FILE *file;
	uint64_t left;                  /* octets that may still come */
	bool over;
};

/* For json_load_callback(): a report may come through a pipe that never ends. */
static size_t
read_bounded(void *to, size_t size, void *self)
{
	struct bounded *b = self;
	size_t n = fread(to, 1, size < b->left ? size : (size_t)b->left, b->file);

	b->left -= n;
	b->over = b->left == 0;
	return ferror(b->file) ? (size_t)-1 : n;
}

bool
shard_report_load(struct shard_report *report, FILE *file, const char *name, struct arena *arena,
    struct error *err)
{
	struct reading in = { name, arena, err };
	struct bounded bounded = { file, SHARD_REPORT_MAX, false };
	json_error_t where;

	*report = (struct shard_report){ .path = name };
	report->root = json_load_callback(read_bounded, &bounded, JSON_REJECT_DUPLICATES, &where);
	if (bounded.over)
		return fail(err, "%s: has more than 1 GiB", name);
	if (ferror(file))
		return fail(err, "%s: %s", name, strerror(errno));
	if (report->root == NULL)
		return fail(err, "%s:%d:%d: %s", name, where.line, where.column, where.text);
	return read_head(&in, report);
}

bool
shard_report_open(struct shard_report *report, const char *path, struct arena *arena, struct error *err)
{
	FILE *file = fopen(path, "re");
	bool good;

	*report = (struct shard_report){ .path = path };
	if (file == NULL)
		return fail(err, "%s: %s", path, strerror(errno));
	good = shard_report_load(report, file, path, arena, err);
	fclose(file);
	return good;
}

void
shard_report_close(struct shard_report *report)
{
	json_decref(report->root);
	report->root = NULL;
}

/* --- zones --------------------------------------------------------------------------------- */

static bool
read_kind(const struct reading *in, const json_t *object, unsigned *kind)
{
	static const struct { const char *text; unsigned kind; } kinds[] = {
		{ "added", RRSET_ADDED }, { "removed", RRSET_REMOVED }, { "data-changed", DATA_CHANGED },
		{ "ttl-changed", TTL_CHANGED },
	};
	struct str text;

	if (!get_text(in, object, "kind", &text))
		return false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_eq(text, str_of(kinds[i].text))) {
			*kind = kinds[i].kind;
			return true;
		}
	return misfit(in, "kind", "a kind of change");
}

/* The TTL of each record, where they differ: as many as there are data. */
static bool
read_ttls(const struct reading *in, const json_t *object, struct reported_change *c, int side)
{
	const char *key = side == BEFORE ? "ttls_before" : "ttls_after";
	const json_t *list;
	uint32_t *ttls;
	size_t n;

	if (!get_list(in, object, key, &list, &n))
		return false;
	if (n == 0)
		return true;
	if (n != c->n[side])
		return misfit(in, key, "one number a record");
	c->ttls[side] = ttls = ARENA_ARRAY(in->arena, uint32_t, n);
	for (size_t i = 0; i < n; i++) {
		const json_t *value = json_array_get(list, i);

		if (!json_is_integer(value) || json_integer_value(value) < 0 ||
		    json_integer_value(value) > UINT32_MAX)
			return misfit(in, key, "a list of TTLs");
		ttls[i] = (uint32_t)json_integer_value(value);
	}
	return true;
}

static bool
read_change(const struct reading *in, const json_t *object, struct reported_change *c)
{
	uint64_t ttl[2], line[2];

	if (!read_kind(in, object, &c->kind) || !get_text(in, object, "owner", &c->owner) ||
	    !get_text(in, object, "type", &c->type) || !get_number_pair(in, object, "ttl", ttl, NULL) ||
	    !get_texts(in, object, "before", &c->data[BEFORE], &c->n[BEFORE]) ||
	    !get_texts(in, object, "after", &c->data[AFTER], &c->n[AFTER]) ||
	    !get_text_pair(in, object, "path", c->path) || !get_number_pair(in, object, "line", line, NULL) ||
	    !get_yes(in, object, "churn", &c->churn))
		return false;
	for (int side = BEFORE; side <= AFTER; side++) {
		c->ttl[side] = (uint32_t)ttl[side];
		c->line[side] = (uint32_t)line[side];
		if (!read_ttls(in, object, c, side))
			return false;
	}
	return true;
}

static bool
read_counts(const struct reading *in, const json_t *object, struct reported_zone *z)
{
	uint64_t serial[2], rrsets[2], records[2];

	if (!get_number_pair(in, object, "serial", serial, z->has_serial) ||
	    !get_number_pair(in, object, "rrsets", rrsets, z->counted) ||
	    !get_number_pair(in, object, "records", records, NULL))
		return false;
	for (int side = BEFORE; side <= AFTER; side++) {
		z->serial[side] = (uint32_t)serial[side];
		z->rrsets[side] = (size_t)rrsets[side];
		z->records[side] = (size_t)records[side];
	}
	return get_size(in, object, "added", &z->added) && get_size(in, object, "removed", &z->removed) &&
	    get_size(in, object, "changed", &z->changed) && get_size(in, object, "ttl_only", &z->ttl_only) &&
	    get_size(in, object, "changes_left_out", &z->left_out);
}

static bool
read_zone(const struct reading *in, const json_t *object, struct reported_zone *z)
{
	const json_t *list;
	struct reported_change *changes;

	if (!get_text(in, object, "origin", &z->origin) || !get_text(in, object, "view", &z->view) ||
	    !get_text_pair(in, object, "path", z->path) || !read_counts(in, object, z) ||
	    !get_list(in, object, "changes", &list, &z->n))
		return false;
	z->changes = changes = ARENA_ARRAY(in->arena, struct reported_change, z->n);
	for (size_t i = 0; i < z->n; i++)
		if (!read_change(in, json_array_get(list, i), &changes[i]))
			return false;
	return true;
}

/* --- findings --------------------------------------------------------------------------------- */

static bool
read_finding(const struct reading *in, const json_t *object, const struct shard_rules *rules,
    struct finding *f)
{
	struct str id, side, waiver = S("");
	bool good;

	if (!get_text(in, object, "rule", &id) || !get_text(in, object, "side", &side))
		return false;
	f->rule = rules->find(rules->self, id);
	if (f->rule == NULL)
		return misfit(in, "rule", "a rule of the policy");
	f->side = str_eq(side, S("before")) ? BEFORE : AFTER;
	good = get_severity(in, object, "severity", &f->severity) && get_text(in, object, "zone", &f->zone) &&
	    get_text(in, object, "view", &f->view) && get_text(in, object, "owner", &f->owner) &&
	    get_text(in, object, "type", &f->type) && get_text(in, object, "path", &f->path) &&
	    get_line(in, object, "line", &f->line) && get_line(in, object, "column", &f->column) &&
	    get_text(in, object, "message", &f->message) && get_text(in, object, "effect", &f->effect) &&
	    get_text(in, object, "fix", &f->fix) && get_text(in, object, "before", &f->before) &&
	    get_text(in, object, "after", &f->after) && get_text(in, object, "waiver", &f->waiver) &&
	    get_text(in, object, "waiver_line", &waiver) &&
	    get_yes(in, object, "consumed", &f->consumed);
	f->waivable = waiver.len > 0;
	return good;
}

static bool
read_anchor(const struct reading *in, const json_t *object, struct anchor *a)
{
	const json_t *value = json_object_get(object, "anchor");

	if (json_is_null(value))
		return true;
	return get_object(in, object, "anchor", &value) && get_text(in, value, "path", &a->path) &&
	    get_line(in, value, "line", &a->line) && get_line(in, value, "column", &a->column) &&
	    get_yes(in, value, "moved", &a->moved);
}

static bool
read_findings(const struct reading *in, const json_t *object, const struct shard_rules *rules,
    struct shard_zone *z)
{
	struct finding **findings;
	struct anchor *anchors;
	const json_t *list;

	if (!get_list(in, object, "findings", &list, &z->n))
		return false;
	z->findings = findings = ARENA_ARRAY(in->arena, struct finding *, z->n);
	z->anchors = anchors = ARENA_ARRAY(in->arena, struct anchor, z->n);
	for (size_t i = 0; i < z->n; i++) {
		const json_t *one = json_array_get(list, i);

		findings[i] = ARENA_NEW(in->arena, struct finding);
		if (!read_finding(in, one, rules, findings[i]) || !read_anchor(in, one, &anchors[i]))
			return false;
	}
	return true;
}

static bool
read_facts(const struct reading *in, const json_t *object, struct commit_zone *facts)
{
	const json_t *value;

	return get_object(in, object, "commit", &value) && get_text(in, value, "origin", &facts->origin) &&
	    get_yes(in, value, "deleted", &facts->deleted) && get_yes(in, value, "changed", &facts->changed) &&
	    get_yes(in, value, "hit", &facts->hit) &&
	    get_number(in, value, "removed", UINT32_MAX, &facts->removed) &&
	    get_number(in, value, "moved", UINT32_MAX, &facts->moved);
}

static bool
read_part(const struct reading *in, const json_t *object, const struct shard_rules *rules,
    struct shard_report *report, bool *taken, struct shard_zone *part)
{
	uint64_t position, told;
	bool is_told;

	if (!get_number(in, object, "position", UINT32_MAX, &position) ||
	    !get_number_if(in, object, "zone", UINT32_MAX, &told, &is_told) ||
	    !read_facts(in, object, &part->facts) || !get_size(in, object, "old_unread", &part->unread) ||
	    !read_findings(in, object, rules, part))
		return false;
	part->position = (size_t)position;
	if (position % report->shard.count != report->shard.index - 1 || position >= report->shard.touched)
		return misfit(in, "position", "of this part");
	if (!is_told)
		return true;
	if (told >= report->nzones || taken[told])
		return misfit(in, "zone", "one of the zones, each once");
	taken[told] = true;
	part->told = &report->zones[told];
	return get_text(in, object, "class", &report->zones[told].class) &&
	    get_texts(in, object, "unread", &report->zones[told].unread, &report->zones[told].nunread);
}

bool
shard_report_read(struct shard_report *report, const struct shard_rules *rules, struct arena *arena,
    struct error *err)
{
	struct reading in = { report->path, arena, err };
	const json_t *list;
	struct shard_zone *parts;
	bool *taken;

	if (!get_list(&in, report->root, "zones", &list, &report->nzones))
		return false;
	report->zones = ARENA_ARRAY(arena, struct reported_zone, report->nzones);
	for (size_t i = 0; i < report->nzones; i++)
		if (!read_zone(&in, json_array_get(list, i), &report->zones[i]))
			return false;
	if (!get_list(&in, json_object_get(report->root, "shard"), "zones", &list, &report->shard.n))
		return false;
	taken = ARENA_ARRAY(arena, bool, report->nzones);
	report->shard.zones = parts = ARENA_ARRAY(arena, struct shard_zone, report->shard.n);
	for (size_t i = 0; i < report->shard.n; i++)
		if (!read_part(&in, json_array_get(list, i), rules, report, taken, &parts[i]))
			return false;
	return true;
}
