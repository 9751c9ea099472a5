/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_RECORD_H
#define ZONEVET_RULES_RECORD_H

#include "rules/check.h"

/* What the files of the record family share: where names lead, across all zones of the tree. */

/* An answer of 64 KiB holds no more records; a larger RRset is searched no further. */
enum { RRSET_MOST = 4096 };

/* record_target.c */

/*
 * Does a query for addresses find some at the name, through wildcards, CNAMEs
 * and zones of the tree?  OUTSIDE: no zone of the tree can tell (another
 * domain, a delegated name, below a DNAME).
 */
enum reach target_reach(struct check *, enum side, const struct name *);
/*
 * The CNAME that answers at the name, through wildcards, and the zone it
 * stands in; NULL: none, or no zone of the tree can tell.
 */
struct record *target_alias(struct check *, enum side, const struct name *, struct zone **in);
/* What a record wants of the name it points at. */
enum want { WANT_ADDRESS, WANT_DATA, WANT_SUBTREE, WANT_TEXT, WANT_MX };
enum want target_want(struct zone *, struct record *);
/*
 * How the name fails to give what is wanted of it, as words ("has no
 * address"); NULL: it does not, or no zone of the tree can tell.
 */
const char *target_failing(struct check *, enum side, const struct name *, enum want);

/* record_spf.c */

/* The text of an SPF record behind its version; empty: the TXT record is none. */
struct str spf_text(struct check *, struct zone *, struct record *);
/* The next term of *rest that points at a name, interned in the zone's table. */
bool spf_term(struct zone *, struct str *rest, struct str *term, const struct name **,
    enum want *);
/* Does this TXT record name `name`, and what does it want of it? */
bool spf_names(struct check *, struct zone *, struct record *, const struct name *, enum want *);
/* Did the RRset of the old version? */
bool spf_named_before(struct check *, const struct change *, const struct name *);

/* record_dangling.c */

/* Does any record that stands after the change, in any zone of the tree, point at the name? */
bool target_wanted(struct check *, const struct name *);
/* Does one of these records point at the name (of the same table)? */
bool rrset_points_at(struct zone *, const struct rrset *, const struct name *);

void check_dangling_target(struct check *, const struct change *);

/* record_alias.c */
void check_cname_coexist(struct check *, const struct change *);
void check_cname_chain(struct check *, const struct change *);

/* record_dot.c */
void check_trailing_dot(struct check *, const struct change *);
/* Does record-trailing-dot block this record?  Then its target needs no second finding. */
bool dot_explains(struct check *, const struct change *, struct record *);

#endif
