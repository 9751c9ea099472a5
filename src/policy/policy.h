/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_POLICY_POLICY_H
#define ZONEVET_POLICY_POLICY_H

#include "base/error.h"
#include "base/map.h"
#include "lint/finding.h"
#include "lint/type.h"

/*
 * The settings that decide how severe a finding is, where rules look, and
 * which files are zones: an ordered list of lines from shipped profiles and
 * from the user's INI files; the last one that matches wins.  This is the only
 * room that knows INI and PCRE2.
 */
struct policy;

/* What a setting may be narrowed to. */
struct subject {
	struct str zone;                /* absolute, lower case, final dot */
	struct str view;                /* may be empty */
	struct str owner;               /* absolute, lower case, final dot; empty: none */
	uint16_t type;                  /* 0: none */
};

/* Where a value was set. */
struct origin_of {
	struct str path;                /* "baseline" and the like for shipped profiles */
	uint32_t line;                  /* 0: the rule's own default */
};

/* Reads the file named by `extends = ./base.ini` from where the policy itself came from. */
struct policy_reader {
	bool (*read)(void *self, struct str path, struct str *text, struct error *);
	void *self;
};

/*
 * Reads a policy file.  Unknown sections, keys, rules and values, values out
 * of range and patterns that do not compile are errors with path:line and a
 * "did you mean"; all of them are reported, one a line.  NULL: err.
 */
struct policy *policy_load(struct str path, struct str text, const struct policy_reader *,
    struct error *);
struct policy *policy_shipped(const char *profile, struct error *);     /* baseline, strict, registry */
void policy_free(struct policy *);

struct str policy_path(const struct policy *);          /* as loaded; "baseline" for a shipped one */
struct str policy_hash(const struct policy *);          /* SHA-256 of all files read, in hex */

/* --- rules ------------------------------------------------------------ */

/* Every row: those of rules_nth(), then those that the policy makes ([custom "name"]). */
const struct rule *policy_rule_nth(const struct policy *, size_t n);    /* NULL behind the last */
/* All of them, *n, of a policy that was loaded. */
const struct rule *const *policy_rules(const struct policy *, size_t *n);
const struct rule *policy_rule_find(const struct policy *, struct str id);

enum severity policy_severity(struct policy *, const struct rule *, const struct subject *,
    struct origin_of *);
/*
 * A parameter as text; the row's fallback where nothing sets it.  A parameter
 * of kind PARAM_SEVERITY follows a `severity` that stands later in the policy.
 */
struct str policy_value(struct policy *, const struct rule *, const char *key,
    const struct subject *, struct origin_of *);
uint32_t policy_number(struct policy *, const struct rule *, const char *key,
    const struct subject *);            /* numbers, seconds, percent; yes = 1 */
enum severity policy_level(struct policy *, const struct rule *, const char *key,
    const struct subject *);            /* PARAM_SEVERITY */
bool policy_is_set(struct policy *, const struct rule *, const char *key,
    const struct subject *);            /* is the value not empty? */
/* Is it the same for every name and type of the subject's zone?  "severity": the rule's own. */
bool policy_is_even(struct policy *, const struct rule *, const char *key, const struct subject *);
/* Does any line of the policy set this key of the rule, for whatever subject? */
bool policy_sets(struct policy *, const struct rule *, const char *key);
/* Does a list of name patterns match this absolute name?  A plain name means it and all below. */
bool policy_lists_name(struct policy *, const struct rule *, const char *key,
    const struct subject *, struct str name);
/* Can it match any, for whatever subject? */
bool policy_lists_names(struct policy *, const struct rule *, const char *key);
/* The nth plain name of such a list, without final dot; globs and patterns are passed over. */
bool policy_nth_name(struct policy *, const struct rule *, const char *key, const struct subject *,
    size_t n, struct str *name);
/* `address` has 4 or 16 octets. */
bool policy_lists_address(struct policy *, const struct rule *, const char *key,
    const struct subject *, const uint8_t *address, size_t len);
bool policy_lists_word(struct policy *, const struct rule *, const char *key,
    const struct subject *, struct str word);           /* without case */

/*
 * Does a list of data patterns match a record?  `text` is its data in
 * presentation form; `address` its octets where it is one (len 4 or 16), else NULL.
 */
