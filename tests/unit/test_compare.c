/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "zone/compare.h"

#include <check.h>         /* last: it defines fail() as a macro */

static void
compare(struct changeset *set, const char *before, const char *after)
{
	struct zone_options options = { .origin = S("example.com.") };
	const char *text[2] = { before, after };
	struct error err;

	*set = (struct changeset){ .n = 0 };
	for (int side = BEFORE; side <= AFTER; side++)
		ck_assert(zone_load_text(&set->zone[side], NULL, (enum side)side, S("test.zone"),
		    str_of(text[side]), &options, &set->names, &set->arena, &err));
	changeset_compare(set);
}

/* "+owner TYPE", "-", "~" for data and "t" for TTL, in order. */
static struct str
told(struct changeset *set)
{
	struct str out = S("");

	for (size_t i = 1; i < set->n; i++) {
		const struct change *ch = &set->v[i];

		out = arena_printf(&set->arena, "%.*s%s%c%.*s %.*s", STR(out), i > 1 ? " " : "",
		    ch->kind == RRSET_ADDED ? '+' : ch->kind == RRSET_REMOVED ? '-' :
		    ch->kind == DATA_CHANGED ? '~' : 't', STR(name_text(&set->arena, ch->owner)),
		    STR(type_text(&set->arena, ch->type)));
	}
	return out;
}

#define HEAD "$TTL 300\n@ SOA ns1 host 1 2 3 4 5\n@ NS ns1\n"

