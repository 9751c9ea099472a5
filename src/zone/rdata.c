/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A type is a string of field letters; text to wire, wire to text and the
 * check of \# forms all walk it.  What has no string here goes through ldns,
 * one canonical line at a time, or is kept as RFC 3597 octets.
 */
#include "zone/rdata.h"

#include <ldns/ldns.h>
#include <string.h>

#include "base/buf.h"
#include "lint/type.h"
#include "zone/field.h"

/*
 * n name   b h w 1, 2, 4 octets   t seconds or units   4 6 addresses
 * s string   S strings to the end (one at least)   o string if there is one
 * x hex to the end (X: may be empty)   B base64 to the end (Y: may be empty)
 * T type   a algorithm   c CERT type   D time   N bitmap (M: one type at least)
 * d digest as its type asks   f fingerprint   z ZONEMD digest
 * y salt   i hashed owner   g CAA tag   q long string   Q the same, quoted
 * p SvcParams   8 locator of 64 bits   e E EUI-48, EUI-64   k DSYNC scheme
 * m algorithm, written as a word   L location   P address prefixes   R relay
 */
static const struct format {
	uint16_t type;
	const char *fields;
} formats[] = {
	{ TYPE_A, "4" }, { TYPE_NS, "n" }, { 3, "n" }, { 4, "n" }, { TYPE_CNAME, "n" },
	{ TYPE_SOA, "nnwtttt" }, { 7, "n" }, { 8, "n" }, { 9, "n" }, { TYPE_PTR, "n" },
	{ TYPE_HINFO, "ss" }, { 14, "nn" }, { TYPE_MX, "hn" }, { TYPE_TXT, "S" }, { TYPE_RP, "nn" },
	{ TYPE_AFSDB, "hn" }, { TYPE_X25, "s" }, { TYPE_ISDN, "so" }, { TYPE_RT, "hn" },
	{ 23, "n" }, { TYPE_SIG, "TabtDDhnB" }, { TYPE_KEY, "hbaY" }, { TYPE_PX, "hnn" },
	{ 27, "sss" }, { TYPE_AAAA, "6" }, { TYPE_SRV, "hhhn" }, { TYPE_NAPTR, "hhsssn" },
	{ TYPE_KX, "hn" }, { TYPE_CERT, "chmB" }, { TYPE_DNAME, "n" }, { TYPE_SINK, "bbbY" },
	{ TYPE_DS, "habd" }, { TYPE_SSHFP, "bbf" }, { TYPE_RRSIG, "TabtDDhnB" },
	{ TYPE_NSEC, "nM" }, { TYPE_DNSKEY, "hbaY" }, { TYPE_DHCID, "B" }, { TYPE_NSEC3, "bbhyiN" },
	{ TYPE_NSEC3PARAM, "bbhy" }, { TYPE_TLSA, "bbbx" }, { TYPE_SMIMEA, "bbbx" },
	{ TYPE_NINFO, "S" }, { TYPE_RKEY, "hbaY" }, { TYPE_TALINK, "nn" }, { TYPE_CDS, "habd" },
	{ TYPE_CDNSKEY, "hbaY" }, { TYPE_OPENPGPKEY, "B" }, { TYPE_CSYNC, "whN" },
	{ TYPE_ZONEMD, "wbbz" }, { TYPE_SVCB, "hnp" }, { TYPE_HTTPS, "hnp" },
	{ TYPE_DSYNC, "Tkhn" }, { 67, "B" }, { 68, "B" }, { TYPE_SPF, "S" }, { TYPE_NID, "h8" },
	{ TYPE_L32, "h4" }, { TYPE_L64, "h8" }, { TYPE_LP, "hn" }, { TYPE_EUI48, "e" },
	{ TYPE_EUI64, "E" }, { TYPE_URI, "hhQ" }, { TYPE_CAA, "bgq" }, { TYPE_AVC, "S" },
	{ TYPE_DOA, "wwbsY" }, { TYPE_RESINFO, "S" }, { TYPE_WALLET, "S" }, { TYPE_TA, "habd" },
	{ TYPE_DLV, "habd" },
	{ TYPE_LOC, "L" }, { TYPE_APL, "P" }, { TYPE_AMTRELAY, "R" },
};

static const char *
fields_of(uint16_t type, uint16_t class)
{
	if (class == CLASS_CH && type == TYPE_A)
		return NULL;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (formats[i].type == type)
			return formats[i].fields;
	return NULL;
}

