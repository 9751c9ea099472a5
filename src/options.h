/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_OPTIONS_H
#define ZONEVET_OPTIONS_H

#include "base/error.h"
#include "lint/rule.h"

/* The command line, understood.  Strings belong to argv. */

enum command {
	COMMAND_CHECK, COMMAND_REVIEW, COMMAND_MERGE, COMMAND_DIFF, COMMAND_PRINT, COMMAND_RULES, COMMAND_EXPLAIN,
	COMMAND_POLICY_SHOW, COMMAND_POLICY_CHECK,
	COMMAND_HOOK_INSTALL, COMMAND_HOOK_UNINSTALL, COMMAND_HOOK_STATUS,
	COMMAND_HOOK_PRE_COMMIT, COMMAND_HOOK_PRE_RECEIVE,
};

struct output {
	const char *format, *path;
};

struct options {
	enum command command;
	/* what is compared; all NULL: the staged index */
	const char *range;              /* --range */
	const char *tree;               /* --tree */
	const char *base;               /* --base, with --tree, --patch or --stdin-filename; "auto": of the CI job */
	const char *patch;              /* --patch, "-" = standard input */
	const char *stdin_path;         /* --stdin-filename: what standard input is called */
	const char *before, *after;     /* two operands that are files or folders */
	const char *file;               /* print FILE; explain RULE */
	const char *const *paths;       /* operands that narrow the files; merge: the reports */
	size_t npaths;
	const char *origin;             /* --origin */
	const char *class;              /* --class, NULL = IN */
	/* judgement */
	const char *policy;             /* -c, --policy */
	enum severity fail_on;          /* --fail-on; meaningful when fail_on_set (OFF = never) */
	bool fail_on_set;
	bool now_set;
	int64_t now;                    /* --now, else SOURCE_DATE_EPOCH, else the clock */
	/* policy show */
	const char *zone, *owner, *type, *rule;
	/* report */
	const char *format;             /* -f, NULL = text */
	struct output outputs[8];       /* -o FORMAT=FILE */
	size_t noutputs;
	bool sarif_suppressed;          /* --sarif-suppressed=include */
	bool color, unicode;            /* decided: flag, environment, terminal */
	unsigned width;                 /* columns of standard output */
	bool quiet, verbose;
	bool full;                      /* --full: read every zone whole */
	bool all;                       /* --all: every zone of the tree, not only what changed */
	unsigned shard, shards;         /* --shard I/N, I from 1; 0: all of it */
	unsigned jobs;                  /* --jobs, processes; 0: one a processor */
	unsigned deadline;              /* --deadline, seconds; 0 = none */
	/* hook install */
	bool dry_run, chain, force;
	/* git diff driver: GIT_EXTERNAL_DIFF gives seven operands */
	bool diff_driver;
};

/*
 * Fills *o.  Returns -1 to go on, else the exit code: 0 after --help or
 * --version (on standard output), 2 after a usage error (on standard error).
 */
int options_parse(struct options *o, int argc, char **argv);

#endif
