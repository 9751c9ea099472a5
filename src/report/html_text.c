/* SPDX-License-Identifier: BSD-2-Clause */
/* How text gets onto the review page. */
#include <string.h>

#include "base/clock.h"
#include "report/escape.h"
#include "report/html.h"

void
html_raw(struct page *p, const char *markup)
{
	buf_add(&p->out, str_of(markup));
}

void
html_text(struct page *p, struct str text)
{
	escape_html(&p->out, text);
}

void
html_cut(struct page *p, struct str text, size_t most)
{
	size_t head = most * 2 / 3;

	if (text.len <= most) {
		escape_html(&p->out, text);
		return;
	}
	escape_html(&p->out, str_n(text.p, head));
	html_raw(p, "&hellip;");
	escape_html(&p->out, str_skip(text, text.len - (most - head - 1)));
}

void
html_code(struct page *p, struct str text)
{
	html_raw(p, "<code>");
	html_text(p, text);
	html_raw(p, "</code>");
}

void
html_path(struct page *p, struct str path)
{
	struct buf quoted = { NULL, 0, 0 };

	escape_path(&quoted, path);
	html_text(p, buf_str(&quoted));
	buf_free(&quoted);
}

void
html_owner(struct page *p, struct str owner, struct str origin)
{
	size_t own = owner.len - origin.len;

	if (owner.len <= origin.len || origin.len < 2 || !str_ends(owner, origin) ||
	    owner.p[own - 1] != '.') {
		html_text(p, owner);
		return;
	}
	html_raw(p, "<b>");
	html_text(p, str_n(owner.p, own - 1));
	html_raw(p, "</b><span class=\"dim\">.");
	html_text(p, origin);
	html_raw(p, "</span>");
}

void
html_count(struct page *p, size_t n, const char *one)
{
	buf_printf(&p->out, "%zu %s%s", n, one, n == 1 ? "" : "s");
}

void
html_duration(struct page *p, uint64_t seconds)
{
	html_text(p, clock_duration_text(&p->scratch, seconds));
}

static bool
plain_word(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_digit(s.p[i]) && !(ascii_lower(s.p[i]) >= 'a' && ascii_lower(s.p[i]) <= 'z') &&
		    strchr("._/+:@%,=-", s.p[i]) == NULL)
			return false;
	return s.len > 0;
}

/* In single quotes; with octets that do not print, in those of $'...'. */
void
html_shell_word(struct page *p, struct str word)
{
	struct buf quoted = { NULL, 0, 0 };
	bool prints = true;

	if (plain_word(word)) {
		html_text(p, word);
		return;
	}
	for (size_t i = 0; i < word.len; i++)
		prints = prints && word.p[i] >= 0x20 && word.p[i] <= 0x7e;
	buf_add(&quoted, prints ? S("'") : S("$'"));
	for (size_t i = 0; i < word.len; i++) {
		char c = word.p[i];

		if (c >= 0x20 && c <= 0x7e && c != '\'' && (prints || c != '\\'))
			buf_put(&quoted, c);
		else if (prints)
			buf_add(&quoted, S("'\\''"));
		else
			buf_printf(&quoted, "\\%03o", (unsigned)(unsigned char)c);
	}
	buf_put(&quoted, '\'');
	html_text(p, buf_str(&quoted));
	buf_free(&quoted);
}

void
html_severity(struct page *p, enum severity severity)
{
	static const struct {
		const char *class, *word;
	} tags[] = {
		[OFF] = { "info", "Off" }, [NOTE] = { "info", "Note" }, [WARNING] = { "mid", "Warning" },
		[ERROR] = { "bad", "Error" },
	};

	buf_printf(&p->out, "<span class=\"tag %s\">%s</span>", tags[severity].class,
	    tags[severity].word);
}

uint32_t
negative_ttl(const struct reported_zone *z, int side)
{
	const struct pictured_soa *soa = z->pictures ? &z->pictures->soa[side] : NULL;

	if (soa == NULL || !z->has_serial[side])
		return 0;
	return soa->ttl < soa->minimum ? soa->ttl : soa->minimum;
}
