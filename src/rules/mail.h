/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_MAIL_H
#define ZONEVET_RULES_MAIL_H

#include "rules/record.h"

/* What the files of the mail family share. */

/*
 * The SPF record that answers at a name, through wildcards, aliases and zones of
 * the tree.  SEVERAL count as an error for receivers (RFC 7208 section 4.5).
 */
struct spf_record {
	enum { SPF_FOUND, SPF_NONE, SPF_SEVERAL, SPF_ELSEWHERE } state;
	struct zone *zone;              /* of FOUND and SEVERAL; the first one's */
	struct record *record;
	struct spf spf;
};
struct spf_record spf_at(struct check *, enum side, const struct name *);

enum { TERM_SHOWN = 80, TEXT_SHOWN = 240 };     /* octets of zone text in a message, in before and after */

/* What a receiver makes of senders that no mechanism names, from the best guard to none. */
enum spf_rest { REST_FAIL, REST_SOFTFAIL, REST_NEUTRAL, REST_PASS, REST_UNKNOWN };

/* A record beginning with an underscore is a part of others: no mail is sent from it. */
bool is_underscored(const struct name *);

/* mail_spf.c: what is said of one record, reasons by "; ", and how grave the worst is */
struct charges {
	struct str text;
	enum severity worst;
};
void charge(struct check *, struct charges *, enum severity, struct str what);

/* mail_mx.c */
void check_mx_removed(struct check *, const struct change *);
void check_mx_changed(struct check *, const struct change *);
void check_null_mx(struct check *, const struct change *);

/* mail_spf.c */
void check_spf_removed(struct check *, const struct change *);
void check_spf_include(struct check *, const struct change *);
/* mail_spf_senders.c */
void check_spf_weakened(struct check *, const struct change *);
void check_spf_narrowed(struct check *, const struct change *);
/* mail_spf_valid.c */
void check_spf_invalid(struct check *, const struct change *);

/* mail_dmarc.c */
void check_dmarc_removed(struct check *, const struct change *);
void check_dmarc_weakened(struct check *, const struct change *);
void check_dmarc_invalid(struct check *, const struct change *);

/* mail_dkim.c */
void check_dkim_removed(struct check *, const struct change *);
void check_dkim_invalid(struct check *, const struct change *);

/* mail_sts.c */
void check_mtasts(struct check *, const struct change *);

#endif
