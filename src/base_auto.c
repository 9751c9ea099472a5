/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each forge has its own words for "the commits that this job is about".  A
 * row tells by which variable it is known, how its base is found and how a
 * missing one is fetched; the first row that fits is taken.  Where the forge
 * builds the merge of a change with its target, the target's tip is the base,
 * since the merge is what will be served; else the merge base is.
 */
#include "base_auto.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report/escape.h"
#include "source/source.h"

enum { VALUE_MOST = 255, EVENT_MOST = 32 << 20 };

struct finder {
	struct arena *arena;
	struct base_auto *out;
	struct error *err;
};

struct forge {
	const char *name;
	const char *mark, *value;       /* the variable that tells it, and its value; NULL: any */
	bool (*find)(struct finder *);
	const char *cure;
};

/* A variable's value; NULL: not set, or empty. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static bool
all_zeros(const char *id)
{
	return id[strspn(id, "0")] == '\0';
}

static bool
is_id(const char *text)
{
	size_t len = strlen(text);

	return (len == 40 || len == 64) && text[strspn(text, "0123456789abcdefABCDEF")] == '\0';
}

/* The rules of git-check-ref-format, as far as they keep a name from being more than a name. */
static bool
is_branch(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len > VALUE_MOST || text[0] == '-' || text[0] == '/' || text[0] == '.' ||
	    text[len - 1] == '/' || text[len - 1] == '.')
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f || strchr("~^:?*[\\", text[i]))
			return false;
	return !strstr(text, "..") && !strstr(text, "@{") && !strstr(text, "//");
}

static bool
bad_value(struct finder *f, const char *name, const char *value, const char *wanted)
{
	struct buf shown = { NULL, 0, 0 };

	escape_terminal(&shown, str_n(value, strnlen(value, 80)));
	fail(f->err, "--base auto: %s is '%.*s', which is no %s", name, STR(buf_str(&shown)), wanted);
	buf_free(&shown);
	return false;
}

static bool
set_range(struct finder *f, const char *before, const char *dots, const char *after)
{
	f->out->range = arena_printf(f->arena, "%s%s%s", before, dots, after).p;
	return true;
}

/* A commit by its id; `dots`: ".." it is the base, "..." the merge base with it is. */
static bool
from_id(struct finder *f, const char *name, const char *id, const char *dots)
{
	return is_id(id) ? set_range(f, id, dots, "HEAD") : bad_value(f, name, id, "commit id");
}

/*
 * The merge base with a branch of origin; the forge may say refs/heads/ in
 * front of it.  The whole name, since a tag may be called origin/main too.
 */
static bool
from_branch(struct finder *f, const char *name, const char *branch)
{
	if (strncmp(branch, "refs/heads/", 11) == 0)
		branch += 11;
	if (!is_branch(branch))
		return bad_value(f, name, branch, "branch name");
	f->out->other = true;
	return set_range(f, arena_printf(f->arena, "refs/remotes/origin/%s", branch).p, "...", "HEAD");
}

/* --- GitHub, Gitea, Forgejo --------------------------------------------------------------- */

static const char *
text_at(const json_t *event, const char *first, const char *second, const char *third)
{
	const json_t *at = json_object_get(event, first);

	if (second)
		at = json_object_get(at, second);
	if (third)
		at = json_object_get(at, third);
	return json_is_string(at) ? json_string_value(at) : NULL;
}

/*
 * A checkout of refs/pull/N/merge has the target's tip as its first parent;
 * some workflows check out the head instead.  Under pull_request_target it is
 * neither but the target itself, in which nobody would find anything wrong.
 */
static bool
pull_request(struct finder *f, const json_t *event)
{
	const char *head = text_at(event, "pull_request", "head", "sha");
	const char *base = text_at(event, "pull_request", "base", "sha");

	if (base == NULL)
		return fail(f->err, "--base auto: the event names no base of the pull request");
	if (head && is_id(head) && source_names("HEAD^2", head, NULL))
		return set_range(f, "HEAD^1", "..", "HEAD");
	if (head == NULL || !is_id(head) || !source_names("HEAD", head, NULL))
		return fail(f->err, "--base auto: what is checked out is neither the head of the pull request "
		    "nor its merge with the target\nLet the workflow run on `pull_request` and leave `ref` of "
		    "the checkout alone; or say --range BASE..HEAD");
	f->out->other = true;
	return from_id(f, "pull_request.base.sha", base, "...");
}

/* A new branch has no commit before it: it is judged from where it left the default branch. */
static bool
push(struct finder *f, const json_t *event)
{
	const char *before = text_at(event, "before", NULL, NULL);
	const char *branch = text_at(event, "repository", "default_branch", NULL);

	if (before && is_id(before) && !all_zeros(before))
		return from_id(f, "before", before, "..");
	if (branch)
		return from_branch(f, "repository.default_branch", branch);
	return fail(f->err, "--base auto: the push event names neither a commit before it nor a "
	    "default branch");
}

