/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * $GENERATE range lhs [ttl] [class] type rhs, BIND's way to write many similar
 * records: $ stands for the iterator, ${offset,width,base} for a form of it,
 * $$ for a dollar sign.  Bases are d, o, x, X and the nibbles n and N.
 */
#include "zone/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { GENERATE_MAX = 65536, WIDTH_MAX = 255 };

struct range {
	uint64_t start, stop, step;
};

static bool
range_parse(struct str text, struct range *range)
{
	struct str start, stop, step;
	const char *dash = text.len ? memchr(text.p, '-', text.len) : NULL, *slash;

	if (dash == NULL)
		return false;
	start = str_n(text.p, (size_t)(dash - text.p));
	stop = str_skip(text, start.len + 1);
	slash = stop.len ? memchr(stop.p, '/', stop.len) : NULL;
	step = slash ? str_skip(stop, (size_t)(slash - stop.p) + 1) : S("1");
	if (slash)
		stop.len = (size_t)(slash - stop.p);
	return str_number(start, INT32_MAX, &range->start) &&
	    str_number(stop, INT32_MAX, &range->stop) && range->start <= range->stop &&
	    str_number(step, INT32_MAX, &range->step) && range->step > 0;
}

/* Hexadecimal digits, lowest first, a dot between two; the width counts dots too. */
static void
put_nibbles(struct buf *out, int64_t value, uint64_t width, const char *digits)
{
	uint32_t rest = (uint32_t)value;

	do {
		buf_put(out, digits[rest & 15]);
		rest >>= 4;
		width -= width > 0;
		if (width > 0 || rest) {
			buf_put(out, '.');
			width -= width > 0;
		}
	} while (rest || width > 0);
}

/* "{offset[,width[,base]]}" at text[*i]; false: malformed. */
static bool
put_formatted(struct buf *out, struct str text, size_t *i, uint64_t iterator)
{
	const char *close = memchr(text.p + *i, '}', text.len - *i);
	struct str inner, part[3] = { S("0"), S("0"), S("d") };
	uint64_t offset, width;
	bool negative;
	int64_t value;

	if (close == NULL)
		return false;
	inner = str_n(text.p + *i + 1, (size_t)(close - text.p) - *i - 1);
	*i = (size_t)(close - text.p);
	for (size_t n = 0; n < 3 && str_field(&inner, ",", &part[n]); n++)
		continue;
	negative = part[0].len && part[0].p[0] == '-';
	if (inner.len || part[2].len != 1 ||
	    !str_number(str_skip(part[0], negative), INT32_MAX, &offset) ||
	    !str_number(part[1], WIDTH_MAX, &width))
		return false;
	value = (int64_t)iterator + (negative ? -(int64_t)offset : (int64_t)offset);
	if (value > INT32_MAX)
		return false;
	switch (part[2].p[0]) {
	case 'd': buf_printf(out, "%0*lld", (int)width, (long long)value); break;
	case 'o': buf_printf(out, "%0*o", (int)width, (unsigned)value); break;
	case 'x': buf_printf(out, "%0*x", (int)width, (unsigned)value); break;
	case 'X': buf_printf(out, "%0*X", (int)width, (unsigned)value); break;
	case 'n': put_nibbles(out, value, width, "0123456789abcdef"); break;
	case 'N': put_nibbles(out, value, width, "0123456789ABCDEF"); break;
	default: return false;
	}
	return true;
}

static bool
expand(struct buf *out, struct str text, uint64_t iterator)
{
	buf_clear(out);
	for (size_t i = 0; i < text.len; i++) {
		if (text.p[i] == '\\' && i + 1 < text.len) {
			buf_put(out, '\\');
			buf_put(out, text.p[++i]);
		} else if (text.p[i] != '$') {
			buf_put(out, text.p[i]);
		} else if (i + 1 < text.len && text.p[i + 1] == '$') {
			buf_put(out, '$');
			i++;
		} else if (i + 1 < text.len && text.p[i + 1] == '{') {
			i++;
			if (!put_formatted(out, text, &i, iterator))
				return false;
		} else {
			buf_printf(out, "%llu", (unsigned long long)iterator);
		}
	}
	return true;
}

