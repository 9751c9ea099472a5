/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_BASE_WORKERS_H
#define ZONEVET_BASE_WORKERS_H

#include <stddef.h>

/*
 * Calls work(self) in up to `most` threads, of which this is one, and returns
 * when all have.  There may be fewer: no more than processors, and only those
 * that could be started.  They share the work by what `self` counts.
 */
void workers_run(size_t most, void work(void *self), void *self);

#endif
