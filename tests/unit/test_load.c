/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "zone/zone.h"

#include <check.h>         /* last: it defines fail() as a macro */

struct loaded {
	struct zone zone;
	struct names names;
	struct arena arena;
};

static void
load_records(struct loaded *l, struct str text, const char *origin)
{
	struct zone_options options = { .origin = str_of(origin) };
	struct error err;

	*l = (struct loaded){ .zone = { .exists = false } };
	ck_assert(zone_load_text(&l->zone, NULL, AFTER, S("test.zone"), text, &options,
	    &l->names, &l->arena, &err));
}

static void
load(struct loaded *l, const char *text, const char *origin)
{
	load_records(l, str_of(text), origin);
	for (size_t i = 0; i < l->zone.n; i++)
		record_data(&l->zone, &l->zone.records[i]);
}

static void
unload(struct loaded *l)
{
	zone_free(&l->zone);
	names_free(&l->names);
	arena_free(&l->arena);
}

/* "owner ttl type data" of every record of the zone, a line each, in file order. */
static void
records(struct loaded *l, struct buf *out)
{
	for (size_t i = 0; i < l->zone.n; i++) {
		struct record *r = &l->zone.records[i];

		if (r->data)
			buf_printf(out, "%.*s %u %.*s %.*s\n", STR(name_text(&l->arena, r->owner)), r->ttl,
			    STR(type_text(&l->arena, r->type)), STR(record_text(&l->arena, &l->zone, r)));
	}
}

#define HEAD "$TTL 300\n@ SOA ns1 host 1 2 3 4 5\n@ NS ns1\n"
#define HEAD_OUT "example.com. 300 SOA ns1.example.com. host.example.com. 1 2 3 4 5\n" \
	"example.com. 300 NS ns1.example.com.\n"

