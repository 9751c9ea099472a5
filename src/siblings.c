/* SPDX-License-Identifier: BSD-2-Clause */
/* The catalogue as rules see it: the other zones, loaded when one asks. */
#include <string.h>

#include "catalogue.h"
#include "context.h"

/* A rule wants them all; what goes wrong ends the run later. */
static void
name_all_late(struct catalogue *c)
{
	struct error err;

	if (!catalogue_name_all(c, &err) && !c->failed) {
		c->failed = true;
		*c->err = err;
	}
}

static struct changeset *
loaded(struct catalogue *c, struct catalogued *zone)
{
	struct error err;
	struct changeset *set;

	if (zone == NULL || zone->failed)
		return NULL;
	zone->asked = zone->asked || zone != c->at_hand;
	set = catalogue_load(c, zone, &err);
	if (set == NULL && !c->failed) {
		c->failed = true;
		*c->err = err;
	}
	return set;
}

static struct changeset *
find(struct siblings *siblings, const struct name *origin)
{
	struct catalogue *c = (struct catalogue *)(void *)siblings;
	struct arena scratch = { NULL };
	struct catalogued *zone;

	name_all_late(c);
	if (origin->labels > c->deepest)
		return NULL;
	zone = map_get(&c->by_key, name_text(&scratch, origin));
	arena_free(&scratch);
	return loaded(c, zone);
}

/* The name above one, as text; empty: that is the root. */
static struct str
above(struct str text)
{
	size_t i = 0;

	while (i < text.len && text.p[i] != '.')
		i += text.p[i] == '\\' ? 2 : 1;        /* of \DDD the digits are no dots either */
	return str_skip(text, i < text.len ? i + 1 : text.len);
}

static struct catalogued *
find_covering(struct catalogue *c, const uint8_t *wire, size_t len)
{
	struct catalogued *zone = NULL;
	struct str text;

	buf_clear(&c->asked);
	wire_put(&c->asked, wire, len);
	for (text = buf_str(&c->asked); text.len > 1 && zone == NULL; text = above(text))
		zone = map_get(&c->by_key, text);
	return zone ? zone : map_get(&c->by_key, S("."));
}

/* Names of one zone, and of one provider, end in the same labels: those tell all. */
static struct changeset *
covering(struct siblings *siblings, const struct name *name)
{
	enum { PLACES = sizeof(((struct catalogue *)0)->covered) / sizeof(struct covered) };
	struct catalogue *c = (struct catalogue *)(void *)siblings;
	const uint8_t *wire = name->wire;
	size_t len = name->len;
	struct covered *known;

	name_all_late(c);
	for (size_t labels = name->labels; labels > c->deepest; labels--) {
		len -= *wire + (size_t)1;
		wire += *wire + 1;
	}
	known = &c->covered[(len + wire[len / 2]) % PLACES];
	if (known->len != len || known->n != c->n || memcmp(known->wire, wire, len) != 0) {
		memcpy(known->wire, wire, len);
		known->len = len;
		known->n = c->n;
		known->zone = find_covering(c, wire, len);
	}
	return loaded(c, known->zone);
}

static struct changeset *
nth(struct siblings *siblings, size_t n)
{
	struct catalogue *c = (struct catalogue *)(void *)siblings;

	name_all_late(c);
	for (; n < c->n; n++) {
		struct catalogued *zone = catalogue_nth(c, n);
		struct changeset *set = loaded(c, zone);

		zone->asked = true;     /* that at hand, too: it is one of them for the next */
		if (set)
			return set;
	}
	return NULL;
}

static bool
none(struct siblings *siblings)
{
	struct catalogue *c = (struct catalogue *)(void *)siblings;

	name_all_late(c);
	return c->n < 2;
}

static struct zone *
context(struct siblings *siblings, enum side side, const struct name *owner, uint16_t type)
{
	return context_zone((struct catalogue *)(void *)siblings, side, owner, type);
}

struct siblings
catalogue_siblings(void)
{
	return (struct siblings){ find, covering, nth, none, context };
}
