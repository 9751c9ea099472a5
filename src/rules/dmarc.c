/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/dmarc.h"

const char *
dmarc_policy_text(enum dmarc_policy p)
{
	static const char *const texts[] = { "no record", "none", "quarantine", "reject" };

	return texts[p];
}

enum dmarc_policy
dmarc_applied(const struct dmarc *d, enum dmarc_policy p)
{
	return d->test && p > DMARC_NONE ? p - 1 : p;
}

static void
set_fault(struct dmarc *d, const char *fault, struct str at)
{
	if (d->fault)
		return;
	d->fault = fault;
	d->at = at;
}

static void
set_flaw(struct dmarc *d, const char *flaw, struct str at)
{
	if (d->fault || d->flaw)
		return;
	d->flaw = flaw;
	d->at = at;
}

/* A policy tag; false: the record does not have it. */
static bool
read_policy(struct dmarc *d, const struct tags *t, const char *name, enum dmarc_policy *p)
{
	struct str value;

	if (!tags_get(t, name, &value))
		return false;
	for (enum dmarc_policy i = DMARC_NONE; i <= DMARC_REJECT; i++)
		if (str_eq_nocase(value, str_of(dmarc_policy_text(i)))) {
			*p = i;
			return true;
		}
	set_fault(d, "is no policy: write none, quarantine or reject", value);
	return false;
}

/* A tag with one letter out of `letters`; `usual` where it is not written. */
static char
read_letter(struct dmarc *d, const struct tags *t, const char *name, const char *letters, char usual)
{
	struct str value;

	if (!tags_get(t, name, &value))
		return usual;
	for (const char *l = letters; *l && value.len == 1; l++)
		if (ascii_lower(value.p[0]) == *l)
			return *l;
	set_flaw(d, "is none of the values that its tag takes", value);
	return usual;
}

/* Each address is a URI, "mailto:" in nearly all records. */
static void
check_addresses(struct dmarc *d, struct str list)
{
	struct str one;

	if (str_trim(list).len == 0)
		set_flaw(d, "names no address for reports", S("rua="));
	while (str_field(&list, ",", &one)) {
		one = str_trim(one);
		if (!str_has(one, S(":")))
			set_flaw(d, "is no address for reports: it lacks mailto:", one);
	}
}

static void
read_rest(struct dmarc *d, const struct tags *t)
{
	struct str value;
	uint64_t pct;

	d->strict_dkim = read_letter(d, t, "adkim", "rs", 'r') == 's';
	d->strict_spf = read_letter(d, t, "aspf", "rs", 'r') == 's';
	d->test = read_letter(d, t, "t", "yn", 'n') == 'y';
	d->psd = read_letter(d, t, "psd", "ynu", 'u');
	d->reports = tags_get(t, "rua", &value);
	if (d->reports)
		check_addresses(d, value);
	if (tags_get(t, "ruf", &value))
		check_addresses(d, value);
	if (!tags_get(t, "pct", &value))
		return;
	if (str_number(value, 100, &pct))
		d->pct = (unsigned)pct;
	else
		set_flaw(d, "is no percentage", value);
}

bool
dmarc_read(struct str text, struct dmarc *d)
{
	struct tags t;
	bool has_p;

	if (!tags_may_have_version(text, "DMARC1"))
		return false;
	tags_read(text, &t);
	if (!tags_version(&t, "DMARC1"))
		return false;
	*d = (struct dmarc){ .p = DMARC_NONE, .pct = 100, .psd = 'u' };
	has_p = read_policy(d, &t, "p", &d->p);
	if (!has_p)
		set_fault(d, "has no p=, so that no policy applies", text);
	d->sp = d->p;
	d->has_sp = read_policy(d, &t, "sp", &d->sp);
	d->np = d->sp;
	d->has_np = read_policy(d, &t, "np", &d->np);
	read_rest(d, &t);
	if (t.fault)
		set_flaw(d, t.fault, t.at);
	return true;
}
