/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of hosts as mail and web software wants them (RFC 952, RFC 1123 section 2.1). */
#include <arpa/inet.h>
#include <string.h>

#include "rules/lookalike.h"
#include "rules/record.h"

/* What is wrong with a label, and how much that matters. */
struct misnomer {
	enum severity at_most;          /* OFF: nothing is wrong */
	struct str label;               /* raw octets */
	const char *what;               /* "begins with a hyphen" */
};

static bool
is_letter_digit(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26 || ascii_digit(c);
}

/* Letters, digits and hyphens in places that tell nothing: most labels. */
static bool
is_plain_label(struct str label)
{
	for (size_t i = 0; i < label.len; i++)
		if (!is_letter_digit(label.p[i]) &&
		    (label.p[i] != '-' || i == 0 || i == 3 || i == label.len - 1))
			return false;
	return true;
}

static struct misnomer
judge_label(struct str label)
{
	struct misnomer bad = { ERROR, label, NULL };
	char ascii[LABEL_MAX];
	size_t len;

	if (is_plain_label(label)) {
		bad.at_most = OFF;
		return bad;
	}
	for (size_t i = 0; i < label.len && bad.what == NULL; i++)
		if (is_letter_digit(label.p[i]) || label.p[i] == '-')
			continue;
		else if ((unsigned char)label.p[i] >= 0x80)
			bad.what = "has octets that are not ASCII";
		else if (label.p[i] == '_')
			bad.what = "has an underscore";
		else
			bad.what = "has other characters than letters, digits and hyphens";
	if (bad.what)
		return bad;
	if (label.p[0] == '-' || label.p[label.len - 1] == '-') {
		bad.what = label.p[0] == '-' ? "begins with a hyphen" : "ends with a hyphen";
	} else if (str_starts(label, S("xn--"))) {
		bad.what = "is made of characters that look like ASCII";
		bad.at_most = lookalike_ascii(label, ascii, &len) ? WARNING : OFF;
	} else if (label.len > 3 && label.p[2] == '-' && label.p[3] == '-') {
		bad.what = "has two hyphens in places three and four, kept for A-labels";
		bad.at_most = NOTE;             /* RFC 5891 section 4.2.3.1 */
	} else {
		bad.at_most = OFF;
	}
	return bad;
}

static bool
is_number(struct str label)
{
	for (size_t i = 0; i < label.len; i++)
		if (!ascii_digit(label.p[i]))
			return false;
	return label.len > 0;
}

/* The worst label of a name, without its last `skip` ones. */
static struct misnomer
judge_host(const uint8_t *wire, int labels, int skip)
{
	struct misnomer worst = { OFF, S(""), NULL };

	for (int i = 0; i < labels - skip; i++, wire += 1 + *wire) {
		struct str label = str_n((const char *)wire + 1, *wire);
		struct misnomer bad = judge_label(label);

		if (i == labels - 1 && is_number(label))
			bad = (struct misnomer){ ERROR, label,
			    "is a number in the place of a top-level domain" };
		if (bad.at_most > worst.at_most)
			worst = bad;
	}
	return worst;
}

static void
flag_misnomer(struct check *c, const struct misnomer *bad, const char *what,
    const struct name *name, struct record *at)
{
	char ascii[LABEL_MAX];
	size_t len;
	struct str shown = S("");
	struct finding *f;

	if (lookalike_ascii(bad->label, ascii, &len))
		shown = texted(c, " (it can be taken for \"%.*s\")", (int)len, ascii);
	f = flag_at_most(c, bad->at_most, "%s %.*s is no host name: a label %s%.*s", what,
	    STR(check_name(c, name)), bad->what, STR(shown));
	f->effect = S("Mail servers, browsers and resolver libraries refuse the name, or take it for "
	    "another one.");
	if (at)
		finding_at(c, f, NEW(c), at);
}

/* --- owners -------------------------------------------------------------------------- */

static const uint16_t of_hosts[] = { TYPE_A, TYPE_AAAA, TYPE_MX };

/* Did the owner become a host with this RRset?  Of several that came the first one speaks. */
static bool
host_is_new(struct check *c, const struct change *ch)
{
	bool first = true;

	for (size_t i = 0; i < sizeof(of_hosts) / sizeof(of_hosts[0]); i++) {
		const struct change *at = changeset_find(c->set, ch->owner, of_hosts[i]);

		if (ch->kind == RRSET_STANDS && zone_has(NEW(c), ch->owner, of_hosts[i]))
			return of_hosts[i] == ch->type;
		if (OLD(c)->exists && zone_has(OLD(c), ch->owner, of_hosts[i]))
			return false;
		if (at && first) {
			if (at != ch)
				return false;
			first = false;
		}
	}
	return true;
}

/*
 * Addresses that nobody takes for a host's: the global catalogue of Active Directory, and what
 * the exists: and macros of SPF ask for.  BIND lets them, too (check-names).
 */
static bool
is_no_host(const struct name *owner)
{
	static const char *const labels[] = { "_msdcs", "_spf", "_spf_verify", "_spf_rate" };

	for (const uint8_t *label = owner->wire; *label; label += 1 + *label)
		for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
			if (*label == strlen(labels[i]) && memcmp(label + 1, labels[i], *label) == 0)
				return true;
	return false;
}

static void
judge_owner(struct check *c, const struct change *ch)
{
	const uint8_t *wire = ch->owner->wire;
	int labels = ch->owner->labels;
	struct misnomer bad;

	if (name_wildcard(ch->owner)) {
		wire += 2;
		labels--;
	}
	bad = judge_host(wire, labels, NEW(c)->apex->labels);
	if (bad.at_most > OFF && !is_no_host(ch->owner) && host_is_new(c, ch))
		flag_misnomer(c, &bad, "the owner", ch->owner, NULL);
}

