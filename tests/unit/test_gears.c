/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All gears, one meaning: zones and edits of every kind are made at random from
 * fixed seeds, read whole by the lexer, whole, and in step, and everything that
 * can be asked of one is asked of all.  ZONEVET_EDITS says how many (default 4000).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "reported.h"
#include "rules/check.h"
#include "zone/ahead.h"

#include <check.h>         /* last: it defines fail() as a macro */

enum { LINES = 70, POLICIES = 2, LOOPS = 4 };

struct random {
	uint64_t state;
};

static unsigned
pick(struct random *r, unsigned n)
{
	r->state = r->state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(r->state >> 33) % n;
}

#define PICK(r, v) ((v)[pick((r), sizeof(v) / sizeof((v)[0]))])

/* --- files in memory ------------------------------------------------------------------ */

struct memory_files {
	struct str zone[2], included[2];
};

static enum read_result
memory_read(struct source *s, int side, struct str path, struct text **text, struct error *err)
{
	struct memory_files *f = s->self;
	bool zone = str_eq(path, S("z"));
	struct text *t;

	(void)err;
	if (!zone && !str_eq(path, S("inc")))
		return READ_ABSENT;
	t = memory_new(sizeof(*t));
	*t = (struct text){ .path = zone ? S("z") : S("inc"),
		.bytes = zone ? f->zone[side] : f->included[side] };
	*text = t;
	return READ_OK;
}

static void
memory_release(struct source *s, struct text *text)
{
	(void)s;
	free(text);
}

static struct str
memory_real(struct source *s, int side, struct str path)
{
	(void)s;
	(void)side;
	return path;
}

/* As of a file that is not mapped: both versions are compared in copies of their blocks. */
static bool
memory_copy(const struct text *text, size_t at, char *to, size_t n)
{
	memcpy(to, text->bytes.p + at, n);
	return true;
}

static const struct source_methods methods = { memory_read, memory_release, NULL, memory_real,
	NULL, NULL, NULL, memory_copy, NULL };

/* --- zones ------------------------------------------------------------------------------ */

static const char *const owners[] = {
	"www", "mail", "a.b", "b", "c.a.b", "x-1", "_srv._tcp", "*.w", "w", "host10", "k.k.k", "zz", "@",
	"www.example.com.", "b.example.com.", "a.b.example.com.", "c.b", "ns1", "ns2", "sub", "ns.sub", "WWW", "deep.er.b", "example.com.",
};
static const char *const odd_owners[] = {
	"x\\.y", "www.EXAMPLE.com.", "www.example.org.", "bad..name", "\\119ww", "\"www\"", "@x", ".",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "$x", "a(b", "<<<<<<<",
};
static const char *const ttls[] = { "300", "60", "3600", "86400", "1h", "2d" };
static const char *const odd_ttls[] = { "1x", "99999999999", "0", "4294967295", "1h30m", "-1" };
static const char *const data[] = {
	"A 192.0.2.1", "A 192.0.2.2", "A\t198.51.100.7", "AAAA 2001:db8::1", "AAAA 2001:db8::2",
	"NS ns1", "NS ns2.example.com.", "NS ns.sub", "CNAME www", "CNAME b.example.com.", "MX 10 mail",
	"MX 20 mail.example.com. ; second", "TXT \"v=spf1 -all\"", "TXT \"a;b\" c  ", "TXT \"q\\\"(q\" ; \"x",
	"SRV 0 0 5060 host10", "PTR www", ("DS 1 13 2 "
	"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"), "CAA 0 issue \"ca.example\"",
	"DNAME w", "TXT (\n \"one\" ; (\n \"two\" )", "MX ( 10\n\tmail ) ; done", "a 192.0.2.9",
	"TYPE65280 \\# 1 00", "TLSA 3 1 1 ab", "TXT tail\\ ", "TXT back\\\\", "TXT a\\;b",
};
static const char *const odd_data[] = {
	"FOO bar", "A", "A 192.0.2.256", "TXT \"open", "A ( 192.0.2.1", "A 192.0.2.1 )", "SOA ns1 host 1 2 3 4 5",
	"CH A 192.0.2.1", "TXT \x01", "TXT \xc3\xa4", "TXT \xe2\x80\x8b", "MX mail", "IN IN A 192.0.2.1",
	"60 60 A 192.0.2.1", "NS", "TYPE0 \\# 0",
};
static const char *const directives[] = {
	"$TTL 300", "$TTL 60", "$TTL 1h ; comment", "$ORIGIN b.example.com.", "$ORIGIN example.com.", "$ORIGIN sub",
	"$ORIGIN w.example.com.", "$ttl 600",
};
static const char *const odd_directives[] = {
	"$ORIGIN example.org.", "$TTL x", "$ORIGIN", "$GENERATE 1-3 g$ A 192.0.2.$", "$INCLUDE inc", "$FOO",
	"$INCLUDE inc sub", "$INCLUDE nowhere", "$TTL 300 300",
};
static const char *const quiet[] = { "", "; comment", " ", "\t; indented (", ";;\"", "; \xc3\xbc" };
static const char *const odd_quiet[] = { "=======", ">>>>>>> x", "<<<<<<< y", ")", "(", "\r", "\x7f", "\xef\xbb\xbf" };

