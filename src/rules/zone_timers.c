/* SPDX-License-Identifier: BSD-2-Clause */
/* The timers of the SOA, which only secondaries read (RFC 1912 section 2.2). */
#include "rules/zone_whole.h"

enum timer_fault {
	EXPIRES_UNTRIED, RETRY_SLOW, EXPIRE_SHORT, EXPIRE_LONG, REFRESH_SHORT, REFRESH_LONG,
	RETRY_SHORT, TIMER_FAULTS
};

/* What is wrong with the timers in one respect, as a clause; empty: nothing. */
static struct str
timer_fault(struct check *c, const struct soa *s, enum timer_fault fault)
{
	uint32_t limit;

	switch (fault) {
	case EXPIRES_UNTRIED:
		if (s->expire > (uint64_t)s->refresh + s->retry)
			break;
		return texted(c, "expire %u is not above refresh %u + retry %u", s->expire,
		    s->refresh, s->retry);
	case RETRY_SLOW:
		if (s->retry < s->refresh)
			break;
		return texted(c, "retry %u is not below refresh %u", s->retry, s->refresh);
	case EXPIRE_SHORT:
		limit = check_number(c, "expire-min");
		if (s->expire >= limit)
			break;
		return texted(c, "expire %u is below %u", s->expire, limit);
	case EXPIRE_LONG:
		limit = check_number(c, "expire-max");
		if (s->expire <= limit)
			break;
		return texted(c, "expire %u is above %u", s->expire, limit);
	case REFRESH_SHORT:
		limit = check_number(c, "refresh-min");
		if (s->refresh >= limit)
			break;
		return texted(c, "refresh %u is below %u", s->refresh, limit);
	case REFRESH_LONG:
		limit = check_number(c, "refresh-max");
		if (s->refresh <= limit)
			break;
		return texted(c, "refresh %u is above %u", s->refresh, limit);
	case RETRY_SHORT:
		limit = check_number(c, "retry-min");
		if (s->retry >= limit)
			break;
		return texted(c, "retry %u is below %u", s->retry, limit);
	case TIMER_FAULTS:
		break;
	}
	return S("");
}

static enum severity
level_of(struct check *c, enum timer_fault fault)
{
	if (fault == EXPIRES_UNTRIED)
		return ERROR;
	return fault == EXPIRE_SHORT ? check_level(c, "expire-level") : WARNING;
}

static struct str
joined(struct check *c, struct str list, struct str more)
{
	return list.len ? texted(c, "%.*s; %.*s", STR(list), STR(more)) : more;
}

static struct str
reduced(struct check *c, struct str list, const char *what, uint32_t old, uint32_t new)
{
	uint32_t ratio = check_number(c, "reduce-ratio");

	if (old <= (uint64_t)ratio * (new ? new : 1))
		return list;
	return joined(c, list, texted(c, "%s falls from %u to %u, to less than 1/%u", what, old,
	    new, ratio));
}

/* Clauses on what this change did and on what stood before, and how severe the former are. */
struct verdict {
	struct str new, stood;
	enum severity level;
};

static struct verdict
judge(struct check *c, const struct soa *old, const struct soa *new)
{
	struct verdict v = { .level = OFF };
	struct str text;

	for (int i = 0; i < TIMER_FAULTS; i++) {
		enum timer_fault fault = (enum timer_fault)i;

		text = timer_fault(c, new, fault);
		if (text.len == 0 || level_of(c, fault) == OFF)
			continue;
		if (old && str_eq(timer_fault(c, old, fault), text)) {
			v.stood = joined(c, v.stood, text);
			continue;
		}
		v.new = joined(c, v.new, text);
		if (level_of(c, fault) > v.level)
			v.level = level_of(c, fault);
	}
	if (old == NULL)
		return v;
	text = reduced(c, v.new, "refresh", old->refresh, new->refresh);
	text = reduced(c, text, "retry", old->retry, new->retry);
	text = reduced(c, text, "expire", old->expire, new->expire);
	if (text.len > v.new.len && v.level < WARNING)
		v.level = WARNING;
	v.new = text;
	return v;
}

void
check_zone_soa_timers(struct check *c, const struct change *ch)
{
	bool had = false;
	struct soa old, new;
	struct verdict v;

	(void)ch;
	if (zone_soa(NEW(c), &new) == NULL)
		return;
	had = zone_soa(OLD(c), &old) != NULL;
	v = judge(c, had && ch->kind != RRSET_STANDS ? &old : NULL, &new);
	if (v.new.len)
		flag_at_most(c, v.level, "%.*s", STR(v.new));
	else if (v.stood.len)
		flag_at_most(c, NOTE, "%.*s (as before this change)", STR(v.stood));
}
