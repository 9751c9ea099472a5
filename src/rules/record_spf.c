/* SPDX-License-Identifier: BSD-2-Clause */
/* The names that an SPF record (RFC 7208) points at. */
#include "rules/record.h"

#include <string.h>

/* The strings of a TXT record as one text (RFC 7208 section 3.3). */
struct str
spf_text(struct check *c, struct zone *z, struct record *r)
{
	const struct rdata *data = record_data(z, r);
	char *text;
	size_t len = 0;

	if (data == NULL || data->len < 8 || !str_eq_nocase(str_n((const char *)data->wire + 1, 6),
	    S("v=spf1")))
		return S("");
	text = arena_bytes(c->arena, data->len);
	for (size_t i = 0; i < data->len; i += (size_t)1 + data->wire[i]) {
		size_t n = data->wire[i], left = data->len - i - 1;

		memcpy(text + len, data->wire + i + 1, n < left ? n : left);
		len += n < left ? n : left;
	}
	return len == 6 || text[6] == ' ' ? str_skip(str_n(text, len), 6) : S("");
}

/* The name behind a mechanism or modifier, without its prefix length; empty: none that is fixed. */
static struct str
named_part(struct str term, struct str keyword)
{
	struct str name;

	if (term.len <= keyword.len || !str_eq_nocase(str_n(term.p, keyword.len), keyword))
		return S("");
	term = str_skip(term, keyword.len);
	return str_field(&term, "/", &name) && !str_has(name, S("%")) ? name : S("");
}

bool
spf_term(struct zone *z, struct str *rest, struct str *term, const struct name **name,
    enum want *want)
{
	static const struct {
		const char *keyword;
		enum want want;
	} terms[] = {
		{ "a:", WANT_ADDRESS }, { "mx:", WANT_MX }, { "include:", WANT_TEXT },
		{ "redirect=", WANT_TEXT },
	};

	while (str_field(rest, " ", term)) {
		struct str bare = str_skip(*term, strchr("+-~?", term->p[0]) ? 1 : 0);

		for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
			struct str text = named_part(bare, str_of(terms[i].keyword));
			uint8_t wire[NAME_MAX_WIRE];
			size_t len;

			/* Names in SPF are absolute, with or without a final dot. */
			if (text.len == 0 || name_parse(text, NULL, wire, &len) != NAME_GOOD)
				continue;
			*name = names_intern(z->names, wire, len);
			*want = terms[i].want;
			return true;
		}
	}
	return false;
}

bool
spf_names(struct check *c, struct zone *z, struct record *r, const struct name *name,
    enum want *want)
{
	struct str rest = spf_text(c, z, r), term;
	const struct name *at;

	while (spf_term(z, &rest, &term, &at, want))
		if (name_equal(at, name))
			return true;
	return false;
}

bool
spf_named_before(struct check *c, const struct change *ch, const struct name *name)
{
	enum want want;

	for (size_t i = 0; i < ch->side[BEFORE].n && i < RRSET_MOST; i++)
		if (spf_names(c, OLD(c), ch->side[BEFORE].v[i], name, &want))
			return true;
	return false;
}