bool policy_lists_data(struct policy *, const struct rule *, const char *key,
    const struct subject *, struct str text, const uint8_t *address, size_t len);

/* A pattern failed at run time (PCRE2 limits): the run ends with exit 2 and this text. */
bool policy_failed(const struct policy *, struct error *);

/* --- zones ------------------------------------------------------------ */

bool policy_names_files(const struct policy *);         /* is there a files key, or a map or a view with files? */
bool policy_covers(struct policy *, struct str path);   /* by the files globs; without any: the usual names */
/*
 * The origin that `map`, `[zone ...] files` or an origin pattern gives a path,
 * absolute and lower case.  `line`: the setting that said so.  False: none does.
 */
bool policy_origin(struct policy *, struct str path, struct arena *, struct str *origin,
    struct str *view, struct origin_of *);
/* A hint: so many paths will be asked for. */
void policy_expect_paths(struct policy *, size_t n);
/*
 * serial (manual, auto), soa (in-file, generated), signed-by (file, server),
 * visibility (public, internal, unset), class (IN, CH; critical is not a DNS
 * class and is ignored here): [zone] over [zones] over the default.
 */
struct str policy_zone_value(struct policy *, const char *key, const struct subject *);

/* include-root and include-map, in order. */
struct str policy_include_root(const struct policy *);
size_t policy_include_maps(const struct policy *, const struct str (**pairs)[2]);

/* The file that lists the zones which are served; empty: every file is one. */
struct str policy_manifest(const struct policy *);

/* [context] ds = FILE ..., dnskey = FILE ... for a zone (key "ds" or "dnskey"). */
size_t policy_context_files(struct policy *, const char *key, const struct str **files);

enum severity policy_fail_on(const struct policy *);    /* OFF = never; default ERROR */

/* --- plans and exceptions --------------------------------------------- */

struct migration {
	struct str id, ticket;
	int64_t from, until;
	uint32_t min_ttl;
};
/* The [migration] that covers the subject at `now`, or NULL. */
const struct migration *policy_migration(struct policy *, const struct subject *, int64_t now);
/* Is a [rollover "zone"] declared that has started and speaks of this zone? */
bool policy_rollover(struct policy *, struct str zone, int64_t now);

/* Who looks after a name of somebody else's service, and until when that was looked at. */
struct review {
	struct str owner;
	int64_t until;
};
/* What [external] says of a record or of its target; the last line that matches wins.  False: nothing. */
bool policy_external(struct policy *, struct str name, struct review *);
/* `owner=WHO review=DATE` among the words of a comment; false: not both of them. */
bool policy_review(struct str comment, struct review *);
/* Does [servers] list this server, and then the zone as one of its own? */
enum served { SERVER_UNKNOWN, SERVER_SERVES, SERVER_LACKS };
enum served policy_served(struct policy *, struct str server, struct str zone);

/*
 * Applies the waivers (rules.md 0.5): sets finding->waiver and lowers ERROR to
 * WARNING, never to silence.  Adds an ownership-waiver finding for every
 * waiver that is malformed, over-broad, too long, expired or unused; one of a
 * shipped row `rule`.  Marks which of the others are waivable.  With `part`
 * the list is not all that the commit brings: no waiver is unused yet.
 */
void policy_waive(struct policy *, struct findings *, const struct rule *ownership_waiver, int64_t now,
    bool part);

/* The waivers that are well formed and hold at `now`, in the order of the policy. */
struct waiver_held {
	struct str id, rule, owners, expires, ticket, reason, path;
	uint32_t line;
	int64_t until;
};
size_t policy_waivers(struct policy *, int64_t now, struct arena *, const struct waiver_held **);

/* --- the user's eye ---------------------------------------------------- */

/* Rules, sections and keys that the policy names and this version cannot judge yet. */
size_t policy_unbuilt(struct policy *, const struct str **texts);

/* `policy show`: every value for a subject with the line that set it, as text in the arena. */
struct str policy_show(struct policy *, const struct subject *, const struct rule *only, struct arena *);
/* The sections of a [custom] rule as they are written, each key with its line. */
struct str policy_custom_text(const struct policy *, const struct rule *, struct arena *);
/* `policy check`: keys that change nothing, one a line "path:line: ..."; empty: none. */
struct str policy_idle(struct policy *, struct arena *);

#endif
