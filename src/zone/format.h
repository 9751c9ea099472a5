/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_FORMAT_H
#define ZONEVET_ZONE_FORMAT_H

#include <stdint.h>

/* The kinds of field that record data is made of; field.c says how each is read and written. */
enum field {
	END,
	NAME, QUOTABLE_NAME, U8, U16, U32, SECONDS, TIME, RRTYPE,
	IPV4, IPV6, LOCATOR64, EUI48, EUI64,
	STRING, STRING_IF_ANY, STRINGS, DIGITS, REGEXP, TAG, VALUE, QUOTED_VALUE,
	HEX, HEX_IF_ANY, BASE64, BASE64_IF_ANY, BASE64_OR_DASH,
	ALGORITHM, ALGORITHM_WORD, CERTIFICATE, DIGEST_TYPE, HASH, SCHEME,
	KEY_FLAGS, NO_FLAGS, KEY_PROTOCOL, KEY_IF_ANY,
	DIGEST, FINGERPRINT, ZONE_DIGEST, SALT, HASHED_OWNER, BITMAP, BITMAP_IF_ANY,
	SVCPARAMS, LOCATION, PREFIXES, RELAY, GATEWAY, HOST_IDENTITY,
	SERVICES, NXT_BITMAP, A6_ADDRESS, ATM_ADDRESS, NSAP_ADDRESS,
};

/* What the data of one type looks like. */
struct format {
	uint8_t fields[10];             /* enum field, up to END */
	const char *names;              /* of the fields, for messages, separated by commas */
	const char *example;
};

/* NULL: data of this type and class is only octets (RFC 3597). */
const struct format *format_of(uint16_t type, uint16_t class);

#endif
