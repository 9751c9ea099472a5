/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The grammar of RFC 7208 section 12, one term at a time.  Only SP parts terms;
 * a term that cannot be read is remembered as the record's fault and passed over,
 * so that the others can still be compared.
 */
#include "rules/spf.h"

#include <arpa/inet.h>
#include <string.h>

static const struct keyword {
	const char *word;
	enum spf_kind kind;
	enum { NO_DOMAIN, MAY_NAME, MUST_NAME, NETWORK } takes;
} mechanisms[] = {
	{ "all", SPF_ALL, NO_DOMAIN }, { "include", SPF_INCLUDE, MUST_NAME },
	{ "a", SPF_A, MAY_NAME }, { "mx", SPF_MX, MAY_NAME }, { "ptr", SPF_PTR, MAY_NAME },
	{ "ip4", SPF_IP4, NETWORK }, { "ip6", SPF_IP6, NETWORK },
	{ "exists", SPF_EXISTS, MUST_NAME },
};

static bool
is_letter(char c)
{
	c = ascii_lower(c);
	return c >= 'a' && c <= 'z';
}

static bool
is_alnum(char c)
{
	return is_letter(c) || ascii_digit(c);
}

bool
spf_is(struct str text)
{
	return text.len >= 6 && str_eq_nocase(str_n(text.p, 6), S("v=spf1")) &&
	    (text.len == 6 || text.p[6] == ' ');
}

bool
spf_costs_lookup(enum spf_kind kind)
{
	switch (kind) {
	case SPF_INCLUDE: case SPF_A: case SPF_MX: case SPF_PTR: case SPF_EXISTS: case SPF_REDIRECT:
		return true;
	default:
		return false;
	}
}

/* --- macros and domains ------------------------------------------------------- */

/* The length of the macro at the start of `s` (RFC 7208 section 7.1); 0: it is none. */
static size_t
macro_length(struct str s, bool *expands)
{
	size_t i = 3;

	if (s.len >= 2 && (s.p[1] == '%' || s.p[1] == '_' || s.p[1] == '-'))
		return 2;
	if (s.len < 4 || s.p[1] != '{' || !s.p[2] || !strchr("slodiphcrtv", ascii_lower(s.p[2])))
		return 0;
	while (i < s.len && ascii_digit(s.p[i]))
		i++;
	if (i < s.len && ascii_lower(s.p[i]) == 'r')
		i++;
	while (i < s.len && s.p[i] && strchr(".-+,/_=", s.p[i]))
		i++;
	*expands = true;
	return i < s.len && s.p[i] == '}' ? i + 1 : 0;
}

/* Printable octets and whole macros; *ends_in_macro: nothing stands behind the last one. */
static bool
is_macro_string(struct str s, bool *has_macro, bool *ends_in_macro)
{
	*has_macro = *ends_in_macro = false;
	while (s.len) {
		size_t n = 1;

		*ends_in_macro = false;
		if (s.p[0] == '%') {
			n = macro_length(s, has_macro);
			*ends_in_macro = true;
		} else if ((unsigned char)s.p[0] <= 0x20 || (unsigned char)s.p[0] >= 0x7f) {
			return false;
		}
		if (n == 0)
			return false;
		s = str_skip(s, n);
	}
	return true;
}

/* The last label begins and ends with a letter or digit, and is no number. */
static bool
ends_in_label(struct str s)
{
	size_t end = s.len, start;
	bool word = false;

	if (end && s.p[end - 1] == '.')
		end--;
	for (start = end; start > 0 && s.p[start - 1] != '.'; start--) {
		if (!is_alnum(s.p[start - 1]) && s.p[start - 1] != '-')
			return false;
		word = word || !ascii_digit(s.p[start - 1]);
	}
	return start > 0 && start < end && word && is_alnum(s.p[start]) && is_alnum(s.p[end - 1]);
}

static const char *
read_domain(struct spf_term *t, struct str s)
{
	bool macro_last;

	if (s.len == 0)
		return "has no domain";
	if (!is_macro_string(s, &t->macro, &macro_last))
		return "has a domain that holds a wrong character or macro";
	if (!macro_last && !ends_in_label(s))
		return "does not end in a domain name";
	t->domain = s;
	return NULL;
}

/* --- prefixes ------------------------------------------------------------------- */

