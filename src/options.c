/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"

#include <getopt.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "help.h"
#include "lint/version.h"
#include "report/report.h"

static const struct {
	const char *first, *second;
	enum command command;
	const char *help;
} words[] = {
	{ "check", NULL, COMMAND_CHECK, help_check },
	{ "review", NULL, COMMAND_REVIEW, help_review }, { "merge", NULL, COMMAND_MERGE, help_merge },
	{ "diff", NULL, COMMAND_DIFF, help_diff },
	{ "print", NULL, COMMAND_PRINT, help_print }, { "rules", NULL, COMMAND_RULES, help_rules },
	{ "explain", NULL, COMMAND_EXPLAIN, help_rules },
	{ "policy", "show", COMMAND_POLICY_SHOW, help_policy },
	{ "policy", "check", COMMAND_POLICY_CHECK, help_policy },
	{ "hook", "install", COMMAND_HOOK_INSTALL, help_hook },
	{ "hook", "uninstall", COMMAND_HOOK_UNINSTALL, help_hook },
	{ "hook", "status", COMMAND_HOOK_STATUS, help_hook },
	{ "hook", "pre-commit", COMMAND_HOOK_PRE_COMMIT, help_hook },
	{ "hook", "pre-receive", COMMAND_HOOK_PRE_RECEIVE, help_hook },
};

enum { WORDS = sizeof(words) / sizeof(words[0]) };

enum { SHARDS_MAX = 10000, JOBS_MAX = 256 };

/* --- options ------------------------------------------------------------------------ */

enum {
	OPTION_RANGE = 256, OPTION_TREE, OPTION_BASE, OPTION_PATCH, OPTION_ORIGIN, OPTION_CLASS,
	OPTION_FAIL_ON, OPTION_NOW, OPTION_COLOR, OPTION_ZONE, OPTION_OWNER, OPTION_TYPE,
	OPTION_RULE, OPTION_STDIN_FILENAME, OPTION_SARIF_SUPPRESSED, OPTION_DRY_RUN, OPTION_CHAIN,
	OPTION_FORCE, OPTION_VERSION, OPTION_FULL, OPTION_ALL, OPTION_DEADLINE,
	OPTION_SHARD, OPTION_JOBS,
};

static const struct option long_options[] = {
	{ "range", required_argument, NULL, OPTION_RANGE },
	{ "tree", required_argument, NULL, OPTION_TREE },
	{ "base", required_argument, NULL, OPTION_BASE },
	{ "patch", required_argument, NULL, OPTION_PATCH },
	{ "origin", required_argument, NULL, OPTION_ORIGIN },
	{ "class", required_argument, NULL, OPTION_CLASS },
	{ "policy", required_argument, NULL, 'c' },
	{ "fail-on", required_argument, NULL, OPTION_FAIL_ON },
	{ "now", required_argument, NULL, OPTION_NOW },
	{ "format", required_argument, NULL, 'f' },
	{ "output", required_argument, NULL, 'o' },
	{ "color", required_argument, NULL, OPTION_COLOR },
	{ "sarif-suppressed", required_argument, NULL, OPTION_SARIF_SUPPRESSED },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "zone", required_argument, NULL, OPTION_ZONE },
	{ "owner", required_argument, NULL, OPTION_OWNER },
	{ "type", required_argument, NULL, OPTION_TYPE },
	{ "rule", required_argument, NULL, OPTION_RULE },
	{ "stdin-filename", required_argument, NULL, OPTION_STDIN_FILENAME },
	{ "dry-run", no_argument, NULL, OPTION_DRY_RUN },
	{ "chain", no_argument, NULL, OPTION_CHAIN },
	{ "force", no_argument, NULL, OPTION_FORCE },
	{ "full", no_argument, NULL, OPTION_FULL },
	{ "all", no_argument, NULL, OPTION_ALL },
	{ "deadline", required_argument, NULL, OPTION_DEADLINE },
	{ "shard", required_argument, NULL, OPTION_SHARD },
	{ "jobs", required_argument, NULL, OPTION_JOBS },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 },
};

static int
usage(const char *fmt, const char *word, struct str near)
{
	fprintf(stderr, "zonevet: ");
	fprintf(stderr, fmt, word);
	if (near.len)
		fprintf(stderr, "; did you mean %.*s?", STR(near));
	fprintf(stderr, "\n`zonevet --help` shows what there is.\n");
	return 2;
}

static struct str
nearest(const char *word, const char *const *known, size_t n)
{
	struct str best = { NULL, 0 };
	unsigned limit = 4;

	for (size_t i = 0; i < n; i++) {
		unsigned distance = str_distance(str_of(word), str_of(known[i]), limit);

		if (distance < limit) {
			limit = distance;
			best = str_of(known[i]);
		}
	}
	return best;
}