static struct rdata *
rdata_new(struct arena *a, const uint8_t *wire, size_t len)
{
	struct rdata *data = arena_alloc(a, offsetof(struct rdata, wire) + len);

	data->len = (uint16_t)len;
	memcpy(data->wire, wire, len);
	return data;
}

/* --- \# (RFC 3597 section 5) ------------------------------------------------------ */

/* Lower-cases the names and walks every field: the octets must be exactly such data. */
static bool
octets_fit(struct arena *a, const char *fields, struct rdata *data)
{
	struct writer w = { .data = data, .good = true, .arena = a };

	for (; *fields && w.good; fields++) {
		size_t at = w.at;

		field_write(&w, *fields);
		for (size_t i = at; w.good && *fields == 'n' && i < w.at; i++)
			data->wire[i] = (uint8_t)ascii_lower((char)data->wire[i]);
	}
	return w.good && w.at == data->len;
}

static bool
ldns_fits(uint16_t type, const struct rdata *data)
{
	uint8_t wire[RDATA_MAX + 32];
	size_t len = 0, pos = 0;
	ldns_rr *rr = NULL;
	bool good;

	wire[len++] = 0;                        /* owner: the root */
	wire[len++] = (uint8_t)(type >> 8);
	wire[len++] = (uint8_t)type;
	memcpy(wire + len, "\0\1\0\0\0\0", 6);
	len += 6;
	wire[len++] = (uint8_t)(data->len >> 8);
	wire[len++] = (uint8_t)data->len;
	memcpy(wire + len, data->wire, data->len);
	len += data->len;
	good = ldns_wire2rr(&rr, wire, len, &pos, LDNS_SECTION_ANSWER) == LDNS_STATUS_OK && pos == len;
	ldns_rr_free(rr);
	return good;
}

static bool
by_ldns(uint16_t type)
{
	return type == TYPE_NSAP || type == TYPE_IPSECKEY || type == TYPE_HIP;
}

static const struct rdata *
read_octets(struct reader *r, uint16_t type, const char *fields)
{
	struct str word;
	uint64_t want;
	bool quoted;
	struct rdata *data;

	if (!field_word(r, "the number of octets", &word, &quoted))
		return NULL;
	if (!str_number(word, RDATA_MAX, &want)) {
		field_fault(r, word, "the number of octets must be 0 to 65535", "");
		return NULL;
	}
	if (!field_read(r, 'X'))
		return NULL;
	if (r->len != want) {
		field_fault(r, word, "the number of octets is not the one announced", "");
		return NULL;
	}
	data = rdata_new(r->arena, r->wire, r->len);
	if (fields ? octets_fit(r->arena, fields, data) : !by_ldns(type) || ldns_fits(type, data))
		return data;
	field_fault(r, word, "these octets are not data of this type",
	    "Write the data in the type's own form.");
	return NULL;
}

/* --- through ldns -------------------------------------------------------------------- */

/*
 * ldns reads one line: no newline, comment or parenthesis reaches it (it
 * overflows on newlines in parentheses), and what it made is looked at again.
 */
/* ldns fills up an odd number of digits by itself. */
static bool
even_digits(struct str word)
{
	size_t n = 0;

	for (size_t i = 0; i < word.len; i++)
		n += word.p[i] != '.';
	return n % 2 == 0;
}

static const struct rdata *
read_ldns(struct reader *r, uint16_t type)
{
	struct buf line = { NULL, 0, 0 };
	struct str word, whole = str_n(r->lex.p, (size_t)(r->lex.end - r->lex.p));
	const struct rdata *data = NULL;
	uint8_t *wire = NULL;
	ldns_rr *rr = NULL;
	bool quoted;
	size_t size = 0;

	buf_printf(&line, ". 0 IN %.*s", STR(type_text(r->arena, type)));
	while (field_more(r) && field_word(r, "", &word, &quoted)) {
		if (type == TYPE_NSAP && !even_digits(word)) {
			field_fault(r, word, "an odd number of hexadecimal digits", "");
			break;
		}
		buf_put(&line, ' ');
		buf_add(&line, word);
	}
	if (r->fault->message[0] == '\0' && line.len < RDATA_MAX &&
	    ldns_rr_new_frm_str(&rr, line.p, 0, NULL, NULL) == LDNS_STATUS_OK && rr &&
	    ldns_rr_get_type(rr) == (ldns_rr_type)type &&
	    ldns_rr2wire(&wire, rr, LDNS_SECTION_ANSWER, &size) == LDNS_STATUS_OK && size > 11 &&
	    size - 11 <= RDATA_MAX)
		data = rdata_new(r->arena, wire + 11, size - 11);
	else if (r->fault->message[0] == '\0')
		field_fault(r, whole, "the data cannot be read", "");
	ldns_rr_free(rr);
	LDNS_FREE(wire);
	buf_free(&line);
	return data;
}

