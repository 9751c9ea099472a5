/* SPDX-License-Identifier: BSD-2-Clause */
/* The door of the room: a policy is loaded, asked, and let go. */
#include "policy/setting.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"

/* --- loading ----------------------------------------------------------------------- */

/* All words of a key over the sections of a kind, in the order of the files. */
static size_t
gather_words(struct policy *p, enum section_kind kind, const char *key, struct str **out)
{
	size_t n = 0;

	for (int pass = 0; pass < 2; pass++) {
		if (pass)
			*out = ARENA_ARRAY(&p->arena, struct str, n);
		n = 0;
		for (size_t i = 0; i < p->nsections; i++)
			for (size_t k = 0; p->sections[i]->kind == kind && k < p->sections[i]->n; k++) {
				const struct setting *s = p->sections[i]->settings[k];

				for (size_t w = 0; strcmp(s->key, key) == 0 && w < s->nwords; w++, n++)
					if (pass)
						(*out)[n] = s->words[w];
			}
	}
	return n;
}

static void
gather(struct policy *p)
{
	struct str (*maps)[2], *words;
	size_t n = gather_words(p, SECTION_ZONES, "include-map", &words) / 2;

	maps = arena_array(&p->arena, n, sizeof(*maps));
	for (size_t i = 0; i < n; i++) {
		maps[i][0] = words[2 * i];
		maps[i][1] = words[2 * i + 1];
	}
	p->include_maps = (const struct str (*)[2])maps;
	p->ninclude_maps = n;
	p->ncontext[0] = gather_words(p, SECTION_CONTEXT, "ds", &p->context[0]);
	p->ncontext[1] = gather_words(p, SECTION_CONTEXT, "dnskey", &p->context[1]);
}

/* As many whole lines as an error holds, and how many more there are. */
static void
tell_faults(const struct faults *faults, struct error *err)
{
	enum { ROOM = sizeof(err->text) - 64 };
	struct str rest = buf_str(&faults->text), line;
	size_t told = 0, len = 0;

	while (str_line(&rest, &line) && len + line.len < ROOM) {
		len += line.len + 1;
		told++;
	}
	if (told == 0)
		fail(err, "%.*s...", (int)ROOM, faults->text.p);
	else if (told < faults->n)
		fail(err, "%.*s\nand %zu more faults", (int)len - 1, faults->text.p, faults->n - told);
	else
		fail(err, "%.*s", (int)len - 1, faults->text.p);
}

static struct policy *
load(struct str path, struct str text, bool shipped, const struct policy_reader *reader,
    struct error *err)
{
	struct policy *p = memory_new(sizeof(*p));
	struct faults faults = { .n = 0 };
	bool good;

	*p = (struct policy){ .nsections = 0 };
	matcher_init(&p->matcher);
	p->path = arena_dup(&p->arena, path);
	good = read_policy(p, p->path, text, shipped, reader, &faults);
	if (!good)
		tell_faults(&faults, err);
	buf_free(&faults.text);
	if (!good) {
		policy_free(p);
		return NULL;
	}
	p->hash = hash_sha256_hex(&p->arena, buf_str(&p->bytes));
	buf_free(&p->bytes);
	resolve_prepare(p);
	files_prepare(p);
	gather(p);
	return p;
}

struct policy *
policy_load(struct str path, struct str text, const struct policy_reader *reader,
    struct error *err)
{
	return load(path, text, false, reader, err);
}

struct policy *
policy_shipped(const char *profile, struct error *err)
{
	struct str text = shipped_text(str_of(profile));

	if (text.len == 0) {
		fail(err, "there is no profile '%s': baseline, strict and registry are shipped", profile);
		return NULL;
	}
	return load(str_of(profile), text, true, NULL, err);
}

void
policy_free(struct policy *p)
{
	for (size_t i = 0; i < p->nsections; i++) {
		struct section *s = p->sections[i];

		for (size_t k = 0; k < s->n; k++)
			value_free(s->settings[k]);
		free(s->settings);
	}
	for (size_t i = 0; i < p->nslots; i++) {
		value_free(&p->slots[i].fallback);
		free(p->slots[i].v);
	}
	for (size_t i = 0; i < p->nprofiles; i++)
		map_free(&p->profiles[i]->zones);
	free(p->profiles);
	free(p->customs);
	free(p->sections);
	free(p->files.v);
	free(p->views.v);
	free(p->origins.v);
	free(p->unbuilt);
	map_free(&p->maps);
	map_free(&p->rules);
	buf_free(&p->asked_zone);
	buf_free(&p->bytes);
	matcher_free(&p->matcher);
	arena_free(&p->arena);
	free(p);
}

