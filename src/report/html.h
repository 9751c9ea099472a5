/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORT_HTML_H
#define ZONEVET_REPORT_HTML_H

#include "base/buf.h"
#include "base/map.h"
#include "report/report.h"

/*
 * The review page while it is written.  Tags are our own literals; whatever
 * comes from zones, policies, paths or commits goes through html_text() and
 * its kin, and never into a tag other than as such text.  Ids are counted.
 */

enum {
	PAGE_MAX = 4600 * 1024,         /* octets, after which lists end with a count */
	ROWS_MAX = 2000,                /* RRsets of one zone */
	CARDS_MAX = 50,                 /* zones told in full */
	FINDINGS_MAX = 4,               /* of one rule and severity told in full */
};

/* One RRset in a zone's table. */
struct row {
	const struct reported_change *change;
	enum severity worst;            /* of the findings about it; OFF: none */
	size_t finding;                 /* id of the first of them; 0: none is shown */
};

/* One zone. */
struct card {
	const struct reported_zone *zone;
	struct row *rows;               /* those with findings first, then by weight and name */
	size_t n;                       /* at most ROWS_MAX */
	size_t left_out, generated;
	size_t by[ERROR + 1];           /* findings about the zone */
	bool shown;                     /* in full, as id zN */
	uint32_t longest;               /* seconds: the highest old TTL of what changed or went */
};

struct page {
	const struct report *r;
	struct buf out;
	struct arena scratch;
	struct card *cards;             /* as r->zones */
	struct card **order;            /* the same, those with the worst findings first */
	struct map by_zone;             /* origin and view to card */
	struct map by_subject;          /* and owner and type: to row */
	bool *shown;                    /* the nth finding is told in full, as id fN */
	size_t by[ERROR + 1], waived;   /* all findings */
	unsigned ids;                   /* of what has no number of its own */
};

void page_open(struct page *, const struct report *);
void page_close(struct page *);
bool page_full(const struct page *);
/* The card and the row that a finding is about, or NULL. */
struct card *page_card(const struct page *, const struct finding *);
struct row *page_row(const struct page *, const struct finding *);

/* --- text ------------------------------------------------------------------------------ */

void html_raw(struct page *, const char *markup);
void html_text(struct page *, struct str);
/* The same, cut in the middle to at most so many octets. */
void html_cut(struct page *, struct str, size_t most);
void html_code(struct page *, struct str);
/* A file name as git quotes it. */
void html_path(struct page *, struct str);
/* The owner, with what it has in common with the zone less prominent. */
void html_owner(struct page *, struct str owner, struct str origin);
/* The name in brackets with U-labels for its A-labels, if it has any (html_idn.c). */
void html_unicode(struct page *, struct str name);
void html_count(struct page *, size_t n, const char *one);
void html_duration(struct page *, uint64_t seconds);
/* A word of a POSIX shell's command line. */
void html_shell_word(struct page *, struct str);
/* The word in its colour. */
void html_severity(struct page *, enum severity);

/* --- html_style.c ------------------------------------------------------------------------- */

struct str html_style(void);
/* 'sha256-...' of it, for the policy of the page. */
struct str html_style_hash(struct arena *);

/* --- html_svg.c: pictures that are 320 wide, legible without style --------------------------- */

enum { SVG_WIDTH = 320, SVG_CHARS = 42 };

/* What a part of a picture means; its class, and how it looks without style. */
enum ink { INK_PLAIN, INK_GONE, INK_NEW, INK_WARN, INK_QUIET, INK_MARK };

void svg_open(struct page *, unsigned height, const char *title, struct str description);
void svg_close(struct page *);
void svg_box(struct page *, unsigned x, unsigned y, unsigned w, unsigned h, enum ink);
void svg_line(struct page *, unsigned x1, unsigned y1, unsigned x2, unsigned y2, enum ink);
/* Text at a baseline, cut in the middle to so many characters. */
void svg_text(struct page *, unsigned x, unsigned y, enum ink, struct str, size_t most);
void svg_text_end(struct page *, unsigned x, unsigned y, enum ink, struct str);       /* flush right */

/* --- the parts of the page ---------------------------------------------------------------- */

void html_findings(struct page *);                              /* html_findings.c */
void html_zones(struct page *);                                 /* html_zones.c */
void html_changes(struct page *, const struct card *);          /* html_changes.c */
void html_values(struct page *, const struct reported_change *);        /* html_values.c */
void html_chains(struct page *, const struct reported_zone *);  /* html_chain.c */
void html_timeline(struct page *, const struct card *);         /* html_timeline.c */
void html_cuts(struct page *, const struct reported_zone *);    /* html_cuts.c */
void html_churn(struct page *, const struct reported_zone *);   /* html_churn.c */
void html_lines(struct page *, const struct reported_zone *);   /* html_lines.c */
void html_limits(struct page *);                                /* html_limits.c: not judged, */
void html_waivers(struct page *);                               /* waivers, */
void html_policy(struct page *);                                /* policy */
void html_way_back(struct page *);                              /* html_back.c */

/* min(SOA TTL, SOA MINIMUM) of a side (RFC 2308 section 4); 0: no SOA. */
uint32_t negative_ttl(const struct reported_zone *, int side);

#endif
