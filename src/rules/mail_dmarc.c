/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DMARC: what a domain asks receivers to do with forged mail, before and after.
 * The record at _dmarc.DOMAIN applies, else that of the organizational domain,
 * which is the topmost one on the way up (RFC 9989 section 4.10); as far as the
 * zones of the tree tell.
 */
#include "rules/dmarc.h"
#include "rules/mail.h"

struct dmarc_record {
	enum { DMARC_FOUND, DMARC_MISSING, DMARC_SEVERAL, DMARC_ELSEWHERE } state;
	struct zone *zone;
	struct record *record;
	const struct name *domain;      /* that the record is for */
	struct dmarc dmarc;
};

/* The domain that a name such as _dmarc.example.com. speaks for; NULL: the name is none such. */
static struct name *
domain_of(struct check *c, const struct name *owner)
{
	static const uint8_t label[] = "\6_dmarc";

	if (owner->len < sizeof(label) || !str_eq(str_n((const char *)owner->wire, 7),
	    str_n((const char *)label, 7)))
		return NULL;
	return names_intern(&c->set->names, owner->wire + 7, owner->len - 7u);
}

/* The record for a domain itself. */
static struct dmarc_record
dmarc_at(struct check *c, enum side side, const struct name *domain)
{
	struct dmarc_record found = { .state = DMARC_MISSING, .domain = domain };
	uint8_t wire[NAME_MAX_WIRE] = "\6_dmarc";
	struct zone *z;
	struct name *at;
	struct dmarc d;
	enum answer answer;

	if (domain->len + 7 > NAME_MAX_WIRE)
		return found;
	for (size_t i = 0; i < domain->len; i++)
		wire[7 + i] = domain->wire[i];
	answer = target_answer(c, side, names_intern(&c->set->names, wire, domain->len + 7u), TYPE_TXT, &z, &at);
	if (answer != ANSWERED) {
		found.state = answer == ELSEWHERE ? DMARC_ELSEWHERE : DMARC_MISSING;
		return found;
	}
	for_each_record(r, z, at, TYPE_TXT) {
		if (!text_begins(z, r, S("v")) || !dmarc_read(text_joined(c, z, r), &d))
			continue;
		if (found.state == DMARC_FOUND) {
			found.state = DMARC_SEVERAL;
			break;
		}
		found.state = DMARC_FOUND;
		found.zone = z;
		found.record = r;
		found.dmarc = d;
	}
	return found;
}

/* The record of a domain above that covers this one: the topmost, or the first with psd=n. */
static struct dmarc_record
dmarc_above(struct check *c, enum side side, struct name *domain)
{
	struct dmarc_record found = { .state = DMARC_MISSING }, at;

	while (domain->labels > 1) {
		domain = names_parent(&c->set->names, domain);
		if (check_zone_of(c, side, domain) == NULL)
			break;
		at = dmarc_at(c, side, domain);
		if (at.state == DMARC_MISSING || (at.state == DMARC_FOUND && at.dmarc.psd == 'y'))
			continue;
		found = at;
		if (at.state != DMARC_FOUND || at.dmarc.psd == 'n')
			break;
	}
	return found;
}

/* What applies to a domain, to the names below it that exist, and to those that do not. */
struct applied {
	bool known;
	bool inherited;
	enum dmarc_policy p, sp, np;
	struct dmarc_record from;
};

static struct applied
applied_to(struct check *c, enum side side, struct name *domain)
{
	struct applied a = { .known = true, .from = dmarc_at(c, side, domain) };
	const struct dmarc *d = &a.from.dmarc;

	if (a.from.state == DMARC_MISSING) {
		a.inherited = true;
		a.from = dmarc_above(c, side, domain);
	}
	a.known = a.from.state == DMARC_FOUND || a.from.state == DMARC_MISSING;
	if (a.from.state != DMARC_FOUND)
		return a;
	a.known = d->fault == NULL;
	a.p = dmarc_applied(d, a.inherited ? d->sp : d->p);
	a.sp = dmarc_applied(d, d->sp);
	a.np = dmarc_applied(d, d->np);
	return a;
}

