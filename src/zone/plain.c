/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A line is looked at through windows of 64 octets: one bit an octet says
 * which are blank, which end the line, which need care.  Finding the end of a
 * word is then one instruction.  The windows are made with vector code where
 * the machine has it; the rest of the code is the same for all.
 */
#include "zone/plain.h"

#include <string.h>

#include "base/clock.h"
#include "lint/type.h"
#include "zone/load.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define HAS_AVX2 1
#endif

#define ALWAYS static inline __attribute__((always_inline))

enum { WINDOW = 64, TTL_DIGITS = 9 };

struct window {
	uint64_t newline, blank;
	uint64_t special;               /* quotes, parentheses, comment, backslash */
	uint64_t odd;                   /* neither printable ASCII nor tab nor newline */
	uint64_t dot;
};

typedef void window_maker(const char *p, struct window *);

enum { NEWLINE = 1, BLANK = 2, SPECIAL = 4, ODD = 8, DOT = 16 };

static unsigned
octet_class(unsigned char c)
{
	switch (c) {
	case '\n': return NEWLINE;
	case ' ': case '\t': return BLANK;
	case '"': case '(': case ')': case ';': case '\\': return SPECIAL;
	case '.': return DOT;
	default: return c < 0x20 || c > 0x7e ? ODD : 0;
	}
}

static void
window_portable(const char *p, struct window *w)
{
	*w = (struct window){ 0 };
	for (int i = 0; i < WINDOW; i++) {
		unsigned class = octet_class((unsigned char)p[i]);

		w->newline |= (uint64_t)(class & NEWLINE) << i;
		w->blank |= (uint64_t)((class & BLANK) >> 1) << i;
		w->special |= (uint64_t)((class & SPECIAL) >> 2) << i;
		w->odd |= (uint64_t)((class & ODD) >> 3) << i;
		w->dot |= (uint64_t)((class & DOT) >> 4) << i;
	}
}

#ifdef HAS_AVX2
#define AVX2 __attribute__((target("avx2,bmi")))

AVX2 static inline __attribute__((always_inline)) uint64_t
bits(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) |
	    (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

#define EQUAL(c) \
	_mm256_cmpeq_epi8(v[0], _mm256_set1_epi8(c)), _mm256_cmpeq_epi8(v[1], _mm256_set1_epi8(c))

AVX2 static inline __attribute__((always_inline)) void
window_avx2(const char *p, struct window *w)
{
	const __m256i v[2] = { _mm256_loadu_si256((const __m256i *)(const void *)p),
		_mm256_loadu_si256((const __m256i *)(const void *)(p + 32)) };
	uint64_t tab = bits(EQUAL('\t'));
	/* As signed octets all that is not ASCII lies below the blank too. */
	uint64_t low = bits(_mm256_cmpgt_epi8(_mm256_set1_epi8(' '), v[0]),
	    _mm256_cmpgt_epi8(_mm256_set1_epi8(' '), v[1]));

	w->newline = bits(EQUAL('\n'));
	w->blank = bits(EQUAL(' ')) | tab;
	w->special = bits(EQUAL('"')) | bits(EQUAL('(')) | bits(EQUAL(')')) | bits(EQUAL(';')) |
	    bits(EQUAL('\\'));
	w->odd = (low & ~(tab | w->newline)) | bits(EQUAL(0x7f));
	w->dot = bits(EQUAL('.'));
}
#endif

/* --- types -------------------------------------------------------------------- */

#define UP_TO_8(a, b, c, d, e, f, g, h) ((uint64_t)(a) | (uint64_t)(b) << 8 | (uint64_t)(c) << 16 | \
	(uint64_t)(d) << 24 | (uint64_t)(e) << 32 | (uint64_t)(f) << 40 | (uint64_t)(g) << 48 | \
	(uint64_t)(h) << 56)

/*
 * The types that a plain line may have; a SOA says too much for one.  The
 * spelling comes as a number, upper case, first octet lowest.
 */
