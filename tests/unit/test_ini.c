/* SPDX-License-Identifier: BSD-2-Clause */
#include "policy/ini.h"

#include <stdlib.h>
#include <string.h>

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_ini(void);

/* What a reader is told, a line each: "2 [rule ttl-drop] [web]", "3 floor=60", "4 !message". */
static void
note_section(void *self, const struct ini_section *s)
{
	buf_printf(self, "%u [%.*s|%.*s|%.*s]\n", (unsigned)s->line, STR(s->kind), STR(s->name),
	    STR(s->label));
}

static void
note_setting(void *self, struct str key, struct str value, uint32_t line)
{
	buf_printf(self, "%u %.*s=%.*s\n", (unsigned)line, STR(key), STR(value));
}

static void
note_fault(void *self, uint32_t line, const char *message)
{
	buf_printf(self, "%u !%s\n", (unsigned)line, message);
}

static void
read_as(struct str text, const char *wanted)
{
	struct arena arena = { NULL };
	struct buf told = { NULL, 0, 0 };
	struct ini_reader reader = { note_section, note_setting, note_fault, &told };

	ini_read(text, &arena, &reader);
	buf_put(&told, '\0');
	ck_assert_str_eq(told.p, wanted);
	buf_free(&told);
	arena_free(&arena);
}

START_TEST(test_lines)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{ "", "" },
		{ "; nothing\n# here\n\n   \n", "" },
		{ "[policy]\nextends = strict\n", "1 [policy||]\n2 extends=strict\n" },
		{ "[policy]\r\nextends = strict\r\n", "1 [policy||]\n2 extends=strict\n" },
		{ "\xef\xbb\xbf[policy]\nfail-on=note", "1 [policy||]\n2 fail-on=note\n" },
		{ "[a]\n[b]\n[c]\n", "1 [a||]\n2 [b||]\n3 [c||]\n" },   /* inih: never told of empty ones */
		{ "[rule ttl-drop \"web site\"]\n", "1 [rule|ttl-drop|web site]\n" },
		{ "[ zone  \"a.example.\"  \"internal\" ] ; both\n", "1 [zone|a.example.|internal]\n" },
		{ "[rule \"a]b\"]\n", "1 [rule|a]b|]\n" },              /* inih: cut at the first ] */
		{ "[a]\nk =\n", "1 [a||]\n2 k=\n" },
		{ "[a]\nk = x = y\n", "1 [a||]\n2 k=x = y\n" },
		{ "[a]\nk = \"x\"\n", "1 [a||]\n2 k=\"x\"\n" },
		{ "[a]\nk = a b\n  c\n\n\td ; more\n", "1 [a||]\n2 k=a b\n3 k=c\n5 k=d\n" },
		{ "[a]\nk = a\nl = b\n c\n", "1 [a||]\n2 k=a\n3 l=b\n4 l=c\n" },
		{ "[a]\nk = http://x\n", "1 [a||]\n2 k=http://x\n" },
		{ "[a]\nk = 2001:db8::/32\n", "1 [a||]\n2 k=2001:db8::/32\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		read_as(str_of(cases[i].text), cases[i].wanted);
}
END_TEST

START_TEST(test_comments)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{ "[a] ; x ] y\nk = v ; w ; z\n", "1 [a||]\n2 k=v\n" },
		{ "[a]\nk = v;w\n", "1 [a||]\n2 k=v;w\n" },
		{ "[a]\nk = v\t; w\n", "1 [a||]\n2 k=v\n" },
		{ "[a]\nk = v # w\n", "1 [a||]\n2 k=v # w\n" },
		{ "[a]\nk = ; w\n", "1 [a||]\n2 k=\n" },
		{ "[a]\nk = /a ;b/ ; c\n", "1 [a||]\n2 k=/a ;b/\n" },
		{ "[a]\nk = /a\t;b/\n", "1 [a||]\n2 k=/a\t;b/\n" },
		{ "[a]\nk = x, /a ; b/, /c\\/ ; d/ ; e/\n", "1 [a||]\n2 k=x, /a ; b/, /c\\/ ; d/\n" },
		{ "[a]\nk = x\n /p ; q/\n", "1 [a||]\n2 k=x\n3 k=/p ; q/\n" },
		/* Folders are no patterns. */
		{ "[a]\nk = /srv/dns/ . ; see /etc\n", "1 [a||]\n2 k=/srv/dns/ .\n" },
		{ "[a]\nk = /srv . ; see /etc\n", "1 [a||]\n2 k=/srv .\n" },
		{ "[a]\nk = zones/** ; all\n", "1 [a||]\n2 k=zones/**\n" },
		{ "[a]\n; k = v\n# l = w\n  ; indented\nk = v\n  # too\n", "1 [a||]\n5 k=v\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		read_as(str_of(cases[i].text), cases[i].wanted);
}
END_TEST

