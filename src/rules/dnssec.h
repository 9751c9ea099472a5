/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_DNSSEC_H
#define ZONEVET_RULES_DNSSEC_H

#include "rules/check.h"
#include "zone/signature.h"

/* What the files of the dnssec family share. */

/* --- dnssec_chain.c: from the DS in the parent to a key of the child ------------------- */

/* The zone that holds the child's DNSKEY records: in the tree or in a file of [context]; NULL: none. */
struct zone *dnssec_keys(struct check *, enum side, const struct name *child);
/* The zone or file of [context] with the DS records of the zone at hand; NULL: none is known. */
struct zone *dnssec_parent(struct check *, enum side, const struct name *child);
/* Does a DNSKEY of the zone at `owner` make this DS? The best answer over all keys. */
enum ds_match dnssec_ds_matches(struct zone *keys, const struct name *owner,
    const struct rdata *ds);
/* Do these DS records match a key, each of them? */
bool dnssec_all_match(struct zone *keys, const struct name *owner, struct zone *,
    const struct rrset *ds);
void check_ds_mismatch(struct check *, const struct change *);

/* --- dnssec_walk.c: which RRsets the change concerns -------------------------------------- */

/* An RRset of the new version with the signatures over it. */
struct signed_set {
	struct name *owner;
	uint16_t type;
	bool exists;                    /* false: only signatures over it are left */
	bool touched;                   /* false: neither it, its signatures nor their keys changed */
};

/* Keys and signatures at the apex, in a file that is to hold them (signed-by = file)? */
bool dnssec_is_signed(struct check *, enum side);
/*
 * Visits the authoritative RRsets whose data, signatures, signing keys or
 * authority the change touched, and SOA, NS and DNSKEY of the apex in any
 * case; all of them where `all` or the policy (scope = all) says so, or when
 * the zone was not signed before.  Nothing is visited in an unsigned zone.
 */
typedef void signed_set_judge(struct check *, const struct signed_set *, void *state);
void dnssec_walk(struct check *, bool all, signed_set_judge *judge, void *state);
/* Walks the signatures of the new version over an RRset. */
#define for_each_signature(r, sig, zone, set) \
	for_each_record(r, (zone), (set)->owner, TYPE_RRSIG) \
		if (dnssec_covers((zone), r, (set)->type, &(sig)))
bool dnssec_covers(struct zone *, struct record *rrsig, uint16_t type, struct rrsig *);
/* Is the zone authoritative for the RRset: not glue, not a delegation, not occluded (RFC 4035 2.2)? */
bool dnssec_authoritative(const struct zone *, struct name *owner, uint16_t type);
/* Points the finding just flagged at an RRset of the new version, or at a signature over it. */
void dnssec_about(struct check *, struct finding *, const struct signed_set *, struct record *);

/* --- the checks ------------------------------------------------------------------------------ */

/* dnssec_ds.c */
void check_ds_removed(struct check *, const struct change *);
void check_ds_added(struct check *, const struct change *);
void check_ds_changed(struct check *, const struct change *);
void check_ds_replaced(struct check *, const struct change *);
void check_ds_digest(struct check *, const struct change *);
void check_ds_no_ns(struct check *, const struct change *);
void check_ds_ttl(struct check *, const struct change *);
void check_unsigned(struct check *, const struct change *);
/* dnssec_cds.c */
void check_cds_delete(struct check *, const struct change *);
void check_cds_mismatch(struct check *, const struct change *);
void check_cds_ds_drift(struct check *, const struct change *);
/* dnssec_keys.c */
void check_dnskey_added(struct check *, const struct change *);
void check_dnskey_algorithm(struct check *, const struct change *);
void check_keytag_collision(struct check *, const struct change *);
void check_key_revoked(struct check *, const struct change *);
/* dnssec_roll.c */
void check_dnskey_premature(struct check *, const struct change *);
void check_zsk_premature(struct check *, const struct change *);
void check_zsk_prepublish(struct check *, const struct change *);
void check_algorithm_incomplete(struct check *, const struct change *);
/* dnssec_signature.c */
void check_rrsig_missing(struct check *, const struct change *);
void check_rrsig_orphan_key(struct check *, const struct change *);
void check_rrsig_invalid(struct check *, const struct change *);
void check_rrsig_window(struct check *, const struct change *);
/* dnssec_nsec.c, dnssec_nsec3.c */
void check_nsec_chain(struct check *, const struct change *);
void check_nsec3param(struct check *, const struct change *);
/* dnssec_zonemd.c */
void check_zonemd(struct check *, const struct change *);

#endif
