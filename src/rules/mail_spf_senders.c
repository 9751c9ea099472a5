/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who may send, before and after: mail-spf-weakened asks for strangers that pass
 * now, mail-spf-narrowed for senders that do not pass any more.  Terms behind the
 * first "all" are never reached, and only mechanisms that pass let anyone in.
 */
#include "rules/mail.h"

enum {
	DEPTH = 10,             /* includes in includes; receivers stop at ten lookups */
	STEPS = 8192,           /* of comparing one record; beyond that nothing is said to be lost */
	HALVES = 8,             /* times that a network is cut in two */
	RECORD_STEPS = 128,     /* what reading another record counts for */
	LISTED = 3,             /* terms that a message names */
};

static bool
passes(const struct spf_term *t)
{
	return t->qualifier == '+' && t->kind != SPF_ALL;
}

static struct str
shown(struct check *c, const struct spf_term *t)
{
	return text_shown(c, t->text, TERM_SHOWN);
}

static const struct name *
domain_name(struct zone *z, const struct spf_term *t)
{
	const struct name *name;
	enum want want;

	return spf_points(z, t, &name, &want) ? name : NULL;
}

/* --- what becomes of everybody else ---------------------------------------------- */

static enum spf_rest
rest_of(char qualifier)
{
	switch (qualifier) {
	case '-':
		return REST_FAIL;
	case '~':
		return REST_SOFTFAIL;
	case '?':
		return REST_NEUTRAL;
	default:
		return REST_PASS;
	}
}

/* The verdict on those whom no mechanism names; a record without "all" is neutral (RFC 7208 section 4.7). */
static enum spf_rest
spf_rest(struct check *c, enum side side, const struct spf *spf, int depth)
{
	const struct name *next;
	struct spf_record at;

	if (spf->all)
		return rest_of(spf->all->qualifier);
	if (spf->redirect == NULL)
		return REST_NEUTRAL;
	next = depth < DEPTH ? domain_name(&c->set->zone[side], spf->redirect) : NULL;
	if (next == NULL)
		return REST_UNKNOWN;
	at = spf_at(c, side, next);
	return at.state == SPF_FOUND ? spf_rest(c, side, &at.spf, depth + 1) : REST_UNKNOWN;
}

static const char *
rest_text(const struct spf *spf, enum spf_rest rest)
{
	static const char *const texts[] = { "-all", "~all", "?all", "+all", "" };

	if (rest == REST_NEUTRAL && spf->all == NULL && spf->redirect == NULL)
		return "no \"all\"";
	return texts[rest];
}

/* --- weakened --------------------------------------------------------------------- */

static void
charge_rest(struct check *c, struct charges *all, const struct spf_record *old, const struct spf *new)
{
	bool known = old->state == SPF_FOUND;
	enum spf_rest before = known ? spf_rest(c, BEFORE, &old->spf, 0) : REST_UNKNOWN;
	enum spf_rest after = spf_rest(c, AFTER, new, 0);
	enum severity level = is_underscored(c->change->owner) ? check_level(c, "usual") : ERROR;

	if (after == REST_PASS && before != REST_PASS)
		charge(c, all, ERROR, texted(c, "it ends in %s: every host of the net passes",
		    new->all ? "+all" : "a record with +all"));
	else if (after == REST_UNKNOWN && before < REST_NEUTRAL)
		charge(c, all, level, texted(c, "%s gave way to %.*s, a record that stands elsewhere",
		    rest_text(&old->spf, before), STR(text_shown(c, new->redirect->text, TERM_SHOWN))));
	else if (after != REST_UNKNOWN && before != REST_UNKNOWN && after > before)
		charge(c, all, level, texted(c, "%s became %s", rest_text(&old->spf, before),
		    rest_text(new, after)));
	else if (old->state == SPF_NONE && after == REST_NEUTRAL && new->all)
		charge(c, all, NOTE, S("it ends in ?all, which turns nobody away"));
}

static bool
stood_before(const struct spf_record *old, const struct spf_term *t)
{
	if (old->state != SPF_FOUND)
		return false;
	for (size_t i = 0; i < old->spf.reached; i++)
		if (passes(&old->spf.terms[i]) && spf_covers(&old->spf.terms[i], t))
			return true;
	return false;
}