/* --- targets -------------------------------------------------------------------------- */

/* An address that is looked up by its name: other PTR records (RFC 6763) name services. */
static bool
is_reverse(const struct name *name)
{
	static const uint8_t v4[] = "\007in-addr\004arpa", v6[] = "\003ip6\004arpa";
	size_t n4 = sizeof(v4), n6 = sizeof(v6);

	return (name->len >= n4 && memcmp(name->wire + name->len - n4, v4, n4) == 0) ||
	    (name->len >= n6 && memcmp(name->wire + name->len - n6, v6, n6) == 0);
}

/* Which domains a network offers for browsing (RFC 6763 section 11): names for people. */
static bool
is_browsing_domain(const struct name *owner)
{
	static const uint8_t service[] = "\007_dns-sd\004_udp";
	const uint8_t *label = owner->wire + 1 + owner->wire[0];
	size_t n = sizeof(service) - 1;

	return owner->labels > 3 && owner->len > 1 + owner->wire[0] + n && memcmp(label, service, n) == 0;
}

/* RNAME is a mail address with a dot for its @ (RFC 1035 section 3.3.13). */
static void
judge_rname(struct check *c, struct record *r)
{
	struct soa soa;
	const struct rdata *data = record_data(NEW(c), r);
	struct finding *f;

	if (data == NULL || !rdata_soa(data, &soa) || !memchr(soa.rname + 1, '@', soa.rname[0]))
		return;
	f = flag(c, "the mail address of the SOA is written with an @");
	f->effect = S("Who follows the standard writes to another address, and the mail does not arrive.");
	f->fix = S("Write the @ as a dot: hostmaster.example.com.");
	finding_at(c, f, NEW(c), r);
}

/* An alias may lead to a service's name, which has underscores (RFC 9460 section 2.3). */
static bool
is_service_alias(struct check *c, struct record *r)
{
	const struct rdata *data = r->type == TYPE_SVCB || r->type == TYPE_HTTPS ?
	    record_data(NEW(c), r) : NULL;

	return data && rdata_u16(data, 0) == 0;
}

static void
judge_targets(struct check *c, const struct change *ch)
{
	for_each_arrived(r, ch) {
		const struct name *target = record_target(NEW(c), r);
		struct name_note *note = target ? check_note(c, target) : NULL;
		struct misnomer bad;

		if (r->type == TYPE_SOA)
			judge_rname(c, r);
		if (target == NULL || target->labels == 0 || (note && note->facts & HOST_GOOD) ||
		    is_service_alias(c, r) || (OLD(c)->exists && ch->kind != RRSET_STANDS &&
		    rrset_points_at(OLD(c), &ch->side[BEFORE], target)))
			continue;
		bad = judge_host(target->wire, target->labels,
		    name_within(target, NEW(c)->apex) ? NEW(c)->apex->labels : 0);
		if (bad.at_most > OFF)
			flag_misnomer(c, &bad, "the target", target, r);
		else if (note)
			note->facts |= HOST_GOOD;
	}
}

void
check_hostname(struct check *c, const struct change *ch)
{
	bool owner = ch->type == TYPE_A || ch->type == TYPE_AAAA || ch->type == TYPE_MX;

	if (zone_occluded(NEW(c), ch->owner, ch->type) && !zone_cut(NEW(c), ch->owner))
		return;
	if (owner && (ch->kind == RRSET_ADDED || ch->kind == RRSET_STANDS))
		judge_owner(c, ch);
	if (ch->kind != TTL_CHANGED && ch->type != TYPE_A && ch->type != TYPE_AAAA &&
	    (ch->type != TYPE_PTR || (is_reverse(ch->owner) && !is_browsing_domain(ch->owner))))
		judge_targets(c, ch);
}

/* --- record-target-address --------------------------------------------------------------- */

/* Where a record's target stands among its words. */
static size_t
target_word(uint16_t type)
{
	return type == TYPE_MX || type == TYPE_HTTPS || type == TYPE_SVCB ? 1 :
	    type == TYPE_SRV ? 3 : 0;
}

static bool
is_address_octet(char c)
{
	return ascii_digit(c) || ((unsigned char)((c | 0x20) - 'a') < 6) || c == ':';
}

/* Most targets are not, as one of the first letters of their names tells. */
static bool
may_be_address(const struct name *target)
{
	for (size_t i = 1; i <= target->wire[0]; i++)
		if (!is_address_octet((char)target->wire[i]))
			return false;
	return true;
}

static bool
is_address_text(struct str word)
{
	char text[INET6_ADDRSTRLEN + 1];
	uint8_t address[16];

	if (word.len > 0 && word.p[word.len - 1] == '.')
		word.len--;
	if (word.len == 0 || word.len >= sizeof(text))
		return false;
	memcpy(text, word.p, word.len);
	text[word.len] = '\0';
	return inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1;
}

void
check_target_address(struct check *c, const struct change *ch)
{
	for_each_arrived(r, ch) {
		const struct name *target = record_target(NEW(c), r);
		struct str word;
		struct finding *f;

		if (target == NULL || !may_be_address(target))
			continue;
		if (!record_word(NEW(c), r, target_word(r->type), &word) || !is_address_text(word))
			continue;
		f = flag(c, "the target of the %.*s record is written as an address, %.*s",
		    STR(check_type(c, r->type)), STR(word));
		f->effect = texted(c, "It is taken for the name %.*s, which nobody resolves.",
		    STR(check_name(c, target)));
		f->fix = texted(c, "Give a host the address %.*s in an A or AAAA record, and name that "
		    "host here.", STR(word));
		finding_at(c, f, NEW(c), r);
		return;
	}
}
