/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_PLAIN_READ_H
#define ZONEVET_ZONE_PLAIN_READ_H

#include "base/clock.h"
#include "lint/type.h"
#include "zone/plain.h"
#include "zone/window.h"

/*
 * How a plain line is read, whatever makes its windows.  All of it is inline:
 * who reads line after line has it in a loop of his own, once for each kind of
 * machine.
 */
enum { PLAIN_FAR = 512 };       /* octets from the begin of a line on, behind which no window looks */
_Static_assert(PLAIN_HEAD == (int)HALF, "what is remembered is compared at once");

/* The rest of a line, from its data on. */
struct plain_rest {
	const char *next;               /* the line behind it; NULL: not plain */
	struct str data;
	uint32_t lines, data_line;      /* as struct plain has them */
	uint8_t depth;
};

/*
 * Reads one that a window does not tell all of: longer, in parentheses, with
 * backslashes, or no more than a comment, when type is 0.
 */
typedef struct plain_rest plain_rest_reader(const char *p, const char *end, uint16_t type);
plain_rest_reader plain_rest_portable;
#ifdef HAS_AVX2
plain_rest_reader plain_rest_avx2;

/* Not every compiler knows lzcnt as a thing to ask for; without it the same code gives another number. */
AVX2 static inline bool
counts_zeros(void)
{
	volatile uint64_t one = 1;

	return __builtin_clzll(one) == 63;
}

/* Can this machine run what is marked AVX2? */
static inline bool
plain_by_vectors(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	    __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") && counts_zeros();
}
#endif

/* --- types -------------------------------------------------------------------- */

#define UP_TO_8(a, b, c, d, e, f, g, h) ((uint64_t)(a) | (uint64_t)(b) << 8 | (uint64_t)(c) << 16 | \
	(uint64_t)(d) << 24 | (uint64_t)(e) << 32 | (uint64_t)(f) << 40 | (uint64_t)(g) << 48 | \
	(uint64_t)(h) << 56)

/*
 * The types that a plain line may have; a SOA says too much for one.  They are
 * found by their spelling as a number, folded to lower case, first octet lowest:
 * times this one, all of them have other upper bits.
 */
#define WORD(...) (UP_TO_8(__VA_ARGS__) | EACH(0x20))
#define TYPE_SLOT(word) ((uint64_t)(word) * 0xddf1d79fdeb280e7u >> 59)
#define TYPE_ENTRY(type, kind, ...) [TYPE_SLOT(WORD(__VA_ARGS__))] = { WORD(__VA_ARGS__), type, kind }

ALWAYS bool
plain_type(uint64_t word, struct plain *out)
{
	static const struct {
		uint64_t word;
		uint16_t type;
		uint8_t kind;
	} types[32] = {
		TYPE_ENTRY(TYPE_A, 0, 'A', 0, 0, 0, 0, 0, 0, 0),
		TYPE_ENTRY(TYPE_NS, PLAIN_POINTS | PLAIN_ALONE | PLAIN_NS, 'N', 'S', 0, 0, 0, 0, 0, 0),
		TYPE_ENTRY(TYPE_AAAA, 0, 'A', 'A', 'A', 'A', 0, 0, 0, 0),
		TYPE_ENTRY(TYPE_DS, PLAIN_DS, 'D', 'S', 0, 0, 0, 0, 0, 0),
		TYPE_ENTRY(TYPE_MX, PLAIN_POINTS, 'M', 'X', 0, 0, 0, 0, 0, 0),
		TYPE_ENTRY(TYPE_TXT, 0, 'T', 'X', 'T', 0, 0, 0, 0, 0),
		TYPE_ENTRY(TYPE_PTR, PLAIN_POINTS | PLAIN_ALONE, 'P', 'T', 'R', 0, 0, 0, 0, 0),
		TYPE_ENTRY(TYPE_SRV, PLAIN_POINTS, 'S', 'R', 'V', 0, 0, 0, 0, 0),
		TYPE_ENTRY(TYPE_CAA, 0, 'C', 'A', 'A', 0, 0, 0, 0, 0),
		TYPE_ENTRY(TYPE_CNAME, PLAIN_POINTS | PLAIN_ALONE, 'C', 'N', 'A', 'M', 'E', 0, 0, 0),
		TYPE_ENTRY(TYPE_RRSIG, PLAIN_GENERATED, 'R', 'R', 'S', 'I', 'G', 0, 0, 0),
		TYPE_ENTRY(TYPE_NSEC, PLAIN_GENERATED, 'N', 'S', 'E', 'C', 0, 0, 0, 0),
		TYPE_ENTRY(TYPE_NSEC3, PLAIN_GENERATED, 'N', 'S', 'E', 'C', '3', 0, 0, 0),
		TYPE_ENTRY(TYPE_DNAME, PLAIN_POINTS | PLAIN_ALONE, 'D', 'N', 'A', 'M', 'E', 0, 0, 0),
		TYPE_ENTRY(TYPE_TLSA, 0, 'T', 'L', 'S', 'A', 0, 0, 0, 0),
		TYPE_ENTRY(TYPE_SSHFP, 0, 'S', 'S', 'H', 'F', 'P', 0, 0, 0),
		TYPE_ENTRY(TYPE_NAPTR, PLAIN_POINTS, 'N', 'A', 'P', 'T', 'R', 0, 0, 0),
		TYPE_ENTRY(TYPE_HTTPS, PLAIN_POINTS | PLAIN_SECOND, 'H', 'T', 'T', 'P', 'S', 0, 0, 0),
		TYPE_ENTRY(TYPE_SVCB, PLAIN_POINTS | PLAIN_SECOND, 'S', 'V', 'C', 'B', 0, 0, 0, 0),
		TYPE_ENTRY(TYPE_DNSKEY, 0, 'D', 'N', 'S', 'K', 'E', 'Y', 0, 0),
	};

	if (types[TYPE_SLOT(word)].word != word)
		return false;
	out->type = types[TYPE_SLOT(word)].type;
	out->kind = types[TYPE_SLOT(word)].kind;
	return true;
}

