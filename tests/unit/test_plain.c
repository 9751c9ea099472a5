/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plain lines are read by vectors where the machine has them and by words of
 * eight octets elsewhere: both say the same of every text, and what a window
 * shows is what an octet by itself is.
 */
#include "zone/plain_read.h"

#include <stdio.h>
#include <stdlib.h>

#include "zone/load.h"
#include "zone/name_hash.h"

#include "must.h"
#include "noted.h"

Suite *suite_plain(void);

static uint64_t
next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* --- windows ------------------------------------------------------------------------ */

static bool
odd(unsigned char c)
{
	return (c < 0x20 && c != '\t' && c != '\n') || c > 0x7e;
}

/* What the functions of one kind say of WINDOW octets, and of HALF of them beside others. */
static void
check_makers(const char *p, const char *other, const struct makers *with)
{
	struct window w;
	struct cares c;
	struct quotes q;
	uint64_t dots = with->dots(p);
	uint32_t differ = with->differ(p, other);
	char copy[HALF + 1] = { 0 };

	with->window(p, &w);
	with->cares(p, &c);
	with->quotes(p, &q);
	with->keep(copy, p);
	MUST(memcmp(copy, p, HALF) == 0);
	MUST(copy[HALF] == 0);
	for (unsigned i = 0; i < WINDOW; i++) {
		char o = p[i];
		bool paren = o == '(' || o == ')';

		MUST((w.newline >> i & 1) == (o == '\n'));
		MUST((w.blank >> i & 1) == (o == ' ' || o == '\t'));
		MUST((dots >> i & 1) == (o == '.'));
		MUST((w.care >> i & 1) == (o == '"' || paren || o == ';' || o == '\\' || odd((unsigned char)o)));
		MUST((c.quote >> i & 1) == (o == '"'));
		MUST((c.comment >> i & 1) == (o == ';'));
		MUST((c.paren >> i & 1) == paren);
		MUST((c.backslash >> i & 1) == (o == '\\'));
		MUST((c.odd >> i & 1) == odd((unsigned char)o));
		MUST(q.quote == c.quote);
		MUST(q.hard == (c.backslash | c.odd));
		MUST(i >= HALF || (differ >> i & 1) == (o != other[i]));
	}
}

/* Every octet beside every other one, at every place of a word. */
START_TEST(test_windows)
{
	char text[WINDOW], other[WINDOW];

	for (unsigned a = 0; a < 256; a++)
		for (unsigned b = 0; b < 256; b++) {
			for (unsigned i = 0; i < WINDOW; i++) {
				text[i] = (char)((i * 7 + a) % 3 ? a : b);
				other[i] = (char)((i * 5 + b) % 4 ? a : b);
			}
			check_makers(text, other, &by_words);
#ifdef HAS_AVX2
			if (plain_by_vectors())
				check_makers(text, other, &by_vectors);
#endif
		}
}
END_TEST

START_TEST(test_between)
{
	MUST(between(0) == 0);
	MUST(between(0x12) == 0x0e);
	MUST(between((uint64_t)1 << 63) == (uint64_t)1 << 63);
	MUST(between(0x5) == 0x3);
	MUST(between(0x1) == ~(uint64_t)0);
}
END_TEST

/* --- lines ---------------------------------------------------------------------------- */

static const char *const pieces[] = {
	"www", "www", "a.b", "host-0001", "example.", "www.EXAMPLE.", "@", "a..b", "$TTL", "..", "xn--abc",
	"averyveryveryveryveryveryveryveryverylonglabelindeed.andonemore",
	"300", "3600", "86400", "1h", "999999999", "4294967296", "00300", "IN", "in", "CH",
	"A", "a", "AAAA", "NS", "MX", "txt", "TXT", "CNAME", "SRV", "HTTPS", "NAPTR", "DS", "RRSIG", "SOA", "NSEC3",
	"DNSKEY", "TYPE1", "192.0.2.1", "2001:db8::1", "mail.example.net.", "10", "0", "1", ".",
	"\"v=spf1 -all\"", "\"a;b(c)d\"", "\"\"", "\"open", "\"a\\\"b\"",
	"\\", "\\ ", "\\\"", "\\;", "\\065", "\\\n",
	"; comment", ";", "; \"quote ( in comment", "; back\\slash", "(", ")", "( ", " ) ", "(\n", "\n",
	"\x7f", "\xc3\xa4", "\r", "\x01",
	"v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCK",
};

