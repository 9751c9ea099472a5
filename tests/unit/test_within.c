/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "zone/compare.h"
#include "zone/zone.h"

#include "must.h"

Suite *suite_within(void);

/* A few labels make names that lie below one another in all ways. */
static void
put_name(struct buf *text, uint64_t *state)
{
	static const char *const labels[] = { "a", "b", "c", "*", "d" };
	size_t n;

	*state = *state * 6364136223846793005u + 1442695040888963407u;
	n = *state >> 60 & 3;
	for (size_t i = 0; i <= n; i++)
		buf_printf(text, "%s%s", i ? "." : "", labels[(*state >> (20 + 5 * i)) % 5]);
}

static void
put_zone(struct buf *text, uint64_t *state, size_t n)
{
	static const char *const types[] = { "A 192.0.2.1", "NS ", "CNAME ", "MX 10 ", "TXT x", "PTR " };

	buf_add(text, S("$TTL 60\n@ SOA a a 1 2 3 4 5\n@ NS a\n"));
	for (size_t i = 0; i < n; i++) {
		const char *type = types[*state >> 33 & 1 ? 0 : (*state >> 34) % 6];

		put_name(text, state);
		buf_printf(text, " %s", type);
		if (type[strlen(type) - 1] == ' ')
			put_name(text, state);
		buf_put(text, '\n');
	}
}

/* Every answer beside what a walk over all records gives. */
static void
must_agree(struct zone *z, const struct name *above)
{
	struct arena a = { NULL };
	size_t n, at = 0;
	struct name *const *owners = zone_owners_within(z, above, &a, &n);
	struct record *const *pointers;

	for_each_in_zone(r, z)
		if (record_opens_owner(z, r) && name_within(r->owner, above)) {
			MUST(at < n);
			MUST(owners[at++] == r->owner);
		}
	MUST(at == n);
	pointers = zone_pointers_within(z, above, &a, &n);
	at = 0;
	for_each_in_zone(r, z) {
		const struct name *target = name_within(r->owner, z->apex) ? record_target(z, r) : NULL;

		if (target && name_within(target, above)) {
			MUST(at < n);
			MUST(pointers[at++] == r);
		}
	}
	MUST(at == n);
	arena_free(&a);
}

START_TEST(as_a_walk_finds)
{
	uint64_t state = (uint64_t)_i * 7919 + 1;
	struct zone_options options = { .origin = S("example.com.") };
	struct buf text[2] = { { NULL, 0, 0 }, { NULL, 0, 0 } };
	struct changeset set = { .n = 0 };
	struct error err;

	for (int side = BEFORE; side <= AFTER; side++) {
		struct zone *z = &set.zone[side];

		put_zone(&text[side], &state, (size_t)_i % 60);
		z->side = (enum side)side;
		z->names = &set.names;
		z->arena = &set.arena;
		MUST(zone_load_text(z, NULL, (enum side)side, S("z"), buf_str(&text[side]), &options, &set.names,
		    &set.arena, &err));
	}
	for (int side = BEFORE; side <= AFTER; side++) {
		static const uint8_t elsewhere[] = "\1x\7example\3com";

		/* Names come to the table while it is asked. */
		must_agree(&set.zone[side], names_intern(&set.names, elsewhere, sizeof(elsewhere)));
		for (size_t i = 0; i < set.names.n; i++)
			must_agree(&set.zone[side], set.names.v[i]);
	}
	changeset_compare(&set);
	for (size_t i = 0; i < set.names.n; i++) {
		const struct name *above = set.names.v[i];
		size_t n, at = 0;
		const struct change *v = changeset_within(&set, above, &n);

		for (size_t k = 1; k < set.n; k++)
			if (name_within(set.v[k].owner, above))
				MUST(at < n && &set.v[k] == &v[at++]);
		MUST(at == n);
	}
	changeset_free(&set);
	buf_free(&text[BEFORE]);
	buf_free(&text[AFTER]);
}
END_TEST

Suite *
suite_within(void)
{
	Suite *s = suite_create("within");
	TCase *tc = tcase_create("within");

	tcase_add_loop_test(tc, as_a_walk_finds, 0, 300);
	suite_add_tcase(s, tc);
	return s;
}