struct lines {
	struct buf v[4 * LINES];
	size_t n;
};

static void
put_record(struct random *r, struct buf *out, bool odd)
{
	bool in = pick(r, 2);

	if (pick(r, 4) == 0)
		buf_add(out, pick(r, 2) ? S(" ") : S("\t\t"));
	else
		buf_printf(out, "%s ", odd && pick(r, 3) == 0 ? PICK(r, odd_owners) : PICK(r, owners));
	if (in && pick(r, 2))
		buf_add(out, pick(r, 3) ? S("IN ") : S("in\t"));
	if (pick(r, 2))
		buf_printf(out, "%s ", odd && pick(r, 4) == 0 ? PICK(r, odd_ttls) : PICK(r, ttls));
	buf_printf(out, "%s", odd && pick(r, 2) ? PICK(r, odd_data) : PICK(r, data));
}

static void
put_line(struct random *r, struct buf *out, unsigned oddity)
{
	bool odd = oddity && pick(r, oddity) == 0;

	buf_clear(out);
	switch (pick(r, 12)) {
	case 0:
		buf_printf(out, "%s", odd ? PICK(r, odd_directives) : PICK(r, directives));
		break;
	case 1:
		buf_printf(out, "%s", odd ? PICK(r, odd_quiet) : PICK(r, quiet));
		break;
	default:
		put_record(r, out, odd);
		break;
	}
}

static void
put_head(struct random *r, struct lines *z)
{
	static const char *const heads[] = {
		"$TTL 300", "@ IN SOA ns1 host ( 1 2 3\n 4 5 )", "@ NS ns1", "ns1 A 192.0.2.53",
	};

	for (size_t i = 0; i < 4; i++)
		if (pick(r, 20))
			buf_printf(&z->v[z->n++], "%s", heads[i]);
}

static void
lines_new(struct random *r, struct lines *z, unsigned oddity)
{
	memset(z, 0, sizeof(*z));
	put_head(r, z);
	for (unsigned n = pick(r, LINES); n > 0; n--)
		put_line(r, &z->v[z->n++], oddity);
}

static void
lines_copy(struct lines *to, const struct lines *from)
{
	memset(to, 0, sizeof(*to));
	to->n = from->n;
	for (size_t i = 0; i < from->n; i++)
		buf_add(&to->v[i], buf_str(&from->v[i]));
}

static void
lines_free(struct lines *z)
{
	for (size_t i = 0; i < z->n; i++)
		buf_free(&z->v[i]);
}

/* --- edits ------------------------------------------------------------------------------- */

static void
move(struct lines *z, size_t from, size_t to)
{
	struct buf line = z->v[from];

	memmove(&z->v[from], &z->v[from + 1], (z->n - from - 1) * sizeof(line));
	memmove(&z->v[to + 1], &z->v[to], (z->n - 1 - to) * sizeof(line));
	z->v[to] = line;
}

static void
insert(struct lines *z, size_t at, struct str text)
{
	memmove(&z->v[at + 1], &z->v[at], (z->n - at) * sizeof(z->v[0]));
	z->v[at] = (struct buf){ NULL, 0, 0 };
	buf_add(&z->v[at], text);
	z->n++;
}

static void
drop(struct lines *z, size_t at)
{
	buf_free(&z->v[at]);
	memmove(&z->v[at], &z->v[at + 1], (z->n - at - 1) * sizeof(z->v[0]));
	z->n--;
}

/* One octet of a line becomes another one that means something. */
static void
scratch(struct random *r, struct buf *line)
{
	static const char octets[] = " \t;()\"\\.@$*aA1\nx";

	if (line->len)
		line->p[pick(r, (unsigned)line->len)] = PICK(r, octets);
}

