/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Falling TTLs.  A TTL is compared with its own past, as a ratio and against
 * a floor; only a ratio strictly above the limit counts.  An RRset with mixed
 * TTLs has the lowest of them; zero counts as one.
 */
#include "rules/ttl.h"

/* A fall of one RRset's TTL, and the limits that hold for it. */
struct fall {
	uint32_t from, to;
	uint32_t warn, block;           /* ratios */
	uint32_t under;                 /* a ratio blocks only below this TTL; 0 = at any */
	uint32_t floor;                 /* 0 = none */
	uint16_t was;                   /* the type that held `from`, if another one */
};

static enum severity
fall_level(const struct fall *fall)
{
	uint64_t to = fall->to ? fall->to : 1;

	if (fall->to >= fall->from)
		return OFF;
	if (fall->to < fall->floor && fall->floor <= fall->from)
		return ERROR;
	if (fall->from > fall->block * to && (fall->under == 0 || fall->to < fall->under))
		return ERROR;
	return fall->from > fall->warn * to ? WARNING : OFF;
}

/* The lowest TTL that one step may go to without being flagged at this level. */
static uint32_t
lowest_step(const struct fall *fall, enum severity level)
{
	uint32_t ratio = level == ERROR ? fall->block : fall->warn;
	uint32_t step = ratio ? (uint32_t)(((uint64_t)fall->from + ratio - 1) / ratio) : fall->from;

	return step < fall->floor && fall->floor <= fall->from ? fall->floor : step;
}

/* "180" or "2.5": how many times lower, rounded down to a tenth. */
static struct str
ratio_text(struct check *c, const struct fall *fall)
{
	uint64_t tenths = (uint64_t)fall->from * 10 / (fall->to ? fall->to : 1);

	if (tenths % 10 == 0)
		return texted(c, "%llu", (unsigned long long)(tenths / 10));
	return texted(c, "%llu.%llu", (unsigned long long)(tenths / 10),
	    (unsigned long long)(tenths % 10));
}

/* What happened, with the limit that it broke. */
static struct str
fall_text(struct check *c, const struct change *ch, const struct fall *fall)
{
	bool below = fall->to < fall->floor && fall->floor <= fall->from;
	uint32_t ratio = fall_level(fall) == ERROR ? fall->block : fall->warn;
	struct str with = S("");

	if (fall->was)
		with = texted(c, " with the switch from %.*s to %.*s",
		    STR(check_type(c, fall->was)), STR(check_type(c, ch->type)));
	return texted(c, "TTL %u -> %u%.*s (%.*s times lower, %s %u)", fall->from, fall->to,
	    STR(with), STR(ratio_text(c, fall)), below ? "floor" : "limit",
	    below ? fall->floor : ratio);
}

static struct finding *
flag_fall(struct check *c, const struct change *ch, const struct fall *fall, enum severity level)
{
	struct finding *f = flag_at_most(c, level, "%.*s", STR(fall_text(c, ch, fall)));

	f->effect = texted(c, "Caches ask up to %.*s times as often, and an outage of the servers "
	    "shows after %u s instead of %u s.", STR(ratio_text(c, fall)), fall->to, fall->from);
	return f;
}

/* --- ordinary data ------------------------------------------------------------- */

bool
ttl_unserved(struct check *c, const struct change *ch)
{
	if (!zone_occluded(NEW(c), ch->owner, ch->type))
		return false;
	return (ch->type != TYPE_A && ch->type != TYPE_AAAA) || !zone_is_glue(NEW(c), ch->owner);
}

void
ttl_planned(struct check *c, struct finding *f, const struct migration *m)
{
	f->waiver = arena_dup(c->arena, m->id);
	f->fix = texted(c, "None is needed until the migration '%.*s' ends; raise the TTL again "
	    "then.", STR(m->id));
}

static bool
is_infrastructure(struct check *c, const struct change *ch)
{
	switch (ch->type) {
	case TYPE_NS: case TYPE_DS: case TYPE_DNSKEY: case TYPE_SOA:
		return true;
	case TYPE_A: case TYPE_AAAA:
		return zone_is_glue(NEW(c), ch->owner);
	default:
		return false;
	}
}

