/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MTA-STS (RFC 8461) and TLS reports (RFC 8460).  The policy itself is a file on a
 * web server; the zone holds its id, the name of that server, and the MX records
 * that the policy has to list.
 */
#include "rules/mail.h"
#include "rules/tags.h"

enum { ID_MOST = 32 };

static const struct kind {
	const char *prefix;             /* of the owner, in wire form */
	size_t len;
	const char *version, *wants;    /* the tag that a record must have */
	const char *what;
} kinds[] = {
	{ "\10_mta-sts", 9, "STSv1", "id", "MTA-STS" },
	{ "\5_smtp\4_tls", 11, "TLSRPTv1", "rua", "TLSRPT" },
};
enum { STS, TLSRPT };

static bool
begins_with(const struct name *owner, const char *prefix, size_t len)
{
	return owner->len > len && str_eq(str_n((const char *)owner->wire, len), str_n(prefix, len));
}

static const struct kind *
kind_of(const struct name *owner)
{
	for (size_t i = 0; i < 2; i++)
		if (begins_with(owner, kinds[i].prefix, kinds[i].len))
			return &kinds[i];
	return NULL;
}

/* A name below the same domain: "\7mta-sts" in place of the owner's first labels. */
static struct name *
name_beside(struct check *c, const char *prefix, size_t len, const uint8_t *domain, size_t domain_len)
{
	uint8_t wire[NAME_MAX_WIRE];

	if (len + domain_len > sizeof(wire))
		return NULL;
	for (size_t i = 0; i < len; i++)
		wire[i] = (uint8_t)prefix[i];
	for (size_t i = 0; i < domain_len; i++)
		wire[len + i] = domain[i];
	return names_intern(&c->set->names, wire, len + domain_len);
}

/* Why senders do not take the text for a record of its kind; NULL: they do. */
static const char *
fault_of(const struct kind *k, const struct tags *t)
{
	struct str value;

	if (t->fault)
		return t->fault;
	if (!tags_get(t, k->wants, &value) || value.len == 0)
		return k == &kinds[STS] ? "has no id=" : "has no rua=";
	if (k == &kinds[TLSRPT])
		return str_has(value, S(":")) ? NULL : "names no URI for reports: it lacks mailto:";
	for (size_t i = 0; i < value.len; i++)
		if (!ascii_digit(value.p[i]) && !(ascii_lower(value.p[i]) >= 'a' && ascii_lower(value.p[i]) <= 'z'))
			return "has an id of other characters than letters and digits";
	return value.len > ID_MOST ? "has an id of more than 32 characters" : NULL;
}

/* What stands at such a name: how many records, and the first of them. */
struct sts_record {
	bool elsewhere;
	size_t n;
	struct str text, id;
	const char *fault;
};

static struct sts_record
sts_at(struct check *c, enum side side, const struct name *owner, const struct kind *k)
{
	struct sts_record found = { .n = 0 };
	struct zone *z;
	struct name *at;
	struct tags t;
	enum answer answer = target_answer(c, side, owner, TYPE_TXT, &z, &at);

	found.elsewhere = answer == ELSEWHERE;
	if (answer != ANSWERED)
		return found;
	for_each_record(r, z, at, TYPE_TXT) {
		struct str text = text_joined(c, z, r);

		tags_read(text, &t);
		if (!tags_version(&t, k->version) || found.n++ > 0)
			continue;
		found.text = text;
		found.fault = fault_of(k, &t);
		if (!tags_get(&t, k->wants, &found.id))
			found.id = S("");
	}
	return found;
}

/* --- the record ------------------------------------------------------------------ */

static struct str
domain_text(struct check *c, const struct name *owner, const struct kind *k)
{
	return wire_text(c->arena, owner->wire + k->len, owner->len - k->len);
}

static void
flag_gone(struct check *c, const struct change *ch, const struct kind *k)
{
	bool sts = k == &kinds[STS];
	struct finding *f = flag_at_most(c, sts ? ERROR : NOTE, "%.*s has no %s record any more",
	    STR(domain_text(c, ch->owner, k)), k->what);

	f->effect = sts ? S("Senders that know no policy yet no longer insist on TLS; those that hold one "
	    "keep to it until it runs out (RFC 8461 section 5.1).") :
	    S("Senders no longer report where TLS to the mail hosts fails.");
	f->fix = sts ? S("Put the record back; to give MTA-STS up, publish a policy with mode none and a "
	    "new id first (RFC 8461 section 8.3).") : S("Put the record back, if the reports are read.");
}

static void
flag_fault(struct check *c, const struct change *ch, const struct kind *k, const char *what, struct str text)
{
	struct finding *f = flag(c, "the %s record of %.*s %s: \"%.*s\"", k->what,
	    STR(domain_text(c, ch->owner, k)), what, STR(text_shown(c, text, TERM_SHOWN)));

	f->effect = k == &kinds[STS] ? S("Senders take the domain for one without MTA-STS (RFC 8461 section "
	    "3.1).") : S("Senders send no reports (RFC 8460 section 3).");
	f->fix = k == &kinds[STS] ? S("Write one record such as \"v=STSv1; id=20260115120000Z;\".") :
	    S("Write one record such as \"v=TLSRPTv1; rua=mailto:tls@example.com\".");
}

