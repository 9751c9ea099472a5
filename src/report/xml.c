/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/xml.h"

#include "report/escape.h"

void
xml_attribute_add(struct buf *out, const char *name, struct str value)
{
	buf_printf(out, " %s=\"", name);
	escape_xml(out, value);
	buf_put(out, '"');
}

void
xml_number_add(struct buf *out, const char *name, size_t value)
{
	buf_printf(out, " %s=\"%zu\"", name, value);
}
