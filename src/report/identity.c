/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/identity.h"

#include "base/hash.h"

struct str
identity_of(struct identities *ids, const struct finding *f)
{
	unsigned long long print = finding_fingerprint(f);
	struct str key = arena_printf(&ids->arena, "%016llx %.*s", print, STR(f->message));
	void **slot = map_slot(&ids->given, key);
	unsigned *count = *slot;

	if (count == NULL)
		*slot = count = ARENA_NEW(&ids->arena, unsigned);
	key = arena_printf(&ids->arena, "%.*s %u", STR(key), ++*count);
	return arena_printf(&ids->arena, "%016llx%016llx", print,
	    (unsigned long long)hash_short(key));
}

void
identities_free(struct identities *ids)
{
	map_free(&ids->given);
	arena_free(&ids->arena);
}
