/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way back, told before it is needed: putting the old file back is not
 * enough, as its serial is lower than what secondaries have by then (RFC
 * 1982), and caches keep what they learned meanwhile.
 */
#include "report/html.h"

enum { ZONES_MAX = 20 };

static bool
newer(uint32_t a, uint32_t b)
{
	return a != b && (uint32_t)(a - b) < 0x80000000u;
}

/* The serial that every secondary takes for newer, whichever version it has; false: there is none. */
static bool
serial_back(const struct reported_zone *z, uint32_t *serial)
{
	uint32_t high = z->serial[AFTER];

	if (!z->has_serial[BEFORE] || !z->has_serial[AFTER] ||
	    z->serial[AFTER] - z->serial[BEFORE] == 0x80000000u)
		return false;
	if (newer(z->serial[BEFORE], high))
		high = z->serial[BEFORE];
	*serial = high + 1 ? high + 1 : 1;      /* 0 has a meaning of its own to some servers */
	return true;
}

/* How long what the change brings stays in caches once it is taken back. */
static uint32_t
lingers(const struct reported_zone *z)
{
	uint32_t most = 0;

	for (size_t i = 0; i < z->n; i++) {
		const struct reported_change *c = &z->changes[i];

		if (c->kind != RRSET_REMOVED && c->churn && c->ttl[AFTER] > most)
			most = c->ttl[AFTER];
	}
	return most;
}

static void
serial_cell(struct page *p, const struct reported_zone *z)
{
	uint32_t serial;

	if (z->pictures && z->pictures->serial_kept)
		html_raw(p, "<span class=\"dim\">set by the server</span>");
	else if (z->path[AFTER].len == 0)
		html_raw(p, "<span class=\"dim\">the old one</span>");
	else if (z->path[BEFORE].len == 0)
		html_raw(p, "<span class=\"dim\">the zone goes</span>");
	else if (serial_back(z, &serial))
		buf_printf(&p->out, "<strong><code>%u</code></strong>", serial);
	else
		html_raw(p, "<span class=\"dim\">in two steps (RFC 1982 section 7)</span>");
}

static void
zone_row(struct page *p, const struct card *card)
{
	const struct reported_zone *z = card->zone;
	uint32_t new = lingers(z), negative = z->removed ? negative_ttl(z, AFTER) : 0;

	html_raw(p, "<tr><th scope=\"row\"><code>");
	html_text(p, z->origin);
	html_raw(p, "</code></th><td>");
	serial_cell(p, z);
	html_raw(p, "</td><td class=\"n\">");
	if (card->longest)
		html_duration(p, card->longest);
	else
		html_raw(p, "none");
	html_raw(p, "</td><td class=\"n\">");
	if (new)
		html_duration(p, new);
	else
		html_raw(p, "none");
	html_raw(p, "</td><td class=\"n\">");
	if (negative)
		html_duration(p, negative);
	else
		html_raw(p, "none");
	html_raw(p, "</td></tr>\n");
}

static void
table_add(struct page *p, size_t n)
{
	html_raw(p, "<section class=\"scroll\" tabindex=\"0\" aria-label=\"Facts for the way back\">\n"
	    "<table><caption>Serial to use, and how long caches linger</caption>\n<thead><tr>"
	    "<th scope=\"col\">Zone</th><th scope=\"col\">Serial for a revert</th>"
	    "<th scope=\"col\" class=\"n\">Old data after publishing</th>"
	    "<th scope=\"col\" class=\"n\">New data after a revert</th>"
	    "<th scope=\"col\" class=\"n\">&ldquo;There is none&rdquo; after a revert</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < n; i++)
		zone_row(p, p->order[i]);
	html_raw(p, "</tbody></table></section>\n");
}

/* --- commands ------------------------------------------------------------------------------------ */

/* The files of one kind behind a command. */
static void
command_add(struct page *p, size_t n, bool old, const char *command, struct str revision)
{
	size_t told = 0;

	for (size_t i = 0; i < n; i++) {
		const struct reported_zone *z = p->order[i]->zone;

		if ((z->path[BEFORE].len > 0) != old)
			continue;
		if (told++ == 0) {
			html_raw(p, command);
			html_text(p, revision);
			html_raw(p, revision.len ? " --" : "");
		}
		html_raw(p, " ");
		html_shell_word(p, z->path[old ? BEFORE : AFTER]);
	}
	if (told)
		html_raw(p, "\n");
}

static void
serials_add(struct page *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct reported_zone *z = p->order[i]->zone;
		uint32_t serial;

		if ((z->pictures && z->pictures->serial_kept) || z->path[BEFORE].len == 0 ||
		    z->path[AFTER].len == 0 || !serial_back(z, &serial))
			continue;
		html_raw(p, "# now set the serial of ");
		html_text(p, z->origin);
		buf_printf(&p->out, " to %u\n", serial);
	}
}

static void
commands_add(struct page *p, size_t n)
{
	const struct report *r = p->r;

	html_raw(p, "<pre>");
	if (r->revision[BEFORE].len) {
		command_add(p, n, true, "git restore --staged --worktree --source=",
		    str_n(r->revision[BEFORE].p, r->revision[BEFORE].len < 12 ? r->revision[BEFORE].len : 12));
		command_add(p, n, false, "git rm --", S(""));
		serials_add(p, n);
		html_raw(p, "zonevet check    # after git add: the way back is a change too");
	} else {
		for (size_t i = 0; i < n; i++) {
			const struct reported_zone *z = p->order[i]->zone;

			if (z->path[BEFORE].len && z->path[AFTER].len) {
				html_raw(p, "cp -- ");
				html_shell_word(p, z->path[BEFORE]);
				html_raw(p, " ");
				html_shell_word(p, z->path[AFTER]);
				html_raw(p, "\n");
			}
		}
		serials_add(p, n);
	}
	html_raw(p, "</pre>\n");
}

void
html_way_back(struct page *p)
{
	size_t n = p->r->nzones < ZONES_MAX ? p->r->nzones : ZONES_MAX;

	html_raw(p, "<section id=\"back\" aria-labelledby=\"h-back\">\n<h2 id=\"h-back\">The way back</h2>\n");
	if (n == 0) {
		html_raw(p, "<p>Nothing changes, so there is nothing to take back.</p>\n</section>\n");
		return;
	}
	html_raw(p, "<p>A plain <code>git revert</code> brings back an older serial, which secondaries ignore. "
	    "Once this change is published, take it back with a serial that is higher than both:</p>\n");
	table_add(p, n);
	if (n < p->r->nzones)
		buf_printf(&p->out, "<p class=\"dim\">And %zu more zones.</p>\n", p->r->nzones - n);
	commands_add(p, n);
	html_raw(p, "</section>\n");
}
