/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who may make certificates for a name, before and after.  The CAA RRset that
 * counts is the nearest one on the way up the tree (RFC 8659 section 3), in the
 * zones at hand.
 */
#include "rules/caa.h"
#include "rules/record.h"

enum { LISTED = 4, CAA_MOST = 128, SHOWN = 80 };

/* The records that count for a name. */
struct relevant {
	bool known;                     /* false: they may stand in a zone that is not here */
	const struct name *at;          /* NULL: there are none; anyone may issue */
	size_t n;
	struct caa v[CAA_MOST];
};

static void
read_set(struct zone *z, const struct name *at, struct relevant *set)
{
	for_each_record(r, z, at, TYPE_CAA) {
		const struct rdata *data = record_data(z, r);

		if (data && set->n < CAA_MOST && caa_read(data->wire, data->len, &set->v[set->n]))
			set->n++;
	}
}

static void
find_relevant(struct check *c, enum side side, struct name *name, struct relevant *set)
{
	struct zone *z;
	struct name *at;

	set->known = true;
	set->at = NULL;
	set->n = 0;
	for (; name->labels > 0; name = names_parent(&c->set->names, name)) {
		enum answer answer;

		if (check_zone_of(c, side, name) == NULL) {
			/* The zones above are not ours to judge: what they have they had before. */
			return;
		}
		answer = target_answer(c, side, name, TYPE_CAA, &z, &at);
		if (answer == ELSEWHERE) {
			set->known = false;
			return;
		}
		if (answer == ANSWERED) {
			set->at = name;
			read_set(z, at, set);
			return;
		}
	}
}

/* --- who may issue ----------------------------------------------------------------- */

/* The property that rules one kind of certificate: wildcards fall back on issue. */
static enum caa_property
ruling(const struct relevant *set, enum caa_property p)
{
	for (size_t i = 0; i < set->n && p == CAA_ISSUEWILD; i++)
		if (set->v[i].property == CAA_ISSUEWILD)
			return CAA_ISSUEWILD;
	return p == CAA_ISSUEWILD ? CAA_ISSUE : p;
}

static bool
is_restricted(const struct relevant *set, enum caa_property p)
{
	p = ruling(set, p);
	for (size_t i = 0; i < set->n; i++)
		if (set->v[i].property == p)
			return true;
	return false;
}

/* A property that issuers do not know and must not pass over (RFC 8659 section 4.1). */
static const struct caa *
unknown_critical(const struct relevant *set)
{
	for (size_t i = 0; i < set->n; i++)
		if ((set->v[i].flags & CAA_CRITICAL) && set->v[i].property >= CAA_RESERVED)
			return &set->v[i];
	return NULL;
}

/* The record by which an issuer may issue, or NULL. */
static const struct caa *
permit(const struct relevant *set, enum caa_property p, struct str issuer)
{
	p = ruling(set, p);
	for (size_t i = 0; i < set->n; i++)
		if (set->v[i].property == p && set->v[i].fault == NULL && issuer.len &&
		    str_eq_nocase(set->v[i].issuer, issuer))
			return &set->v[i];
	return NULL;
}

static bool
may_issue(const struct relevant *set, enum caa_property p, struct str issuer)
{
	return unknown_critical(set) == NULL && (!is_restricted(set, p) || permit(set, p, issuer));
}

static bool
may_anyone_issue(const struct relevant *set, enum caa_property p)
{
	if (unknown_critical(set))
		return false;
	p = ruling(set, p);
	for (size_t i = 0; i < set->n; i++)
		if (set->v[i].property == p && set->v[i].fault == NULL && set->v[i].issuer.len)
			return true;
	return !is_restricted(set, p);
}

static struct str
add(struct check *c, struct str list, struct str one, size_t n)
{
	if (n > LISTED)
		return list;
	if (n == LISTED)
		return texted(c, "%.*s, ...", STR(list));
	return texted(c, "%.*s%s%.*s", STR(list), list.len ? ", " : "", STR(text_shown(c, one, SHOWN)));
}

