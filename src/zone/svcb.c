/* SPDX-License-Identifier: BSD-2-Clause */
/* SvcParams of SVCB and HTTPS records: RFC 9460 section 2.1 and Appendix A. */
#include "zone/field.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { MANDATORY, ALPN, NO_DEFAULT_ALPN, PORT, IPV4HINT, ECH, IPV6HINT, DOHPATH, NAMED };
enum { PARAMS_MAX = 256 };

static const char *const key_names[NAMED] = {
	"mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath",
};

struct svcparam {
	uint16_t key;
	size_t at, len;                 /* of its value in the wire form being made */
};

static bool
key_parse(struct str text, uint16_t *key)
{
	uint64_t n;

	for (uint16_t i = 0; i < NAMED; i++)
		if (str_eq(text, str_of(key_names[i]))) {
			*key = i;
			return true;
		}
	if (!str_starts(text, S("key")) || !str_number(str_skip(text, 3), UINT16_MAX - 1, &n) ||
	    (text.len > 4 && text.p[3] == '0'))
		return false;
	*key = (uint16_t)n;
	return true;
}

/* The next item of a comma-separated list whose commas and backslashes may be escaped. */
static bool
next_item(const uint8_t *list, size_t len, size_t *at, uint8_t item[256], size_t *n)
{
	*n = 0;
	for (; *at < len && list[*at] != ','; (*at)++) {
		if (list[*at] == '\\' && ++*at == len)
			return false;
		if (*n == 255)
			return false;
		item[(*n)++] = list[*at];
	}
	if (*at < len && ++*at == len)          /* a comma ends the list */
		return false;
	return *n > 0;
}

static bool
put_alpn(struct reader *r, const uint8_t *value, size_t len)
{
	uint8_t item[256];
	size_t at = 0, n;

	do
		if (!next_item(value, len, &at, item, &n) || !field_put_number(r, n, 1) ||
		    !field_put(r, item, n))
			return false;
	while (at < len);
	return true;
}

static bool
put_addresses(struct reader *r, struct str list, int family)
{
	struct str one;
	size_t commas = 0, n = 0;

	for (size_t i = 0; i < list.len; i++)
		commas += list.p[i] == ',';
	while (str_field(&list, ",", &one)) {
		char text[INET6_ADDRSTRLEN];
		uint8_t address[16];

		if (one.len >= sizeof(text))
			return false;
		memcpy(text, one.p, one.len);
		text[one.len] = '\0';
		if (inet_pton(family, text, address) != 1 ||
		    !field_put(r, address, family == AF_INET ? 4 : 16))
			return false;
		n++;
	}
	return n == commas + 1;
}

static int
by_number(const void *x, const void *y)
{
	return (int)*(const uint16_t *)x - (int)*(const uint16_t *)y;
}

static bool
put_mandatory(struct reader *r, struct str list)
{
	uint16_t keys[PARAMS_MAX];
	size_t n = 0;
	struct str one;

	while (str_field(&list, ",", &one)) {
		if (n == PARAMS_MAX || !key_parse(one, &keys[n]) || keys[n] == MANDATORY)
			return false;
		n++;
	}
	if (n > 0)
		qsort(keys, n, sizeof(keys[0]), by_number);
	for (size_t i = 0; i < n; i++)
		if ((i && keys[i] == keys[i - 1]) || !field_put_number(r, keys[i], 2))
			return false;
	return n > 0;
}

static bool
put_dohpath(struct reader *r, const uint8_t *value, size_t len)
{
	return len > 0 && value[0] == '/' &&
	    str_has(str_n((const char *)value, len), S("{?dns}")) && field_put(r, value, len);
}

/* The value of a key that has one, escapes of the master file undone. */
static bool
put_value(struct reader *r, uint16_t key, bool named, struct str raw)
{
	uint8_t value[RDATA_MAX];
	struct str text;
	uint64_t n;
	size_t len;

	if (!field_unescape(raw, value, sizeof(value), &len))
		return false;
	text = str_n((const char *)value, len);
	if (!named && key != DOHPATH)
		return field_put(r, value, len);
	switch (key) {
	case MANDATORY: return put_mandatory(r, text);
	case ALPN: return put_alpn(r, value, len);
	case PORT: return str_number(text, UINT16_MAX, &n) && field_put_number(r, n, 2);
	case IPV4HINT: return put_addresses(r, text, AF_INET);
	case IPV6HINT: return put_addresses(r, text, AF_INET6);
	case ECH: return len > 0 && field_base64_read(r, raw, "ends in the middle of a base64 group");
	case DOHPATH: return put_dohpath(r, value, len);
	default: return field_put(r, value, len);
	}
}

static bool
read_param(struct reader *r, struct svcparam *param)
{
	struct str word, key, value = { NULL, 0 };
	const char *equals;
	bool quoted, has_value, named;

	if (!field_word(r, "a parameter", &word, &quoted))
		return false;
	equals = word.len && !quoted ? memchr(word.p, '=', word.len) : NULL;
	key = equals ? str_n(word.p, (size_t)(equals - word.p)) : word;
	if (quoted || !key_parse(key, &param->key))
		return field_fault(r, word, "is not a parameter", "Keys are alpn, port, ipv4hint, ech, "
		    "ipv6hint, mandatory, no-default-alpn, dohpath, and keyNNNNN for others.");
	has_value = equals != NULL;
	if (has_value)
		value = str_skip(word, key.len + 1);
	if (has_value && value.len == 0 && r->lex.p < r->lex.end && *r->lex.p == '"' &&
	    !field_word(r, "a value", &value, &quoted))
		return false;
	named = key.p[0] != 'k';
	param->at = r->len;
	if (named && param->key == NO_DEFAULT_ALPN) {
		if (has_value)
			return field_fault(r, word, "takes no value", "");
	} else if (named && !has_value) {
		return field_fault(r, word, "needs a value", "");
	} else if (has_value && !put_value(r, param->key, named, value)) {
		return field_fault(r, word, "has a value that its key does not take", "");
	}
	param->len = r->len - param->at;
	return true;
}