/* Digits without a leading zero (RFC 7208 section 12, ip4-cidr-length). */
static bool
read_length(struct str s, uint64_t most, uint8_t *length)
{
	uint64_t n;

	if ((s.len > 1 && s.p[0] == '0') || !str_number(s, most, &n))
		return false;
	*length = (uint8_t)n;
	return true;
}

/* Takes "/24" or "//64" off the end of *s; false: what stands there is no length. */
static bool
take_length(struct str *s, struct str slash, uint64_t most, uint8_t *length)
{
	size_t at = s->len;

	while (at > 0 && ascii_digit(s->p[at - 1]))
		at--;
	if (at < slash.len || !str_ends(str_n(s->p, at), slash))
		return true;
	if (!read_length(str_skip(*s, at), most, length))
		return false;
	s->len = at - slash.len;
	return true;
}

static const char *
read_dual_lengths(struct spf_term *t, struct str *s)
{
	t->prefix[0] = 32;
	t->prefix[1] = 128;
	if (!take_length(s, S("//"), 128, &t->prefix[1]) || !take_length(s, S("/"), 32, &t->prefix[0]))
		return "has a wrong prefix length";
	return NULL;
}

static void
clear_host_bits(struct spf_term *t, size_t octets)
{
	for (size_t i = 0; i < octets; i++) {
		unsigned keep = t->prefix[0] > i * 8 ? t->prefix[0] - (unsigned)i * 8 : 0;

		if (keep < 8)
			t->address[i] &= (uint8_t)(0xff00u >> keep);
	}
}

static const char *
read_network(struct spf_term *t, struct str s)
{
	bool v6 = t->kind == SPF_IP6;
	char text[64];

	t->prefix[0] = v6 ? 128 : 32;
	if (!take_length(&s, S("/"), v6 ? 128 : 32, &t->prefix[0]))
		return "has a wrong prefix length";
	if (s.len == 0 || s.len >= sizeof(text) || memchr(s.p, 0, s.len))
		return "has no address";
	memcpy(text, s.p, s.len);
	text[s.len] = '\0';
	if (inet_pton(v6 ? AF_INET6 : AF_INET, text, t->address) != 1)
		return v6 ? "is no IPv6 address" : "is no IPv4 address";
	clear_host_bits(t, v6 ? 16 : 4);
	return NULL;
}

/* --- terms ---------------------------------------------------------------------- */

/* The letters, digits and - _ . that a term begins with. */
static struct str
leading_name(struct str s)
{
	size_t n = 0;

	while (n < s.len && (is_alnum(s.p[n]) || (n && s.p[n] && strchr("-_.", s.p[n]))))
		n++;
	return str_n(s.p, n);
}

static const char *
read_modifier(struct spf_term *t, struct str name, struct str value)
{
	bool expands, last;

	t->kind = SPF_MODIFIER;
	if (str_eq_nocase(name, S("redirect")))
		t->kind = SPF_REDIRECT;
	else if (str_eq_nocase(name, S("exp")))
		t->kind = SPF_EXP;
	if (!is_letter(name.p[0]))
		return "is no modifier: its name begins with a digit";
	if (t->kind != SPF_MODIFIER)
		return read_domain(t, value);
	return is_macro_string(value, &expands, &last) ? NULL : "has a wrong macro";
}

static const char *
read_arguments(struct spf_term *t, const struct keyword *k, struct str rest, struct str self)
{
	const char *fault = NULL;

	if (k->takes == NO_DOMAIN)
		return rest.len ? "takes nothing behind it" : NULL;
	if (k->takes == NETWORK)
		return rest.len && rest.p[0] == ':' ? read_network(t, str_skip(rest, 1)) :
		    "has no address";
	if (k->kind == SPF_A || k->kind == SPF_MX)
		fault = read_dual_lengths(t, &rest);
	if (fault)
		return fault;
	if (rest.len && rest.p[0] == ':')
		return read_domain(t, str_skip(rest, 1));
	if (rest.len)
		return "has a wrong ending";
	t->domain = self;
	t->own = true;
	return k->takes == MUST_NAME ? "has no domain" : NULL;
}