static void
edit(struct random *r, struct lines *z, unsigned oddity)
{
	size_t at = z->n ? pick(r, (unsigned)z->n) : 0, to = z->n ? pick(r, (unsigned)z->n) : 0;
	struct buf line = { NULL, 0, 0 };

	put_line(r, &line, oddity);
	if (z->n == 0 || (pick(r, 4) == 0 && z->n < 4 * LINES)) {
		insert(z, at, buf_str(&line));
	} else {
		switch (pick(r, 12)) {
		case 0: case 1: case 2:
			drop(z, at);
			break;
		case 3: case 4: case 5:
			buf_clear(&z->v[at]);
			buf_add(&z->v[at], buf_str(&line));
			break;
		case 6: case 7: case 8:
			move(z, at, to);
			break;
		case 9:
			if (z->n < 4 * LINES)
				insert(z, to, buf_str(&z->v[at]));
			break;
		case 10:
			if (oddity)
				scratch(r, &z->v[at]);
			break;
		default:                        /* a whole block changes its place */
			for (size_t n = 1 + pick(r, 9); n > 0 && at < z->n; n--)
				move(z, at, to < at ? to++ : to);
			break;
		}
	}
	buf_free(&line);
}

static struct buf
spell(struct random *r, const struct lines *z, unsigned oddity)
{
	struct buf out = { NULL, 0, 0 };
	bool crlf = oddity && pick(r, 40) == 0;

	for (size_t i = 0; i < z->n; i++)
		buf_printf(&out, "%.*s%s", STR(buf_str(&z->v[i])), crlf ? "\r\n" : "\n");
	if (oddity && out.len && pick(r, 40) == 0)
		out.len = pick(r, (unsigned)out.len);   /* truncated */
	return out;
}

/* --- what is asked --------------------------------------------------------------------- */

static void
answer_records(struct zone *z, struct buf *out)
{
	struct arena a = { NULL };

	for_each_in_zone(r, z)
		buf_printf(out, "%.*s %u %u %u:%u %u %d %.*s\n", STR(name_text(&a, r->owner)), r->ttl, r->type,
		    r->line, record_column(z, r), (unsigned)(r->flags & (RECORD_DEFAULT_TTL | RECORD_DIFFERS |
		    RECORD_NEW_DATA | RECORD_GENERATED)), record_opens_owner(z, r),
		    STR(record_text(&a, z, r)));
	arena_free(&a);
}

static void
answer_name(struct changeset *set, struct zone *z, const char *text, unsigned what, struct buf *out)
{
	struct name *apex = z->apex, *name, *cut;
	uint8_t wire[NAME_MAX_WIRE];
	struct record *cname;
	struct arena a = { NULL };
	size_t len, n;

	if (name_parse(str_of(text), apex, wire, &len) != NAME_GOOD)
		return;
	name = names_intern(&set->names, wire, len);
	buf_printf(out, "%s:", text);
	switch (what) {
	case 0:
		for_each_record(r, z, name, 0)
			buf_printf(out, " %u/%u@%u", r->type, r->ttl, r->line);
		break;
	case 1:
		buf_printf(out, " below %d exists %d", zone_has_below(z, name), zone_exists(z, name));
		break;
	case 2:
		cut = zone_cut(z, name);
		buf_printf(out, " cut %.*s occluded %d", STR(cut ? name_text(&a, cut) : S("none")),
		    zone_occluded(z, name, TYPE_A));
		break;
	case 3:
		zone_pointers(z, name, &n);
		buf_printf(out, " pointers %zu glue %d", n, zone_is_glue(z, name));
		break;
	case 4:
		buf_printf(out, " answers %d", zone_answers(z, name, TYPE_A, &cname));
		buf_printf(out, " %u reach %d", cname ? cname->line : 0, (int)zone_reach(z, name));
		break;
	default:
		buf_printf(out, " count %zu", zone_count(z, name, TYPE_A));
		break;
	}
	buf_put(out, '\n');
	arena_free(&a);
}

/* Questions in an order of their own, so that some come before the zone is read whole. */
static void
answer(struct changeset *set, uint64_t seed, struct buf *out)
{
	struct random r = { seed };

	for (int i = 0; i < 12; i++)
		answer_name(set, &set->zone[pick(&r, 2)], PICK(&r, owners), pick(&r, 6), out);
	if (pick(&r, 2)) {
		const struct tally *t = changeset_tally(set);

		for (int side = BEFORE; side <= AFTER; side++) {
			buf_printf(out, "%zu %zu %zu\n", t->rrsets[side], t->records[side], t->names[side]);
			answer_records(&set->zone[side], out);
		}
		changeset_standing(set);
		buf_printf(out, "standing %zu\n", set->nstanding);
	}
}