static bool
by_event(struct finder *f, const char *name, const json_t *event)
{
	const char *merge_group = text_at(event, "merge_group", "base_sha", NULL);

	if (strncmp(name, "pull_request", 12) == 0)
		return pull_request(f, event);
	if (strcmp(name, "merge_group") == 0 && merge_group)
		return from_id(f, "merge_group.base_sha", merge_group, "..");
	if (strcmp(name, "push") == 0)
		return push(f, event);
	return fail(f->err, "--base auto: a '%.40s' event has no base; say --range BASE..HEAD", name);
}

static bool
find_github(struct finder *f)
{
	const char *path = variable("GITHUB_EVENT_PATH"), *name = variable("GITHUB_EVENT_NAME");
	json_error_t fault;
	json_t *event;
	struct stat st;
	bool good;

	if (path == NULL || name == NULL)
		return fail(f->err, "--base auto: GITHUB_EVENT_PATH or GITHUB_EVENT_NAME is not set");
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > EVENT_MOST)
		return fail(f->err, "--base auto: %.200s, which GITHUB_EVENT_PATH names, cannot be read", path);
	event = json_load_file(path, JSON_REJECT_DUPLICATES, &fault);
	if (event == NULL)
		return fail(f->err, "--base auto: %.200s:%d: %.120s", path, fault.line, fault.text);
	good = by_event(f, name, event);
	json_decref(event);
	return good;
}

/* --- the others ----------------------------------------------------------------------------- */

