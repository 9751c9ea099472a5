/* SPDX-License-Identifier: BSD-2-Clause */
/* What the pictures of the review page show, gathered from zones, policy and git. */
#include "reported_pictures.h"


enum { COMMITS = 20, SAME = 8, LINES = 300 };

/* --- rows ----------------------------------------------------------------------------------- */

/* Data that stands on both sides of a changed RRset, the first few of it. */
static void
fill_same(const struct depiction *d, const struct change *ch, struct reported_change *out)
{
	const struct rrset *rrset = &ch->side[AFTER];
	struct str *same = ARENA_ARRAY(d->arena, struct str, rrset->n < SAME ? rrset->n : SAME);

	for (size_t i = 0; i < rrset->n; i++) {
		if (rrset->v[i]->flags & RECORD_DIFFERS)
			continue;
		if (out->nsame < SAME)
			same[out->nsame] = record_text(d->arena, &d->set->zone[AFTER], rrset->v[i]);
		out->nsame++;
	}
	out->same = same;
}

/* "KSK, key tag 12345" beside the key whose data it is. */
static void
fill_remarks(const struct depiction *d, const struct change *ch, struct reported_change *out, int side)
{
	struct zone *z = &d->set->zone[side];
	struct str *remarks = ARENA_ARRAY(d->arena, struct str, out->n[side]);

	for (size_t i = 0; i < ch->side[side].n; i++) {
		struct record *r = ch->side[side].v[i];
		const struct rdata *data = record_data(z, r);
		struct str text = data ? record_text(d->arena, z, r) : S("");

		for (size_t k = 0; data && k < out->n[side]; k++)
			if (str_eq(out->data[side][k], text))
				remarks[k] = arena_printf(d->arena, "%s, key tag %u",
				    rdata_u16(data, 0) & 1 ? "KSK" : "ZSK", rdata_key_tag(data));
	}
	out->remarks[side] = remarks;
}

static void
fill_rows(const struct depiction *d, struct reported_zone *zone)
{
	/* They are this run's own and were filled just now; the report only reads them. */
	struct reported_change *changes = (struct reported_change *)(uintptr_t)zone->changes;

	for (size_t i = 0; i < zone->n; i++) {
		const struct change *ch = &d->set->v[i + 1];

		if (ch->kind == DATA_CHANGED)
			fill_same(d, ch, &changes[i]);
		for (int side = BEFORE; side <= AFTER; side++)
			if (ch->type == TYPE_DNSKEY || ch->type == TYPE_CDNSKEY)
				fill_remarks(d, ch, &changes[i], side);
	}
}

/* --- the zone ---------------------------------------------------------------------------------- */

static void
fill_soa(const struct depiction *d, struct pictures *out)
{
	for (int side = BEFORE; side <= AFTER; side++) {
		struct soa soa;
		struct record *r = d->set->zone[side].exists ? zone_soa(&d->set->zone[side], &soa) : NULL;

		if (r)
			out->soa[side] = (struct pictured_soa){ r->ttl, soa.refresh, soa.retry, soa.expire,
				soa.minimum };
	}
}

static void
fill_churn(const struct depiction *d, struct pictures *out)
{
	const struct tally *t = changeset_tally(d->set);
	const struct rule *rule = rules_find(S("churn-change-percent"));
	struct subject subject = { .zone = d->set->origin, .view = d->set->view };
	size_t touched = t->removed + t->changed + t->ttl_only;

	for (int side = BEFORE; side <= AFTER; side++) {
		out->rrsets[side] = t->rrsets[side];
		out->records[side] = t->records[side];
	}
	if (t->rrsets[BEFORE])
		out->churn = (unsigned)((touched * 100 + t->rrsets[BEFORE] / 2) / t->rrsets[BEFORE]);
	if (rule && t->rrsets[BEFORE] >= policy_number(d->policy, rule, "min-base", &subject) &&
	    policy_severity(d->policy, rule, &subject, NULL) != OFF)
		out->churn_limit = policy_number(d->policy, rule, "block", &subject);
}

static void
fill_serial(const struct depiction *d, struct pictures *out)
{
	struct subject subject = { .zone = d->set->origin, .view = d->set->view };

	out->serial_only = d->set->serial_only;
	out->serial_kept = str_eq(policy_zone_value(d->policy, "serial", &subject), S("auto")) ||
	    str_eq(policy_zone_value(d->policy, "soa", &subject), S("generated"));
}

static void
fill_history(const struct depiction *d, struct pictures *out)
{
	const struct str path[2] = { d->set->zone[BEFORE].exists ? d->set->zone[BEFORE].path : S(""),
		d->set->zone[AFTER].exists ? d->set->zone[AFTER].path : S("") };
	struct pictured_history *h;
	struct pictured_commit *v;
	struct source_history past;

	if (!source_history(d->source, path, COMMITS, d->history_ms, &past) || past.n == 0)
		return;
	v = ARENA_ARRAY(d->arena, struct pictured_commit, past.n);
	for (size_t i = 0; i < past.n; i++)
		v[i] = (struct pictured_commit){ arena_dup(d->arena, past.v[i].id),
			arena_dup(d->arena, past.v[i].subject), past.v[i].when, past.v[i].added,
			past.v[i].removed };
	h = ARENA_NEW(d->arena, struct pictured_history);
	*h = (struct pictured_history){ v, past.n, past.whole, past.added, past.removed };
	out->history = h;
}

static struct str
own_bytes(const struct zone *z)
{
	return z->exists && z->nfiles ? z->files[0].bytes : S("");
}

static void
fill_lines(const struct depiction *d, struct pictures *out)
{
	struct pictured_line *v;
	struct source_lines lines;

	if (!source_lines(own_bytes(&d->set->zone[BEFORE]), own_bytes(&d->set->zone[AFTER]), LINES,
	    d->arena, &lines))
		return;
	out->lines = v = ARENA_ARRAY(d->arena, struct pictured_line, lines.n);
	for (size_t i = 0; i < lines.n; i++)
		v[i] = (struct pictured_line){ lines.v[i].sign, lines.v[i].number, lines.v[i].text };
	out->nlines = lines.n;
	out->lines_cut = lines.cut;
}

void
depict(const struct depiction *d, struct reported_zone *zone)
{
	struct pictures *out = ARENA_NEW(d->arena, struct pictures);

	if (!d->set->zone[BEFORE].exists && !d->set->zone[AFTER].exists)
		return;
	fill_rows(d, zone);
	fill_soa(d, out);
	fill_churn(d, out);
	fill_serial(d, out);
	depict_chains(d, out);
	depict_cuts(d, out);
	fill_history(d, out);
	fill_lines(d, out);
	zone->pictures = out;
}
