/* SPDX-License-Identifier: BSD-2-Clause */
#include "reported.h"

#include <stdlib.h>

/* A report of more RRsets than this helps nobody; the rest is counted. */
enum { CHANGES_TOLD = 100000 };

static int
by_text(const void *x, const void *y)
{
	return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

static void
fill_side(struct reported_change *out, struct changeset *set, const struct change *ch, int side,
    struct arena *a)
{
	struct zone *z = &set->zone[side];
	const struct rrset *rrset = &ch->side[side];
	struct str *data = ARENA_ARRAY(a, struct str, rrset->n);

	out->ttl[side] = rrset->ttl;
	for (size_t i = 0; i < rrset->n; i++) {
		struct record *r = rrset->v[i];

		if (!(r->flags & RECORD_DIFFERS))
			continue;
		if (out->n[side] == 0) {
			out->path[side] = arena_dup(a, record_path(z, r));
			out->line[side] = r->line;
		}
		data[out->n[side]++] = record_text(a, z, r);
	}
	if (out->n[side])
		qsort(data, out->n[side], sizeof(*data), by_text);
	out->data[side] = data;
}

/* Does the fault keep an entry out of the comparison? */
static bool
loses_records(const struct fault *f)
{
	return f->level == ERROR && (f->kind == FAULT_LOAD || f->kind == FAULT_MERGE_MARKER ||
	    f->kind == FAULT_OUT_OF_ZONE || f->kind == FAULT_CLASS || f->kind == FAULT_GENERATE ||
	    f->kind == FAULT_INCLUDE_ESCAPE || f->kind == FAULT_TRUNCATED);
}

static void
fill_unread(struct reported_zone *out, const struct changeset *set, struct arena *a)
{
	struct str *unread = ARENA_ARRAY(a, struct str, set->zone[0].nfaults + set->zone[1].nfaults);

	for (int side = BEFORE; side <= AFTER; side++)
		for (size_t i = 0; i < set->zone[side].nfaults; i++) {
			const struct fault *f = &set->zone[side].faults[i];

			if (loses_records(f))
				unread[out->nunread++] = arena_printf(a, "%.*s:%u:%u: %.*s", STR(f->path),
				    (unsigned)f->line, (unsigned)f->column, STR(f->message));
		}
	out->unread = unread;
}

void
reported_zone_fill(struct reported_zone *out, struct changeset *set, size_t most, struct arena *a)
{
	size_t n = most < CHANGES_TOLD ? most : CHANGES_TOLD;
	struct reported_change *changes;

	n = n < set->n - 1 ? n : set->n - 1;
	changes = ARENA_ARRAY(a, struct reported_change, n);

	if (set->zone[BEFORE].exists && set->zone[AFTER].exists && changeset_small(set))
		changeset_tally(set);
	*out = (struct reported_zone){ .origin = arena_dup(a, set->origin),
		.view = arena_dup(a, set->view), .changes = changes, .n = n,
		.left_out = set->n - 1 - n, .added = set->tally.added,
		.removed = set->tally.removed, .changed = set->tally.changed,
		.ttl_only = set->tally.ttl_only };
	for (int side = BEFORE; side <= AFTER; side++) {
		struct soa soa;

		if (!set->zone[side].exists)
			continue;
		out->path[side] = arena_dup(a, set->zone[side].path);
		out->has_serial[side] = zone_soa(&set->zone[side], &soa) != NULL;
		out->serial[side] = out->has_serial[side] ? soa.serial : 0;
		out->counted[side] = set->tallied;
		out->rrsets[side] = set->tally.rrsets[side];
		out->records[side] = set->tally.records[side];
	}
	fill_unread(out, set, a);
	for (size_t i = 0; i < n; i++) {
		const struct change *ch = &set->v[i + 1];

		changes[i] = (struct reported_change){ .kind = ch->kind, .churn = ch->churn,
			.owner = name_text(a, ch->owner), .type = type_text(a, ch->type) };
		fill_side(&changes[i], set, ch, BEFORE, a);
		fill_side(&changes[i], set, ch, AFTER, a);
	}
}

/* --- rules ---------------------------------------------------------------------------- */

static int
by_id(const void *x, const void *y)
{
	const struct reported_rule *a = x, *b = y;

	return str_cmp(str_of(a->rule->id), str_of(b->rule->id));
}

/* How severe it is anywhere: in general, else in a zone, else as it was found. */
static enum severity
severity_anywhere(const struct report *r, struct policy *policy, const struct rule *rule)
{
	enum severity worst = policy_severity(policy, rule, &(struct subject){ .type = 0 }, NULL);

	for (size_t i = 0; worst == OFF && i < r->nzones; i++)
		worst = policy_severity(policy, rule,
		    &(struct subject){ .zone = r->zones[i].origin, .view = r->zones[i].view }, NULL);
	for (size_t i = 0; worst == OFF && i < r->findings->n; i++)
		if (r->findings->v[i]->rule == rule)
			worst = r->findings->v[i]->severity;
	return worst;
}

void
reported_rules_fill(struct report *r, struct policy *policy, struct arena *a)
{
	struct reported_rule *rules;
	const struct rule *rule;
	size_t n = 0;

	while (rules_nth(n))
		n++;
	rules = ARENA_ARRAY(a, struct reported_rule, n);
	for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++) {
		enum severity severity = rule->check ? severity_anywhere(r, policy, rule) : OFF;

		if (severity != OFF)
			rules[r->nrules++] = (struct reported_rule){ rule, severity };
	}
	if (r->nrules)
		qsort(rules, r->nrules, sizeof(*rules), by_id);
	r->rules = rules;
}

void
reported_judged_fill(const struct report *r, struct reported_zone *zones, struct policy *policy,
    struct arena *a)
{
	for (size_t z = 0; z < r->nzones; z++) {
		bool *judged = ARENA_ARRAY(a, bool, r->nrules);

		for (size_t i = 0; i < r->nrules; i++)
			judged[i] = policy_severity(policy, r->rules[i].rule,
			    &(struct subject){ .zone = zones[z].origin, .view = zones[z].view },
			    NULL) != OFF;
		zones[z].judged = judged;
	}
}
