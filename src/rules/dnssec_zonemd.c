/* SPDX-License-Identifier: BSD-2-Clause */
/* The digest over a whole zone (RFC 8976). */
#include <string.h>

#include "rules/dnssec.h"
#include "zone/digest.h"

enum { SCHEME_SIMPLE = 1, DIGEST_AT = 6 };

/* Does another ZONEMD have the same scheme and hash?  Then neither counts (RFC 8976 section 2). */
static bool
is_doubled(struct zone *z, const struct record *r, const struct rdata *data)
{
	for_each_record(other, z, z->apex, TYPE_ZONEMD) {
		const struct rdata *twin = other == r ? NULL : record_data(z, other);

		if (twin && rdata_u16(twin, 4) == rdata_u16(data, 4))
			return true;
	}
	return false;
}

/* What a digest is good for; the RRset is good when one of its records is. */
enum standing { DIGEST_GOOD, DIGEST_WRONG, DIGEST_OLD_SERIAL, DIGEST_UNKNOWN, DIGEST_DOUBLED };

static enum standing
standing_of(struct zone *z, struct record *r, const struct rdata *data, uint32_t serial)
{
	size_t want = zone_digest_length(rdata_u8(data, 5));
	uint8_t digest[ZONE_DIGEST_MOST];

	if (rdata_u32(data, 0) != serial)
		return DIGEST_OLD_SERIAL;
	if (rdata_u8(data, 4) != SCHEME_SIMPLE || want == 0)
		return DIGEST_UNKNOWN;
	if (is_doubled(z, r, data))
		return DIGEST_DOUBLED;
	if (data->len - (size_t)DIGEST_AT != want)
		return DIGEST_WRONG;
	for (int written = 0; written < 2; written++)
		if (zone_digest(z, (enum zone_hash)rdata_u8(data, 5), written, digest) &&
		    memcmp(digest, data->wire + DIGEST_AT, want) == 0)
			return DIGEST_GOOD;
	return DIGEST_WRONG;
}

static void
flag_digest(struct check *c, struct record *r, const struct rdata *data, enum standing standing,
    uint32_t serial)
{
	struct finding *f = NULL;

	switch (standing) {
	case DIGEST_GOOD:
		return;
	case DIGEST_WRONG:
		f = flag(c, "the zone digest is not that of the zone");
		break;
	case DIGEST_OLD_SERIAL:
		f = flag(c, "the zone digest is of serial %u, and the SOA has %u", rdata_u32(data, 0), serial);
		break;
	case DIGEST_UNKNOWN:
		f = flag_at_most(c, NOTE, "a zone digest of scheme %u and hash %u cannot be checked",
		    rdata_u8(data, 4), rdata_u8(data, 5));
		break;
	case DIGEST_DOUBLED:
		f = flag(c, "two zone digests of one scheme and hash: neither counts");
		break;
	}
	finding_at(c, f, NEW(c), r);
	finding_about(c, f, NEW(c)->apex, TYPE_ZONEMD);
}

static void
flag_absent(struct check *c, bool had)
{
	struct finding *f = NULL;

	if (had)
		f = flag(c, "the zone digest (ZONEMD) is gone");
	else if (check_yes(c, "require"))
		f = flag(c, "the zone has no digest (ZONEMD), and the policy wants one");
	if (f)
		finding_about(c, f, NEW(c)->apex, TYPE_ZONEMD);
}

void
check_zonemd(struct check *c, const struct change *ch)
{
	struct zone *z = NEW(c);
	struct soa soa;

	(void)ch;
	if (!z->exists || check_zone_is(c, "signed-by", "server"))
		return;
	if (!zone_has(z, z->apex, TYPE_ZONEMD)) {
		flag_absent(c, OLD(c)->exists && zone_has(OLD(c), z->apex, TYPE_ZONEMD));
		return;
	}
	if (!zone_soa(z, &soa))
		return;
	for_each_record(r, z, z->apex, TYPE_ZONEMD) {
		const struct rdata *data = record_data(z, r);

		if (data)
			flag_digest(c, r, data, standing_of(z, r, data, soa.serial), soa.serial);
	}
}
