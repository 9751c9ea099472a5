/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SvcParams of SVCB and HTTPS records: RFC 9460 section 2.1 and Appendix A.
 * Each key that has a form of its own is a row: how its value is read, and how
 * it is written.  Written into no buffer a value is only checked, which is how
 * keyNNNNN="octets" and \# forms are held to the same rules.
 */
#include "zone/field.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { MANDATORY, ALPN, NO_DEFAULT_ALPN, PORT, IPV4HINT, ECH, IPV6HINT, DOHPATH, KEYS };
enum { PARAMS_MAX = 256 };

static const char *const key_names[KEYS] = {
	"mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath",
};

static const char *const takes[KEYS] = {
	"mandatory takes keys, separated by commas: mandatory=alpn,port.",
	"alpn takes protocols, separated by commas: alpn=h2,h3.",
	"no-default-alpn takes no value.",
	"port takes a number from 0 to 65535: port=8443.",
	"ipv4hint takes addresses, separated by commas: ipv4hint=192.0.2.1,192.0.2.2.",
	"ech takes base64.",
	"ipv6hint takes addresses, separated by commas: ipv6hint=2001:db8::1.",
	"dohpath takes a path that begins with / and holds {?dns}: dohpath=/dns-query{?dns}.",
};

struct svcparam {
	uint16_t key;
	size_t at, len;                 /* of its value in the wire form being made */
	struct str word;                /* as written */
};

static bool
key_parse(struct str text, uint16_t *key)
{
	uint64_t n;

	for (uint16_t i = 0; i < KEYS; i++)
		if (str_eq(text, str_of(key_names[i]))) {
			*key = i;
			return true;
		}
	if (!str_starts(text, S("key")) || !str_number(str_skip(text, 3), UINT16_MAX, &n) ||
	    (text.len > 4 && text.p[3] == '0'))
		return false;
	*key = (uint16_t)n;
	return true;
}

/* --- values from text ---------------------------------------------------------------- */

/* The next item of a comma-separated list whose commas and backslashes may be escaped. */
static bool
next_item(const uint8_t *list, size_t len, size_t *at, uint8_t item[255], size_t *n)
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
	uint8_t item[255];
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
	for (; str_field(&list, ",", &one); n++) {
		char text[INET6_ADDRSTRLEN];
		uint8_t address[16];

		if (one.len >= sizeof(text))
			return false;
		memcpy(text, one.p, one.len);
		text[one.len] = '\0';
		if (inet_pton(family, text, address) != 1 ||
		    !field_put(r, address, family == AF_INET ? 4 : 16))
			return false;
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
	size_t n = 0, commas = 0;
	struct str one;

	for (size_t i = 0; i < list.len; i++)
		commas += list.p[i] == ',';
	for (; str_field(&list, ",", &one); n++)
		if (n == PARAMS_MAX || !key_parse(one, &keys[n]))
			return false;
	if (n != commas + 1)
		return false;
	qsort(keys, n, sizeof(keys[0]), by_number);
	for (size_t i = 0; i < n; i++)
		if (!field_put_number(r, keys[i], 2))
			return false;
	return true;
}

/* Blanks within base64 may stand in quotes. */
static bool
put_base64(struct reader *r, struct str text)
{
	struct buf dense = { NULL, 0, 0 };
	struct rdata_fault ignored = { .at = NULL }, *kept = r->fault;
	struct str part;
	bool good;

	while (str_field(&text, " \t", &part))
		buf_add(&dense, part);
	r->fault = &ignored;                    /* points into what is freed here */
	good = base64_read_word(r, buf_str(&dense));
	r->fault = kept;
	buf_free(&dense);
	return good;
}

static bool
put_value(struct reader *r, uint16_t key, bool named, struct str raw)
{
	uint8_t value[RDATA_MAX];
	uint64_t n;
	size_t len;

	switch (named ? key : KEYS) {
	case MANDATORY: return put_mandatory(r, raw);
	case PORT: return str_number(raw, UINT16_MAX, &n) && field_put_number(r, n, 2);
	case IPV4HINT: return put_addresses(r, raw, AF_INET);
	case IPV6HINT: return put_addresses(r, raw, AF_INET6);
	case ECH: return put_base64(r, raw);
	default: break;
	}
	if (!text_unescape(raw, value, sizeof(value), &len) || len > sizeof(value))
		return false;
	return named && key == ALPN ? put_alpn(r, value, len) : field_put(r, value, len);
}

