/* SPDX-License-Identifier: BSD-2-Clause */
/* The mail family: who may send in the name of a domain, and where its mail goes. */
#include "rules/mail.h"

#define DELIVERY "CSF PR.IR-04, ID.RA-07; 800-53 CM-4, SC-22"
#define SENDERS "CSF PR.AA-01, DE.CM-01; 800-53 SI-7"

static const struct rule rules[] = {
	{
		.id = "mail-mx-removed", .severity = ERROR, .on = RRSET_REMOVED, .types = { TYPE_MX },
		.check = check_mx_removed,
		.summary = "a name loses its MX without a null MX in its place",
		.why = "Senders fall back to the address of the name (RFC 5321 section 5.1) or bounce; "
		    "a name that takes no mail says so with a null MX (RFC 7505). A note where a host "
		    "goes as a whole or the MX led nowhere, at most a warning where an alias leads out of the tree.",
		.fix = "Put the MX back, or write MX 0 . where no mail is wanted.",
		.controls = DELIVERY,
	},
	{
		.id = "mail-mx-changed", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_MX }, .check = check_mx_changed,
		.summary = "mail goes to other hosts",
		.why = "Whoever runs the mail hosts of a name reads its mail and can prove control of "
		    "it. Full severity when no host stays, or one is not in `allow`; at most `usual` "
		    "when some come or go, or the new ones are of the tree, of the same operator or at "
		    "an old address; a note for more hosts of the same operator, another order, and "
		    "within a [migration].",
		.fix = "Make sure that the new hosts take mail for the name; keep an old one for a TTL.",
		.controls = "CSF DE.CM-01, ID.RA-07, PR.AA-05; 800-53 CM-3, SI-7",
		.params = {
			{ "allow", PARAM_NAMES, "", "hosts that may be targets", NULL },
			{ "usual", PARAM_SEVERITY, "warning",
			    "severity while an old host stays", NULL },
		},
	},
	{
		.id = "mail-null-mx", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.flags = RULE_STATE, .types = { TYPE_MX }, .check = check_null_mx,
		.summary = "a null MX at a name that had mail, or beside other MX",
		.why = "A null MX says that the name takes no mail and must stand alone (RFC 7505 "
		    "section 3); beside others its meaning is a guess. At a name that had mail it is "
		    "at most `usual`.",
		.fix = "Keep either the null MX, alone, or the mail hosts.",
		.controls = DELIVERY,
		.params = {
			{ "usual", PARAM_SEVERITY, "warning",
			    "severity where it replaces the mail hosts", NULL },
		},
	},
	{
		.id = "mail-spf-removed", .severity = ERROR, .on = RRSET_REMOVED | DATA_CHANGED,
		.types = { TYPE_TXT }, .check = check_spf_removed,
		.summary = "an SPF record is gone",
		.why = "Without SPF receivers cannot tell the senders of a domain from strangers "
		    "(RFC 7208 section 2.2). A note when the name went with everything it had; "
		    "silent where an alias or another zone may still give one.",
		.fix = "Put the record back; \"v=spf1 -all\" for a name that sends no mail.",
		.controls = SENDERS,
	},
	{
		.id = "mail-spf-weakened", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_TXT }, .check = check_spf_weakened,
		.summary = "an SPF record lets more senders pass",
		.why = "Any step down from -all over ~all and ?all to +all lets strangers in; none "
		    "at all is ?all (RFC 7208 section 4.7). So do wide networks, and a redirect= to "
		    "a record that nobody here can see. exists:, ptr and steps down in parts of "
		    "other records are at most `usual`, a first record that ends in ?all is a note.",
		.fix = "Name the senders one by one and end the record in -all.",
		.controls = SENDERS,
		.params = {
			{ "usual", PARAM_SEVERITY, "warning",
			    "severity of exists:, ptr, and steps down in parts of others", NULL },
			{ "ip4-prefix", PARAM_NUMBER, "16",
			    "shortest prefix of a new ip4 network that is fine", NULL },
			{ "ip6-prefix", PARAM_NUMBER, "32",
			    "shortest prefix of a new ip6 network that is fine", NULL },
		},
	},
	{
		.id = "mail-spf-narrowed", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_TXT }, .check = check_spf_narrowed,
		.summary = "an SPF record loses senders",
		.why = "A service whose include or network is dropped still sends mail, which "
		    "receivers now refuse. Networks, and names of the tree, are compared by the "
		    "addresses behind them, so that a record written anew with the same senders is "
		    "silent. The full severity where the new record ends in -all.",
		.fix = "Keep the senders in use, or go through ~all and watch DMARC reports first.",
		.controls = "CSF PR.IR-04, ID.RA-07; 800-53 CM-4",
		.params = {
			{ "usual", PARAM_SEVERITY, "warning",
			    "severity where the record does not end in -all", NULL },
		},
	},
	{
		.id = "mail-spf-include", .severity = WARNING, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_TXT }, .check = check_spf_include,
		.summary = "an SPF record includes a new domain",
		.why = "Whoever holds an included domain, or registers it when it has run out, may "
		    "send mail in your name (RFC 7208 section 5.2). A note until `allow` lists the "
		    "approved domains; names of the tree are one's own.",
		.fix = "Include approved domains only; write down who owns each.",
		.controls = "CSF GV.SC, ID.AM-08; OWASP NHI1, NHI3",
		.params = {
			{ "allow", PARAM_NAMES, "", "domains that may be included", NULL },
		},
	},
	{
		.id = "mail-spf-invalid", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_TXT, TYPE_SPF }, .flags = RULE_STATE, .check = check_spf_invalid,
		.summary = "an SPF record that receivers treat as an error",
		.why = "Two records (RFC 7208 section 4.5), a term that cannot be read, an include "
		    "without a record (5.2) or more than ten lookups (4.6.4) are a permanent error: "
		    "no sender passes. Lookups are counted over the zones of the tree. Near it, "
		    "terms behind \"all\", a long text and type SPF (3.1) are warnings.",
		.fix = "Publish one record that follows RFC 7208 and needs at most ten lookups.",
		.controls = "CSF PR.IR-04, PR.PS-01; 800-53 CM-4",
		.params = {
			{ "warn-lookups", PARAM_NUMBER, "8",
			    "lookups from which on it is a warning", NULL },
			{ "max-octets", PARAM_NUMBER, "450",
			    "octets of a record that are fine", NULL },
		},
	},
	{
		.id = "mail-dmarc-removed", .severity = ERROR, .on = RRSET_REMOVED | DATA_CHANGED,
		.types = { TYPE_TXT, TYPE_CNAME }, .check = check_dmarc_removed,
		.summary = "a DMARC record is gone",
		.why = "Without a DMARC record receivers do not act on forged mail (RFC 9989 section "
		    "4.10). Silent where the record of a domain above asks for as much; a warning "
		    "where the record asked for nothing, a note where the domain went too.",
		.fix = "Put the DMARC record back.",
		.controls = SENDERS,
	},
	{
		.id = "mail-dmarc-weakened", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_TXT, TYPE_CNAME }, .check = check_dmarc_weakened,
		.summary = "a DMARC record asks for less",
		.why = "reject, quarantine and none are three steps, for the domain, its subdomains (sp) "
		    "and names that do not exist (np); t=y goes one down (RFC 9989 section 4.7). "
		    "Compared with what applied before, be it the record of a domain above. A lower "
		    "pct, adkim or aspf from s to r and a lost rua are warnings.",
		.fix = "Keep the policy; where senders fail it, mend their SPF and DKIM instead.",
		.controls = SENDERS,
	},
	{
		.id = "mail-dmarc-invalid", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_TXT }, .flags = RULE_STATE, .check = check_dmarc_invalid,
		.summary = "a DMARC record that receivers cannot use",
		.why = "A record without a policy that can be read counts as p=none, two records count "
		    "as none at all, and a text that does not begin with v=DMARC1 is passed over (RFC "
		    "9989 sections 4.7 and 4.10). Parts that receivers pass over are warnings.",
		.fix = "Publish one record of the form \"v=DMARC1; p=reject; rua=mailto:...\".",
		.controls = SENDERS,
	},
	{
		.id = "mail-dkim-removed", .severity = ERROR, .on = RRSET_REMOVED | RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_TXT, TYPE_CNAME }, .check = check_dkim_removed,
		.summary = "a DKIM key is gone, emptied, replaced or put into test mode",
		.why = "Mail is checked against the key that stands when it arrives, which may be days "
		    "after it was signed (RFC 6376 section 3.6). Full severity for another key under the "
		    "same selector, at most `usual` for one that goes, is emptied, or comes from another "
		    "place. The loss is that of some hours, so the baseline warns.",
		.fix = "Bring a new key under a selector of its own; remove the old one a week later.",
		.controls = DELIVERY,
		.params = {
			{ "usual", PARAM_SEVERITY, "warning",
			    "severity unless the key is replaced under its selector", NULL },
		},
	},
	{
		.id = "mail-dkim-invalid", .severity = WARNING, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_TXT }, .flags = RULE_STATE, .check = check_dkim_invalid,
		.summary = "a DKIM key that verifiers cannot use",
		.why = "A key that lost a part on the way, an RSA key of less than 1024 bits (RFC 8301 "
		    "section 3.2), tags out of order (RFC 6376 section 3.6.1) or two records at one "
		    "selector let all mail signed with it fail.",
		.fix = "Copy the record anew from what the signer gives out, whole and in one TXT record.",
		.controls = DELIVERY,
	},
	{
		.id = "mail-mtasts", .severity = WARNING, .on = RRSET_REMOVED | RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_TXT, TYPE_CNAME, TYPE_MX, TYPE_A, TYPE_AAAA }, .flags = RULE_STATE,
		.check = check_mtasts,
		.summary = "an MTA-STS record is gone or broken, or its id stood still while MX changed",
		.why = "Senders that hold a policy refuse hosts that it does not list, and look for a new "
		    "one only when the id changes (RFC 8461 sections 3.1 and 5). The record needs the "
		    "address of mta-sts beside it (3.3), seen from both ends. Of TLSRPT (RFC 8460) the "
		    "form is checked; its loss is a note.",
		.fix = "Change the policy and its id before the MX records; give it up by mode none.",
		.controls = DELIVERY,
	},
};

FAMILY(mail);
