/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_POLICY_SETTING_H
#define ZONEVET_POLICY_SETTING_H

#include "policy/ini.h"
#include "policy/match.h"
#include "policy/policy.h"

/* What a policy is made of; private to the room. */

enum section_kind {
	SECTION_POLICY, SECTION_ZONES, SECTION_ZONE, SECTION_RULE, SECTION_WAIVER,
	SECTION_MIGRATION, SECTION_ROLLOVER, SECTION_CONTEXT, SECTION_OWNERS, SECTION_IDENTITY,
	SECTION_FREEZE, SECTION_CUSTOM, SECTION_EXTERNAL, SECTION_DYNAMIC, SECTION_SERVERS,
	SECTION_KINDS
};

/* How a key's value is checked; rule parameters bring their own kind. */
enum value_kind {
	VALUE_TEXT, VALUE_NAMES, VALUE_TYPES, VALUE_GLOBS, VALUE_REGEX, VALUE_MAP, VALUE_TIME,
	VALUE_END_TIME, VALUE_SECONDS, VALUE_NUMBER, VALUE_CHOICE, VALUE_PARAM,
};

/* What a file extends is weaker than itself; a zone's profile is stronger than the general one. */
enum { RANK_PROFILE = 100, RANK_ZONE_PROFILE = 200, RANK_OWN = 300 };

struct section;

struct setting {
	struct section *section;
	const char *key;
	struct str value;               /* lists: all words, joined by blanks */
	struct str path;
	uint32_t line;
	unsigned rank, order;           /* the stronger setting has the higher rank, then order */
	const struct param *param;      /* VALUE_PARAM */
	/* the value, understood */
	uint32_t number;
	int64_t when;
	enum severity severity;
	struct patterns names;          /* also the one pattern of VALUE_REGEX */
	uint16_t *types;
	struct prefix *prefixes;
	struct str *words;
	size_t ntypes, nprefixes, nwords;
	bool used;                      /* decided something, for policy_idle */
};

struct section {
	enum section_kind kind;
	struct str name, label;
	struct str path;
	uint32_t line;
	unsigned rank;
	const char *word;               /* of its header: "rule", "waiver" ... */
	bool built;                     /* this version acts on it */
	const struct rule *rule;        /* SECTION_RULE */
	struct setting **settings;
	size_t n, cap;
	/* scope; NULL: everything */
	const struct setting *zones, *owners, *types;
	const struct section *only_zone;        /* of a profile that a [zone] extends */
	struct migration migration;     /* SECTION_MIGRATION, once its times are read */
};

/* All settings of one rule's key, weakest first, and the row's fallback. */
struct slot {
	const struct rule *rule;
	const struct param *param;      /* NULL: severity */
	struct setting **v;
	size_t n, cap;
	struct setting fallback;
};

struct policy {
	struct arena arena;
	struct str path, hash;
	struct buf bytes;               /* of all files read, for the hash */
	struct section **sections;
	size_t nsections, capsections;
	unsigned nsettings;
	struct slot *slots;             /* sorted by rule and key */
	size_t nslots;
	struct matcher matcher;
	struct str *unbuilt;
	size_t nunbuilt;
	bool unbuilt_listed;
	const struct str (*include_maps)[2];
	size_t ninclude_maps;
	struct str *context[2];         /* files of ds, dnskey */
	size_t ncontext[2];
};

/* --- grammar.c: text to sections -------------------------------------------- */

/* Reads a file and what it extends; false: err lists every fault, a line each. */
bool grammar_read(struct policy *, struct str path, struct str bytes, unsigned rank,
    const struct section *only_zone, const struct policy_reader *, unsigned depth,
    struct buf *faults);

/* --- value.c ------------------------------------------------------------------ */

/* Understands setting->value; false: err says what would be right. */
bool value_read(struct setting *, enum value_kind, const char *choices, struct arena *,
    struct error *);
bool value_read_param(struct setting *, const struct param *, struct arena *, struct error *);

/* --- shipped.c ------------------------------------------------------------------ */

/* The text of a shipped profile; empty: there is none of this name. */
struct str shipped_text(struct str profile);

/* --- policy.c -------------------------------------------------------------------- */

struct slot *policy_slot(struct policy *, const struct rule *, const char *key);
/* Does the section's scope hold the subject? */
bool section_covers(struct policy *, const struct section *, const struct subject *);
/* The setting that decides, NULL: none; never the fallback. */
struct setting *slot_decide(struct policy *, struct slot *, const struct subject *);
/* The value of a key of the section, NULL: not set. */
struct setting *section_get(const struct section *, const char *key);

#endif