/* A policy needs its web server: mta-sts.DOMAIN. */
static void
judge_server(struct check *c, const struct change *ch)
{
	const struct name *owner = ch->owner;
	struct name *server = name_beside(c, "\7mta-sts", 8, owner->wire + 9, owner->len - 9u);
	const char *how = server ? target_failing(c, AFTER, server, WANT_ADDRESS) : NULL;
	struct finding *f;

	if (how == NULL || (ch->kind == DATA_CHANGED && target_failing(c, BEFORE, server, WANT_ADDRESS)))
		return;
	f = flag(c, "the MTA-STS policy of %.*s cannot be fetched: %.*s %s",
	    STR(domain_text(c, owner, &kinds[STS])), STR(check_name(c, server)), how);
	f->effect = S("Senders find the record and no policy: TLS stays optional (RFC 8461 section 3.3).");
	f->fix = texted(c, "Give %.*s the address of the web server that holds the policy.",
	    STR(check_name(c, server)));
}

static void
judge_record(struct check *c, const struct change *ch, const struct kind *k)
{
	bool stands = ch->kind == RRSET_STANDS;
	struct sts_record old = sts_at(c, BEFORE, ch->owner, k), new = sts_at(c, AFTER, ch->owner, k);

	if (old.n > 0 && new.n == 0 && !new.elsewhere)
		flag_gone(c, ch, k);
	else if (ch->kind == RRSET_REMOVED && ch->type == TYPE_CNAME && new.n == 0 && !new.elsewhere)
		flag_gone(c, ch, k);
	if (new.n > 1 && (stands || old.n < 2))
		flag_fault(c, ch, k, "stands twice", new.text);
	else if (new.n == 1 && new.fault && (stands || new.fault != old.fault))
		flag_fault(c, ch, k, new.fault, new.text);
	if (k == &kinds[STS] && new.n == 1 && (stands || old.n == 0))
		judge_server(c, ch);
}

/* --- what the record speaks of ------------------------------------------------------- */

static bool
brings_host(struct check *c, const struct change *ch)
{
	for (size_t i = 0; i < ch->side[AFTER].n && i < RRSET_MOST; i++) {
		struct name *host = record_target(NEW(c), ch->side[AFTER].v[i]);

		if (host && host->labels > 0 && !rrset_points_at(OLD(c), &ch->side[BEFORE], host))
			return true;
	}
	return false;
}

/* New mail hosts, and the policy seems to be the old one. */
static void
judge_mx(struct check *c, const struct change *ch)
{
	const struct kind *k = &kinds[STS];
	struct name *owner;
	struct sts_record old, new;
	struct finding *f;

	if (ch->kind != DATA_CHANGED || !brings_host(c, ch))
		return;
	owner = name_beside(c, k->prefix, k->len, ch->owner->wire, ch->owner->len);
	if (owner == NULL)
		return;
	new = sts_at(c, AFTER, owner, k);
	old = sts_at(c, BEFORE, owner, k);
	if (new.n != 1 || old.n != 1 || !str_eq(old.id, new.id))
		return;
	f = flag(c, "mail hosts come while the id of the MTA-STS policy stays \"%.*s\"",
	    STR(text_shown(c, new.id, TERM_SHOWN)));
	f->effect = S("Where the policy does not list the new hosts, senders refuse to deliver to them (RFC "
	    "8461 section 5).");
	f->fix = S("List the new hosts in the policy and change its id, one max_age before the MX changes "
	    "(RFC 8461 section 8.1); nothing is to be done where the policy covers them already.");
}

/* The web server of a policy loses its address. */
static void
judge_lost_server(struct check *c, const struct change *ch)
{
	const struct kind *k = &kinds[STS];
	struct name *owner;
	struct finding *f;

	const struct change *first;

	if (!begins_with(ch->owner, "\7mta-sts", 8))
		return;
	first = changeset_find(c->set, ch->owner, TYPE_A);
	if (first && first != ch && first->kind == RRSET_REMOVED)
		return;                         /* it speaks for both */
	owner = name_beside(c, k->prefix, k->len, ch->owner->wire + 8, ch->owner->len - 8u);
	if (owner == NULL || sts_at(c, AFTER, owner, k).n == 0 ||
	    target_failing(c, AFTER, ch->owner, WANT_ADDRESS) == NULL ||
	    target_failing(c, BEFORE, ch->owner, WANT_ADDRESS))
		return;
	f = flag(c, "the MTA-STS policy of %.*s cannot be fetched any more: %.*s has no address",
	    STR(domain_text(c, owner, k)), STR(check_name(c, ch->owner)));
	f->effect = S("Senders find the record and no policy: TLS becomes optional when the policy that they "
	    "hold runs out.");
	f->fix = texted(c, "Put the address of %.*s back, or give MTA-STS up by a policy with mode none "
	    "first.", STR(check_name(c, ch->owner)));
}

void
check_mtasts(struct check *c, const struct change *ch)
{
	const struct kind *k = kind_of(ch->owner);

	if (ch->type == TYPE_MX) {
		judge_mx(c, ch);
		return;
	}
	if (k && (ch->type == TYPE_TXT || ch->type == TYPE_CNAME))
		judge_record(c, ch, k);
	else if (ch->kind == RRSET_REMOVED && ch->type != TYPE_TXT)
		judge_lost_server(c, ch);
}
