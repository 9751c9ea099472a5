/* SPDX-License-Identifier: BSD-2-Clause */
/* zonevet print: a zone as it was understood, one record a line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "catalogue.h"
#include "guess.h"
#include "judge.h"
#include "report/escape.h"
#include "run.h"

enum { TTL_MAX = 2147483647 };  /* RFC 2181 section 8; servers take more as 0 */

static int
data_order(const struct rdata *a, const struct rdata *b)
{
	int order = memcmp(a->wire, b->wire, a->len < b->len ? a->len : b->len);

	return order ? order : (int)a->len - (int)b->len;
}

/* Canonical order (RFC 4034 section 6), with the SOA in front so that servers can load it. */
static int
by_canon(const void *x, const void *y)
{
	const struct record *a = *(struct record *const *)x, *b = *(struct record *const *)y;
	int order;

	if ((a->type == TYPE_SOA) != (b->type == TYPE_SOA))
		return a->type == TYPE_SOA ? -1 : 1;
	order = name_compare(a->owner, b->owner);
	if (order == 0)
		order = (int)a->type - (int)b->type;
	if (order == 0)
		order = data_order(a->data, b->data);
	return order ? order : a < b ? -1 : a > b;
}

/*
 * Every RRset has one TTL (RFC 2181 section 5.2): that of its first record.
 * Signatures are a set with the type they cover (RFC 4034 section 3).
 */
static uint32_t
levelled_ttl(const struct zone *z, const struct record *r)
{
	uint32_t ttl = r->ttl;

	for_each_record(first, z, r->owner, r->type) {
		if (r->type == TYPE_RRSIG && (first->data == NULL ||
		    rdata_u16(first->data, 0) != rdata_u16(r->data, 0)))
			continue;
		ttl = first->ttl;
		break;
	}
	return ttl > TTL_MAX ? 0 : ttl;
}

static void
print_records(struct zone *z)
{
	struct record **v = memory_new(z->n * sizeof(*v));
	size_t n = 0;
	struct arena arena = { NULL };

	for (size_t i = 0; i < z->n; i++)
		if (z->records[i].data && name_within(z->records[i].owner, z->apex))
			v[n++] = &z->records[i];
	if (n)
		qsort(v, n, sizeof(*v), by_canon);
	for (size_t i = 0; i < n; i++) {
		struct str class = z->class == CLASS_IN ? S("IN") : z->class == CLASS_CH ? S("CH") : S("HS");

		if (i && v[i]->owner == v[i - 1]->owner && v[i]->type == v[i - 1]->type &&
		    data_order(v[i]->data, v[i - 1]->data) == 0)
			continue;
		printf("%.*s %u %.*s %.*s %.*s\n", STR(name_text(&arena, v[i]->owner)),
		    levelled_ttl(z, v[i]), STR(class), STR(type_text(&arena, v[i]->type)),
		    STR(record_text(&arena, z, v[i])));
		arena_free(&arena);
	}
	free(v);
}

/* Says what is wrong with the text; false: a server would refuse it. */
static bool
say_faults(const struct zone *z)
{
	struct buf line = { 0 };
	bool good = true;

	for (size_t i = 0; i < z->nfaults; i++) {
		const struct fault *f = &z->faults[i];

		buf_clear(&line);
		escape_path(&line, f->path);
		buf_printf(&line, ":%u:%u: %s: ", f->line, f->column, f->refused ? "error" : "warning");
		escape_terminal(&line, f->message);
		if (f->fix.len) {
			buf_add(&line, S(". "));
			escape_terminal(&line, f->fix);
		}
		fprintf(stderr, "%.*s\n", STR(buf_str(&line)));
		good = good && !f->refused;
	}
	buf_free(&line);
	return good;
}

static bool
print_origin(struct source *source, struct policy *policy, const struct options *o,
    struct arena *a, struct str *origin, struct error *err)
{
	struct str path = source->single[AFTER], view;
	struct origin_of from;
	struct text *text;

	*origin = (struct str){ NULL, 0 };
	if (o->origin) {
		size_t len = strlen(o->origin);

		*origin = arena_printf(a, "%s%s", o->origin,
		    len && o->origin[len - 1] == '.' ? "" : ".");
		return true;
	}
	if (policy_origin(policy, path, a, origin, &view, &from))
		return true;
	if (source_read(source, AFTER, path, &text, err) != READ_OK)
		return false;
	guess_origin(path, text->bytes, a, origin);
	source_release(source, text);
	return true;
}

static int
print_zone(struct source *source, const struct options *o, struct error *err)
{
	struct judge judge = { .policy = NULL };
	struct names names = { .n = 0 };
	struct arena arena = { NULL };
	struct zone_options options;
	struct zone zone = { .exists = false };
	struct options files = *o;
	struct str origin;
	int code = 2;

	files.after = o->file;
	if (judge_open(&judge, source, &files, err) &&
	    print_origin(source, judge.policy, o, &arena, &origin, err)) {
		catalogue_zone_options(judge.policy, o, origin, S(""), &arena, &options);
		if (zone_load(&zone, source, AFTER, source->single[AFTER], &options, &names, &arena,
		    err)) {
			zone_read_all(&zone);
			code = say_faults(&zone) ? 0 : 1;
			if (code == 0)
				print_records(&zone);
		}
	}
	zone_free(&zone);
	names_free(&names);
	arena_free(&arena);
	judge_close(&judge);
	return code;
}

int
run_print(const struct options *o)
{
	struct error err = { "" };
	struct source *source = source_files("/dev/null", o->file, &(struct source_options){ 0 }, &err);
	int code = source ? print_zone(source, o, &err) : 2;

	if (code == 0 && (fflush(stdout) != 0 || ferror(stdout))) {
		fail(&err, "standard output cannot be written");
		code = 2;
	}
	if (code == 2)
		fprintf(stderr, "zonevet: %s\n", err.text);
	if (source)
		source_close(source);
	return code;
}