/* --- values to text ------------------------------------------------------------------ */

static void
write_key(struct buf *out, uint16_t key)
{
	if (key < DOHPATH)                      /* BIND 9.18 writes the first set by name */
		buf_add(out, str_of(key_names[key]));
	else
		buf_printf(out, "key%u", key);
}

/* An octet of an ALPN protocol: escaped for the list, and again for the string around it. */
static void
write_alpn_octet(struct buf *out, uint8_t c)
{
	if (c <= ' ' || c > '~')
		buf_printf(out, "\\%03u", c);
	else if (c == ',')
		buf_add(out, S("\\\\,"));
	else if (c == '\\')
		buf_add(out, S("\\\\\\\\"));
	else if (c == '"')
		buf_add(out, S("\\\""));
	else
		buf_put(out, (char)c);
}

static bool
write_alpn(struct buf *out, const uint8_t *value, size_t len)
{
	if (out)
		buf_put(out, '"');
	for (size_t at = 0; at < len;) {
		size_t n = value[at++];

		if (n == 0 || n > len - at)
			return false;
		if (out && at > 1)
			buf_put(out, ',');
		for (size_t end = at + n; at < end; at++)
			if (out)
				write_alpn_octet(out, value[at]);
	}
	if (out)
		buf_put(out, '"');
	return len > 0;
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

/* In ascending order and each once; the key itself is none of them (RFC 9460 section 8). */
static bool
write_mandatory(struct buf *out, const uint8_t *value, size_t len)
{
	int last = MANDATORY;

	for (size_t at = 0; at + 1 < len; at += 2) {
		uint16_t key = (uint16_t)(value[at] << 8 | value[at + 1]);

		if (key <= last)
			return false;
		last = key;
		if (out && at)
			buf_put(out, ',');
		if (out)
			write_key(out, key);
	}
	return len > 0 && len % 2 == 0;
}

/* RFC 3629: no overlong form, no surrogate, at most U+10FFFF. */
static bool
is_utf8(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint32_t code = p[i];
		size_t more = code < 0x80 ? 0 : code < 0xc2 ? SIZE_MAX : code < 0xe0 ? 1 : code < 0xf0 ? 2 :
		    code < 0xf5 ? 3 : SIZE_MAX;

		if (more >= len - i)
			return false;
		code &= more ? 0x3fu >> more : 0x7f;
		for (size_t k = 1; k <= more; k++) {
			if ((p[i + k] & 0xc0) != 0x80)
				return false;
			code = code << 6 | (p[i + k] & 0x3f);
		}
		if ((more == 2 && code < 0x800) || (more == 3 && (code < 0x10000 || code > 0x10ffff)) ||
		    (code >= 0xd800 && code <= 0xdfff))
			return false;
		i += more;
	}
	return true;
}

static bool
write_dohpath(struct buf *out, const uint8_t *value, size_t len)
{
	if (out)
		text_quote(out, value, len);
	return len > 0 && value[0] == '/' && is_utf8(value, len) &&
	    str_has(str_n((const char *)value, len), S("{?dns}"));
}

/* Without a buffer: is the value right for its key? */
static bool
write_value(struct buf *out, uint16_t key, const uint8_t *value, size_t len)
{
	if (out && len)
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
			octets_put_base64(out, value, len);
		return true;
	case DOHPATH: return write_dohpath(out, value, len);
	default:
		if (out && len)
			text_quote(out, value, len);
		return true;
	}
}

/* --- reading ----------------------------------------------------------------------------- */

static bool
bad_value(struct reader *r, const struct svcparam *param)
{
	return field_fault(r, param->word, "has a value that its key does not take",
	    param->key < KEYS ? takes[param->key] : "");
}