ALWAYS uint16_t
plain_type(uint64_t word)
{
	switch (word) {
	case UP_TO_8('A', 0, 0, 0, 0, 0, 0, 0): return TYPE_A;
	case UP_TO_8('N', 'S', 0, 0, 0, 0, 0, 0): return TYPE_NS;
	case UP_TO_8('A', 'A', 'A', 'A', 0, 0, 0, 0): return TYPE_AAAA;
	case UP_TO_8('D', 'S', 0, 0, 0, 0, 0, 0): return TYPE_DS;
	case UP_TO_8('M', 'X', 0, 0, 0, 0, 0, 0): return TYPE_MX;
	case UP_TO_8('T', 'X', 'T', 0, 0, 0, 0, 0): return TYPE_TXT;
	case UP_TO_8('P', 'T', 'R', 0, 0, 0, 0, 0): return TYPE_PTR;
	case UP_TO_8('S', 'R', 'V', 0, 0, 0, 0, 0): return TYPE_SRV;
	case UP_TO_8('C', 'A', 'A', 0, 0, 0, 0, 0): return TYPE_CAA;
	case UP_TO_8('C', 'N', 'A', 'M', 'E', 0, 0, 0): return TYPE_CNAME;
	case UP_TO_8('R', 'R', 'S', 'I', 'G', 0, 0, 0): return TYPE_RRSIG;
	case UP_TO_8('N', 'S', 'E', 'C', 0, 0, 0, 0): return TYPE_NSEC;
	case UP_TO_8('N', 'S', 'E', 'C', '3', 0, 0, 0): return TYPE_NSEC3;
	case UP_TO_8('D', 'N', 'A', 'M', 'E', 0, 0, 0): return TYPE_DNAME;
	case UP_TO_8('T', 'L', 'S', 'A', 0, 0, 0, 0): return TYPE_TLSA;
	case UP_TO_8('S', 'S', 'H', 'F', 'P', 0, 0, 0): return TYPE_SSHFP;
	case UP_TO_8('N', 'A', 'P', 'T', 'R', 0, 0, 0): return TYPE_NAPTR;
	case UP_TO_8('H', 'T', 'T', 'P', 'S', 0, 0, 0): return TYPE_HTTPS;
	case UP_TO_8('S', 'V', 'C', 'B', 0, 0, 0, 0): return TYPE_SVCB;
	case UP_TO_8('D', 'N', 'S', 'K', 'E', 'Y', 0, 0): return TYPE_DNSKEY;
	default: return 0;
	}
}

/* Up to eight octets as a number, letters in upper case. */
ALWAYS uint64_t
upper_word(const char *p, size_t len, const char *end)
{
	uint64_t word = 0;

	if (end - p >= 8) {
		memcpy(&word, p, sizeof(word));
		word &= ~(uint64_t)0 >> (64 - len * 8);
	} else {
		memcpy(&word, p, len);
	}
	return word & ~((word & 0x4040404040404040u) >> 1);
}

/* --- a line ------------------------------------------------------------------- */

/* The octets before `end` are all there are; a window must not look behind them. */
ALWAYS void
window_at(const char *p, const char *end, window_maker *make, struct window *w)
{
	char padded[WINDOW] = { 0 };

	if (end - p >= WINDOW) {
		make(p, w);
		return;
	}
	memcpy(padded, p, (size_t)(end - p));
	make(padded, w);
}

ALWAYS uint64_t
below(unsigned bit)
{
	return ((uint64_t)1 << bit) - 1;
}

ALWAYS uint64_t
from(unsigned bit)
{
	return ~(uint64_t)0 << bit;
}

/*
 * From p to the end of the line, quotes and comment understood.  *last: behind
 * the last octet that is neither blank nor comment.
 */
