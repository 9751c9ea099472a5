/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Of the key only its outer form is read: whether the base64 is whole, and for RSA
 * whether the DER around it is as long as it says.  That finds keys that lost a
 * string or their end on the way, and those that are too short to be accepted.
 */
#include "rules/dkim.h"

#include "rules/tags.h"

enum {
	DER_HEAD = 4,           /* octets of DER that are looked at */
	RSA_1024 = 140,         /* octets of the shortest form of a 1024-bit key (RFC 3447 A.1.1) */
	ED25519 = 32,
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The number of octets that base64 stands for, and the first of them; false: it is none. */
static bool
measure_base64(struct str s, size_t *octets, uint8_t head[DER_HEAD])
{
	size_t digits = 0, padding = 0, written = 0;
	uint32_t bits = 0;

	for (size_t i = 0; i < s.len; i++) {
		int value = base64_digit(s.p[i]);

		if (value < 0) {
			if (s.p[i] == '=' && digits > 0)
				padding++;
			else if (!is_blank(s.p[i]))
				return false;
			continue;
		}
		if (padding)
			return false;
		digits++;
		if (written == DER_HEAD)
			continue;
		bits = bits << 6 | (uint32_t)value;
		if (digits % 4 == 0)
			for (int byte = 2; byte >= 0 && written < DER_HEAD; byte--)
				head[written++] = (uint8_t)(bits >> byte * 8);
	}
	*octets = digits * 6 / 8;
	return padding <= 2 && digits % 4 != 1 && (padding == 0 || (digits + padding) % 4 == 0);
}

/* Is the outer SEQUENCE of DER as long as the octets at hand? */
static bool
der_is_whole(const uint8_t head[DER_HEAD], size_t octets)
{
	if (octets < DER_HEAD || head[0] != 0x30)
		return false;
	if (head[1] < 0x80)
		return octets == 2u + head[1];
	if (head[1] == 0x81)
		return octets == 3u + head[2];
	return head[1] == 0x82 && octets == 4u + ((unsigned)head[2] << 8 | head[3]);
}

static void
set_fault(struct dkim *d, const char *fault, struct str at)
{
	if (d->fault)
		return;
	d->fault = fault;
	d->at = at;
}

static void
set_flaw(struct dkim *d, const char *flaw, struct str at)
{
	if (d->fault || d->flaw)
		return;
	d->flaw = flaw;
	d->at = at;
}

static void
check_key(struct dkim *d)
{
	uint8_t head[DER_HEAD] = { 0 };
	size_t octets;
	bool rsa = str_eq_nocase(d->algorithm, S("rsa"));

	if (!measure_base64(d->key, &octets, head))
		set_fault(d, "is no whole base64 text", d->key);
	else if (str_eq_nocase(d->algorithm, S("ed25519")) && octets != ED25519)
		set_fault(d, "is no Ed25519 key, which has 32 octets (RFC 8463 section 4)", d->key);
	else if (rsa && !der_is_whole(head, octets))
		set_fault(d, "is no whole RSA key: a part of it is missing", d->key);
	else if (rsa && octets < RSA_1024)
		set_fault(d, "is an RSA key of less than 1024 bits, which verifiers refuse (RFC 8301 "
		    "section 3.2)", d->key);
}

/* Is a word in a list parted by colons? */
static bool
lists(struct str list, struct str word)
{
	struct str one;

	while (str_field(&list, ":", &one))
		if (str_eq_nocase(str_trim(one), word))
			return true;
	return false;
}

static void
read_uses(struct dkim *d, const struct tags *t)
{
	struct str value;

	d->for_mail = !tags_get(t, "s", &value) || lists(value, S("*")) || lists(value, S("email"));
	if (!d->for_mail)
		set_fault(d, "does not allow the key for mail (s=)", value);
	d->sha1_only = tags_get(t, "h", &value) && !lists(value, S("sha256"));
	if (d->sha1_only)
		set_fault(d, "does not allow sha256, the only hash that verifiers accept (RFC 8301)", value);
	if (!tags_get(t, "t", &value))
		return;
	d->test = lists(value, S("y"));
	d->strict = lists(value, S("s"));
}

bool
dkim_read(struct str text, struct dkim *d)
{
	struct tags t;
	struct str value;
	bool has_key, has_version;

	tags_read(text, &t);
	has_key = tags_get(&t, "p", &value);
	has_version = tags_get(&t, "v", &value);
	if (!has_key && !(has_version && value.len >= 4 && str_eq_nocase(str_n(value.p, 4), S("DKIM"))))
		return false;
	*d = (struct dkim){ .algorithm = S("rsa") };
	if (has_version && !tags_version(&t, "DKIM1"))
		set_fault(d, str_eq(value, S("DKIM1")) ? "is not the first tag" : "is no version of DKIM",
		    value);
	if (t.fault)
		set_fault(d, t.fault, t.at);
	tags_get(&t, "k", &d->algorithm);
	if (!str_eq_nocase(d->algorithm, S("rsa")) && !str_eq_nocase(d->algorithm, S("ed25519")))
		set_flaw(d, "is an algorithm that verifiers do not know (k=)", d->algorithm);
	if (!tags_get(&t, "p", &d->key))
		set_fault(d, "has no key (p=)", text);
	d->revoked = has_key && d->key.len == 0;
	if (has_key && !d->revoked)
		check_key(d);
	read_uses(d, &t);
	return true;
}

bool
dkim_same_key(const struct dkim *a, const struct dkim *b)
{
	size_t i = 0, j = 0;

	if (!str_eq_nocase(a->algorithm, b->algorithm))
		return false;
	for (;;) {
		while (i < a->key.len && (is_blank(a->key.p[i]) || a->key.p[i] == '='))
			i++;
		while (j < b->key.len && (is_blank(b->key.p[j]) || b->key.p[j] == '='))
			j++;
		if (i == a->key.len || j == b->key.len)
			return i == a->key.len && j == b->key.len;
		if (a->key.p[i++] != b->key.p[j++])
			return false;
	}
}
