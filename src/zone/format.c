/* SPDX-License-Identifier: BSD-2-Clause */
/* The types of record that have data of their own form: the set that BIND 9.18 reads. */
#include "zone/format.h"

#include <stddef.h>

#include "lint/type.h"

#define STRINGS_FORMAT { { STRINGS }, "text", "\"some text\"" }
#define NAME_FORMAT(what) { { NAME }, what, "host.example.com." }
#define DS_FORMAT { { U16, ALGORITHM, DIGEST_TYPE, DIGEST }, "key tag,algorithm,digest type,digest", \
	"60485 13 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A" }
#define KEY_FORMAT(flags, key) { { flags, KEY_PROTOCOL, ALGORITHM, key }, \
	"flags,protocol,algorithm,key", "257 3 13 BASE64" }
#define SIGNATURE_FORMAT { { RRTYPE, ALGORITHM, U8, U32, TIME, TIME, U16, NAME, BASE64 }, \
	"type covered,algorithm,labels,original TTL,expiration,inception,key tag,signer,signature", NULL }
#define SVCB_FORMAT { { U16, QUOTABLE_NAME, SVCPARAMS }, "priority,target,parameter", "1 . alpn=h2,h3" }
#define TLSA_FORMAT { { U8, U8, U8, HEX }, "usage,selector,matching type,certificate data", \
	"3 1 1 HEX" }

