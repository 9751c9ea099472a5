/* SPDX-License-Identifier: BSD-2-Clause */
#include "zone/field.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "lint/type.h"

bool
field_read(struct reader *r, enum field kind)
{
	switch (kind) {
	case NAME: return name_read(r, false);
	case QUOTABLE_NAME: return name_read(r, true);
	case U8: return number_read(r, 1);
	case U16: return number_read(r, 2);
	case U32: return number_read(r, 4);
	case SECONDS: return seconds_read(r);
	case TIME: return time_read(r);
	case RRTYPE: return rrtype_read(r);
	case IPV4: return address_read(r, AF_INET);
	case IPV6: return address_read(r, AF_INET6);
	case LOCATOR64: return groups_read(r, 4, 4, ':');
	case EUI48: return groups_read(r, 6, 2, '-');
	case EUI64: return groups_read(r, 8, 2, '-');
	case STRING: return string_read(r);
	case STRING_IF_ANY: return !field_more(r) || string_read(r);
	case STRINGS: return strings_read(r);
	case DIGITS: return digits_read(r);
	case REGEXP: return regexp_read(r);
	case TAG: return tag_read(r);
	case VALUE: return text_read(r, false);
	case QUOTED_VALUE: return text_read(r, true);
	case HEX: return hex_read(r, 1);
	case HEX_IF_ANY: return hex_read(r, 0);
	case BASE64: return base64_read(r, 1);
	case BASE64_IF_ANY: return base64_read(r, 0);
	case BASE64_OR_DASH: return base64_or_dash_read(r);
	case ALGORITHM: case ALGORITHM_WORD: return mnemonic_read(r, algorithms, 1);
	case CERTIFICATE: return mnemonic_read(r, certificates, 2);
	case DIGEST_TYPE: return mnemonic_read(r, digest_types, 1);
	case HASH: return mnemonic_read(r, hashes, 1);
	case SCHEME: return mnemonic_read(r, schemes, 1);
	case KEY_FLAGS: return key_flags_read(r);
	case NO_FLAGS: return no_flags_read(r);
	case KEY_PROTOCOL: return mnemonic_read(r, key_protocols, 1);
	case KEY_IF_ANY: return key_if_any_read(r);
	case DIGEST: case FINGERPRINT: case ZONE_DIGEST: return digest_read(r, kind);
	case SALT: return salt_read(r);
	case HASHED_OWNER: return hashed_owner_read(r);
	case BITMAP: return bitmap_read(r, false);
	case BITMAP_IF_ANY: return bitmap_read(r, true);
	case SVCPARAMS: return svcparams_read(r);
	case LOCATION: return location_read(r);
	case PREFIXES: return prefixes_read(r);
	case RELAY: return relay_read(r);
	case GATEWAY: return gateway_read(r);
	case HOST_IDENTITY: return host_identity_read(r);
	case SERVICES: return services_read(r);
	case NXT_BITMAP: return nxt_bitmap_read(r);
	case A6_ADDRESS: return a6_address_read(r);
	case ATM_ADDRESS: return atm_address_read(r);
	case NSAP_ADDRESS: return nsap_address_read(r);
	case END: break;
	}
	return true;
}

void
field_write(struct writer *w, enum field kind)
{
	switch (kind) {
	case NAME: case QUOTABLE_NAME: name_write(w); break;
	case U8: case ALGORITHM: case DIGEST_TYPE: case HASH: case KEY_PROTOCOL:
		number_write(w, 1);
		break;
	case U16: case KEY_FLAGS: number_write(w, 2); break;
	case U32: case SECONDS: number_write(w, 4); break;
	case TIME: time_write(w); break;
	case RRTYPE: rrtype_write(w); break;
	case IPV4: address_write(w, AF_INET); break;
	case IPV6: address_write(w, AF_INET6); break;
	case LOCATOR64: groups_write(w, 4, 2, "%x", ":%x"); break;
	case EUI48: groups_write(w, 6, 1, "%02x", "-%02x"); break;
	case EUI64: groups_write(w, 8, 1, "%02x", "-%02x"); break;
	case STRING: string_write(w); break;
	case STRING_IF_ANY:
		if (field_left(w))
			string_write(w);
		break;
	case STRINGS: strings_write(w); break;
	case DIGITS: digits_write(w); break;
	case REGEXP: regexp_write(w); break;
	case TAG: tag_write(w); break;
	case VALUE: case QUOTED_VALUE: text_write(w); break;
	case HEX: hex_write(w, 1); break;
	case HEX_IF_ANY: hex_write(w, 0); break;
	case BASE64: base64_write(w, 1); break;
	case BASE64_IF_ANY: base64_write(w, 0); break;
	case BASE64_OR_DASH: base64_or_dash_write(w); break;
	case ALGORITHM_WORD: mnemonic_write(w, algorithms, 1); break;
	case CERTIFICATE: mnemonic_write(w, certificates, 2); break;
	case SCHEME: mnemonic_write(w, schemes, 1); break;
	case NO_FLAGS: no_flags_write(w); break;
	case KEY_IF_ANY: key_if_any_write(w); break;
	case DIGEST: case FINGERPRINT: case ZONE_DIGEST: digest_write(w, kind); break;
	case SALT: salt_write(w); break;
	case HASHED_OWNER: hashed_owner_write(w); break;
	case BITMAP: bitmap_write(w, false); break;
	case BITMAP_IF_ANY: bitmap_write(w, true); break;
	case SVCPARAMS: svcparams_write(w); break;
	case LOCATION: location_write(w); break;
	case PREFIXES: prefixes_write(w); break;
	case RELAY: relay_write(w); break;
	case GATEWAY: gateway_write(w); break;
	case HOST_IDENTITY: host_identity_write(w); break;
	case SERVICES: services_write(w); break;
	case NXT_BITMAP: nxt_bitmap_write(w); break;
	case A6_ADDRESS: a6_address_write(w); break;
	case ATM_ADDRESS: atm_address_write(w); break;
	case NSAP_ADDRESS: nsap_address_write(w); break;
	case END: break;
	}
}