static struct str
write_ldns(struct arena *a, uint16_t type, const struct rdata *data)
{
	struct buf wire = { NULL, 0, 0 };
	struct str text = { NULL, 0 };
	ldns_rr *rr = NULL;
	size_t pos = 0;
	char *line = NULL;

	buf_put(&wire, '\0');
	buf_put(&wire, (char)(type >> 8));
	buf_put(&wire, (char)type);
	buf_add(&wire, str_n("\0\1\0\0\0\0", 6));
	buf_put(&wire, (char)(data->len >> 8));
	buf_put(&wire, (char)data->len);
	buf_add(&wire, str_n((const char *)data->wire, data->len));
	if (ldns_wire2rr(&rr, (const uint8_t *)wire.p, wire.len, &pos, LDNS_SECTION_ANSWER) ==
	    LDNS_STATUS_OK)
		line = ldns_rr2str(rr);
	if (line) {
		struct str rest = str_of(line), word;

		for (int i = 0; i < 4; i++)
			str_field(&rest, " \t\n", &word);
		while (rest.len && (rest.p[rest.len - 1] == '\n' || rest.p[rest.len - 1] == ' '))
			rest.len--;
		text = arena_dup(a, str_trim(rest));
	}
	LDNS_FREE(line);
	ldns_rr_free(rr);
	buf_free(&wire);
	return text;
}

/* --- reading and writing ---------------------------------------------------------------- */

static const struct rdata *
read_fields(struct reader *r, const char *fields)
{
	struct str extra;
	bool quoted;

	for (; *fields; fields++)
		if (!field_read(r, *fields))
			return NULL;
	if (!field_more(r))
		return r->fault->message[0] ? NULL : rdata_new(r->arena, r->wire, r->len);
	if (field_word(r, "", &extra, &quoted))
		field_fault(r, extra, "there is more data than the type takes",
		    "Remove it; a comment begins with ;.");
	return NULL;
}

const struct rdata *
rdata_read(struct arena *a, uint16_t type, uint16_t class, struct str text, unsigned depth,
    const struct name *origin, struct rdata_fault *fault)
{
	uint8_t wire[RDATA_MAX];
	struct reader r = { .origin = origin, .arena = a, .fault = fault, .wire = wire };
	const char *fields = fields_of(type, class);
	struct lexer look;
	struct str word;

	*fault = (struct rdata_fault){ .at = text.p };
	lex_start(&r.lex, text);
	r.lex.depth = depth;
	look = r.lex;
	if (lex_token(&look, &word) == TOKEN_WORD && str_eq(word, S("\\#"))) {
		r.lex = look;
		return read_octets(&r, type, fields);
	}
	if (fields)
		return read_fields(&r, fields);
	if (by_ldns(type))
		return read_ldns(&r, type);
	field_fault(&r, word, "data of this type must be written as octets",
	    "Write it as RFC 3597 says: \\# LENGTH HEX.");
	return NULL;
}

struct str
rdata_text(struct arena *a, uint16_t type, const struct rdata *data)
{
	const char *fields = fields_of(type, CLASS_IN);
	struct buf out = { NULL, 0, 0 };
	struct writer w = { .data = data, .good = true, .arena = a, .out = &out };
	struct str text = { NULL, 0 };

	for (; fields && *fields && w.good; fields++) {
		if (out.len && out.p[out.len - 1] != ' ')
			buf_put(&out, ' ');
		field_write(&w, *fields);
	}
	if (fields && w.good && w.at == data->len) {
		while (out.len && out.p[out.len - 1] == ' ')
			out.len--;
		text = arena_dup(a, buf_str(&out));
	} else if (by_ldns(type)) {
		text = write_ldns(a, type, data);
	}
	if (text.p == NULL) {
		buf_clear(&out);
		buf_printf(&out, "\\# %u", data->len);
		if (data->len)
			buf_put(&out, ' ');
		field_hex(&out, data->wire, data->len);
		text = arena_dup(a, buf_str(&out));
	}
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
