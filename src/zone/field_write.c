/* SPDX-License-Identifier: BSD-2-Clause */
/* Record fields back to text; without a buffer they are only walked, to check octets. */
#include "zone/field.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "lint/type.h"

const uint8_t *
field_take(struct writer *w, size_t n)
{
	const uint8_t *p = w->data->wire + w->at;

	if (!w->good || n > w->data->len - w->at) {
		w->good = false;
		return NULL;
	}
	w->at += n;
	return p;
}

static size_t
left(const struct writer *w)
{
	return w->data->len - w->at;
}

void
field_hex(struct buf *out, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_put(out, "0123456789ABCDEF"[bytes[i] >> 4]);
		buf_put(out, "0123456789ABCDEF"[bytes[i] & 15]);
	}
}

void
field_base64(struct buf *out, const uint8_t *bytes, size_t n)
{
	static const char digit[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		size_t more = n - i;
		uint32_t bits = (uint32_t)bytes[i] << 16;

		bits |= more > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
		bits |= more > 2 ? bytes[i + 2] : 0;
		buf_put(out, digit[bits >> 18]);
		buf_put(out, digit[bits >> 12 & 63]);
		buf_put(out, more > 1 ? digit[bits >> 6 & 63] : '=');
		buf_put(out, more > 2 ? digit[bits & 63] : '=');
	}
}

void
field_quote(struct buf *out, const uint8_t *bytes, size_t n)
{
	buf_put(out, '"');
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] < 0x20 || bytes[i] > 0x7e) {
			buf_printf(out, "\\%03u", bytes[i]);
			continue;
		}
		if (bytes[i] == '"' || bytes[i] == '\\')
			buf_put(out, '\\');
		buf_put(out, (char)bytes[i]);
	}
	buf_put(out, '"');
}

static uint32_t
take_number(struct writer *w, size_t octets)
{
	const uint8_t *p = field_take(w, octets);
	uint32_t n = 0;

	for (size_t i = 0; p && i < octets; i++)
		n = n << 8 | p[i];
	return n;
}

static void
write_number(struct writer *w, size_t octets)
{
	uint32_t n = take_number(w, octets);

	if (w->out && w->good)
		buf_printf(w->out, "%u", n);
}

static const char *
certificate_name(uint32_t n)
{
	static const char *const names[] = { NULL, "PKIX", "SPKI", "PGP", "IPKIX", "ISPKI", "IPGP",
		"ACPKIX", "IACPKIX" };

	return n < sizeof(names) / sizeof(names[0]) ? names[n] : n == 253 ? "URI" : n == 254 ? "OID" :
	    NULL;
}

/* CERT is the only type whose algorithm BIND writes as a word. */
static const char *
algorithm_name(uint32_t n)
{
	static const char *const names[] = { NULL, "RSAMD5", "DH", "DSA", "ECC", "RSASHA1",
		"NSEC3DSA", "NSEC3RSASHA1", "RSASHA256", NULL, "RSASHA512", NULL, "ECCGOST",
		"ECDSAP256SHA256", "ECDSAP384SHA384", "ED25519", "ED448" };

	return n < sizeof(names) / sizeof(names[0]) ? names[n] : n == 252 ? "INDIRECT" :
	    n == 253 ? "PRIVATEDNS" : n == 254 ? "PRIVATEOID" : NULL;
}

static const char *
scheme_name(uint32_t n)
{
	return n == 1 ? "NOTIFY" : NULL;
}

static void
write_mnemonic(struct writer *w, size_t octets, const char *(*name)(uint32_t))
{
	uint32_t n = take_number(w, octets);

	if (!w->out || !w->good)
		return;
	if (name(n))
		buf_add(w->out, str_of(name(n)));
	else
		buf_printf(w->out, "%u", n);
}

static void
write_type(struct writer *w)
{
	uint32_t type = take_number(w, 2);

	if (w->out && w->good)
		buf_add(w->out, type_text(w->arena, (uint16_t)type));
}

static void
write_time(struct writer *w)
{
	uint32_t when = take_number(w, 4);
	struct str text;

	if (!w->out || !w->good)
		return;
	text = clock_text(w->arena, when);
	for (size_t i = 0; i < text.len; i++)
		if (ascii_digit(text.p[i]))
			buf_put(w->out, text.p[i]);
}

static void
write_name(struct writer *w)
{
	size_t len = rdata_name_length(w->data, w->at);
	const uint8_t *wire = field_take(w, len);

	if (len == 0)
		w->good = false;
	if (w->out && w->good)
		buf_add(w->out, wire_text(w->arena, wire, len));
}

static void
write_address(struct writer *w, int family)
{
	const uint8_t *address = field_take(w, family == AF_INET ? 4 : 16);
	char text[INET6_ADDRSTRLEN];

	if (w->out && address && inet_ntop(family, address, text, sizeof(text)))
		buf_add(w->out, str_of(text));
}

static void
write_groups(struct writer *w, size_t octets, size_t group, const char *separator)
{
	const uint8_t *p = field_take(w, octets);

	for (size_t i = 0; p && w->out && i < octets; i += group)
		buf_printf(w->out, group == 2 ? "%s%x" : "%s%02x", i ? separator : "",
		    group == 2 ? p[i] << 8 | p[i + 1] : p[i]);
}