void
field_write_next(struct writer *w, enum field kind)
{
	if (w->out)
		buf_put(w->out, ' ');
	field_write(w, kind);
}

/* --- faults ------------------------------------------------------------------ */

static struct str
field_name(const struct reader *r)
{
	struct str rest = str_of(r->format ? r->format->names : NULL), name = { NULL, 0 };

	for (unsigned i = 0; i <= r->nth; i++)
		if (!str_field(&rest, ",", &name))
			return (struct str){ NULL, 0 };
	return name;
}

bool
field_fault(struct reader *r, struct str token, const char *message, const char *fix)
{
	struct rdata_fault *f = r->fault;
	struct str name = field_name(r);
	int shown = token.len > 60 ? 60 : (int)token.len;

	if (f->message[0])
		return false;
	f->token = token;
	f->at = token.p;
	snprintf(f->message, sizeof(f->message), "%s%.*s%s%s%.*s%s%s", name.len ? "the " : "",
	    STR(name), name.len ? " " : "", token.len ? "'" : "", shown, token.p ? token.p : "",
	    token.len ? "' " : "", message);
	if (fix)
		snprintf(f->fix, sizeof(f->fix), "%s", fix);
	else if (r->format && r->format->example)
		snprintf(f->fix, sizeof(f->fix), "Write it as: %.*s %s",
		    STR(type_text(r->arena, r->type)), r->format->example);
	return false;
}

/* --- reading ------------------------------------------------------------------ */

bool
field_token(struct reader *r, struct str *word, bool *quoted)
{
	switch (lex_token(&r->lex, word)) {
	case TOKEN_WORD:
		*quoted = false;
		return true;
	case TOKEN_QUOTED:
		*quoted = true;
		return true;
	case TOKEN_END:
		return field_fault(r, str_n(word->p, 0), "is missing", NULL);
	default:
		return field_fault(r, str_n(word->p, 0), "has a quote or parenthesis that is not closed",
		    "Close it.");
	}
}

bool
field_word(struct reader *r, struct str *word)
{
	bool quoted;

	return field_token(r, word, &quoted) && (!quoted || field_fault(r, *word,
	    "stands in quotes, which only strings may", "Write it without the quotes."));
}

bool
field_more(struct reader *r)
{
	struct lexer look = r->lex;
	struct str word;

	return lex_token(&look, &word) != TOKEN_END;
}

bool
field_put(struct reader *r, const void *bytes, size_t n)
{
	if (n > RDATA_MAX - r->len)
		return field_fault(r, str_n(r->lex.p, 0), "ends beyond octet 65535, the most that a "
		    "record can hold", "Split the data over several records.");
	if (n)
		memcpy(r->wire + r->len, bytes, n);
	r->len += n;
	return true;
}

bool
field_put_number(struct reader *r, uint64_t n, size_t octets)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < octets; i++)
		bytes[i] = (uint8_t)(n >> 8 * (octets - 1 - i));
	return field_put(r, bytes, octets);
}

/* --- writing ------------------------------------------------------------------- */

size_t
field_left(const struct writer *w)
{
	return w->len - w->at;
}

const uint8_t *
field_take(struct writer *w, size_t n)
{
	const uint8_t *p = w->wire + w->at;

	if (!w->good || n > field_left(w)) {
		w->good = false;
		return NULL;
	}
	w->at += n;
	return p;
}

uint32_t
field_take_number(struct writer *w, size_t octets)
{
	const uint8_t *p = field_take(w, octets);
	uint32_t n = 0;

	for (size_t i = 0; p && i < octets; i++)
		n = n << 8 | p[i];
	return n;
}
