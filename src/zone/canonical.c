/* SPDX-License-Identifier: BSD-2-Clause */
/* RRsets in canonical form and order (RFC 4034 section 6). */
#include "zone/canonical.h"

#include <stdlib.h>
#include <string.h>

bool
canonical_keeps_case(uint16_t type)
{
	switch (type) {
	case TYPE_NSEC: case TYPE_SVCB: case TYPE_HTTPS: case TYPE_LP: case TYPE_IPSECKEY:
	case TYPE_AMTRELAY: case TYPE_HIP: case TYPE_TALINK: case TYPE_DSYNC:
		return true;
	default:
		return false;
	}
}

const struct rdata *
canonical_data(struct arena *a, struct zone *z, struct record *r, enum letter_case form)
{
	struct rdata_fault fault;

	if (form == CASE_FOLDED || !canonical_keeps_case(r->type) || !record_data(z, r))
		return record_data(z, r);
	return rdata_read_as_written(a, r->type, z->class, str_n(r->text, r->length), r->depth,
	    record_origin(z, r), &fault);
}

static int
by_data(const void *x, const void *y)
{
	const struct rdata *a = *(const struct rdata *const *)x, *b = *(const struct rdata *const *)y;
	int order = memcmp(a->wire, b->wire, a->len < b->len ? a->len : b->len);

	return order ? order : (int)a->len - (int)b->len;
}

bool
canonical_put(struct buf *out, struct arena *a, struct zone *z, const struct name *owner,
    uint16_t type, struct str head, enum letter_case form)
{
	size_t most = zone_count(z, owner, type), n = 0;
	const struct rdata **v = ARENA_ARRAY(a, const struct rdata *, most);

	for_each_record(r, z, owner, type) {
		const struct rdata *data = canonical_data(a, z, r, form);

		if (data == NULL)
			return false;
		v[n++] = data;
	}
	if (n > 1)
		qsort(v, n, sizeof(*v), by_data);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && by_data(&v[i - 1], &v[i]) == 0)
			continue;
		buf_add(out, head);
		buf_put(out, (char)(v[i]->len >> 8));
		buf_put(out, (char)v[i]->len);
		buf_add(out, str_n((const char *)v[i]->wire, v[i]->len));
	}
	return true;
}
