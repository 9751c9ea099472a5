/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_RESEMBLE_H
#define ZONEVET_ZONE_RESEMBLE_H

#include "base/str.h"

/*
 * Is one text most likely the other with some lines edited, or was it written
 * anew in another order or spelling?  A guess from a few lines, for large
 * texts: whoever is told wrong takes longer, and finds the same.
 */
bool texts_resemble(struct str before, struct str after);

#endif