static int
unknown_option(const char *word)
{
	const char *known[sizeof(long_options) / sizeof(long_options[0])];
	char name[64];
	size_t n = 0;
	struct str near;

	for (; long_options[n].name; n++)
		known[n] = long_options[n].name;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
	near = nearest(name + strspn(name, "-"), known, n);
	snprintf(name, sizeof(name), "--%.*s", STR(near));
	return usage("there is no option %s", word, near.len ? str_of(name) : near);
}

static bool
color_wanted(const char *flag)
{
	const char *no = getenv("NO_COLOR"), *force = getenv("FORCE_COLOR");
	const char *cli_force = getenv("CLICOLOR_FORCE"), *cli = getenv("CLICOLOR");
	const char *term = getenv("TERM");

	if (flag && strcmp(flag, "auto") != 0)
		return strcmp(flag, "always") == 0;
	if (no && *no)
		return false;
	if (force == NULL || *force == '\0')
		force = cli_force;
	if (force && *force && strcmp(force, "0") != 0)
		return true;
	return !(cli && strcmp(cli, "0") == 0) && !(term && strcmp(term, "dumb") == 0) &&
	    isatty(STDOUT_FILENO);
}

static unsigned
terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	uint64_t n;

	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		n = size.ws_col;
	else if (columns == NULL || !str_number(str_of(columns), 1000, &n))
		n = 80;
	return n < 40 ? 40 : n > 100 ? 100 : (unsigned)n;
}

static bool
now_default(int64_t *now)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	uint64_t seconds;

	*now = (int64_t)time(NULL);
	if (epoch && str_number(str_of(epoch), INT64_MAX, &seconds))
		*now = (int64_t)seconds;
	return true;
}

static int
set_format(const char *name)
{
	const char *known[32];
	size_t n;
	const struct reporter *const *all = reporters_all(&n);

	if (reporter_find(str_of(name)))
		return -1;
	if (n > sizeof(known) / sizeof(known[0]))
		n = sizeof(known) / sizeof(known[0]);
	for (size_t i = 0; i < n; i++)
		known[i] = all[i]->name;
	return usage("there is no format %s", name, nearest(name, known, n));
}

/* How `zonevet rules` lists them. */
static int
set_listing(const char *name)
{
	static const char *const known[] = { "text", "markdown", "ids" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(name, known[i]) == 0)
			return -1;
	return usage("zonevet rules has no format %s; there are text, markdown and ids", name,
	    (struct str){ NULL, 0 });
}

static int
set_output(struct options *o, char *argument)
{
	char *equals = strchr(argument, '=');

	if (equals == NULL || equals[1] == '\0')
		return usage("-o takes FORMAT=FILE, not %s", argument, (struct str){ NULL, 0 });
	if (o->noutputs == sizeof(o->outputs) / sizeof(o->outputs[0]))
		return usage("more than 8 outputs: %s", argument, (struct str){ NULL, 0 });
	*equals = '\0';
	o->outputs[o->noutputs++] = (struct output){ argument, equals + 1 };
	return set_format(argument);
}

static int
set_fail_on(struct options *o, const char *word)
{
	o->fail_on_set = true;
	o->fail_on = OFF;
	if (strcmp(word, "never") == 0 || (severity_parse(str_of(word), &o->fail_on) &&
	    o->fail_on != OFF))
		return -1;
	return usage("--fail-on takes error, warning, note or never, not %s", word,
	    (struct str){ NULL, 0 });
}

static int
set_color(const char *word, const char **color)
{
	*color = word;
	if (!strcmp(word, "auto") || !strcmp(word, "always") || !strcmp(word, "never"))
		return -1;
	return usage("--color takes auto, always or never, not %s", word, (struct str){ NULL, 0 });
}

static int
set_deadline(struct options *o, const char *word)
{
	uint64_t seconds;

	if (!str_number(str_of(word), 86400, &seconds) || seconds == 0)
		return usage("--deadline takes 1 to 86400 seconds, not %s", word, (struct str){ NULL, 0 });
	o->deadline = (unsigned)seconds;
	return -1;
}

static int
set_jobs(struct options *o, const char *word)
{
	uint64_t n;

	if (!str_number(str_of(word), JOBS_MAX, &n))
		return usage("--jobs takes a number of processes up to 256, 0 for one a processor, not %s", word,
		    (struct str){ NULL, 0 });
	o->jobs = (unsigned)n;
	return -1;
}

static int
set_shard(struct options *o, const char *word)
{
	const char *slash = strchr(word, '/');
	uint64_t i, n;

	if (slash == NULL || !str_number(str_n(word, (size_t)(slash - word)), SHARDS_MAX, &i) ||
	    !str_number(str_of(slash + 1), SHARDS_MAX, &n) || i == 0 || i > n)
		return usage("--shard takes I/N, from 1/N to N/N, not %s", word, (struct str){ NULL, 0 });
	o->shard = (unsigned)i;
	o->shards = (unsigned)n;
	return -1;
}