static void
bad_generate(struct loader *l, struct str token, const char *what)
{
	load_fault(l, FAULT_LOAD, token, "'%.*s' is not %s of $GENERATE", STR(token), what)->fix =
	    S("It is written: $GENERATE 1-254 host-$ A 192.0.2.$ (a step as in 1-254/2, the data in "
	    "quotes when it has blanks).");
	l->zone->unread++;
	lex_recover(&l->lex);
}

/* What stands on the line: the iterator's range and the templates of owner and data. */
struct generate {
	struct range range;
	struct str owner, data;
	bool has_ttl;
	uint32_t ttl, line;
	uint16_t type;
};

static bool
generate_parse(struct loader *l, struct generate *g)
{
	struct str word;
	enum token token = lex_token(&l->lex, &word);

	if (token != TOKEN_WORD || !range_parse(word, &g->range)) {
		bad_generate(l, word, "a range");
		return false;
	}
	token = lex_token(&l->lex, &g->owner);
	if (token != TOKEN_WORD && token != TOKEN_QUOTED) {
		bad_generate(l, word, "all that is needed");
		return false;
	}
	if (!load_head(l, &g->has_ttl, &g->ttl, &g->type))
		return false;
	token = lex_token(&l->lex, &g->data);
	if (token != TOKEN_WORD && token != TOKEN_QUOTED) {
		bad_generate(l, word, "all that is needed");
		return false;
	}
	g->line = l->lex.line;
	token = lex_token(&l->lex, &word);
	if (token != TOKEN_END) {
		bad_generate(l, word, "part");
		return false;
	}
	return true;
}

static bool
generate_one(struct loader *l, const struct generate *g, uint64_t iterator, struct buf *scratch)
{
	struct zone *z = l->zone;
	struct name *owner;
	struct record *r;

	if (!expand(scratch, g->owner, iterator)) {
		bad_generate(l, g->owner, "an owner");
		return false;
	}
	owner = load_name(l, arena_dup(z->arena, buf_str(scratch)));
	if (owner == NULL)
		return false;
	if (!expand(scratch, g->data, iterator)) {
		bad_generate(l, g->data, "data");
		return false;
	}
	r = load_record(l, owner, g->type, arena_dup(z->arena, buf_str(scratch)),
	    g->has_ttl ? &g->ttl : NULL);
	if (r)
		r->flags |= RECORD_GENERATED;
	l->owner = owner;
	l->owner_origin = NULL;         /* its text is not the file's */
	return r != NULL;
}

void
load_generate(struct loader *l)
{
	uint64_t limit = l->options->generate_max ? l->options->generate_max : GENERATE_MAX, made;
	struct buf scratch = { 0 };
	struct lexer behind;
	struct generate g;
	struct fault *f;

	if (l->early) {
		l->given_up = true;
		lex_recover(&l->lex);
		return;
	}
	if (!generate_parse(l, &g))
		return;
	behind = l->lex;
	l->lex.line = g.line;
	made = (g.range.stop - g.range.start) / g.range.step + 1;
	if (made > limit) {
		f = load_fault(l, FAULT_GENERATE, g.owner, "$GENERATE makes %llu records, more than "
		    "%llu; none was read", (unsigned long long)made, (unsigned long long)limit);
		l->zone->unread++;
	} else {
		f = load_fault(l, FAULT_GENERATE, g.owner, "$GENERATE is an extension of BIND; Knot and "
		    "others cannot load the file");
		f->level = WARNING;
	}
	f->refused = false;
	for (uint64_t i = g.range.start; made <= limit && i <= g.range.stop; i += g.range.step)
		if (!generate_one(l, &g, i, &scratch))
			break;
	buf_free(&scratch);
	l->lex = behind;
}
