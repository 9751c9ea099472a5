/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_WATCH_H
#define ZONEVET_WATCH_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Looks at the clock while a run works: tells a terminal how far it is once a
 * second has passed, and raises `late` when the deadline is over.
 */
struct watch {
	atomic_bool late;
	atomic_size_t done, all;        /* zones */
	unsigned deadline;              /* seconds; 0 = none */
	int64_t start;                  /* milliseconds of the monotonic clock */
	bool tells;                     /* standard error is a terminal */
	bool runs;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t stop;
	bool stopped;
};

/* Without a deadline and without a terminal nothing is started. */
void watch_start(struct watch *, unsigned deadline);
void watch_stop(struct watch *);
/* Without its thread for a while; the clock goes on. */
void watch_pause(struct watch *);
void watch_go_on(struct watch *);

#endif
