/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The serial of the SOA: 32 bits on a circle (RFC 1982).  A serial is greater
 * than another when the way forward to it is shorter than half the circle;
 * exactly half is undefined.  Where the zone's SOA is made at deployment there
 * is nothing to judge.
 */
#include "rules/check.h"

#include "base/clock.h"

#define HALF 0x80000000u
enum { DAY = 86400, LARGEST_STEP = 0x7fffffff };

/* The serials of both versions. */
struct serials {
	uint32_t old, new;
	bool had;                       /* there is an old one */
	struct record *at;              /* the new SOA */
};

/* False: the new version has none that counts. */
static bool
serials_read(struct check *c, struct serials *s)
{
	struct soa soa;

	if (check_zone_is(c, "soa", "generated"))
		return false;
	s->had = zone_soa(OLD(c), &soa) != NULL;
	s->old = s->had ? soa.serial : 0;
	s->at = zone_soa(NEW(c), &soa);
	s->new = s->at ? soa.serial : 0;
	return s->at != NULL;
}

/* False: there are not two to compare. */
static bool
serials_compare(struct check *c, struct serials *s)
{
	return serials_read(c, s) && s->had;
}

/* Points a finding on the whole zone at its serial. */
static void
serial_place(struct check *c, struct finding *f, const struct serials *s)
{
	finding_about(c, f, NEW(c)->apex, TYPE_SOA);
	finding_at(c, f, NEW(c), s->at);
	if (s->had)
		f->before = texted(c, "%u", s->old);
	f->after = texted(c, "%u", s->new);
}

/* --- what a serial looks like ---------------------------------------------------------- */

enum scheme { DATE, UNIXTIME, COUNTER };

static const char *const scheme_name[] = { "date (YYYYMMDDnn)", "unixtime", "counter" };
static const char *const scheme_key[] = { "date", "unixtime", "counter" };

/* The day of a serial of the form YYYYMMDDnn (RFC 1912 section 2.2). */
static bool
serial_date(uint32_t serial, int64_t *when)
{
	int day = (int)(serial / 100 % 100), month = (int)(serial / 10000 % 100);
	int year = (int)(serial / 1000000);

	if (year < 1980 || year > 2150 || !clock_valid_date(year, month, day))
		return false;
	*when = clock_of(year, month, day);
	return true;
}

/* Seconds since 1970 of some day after 2001 that has passed, or nearly. */
static bool
serial_unixtime(uint32_t serial, int64_t now)
{
	return serial >= 1000000000u && serial <= now + DAY;
}

static enum scheme
serial_scheme(uint32_t serial, int64_t now)
{
	int64_t day;

	if (serial_date(serial, &day))
		return DATE;
	return serial_unixtime(serial, now) ? UNIXTIME : COUNTER;
}

/* YYYYMMDD00 of today. */
static uint32_t
todays_serial(struct check *c)
{
	struct str day = clock_text(c->arena, c->commit->now);
	uint32_t n = 0;

	for (size_t i = 0; i < day.len && i < 10; i++)
		if (ascii_digit(day.p[i]))
			n = n * 10 + (uint32_t)(day.p[i] - '0');
	return n * 100;
}

static bool
greater(uint32_t a, uint32_t b)
{
	return a != b && a - b < HALF;
}

/* What the serial should be after `old`, in the form that `old` has. */
static uint32_t
next_serial(struct check *c, uint32_t old)
{
	uint32_t today = todays_serial(c);
	int64_t day;

	return serial_date(old, &day) && greater(today, old) ? today : old + 1;
}

/* --- the rules ------------------------------------------------------------------------------ */

static void
check_not_bumped(struct check *c, const struct change *ch)
{
	struct serials s;
	struct finding *f;

	(void)ch;
	if (c->set->n < 2 || check_zone_is(c, "serial", "auto") || !serials_compare(c, &s) ||
	    s.old != s.new)
		return;
	f = flag(c, "the zone changed (%zu RRset%s) but its serial is still %u", c->set->n - 1,
	    c->set->n == 2 ? "" : "s", s.new);
	serial_place(c, f, &s);
	f->fix = texted(c, "Set the serial to %u; or write `serial = auto` in [zones] if the "
	    "deployment does it.", next_serial(c, s.old));
}

/* The ways forward from `old`, when `new` was not one. */
static struct str
way_forward(struct check *c, const struct serials *s)
{
	uint32_t next = next_serial(c, s->old);

	return texted(c, "Set the serial to %u. If it has to become %u: publish %u (old + "
	    "2147483647) first, wait until all secondaries have it, then set %u (RFC 1982 section "
	    "3.2).", next, s->new, s->old + LARGEST_STEP, s->new);
}

static void
check_decreased(struct check *c, const struct change *ch)
{
	struct serials s;
	struct finding *f;

	(void)ch;
	if (!serials_compare(c, &s) || s.new - s.old <= HALF)
		return;
	f = flag(c, "serial %u -> %u goes back by %u", s.old, s.new, s.old - s.new);
	f->fix = way_forward(c, &s);
}

