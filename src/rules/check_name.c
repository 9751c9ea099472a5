/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is true of a name alone is found out once: the same few servers stand
 * behind most names of a zone.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "rules/check.h"
#include "rules/suffix.h"

struct name_note *
check_note(struct check *c, const struct name *name)
{
	struct known *known = c->known;
	const struct names *names = c->set ? &c->set->names : NULL;

	if (known == NULL || names == NULL || !names_has(names, name))
		return NULL;
	if (name->index >= known->nnotes) {
		size_t n = names->n + names->n / 8 + 64;

		known->notes = memory_resize(known->notes, n * sizeof(*known->notes));
		memset(known->notes + known->nnotes, 0, (n - known->nnotes) * sizeof(*known->notes));
		known->nnotes = n;
	}
	return &known->notes[name->index];
}

bool
check_is_claimable(struct check *c, const struct name *name)
{
	struct name_note *note = check_note(c, name);

	if (note == NULL)
		return suffix_claimable(name);
	if (!(note->facts & CLAIM_KNOWN))
		note->facts |= CLAIM_KNOWN | (suffix_claimable(name) ? CLAIMABLE : 0);
	return note->facts & CLAIMABLE;
}

const uint8_t *
check_registrable(struct check *c, const struct name *name, size_t *len)
{
	struct name_note *note = check_note(c, name);

	if (note == NULL)
		return suffix_registrable(name, len);
	if (!(note->facts & SUFFIX_KNOWN)) {
		note->registrable = (uint8_t)(suffix_registrable(name, len) - name->wire);
		note->facts |= SUFFIX_KNOWN;
	}
	*len = (size_t)name->len - note->registrable;
	return name->wire + note->registrable;
}

bool
check_shares_suffix(struct check *c, const struct name *a, const struct name *b)
{
	size_t alen, blen;
	const uint8_t *as = check_registrable(c, a, &alen), *bs = check_registrable(c, b, &blen);

	return alen == blen && memcmp(as, bs, alen) == 0;
}
