/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_AHEAD_H
#define ZONEVET_ZONE_AHEAD_H

#include <pthread.h>

#include "zone/align.h"
#include "zone/noted.h"

/*
 * What two versions have in common.  For large texts a thread finds the runs
 * and notes their lines ahead of who asks.
 */
struct ahead_run {
	struct align_run align;         /* first */
	const struct noted *noted;      /* lines of it; between them may be others, that are not plain;
	                                   NULL: nobody looked */
	size_t n;
};

enum { AHEAD_RUNS = 64 };       /* that wait for who asks, at most */

struct ahead {
	struct align align;             /* first */
	struct note_reader reader;
	struct ahead_block {
		struct notes notes;
		struct noted *noted;
		size_t n;
	} *blocks;                      /* ALIGN_BLOCKS of them */
	size_t block;                   /* the one whose lines were noted last */
	struct ahead_run runs[AHEAD_RUNS];
	size_t first, n;                /* of runs, from the begin; those in the ring are [first, n) */
	size_t waiting;                 /* octets of those that are not noted */
	size_t held;                    /* block of the run that was given last; SIZE_MAX: of none */
	bool threaded, stopped;
	bool full;                      /* the thread waits until half of the room is free */
	bool hungry;                    /* who asks waits for runs */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

/* What is worth a thread.  Tests let it do all of the work on small texts too. */
extern struct ahead_limits {
	size_t octets;                  /* of a text, from these on */
	size_t waiting;                 /* octets that wait and are not noted, before others are */
} ahead_limits;

/* The source may be NULL; apex as for plain_context. */
void ahead_start(struct ahead *, const struct source *, const struct text *const text[2],
    struct str apex);
/* Not to be called again once a run was empty.  Bytes and lines of the run before are gone. */
void ahead_next(struct ahead *, struct ahead_run *);
void ahead_stop(struct ahead *);

#endif
