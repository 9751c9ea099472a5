/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What lines say by themselves, read in one loop: most of the time that two
 * large versions take is spent here.
 */
#include "zone/ahead.h"
#include "zone/name_hash.h"
#include "zone/plain_read.h"

void
ahead_reader_forget(struct ahead_reader *r)
{
	r->context.memory.owner.len = 0;
	r->behind_dot.len = 0;
}

struct str
ahead_within(struct str owner, struct str apex)
{
	size_t n = owner.len - apex.len;

	if (n && apex.len > 1)
		n--;
	return str_n(owner.p, n);
}

/* An owner of several labels, `dot` octets in front of the first dot. */
ALWAYS uint16_t
read_labels(struct ahead_reader *r, struct str text, size_t dot)
{
	struct str behind = str_skip(text, dot + 1);
	bool absolute = r->owner_flags & AHEAD_ABSOLUTE;
	bool beside = str_eq(behind, r->behind_dot) && absolute == r->behind_absolute;

	if (!beside)
		r->above = name_hash_text(behind, 0);
	r->owner = name_hash_under(r->above, name_hash_label(str_n(text.p, dot)));
	r->behind_dot = behind;
	r->behind_absolute = absolute;
	return beside ? AHEAD_BESIDE : 0;
}

ALWAYS uint16_t
read_owner(struct ahead_reader *r, const struct plain *line)
{
	struct str text = line->owner;
	uint64_t dots = line->dots;

	if (line->repeats)
		return r->owner_flags | AHEAD_REPEATS;
	r->owner_flags = line->absolute ? AHEAD_ABSOLUTE : 0;
	if (line->absolute) {
		text = ahead_within(text, r->context.apex);
		dots &= ((uint64_t)1 << text.len) - 1;
	} else if (text.p[0] == '@') {
		r->owner_flags = AHEAD_AT;
		text.len = 0;
	}
	r->labels = (uint8_t)((text.len != 0) + __builtin_popcountll(dots));
	if (dots)
		return r->owner_flags | read_labels(r, text, (size_t)__builtin_ctzll(dots));
	r->owner = text.len ? name_hash_label(text) : 0;
	return r->owner_flags;
}

ALWAYS uint16_t
read_target(const struct plain *line, uint32_t *hash)
{
	bool second = line->type == TYPE_SVCB || line->type == TYPE_HTTPS;
	bool clear = line->last.len && !second && (line->bare || !plain_alone(line->type));
	struct str word = clear ? line->last : plain_target(line->type, line->data);

	if (word.len == 0)
		return AHEAD_POINTS | AHEAD_ODD_TARGET;
	*hash = name_hash_label(word);
	return AHEAD_POINTS | (word.p[word.len - 1] == '.' ? AHEAD_ABSOLUTE_TARGET : 0) |
	    (word.len == 1 && word.p[0] == '@' ? AHEAD_AT_TARGET : 0);
}

ALWAYS void
read_line(struct ahead_reader *r, const char *p, const char *end, struct ahead_line *to,
    window_maker *make, cares_maker *cares, plain_rest_reader *rest)
{
	struct plain line;
	const char *next = plain_line_with(p, end, &r->context, &line, make, cares, rest);
	uint16_t flags = AHEAD_PLAIN;

	if (next == NULL) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));

		to->len = (uint32_t)((lf ? lf + 1 : end) - p);
		to->flags = 0;
		ahead_reader_forget(r);
		return;
	}
	to->len = (uint32_t)(next - p);
	to->lines = (uint16_t)line.lines;
	to->type = line.type;
	if (line.type) {
		to->owner_len = (uint8_t)line.owner.len;
		to->ttl = line.ttl;
		flags |= line.has_ttl ? AHEAD_TTL : 0;
		if (line.owner.len) {
			flags |= read_owner(r, &line);
			to->owner = r->owner;
			to->above = r->above;
			to->labels = r->labels;
		}
		if (plain_points(line.type))
			flags |= read_target(&line, &to->target);
		else if (type_generated(line.type))
			flags |= AHEAD_GENERATED;
	}
	to->flags = flags;
}

static size_t
lines_portable(struct ahead_reader *r, const char *p, const char *end, struct ahead_line *to,
    size_t most)
{
	size_t n = 0;

	for (; p < end && n < most; p += to[n++].len)
		read_line(r, p, end, &to[n], window_portable, cares_portable, plain_rest_portable);
	return n;
}

#ifdef HAS_AVX2
AVX2 static size_t
lines_avx2(struct ahead_reader *r, const char *p, const char *end, struct ahead_line *to,
    size_t most)
{
	size_t n = 0;

	for (; p < end && n < most; p += to[n++].len)
		read_line(r, p, end, &to[n], window_avx2, cares_avx2, plain_rest_avx2);
	return n;
}
#endif

static ahead_lines_reader *
lines_reader(void)
{
#ifdef HAS_AVX2
	if (plain_by_vectors())
		return lines_avx2;
#endif
	return lines_portable;
}

void
ahead_reader_start(struct ahead_reader *r, struct str apex)
{
	/* What holds where a line stands is not known here: everything may. */
	*r = (struct ahead_reader){ .read = lines_reader(),
		.context = { .apex = apex, .origin_len = 1, .default_ttl = true, .inherits = true } };
}