ALWAYS const char *
line_rest(const char *p, const char *end, window_maker *make, const char **last)
{
	const char *escaped = NULL;
	bool quoted = false, comment = false;

	*last = p;
	for (;; p += WINDOW) {
		struct window w;
		uint64_t stops, text;

		if (p >= end)
			return NULL;
		window_at(p, end, make, &w);
		stops = w.special | w.newline;
		text = w.newline ? below((unsigned)__builtin_ctzll(w.newline)) : ~(uint64_t)0;
		if (w.odd & text)
			return NULL;
		text &= ~w.blank;
		for (; stops; stops &= stops - 1) {
			unsigned bit = (unsigned)__builtin_ctzll(stops);

			if (p + bit == escaped && p[bit] != '\n')
				continue;
			switch (p[bit]) {
			case '\n':
				if (quoted || p + bit == escaped)
					return NULL;
				if (!comment && (text & below(bit)))
					*last = p + 64 - __builtin_clzll(text & below(bit));
				return p + bit + 1;
			case '"':
				quoted ^= !comment;
				break;
			case '\\':
				if (comment)
					break;
				escaped = p + bit + 1;  /* a blank would belong to the word */
				if (escaped < end && (*escaped == ' ' || *escaped == '\t'))
					return NULL;
				break;
			case ';':
				if (quoted || comment)
					break;
				comment = true;
				if (text & below(bit))
					*last = p + 64 - __builtin_clzll(text & below(bit));
				break;
			default:
				if (!quoted && !comment)
					return NULL;
			}
		}
		if (!comment && text)
			*last = p + 64 - __builtin_clzll(text);
	}
}

/* Are n octets equal?  Mostly a few words of them are. */
ALWAYS bool
same_octets(const char *p, const char *q, size_t n)
{
	uint64_t a, b;
	size_t i = 0;

	if (n < 8)
		return memcmp(p, q, n) == 0;
	for (; i + 8 < n; i += 8) {
		memcpy(&a, p + i, 8);
		memcpy(&b, q + i, 8);
		if (a != b)
			return false;
	}
	memcpy(&a, p + n - 8, 8);
	memcpy(&b, q + n - 8, 8);
	return a == b;
}

/* The names that a plain line may have as owner; `dots` are those in it. */
ALWAYS bool
plain_owner(const struct plain_context *c, struct plain *out, uint64_t dots)
{
	struct str o = out->owner, apex = c->apex;
	char first = o.p[0];

	out->absolute = false;
	if (first == '$' || first == '<' || first == '=' || first == '>' || first == '|')
		return false;
	if (first == '@')
		return o.len == 1 && c->origin_len;
	if ((dots & 1) || (dots & dots >> 1))
		return false;
	out->absolute = dots >> (o.len - 1) & 1;
	if (!out->absolute)
		return c->origin_len && o.len + 1 + c->origin_len <= NAME_MAX_WIRE;
	if (o.len < apex.len || apex.len == 0 ||
	    (apex.len > 1 && o.len > apex.len && o.p[o.len - apex.len - 1] != '.'))
		return false;
	return same_octets(o.p + o.len - apex.len, apex.p, apex.len) ||
	    str_eq_nocase(str_skip(o, o.len - apex.len), apex);
}

/* A word of the line's head: TTL, class or type; false: not plain. */
ALWAYS bool
plain_word(struct str word, const char *end, struct plain *out, bool *has_class)
{
	uint64_t spelling;

	if (ascii_digit(word.p[0])) {
		uint32_t ttl = 0;

		if (out->has_ttl)
			return false;
		out->has_ttl = true;
		for (size_t i = 0; i < word.len; i++) {
			if (!ascii_digit(word.p[i]) || word.len > TTL_DIGITS)
				return clock_duration(word, &out->ttl);
			ttl = ttl * 10 + (uint32_t)(word.p[i] - '0');
		}
		out->ttl = ttl;
		return true;
	}
	if (word.len > 8)
		return false;
	spelling = upper_word(word.p, word.len, end);
	if (spelling == UP_TO_8('I', 'N', 0, 0, 0, 0, 0, 0)) {
		bool again = *has_class;

		*has_class = true;
		return !again;
	}
	out->type = plain_type(spelling);
	return out->type != 0;
}

enum { FOLDED_MAX = 4096 };     /* octets of lines that parentheses hold together */

/* What points at a name has to lie open to those who look for the name. */
static bool
may_fold(uint16_t type)
{
	switch (type) {
	case TYPE_TXT: case TYPE_DNSKEY: case TYPE_DS: case TYPE_RRSIG: case TYPE_NSEC3:
	case TYPE_TLSA: case TYPE_SSHFP: case TYPE_CAA:
		return true;
	default:
		return false;
	}
}

