/* SPDX-License-Identifier: BSD-2-Clause */
/* SPF records that go, and new domains in them; spf_at() for all who ask for one. */
#include "rules/mail.h"

enum { LISTED = 3 };            /* domains that a message names */

bool
is_underscored(const struct name *name)
{
	return name->wire[0] > 0 && name->wire[1] == '_';
}

void
charge(struct check *c, struct charges *all, enum severity level, struct str what)
{
	all->text = texted(c, "%.*s%s%.*s", STR(all->text), all->text.len ? "; " : "", STR(what));
	if (level > all->worst)
		all->worst = level;
}

struct spf_record
spf_at(struct check *c, enum side side, const struct name *name)
{
	struct spf_record found = { .state = SPF_NONE };
	struct zone *z;
	struct name *at;
	struct spf spf;
	enum answer answer = target_answer(c, side, name, TYPE_TXT, &z, &at);

	if (answer != ANSWERED)
		found.state = answer == ELSEWHERE ? SPF_ELSEWHERE : SPF_NONE;
	if (answer != ANSWERED)
		return found;
	for_each_record(r, z, at, TYPE_TXT) {
		if (!spf_of(c, z, r, &spf))
			continue;
		found.state = found.state == SPF_NONE ? SPF_FOUND : SPF_SEVERAL;
		if (found.state == SPF_SEVERAL)
			break;
		found.zone = z;
		found.record = r;
		found.spf = spf;
	}
	return found;
}

/* --- gone --------------------------------------------------------------------- */

/* The SPF record of this RRset that stood before; NULL: there was none. */
static struct record *
old_spf(struct check *c, const struct change *ch)
{
	struct spf spf;

	for_each_of(r, ch, BEFORE)
		if (spf_of(c, OLD(c), r, &spf))
			return r;
	return NULL;
}

/* Mail from a name that does not exist is seldom taken; less so when it went with other uses. */
static enum severity
loss_at_most(struct check *c, const struct name *owner)
{
	if (zone_exists(NEW(c), owner))
		return ERROR;
	for_each_record(r, OLD(c), owner, 0)
		if (r->type != TYPE_TXT && !type_generated(r->type))
			return NOTE;
	return WARNING;
}

static bool
has_spf_like(struct check *c, const struct change *ch)
{
	for_each_of(r, ch, AFTER)
		if (text_begins(NEW(c), r, S("v=spf")))
			return true;
	return false;
}

void
check_spf_removed(struct check *c, const struct change *ch)
{
	struct record *old;
	struct finding *f;
	enum severity limit;

	/* A part of other records that is still wanted is record-dangling-target's. */
	if (is_underscored(ch->owner) || zone_occluded(OLD(c), ch->owner, TYPE_TXT) ||
	    zone_has(OLD(c), ch->owner, TYPE_CNAME))
		return;
	old = old_spf(c, ch);
	/* One that lost its form is mail-spf-invalid's. */
	if (old == NULL || has_spf_like(c, ch) || spf_at(c, AFTER, ch->owner).state != SPF_NONE)
		return;
	limit = loss_at_most(c, ch->owner);
	f = flag_at_most(c, limit, "%.*s has no SPF record any more%s",
	    STR(check_name(c, ch->owner)), limit < ERROR ? "; the name itself is gone" : "");
	finding_at(c, f, OLD(c), old);
	f->before = text_shown(c, text_joined(c, OLD(c), old), TEXT_SHOWN);
	f->after = S("");
	f->effect = S("Receivers can no longer tell the senders of this domain from strangers: forged "
	    "mail passes more easily, and DMARC has to rest on DKIM alone.");
	f->fix = zone_has(NEW(c), ch->owner, TYPE_MX) ?
	    S("Put the SPF record back.") :
	    S("Put the SPF record back; a name that sends no mail says so with \"v=spf1 -all\".");
}

/* --- new domains ------------------------------------------------------------------ */

static bool
names_domain(const struct spf_record *at, struct str domain)
{
	for (size_t i = 0; i < at->spf.n; i++) {
		const struct spf_term *t = &at->spf.terms[i];

		if ((t->kind == SPF_INCLUDE || t->kind == SPF_REDIRECT) &&
		    spf_same_domain(t->domain, domain))
			return true;
	}
	return false;
}

/*
 * May the domain be included?  Those of the tree are one's own.  *listed: the policy has a list,
 * and it decides.
 */
static bool
may_include(struct check *c, const struct spf_term *t, bool *listed)
{
	const struct name *name;
	enum want want;

	*listed = check_is_set(c, "allow");
	if (!spf_points(NEW(c), t, &name, &want))
		return false;
	return check_zone_of(c, AFTER, name) || (*listed && check_lists_name(c, "allow", name));
}

/* The domains that a record names for the first time and may not, joined; *n of them. */
static struct str
new_domains(struct check *c, const struct spf_record *before, const struct spf *spf, bool *listed,
    size_t *n)
{
	struct str text = S("");

	*n = 0;
	for (size_t i = 0; i < spf->n; i++) {
		const struct spf_term *t = &spf->terms[i];

		if ((t->kind != SPF_INCLUDE && t->kind != SPF_REDIRECT) ||
		    names_domain(before, t->domain) || may_include(c, t, listed))
			continue;
		if ((*n)++ < LISTED)
			text = texted(c, "%.*s%s%.*s", STR(text), text.len ? ", " : "",
			    STR(text_shown(c, t->domain, TERM_SHOWN)));
	}
	if (*n > LISTED)
		text = texted(c, "%.*s and %zu more", STR(text), *n - LISTED);
	return text;
}

static void
flag_domains(struct check *c, struct record *r, struct str domains, size_t n, bool listed)
{
	struct finding *f = flag_at_most(c, listed ? ERROR : NOTE,
	    "the SPF record hands senders over to %.*s, which %s", STR(domains), !listed ?
	    "it did not before" : n == 1 ? "is not on the list of `allow`" :
	    "are not on the list of `allow`");

	finding_at(c, f, NEW(c), r);
	f->after = text_shown(c, text_joined(c, NEW(c), r), TEXT_SHOWN);
	f->effect = texted(c, "Whoever holds %s, now or after it has run out, decides who may send mail "
	    "in the name of %.*s.", n == 1 ? "that domain" : "such a domain",
	    STR(check_name(c, r->owner)));
	f->fix = listed ? S("Name approved domains only, or add the new one to `allow` in a change of "
	    "its own.") : S("Note who owns the domain; list the approved ones in `allow`.");
}

/* Domains that look like a known one are to be told apart here, once names can be compared so. */
void
check_spf_include(struct check *c, const struct change *ch)
{
	struct spf_record before;
	struct str domains;
	struct spf spf;
	bool listed = false;
	size_t n;

	for_each_changed(r, ch, AFTER) {
		if (!(r->flags & RECORD_NEW_DATA) || !spf_of(c, NEW(c), r, &spf))
			continue;
		before = spf_at(c, BEFORE, ch->owner);
		domains = new_domains(c, &before, &spf, &listed, &n);
		if (n > 0)
			flag_domains(c, r, domains, n, listed);
		break;                          /* a second one is an error, whatever it names */
	}
}
