/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_WINDOW_H
#define ZONEVET_ZONE_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "zone/octets.h"

/*
 * 64 octets of text looked at together: one bit an octet says which are blank,
 * which end the line, which need care.  Finding the end of a word is then one
 * instruction.  Windows are made with vector code where the machine has it, by
 * words of eight octets elsewhere; what is done with them is the same for all.
 */
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define HAS_AVX2 1
#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
#endif

enum { WINDOW = 64, HALF = WINDOW / 2 };

struct window {
	uint64_t newline, blank;
	uint64_t care;                  /* whatever struct cares has a bit for */
};

struct cares {
	uint64_t quote, comment, paren, backslash;
	uint64_t odd;                   /* neither printable ASCII nor tab nor newline */
};

/* Of the same octets, for lines with nothing but quotes. */
struct quotes {
	uint64_t quote;
	uint64_t hard;                  /* backslashes and odd ones */
};

typedef void window_maker(const char *p, struct window *);      /* looks at WINDOW octets */
typedef uint64_t dots_maker(const char *p);                     /* and these */
typedef void cares_maker(const char *p, struct cares *);
typedef void quotes_maker(const char *p, struct quotes *);
/* HALF octets at either place: those that differ, a bit each; a copy in one piece. */
typedef uint32_t differ_maker(const char *p, const char *q);
typedef void half_keeper(char *to, const char *p);

/* The same for all that one kind of machine has. */
struct makers {
	window_maker *window;
	dots_maker *dots;
	cares_maker *cares;
	quotes_maker *quotes;
	differ_maker *differ;
	half_keeper *keep;
};

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

ALWAYS unsigned
lowest(uint64_t bits)
{
	return (unsigned)__builtin_ctzll(bits);
}

ALWAYS unsigned
highest(uint64_t bits)
{
	return 63 - (unsigned)__builtin_clzll(bits);
}

/* From each odd bit on up to the next one: what stands in quotes, with the opening one. */
ALWAYS uint64_t
between(uint64_t quotes)
{
	quotes ^= quotes << 1;
	quotes ^= quotes << 2;
	quotes ^= quotes << 4;
	quotes ^= quotes << 8;
	quotes ^= quotes << 16;
	return quotes ^ quotes << 32;
}

/* --- by words of eight octets --------------------------------------------------- */

/* Top bits to the eight low ones. */
ALWAYS uint64_t
top_bits(uint64_t word)
{
	return (word >> 7) * 0x0102040810204080u >> 56;
}

/* Control characters, DEL and all that is not ASCII, tab and newline among them. */
ALWAYS uint64_t
unprintable(uint64_t word)
{
	uint64_t low = ~((word & EACH(0x7f)) + EACH(0x60)) & EACH(0x80);

	return low | (word & EACH(0x80)) | zeros(word ^ EACH(0x7f));
}

ALWAYS void
window_portable(const char *p, struct window *w)
{
	*w = (struct window){ 0 };
	for (unsigned i = 0; i < WINDOW; i += 8) {
		uint64_t word = octets_at(p + i), tab = zeros(word ^ EACH('\t'));
		uint64_t newline = zeros(word ^ EACH('\n'));
		uint64_t care = zeros(word ^ EACH('"')) | zeros((word | EACH(1)) ^ EACH(')')) |
		    zeros(word ^ EACH(';')) | zeros(word ^ EACH('\\')) |
		    (unprintable(word) & ~(tab | newline));

		w->newline |= top_bits(newline) << i;
		w->blank |= top_bits(tab | zeros(word ^ EACH(' '))) << i;
		w->care |= top_bits(care) << i;
	}
}

ALWAYS uint64_t
dots_portable(const char *p)
{
	uint64_t dots = 0;

	for (unsigned i = 0; i < WINDOW; i += 8)
		dots |= top_bits(zeros(octets_at(p + i) ^ EACH('.'))) << i;
	return dots;
}

ALWAYS void
cares_portable(const char *p, struct cares *c)
{
	*c = (struct cares){ 0 };
	for (unsigned i = 0; i < WINDOW; i += 8) {
		uint64_t word = octets_at(p + i);
		uint64_t white = zeros(word ^ EACH('\t')) | zeros(word ^ EACH('\n'));

		c->quote |= top_bits(zeros(word ^ EACH('"'))) << i;
		c->comment |= top_bits(zeros(word ^ EACH(';'))) << i;
		c->paren |= top_bits(zeros((word | EACH(1)) ^ EACH(')'))) << i;
		c->backslash |= top_bits(zeros(word ^ EACH('\\'))) << i;
		c->odd |= top_bits(unprintable(word) & ~white) << i;
	}
}

ALWAYS void
quotes_portable(const char *p, struct quotes *q)
{
	struct cares c;

	cares_portable(p, &c);
	*q = (struct quotes){ c.quote, c.backslash | c.odd };
}

ALWAYS uint32_t
differ_portable(const char *p, const char *q)
{
	uint64_t same = 0;

	for (unsigned i = 0; i < HALF; i += 8)
		same |= top_bits(zeros(octets_at(p + i) ^ octets_at(q + i))) << i;
	return ~(uint32_t)same;
}

ALWAYS void
keep_portable(char *to, const char *p)
{
	memcpy(to, p, HALF);
}

