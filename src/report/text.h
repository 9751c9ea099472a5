/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORT_TEXT_H
#define ZONEVET_REPORT_TEXT_H

#include "base/buf.h"
#include "report/report.h"

/* What the formats that people read have in common. */

enum paint { PLAIN, BOLD, DIM, RED, GREEN, YELLOW, CYAN };

/* From paint_begin() to paint_end() the text has a colour, if the report may have any. */
void paint_begin(struct buf *, const struct report *, enum paint);
void paint_end(struct buf *, const struct report *);
void paint_add(struct buf *, const struct report *, enum paint, struct str);

/*
 * Adds text, escaped for a terminal, and LF.  The line that stands at column
 * `at` is broken between words where it would pass the report's width; its
 * further lines begin behind `hang` blanks.
 */
void wrap_add(struct buf *, const struct report *, size_t at, size_t hang, struct str text);

/* "12 records", "1 record" */
void count_add(struct buf *, size_t n, const char *one);
/* The RRsets of a zone by what happened to them, in the order in which reports tell it. */
enum { ZONE_COUNTS = 4 };
struct zone_count {
	size_t n;
	const char *what;               /* "added" */
};
void zone_counts(const struct reported_zone *, struct zone_count counts[ZONE_COUNTS]);
/* " -> ", or the glyph where the terminal has it */
struct str arrow(const struct report *);

/* What a finding is about: "www.example.com. A", the zone, or nothing for the commit. */
void subject_add(struct buf *, const struct finding *);
/* The same and ": ", but for what the message says already; then the message. */
void sentence_add(struct buf *, const struct finding *);
/*
 * The nth finding in full sentences, for machines that show it at its anchor:
 * the sentence, where it was in the old version, and what waived it.
 */
void statement_add(struct buf *, const struct report *, size_t n);
/* A finding as compilers say it, and LF. */
void line_add(struct buf *, const struct report *, const struct finding *);
/* Why there is no verdict, on one line. */
void error_line_add(struct buf *, const struct report *);
/* Ends a sentence that has no end. */
void stop_add(struct buf *);
/* The file to show it at: its own, that of its zone, else the policy; empty: none. */
struct str finding_path(const struct report *, const struct finding *);

/* Every zone that changed: heading, counts and its RRsets with + - and ~. */
void zones_add(struct buf *, const struct report *);

/* One finding as the text report tells it in full, behind an empty line. */
void finding_add(struct buf *, const struct report *, const struct finding *);
/* The whole text report. */
void text_report(struct buf *, const struct report *);

#endif
