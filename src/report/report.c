/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

extern const struct reporter reporter_text, reporter_gcc, reporter_json, reporter_github;
extern const struct reporter reporter_html;

static const struct reporter *const reporters[] = {
	&reporter_text, &reporter_gcc, &reporter_json, &reporter_github,
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

bool
reporter_draws(const struct reporter *reporter)
{
	return reporter == &reporter_html;
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
