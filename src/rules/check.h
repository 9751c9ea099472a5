/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_CHECK_H
#define ZONEVET_RULES_CHECK_H

#include <sys/types.h>

#include "lint/commit.h"
#include "lint/finding.h"
#include "policy/policy.h"
#include "rules/dkim.h"
#include "rules/spf.h"
#include "zone/changeset.h"

/*
 * What a rule file includes: the only header of the rules room.
 *
 * A rule looks at one change and flags what it sees.  It never asks whether
 * it is concerned (its row says so), never looks up its own severity (the
 * policy decides), neither allocates nor frees.
 */

/* What a second process for the changes of one zone takes. */
struct judge_process {
	pid_t (*fork)(struct judge_process *);  /* fork(2), while no other thread runs */
	bool (*failed)(struct judge_process *); /* does the verdict fail for more than findings? */
};

/* The facts of the whole commit. */
struct commit {
	int64_t now;
	const struct commit_zone *zones;        /* the changed ones, by origin; for COMMIT_CHANGED */
	size_t n;
	struct siblings *siblings;      /* NULL: only this zone is known */
	struct target_tree *targets;    /* what those point at; NULL where they are */
	const struct unfiled *unfiled;  /* zones of the manifest that have no file */
	size_t nunfiled;
	struct str policy_path;         /* the policy file of the repository; may be empty */
	bool policy_changed;            /* the change touches the policy itself */
	struct policy *proposed;        /* the policy as the change would have it; NULL: the same */
	bool all;                       /* state is judged wherever it is, as with scope = all */
	struct judge_process *process;  /* NULL: there is to be no second one */
};

/*
 * What was found out while one zone is judged: rules ask for the same again,
 * one after the other and at each of a million names.  All of it may be lost.
 */
struct known {
	struct known_answer {
		const void *of;         /* a rule, or its id as a literal */
		const char *key;        /* a literal: its address */
		enum known_kind { KNOWN_NUMBER, KNOWN_SET, KNOWN_LISTS } kind;
		uint32_t answer;
	} answers[256];                 /* parameters that are the same for every name and type */
	struct known_word {
		const char *key, *value;        /* literals */
		bool is;
	} words[16];                    /* of check_zone_is() */
	struct known_zone {
		const struct name *name;
		struct zone *zone;
	} zones[2][256];                /* by side; of check_zone_of() */
	struct known_reach {
		const struct name *name;
		enum reach reach;
	} reached[2][256];              /* by side; of target_reach() */
	struct known_spf {
		const struct record *record;
		const struct rdata *data;
		struct spf spf;
	} spf[2];                       /* by side; of spf_of() */
	struct known_dkim {
		const struct record *record;
		const struct rdata *data;
		bool is;                /* a key at all */
		struct dkim dkim;
	} dkim[2];                      /* by side; of dkim_of() */
	struct known_selectors {
		const struct name *parent, *owner[2];
	} selectors;                    /* of new_selectors() in mail_dkim.c */
	struct known_joined {
		const struct rdata *of;
		struct str text;
	} joined[2];                    /* by side; of text_joined() */
	struct known_duration {
		uint64_t seconds;
		struct str text;
	} duration;                     /* of check_duration() */
	struct known_type {
		bool looked, had;
	} tlsa;                         /* of had_any() in record_tlsa.c */
	struct str zone, view, path[2]; /* of findings, by side; no text: not yet copied */
	struct known_rrset {
		struct record **of;
		struct str text;
	} rrsets[2];                    /* by side; of check_rrset() */
	struct name_note {
		uint8_t facts;          /* of enum name_fact */
		uint8_t registrable;    /* with SUFFIX_KNOWN: octets of the name in front of it */
	} *notes;                       /* by the index of a name of the set */
	size_t nnotes;
};
/* Where of its places what has this hash is kept. */
#define KNOWN_AT(places, hash) (&(places)[(hash) % (sizeof(places) / sizeof((places)[0]))])

/* What a running rule holds. */
struct check {
	const struct rule *rule;
	struct changeset *set;          /* NULL under COMMIT_CHANGED */
	const struct change *change;
	struct subject subject;         /* of change: zone, view, owner, type */
	struct policy *policy;
	const struct commit *commit;
	struct findings *findings;
	struct arena *arena;            /* for texts; lives as long as the findings */
	struct arena *passing;          /* for what is of use until the next owner is judged */
	struct known *known;            /* NULL: a rule is about many zones */
	enum severity at_most;          /* what the last flag() allowed; for finding_about() */
};

/* For a commit; filled when a rule first asks. Freed before the zones are. */
struct target_tree *target_tree_new(void);
void target_tree_free(struct target_tree *);
/* What the rows that watch COMMIT_CHANGED learn of a zone; the origin stays the set's. */
void commit_zone_fill(struct commit_zone *, const struct changeset *);
/* Runs the rows over one zone's changes. */
void rules_run(struct policy *, const struct commit *, struct changeset *, struct findings *);
/* Runs the rows that watch COMMIT_CHANGED, once, after all zones. */
void rules_run_commit(struct policy *, const struct commit *, struct findings *);

/* --- for rules ---------------------------------------------------------- */

/*
 * The only way to report: at the severity that the policy gives the rule,
 * about c->change.  The place is the first record that differs on the new
 * side, else on the old one; before and after are the RRset's short forms;
 * effect and fix start as the row's.  The caller may refine any field but rule
 * and severity.  Never NULL.
 */