START_TEST(test_faults)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{ "k = v\n", "1 !a key outside of any section\n" },
		{ "[a]\nk\n", "1 [a||]\n2 !neither a section nor `key = value`\n" },
		{ "[a]\nk: v\n", "1 [a||]\n2 !neither a section nor `key = value`\n" },
		{ "[a]\nk: x = v\n", "1 [a||]\n2 !a colon in a key: write `key = value`\n" },
		{ "[a]\n= v\n", "1 [a||]\n2 !a value without a key\n" },
		{ "[a]\n v\n", "1 [a||]\n2 !an indented line continues nothing\n" },
		{ "[a]\nk = v\n[b]\n w\n", "1 [a||]\n2 k=v\n3 [b||]\n4 !an indented line continues nothing\n" },
		{ "[a]\nk = v\n l = w\n", "1 [a||]\n2 k=v\n3 !a key or section must stand at the beginning of "
		    "its line; an indented line continues a list\n" },
		{ "[a]\nk = v\n [b]\n", "1 [a||]\n2 k=v\n3 !a key or section must stand at the beginning of "
		    "its line; an indented line continues a list\n" },
		/* The keys of a broken section are not taken for those of the one before. */
		{ "[a]\n[b\nk = v\n", "1 [a||]\n2 !a section without its ]\n" },
		{ "[a] b\nk = v\n", "1 !text behind the ] of a section\n" },
		{ "[]\n", "1 !a section without a name\n" },
		{ "[a b c d]\n", "1 !a section is written [kind], [kind \"name\"] or [kind name \"label\"]\n" },
		{ "[a \"b]\n", "1 !a section is written [kind], [kind \"name\"] or [kind name \"label\"]\n" },
		{ "[a]\nk = \x01\n", "1 [a||]\n2 !a control character\n" },
		{ "[a]\nk = a\rb\n", "1 [a||]\n2 !a control character\n" },
		{ "[a]\nk = a\x1f;b\n", "1 [a||]\n2 !a control character\n" },
		/* What continues a wrong line does not continue the one before it. */
		{ "[a]\nk = v\nl\n w\n", "1 [a||]\n2 k=v\n3 !neither a section nor `key = value`\n" },
		{ "[a]\nx1234567890123456789012345678901234567890123456789 = v\n",
		    "1 [a||]\n2 !the key is longer than 49 octets\n" },
		/* All of them are told. */
		{ "k\n[a]\nl\nm = 1\n[b\n", "1 !a key outside of any section\n2 [a||]\n"
		    "3 !neither a section nor `key = value`\n4 m=1\n5 !a section without its ]\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		read_as(str_of(cases[i].text), cases[i].wanted);
	read_as(S("[a]\nk = a\0b\n"), "1 [a||]\n2 !a control character\n");
}
END_TEST

/* inih would cut each of these without a word. */
START_TEST(test_long_lines)
{
	static const size_t lengths[] = { 190, 198, 199, 200, 201, 1000, 20000 };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct arena arena = { NULL };
		size_t n = lengths[i];
		char *run = arena_bytes(&arena, n);
		struct str comment, value, wanted;

		memset(run, 'x', n);
		comment = arena_printf(&arena, "[a]\n; %.*s k = 1\nk = 2\n", (int)n, run);
		read_as(comment, "1 [a||]\n3 k=2\n");
		value = arena_printf(&arena, "[a]\nk = %.*s\nl = 1\n", (int)n, run);
		wanted = arena_printf(&arena, "1 [a||]\n2 k=%.*s\n3 l=1\n", (int)n, run);
		read_as(value, wanted.p);
		value = arena_printf(&arena, "[a \"%.*s\"]\n", (int)n, run);
		wanted = arena_printf(&arena, "1 [a|%.*s|]\n", (int)n, run);
		read_as(value, wanted.p);
		arena_free(&arena);
	}
}
END_TEST

START_TEST(test_too_long)
{
	struct arena arena = { NULL };
	char *run = arena_bytes(&arena, 70000);

	memset(run, 'x', 70000);
	read_as(arena_printf(&arena, "[a]\nk = %.*s\nl = 1\n", 70000, run),
	    "1 [a||]\n2 !the line is too long; continue a list on an indented line\n3 l=1\n");
	arena_free(&arena);
}
END_TEST

Suite *
suite_ini(void)
{
	Suite *s = suite_create("ini");
	TCase *t = tcase_create("ini");

	tcase_add_test(t, test_lines);
	tcase_add_test(t, test_comments);
	tcase_add_test(t, test_faults);
	tcase_add_test(t, test_long_lines);
	tcase_add_test(t, test_too_long);
	suite_add_tcase(s, t);
	return s;
}
