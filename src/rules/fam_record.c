/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data of a zone, a row each: what a name loses, what it points at, how it is spelled.
 * The checks stand in record_*.c, by topic.  Rows without a check are known ids that this
 * version cannot judge yet.
 */
#include "rules/record.h"

/* --- the rows ------------------------------------------------------------------ */

#define CHANGES "CSF ID.RA-07, PR.PS-01; 800-53 CM-3, CM-4"
#define REACHABLE "CSF PR.IR-03, ID.RA-07; 800-53 CM-4, SC-20"
#define APPROVED "CSF PR.AA-05, ID.RA-07; 800-53 CM-3, CM-5; OWASP NHI3"

static const struct rule rules[] = {
	{
		.id = "record-last-address", .severity = ERROR, .on = RRSET_REMOVED,
		.types = { TYPE_A, TYPE_AAAA, TYPE_CNAME, TYPE_HTTPS, TYPE_SVCB },
		.check = check_last_address,
		.summary = "a name loses its last address",
		.why = "Nobody reaches the name any more. A note when it vanished and nothing "
		    "in the tree points to it; at most `usual` when something does or other "
		    "types remain; the full severity for protected names.",
		.fix = "Put an address back, or first change what points to the name.",
		.controls = "CSF PR.IR-03; 800-53 CM-4, SC-22",
		.params = {
			{ "usual", PARAM_SEVERITY, "warning",
			    "severity when others point to the name, or other types remain", NULL },
		},
	},
	{
		.id = "record-dangling-target", .severity = ERROR,
		.on = RRSET_REMOVED | RRSET_ADDED | DATA_CHANGED, .flags = RULE_STATE,
		.check = check_dangling_target,
		.summary = "a record points at a name that has no data",
		.why = "Mail, services and aliases that follow the record fail. Looks both "
		    "ways, across all zones of the tree, through wildcards and CNAMEs; a name "
		    "in another domain or a delegated one is never judged.",
		.fix = "Add the missing records, or point elsewhere in the same change.",
		.controls = REACHABLE,
	},
	{
		.id = "record-trailing-dot", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.flags = RULE_STATE, .check = check_trailing_dot,
		.summary = "a name was probably meant to be absolute but lacks its final dot",
		.why = "Without the dot the origin is appended (RFC 1035 section 5.1): the "
		    "record is valid and leads to a name that does not exist. Signs are counted "
		    "and compared with `block-score` and `warn-score`.",
		.fix = "End the absolute name with a dot.",
		.controls = CHANGES,
		.params = {
			{ "block-score", PARAM_NUMBER, "5",
			    "points from which on the full severity is used", NULL },
			{ "warn-score", PARAM_NUMBER, "3",
			    "points from which on it is a warning", NULL },
			{ "tlds", PARAM_WORDS, "",
			    "top-level domains beside those of policies/suffixes.txt", NULL },
		},
	},
	{
		.id = "record-cname-coexist", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.flags = RULE_STATE, .check = check_cname_coexist,
		.summary = "a CNAME stands beside other data, or twice",
		.why = "A name with a CNAME has nothing else (RFC 1034 section 3.6.2, RFC 2181 "
		    "section 10.1): BIND and Knot refuse the whole zone, other servers hide the "
		    "other data.",
		.effect = "BIND and Knot refuse the whole zone; other servers answer with the "
		    "CNAME alone.",
		.fix = "Keep either the CNAME or the other records.",
		.controls = CHANGES,
	},
	{
		.id = "record-cname-chain", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.flags = RULE_STATE, .types = { TYPE_CNAME }, .check = check_cname_chain,
		.summary = "CNAMEs run in a circle, or in a long chain",
		.why = "A circle never resolves; a chain beyond `max-depth` (a warning) is "
		    "slow, and some resolvers give it up (RFC 1034 section 3.6.2).",
		.fix = "Point the alias at its last target.",
		.controls = REACHABLE,
		.params = {
			{ "max-depth", PARAM_NUMBER, "3", "CNAMEs in a row that are fine", NULL },
		},
	},
	{
		.id = "record-target-alias", .severity = WARNING, .on = RRSET_ADDED | DATA_CHANGED,
		.flags = RULE_STATE, .types = { TYPE_MX, TYPE_SRV, TYPE_SOA, TYPE_CNAME },
		.check = check_target_alias,
		.summary = "an MX or SRV record points at an alias",
		.why = "The target must own its addresses (RFC 2181 section 10.3, RFC 5321 section "
		    "5.1, RFC 2782). Seen from both ends: the pointer comes, or its target becomes "
		    "a CNAME. Name servers are delegation-ns-cname's; SRV, which most clients "
		    "follow all the same, and the MNAME of a SOA are at most `usual`.",
		.effect = "Some senders and clients refuse to follow it, and others need more lookups.",
		.fix = "Point to the name that owns the addresses.",
		.controls = REACHABLE,
		.params = {
			{ "usual", PARAM_SEVERITY, "note", "severity for SRV and SOA", NULL },
		},
	},
	{
		.id = "record-protected", .severity = ERROR,
		.on = RRSET_ADDED | RRSET_REMOVED | DATA_CHANGED | TTL_CHANGED,
		.check = check_protected,
		.summary = "a name that the policy protects is changed",
		.why = "The policy lists names whose change needs more than one pair of eyes. "
		    "Silent until a section names `owners`; other rules take the same list for "
		    "their protected names.",
		.fix = "Take the change back, or add a waiver for it beforehand.",
		.controls = "CSF PR.AA-05, ID.RA-07; 800-53 CM-3, CM-5, AC-5",
		.params = {
			{ "owners", PARAM_NAMES, "", "the protected names", NULL },
			{ "ttl-ok", PARAM_YESNO, "no",
			    "let a change of the TTL alone pass", NULL },
		},
	},
	{
		.id = "record-duplicate", .severity = NOTE, .on = RRSET_TOUCHED,
		.flags = RULE_STATE,
		.check = check_duplicate,
		.summary = "the same record stands twice",
		.why = "Servers drop the second one silently (RFC 2181 section 5); whoever "
		    "edits one of them later is surprised that the other stays.",
		.effect = "None today; a later edit of one of the two lines leaves the old data "
		    "behind.",
		.fix = "Remove one of the two lines.",
		.controls = CHANGES,
	},
	{
		.id = "record-rrset-min", .severity = ERROR, .on = RRSET_TOUCHED | RRSET_REMOVED,
		.flags = RULE_STATE, .check = check_rrset_min,
		.summary = "fewer records or networks than the policy wants for fail-over",
		.why = "With one address left there is nothing to fail over to. Silent until a "
		    "section sets `min` or `min-prefixes`, best with `owners` and `types`; a "
		    "protected name that falls from several addresses to one is a warning "
		    "even so. A number that was too small before and did not fall is left "
		    "alone; records that come are no fault, so there is no twin.",
		.fix = "Keep at least the number of addresses that the policy asks for.",
		.controls = "CSF PR.IR-04; 800-53 CP-10, SC-22",
		.params = {
			{ "min", PARAM_NUMBER, "0", "records that an RRset must have", NULL },
			{ "min-prefixes", PARAM_NUMBER, "0",
			    "different /24 or /48 networks", NULL },
		},
	},
	{
		.id = "record-takeover-prone", .severity = WARNING, .on = RRSET_TOUCHED,
		.flags = RULE_STATE,
		.types = { TYPE_A, TYPE_AAAA, TYPE_CNAME, TYPE_NS, TYPE_MX, TYPE_SRV, TYPE_HTTPS,
		    TYPE_SVCB },
		.check = check_takeover_prone,
		.summary = "a target that somebody else can register",
		.why = "When the service behind a shared suffix is given up, anyone may claim "
		    "its name and serve content under yours. Silent where `; owner=WHO "
		    "review=DATE` behind the record, or [external], says who looks after it "
		    "until when; the apex NS are where the zone itself is served. Such a "
		    "record that goes is good news: no twin.",
		.fix = "Note an owner and a review date beside the record, or in [external].",
		.controls = "CSF GV.SC, ID.AM-08; OWASP NHI1, NHI3",
		.params = {
			{ "suffixes", PARAM_NAMES, "",
			    "suffixes where anyone can register names, beside those of "
			    "policies/takeover.txt", NULL },
			{ "ephemeral-prefixes", PARAM_PREFIXES, "",
			    "networks whose addresses are reassigned", NULL },
			{ "usual", PARAM_SEVERITY, "note",
			    "for what only policies/takeover.txt lists", NULL },
		},
	},
	{
		.id = "record-target-allowlist", .severity = ERROR, .on = RRSET_TOUCHED,
		.flags = RULE_STATE,
		.types = { TYPE_CNAME, TYPE_DNAME, TYPE_MX, TYPE_SRV, TYPE_HTTPS, TYPE_SVCB,
		    TYPE_NAPTR },
		.check = check_target_allowlist,
		.summary = "a target outside the list that the policy allows",
		.why = "Names of one environment must not lead into another, or to an unknown "
		    "supplier. Silent until a section sets `allow`; name servers have "
		    "delegation-ns-suffix. A target that goes leaves no list: no twin.",
		.fix = "Point at an allowed target, or extend the list in a change of its own.",
		.controls = "CSF GV.SC, PR.PS-01; 800-53 CM-3; OWASP NHI8",
		.params = {
			{ "allow", PARAM_NAMES, "", "names that may be pointed at", NULL },
		},
	},
	{
		.id = "record-target-lookalike", .severity = WARNING,
		.on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_CNAME, TYPE_DNAME, TYPE_MX, TYPE_SRV, TYPE_HTTPS, TYPE_SVCB, TYPE_TXT },
		.check = check_target_lookalike,
		.summary = "a new target that looks like a known one",
		.why = "One letter changed in a known name is the mark of a typing slip or of a "
		    "hijack. Compared is where the names are registered, with the targets of the "
		    "RRset, the zone's own name, servers and mail hosts, the `allow` list of "
		    "record-target-allowlist and, in small changes, the other targets of the "
		    "zone. SPF terms count as targets. A target that goes imitates nothing: "
		    "no twin for removals.",
		.fix = "Compare the name with the one that was meant, letter by letter.",
		.controls = "CSF DE.CM-01, ID.RA-07; 800-53 SI-7",
		.params = {
			{ "max-distance", PARAM_NUMBER, "2",
			    "letters that may differ in a name of seven letters and more", NULL },
		},
	},
	{
		.id = "record-address-allowlist", .severity = ERROR,
		.on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_A, TYPE_AAAA }, .check = check_address_allowlist,
		.summary = "an address outside the networks that the policy allows",
		.why = "An address of a stranger under your name is how sites are hijacked. Silent "
		    "until a section sets `allow`. An address that goes harms no list: that is "
		    "record-last-address.",
		.fix = "Use an address of your own networks, or extend the list in a change of "
		    "its own.",
		.controls = APPROVED,
		.params = {
			{ "allow", PARAM_PREFIXES, "", "networks of the allowed addresses", NULL },
		},
	},
	{
		.id = "record-address-class", .severity = WARNING, .on = RRSET_TOUCHED,
		.flags = RULE_STATE,
		.types = { TYPE_A, TYPE_AAAA }, .check = check_address_class,
		.summary = "an address that cannot be reached from where the zone is read",
		.why = "Private, loopback or multicast addresses (RFC 6890 and IANA's registries) "
		    "in a public zone are useless and tell outsiders how the inside is "
		    "numbered. Silent until `visibility` of the zone is set; localhost may be "
		    "loopback.",
		.fix = "Publish the public address; keep private ones in the internal view.",
		.controls = "CSF PR.PS-01; 800-53 SC-20",
		.params = {
			{ "documentation", PARAM_YESNO, "no",
			    "also the documentation networks", NULL },
			{ "public", PARAM_YESNO, "no",
			    "note public addresses in internal zones", NULL },
		},
	},
	{
		.id = "record-wildcard-added", .severity = ERROR, .on = RRSET_ADDED,
		.check = check_wildcard_added,
		.summary = "a new wildcard answers for names that did not exist",
		.why = "Misspelt and forgotten names begin to resolve; it does not apply below "
		    "names that exist (RFC 4592 section 4). The full severity directly below "
		    "the apex, `usual` further down. An asterisk that does not lead the name "
		    "is a plain label, and a warning. The twin is record-wildcard-removed.",
		.fix = "Write out the names that are needed.",
		.controls = CHANGES,
		.params = {
			{ "usual", PARAM_SEVERITY, "warning",
			    "for wildcards that are not directly below the apex", NULL },
		},
	},
	{
		.id = "record-wildcard-removed", .severity = ERROR, .on = RRSET_REMOVED,
		.check = check_wildcard_removed,
		.summary = "a wildcard is gone, and with it all names it answered for",
		.why = "Nobody knows which names clients used under it: all become NXDOMAIN at "
		    "once (RFC 4592 section 2.2.1). A warning where a wildcard further up "
		    "steps in; a note where the name above it is given up as a whole; nothing "
		    "where an alias takes the place of addresses.",
		.fix = "Write out the names in use before the wildcard goes.",
		.controls = CHANGES,
		.consumes = { "record-last-address" },
	},
	{
		.id = "record-wildcard-hidden", .severity = WARNING, .on = RRSET_ADDED,
		.check = check_wildcard_hidden,
		.summary = "a new record stops a wildcard from answering for the name, or for one "
		    "above it",
		.why = "A wildcard answers only for names that do not exist, and a name exists as "
		    "soon as something stands at or below it (RFC 4592 section 2.2.1): a TXT at "
		    "_acme-challenge.www takes www its address. Names that begin with an "
		    "underscore are no hosts. When such a record goes the wildcard comes back: "
		    "no twin.",
		.fix = "Give the name the address in a record of its own.",
		.controls = REACHABLE,
	},
	{
		.id = "record-dname-occlude", .severity = ERROR, .on = RRSET_TOUCHED,
		.flags = RULE_STATE, .check = check_dname_occlude,
		.summary = "data below a DNAME, or a DNAME beside NS records or another DNAME",
		.why = "No query reaches a record below a DNAME, which stands alone of its kind and "
		    "away from cuts (RFC 6672 section 2.4). Sees the DNAME come over the data, "
		    "and the data come below the DNAME; beside a CNAME it is "
		    "record-cname-coexist. At the apex a warning: allowed, and it moves the "
		    "whole zone.",
		.fix = "Move the records to the target of the DNAME.",
		.controls = CHANGES,
	},
	{
		.id = "record-caa-weakened", .severity = WARNING,
		.on = RRSET_ADDED | RRSET_REMOVED | DATA_CHANGED, .types = { TYPE_CAA },
		.check = check_caa_weakened,
		.summary = "more issuers than before may make certificates for the name",
		.why = "CAA keeps strangers' certificate authorities from issuing. What counted for the "
		    "name before, by climbing the tree (RFC 8659 section 3), is compared with what "
		    "counts now: issuers that are not in `issuers`, accounturi and validationmethods "
		    "(RFC 8657), the critical flag.",
		.fix = "Keep the CAA records of the issuers you use, with their parameters.",
		.controls = APPROVED,
		.params = {
			{ "issuers", PARAM_WORDS, "", "certificate authorities in use", NULL },
		},
	},
	{
		.id = "record-caa-lockout", .severity = ERROR,
		.on = RRSET_ADDED | RRSET_REMOVED | DATA_CHANGED, .types = { TYPE_CAA },
		.check = check_caa_lockout,
		.summary = "no issuer that is in use may make certificates any more",
		.why = "The next renewal fails, months later, and the site with it (RFC 8659 section 3). "
		    "Full severity once `issuers` says who is in use; until then at most `usual`, when "
		    "nobody of the old issuers is left.",
		.fix = "Name the issuers in use in issue and issuewild.",
		.controls = "CSF PR.IR-04; 800-53 SC-17",
		.consumes = { "record-caa-weakened" },
		.params = {
			{ "issuers", PARAM_WORDS, "", "certificate authorities in use", NULL },
			{ "wildcard", PARAM_YESNO, "no",
			    "wildcard certificates are in use", NULL },
			{ "usual", PARAM_SEVERITY, "warning",
			    "severity while `issuers` is empty", NULL },
		},
	},
	{
		.id = "record-caa-invalid", .severity = WARNING, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_CAA }, .flags = RULE_STATE, .check = check_caa_invalid,
		.summary = "a CAA record that says nothing to issuers, or not what it seems to",
		.why = "A value that is no domain name allows nobody (RFC 8659 section 4.2); a property "
		    "that issuers do not know is passed over or, when critical, stops them all (section "
		    "4.1).",
		.effect = "Issuers pass the record over.",
		.fix = "Write records such as 0 issue \"ca.example.net\", 0 issuewild \";\", 0 iodef "
		    "\"mailto:...\".",
		.controls = CHANGES,
	},
	{
		.id = "record-tlsa-changed", .severity = WARNING, .flags = RULE_STATE,
		.on = RRSET_ADDED | RRSET_REMOVED | DATA_CHANGED, .types = { TYPE_TLSA },
		.check = check_tlsa_changed,
		.summary = "TLSA records are replaced at one stroke, gone, or cannot be used",
		.why = "Caches hold the old set while the server shows the new certificate: new records "
		    "stand beside the old ones for two TTLs first (RFC 7671 section 8.1). A digest of "
		    "the wrong length, and a record in a zone without signatures (RFC 6698 section "
		    "4.1), do nothing; the latter is a warning, when the zone had none before.",
		.fix = "Publish the new records beside the old ones for two TTLs first.",
		.controls = CHANGES,
	},
	{
		.id = "record-verification-txt", .severity = NOTE,
		.on = RRSET_ADDED | RRSET_REMOVED | DATA_CHANGED, .types = { TYPE_TXT, TYPE_CNAME },
		.check = check_verification,
		.summary = "a token that proves control of the domain comes or goes",
		.why = "Whoever had the token placed controls an account in your name at some service, or "
		    "gets certificates; one that stays behind outlives the contract.",
		.fix = "Check who asked for the token; remove those of services that are not used.",
		.controls = "CSF GV.SC, PR.AA-01; OWASP NHI1, NHI3",
		.params = {
			{ "tokens", PARAM_WORDS, "",
			    "more tokens, by what stands before their = or :", NULL },
		},
	},
	{
		.id = "record-rrset-size", .severity = ERROR, .on = RRSET_TOUCHED,
		.flags = RULE_STATE, .check = check_rrset_size,
		.summary = "an answer too large for one UDP packet",
		.why = "Over 1232 octets resolvers ask again by TCP, or fail where it is blocked (RFC 9715, "
		    "DNS flag day 2020); over `max` it fails for many. The whole message counts: "
		    "question, records, their signatures and EDNS.",
		.fix = "Use fewer or smaller records.",
		.controls = "CSF PR.IR-04; 800-53 SC-22",
		.params = {
			{ "warn", PARAM_NUMBER, "1232",
			    "octets beyond which it is at most `usual`", NULL },
			{ "max", PARAM_NUMBER, "4096", "octets that are never allowed", NULL },
			{ "usual", PARAM_SEVERITY, "warning",
			    "severity between `warn` and `max`", NULL },
		},
	},
	{
		.id = "record-hostname", .severity = WARNING, .on = RRSET_TOUCHED,
		.flags = RULE_STATE,
		.types = { TYPE_A, TYPE_AAAA, TYPE_MX, TYPE_NS, TYPE_SRV, TYPE_PTR, TYPE_SOA,
		    TYPE_SVCB, TYPE_HTTPS },
		.check = check_hostname,
		.summary = "the name of a host is not a host name",
		.why = "Mail and web software refuses names with other characters than letters, "
		    "digits and hyphens, hyphens at an end, or a number as top-level domain (RFC "
		    "952, RFC 1123 section 2.1). Judged are owners of addresses and MX, and the "
		    "targets of MX, NS, SRV, SOA, of SVCB and HTTPS but for aliases, and of PTR in "
		    "reverse zones. Two hyphens in places three and four are a note. A name that goes "
		    "is no fault: no twin.",
		.fix = "Use letters, digits and hyphens; A-labels for other scripts.",
		.controls = CHANGES,
	},
	{
		.id = "record-target-address", .severity = ERROR, .on = RRSET_TOUCHED,
		.flags = RULE_STATE,
		.types = { TYPE_MX, TYPE_NS, TYPE_SRV, TYPE_CNAME, TYPE_PTR, TYPE_HTTPS, TYPE_SVCB },
		.check = check_target_address,
		.summary = "an address where the name of a host belongs",
		.why = "These records name a host (RFC 1035 section 3.3): 192.0.2.1 there is four "
		    "labels of a name that does not exist. Nothing to judge when it goes: no "
		    "twin.",
		.fix = "Name a host, and give it the address.",
		.controls = CHANGES,
		.consumes = { "record-dangling-target", "record-trailing-dot",
		    "delegation-ns-unresolvable", "record-hostname" },
	},
	{
		.id = "record-svcb-target", .severity = ERROR, .on = RRSET_TOUCHED,
		.flags = RULE_STATE, .types = { TYPE_HTTPS, TYPE_SVCB }, .check = check_svcb_target,
		.summary = "an SVCB or HTTPS record leads nowhere, in a circle, or says what is "
		    "ignored",
		.why = "RFC 9460 section 2.4: an alias (priority 0) stands alone, without "
		    "parameters, and does not lead to another alias. RFC 9461: a DNS service (_dns) "
		    "names its protocols, and for HTTP a path. A circle or such a service is the full "
		    "severity, the rest at most a warning. Targets that do not exist are "
		    "record-dangling-target, also when the target goes.",
		.fix = "Name the host that gives the service.",
		.controls = REACHABLE,
	},
	{
		.id = "record-ptr-forward", .severity = OFF, .on = RRSET_TOUCHED | RRSET_REMOVED,
		.flags = RULE_STATE,
		.types = { TYPE_PTR, TYPE_A, TYPE_AAAA }, .check = check_ptr_forward,
		.summary = "a PTR record without a matching address",
		.why = "Mail servers distrust hosts whose forward and reverse names disagree (RFC "
		    "1912 section 2.1). Needs both zones in the tree; seen when the PTR comes and "
		    "when the host gives the address up. A host without any address is "
		    "record-dangling-target.",
		.effect = "Who compares forward and reverse names refuses the host, mail servers "
		    "first.",
		.fix = "Give the name the address, or correct the PTR record.",
		.controls = CHANGES,
	},
};

FAMILY(record);