START_TEST(differences)
{
	static const struct { const char *before, *after, *want; } cases[] = {
		{ HEAD "a A 192.0.2.1\n", HEAD "a A 192.0.2.1\n", "" },
		{ HEAD "a A 192.0.2.1\n", HEAD, "-a.example.com. A" },
		{ HEAD, HEAD "a A 192.0.2.1\n", "+a.example.com. A" },
		{ HEAD "a A 192.0.2.1\n", HEAD "a A 192.0.2.2\n", "~a.example.com. A" },
		{ HEAD "a A 192.0.2.1\n", HEAD "a 60 A 192.0.2.1\n", "ta.example.com. A" },
		{ HEAD "a A 192.0.2.1\n", HEAD "a 60 A 192.0.2.2\n", "~a.example.com. A" },
		{ HEAD "a A 192.0.2.1\n", HEAD "a CNAME b\n", "-a.example.com. A +a.example.com. CNAME" },
		{ HEAD "b A 192.0.2.1\na A 192.0.2.1\n", HEAD,
		    "-a.example.com. A -b.example.com. A" },
		/* re-spellings: nothing changed */
		{ HEAD "a A 192.0.2.1\na A 192.0.2.2\n", HEAD "a A 192.0.2.2\na A 192.0.2.1\n", "" },
		{ HEAD "a A 192.0.2.1\na A 192.0.2.1\na A 192.0.2.2\n",
		    HEAD "a A 192.0.2.2\na A 192.0.2.1\na A 192.0.2.2\n", "" },
		{ HEAD "a A 192.0.2.1\na A 192.0.2.1\na A 192.0.2.2\n",
		    HEAD "a A 192.0.2.2\na A 192.0.2.1\na A 192.0.2.3\n", "~a.example.com. A" },
		{ HEAD "a 60 A 192.0.2.1\na A 192.0.2.2\n", HEAD "a A 192.0.2.2\na A 192.0.2.1\n",
		    "ta.example.com. A" },
		{ HEAD "a MX 10 mail\n", HEAD "A 5m IN mx ( 10 ; x\n MAIL.example.com. )\n", "" },
		{ HEAD "a A 192.0.2.1\n", HEAD "$ORIGIN a\n@ A \\# 4 c0000201\n", "" },
		{ HEAD "a A 192.0.2.1\na A 192.0.2.1\n", HEAD "a A 192.0.2.1\n", "" },
		{ HEAD "h1 A 192.0.2.1\nh2 A 192.0.2.2\n", HEAD "$GENERATE 1-2 h$ A 192.0.2.$\n", "" },
		{ HEAD "a TXT a b\n", HEAD "a TXT \"a\" \"b\"\n", "" },
		/* relative data under another origin is other data */
		{ HEAD "a CNAME b\n", HEAD "$ORIGIN x.example.com.\na.example.com. CNAME b\n",
		    "~a.example.com. CNAME" },
		{ HEAD "a TXT a b\n", HEAD "a TXT ab\n", "~a.example.com. TXT" },
		{ HEAD "a TXT a\n", HEAD "a TXT A\n", "~a.example.com. TXT" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct changeset set;
		struct str forth, back;

		compare(&set, cases[i].before, cases[i].after);
		forth = told(&set);
		ck_assert_msg(str_eq(forth, str_of(cases[i].want)), "%zu: got '%.*s', want '%s'", i,
		    STR(forth), cases[i].want);
		changeset_free(&set);

		compare(&set, cases[i].after, cases[i].before);         /* the law: it mirrors */
		back = told(&set);
		ck_assert_uint_eq(back.len, str_of(cases[i].want).len);
		for (size_t c = 0; c < back.len; c++) {
			char want = cases[i].want[c];

			if (c == 0 || back.p[c - 1] == ' ')
				want = want == '-' ? '+' : want == '+' ? '-' : want;
			ck_assert_int_eq(back.p[c], want);
		}
		changeset_free(&set);
	}
}
END_TEST

START_TEST(marks)
{
	struct changeset set;
	const struct change *ch;

	compare(&set, HEAD "a 60 A 192.0.2.1\na 60 A 192.0.2.2\n",
	    HEAD "a 60 A 192.0.2.2\na 60 A 192.0.2.3\n");
	ch = changeset_at(&set, set.v[1].owner);
	ck_assert_ptr_eq(ch, changeset_find(&set, ch->owner, TYPE_A));
	ck_assert_ptr_null(changeset_find(&set, ch->owner, TYPE_AAAA));
	ck_assert_uint_eq(ch->side[BEFORE].n, 2);
	ck_assert(ch->side[BEFORE].v[0]->flags & RECORD_NEW_DATA);
	ck_assert(!(ch->side[BEFORE].v[1]->flags & RECORD_DIFFERS));
	ck_assert(!(ch->side[AFTER].v[0]->flags & RECORD_DIFFERS));
	ck_assert(ch->side[AFTER].v[1]->flags & RECORD_NEW_DATA);
	ck_assert_uint_eq(ch->side[AFTER].ttl, 60);
	ck_assert_str_eq(rrset_text(&set.arena, &set.zone[AFTER], &ch->side[AFTER]).p,
	    "60 192.0.2.2, 192.0.2.3");
	changeset_free(&set);
}
END_TEST

START_TEST(causes_and_counts)
{
	struct changeset set;

	compare(&set, HEAD "a A 192.0.2.1\nb A 192.0.2.1\nb AAAA ::1\n",
	    "$TTL 60\n@ 300 SOA ns1 host 2 2 3 4 5\n@ 300 NS ns1\na A 192.0.2.1\nb 300 A 192.0.2.1\n"
	    "c A 192.0.2.1\n");
	ck_assert_str_eq(told(&set).p, "~example.com. SOA ta.example.com. A -b.example.com. AAAA "
	    "+c.example.com. A");
	ck_assert(set.serial_changed && set.serial_only);
	ck_assert_uint_eq(set.v[2].cause_line, 1);
	ck_assert_uint_eq(set.tally.added, 1);
	ck_assert_uint_eq(set.tally.removed, 1);
	ck_assert_uint_eq(set.tally.ttl_only, 1);
	ck_assert_uint_eq(changeset_tally(&set)->rrsets[BEFORE], 4);
	ck_assert_uint_eq(changeset_tally(&set)->rrsets[AFTER], 4);
	ck_assert_uint_eq(changeset_tally(&set)->names[AFTER], 4);
	changeset_standing(&set);
	ck_assert_uint_eq(set.nstanding, 2);    /* the apex NS and b A */
	changeset_free(&set);
}
END_TEST

static int
by_owner_and_type(const void *x, const void *y)
{
	const struct change *a = x, *b = y;
	int order = name_compare(a->owner, b->owner);

	return order ? order : (int)a->type - (int)b->type;
}

/* Names with few different labels, some alike for many octets, in and beside the zone. */
static struct name *
some_name(struct names *names, unsigned *seed, bool zeros)
{
	static const char *const labels[] = { "a", "b", "ab", "name0000001", "name0000002", "z", "*",
		"a-label-that-is-longer-than-the-key-a", "a-label-that-is-longer-than-the-key-b",
		"\\255", "\\255\\255", "\\001", "\\000", "a\\000" };
	static const char *const ends[] = { "example.com.", "example.com.", "example.com.", "com.", "org.",
		"a.com.", "z.com.", "" };
	unsigned usual = sizeof(labels) / sizeof(labels[0]) - (zeros ? 0 : 2), n;
	char text[256] = "";
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	*seed = *seed * 1103515245 + 12345;
	n = *seed >> 16 & 3;
	for (unsigned i = 0; i < n; i++) {
		*seed = *seed * 1103515245 + 12345;
		strcat(strcat(text, labels[(*seed >> 16) % usual]), ".");
	}
	*seed = *seed * 1103515245 + 12345;
	strcat(text, ends[(*seed >> 16) % (sizeof(ends) / sizeof(ends[0]))]);
	ck_assert_int_eq(name_parse(str_of(text[0] ? text : "."), NULL, wire, &len), NAME_GOOD);
	return names_intern(names, wire, len);
}

/* What is sorted, but for a block from its end that stands at its begin, or for a few from anywhere. */
static void
stray(struct change *v, const struct change *sorted, size_t n, unsigned *seed)
{
	size_t block = *seed >> 16 & 7;

	memcpy(v, sorted + n - block, block * sizeof(*v));
	memcpy(v + block, sorted, (n - block) * sizeof(*v));
	for (int i = 0; i < 3 && block < 4; i++) {
		struct change *a, *b, moved;

		*seed = *seed * 1103515245 + 12345;
		a = &v[(*seed >> 16) % n];
		b = &v[(*seed >> 8) % n];
		moved = *a;
		*a = *b;
		*b = moved;
	}
}

START_TEST(canonical_order)
{
	enum { N = 500 };
	struct names names = { .n = 0 };
	unsigned seed = (unsigned)_i * 7919 + 1;
	struct change v[N], sorted[N];
	struct name *apex = NULL;

	memset(v, 0, sizeof(v));
	while (apex == NULL || apex->labels != 2)
		apex = some_name(&names, &seed, false);
	for (int i = 0; i < N;) {
		struct name *owner = some_name(&names, &seed, _i % 2);
		unsigned types = owner->read ? 0 : 1 + (seed >> 20) % 3;

		for (uint16_t type = 1; type <= types && i < N; type++, i++)
			v[i] = (struct change){ .owner = owner, .type = type, .cause_line = (uint32_t)i + 1 };
		owner->read = 1;                /* its changes come together, once */
	}
	memcpy(sorted, v, sizeof(v));
	qsort(sorted, N, sizeof(*sorted), by_owner_and_type);
	if (_i % 4 >= 2)
		stray(v, sorted, N, &seed);
	changes_order(v, N, apex);
	for (int i = 0; i < N; i++) {
		ck_assert_ptr_eq(v[i].owner, sorted[i].owner);
		ck_assert_uint_eq(v[i].type, sorted[i].type);
	}
	/* None was lost and none is there twice. */
	for (uint32_t line = 1, found; line <= N; line++) {
		found = 0;
		for (int i = 0; i < N; i++)
			found += v[i].cause_line == line;
		ck_assert_uint_eq(found, 1);
	}
	changes_order(v, N, apex);
	ck_assert_ptr_eq(v[0].owner, sorted[0].owner);
	names_free(&names);
}
END_TEST

Suite *suite_compare(void);

Suite *
suite_compare(void)
{
	Suite *suite = suite_create("compare");
	TCase *tcase = tcase_create("compare changeset");

	tcase_add_test(tcase, differences);
	tcase_add_test(tcase, marks);
	tcase_add_test(tcase, causes_and_counts);
	tcase_add_loop_test(tcase, canonical_order, 0, 60);
	suite_add_tcase(suite, tcase);
	return suite;
}
