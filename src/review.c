/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs of the user are started here, the browser and the pager, and
 * nowhere else; never through a shell, so that no name can be a command.
 */
#include "review.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/escape.h"
#include "report/text.h"

extern char **environ;

enum { WORDS = 16, OPENER_MS = 4000, POLL_MS = 20 };

#ifdef __APPLE__
static const char opener[] = "open";
static const bool always_display = true;
#else
static const char opener[] = "xdg-open";
static const bool always_display = false;
#endif

static bool
is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

bool
review_opens_page(void)
{
	return isatty(STDOUT_FILENO) &&
	    (always_display || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"));
}

/* --- the browser -------------------------------------------------------------------------- */

/* The page in a file that only its owner reads; empty: err. */
static struct str
page_write(const struct report *r, struct arena *a, struct error *err)
{
	const char *folder = is_set("TMPDIR") ? getenv("TMPDIR") : "/tmp";
	struct str path = arena_printf(a, "%s/zonevet-review-XXXXXX.html", folder);
	char *name = arena_text(a, path);
	int fd = mkstemps(name, 5);

	if (fd < 0) {
		fail(err, "%s: no page can be written there: %s", folder, strerror(errno));
		return S("");
	}
	close(fd);
	if (report_write(reporter_find(S("html")), r, name, err))
		return str_of(name);
	unlink(name);
	return S("");
}

/* Openers hand over to a browser and end; one that stays is the browser itself. */
static bool
opened(pid_t pid)
{
	const struct timespec pause = { 0, POLL_MS * 1000000L };
	int status;

	for (int ms = 0; ms < OPENER_MS; ms += POLL_MS) {
		pid_t ended = waitpid(pid, &status, WNOHANG);

		if (ended == pid)
			return WIFEXITED(status) && WEXITSTATUS(status) == 0;
		if (ended < 0 && errno != EINTR)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

static bool
browse(char *page)
{
	char program[sizeof(opener)];
	char *argv[] = { program, page, NULL };
	posix_spawn_file_actions_t quiet;
	pid_t pid;
	bool good;

	memcpy(program, opener, sizeof(opener));
	posix_spawn_file_actions_init(&quiet);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		posix_spawn_file_actions_addopen(&quiet, fd, "/dev/null", O_RDWR, 0);
	good = posix_spawnp(&pid, program, &quiet, NULL, argv, environ) == 0 && opened(pid);
	posix_spawn_file_actions_destroy(&quiet);
	return good;
}

static bool
show_page(const struct report *r, struct error *err)
{
	struct arena a = { NULL };
	struct str page = page_write(r, &a, err);
	struct buf line = { NULL, 0, 0 };
	bool good = page.len && browse(arena_text(&a, page));

	if (good) {
		buf_printf(&line, "zonevet: %s; the page is ", verdict_text(report_verdict(r)));
		escape_path(&line, page);
		printf("%.*s\n", STR(buf_str(&line)));
		good = fflush(stdout) == 0;
	} else if (page.len) {
		unlink(page.p);
	}
	buf_free(&line);
	arena_free(&a);
	return good;
}

/* --- the pager ------------------------------------------------------------------------------ */

/* The words of the pager's command line; none: it is switched off. */
static void
pager_words(struct arena *a, char *argv[WORDS + 1])
{
	const char *command = getenv("ZONEVET_PAGER");
	struct str rest, word;
	size_t n = 0;

	if (command == NULL)
		command = getenv("PAGER");
	if (command == NULL)
		command = "less -FIRX";
	rest = str_of(command);
	while (n < WORDS && str_field(&rest, " \t", &word))
		argv[n++] = arena_text(a, word);
	argv[n] = NULL;
}

/* Starts the pager on the reading end; *in: where it reads from.  False: it cannot be. */
static bool
pager_start(char *argv[], pid_t *pid, FILE **in)
{
	posix_spawn_file_actions_t actions;
	int fd[2];
	bool good;

	if (pipe(fd) != 0)
		return false;
	fcntl(fd[1], F_SETFD, FD_CLOEXEC);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fd[0], STDIN_FILENO);
	posix_spawn_file_actions_addclose(&actions, fd[0]);
	good = posix_spawnp(pid, argv[0], &actions, NULL, argv, environ) == 0;
	posix_spawn_file_actions_destroy(&actions);
	close(fd[0]);
	*in = good ? fdopen(fd[1], "w") : NULL;
	if (*in == NULL)
		close(fd[1]);
	return *in != NULL;
}

static bool
show_paged(const struct report *r)
{
	struct arena a = { NULL };
	struct buf text = { NULL, 0, 0 };
	char *argv[WORDS + 1];
	bool good;
	pid_t pid;
	FILE *in;

	pager_words(&a, argv);
	good = argv[0] && strcmp(argv[0], "cat") != 0 && pager_start(argv, &pid, &in);
	if (good) {
		signal(SIGPIPE, SIG_IGN);       /* who leaves the pager early has seen enough */
		text_report(&text, r);
		fwrite(text.p, 1, text.len, in);
		fclose(in);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	buf_free(&text);
	arena_free(&a);
	return good;
}

bool
review_show(const struct report *r, struct error *err)
{
	struct error page;

	if (review_opens_page() && show_page(r, &page))
		return true;
	if (isatty(STDOUT_FILENO) && show_paged(r))
		return true;
	return report_write(reporter_find(S("text")), r, NULL, err);
}
