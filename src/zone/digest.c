/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RFC 8976 section 3.3.1: all records of the zone in canonical order, those
 * that no query reaches too, without the ZONEMD at the apex and its signature.
 */
#include "zone/digest.h"

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "zone/canonical.h"
#include "zone/signature.h"

struct digest {
	enum zone_hash hash;
	ldns_sha384_CTX small;
	ldns_sha512_CTX large;
};

size_t
zone_digest_length(unsigned hash)
{
	return hash == ZONE_SHA384 ? LDNS_SHA384_DIGEST_LENGTH :
	    hash == ZONE_SHA512 ? LDNS_SHA512_DIGEST_LENGTH : 0;
}

static void
digest_add(struct digest *d, const void *octets, size_t n)
{
	if (d->hash == ZONE_SHA384)
		ldns_sha384_update(&d->small, octets, n);
	else
		ldns_sha512_update(&d->large, octets, n);
}

/* A record with the data that goes into the digest. */
struct entry {
	const struct record *record;
	const struct rdata *data;
};

static int
canonically(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	int order = name_compare(a->record->owner, b->record->owner);
	size_t common = a->data->len < b->data->len ? a->data->len : b->data->len;

	if (order)
		return order;
	if (a->record->type != b->record->type)
		return (int)a->record->type - (int)b->record->type;
	order = memcmp(a->data->wire, b->data->wire, common);
	return order ? order : (int)a->data->len - (int)b->data->len;
}

static bool
is_left_out(const struct zone *z, const struct record *r, const struct rdata *data)
{
	if (!name_within(r->owner, z->apex))
		return true;
	return r->owner == z->apex && (r->type == TYPE_ZONEMD ||
	    (r->type == TYPE_RRSIG && rdata_u16(data, 0) == TYPE_ZONEMD));
}

static void
digest_entry(struct digest *d, const struct zone *z, const struct entry *e)
{
	const struct record *r = e->record;
	uint8_t fixed[10] = {
		(uint8_t)(r->type >> 8), (uint8_t)r->type, (uint8_t)(z->class >> 8), (uint8_t)z->class,
		(uint8_t)(r->ttl >> 24), (uint8_t)(r->ttl >> 16), (uint8_t)(r->ttl >> 8), (uint8_t)r->ttl,
		(uint8_t)(e->data->len >> 8), (uint8_t)e->data->len,
	};

	digest_add(d, r->owner->wire, r->owner->len);
	digest_add(d, fixed, sizeof(fixed));
	digest_add(d, e->data->wire, e->data->len);
}

static bool
collect(struct zone *z, struct arena *a, enum letter_case form, struct entry *v, size_t *n)
{
	for_each_in_zone(r, z) {
		const struct rdata *data = canonical_data(a, z, r, form);

		if (data == NULL)
			return false;
		if (!is_left_out(z, r, data))
			v[(*n)++] = (struct entry){ r, data };
	}
	return true;
}

bool
zone_digest(struct zone *z, enum zone_hash hash, bool as_written, uint8_t out[ZONE_DIGEST_MOST])
{
	/* The walk is for all of its records; only then is their number known. */
	struct entry *v = zone_walk(z, NULL) ? memory_new(z->n * sizeof(*v)) : NULL;
	struct digest d = { .hash = hash };
	struct arena scratch = { NULL };
	size_t n = 0;
	bool good = collect(z, &scratch, as_written ? CASE_WRITTEN : CASE_FOLDED, v, &n);

	ldns_sha384_init(&d.small);
	ldns_sha512_init(&d.large);
	if (good && n > 1)
		qsort(v, n, sizeof(*v), canonically);
	for (size_t i = 0; good && i < n; i++)
		if (i == 0 || canonically(&v[i - 1], &v[i]) != 0)
			digest_entry(&d, z, &v[i]);
	if (hash == ZONE_SHA384)
		ldns_sha384_final(out, &d.small);
	else
		ldns_sha512_final(out, &d.large);
	arena_free(&scratch);
	free(v);
	return good;
}
