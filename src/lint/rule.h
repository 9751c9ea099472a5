/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_LINT_RULE_H
#define ZONEVET_LINT_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* The vocabulary shared by policy, rules and reports. */

enum side { BEFORE, AFTER };

enum severity { OFF, NOTE, WARNING, ERROR };

const char *severity_text(enum severity);               /* off, note, warning, error */
bool severity_parse(struct str, enum severity *);

/* What a change is; a rule row names the kinds it watches. */
enum {
	COMMIT_CHANGED = 1 << 0,        /* all zones of the commit together, once */
	ZONE_CHANGED   = 1 << 1,        /* a zone as a whole, once a zone */
	RRSET_ADDED    = 1 << 2,
	RRSET_REMOVED  = 1 << 3,
	DATA_CHANGED   = 1 << 4,        /* in both versions, other data (TTL may differ too) */
	TTL_CHANGED    = 1 << 5,        /* same data, other TTL */
	RRSET_STANDS   = 1 << 6,        /* equal in both versions; only under scope = all */
	RRSET_TOUCHED  = RRSET_ADDED | DATA_CHANGED | TTL_CHANGED,
};

/* How a parameter is written; the policy checks it when it is read. */
enum param_kind {
	PARAM_NUMBER,           /* 0 .. 2^32 - 1 */
	PARAM_PERCENT,          /* 0 .. 100, a final % allowed */
	PARAM_SECONDS,          /* 3600 or 1h */
	PARAM_YESNO,
	PARAM_SEVERITY,
	PARAM_NAMES,            /* name patterns: plain = it and all below, glob, /regex/ */
	PARAM_TYPES,            /* RR type mnemonics */
	PARAM_PREFIXES,         /* 192.0.2.0/24 2001:db8::/32 */
	PARAM_WORDS,            /* free words, or only those of .choices */
	PARAM_CHOICE,           /* one of .choices, separated by | */
	PARAM_DATA,             /* record data: prefix, glob or /regex/ */
	PARAM_TEXT,             /* a line of text */
};

struct param {
	const char *key;
	enum param_kind kind;
	const char *fallback;   /* as written in a policy; "" = empty */
	const char *doc;        /* a clause without full stop */
	const char *choices;    /* PARAM_CHOICE, and PARAM_WORDS where only some will do */
};

enum {
	RULE_STATE = 1 << 0,    /* judges the new version alone: may have scope = all */
	RULE_FIRST = 1 << 1,    /* syntax: when it flags an error, only ownership runs after it */
	RULE_LAST  = 1 << 2,    /* ownership: runs even then */
};

struct check;
struct change;

/*
 * A row: the only place where a rule is described.  The driver calls `check`
 * for each change whose kind is in `on` and whose type is in `types`.  A row
 * without `check` is a known id that this version cannot judge yet.
 */
struct rule {
	const char *id;                 /* kebab case, names the offence, never reused */
	enum severity severity;         /* where no profile speaks */
	unsigned on;                    /* kinds of change watched */
	unsigned flags;
	uint16_t types[14];             /* RR types watched; none = all that signers do not make
	                                   (type_generated(): a rule on those names them) */
	void (*check)(struct check *, const struct change *);
	const char *summary;            /* what is wrong, a clause */
	const char *why;                /* one to three sentences; RFC and section */
	const char *effect;             /* what it does to users, a sentence; may be NULL: the
	                                   finding's message or its own effect says it */
	const char *fix;                /* what to do, generic; a finding may be more exact */
	const char *controls;           /* "CSF PR.IR-04; 800-53 CM-4" */
	const char *consumes[6];        /* ids of general rules whose findings on the same
	                                   zone, owner and type this one replaces */
	struct param params[12];
};

/*
 * Every row, in the order in which rules run (rules/rules.c):
 *   for (size_t i = 0; (rule = rules_nth(i)) != NULL; i++) ...
 */
const struct rule *rules_nth(size_t n);                 /* NULL behind the last */
const struct rule *rules_find(struct str id);           /* NULL: no such id */

/* Judges for the rows that a policy makes, one a [custom] section (rules/custom.c). */
void check_custom(struct check *, const struct change *);

/* Parameters that every row with RULE_STATE takes besides its own: scope = touched|all. */
const struct param *rules_common_params(size_t *n);
/* The parameter of this key, the row's own or a common one; NULL: it takes none. */
const struct param *rule_param(const struct rule *, struct str key);

#endif
