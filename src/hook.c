/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Polite hooks: what is there stays there unless the user says otherwise, and
 * uninstall takes away only what install brought.
 */
#include "hook.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "run.h"

#define MARK "# zonevet-hook 1"

static const char hook_text[] =
#include "hook_text.inc"
    ;

enum hook_state { HOOK_NONE, HOOK_OURS, HOOK_FOREIGN };

struct hook {
	struct arena arena;
	const char *folder, *path, *legacy;
	enum hook_state state;
};

static int
say(const char *fmt, const char *what)
{
	fprintf(stderr, "zonevet: ");
	fprintf(stderr, fmt, what);
	fputc('\n', stderr);
	return 2;
}

/* The first line that a git command prints; NULL: it failed or printed nothing. */
static const char *
git_line(struct arena *a, const char *command)
{
	char line[4096] = "";
	FILE *git = popen(command, "r");
	bool good;

	if (git == NULL)
		return NULL;
	good = fgets(line, sizeof(line), git) != NULL;
	while (good && fgetc(git) != EOF)
		continue;
	if (pclose(git) != 0 || !good)
		return NULL;
	line[strcspn(line, "\n")] = '\0';
	return arena_dup(a, str_of(line)).p;
}

static enum hook_state
state_of(const char *path)
{
	char line[256];
	FILE *f = fopen(path, "r");
	enum hook_state state = f ? HOOK_FOREIGN : HOOK_NONE;

	for (int i = 0; f && i < 5 && fgets(line, sizeof(line), f); i++)
		if (strncmp(line, MARK, strlen(MARK)) == 0)
			state = HOOK_OURS;
	if (f)
		fclose(f);
	return state;
}

static bool
find_hook(struct hook *h)
{
	h->folder = git_line(&h->arena, "git rev-parse --git-path hooks 2>/dev/null");
	if (h->folder == NULL)
		return say("%s", "this is no git repository, or git is not installed") == 0;
	h->path = arena_printf(&h->arena, "%s/pre-commit", h->folder).p;
	h->legacy = arena_printf(&h->arena, "%s.legacy", h->path).p;
	h->state = state_of(h->path);
	return true;
}

static int
write_hook(const struct hook *h)
{
	FILE *f;
	bool good;

	if (mkdir(h->folder, 0777) != 0 && errno != EEXIST)
		return say("%s: the folder cannot be made", h->folder);
	f = fopen(h->path, "w");
	good = f && fputs(hook_text, f) >= 0;
	good = f && fclose(f) == 0 && good && chmod(h->path, 0755) == 0;
	if (!good)
		return say("%s: cannot be written", h->path);
	printf("installed %s\n", h->path);
	return 0;
}

/* Moves a hook that is not ours out of the way: before ours (chain) or aside (force). */
static int
make_room(const struct hook *h, const struct options *o)
{
	const char *to = h->legacy;
	struct arena scratch = { NULL };
	int code = 0;

	if (!o->chain)
		to = arena_printf(&scratch, "%s.%lld", h->path, (long long)time(NULL)).p;
	if (o->dry_run)
		printf("would move %s to %s\n", h->path, to);
	else if (access(to, F_OK) == 0)
		code = say("%s is in the way", to);
	else if (rename(h->path, to) != 0)
		code = say("%s: cannot be moved", h->path);
	else
		printf("moved the hook that was there to %s%s\n", to, o->chain ? "; it runs first" : "");
	arena_free(&scratch);
	return code;
}

static int
refuse_foreign(const struct hook *h)
{
	fprintf(stderr, "zonevet: %s is there already and is not ours\n"
	    "  zonevet hook install --chain   runs it first, then zonevet\n"
	    "  zonevet hook install --force   puts it aside\n"
	    "or call this from it:\n  zonevet hook pre-commit || exit $?\n", h->path);
	return 2;
}