static void
check_undefined(struct check *c, const struct change *ch)
{
	struct serials s;
	struct finding *f;

	(void)ch;
	if (!serials_compare(c, &s) || s.new - s.old != HALF)
		return;
	f = flag(c, "serial %u -> %u is a step of exactly 2^31, which is neither forward nor back",
	    s.old, s.new);
	f->fix = way_forward(c, &s);
}

/* How many days the date in the new serial is ahead of now, if the change put it there. */
static int64_t
days_ahead(struct check *c, const struct serials *s)
{
	int64_t old, new;

	if (!serial_date(s->new, &new) || (serial_date(s->old, &old) && old >= new))
		return 0;
	return (new - c->commit->now + DAY - 1) / DAY;
}

static void
check_jump(struct check *c, const struct change *ch)
{
	uint32_t max = check_number(c, "max"), step;
	struct serials s;
	struct finding *f;
	int64_t ahead;

	(void)ch;
	if (!serials_compare(c, &s) || !greater(s.new, s.old))
		return;
	step = s.new - s.old;
	ahead = days_ahead(c, &s);
	if (ahead <= check_number(c, "max-days"))
		ahead = 0;
	if (step > max)
		f = flag(c, "serial %u -> %u jumps ahead by %u (limit %u)", s.old, s.new, step,
		    max);
	else if (ahead)
		f = flag_at_most(c, ahead > check_number(c, "block-days") ? ERROR : WARNING,
		    "serial %u -> %u has a date that is %lld days ahead", s.old, s.new,
		    (long long)ahead);
	else
		return;
	f->fix = texted(c, "Set the serial to %u%s.", next_serial(c, s.old), step > max ?
	    "; waive this once if the scheme is to change" : "");
}

/* Is this serial of the scheme that the policy names?  A counter may look like anything. */
static bool
fits(struct check *c, uint32_t serial, struct str scheme)
{
	int64_t day, now = c->commit->now;

	if (str_eq(scheme, S("date")))
		return serial_date(serial, &day);
	if (str_eq(scheme, S("unixtime")))
		return serial + (int64_t)DAY >= now && serial - (int64_t)DAY <= now;
	return true;
}

/* Ten digits that begin with a year of now or so, and name no day: a slip of the pen. */
static bool
is_no_date(uint32_t serial, int64_t now)
{
	int year = (int)(serial / 1000000);
	int64_t day;

	return serial >= 1000000000u && clock_of(year - 20, 1, 1) < now &&
	    clock_of(year - 10, 1, 1) > now - 20 * 366 * (int64_t)DAY && !serial_date(serial, &day);
}

static void
flag_no_date(struct check *c, const struct serials *s)
{
	struct finding *f = flag(c, "serial %u looks like a date, and month %u has no day %u", s->new,
	    s->new / 10000 % 100, s->new / 100 % 100);

	serial_place(c, f, s);
	f->fix = texted(c, "Write %u.", s->had ? next_serial(c, s->old) : todays_serial(c));
}

/* Another scheme than the old serial has. */
static void
judge_change(struct check *c, const struct serials *s)
{
	enum scheme old = serial_scheme(s->old, c->commit->now);
	enum scheme new = serial_scheme(s->new, c->commit->now);
	struct finding *f;

	if (old == new)
		return;
	f = flag(c, "serial %u -> %u changes the scheme from %s to %s", s->old, s->new,
	    scheme_name[old], scheme_name[new]);
	serial_place(c, f, s);
	f->fix = texted(c, "Keep to one scheme, and name it: `scheme = %s` in [rule "
	    "serial-format].", scheme_key[old]);
}

/* Another scheme than the policy names. */
static void
judge_scheme(struct check *c, const struct serials *s, struct str scheme)
{
	struct finding *f;

	if (fits(c, s->new, scheme))
		return;
	f = flag(c, "serial %u is not of the scheme %.*s", s->new, STR(scheme));
	serial_place(c, f, s);
	f->fix = texted(c, "Write %s.", str_eq(scheme, S("date")) ?
	    "YYYYMMDDnn with the day of the change" : "the seconds since 1970");
}

/* A zone that was kept by the day and now names a day that there is not. */
static bool
is_slip(struct check *c, const struct serials *s)
{
	int64_t day, now = c->commit->now;

	return is_no_date(s->new, now) && (!s->had || serial_date(s->old, &day));
}

/* Of a new zone: its first serial is the least that all later ones have to exceed. */
static void
judge_new(struct check *c, const struct serials *s)
{
	struct finding *f;
	int64_t day;

	if (!serial_date(s->new, &day) || day <= c->commit->now + 2 * DAY)
		return;
	f = flag(c, "serial %u of a new zone has a date that is %lld days ahead", s->new,
	    (long long)((day - c->commit->now + DAY - 1) / DAY));
	serial_place(c, f, s);
	f->fix = texted(c, "Write %u.", todays_serial(c));
}