/*
 * Up to eight octets as a number, folded.  No control character is among them,
 * which alone would be taken for something that a type has.
 */
ALWAYS uint64_t
folded_word(const char *p, size_t len, const char *end, bool far)
{
	uint64_t word = 0;

	if (far || end - p >= 8) {
		word = octets_at(p) & first_octets[len];
	} else {
		for (size_t i = 0; i < len; i++)
			word |= (uint64_t)(unsigned char)p[i] << 8 * i;
	}
	return word | EACH(0x20);
}

/* --- a line ------------------------------------------------------------------- */

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
	/* Directives, marks of a merge, and an @, which has to stand alone. */
	static const bool odd_first[256] = { ['$'] = true, ['<'] = true, ['='] = true, ['>'] = true,
		['|'] = true, ['@'] = true };
	struct str o = out->owner, apex = c->apex;

	out->absolute = false;
	if (odd_first[(unsigned char)o.p[0]])
		return o.p[0] == '@' && o.len == 1 && c->origin_len;
	if (dots) {
		if ((dots & 1) || (dots & dots >> 1))
			return false;
		out->absolute = dots >> (o.len - 1) & 1;
	}
	if (!out->absolute)
		return c->origin_len && o.len + 1 + c->origin_len <= NAME_MAX_WIRE;
	if (o.len < apex.len || apex.len == 0 ||
	    (apex.len > 1 && o.len > apex.len && o.p[o.len - apex.len - 1] != '.'))
		return false;
	return same_octets(o.p + o.len - apex.len, apex.p, apex.len) ||
	    str_eq_nocase(str_skip(o, o.len - apex.len), apex);
}

/* Nobody else gets to know where *ttl is, so it can stay in a register. */
ALWAYS bool
duration_of(struct str word, uint32_t *ttl)
{
	uint32_t seconds = 0;
	bool good = clock_duration(word, &seconds);

	*ttl = seconds;
	return good;
}

/* Up to eight digits, or what clock_duration() reads. */
ALWAYS bool
ttl_of(struct str word, const char *end, bool far, uint32_t *ttl)
{
	uint64_t digits, low;

	if (word.len > 8 || (!far && end - word.p < 8))
		return duration_of(word, ttl);
	digits = octets_at(word.p) << 8 * (8 - word.len) | (EACH('0') & first_octets[8 - word.len]);
	low = digits ^ EACH('0');
	if (((low + EACH(6)) | low) & EACH(0xf0))
		return duration_of(word, ttl);
	low = (low * 10 + (low >> 8)) & 0x00ff00ff00ff00ff;
	low = (low * 100 + (low >> 16)) & 0x0000ffff0000ffff;
	*ttl = (uint32_t)(low * 10000 + (low >> 32));
	return true;
}

/* A word of the line's head: TTL, class or type; false: not plain. */
ALWAYS bool
plain_word(struct str word, const char *end, bool far, struct plain *out, bool *has_class)
{
	uint64_t folded;

	if (ascii_digit(word.p[0])) {
		bool again = out->has_ttl;

		out->has_ttl = true;
		return !again && ttl_of(word, end, far, &out->ttl);
	}
	if (word.len > 8)
		return false;
	folded = folded_word(word.p, word.len, end, far);
	if (folded == WORD('I', 'N', 0, 0, 0, 0, 0, 0)) {
		bool again = *has_class;

		*has_class = true;
		return !again;
	}
	return plain_type(folded, out);
}