static int
set_suppressed(struct options *o, const char *word)
{
	o->sarif_suppressed = strcmp(word, "include") == 0;
	if (o->sarif_suppressed || strcmp(word, "omit") == 0)
		return -1;
	return usage("--sarif-suppressed takes include or omit, not %s", word,
	    (struct str){ NULL, 0 });
}

/* For a CI job that does not say where it runs; Gitea and Forgejo show no annotations. */
static const char *
format_of_here(void)
{
	const char *github = getenv("GITHUB_ACTIONS");

	return github && strcmp(github, "true") == 0 && getenv("GITEA_ACTIONS") == NULL &&
	    getenv("FORGEJO_ACTIONS") == NULL ? "github" : "text";
}

static int
apply(struct options *o, int option, const char **color)
{
	switch (option) {
	case OPTION_RANGE: o->range = optarg; break;
	case OPTION_TREE: o->tree = optarg; break;
	case OPTION_BASE: o->base = optarg; break;
	case OPTION_PATCH: o->patch = optarg; break;
	case OPTION_ORIGIN: o->origin = optarg; break;
	case OPTION_CLASS: o->class = optarg; break;
	case 'c': o->policy = optarg; break;
	case OPTION_FAIL_ON: return set_fail_on(o, optarg);
	case OPTION_NOW:
		if (!clock_parse(str_of(optarg), false, &o->now))
			return usage("--now takes a time such as 2026-01-15T12:00:00Z, not %s", optarg,
			    (struct str){ NULL, 0 });
		o->now_set = true;
		break;
	case 'f':
		if (o->command == COMMAND_RULES) {
			o->format = optarg;
			return set_listing(optarg);
		}
		o->format = strcmp(optarg, "auto") == 0 ? format_of_here() : optarg;
		return set_format(o->format);
	case 'o': return set_output(o, optarg);
	case OPTION_COLOR: return set_color(optarg, color);
	case OPTION_SARIF_SUPPRESSED: return set_suppressed(o, optarg);
	case 'q': o->quiet = true; break;
	case 'v': o->verbose = true; break;
	case OPTION_ZONE: o->zone = optarg; break;
	case OPTION_OWNER: o->owner = optarg; break;
	case OPTION_TYPE: o->type = optarg; break;
	case OPTION_RULE: o->rule = optarg; break;
	case OPTION_STDIN_FILENAME: o->stdin_path = optarg; break;
	case OPTION_DRY_RUN: o->dry_run = true; break;
	case OPTION_CHAIN: o->chain = true; break;
	case OPTION_FULL: o->full = true; break;
	case OPTION_ALL: o->all = true; break;
	case OPTION_DEADLINE: return set_deadline(o, optarg);
	case OPTION_SHARD: return set_shard(o, optarg);
	case OPTION_JOBS: return set_jobs(o, optarg);
	default: o->force = true; break;
	}
	return -1;
}

/* --- operands -------------------------------------------------------------------------- */

static bool
is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

static int
too_few(const char *what)
{
	return usage("%s is missing", what, (struct str){ NULL, 0 });
}

/* git calls a diff driver with: path old-file old-hex old-mode new-file new-hex new-mode */
static bool
driver_operands(struct options *o, int n, char **v)
{
	if (o->command != COMMAND_DIFF || (n != 7 && n != 9) || getenv("GIT_DIFF_PATH_TOTAL") == NULL)
		return false;
	o->diff_driver = true;
	o->file = v[0];
	o->before = v[1];
	o->after = v[4];
	return true;
}

static int
operands(struct options *o, int n, char **v)
{
	switch (o->command) {
	case COMMAND_CHECK: case COMMAND_REVIEW: case COMMAND_DIFF: case COMMAND_HOOK_PRE_COMMIT:
		if (driver_operands(o, n, v))
			return -1;
		if (o->stdin_path)
			return n == 1 && strcmp(v[0], "-") == 0 ? -1 : usage("--stdin-filename %s wants one "
			    "operand, -: it is read from standard input", o->stdin_path, (struct str){ NULL, 0 });
		if (n == 2 && !o->range && !o->tree && !o->patch && is_file(v[0]) && is_file(v[1])) {
			o->before = v[0];
			o->after = v[1];
			return -1;
		}
		o->paths = (const char *const *)v;
		o->npaths = (size_t)n;
		return -1;
	case COMMAND_MERGE:
		if (n == 0)
			return too_few("the REPORT.json of each shard");
		o->paths = (const char *const *)v;
		o->npaths = (size_t)n;
		return -1;
	case COMMAND_PRINT: case COMMAND_EXPLAIN:
		if (n == 0)
			return too_few(o->command == COMMAND_PRINT ? "the FILE to print" : "the RULE");
		o->file = v[0];
		v++;
		n--;
		break;
	default:
		break;
	}
	return n ? usage("'%s' is one word too many", v[0], (struct str){ NULL, 0 }) : -1;
}

