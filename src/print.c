/* SPDX-License-Identifier: BSD-2-Clause */
/* zonevet print: a zone as it was understood, or what a server would refuse in it. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "catalogue.h"
#include "guess.h"
#include "judge.h"
#include "print_records.h"
#include "report/escape.h"
#include "run.h"

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
			names_seal(&names);
			if (code == 0)
				print_records(stdout, &zone);
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
		run_fail(&err);
	if (source)
		source_close(source);
	return code;
}
