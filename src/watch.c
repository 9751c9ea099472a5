/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch.h"

#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { TICK = 200 };            /* milliseconds */

static int64_t
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
tell(struct watch *w, int64_t passed)
{
	if (w->tells && passed >= 1000)
		fprintf(stderr, "\r%zu of %zu zones, %d s\033[K", atomic_load(&w->done),
		    atomic_load(&w->all), (int)(passed / 1000));
}

static void *
look(void *self)
{
	struct watch *w = self;

	pthread_mutex_lock(&w->lock);
	while (!w->stopped) {
		struct timespec until;
		int64_t passed = milliseconds() - w->start;

		if (w->deadline && passed >= (int64_t)w->deadline * 1000)
			atomic_store(&w->late, true);
		tell(w, passed);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += TICK * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		pthread_cond_timedwait(&w->stop, &w->lock, &until);
	}
	if (w->tells && milliseconds() - w->start >= 1000)
		fputs("\r\033[K", stderr);
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

void
watch_start(struct watch *w, unsigned deadline)
{
	w->deadline = deadline;
	w->tells = isatty(STDERR_FILENO);
	w->start = milliseconds();
	watch_go_on(w);
}

void
watch_go_on(struct watch *w)
{
	if (!w->tells && w->deadline == 0)
		return;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->stop, NULL);
	w->stopped = false;
	w->runs = pthread_create(&w->thread, NULL, look, w) == 0;
}

void
watch_pause(struct watch *w)
{
	watch_stop(w);
}

void
watch_stop(struct watch *w)
{
	if (!w->runs)
		return;
	w->runs = false;
	pthread_mutex_lock(&w->lock);
	w->stopped = true;
	pthread_cond_signal(&w->stop);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->stop);
	pthread_mutex_destroy(&w->lock);
}