/*
 * Is the owner written as the last one was?  `begin` has HALF octets from its
 * begin on.  It is one question rather than two: whoever foresees the answer
 * is right more often.
 */
ALWAYS bool
owner_again(const struct plain_memory *m, struct str owner, const char *begin, const struct makers *with)
{
	return ((with->differ(begin, m->begin) & below((unsigned)owner.len)) | (owner.len ^ m->owner.len)) == 0 &&
	    (owner.len <= HALF || same_octets(m->owner.p + HALF, owner.p + HALF, owner.len - HALF));
}

/* Not as a whole: that would be put together in memory, and whoever asks would wait for it. */
ALWAYS void
remember_owner(struct plain_memory *m, struct str owner, bool absolute, const char *begin,
    const struct makers *with)
{
	m->owner.p = owner.p;
	m->owner.len = owner.len;
	m->absolute = absolute;
	with->keep(m->begin, begin);
}

/* The owner, which ends at the first blank; most often it is the last one once more. */
ALWAYS bool
owner_of(struct plain_context *c, struct plain *out, const char *end, bool far,
    const struct makers *with)
{
	struct plain_memory *m = &c->memory;
	struct str owner = out->owner;
	char padded[HALF];
	const char *begin = padded_octets(owner.p, end, far, HALF, padded);

	out->repeats = owner_again(m, owner, begin, with);
	if (out->repeats) {
		out->absolute = m->absolute;
		return true;
	}
	out->dots = dots_at(owner.p, end, far, with) & below((unsigned)owner.len);
	if (!plain_owner(c, out, out->dots))
		return false;
	remember_owner(m, owner, out->absolute, begin, with);
	return true;
}

/*
 * TTL, class and type are written alike in many lines on end: then they need
 * no second reading.  It pays where there is a TTL; a type alone is soon read.
 */
ALWAYS bool
same_head(const struct plain_memory *m, const char *p, const char *end, bool far,
    const struct makers *with)
{
	return m->head_len && (far || end - p >= PLAIN_HEAD) &&
	    !(with->differ(p, m->head) & below(m->head_len));
}

ALWAYS void
head_of(const struct plain_memory *m, struct plain *out)
{
	out->ttl = m->ttl;
	out->type = m->type;
	out->kind = m->kind;
	out->has_ttl = m->has_ttl;
}

ALWAYS void
remember_head(struct plain_memory *m, const struct plain *out, const char *behind, const char *end,
    const struct makers *with)
{
	size_t len = (size_t)(behind - out->head);

	m->head_len = 0;
	if (len > PLAIN_HEAD || end - out->head < PLAIN_HEAD)
		return;
	with->keep(m->head, out->head);
	m->head_len = (unsigned)len;
	m->ttl = out->ttl;
	m->has_ttl = out->has_ttl;
	m->type = out->type;
	m->kind = out->kind;
}

/* A place in a line: octet `at` of the window at p. */
struct place {
	const char *p, *end;
	bool far;                       /* PLAIN_FAR octets from the begin of the line are there */
	unsigned at;
	struct window w;
};

/* Does nothing there need care but quotes, and what stands in them? */
ALWAYS bool
only_quotes(const struct place *l, uint64_t data, const struct makers *with)
{
	struct cares c;
	uint64_t inside;

	cares_at(l->p, l->end, l->far, with, &c);
	inside = between(c.quote & data);
	return !((c.backslash | c.odd) & data) && !(inside >> 63) &&
	    !((c.comment | c.paren) & data & ~inside);
}

ALWAYS void
move_window(struct place *l, const struct makers *with)
{
	l->p += l->at;
	l->at = 0;
	window_at(l->p, l->end, l->far, with, &l->w);
}

/*
 * The data, when the line ends in the window and nothing in it needs more than
 * quotes.  NULL: not so; the rest reader tells more.
 */
ALWAYS const char *
short_data(const struct place *l, struct plain *out, const struct makers *with)
{
	unsigned lf = lowest(l->w.newline), first, last;
	uint64_t data = below(lf) & from(l->at), text = data & ~l->w.blank;
	bool care = l->w.care & data;

	if (text == 0 || (care && !only_quotes(l, data, with)))
		return NULL;
	first = lowest(text);
	last = highest(text);
	out->data = (struct str){ l->p + first, last + 1 - first };
	if (!care && out->kind & PLAIN_POINTS) {
		uint64_t blanks = l->w.blank & below(last) & from(first);
		unsigned word = blanks ? highest(blanks) + 1 : first;

		out->bare = !blanks;
		out->last = (struct str){ l->p + word, last + 1 - word };
	}
	return l->p + lf + 1;
}

