/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

extern const struct reporter reporter_text, reporter_gcc, reporter_json, reporter_github,
    reporter_sarif, reporter_gitlab, reporter_junit, reporter_checkstyle, reporter_rdjson,
    reporter_rdjsonl, reporter_tap, reporter_markdown, reporter_summary, reporter_azure,
    reporter_teamcity, reporter_html;

static const struct reporter *const reporters[] = {
	&reporter_text, &reporter_gcc, &reporter_json, &reporter_github, &reporter_sarif,
	&reporter_gitlab, &reporter_junit, &reporter_checkstyle, &reporter_rdjson, &reporter_rdjsonl,
	&reporter_tap, &reporter_markdown, &reporter_summary, &reporter_azure, &reporter_teamcity,
	&reporter_html,
};

const struct reporter *const *
reporters_all(size_t *n)
{
	*n = sizeof(reporters) / sizeof(reporters[0]);
	return reporters;
}

const struct reporter *
reporter_find(struct str name)
{
	for (size_t i = 0; i < sizeof(reporters) / sizeof(reporters[0]); i++)
		if (str_eq(name, str_of(reporters[i]->name)))
			return reporters[i];
	return NULL;
}

enum verdict
report_verdict(const struct report *r)
{
	enum severity worst = findings_worst(r->findings);

	if (r->error.len)
		return CANNOT_JUDGE;
	if (r->fail_on != OFF && worst >= r->fail_on)
		return BLOCK;
	return worst >= WARNING ? WARN : PASS;
}

const char *
verdict_text(enum verdict v)
{
	static const char *const text[] = { "pass", "warn", "block", "error" };

	return text[v];
}

/* --- anchors ---------------------------------------------------------------------------- */

static const struct reported_zone *
zone_of(const struct report *r, const struct finding *f)
{
	for (size_t i = 0; f->zone.len && i < r->nzones; i++)
		if (str_eq(r->zones[i].origin, f->zone) && str_eq(r->zones[i].view, f->view))
			return &r->zones[i];
	return NULL;
}

struct str
report_file(const struct report *r)
{
	if (r->policy_path.len && !str_eq(r->policy_from, S("shipped")) &&
	    !str_starts(r->policy_path, S("/")))
		return r->policy_path;
	for (size_t i = 0; i < r->nzones; i++)
		if (r->zones[i].path[AFTER].len)
			return r->zones[i].path[AFTER];
	return S("zonevet.ini");
}

/* Without the zones at hand: the file, and of a deleted one the policy that lists it. */
struct anchor
report_anchor(const struct report *r, size_t n)
{
	const struct finding *f = r->findings->v[n];
	const struct reported_zone *z;

	if (r->anchors)
		return r->anchors[n];
	if (f->path.len && f->side == AFTER)
		return (struct anchor){ .path = f->path, .line = f->line ? f->line : 1,
			.column = f->line ? f->column : 0 };
	z = zone_of(r, f);
	return (struct anchor){ .path = z && z->path[AFTER].len ? z->path[AFTER] : report_file(r),
		.line = 1, .moved = f->path.len > 0 };
}

/* --- writing ---------------------------------------------------------------------------- */

static bool
write_to(FILE *out, const struct reporter *reporter, const struct report *r)
{
	errno = 0;
	reporter->write(out, r);
	return fflush(out) == 0 && !ferror(out);
}

/* Devices and pipes are written to as they are: they cannot be replaced. */
static bool
write_special(const struct reporter *reporter, const struct report *r, const char *path)
{
	int fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	bool good = f && write_to(f, reporter, r);

	return f && fclose(f) == 0 && good;
}

/* A file beside the target becomes it once it is whole. */
static bool
write_beside(const struct reporter *reporter, const struct report *r, const char *path,
    mode_t mode)
{
	struct arena scratch = { NULL };
	char *temporary = arena_text(&scratch, arena_printf(&scratch, "%s.XXXXXX", path));
	int fd = mkstemp(temporary), saved;
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	bool good = f && write_to(f, reporter, r) && fchmod(fd, mode) == 0 && fsync(fd) == 0;

	good = f && fclose(f) == 0 && good && rename(temporary, path) == 0;
	saved = errno;
	if (!good && fd >= 0)
		unlink(temporary);
	errno = saved;
	arena_free(&scratch);
	return good;
}

static mode_t
mode_of_new_files(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

static bool
write_file(const struct reporter *reporter, const struct report *r, const char *path,
    struct error *err)
{
	struct report plain = *r;
	struct stat st;
	bool stands = lstat(path, &st) == 0, good;

	if (stands && S_ISLNK(st.st_mode))
		return fail(err, "%s: is a symbolic link; a report is not written through one", path);
	plain.color = plain.unicode = false;
	plain.width = 80;
	if (stands && !S_ISREG(st.st_mode))
		good = write_special(reporter, &plain, path);
	else
		good = write_beside(reporter, &plain, path,
		    stands ? st.st_mode & 07777 : mode_of_new_files());
	return good ? true : fail(err, "%s: the report cannot be written: %s", path,
	    errno ? strerror(errno) : "output error");
}

bool
report_write(const struct reporter *reporter, const struct report *r, const char *path,
    struct error *err)
{
	if (path && strcmp(path, "-") != 0)
		return write_file(reporter, r, path, err);
	return write_to(stdout, reporter, r) ? true : fail(err, "standard output cannot be written: %s",
	    errno ? strerror(errno) : "output error");
}
