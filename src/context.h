/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_CONTEXT_H
#define ZONEVET_CONTEXT_H

#include "catalogue.h"

/*
 * DS and DNSKEY records of zones that are not in the repository: from the
 * files that [context] names, and from dsset-, keyset- and K*.key files that
 * signing tools leave beside the zones.
 */

/* A zone that holds what those files say of `owner`, or NULL. */
struct zone *context_zone(struct catalogue *, enum side, const struct name *owner, uint16_t type);
void context_free(struct catalogue *);

#endif
