/* SPDX-License-Identifier: BSD-2-Clause */
#include "catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sort.h"
#include "context.h"
#include "guess.h"
#include "served.h"

static struct str
key_of(struct arena *a, struct str origin, struct str view)
{
	return view.len ? arena_printf(a, "%.*s %.*s", STR(origin), STR(view)) : origin;
}

void
catalogue_zone_options(struct policy *policy, const struct options *o, struct str origin,
    struct str view, struct arena *a, struct zone_options *out)
{
	struct subject subject = { .zone = origin, .view = view };
	const struct str (*pairs)[2];
	struct include_map *map;
	struct str class = policy_zone_value(policy, "class", &subject);

	*out = (struct zone_options){ .origin = origin,
		.include_root = policy_include_root(policy), .gear = o->full ? GEAR_FULL : GEAR_AUTO,
		.generate_max = policy_number(policy, rules_find(S("syntax-generate")), "max",
		    &subject),
		.ninclude_map = policy_include_maps(policy, &pairs) };
	map = ARENA_ARRAY(a, struct include_map, out->ninclude_map);
	for (size_t i = 0; i < out->ninclude_map; i++)
		map[i] = (struct include_map){ pairs[i][0], pairs[i][1] };
	out->include_map = map;
	if (!class_parse(o->class ? str_of(o->class) : class, &out->class))
		out->class = CLASS_IN;
}

static const struct zone_options *
options_of(struct catalogue *c, struct catalogued *zone)
{
	if (zone->options == NULL) {
		zone->options = ARENA_NEW(&c->arena, struct zone_options);
		catalogue_zone_options(c->policy, c->options, zone->origin, zone->view, &c->arena,
		    zone->options);
		zone->options->late = c->late;
	}
	return zone->options;
}

/* --- listing ----------------------------------------------------------------- */

static int
by_path(const void *key, const void *entry)
{
	return str_cmp(*(const struct str *)key, ((const struct filed *)entry)->path);
}

/* The zone of a file on a side; NULL: it is none, or nobody has named it yet. */
static struct catalogued *
zone_of(const struct catalogue *c, int side, struct str path)
{
	const struct filed *filed = c->nfiled ? bsearch(&path, c->filed, c->nfiled, sizeof(*filed), by_path) :
	    NULL;

	if (filed && str_eq(filed->zone->path[side], path))
		return filed->zone;
	return map_get(&c->known[side], path);
}

static bool
place(struct catalogued *zone, int side, struct str path, struct error *err)
{
	if (zone->path[side].len && !str_eq(zone->path[side], path))
		return fail(err, "%.*s and %.*s are both the zone %.*s\nName the views in the policy:\n"
		    "  [zone \"%.*s\" \"internal\"]\n  files = %.*s", STR(zone->path[side]), STR(path),
		    STR(zone->origin), STR(zone->origin), STR(path));
	zone->path[side] = path;
	return true;
}

/* As many as a name has labels, or more: some may be escaped. */
static size_t
dots(struct str origin)
{
	size_t n = 0;

	for (size_t i = 0; i < origin.len; i++)
		n += origin.p[i] == '.';
	return n;
}

static struct catalogued *
zone_called(struct catalogue *c, struct str origin, struct str view)
{
	void **slot = map_slot(&c->by_key, key_of(&c->arena, origin, view));
	struct catalogued *zone = *slot;

	if (zone == NULL) {
		size_t depth = dots(origin);

		*slot = zone = ARENA_NEW(&c->arena, struct catalogued);
		zone->origin = origin;
		zone->view = view;
		c->deepest = depth > c->deepest ? depth : c->deepest;
		GROW(c->zones, c->n, c->cap);
		c->zones[c->n++] = zone;
	}
	return zone;
}

/* A file of one side that says itself which zone it is. */
static bool
add(struct catalogue *c, int side, struct str path, struct str origin, struct str view,
    struct error *err)
{
	struct catalogued *zone = zone_called(c, origin, view);

