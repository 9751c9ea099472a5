/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mail-spf-invalid: what makes receivers give an SPF record up (permerror), and
 * what is near to it.  Lookups are counted as far as the zones of the tree tell;
 * an include that leads out of them counts for one.
 */
#include "rules/mail.h"

enum {
	LOOKUPS_MOST = 10,      /* RFC 7208 section 4.6.4 */
	COUNTED = 50,           /* lookups after which nobody goes on counting */
	VOIDS_MOST = 2,
	DEPTH = 12,
};

/* --- counting ------------------------------------------------------------------ */

struct count {
	struct check *c;
	enum side side;
	unsigned lookups, voids;
	bool more;                      /* something leads out of the tree */
	const char *broken;             /* an include that is an error of its own, "has no SPF record" */
	struct str at;
	const struct name *path[DEPTH];
};

static void count_record(struct count *, const struct spf *, int depth);

static void
remember_broken(struct count *n, const char *what, struct str at)
{
	if (n->broken)
		return;
	n->broken = what;
	n->at = at;
}

static void
follow(struct count *n, const struct spf_term *t, const struct name *name, int depth)
{
	struct spf_record at;

	for (int i = 0; i < depth; i++)
		if (name_equal(n->path[i], name)) {
			remember_broken(n, "leads back to itself", t->text);
			return;
		}
	if (depth == DEPTH)
		return;
	n->path[depth] = name;
	at = spf_at(n->c, n->side, name);
	if (at.state == SPF_ELSEWHERE)
		n->more = true;
	/* A name without any TXT is record-dangling-target's. */
	else if (at.state == SPF_NONE && target_failing(n->c, n->side, name, WANT_TEXT) == NULL)
		remember_broken(n, "has no SPF record", t->text);
	else if (at.state == SPF_SEVERAL)
		remember_broken(n, "has several SPF records", t->text);
	else if (at.state == SPF_FOUND && at.spf.fault)
		remember_broken(n, "has an SPF record with an error", t->text);
	else if (at.state == SPF_FOUND)
		count_record(n, &at.spf, depth + 1);
}

static void
count_term(struct count *n, const struct spf_term *t, int depth)
{
	struct zone *z = &n->c->set->zone[n->side];
	const struct name *name;
	enum reach reach;
	enum want want;

	n->lookups++;
	if (!spf_points(z, t, &name, &want)) {
		n->more |= t->macro && (t->kind == SPF_INCLUDE || t->kind == SPF_REDIRECT);
		return;
	}
	if (want == WANT_TEXT) {
		follow(n, t, name, depth);
		return;
	}
	reach = want == WANT_ADDRESS ? target_reach(n->c, n->side, name) : OUTSIDE;
	n->voids += reach == NO_ADDRESS || reach == NO_NAME ||
	    (want == WANT_MX && target_failing(n->c, n->side, name, WANT_MX));
}

static void
count_record(struct count *n, const struct spf *spf, int depth)
{
	for (size_t i = 0; i < spf->reached && n->lookups < COUNTED; i++)
		if (spf_costs_lookup(spf->terms[i].kind) && spf->terms[i].kind != SPF_REDIRECT)
			count_term(n, &spf->terms[i], depth);
	if (spf->redirect && n->lookups < COUNTED)
		count_term(n, spf->redirect, depth);
}

/* --- judging one record ---------------------------------------------------------- */

/* The gravest fault of a record. */
struct verdict {
	enum severity level;            /* OFF: none */
	struct str text, fix;
};

static struct verdict
verdict(enum severity level, struct str text, struct str fix)
{
	return (struct verdict){ level, text, fix };
}

/* What is behind the first "all": never reached, and somebody thinks that it is. */
static struct verdict
judge_tail(struct check *c, const struct spf *spf)
{
	for (size_t i = spf->all ? spf->reached + 1 : spf->n; i < spf->n; i++) {
		enum spf_kind kind = spf->terms[i].kind;

		if (kind != SPF_EXP && kind != SPF_MODIFIER)
			return verdict(WARNING, texted(c, "\"%.*s\" stands behind \"%.*s\" and is never reached",
			    STR(text_shown(c, spf->terms[i].text, TERM_SHOWN)), STR(spf->all->text)),
			    S("Put \"all\" at the end, or remove what is behind it."));
	}
	for (size_t i = 0; i < spf->reached && spf->all; i++)
		if (spf->terms[i].kind == SPF_REDIRECT)
			return verdict(WARNING, S("redirect= has no effect beside \"all\" (RFC 7208 section 6.1)"),
			    S("Keep either redirect= or \"all\"."));
	return verdict(OFF, S(""), S(""));
}

