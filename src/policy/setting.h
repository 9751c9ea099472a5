/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_POLICY_SETTING_H
#define ZONEVET_POLICY_SETTING_H

#include "base/buf.h"
#include "policy/ini.h"
#include "policy/match.h"
#include "policy/policy.h"

/* What a policy is made of; private to the room. */

enum section_kind {
	SECTION_POLICY, SECTION_ZONES, SECTION_ZONE, SECTION_RULE, SECTION_WAIVER,
	SECTION_MIGRATION, SECTION_ROLLOVER, SECTION_CONTEXT, SECTION_OWNERS, SECTION_IDENTITY,
	SECTION_FREEZE, SECTION_CUSTOM, SECTION_EXTERNAL, SECTION_DYNAMIC, SECTION_SERVERS,
};

/* How a key's value is checked; rule parameters bring their own kind. */
enum value_kind {
	VALUE_TEXT, VALUE_NAMES, VALUE_TYPES, VALUE_GLOBS, VALUE_ORIGIN, VALUE_MAP,
	VALUE_ZONE_MAP, VALUE_REVIEW, VALUE_SERVED, VALUE_TIME, VALUE_END_TIME, VALUE_SECONDS,
	VALUE_NUMBER, VALUE_CHOICE,
};

/*
 * What a file extends is weaker than the file.  The profile of one zone is
 * stronger than the general one, that of a view stronger still; what the
 * user's own file says is stronger than any profile.
 */
enum { RANK_PROFILE = 100, RANK_ZONE_PROFILE = 200, RANK_VIEW_PROFILE = 300, RANK_OWN = 400 };

struct section;

struct setting {
	struct section *section;        /* NULL: a row's own fallback */
	const char *key;
	struct str value;               /* lists: all lines, joined by blanks */
	char *room;                     /* of a list that goes on: where its text grows */
	size_t nroom;
	uint32_t line;                  /* in section->path */
	unsigned order;                 /* the stronger setting has the higher rank, then order */
	const struct param *param;      /* of a rule; NULL: a key of the grammar */
	bool built;                     /* this version acts on it */
	/* the value, understood */
	uint32_t number;
	int64_t when;
	enum severity severity;
	struct str who;                 /* VALUE_REVIEW: who looks after it; `when` is the date */
	struct patterns names;          /* also the one pattern of VALUE_ORIGIN */
	uint16_t *types;
	struct prefix *prefixes;
	struct str *words;
	size_t ntypes, nprefixes, nwords, capnames, captypes, capprefixes, capwords;
};

/* A profile that only some zones follow: those whose [zone] extends it. */
struct profile {
	struct str path;
	unsigned rank;
	struct map zones;               /* profile_key() to the section */
};

struct section {
	enum section_kind kind;
	struct str name, label;
	struct str path;
	uint32_t line, last_line;       /* its first header, and its last */
	unsigned rank;
	const char *word;               /* of its header: "rule", "waiver" ... */
	bool built;                     /* this version acts on it */
	bool shipped;                   /* stands in a profile that is compiled in */
	const struct rule *rule;        /* SECTION_RULE and SECTION_CUSTOM */
	struct setting **settings;
	size_t n, cap;
	/* scope; NULL: everything */
	const struct setting *zones, *owners, *types;
	struct profile *only;           /* the profile it stands in; NULL: it holds for all zones */
	struct str wrong;               /* SECTION_WAIVER: why it cannot be used; empty: nothing so far */
	struct migration migration;     /* SECTION_MIGRATION, once its times are read */
};

/* All settings of one rule's key, weakest first, and the row's fallback. */
struct slot {
	const struct rule *rule;
	const struct param *param;      /* severity_param: the rule's severity */
	struct setting **v;
	size_t n, cap;
	struct setting fallback;
	/* Those that can decide in the zone asked last, strongest first. */
	struct setting **here;
	size_t nhere;
	unsigned asked;                 /* policy.asked when `here` was made; 0: never */
	struct setting *even;           /* the answer for every name and type there; NULL: it depends */
};

struct faults {
	struct buf text;                /* a line each, of the first ones */
	size_t n;
};

struct settings {
	struct setting **v;
	size_t n, cap;
};

struct policy {
	struct arena arena;
	struct str path, hash;
	struct buf bytes;               /* of all files read, for the hash */
	unsigned nfiles;
	struct section **sections;
	size_t nsections, capsections;
	size_t first_migration;         /* of sections; nsections: there is none */
	struct rule **customs;          /* rows of [custom] sections, by their first section */
	size_t ncustoms, capcustoms;
	struct profile **profiles;
	size_t nprofiles, capprofiles;
	unsigned nsettings;
	const struct rule **rows;       /* all of them, once the policy is read; else NULL */
	size_t nrows;
	struct slot *slots;             /* those of a rule stand together, severity first */
	size_t nslots;
	struct map rules;               /* id to the rule's first slot */
	struct recent {
		const struct rule *rule;
		const char *key;        /* a literal: its address */
		struct slot *slot;
	} recent[1024];                 /* asked lately, by both addresses */
	struct zone_key {
		const char *key;        /* a literal: its address */
		unsigned asked;
		const struct setting *setting;
	} zone_keys[16];                /* asked lately */
	struct buf asked_zone;          /* the zone and view asked last */
	unsigned asked;
	struct matcher matcher;
	struct settings files, views, origins;
	struct map maps;                /* path to the `map` setting */
	struct str *unbuilt;
	size_t nunbuilt, capunbuilt;
	bool unbuilt_listed;
	const struct str (*include_maps)[2];
	size_t ninclude_maps;
	struct str *context[2];         /* files of ds, dnskey */
	size_t ncontext[2];
};

