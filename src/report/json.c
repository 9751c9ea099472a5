/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/json.h"

#include <stdlib.h>

#include "base/memory.h"
#include "report/escape.h"

/* --- the writer ---------------------------------------------------------------------- */

/* What the library prints, moved to the depth where it stands. */
static int
filter(const char *bytes, size_t n, void *self)
{
	struct writer *w = self;

	for (size_t i = 0; i < n; i++) {
		bool doubled = bytes[i] == '#' && w->line.len && w->line.p[w->line.len - 1] == '#';

		if (bytes[i] == '\n')
			buf_printf(&w->line, "\n%*s", 2 * w->depth, "");
		else if (doubled || bytes[i] == 0x7f)
			buf_printf(&w->line, "\\u%04x", (unsigned)bytes[i]);
		else
			buf_put(&w->line, bytes[i]);
	}
	return 0;
}

static void
dump(struct writer *w, json_t *value, size_t layout)
{
	json_dump_callback(value, filter, w, layout | JSON_ENSURE_ASCII | JSON_ENCODE_ANY);
	json_decref(value);
	fwrite(w->line.p, 1, w->line.len, w->out);
	buf_clear(&w->line);
}

void
put_begin(struct writer *w, FILE *out)
{
	*w = (struct writer){ .out = out };
	json_set_alloc_funcs(memory_new, free);
}

/* A new line for the next member or element. */
static void
put_next(struct writer *w, const char *key)
{
	fprintf(w->out, "%s%*s", w->first ? "\n" : ",\n", 2 * w->depth, "");
	if (key)
		fprintf(w->out, "\"%s\": ", key);
	w->first = false;
}

void
put_member(struct writer *w, const char *key, json_t *value)
{
	put_next(w, key);
	dump(w, value, JSON_INDENT(2));
}

void
put_line(struct writer *w, json_t *value)
{
	dump(w, value, 0);
	fputc('\n', w->out);
}

void
put_open(struct writer *w, const char *key, char bracket)
{
	if (w->depth)
		put_next(w, key);
	fputc(bracket, w->out);
	w->depth++;
	w->first = true;
}

void
put_close(struct writer *w, char bracket)
{
	w->depth--;
	if (!w->first)
		fprintf(w->out, "\n%*s", 2 * w->depth, "");
	fputc(bracket, w->out);
	if (w->depth == 0)
		fputc('\n', w->out);
	w->first = false;
}

void
put_end(struct writer *w)
{
	buf_free(&w->line);
}

/* --- values ------------------------------------------------------------------------------ */

static json_t *
escaped(struct str s, void (*escape)(struct buf *, struct str))
{
	struct buf clean = { NULL, 0, 0 };
	json_t *value;

	escape(&clean, s);
	value = json_stringn(clean.p ? clean.p : "", clean.len);
	buf_free(&clean);
	return value;
}

json_t *
text_value(struct str s)
{
	return escaped(s, escape_utf8);
}

json_t *
plain_value(struct str s)
{
	return escaped(s, escape_terminal);
}

json_t *
text_or_null(struct str s)
{
	return s.len ? text_value(s) : json_null();
}

json_t *
number_value(uint64_t n)
{
	return json_integer((json_int_t)n);
}

json_t *
number_if(bool known, uint64_t n)
{
	return known ? number_value(n) : json_null();
}

void
set_member(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

void
set_text(json_t *object, const char *key, struct str s)
{
	if (s.len)
		set_member(object, key, plain_value(s));
}