struct str
policy_path(const struct policy *p)
{
	return p->path;
}

struct str
policy_hash(const struct policy *p)
{
	return p->hash;
}

bool
policy_failed(const struct policy *p, struct error *err)
{
	if (p->matcher.failed)
		*err = p->matcher.error;
	return p->matcher.failed;
}

/* --- rules -------------------------------------------------------------------------- */

static void
tell_origin(const struct setting *s, struct origin_of *from)
{
	if (from)
		*from = s && s->section ? (struct origin_of){ s->section->path, s->line } :
		    (struct origin_of){ (struct str){ NULL, 0 }, 0 };
}

enum severity
policy_severity(struct policy *p, const struct rule *rule, const struct subject *subject,
    struct origin_of *from)
{
	const struct setting *s = resolve(p, rule, severity_param.key, subject);

	tell_origin(s, from);
	return s ? s->severity : OFF;   /* a [custom] rule of another policy */
}

bool
policy_is_even(struct policy *p, const struct rule *rule, const char *key, const struct subject *subject)
{
	return resolve_is_even(p, rule, key, subject);
}

/* The setting that decides a level: the rule's severity, where it stands later or is lower. */
static const struct setting *
level(struct policy *p, const struct setting *s, const struct rule *rule,
    const struct subject *subject)
{
	const struct setting *severity = resolve(p, rule, severity_param.key, subject);

	return setting_order(s, severity) < 0 || s->severity > severity->severity ? severity : s;
}

enum severity
policy_level(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject)
{
	const struct setting *s = resolve(p, rule, key, subject);

	return s ? level(p, s, rule, subject)->severity : policy_severity(p, rule, subject, NULL);
}

struct str
policy_value(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject, struct origin_of *from)
{
	const struct setting *s = resolve(p, rule, key, subject);

	if (s && s->param && s->param->kind == PARAM_SEVERITY && s->param != &severity_param)
		s = level(p, s, rule, subject);
	tell_origin(s, from);
	return s ? s->value : (struct str){ NULL, 0 };
}

uint32_t
policy_number(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject)
{
	const struct setting *s = resolve(p, rule, key, subject);

	return s ? s->number : 0;
}

bool
policy_is_set(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject)
{
	const struct setting *s = resolve(p, rule, key, subject);

	return s && s->value.len > 0;
}

bool
policy_sets(struct policy *p, const struct rule *rule, const char *key)
{
	const struct slot *slot = resolve_slot(p, rule, key);

	return slot && slot->n > 0;
}

bool
policy_lists_names(struct policy *p, const struct rule *rule, const char *key)
{
	const struct slot *slot = resolve_slot(p, rule, key);
	bool any = slot && slot->fallback.names.n;

	for (size_t i = 0; slot && i < slot->n; i++)
		any = any || slot->v[i]->names.n;
	return any;
}

bool
policy_lists_name(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject, struct str name)
{
	return resolve_listed(p, rule, key, subject, name);
}

bool
policy_nth_name(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject, size_t n, struct str *name)
{
	const struct setting *s = resolve(p, rule, key, subject);

	for (size_t i = 0; s && i < s->names.n; i++)
		if (s->names.v[i].kind == PATTERN_PLAIN && n-- == 0) {
			*name = s->names.v[i].text;
			return true;
		}
	return false;
}

bool
policy_lists_address(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject, const uint8_t *address, size_t len)
{
	const struct setting *s = resolve(p, rule, key, subject);

	for (size_t i = 0; s && i < s->nprefixes; i++)
		if (prefix_holds(&s->prefixes[i], address, len))
			return true;
	return false;
}

bool
policy_lists_data(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject, struct str text, const uint8_t *address, size_t len)
{
	const struct setting *s = resolve(p, rule, key, subject);
	bool failed = p->matcher.failed, listed;

	for (size_t i = 0; s && address && i < s->nprefixes; i++)
		if (prefix_holds(&s->prefixes[i], address, len))
			return true;
	if (s == NULL || s->names.n == 0)
		return false;
	listed = patterns_match_data(&p->matcher, &s->names, text);
	if (p->matcher.failed && !failed)
		fail_in(&p->matcher.error, arena_printf(&p->arena, "%.*s:%u: %s", STR(s->section->path),
		    (unsigned)s->line, key).p);
	return listed;
}

