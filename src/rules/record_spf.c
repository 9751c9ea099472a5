/* SPDX-License-Identifier: BSD-2-Clause */
/* The names that an SPF record (RFC 7208) points at. */
#include "rules/record.h"

bool
spf_of(struct check *c, struct zone *z, struct record *r, struct spf *spf)
{
	struct known_spf *known = c->known ? &c->known->spf[z->side] : NULL;
	struct str text;

	if (r->type != TYPE_TXT || !text_begins(z, r, S("v=spf1")))
		return false;
	if (known && known->record == r && known->data == r->data) {
		*spf = known->spf;
		return true;
	}
	text = text_joined(c, z, r);
	if (!spf_is(text))
		return false;
	spf_read(c->passing, text, name_text(c->passing, r->owner), spf);
	if (known)
		*known = (struct known_spf){ r, r->data, *spf };
	return true;
}

bool
spf_points(struct zone *z, const struct spf_term *t, const struct name **name, enum want *want)
{
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	switch (t->kind) {
	case SPF_A:
		*want = WANT_ADDRESS;
		break;
	case SPF_MX:
		*want = WANT_MX;
		break;
	case SPF_INCLUDE: case SPF_REDIRECT:
		*want = WANT_TEXT;
		break;
	default:
		return false;
	}
	/* Names in SPF are absolute, with or without a final dot. */
	if (t->macro || name_parse(t->domain, NULL, wire, &len) != NAME_GOOD)
		return false;
	*name = names_intern(z->names, wire, len);
	return true;
}

bool
spf_names(struct check *c, struct zone *z, struct record *r, const struct name *name,
    enum want *want)
{
	const struct name *at;
	struct spf spf;

	if (!spf_of(c, z, r, &spf))
		return false;
	for (size_t i = 0; i < spf.n; i++)
		if (!spf.terms[i].own && spf_points(z, &spf.terms[i], &at, want) &&
		    name_equal(at, name))
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