static int
by_key(const void *x, const void *y)
{
	return (int)((const struct svcparam *)x)->key - (int)((const struct svcparam *)y)->key;
}

static const struct svcparam *
find(const struct svcparam *v, size_t n, uint16_t key)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].key == key)
			return &v[i];
	return NULL;
}

/* RFC 9460: what is mandatory is there (section 8), no-default-alpn needs alpn (7.1.1). */
static bool
consistent(struct reader *r, const struct svcparam *v, size_t n, const uint8_t *wire)
{
	const struct svcparam *mandatory = find(v, n, MANDATORY);

	for (size_t i = 1; i < n; i++)
		if (v[i].key == v[i - 1].key)
			return field_fault(r, str_n(r->lex.p, 0), "a parameter is given twice", "");
	for (size_t i = 0; mandatory && i + 1 < mandatory->len; i += 2)
		if (!find(v, n, (uint16_t)(wire[mandatory->at + i] << 8 | wire[mandatory->at + i + 1])))
			return field_fault(r, str_n(r->lex.p, 0), "a mandatory parameter is not given", "");
	if (find(v, n, NO_DEFAULT_ALPN) && !find(v, n, ALPN))
		return field_fault(r, str_n(r->lex.p, 0), "no-default-alpn needs alpn beside it", "");
	return true;
}

bool
svcb_read(struct reader *r)
{
	struct svcparam v[PARAMS_MAX];
	uint8_t values[RDATA_MAX];
	size_t n = 0, start = r->len;

	while (field_more(r)) {
		if (n == PARAMS_MAX)
			return field_fault(r, str_n(r->lex.p, 0), "more than 256 parameters", "");
		if (!read_param(r, &v[n++]))
			return false;
	}
	if (n > 0)
		qsort(v, n, sizeof(v[0]), by_key);
	memcpy(values, r->wire, r->len);
	if (!consistent(r, v, n, values))
		return false;
	r->len = start;
	for (size_t i = 0; i < n; i++)
		if (!field_put_number(r, v[i].key, 2) || !field_put_number(r, v[i].len, 2) ||
		    !field_put(r, values + v[i].at, v[i].len))
			return false;
	return true;
}

/* --- writing --------------------------------------------------------------------- */

static void
write_key(struct buf *out, uint16_t key)
{
	if (key < NAMED)
		buf_add(out, str_of(key_names[key]));
	else
		buf_printf(out, "key%u", key);
}

static bool
write_alpn(struct buf *out, const uint8_t *value, size_t len)
{
	struct buf list = { NULL, 0, 0 };
	size_t at = 0;
	bool good = len > 0;

	while (good && at < len) {
		size_t n = value[at++];

		good = n > 0 && n <= len - at;
		if (at > 1 && good)
			buf_put(&list, ',');
		for (size_t i = 0; good && i < n; i++) {
			if (value[at + i] == ',' || value[at + i] == '\\')
				buf_put(&list, '\\');
			buf_put(&list, (char)value[at + i]);
		}
		at += good ? n : 0;
	}
	if (good && out)
		field_quote(out, (const uint8_t *)list.p, list.len);
	buf_free(&list);
	return good;
}

static bool
write_addresses(struct buf *out, const uint8_t *value, size_t len, int family)
{
	size_t each = family == AF_INET ? 4 : 16;
	char text[INET6_ADDRSTRLEN];

	if (len == 0 || len % each)
		return false;
	for (size_t at = 0; out && at < len; at += each)
		buf_printf(out, "%s%s", at ? "," : "",
		    inet_ntop(family, value + at, text, sizeof(text)));
	return true;
}

static bool
write_mandatory(struct buf *out, const uint8_t *value, size_t len)
{
	for (size_t at = 0; out && at + 1 < len; at += 2) {
		if (at)
			buf_put(out, ',');
		write_key(out, (uint16_t)(value[at] << 8 | value[at + 1]));
	}
	return len > 0 && len % 2 == 0;
}

static bool
write_value(struct buf *out, uint16_t key, const uint8_t *value, size_t len)
{
	if (out && (len || (key != NO_DEFAULT_ALPN && key < NAMED)))
		buf_put(out, '=');
	switch (key) {
	case MANDATORY: return write_mandatory(out, value, len);
	case ALPN: return write_alpn(out, value, len);
	case NO_DEFAULT_ALPN: return len == 0;
	case PORT:
		if (out && len == 2)
			buf_printf(out, "%u", value[0] << 8 | value[1]);
		return len == 2;
	case IPV4HINT: return write_addresses(out, value, len, AF_INET);
	case IPV6HINT: return write_addresses(out, value, len, AF_INET6);
	case ECH:
		if (out)
			field_base64(out, value, len);
		return len > 0;
	default:
		if (out && len)
			field_quote(out, value, len);
		return true;
	}
}

void
svcb_write(struct writer *w)
{
	int last = -1;

	while (w->good && w->at < w->data->len) {
		const uint8_t *head = field_take(w, 4), *value;
		uint16_t key = head ? (uint16_t)(head[0] << 8 | head[1]) : 0;
		size_t len = head ? (size_t)(head[2] << 8 | head[3]) : 0;

		value = field_take(w, len);
		if (value == NULL || key <= last) {
			w->good = false;
			return;
		}
		if (w->out) {
			if (last >= 0)
				buf_put(w->out, ' ');
			write_key(w->out, key);
		}
		w->good = write_value(w->out, key, value, len);
		last = key;
	}
}