static void
charge_term(struct check *c, struct charges *all, const struct spf_term *t)
{
	bool v4 = t->kind == SPF_IP4, v6 = t->kind == SPF_IP6;
	uint32_t widest = v4 ? check_number(c, "ip4-prefix") : check_number(c, "ip6-prefix");

	if ((v4 || v6) && t->prefix[0] < widest)
		charge(c, all, ERROR, texted(c, "%.*s is wider than /%u", STR(shown(c, t)), widest));
	if (t->kind == SPF_EXISTS)
		charge(c, all, check_level(c, "usual"), texted(c, "%.*s lets in whomever the DNS of "
		    "that name says", STR(shown(c, t))));
	if (t->kind == SPF_PTR)
		charge(c, all, check_level(c, "usual"), texted(c, "%.*s trusts the reverse names of "
		    "strangers, and must not be published (RFC 7208 section 5.5)", STR(shown(c, t))));
}

/* The SPF record that arrives with this change; false: none, or several, or one that no receiver reads. */
static bool
arriving_spf(struct check *c, const struct change *ch, struct record **r, struct spf *spf)
{
	struct spf_record at;

	for_each_changed(changed, ch, AFTER) {
		if (!(changed->flags & RECORD_NEW_DATA) || !text_begins(NEW(c), changed, S("v=spf1")))
			continue;
		at = spf_at(c, AFTER, ch->owner);
		*r = at.record;
		*spf = at.spf;
		return at.state == SPF_FOUND && at.record == changed && spf->fault == NULL;
	}
	return false;
}

static struct finding *
about_spf(struct check *c, struct finding *f, const struct spf_record *old, struct record *new)
{
	finding_at(c, f, NEW(c), new);
	f->before = old->state == SPF_FOUND ?
	    text_shown(c, text_joined(c, old->zone, old->record), TEXT_SHOWN) : S("");
	f->after = text_shown(c, text_joined(c, NEW(c), new), TEXT_SHOWN);
	return f;
}

void
check_spf_weakened(struct check *c, const struct change *ch)
{
	struct charges all = { .text = S("") };
	struct spf_record old;
	struct record *r;
	struct finding *f;
	struct spf spf;

	if (!arriving_spf(c, ch, &r, &spf))
		return;
	old = spf_at(c, BEFORE, ch->owner);
	charge_rest(c, &all, &old, &spf);
	for (size_t i = 0; i < spf.reached && all.text.len < 400; i++)
		if (passes(&spf.terms[i]) && !stood_before(&old, &spf.terms[i]))
			charge_term(c, &all, &spf.terms[i]);
	if (all.text.len == 0)
		return;
	f = flag_at_most(c, all.worst, "the SPF record lets more senders pass: %.*s",
	    STR(all.text));
	about_spf(c, f, &old, r);
	f->effect = S("Strangers can send mail in the name of the domain that receivers take for genuine.");
	f->fix = old.state == SPF_FOUND && old.spf.all && old.spf.all->qualifier != '+' ?
	    texted(c, "Name the senders one by one and end the record in %.*s as before.",
	    STR(old.spf.all->text)) : S("Name the senders one by one and end the record in -all.");
}

/* --- narrowed ---------------------------------------------------------------------- */

struct cover {
	struct check *c;
	unsigned steps;
};

static bool record_covers(struct cover *, const struct spf *, const struct spf_term *, int depth);
static bool is_covered(struct cover *, const struct spf *, const struct spf_term *, int depth);

/* An address as a term, to be looked up among the others. */
static bool
address_covered(struct cover *k, const struct spf *new, const struct rdata *address,
    const struct spf_term *like, int depth)
{
	struct spf_term t = { .kind = address->len == 4 ? SPF_IP4 : SPF_IP6, .qualifier = '+' };

	if (address->len > sizeof(t.address))
		return false;
	t.prefix[0] = like->prefix[address->len == 4 ? 0 : 1];
	for (size_t i = 0; i < address->len; i++) {
		unsigned keep = t.prefix[0] > i * 8 ? t.prefix[0] - (unsigned)i * 8 : 0;

		t.address[i] = keep >= 8 ? address->wire[i] : address->wire[i] & (uint8_t)(0xff00u >> keep);
	}
	return record_covers(k, new, &t, depth + 1);
}

