/* SPDX-License-Identifier: BSD-2-Clause */
/* What SVCB and HTTPS records lead to. */
#include "rules/record.h"

#include <stddef.h>
#include <string.h>

/* --- record-svcb-target ---------------------------------------------------------------- */

/* RFC 9460 section 2.4.1: priority 0 is AliasMode. */
static bool
in_alias_mode(struct zone *z, struct record *r)
{
	const struct rdata *data = record_data(z, r);

	return data && rdata_u16(data, 0) == 0;
}

static bool
has_params(struct zone *z, struct record *r)
{
	const struct rdata *data = record_data(z, r);

	return data && data->len > 2 + rdata_name_length(data, 2);
}

/* The AliasMode record of the type that stands at a name of the tree, or NULL. */
static struct record *
next_alias(struct check *c, const struct name *name, uint16_t type, struct zone **in)
{
	*in = check_zone_of(c, AFTER, name);
	if (*in == NULL || !(*in)->exists)
		return NULL;
	for_each_record(r, *in, name, type)
		if (in_alias_mode(*in, r))
			return r;
	return NULL;
}

/* Does the alias lead back to its owner?  *steps: how many more follow it. */
static bool
runs_in_circle(struct check *c, const struct name *owner, struct zone *z, struct record *r,
    unsigned *steps)
{
	const struct name *name;

	for (*steps = 0; *steps < 8; (*steps)++) {
		name = record_target(z, r);
		if (name == NULL || name->labels == 0)
			return false;
		if (name_equal(name, owner))
			return true;
		r = next_alias(c, name, r->type, &z);
		if (r == NULL)
			return false;
	}
	return false;
}

static void
judge_alias_mode(struct check *c, const struct change *ch, struct record *r)
{
	unsigned steps;
	struct str target = check_name(c, record_target(NEW(c), r));
	struct finding *f = NULL;

	if (runs_in_circle(c, ch->owner, NEW(c), r, &steps)) {
		f = flag(c, "the alias to %.*s leads back to its owner", STR(target));
		f->effect = S("Clients give up: the service is not reached.");
	} else if (steps > 0) {
		f = flag_at_most(c, WARNING, "%.*s, the target of the alias, is such an alias itself",
		    STR(target));
		f->effect = S("Clients follow a chain only so far (RFC 9460 section 2.4.2).");
	} else if (has_params(NEW(c), r)) {
		f = flag_at_most(c, WARNING, "an alias (priority 0) carries parameters");
		f->effect = S("Clients ignore them (RFC 9460 section 2.4.2).");
		f->fix = S("Give a priority from 1 on, or leave the parameters out.");
	}
	if (f)
		finding_at(c, f, NEW(c), r);
}

static void
judge_service_mode(struct check *c, const struct change *ch, struct record *r)
{
	const struct name *target = record_target(NEW(c), r);
	enum reach reach;
	struct finding *f = NULL;

	if (target == NULL)
		return;
	if (target->labels == 0 && ch->owner->wire[1] != '_') {
		reach = target_reach(c, AFTER, ch->owner);
		if (reach != NO_ADDRESS)
			return;
		f = flag_at_most(c, WARNING, "the target \".\" is the owner, which has no address");
		f->effect = S("Clients find the service's parameters and no host to connect to.");
		f->fix = texted(c, "Give %.*s an A or AAAA record, or name the host that has one.",
		    STR(check_name(c, ch->owner)));
	} else if (name_equal(target, ch->owner)) {
		f = flag_at_most(c, NOTE, "the target is the owner itself");
		f->effect = S("None; it is one query more than \".\" would cost.");
		f->fix = S("Write \".\" for the owner (RFC 9460 section 2.5).");
	}
	if (f)
		finding_at(c, f, NEW(c), r);
}

