/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_ALIGN_H
#define ZONEVET_ZONE_ALIGN_H

#include <pthread.h>

#include "base/str.h"

/*
 * Which lines two texts have in common, found from front to back at about the
 * speed of memory: equal octets are passed over in large steps, and behind a
 * difference the texts are brought together again at the nearest lines that
 * are equal.  Any answer is right that only claims equal lines; a shorter
 * difference is merely quicker to judge.
 */
struct align {
	struct str text[2];
	size_t at[2];                   /* where the search goes on; begin of a line */
};

struct align_run {                      /* whole lines that are equal; a text ends with an empty run */
	size_t at[2];
	size_t len;
};

void align_start(struct align *, struct str before, struct str after);
/*
 * The next run.  What lies in front of it and behind the one before has no
 * equal.  The last one is empty and stands at the ends of both texts.  A run
 * may go on in the next one.
 */
void align_next(struct align *, struct align_run *);

/* The same runs, which for large texts a thread finds ahead of who asks. */
struct align_queue {
	struct align align;
	struct align_run runs[64];
	size_t first, n;                /* of runs, from the begin; those in the ring are [first, n) */
	bool threaded, stopped;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

void align_queue_start(struct align_queue *, struct str before, struct str after);
/* Not to be called again once a run was empty. */
void align_queue_next(struct align_queue *, struct align_run *);
void align_queue_stop(struct align_queue *);

#endif