/* --- gone --------------------------------------------------------------------- */

static struct finding *
about_dmarc(struct check *c, struct finding *f, const struct dmarc_record *old,
    const struct dmarc_record *new)
{
	f->before = old->state == DMARC_FOUND ?
	    text_shown(c, text_joined(c, old->zone, old->record), TEXT_SHOWN) : S("");
	f->after = new->state == DMARC_FOUND ?
	    text_shown(c, text_joined(c, new->zone, new->record), TEXT_SHOWN) : S("");
	return f;
}

/* Is a text that was meant as DMARC still there?  Then mail-dmarc-invalid speaks. */
static bool
has_dmarc_like(struct check *c, const struct change *ch)
{
	for_each_of(r, ch, AFTER)
		if (ch->type == TYPE_TXT && text_begins(NEW(c), r, S("v=dmarc")))
			return true;
	return false;
}

static enum severity
loss_at_most(struct check *c, const struct name *domain, const struct dmarc *old)
{
	if (!zone_exists(NEW(c), domain))
		return NOTE;
	return old->p <= DMARC_NONE && old->sp <= DMARC_NONE ? WARNING : ERROR;
}

/* The alias that led to a record elsewhere is gone, and nothing stands in its place. */
static void
flag_alias_gone(struct check *c, const struct name *domain)
{
	struct finding *f = flag(c, "%.*s has no DMARC record any more: the alias to it is gone",
	    STR(check_name(c, domain)));

	f->effect = texted(c, "Receivers no longer act on forged mail in the name of %.*s, and send no "
	    "reports about it.", STR(check_name(c, domain)));
	f->fix = S("Put the alias back, or a DMARC record in its place.");
}

void
check_dmarc_removed(struct check *c, const struct change *ch)
{
	struct name *domain = domain_of(c, ch->owner);
	struct dmarc_record old;
	struct applied now;
	struct finding *f;
	struct str above;

	if (domain == NULL || zone_occluded(OLD(c), ch->owner, ch->type))
		return;
	old = dmarc_at(c, BEFORE, domain);
	if ((old.state != DMARC_FOUND && old.state != DMARC_ELSEWHERE) || has_dmarc_like(c, ch) ||
	    dmarc_at(c, AFTER, domain).state != DMARC_MISSING)
		return;
	now = applied_to(c, AFTER, domain);
	if (old.state == DMARC_ELSEWHERE) {
		if (now.known && now.p == DMARC_ABSENT && zone_exists(NEW(c), domain))
			flag_alias_gone(c, domain);
		return;
	}
	if (!now.known || (now.p >= dmarc_applied(&old.dmarc, old.dmarc.p) &&
	    now.sp >= dmarc_applied(&old.dmarc, old.dmarc.sp)))
		return;                         /* the domain above asks for as much */
	above = now.from.state == DMARC_FOUND ? texted(c, "; that of %.*s asks for %s",
	    STR(check_name(c, now.from.domain)), dmarc_policy_text(now.p)) : S("");
	f = flag_at_most(c, loss_at_most(c, domain, &old.dmarc),
	    "%.*s has no DMARC record any more, which asked for p=%s%.*s", STR(check_name(c, domain)),
	    dmarc_policy_text(old.dmarc.p), STR(above));
	about_dmarc(c, f, &old, &now.from);
	f->effect = texted(c, "Receivers no longer act on forged mail in the name of %.*s, and send no "
	    "reports about it.", STR(check_name(c, domain)));
	f->fix = S("Put the DMARC record back.");
}

/* --- weaker ---------------------------------------------------------------------- */

static void
compare_policy(struct check *c, struct charges *w, const char *whose, enum dmarc_policy old,
    enum dmarc_policy new)
{
	if (new < old)
		charge(c, w, ERROR, texted(c, "%s%s becomes %s", whose, dmarc_policy_text(old),
		    dmarc_policy_text(new)));
}

