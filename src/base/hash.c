/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/hash.h"

#include <openssl/evp.h>
#include <string.h>

void
hash_sha256(struct str s, unsigned char out[SHA256_LENGTH])
{
	unsigned int len = SHA256_LENGTH;

	memset(out, 0, SHA256_LENGTH);
	EVP_Digest(s.p ? s.p : "", s.len, out, &len, EVP_sha256(), NULL);
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
