/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_AHEAD_H
#define ZONEVET_ZONE_AHEAD_H

#include <pthread.h>

#include "zone/align.h"
#include "zone/plain.h"

/*
 * What two versions have in common, line by line.  For large texts a thread
 * finds the runs and reads their lines ahead of who asks: all that a line says
 * by itself, whatever $ORIGIN, $TTL and owner hold where it stands.
 */
struct ahead_line {
	uint32_t len;                   /* octets, with the end of the line */
	uint32_t owner;                 /* hash of it under the root, without the apex when absolute */
	uint32_t above;                 /* the same without its first label */
	uint32_t target;                /* hash of how the target is spelled, as a label */
	uint32_t ttl;
	uint16_t type;                  /* 0: blanks and comment only */
	uint16_t lines;                 /* that it takes */
	uint8_t owner_len;              /* octets; 0: that of the line above */
	uint8_t labels;                 /* of it, without the apex when absolute; @ has none */
	uint16_t flags;
};

enum ahead_flag {
	AHEAD_PLAIN = 1 << 0,           /* else `len` alone says something: behind it a line begins */
	AHEAD_TTL = 1 << 1,             /* it has one */
	AHEAD_ABSOLUTE = 1 << 2,        /* the owner, which then ends with the apex as written */
	AHEAD_AT = 1 << 3,              /* it is an @ */
	AHEAD_REPEATS = 1 << 4,         /* it is written like the last one among the lines before */
	AHEAD_BESIDE = 1 << 5,          /* like the last one of several labels but for the first label */
	AHEAD_GENERATED = 1 << 6,       /* the type is one that signing makes */
	AHEAD_POINTS = 1 << 7,          /* at a target */
	AHEAD_ODD_TARGET = 1 << 8,      /* that is spelled in a way that only a whole read tells */
	AHEAD_AT_TARGET = 1 << 9,
	AHEAD_ABSOLUTE_TARGET = 1 << 10,
};

struct ahead_run {
	struct align_run align;         /* first */
	const struct ahead_line *lines; /* one behind the other from the begin of the run */
	size_t n;                       /* may be fewer than the run has */
};

struct ahead_reader;
typedef size_t ahead_lines_reader(struct ahead_reader *, const char *p, const char *end,
    struct ahead_line *, size_t most);

/* Reads line after line, ahead of who asks or for who has none that was read ahead. */
struct ahead_reader {
	ahead_lines_reader *read;       /* the quickest that this machine can run */
	struct plain_context context;
	uint32_t owner, above;          /* of the last owner that was written */
	uint16_t owner_flags;
	uint8_t labels;
	struct str behind_dot;          /* of the last owner of several labels; empty: none */
	bool behind_absolute;
};

void ahead_reader_start(struct ahead_reader *, struct str apex);
/* No owner goes before the next line: what went before may be gone, with the block that held it. */
void ahead_reader_forget(struct ahead_reader *);
/* Lines from p on, `most` at most; how many. */
static inline size_t
ahead_read(struct ahead_reader *r, const char *p, const char *end, struct ahead_line *to, size_t most)
{
	return r->read(r, p, end, to, most);
}
/* The part of an absolute owner in front of the apex, without the dot between. */
struct str ahead_within(struct str owner, struct str apex);

enum { AHEAD_RUNS = 64 };       /* that wait for who asks, at most */

struct ahead {
	struct align align;             /* first */
	struct ahead_reader reader;
	struct ahead_line *lines;       /* room for the lines of each block */
	size_t most;                    /* for so many of one */
	size_t block, nlines;           /* lines of the block that was read last */
	struct ahead_run runs[AHEAD_RUNS];
	size_t first, n;                /* of runs, from the begin; those in the ring are [first, n) */
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
	size_t runs;                    /* waiting, before lines are read ahead */
} ahead_limits;

/* The source may be NULL; apex as for plain_context. */
void ahead_start(struct ahead *, const struct source *, const struct text *const text[2],
    struct str apex);
/* Not to be called again once a run was empty.  Bytes and lines of the run before are gone. */
void ahead_next(struct ahead *, struct ahead_run *);
void ahead_stop(struct ahead *);

#endif