static struct verdict
judge_lookups(struct check *c, const struct count *n)
{
	const char *more = n->more ? ", and those of the zones elsewhere on top" : "";

	if (n->lookups > LOOKUPS_MOST)
		return verdict(ERROR, texted(c, "it costs %s%u DNS lookups%s; receivers stop after %d",
		    n->lookups >= COUNTED ? "more than " : "", n->lookups, more, LOOKUPS_MOST),
		    S("Drop what is not used, or write addresses (ip4, ip6) in place of names."));
	if (n->voids > VOIDS_MOST)
		return verdict(WARNING, texted(c, "%u of its terms find nothing; receivers may stop at "
		    "%d (RFC 7208 section 4.6.4)", n->voids, VOIDS_MOST), S("Drop those terms."));
	if (n->lookups >= check_number(c, "warn-lookups"))
		return verdict(WARNING, texted(c, "it costs %u DNS lookups%s; receivers stop after %d",
		    n->lookups, more, LOOKUPS_MOST),
		    S("Drop what is not used, or write addresses (ip4, ip6) in place of names."));
	return verdict(OFF, S(""), S(""));
}

static struct verdict
judge_record(struct check *c, enum side side, struct zone *z, struct record *r, const struct spf *spf)
{
	struct count n = { .c = c, .side = side, .path = { r->owner } };
	struct verdict v;
	size_t octets;

	if (spf->fault)
		return verdict(ERROR, texted(c, "\"%.*s\" %s", STR(text_shown(c, spf->at, TERM_SHOWN)), spf->fault),
		    texted(c, "Correct \"%.*s\" (RFC 7208 section 12).", STR(text_shown(c, spf->at, TERM_SHOWN))));
	count_record(&n, spf, 1);
	if (n.broken)
		return verdict(ERROR, texted(c, "\"%.*s\" %s", STR(text_shown(c, n.at, TERM_SHOWN)), n.broken),
		    S("Correct the record that it names, or drop the term."));
	v = judge_lookups(c, &n);
	if (v.level == OFF)
		v = judge_tail(c, spf);
	octets = text_joined(c, z, r).len;
	if (v.level == OFF && octets > check_number(c, "max-octets"))
		v = verdict(WARNING, texted(c, "it has %zu octets, more than %u: with other TXT records the "
		    "answer no longer fits a small packet", octets, check_number(c, "max-octets")),
		    S("Move a part of it into a record of its own and include that."));
	return v;
}

/* --- the RRset ------------------------------------------------------------------- */

static size_t
count_spf(struct check *c, struct zone *z, const struct rrset *set, struct record **last)
{
	struct spf spf;
	size_t n = 0;

	for (size_t i = 0; i < set->n && i < RRSET_MOST; i++)
		if (spf_of(c, z, set->v[i], &spf)) {
			n++;
			if (*last == NULL || (set->v[i]->flags & RECORD_NEW_DATA))
				*last = set->v[i];
		}
	return n;
}

static void
flag_several(struct check *c, struct record *r, size_t n, bool stood)
{
	struct finding *f = flag_at_most(c, stood ? NOTE : ERROR, "%.*s has %zu SPF records%s",
	    STR(check_name(c, r->owner)), n, stood ? " (so it had before this change)" : "");

	finding_at(c, f, NEW(c), r);
	f->effect = S("Receivers take several records for an error, and none of the senders passes "
	    "(RFC 7208 section 4.5).");
	f->fix = S("Join them into one record: all mechanisms, one \"all\" at the end.");
}

/* The same fault in the old record is not this change's doing. */
static bool
fault_stood(struct check *c, const struct change *ch, const struct verdict *now)
{
	struct spf_record old;

	if (ch->kind == RRSET_STANDS)
		return false;
	old = spf_at(c, BEFORE, ch->owner);
	if (old.state != SPF_FOUND)
		return false;
	return str_eq(judge_record(c, BEFORE, old.zone, old.record, &old.spf).text, now->text);
}

static void
flag_record(struct check *c, const struct change *ch, struct record *r, const struct verdict *v)
{
	bool stood = fault_stood(c, ch, v);
	struct finding *f = flag_at_most(c, stood ? NOTE : v->level, "the SPF record %s: %.*s%s",
	    v->level == ERROR ? "is in error" : "asks for care",
	    STR(v->text), stood ? " (so it was before this change)" : "");

	finding_at(c, f, NEW(c), r);
	f->effect = v->level == ERROR ? S("Receivers give the record up (permerror): none of the senders "
	    "passes, and many turn the mail away.") : S("None yet; the record is close to what "
	    "receivers give up, or says something else than it seems to.");
	f->fix = v->fix;
}

