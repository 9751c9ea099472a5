/* SPDX-License-Identifier: BSD-2-Clause */
#include "source/mapped.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

enum { KEPT = 256 };            /* descriptors from this one on stay free for others */

bool
mapped_open(struct mapped *m, int fd, size_t len)
{
	void *map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);

	if (map == MAP_FAILED)
		return false;
	*m = (struct mapped){ map, len, fd < KEPT ? fd + 1 : 0 };
	if (m->fd == 0)
		close(fd);
	return true;
}

void
mapped_close(struct mapped *m)
{
	if (m->map)
		munmap(m->map, m->len);
	if (m->fd)
		close(m->fd - 1);
	*m = (struct mapped){ .map = NULL };
}

void
mapped_rest(const struct mapped *m)
{
	if (m->map)
		madvise(m->map, m->len, MADV_DONTNEED);
}

/* One fault for every few pages would cost more than the reading. */
void
mapped_whole(const struct mapped *m)
{
#ifdef MADV_POPULATE_READ
	if (m->map)
		madvise(m->map, m->len, MADV_POPULATE_READ);
#else
	(void)m;
#endif
}

bool
mapped_copy(const struct mapped *m, size_t at, char *to, size_t n)
{
	while (m->fd && n > 0) {
		ssize_t got = pread(m->fd - 1, to, n, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += (size_t)got;
		to += got;
		n -= (size_t)got;
	}
	return n == 0;
}