/* MD and MF are missing on purpose: obsolete since RFC 973, and servers refuse them. */
static const struct format formats[] = {
	[TYPE_A] = { { IPV4 }, "address", "192.0.2.1" },
	[TYPE_NS] = NAME_FORMAT("server"),
	[TYPE_CNAME] = NAME_FORMAT("target"),
	[TYPE_SOA] = { { NAME, NAME, U32, SECONDS, SECONDS, SECONDS, SECONDS },
		"primary server,mailbox,serial,refresh,retry,expire,minimum",
		"ns1.example.com. hostmaster.example.com. 2026011501 14400 3600 1209600 300" },
	[7] = NAME_FORMAT("host"),                                      /* MB */
	[8] = NAME_FORMAT("mailbox"),                                   /* MG */
	[9] = NAME_FORMAT("mailbox"),                                   /* MR */
	[TYPE_WKS] = { { IPV4, SERVICES }, "address,service", "192.0.2.1 TCP 25" },
	[TYPE_PTR] = NAME_FORMAT("target"),
	[TYPE_HINFO] = { { STRING, STRING }, "hardware,system", "\"PC\" \"Linux\"" },
	[14] = { { NAME, NAME }, "mailbox,error mailbox", "a.example.com. b.example.com." },
	[TYPE_MX] = { { U16, NAME }, "preference,mail server", "10 mail.example.com." },
	[TYPE_TXT] = STRINGS_FORMAT,
	[TYPE_RP] = { { NAME, NAME }, "mailbox,name of the text",
		"admin.example.com. text.example.com." },
	[TYPE_AFSDB] = { { U16, NAME }, "subtype,server", "1 afs.example.com." },
	[TYPE_X25] = { { DIGITS }, "number", "\"311061700956\"" },
	[TYPE_ISDN] = { { STRING, STRING_IF_ANY }, "number,subaddress", "\"150862028003217\" \"004\"" },
	[TYPE_RT] = { { U16, NAME }, "preference,host", "10 relay.example.com." },
	[TYPE_NSAP] = { { NSAP_ADDRESS }, "address", "0x47.0005.80.005a00" },
	[23] = NAME_FORMAT("host"),                                     /* NSAP-PTR */
	[TYPE_SIG] = SIGNATURE_FORMAT,
	[TYPE_KEY] = KEY_FORMAT(KEY_FLAGS, KEY_IF_ANY),
	[TYPE_PX] = { { U16, NAME, NAME }, "preference,mail name,X.400 name",
		"10 a.example.com. b.example.com." },
	[27] = { { STRING, STRING, STRING }, "longitude,latitude,altitude",      /* GPOS */
		"-32.6882 116.8652 10.0" },
	[TYPE_AAAA] = { { IPV6 }, "address", "2001:db8::1" },
	[TYPE_LOC] = { { LOCATION }, "location", "42 21 54 N 71 06 18 W 24m 30m" },
	[TYPE_NXT] = { { NAME, NXT_BITMAP }, "next name,type", "b.example.com. A MX" },
	[31] = { { HEX }, "identifier", NULL },                         /* EID */
	[32] = { { HEX }, "locator", NULL },                            /* NIMLOC */
	[TYPE_SRV] = { { U16, U16, U16, NAME }, "priority,weight,port,target",
		"0 5 5060 sip.example.com." },
	[34] = { { ATM_ADDRESS }, "address", "+61200000000" },          /* ATMA */
	[TYPE_NAPTR] = { { U16, U16, STRING, STRING, REGEXP, NAME },
		"order,preference,flags,service,regular expression,replacement",
		"100 50 \"u\" \"E2U+sip\" \"!^.*$!sip:info@example.com!\" ." },
	[TYPE_KX] = { { U16, NAME }, "preference,host", "10 kx.example.com." },
	[TYPE_CERT] = { { CERTIFICATE, U16, ALGORITHM_WORD, BASE64 },
		"certificate type,key tag,algorithm,certificate", "PKIX 0 0 BASE64" },
	[TYPE_A6] = { { A6_ADDRESS }, "address", "0 2001:db8::1" },
	[TYPE_DNAME] = NAME_FORMAT("target"),
	[TYPE_SINK] = { { U8, U8, U8, BASE64_IF_ANY }, "meaning,coding,subcoding,data", "1 2 3 BASE64" },
	[TYPE_APL] = { { PREFIXES }, "prefix", "1:192.0.2.0/24 !2:2001:db8::/32" },
	[TYPE_DS] = DS_FORMAT,
	[TYPE_SSHFP] = { { U8, U8, FINGERPRINT }, "algorithm,fingerprint type,fingerprint", "4 2 HEX" },
	[TYPE_IPSECKEY] = { { U8, GATEWAY }, "precedence,gateway", "10 1 2 192.0.2.38 BASE64" },
	[TYPE_RRSIG] = SIGNATURE_FORMAT,
	[TYPE_NSEC] = { { NAME, BITMAP }, "next name,type", "b.example.com. A MX RRSIG NSEC" },
	[TYPE_DNSKEY] = KEY_FORMAT(KEY_FLAGS, BASE64),
	[TYPE_DHCID] = { { BASE64 }, "identifier", NULL },
	[TYPE_NSEC3] = { { HASH, U8, U16, SALT, HASHED_OWNER, BITMAP_IF_ANY },
		"hash,flags,iterations,salt,next hashed owner,type",
		"1 0 0 - 2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG" },
	[TYPE_NSEC3PARAM] = { { HASH, U8, U16, SALT }, "hash,flags,iterations,salt", "1 0 0 -" },
	[TYPE_TLSA] = TLSA_FORMAT,
	[TYPE_SMIMEA] = TLSA_FORMAT,
	[TYPE_HIP] = { { HOST_IDENTITY }, "host identity",
		"2 200100107B1A74DF365639CC39F1D578 BASE64 rvs.example.com." },
	[TYPE_NINFO] = STRINGS_FORMAT,
	[TYPE_RKEY] = KEY_FORMAT(NO_FLAGS, BASE64),
	[TYPE_TALINK] = { { NAME, NAME }, "previous name,next name", "a.example.com. b.example.com." },
	[TYPE_CDS] = DS_FORMAT,
	[TYPE_CDNSKEY] = KEY_FORMAT(KEY_FLAGS, BASE64),
	[TYPE_OPENPGPKEY] = { { BASE64 }, "key", NULL },
	[TYPE_CSYNC] = { { U32, U16, BITMAP_IF_ANY }, "serial,flags,type", "66 3 A NS AAAA" },
	[TYPE_ZONEMD] = { { U32, U8, U8, ZONE_DIGEST }, "serial,scheme,hash algorithm,digest", NULL },
	[TYPE_SVCB] = SVCB_FORMAT,
	[TYPE_HTTPS] = SVCB_FORMAT,
	[TYPE_DSYNC] = { { RRTYPE, SCHEME, U16, NAME }, "type,scheme,port,target",
		"CDS NOTIFY 5359 cds.example.com." },
	[67] = { { BASE64 }, "identity", NULL },                        /* HHIT */
	[68] = { { BASE64 }, "identity", NULL },                        /* BRID */
	[TYPE_SPF] = STRINGS_FORMAT,
	[TYPE_NID] = { { U16, LOCATOR64 }, "preference,node identifier", "10 0014:4fff:ff20:ee64" },
	[TYPE_L32] = { { U16, IPV4 }, "preference,locator", "10 192.0.2.0" },
	[TYPE_L64] = { { U16, LOCATOR64 }, "preference,locator", "10 2001:0db8:1140:1000" },
	[TYPE_LP] = { { U16, NAME }, "preference,name", "10 l64.example.com." },
	[TYPE_EUI48] = { { EUI48 }, "identifier", "00-00-5e-00-53-2a" },
	[TYPE_EUI64] = { { EUI64 }, "identifier", "00-00-5e-ef-10-00-00-2a" },
	[TYPE_URI] = { { U16, U16, QUOTED_VALUE }, "priority,weight,target",
		"10 1 \"https://www.example.com/\"" },
	[TYPE_CAA] = { { U8, TAG, VALUE }, "flags,property,value", "0 issue \"ca.example.net\"" },
	[TYPE_AVC] = STRINGS_FORMAT,
	[TYPE_DOA] = { { U32, U32, U8, STRING, BASE64_OR_DASH },
		"enterprise,type,location,media type,data", "0 1 2 \"\" BASE64" },
	[TYPE_AMTRELAY] = { { U8, RELAY }, "precedence,relay", "10 0 1 203.0.113.15" },
	[TYPE_RESINFO] = STRINGS_FORMAT,
	[TYPE_WALLET] = STRINGS_FORMAT,
};

const struct format *
format_of(uint16_t type, uint16_t class)
{
	if (type == TYPE_TA || type == TYPE_DLV)
		type = TYPE_DS;
	if ((class == CLASS_CH && type == TYPE_A) || type >= sizeof(formats) / sizeof(formats[0]) ||
	    formats[type].fields[0] == END)
		return NULL;
	return &formats[type];
}