/* Lines from pieces; some of them records as they are, others nearly so. */
static size_t
text_of(uint64_t *state, char *to, size_t size)
{
	size_t n = 0;
	unsigned most = 1 + (unsigned)next_random(state) % 24;

	for (unsigned i = 0; i < most; i++) {
		const char *piece = pieces[next_random(state) % (sizeof(pieces) / sizeof(pieces[0]))];
		size_t len = strlen(piece);
		unsigned behind = (unsigned)next_random(state) % 8;

		if (n + len + 8 > size)
			break;
		memcpy(to + n, piece, len);
		n += len;
		for (unsigned k = next_random(state) % 5 == 0 ? 6 : 1; behind < 6 && k > 0; k--)
			to[n++] = behind < 4 ? ' ' : '\t';
		if (behind == 7)
			to[n++] = '\n';
	}
	return n;
}

static void
check_same(const struct plain *a, const struct plain *b)
{
	MUST(a->type == b->type);
	MUST(a->lines == b->lines);
	MUST(a->owner.len == b->owner.len);
	if (a->type == 0)
		return;
	MUST(a->kind == b->kind);
	MUST(((a->kind & PLAIN_POINTS) != 0) == plain_points(a->type));
	MUST(((a->kind & PLAIN_GENERATED) != 0) == type_generated(a->type));
	MUST(((a->kind & PLAIN_NS) != 0) == (a->type == TYPE_NS));
	MUST(((a->kind & PLAIN_DS) != 0) == (a->type == TYPE_DS));
	MUST(((a->kind & PLAIN_ALONE) != 0) == plain_alone(a->type));
	MUST(((a->kind & PLAIN_SECOND) != 0) == (a->type == TYPE_SVCB || a->type == TYPE_HTTPS));
	MUST(a->has_ttl == b->has_ttl);
	MUST(!a->has_ttl || a->ttl == b->ttl);
	MUST(a->data.p == b->data.p);
	MUST(a->data.len == b->data.len);
	MUST(a->data.len > 0);
	MUST(a->data_line == b->data_line);
	MUST(a->depth == b->depth);
	MUST(a->bare == b->bare);
	MUST(a->last.len == b->last.len);
	MUST(a->last.len == 0 || a->last.p == b->last.p);
	if (a->owner.len == 0)
		return;
	MUST(a->absolute == b->absolute);
	MUST(a->repeats == b->repeats);
	MUST(a->dots == b->dots);
}

/* The last word of data that needs no care, found octet by octet. */
static void
check_last(const struct plain *line)
{
	size_t n = 0;

	if (line->type == 0 || line->last.len == 0)
		return;
	while (n < line->data.len && line->data.p[line->data.len - n - 1] != ' ' &&
	    line->data.p[line->data.len - n - 1] != '\t')
		n++;
	MUST(line->last.len == n);
	MUST(line->last.p == line->data.p + line->data.len - n);
	MUST(line->bare == (n == line->data.len));
}

/* The same lines, noted as far as each stretch of them goes. */
static void
check_notes(const char *p, const char *end, lines_noter *note)
{
	struct note_reader r;
	struct notes room;
	struct noted n = { .at = 0 };

	note_reader_start(&r, S("example."));
	notes_new(&room, 512);
	for (const char *lf; p < end; p = n.len ? p + n.len : lf ? lf + 1 : end) {
		note(&r, &room, p, end, &n);
		check_noted(&n, p, end);
		notes_clear(&room);
		lf = memchr(p, '\n', (size_t)(end - p));
	}
	notes_free(&room);
}

/* The same with so many lines behind them that nothing has to be asked about the end. */
static void
check_notes_far(const char *bytes, size_t len, lines_noter *note)
{
	static const char line[] = "\nwww 3600 IN A 192.0.2.1";
	char *copy = malloc(len + 2 * PLAIN_FAR);

	MUST(copy != NULL);
	memcpy(copy, bytes, len);
	for (size_t i = 0; i < 2 * PLAIN_FAR; i++)
		copy[len + i] = line[i % (sizeof(line) - 1)];
	check_notes(copy, copy + len + 2 * PLAIN_FAR, note);
	free(copy);
}

