/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data of one RRset, with <del> and <ins> where it changed: record by
 * record, and word by word where one record took the place of one other, so
 * that a reader sees which field of a SOA or which part of an SPF text it was.
 */
#include "report/html.h"

enum {
	VALUES_MAX = 12,        /* records of a side */
	VALUE_MAX = 480,        /* octets of one */
	WORDS_MAX = 48,
	KEY_SHOWN = 48,         /* octets of a key: nobody reads them */
};

struct words {
	struct str v[WORDS_MAX];
	size_t n;
};

/* False: too many to compare. */
static bool
split(struct str text, struct words *words)
{
	struct str word;

	words->n = 0;
	while (str_field(&text, " ", &word)) {
		if (words->n == WORDS_MAX)
			return false;
		words->v[words->n++] = word;
	}
	return true;
}

/* Longest common subsequence: length[i][j] of the words from i and from j on. */
static void
common(const struct words *a, const struct words *b, unsigned char length[][WORDS_MAX + 1])
{
	for (size_t i = a->n + 1; i-- > 0;)
		for (size_t j = b->n + 1; j-- > 0;) {
			if (i == a->n || j == b->n)
				length[i][j] = 0;
			else if (str_eq(a->v[i], b->v[j]))
				length[i][j] = (unsigned char)(length[i + 1][j + 1] + 1);
			else
				length[i][j] = length[i + 1][j] > length[i][j + 1] ? length[i + 1][j] :
				    length[i][j + 1];
		}
}

/* A run of words in one element; nothing where the run is empty. */
static void
run_add(struct page *p, const char *open, const char *close, const struct str *v, size_t n, bool *first)
{
	if (n == 0)
		return;
	html_raw(p, *first ? "" : " ");
	*first = false;
	html_raw(p, open);
	for (size_t i = 0; i < n; i++) {
		html_raw(p, i ? " " : "");
		html_text(p, v[i]);
	}
	html_raw(p, close);
}

static bool
words_marked(struct page *p, struct str before, struct str after)
{
	unsigned char length[WORDS_MAX + 1][WORDS_MAX + 1];
	struct words a, b;
	bool first = true;

	if (before.len > VALUE_MAX || after.len > VALUE_MAX || !split(before, &a) || !split(after, &b))
		return false;
	common(&a, &b, length);
	if (length[0][0] == 0)
		return false;
	html_raw(p, "<li><code>");
	for (size_t i = 0, j = 0; i < a.n || j < b.n;) {
		size_t k = 0, gone, came;

		while (i + k < a.n && j + k < b.n && str_eq(a.v[i + k], b.v[j + k]))
			k++;
		run_add(p, "", "", a.v + i, k, &first);
		i += k;
		j += k;
		for (gone = 0; i + gone < a.n && length[i + gone + 1][j] == length[i][j]; gone++)
			continue;
		for (came = 0; j + came < b.n && length[i + gone][j + came + 1] == length[i + gone][j]; came++)
			continue;
		run_add(p, "<del>", "</del>", a.v + i, gone, &first);
		run_add(p, "<ins>", "</ins>", b.v + j, came, &first);
		i += gone;
		j += came;
	}
	html_raw(p, "</code></li>");
	return true;
}

static void
value_add(struct page *p, const struct reported_change *c, const char *element, struct str data,
    struct str remark)
{
	size_t most = c->remarks[AFTER] ? KEY_SHOWN : VALUE_MAX;

	html_raw(p, "<li><code>");
	if (element)
		buf_printf(&p->out, "<%s>", element);
	html_cut(p, data, most);
	if (element)
		buf_printf(&p->out, "</%s>", element);
	html_raw(p, "</code>");
	if (remark.len) {
		html_raw(p, " <span class=\"dim\">(");
		html_text(p, remark);
		html_raw(p, ")</span>");
	} else if (data.len > most) {
		buf_printf(&p->out, " <span class=\"dim\">(%zu octets)</span>", data.len);
	}
	html_raw(p, "</li>");
}

static void
more_add(struct page *p, size_t n, const char *what)
{
	if (n)
		buf_printf(&p->out, "<li class=\"dim\">and %zu more %s</li>", n, what);
}

static void
side_add(struct page *p, const struct reported_change *c, int side)
{
	size_t n = c->n[side] < VALUES_MAX ? c->n[side] : VALUES_MAX;

	for (size_t i = 0; i < n; i++)
		value_add(p, c, side == BEFORE ? "del" : "ins", c->data[side][i],
		    c->remarks[side] ? c->remarks[side][i] : S(""));
	more_add(p, c->n[side] - n, side == BEFORE ? "removed" : "added");
}

void
html_values(struct page *p, const struct reported_change *c)
{
	size_t same = c->nsame < 4 ? c->nsame : 4;

	html_raw(p, "<ul class=\"values\">");
	if (c->kind == TTL_CHANGED) {
		size_t n = c->n[AFTER] < 4 ? c->n[AFTER] : 4;

		for (size_t i = 0; i < n; i++)
			value_add(p, c, NULL, c->data[AFTER][i], S(""));
		more_add(p, c->n[AFTER] - n, "records");
	} else if (!(c->kind == DATA_CHANGED && c->n[BEFORE] == 1 && c->n[AFTER] == 1 &&
	    !c->remarks[BEFORE] && words_marked(p, c->data[BEFORE][0], c->data[AFTER][0]))) {
		side_add(p, c, BEFORE);
		side_add(p, c, AFTER);
	}
	for (size_t i = 0; i < same; i++)
		value_add(p, c, NULL, c->same[i], S(""));
	more_add(p, c->nsame - same, "unchanged");
	html_raw(p, "</ul>");
}
