/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_BASE_BUF_H
#define ZONEVET_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Bytes that grow; a zeroed struct is empty. */
struct buf {
	char *p;
	size_t len, cap;
};

void buf_add(struct buf *, struct str);
static inline void
buf_put(struct buf *b, char c)
{
	if (b->cap - b->len < 2) {
		buf_add(b, str_n(&c, 1));
		return;
	}
	b->p[b->len++] = c;
	b->p[b->len] = '\0';
}

void buf_number(struct buf *, uint64_t);        /* decimal */
void buf_printf(struct buf *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct str buf_str(const struct buf *);         /* valid until the next change */
void buf_clear(struct buf *);                   /* empty, memory kept */
void buf_free(struct buf *);

#endif