bool
policy_lists_word(struct policy *p, const struct rule *rule, const char *key,
    const struct subject *subject, struct str word)
{
	const struct setting *s = resolve(p, rule, key, subject);

	for (size_t i = 0; s && i < s->nwords; i++)
		if (str_eq_nocase(s->words[i], word))
			return true;
	return false;
}

/* --- zones ---------------------------------------------------------------------------- */

struct str
policy_zone_value(struct policy *p, const char *key, const struct subject *subject)
{
	const struct setting *s = resolve_zone_key(p, key, subject);

	if (s)
		return s->value;
	return strcmp(key, "serial") == 0 ? S("manual") : strcmp(key, "soa") == 0 ? S("in-file") :
	    strcmp(key, "signed-by") == 0 ? S("file") : strcmp(key, "class") == 0 ? S("IN") : S("");
}

/* The strongest setting of a key of the sections of a kind that hold for all zones. */
static const struct setting *
general(const struct policy *p, enum section_kind kind, const char *key)
{
	const struct setting *best = NULL;

	for (size_t i = 0; i < p->nsections; i++) {
		const struct section *in = p->sections[i];
		const struct setting *s = in->kind == kind && !in->only ? section_get(in, key) : NULL;

		if (s && (best == NULL || setting_order(best, s) < 0))
			best = s;
	}
	return best;
}

struct str
policy_include_root(const struct policy *p)
{
	const struct setting *s = general(p, SECTION_ZONES, "include-root");

	return s ? s->value : S(".");
}

struct str
policy_manifest(const struct policy *p)
{
	const struct setting *s = general(p, SECTION_ZONES, "manifest");

	return s ? str_skip(s->value, str_starts(s->value, S("./")) ? 2 : 0) : S("");
}

size_t
policy_include_maps(const struct policy *p, const struct str (**pairs)[2])
{
	*pairs = p->include_maps;
	return p->ninclude_maps;
}

size_t
policy_context_files(struct policy *p, const char *key, const struct str **files)
{
	int which = strcmp(key, "dnskey") == 0;

	*files = p->context[which];
	return p->ncontext[which];
}

enum severity
policy_fail_on(const struct policy *p)
{
	const struct setting *s = general(p, SECTION_POLICY, "fail-on");
	enum severity severity = ERROR;

	if (s && !severity_parse(s->value, &severity))
		severity = OFF;         /* never */
	return severity;
}

/* --- plans ------------------------------------------------------------------------------ */

const struct migration *
policy_migration(struct policy *p, const struct subject *subject, int64_t now)
{
	for (size_t i = p->first_migration; i < p->nsections; i++) {
		const struct section *s = p->sections[i];

		if (s->kind == SECTION_MIGRATION && now >= s->migration.from &&
		    now < s->migration.until && section_covers(p, s, subject))
			return &s->migration;
	}
	return NULL;
}

bool
policy_rollover(struct policy *p, struct str zone, int64_t now)
{
	for (size_t i = 0; i < p->nsections; i++) {
		const struct section *s = p->sections[i];

		if (s->kind == SECTION_ROLLOVER && str_eq(s->name, zone) &&
		    now >= section_get(s, "started")->when)
			return true;
	}
	return false;
}

/* --- other people's services, and our own servers ------------------------------------------ */

bool
policy_external(struct policy *p, struct str name, struct review *review)
{
	bool found = false;

	for (size_t i = 0; i < p->nsections; i++) {
		const struct section *in = p->sections[i];

		for (size_t k = 0; in->kind == SECTION_EXTERNAL && k < in->n; k++) {
			const struct setting *s = in->settings[k];

			if (!patterns_match_name(&p->matcher, &s->names, name, true))
				continue;
			*review = (struct review){ s->who, s->when };
			found = true;
		}
	}
	return found;
}

bool
policy_review(struct str comment, struct review *review)
{
	return value_review(comment, &review->owner, &review->until);
}

enum served
policy_served(struct policy *p, struct str server, struct str zone)
{
	enum served served = SERVER_UNKNOWN;

	for (size_t i = 0; i < p->nsections; i++) {
		const struct section *in = p->sections[i];

		for (size_t k = 0; in->kind == SECTION_SERVERS && k < in->n; k++) {
			const struct setting *s = in->settings[k];

			if (!str_eq_nocase(str_of(s->key), server))
				continue;
			if (patterns_match_name(&p->matcher, &s->names, zone, false))
				return SERVER_SERVES;
			served = SERVER_LACKS;
		}
	}
	return served;
}