/* The highest TTL of a type that left the owner in the same change. */
static void
take_removed(struct check *c, const struct change *ch, uint16_t type, struct fall *fall)
{
	const struct change *gone = changeset_find(c->set, ch->owner, type);

	if (gone == NULL || gone->kind != RRSET_REMOVED || gone->side[BEFORE].ttl <= fall->from)
		return;
	fall->from = gone->side[BEFORE].ttl;
	fall->was = type;
}

/* An alias in place of addresses, or the other way round, is a change of the same name. */
static bool
old_ttl(struct check *c, const struct change *ch, struct fall *fall)
{
	if (ch->kind != RRSET_ADDED) {
		fall->from = ch->side[BEFORE].ttl;
		return true;
	}
	if (!OLD(c)->exists)
		return false;
	if (ch->type == TYPE_CNAME) {
		take_removed(c, ch, TYPE_A, fall);
		take_removed(c, ch, TYPE_AAAA, fall);
	} else if (ch->type == TYPE_A || ch->type == TYPE_AAAA) {
		take_removed(c, ch, TYPE_CNAME, fall);
	}
	return fall->was != 0;
}

bool
ttl_before(struct check *c, const struct change *ch, uint32_t *ttl)
{
	struct fall fall = { .to = 0 };

	if (!old_ttl(c, ch, &fall))
		return false;
	*ttl = fall.from;
	return true;
}

void
check_ttl_drop(struct check *c, const struct change *ch)
{
	struct fall fall = { .to = ch->side[AFTER].ttl };
	const struct migration *m;
	enum severity level;
	struct finding *f;

	if (!old_ttl(c, ch, &fall) || fall.to >= fall.from)
		return;
	fall.warn = check_number(c, "warn-ratio");
	fall.block = check_number(c, "block-ratio");
	fall.under = check_number(c, "block-under");
	fall.floor = check_number(c, "floor");
	level = fall_level(&fall);
	if (level == OFF || fall.from < check_number(c, "ignore-below") ||
	    is_infrastructure(c, ch) || ttl_unserved(c, ch))
		return;
	m = check_migration(c);
	if (m && fall.to >= m->min_ttl) {
		ttl_planned(c, flag_fall(c, ch, &fall, NOTE), m);
		return;
	}
	f = flag_fall(c, ch, &fall, level);
	f->fix = texted(c, "Lower it to no less than %u in one step, or declare a [migration] with "
	    "min-ttl = %u; change the data %u s later and raise the TTL again afterwards.",
	    lowest_step(&fall, level), fall.to, fall.from);
}

/* --- delegations and keys -------------------------------------------------------- */

static uint32_t
infrastructure_floor(struct check *c, uint16_t type)
{
	switch (type) {
	case TYPE_NS:
		return check_number(c, "floor-ns");
	case TYPE_DS:
		return check_number(c, "floor-ds");
	case TYPE_DNSKEY:
		return check_number(c, "floor-dnskey");
	default:
		return 0;
	}
}

void
check_ttl_infra_drop(struct check *c, const struct change *ch)
{
	struct fall fall = { .from = ch->side[BEFORE].ttl, .to = ch->side[AFTER].ttl };
	bool key = ch->type == TYPE_DS || ch->type == TYPE_DNSKEY;
	enum severity level;
	struct finding *f;

	if (fall.to >= fall.from)
		return;
	fall.warn = fall.block = check_number(c, "ratio");
	fall.floor = infrastructure_floor(c, ch->type);
	level = fall_level(&fall);
	if (level == OFF || !is_infrastructure(c, ch) || ttl_unserved(c, ch))
		return;
	if (key && policy_rollover(c->policy, c->subject.owner, c->commit->now)) {
		flag_fall(c, ch, &fall, NOTE)->fix = S("None is needed: a [rollover] is declared, "
		    "and a short TTL is its right preparation.");
		return;
	}
	f = flag_fall(c, ch, &fall, level);
	f->fix = key ?
	    texted(c, "Declare the [rollover] that this prepares, or keep at least %u.",
	    lowest_step(&fall, level)) :
	    texted(c, "Keep at least %u; go lower in steps, each a TTL after the one before.",
	    lowest_step(&fall, level));
}