/* Data on several lines: the lexer says where it ends. */
static const char *
folded_data(const char *p, const char *end, struct plain *out)
{
	struct lexer lex;
	unsigned depth;

	if (!may_fold(out->type))
		return NULL;
	lex_start(&lex, str_n(p, end - p < FOLDED_MAX ? (size_t)(end - p) : FOLDED_MAX));
	if (lex_rest(&lex, &out->data, &depth, &out->data_line) != TOKEN_END || lex.p[-1] != '\n' ||
	    out->data.len == 0 || load_bytes_odd(str_n(p, (size_t)(lex.p - p))))
		return NULL;
	out->data_line--;
	out->depth = (uint8_t)depth;
	out->lines = lex.line - 1;
	return lex.p;
}

/* The owner, which ends at the first blank; most often it is the last one once more. */
ALWAYS bool
owner_of(struct plain_context *c, struct plain *out, uint64_t dots)
{
	struct plain_memory *m = &c->memory;

	out->dots = dots;
	out->repeats = m->owner.len == out->owner.len &&
	    same_octets(m->owner.p, out->owner.p, out->owner.len);
	if (out->repeats) {
		out->absolute = m->absolute;
		return true;
	}
	if (!plain_owner(c, out, dots))
		return false;
	m->owner = out->owner;
	m->absolute = out->absolute;
	return true;
}

/*
 * TTL, class and type are written alike in many lines on end: then they need
 * no second reading.
 */
ALWAYS bool
same_head(const struct plain_memory *m, const char *p, const char *end)
{
	uint64_t differ = 0;

	if (m->head_len == 0 || end - p < PLAIN_HEAD)
		return false;
	for (size_t i = 0; i < PLAIN_HEAD / 8; i++) {
		uint64_t word;

		memcpy(&word, p + 8 * i, 8);
		differ |= (word ^ m->head[i]) & m->mask[i];
	}
	return differ == 0;
}

static void
remember_head(struct plain_memory *m, const struct plain *out, const char *behind, const char *end)
{
	size_t len = (size_t)(behind - out->head);

	m->head_len = 0;
	if (len > PLAIN_HEAD || end - out->head < PLAIN_HEAD)
		return;
	memcpy(m->head, out->head, PLAIN_HEAD);
	memset(m->mask, 0, sizeof(m->mask));
	memset(m->mask, 0xff, len);
	m->head_len = (unsigned)len;
	m->ttl = out->ttl;
	m->has_ttl = out->has_ttl;
	m->type = out->type;
}

/*
 * The data, from *at in the window on, when the line ends there and nothing in
 * it needs care.  NULL: not so; line_rest() tells more.
 */
ALWAYS const char *
short_data(const char *p, unsigned at, const struct window *w, struct plain *out)
{
	unsigned lf = (unsigned)__builtin_ctzll(w->newline), last;
	uint64_t data = below(lf) & from(at), text = data & ~w->blank;

	if (((w->special | w->odd) & data) || text == 0)
		return NULL;
	at = (unsigned)__builtin_ctzll(text);
	last = 63 - (unsigned)__builtin_clzll(text);
	out->data = str_n(p + at, last + 1 - at);
	out->bare = !(w->blank & below(last) & from(at));
	return p + lf + 1;
}

/* A place in a line: octet `at` of the window at p. */
struct place {
	const char *p, *end;
	unsigned at;
	struct window w;
};

ALWAYS void
move_window(struct place *l, window_maker *make)
{
	l->p += l->at;
	l->at = 0;
	window_at(l->p, l->end, make, &l->w);
}

/* TTL, class and type as they were in the line before; false: they are others. */
ALWAYS bool
head_again(struct place *l, const struct plain_memory *m, struct plain *out, window_maker *make)
{
	if (!same_head(m, l->p + l->at, l->end))
		return false;
	out->ttl = m->ttl;
	out->has_ttl = m->has_ttl;
	out->type = m->type;
	l->at += m->head_len - 1;
	if (l->at >= WINDOW / 2)
		move_window(l, make);
	return true;
}