ALWAYS bool
begins_with_ttl(const struct place *l)
{
	uint64_t text = ~l->w.blank & from(l->at);
	const char *word = l->p + (text ? lowest(text) : 0);

	/* Behind the end all seems to be text. */
	return text && (l->far || word < l->end) && ascii_digit(*word);
}

/* TTL, class and type as they were in the line before; false: they are others. */
ALWAYS bool
head_again(struct place *l, const struct plain_memory *m, struct plain *out,
    const struct makers *with)
{
	if (!same_head(m, l->p + l->at, l->end, l->far, with))
		return false;
	head_of(m, out);
	l->at += m->head_len - 1;
	if (l->at >= WINDOW)
		move_window(l, with);
	return true;
}

ALWAYS const char *
rest_of(const char *p, const char *end, struct plain *out, plain_rest_reader *rest)
{
	struct plain_rest r = rest(p, end, out->type);

	out->data = r.data;
	out->lines = r.lines;
	out->data_line = r.data_line;
	out->depth = r.depth;
	return r.next;
}

/*
 * TTL, class and type, word by word, up to the blank behind the type.  False:
 * there is no type; *next is where the next line begins when nothing but a
 * comment stands here, NULL: not plain.
 */
ALWAYS bool
head_words(struct place *l, struct plain *out, const struct makers *with,
    plain_rest_reader *rest, const char **next)
{
	bool has_class = false;

	*next = NULL;
	while (out->type == 0) {
		uint64_t text = ~l->w.blank & from(l->at), ends;
		unsigned stop;

		ends = text ? (l->w.blank | l->w.newline | l->w.care) &
		    from(lowest(text)) : 0;
		if (ends == 0) {                /* the word goes on behind the window */
			if (l->at == 0)
				return false;
			move_window(l, with);
			if (l->p >= l->end)
				return false;
			continue;
		}
		l->at = lowest(text);
		stop = lowest(ends);
		if (l->at == stop) {            /* nothing more, or something that needs care */
			const char *p = l->p + stop;

			if (out->owner.len == 0 && !has_class && !out->has_ttl && p < l->end &&
			    (*p == ';' || *p == '\n'))
				*next = rest_of(p, l->end, out, rest);
			return false;
		}
		if (!(l->w.blank >> stop & 1) ||
		    !plain_word((struct str){ l->p + l->at, stop - l->at }, l->end, l->far, out,
		    &has_class))
			return false;
		l->at = stop;
	}
	return true;
}

/* The data, wherever it ends. */
ALWAYS const char *
data_of(struct place *l, struct plain *out, const struct makers *with, plain_rest_reader *rest)
{
	const char *next, *p;

	if (l->w.newline == 0)
		move_window(l, with);
	next = l->w.newline ? short_data(l, out, with) : NULL;
	if (next)
		return next;
	p = l->p + l->at;
	while (p < l->end && (*p == ' ' || *p == '\t'))
		p++;
	return rest_of(p, l->end, out, rest);
}

ALWAYS void
start_line(struct plain *out)
{
	out->has_ttl = out->absolute = out->repeats = out->bare = false;
	out->lines = 1;
	out->data_line = 0;
	out->depth = 0;
	out->type = 0;
	out->kind = 0;
	out->ttl = 0;
	out->owner.len = 0;
	out->dots = 0;
	out->last = (struct str){ NULL, 0 };
}

/* Far: the end is PLAIN_FAR octets away, at least. */
ALWAYS const char *
plain_line_with(const char *p, const char *end, bool far, struct plain_context *c,
    struct plain *out, const struct makers *with, plain_rest_reader *rest)
{
	struct place l;
	const char *next;

	l.p = p;
	l.end = end;
	l.far = far;
	l.at = 0;
	start_line(out);
	window_at(p, end, far, with, &l.w);
	if (!(l.w.blank & 1)) {
		uint64_t stops = l.w.blank | l.w.newline | l.w.care;

		if (l.w.newline & 1)
			return p + 1;
		if (*p == ';')
			return rest_of(p, end, out, rest);
		if (stops == 0)
			return NULL;
		l.at = lowest(stops);
		if (!(l.w.blank >> l.at & 1))
			return NULL;
		out->owner = (struct str){ p, l.at };
		if (!owner_of(c, out, end, far, with))
			return NULL;
	}
	out->head = p + l.at;
	if (!begins_with_ttl(&l) || !head_again(&l, &c->memory, out, with)) {
		if (!head_words(&l, out, with, rest, &next))
			return next;
		if (out->has_ttl)
			remember_head(&c->memory, out, l.p + l.at + 1, end, with);
	}
	if ((!c->default_ttl && !out->has_ttl) || (!c->inherits && out->owner.len == 0))
		return NULL;
	return data_of(&l, out, with, rest);
}

#endif
