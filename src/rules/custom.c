/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules that users write in the policy, [custom "name"]: all rows of that kind
 * are judged here.  Scope and severity are the policy's matter as for any rule;
 * what is left are the kinds of change, the place in the zone, and the data.
 */
#include "rules/check.h"

/* Does the section speak of this kind?  What stands is judged as if it came. */
static bool
on_kind(struct check *c, unsigned kind)
{
	switch (kind) {
	case RRSET_ADDED: case RRSET_STANDS:
		return check_lists_word(c, "on", S("added"));
	case RRSET_REMOVED:
		return check_lists_word(c, "on", S("removed"));
	case DATA_CHANGED:
		return check_lists_word(c, "on", S("changed"));
	default:
		return check_lists_word(c, "on", S("ttl"));
	}
}

static bool
at_place(struct check *c, const struct change *ch)
{
	struct str at = policy_value(c->policy, c->rule, "at", &c->subject, NULL);
	const struct name *apex = (NEW(c)->exists ? NEW(c) : OLD(c))->apex;

	if (str_eq(at, S("any")))
		return true;
	return (ch->owner == apex) == str_eq(at, S("apex"));
}

static bool
lists_record(struct check *c, const char *key, struct str text, const struct rdata *data,
    uint16_t type)
{
	bool address = type == TYPE_A || type == TYPE_AAAA;

	return policy_lists_data(c->policy, c->rule, key, &c->subject, text,
	    address && data ? data->wire : NULL, address && data ? data->len : 0);
}

/*
 * The first record of a side that the change brings or takes and that `key`
 * asks for.  Of data that stands, or of which only the TTL moves, all counts.
 */
static struct record *
first_listed(struct check *c, const struct change *ch, enum side side, const char *key,
    const char *unless)
{
	bool only = check_is_set(c, key), never = check_is_set(c, unless);
	bool moves = ch->kind == DATA_CHANGED;
	struct zone *z = &c->set->zone[side];

	for_each_of(r, ch, side) {
		struct str text;

		if (moves && !(r->flags & RECORD_NEW_DATA))
			continue;
		if (!only && !never)
			return r;
		text = check_record(c, z, r);
		if ((!only || lists_record(c, key, text, record_data(z, r), r->type)) &&
		    (!never || !lists_record(c, unless, text, record_data(z, r), r->type)))
			return r;
	}
	return NULL;
}

/* What the rule found: the record to point at, and its side. */
struct match {
	struct record *record;
	enum side side;
	bool data;                      /* a pattern chose it */
};

/* Asks about each side only what the section asks. */
static bool
matches(struct check *c, const struct change *ch, struct match *m)
{
	bool old = check_is_set(c, "old") || check_is_set(c, "unless-old");
	bool new = check_is_set(c, "new") || check_is_set(c, "unless-new");

	*m = (struct match){ .side = AFTER };
	if (!on_kind(c, ch->kind) || !at_place(c, ch) ||
	    (check_is_set(c, "unless-owners") && check_lists_name(c, "unless-owners", ch->owner)))
		return false;
	if (old) {
		m->record = first_listed(c, ch, BEFORE, "old", "unless-old");
		m->side = BEFORE;
		if (m->record == NULL)
			return false;
	}
	if (new) {
		m->record = first_listed(c, ch, AFTER, "new", "unless-new");
		m->side = AFTER;
	}
	m->data = old || new;
	return !new || m->record != NULL;
}

enum { DATA_SHOWN = 200 };       /* octets of data in a message */

static struct str
data_text(struct check *c, const struct match *m)
{
	struct str text = check_record(c, &c->set->zone[m->side], m->record);

	if (text.len <= DATA_SHOWN)
		return text;
	return texted(c, "%.*s... (%zu octets in all)", DATA_SHOWN, text.p, text.len);
}

static struct str
said(struct check *c, const char *key, const char *otherwise)
{
	struct str text = policy_value(c->policy, c->rule, key, &c->subject, NULL);

	return text.len ? arena_dup(c->arena, text) : str_of(otherwise);
}

static void
tell(struct check *c, struct finding *f)
{
	f->effect = said(c, "effect", c->rule->effect);
	f->fix = said(c, "fix", c->rule->fix);
}

static void
judge_rrset(struct check *c, const struct change *ch)
{
	struct str what = S("");
	struct finding *f;
	struct match m;

	if (check_number(c, "more-than") > 0 || !matches(c, ch, &m))
		return;
	if (m.data)
		what = texted(c, ": %.*s", STR(data_text(c, &m)));
	f = flag(c, "%.*s%.*s", STR(said(c, "message", c->rule->summary)), STR(what));
	tell(c, f);
	if (m.record)
		finding_at(c, f, &c->set->zone[m.side], m.record);
}

/* Counts what matches in the whole zone; each RRset by the settings that hold for it. */
static void
judge_zone(struct check *c)
{
	struct subject zone = c->subject;
	const struct change *first = NULL;
	struct finding *f;
	uint32_t limit = 0;
	struct match m;
	size_t n = 0;

	for_each_change(ch, c->set) {
		c->subject.owner = check_name(c, ch->owner);
		c->subject.type = ch->type;
		if (check_number(c, "more-than") == 0 ||
		    policy_severity(c->policy, c->rule, &c->subject, NULL) == OFF ||
		    !matches(c, ch, &m))
			continue;
		if (n++ == 0) {
			first = ch;
			limit = check_number(c, "more-than");
		}
	}
	c->subject = zone;
	if (n <= limit || first == NULL)
		return;
	f = flag(c, "%.*s (%zu RRsets, limit %u)", STR(said(c, "message", c->rule->summary)), n,
	    limit);
	finding_about(c, f, first->owner, first->type);
	tell(c, f);
	finding_at(c, f, &c->set->zone[first->side[AFTER].n ? AFTER : BEFORE],
	    first->side[first->side[AFTER].n ? AFTER : BEFORE].v[0]);
	f->after = texted(c, "%zu RRsets", n);
}

void
check_custom(struct check *c, const struct change *ch)
{
	if (ch->kind == ZONE_CHANGED) {
		if (NEW(c)->exists && policy_sets(c->policy, c->rule, "more-than"))
			judge_zone(c);
	} else {
		judge_rrset(c, ch);
	}
}
