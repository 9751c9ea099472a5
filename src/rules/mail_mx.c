/* SPDX-License-Identifier: BSD-2-Clause */
/* Where mail for a name goes: MX records that go, lead elsewhere, or say that there is no mail. */
#include "rules/mail.h"
#include "rules/suffix.h"

enum { LISTED = 3 };            /* hosts that a message names */

/* RFC 7505: one MX whose target is the root says that the name takes no mail. */
static bool
is_null(struct zone *z, struct record *r)
{
	struct name *target = record_target(z, r);

	return target && target->labels == 0;
}

static size_t
count_hosts(struct zone *z, const struct rrset *set)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n && i < RRSET_MOST; i++)
		n += !is_null(z, set->v[i]);
	return n;
}

static struct record *
null_of(struct zone *z, const struct rrset *set)
{
	for (size_t i = 0; i < set->n && i < RRSET_MOST; i++)
		if (is_null(z, set->v[i]))
			return set->v[i];
	return NULL;
}

/* --- gone --------------------------------------------------------------------- */

/* A host that goes as a whole takes its MX along; a name that was there for mail alone does not. */
static bool
went_with_host(struct check *c, const struct name *owner)
{
	return !zone_exists(NEW(c), owner) && (zone_has(OLD(c), owner, TYPE_A) ||
	    zone_has(OLD(c), owner, TYPE_AAAA));
}

/* Did mail reach no old host anyway, as far as the tree tells? */
static bool
led_nowhere(struct check *c, const struct change *ch)
{
	for_each_of(r, ch, BEFORE) {
		struct name *host = r_i < RRSET_MOST ? record_target(OLD(c), r) : NULL;

		if (host && host->labels > 0 && target_failing(c, BEFORE, host, WANT_ADDRESS) == NULL)
			return false;
	}
	return true;
}

/* Why the loss of an MX is no loss of mail, or not for sure; *limit follows. */
static const char *
excuse(struct check *c, const struct change *ch, enum answer now, enum severity *limit)
{
	*limit = NOTE;
	if (led_nowhere(c, ch))
		return "; it led nowhere";
	if (zone_has(OLD(c), ch->owner, TYPE_CNAME))
		return "; the alias beside it hid it";
	if (went_with_host(c, ch->owner))
		return "; the host itself is gone";
	*limit = WARNING;
	if (now == ELSEWHERE)
		return "; the alias in its place leads out of the tree";
	*limit = ERROR;
	return spf_at(c, AFTER, ch->owner).state == SPF_FOUND ? ", but keeps its SPF record" : "";
}

static struct str
effect_of_loss(struct check *c, const struct name *owner)
{
	if (target_reach(c, AFTER, owner) == REACHED)
		return texted(c, "Senders deliver to the address of %.*s instead (RFC 5321 section 5.1), "
		    "where perhaps nothing listens.", STR(check_name(c, owner)));
	return S("Senders have nowhere to deliver: mail to the name bounces at once.");
}

void
check_mx_removed(struct check *c, const struct change *ch)
{
	struct zone *z;
	struct name *at;
	enum answer answer;
	enum severity limit;
	struct finding *f;
	const char *why;

	if (zone_occluded(OLD(c), ch->owner, TYPE_MX) || zone_cut(NEW(c), ch->owner) ||
	    count_hosts(OLD(c), &ch->side[BEFORE]) == 0)
		return;
	/* A wildcard or the target of a new alias may give the MX now. */
	answer = target_answer(c, AFTER, ch->owner, TYPE_MX, &z, &at);
	if (answer == ANSWERED)
		return;
	why = excuse(c, ch, answer, &limit);
	f = flag_at_most(c, limit, "%.*s has no MX any more%s", STR(check_name(c, ch->owner)), why);
	f->effect = effect_of_loss(c, ch->owner);
	f->fix = S("Put the MX back; a name that takes no mail says so with MX 0 . and, in its SPF record, "
	    "\"v=spf1 -all\".");
}

/* --- elsewhere ----------------------------------------------------------------- */

