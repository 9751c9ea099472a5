/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DKIM keys (RFC 6376): mail that is on its way, or waits in a queue, was signed
 * with the key that stood; a key that goes or changes under its selector lets that
 * mail fail.  Keys stand at SELECTOR._domainkey.DOMAIN, or behind an alias there.
 */
#include "rules/dkim.h"
#include "rules/mail.h"

struct dkim_record {
	enum { DKIM_FOUND, DKIM_MISSING, DKIM_SEVERAL, DKIM_ELSEWHERE } state;
	struct zone *zone;
	struct record *record;
	struct dkim dkim;
};

/* Is it a selector: some label above _domainkey, and none of the policies that stood there once? */
static bool
is_selector(const struct name *owner)
{
	static const uint8_t label[] = "\12_domainkey";

	if (is_underscored(owner))
		return false;                   /* _domainkey itself, _adsp (RFC 5617) */
	for (size_t i = 0; i + 11 < owner->len; i += (size_t)1 + owner->wire[i])
		if (str_eq(str_n((const char *)owner->wire + i, 11), str_n((const char *)label, 11)))
			return i > 0;
	return false;
}

static bool
dkim_of(struct check *c, struct zone *z, struct record *r, struct dkim *d)
{
	struct known_dkim *known = c->known ? &c->known->dkim[z->side] : NULL;
	const struct rdata *data = record_data(z, r);
	bool is;

	if (known && known->record == r && known->data == data) {
		*d = known->dkim;
		return known->is;
	}
	*d = (struct dkim){ .key = S("") };
	is = dkim_read(text_joined(c, z, r), d);
	if (known)
		*known = (struct known_dkim){ r, data, is, *d };
	return is;
}

static struct dkim_record
dkim_at(struct check *c, enum side side, const struct name *owner)
{
	struct dkim_record found = { .state = DKIM_MISSING };
	struct zone *z;
	struct name *at;
	struct dkim d;
	enum answer answer = target_answer(c, side, owner, TYPE_TXT, &z, &at);

	if (answer == ELSEWHERE)
		found.state = DKIM_ELSEWHERE;
	if (answer != ANSWERED)
		return found;
	for_each_record(r, z, at, TYPE_TXT) {
		if (!dkim_of(c, z, r, &d))
			continue;
		if (found.state == DKIM_FOUND) {
			found.state = DKIM_SEVERAL;
			break;
		}
		found = (struct dkim_record){ DKIM_FOUND, z, r, d };
	}
	return found;
}

/* --- gone, or other than before -------------------------------------------------- */

static struct str
selector_text(struct check *c, const struct name *owner)
{
	struct str text = check_name(c, owner);
	size_t n = 0;

	while (n < text.len && !str_starts(str_skip(text, n), S("._domainkey.")))
		n++;
	return str_n(text.p, n);
}

/* Does this change bring a selector under the name? */
static bool
brings_selector(struct check *c, const struct change *at, const struct name *parent)
{
	return at->kind == RRSET_ADDED && (at->type == TYPE_TXT || at->type == TYPE_CNAME) &&
	    is_selector(at->owner) && names_parent(&c->set->names, at->owner) == parent;
}

/* The selectors that this change brings under a name, the first two: one may be that which goes. */
static struct known_selectors
new_selectors(struct check *c, struct name *parent)
{
	struct known_selectors found = { .parent = parent };
	const struct change *v;
	size_t n, have = 0;

	if (c->known && c->known->selectors.parent == parent)
		return c->known->selectors;
	v = changeset_within(c->set, parent, &n);
	for (size_t i = 0; i < n && have < 2; i++)
		if ((have == 0 || v[i].owner != found.owner[0]) && brings_selector(c, &v[i], parent))
			found.owner[have++] = v[i].owner;
	if (c->known)
		c->known->selectors = found;
	return found;
}

/* A selector that this change brings beside the one that goes, or NULL. */
static const struct name *
new_selector(struct check *c, const struct change *ch)
{
	struct known_selectors new = new_selectors(c, names_parent(&c->set->names, ch->owner));

	return new.owner[0] == ch->owner ? new.owner[1] : new.owner[0];
}

static void
flag_gone(struct check *c, const struct change *ch)
{
	const struct name *other = new_selector(c, ch);
	struct finding *f = flag_at_most(c, check_level(c, "usual"), "the key of selector %.*s is gone%s%.*s",
	    STR(selector_text(c, ch->owner)), other ? "; this change brings " : "",
	    STR(other ? selector_text(c, other) : S("")));

	f->effect = S("Mail signed with it that is on its way or queued fails DKIM; under a strict DMARC "
	    "policy it is lost.");
	f->fix = S("Sign with a new selector first; remove the old key a week after its last use.");
}

/* What changed in the record of a selector that stays; *level says how grave. */
static struct str
key_change(struct check *c, const struct dkim *old, const struct dkim *new, enum severity *level)
{
	*level = check_level(c, "usual");
	if (new->revoked && !old->revoked)
		return S("is revoked: p is empty (RFC 6376 section 3.6.1)");
	if (old->revoked || old->fault)
		return S("");                   /* nothing was signed with it */
	if (!dkim_same_key(old, new)) {
		*level = ERROR;
		return S("is replaced under its name");
	}
	if (new->test && !old->test)
		return S("goes into test mode (t=y): receivers treat its mail as unsigned");
	if (new->strict && !old->strict)
		return S("no longer signs for subdomains (t=s)");
	return S("");
}