int
hook_install(const struct options *o)
{
	struct hook h = { .folder = NULL };
	const char *shared;
	int code = 0;

	if (!find_hook(&h)) {
		arena_free(&h.arena);
		return 2;
	}
	shared = git_line(&h.arena, "git config core.hooksPath 2>/dev/null");
	if (shared) {
		fprintf(stderr, "zonevet: core.hooksPath is %s: another tool keeps the hooks there.\n"
		    "Add this line to its pre-commit:\n  zonevet hook pre-commit || exit $?\n", shared);
		code = 2;
	} else if (h.state == HOOK_FOREIGN) {
		code = o->chain || o->force ? make_room(&h, o) : refuse_foreign(&h);
	}
	if (code == 0 && o->dry_run)
		printf("would write %s\n", h.path);
	else if (code == 0)
		code = write_hook(&h);
	arena_free(&h.arena);
	return code;
}

int
hook_uninstall(const struct options *o)
{
	struct hook h = { .folder = NULL };
	int code = find_hook(&h) ? 0 : 2;

	if (code == 0 && h.state != HOOK_OURS) {
		printf("%s\n", h.state == HOOK_NONE ? "no hook of zonevet is installed" :
		    "the pre-commit hook is not ours; it stays");
	} else if (code == 0 && o->dry_run) {
		printf("would remove %s\n", h.path);
	} else if (code == 0) {
		if (unlink(h.path) != 0)
			code = say("%s: cannot be removed", h.path);
		else if (access(h.legacy, F_OK) == 0 && rename(h.legacy, h.path) != 0)
			code = say("%s: cannot be put back", h.legacy);
		else
			printf("removed; what was there before is %s\n",
			    access(h.path, F_OK) == 0 ? "back" : "nothing");
	}
	arena_free(&h.arena);
	return code;
}

int
hook_status(const struct options *o)
{
	static const char *const text[] = { "not installed", "installed", "another hook is there" };
	struct hook h = { .folder = NULL };
	int code = find_hook(&h) ? 0 : 2;

	(void)o;
	if (code == 0) {
		printf("%s: %s\n", h.path, text[h.state]);
		if (h.state == HOOK_OURS && access(h.legacy, X_OK) == 0)
			printf("%s: runs first\n", h.legacy);
	}
	arena_free(&h.arena);
	return code;
}

/* --- pre-receive ---------------------------------------------------------------------- */

static bool
all_zeros(struct str id)
{
	for (size_t i = 0; i < id.len; i++)
		if (id.p[i] != '0')
			return false;
	return id.len > 0;
}

static bool
published(struct str ref)
{
	const char *listed = getenv("ZONEVET_REFS");
	struct str rest = str_of(listed && *listed ? listed :
	    "refs/heads/main refs/heads/master"), one;

	while (str_field(&rest, " \t,", &one))
		if (str_eq(one, ref))
			return true;
	return false;
}

/* A new ref is judged from where it left HEAD; in an empty repository, from nothing. */
static int
judge_ref(struct str old, struct str new, struct str ref, const struct options *o)
{
	struct options check = *o;
	struct arena scratch = { NULL };
	bool head = git_line(&scratch, "git rev-parse -q --verify HEAD^0 2>/dev/null") != NULL;
	int code;

	if (all_zeros(old) && head)
		check.range = arena_printf(&scratch, "HEAD...%.*s", STR(new)).p;
	else
		check.range = arena_printf(&scratch, "%.*s..%.*s", STR(old), STR(new)).p;
	check.command = COMMAND_CHECK;
	check.color = check.unicode = false;
	check.width = 70;                       /* git puts "remote: " in front */
	printf("zonevet judges %.*s\n", STR(ref));
	code = run_check(&check);
	arena_free(&scratch);
	return code;
}

int
hook_pre_receive(const struct options *o)
{
	char line[4096];
	int worst = 0;

	while (fgets(line, sizeof(line), stdin)) {
		struct str rest = str_of(line), old, new, ref;
		int code = 0;

		if (!str_field(&rest, " \n", &old) || !str_field(&rest, " \n", &new) ||
		    !str_field(&rest, "\n", &ref))
			return say("%s", "pre-receive expects lines `old new ref` on standard input");
		ref = str_trim(ref);
		if (!published(ref))
			continue;
		if (all_zeros(new)) {
			printf("zonevet: %.*s is published and may not be deleted by a push\n", STR(ref));
			code = 1;
		} else {
			code = judge_ref(old, new, ref, o);
		}
		worst = code > worst ? code : worst;
	}
	fflush(stdout);
	return worst;
}
