/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_ZONE_RDATA_PLAIN_H
#define ZONEVET_ZONE_RDATA_PLAIN_H

#include "zone/name.h"

/*
 * The short way from text to wire for the data that large zones are made of:
 * numbers, then an address, a name or a digest, each one plain word.  It says
 * yes only where rdata_read() does, with the same octets; whatever is not so
 * plain, or wrong, is left to that.
 */
enum { RDATA_PLAIN_MAX = 3 * 2 + NAME_MAX_WIRE };

/*
 * Data of class IN, no parenthesis open in front of it.  Returns how many
 * octets it wrote to `wire`, which has room for RDATA_PLAIN_MAX; 0: not plain.
 */
size_t rdata_plain(uint16_t type, struct str text, const struct name *origin, uint8_t *wire);

#endif
