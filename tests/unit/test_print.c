/* SPDX-License-Identifier: BSD-2-Clause */
#include "print_records.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_print(void);

#define APEX "@ 60 SOA ns1 host 1 2 3 4 5\n@ NS ns1\n"
#define APEX_TEXT "example. 60 IN SOA ns1.example. host.example. 1 2 3 4 5\n" \
	"example. 60 IN NS ns1.example.\n"
#define SIGNED(type) "RRSIG " type " 13 1 60 20260209000000 20260109000000 1 example. AAAA\n"

static const struct {
	const char *what, *text, *want;
} printings[] = {
	{ "labels that end are before labels that go on, octet 0 too",
		"ab 60 A 192.0.2.1\na\\000 A 192.0.2.1\nz.a A 192.0.2.1\na A 192.0.2.1\n",
		"a.example. 60 IN A 192.0.2.1\nz.a.example. 60 IN A 192.0.2.1\n"
		"a\\000.example. 60 IN A 192.0.2.1\nab.example. 60 IN A 192.0.2.1\n" },
	{ "behind eight octets, and high ones",
		"abcdefghz 60 A 192.0.2.1\n\\255 A 192.0.2.1\nABCDEFGHA A 192.0.2.1\nx.abcdefgh A 192.0.2.1\n"
		"abcdefgh A 192.0.2.1\n* A 192.0.2.1\n",
		"*.example. 60 IN A 192.0.2.1\nabcdefgh.example. 60 IN A 192.0.2.1\n"
		"x.abcdefgh.example. 60 IN A 192.0.2.1\nabcdefgha.example. 60 IN A 192.0.2.1\n"
		"abcdefghz.example. 60 IN A 192.0.2.1\n\\255.example. 60 IN A 192.0.2.1\n" },
	{ "types and data in order, each once, one TTL a set: that of the first in the file",
		"x 7 TXT b\nx 300 A 192.0.2.2\nx 60 A 192.0.2.1\nx 60 A 192.0.2.2\nx 60 TXT a\n",
		"x.example. 300 IN A 192.0.2.1\nx.example. 300 IN A 192.0.2.2\n"
		"x.example. 7 IN TXT \"a\"\nx.example. 7 IN TXT \"b\"\n" },
	{ "signatures go with the type that they cover",
		"x 60 " SIGNED("TXT") "x 300 " SIGNED("A") "x 4294967295 AAAA ::1\n", NULL },
	{ "what lies outside is left out", "x.example.org. 60 A 192.0.2.1\n", "" },
};

static struct str
print(const char *text, struct arena *a)
{
	struct zone_options options = { .origin = S("example.") };
	struct names names = { .n = 0 };
	struct zone zone;
	struct error err;
	struct str out;
	char *written = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&written, &len);

	ck_assert(zone_load_text(&zone, NULL, AFTER, S("z"), arena_printf(a, APEX "%s", text), &options,
	    &names, a, &err));
	zone_read_all(&zone);
	print_records(to, &zone);
	fclose(to);
	out = arena_dup(a, str_n(written, len));
	free(written);
	zone_free(&zone);
	names_free(&names);
	return out;
}

START_TEST(printing)
{
	struct arena a = { NULL };
	struct str have = print(printings[_i].text, &a), want;

	if (printings[_i].want) {
		want = arena_printf(&a, APEX_TEXT "%s", printings[_i].want);
		ck_assert_msg(str_eq(have, want), "%s:\n%.*s", printings[_i].what, STR(have));
	} else {
		ck_assert_msg(str_has(have, S("x.example. 60 IN RRSIG TXT ")), "%.*s", STR(have));
		ck_assert_msg(str_has(have, S("x.example. 300 IN RRSIG A ")), "%.*s", STR(have));
		ck_assert_msg(str_has(have, S("x.example. 0 IN AAAA ::1\n")), "%.*s", STR(have));
	}
	arena_free(&a);
}
END_TEST

/* So many that equal data is kept once, written from the last owner to the first. */
START_TEST(many)
{
	enum { MANY = 70000 };
	struct buf text = { NULL, 0, 0 }, want = { NULL, 0, 0 };
	struct arena a = { NULL };
	struct str have;

	buf_add(&want, S(APEX_TEXT));
	for (int i = MANY; i > 0; i--)
		buf_printf(&text, "h%06d 60 NS ns%d\nh%06d 60 A 192.0.2.%d\n", i, i % 3000, i, i % 7);
	for (int i = 1; i <= MANY; i++)
		buf_printf(&want, "h%06d.example. 60 IN A 192.0.2.%d\nh%06d.example. 60 IN NS ns%d.example.\n",
		    i, i % 7, i, i % 3000);
	have = print(text.p, &a);
	ck_assert(str_eq(have, buf_str(&want)));
	buf_free(&text);
	buf_free(&want);
	arena_free(&a);
}
END_TEST

Suite *
suite_print(void)
{
	Suite *suite = suite_create("print");
	TCase *tcase = tcase_create("records");

	tcase_add_loop_test(tcase, printing, 0, (int)(sizeof(printings) / sizeof(printings[0])));
	tcase_add_test(tcase, many);
	suite_add_tcase(suite, tcase);
	return suite;
}