static void
write_string(struct writer *w)
{
	size_t len = take_number(w, 1);
	const uint8_t *bytes = field_take(w, len);

	if (w->out && w->good)
		field_quote(w->out, bytes, len);
}

static void
write_strings(struct writer *w)
{
	do {
		write_string(w);
		if (w->out && left(w))
			buf_put(w->out, ' ');
	} while (w->good && left(w));
}

static void
write_tag(struct writer *w)
{
	size_t len = take_number(w, 1);
	const uint8_t *bytes = field_take(w, len);

	if (len == 0)
		w->good = false;
	if (w->out && w->good)
		buf_add(w->out, str_n((const char *)bytes, len));
}

static void
write_rest(struct writer *w, bool may_be_empty, void (*put)(struct buf *, const uint8_t *, size_t))
{
	size_t len = left(w);
	const uint8_t *bytes = field_take(w, len);

	if (len == 0 && !may_be_empty)
		w->good = false;
	if (w->out && w->good)
		put(w->out, bytes, len);
}

static void
write_salt(struct writer *w)
{
	size_t len = take_number(w, 1);
	const uint8_t *bytes = field_take(w, len);

	if (!w->out || !w->good)
		return;
	if (len == 0)
		buf_put(w->out, '-');
	field_hex(w->out, bytes, len);
}

static void
write_hashed_owner(struct writer *w)
{
	size_t len = take_number(w, 1);
	const uint8_t *bytes = field_take(w, len);
	uint32_t value = 0;
	unsigned bits = 0;

	if (len == 0)
		w->good = false;
	for (size_t i = 0; w->out && w->good && i < len; i++) {
		value = value << 8 | bytes[i];
		for (bits += 8; bits >= 5; bits -= 5)
			buf_put(w->out, "0123456789ABCDEFGHIJKLMNOPQRSTUV"[value >> (bits - 5) & 31]);
	}
	if (w->out && w->good && bits)
		buf_put(w->out, "0123456789ABCDEFGHIJKLMNOPQRSTUV"[value << (5 - bits) & 31]);
}

static void
write_bitmap(struct writer *w, bool may_be_empty)
{
	int last = -1;
	bool any = false;

	while (w->good && left(w)) {
		int window = (int)take_number(w, 1);
		size_t len = take_number(w, 1);
		const uint8_t *bits = field_take(w, len);

		if (window <= last || len == 0 || len > 32 || (bits && bits[len - 1] == 0))
			w->good = false;
		last = window;
		for (size_t i = 0; w->good && i < len * 8; i++) {
			if (!(bits[i / 8] & 0x80 >> i % 8))
				continue;
			if (w->out && any)
				buf_put(w->out, ' ');
			any = true;
			if (w->out)
				buf_add(w->out, type_text(w->arena, (uint16_t)(window * 256 + (int)i)));
		}
	}
	if (!any && !may_be_empty)
		w->good = false;
}

/* The digest of DS, SSHFP or ZONEMD: as long as its type asks. */
static void
write_digest(struct writer *w, size_t want)
{
	if (want && left(w) != want)
		w->good = false;
	write_rest(w, false, field_hex);
}

static size_t
ds_length(uint8_t type)
{
	static const size_t length[] = { 0, 20, 32, 32, 48 };

	return type < 5 ? length[type] : 0;
}

void
field_write(struct writer *w, char letter)
{
	switch (letter) {
	case 'n': write_name(w); break;
	case 'b': case 'a': write_number(w, 1); break;
	case 'h': write_number(w, 2); break;
	case 'c': write_mnemonic(w, 2, certificate_name); break;
	case 'm': write_mnemonic(w, 1, algorithm_name); break;
	case 'k': write_mnemonic(w, 1, scheme_name); break;
	case 'L': location_write(w); break;
	case 'P': prefixes_write(w); break;
	case 'R': relay_write(w); break;
	case 'w': case 't': write_number(w, 4); break;
	case '4': write_address(w, AF_INET); break;
	case '6': write_address(w, AF_INET6); break;
	case 's': write_string(w); break;
	case 'S': write_strings(w); break;
	case 'o':
		if (left(w))
			write_string(w);
		break;
	case 'x': write_rest(w, false, field_hex); break;
	case 'X': write_rest(w, true, field_hex); break;
	case 'B': write_rest(w, false, field_base64); break;
	case 'Y': write_rest(w, true, field_base64); break;
	case 'q': case 'Q': write_rest(w, true, field_quote); break;
	case 'T': write_type(w); break;
	case 'D': write_time(w); break;
	case 'N': write_bitmap(w, true); break;
	case 'M': write_bitmap(w, false); break;
	case 'd': write_digest(w, ds_length(rdata_u8(w->data, 3))); break;
	case 'f': write_digest(w, rdata_u8(w->data, 1) <= 2 ? ds_length(rdata_u8(w->data, 1)) : 0); break;
	case 'z':
		write_digest(w, rdata_u8(w->data, 5) == 1 ? 48 : rdata_u8(w->data, 5) == 2 ? 64 : 0);
		break;
	case 'y': write_salt(w); break;
	case 'i': write_hashed_owner(w); break;
	case 'g': write_tag(w); break;
	case 'p': svcb_write(w); break;
	case '8': write_groups(w, 8, 2, ":"); break;
	case 'e': write_groups(w, 6, 1, "-"); break;
	case 'E': write_groups(w, 8, 1, "-"); break;
	default: w->good = false; break;
	}
}