struct finding *flag(struct check *, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The same, at most `at_most`: for the weaker case of a rule (see 0.2, two-level rules). */
struct finding *flag_at_most(struct check *, enum severity at_most, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Points the finding at a record instead, of either side. */
void finding_at(struct check *, struct finding *, const struct zone *, const struct record *);
/*
 * Changes what the finding just flagged is about: another owner (NULL: none)
 * and type (0: none).  Its severity becomes what the policy says of those.
 */
void finding_about(struct check *, struct finding *, const struct name *owner, uint16_t type);
/*
 * What was found in the zone at hand so far, the last first: *i begins at 0; NULL
 * behind all of it.  No finding may be added meanwhile.
 */
struct finding *check_found(struct check *, size_t *i);
struct str texted(struct check *, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));  /* text for effect and fix */

/* Parameters of the running rule, for the change at hand. */
uint32_t check_number(struct check *, const char *key);
bool check_yes(struct check *, const char *key);
enum severity check_level(struct check *, const char *key);
bool check_is_set(struct check *, const char *key);
/* Is what the change did not touch judged too: by `scope = all`, or since the run is over --all? */
bool check_scope_is_all(struct check *);
bool check_lists_name(struct check *, const char *key, const struct name *);
bool check_lists_address(struct check *, const char *key, const struct rdata *);
bool check_lists_word(struct check *, const char *key, struct str word);
/* Another rule's list, for sets that several rules share (record-protected owners). */
bool check_other_lists_name(struct check *, const char *rule, const char *key, const struct name *);
/* The nth plain name of such a list; false: there are no more. */
bool check_other_nth_name(struct check *, const char *rule, const char *key, size_t n,
    struct str *name);
bool check_zone_is(struct check *, const char *key, const char *value); /* serial, signed-by ... */

/* A declared [migration] for the change at hand, or NULL; flags with it are notes. */
const struct migration *check_migration(struct check *);
/* The same for another change of the zone: for rules on the zone as a whole. */
const struct migration *check_migration_of(struct check *, const struct change *);

/* Texts in the run's arena. */
struct str check_name(struct check *, const struct name *);
struct str check_type(struct check *, uint16_t type);
struct str check_duration(struct check *, uint64_t seconds);            /* "1h 30m" */
struct str check_record(struct check *, struct zone *, struct record *);  /* its data */
struct str check_rrset(struct check *, struct zone *, const struct rrset *);    /* as rrset_text() */
struct str check_percent(struct check *, uint64_t part, uint64_t whole);  /* "33.3 %" */

/* What is noted of a name for the rules that come behind, until the next call; NULL: nothing can be. */
enum name_fact { HOST_GOOD = 1, CLAIM_KNOWN = 2, CLAIMABLE = 4, SUFFIX_KNOWN = 8 };
struct name_note *check_note(struct check *, const struct name *);
/* What suffix.h has under like names, and noted. */
bool check_is_claimable(struct check *, const struct name *);
const uint8_t *check_registrable(struct check *, const struct name *, size_t *len);
/* Do both names lie under the same registrable suffix? */
bool check_shares_suffix(struct check *, const struct name *, const struct name *);

/* The zone of the tree that would answer for a name (this one or a sibling), or NULL. */
struct zone *check_zone_of(struct check *, enum side, const struct name *);
/* The zone with exactly this origin, or NULL. */
struct zone *check_zone_at(struct check *, enum side, const struct name *origin);

/* Old and new side of the set at hand. */
#define OLD(c) (&(c)->set->zone[BEFORE])
#define NEW(c) (&(c)->set->zone[AFTER])

/* Walks the records of one side of a change that have no equal on the other one. */
#define for_each_changed(r, change, which) \
	for (size_t r##_i = 0; r##_i < (change)->side[which].n; r##_i++) \
		for (struct record *r = (change)->side[which].v[r##_i]; \
		    r && (r->flags & RECORD_DIFFERS); r = NULL)
/* Walks all records of one side of a change. */
#define for_each_of(r, change, which) \
	for (size_t r##_i = 0; r##_i < (change)->side[which].n; r##_i++) \
		for (struct record *r = (change)->side[which].v[r##_i]; r; r = NULL)
/* An answer of 64 KiB holds no more records; a larger RRset is searched no further. */
enum { RRSET_MOST = 4096 };
/* The same of those: for who compares each with each. */
#define for_each_served(r, change, which) \
	for (size_t r##_i = 0; r##_i < (change)->side[which].n && r##_i < RRSET_MOST; r##_i++) \
		for (struct record *r = (change)->side[which].v[r##_i]; r; r = NULL)
/* Walks the records whose data is new; under scope = all every record that stands. */
#define for_each_arrived(r, change) \
	for (size_t r##_i = 0; r##_i < (change)->side[AFTER].n; r##_i++) \
		for (struct record *r = (change)->side[AFTER].v[r##_i]; \
		    r && ((change)->kind == RRSET_STANDS || (r->flags & RECORD_NEW_DATA)); r = NULL)
/* Walks all changes of the zone at hand, without the zone itself. */
#define for_each_change(ch, set) \
	for (const struct change *ch = (set)->v + 1; ch < (set)->v + (set)->n; ch++)

/* A family ends with its table and this. */
#define FAMILY(name) \
	const struct rule *const rules_##name = rules; \
	const size_t rules_##name##_n = sizeof(rules) / sizeof(rules[0])

#endif