	if (!place(zone, side, path, err))
		return false;
	*map_slot(&c->known[side], path) = zone;
	return true;
}

/* What the policy says of a path does not depend on the side. */
static bool
list_path(struct catalogue *c, struct str path, const bool on[2], struct error *err)
{
	struct str origin, view = { NULL, 0 };
	struct catalogued *zone;
	struct origin_of from;

	if (!policy_covers(c->policy, path))
		return true;
	if (!policy_origin(c->policy, path, &c->arena, &origin, &view, &from)) {
		*map_slot(&c->unnamed, path) = c;
		return true;
	}
	zone = zone_called(c, origin, view);
	for (int side = BEFORE; side <= AFTER; side++)
		if (on[side] && !place(zone, side, path, err))
			return false;
	GROW(c->filed, c->nfiled, c->capfiled);
	c->filed[c->nfiled++] = (struct filed){ path, zone };
	return true;
}

/* The files of both sides, which come in the order of their paths. */
static bool
list_paths(struct catalogue *c, struct error *err)
{
	const struct str *v[2] = { NULL, NULL };
	size_t n[2] = { 0, 0 }, i[2] = { 0, 0 }, most;

	for (int side = c->source->unborn ? AFTER : BEFORE; side <= AFTER; side++)
		if (!source_paths(c->source, side, &v[side], &n[side], err))
			return false;
	most = n[BEFORE] > n[AFTER] ? n[BEFORE] : n[AFTER];
	policy_expect_paths(c->policy, most);
	map_expect(&c->by_key, most);
	c->zones = memory_large(most * sizeof(*c->zones));
	c->filed = memory_large(most * sizeof(*c->filed));
	c->cap = c->capfiled = most;
	while (i[BEFORE] < n[BEFORE] || i[AFTER] < n[AFTER]) {
		int order = i[BEFORE] == n[BEFORE] ? 1 : i[AFTER] == n[AFTER] ? -1 :
		    str_cmp(v[BEFORE][i[BEFORE]], v[AFTER][i[AFTER]]);
		bool on[2] = { order <= 0, order >= 0 };
		int side = on[BEFORE] ? BEFORE : AFTER;

		if (!list_path(c, v[side][i[side]], on, err))
			return false;
		i[BEFORE] += on[BEFORE];
		i[AFTER] += on[AFTER];
	}
	return true;
}

/* What an unnamed file is: a zone that its content or name names, something else, or unclear. */
enum naming { NAMED, NO_ZONE, UNCLEAR, UNREADABLE };

static enum naming
name_side(struct catalogue *c, int side, struct str path, struct error *err)
{
	struct str origin;
	struct text *text;
	enum naming naming;

	switch (source_read(c->source, side, path, &text, err)) {
	case READ_OK:
		break;
	case READ_FAILED:
		return UNREADABLE;
	default:
		return NO_ZONE;
	}
	if (!guess_is_zone(text->bytes))
		naming = NO_ZONE;
	else if (!guess_origin(path, text->bytes, &c->arena, &origin))
		naming = UNCLEAR;
	else
		naming = add(c, side, path, origin, (struct str){ NULL, 0 }, err) ? NAMED : UNREADABLE;
	source_release(c->source, text);
	return naming;
}

/*
 * Names a covered file on both sides.  Where only one side says its name (a
 * version that became unreadable), the other takes it over.
 */
static enum naming
name_path(struct catalogue *c, struct str path, struct error *err)
{
	enum naming naming[2];

	for (int side = BEFORE; side <= AFTER; side++) {
		naming[side] = name_side(c, side, path, err);
		if (naming[side] == UNREADABLE)
			return UNREADABLE;
	}
	for (int side = BEFORE; side <= AFTER; side++) {
		struct catalogued *zone = zone_of(c, !side, path);
		struct text *text;

		if (naming[side] == NAMED || naming[!side] != NAMED ||
		    source_read(c->source, side, path, &text, err) != READ_OK)
			continue;
		source_release(c->source, text);
		if (!add(c, side, path, zone->origin, zone->view, err))
			return UNREADABLE;
	}
	if (naming[BEFORE] == NAMED || naming[AFTER] == NAMED)
		return NAMED;
	return naming[BEFORE] == UNCLEAR || naming[AFTER] == UNCLEAR ? UNCLEAR : NO_ZONE;
}

