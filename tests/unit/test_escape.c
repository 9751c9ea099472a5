/* SPDX-License-Identifier: BSD-2-Clause */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "report/escape.h"

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_escape(void);

struct sample {
	const char *in, *out;
};

static void
all(void (*escape)(struct buf *, struct str), const struct sample *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct buf out = { NULL, 0, 0 };

		escape(&out, str_of(v[i].in));
		ck_assert_msg(str_eq(buf_str(&out), str_of(v[i].out)), "'%s': got '%.*s', want '%s'",
		    v[i].in, STR(buf_str(&out)), v[i].out);
		buf_free(&out);
	}
}

#define ALL(escape, v) all((escape), (v), sizeof(v) / sizeof((v)[0]))

START_TEST(terminal)
{
	static const struct sample v[] = {
		{ "", "" },
		{ "www.example.com. A \"a b\" \\032\\\\", "www.example.com. A \"a b\" \\032\\\\" },
		{ "\033[31mred\033[m", "\\027[31mred\\027[m" },
		{ "a\rb\nc\td", "a\\013b\\010c\\009d" },
		{ "\x7f\x80\xff", "\\127\\128\\255" },
		{ "\xc3\xb7", "\\195\\183" },
		{ "::error::x", ":\\058error::x" },
		{ "   ::warning::x", "   :\\058warning::x" },
		{ "2001:db8::1", "2001:db8::1" },
		{ ":one", ":one" },
		{ "##[error]x", "#\\035[error]x" },
		{ "a ##vso[task.complete]", "a #\\035vso[task.complete]" },
		{ "###teamcity[x]", "#\\035#teamcity[x]" },
	};

	ALL(escape_terminal, v);
}
END_TEST

/* A line is put together from pieces; only the whole tells whether a runner would obey it. */
START_TEST(terminal_pieces)
{
	static const struct {
		const char *before, *in, *out;
	} v[] = {
		{ "", "::error::", ":\\058error::" },
		{ "    ", "::error::", "    :\\058error::" },
		{ "line\n", "::error::", "line\n:\\058error::" },
		{ "line\n  ", "  ::error::", "line\n    :\\058error::" },
		{ "AAAA ", "::1", "AAAA ::1" },
		{ ":", ":error::", ":\\058error::" },
		{ "#", "#[error]", "#\\035[error]" },
		{ "a#", "[error]", "a#[error]" },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct buf out = { NULL, 0, 0 };

		buf_add(&out, str_of(v[i].before));
		escape_terminal(&out, str_of(v[i].in));
		ck_assert_msg(str_eq(buf_str(&out), str_of(v[i].out)), "got '%.*s', want '%s'",
		    STR(buf_str(&out)), v[i].out);
		buf_free(&out);
	}
}
END_TEST

START_TEST(github)
{
	static const struct sample messages[] = {
		{ "plain: a, b", "plain: a, b" },
		{ "100%\r\nnext", "100%25%0D%0Anext" },
		{ "%0A", "%250A" },
		{ "\033[m\xff", "\\027[m\\255" },
		{ "##[group]", "#\\035[group]" },
	};
	static const struct sample properties[] = {
		{ "zones/a.zone", "zones/a.zone" },
		{ "a,line=1::x", "a%2Cline=1%3A%3Ax" },
		{ "50%\n", "50%25%0A" },
		{ "a##[b", "a#\\035[b" },
	};

	ALL(escape_github_message, messages);
	ALL(escape_github_property, properties);
}
END_TEST

START_TEST(paths)
{
	static const struct sample v[] = {
		{ "zones/example.com.zone", "zones/example.com.zone" },
		{ "a b.zone", "a b.zone" },
		{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "\a\b\t\n\v\f\r", "\"\\a\\b\\t\\n\\v\\f\\r\"" },
		{ "\001\033\177\303\251", "\"\\001\\033\\177\\303\\251\"" },
		{ "::error::x", "\"::error::x\"" },
		{ " ::error::x", "\" ::error::x\"" },
		{ "a##[error]x", "\"a#\\043[error]x\"" },
	};

	ALL(escape_path, v);
}
END_TEST

START_TEST(utf8)
{
	static const struct sample v[] = {
		{ "plain", "plain" },
		{ "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80" },
		{ "\xff", "\\255" },
		{ "a\xc3", "a\\195" },
		{ "\xc0\x80", "\\192\\128" },                   /* overlong NUL */
		{ "\xe0\x80\xaf", "\\224\\128\\175" },          /* overlong slash */
		{ "\xed\xa0\x80", "\\237\\160\\128" },          /* a surrogate */
		{ "\xf4\x90\x80\x80", "\\244\\144\\128\\128" }, /* above U+10FFFF */
		{ "\xe2\x82z", "\\226\\130z" },
	};

	ALL(escape_utf8, v);
}
END_TEST