/* Calls for every address of a host of the tree; false: one is not covered, or there is none. */
static bool
host_covered(struct cover *k, const struct name *host, const struct spf *new,
    const struct spf_term *like, int depth)
{
	static const uint16_t types[] = { TYPE_A, TYPE_AAAA };
	size_t n = 0;

	for (size_t i = 0; i < 2; i++) {
		struct zone *z;
		struct name *at;

		if (target_answer(k->c, BEFORE, host, types[i], &z, &at) != ANSWERED)
			continue;
		for_each_record(r, z, at, types[i]) {
			const struct rdata *address = record_data(z, r);

			if (address && !address_covered(k, new, address, like, depth))
				return false;
			n++;
		}
	}
	return n > 0;
}

static bool
exchangers_covered(struct cover *k, const struct name *domain, const struct spf *new,
    const struct spf_term *like, int depth)
{
	struct zone *z;
	struct name *at;

	if (target_answer(k->c, BEFORE, domain, TYPE_MX, &z, &at) != ANSWERED)
		return false;
	for_each_record(r, z, at, TYPE_MX) {
		struct name *host = record_target(z, r);

		if (host && host->labels > 0 && !host_covered(k, host, new, like, depth))
			return false;
	}
	return true;
}

static bool
host_is_gone(struct cover *k, const struct name *host)
{
	enum reach reach = target_reach(k->c, AFTER, host);

	return reach == NO_NAME || reach == NO_ADDRESS;
}

/* What an old term of the tree let in, piece by piece, against the new record. */
static bool
parts_covered(struct cover *k, const struct spf *new, const struct spf_term *t, int depth)
{
	const struct name *name = domain_name(OLD(k->c), t);
	struct spf_record at;

	if (name == NULL)
		return false;
	if (t->kind == SPF_A)                   /* a host that is gone sends nothing any more */
		return host_is_gone(k, name) || host_covered(k, name, new, t, depth);
	if (t->kind == SPF_MX)
		return exchangers_covered(k, name, new, t, depth);
	k->steps += RECORD_STEPS;
	at = spf_at(k->c, BEFORE, name);
	if (at.state != SPF_FOUND || at.spf.fault)
		return at.state == SPF_NONE;            /* it let nobody in */
	for (size_t i = 0; i < at.spf.reached; i++)
		if (passes(&at.spf.terms[i]) && !is_covered(k, new, &at.spf.terms[i], depth + 1))
			return false;
	return at.spf.redirect == NULL || is_covered(k, new, at.spf.redirect, depth + 1);
}

/* Does a host that a new "a" names in the tree hold this network? */
static bool
host_holds(struct cover *k, const struct name *host, const struct spf_term *by,
    const struct spf_term *network)
{
	bool v4 = network->kind == SPF_IP4;
	uint16_t type = v4 ? TYPE_A : TYPE_AAAA;
	struct zone *z;
	struct name *at;

	if (target_answer(k->c, AFTER, host, type, &z, &at) != ANSWERED)
		return false;
	for_each_record(r, z, at, type) {
		const struct rdata *address = k->steps++ < STEPS ? record_data(z, r) : NULL;
		uint8_t prefix = by->prefix[v4 ? 0 : 1];
		bool inside = address && prefix <= network->prefix[0];

		for (unsigned bit = 0; inside && bit < prefix; bit++)
			inside = !((address->wire[bit / 8] ^ network->address[bit / 8]) &
			    (0x80u >> bit % 8));
		if (inside)
			return true;
	}
	return false;
}

static bool
exchanger_holds(struct cover *k, const struct name *domain, const struct spf_term *by,
    const struct spf_term *network)
{
	struct zone *z;
	struct name *at;

	if (target_answer(k->c, AFTER, domain, TYPE_MX, &z, &at) != ANSWERED)
		return false;
	for_each_record(r, z, at, TYPE_MX) {
		struct name *host = record_target(z, r);

		if (host && host_holds(k, host, by, network))
			return true;
	}
	return false;
}

