/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zone/name.h"

#include "must.h"

static struct name *
name(struct names *names, const char *text)
{
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	ck_assert_int_eq(name_parse(str_of(text), NULL, wire, &len), NAME_GOOD);
	return names_intern(names, wire, len);
}

START_TEST(parsing)
{
	static const struct { const char *text, *want; enum name_fault fault; } cases[] = {
		{ "www", "www.example.com.", NAME_GOOD },
		{ "WWW.Example.ORG.", "www.example.org.", NAME_GOOD },
		{ "@", "example.com.", NAME_GOOD },
		{ "\\@", "\\@.example.com.", NAME_GOOD },
		{ ".", ".", NAME_GOOD },
		{ "a\\.b", "a\\.b.example.com.", NAME_GOOD },
		{ "a\\032b.", "a\\032b.", NAME_GOOD },
		{ "a\\065.", "aa.", NAME_GOOD },
		{ "\\000.", "\\000.", NAME_GOOD },
		{ "a\\;b.", "a\\;b.", NAME_GOOD },
		{ "a\\\\.", "a\\\\.", NAME_GOOD },
		{ "", NULL, NAME_EMPTY },
		{ ".a", NULL, NAME_EMPTY_LABEL },
		{ "a..b", NULL, NAME_EMPTY_LABEL },
		{ "..", NULL, NAME_EMPTY_LABEL },
		{ "a\\256", NULL, NAME_BAD_ESCAPE },
		{ "a\\25", NULL, NAME_BAD_ESCAPE },
		{ "a\\", NULL, NAME_BAD_ESCAPE },
		{ "123456789012345678901234567890123456789012345678901234567890123.",
		    "123456789012345678901234567890123456789012345678901234567890123.", NAME_GOOD },
		{ "1234567890123456789012345678901234567890123456789012345678901234", NULL,
		    NAME_LONG_LABEL },
	};
	struct names names = { .n = 0 };
	struct name *origin = name(&names, "example.com.");
	struct arena arena = { NULL };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t wire[NAME_MAX_WIRE];
		size_t len;
		enum name_fault fault = name_parse(str_of(cases[i].text), origin, wire, &len);

		ck_assert_msg(fault == cases[i].fault, "'%s': %s", cases[i].text,
		    name_fault_text(fault));
		if (fault == NAME_GOOD)
			ck_assert_str_eq(wire_text(&arena, wire, len).p, cases[i].want);
	}
	arena_free(&arena);
	names_free(&names);
}
END_TEST

/* 255 octets are the limit, with and without an origin. */
START_TEST(length)
{
	struct names names = { .n = 0 };
	struct name *origin = name(&names, "example.com."), *root = name(&names, ".");
	uint8_t wire[NAME_MAX_WIRE];
	char text[300];
	size_t len;

	for (size_t n = 200; n < 290; n++) {
		memset(text, 'a', n);
		for (size_t i = 50; i < n; i += 51)
			text[i] = '.';
		text[n] = '\0';
		if (text[n - 1] == '.')
			continue;
		ck_assert_int_eq(name_parse(str_of(text), root, wire, &len) == NAME_GOOD, n + 2 <= 255);
		ck_assert_int_eq(name_parse(str_of(text), NULL, wire, &len) == NAME_GOOD, n + 2 <= 255);
		ck_assert_int_eq(name_parse(str_of(text), origin, wire, &len) == NAME_GOOD,
		    n + 1 + 13 <= 255);
	}
	names_free(&names);
}
END_TEST

/* Names are read in two ways, the short one where nothing is odd; both say the same of every text. */
START_TEST(both_readers)
{
	enum { TEXTS = 200000 };
	static const char octets[] = "aaabz09-_..\\@A;";
	struct names names = { .n = 0 };
	struct name *origins[] = { NULL, name(&names, "example.com."), name(&names, ".") };
	struct arena arena = { NULL };
	size_t good = 0;

	srand(1);
	for (int i = 0; i < TEXTS; i++) {
		const struct name *origin = origins[i % 3];
		uint8_t folded[NAME_MAX_WIRE], written[NAME_MAX_WIRE];
		size_t n = (size_t)rand() % (i % 100 ? 12 : 270), len, written_len;
		bool long_labels = rand() % 2;
		enum name_fault fault;
		char text[300];

		for (size_t k = 0; k < n; k++)
			text[k] = octets[(size_t)rand() % (long_labels && k % 60 ? 4 : sizeof(octets) - 1)];
		fault = name_parse(str_n(text, n), origin, folded, &len);
		if (fault != name_parse_as_written(str_n(text, n), origin, written, &written_len))
			ck_abort_msg("%.*s", (int)n, text);
		if (fault != NAME_GOOD)
			continue;
		good++;
		MUST(len == written_len);
		for (size_t k = 0; k < len; k++)
			MUST(folded[k] == (uint8_t)ascii_lower((char)written[k]));
		MUST(name_parse(wire_text(&arena, folded, len), NULL, written, &written_len) == NAME_GOOD);
		MUST(written_len == len && memcmp(folded, written, len) == 0);
	}
	MUST(good > TEXTS / 10);
	MUST(good < TEXTS - TEXTS / 10);
	arena_free(&arena);
	names_free(&names);
}
END_TEST