static bool
read_param(struct reader *r, struct svcparam *param)
{
	struct str key, value = { NULL, 0 };
	const char *equals;
	bool quoted, named;

	if (!field_token(r, &param->word, &quoted))
		return false;
	equals = param->word.len && !quoted ? memchr(param->word.p, '=', param->word.len) : NULL;
	key = equals ? str_n(param->word.p, (size_t)(equals - param->word.p)) : param->word;
	if (quoted || !key_parse(key, &param->key))
		return field_fault(r, param->word, "is not known", "Keys are alpn, port, ipv4hint, ipv6hint, "
		    "ech, mandatory, no-default-alpn, dohpath, and keyNNNNN for others.");
	if (equals)
		value = str_skip(param->word, key.len + 1);
	if (equals && value.len == 0 && r->lex.p < r->lex.end && *r->lex.p == '"' &&
	    !field_token(r, &value, &quoted))
		return false;
	named = key.p[0] != 'k';
	param->at = r->len;
	if ((value.len > 0 && !put_value(r, param->key, named, value)) ||
	    !write_value(NULL, param->key, r->wire + param->at, r->len - param->at))
		return bad_value(r, param);
	param->len = r->len - param->at;
	return true;
}

static int
by_key(const void *x, const void *y)
{
	return (int)((const struct svcparam *)x)->key - (int)((const struct svcparam *)y)->key;
}

static const struct svcparam *
find_key(const struct svcparam *v, size_t n, uint16_t key)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].key == key)
			return &v[i];
	return NULL;
}

/*
 * What the parameters ask of each other: each once, those that the first one
 * calls mandatory are there (section 8), no-default-alpn needs alpn (7.1.1).
 * NULL: all is well; else *why is set.
 */
static const struct svcparam *
inconsistent(const struct svcparam *v, size_t n, const uint8_t *wire, const char **why)
{
	const struct svcparam *bare = find_key(v, n, NO_DEFAULT_ALPN);

	*why = "is given twice";
	for (size_t i = 1; i < n; i++)
		if (v[i].key == v[i - 1].key)
			return v[i].word.p > v[i - 1].word.p ? &v[i] : &v[i - 1];
	*why = "calls a parameter mandatory that is not given";
	for (size_t i = 0; n && v[0].key == MANDATORY && i + 1 < v[0].len; i += 2) {
		const uint8_t *key = wire + v[0].at + i;

		if (find_key(v, n, (uint16_t)(key[0] << 8 | key[1])) == NULL)
			return &v[0];
	}
	*why = "needs alpn beside it";
	return bare && find_key(v, n, ALPN) == NULL ? bare : NULL;
}

bool
svcparams_read(struct reader *r)
{
	struct svcparam v[PARAMS_MAX];
	uint8_t values[RDATA_MAX];
	size_t n = 0, start = r->len;
	const struct svcparam *wrong;
	const char *why;

	while (field_more(r)) {
		if (n == PARAMS_MAX)
			return field_fault(r, str_n(r->lex.p, 0), "is beyond the 256th", "");
		if (!read_param(r, &v[n]))
			return false;
		n++;
	}
	if (n > 0)
		qsort(v, n, sizeof(v[0]), by_key);
	memcpy(values, r->wire, r->len);
	wrong = inconsistent(v, n, values, &why);
	if (wrong)
		return field_fault(r, wrong->word, why, "");
	r->len = start;
	for (size_t i = 0; i < n; i++)
		if (!field_put_number(r, v[i].key, 2) || !field_put_number(r, v[i].len, 2) ||
		    !field_put(r, values + v[i].at, v[i].len))
			return false;
	return true;
}

/* --- writing ------------------------------------------------------------------------------- */

void
svcparams_write(struct writer *w)
{
	struct svcparam v[PARAMS_MAX];
	size_t n = 0;
	const char *why;

	while (w->good && field_left(w)) {
		uint16_t key = (uint16_t)field_take_number(w, 2);
		size_t len = field_take_number(w, 2), at = w->at;
		const uint8_t *value = field_take(w, len);

		if (value == NULL || n == PARAMS_MAX || (n && key <= v[n - 1].key)) {
			w->good = false;
			return;
		}
		v[n++] = (struct svcparam){ .key = key, .at = at, .len = len };
		if (w->out && n > 1)
			buf_put(w->out, ' ');
		if (w->out)
			write_key(w->out, key);
		w->good = write_value(w->out, key, value, len);
	}
	if (inconsistent(v, n, w->wire, &why))
		w->good = false;
}
