/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_SERVED_H
#define ZONEVET_SERVED_H

#include "catalogue.h"

/*
 * Lays the manifest that the policy names over the catalogue: a zone that it
 * drops is deleted, one that it gains is added, whatever becomes of their
 * files.  False (err): could not be judged.
 */
bool served_apply(struct catalogue *, struct error *);

#endif