/* The report as the program writes it, and the answers. */
static void
judge(struct memory_files *files, enum gear gear, struct policy *policy, uint64_t seed,
    struct buf *out, bool *shared)
{
	struct zone_options options = { .origin = S("example.com."), .gear = gear };
	struct zone_place place = { .origin = S("example.com."), .path = { S("z"), S("z") },
		.options = { &options, &options } };
	struct source source = { .methods = &methods, .self = files };
	struct arena arena = { NULL };
	struct findings findings = { .arena = &arena };
	struct changeset set;
	struct commit commit = { .now = 1767225600 };
	struct reported_zone zone;
	struct report report = { .findings = &findings, .zones = &zone, .nzones = 1, .fail_on = ERROR,
		.now = commit.now };
	struct error err;
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	ck_assert(changeset_load(&set, &source, &place, &err));
	*shared = set.zone[BEFORE].shared != NULL;
	if (seed & 1)
		answer(&set, seed, out);
	rules_run(policy, &commit, &set, &findings);
	findings_settle(&findings);
	reported_zone_fill(&zone, &set, SIZE_MAX, &arena);
	reporter_find(S("json"))->write(f, &report);
	fclose(f);
	buf_add(out, str_n(text, len));
	buf_printf(out, "unread %u %u n %zu %zu\n", set.zone[0].unread, set.zone[1].unread, set.zone[0].n,
	    set.zone[1].n);
	answer(&set, seed + 1, out);
	free(text);
	changeset_free(&set);
	findings_free(&findings);
	arena_free(&arena);
}

/* The first difference of what two gears answer ends the test. */
static void
must_equal(const struct memory_files *files, const struct buf *want, const struct buf *have,
    const char *gear, uint64_t seed)
{
	size_t i = 0;

	if (str_eq(buf_str(want), buf_str(have)))
		return;
	while (i < want->len && i < have->len && want->p[i] == have->p[i])
		i++;
	i = i > 200 ? i - 200 : 0;
	fprintf(stderr, "--- before\n%.*s\n--- after\n%.*s\n", STR(files->zone[0]),
	    STR(files->zone[1]));
	ck_abort_msg("seed %llu\n--- by the lexer\n%.600s\n--- %s\n%.600s", (unsigned long long)seed,
	    want->p + i, gear, have->p + i);
}

static void
compare(struct memory_files *files, struct policy *policy, uint64_t seed, bool *shared)
{
	struct buf lexed = { NULL, 0, 0 }, whole = { NULL, 0, 0 }, step = { NULL, 0, 0 };
	bool never;

	judge(files, GEAR_LEXED, policy, seed, &lexed, &never);
	ck_assert(!never);
	judge(files, GEAR_FULL, policy, seed, &whole, &never);
	ck_assert(!never);
	judge(files, GEAR_SHARED, policy, seed, &step, shared);
	must_equal(files, &lexed, &whole, "whole", seed);
	must_equal(files, &lexed, &step, "in step", seed);
	buf_free(&lexed);
	buf_free(&whole);
	buf_free(&step);
}

static size_t
edits_wanted(void)
{
	const char *text = getenv("ZONEVET_EDITS");
	uint64_t n;

	return text && str_number(str_of(text), 1000000000, &n) ? (size_t)n : 4000;
}

START_TEST(gears)
{
	static const char *const profiles[] = { "baseline", "strict" };
	struct policy *policy[POLICIES];
	struct random r = { (uint64_t)_i * 104729 + 17 };
	const struct ahead_limits usual = ahead_limits;
	size_t rounds = edits_wanted() / LOOPS, together = 0;
	struct error err;

	for (int i = 0; i < POLICIES; i++)
		policy[i] = policy_shipped(profiles[i], &err);
	for (size_t round = 0; round < rounds; round++) {
		static const unsigned oddities[] = { 0, 0, 60, 12 };
		unsigned oddity = PICK(&r, oddities);
		struct lines old, new;
		struct buf text[2];
		struct memory_files files;
		bool shared;

		lines_new(&r, &old, oddity);
		lines_copy(&new, &old);
		for (unsigned n = pick(&r, 8) == 0 ? 20 : pick(&r, 4); n > 0; n--)
			edit(&r, &new, oddity);
		text[0] = spell(&r, &old, oddity);
		text[1] = spell(&r, &new, oddity);
		for (int side = BEFORE; side <= AFTER; side++) {
			files.zone[side] = buf_str(&text[side]);
			files.included[side] = pick(&r, 2) ? S("i A 192.0.2.77\n") : S("$TTL 5\ni A 192.0.2.78\n");
		}
		if (pick(&r, 2))                /* a thread reads every line, or none */
			ahead_limits = (struct ahead_limits){ 0, 0 };
		compare(&files, PICK(&r, policy), r.state, &shared);
		ahead_limits = usual;
		together += shared;
		lines_free(&old);
		lines_free(&new);
		buf_free(&text[0]);
		buf_free(&text[1]);
	}
	ck_assert_msg(together > rounds / 2, "only %zu of %zu were read in step", together, rounds);
	for (int i = 0; i < POLICIES; i++)
		policy_free(policy[i]);
}
END_TEST

