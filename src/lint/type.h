/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_LINT_TYPE_H
#define ZONEVET_LINT_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* RR types and classes by mnemonic (IANA's registry and RFC 3597). */
enum {
	TYPE_A = 1, TYPE_NS = 2, TYPE_MD = 3, TYPE_MF = 4, TYPE_CNAME = 5, TYPE_SOA = 6,
	TYPE_WKS = 11, TYPE_PTR = 12, TYPE_HINFO = 13, TYPE_MX = 15, TYPE_TXT = 16, TYPE_RP = 17,
	TYPE_AFSDB = 18, TYPE_X25 = 19, TYPE_ISDN = 20, TYPE_RT = 21, TYPE_NSAP = 22, TYPE_SIG = 24,
	TYPE_KEY = 25, TYPE_PX = 26, TYPE_AAAA = 28, TYPE_LOC = 29, TYPE_NXT = 30, TYPE_SRV = 33,
	TYPE_NAPTR = 35, TYPE_KX = 36, TYPE_CERT = 37, TYPE_A6 = 38, TYPE_DNAME = 39, TYPE_SINK = 40,
	TYPE_OPT = 41, TYPE_APL = 42, TYPE_DS = 43, TYPE_SSHFP = 44, TYPE_IPSECKEY = 45,
	TYPE_RRSIG = 46, TYPE_NSEC = 47, TYPE_DNSKEY = 48, TYPE_DHCID = 49, TYPE_NSEC3 = 50,
	TYPE_NSEC3PARAM = 51, TYPE_TLSA = 52, TYPE_SMIMEA = 53, TYPE_HIP = 55, TYPE_NINFO = 56,
	TYPE_RKEY = 57, TYPE_TALINK = 58, TYPE_CDS = 59, TYPE_CDNSKEY = 60, TYPE_OPENPGPKEY = 61,
	TYPE_CSYNC = 62, TYPE_ZONEMD = 63, TYPE_SVCB = 64, TYPE_HTTPS = 65, TYPE_DSYNC = 66,
	TYPE_SPF = 99, TYPE_NID = 104, TYPE_L32 = 105, TYPE_L64 = 106, TYPE_LP = 107,
	TYPE_EUI48 = 108, TYPE_EUI64 = 109, TYPE_URI = 256, TYPE_CAA = 257, TYPE_AVC = 258,
	TYPE_DOA = 259, TYPE_AMTRELAY = 260, TYPE_RESINFO = 261, TYPE_WALLET = 262, TYPE_TA = 32768,
	TYPE_DLV = 32769,
	CLASS_IN = 1, CLASS_CH = 3, CLASS_HS = 4,
};

/* A mnemonic in any case, or TYPE0 to TYPE65535.  False: no such type. */
bool type_parse(struct str, uint16_t *type);
/* IN, CH, HS, NONE, ANY or CLASSn, in any case. */
bool class_parse(struct str, uint16_t *class);

/* The mnemonic, or TYPEn made in the arena. */
struct str type_text(struct arena *, uint16_t type);
bool type_known(uint16_t type);         /* has a mnemonic of its own */
/* Types that signers make: RRSIG, NSEC, NSEC3, NSEC3PARAM, ZONEMD. */
static inline bool
type_generated(uint16_t type)
{
	return type == TYPE_RRSIG || type == TYPE_NSEC || type == TYPE_NSEC3 ||
	    type == TYPE_NSEC3PARAM || type == TYPE_ZONEMD;
}

/* 128 to 255 and OPT: not for zone files. */
bool type_meta(uint16_t type);

/* The known mnemonic nearest to a wrong one, for "did you mean"; empty: none is near. */
struct str type_nearest(struct str wrong);

#endif
