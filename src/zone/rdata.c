/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Record data: text to wire and back by the format of its type, what rules ask
 * of it, and the digests of keys, for which ldns is called.
 */
#include "zone/rdata.h"

#include <ldns/ldns.h>
#include <stdalign.h>
#include <string.h>

#include "base/buf.h"
#include "lint/type.h"
#include "zone/field.h"
#include "zone/rdata_plain.h"

const struct rdata *
rdata_new(struct arena *a, const uint8_t *wire, size_t len)
{
	struct rdata *data = arena_aligned(a, offsetof(struct rdata, wire) + len,
	    alignof(struct rdata));

	data->len = (uint16_t)len;
	memcpy(data->wire, wire, len);
	return data;
}

/* --- reading ------------------------------------------------------------------------ */

/* Walks the octets: are they data of this form?  Names in them become lower case. */
static bool
octets_fit(struct reader *r)
{
	struct writer w = { .wire = r->wire, .len = r->len, .good = true, .arena = r->arena,
		.fold = r->as_written ? NULL : r->wire };

	for (const uint8_t *f = r->format->fields; *f != END && w.good; f++)
		field_write(&w, (enum field)*f);
	return w.good && w.at == w.len;
}

/* What follows \# (RFC 3597 section 5). */
static const struct rdata *
read_octets(struct reader *r)
{
	static const struct format octets = { { U16, HEX_IF_ANY }, "number of octets,octets", NULL };
	const struct format *format = r->format;
	struct str word;
	uint64_t want;

	r->format = &octets;
	if (!field_word(r, &word) || !number_in(r, word, RDATA_MAX, &want))
		return NULL;
	r->nth = 1;
	if (!hex_read(r, 0))
		return NULL;
	r->nth = 0;
	if (r->len != want) {
		field_fault(r, word, "is not the number of those that follow",
		    "Correct it, or look for digits that were lost.");
		return NULL;
	}
	r->format = format;
	if (format == NULL || octets_fit(r))
		return rdata_new(r->arena, r->wire, r->len);
	r->format = NULL;
	field_fault(r, word, "octets that are not data of this type",
	    "Write the data in the type's own form.");
	return NULL;
}

static const struct rdata *
read_fields(struct reader *r)
{
	struct str extra;
	bool quoted;

	for (const uint8_t *f = r->format->fields; *f != END; f++, r->nth++)
		if (!field_read(r, (enum field)*f))
			return NULL;
	if (!field_more(r))
		return rdata_new(r->arena, r->wire, r->len);
	if (field_token(r, &extra, &quoted))
		field_fault(r, extra, "is more than this type takes",
		    "Remove it, or put a ; in front of it if it is a comment.");
	return NULL;
}

/*
 * Do the octets of RFC 3597 follow?  r then stands behind the \#.  A TXT record may hold
 * that text itself: only a number behind it makes it a length.
 */
static bool
announces_octets(struct reader *r)
{
	struct lexer look = r->lex, behind;
	struct str word;
	uint64_t n;

	if (lex_token(&look, &word) != TOKEN_WORD || !str_eq(word, S("\\#")))
		return false;
	behind = look;
	if (r->type == TYPE_TXT &&
	    (lex_token(&look, &word) != TOKEN_WORD || !str_number(word, UINT32_MAX, &n)))
		return false;
	r->lex = behind;
	return true;
}

static const struct rdata *
read_data(struct arena *a, uint16_t type, uint16_t class, struct str text, unsigned depth,
    const struct name *origin, bool as_written, struct rdata_fault *fault)
{
	uint8_t wire[RDATA_MAX];
	struct reader r = { .origin = origin, .arena = a, .fault = fault, .type = type,
		.format = format_of(type, class), .wire = wire, .as_written = as_written };
	struct str word = text;

	*fault = (struct rdata_fault){ .at = text.p };
	lex_start(&r.lex, text);
	r.lex.depth = depth;
	if (type == TYPE_MD || type == TYPE_MF) {
		field_fault(&r, (struct str){ text.p, 0 }, "this type is obsolete; servers refuse it",
		    "Use MX (RFC 973).");
		return NULL;
	}
	if (announces_octets(&r))
		return read_octets(&r);
	if (r.format)
		return read_fields(&r);
	lex_token(&r.lex, &word);
	field_fault(&r, word, "cannot be read: data of this type is written as octets",
	    "Write it as RFC 3597 says: \\# LENGTH HEX.");
	return NULL;
}