/* Is it _dns.NAME or _PORT._dns.NAME?  RFC 9461 section 3. */
static bool
is_dns_service(const struct name *owner)
{
	static const uint8_t dns[] = { 4, '_', 'd', 'n', 's' };
	const uint8_t *label = owner->wire;

	if (label[0] > 1 && label[1] == '_' && label[2] >= '0' && label[2] <= '9')
		label += label[0] + 1;
	return owner->wire + owner->len - label > (ptrdiff_t)sizeof(dns) &&
	    memcmp(label, dns, sizeof(dns)) == 0;
}

/* The value of a SvcParam; false: the record has none of that key. */
static bool
find_param(const struct rdata *data, uint16_t key, struct str *value)
{
	size_t at = 2 + rdata_name_length(data, 2);

	while (at + 4 <= data->len) {
		size_t len = rdata_u16(data, at + 2);

		*value = str_n((const char *)data->wire + at + 4, len);
		if (rdata_u16(data, at) == key)
			return true;
		at += 4 + len;
	}
	return false;
}

/* Does the list of protocols hold one that carries DNS over HTTPS? */
static bool
speaks_http(struct str alpn)
{
	while (alpn.len) {
		size_t len = (uint8_t)alpn.p[0];
		struct str id = str_n(alpn.p + 1, len);

		if (str_eq(id, S("h2")) || str_eq(id, S("h3")) || str_starts(id, S("http/")))
			return true;
		alpn = str_skip(alpn, 1 + len);
	}
	return false;
}

/* RFC 9461 sections 4.1 and 5: no protocol is a default here, and HTTP needs a path. */
static void
judge_dns_service(struct check *c, struct record *r)
{
	enum { ALPN = 1, DOHPATH = 7 };
	const struct rdata *data = record_data(NEW(c), r);
	struct str alpn = S(""), path;
	bool has_path = data && find_param(data, DOHPATH, &path);
	struct finding *f = NULL;

	if (data == NULL)
		return;
	if (!find_param(data, ALPN, &alpn)) {
		f = flag(c, "a DNS service without alpn");
		f->fix = S("Name the protocols: alpn=dot, or alpn=h2 with dohpath=/dns-query{?dns}.");
	} else if (speaks_http(alpn) && !has_path) {
		f = flag(c, "DNS over HTTPS without dohpath");
		f->fix = S("Add dohpath=/dns-query{?dns}, or leave the protocols of HTTP out of alpn.");
	}
	if (f) {
		f->effect = S("Resolvers that look for an encrypted way to the server ignore the record (RFC "
		    "9461 sections 4.1 and 5).");
		finding_at(c, f, NEW(c), r);
	}
}

static size_t
count_aliases(struct zone *z, const struct rrset *set)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n && i < RRSET_MOST; i++)
		n += in_alias_mode(z, set->v[i]);
	return n;
}

/* RFC 9460 section 2.4.1: one alias, and then no service beside it. */
static bool
is_mixed(struct zone *z, const struct rrset *set)
{
	return set->n > 1 && count_aliases(z, set) > 0;
}

void
check_svcb_target(struct check *c, const struct change *ch)
{
	for_each_arrived(r, ch) {
		if (in_alias_mode(NEW(c), r))
			judge_alias_mode(c, ch, r);
		else
			judge_service_mode(c, ch, r);
		if (!in_alias_mode(NEW(c), r) && ch->type == TYPE_SVCB && is_dns_service(ch->owner))
			judge_dns_service(c, r);
	}
	if (is_mixed(NEW(c), &ch->side[AFTER]) &&
	    (ch->kind == RRSET_STANDS || !is_mixed(OLD(c), &ch->side[BEFORE])))
		flag_at_most(c, WARNING, "an alias (priority 0) stands beside %s",
		    count_aliases(NEW(c), &ch->side[AFTER]) > 1 ? "another one" :
		    "records of the service")->effect =
		    S("Clients take any one of the aliases and ignore the rest (RFC 9460 section 2.4.1).");
}
