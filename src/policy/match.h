/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_POLICY_MATCH_H
#define ZONEVET_POLICY_MATCH_H

#include "base/arena.h"
#include "base/error.h"

/* Groups of a PCRE2 pattern that are looked at, by their names: (?<origin>...), (?<view>...). */
enum pattern_group { GROUP_ORIGIN, GROUP_VIEW };

/*
 * Patterns of names, paths and addresses.  Names are matched in lower case;
 * a PCRE2 pattern sees them without the final dot, so that $ means the end.
 */
struct pattern {
	enum { PATTERN_PLAIN, PATTERN_GLOB, PATTERN_REGEX } kind;
	uint8_t groups[2];              /* numbers of the named ones, by enum pattern_group; 0: none */
	struct str text;                /* names: lower case, without final dot */
	void *code;                     /* PATTERN_REGEX */
};

struct patterns {
	struct pattern *v;
	size_t n;
};

/* What matching needs beside the pattern; keeps the first failure (PCRE2's limits). */
struct matcher {
	void *data, *context;
	bool failed;
	struct error error;
};

/* The length of the /pattern/ at the front of s, blanks and all; 0: there is none. */
size_t pattern_span(struct str s);

void matcher_init(struct matcher *);
void matcher_free(struct matcher *);
void pattern_free(struct pattern *);

/* One word of a list of names: plain, with * or /regex/.  False: err says why not. */
bool pattern_name(struct pattern *, struct str word, struct arena *, struct error *);
/* A bare PCRE2 pattern. */
bool pattern_regex(struct pattern *, struct str text, struct error *);
/* `below`: a plain name also means all names below it. */
bool pattern_matches_name(struct matcher *, const struct pattern *, struct str name, bool below);
bool patterns_match_name(struct matcher *, const struct patterns *, struct str name, bool below);

/* One word of a list of data patterns: a glob of the whole, in any case, or /regex/. */
bool pattern_data(struct pattern *, struct str word, struct arena *, struct error *);
bool patterns_match_data(struct matcher *, const struct patterns *, struct str text);

/* Many texts will be matched: spends time on the pattern to save it on each. */
void pattern_expect_many(struct pattern *);
bool pattern_matches(struct matcher *, const struct pattern *, struct str subject);
/* Right behind a match: the text that a group holds; false: none, or no such group. */
bool pattern_captured(const struct matcher *, const struct pattern *, struct str subject,
    enum pattern_group, struct str *captured);

/*
 * git's globs, case counts: * ? and [...] do not cross a slash, a part ** stands
 * for any folders, \ quotes.  A pattern without a slash is matched against the
 * last part of the path, one that ends in a slash holds all that lies below.
 */
bool glob_good(struct str pattern, struct error *);     /* can it be used at all? */
bool glob_matches(struct str pattern, struct str path);

/* 192.0.2.0/24, 2001:db8::/32; without a length the address alone. */
struct prefix {
	uint8_t octets[16];
	uint8_t len, bits;              /* 4 or 16 octets, leading bits that count */
};
bool prefix_parse(struct str, struct prefix *);         /* false: neither of the two */
bool prefix_holds(const struct prefix *, const uint8_t *address, size_t len);

#endif