const struct rdata *
rdata_read(struct arena *a, uint16_t type, uint16_t class, struct str text, unsigned depth,
    const struct name *origin, struct rdata_fault *fault)
{
	uint8_t wire[RDATA_PLAIN_MAX];
	size_t len = class == CLASS_IN && depth == 0 ? rdata_plain(type, text, origin, wire) : 0;

	return len ? rdata_new(a, wire, len) :
	    read_data(a, type, class, text, depth, origin, false, fault);
}

const struct rdata *
rdata_read_as_written(struct arena *a, uint16_t type, uint16_t class, struct str text,
    unsigned depth, const struct name *origin, struct rdata_fault *fault)
{
	return read_data(a, type, class, text, depth, origin, true, fault);
}

/* --- writing -------------------------------------------------------------------------- */

/* False: not such data; then what was good of it stands in *out. */
static bool
write_fields(struct arena *a, const struct format *format, const struct rdata *data,
    struct buf *out)
{
	struct writer w = { .wire = data->wire, .len = data->len, .good = true, .arena = a,
		.out = out };
	size_t start = out->len;

	for (const uint8_t *f = format->fields; *f != END && w.good; f++) {
		if (f != format->fields)
			buf_put(out, ' ');
		field_write(&w, (enum field)*f);
	}
	while (out->len > start && out->p[out->len - 1] == ' ')
		out->len--;
	return w.good && w.at == w.len;
}

void
rdata_put(struct buf *out, struct arena *a, uint16_t type, const struct rdata *data)
{
	const struct format *format = format_of(type, CLASS_IN);
	size_t start = out->len;

	if (format && write_fields(a, format, data, out))
		return;
	out->len = start;
	buf_printf(out, data->len ? "\\# %u " : "\\# %u", data->len);
	octets_put_hex(out, data->wire, data->len);
}

struct str
rdata_text(struct arena *a, uint16_t type, const struct rdata *data)
{
	struct buf out = { NULL, 0, 0 };
	struct str text;

	rdata_put(&out, a, type, data);
	text = arena_dup(a, buf_str(&out));
	buf_free(&out);
	return text;
}

/* --- what rules ask ---------------------------------------------------------------------- */

uint8_t
rdata_u8(const struct rdata *data, size_t at)
{
	return at < data->len ? data->wire[at] : 0;
}

uint16_t
rdata_u16(const struct rdata *data, size_t at)
{
	return at + 2 <= data->len ? (uint16_t)(data->wire[at] << 8 | data->wire[at + 1]) : 0;
}

uint32_t
rdata_u32(const struct rdata *data, size_t at)
{
	return at + 4 <= data->len ?
	    (uint32_t)rdata_u16(data, at) << 16 | rdata_u16(data, at + 2) : 0;
}

size_t
rdata_name_length(const struct rdata *data, size_t offset)
{
	size_t at = offset;

	while (at < data->len && data->wire[at]) {
		if (data->wire[at] > LABEL_MAX)
			return 0;
		at += data->wire[at] + (size_t)1;
	}
	return at < data->len && at + 1 - offset <= NAME_MAX_WIRE ? at + 1 - offset : 0;
}

bool
rdata_target(uint16_t type, const struct rdata *data, const uint8_t **wire, size_t *len)
{
	size_t at;

	switch (type) {
	case TYPE_NS: case TYPE_CNAME: case TYPE_DNAME: case TYPE_PTR: case TYPE_SOA:
	case TYPE_NSEC:
		at = 0;
		break;
	case TYPE_MX: case TYPE_KX: case TYPE_AFSDB: case TYPE_RT: case TYPE_LP: case TYPE_HTTPS:
	case TYPE_SVCB:
		at = 2;
		break;
	case TYPE_SRV:
		at = 6;
		break;
	case TYPE_RRSIG:
		at = 18;
		break;
	case TYPE_NAPTR:
		at = 4;
		for (int i = 0; i < 3; i++)
			at += rdata_u8(data, at) + (size_t)1;
		break;
	default:
		return false;
	}
	*len = rdata_name_length(data, at);
	*wire = data->wire + at;
	return *len > 0;
}