/* All lines of a text of which not one octet more can be read; how many were plain. */
static size_t
check_text(const char *bytes, size_t len)
{
	struct plain_context portable = { .apex = S("example."), .origin_len = 9, .default_ttl = true,
		.inherits = true };
	struct plain_context quickest = portable;
	char *copy = malloc(len);
	const char *p = copy, *end = copy + len;
	struct note_reader quickest_noter;
	size_t plain = 0;

	MUST(copy != NULL);
	memcpy(copy, bytes, len);
	while (p < end) {
		struct plain a, b;
		const char *next = plain_line_portable(p, end, &portable, &a), *lf;

		MUST(next == plain_line()(p, end, &quickest, &b));
		if (next) {
			check_same(&a, &b);
			check_last(&a);
			MUST(next > p);
			MUST(next[-1] == '\n');
			plain += a.type != 0;
			p = next;
			continue;
		}
		lf = memchr(p, '\n', (size_t)(end - p));
		p = lf ? lf + 1 : end;
	}
	check_notes(copy, end, note_lines_portable);
	note_reader_start(&quickest_noter, portable.apex);
	check_notes(copy, end, quickest_noter.note);
	check_notes_far(bytes, len, note_lines_portable);
	check_notes_far(bytes, len, quickest_noter.note);
	free(copy);
	return plain;
}

START_TEST(test_readers_agree)
{
	enum { TEXTS = 60000 };
	uint64_t state = (uint64_t)_i + 1;
	size_t plain = 0;
	char text[2048];

	for (int i = 0; i < TEXTS; i++) {
		size_t n = text_of(&state, text, sizeof(text));

		if (n)
			plain += check_text(text, n);
	}
	ck_assert_uint_gt(plain, TEXTS / 50);
}
END_TEST

/* What the line with this TTL says, and whether it is plain: close to the end of a text and far from it. */
static bool
ttl_read(const char *ttl, uint32_t *to)
{
	static const char ends[] = " A 192.0.2.1\n";
	struct plain_context c = { .apex = S("example."), .origin_len = 9 };
	char text[PLAIN_FAR * 2] = "www ";
	struct plain near, far;
	const char *next;

	strcat(strcat(text, ttl), ends);
	next = plain_line()(text, text + strlen(text), &c, &near);
	c.memory.head_len = 0;
	MUST(plain_line_with(text, text + sizeof(text), true, &c, &far, &by_words,
	    plain_rest_portable) == next);
	MUST(next == NULL || (near.has_ttl && far.has_ttl && near.ttl == far.ttl));
	*to = near.ttl;
	return next != NULL;
}

START_TEST(test_ttls)
{
	static const char *const odd[] = { "1x", "12:4", "1/3", "4294967296", "99999999999", "1h2", "1h30m",
		"0000000060", "12345678w", "2d" };
	uint64_t state = 5;
	uint32_t ttl, other;
	char text[32];

	for (unsigned i = 0; i < 200000; i++) {
		uint32_t value = (uint32_t)(next_random(&state) << 1) >> i % 32;

		snprintf(text, sizeof(text), i % 3 ? "%u" : "%08u", value);
		MUST(ttl_read(text, &ttl));
		MUST(ttl == value);
	}
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		bool good = clock_duration(str_of(odd[i]), &other);

		ck_assert_msg(ttl_read(odd[i], &ttl) == good, "%s", odd[i]);
		ck_assert_msg(!good || ttl == other, "%s", odd[i]);
	}
}
END_TEST

/* With octets behind a label, that say nothing of it, and with none. */
START_TEST(test_hashes)
{
	char text[LABEL_MAX + 8], other[LABEL_MAX + 8];

	for (size_t n = 1; n <= LABEL_MAX; n++) {
		char *copy = malloc(n);
		uint32_t hash;

		for (size_t i = 0; i < sizeof(text); i++) {
			text[i] = (char)('a' + i * 7 % 26);
			other[i] = i < n ? (char)(text[i] ^ 0x20) : '.';
		}
		memcpy(copy, text, n);
		hash = name_hash_label(str_n(copy, n));
		MUST(name_hash_label_in(str_n(text, n)) == hash);
		MUST(name_hash_label_in(str_n(other, n)) == hash);
		for (size_t i = 0; i < n; i++) {        /* each octet counts */
			copy[i]++;
			MUST(name_hash_label(str_n(copy, n)) != hash);
			copy[i]--;
		}
		free(copy);
	}
}
END_TEST