bool
catalogue_name_all(struct catalogue *c, struct error *err)
{
	bool good = true;

	for (size_t i = 0; good && i < c->unnamed.n; i++)
		good = name_path(c, c->unnamed.entries[i].key, err) != UNREADABLE;
	map_free(&c->unnamed);
	return good;
}

/* --- what the change touches -------------------------------------------------------- */

static bool
narrowed_out(const struct options *o, struct str path)
{
	for (size_t i = 0; i < o->npaths; i++) {
		struct str only = str_of(o->paths[i]);

		while (only.len > 1 && only.p[only.len - 1] == '/')
			only.len--;
		if (str_eq(only, S(".")) || str_eq(path, only) ||
		    (str_starts(path, only) && path.p[only.len] == '/'))
			return false;
	}
	return o->npaths > 0;
}

void
catalogue_touch(struct catalogue *c, struct catalogued *zone)
{
	for (int side = BEFORE; side <= AFTER; side++)
		if (zone->path[side].len && !narrowed_out(c->options, zone->path[side]))
			zone->touched = true;
}

/* Does a file of this side, or one that it includes, belong to the changed ones? */
static bool
includes_changed(struct catalogue *c, struct catalogued *zone, int side, struct str path,
    const struct map *changed, unsigned depth)
{
	const struct zone_options *options = options_of(c, zone);
	struct str rest, written;
	struct error ignored;
	struct text *text;
	bool found = false;

	if (depth > 10 || source_read(c->source, side, path, &text, &ignored) != READ_OK)
		return false;
	rest = text->bytes;
	while (!found && guess_next_include(&rest, &written)) {
		struct str candidates[2];
		size_t n = zone_include_paths(options, path, written, &c->arena, candidates);

		for (size_t i = 0; i < n && !found; i++)
			found = map_get(changed, candidates[i]) ||
			    includes_changed(c, zone, side, candidates[i], changed, depth + 1);
	}
	source_release(c->source, text);
	return found;
}

static void
touch_including(struct catalogue *c, const struct map *changed)
{
	for (size_t i = 0; i < c->n; i++)
		for (int side = BEFORE; side <= AFTER && !c->zones[i]->touched; side++)
			if (c->zones[i]->path[side].len && includes_changed(c, c->zones[i], side,
			    c->zones[i]->path[side], changed, 0))
				catalogue_touch(c, c->zones[i]);
}

static bool
unclear(struct str path, struct error *err)
{
	return fail(err, "%.*s: nobody can tell which zone this is\nSay so in the policy:\n"
	    "  [zones]\n  map = %.*s example.com.\nor exclude the file: files = !%.*s", STR(path),
	    STR(path), STR(path));
}

/*
 * A changed file that looks like a zone's but cannot be read would otherwise
 * pass in silence.  A link to nothing where a zone was is a zone deleted.
 */
static bool
opens(struct catalogue *c, const struct delta *delta, struct error *err)
{
	struct text *text;

	switch (source_read(c->source, AFTER, delta->path, &text, err)) {
	case READ_OK:
		source_release(c->source, text);
		return true;
	case READ_ABSENT:
		return zone_of(c, BEFORE, delta->path) ||
		    fail(err, "%.*s: the symbolic link leads to nothing", STR(delta->path));
	case READ_OUTSIDE:
		return fail(err, "%.*s: leads out of the repository", STR(delta->path));
	default:
		return false;
	}
}

