/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/workers.h"

#include <pthread.h>
#include <stdbool.h>
#include <unistd.h>

enum { THREADS = 32 };          /* at most */

struct worker {
	pthread_t thread;
	void (*work)(void *);
	void *self;
};

static void *
begin(void *of)
{
	const struct worker *w = of;

	w->work(w->self);
	return NULL;
}

static size_t
threads_for(size_t most)
{
	long processors = most > 1 ? sysconf(_SC_NPROCESSORS_ONLN) : 1;
	size_t n = processors < 1 ? 1 : processors < THREADS ? (size_t)processors : THREADS;

	return most < n ? most : n;
}

void
workers_run(size_t most, void work(void *), void *self)
{
	struct worker workers[THREADS];
	size_t n = threads_for(most), started = 0;

	while (started + 1 < n) {
		struct worker *w = &workers[started];

		*w = (struct worker){ .work = work, .self = self };
		if (pthread_create(&w->thread, NULL, begin, w) != 0)
			break;
		started++;
	}
	work(self);
	for (size_t i = 0; i < started; i++)
		pthread_join(workers[i].thread, NULL);
}