/* --- weakened ----------------------------------------------------------------------- */

static const char *
kind_text(enum caa_property p)
{
	switch (p) {
	case CAA_ISSUEWILD:
		return "wildcard certificates";
	case CAA_ISSUEMAIL:
		return "mail certificates";
	case CAA_ISSUEVMC:
		return "mark certificates";
	default:
		return "certificates";
	}
}

/* Those who may issue now and might not before, joined. */
static struct str
gainers(struct check *c, const struct relevant *old, const struct relevant *new, enum caa_property p)
{
	enum caa_property rules = ruling(new, p);
	struct str list = S("");
	size_t n = 0;

	for (size_t i = 0; i < new->n; i++) {
		const struct caa *caa = &new->v[i];

		if (caa->property != rules || caa->fault || caa->issuer.len == 0 ||
		    may_issue(old, p, caa->issuer) || check_lists_word(c, "issuers", caa->issuer))
			continue;
		list = add(c, list, caa->issuer, n++);
	}
	return list;
}

static struct str
joined(struct check *c, struct str all, struct str what)
{
	return texted(c, "%.*s%s%.*s", STR(all), all.len ? "; " : "", STR(what));
}

/* A restriction to an account or to ways of proof that an issuer is no longer held to (RFC 8657). */
static struct str
lost_parameters(struct check *c, const struct relevant *old, const struct relevant *new, enum caa_property p)
{
	enum caa_property rules = ruling(old, p);
	struct str all = S("");

	for (size_t i = 0; i < old->n && all.len < 300; i++) {
		const struct caa *was = &old->v[i], *now;

		if (was->property != rules || was->fault || (now = permit(new, p, was->issuer)) == NULL)
			continue;
		if (was->account.len && !str_eq(was->account, now->account))
			all = joined(c, all, texted(c, "%.*s %s accounturi", STR(text_shown(c, was->issuer, SHOWN)),
			    now->account.len ? "has another" : "is not held to its"));
		if (was->methods.len && !str_eq_nocase(was->methods, now->methods))
			all = joined(c, all, texted(c, "%.*s %s validationmethods",
			    STR(text_shown(c, was->issuer, SHOWN)),
			    now->methods.len ? "has other" : "is not held to its"));
	}
	return all;
}

/* A record that stays but is no longer critical. */
static bool
lost_critical(const struct relevant *old, const struct relevant *new)
{
	for (size_t i = 0; i < old->n; i++)
		for (size_t j = 0; j < new->n && (old->v[i].flags & CAA_CRITICAL); j++)
			if (str_eq_nocase(old->v[i].tag, new->v[j].tag) &&
			    str_eq(old->v[i].value, new->v[j].value) && !(new->v[j].flags & CAA_CRITICAL))
				return true;
	return false;
}

static struct str
weaker(struct check *c, const struct relevant *old, const struct relevant *new)
{
	struct str all = S(""), first = S(""), list;

	for (enum caa_property p = CAA_ISSUE; p <= CAA_ISSUEVMC; p++) {
		if (is_restricted(old, p) && !is_restricted(new, p)) {
			list = texted(c, "anyone may make %s", kind_text(p));
		} else if (is_restricted(old, p)) {
			list = gainers(c, old, new, p);
			if (list.len)
				list = texted(c, "%.*s may make %s", STR(list), kind_text(p));
		} else {
			continue;
		}
		/* Wildcards that follow the rest need no word of their own. */
		if (p == CAA_ISSUEWILD && list.len && first.len && ruling(old, p) == CAA_ISSUE &&
		    ruling(new, p) == CAA_ISSUE)
			continue;
		if (p == CAA_ISSUE)
			first = list;
		if (list.len)
			all = joined(c, all, list);
		list = p == CAA_ISSUEWILD && ruling(old, p) == CAA_ISSUE ? S("") :
		    lost_parameters(c, old, new, p);
		if (list.len)
			all = joined(c, all, list);
	}
	if (all.len == 0 && lost_critical(old, new))
		all = S("a record is no longer critical");
	return all;
}

