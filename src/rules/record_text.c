/* SPDX-License-Identifier: BSD-2-Clause */
/* TXT records as those read them who look for a policy in them: all strings joined, no blank between. */
#include "rules/record.h"

#include <string.h>

bool
text_begins(struct zone *z, struct record *r, struct str prefix)
{
	const struct rdata *data = record_data(z, r);
	size_t seen = 0, left = 0;

	if (data && data->len > prefix.len && data->wire[0] >= prefix.len)      /* in the first string */
		return str_eq_nocase(str_n((const char *)data->wire + 1, prefix.len), prefix);
	for (size_t i = 0; data && i < data->len && seen < prefix.len; i++) {
		if (left == 0) {
			left = data->wire[i];
			continue;
		}
		left--;
		if (ascii_lower((char)data->wire[i]) != ascii_lower(prefix.p[seen++]))
			return false;
	}
	return data && seen == prefix.len;
}

struct str
text_joined(struct check *c, struct zone *z, struct record *r)
{
	struct known_joined *known = c->known ? &c->known->joined[z->side] : NULL;
	const struct rdata *data = record_data(z, r);
	char *text;
	size_t len = 0;

	if (data == NULL || data->len == 0)
		return S("");
	if (data->wire[0] == data->len - 1)     /* one string, as most are: it stands there already */
		return str_n((const char *)data->wire + 1, data->wire[0]);
	if (known && known->of == data)
		return known->text;
	text = arena_bytes(c->passing, data->len);
	for (size_t i = 0; i < data->len; i += (size_t)1 + data->wire[i]) {
		size_t n = data->wire[i], left = data->len - i - 1;

		memcpy(text + len, data->wire + i + 1, n < left ? n : left);
		len += n < left ? n : left;
	}
	if (known)
		*known = (struct known_joined){ data, str_n(text, len) };
	return str_n(text, len);
}

static bool
is_shown_as_is(unsigned char octet)
{
	return octet >= 0x20 && octet < 0x7f && octet != '\\' && octet != '"';
}

/* Octets of it when it is shown. */
static size_t
length_shown(struct str text)
{
	size_t n = text.len;

	for (size_t i = 0; i < text.len; i++)
		if (!is_shown_as_is((unsigned char)text.p[i]))
			n += text.p[i] == '\\' || text.p[i] == '"' ? 1 : 3;
	return n;
}

struct str
text_shown(struct check *c, struct str text, size_t most)
{
	bool cut = text.len > most;
	char *shown, *at;

	if (cut)
		text.len = most;
	shown = at = arena_bytes(c->arena, length_shown(text) + 3);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char octet = (unsigned char)text.p[i];

		if (is_shown_as_is(octet)) {
			*at++ = (char)octet;
			continue;
		}
		*at++ = '\\';
		if (octet == '\\' || octet == '"') {
			*at++ = (char)octet;
			continue;
		}
		*at++ = (char)('0' + octet / 100);
		*at++ = (char)('0' + octet / 10 % 10);
		*at++ = (char)('0' + octet % 10);
	}
	for (int i = 0; cut && i < 3; i++)
		*at++ = '.';
	return str_n(shown, (size_t)(at - shown));
}
