/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules on DNSSEC: the DS in the parent, the keys in the child, signatures and denial. */
#include "rules/dnssec.h"

static const struct rule rules[] = {
	{
		.id = "dnssec-ds-mismatch", .severity = ERROR, .on = RRSET_TOUCHED | RRSET_REMOVED,
		.flags = RULE_STATE, .types = { TYPE_DS, TYPE_DNSKEY, TYPE_RRSIG },
		.check = check_ds_mismatch,
		.summary = "no DS in the parent matches a key of the child",
		.why = "A validator follows a DS to the DNSKEY it was computed from (RFC 4034 section 5, RFC "
		    "4035 section 2.4) and from there to a signature over the DNSKEY records (section 5.2); "
		    "where no DS leads there, the whole child is bogus. Equal tags prove nothing: three "
		    "top-level domains failed with the right tag and other key material.",
		.fix = "Publish the DS of the child's key.",
		.controls = "CSF PR.DS-02, DE.AE-03; 800-53 SC-20, SI-7",
	},
	{
		.id = "dnssec-ds-removed", .severity = ERROR, .on = RRSET_REMOVED, .types = { TYPE_DS },
		.check = check_ds_removed,
		.summary = "a signed delegation becomes insecure",
		.why = "Hijackers remove the DS before they replace the name servers.",
		.fix = "Keep the DS.",
		.controls = "CSF DE.CM-01, PR.DS-02; 800-53 SC-20",
	},
	{
		.id = "dnssec-ds-added", .severity = WARNING, .on = RRSET_ADDED, .types = { TYPE_DS },
		.check = check_ds_added,
		.summary = "a delegation becomes secure",
		.why = "It is the step after which mistakes count; the way back takes one DS TTL.",
		.fix = "Check that the child is signed and served everywhere.",
		.controls = "CSF PR.DS-02; 800-53 CM-3",
		.params = {
			{ "max-first-ttl", PARAM_SECONDS, "3600", "advised DS TTL for the first week", NULL },
			{ "usual", PARAM_SEVERITY, "note", "when the child's keys are at hand", NULL },
		},
	},
	{
		.id = "dnssec-ds-changed", .severity = WARNING, .on = DATA_CHANGED, .types = { TYPE_DS },
		.check = check_ds_changed,
		.summary = "a DS set grows or shrinks",
		.why = "These are the steps of a key roll; each has its time (RFC 7583 section 3.3).",
		.effect = "Caches hold the old set until its TTL is over.",
		.fix = "Remove a DS only when its key is no longer needed, and its key one DS TTL later.",
		.controls = "CSF DE.CM-01; 800-53 CM-3",
	},
	{
		.id = "dnssec-ds-replaced", .severity = ERROR, .on = DATA_CHANGED, .types = { TYPE_DS },
		.check = check_ds_replaced,
		.summary = "every DS of a delegation is replaced at once",
		.why = "Between the old and the new DS the child must be valid under both (RFC 6781 section "
		    "4.1.2).",
		.fix = "Add the new DS beside the old one, wait one DS TTL, then remove the old one.",
		.controls = "CSF DE.CM-01, PR.DS-02; 800-53 CM-3, SC-20",
		.consumes = { "dnssec-ds-changed" },
	},
	{
		.id = "dnssec-ds-digest", .severity = ERROR, .on = RRSET_TOUCHED, .flags = RULE_STATE,
		.types = { TYPE_DS }, .check = check_ds_digest,
		.summary = "a DS with a weak or unknown digest",
		.why = "SHA-1 is no longer to be relied on (RFC 4509 section 3, RFC 9905).",
		.effect = "Validators may ignore the DS, and then the zone is insecure.",
		.fix = "Publish a DS of digest type 2 (SHA-256).",
		.controls = "CSF PR.DS-02; 800-53 SC-20",
	},
	{
		.id = "dnssec-ds-no-ns", .severity = ERROR, .on = RRSET_TOUCHED | RRSET_REMOVED,
		.flags = RULE_STATE, .types = { TYPE_DS, TYPE_NS }, .check = check_ds_no_ns,
		.summary = "a DS where no delegation is",
		.why = "RFC 4035 section 2.4: a DS stands at a delegation and nowhere else.",
		.effect = "It protects nothing, and servers that sign may refuse the zone.",
		.fix = "Move it to the parent zone, or remove it.",
		.controls = "CSF PR.PS-01; 800-53 SC-20",
	},
	{
		.id = "dnssec-ds-ttl", .severity = WARNING, .on = RRSET_TOUCHED, .flags = RULE_STATE,
		.types = { TYPE_DS }, .check = check_ds_ttl,
		.summary = "a DS TTL that makes the way back long",
		.why = "The TTL of the DS is how long a roll waits and how long a mistake lasts (RFC 6781 "
		    "section 4.4.3); .nz failed in 2023 when it rose unnoticed before a roll.",
		.fix = "Use an hour while keys roll or are new, a day at most.",
		.controls = "CSF PR.IR-04; 800-53 CM-6, SC-20",
		.params = { { "max", PARAM_SECONDS, "86400", "longest DS TTL", NULL } },
	},
	{
		.id = "dnssec-unsigned", .severity = ERROR, .on = ZONE_CHANGED, .check = check_unsigned,
		.summary = "a signed zone loses its keys or its signatures",
		.why = "While a DS is in the parent or in caches, an unsigned zone is a bogus one.",
		.effect = "Validating resolvers answer SERVFAIL for every name until the DS is gone from the "
		    "parent and from caches.",
		.fix = "Keep the zone signed until the DS has been gone for its TTL; or say `signed-by = "
		    "server` if the server signs.",
		.controls = "CSF PR.DS-02, PR.IR-04; 800-53 SC-20",
	},
	{
		.id = "dnssec-dnskey-added", .severity = NOTE, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_DNSKEY }, .check = check_dnskey_added,
		.summary = "a new key is announced",
		.why = "It is the first step of a roll; the next one waits until caches have the key (RFC 7583 "
		    "section 3).",
		.effect = "Nothing changes for resolvers until it signs or a DS names it.",
		.fix = "Wait for the DNSKEY TTL and the propagation before the key is used.",
		.controls = "CSF DE.CM-01, PR.AA-01; 800-53 CM-3; OWASP NHI7",
	},
	{
		.id = "dnssec-dnskey-premature", .severity = ERROR, .on = DATA_CHANGED,
		.types = { TYPE_DNSKEY }, .check = check_dnskey_premature,
		.summary = "a key leaves while a DS for it may still be in caches",
		.why = "A key stays until its DS has been gone from the parent for its TTL (RFC 7583 section "
		    "3.3). Two versions tell whether the DS is still there or goes in the same change; for how "
		    "long it has been gone is a question to the history, which is not asked yet.",
		.effect = "Resolvers that hold the DS find no key for it, and answer SERVFAIL for the zone.",
		.fix = "Keep the key until its DS has left the parent and its TTL is over.",
		.controls = "CSF PR.IR-04, PR.DS-02; 800-53 SC-20, CM-3",
		.consumes = { "dnssec-dnskey-added" },
		.params = {
			{ "propagation", PARAM_SECONDS, "3600", "time until all secondaries have a change", NULL },
			{ "slack", PARAM_SECONDS, "3600", "added to every wait", NULL },
		},
	},
	{
		.id = "dnssec-zsk-premature", .severity = ERROR, .on = DATA_CHANGED,
		.types = { TYPE_DNSKEY }, .check = check_zsk_premature,
		.summary = "a zone-signing key leaves while its signatures are in use",
		.why = "A key stays until none of its signatures is published or cached (RFC 6781 section "
		    "4.1.1.1). The old version was served until now: a key that signed it is still needed. "
		    "Signatures that left earlier are a question to the history, which is not asked yet.",
		.effect = "Validators find no key for those signatures, and answer SERVFAIL.",
		.fix = "Sign with the new key first; remove the old one when the largest TTL of the zone and "
		    "the propagation are over.",
		.controls = "CSF PR.IR-04, PR.DS-02; 800-53 SC-20, CM-3",
		.consumes = { "dnssec-dnskey-added" },
	},
	{
		.id = "dnssec-zsk-prepublish", .severity = WARNING, .on = DATA_CHANGED,
		.types = { TYPE_DNSKEY }, .check = check_zsk_prepublish,
		.summary = "signatures by a key that was not announced long enough",
		.why = "Caches that hold the old DNSKEY records cannot verify what a key signs that comes in "
		    "the same change (RFC 6781 section 4.1.1.1), unless an old key signs it too (4.1.1.2). How "
		    "long a key was announced before is a question to the history, which is not asked yet.",
		.effect = "Answers are bogus for resolvers that hold the old keys, for up to the DNSKEY TTL.",
		.fix = "Publish the key first; sign with it when the DNSKEY TTL and the propagation are over.",
		.controls = "CSF PR.IR-04, PR.DS-02; 800-53 SC-20, CM-3",
		.consumes = { "dnssec-dnskey-added" },
	},
	{
		.id = "dnssec-dnskey-algorithm", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.flags = RULE_STATE, .types = { TYPE_DNSKEY }, .check = check_dnskey_algorithm,
		.summary = "a key of a weak or unknown algorithm",
		.why = "RFC 9904 and RFC 9905 say which algorithms must not sign; RFC 6781 section 3.4.2 asks "
		    "for RSA keys that last.",
		.effect = "Validators ignore keys that they do not trust, and the zone is insecure or bogus.",
		.fix = "Make a key of algorithm 13 (ECDSA P-256) or 15 (Ed25519).",
		.controls = "CSF PR.DS-02; 800-53 SC-20, SC-13",
	},
	{
		.id = "dnssec-algorithm-incomplete", .severity = ERROR, .on = ZONE_CHANGED,
		.flags = RULE_STATE, .check = check_algorithm_incomplete,
		.summary = "an algorithm of the DS or DNSKEY records does not sign everything",
		.why = "Each algorithm among the DNSKEY records signs each RRset, and each one among the DS "
		    "has a key (RFC 4035 section 2.2). Validators should be content with one (RFC 6840 section "
		    "5.11), but not all are.",
		.effect = "Strict validators answer SERVFAIL for what lacks a signature.",
		.fix = "Sign the whole zone with every algorithm that has a key, or remove the key.",
		.controls = "CSF PR.DS-02; 800-53 SC-20",
	},
	{
		.id = "dnssec-keytag-collision", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.flags = RULE_STATE, .types = { TYPE_DNSKEY }, .check = check_keytag_collision,
		.summary = "two keys with one tag and algorithm",
		.why = "Tags are no identifiers (RFC 4034 Appendix B), but validators choose keys by them, and "
		    "since CVE-2023-50387 try few. A key that takes the tag of one that leaves meets the old "
		    "signatures in caches.",
		.effect = "Some validators fail, now and then.",
		.fix = "Make another key: tags differ by chance.",
		.controls = "CSF PR.DS-02; 800-53 SC-20",
		.consumes = { "dnssec-dnskey-added" },
	},
	{
		.id = "dnssec-key-revoked", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_DNSKEY }, .check = check_key_revoked,
		.summary = "a key is revoked",
		.why = "The REVOKE bit (RFC 5011 section 2.1) ends trust in a key for good, and changes its tag; "
		    "the key must sign the DNSKEY records for it to be believed.",
		.effect = "Validators that follow RFC 5011 drop the key; the DNSKEY answer grows by its signature.",
		.fix = "Keep another key that the parent's DS or the trust anchors name.",
		.controls = "CSF PR.AA-01, DE.CM-01; 800-53 SC-12, SC-20; OWASP NHI1",
		.consumes = { "dnssec-dnskey-added" },
		.params = {
			{ "usual", PARAM_SEVERITY, "note", "when it is done as RFC 5011 wants it", NULL },
		},
	},
	{
		.id = "dnssec-rrsig-missing", .severity = ERROR, .on = ZONE_CHANGED, .flags = RULE_STATE,
		.check = check_rrsig_missing,
		.summary = "a record of a signed zone without signature",
		.why = "Every authoritative RRset of a signed zone has a signature (RFC 4035 section 2.2).",
		.effect = "Validating resolvers answer SERVFAIL for it.",
		.fix = "Sign the zone again; or say `signed-by = server` if the server signs.",
		.controls = "CSF PR.DS-02; 800-53 SC-20, SI-7",
	},
	{
		.id = "dnssec-rrsig-orphan-key", .severity = ERROR, .on = ZONE_CHANGED, .flags = RULE_STATE,
		.check = check_rrsig_orphan_key,
		.summary = "a signature by a key that the zone does not have",
		.why = "A signature is verified with a DNSKEY of the zone's apex that has its tag and algorithm "
		    "(RFC 4035 section 5.3.1).",
		.effect = "Validating resolvers answer SERVFAIL for what only such signatures cover.",
		.fix = "Publish the key, or sign again with one that is published.",
		.controls = "CSF PR.DS-02; 800-53 SC-20, SI-7",
	},
	{
		.id = "dnssec-rrsig-invalid", .severity = ERROR, .on = ZONE_CHANGED, .flags = RULE_STATE,
		.check = check_rrsig_invalid,
		.summary = "a signature that does not verify",
		.why = "Signatures are verified over the canonical RRset with every key of their tag (RFC 4034 "
		    "section 3.1.8.1, RFC 4035 section 5.3): all that the change touched, and SOA, NS and "
		    "DNSKEY of the apex. A sample would not do: .se had one bad signature in ten thousand.",
		.effect = "Validating resolvers answer SERVFAIL for it.",
		.fix = "Sign the RRset again; do not edit a signed zone by hand.",
		.controls = "CSF PR.DS-02, DE.AE-03; 800-53 SC-20, SI-7",
	},
	{
		.id = "dnssec-rrsig-window", .severity = ERROR, .on = ZONE_CHANGED, .flags = RULE_STATE,
		.check = check_rrsig_window,
		.summary = "a signature that has expired, soon will, or does not hold yet",
		.why = "Validators compare with their own clock (RFC 4035 section 5.3.1), in serial arithmetic "
		    "(RFC 4034 section 3.1.5). A signature outlives the SOA expire, so that a secondary that "
		    "lost its primary stops before its signatures do (RFC 6781 section 4.4.2.2).",
		.effect = "Outside its time a signature counts as none: validating resolvers answer SERVFAIL.",
		.fix = "Sign again, with a clock that is right.",
		.controls = "CSF PR.DS-02, PR.IR-04; 800-53 SC-20",
		.params = {
			{ "min-past", PARAM_SECONDS, "3600", "least age of a signature's inception", NULL },
			{ "min-left", PARAM_SECONDS, "3d", "least time until it expires; the SOA expire if longer",
			    NULL },
			{ "max-validity", PARAM_SECONDS, "60d", "longest span from inception to expiry", NULL },
			{ "propagation", PARAM_SECONDS, "3600", "added to the RRset's TTL, which must fit too", NULL },
		},
	},
	{
		.id = "dnssec-nsec3param", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED | RRSET_REMOVED,
		.flags = RULE_STATE, .types = { TYPE_NSEC3PARAM, TYPE_NSEC3 }, .check = check_nsec3param,
		.summary = "NSEC3 parameters that are discouraged",
		.why = "RFC 9276 section 3.1: no additional iterations, no salt; validators treat zones with "
		    "iterations as insecure or bogus (section 3.2).",
		.effect = "Validators may treat the zone as insecure, or answer SERVFAIL.",
		.fix = "Use `1 0 0 -`, or NSEC.",
		.controls = "CSF PR.DS-02; 800-53 SC-20",
		.params = {
			{ "opt-out", PARAM_YESNO, "no", "opt-out spans are as planned, as in a registry", NULL },
		},
	},
	{
		.id = "dnssec-nsec-chain", .severity = WARNING, .on = ZONE_CHANGED, .flags = RULE_STATE,
		.check = check_nsec_chain,
		.summary = "an NSEC chain that is not closed or says the wrong types",
		.why = "NSEC and NSEC3 records deny what lies between and what they do not list (RFC 4035 "
		    "section 2.3, RFC 5155 section 7.1). Only what the change touched is judged; resolvers that "
		    "use cached denials (RFC 8198) spread the damage to other names. Their TTL is the matter of "
		    "ttl-negative.",
		.effect = "Validating resolvers deny names or types that exist, or cannot believe a denial.",
		.fix = "Sign the zone again, all of it.",
		.controls = "CSF PR.DS-02; 800-53 SC-20, SI-7",
	},
	{
		.id = "dnssec-cds-mismatch", .severity = ERROR, .on = RRSET_TOUCHED, .flags = RULE_STATE,
		.types = { TYPE_CDS, TYPE_CDNSKEY, TYPE_DNSKEY }, .check = check_cds_mismatch,
		.summary = "CDS or CDNSKEY does not fit the zone's keys",
		.why = "Parents that poll CDS publish what it says (RFC 7344 section 4.1).",
		.fix = "Make CDS and CDNSKEY from the keys that are in the DNSKEY RRset.",
		.controls = "CSF PR.DS-02; 800-53 SC-20",
	},
	{
		.id = "dnssec-cds-delete", .severity = ERROR, .on = RRSET_ADDED | DATA_CHANGED,
		.types = { TYPE_CDS, TYPE_CDNSKEY }, .check = check_cds_delete,
		.summary = "the zone asks its parent to remove the DS",
		.why = "RFC 8078 section 4: a delete request turns DNSSEC off for the zone.",
		.fix = "Remove the delete record, unless going insecure is the plan.",
		.controls = "CSF DE.CM-01, PR.DS-02; 800-53 SC-20",
	},
	{
		.id = "dnssec-cds-ds-drift", .severity = NOTE, .on = ZONE_CHANGED, .check = check_cds_ds_drift,
		.summary = "the parent has not followed CDS for days",
		.why = "CDS asks the parent for a DS set (RFC 7344 section 4.1). How long it has asked is told by "
		    "the inception of its signature in the old version, which is a lower bound; without "
		    "signature nobody can tell.",
		.effect = "A roll that counts on the parent to follow is stuck.",
		.fix = "Ask the parent; until it follows keep the keys of the DS that it has.",
		.controls = "CSF DE.CM-01; 800-53 SC-20",
		.params = { { "days", PARAM_NUMBER, "3", "days before it is told", NULL } },
	},
	{
		.id = "dnssec-zonemd", .severity = WARNING, .on = ZONE_CHANGED, .flags = RULE_STATE,
		.check = check_zonemd,
		.summary = "the zone digest is gone or wrong",
		.why = "Receivers compare the digest with the zone they got (RFC 8976 section 4): scheme SIMPLE "
		    "with SHA-384 or SHA-512 is computed here over all records.",
		.effect = "Servers that verify the digest refuse the zone; without it a broken copy goes unseen.",
		.fix = "Compute the digest last, over the zone as it is published.",
		.controls = "CSF PR.DS-02, PR.DS-11; 800-53 SI-7",
		.params = { { "require", PARAM_YESNO, "no", "the zone must have one", NULL } },
	},
};

FAMILY(dnssec);