void
check_caa_weakened(struct check *c, const struct change *ch)
{
	struct relevant old, new;
	struct finding *f;
	struct str what;

	if (zone_occluded(NEW(c), ch->owner, TYPE_CAA) || !zone_exists(NEW(c), ch->owner))
		return;
	find_relevant(c, BEFORE, ch->owner, &old);
	find_relevant(c, AFTER, ch->owner, &new);
	if (!old.known || !new.known || old.at == NULL)
		return;
	what = weaker(c, &old, &new);
	if (what.len == 0)
		return;
	f = flag(c, "CAA of %.*s lets in more than before: %.*s", STR(check_name(c, ch->owner)), STR(what));
	f->effect = texted(c, "Who passes the checks of such an issuer gets certificates for %.*s%s.",
	    STR(check_name(c, ch->owner)), ch->kind == RRSET_REMOVED ? " and the names below" : "");
	f->fix = check_is_set(c, "issuers") ? S("Keep to the issuers listed in `issuers`, or extend the list in "
	    "a change of its own.") : S("Keep the records of the issuers you use, with their parameters; list "
	    "the issuers in `issuers`.");
}

/* --- locked out ------------------------------------------------------------------------ */

/* Does the policy's list hold anyone who may issue?  Without a list, any old issuer. */
static bool
someone_left(struct check *c, const struct relevant *old, const struct relevant *new, enum caa_property p)
{
	if (unknown_critical(new))
		return false;
	if (!is_restricted(new, p))
		return true;
	for (size_t i = 0; i < new->n; i++) {
		const struct caa *caa = &new->v[i];

		if (caa->property != ruling(new, p) || caa->fault || caa->issuer.len == 0)
			continue;
		if (check_is_set(c, "issuers") ? check_lists_word(c, "issuers", caa->issuer) :
		    !is_restricted(old, p) || permit(old, p, caa->issuer))
			return true;
	}
	return false;
}

/* Could it be that nobody was left before either? */
static bool
was_left(struct check *c, const struct relevant *old, enum caa_property p)
{
	return check_is_set(c, "issuers") ? someone_left(c, old, old, p) : may_anyone_issue(old, p);
}

/* The values that are there in place of the issuers: "reseller-brand.test", or that nobody is named. */
static struct str
named_instead(struct check *c, const struct relevant *set, enum caa_property p)
{
	const struct caa *critical = unknown_critical(set);
	struct str list = S("");
	size_t n = 0;

	if (critical)
		return texted(c, "the critical property \"%.*s\" is one that issuers do not know",
		    STR(text_shown(c, critical->tag, SHOWN)));
	for (size_t i = 0; i < set->n; i++)
		if (set->v[i].property == ruling(set, p) && set->v[i].issuer.len && !set->v[i].fault)
			list = add(c, list, set->v[i].issuer, n++);
	return n ? texted(c, "only %.*s may", STR(list)) : S("it names no issuer");
}

/* An old issuer that a new value misspells, for "was it meant?"; empty: none is near. */
static struct str
misspelt(const struct relevant *old, const struct relevant *new)
{
	for (size_t i = 0; i < new->n; i++)
		for (size_t j = 0; j < old->n; j++)
			if (new->v[i].property <= CAA_ISSUEVMC && old->v[j].property <= CAA_ISSUEVMC &&
			    old->v[j].issuer.len && old->v[j].issuer.len < 64 && new->v[i].issuer.len < 64 &&
			    !str_eq_nocase(new->v[i].issuer, old->v[j].issuer) &&
			    str_distance(new->v[i].issuer, old->v[j].issuer, 2) <= 2)
				return old->v[j].issuer;
	return S("");
}

static void
flag_lockout(struct check *c, const struct change *ch, const struct relevant *old, const struct relevant *new,
    enum caa_property p)
{
	bool listed = check_is_set(c, "issuers");
	struct str meant = misspelt(old, new);
	struct finding *f = flag_at_most(c, listed ? ERROR : check_level(c, "usual"),
	    "no issuer that %s may make %s for %.*s any more: %.*s", listed ? "is in use" :
	    "was allowed before", kind_text(p), STR(check_name(c, ch->owner)),
	    STR(named_instead(c, new, p)));