/* How the hosts of two versions differ. */
struct moved {
	size_t kept, come, gone;
	const struct name *hosts[LISTED];       /* of those that come, the first ones */
	struct record *outside;         /* the first that `allow` does not list */
	bool reaches_old;               /* all that come have an address that one before had */
	bool own;                       /* all that come are hosts of the tree, with an address */
	bool operator;                  /* all that come share their registrable domain with an old one */
};

/* Does a host have an address that some host of the old RRset had? */
static bool
shares_address(struct check *c, const struct change *ch, struct record *new)
{
	struct name *host = record_target(NEW(c), new);
	struct zone *z, *was;
	struct name *at, *old_at;

	if (host == NULL || target_answer(c, AFTER, host, TYPE_A, &z, &at) != ANSWERED)
		return false;
	for_each_of(r, ch, BEFORE) {
		struct name *old = record_target(OLD(c), r);

		if (old == NULL || r_i > 64 ||
		    target_answer(c, BEFORE, old, TYPE_A, &was, &old_at) != ANSWERED)
			continue;
		for_each_record(a, z, at, TYPE_A)
			for_each_record(b, was, old_at, TYPE_A) {
				const struct rdata *now = record_data(z, a), *then = record_data(was, b);

				if (now && then && rdata_u32(now, 0) == rdata_u32(then, 0))
					return true;
			}
	}
	return false;
}

static bool
shares_operator(struct check *c, const struct change *ch, const struct name *host)
{
	for_each_of(r, ch, BEFORE) {
		struct name *old = r_i < RRSET_MOST ? record_target(OLD(c), r) : NULL;

		if (old && old->labels > 0 && check_shares_suffix(c, old, host))
			return true;
	}
	return false;
}

static void
look_at_host(struct check *c, const struct change *ch, struct record *r, struct moved *m)
{
	struct name *host = record_target(NEW(c), r);

	if (host == NULL || host->labels == 0)
		return;
	if (rrset_points_at(OLD(c), &ch->side[BEFORE], host)) {
		m->kept++;
		return;
	}
	if (m->come < LISTED)
		m->hosts[m->come] = host;
	m->come++;
	if (m->outside == NULL && check_is_set(c, "allow") && !check_lists_name(c, "allow", host))
		m->outside = r;
	m->reaches_old = m->reaches_old && m->come <= 64 && shares_address(c, ch, r);
	m->own = m->own && target_reach(c, AFTER, host) == REACHED;
	m->operator = m->operator && m->come <= 64 && shares_operator(c, ch, host);
}

static struct moved
look_at_move(struct check *c, const struct change *ch)
{
	struct moved m = { .reaches_old = true, .own = true, .operator = true };

	for (size_t i = 0; i < ch->side[AFTER].n && i < RRSET_MOST; i++)
		look_at_host(c, ch, ch->side[AFTER].v[i], &m);
	for (size_t i = 0; i < ch->side[BEFORE].n && i < RRSET_MOST; i++) {
		struct name *host = record_target(OLD(c), ch->side[BEFORE].v[i]);

		m.gone += host && host->labels > 0 &&
		    !rrset_points_at(NEW(c), &ch->side[AFTER], host);
	}
	m.reaches_old = m.reaches_old && m.come > 0;
	return m;
}

/* The hosts that come. */
static struct str
hosts_text(struct check *c, const struct moved *m)
{
	struct str list = S("");

	for (size_t i = 0; i < m->come && i < LISTED; i++)
		list = texted(c, "%.*s%s%.*s", STR(list), i ? ", " : "", STR(check_name(c, m->hosts[i])));
	return m->come > LISTED ? texted(c, "%.*s and %zu more", STR(list), m->come - LISTED) : list;
}