static bool
find_gitlab(struct finder *f)
{
	const char *target = variable("CI_MERGE_REQUEST_TARGET_BRANCH_SHA");
	const char *base = variable("CI_MERGE_REQUEST_DIFF_BASE_SHA");
	const char *before = variable("CI_COMMIT_BEFORE_SHA");
	const char *branch = variable("CI_DEFAULT_BRANCH");

	f->out->other = target || base;
	if (target)             /* only where the pipeline runs on the merged result */
		return from_id(f, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA", target, "..");
	if (base)
		return from_id(f, "CI_MERGE_REQUEST_DIFF_BASE_SHA", base, "..");
	if (before && !all_zeros(before))
		return from_id(f, "CI_COMMIT_BEFORE_SHA", before, "..");
	if (branch)             /* zeros: a new branch, a scheduled or manual pipeline */
		return from_branch(f, "CI_DEFAULT_BRANCH", branch);
	return fail(f->err, "--base auto: none of CI_MERGE_REQUEST_DIFF_BASE_SHA, CI_COMMIT_BEFORE_SHA "
	    "and CI_DEFAULT_BRANCH names a base");
}

static bool
find_jenkins(struct finder *f)
{
	const char *target = variable("CHANGE_TARGET");
	const char *last = variable("GIT_PREVIOUS_SUCCESSFUL_COMMIT");

	if (target)
		return from_branch(f, "CHANGE_TARGET", target);
	if (last)
		return from_id(f, "GIT_PREVIOUS_SUCCESSFUL_COMMIT", last, "..");
	return fail(f->err, "--base auto: neither CHANGE_TARGET nor GIT_PREVIOUS_SUCCESSFUL_COMMIT is "
	    "set; for a first build say --range BASE..HEAD");
}

static bool
find_buildkite(struct finder *f)
{
	const char *base = variable("BUILDKITE_PULL_REQUEST_BASE_BRANCH");
	const char *branch = variable("BUILDKITE_BRANCH");
	const char *usual = variable("BUILDKITE_PIPELINE_DEFAULT_BRANCH");

	if (base)
		return from_branch(f, "BUILDKITE_PULL_REQUEST_BASE_BRANCH", base);
	if (usual && branch && strcmp(usual, branch) != 0)
		return from_branch(f, "BUILDKITE_PIPELINE_DEFAULT_BRANCH", usual);
	return fail(f->err, "--base auto: Buildkite does not tell what a build of the default branch is "
	    "based on; say --range BASE..HEAD");
}

static bool
find_azure(struct finder *f)
{
	const char *target = variable("SYSTEM_PULLREQUEST_TARGETBRANCH");

	if (target)
		return from_branch(f, "SYSTEM_PULLREQUEST_TARGETBRANCH", target);
	return fail(f->err, "--base auto: SYSTEM_PULLREQUEST_TARGETBRANCH is not set; outside a pull "
	    "request say --range BASE..HEAD");
}

/* A branch may be called like the digits of a commit; the commit is meant. */
static bool
from_short(struct finder *f, const char *id)
{
	if (!source_begins(id, id, NULL))
		return fail(f->err, "--base auto: %s, which BITBUCKET_PR_DESTINATION_COMMIT names, is not "
		    "here as a commit\nsay `clone: { depth: full }` in bitbucket-pipelines.yml", id);
	f->out->other = true;
	return set_range(f, id, "...", "HEAD");
}

static bool
find_bitbucket(struct finder *f)
{
	const char *commit = variable("BITBUCKET_PR_DESTINATION_COMMIT");
	const char *branch = variable("BITBUCKET_PR_DESTINATION_BRANCH");

	if (commit && strlen(commit) >= 12 && strlen(commit) <= 64 &&
	    commit[strspn(commit, "0123456789abcdefABCDEF")] == '\0')   /* Bitbucket may shorten it */
		return from_short(f, commit);
	if (commit)
		return bad_value(f, "BITBUCKET_PR_DESTINATION_COMMIT", commit, "commit id");
	if (branch)
		return from_branch(f, "BITBUCKET_PR_DESTINATION_BRANCH", branch);
	return fail(f->err, "--base auto: BITBUCKET_PR_DESTINATION_COMMIT is not set; outside a pull "
	    "request say --range BASE..HEAD");
}

/* With the first commit of all among those pushed, the framework says "all files" and no range. */
static bool
from_nothing(struct finder *f)
{
	const char *branch = variable("PRE_COMMIT_LOCAL_BRANCH");

	if (branch && !is_branch(branch))
		return bad_value(f, "PRE_COMMIT_LOCAL_BRANCH", branch, "branch name");
	return set_range(f, "0000000000000000000000000000000000000000", "..", branch ? branch : "HEAD");
}

/* The push stage of the pre-commit framework. */
static bool
find_pre_commit(struct finder *f)
{
	const char *from = variable("PRE_COMMIT_FROM_REF"), *to = variable("PRE_COMMIT_TO_REF");

	if (from == NULL)
		return from_nothing(f);
	if (to == NULL)
		return fail(f->err, "--base auto: PRE_COMMIT_TO_REF is not set");
	if (!(is_id(from) || is_branch(from)))
		return bad_value(f, "PRE_COMMIT_FROM_REF", from, "revision");
	if (!(is_id(to) || is_branch(to)))
		return bad_value(f, "PRE_COMMIT_TO_REF", to, "revision");
	return set_range(f, from, "..", to);
}

#define DEPTH "the checkout step fetches one commit only; give it `fetch-depth: 0`"

static const struct forge forges[] = {
	{ "the pre-commit framework", "PRE_COMMIT_FROM_REF", NULL, find_pre_commit, NULL },
	{ "the pre-commit framework", "PRE_COMMIT_REMOTE_NAME", NULL, find_pre_commit, NULL },
	{ "Forgejo Actions", "FORGEJO_ACTIONS", "true", find_github, DEPTH },
	{ "Gitea Actions", "GITEA_ACTIONS", "true", find_github, DEPTH },
	{ "GitHub Actions", "GITHUB_ACTIONS", "true", find_github, DEPTH },
	{ "GitLab CI", "GITLAB_CI", "true", find_gitlab,
	    "give the job `variables: { GIT_DEPTH: \"0\" }`, and for a branch that is not there "
	    "`git fetch origin $CI_DEFAULT_BRANCH:refs/remotes/origin/$CI_DEFAULT_BRANCH`" },
	{ "Azure Pipelines", "TF_BUILD", "True", find_azure,
	    "say `fetchDepth: 0` in the checkout step" },
	{ "Bitbucket Pipelines", "BITBUCKET_BUILD_NUMBER", NULL, find_bitbucket,
	    "say `clone: { depth: full }`, or "
	    "`git fetch origin $BITBUCKET_PR_DESTINATION_BRANCH` in the step" },
	{ "Buildkite", "BUILDKITE", "true", find_buildkite,
	    "`git fetch origin $BUILDKITE_PULL_REQUEST_BASE_BRANCH` in the step, without a shallow "
	    "clone flag" },
	{ "Jenkins", "JENKINS_URL", NULL, find_jenkins,
	    "`git fetch origin $CHANGE_TARGET:refs/remotes/origin/$CHANGE_TARGET`, and no shallow clone "
	    "in the job's Git settings" },
};

bool
base_auto(struct base_auto *out, struct arena *arena, struct error *err)
{
	struct finder f = { arena, out, err };

	*out = (struct base_auto){ .forge = NULL };
	for (size_t i = 0; i < sizeof(forges) / sizeof(forges[0]); i++) {
		const char *value = variable(forges[i].mark);

		if (value == NULL || (forges[i].value && strcmp(value, forges[i].value) != 0))
			continue;
		out->forge = forges[i].name;
		out->cure = forges[i].cure;
		return forges[i].find(&f);
	}
	return fail(err, "--base auto: no forge is recognised; looked for PRE_COMMIT_FROM_REF, "
	    "FORGEJO_ACTIONS, GITEA_ACTIONS, GITHUB_ACTIONS, GITLAB_CI, TF_BUILD, "
	    "BITBUCKET_BUILD_NUMBER, BUILDKITE and JENKINS_URL. Elsewhere say --range BASE..HEAD.");
}