/* A text that was meant as SPF and that no receiver takes for it. */
static void
judge_lookalike(struct check *c, const struct change *ch, struct record *r)
{
	struct str text = text_joined(c, NEW(c), r);
	struct spf_record at;
	struct finding *f;

	if (text.len >= 5 && str_eq_nocase(str_n(text.p, 5), S("spf2.")))
		return;                         /* Sender ID (RFC 4406) */
	at = spf_at(c, AFTER, ch->owner);
	f = flag_at_most(c, at.state == SPF_NONE ? ERROR : WARNING, "the text begins like SPF, but "
	    "receivers pass it over: \"%.*s\"",
	    STR(text_shown(c, text, TERM_SHOWN)));
	finding_at(c, f, NEW(c), r);
	f->effect = S("The record is no SPF record (RFC 7208 section 4.5): it protects nothing.");
	f->fix = S("Begin the text with \"v=spf1\" and one blank.");
}

static bool
looks_like_spf(struct zone *z, struct record *r)
{
	return text_begins(z, r, S("v=spf")) || text_begins(z, r, S("spf1")) ||
	    text_begins(z, r, S(" v=spf1")) || text_begins(z, r, S("\"v=spf1"));
}

/*
 * A part of other records grew: does the record at the apex of a zone of the tree, which did not
 * change itself, cost too much now?
 */
static void
judge_includer(struct check *c, struct zone *z, const struct change *ch)
{
	struct count now = { .c = c, .side = AFTER, .path = { z->apex } };
	struct count then = { .c = c, .side = BEFORE, .path = { z->apex } };
	struct spf_record at = spf_at(c, AFTER, z->apex);
	struct finding *f;
	enum want want;

	if (at.state != SPF_FOUND || (at.record->flags & RECORD_NEW_DATA) || at.spf.fault ||
	    !spf_names(c, z, at.record, ch->owner, &want))
		return;
	count_record(&now, &at.spf, 1);
	if (now.lookups <= LOOKUPS_MOST)
		return;
	at = spf_at(c, BEFORE, z->apex);
	if (at.state == SPF_FOUND)
		count_record(&then, &at.spf, 1);
	if (then.lookups > LOOKUPS_MOST)
		return;
	f = flag(c, "the SPF record of %.*s, which includes this one, costs %s%u DNS lookups now; receivers "
	    "stop after %d", STR(check_name(c, z->apex)), now.lookups >= COUNTED ? "more than " : "",
	    now.lookups, LOOKUPS_MOST);
	f->effect = S("Receivers give that record up (permerror): none of the senders passes, and many "
	    "turn the mail away.");
	f->fix = S("Drop what is not used, or write addresses (ip4, ip6) in place of names.");
}

static void
judge_includers(struct check *c, const struct change *ch)
{
	struct zone *z;

	for (size_t i = 0; (z = target_tree(c, &i)) != NULL;)
		if (!name_equal(z->apex, ch->owner))
			judge_includer(c, z, ch);
}

static void
check_type_99(struct check *c, const struct change *ch)
{
	struct finding *f;

	if (ch->kind != RRSET_ADDED && ch->kind != RRSET_STANDS)
		return;
	f = flag_at_most(c, spf_at(c, AFTER, ch->owner).state == SPF_NONE ? WARNING : NOTE,
	    "%.*s has a record of type SPF, which receivers do not ask for",
	    STR(check_name(c, ch->owner)));
	f->effect = S("Only TXT records are SPF (RFC 7208 section 3.1); this one is never read.");
	f->fix = S("Publish the text as a TXT record, and drop the record of type SPF.");
}

void
check_spf_invalid(struct check *c, const struct change *ch)
{
	struct record *last = NULL, *was = NULL;
	struct verdict v;
	struct spf spf;
	size_t n;

	if (ch->type == TYPE_SPF) {
		check_type_99(c, ch);
		return;
	}
	for_each_of(r, ch, AFTER) {
		if (ch->kind != RRSET_STANDS && !(r->flags & RECORD_NEW_DATA))
			continue;
		if (!spf_of(c, NEW(c), r, &spf)) {
			if (looks_like_spf(NEW(c), r))
				judge_lookalike(c, ch, r);
			continue;
		}
		n = last ? 1 : count_spf(c, NEW(c), &ch->side[AFTER], &last);
		if (n > 1)
			flag_several(c, last, n, ch->kind != RRSET_STANDS &&
			    count_spf(c, OLD(c), &ch->side[BEFORE], &was) > 1);
		v = judge_record(c, AFTER, NEW(c), r, &spf);
		if (v.level != OFF)
			flag_record(c, ch, r, &v);
		if (v.level != ERROR && ch->kind != RRSET_STANDS)
			judge_includers(c, ch);
	}
}
