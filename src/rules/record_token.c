/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tokens by which services believe that somebody controls the domain.  Most name
 * themselves ("google-site-verification=..."); the others are listed.
 */
#include "rules/record.h"

enum { LISTED = 3, SHOWN = 60, LOOKED_AT = 64 };

/* How texts begin that do not say what they are. */
static const char *const texts[] = {
	"MS=", "docusign=", "amazonses:", "ca3-", "did=", "t-verify=", "loaderio=", "dh=", "apple-domain=",
	"blitz=", "ZOOM_verify_", "bw=", "h1-domain-", "status-page-domain-", "nintex.",
};

/* First labels of owners whose data is such a token; all of them have an underscore. */
static const char *const labels[] = {
	"_acme-challenge", "_amazonses", "_atproto", "_dnsauth", "_discord", "_domainconnect-token", "_psl",
	"_vercel", "_cf-custom-hostname", "_globalsign-domain-verification",
};

/* Where CNAME records lead that prove control. */
static const char *const targets[] = {
	".acm-validations.aws.", "verify.bing.com.", ".comodoca.com.", ".sectigo.com.", ".dcv.digicert.com.",
	"cname.verify.", ".verify.", ".validation.",
};

/* Does the text hold one of the words, of two letters at least?  Both are in lower case. */
static bool
contains_one(struct str text, const char *const *words, size_t n)
{
	bool begins[256] = { false };

	for (size_t i = 0; i < n; i++)
		begins[(unsigned char)words[i][0]] = true;
	for (size_t at = 0; at + 1 < text.len; at++)
		for (size_t i = 0; i < n && begins[(unsigned char)text.p[at]]; i++)
			if (words[i][0] == text.p[at] && words[i][1] == text.p[at + 1] &&
			    str_starts(str_skip(text, at), str_of(words[i])))
				return true;
	return false;
}

/* The word is in lower case. */
static bool
contains_nocase(struct str s, const char *word)
{
	struct str w = str_of(word);

	for (size_t i = 0; i + w.len <= s.len; i++)
		if (ascii_lower(s.p[i]) == w.p[0] && str_eq_nocase(str_n(s.p + i, w.len), w))
			return true;
	return false;
}

static struct str
first_label(const struct name *owner)
{
	return str_n((const char *)owner->wire + 1, owner->wire[0]);
}

static bool
is_token_owner(const struct name *owner)
{
	struct str label = first_label(owner);

	if (label.len == 0 || label.p[0] != '_')
		return false;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (str_eq_nocase(label, str_of(labels[i])))
			return true;
	return contains_nocase(label, "challenge") || contains_nocase(label, "verif") ||
	    contains_nocase(label, "validation");
}

/* Does the part before the first "=" or ":" speak of verification, in one word? */
static bool
names_itself(struct str text)
{
	size_t n = 0;

	while (n < text.len && n < LOOKED_AT && text.p[n] != '=' && text.p[n] != ':' && text.p[n] != ' ')
		n++;
	return n < text.len && n < LOOKED_AT && text.p[n] != ' ' && contains_nocase(str_n(text.p, n), "verif");
}

static bool
is_listed(struct check *c, struct zone *z, struct record *r)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (text_begins(z, r, str_of(texts[i])))
			return true;
	if (check_is_set(c, "tokens")) {
		struct str text = text_joined(c, z, r);
		size_t n = 0;

		while (n < text.len && n < LOOKED_AT && text.p[n] != '=' && text.p[n] != ':')
			n++;
		return check_lists_word(c, "tokens", str_n(text.p, n));
	}
	return false;
}

static bool
is_text_token(struct check *c, struct zone *z, struct record *r)
{
	const struct rdata *data = record_data(z, r);
	size_t len;

	if (data == NULL || data->len < 2)
		return false;
	len = data->wire[0] < data->len ? data->wire[0] : data->len - 1u;
	return is_token_owner(r->owner) || names_itself(str_n((const char *)data->wire + 1, len)) ||
	    is_listed(c, z, r);
}

static bool
is_alias_token(struct zone *z, struct record *r)
{
	struct name *target = record_target(z, r);
	char spelt[NAME_MAX_TEXT];
	struct str text = target ? name_spell(target, spelt) : S("");

	return contains_one(text, targets, sizeof(targets) / sizeof(targets[0])) || is_token_owner(r->owner);
}

static bool
is_token(struct check *c, struct zone *z, struct record *r)
{
	return r->type == TYPE_CNAME ? is_alias_token(z, r) : is_text_token(c, z, r);
}

/* The tokens of one side that the other lacks, joined; *n of them, *first among them. */
static struct str
tokens_of(struct check *c, const struct change *ch, enum side side, size_t *n, struct record **first)
{
	struct zone *z = &c->set->zone[side];
	struct str list = S("");

	*n = 0;
	for_each_changed(r, ch, side) {
		struct str shown;

		if (!(r->flags & RECORD_NEW_DATA) || !is_token(c, z, r))
			continue;
		*first = *n == 0 ? r : *first;
		shown = r->type == TYPE_CNAME ? check_record(c, z, r) : text_joined(c, z, r);
		if ((*n)++ < LISTED)
			list = texted(c, "%.*s%s%.*s", STR(list), list.len ? ", " : "",
			    STR(text_shown(c, shown, SHOWN)));
	}
	if (*n > LISTED)
		list = texted(c, "%.*s and %zu more", STR(list), *n - LISTED);
	return list;
}

/* Answers to a challenge are for one time; nobody misses them. */
static bool
is_one_time(const struct change *ch)
{
	return ch->type == TYPE_TXT && str_eq_nocase(first_label(ch->owner), S("_acme-challenge"));
}

void
check_verification(struct check *c, const struct change *ch)
{
	struct record *first = NULL;
	struct finding *f;
	struct str list;
	size_t n;

	if (zone_occluded(c->set->zone[ch->kind == RRSET_REMOVED ? BEFORE : AFTER].exists ?
	    &c->set->zone[ch->kind == RRSET_REMOVED ? BEFORE : AFTER] : OLD(c), ch->owner, ch->type))
		return;
	list = tokens_of(c, ch, AFTER, &n, &first);
	if (n > 0) {
		f = flag(c, "%s that prove%s control of the domain to a service come%s: %.*s", n == 1 ? "a token" :
		    "tokens", n == 1 ? "s" : "", n == 1 ? "s" : "", STR(list));
		finding_at(c, f, NEW(c), first);
		f->effect = S("Whoever asked for it can act in the name of the domain there: certificates, mail, "
		    "search results, user accounts.");
		f->fix = S("Make sure that somebody of your own asked for it.");
	}
	if (is_one_time(ch))
		return;
	list = tokens_of(c, ch, BEFORE, &n, &first);
	if (n == 0)
		return;
	f = flag(c, "%s that prove%s control of the domain to a service go%s: %.*s", n == 1 ? "a token" : "tokens",
	    n == 1 ? "s" : "", n == 1 ? "es" : "", STR(list));
	finding_at(c, f, OLD(c), first);
	f->effect = S("The service may detach the domain when it looks again.");
	f->fix = S("Make sure that the service is no longer used.");
}