START_TEST(test_targets)
{
	static const struct {
		uint16_t type;
		const char *data, *target;
	} cases[] = {
		{ TYPE_NS, "ns1", "ns1" }, { TYPE_CNAME, "a.example.", "a.example." }, { TYPE_PTR, "a b", "" },
		{ TYPE_MX, "10 mail", "mail" }, { TYPE_MX, "mail", "mail" }, { TYPE_SRV, "0 5\t5060 sip.", "sip." },
		{ TYPE_HTTPS, "0 www.example.", "www.example." }, { TYPE_HTTPS, "1 . alpn=h2", "." },
		{ TYPE_SVCB, "1\t \tsvc port=53", "svc" }, { TYPE_SVCB, "1", "" }, { TYPE_HTTPS, "1 \"w\"", "" },
		{ TYPE_NAPTR, "1 2 \"u\" \"E2U\" \"\" .", "." }, { TYPE_NS, "ns\\.1", "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str data = str_of(cases[i].data), target;
		char *copy = malloc(data.len);  /* of which not one octet more can be read */

		memcpy(copy, data.p, data.len);
		target = plain_target(cases[i].type, str_n(copy, data.len));
		ck_assert_msg(str_eq(target, str_of(cases[i].target)), "%s: '%.*s'", cases[i].data, STR(target));
		free(copy);
	}
}
END_TEST

/* --- data on several lines -------------------------------------------------------------- */

static const char *const folds[] = {
	"(", "(", "( ", "(\n", "\t(", ")", " )", "\n)", ")\n", "\n", "\n", " \n\t\t", "  ", "\t", ";", "; note\n", "\\", "\\\"",
	"\"a\"", "\"(\"", "\")\"", "\"; \"", "\"\"", "\"", "\"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP\"",
	"\"UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT9\"",
	"word", "a\"b\"c", "10", "\r", "\xc3\xa4",
	"\n                                                                ",
};

/* What the lexer makes of data whose first line opens parentheses. */
static bool
by_lexer(const char *p, const char *end, struct plain_rest *r)
{
	struct lexer lex;
	unsigned depth;

	lex_start(&lex, str_n(p, (size_t)(end - p)));
	if (lex_rest(&lex, &r->data, &depth, &r->data_line) != TOKEN_END || lex.p[-1] != '\n' ||
	    r->data.len == 0 || load_bytes_odd(str_n(p, (size_t)(lex.p - p))))
		return false;
	r->data_line--;
	r->depth = (uint8_t)depth;
	r->lines = lex.line - 1;
	r->next = lex.p;
	return true;
}

static bool
check_fold(const char *bytes, size_t len, plain_rest_reader *read)
{
	char *copy = malloc(len);
	struct plain_rest r, want = { .next = NULL };

	MUST(copy != NULL);
	memcpy(copy, bytes, len);
	r = read(copy, copy + len, TYPE_TXT);
	if (by_lexer(copy, copy + len, &want) && want.lines > 1)
		MUST(r.next != NULL);
	if (r.next && r.lines > 1) {
		MUST(want.next != NULL);
		MUST(r.next == want.next);
		MUST(r.data.p == want.data.p);
		MUST(r.data.len == want.data.len);
		MUST(r.lines == want.lines);
		MUST(r.data_line == want.data_line);
		MUST(r.depth == want.depth);
	}
	free(copy);
	return r.next && r.lines > 1;
}

START_TEST(test_folds)
{
	enum { TEXTS = 100000 };
	uint64_t state = (uint64_t)_i + 17;
	size_t folded = 0;

	for (int i = 0; i < TEXTS; i++) {
		char text[2048];
		size_t n = 0;

		for (unsigned left = 2 + (unsigned)next_random(&state) % 14; left > 0; left--) {
			const char *piece = folds[next_random(&state) % (sizeof(folds) / sizeof(folds[0]))];

			memcpy(text + n, piece, strlen(piece));
			n += strlen(piece);
		}
		memcpy(text + n, ")\n\n", 3);
		n += next_random(&state) % 4;
		if (n == 0)
			continue;
		folded += check_fold(text, n, plain_rest_portable);
#ifdef HAS_AVX2
		if (plain_by_vectors())
			check_fold(text, n, plain_rest_avx2);
#endif
	}
	ck_assert_uint_gt(folded, TEXTS / 50);
}
END_TEST

Suite *
suite_plain(void)
{
	Suite *s = suite_create("plain");
	TCase *tc = tcase_create("plain");

	tcase_add_test(tc, test_windows);
	tcase_add_test(tc, test_between);
	tcase_add_loop_test(tc, test_readers_agree, 0, 4);
	tcase_add_test(tc, test_ttls);
	tcase_add_test(tc, test_hashes);
	tcase_add_test(tc, test_targets);
	tcase_add_loop_test(tc, test_folds, 0, 4);
	suite_add_tcase(s, tc);
	return s;
}