/* Names the file of a delta and touches its zone; *naming says what it is. */
static bool
touch_delta(struct catalogue *c, const struct delta *delta, enum naming *naming, struct error *err)
{
	struct str path = delta->path;

	*naming = NAMED;
	if (!zone_of(c, BEFORE, path) && !zone_of(c, AFTER, path))
		*naming = policy_covers(c->policy, path) ? name_path(c, path, err) : NO_ZONE;
	if (*naming == UNREADABLE)
		return false;
	if (!narrowed_out(c->options, path)) {
		if (*naming == UNCLEAR)
			return unclear(path, err);
		if (delta->on[AFTER] && !zone_of(c, AFTER, path) &&
		    policy_covers(c->policy, path) && !opens(c, delta, err))
			return false;
	}
	for (int side = BEFORE; *naming == NAMED && side <= AFTER; side++)
		if (zone_of(c, side, path))
			catalogue_touch(c, zone_of(c, side, path));
	return true;
}

static bool
touch_deltas(struct catalogue *c, struct error *err)
{
	struct map loose = { 0 };
	bool guessed = false, good = true;

	for (size_t i = 0; good && i < c->source->n; i++) {
		struct str path = c->source->deltas[i].path;
		enum naming naming;

		good = touch_delta(c, &c->source->deltas[i], &naming, err);
		guessed = guessed || (good && naming == NAMED && map_get(&c->unnamed, path));
		if (good && naming == NO_ZONE)
			*map_slot(&loose, path) = c;
	}
	/* Another file may be the same zone, or include what changed. */
	if (good && (guessed || loose.n))
		good = catalogue_name_all(c, err);
	if (good && loose.n)
		touch_including(c, &loose);
	map_free(&loose);
	return good;
}

/* Every zone that the new side has. */
static bool
touch_all(struct catalogue *c, struct error *err)
{
	if (!catalogue_name_all(c, err))
		return false;
	for (size_t i = 0; i < c->n; i++)
		if (c->zones[i]->path[AFTER].len)
			catalogue_touch(c, c->zones[i]);
	return true;
}

/* Two files that the user named: one zone. */
static bool
open_single(struct catalogue *c, struct error *err)
{
	const struct str *single = c->source->single;
	struct str origin = { NULL, 0 }, view = { NULL, 0 };
	struct origin_of from;

	if (c->options->origin) {
		char *text = arena_text(&c->arena, str_of(c->options->origin));
		size_t len = strlen(text);

		for (char *p = text; *p; p++)
			*p = ascii_lower(*p);
		origin = len && text[len - 1] == '.' ? str_of(text) :
		    arena_printf(&c->arena, "%s.", text);
	}
	for (int side = AFTER; side >= BEFORE && origin.len == 0; side--) {
		/* git gives its diff driver copies with names of their own. */
		struct str called = c->options->diff_driver ? str_of(c->options->file) : single[side];
		struct text *text;

		if (single[side].len == 0 || policy_origin(c->policy, called, &c->arena, &origin, &view,
		    &from))
			continue;
		if (source_read(c->source, side, single[side], &text, err) != READ_OK)
			continue;
		guess_origin(called, text->bytes, &c->arena, &origin);
		source_release(c->source, text);
	}
	if (origin.len == 0)
		return fail(err, "%.*s: the name of the zone cannot be told; give --origin NAME",
		    STR(single[single[AFTER].len ? AFTER : BEFORE]));
	for (int side = BEFORE; side <= AFTER; side++)
		if (single[side].len && !add(c, side, single[side], origin, view, err))
			return false;
	if (c->n)
		c->zones[0]->touched = true;
	return true;
}

/* The front of an origin as a number, which hardly any two have in common. */
struct ordered {
	uint64_t front;
	struct catalogued *zone;
};

static uint64_t
front_of(struct str origin)
{
	uint64_t front = 0;

	for (size_t i = 0; i < sizeof(front); i++)
		front = front << 8 | (i < origin.len ? (unsigned char)origin.p[i] : 0);
	return front;
}