/* NULL: the term is right; else what is wrong, behind the term in a sentence. */
static const char *
read_term(struct spf_term *t, struct str self)
{
	struct str s = t->text, name;

	if (s.p[0] && strchr("+-~?", s.p[0])) {
		t->qualifier = s.p[0];
		s = str_skip(s, 1);
	}
	name = leading_name(s);
	if (name.len && name.len < s.len && s.p[name.len] == '=' && t->qualifier == '\0')
		return read_modifier(t, name, str_skip(s, name.len + 1));
	if (t->qualifier == '\0')
		t->qualifier = '+';
	for (size_t i = 0; i < sizeof(mechanisms) / sizeof(mechanisms[0]); i++)
		if (str_eq_nocase(name, str_of(mechanisms[i].word))) {
			t->kind = mechanisms[i].kind;
			return read_arguments(t, &mechanisms[i], str_skip(s, name.len), self);
		}
	return "is no mechanism that RFC 7208 knows";
}

/* redirect and exp may stand once each (RFC 7208 section 6). */
static bool
is_second_modifier(const struct spf *spf, const struct spf_term *t)
{
	if (t->kind != SPF_REDIRECT && t->kind != SPF_EXP)
		return false;
	for (size_t i = 0; i < spf->n; i++)
		if (spf->terms[i].kind == t->kind)
			return true;
	return false;
}

static void
remember_fault(struct spf *spf, const char *fault, struct str at)
{
	if (spf->fault)
		return;
	spf->fault = fault;
	spf->at = at;
}

static void
find_end(struct spf *spf)
{
	spf->reached = spf->n;
	for (size_t i = 0; i < spf->n && spf->all == NULL; i++)
		if (spf->terms[i].kind == SPF_ALL) {
			spf->all = &spf->terms[i];
			spf->reached = i;
		}
	for (size_t i = 0; i < spf->n && spf->all == NULL; i++)
		if (spf->terms[i].kind == SPF_REDIRECT)
			spf->redirect = &spf->terms[i];
}

void
spf_read(struct arena *a, struct str text, struct str self, struct spf *spf)
{
	struct str rest = str_skip(text, 6), term;
	size_t n = 0;

	*spf = (struct spf){ .terms = NULL };
	while (str_field(&rest, " ", &term))
		n += term.len > 0;
	spf->terms = ARENA_ARRAY(a, struct spf_term, n < SPF_TERMS_MOST ? n : SPF_TERMS_MOST);
	rest = str_skip(text, 6);
	while (str_field(&rest, " ", &term)) {
		struct spf_term t = { .text = term };
		const char *fault;

		if (term.len == 0)
			continue;
		if (spf->n == SPF_TERMS_MOST) {
			remember_fault(spf, "is one term too many", term);
			break;
		}
		fault = read_term(&t, self);
		if (fault == NULL && is_second_modifier(spf, &t))
			fault = "stands twice";
		if (fault)
			remember_fault(spf, fault, term);
		else
			spf->terms[spf->n++] = t;
	}
	find_end(spf);
}

/* --- comparing -------------------------------------------------------------------- */

bool
spf_same_domain(struct str a, struct str b)
{
	a.len -= a.len && a.p[a.len - 1] == '.';
	b.len -= b.len && b.p[b.len - 1] == '.';
	return str_eq_nocase(a, b);
}

static bool
covers_network(const struct spf_term *wide, const struct spf_term *narrow)
{
	struct spf_term cut = *narrow;

	if (wide->kind != narrow->kind || wide->prefix[0] > narrow->prefix[0])
		return false;
	cut.prefix[0] = wide->prefix[0];
	clear_host_bits(&cut, 16);
	return memcmp(cut.address, wide->address, 16) == 0;
}

bool
spf_covers(const struct spf_term *wide, const struct spf_term *narrow)
{
	bool same = spf_same_domain(wide->domain, narrow->domain);

	switch (narrow->kind) {
	case SPF_IP4: case SPF_IP6:
		return covers_network(wide, narrow);
	case SPF_A: case SPF_MX:
		return wide->kind == narrow->kind && same && wide->prefix[0] <= narrow->prefix[0] &&
		    wide->prefix[1] <= narrow->prefix[1];
	case SPF_INCLUDE: case SPF_REDIRECT:
		return (wide->kind == SPF_INCLUDE || wide->kind == SPF_REDIRECT) && same;
	default:
		return wide->kind == narrow->kind && same;
	}
}