START_TEST(shown)
{
	static const struct sample visible[] = {
		{ "z\xc3\xb6ne/\xe4\xbe\x8b.zone", "z\xc3\xb6ne/\xe4\xbe\x8b.zone" },
		{ "\033[m\x7f\t", "\\027[m\\127\\009" },
		{ "\xc2\x85", "\\194\\133" },                                /* C1: next line */
		{ "a\xe2\x80\xae" "b", "a\\226\\128\\174b" },               /* right-to-left override */
		{ "a\xe2\x80\x8b" "b", "a\\226\\128\\139b" },               /* zero width space */
		{ "\xef\xbb\xbf", "\\239\\187\\191" },                      /* byte order mark */
		{ "\xef\xbf\xbe", "\\239\\191\\190" },                      /* U+FFFE */
		{ "\xf3\xa0\x81\x81", "\\243\\160\\129\\129" },            /* tag A */
		{ "\xff", "\\255" },
	};
	static const struct sample xml[] = {
		{ "<a b=\"c\" d='e'>&amp;", "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;amp;" },
		{ "##[x]", "#&#35;[x]" },
		{ "]]>\001", "]]&gt;\\001" },
		{ "\xc3\xb6", "\xc3\xb6" },
	};
	static const struct sample uri[] = {
		{ "zones/a-b_c.~1.zone", "zones/a-b_c.~1.zone" },
		{ "a b#c?d%:\n\xff", "a%20b%23c%3Fd%25%3A%0A%FF" },
	};
	static const struct sample markdown[] = {
		{ "a *b* <c> [d](e) _f_ `g` | #1", "a \\*b\\* \\<c\\> \\[d\\](e) \\_f\\_ `g` \\| \\#1" },
	};

	ALL(escape_visible, visible);
	ALL(escape_xml, xml);
	ALL(escape_uri, uri);
	ALL(escape_markdown, markdown);
}
END_TEST

/* What the JSON library would refuse must not get past the escaper. */
START_TEST(utf8_always_valid)
{
	char bytes[64];
	unsigned seed = 1;

	for (int round = 0; round < 20000; round++) {
		struct buf out = { NULL, 0, 0 };
		json_t *value;

		for (size_t i = 0; i < sizeof(bytes); i++) {
			seed = seed * 1103515245 + 12345;
			bytes[i] = (char)(seed >> 16 | (round & 1 ? 0x80 : 0));
		}
		escape_utf8(&out, str_n(bytes, sizeof(bytes)));
		value = json_stringn(out.p, out.len);
		ck_assert_ptr_nonnull(value);
		json_decref(value);
		buf_free(&out);
	}
}
END_TEST

/* Whatever comes in, a log line is printable and starts no command. */
START_TEST(terminal_always_safe)
{
	static const char alphabet[] = ":# \n\033[v\xff" "a";
	unsigned seed = 7;

	for (int round = 0; round < 20000; round++) {
		struct buf out = { NULL, 0, 0 };
		size_t blanks = 0;

		for (int piece = 0; piece < 3; piece++) {
			char in[6];

			for (size_t i = 0; i < sizeof(in); i++) {
				seed = seed * 1103515245 + 12345;
				in[i] = alphabet[(seed >> 16) % (sizeof(alphabet) - 1)];
			}
			escape_terminal(&out, str_n(in, sizeof(in)));
		}
		for (size_t i = 0; i < out.len; i++)
			ck_assert(out.p[i] >= 0x20 && out.p[i] <= 0x7e);
		while (blanks < out.len && out.p[blanks] == ' ')
			blanks++;
		ck_assert(!str_starts(str_skip(buf_str(&out), blanks), S("::")));
		ck_assert(!str_has(buf_str(&out), S("##")));
		buf_free(&out);
	}
}
END_TEST

Suite *
suite_escape(void)
{
	Suite *s = suite_create("escape");
	TCase *t = tcase_create("all");

	tcase_set_timeout(t, 120);      /* a busy machine is no fault */
	tcase_add_test(t, terminal);
	tcase_add_test(t, terminal_pieces);
	tcase_add_test(t, github);
	tcase_add_test(t, paths);
	tcase_add_test(t, utf8);
	tcase_add_test(t, shown);
	tcase_add_test(t, utf8_always_valid);
	tcase_add_test(t, terminal_always_safe);
	suite_add_tcase(s, t);
	return s;
}