static void
flag_change(struct check *c, const struct change *ch, const struct dkim_record *old,
    const struct dkim_record *new)
{
	enum severity level;
	struct str what = key_change(c, &old->dkim, &new->dkim, &level);
	struct finding *f;

	if (what.len == 0)
		return;
	f = flag_at_most(c, level, "the key of selector %.*s %.*s", STR(selector_text(c, ch->owner)),
	    STR(what));
	f->effect = S("Mail signed with the old record that is on its way or queued fails DKIM, and so does "
	    "new mail while caches and signers disagree.");
	f->fix = S("Publish a new key under a selector of its own, sign with that, and remove this one a "
	    "week later.");
}

/* Between a key of one's own and an alias that leads out of the tree, or from one such alias to another. */
static void
flag_elsewhere(struct check *c, const struct change *ch)
{
	struct finding *f = flag_at_most(c, check_level(c, "usual"),
	    "the key of selector %.*s comes from another place now, which nobody here can compare",
	    STR(selector_text(c, ch->owner)));

	f->effect = S("Unless the key there is the same, mail on its way fails DKIM.");
	f->fix = S("Make sure that the key is the same, or give the new one a selector of its own.");
}

/* The alias that led to a key elsewhere leads to another place, or gave way to a record. */
static bool
alias_moved(struct check *c, const struct change *ch)
{
	if (ch->type == TYPE_CNAME)
		return ch->kind == DATA_CHANGED;
	return ch->kind == RRSET_ADDED && OLD(c)->exists && zone_has(OLD(c), ch->owner, TYPE_CNAME);
}

void
check_dkim_removed(struct check *c, const struct change *ch)
{
	struct dkim_record old, new;

	if (!is_selector(ch->owner) || zone_occluded(OLD(c), ch->owner, ch->type))
		return;
	old = dkim_at(c, BEFORE, ch->owner);
	if (old.state == DKIM_MISSING || old.state == DKIM_SEVERAL)
		return;
	new = dkim_at(c, AFTER, ch->owner);
	if (new.state == DKIM_SEVERAL)
		return;
	if (new.state == DKIM_MISSING && (old.state == DKIM_ELSEWHERE || !old.dkim.revoked))
		flag_gone(c, ch);
	else if (ch->kind == RRSET_REMOVED)
		return;                         /* what came in its place speaks */
	else if (new.state == DKIM_FOUND && old.state == DKIM_FOUND)
		flag_change(c, ch, &old, &new);
	else if (old.state == DKIM_FOUND ? !old.dkim.revoked : alias_moved(c, ch))
		flag_elsewhere(c, ch);
}

/* --- in error ------------------------------------------------------------------------ */

static bool
stood_before(struct check *c, const struct change *ch, const char *what)
{
	struct dkim d;

	if (ch->kind == RRSET_STANDS)
		return false;
	for_each_of(r, ch, BEFORE)
		if (dkim_of(c, OLD(c), r, &d) && (d.fault ? d.fault : d.flaw) == what)
			return true;
	return false;
}

static void
flag_record(struct check *c, const struct change *ch, struct record *r, const struct dkim *d)
{
	const char *what = d->fault ? d->fault : d->flaw;
	struct finding *f;

	if (stood_before(c, ch, what))
		return;
	f = flag_at_most(c, d->fault ? ERROR : WARNING, "the key of selector %.*s %s: \"%.*s\" %s",
	    STR(selector_text(c, ch->owner)), d->fault ? "cannot be used" : "is not for all",
	    STR(text_shown(c, d->at, 40)), what);
	finding_at(c, f, NEW(c), r);
	f->effect = S("Verifiers ignore the key: all mail signed with it fails DKIM.");
	f->fix = S("Copy the record anew from what the signer gives out, whole and in one TXT record.");
}

static void
flag_several(struct check *c, const struct change *ch, struct record *r, size_t n)
{
	struct finding *f = flag(c, "selector %.*s has %zu key records", STR(selector_text(c, ch->owner)),
	    n);

	finding_at(c, f, NEW(c), r);
	f->effect = S("Verifiers may take any of them (RFC 6376 section 3.6.2.2): half of the mail fails.");
	f->fix = S("Keep one record; give the other key a selector of its own.");
}

static size_t
count_keys(struct check *c, struct zone *z, const struct rrset *set)
{
	struct dkim d;
	size_t n = 0;

	for (size_t i = 0; i < set->n && i < RRSET_MOST; i++)
		n += dkim_of(c, z, set->v[i], &d);
	return n;
}

void
check_dkim_invalid(struct check *c, const struct change *ch)
{
	struct record *last = NULL;
	struct dkim d;
	size_t n;

	if (!is_selector(ch->owner) || zone_occluded(NEW(c), ch->owner, TYPE_TXT))
		return;
	for_each_of(r, ch, AFTER) {
		if ((ch->kind != RRSET_STANDS && !(r->flags & RECORD_NEW_DATA)) || !dkim_of(c, NEW(c), r, &d))
			continue;
		last = r;
		if (d.fault || d.flaw)
			flag_record(c, ch, r, &d);
	}
	n = last ? count_keys(c, NEW(c), &ch->side[AFTER]) : 0;
	if (n > 1 && (ch->kind == RRSET_STANDS || count_keys(c, OLD(c), &ch->side[BEFORE]) < 2))
		flag_several(c, ch, last, n);
}
