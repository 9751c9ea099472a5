/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "base/buf.h"
#include "zone/lex.h"

#include <check.h>         /* last: it defines fail() as a macro */

/* Writes an entry's tokens: words as they are, "quoted", E at its end, ! for a fault. */
static void
tokens(const char *text, struct buf *out)
{
	struct lexer lex;
	struct str word;

	enum token token = TOKEN_END;

	lex_start(&lex, str_of(text));
	while (!lex_done(&lex) || token != TOKEN_END) {
		token = lex_token(&lex, &word);
		switch (token) {
		case TOKEN_WORD: buf_printf(out, "%.*s ", STR(word)); break;
		case TOKEN_QUOTED: buf_printf(out, "\"%.*s\" ", STR(word)); break;
		case TOKEN_END: buf_printf(out, "E%u ", lex.line); break;
		default:
			buf_printf(out, "!%u ", lex.line);
			lex_recover(&lex);
			token = TOKEN_END;
			break;
		}
	}
}

START_TEST(splitting)
{
	static const struct { const char *text, *want; } cases[] = {
		{ "a b\nc\n", "a b E2 c E3 " },
		{ "a ; b\n", "a E2 " },
		{ "a;b\n", "a E2 " },
		{ "a ( b ; c\n d )\n", "a b d E3 " },
		{ "a (b) c\n", "a b c E2 " },
		{ "(a\n)b\n", "a b E3 " },
		{ "\"a;b (\" c\n", "\"a;b (\" c E2 " },
		{ "\"a\\\"b\"\n", "\"a\\\"b\" E2 " },
		{ "a\"b\"\n", "a \"b\" E2 " },
		{ "\"\"\n", "\"\" E2 " },
		{ "a\\;b a\\ b\n", "a\\;b a\\ b E2 " },
		{ "a\r\nb\r\n", "a E2 b E3 " },
		{ "a", "a E1 " },
		{ "a )\nb\n", "a !1 b E3 " },
		{ "\"a\nb\n", "!1 b E3 " },
		{ "a (\nb\n", "a b !3 " },
		{ "\"a\\\nb\n", "!1 b E3 " },
		{ "a\\", "a\\ E1 " },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = { NULL, 0, 0 };

		tokens(cases[i].text, &out);
		ck_assert_str_eq(out.p, cases[i].want);
		buf_free(&out);
	}
}
END_TEST

START_TEST(rest_of_entry)
{
	static const struct { const char *text, *rest; unsigned depth; uint32_t line, next; } cases[] = {
		{ "x 10 mail ; c\n", "10 mail", 0, 1, 2 },
		{ "x ( 10\n mail )\n", "10\n mail )", 1, 1, 3 },
		{ "x 10 (mail)\n", "10 (mail)", 0, 1, 2 },
		{ "x (\n10 mail\n; c\n)\n", "10 mail\n; c\n)", 1, 2, 5 },
		{ "x\n", "", 0, 1, 2 },
		{ "x \"a ; b\" ; c\n", "\"a ; b\"", 0, 1, 2 },
		{ "x 1  \r\n", "1", 0, 1, 2 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lexer lex;
		struct str word;
		unsigned depth;
		uint32_t line;

		lex_start(&lex, str_of(cases[i].text));
		ck_assert_int_eq(lex_token(&lex, &word), TOKEN_WORD);
		ck_assert_int_eq(lex_rest(&lex, &word, &depth, &line), TOKEN_END);
		ck_assert_msg(str_eq(word, str_of(cases[i].rest)), "'%.*s' of '%s'", STR(word),
		    cases[i].text);
		ck_assert_uint_eq(depth, cases[i].depth);
		ck_assert_uint_eq(line, cases[i].line);
		ck_assert_uint_eq(lex.line, cases[i].next);
	}
}
END_TEST

START_TEST(depth_is_bounded)
{
	struct lexer lex;
	struct str word;
	char text[400];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = '(';
	lex_start(&lex, str_n(text, sizeof(text)));
	ck_assert_int_eq(lex_token(&lex, &word), TOKEN_DEEP);
	lex_start(&lex, str_n(text, 255));
	ck_assert_int_eq(lex_token(&lex, &word), TOKEN_NO_CLOSING_PARENTHESIS);
}
END_TEST

Suite *suite_lex(void);

Suite *
suite_lex(void)
{
	Suite *suite = suite_create("lex");
	TCase *tcase = tcase_create("lex");

	tcase_add_test(tcase, splitting);
	tcase_add_test(tcase, rest_of_entry);
	tcase_add_test(tcase, depth_is_bounded);
	suite_add_tcase(suite, tcase);
	return suite;
}
