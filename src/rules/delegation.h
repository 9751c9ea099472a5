/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_DELEGATION_H
#define ZONEVET_RULES_DELEGATION_H

#include "rules/check.h"

/* What the files of the delegation family share. */

/* Is the name the apex of the zone at hand? */
bool at_apex(const struct check *, const struct name *);
/* Do these NS records name this server? */
bool ns_names(struct zone *, const struct rrset *, const struct name *target);
/* The servers' names, joined by ", "; the first five and a count. */
struct str ns_list(struct check *, struct zone *, const struct rrset *);

/* delegation_target.c: is the server's name one of the tree's zones, and without an address there? */
bool server_unresolvable(struct check *, enum side, struct name *target);

/* fam_delegation.c: the set of servers of a cut or of the apex */
/* delegation_target.c: each server's name */
void check_ns_min(struct check *, const struct change *);
void check_ns_suffix(struct check *, const struct change *);
void check_ns_unresolvable(struct check *, const struct change *);
void check_ns_cname(struct check *, const struct change *);
void check_wildcard_ns(struct check *, const struct change *);

/* delegation_server.c: the hosts behind the names */
void check_ns_diversity(struct check *, const struct change *);
void check_lame_local(struct check *, const struct change *);
void check_captures_ns_host(struct check *, const struct change *);
void check_glue_orphan(struct check *, const struct change *);

/* lookalike_target.c */
void check_ns_lookalike(struct check *, const struct change *);

/* delegation_glue.c: addresses and data below a cut, and the child's own view */
void check_glue_missing(struct check *, const struct change *);
void check_glue_changed(struct check *, const struct change *);
void check_occlusion(struct check *, const struct change *);
void check_parent_child(struct check *, const struct change *);

#endif
