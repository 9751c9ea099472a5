/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/caa.h"

static const struct {
	const char *tag;
	enum caa_property property;
} tags[] = {
	{ "issue", CAA_ISSUE }, { "issuewild", CAA_ISSUEWILD },
	{ "issuemail", CAA_ISSUEMAIL },                         /* RFC 9495 */
	{ "issuevmc", CAA_ISSUEVMC },                           /* verified marks in mail */
	{ "iodef", CAA_IODEF },
	{ "contactemail", CAA_CONTACT }, { "contactphone", CAA_CONTACT },       /* CA/B Forum */
	{ "auth", CAA_RESERVED }, { "path", CAA_RESERVED }, { "policy", CAA_RESERVED },
};

static bool
is_alnum(char c)
{
	c = ascii_lower(c);
	return ascii_digit(c) || (c >= 'a' && c <= 'z');
}

/* label *("." label), letters, digits and inner hyphens (RFC 8659 section 4.2). */
static bool
is_issuer_name(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		bool first = i == 0 || s.p[i - 1] == '.';
		bool last = i + 1 == s.len || s.p[i + 1] == '.';

		if (s.p[i] == '.' ? first || i + 1 == s.len :
		    !is_alnum(s.p[i]) && (s.p[i] != '-' || first || last))
			return false;
	}
	return true;
}

static void
set_fault(struct caa *caa, const char *fault, struct str at)
{
	if (caa->fault)
		return;
	caa->fault = fault;
	caa->at = at;
}

/* tag "=" value, the value of printable octets without ";" and blanks. */
static void
read_parameter(struct caa *caa, struct str one)
{
	size_t n = 0;
	struct str tag, value;

	while (n < one.len && one.p[n] != '=')
		n++;
	tag = str_trim(str_n(one.p, n));
	value = str_trim(str_skip(one, n < one.len ? n + 1 : n));
	if (n == one.len || tag.len == 0) {
		set_fault(caa, "has a parameter without \"=\"", one);
		return;
	}
	for (size_t i = 0; i < tag.len; i++)
		if (!is_alnum(tag.p[i]) && tag.p[i] != '-')
			set_fault(caa, "has a parameter with a wrong name", one);
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.p[i] <= 0x20 || (unsigned char)value.p[i] >= 0x7f)
			set_fault(caa, "has a parameter with a wrong value", one);
	if (str_eq_nocase(tag, S("accounturi")))
		caa->account = value;
	else if (str_eq_nocase(tag, S("validationmethods")))
		caa->methods = value;
}

static void
read_issuer(struct caa *caa)
{
	struct str rest = caa->value, one;
	size_t n = 0;

	while (n < rest.len && rest.p[n] != ';')
		n++;
	caa->issuer = str_trim(str_n(rest.p, n));
	rest = str_skip(rest, n < rest.len ? n + 1 : n);
	if (!is_issuer_name(caa->issuer))
		set_fault(caa, "names no issuer: a domain name is wanted", caa->issuer);
	while (str_field(&rest, ";", &one))
		if (str_trim(one).len)
			read_parameter(caa, str_trim(one));
}

bool
caa_read(const uint8_t *wire, size_t len, struct caa *caa)
{
	size_t tag_len = len >= 2 ? wire[1] : 0;

	if (len < 2 + tag_len || tag_len == 0)
		return false;
	*caa = (struct caa){ .flags = wire[0], .property = CAA_UNKNOWN,
	    .tag = str_n((const char *)wire + 2, tag_len),
	    .value = str_n((const char *)wire + 2 + tag_len, len - 2 - tag_len) };
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (str_eq_nocase(caa->tag, str_of(tags[i].tag)))
			caa->property = tags[i].property;
	if (caa->property <= CAA_ISSUEVMC)
		read_issuer(caa);
	return true;
}