/* --- what was found by edits ------------------------------------------------------------- */

#define HEAD "$TTL 300\n@ IN SOA ns1 host 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.53\n"

START_TEST(found)
{
	static const char *const pairs[][2] = {
		/* A name below a wildcard that does not exist. */
		{ HEAD "www.example.com. TLSA 3 1 1 ab\n", HEAD "@ 3600 MX 20 mail.example.com.*\n" },
	};
	struct policy *policy;
	struct error err;

	policy = policy_shipped("baseline", &err);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		for (uint64_t seed = 0; seed < 4; seed++) {
			struct memory_files files = { .zone = { str_of(pairs[i][0]), str_of(pairs[i][1]) },
				.included = { S(""), S("") } };
			bool shared;

			compare(&files, policy, seed, &shared);
		}
	policy_free(policy);
}
END_TEST

/* --- a large zone --------------------------------------------------------------------- */

enum { OWNERS = 60000, TOUCHED = 5 };   /* one owner of so many is touched */

/* Two lines an owner, some in other words; the edit takes one of them, or an owner, or adds one. */
static void
put_owner(struct random *r, struct buf *out, size_t i, bool edited)
{
	unsigned edit = edited ? pick(r, 5) : 5;

	if (i % 5000 == 77)
		buf_printf(out, "$TTL %u\n$ORIGIN %s\n", (unsigned)(300 + i % 7), i % 2 ? "example.com." :
		    "sub.example.com.");
	if (i == 30000)                         /* longer than a block */
		buf_printf(out, "; %0200000u\n", edited);
	if (edit == 0)
		return;
	if (edit == 1)
		buf_printf(out, "new.h%zu 60 A 192.0.2.1\n", i);
	buf_printf(out, "h%zu%s A 192.0.%zu.%zu\n", i, edit == 2 ? " 30" : "", i % 250, i % 251);
	if (edit != 3)
		buf_printf(out, "%s TXT (\n \"%zu\" )\n", i % 3 ? "" : "H1.example.com.", i);
	if (i % 4 == 0)
		buf_printf(out, "c%zu CNAME %s%zu\n", i, edit == 4 ? "h1" : "h", i);
}

static void
put_large(struct buf *out, bool new)
{
	struct random r = { 4711 }, edits = { 815 };

	buf_printf(out, "$TTL 300\n@ IN SOA ns1 host %u 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.53\n", 1u + new);
	for (size_t i = 0; i < OWNERS; i++) {
		bool edited = pick(&r, TOUCHED) == 0;

		put_owner(&edits, out, i, new && edited);
	}
}

START_TEST(large)
{
	struct buf text[2] = { { NULL, 0, 0 }, { NULL, 0, 0 } };
	struct memory_files files = { .included = { S(""), S("") } };
	struct policy *policy;
	struct error err;
	bool shared;

	policy = policy_shipped("baseline", &err);
	for (int side = BEFORE; side <= AFTER; side++) {
		put_large(&text[side], side == AFTER);
		files.zone[side] = buf_str(&text[side]);
	}
	for (uint64_t seed = 10; seed < 12; seed++) {
		compare(&files, policy, seed, &shared);
		ck_assert(shared);
	}
	buf_free(&text[0]);
	buf_free(&text[1]);
	policy_free(policy);
}
END_TEST

Suite *suite_gears(void);

Suite *
suite_gears(void)
{
	Suite *suite = suite_create("gears");
	TCase *tcase = tcase_create("both gears");

	tcase_set_timeout(tcase, 36000);
	tcase_add_test(tcase, found);
	tcase_add_loop_test(tcase, gears, 0, LOOPS);
	tcase_add_test(tcase, large);
	suite_add_tcase(suite, tcase);
	return suite;
}
