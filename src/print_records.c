/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Owners are sorted, not records: there are fewer, and the records of one are
 * put in order when its turn comes.
 */
#include "print_records.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "base/sort.h"

enum {
	TTL_MAX = 2147483647,           /* RFC 2181 section 8; servers take more as 0 */
	BLOCK = 64 << 10,               /* octets written at a time */
};

struct printer {
	FILE *to;
	struct zone *zone;
	struct str class;
	struct buf out;
	struct record **v;              /* of the owner at hand */
	size_t n, cap;
	struct arena scratch;
};

/* --- owners ----------------------------------------------------------------------- */

struct owner {
	uint64_t key;                   /* of two owners the one with the lesser key comes first */
	struct name *name;
};

/*
 * The first octets of the label below the apex: canonical order begins there,
 * and a short label before a longer one is what zeros behind it say too.
 */
static uint64_t
owner_key(const struct name *name, const struct name *apex)
{
	const uint8_t *label = name->wire;
	uint64_t key = 0;

	if (name->labels <= apex->labels)
		return 0;
	for (int i = name->labels - apex->labels; i > 1; i--)
		label += *label + 1;
	for (int i = 1; i <= 8; i++)
		key = key << 8 | (i <= *label ? label[i] : 0);
	return key;
}

static int
by_canon(const void *x, const void *y)
{
	const struct owner *a = x, *b = y;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return name_compare(a->name, b->name);
}

/* Every owner in the zone once, in canonical order; free() them. */
static size_t
owners_of(struct zone *z, struct owner **owners)
{
	struct owner *v;
	size_t n = 0;

	for_each_in_zone(r, z)
		n += record_opens_owner(z, r);
	v = memory_large(n * sizeof(*v));
	n = 0;
	for_each_in_zone(r, z) {
		if (!record_opens_owner(z, r))
			continue;
		v[n++] = (struct owner){ owner_key(r->owner, z->apex), r->owner };
	}
	sort_by_key(v, n, sizeof(*v), by_canon);
	*owners = v;
	return n;
}

/* --- the records of one ------------------------------------------------------------ */

static int
data_order(const struct rdata *a, const struct rdata *b)
{
	int order = memcmp(a->wire, b->wire, a->len < b->len ? a->len : b->len);

	return order ? order : (int)a->len - (int)b->len;
}

static int
by_type_and_data(const void *x, const void *y)
{
	const struct record *a = *(struct record *const *)x, *b = *(struct record *const *)y;
	int order;

	if (a->type != b->type)
		return a->type == TYPE_SOA ? -1 : b->type == TYPE_SOA ? 1 : (int)a->type - (int)b->type;
	order = data_order(a->data, b->data);
	return order ? order : a < b ? -1 : a > b;
}

static void
gather(struct printer *p, const struct name *owner)
{
	p->n = 0;
	for_each_record(r, p->zone, owner, 0) {
		if (r->data == NULL)
			continue;
		GROW(p->v, p->n, p->cap);
		p->v[p->n++] = r;
	}
	if (p->n > 1)
		qsort(p->v, p->n, sizeof(*p->v), by_type_and_data);
}

/* Signatures are a set with the type they cover (RFC 4034 section 3), which their data begins with. */
static bool
same_set(const struct record *a, const struct record *b)
{
	return a->type == b->type &&
	    (a->type != TYPE_RRSIG || rdata_u16(a->data, 0) == rdata_u16(b->data, 0));
}

/* Every RRset has one TTL (RFC 2181 section 5.2): that of its first record in the file. */
static uint32_t
levelled_ttl(struct record *const *v, size_t n)
{
	const struct record *first = v[0];

	for (size_t i = 1; i < n; i++)
		if (v[i] < first)
			first = v[i];
	return first->ttl > TTL_MAX ? 0 : first->ttl;
}

static void
print_set(struct printer *p, struct str owner, struct record *const *v, size_t n)
{
	struct str type = type_text(&p->scratch, v[0]->type);
	uint32_t ttl = levelled_ttl(v, n);

	for (size_t i = 0; i < n; i++) {
		if (i && data_order(v[i]->data, v[i - 1]->data) == 0)
			continue;
		buf_add(&p->out, owner);
		buf_put(&p->out, ' ');
		buf_number(&p->out, ttl);
		buf_put(&p->out, ' ');
		buf_add(&p->out, p->class);
		buf_put(&p->out, ' ');
		buf_add(&p->out, type);
		buf_put(&p->out, ' ');
		rdata_put(&p->out, &p->scratch, v[i]->type, v[i]->data);
		buf_put(&p->out, '\n');
	}
}

static void
flush(struct printer *p)
{
	fwrite(p->out.p, 1, p->out.len, p->to);
	buf_clear(&p->out);
}

static void
print_owner(struct printer *p, const struct name *name)
{
	struct str owner = name_text(&p->scratch, name);

	gather(p, name);
	for (size_t i = 0, n; i < p->n; i += n) {
		for (n = 1; i + n < p->n && same_set(p->v[i], p->v[i + n]);)
			n++;
		print_set(p, owner, p->v + i, n);
	}
	arena_free(&p->scratch);
	if (p->out.len >= BLOCK)
		flush(p);
}

void
print_records(FILE *to, struct zone *z)
{
	struct printer p = { .to = to, .zone = z, .class = z->class == CLASS_IN ? S("IN") :
	    z->class == CLASS_CH ? S("CH") : S("HS") };
	struct owner *owners;
	size_t n = owners_of(z, &owners);

	for (size_t i = 0; i < n; i++)
		print_owner(&p, owners[i].name);
	if (p.out.len)
		flush(&p);
	free(owners);
	free(p.v);
	buf_free(&p.out);
	arena_free(&p.scratch);
}