/* --- grammar.c: the words that a policy may hold ------------------------------------ */

/* May the key stand several times, its values adding up? */
enum { ONCE, ADDS_UP, EACH };           /* EACH: every line is a setting of its own */
enum { UNNAMED, NAMED, EITHER };

struct key {
	const char *key;                /* "": any word */
	enum value_kind kind;
	int repeats;
	const char *choices;
	bool unbuilt;                   /* known, but this version does not act on it */
};

struct grammar {
	const char *word;
	enum section_kind kind;
	int named;
	bool built;
	struct key keys[24];
};

const struct grammar *grammar_find(struct str word);    /* NULL: no such section */
/* What the key is in a section of the kind, for the rule; false: unknown. */
bool grammar_key(const struct grammar *, const struct rule *, struct str word, const struct key **,
    const struct param **);

/* "; did you mean 'x'?", or empty. */
struct str grammar_near_section(struct arena *, struct str wrong);
struct str grammar_near_key(struct arena *, struct str wrong, const struct grammar *,
    const struct rule *);
struct str grammar_near_rule(const struct policy *, struct arena *, struct str wrong);
/* The nearest of words separated by |. */
struct str grammar_near_choice(struct arena *, struct str wrong, const char *choices);
struct str grammar_near_profile(struct arena *, struct str wrong);

extern const struct param severity_param;

/* --- read.c: text to sections --------------------------------------------------------- */

/* Reads the policy's own file and what it extends; false: `faults` has a line for each. */
bool read_policy(struct policy *, struct str path, struct str bytes, bool shipped,
    const struct policy_reader *, struct faults *);
/* The key of profile.zones: origin and view. */
struct str profile_key(struct arena *, struct str origin, struct str view);

/* --- custom.c: rules that users write --------------------------------------------------- */

/* The row of [custom "name"], made when it is new; NULL: not a name for a rule. */
struct rule *custom_row(struct policy *, struct str name);
/* When all sections are read: what each row watches and says. */
void custom_finish(struct policy *);

/* --- value.c ------------------------------------------------------------------ */

/* Adds what `text` means to the setting; false: err says what would be right. */
bool value_read(struct setting *, const struct key *, struct str text, struct arena *,
    struct error *);
bool value_read_param(struct setting *, const struct param *, struct str text, struct arena *,
    struct error *);
void value_free(struct setting *);
/* owner=WHO review=DATE, among other words; false: not both, or no date. */
bool value_review(struct str text, struct str *owner, int64_t *review);
/* A zone's name in lower case with its final dot; false: it cannot be one. */
bool value_origin(struct str text, struct arena *, struct str *origin);

/* --- shipped.c ------------------------------------------------------------------ */

/* The text of a shipped profile; empty: there is none of this name. */
struct str shipped_text(struct str profile);

/* --- resolve.c: what decides ---------------------------------------------------------- */

void resolve_prepare(struct policy *);
struct slot *resolve_slot(struct policy *, const struct rule *, const char *key);
/* The setting that decides: the strongest that covers the subject, else the row's fallback. */
struct setting *resolve(struct policy *, const struct rule *, const char *key,
    const struct subject *);
/*
 * Does a list of names hold one?  `owners` as a rule's own list adds up over
 * sections: each of them names a part of the set, and narrows itself to it.
 */
bool resolve_listed(struct policy *, const struct rule *, const char *key, const struct subject *,
    struct str name);
/* Does the section's scope hold the subject? */
bool section_covers(struct policy *, const struct section *, const struct subject *);
/* Less than 0: a is weaker than b. */
int setting_order(const struct setting *a, const struct setting *b);
/* Pointers to settings, weakest first, for qsort. */
int setting_weakest_first(const void *, const void *);
/* The value of a key of the section, NULL: not set. */
struct setting *section_get(const struct section *, const char *key);
/* The setting of a zone's key (serial, soa ...), NULL: none. */
/* Is the answer the same for every name and type of the subject's zone? */
bool resolve_is_even(struct policy *, const struct rule *, const char *key, const struct subject *);
const struct setting *resolve_zone_key(struct policy *, const char *key, const struct subject *);

/* --- files.c ---------------------------------------------------------------------------- */

void files_prepare(struct policy *);

/* --- waive.c ------------------------------------------------------------------------------ */

/* Why a waiver cannot be used, whatever the time; empty: it can. */
struct str waiver_wrong(struct policy *, const struct section *, struct arena *);

#endif