static void
compare_rest(struct check *c, struct charges *w, const struct dmarc *old, const struct dmarc *new)
{
	if (new->pct < old->pct)
		charge(c, w, WARNING, texted(c, "pct goes from %u to %u, for receivers that still heed it "
		    "(RFC 9989 dropped it)", old->pct, new->pct));
	if (old->strict_dkim && !new->strict_dkim)
		charge(c, w, WARNING, S("DKIM of any subdomain counts (adkim)"));
	if (old->strict_spf && !new->strict_spf)
		charge(c, w, WARNING, S("SPF of any subdomain counts (aspf)"));
	if (old->reports && !new->reports)
		charge(c, w, WARNING, S("nobody gets reports any more (rua)"));
}

static struct charges
compare(struct check *c, const struct applied *then, const struct applied *now)
{
	const struct dmarc *old = &then->from.dmarc, *new = &now->from.dmarc;
	struct charges w = { .text = S("") };
	bool test = new->test && !old->test;

	compare_policy(c, &w, test ? "t=y puts the policy to the test: " : "p=", then->p, now->p);
	/* What follows from p alone is said once. */
	if (old->has_sp || new->has_sp || then->sp != then->p || now->sp != now->p)
		compare_policy(c, &w, "for subdomains ", then->sp, now->sp);
	if (old->has_np || new->has_np)
		compare_policy(c, &w, "for names that do not exist ", then->np, now->np);
	if (!then->inherited)
		compare_rest(c, &w, old, new);
	return w;
}

void
check_dmarc_weakened(struct check *c, const struct change *ch)
{
	struct name *domain = domain_of(c, ch->owner);
	struct applied then, now;
	struct charges w;
	struct finding *f;

	if (domain == NULL || zone_occluded(NEW(c), ch->owner, ch->type))
		return;
	now = applied_to(c, AFTER, domain);
	if (!now.known || now.inherited)
		return;                         /* no record is mail-dmarc-removed's */
	then = applied_to(c, BEFORE, domain);
	if (!then.known || then.from.state != DMARC_FOUND)
		return;
	w = compare(c, &then, &now);
	if (w.text.len == 0)
		return;
	f = flag_at_most(c, w.worst, "DMARC of %.*s asks for less%s%.*s: %.*s",
	    STR(check_name(c, domain)), then.inherited ? " than " : "",
	    STR(then.inherited ? check_name(c, then.from.domain) : S("")), STR(w.text));
	about_dmarc(c, f, &then.from, &now.from);
	f->effect = w.worst == ERROR ? texted(c, "Receivers let forged mail in the name of %.*s through that "
	    "they stopped before.", STR(check_name(c, domain))) :
	    S("Forged mail is found out less easily.");
	f->fix = S("Keep the policy; where senders fail it, mend their SPF and DKIM instead.");
}

/* --- in error ----------------------------------------------------------------------- */

static bool
is_dmarc(struct check *c, struct zone *z, struct record *r, struct dmarc *d)
{
	return text_begins(z, r, S("v")) && dmarc_read(text_joined(c, z, r), d);
}

static size_t
count_dmarc(struct check *c, struct zone *z, const struct rrset *set)
{
	struct dmarc d;
	size_t n = 0;

	for (size_t i = 0; i < set->n && i < RRSET_MOST; i++)
		n += is_dmarc(c, z, set->v[i], &d);
	return n;
}