START_TEST(reading)
{
	static const struct { const char *text, *want; } cases[] = {
		/* owner, TTL and class in either order, and left out */
		{ HEAD "a 60 IN A 192.0.2.1\n IN 61 A 192.0.2.2\n\tA 192.0.2.3\n", HEAD_OUT
		    "a.example.com. 60 A 192.0.2.1\na.example.com. 61 A 192.0.2.2\n"
		    "a.example.com. 300 A 192.0.2.3\n" },
		{ HEAD "A A 192.0.2.1\n", HEAD_OUT "a.example.com. 300 A 192.0.2.1\n" },
		/* $ORIGIN is relative to the one before, and TTL units count */
		{ HEAD "$ORIGIN sub\na 1h A 192.0.2.1\n$ORIGIN deep\n@ A 192.0.2.2\n"
		    "$ORIGIN example.com.\nb A 192.0.2.3\n", HEAD_OUT
		    "a.sub.example.com. 3600 A 192.0.2.1\ndeep.sub.example.com. 300 A 192.0.2.2\n"
		    "b.example.com. 300 A 192.0.2.3\n" },
		{ HEAD "$ttl 2d\na A 192.0.2.1\n", HEAD_OUT "a.example.com. 172800 A 192.0.2.1\n" },
		/* parentheses anywhere */
		{ HEAD "a ( 60\n IN MX\n 10 ; ten\n mail )\nb A 192.0.2.1\n", HEAD_OUT
		    "a.example.com. 60 MX 10 mail.example.com.\nb.example.com. 300 A 192.0.2.1\n" },
		{ HEAD "(a IN MX 10 mail)\n", HEAD_OUT "a.example.com. 300 MX 10 mail.example.com.\n" },
		/* quotes and escapes */
		{ HEAD "a TXT \"x;y\" z\\;w\n", HEAD_OUT "a.example.com. 300 TXT \"x;y\" \"z;w\"\n" },
		/* the owner survives directives and blank lines */
		{ HEAD "a A 192.0.2.1\n\n   ; nothing\n$TTL 5\n A 192.0.2.2\n", HEAD_OUT
		    "a.example.com. 300 A 192.0.2.1\na.example.com. 5 A 192.0.2.2\n" },
		/* CRLF, and no newline at the end */
		{ "$TTL 300\r\n@ SOA ns1 host 1 2 3 4 5\r\n@ NS ns1\r\na A 192.0.2.1", HEAD_OUT
		    "a.example.com. 300 A 192.0.2.1\n" },
		/* TTL of the record before (RFC 1035), of the SOA's MINIMUM (BIND) */
		{ "@ 60 SOA ns1 host 1 2 3 4 5\n@ NS ns1\n@ 70 A 192.0.2.1\n@ AAAA ::1\n",
		    "example.com. 60 SOA ns1.example.com. host.example.com. 1 2 3 4 5\n"
		    "example.com. 60 NS ns1.example.com.\nexample.com. 70 A 192.0.2.1\n"
		    "example.com. 70 AAAA ::1\n" },
		{ "@ SOA ns1 host 1 2 3 4 5\n@ NS ns1\n",
		    "example.com. 5 SOA ns1.example.com. host.example.com. 1 2 3 4 5\n"
		    "example.com. 5 NS ns1.example.com.\n" },
		/* $GENERATE with its modifiers */
		{ HEAD "$GENERATE 1-3/2 h$ A 192.0.2.$\n", HEAD_OUT
		    "h1.example.com. 300 A 192.0.2.1\nh3.example.com. 300 A 192.0.2.3\n" },
		{ HEAD "$GENERATE 9-10 h-${1,4,x} 60 CNAME t${-9,2}$$\n", HEAD_OUT
		    "h-000a.example.com. 60 CNAME t00\\$.example.com.\n"
		    "h-000b.example.com. 60 CNAME t01\\$.example.com.\n" },
		{ HEAD "$GENERATE 18-18 ${0,3,n} MX \"10 m$\"\n", HEAD_OUT
		    "2.1.example.com. 300 MX 10 m18.example.com.\n" },
		/* types by number, unknown ones as octets */
		{ HEAD "a TYPE1 192.0.2.1\nb A \\# 4 c0000201\nc TYPE65280 \\# 2 abcd\n", HEAD_OUT
		    "a.example.com. 300 A 192.0.2.1\nb.example.com. 300 A 192.0.2.1\n"
		    "c.example.com. 300 TYPE65280 \\# 2 ABCD\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct loaded l;
		struct buf out = { NULL, 0, 0 };

		load(&l, cases[i].text, "example.com.");
		records(&l, &out);
		ck_assert_str_eq(out.p, cases[i].want);
		buf_free(&out);
		unload(&l);
	}
}
END_TEST

/* Every fault is noted where it stands, and reading goes on behind it. */
START_TEST(faults)
{
	static const struct {
		const char *line;
		enum fault_kind kind;
		uint32_t line_number, column;
		bool refused;
	} cases[] = {
		{ "a A 192.0.2.256\n", FAULT_LOAD, 4, 5, true },
		{ "a A\n", FAULT_LOAD, 4, 4, true },
		{ "a 60 IN\n", FAULT_LOAD, 4, 8, true },
		{ "a 1x A 192.0.2.1\n", FAULT_LOAD, 4, 3, true },
		{ "a PRT b\n", FAULT_LOAD, 4, 3, true },
		{ "a # comment\n", FAULT_LOAD, 4, 3, true },
		{ "a..b A 192.0.2.1\n", FAULT_LOAD, 4, 1, true },
		{ "a A 192.0.2.1 )\n", FAULT_LOAD, 4, 15, true },
		{ "a TXT \"x\n", FAULT_LOAD, 4, 7, true },
		{ "$FOO x\n", FAULT_LOAD, 4, 1, true },
		{ "$TTL x\n", FAULT_LOAD, 4, 6, true },
		{ "$GENERATE x a A 192.0.2.1\n", FAULT_LOAD, 4, 11, true },
		{ "$GENERATE 1-70000 a$ A 192.0.2.1\n", FAULT_GENERATE, 4, 19, false },
		{ "a {{ ttl }} A 192.0.2.1\n", FAULT_LOAD, 4, 3, true },
		{ "a 300/10 DYNA geo!x\n", FAULT_LOAD, 4, 3, true },
		{ "<<<<<<< HEAD\n", FAULT_MERGE_MARKER, 4, 1, true },
		{ "a CH TXT x\n", FAULT_CLASS, 4, 3, true },
		{ "a.example.org. A 192.0.2.1\n", FAULT_OUT_OF_ZONE, 4, 1, false },
		{ "a TYPE65280 \\# 1 00\n", FAULT_UNKNOWN_TYPE, 4, 13, false },
		{ "a TXT \"\x1b[31m\"\n", FAULT_CONTROL_CHAR, 4, 8, false },
		{ "a TXT \"\xe2\x80\xae\"\n", FAULT_CONTROL_CHAR, 4, 8, false },
		{ "a A 192.0.2.1\rb A 192.0.2.2\n", FAULT_CONTROL_CHAR, 4, 14, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct loaded l;
		struct buf text = { NULL, 0, 0 };
		const struct fault *f;

		buf_printf(&text, "%s%sz A 192.0.2.9\n", HEAD, cases[i].line);
		load(&l, text.p, "example.com.");
		ck_assert_msg(l.zone.nfaults >= 1, "no fault in %s", cases[i].line);
		f = &l.zone.faults[0];
		ck_assert_msg(f->kind == cases[i].kind, "%s: %.*s", cases[i].line, STR(f->message));
		ck_assert_msg(f->line == cases[i].line_number && f->column == cases[i].column,
		    "%s: at %u:%u", cases[i].line, f->line, f->column);
		ck_assert_msg(f->refused == cases[i].refused, "%s", cases[i].line);
		ck_assert_msg(l.zone.records[l.zone.n - 1].data &&
		    l.zone.records[l.zone.n - 1].data->wire[3] == 9, "%s: reading stopped", cases[i].line);
		unload(&l);
		buf_free(&text);
	}
}
END_TEST

START_TEST(faults_of_the_whole)
{
	static const struct { const char *text; enum fault_kind kind; } cases[] = {
		{ "", FAULT_SOA },
		{ "$TTL 1\n@ NS ns1\n", FAULT_SOA },
		{ "$TTL 1\n@ SOA a b 1 2 3 4 5\n", FAULT_APEX_NS },
		{ HEAD "@ SOA ns1 host 2 2 3 4 5\n", FAULT_SOA },
		{ HEAD "a SOA ns1 host 1 2 3 4 5\n", FAULT_SOA },
		{ "$TTL 1\n@ NS ns1\n@ SOA a b 1 2 3 4 5\n", FAULT_SOA },
		{ "@ NS ns1\n" HEAD, FAULT_TTL_MISSING },
		{ HEAD "a TXT ( x\n", FAULT_TRUNCATED },
		{ "\xef\xbb\xbf" HEAD, FAULT_CONTROL_CHAR },
		{ " A 192.0.2.1\n" HEAD, FAULT_LOAD },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct loaded l;

		load(&l, cases[i].text, "example.com.");
		ck_assert_msg(l.zone.nfaults >= 1, "no fault in %s", cases[i].text);
		ck_assert_msg(l.zone.faults[0].kind == cases[i].kind, "%s: %.*s", cases[i].text,
		    STR(l.zone.faults[0].message));
		unload(&l);
	}
}
END_TEST

static struct name *
name(struct loaded *l, const char *text)
{
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	ck_assert_int_eq(name_parse(str_of(text), l->zone.apex, wire, &len), NAME_GOOD);
	return names_intern(&l->names, wire, len);
}

START_TEST(questions)
{
	static const char text[] = HEAD
	    "ns1 A 192.0.2.1\n"
	    "sub NS ns1.sub\n"
	    "sub NS ns.example.net.\n"
	    "ns1.sub A 192.0.2.2\n"
	    "lost.sub TXT x\n"
	    "d DNAME other\n"
	    "x.d A 192.0.2.3\n"
	    "www CNAME web\n"
	    "web A 192.0.2.4\n"
	    "a.b.c A 192.0.2.5\n"
	    "*.wild A 192.0.2.6\n"
	    "l1 CNAME l2\n"
	    "l2 CNAME l1\n"
	    "t TXT x\n";
	static const struct { const char *name; enum reach reach; } reach[] = {
		{ "ns1", REACHED }, { "www", REACHED }, { "any.wild", REACHED }, { "l1", LOOP },
		{ "t", NO_ADDRESS }, { "b.c", NO_ADDRESS }, { "nothing", NO_NAME },
		{ "host.sub", OUTSIDE }, { "ns1.sub", REACHED }, { "y.d", OUTSIDE },
		{ "www.example.org.", OUTSIDE }, { "wild", NO_ADDRESS },
	};
	struct loaded l;
	size_t n;

	load(&l, text, "example.com.");
	ck_assert_ptr_eq(zone_cut(&l.zone, name(&l, "lost.sub")), name(&l, "sub"));
	ck_assert_ptr_null(zone_cut(&l.zone, name(&l, "www")));
	ck_assert_ptr_null(zone_cut(&l.zone, l.zone.apex));
	ck_assert(zone_occluded(&l.zone, name(&l, "lost.sub"), TYPE_TXT));
	ck_assert(!zone_occluded(&l.zone, name(&l, "sub"), TYPE_NS));
	ck_assert(zone_occluded(&l.zone, name(&l, "x.d"), TYPE_A));
	ck_assert(zone_is_glue(&l.zone, name(&l, "ns1.sub")));
	ck_assert(!zone_is_glue(&l.zone, name(&l, "lost.sub")));
	ck_assert(zone_has_below(&l.zone, name(&l, "b.c")));
	ck_assert(zone_exists(&l.zone, name(&l, "c")) && !zone_has(&l.zone, name(&l, "c"), 0));
	ck_assert(!zone_has_below(&l.zone, name(&l, "a.b.c")));
	ck_assert(!zone_exists(&l.zone, name(&l, "nothing")));
	for (size_t i = 0; i < sizeof(reach) / sizeof(reach[0]); i++)
		ck_assert_msg(zone_reach(&l.zone, name(&l, reach[i].name)) == reach[i].reach, "%s",
		    reach[i].name);
	zone_pointers(&l.zone, name(&l, "ns1"), &n);
	ck_assert_uint_eq(n, 2);                /* the apex NS and the SOA's MNAME */
	zone_pointers(&l.zone, name(&l, "ns.example.net."), &n);
	ck_assert_uint_eq(n, 1);
	zone_pointers(&l.zone, name(&l, "t"), &n);
	ck_assert_uint_eq(n, 0);
	unload(&l);
}
END_TEST

/* Records and faults of a text that ends where its memory ends. */
static struct buf
read_to_the_end(struct str text, enum gear gear)
{
	struct zone_options options = { .origin = S("example.com."), .gear = gear };
	struct loaded l = { .zone = { .exists = false } };
	struct buf out = { NULL, 0, 0 };
	char *exact = memcpy(memory_new(text.len), text.p, text.len);
	struct error err;

	ck_assert(zone_load_text(&l.zone, NULL, AFTER, S("test.zone"), str_n(exact, text.len), &options,
	    &l.names, &l.arena, &err));
	zone_read_all(&l.zone);
	records(&l, &out);
	for (size_t i = 0; i < l.zone.nfaults; i++)
		buf_printf(&out, "%u:%u %.*s\n", l.zone.faults[i].line, l.zone.faults[i].column,
		    STR(l.zone.faults[i].message));
	unload(&l);
	free(exact);
	return out;
}

/* Wherever a file was cut off, the short way over plain lines finds what the lexer finds. */
START_TEST(cut_off)
{
	struct str text = S(HEAD "a  60 \tIN  A  192.0.2.1  ; c\n \t AAAA ::1\n[a  \n60 MX 10 b\nIN \n"
	    "c.example.com. TXT \"q;\" x\\; ; d\n\n ; e\n@ IN 1h NS ns2\n");

	for (size_t len = 0; len <= text.len; len++) {
		struct buf lexed = read_to_the_end(str_n(text.p, len), GEAR_LEXED);
		struct buf plain = read_to_the_end(str_n(text.p, len), GEAR_FULL);

		ck_assert_msg(str_eq(buf_str(&lexed), buf_str(&plain)), "%zu octets:\n%.*s---\n%.*s", len,
		    STR(buf_str(&lexed)), STR(buf_str(&plain)));
		buf_free(&lexed);
		buf_free(&plain);
	}
}
END_TEST

/* A large zone's data is read in several threads, and kept once where it is equal. */
START_TEST(data_of_all)
{
	static const char *const lines[] = { "A 192.0.2.%zu", "NS ns%zu", "AAAA 2001:db8::%zu", "TXT \"n %zu\"",
		"MX %zu mail", "A 192.0.2.1%zu99", "TYPE65280 \\# 1 0%zu", "MX ( %zu\n mail )", "NS ns%zu." };
	enum { LINES = sizeof(lines) / sizeof(lines[0]), RECORDS = 100000 };
	struct buf text = { NULL, 0, 0 }, want = { NULL, 0, 0 }, got = { NULL, 0, 0 };
	struct loaded one, all;

	buf_add(&text, S(HEAD));
	for (size_t i = 0; i < RECORDS; i++) {
		/* Broken ones stand far apart, in different parts. */
		size_t line = i % LINES == 5 && i % 1000 ? 0 : i % LINES;

		buf_printf(&text, "%s%zu ", i % 5000 ? "n" : "$ORIGIN sub.example.com.\nn", i);
		buf_printf(&text, lines[line], i % 7);
		buf_put(&text, '\n');
	}
	load_records(&one, buf_str(&text), "example.com.");
	load_records(&all, buf_str(&text), "example.com.");
	for (size_t i = 0; i < one.zone.n; i++)
		record_data(&one.zone, &one.zone.records[i]);
	zone_read_data(&all.zone);
	ck_assert_uint_eq(all.zone.n, RECORDS + 2);
	ck_assert_uint_gt(one.zone.nfaults, 5);
	ck_assert_uint_eq(all.zone.nfaults, one.zone.nfaults);
	for (size_t i = 0; i < one.zone.nfaults; i++) {
		ck_assert_uint_eq(all.zone.faults[i].line, one.zone.faults[i].line);
		ck_assert(str_eq(all.zone.faults[i].message, one.zone.faults[i].message));
	}
	records(&one, &want);
	records(&all, &got);
	ck_assert(str_eq(buf_str(&got), buf_str(&want)));
	/* The same server twice takes room once, where one thread met both. */
	ck_assert_ptr_eq(all.zone.records[1 + 1 + 1].data, all.zone.records[3 + LINES * 7].data);
	buf_free(&text);
	buf_free(&want);
	buf_free(&got);
	unload(&one);
	unload(&all);
}
END_TEST

Suite *suite_load(void);

Suite *
suite_load(void)
{
	Suite *suite = suite_create("load");
	TCase *tcase = tcase_create("load zone");

	tcase_add_test(tcase, reading);
	tcase_add_test(tcase, faults);
	tcase_add_test(tcase, faults_of_the_whole);
	tcase_add_test(tcase, questions);
	tcase_add_test(tcase, cut_off);
	tcase_add_test(tcase, data_of_all);
	suite_add_tcase(suite, tcase);
	return suite;
}