/* Judges the zone, not the change of its SOA: of that, only more than the serial is state. */
static void
check_format(struct check *c, const struct change *ch)
{
	struct str scheme = policy_value(c->policy, c->rule, "scheme", &c->subject, NULL);
	bool all = check_scope_is_all(c);
	struct serials s;

	(void)ch;
	if (!serials_read(c, &s) || (s.had && s.old == s.new && !all))
		return;
	if (!str_eq(scheme, S("detect")))
		judge_scheme(c, &s, scheme);
	else if (is_slip(c, &s))
		flag_no_date(c, &s);
	else if (s.had)
		judge_change(c, &s);
	else
		judge_new(c, &s);
}

static void
check_only(struct check *c, const struct change *ch)
{
	bool resigned = false;
	struct finding *f;
	struct serials s;

	(void)ch;
	if (!c->set->serial_only || !serials_compare(c, &s))
		return;
	for_each_change(other, c->set) {
		if (other->type != TYPE_SOA && !type_generated(other->type))
			return;
		resigned |= other->type != TYPE_SOA;
	}
	f = flag(c, "the serial moves from %u to %u and nothing else changes%s", s.old, s.new,
	    resigned ? " but what a signer makes" : "");
	serial_place(c, f, &s);
}

/* --- the rows --------------------------------------------------------------------------------- */

#define CONTROLS "CSF PR.PS-01, ID.RA-07; 800-53 CM-3, SC-22"
#define STALE "Secondaries compare serials only: they keep serving the old version, and clients " \
	"see one zone or the other by chance."

static const struct rule rules[] = {
	{
		.id = "serial-not-bumped", .severity = ERROR, .on = ZONE_CHANGED,
		.check = check_not_bumped,
		.summary = "the zone changed but its serial did not",
		.why = "A secondary transfers a zone only when its serial has grown (RFC 1034 "
		    "section 4.3.5, RFC 1996).",
		.effect = STALE,
		.fix = "Raise the serial.",
		.controls = CONTROLS,
	},
	{
		.id = "serial-decreased", .severity = ERROR, .on = DATA_CHANGED,
		.types = { TYPE_SOA }, .check = check_decreased,
		.summary = "the serial goes back",
		.why = "By RFC 1982 the new version is older than the one that secondaries hold, "
		    "and they never fetch it.",
		.effect = STALE,
		.fix = "Set a serial that is greater than the old one.",
		.controls = CONTROLS,
		.consumes = { "serial-format" },
	},
	{
		.id = "serial-undefined", .severity = ERROR, .on = DATA_CHANGED,
		.types = { TYPE_SOA }, .check = check_undefined,
		.summary = "the serial moves by exactly half of its range",
		.why = "RFC 1982 section 3.2 leaves the order of two serials that are 2^31 apart "
		    "undefined: some secondaries transfer, others do not.",
		.effect = STALE,
		.fix = "Take a step of at most 2147483647.",
		.controls = CONTROLS,
	},
	{
		.id = "serial-jump", .severity = WARNING, .on = DATA_CHANGED, .types = { TYPE_SOA },
		.check = check_jump,
		.summary = "the serial jumps far ahead",
		.why = "A slip of the pen in a serial cannot simply be taken back: every correct "
		    "serial is smaller from then on (RFC 1982).",
		.effect = "Every later serial has to be greater still; a correct one would count "
		    "as older and would not be transferred.",
		.fix = "Set the serial that was meant.",
		.controls = CONTROLS,
		.consumes = { "serial-format" },
		.params = {
			{ "max", PARAM_NUMBER, "10000000", "largest step", NULL },
			{ "max-days", PARAM_NUMBER, "2",
			    "warn when its date is further ahead of now", NULL },
			{ "block-days", PARAM_NUMBER, "366",
			    "as severe as a jump when its date is further ahead of now", NULL },
		},
	},
	{
		.id = "serial-format", .severity = NOTE, .on = ZONE_CHANGED, .flags = RULE_STATE,
		.check = check_format,
		.summary = "the serial is not of the usual scheme",
		.why = "A change of scheme is nearly always an accident: a robot that writes the "
		    "clock, or a hand that mistypes the date (RFC 1912 section 2.2). Judged from two "
		    "versions: the scheme is that of the old serial, or the one that `scheme` names.",
		.effect = "The next edit in the old scheme may go back.",
		.fix = "Keep to one scheme, and name it.",
		.controls = CONTROLS,
		.params = {
			{ "scheme", PARAM_CHOICE, "detect",
			    "what serials look like; detect: as "
			    "the old one", "detect|date|unixtime|counter" },
		},
	},
	{
		.id = "serial-only", .severity = NOTE, .on = ZONE_CHANGED, .check = check_only,
		.summary = "the serial moved and nothing else",
		.why = "Normal for re-signing; otherwise an edit that was meant may be missing.",
		.effect = "Secondaries transfer a zone that says the same.",
		.fix = "None is needed if that was the intention.",
		.controls = CONTROLS,
	},
	{
		.id = "serial-duplicate", .severity = WARNING,
		.summary = "two versions have one serial and different content",
	},
};

FAMILY(serial);
