/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/utf8.h"
#include "report/escape.h"

static void
put(struct buf *out, struct str octets, uint32_t c)
{
	switch (c) {
	case '&': buf_add(out, S("&amp;")); break;
	case '<': buf_add(out, S("&lt;")); break;
	case '>': buf_add(out, S("&gt;")); break;
	case '"': buf_add(out, S("&quot;")); break;
	case '\'': buf_add(out, S("&#39;")); break;
	default:
		if (c < 0x20)
			buf_printf(out, "\\%03u", (unsigned)c);
		else if (!escape_shows(c))
			buf_printf(out, "U+%04X", (unsigned)c);
		else
			buf_add(out, octets);
	}
}

void
escape_html(struct buf *out, struct str s)
{
	struct buf valid = { NULL, 0, 0 };
	struct str rest, from;
	uint32_t c;

	escape_utf8(&valid, s);
	for (rest = from = buf_str(&valid); rest.len; from = rest) {
		utf8_next(&rest, &c);
		put(out, str_n(from.p, from.len - rest.len), c);
	}
	buf_free(&valid);
}
