/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the lines of a policy to its sections.  All faults of all files are
 * gathered, so that one run tells every one of them.  What is wrong inside a
 * waiver is kept with it instead: a bad waiver is a finding, and no reason to
 * judge nothing.
 */
#include <string.h>

#include "base/memory.h"
#include "policy/setting.h"

enum { EXTENDS_DEPTH = 8, FILES = 1000, FILE_SIZE = 1 << 20, FAULTS = 200 };

struct reading {
	struct policy *policy;
	struct str path;
	unsigned rank, depth;
	bool shipped;
	struct profile *only;
	const struct policy_reader *reader;
	struct faults *faults;
	const struct reading *outer;    /* the file that extends this one */
	struct map known;               /* section_key() to its section: sections of one name merge */
	struct section *section;        /* NULL: unknown, its keys are passed over */
	const struct grammar *grammar;
	bool extended;
};

static void read_file(struct reading *, struct str bytes);

static void fault(struct reading *r, uint32_t line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void
fault(struct reading *r, uint32_t line, const char *fmt, ...)
{
	struct arena *a = &r->policy->arena;
	struct str text;
	va_list args;

	if (r->faults->n >= FAULTS) {
		r->faults->n++;
		return;
	}
	va_start(args, fmt);
	text = arena_vprintf(a, fmt, args);
	va_end(args);
	if (r->section && r->section->kind == SECTION_WAIVER) {
		if (r->section->wrong.len == 0)
			r->section->wrong = arena_printf(a, "line %u: %.*s", (unsigned)line, STR(text));
		return;
	}
	buf_printf(&r->faults->text, "%s%.*s:%u: %.*s", r->faults->n++ ? "\n" : "", STR(r->path),
	    (unsigned)line, STR(text));
}

/* --- sections ----------------------------------------------------------------------- */

static struct str
section_key(struct reading *r, struct str name, struct str label)
{
	return arena_printf(&r->policy->arena, "%s %zu %.*s %.*s", r->grammar->word, name.len,
	    STR(name), STR(label));
}

static struct section *
section_new(struct reading *r, struct str name, const struct ini_section *head)
{
	struct policy *p = r->policy;
	struct section *s = ARENA_NEW(&p->arena, struct section);

	*s = (struct section){ .kind = r->grammar->kind, .name = name, .label = head->label,
		.word = r->grammar->word, .built = r->grammar->built, .shipped = r->shipped,
		.path = r->path, .line = head->line, .rank = r->rank, .only = r->only };
	GROW(p->sections, p->nsections, p->capsections);
	p->sections[p->nsections++] = s;
	return s;
}

/* A scope in one of two unlabelled sections would narrow the other one too. */
static void
merge_unlabelled(struct reading *r, const struct section *s, uint32_t line)
{
	bool owners = s->owners && s->owners->param == NULL;

	if (s->kind == SECTION_RULE && s->label.len == 0 && (s->zones || owners || s->types))
		fault(r, line, "[rule %.*s] of line %u is narrowed by zones, owners or types: give one of "
		    "the two a label, as in [rule %.*s \"web\"]", STR(s->name), (unsigned)s->line,
		    STR(s->name));
}

static bool
good_name(struct reading *r, const struct ini_section *head, struct str *name)
{
	struct arena *a = &r->policy->arena;
	enum section_kind kind = r->grammar->kind;

	*name = head->name;
	if (r->grammar->named == UNNAMED && head->name.len)
		fault(r, head->line, "[%s] takes no name", r->grammar->word);
	else if (r->grammar->named == NAMED && head->name.len == 0 && kind != SECTION_WAIVER)
		fault(r, head->line, "[%s] needs a name, as in [%s \"name\"]", r->grammar->word,
		    r->grammar->word);
	else if (head->label.len && kind != SECTION_RULE && kind != SECTION_ZONE)
		fault(r, head->line, "[%s] takes one name; what is \"%.*s\"?", r->grammar->word,
		    STR(head->label));
	else if ((kind == SECTION_ZONE || kind == SECTION_ROLLOVER) &&
	    !value_origin(head->name, a, name))
		fault(r, head->line, "'%.*s' is not the name of a zone", STR(head->name));
	else if (kind == SECTION_CUSTOM && custom_row(r->policy, head->name) == NULL)
		fault(r, head->line, "'%.*s': the name of a rule has letters, digits and - _ . only, 60 "
		    "at most", STR(head->name));
	else if (kind == SECTION_RULE && policy_rule_find(r->policy, head->name) == NULL)
		fault(r, head->line, "unknown rule '%.*s'%.*s%s", STR(head->name),
		    STR(grammar_near_rule(r->policy, a, head->name)),
		    str_starts(head->name, S("custom/")) ? "; it has to stand below its [custom] section"
		    : "");
	else
		return true;
	return false;
}

static void
on_section(void *self, const struct ini_section *head)
{
	struct reading *r = self;
	struct section **s;
	struct str name;

	r->section = NULL;
	r->grammar = grammar_find(head->kind);
	if (r->grammar == NULL) {
		fault(r, head->line, "unknown section '%.*s'%.*s", STR(head->kind),
		    STR(grammar_near_section(&r->policy->arena, head->kind)));
		return;
	}
	if (!good_name(r, head, &name))
		return;
	s = (struct section **)map_slot(&r->known, section_key(r, name, head->label));
	if (*s)
		merge_unlabelled(r, *s, head->line);
	else
		*s = section_new(r, name, head);
	(*s)->last_line = head->line;
	if ((*s)->kind == SECTION_RULE)
		(*s)->rule = policy_rule_find(r->policy, name);
	if ((*s)->kind == SECTION_CUSTOM)
		(*s)->rule = custom_row(r->policy, name);
	if ((*s)->kind == SECTION_WAIVER && name.len == 0)
		(*s)->wrong = S("it has no name");
	r->section = *s;
}

/* --- keys ------------------------------------------------------------------------------ */

static bool
is_list(enum param_kind kind)
{
	return kind == PARAM_NAMES || kind == PARAM_TYPES || kind == PARAM_PREFIXES ||
	    kind == PARAM_WORDS || kind == PARAM_DATA;
}

struct setting *
section_get(const struct section *s, const char *key)
{
	for (size_t i = s->n; i-- > 0;)
		if (strcmp(s->settings[i]->key, key) == 0)
			return s->settings[i];
	return NULL;
}

static struct setting *
setting_new(struct reading *r, const char *key, struct str value, uint32_t line)
{
	struct section *section = r->section;
	struct setting *s = ARENA_NEW(&r->policy->arena, struct setting);

	*s = (struct setting){ .section = section, .key = key, .value = value, .line = line,
		.order = r->policy->nsettings++ };
	GROW(section->settings, section->n, section->cap);
	section->settings[section->n++] = s;
	return s;
}

/* Lists that continue add up; their text grows by doubling. */
static void
join_text(struct arena *a, struct setting *s, struct str more)
{
	size_t len = s->value.len + 1 + more.len;
	char *text = s->room;

	if (len > s->nroom) {
		s->nroom = 2 * len;
		text = arena_bytes(a, s->nroom);
		memcpy(text, s->value.p, s->value.len);
		s->room = text;
	}
	text[s->value.len] = ' ';
	memcpy(text + s->value.len + 1, more.p, more.len);
	s->value = str_n(text, len);
}

/* The setting that the line begins or continues; NULL: it may not stand here. */
static struct setting *
setting_place(struct reading *r, const char *key, int repeats, struct str value, uint32_t line)
{
	struct setting *s = repeats == EACH ? NULL : section_get(r->section, key);

	if (s == NULL)
		return setting_new(r, key, value, line);
	if (repeats == ONCE) {
		fault(r, line, "%s is given twice in this section (line %u)", key, (unsigned)s->line);
		return NULL;
	}
	if (value.len)
		join_text(&r->policy->arena, s, value);
	return s;
}

/* zones, owners and types narrow the section that they stand in. */
static void
note_scope(struct reading *r, struct setting *s)
{
	struct section *section = r->section;
	const struct setting **scope = strcmp(s->key, "zones") == 0 ? &section->zones :
	    strcmp(s->key, "owners") == 0 ? &section->owners :
	    strcmp(s->key, "types") == 0 ? &section->types : NULL;

	if (scope == NULL)
		return;
	if (s->param == NULL && s->value.len == 0)
		fault(r, s->line, "%s is empty: the section would hold for nothing", s->key);
	if (*scope == NULL && section->line != section->last_line) {
		*scope = s;
		merge_unlabelled(r, section, s->line);
	}
	*scope = s;
}

static void extend(struct reading *r, struct setting *s);

static void
on_setting(void *self, struct str word, struct str value, uint32_t line)
{
	struct reading *r = self;
	const struct param *param;
	const struct key *key;
	struct setting *s;
	struct error err;
	struct arena *a = &r->policy->arena;

	if (r->section == NULL)
		return;
	if (!grammar_key(r->grammar, r->section->rule, word, &key, &param)) {
		fault(r, line, "unknown key '%.*s'%.*s", STR(word),
		    STR(grammar_near_key(a, word, r->grammar, r->section->rule)));
		return;
	}
	s = setting_place(r, param ? param->key : key->key, param ? (is_list(param->kind) ? ADDS_UP :
	    ONCE) : key->repeats, value, line);
	if (s == NULL)
		return;
	s->built = param || !key->unbuilt;
	if (key && key->key[0] == '\0')
		s->key = arena_text(a, word);   /* any word may stand there, and means something */
	if (!(param ? value_read_param(s, param, value, a, &err) : value_read(s, key, value, a, &err)))
		fault(r, line, "%s: %s", s->key, err.text);
	note_scope(r, s);
	if (strcmp(s->key, "extends") == 0)
		extend(r, s);
}

static void
on_fault(void *self, uint32_t line, const char *message)
{
	struct reading *r = self;
	struct section *section = r->section;

	r->section = NULL;              /* a line that is not well formed is never a waiver's matter */
	fault(r, line, "%s", message);
	r->section = section;
}

/* --- extends ------------------------------------------------------------------------------- */

static struct str
beside(struct arena *a, struct str path, struct str other)
{
	while (path.len && path.p[path.len - 1] != '/')
		path.len--;
	if (str_starts(other, S("./")))
		other = str_skip(other, 2);
	return arena_printf(a, "%.*s%.*s", STR(path), STR(other));
}

/* The text that `extends` names, shipped or beside this file. */
static bool
find_text(struct reading *r, struct setting *s, struct str *path, struct str *text, bool *shipped)
{
	struct arena *a = &r->policy->arena;
	struct error err;

	*path = s->value;
	*text = shipped_text(*path);
	*shipped = text->len > 0;
	if (*shipped)
		return true;
	if (path->len == 0 || (!memchr(path->p, '/', path->len) && !str_ends(*path, S(".ini")))) {
		fault(r, s->line, "there is no profile '%.*s'%.*s (baseline, strict and registry are "
		    "shipped; a file is written ./name.ini)", STR(*path),
		    STR(grammar_near_profile(a, *path)));
		return false;
	}
	if (path->p[0] == '/') {
		fault(r, s->line, "extends: write %.*s relative to this file", STR(*path));
		return false;
	}
	*path = beside(a, r->path, *path);
	for (const struct reading *o = r; o; o = o->outer)
		if (!o->shipped && str_eq(o->path, *path)) {
			fault(r, s->line, "extends: %.*s extends itself", STR(*path));
			return false;
		}
	if (r->reader == NULL) {
		fault(r, s->line, "extends: files cannot be read here");
		return false;
	}
	if (r->reader->read(r->reader->self, *path, text, &err))
		return true;
	fault(r, s->line, "extends: %s", err.text);
	return false;
}

struct str
profile_key(struct arena *a, struct str origin, struct str view)
{
	return arena_printf(a, "%.*s %.*s", STR(origin), STR(view));
}

/* Adds the zone to a profile; true: the profile is new and has to be read. */
static bool
join_profile(struct policy *p, struct section *zone, struct str path, unsigned rank,
    struct profile **out)
{
	struct profile *profile = NULL;

	for (size_t i = 0; i < p->nprofiles && profile == NULL; i++)
		if (p->profiles[i]->rank == rank && str_eq(p->profiles[i]->path, path))
			profile = p->profiles[i];
	*out = profile;
	if (profile == NULL) {
		*out = ARENA_NEW(&p->arena, struct profile);
		**out = (struct profile){ .path = path, .rank = rank };
		GROW(p->profiles, p->nprofiles, p->capprofiles);
		p->profiles[p->nprofiles++] = *out;
	}
	*map_slot(&(*out)->zones, profile_key(&p->arena, zone->name, zone->label)) = zone;
	return profile == NULL;
}

static void
extend(struct reading *r, struct setting *s)
{
	struct policy *p = r->policy;
	struct section *zone = s->section->kind == SECTION_ZONE ? s->section : NULL;
	struct reading inner = { .policy = p, .depth = r->depth + 1, .only = r->only,
		.reader = r->reader, .faults = r->faults, .outer = r };
	struct str text;

	r->extended = r->extended || zone == NULL;
	if (r->depth >= EXTENDS_DEPTH && s->line) {
		fault(r, s->line, "extends goes more than %d files deep", EXTENDS_DEPTH);
		return;
	}
	if (p->nfiles >= FILES) {
		fault(r, s->line, "more than %d files are extended", FILES);
		return;
	}
	if (!find_text(r, s, &inner.path, &text, &inner.shipped))
		return;
	inner.rank = r->rank - 1;
	if (zone)
		inner.rank = (zone->label.len ? RANK_VIEW_PROFILE : RANK_ZONE_PROFILE) - inner.depth;
	else if (r->depth == 0 && !r->shipped)
		inner.rank = RANK_PROFILE;
	if (zone && !join_profile(p, zone, inner.path, inner.rank, &inner.only))
		return;
	p->nfiles++;
	read_file(&inner, text);
}

/* A chain of general profiles that ends without one stands on the baseline. */
static void
extend_baseline(struct reading *r)
{
	struct section implied = { .kind = SECTION_POLICY };
	struct setting base = { .section = &implied, .value = S("baseline"), .key = "extends" };

	if (!r->extended && !r->shipped && r->only == NULL)
		extend(r, &base);
}

static void
read_file(struct reading *r, struct str bytes)
{
	struct ini_reader ini = { on_section, on_setting, on_fault, r };

	if (bytes.len > FILE_SIZE) {
		fault(r, 1, "a policy of %zu octets; %d are taken", bytes.len, FILE_SIZE);
		return;
	}
	buf_add(&r->policy->bytes, bytes);
	buf_put(&r->policy->bytes, '\0');
	ini_read(bytes, &r->policy->arena, &ini);
	map_free(&r->known);
	r->section = NULL;
	extend_baseline(r);
}

/* --- plans need their times ---------------------------------------------------------------- */

static void
check_migration(struct reading *r, struct section *s)
{
	const struct setting *from = section_get(s, "from"), *until = section_get(s, "until");
	const struct setting *ttl = section_get(s, "min-ttl"), *ticket = section_get(s, "ticket");

	r->path = s->path;
	if (s->owners == NULL)
		fault(r, s->line, "[migration \"%.*s\"] needs owners", STR(s->name));
	if (until == NULL)
		fault(r, s->line, "[migration \"%.*s\"] needs until", STR(s->name));
	else if (from && from->when >= until->when)
		fault(r, until->line, "until: the migration would end before it begins");
	s->migration = (struct migration){ .id = s->name, .ticket = ticket ? ticket->value : S(""),
		.from = from ? from->when : INT64_MIN, .until = until ? until->when : INT64_MIN,
		.min_ttl = ttl ? ttl->number : UINT32_MAX };
}

static void
check_plans(struct reading *r)
{
	struct policy *p = r->policy;

	for (size_t i = 0; i < p->nsections; i++) {
		struct section *s = p->sections[i];

		if (s->kind == SECTION_MIGRATION)
			check_migration(r, s);
		r->path = s->path;
		if (s->kind == SECTION_ROLLOVER && section_get(s, "started") == NULL)
			fault(r, s->line, "[rollover \"%.*s\"] needs started", STR(s->name));
	}
}

bool
read_policy(struct policy *p, struct str path, struct str bytes, bool shipped,
    const struct policy_reader *reader, struct faults *faults)
{
	struct reading r = { .policy = p, .path = path, .rank = shipped ? RANK_PROFILE : RANK_OWN,
		.shipped = shipped, .reader = reader, .faults = faults };

	read_file(&r, bytes);
	custom_finish(p);
	check_plans(&r);
	return faults->n == 0;
}