/* Does one term of a new record, followed into the tree, let in what `t` let in? */
static bool
term_covers(struct cover *k, const struct spf_term *by, const struct spf_term *t, int depth)
{
	const struct name *name;
	struct spf_record at;

	if (spf_covers(by, t))
		return true;
	name = domain_name(NEW(k->c), by);
	if (name == NULL)
		return by->kind == SPF_REDIRECT;
	if (by->kind == SPF_A || by->kind == SPF_MX) {
		if (t->kind != SPF_IP4 && t->kind != SPF_IP6)
			return false;
		return by->kind == SPF_A ? host_holds(k, name, by, t) :
		    exchanger_holds(k, name, by, t);
	}
	k->steps += RECORD_STEPS;
	at = spf_at(k->c, AFTER, name);
	if (at.state != SPF_FOUND)              /* nobody can tell whom a whole record elsewhere lets in */
		return at.state == SPF_ELSEWHERE && by->kind == SPF_REDIRECT;
	return record_covers(k, &at.spf, t, depth + 1);
}

static bool
record_covers(struct cover *k, const struct spf *new, const struct spf_term *t, int depth)
{
	if (depth > DEPTH || k->steps > STEPS || (new->all && new->all->qualifier == '+'))
		return true;                    /* not known to be lost */
	for (size_t i = 0; i < new->reached; i++) {
		k->steps++;
		if (passes(&new->terms[i]) && term_covers(k, &new->terms[i], t, depth))
			return true;
	}
	return new->redirect && term_covers(k, new->redirect, t, depth);
}

/* A network may be let in by halves. */
static bool
network_covered(struct cover *k, const struct spf *new, const struct spf_term *t, int levels)
{
	struct spf_term half = *t;
	unsigned bit = t->prefix[0];

	if (record_covers(k, new, t, 0))
		return true;
	if (levels == 0 || bit == (t->kind == SPF_IP4 ? 32 : 128))
		return false;
	half.prefix[0]++;
	if (!network_covered(k, new, &half, levels - 1))
		return false;
	half.address[bit / 8] |= (uint8_t)(0x80u >> bit % 8);
	return network_covered(k, new, &half, levels - 1);
}

static bool
is_covered(struct cover *k, const struct spf *new, const struct spf_term *t, int depth)
{
	if (depth > DEPTH)
		return true;
	if (t->kind == SPF_IP4 || t->kind == SPF_IP6)
		return network_covered(k, new, t, HALVES);
	return record_covers(k, new, t, depth) || parts_covered(k, new, t, depth);
}

/* The old mechanisms that nothing stands for any more, joined; *n of them. */
static struct str
lost_terms(struct check *c, const struct spf *old, const struct spf *new, size_t *n)
{
	struct cover k = { .c = c };
	struct str text = S("");

	*n = 0;
	for (size_t i = 0; i < old->n; i++) {
		const struct spf_term *t = &old->terms[i];

		if ((i < old->reached ? !passes(t) && t != old->redirect : true) ||
		    t->kind == SPF_PTR || t->kind == SPF_MODIFIER || is_covered(&k, new, t, 0))
			continue;
		if ((*n)++ < LISTED)
			text = texted(c, "%.*s%s%.*s", STR(text), text.len ? ", " : "", STR(shown(c, t)));
	}
	if (*n > LISTED)
		text = texted(c, "%.*s and %zu more", STR(text), *n - LISTED);
	return text;
}

void
check_spf_narrowed(struct check *c, const struct change *ch)
{
	struct spf_record old;
	struct record *r;
	struct finding *f;
	struct spf spf;
	struct str lost;
	bool hard;
	size_t n;

	if (!arriving_spf(c, ch, &r, &spf))
		return;
	old = spf_at(c, BEFORE, ch->owner);
	if (old.state != SPF_FOUND || old.spf.fault)
		return;
	lost = lost_terms(c, &old.spf, &spf, &n);
	if (n == 0)
		return;
	hard = spf_rest(c, AFTER, &spf, 0) == REST_FAIL;
	f = flag_at_most(c, hard ? ERROR : check_level(c, "usual"),
	    "the SPF record loses senders: %.*s%s", STR(lost), hard ? "; it ends in -all" : "");
	about_spf(c, f, &old, r);
	f->effect = texted(c, "Mail from %s no longer passes SPF%s.", n == 1 ? "that sender" :
	    "those senders", hard ? ": receivers refuse it" : "; where DKIM fails too, DMARC turns it away");
	f->fix = texted(c, "Keep %s while %s sends mail; or end the record in ~all first and watch the "
	    "DMARC reports for a week.", n == 1 ? "the term" : "the terms", n == 1 ? "it" : "any of them");
}
