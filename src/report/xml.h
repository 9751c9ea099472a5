/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORT_XML_H
#define ZONEVET_REPORT_XML_H

#include "base/buf.h"

/*
 * The little XML that reports need.  libxml2 would write it too, but every
 * start of the program would load it and ICU: 12.2 ms instead of 8.3, for a
 * hook that is done in less.
 */
#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

void xml_attribute_add(struct buf *, const char *name, struct str value);       /* ' name="value"' */
void xml_number_add(struct buf *, const char *name, size_t value);

#endif
