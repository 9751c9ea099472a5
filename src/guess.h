/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_GUESS_H
#define ZONEVET_GUESS_H

#include "base/arena.h"

/*
 * What a zone file is called when the policy does not say: by an absolute
 * $ORIGIN above the SOA or the SOA's absolute owner, else by the file's name
 * (example.com.zone, db.example.com).  Absolute, lower case; false: nobody can tell.
 */
bool guess_origin(struct str path, struct str bytes, struct arena *, struct str *origin);
/* Does the text look like a whole zone: is there a SOA in it? */
bool guess_is_zone(struct str bytes);
/* The next file that a $INCLUDE line of the text names; false: no more. */
bool guess_next_include(struct str *rest, struct str *file);

#endif
