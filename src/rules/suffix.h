/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_RULES_SUFFIX_H
#define ZONEVET_RULES_SUFFIX_H

#include "zone/name.h"

/*
 * Where registries take registrations: policies/suffixes.txt, compiled in.
 * A policy may know more TLDs; that is the caller's business.
 */

/* Is this label a top-level domain that the list knows?  In any case. */
bool suffix_is_tld(struct str label);

/*
 * The registrable suffix of a name: the longest listed suffix and one label
 * more; the last two labels where the list is silent; the whole name where it
 * has no more.  As wire form, a view into that of the name.
 */
const uint8_t *suffix_registrable(const struct name *, size_t *len);

/* Is the name at or below one of policies/takeover.txt, where anyone may claim names? */
bool suffix_claimable(const struct name *);

#endif
