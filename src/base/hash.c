/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/hash.h"

/*
 * The functions that every OpenSSL and LibreSSL has: the first digest by the
 * newer ones reads OpenSSL's configuration and asks its providers, which takes a
 * tenth of the time of a small check.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

void
hash_sha256(struct str s, unsigned char out[SHA256_LENGTH])
{
	SHA256_CTX context;

	SHA256_Init(&context);
	SHA256_Update(&context, s.p ? s.p : "", s.len);
	SHA256_Final(out, &context);
}

struct str
hash_sha256_hex(struct arena *a, struct str s)
{
	static const char digit[] = "0123456789abcdef";
	unsigned char raw[SHA256_LENGTH];
	char hex[2 * SHA256_LENGTH];

	hash_sha256(s, raw);
	for (size_t i = 0; i < sizeof(raw); i++) {
		hex[2 * i] = digit[raw[i] >> 4];
		hex[2 * i + 1] = digit[raw[i] & 15];
	}
	return arena_dup(a, str_n(hex, sizeof(hex)));
}

uint64_t
hash_short(struct str s)
{
	unsigned char raw[SHA256_LENGTH];
	uint64_t h = 0;

	hash_sha256(s, raw);
	for (size_t i = 0; i < sizeof(h); i++)
		h = h << 8 | raw[i];
	return h;
}
