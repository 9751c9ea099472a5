/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_PRINT_RECORDS_H
#define ZONEVET_PRINT_RECORDS_H

#include <stdio.h>

#include "zone/zone.h"

/*
 * Writes the records whose data was read, those outside the zone left out:
 * each once, one a line, every RRset with one TTL, in canonical order (RFC
 * 4034 section 6) with the SOA in front.  Whether the stream took it, ferror() says.
 */
void print_records(FILE *, struct zone *);

#endif