static int
by_origin(const void *x, const void *y)
{
	const struct ordered *a = x, *b = y;
	int order;

	if (a->front != b->front)
		return a->front < b->front ? -1 : 1;
	order = str_cmp(a->zone->origin, b->zone->origin);
	return order ? order : str_cmp(a->zone->view, b->zone->view);
}

static void
sort(struct catalogued **zones, size_t n)
{
	struct ordered *v = memory_new(n * sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = (struct ordered){ front_of(zones[i]->origin), zones[i] };
	sort_by_key(v, n, sizeof(*v), by_origin);
	for (size_t i = 0; i < n; i++)
		zones[i] = v[i].zone;
	free(v);
}

/* Of the others most runs only look for some by name. */
static void
sort_touched(struct catalogue *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->zones[i]->touched) {
			struct catalogued *zone = c->zones[i];

			c->zones[i] = c->zones[c->ntouched];
			c->zones[c->ntouched++] = zone;
		}
	sort(c->zones, c->ntouched);
}

struct catalogued *
catalogue_nth(struct catalogue *c, size_t n)
{
	if (c->sorted == NULL) {
		c->sorted = ARENA_ARRAY(&c->arena, struct catalogued *, c->n);
		memcpy(c->sorted, c->zones, c->n * sizeof(*c->sorted));
		sort(c->sorted, c->n);
	}
	return c->sorted[n];
}

/* --- opening and loading -------------------------------------------------------------- */

bool
catalogue_open(struct catalogue *c, struct source *source, struct policy *policy,
    const struct options *options, const atomic_bool *late, struct error *err)
{
	bool good;

	*c = (struct catalogue){ .source = source, .policy = policy, .options = options, .late = late };
	c->siblings = catalogue_siblings();
	c->err = ARENA_NEW(&c->arena, struct error);
	if (source->single[BEFORE].len || source->single[AFTER].len)
		good = open_single(c, err);
	else
		good = list_paths(c, err) && touch_deltas(c, err) && served_apply(c, err) &&
		    (!options->all || touch_all(c, err));
	sort_touched(c);
	return good;
}

struct changeset *
catalogue_load(struct catalogue *c, struct catalogued *zone, struct error *err)
{
	const struct zone_options *options = options_of(c, zone);
	struct zone_place place = { .origin = zone->origin, .view = zone->view,
		.path = { zone->path[BEFORE], zone->path[AFTER] }, .options = { options, options } };
	struct changeset *set;

	if (zone->loaded && zone->failed)
		*err = *c->err;                 /* a rule of another zone asked for it first */
	if (zone->loaded)
		return zone->failed ? NULL : zone->set;
	zone->loaded = true;
	zone->set = set = memory_new(sizeof(*set));
	zone->failed = !changeset_load(set, c->source, &place, err);
	set->listed = zone->listed;
	set->listed_line = zone->listed_line;
	/* Listed, and on neither side anything to read: a new link to nothing. */
	if (!zone->failed && zone->path[AFTER].len && !set->zone[BEFORE].exists &&
	    !set->zone[AFTER].exists) {
		fail(err, "%.*s: the symbolic link leads to nothing", STR(zone->path[AFTER]));
		zone->failed = true;
	}
	return zone->failed ? NULL : set;
}

bool
catalogue_let_go(struct catalogued *zone)
{
	if (zone->asked || zone->failed)
		return false;
	changeset_free(zone->set);
	free(zone->set);
	zone->set = NULL;
	zone->loaded = false;
	return true;
}

void
catalogue_close(struct catalogue *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->zones[i]->loaded) {
			changeset_free(c->zones[i]->set);
			free(c->zones[i]->set);
		}
	context_free(c);
	free(c->zones);
	free(c->filed);
	free(c->unfiled);
	map_free(&c->unnamed);
	map_free(&c->by_key);
	map_free(&c->known[BEFORE]);
	map_free(&c->known[AFTER]);
	buf_free(&c->asked);
	arena_free(&c->arena);
}