	f->effect = S("The next renewal fails, and the site with it when its certificate runs out.");
	if (meant.len)
		f->fix = texted(c, "Write \"%.*s\", if that was meant.", STR(text_shown(c, meant, SHOWN)));
	else
		f->fix = S("Name the issuers in use, by the domain that their documents give for CAA.");
}

void
check_caa_lockout(struct check *c, const struct change *ch)
{
	struct relevant old, new;

	if (zone_occluded(NEW(c), ch->owner, TYPE_CAA) || !zone_exists(NEW(c), ch->owner))
		return;
	find_relevant(c, BEFORE, ch->owner, &old);
	find_relevant(c, AFTER, ch->owner, &new);
	if (!old.known || !new.known || new.at == NULL)
		return;
	if (!someone_left(c, &old, &new, CAA_ISSUE)) {
		if (was_left(c, &old, CAA_ISSUE))
			flag_lockout(c, ch, &old, &new, CAA_ISSUE);
	} else if (check_yes(c, "wildcard") && !someone_left(c, &old, &new, CAA_ISSUEWILD) &&
	    was_left(c, &old, CAA_ISSUEWILD)) {
		flag_lockout(c, ch, &old, &new, CAA_ISSUEWILD);
	}
}

/* --- in error ------------------------------------------------------------------------------ */

/* What is wrong with a record; NULL: nothing. */
static const char *
caa_fault(const struct caa *caa, struct str *at)
{
	*at = caa->fault ? caa->at : caa->tag;
	if (caa->fault)
		return caa->fault;
	if (caa->property == CAA_RESERVED)
		return "is a property that RFC 8659 reserves";
	if (caa->property == CAA_UNKNOWN)
		return caa->flags & CAA_CRITICAL ? "is critical and no property that issuers know: nobody may issue" :
		    "is no property that issuers know";
	*at = caa->value;
	if (caa->property == CAA_IODEF && !str_starts(caa->value, S("mailto:")) &&
	    !str_starts(caa->value, S("http://")) && !str_starts(caa->value, S("https://")))
		return "is no URI that issuers can report to";
	*at = caa->tag;
	if (caa->flags & ~(unsigned)CAA_CRITICAL)
		return "has flags that mean nothing: only 0 and 128 do";
	return NULL;
}

static bool
caa_stood(struct check *c, const struct change *ch, const char *fault, struct str at)
{
	if (ch->kind == RRSET_STANDS)
		return false;
	for_each_of(r, ch, BEFORE) {
		const struct rdata *data = record_data(OLD(c), r);
		struct str was_at;
		struct caa caa;

		if (data && caa_read(data->wire, data->len, &caa) && caa_fault(&caa, &was_at) == fault &&
		    str_eq(was_at, at))
			return true;
	}
	return false;
}

void
check_caa_invalid(struct check *c, const struct change *ch)
{
	for_each_of(r, ch, AFTER) {
		const struct rdata *data = record_data(NEW(c), r);
		const char *fault;
		struct str at;
		struct caa caa;
		struct finding *f;

		if (data == NULL || (ch->kind != RRSET_STANDS && !(r->flags & RECORD_NEW_DATA)) ||
		    !caa_read(data->wire, data->len, &caa) || (fault = caa_fault(&caa, &at)) == NULL ||
		    caa_stood(c, ch, fault, at))
			continue;
		f = flag(c, "\"%.*s\" %s", STR(text_shown(c, at, SHOWN)), fault);
		finding_at(c, f, NEW(c), r);
		if (caa.property <= CAA_ISSUEVMC && caa.fault)
			f->effect = S("No issuer matches the record: it allows nobody.");
		else if (caa.property >= CAA_RESERVED && (caa.flags & CAA_CRITICAL))
			f->effect = S("Every issuer has to refuse (RFC 8659 section 4.1): renewals fail.");
	}
}