static struct str
move_text(struct check *c, const struct moved *m, size_t old_hosts)
{
	struct str come = hosts_text(c, m);

	if (m->come == 0 && m->gone == 0)
		return S("the order of the mail hosts changes");
	if (m->come == 0)
		return texted(c, "mail loses %zu of %zu hosts", m->gone, m->gone + m->kept);
	if (old_hosts == 0)
		return texted(c, "mail goes to %.*s", STR(come));
	if (m->kept == 0)
		return texted(c, "all mail goes to other hosts: %.*s%s", STR(come),
		    m->reaches_old ? ", at an address as before" : "");
	return texted(c, "mail may go to %.*s as well%s", STR(come),
	    m->gone ? "; other hosts are gone" : "");
}

static enum severity
move_at_most(struct check *c, const struct moved *m, size_t old_hosts)
{
	if (check_migration(c) || (m->come == 0 && m->gone == 0))
		return NOTE;
	if (m->outside)
		return ERROR;
	if (led_nowhere(c, c->change))
		return NOTE;                    /* a repair */
	if (m->kept == 0 && old_hosts > 0)
		return m->reaches_old || m->own || m->operator ? check_level(c, "usual") : ERROR;
	return m->come > 0 && m->operator ? NOTE : check_level(c, "usual");
}

void
check_mx_changed(struct check *c, const struct change *ch)
{
	size_t hosts = count_hosts(OLD(c), &ch->side[BEFORE]);
	struct moved m;
	struct finding *f;

	/* No mail any more is mail-null-mx's. */
	if (zone_occluded(NEW(c), ch->owner, TYPE_MX) ||
	    (count_hosts(NEW(c), &ch->side[AFTER]) == 0))
		return;
	m = look_at_move(c, ch);
	/* A name that takes mail for the first time, or a null MX that comes or goes beside hosts. */
	if ((hosts == 0 && m.outside == NULL) || (m.come == 0 && m.gone == 0 &&
	    !null_of(OLD(c), &ch->side[BEFORE]) != !null_of(NEW(c), &ch->side[AFTER])))
		return;
	f = flag_at_most(c, move_at_most(c, &m, hosts), "%.*s%s%.*s", STR(move_text(c, &m, hosts)),
	    m.outside ? "; not on the list of `allow`: " : "",
	    STR(m.outside ? check_name(c, record_target(NEW(c), m.outside)) : S("")));
	if (m.outside)
		finding_at(c, f, NEW(c), m.outside);
	f->effect = m.come ? S("Whoever runs the new hosts reads the mail of the name, password resets and "
	    "certificate validation included.") : m.gone ? S("The hosts that stay have to take all "
	    "mail; senders queue what they refuse.") : S("Senders try the hosts in another order.");
	f->fix = S("Make sure that each host takes mail for the name; keep an old one beside the new ones "
	    "until the TTL has passed.");
}

/* --- no mail ---------------------------------------------------------------------- */

void
check_null_mx(struct check *c, const struct change *ch)
{
	struct record *null = null_of(NEW(c), &ch->side[AFTER]);
	size_t hosts = count_hosts(NEW(c), &ch->side[AFTER]);
	bool stood = null_of(OLD(c), &ch->side[BEFORE]) != NULL;
	struct finding *f;

	if (null == NULL || zone_occluded(NEW(c), ch->owner, TYPE_MX))
		return;
	if (hosts > 0) {
		if (ch->kind != RRSET_STANDS && stood && count_hosts(OLD(c), &ch->side[BEFORE]) > 0)
			return;
		f = flag(c, "a null MX stands beside %zu other MX record%s", hosts, hosts == 1 ? "" : "s");
		f->effect = S("Some senders take the name for one without mail and bounce, others deliver "
		    "(RFC 7505 section 3).");
		f->fix = S("Keep either the null MX, alone, or the hosts.");
	} else if (ch->kind == DATA_CHANGED && !stood) {
		f = flag_at_most(c, check_level(c, "usual"),
		    "a null MX takes the place of the mail hosts: the name takes no mail any more");
		f->effect = S("Senders bounce all mail to the name at once (RFC 7505 section 4.1).");
		f->fix = S("Put the MX records back, if the name is to take mail.");
	} else {
		return;
	}
	finding_at(c, f, NEW(c), null);
}