static const struct makers by_words = { window_portable, dots_portable, cares_portable, quotes_portable,
	differ_portable, keep_portable };

/* --- by vectors ------------------------------------------------------------------- */

#ifdef HAS_AVX2
#define EQUAL(v, c) _mm256_cmpeq_epi8(v, _mm256_set1_epi8(c))

struct halves {
	__m256i low, high;
};

AVX2 ALWAYS struct halves
halves_at(const char *p)
{
	return (struct halves){ _mm256_loadu_si256((const __m256i *)(const void *)p),
		_mm256_loadu_si256((const __m256i *)(const void *)(p + HALF)) };
}

AVX2 ALWAYS uint64_t
bits_of(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) |
	    (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2 ALWAYS uint64_t
equals(struct halves v, char c)
{
	return bits_of(EQUAL(v.low, c), EQUAL(v.high, c));
}

/*
 * Octets that stand in a table at their own lower four bits.  No octet but
 * those of the table does: one look-up compares with all of them.
 */
AVX2 ALWAYS __m256i
among(__m256i v, __m256i table)
{
	return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, v), v);
}

/* Where there is none a zero stands, and at zero something else: no zero is among them. */
#define WHITE _mm256_broadcastsi128_si256(_mm_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', \
	0, 0, 0, 0, 0))
#define CARED _mm256_broadcastsi128_si256(_mm_setr_epi8(1, 0, '"', 0, 0, 0, 0, 0, '(', ')', 0, \
	';', '\\', 0, 0, 0))

/* As signed octets all that is not ASCII lies below the blank too, and DEL would if it were one more. */
AVX2 ALWAYS __m256i
odd_octets_of(__m256i v, __m256i white)
{
	return _mm256_andnot_si256(white, _mm256_cmpgt_epi8(_mm256_set1_epi8(' ' + 1),
	    _mm256_add_epi8(v, _mm256_set1_epi8(1))));
}

AVX2 ALWAYS void
window_avx2(const char *p, struct window *w)
{
	struct halves v = halves_at(p);
	struct halves white = { among(v.low, WHITE), among(v.high, WHITE) };

	w->newline = equals(v, '\n');
	w->blank = bits_of(white.low, white.high) & ~w->newline;
	w->care = bits_of(_mm256_or_si256(among(v.low, CARED), odd_octets_of(v.low, white.low)),
	    _mm256_or_si256(among(v.high, CARED), odd_octets_of(v.high, white.high)));
}

AVX2 ALWAYS uint64_t
dots_avx2(const char *p)
{
	return equals(halves_at(p), '.');
}

AVX2 ALWAYS void
cares_avx2(const char *p, struct cares *c)
{
	struct halves v = halves_at(p);

	c->quote = equals(v, '"');
	c->comment = equals(v, ';');
	c->paren = equals(v, '(') | equals(v, ')');
	c->backslash = equals(v, '\\');
	c->odd = bits_of(odd_octets_of(v.low, among(v.low, WHITE)),
	    odd_octets_of(v.high, among(v.high, WHITE)));
}

AVX2 ALWAYS void
quotes_avx2(const char *p, struct quotes *q)
{
	struct halves v = halves_at(p);

	q->quote = equals(v, '"');
	q->hard = bits_of(_mm256_or_si256(EQUAL(v.low, '\\'), odd_octets_of(v.low, among(v.low, WHITE))),
	    _mm256_or_si256(EQUAL(v.high, '\\'), odd_octets_of(v.high, among(v.high, WHITE))));
}

AVX2 ALWAYS uint32_t
differ_avx2(const char *p, const char *q)
{
	return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(
	    _mm256_loadu_si256((const __m256i *)(const void *)p),
	    _mm256_loadu_si256((const __m256i *)(const void *)q)));
}

/* Two halves of one would keep who reads it as a whole waiting for memory. */
AVX2 ALWAYS void
keep_avx2(char *to, const char *p)
{
	_mm256_storeu_si256((__m256i *)(void *)to, _mm256_loadu_si256((const __m256i *)(const void *)p));
}

static const struct makers by_vectors = { window_avx2, dots_avx2, cares_avx2, quotes_avx2, differ_avx2,
	keep_avx2 };
#endif

/*
 * The octets before `end` are all there are: what a window, or another piece of
 * `size`, would see behind them is zeros.  Far: it is so far that this need not
 * be asked.
 */
ALWAYS const char *
padded_octets(const char *p, const char *end, bool far, size_t size, char *padded)
{
	if (far || __builtin_expect(end - p >= (ptrdiff_t)size, 1))
		return p;
	memset(padded, 0, size);
	memcpy(padded, p, (size_t)(end - p));
	return padded;
}

ALWAYS void
window_at(const char *p, const char *end, bool far, const struct makers *with, struct window *w)
{
	char padded[WINDOW];

	with->window(padded_octets(p, end, far, WINDOW, padded), w);
}

ALWAYS uint64_t
dots_at(const char *p, const char *end, bool far, const struct makers *with)
{
	char padded[WINDOW];

	return with->dots(padded_octets(p, end, far, WINDOW, padded));
}

ALWAYS void
cares_at(const char *p, const char *end, bool far, const struct makers *with, struct cares *c)
{
	char padded[WINDOW];

	with->cares(padded_octets(p, end, far, WINDOW, padded), c);
}

#endif
