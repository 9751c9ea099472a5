/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_POLICY_INI_H
#define ZONEVET_POLICY_INI_H

#include "base/arena.h"
#include "base/buf.h"

/* The lines of an INI file, understood as sections, keys and values; nothing of their meaning. */

struct ini_section {
	struct str kind;                /* [kind "name" "label"] or [kind name "label"] */
	struct str name, label;         /* empty when not given */
	uint32_t line;
};

struct ini_reader {
	/* A section begins; called for empty ones too. */
	void (*section)(void *self, const struct ini_section *);
	/* A key of the last section; a continued line comes as the same key again. */
	void (*setting)(void *self, struct str key, struct str value, uint32_t line);
	/* The file is not well formed there; reading goes on. */
	void (*fault)(void *self, uint32_t line, const char *message);
	void *self;
};

/* Texts given to the reader lie in the arena. */
void ini_read(struct str bytes, struct arena *, const struct ini_reader *);

#endif