/* Each octet in a label is written so that it is read again (RFC 1035 section 5.1). */
START_TEST(spelling_of_octets)
{
	static const char behind_slash[] = "\"().;\\@$";

	for (unsigned c = 0; c < 256; c++) {
		uint8_t wire[] = { 3, 'a', (uint8_t)c, 'b', 0 }, again[NAME_MAX_WIRE];
		struct arena arena = { NULL };
		struct str text = wire_text(&arena, wire, sizeof(wire));
		size_t len;

		ck_assert_uint_eq(text.len, c <= 0x20 || c >= 0x7f ? 7 : strchr(behind_slash, (int)c) ? 5 : 4);
		ck_assert_int_eq(name_parse_as_written(text, NULL, again, &len), NAME_GOOD);
		ck_assert(len == sizeof(wire) && memcmp(again, wire, len) == 0);
		arena_free(&arena);
	}
}
END_TEST

START_TEST(interning)
{
	struct names names = { .n = 0 };
	struct name *www = name(&names, "www.example.com."), *last = NULL;
	char text[32];

	ck_assert_ptr_eq(name(&names, "WWW.example.COM."), www);
	ck_assert_int_eq(www->labels, 3);
	ck_assert_ptr_eq(names_parent(&names, www), name(&names, "example.com."));
	ck_assert_ptr_null(names_parent(&names, name(&names, ".")));
	for (int i = 0; i < 5000; i++) {
		snprintf(text, sizeof(text), "host%d.example.com.", i);
		last = name(&names, text);
	}
	ck_assert_ptr_eq(name(&names, "host4999.example.com."), last);
	ck_assert_ptr_eq(names_find(&names, www->wire, www->len), www);
	names_free(&names);
}
END_TEST

/* RFC 4034 section 6.1, its own example. */
START_TEST(canonical_order)
{
	static const char *const order[] = {
		"example.", "a.example.", "yljkjljk.a.example.", "Z.a.example.", "zABC.a.EXAMPLE.",
		"z.example.", "\\001.z.example.", "*.z.example.", "\\200.z.example.",
	};
	size_t n = sizeof(order) / sizeof(order[0]);
	struct names names = { .n = 0 };

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			int got = name_compare(name(&names, order[i]), name(&names, order[j]));

			ck_assert_int_eq((got > 0) - (got < 0), (i > j) - (i < j));
		}
	names_free(&names);
}
END_TEST

START_TEST(relations)
{
	static const struct { const char *name, *above; bool within, below; } cases[] = {
		{ "a.b.", "b.", true, true }, { "b.", "b.", true, false }, { "ab.", "b.", false, false },
		{ "b.", "a.b.", false, false }, { "b.", ".", true, true }, { ".", ".", true, false },
		{ "x\\.b.", "b.", false, false }, { "a.c.", "b.", false, false },
	};
	struct names names = { .n = 0 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct name *n = name(&names, cases[i].name), *above = name(&names, cases[i].above);

		ck_assert_msg(name_within(n, above) == cases[i].within, "%s", cases[i].name);
		ck_assert_msg(name_below(n, above) == cases[i].below, "%s", cases[i].name);
	}
	ck_assert(name_wildcard(name(&names, "*.a.")) && !name_wildcard(name(&names, "\\*a.")));
	ck_assert(name_written_absolute(S("a.")) && !name_written_absolute(S("a\\.")));
	ck_assert(name_written_absolute(S("a\\\\.")) && !name_written_absolute(S("a")));
	names_free(&names);
}
END_TEST

Suite *suite_name(void);

Suite *
suite_name(void)
{
	Suite *suite = suite_create("name");
	TCase *tcase = tcase_create("name");

	tcase_add_test(tcase, parsing);
	tcase_add_test(tcase, length);
	tcase_add_test(tcase, both_readers);
	tcase_add_test(tcase, spelling_of_octets);
	tcase_add_test(tcase, interning);
	tcase_add_test(tcase, canonical_order);
	tcase_add_test(tcase, relations);
	suite_add_tcase(suite, tcase);
	return suite;
}
