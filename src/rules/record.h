/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_RECORD_H
#define ZONEVET_RULES_RECORD_H

#include "rules/check.h"
#include "rules/spf.h"

/* What the files of the record family share: where names lead, across all zones of the tree. */

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

/* What a query for one type finds: records, nothing, or no zone of the tree can tell. */
enum answer { ANSWERED, UNANSWERED, ELSEWHERE };
/*
 * Asks for records of a type at the name, through wildcards, CNAMEs and zones of
 * the tree.  ANSWERED: *in and *at say where they stand.
 */
enum answer target_answer(struct check *, enum side, const struct name *, uint16_t type,
    struct zone **in, struct name **at);

/* record_text.c */

/* Does the text of a TXT record, its strings joined, begin so (letters without case)? */
bool text_begins(struct zone *, struct record *, struct str prefix);
/*
 * The strings of a TXT record as one text (RFC 7208 section 3.3, RFC 6376
 * section 3.6.2.2); it may be that of the record, so what is kept is copied.
 */
struct str text_joined(struct check *, struct zone *, struct record *);

/*
 * Text of a zone for a message: presentation form, cut behind `most` octets.  What RFC 1035
 * section 5.1 escapes as \\DDD is escaped.
 */
struct str text_shown(struct check *, struct str text, size_t most);

/* record_spf.c */

/* Reads a TXT record as SPF; false: it is none. */
bool spf_of(struct check *, struct zone *, struct record *, struct spf *);
/* The name that a term speaks of, interned in the zone's table, and what it wants of it. */
bool spf_points(struct zone *, const struct spf_term *, const struct name **, enum want *);
/* Does this TXT record name `name` in so many words, and what does it want of it? */
bool spf_names(struct check *, struct zone *, struct record *, const struct name *, enum want *);
/* Did the RRset of the old version? */
bool spf_named_before(struct check *, const struct change *, const struct name *);

/* target_tree.c */

/*
 * The zone at hand, then those that stand after the change and point at a name
 * of it; more may come.  *i begins at 0; NULL behind the last.
 */
struct zone *target_tree(struct check *, size_t *i);
/*
 * The nth zone, of whatever view, that stands after the change and may point at a
 * name of the zone at hand, which may be among them; NULL behind the last.
 */
struct changeset *target_tree_nth(struct check *, size_t n);

/* record_dangling.c */

/* Does any record that stands after the change, in any zone of the tree, point at the name? */
bool target_wanted(struct check *, const struct name *);
/* Does one of these records point at the name (of the same table)? */
bool rrset_points_at(struct zone *, const struct rrset *, const struct name *);

void check_dangling_target(struct check *, const struct change *);

/* record_owner.c */
void check_last_address(struct check *, const struct change *);
void check_protected(struct check *, const struct change *);
void check_duplicate(struct check *, const struct change *);

/* record_address.c */
void check_address_allowlist(struct check *, const struct change *);
void check_address_class(struct check *, const struct change *);
void check_rrset_min(struct check *, const struct change *);

/* record_takeover.c */
void check_takeover_prone(struct check *, const struct change *);
void check_target_allowlist(struct check *, const struct change *);

/* record_synthesis.c */
void check_wildcard_added(struct check *, const struct change *);
void check_wildcard_removed(struct check *, const struct change *);
void check_wildcard_hidden(struct check *, const struct change *);
void check_dname_occlude(struct check *, const struct change *);

/* record_hostname.c */
void check_hostname(struct check *, const struct change *);
void check_target_address(struct check *, const struct change *);

/* record_service.c */
void check_target_alias(struct check *, const struct change *);
void check_svcb_target(struct check *, const struct change *);

/* record_reverse.c */
void check_ptr_forward(struct check *, const struct change *);

/* record_alias.c */
void check_cname_coexist(struct check *, const struct change *);
void check_cname_chain(struct check *, const struct change *);

/* record_caa.c */
void check_caa_weakened(struct check *, const struct change *);
void check_caa_lockout(struct check *, const struct change *);
void check_caa_invalid(struct check *, const struct change *);

/* lookalike_target.c */
void check_target_lookalike(struct check *, const struct change *);
/* record_tlsa.c, record_token.c, record_size.c */
void check_tlsa_changed(struct check *, const struct change *);
void check_verification(struct check *, const struct change *);
void check_rrset_size(struct check *, const struct change *);

/* record_dot.c */
void check_trailing_dot(struct check *, const struct change *);
/* Does record-trailing-dot block this record?  Then its target needs no second finding. */
bool dot_explains(struct check *, const struct change *, struct record *);

#endif