/* The push stage of the pre-commit framework judges what is pushed, not what is staged. */
static void
push_stage(struct options *o)
{
	const char *from = getenv("PRE_COMMIT_FROM_REF"), *remote = getenv("PRE_COMMIT_REMOTE_NAME");
	bool pushes = (from && *from) || (remote && *remote);

	if (o->command == COMMAND_HOOK_PRE_COMMIT && pushes && !o->base && !o->range && !o->tree)
		o->base = "auto";
}

static int
exclusive(const struct options *o)
{
	int inputs = (o->range != NULL) + (o->tree != NULL) + (o->patch != NULL) + (o->before != NULL) +
	    (o->stdin_path != NULL);

	if (o->command == COMMAND_REVIEW && o->format)
		return usage("%s is for check; review shows a page or text, and -o writes files", "--format",
		    (struct str){ NULL, 0 });
	if (o->shards && !o->range && !(o->base && strcmp(o->base, "auto") == 0))
		return usage("%s judges commits, which every part sees alike: it goes with --range or "
		    "--base auto", "--shard", (struct str){ NULL, 0 });
	if (o->shards && o->command != COMMAND_CHECK)
		return usage("%s goes with check", "--shard", (struct str){ NULL, 0 });
	if (inputs > 1)
		return usage("%s are alternatives: give one", "--range, --tree, --patch, --stdin-filename and OLD NEW",
		    (struct str){ NULL, 0 });
	if (o->base && strcmp(o->base, "auto") == 0) {
		if (inputs)
			return usage("%s finds both commits: it goes without --range, --tree, --patch, "
			    "--stdin-filename and OLD NEW", "--base auto", (struct str){ NULL, 0 });
	} else if (o->base && !o->tree && !o->patch && !o->stdin_path) {
		return usage("%s goes with --tree, --patch or --stdin-filename; two commits are --range "
		    "BASE..HEAD", "--base",
		    (struct str){ NULL, 0 });
	}
	return -1;
}

/* --- the command -------------------------------------------------------------------------- */

/* How many words the command took; 0: said what is wrong. */
static int
find_command(struct options *o, int argc, char **argv, const char **help)
{
	const char *known[WORDS];
	const char *second = argc > 2 ? argv[2] : "";
	bool group = false;

	for (size_t i = 0; i < WORDS; i++) {
		known[i] = words[i].first;
		if (strcmp(argv[1], words[i].first) != 0)
			continue;
		group = words[i].second != NULL;
		*help = words[i].help;
		if (group && strcmp(second, words[i].second) != 0)
			continue;
		o->command = words[i].command;
		return group ? 2 : 1;
	}
	if (group && (strcmp(second, "--help") == 0 || strcmp(second, "-h") == 0)) {
		fputs(*help, stdout);
		return 0;
	}
	if (group)
		usage("%s needs a word behind it: see zonevet policy --help, zonevet hook --help", argv[1],
		    (struct str){ NULL, 0 });
	else if (argv[1][0] == '-')
		usage("an option such as %s comes behind a command, as in `zonevet check`", argv[1],
		    (struct str){ NULL, 0 });
	else
		usage("there is no command %s", argv[1], nearest(argv[1], known, WORDS));
	return -1;
}

static int
version(void)
{
	puts("zonevet " ZONEVET_VERSION "\n"
	    "Copyright (c) 2026 The zonevet developers. Licence: BSD-2-Clause.");
	return 0;
}

int
options_parse(struct options *o, int argc, char **argv)
{
	const char *color = NULL, *help = help_all;
	int taken, option, code = -1;

	*o = (struct options){ .fail_on = ERROR, .jobs = 1, .width = terminal_width() };
	now_default(&o->now);
	if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		fputs(help_all, stdout);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0)
		return version();
	taken = find_command(o, argc, argv, &help);
	if (taken <= 0)
		return taken < 0 ? 2 : 0;
	argc -= taken;
	argv += taken;
	opterr = 0;
	while (code < 0 && (option = getopt_long(argc, argv, ":c:f:o:qvh", long_options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return 0;
		}
		if (option == OPTION_VERSION)
			return version();
		if (option == ':')
			return usage("%s needs a value", argv[optind - 1], (struct str){ NULL, 0 });
		if (option == '?')
			return unknown_option(argv[optind - 1]);
		code = apply(o, option, &color);
	}
	if (code >= 0)
		return code;
	o->color = color_wanted(color);
	o->unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 && isatty(STDOUT_FILENO);
	code = operands(o, argc - optind, argv + optind);
	push_stage(o);
	return code >= 0 ? code : exclusive(o);
}
