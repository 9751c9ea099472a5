/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_DNSSEC_H
#define ZONEVET_RULES_DNSSEC_H

#include "rules/check.h"

/* What the files of the dnssec family share. */

/* The zone that holds the child's DNSKEY records: in the tree or in a file of [context]; NULL: none. */
struct zone *dnssec_keys(struct check *, enum side, const struct name *child);
/* Does a DNSKEY of the zone at `owner` make this DS? The best answer over all keys. */
enum ds_match dnssec_ds_matches(struct zone *keys, const struct name *owner,
    const struct rdata *ds);
/* Do these DS records match a key, each of them? */
bool dnssec_all_match(struct zone *keys, const struct name *owner, struct zone *,
    const struct rrset *ds);

/* dnssec_chain.c */
void check_ds_mismatch(struct check *, const struct change *);
/* dnssec_cds.c */
void check_cds_delete(struct check *, const struct change *);
void check_cds_mismatch(struct check *, const struct change *);

#endif