bool
rdata_soa(const struct rdata *data, struct soa *soa)
{
	size_t at;

	soa->mname = data->wire;
	soa->mname_len = rdata_name_length(data, 0);
	soa->rname = data->wire + soa->mname_len;
	soa->rname_len = rdata_name_length(data, soa->mname_len);
	at = soa->mname_len + soa->rname_len;
	if (soa->mname_len == 0 || soa->rname_len == 0 || at + 20 != data->len)
		return false;
	soa->serial = rdata_u32(data, at);
	soa->refresh = rdata_u32(data, at + 4);
	soa->retry = rdata_u32(data, at + 8);
	soa->expire = rdata_u32(data, at + 12);
	soa->minimum = rdata_u32(data, at + 16);
	return true;
}

uint16_t
rdata_key_tag(const struct rdata *key)
{
	uint32_t sum = 0;

	if (rdata_u8(key, 3) == 1)              /* RSAMD5: RFC 4034 Appendix B.1 */
		return key->len >= 7 ? rdata_u16(key, key->len - (size_t)3) : 0;
	for (size_t i = 0; i < key->len; i++)
		sum += i & 1 ? key->wire[i] : (uint32_t)key->wire[i] << 8;
	return (uint16_t)(sum + (sum >> 16));
}

/* The DS of digest type `digest` that ldns computes for a key; NULL: none. */
static const struct rdata *
ds_made(struct arena *a, const struct name *owner, const struct rdata *key, uint8_t digest)
{
	struct buf wire = { NULL, 0, 0 };
	const struct rdata *made = NULL;
	ldns_rr *rr = NULL, *ds = NULL;
	uint8_t *out = NULL;
	size_t pos = 0, size = 0;

	buf_add(&wire, str_n((const char *)owner->wire, owner->len));
	buf_add(&wire, str_n("\0\60\0\1\0\0\0\0", 8));          /* DNSKEY, also for a CDNSKEY */
	buf_put(&wire, (char)(key->len >> 8));
	buf_put(&wire, (char)key->len);
	buf_add(&wire, str_n((const char *)key->wire, key->len));
	if (key->len > 4 && ldns_wire2rr(&rr, (const uint8_t *)wire.p, wire.len, &pos,
	    LDNS_SECTION_ANSWER) == LDNS_STATUS_OK)
		ds = ldns_key_rr2ds(rr, (ldns_hash)digest);
	if (ds && ldns_rr2wire(&out, ds, LDNS_SECTION_ANSWER, &size) == LDNS_STATUS_OK &&
	    size > owner->len + (size_t)10)
		made = rdata_new(a, out + owner->len + 10, size - owner->len - 10);
	ldns_rr_free(rr);
	ldns_rr_free(ds);
	LDNS_FREE(out);
	buf_free(&wire);
	return made;
}

enum ds_match
rdata_ds_match(const struct name *owner, const struct rdata *ds, const struct rdata *key)
{
	uint8_t digest = rdata_u8(ds, 3);
	struct arena scratch = { NULL };
	const struct rdata *made;
	bool equal;

	if (!(rdata_u16(key, 0) & 0x0100) || rdata_u8(key, 2) != 3 ||
	    rdata_u8(ds, 2) != rdata_u8(key, 3) || rdata_u16(ds, 0) != rdata_key_tag(key))
		return DS_OTHER_KEY;
	if (digest != 1 && digest != 2 && digest != 4)
		return DS_UNKNOWN_DIGEST;
	made = ds_made(&scratch, owner, key, digest);
	equal = made && made->len == ds->len && memcmp(made->wire, ds->wire, ds->len) == 0;
	arena_free(&scratch);
	return equal ? DS_MATCHES : DS_WRONG_DIGEST;
}

const struct rdata *
rdata_ds_of(struct arena *a, const struct name *owner, const struct rdata *key)
{
	if (!(rdata_u16(key, 0) & 0x0100) || rdata_u8(key, 2) != 3)
		return NULL;
	return ds_made(a, owner, key, 2);
}
