/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Marks of a hijack that come together on one name.  Each has its own rule and
 * an innocent reading; two of them at once were the pattern of DNSpionage and
 * Sea Turtle.  Four marks are read from the changes themselves, so that they
 * count when a policy has turned their rule off; the others from what the
 * rules found, which have run by the time the zone as a whole is judged.
 */
#include "rules/zone_whole.h"

#include "base/map.h"

enum mark {
	NS_REPLACED, DS_REMOVED, TTL_CUT, MX_REPLACED, LOOKALIKE, CAA_WEAKENED, TOKEN_ADDED, MARKS
};

static const char *const mark_text[MARKS] = {
	"all name servers are replaced", "the DS is removed", "a TTL is cut to less than a tenth",
	"all mail servers are replaced", "a look-alike server comes", "CAA is weakened",
	"a verification record is added",
};

/* What was found at one owner. */
struct marks {
	const struct change *first, *worst;     /* of the owner; the one to point at */
	unsigned set;                           /* bit a mark */
};

static bool
keeps_target(struct check *c, const struct change *ch)
{
	for_each_served(old, ch, BEFORE)
		for_each_served(new, ch, AFTER)
			if (record_target(OLD(c), old) == record_target(NEW(c), new))
				return true;
	return false;
}

enum { SHORT = 300 };   /* seconds: lowering an address to this prepares ordinary moves */

static bool
cuts_ttl(struct check *c, const struct change *ch)
{
	uint64_t new = ch->side[AFTER].ttl ? ch->side[AFTER].ttl : 1;

	switch (ch->type) {
	case TYPE_A: case TYPE_AAAA:
		if (new >= SHORT)
			return false;
		/* fall through */
	case TYPE_NS: case TYPE_DS: case TYPE_DNSKEY:
		return (ch->kind & (DATA_CHANGED | TTL_CHANGED)) &&
		    ch->side[BEFORE].ttl > new * check_number(c, "ttl-ratio");
	default:
		return false;
	}
}

static unsigned
marks_of(struct check *c, const struct change *ch)
{
	unsigned set = cuts_ttl(c, ch) ? 1u << TTL_CUT : 0;

	if (ch->type == TYPE_NS && ch->kind == DATA_CHANGED && !keeps_target(c, ch))
		set |= 1u << NS_REPLACED;
	if (ch->type == TYPE_MX && ch->kind == DATA_CHANGED && !keeps_target(c, ch))
		set |= 1u << MX_REPLACED;
	if (ch->type == TYPE_DS && ch->kind == RRSET_REMOVED && zone_has(NEW(c), ch->owner, TYPE_NS))
		set |= 1u << DS_REMOVED;
	return set;
}

static unsigned
mark_of_rule(struct str id)
{
	if (str_eq(id, S("delegation-ns-lookalike")))
		return 1u << LOOKALIKE;
	if (str_eq(id, S("record-caa-weakened")))
		return 1u << CAA_WEAKENED;
	return str_eq(id, S("record-verification-txt")) ? 1u << TOKEN_ADDED : 0;
}

/* Marks that other rules found, by owner: each as its bit. */
static void
collect_found(struct check *c, struct map *found)
{
	const struct finding *f;

	for (size_t i = 0; (f = check_found(c, &i)) != NULL;) {
		unsigned set = f->severity > OFF ? mark_of_rule(str_of(f->rule->id)) : 0;
		void **slot;

		if (set == 0)
			continue;
		slot = map_slot(found, f->owner);
		*slot = (void *)((uintptr_t)*slot | set);
	}
}

static unsigned
marks_found(struct check *c, const struct map *found, const struct name *owner)
{
	return found->n ? (unsigned)(uintptr_t)map_get(found, check_name(c, owner)) : 0;
}

static struct str
marks_text(struct check *c, unsigned set)
{
	struct str text = S("");

	for (unsigned i = 0; i < MARKS; i++)
		if (set & 1u << i)
			text = texted(c, "%.*s%s%s", STR(text), text.len ? ", " : "", mark_text[i]);
	return text;
}

static void
judge_owner(struct check *c, struct marks *m, const struct map *found)
{
	const struct migration *plan;
	struct finding *f;
	unsigned set;

	if (m->set == 0)
		return;
	set = m->set | marks_found(c, found, m->first->owner);
	if ((set & (set - 1)) == 0)
		return;
	plan = check_migration_of(c, m->worst);
	f = flag_at_most(c, plan ? NOTE : ERROR, "marks of a hijack come together: %.*s",
	    STR(marks_text(c, set)));
	finding_about(c, f, m->first->owner, 0);
	finding_at(c, f, &c->set->zone[m->worst->side[AFTER].n ? AFTER : BEFORE],
	    m->worst->side[m->worst->side[AFTER].n ? AFTER : BEFORE].v[0]);
	f->after = marks_text(c, set);
	if (plan) {
		f->waiver = arena_dup(c->arena, plan->id);
		f->fix = texted(c, "None is needed: the migration '%.*s' is declared.",
		    STR(plan->id));
	}
}

void
check_zone_hijack(struct check *c, const struct change *ch)
{
	struct marks m = { .first = NULL };
	struct map found = { 0 };

	(void)ch;
	if (!OLD(c)->exists || !NEW(c)->exists)
		return;
	collect_found(c, &found);
	for_each_change(other, c->set) {
		unsigned set;

		if (m.first == NULL || m.first->owner != other->owner) {
			judge_owner(c, &m, &found);
			m = (struct marks){ .first = other };
		}
		set = marks_of(c, other);
		m.worst = set && m.set == 0 ? other : m.worst;
		m.set |= set;
	}
	judge_owner(c, &m, &found);
	map_free(&found);
}