/*
 * TTL, class and type, word by word, up to the blank behind the type.  False:
 * there is no type; *next is where the next line begins when nothing but a
 * comment stands here, NULL: not plain.
 */
ALWAYS bool
head_words(struct place *l, struct plain *out, window_maker *make, const char **next)
{
	bool has_class = false;
	const char *last;

	*next = NULL;
	while (out->type == 0) {
		uint64_t text = ~l->w.blank & from(l->at), ends;
		unsigned stop;

		ends = text ? (l->w.blank | l->w.newline | l->w.special | l->w.odd) &
		    from((unsigned)__builtin_ctzll(text)) : 0;
		if (ends == 0) {                /* the word goes on behind the window */
			if (l->at == 0)
				return false;
			move_window(l, make);
			if (l->p >= l->end)
				return false;
			continue;
		}
		l->at = (unsigned)__builtin_ctzll(text);
		stop = (unsigned)__builtin_ctzll(ends);
		if (l->at == stop) {            /* nothing more, or something that needs care */
			const char *p = l->p + stop;

			if (out->owner.len == 0 && !has_class && !out->has_ttl && p < l->end &&
			    (*p == ';' || *p == '\n'))
				*next = line_rest(p, l->end, make, &last);
			return false;
		}
		if (!(l->w.blank >> stop & 1) ||
		    !plain_word((struct str){ l->p + l->at, stop - l->at }, l->end, out, &has_class))
			return false;
		l->at = stop;
	}
	return true;
}

/* The data, wherever it ends. */
ALWAYS const char *
data_of(struct place *l, struct plain *out, window_maker *make)
{
	const char *next = l->w.newline ? short_data(l->p, l->at, &l->w, out) : NULL;
	const char *p = l->p + l->at, *last;

	if (next)
		return next;
	while (p < l->end && (*p == ' ' || *p == '\t'))
		p++;
	out->data.p = p;
	next = line_rest(p, l->end, make, &last);
	if (next == NULL)
		return folded_data(p, l->end, out);
	out->data.len = (size_t)(last - p);
	return out->data.len ? next : NULL;
}

ALWAYS const char *
line_with(const char *p, const char *end, struct plain_context *c, struct plain *out,
    window_maker *make)
{
	struct place l = { .p = p, .end = end };
	const char *next;

	out->has_ttl = out->repeats = out->bare = false;
	out->lines = 1;
	out->data_line = 0;
	out->depth = 0;
	out->type = 0;
	out->owner.len = 0;
	window_at(p, end, make, &l.w);
	if (!(l.w.blank & 1)) {
		uint64_t stops = l.w.blank | l.w.newline | l.w.special | l.w.odd;

		if (*p == ';' || *p == '\n')
			return line_rest(p, end, make, &next);
		if (stops == 0)
			return NULL;
		l.at = (unsigned)__builtin_ctzll(stops);
		if (!(l.w.blank >> l.at & 1))
			return NULL;
		out->owner = (struct str){ p, l.at };
		if (!owner_of(c, out, l.w.dot & below(l.at)))
			return NULL;
	}
	out->head = p + l.at;
	if (!head_again(&l, &c->memory, out, make)) {
		if (!head_words(&l, out, make, &next))
			return next;
		remember_head(&c->memory, out, l.p + l.at + 1, end);
	}
	if ((!out->has_ttl && !c->default_ttl) || (out->owner.len == 0 && !c->inherits))
		return NULL;
	return data_of(&l, out, make);
}

const char *
plain_line_portable(const char *p, const char *end, struct plain_context *c,
    struct plain *out)
{
	return line_with(p, end, c, out, window_portable);
}

#ifdef HAS_AVX2
AVX2 static const char *
plain_line_avx2(const char *p, const char *end, struct plain_context *c, struct plain *out)
{
	return line_with(p, end, c, out, window_avx2);
}
#endif

plain_reader *
plain_line(void)
{
#ifdef HAS_AVX2
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
		return plain_line_avx2;
#endif
	return plain_line_portable;
}