static void
flag_text(struct check *c, const struct change *ch, struct record *r, const struct dmarc *d)
{
	const char *what = d->fault ? d->fault : d->flaw;
	struct dmarc old;
	struct finding *f;

	if (ch->kind != RRSET_STANDS && ch->side[BEFORE].n > 0)
		for_each_of(was, ch, BEFORE)
			if (is_dmarc(c, OLD(c), was, &old) && (old.fault ? old.fault : old.flaw) == what)
				return;         /* the same fault stood before */
	f = flag_at_most(c, d->fault ? ERROR : WARNING, "the DMARC record %s: \"%.*s\" %s",
	    d->fault ? "is in error" : "has a part that receivers pass over",
	    STR(text_shown(c, d->at, TERM_SHOWN)), what);
	finding_at(c, f, NEW(c), r);
	f->effect = d->fault ? S("Receivers take it for p=none or for no record: forged mail passes.") :
	    S("That part of the record does nothing.");
	f->fix = S("Correct the record: \"v=DMARC1; p=reject; rua=mailto:reports@example.com\" shows the "
	    "form.");
}

/* At _dmarc, but no DMARC record; or a DMARC record where nobody looks for it. */
static void
flag_unread(struct check *c, const struct change *ch, struct record *r, bool here)
{
	struct finding *f = flag_at_most(c, here ? ERROR : WARNING, here ?
	    "the text begins like DMARC, but receivers pass it over: \"%.*s\"" :
	    "a DMARC record that nobody looks for at this name: \"%.*s\"",
	    STR(text_shown(c, text_joined(c, NEW(c), r), TERM_SHOWN)));

	finding_at(c, f, NEW(c), r);
	f->effect = S("The domain has no DMARC policy from it.");
	f->fix = here ? S("Begin the text with \"v=DMARC1;\", letters as shown (RFC 9989 section 4.7).") :
	    texted(c, "Move the record to _dmarc.%.*s.", STR(check_name(c, ch->owner)));
}

static bool
has_dmarc_label(const struct name *owner)
{
	static const uint8_t label[] = "\6_dmarc";

	for (size_t i = 0; i + 7 < owner->len; i += (size_t)1 + owner->wire[i])
		if (str_eq(str_n((const char *)owner->wire + i, 7), str_n((const char *)label, 7)))
			return true;
	return false;
}

static void
judge_text(struct check *c, const struct change *ch, struct record *r)
{
	bool here = domain_of(c, ch->owner) != NULL;
	struct dmarc d;
	size_t n;

	if (!is_dmarc(c, NEW(c), r, &d)) {
		if (here && (text_begins(NEW(c), r, S("v=dmarc")) || text_begins(NEW(c), r, S("dmarc")) ||
		    text_begins(NEW(c), r, S("p="))))
			flag_unread(c, ch, r, true);
		return;
	}
	if (!here) {
		/* Aliases lead to records under other names; reports are allowed at ..._report._dmarc. */
		zone_pointers(NEW(c), ch->owner, &n);
		if (n == 0 && !has_dmarc_label(ch->owner))
			flag_unread(c, ch, r, false);
		return;
	}
	if (d.fault || d.flaw)
		flag_text(c, ch, r, &d);
}

void
check_dmarc_invalid(struct check *c, const struct change *ch)
{
	struct record *second = NULL;
	struct finding *f;
	struct dmarc d;
	size_t n;

	for_each_of(r, ch, AFTER) {
		if (ch->kind != RRSET_STANDS && !(r->flags & RECORD_NEW_DATA))
			continue;
		judge_text(c, ch, r);
		second = is_dmarc(c, NEW(c), r, &d) ? r : second;
	}
	if (second == NULL || domain_of(c, ch->owner) == NULL)
		return;
	n = count_dmarc(c, NEW(c), &ch->side[AFTER]);
	if (n < 2 || (ch->kind != RRSET_STANDS && count_dmarc(c, OLD(c), &ch->side[BEFORE]) > 1))
		return;
	f = flag(c, "%.*s has %zu DMARC records", STR(check_name(c, ch->owner)), n);
	finding_at(c, f, NEW(c), second);
	f->effect = S("Receivers that find several records use none of them (RFC 9989 section 4.10): forged "
	    "mail passes.");
	f->fix = S("Keep one record.");
}
