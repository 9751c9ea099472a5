/* SPDX-License-Identifier: BSD-2-Clause */
/* The mnemonics of IANA's registry that stand for data in a zone. */
#include "lint/type.h"

static const struct mnemonic {
	const char *text;
	uint16_t type;
} mnemonics[] = {
	{ "A", TYPE_A }, { "NS", TYPE_NS }, { "MD", 3 }, { "MF", 4 }, { "CNAME", TYPE_CNAME },
	{ "SOA", TYPE_SOA }, { "MB", 7 }, { "MG", 8 }, { "MR", 9 }, { "NULL", 10 },
	{ "WKS", TYPE_WKS }, { "PTR", TYPE_PTR }, { "HINFO", TYPE_HINFO }, { "MINFO", 14 },
	{ "MX", TYPE_MX }, { "TXT", TYPE_TXT }, { "RP", TYPE_RP }, { "AFSDB", TYPE_AFSDB },
	{ "X25", TYPE_X25 }, { "ISDN", TYPE_ISDN }, { "RT", TYPE_RT }, { "NSAP", 22 },
	{ "NSAP-PTR", 23 }, { "SIG", TYPE_SIG }, { "KEY", TYPE_KEY }, { "PX", TYPE_PX },
	{ "GPOS", 27 }, { "AAAA", TYPE_AAAA }, { "LOC", TYPE_LOC }, { "NXT", TYPE_NXT },
	{ "EID", 31 }, { "NIMLOC", 32 }, { "SRV", TYPE_SRV }, { "ATMA", 34 },
	{ "NAPTR", TYPE_NAPTR }, { "KX", TYPE_KX }, { "CERT", TYPE_CERT }, { "A6", TYPE_A6 },
	{ "DNAME", TYPE_DNAME }, { "SINK", TYPE_SINK }, { "OPT", TYPE_OPT }, { "APL", TYPE_APL },
	{ "DS", TYPE_DS }, { "SSHFP", TYPE_SSHFP }, { "IPSECKEY", TYPE_IPSECKEY },
	{ "RRSIG", TYPE_RRSIG }, { "NSEC", TYPE_NSEC }, { "DNSKEY", TYPE_DNSKEY },
	{ "DHCID", TYPE_DHCID }, { "NSEC3", TYPE_NSEC3 }, { "NSEC3PARAM", TYPE_NSEC3PARAM },
	{ "TLSA", TYPE_TLSA }, { "SMIMEA", TYPE_SMIMEA }, { "HIP", TYPE_HIP },
	{ "NINFO", TYPE_NINFO }, { "RKEY", TYPE_RKEY }, { "TALINK", TYPE_TALINK },
	{ "CDS", TYPE_CDS }, { "CDNSKEY", TYPE_CDNSKEY }, { "OPENPGPKEY", TYPE_OPENPGPKEY },
	{ "CSYNC", TYPE_CSYNC }, { "ZONEMD", TYPE_ZONEMD }, { "SVCB", TYPE_SVCB },
	{ "HTTPS", TYPE_HTTPS }, { "DSYNC", TYPE_DSYNC }, { "HHIT", 67 }, { "BRID", 68 },
	{ "SPF", TYPE_SPF }, { "UINFO", 100 }, { "UID", 101 }, { "GID", 102 }, { "UNSPEC", 103 },
	{ "NID", TYPE_NID }, { "L32", TYPE_L32 }, { "L64", TYPE_L64 }, { "LP", TYPE_LP },
	{ "EUI48", TYPE_EUI48 }, { "EUI64", TYPE_EUI64 }, { "NXNAME", 128 }, { "TKEY", 249 },
	{ "TSIG", 250 }, { "IXFR", 251 }, { "AXFR", 252 }, { "MAILB", 253 }, { "MAILA", 254 },
	{ "ANY", 255 }, { "URI", TYPE_URI }, { "CAA", TYPE_CAA }, { "AVC", TYPE_AVC },
	{ "DOA", TYPE_DOA }, { "AMTRELAY", TYPE_AMTRELAY }, { "RESINFO", TYPE_RESINFO },
	{ "WALLET", TYPE_WALLET }, { "TA", TYPE_TA }, { "DLV", TYPE_DLV },
};

enum { MNEMONICS = sizeof(mnemonics) / sizeof(mnemonics[0]) };

static bool
numbered(struct str s, struct str prefix, uint16_t *out)
{
	uint64_t n;

	if (s.len <= prefix.len || !str_eq_nocase(str_n(s.p, prefix.len), prefix) ||
	    !str_number(str_skip(s, prefix.len), UINT16_MAX, &n))
		return false;
	*out = (uint16_t)n;
	return true;
}

bool
type_parse(struct str s, uint16_t *type)
{
	for (size_t i = 0; i < MNEMONICS; i++) {
		const char *text = mnemonics[i].text;
		size_t n = 0;

		while (n < s.len && text[n] && (s.p[n] & ~0x20) == (text[n] & ~0x20))
			n++;
		if (n == s.len && text[n] == '\0' && str_eq_nocase(s, str_n(text, n))) {
			*type = mnemonics[i].type;
			return n > 0;
		}
	}
	return numbered(s, S("TYPE"), type);
}

bool
class_parse(struct str s, uint16_t *class)
{
	static const struct mnemonic classes[] = {
		{ "IN", CLASS_IN }, { "CH", CLASS_CH }, { "CHAOS", CLASS_CH }, { "HS", CLASS_HS },
		{ "HESIOD", CLASS_HS }, { "NONE", 254 }, { "ANY", 255 },
	};

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (s.len && (s.p[0] | 0x20) == (classes[i].text[0] | 0x20) &&
		    str_eq_nocase(s, str_of(classes[i].text))) {
			*class = classes[i].type;
			return true;
		}
	return numbered(s, S("CLASS"), class);
}

static const struct mnemonic *
find(uint16_t type)
{
	for (size_t i = 0; i < MNEMONICS; i++)
		if (mnemonics[i].type == type)
			return &mnemonics[i];
	return NULL;
}

struct str
type_text(struct arena *a, uint16_t type)
{
	const struct mnemonic *m = find(type);

	return m ? str_of(m->text) : arena_printf(a, "TYPE%u", type);
}

bool
type_known(uint16_t type)
{
	return find(type) != NULL;
}

bool
type_meta(uint16_t type)
{
	return type == 0 || type == TYPE_OPT || (type >= 128 && type <= 255);
}

struct str
type_nearest(struct str wrong)
{
	struct str best = { NULL, 0 };
	unsigned limit = 2;

	for (size_t i = 0; i < MNEMONICS; i++) {
		struct str text = str_of(mnemonics[i].text);
		unsigned distance = str_distance(wrong, text, limit);

		if (distance >= limit || type_meta(mnemonics[i].type) || wrong.len < 2)
			continue;
		best = text;
		limit = distance;
	}
	return best;
}
