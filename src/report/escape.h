/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORT_ESCAPE_H
#define ZONEVET_REPORT_ESCAPE_H

#include "base/buf.h"

/*
 * One function a sink: data leaves the program only through these.  Text is
 * added to the buffer; nothing is cut, and all but those that say UTF-8 print
 * ASCII only.
 */

/*
 * Terminal and CI log: 0x20 to 0x7E as they are, others \DDD.  No line of the
 * buffer will begin with "::", and none will hold "##": runners execute those.
 */
void escape_terminal(struct buf *, struct str);
/* Message and property of a GitHub workflow command. */
void escape_github_message(struct buf *, struct str);
void escape_github_property(struct buf *, struct str);
/* A path as git prints it: quoted with C escapes when it holds other than printable ASCII. */
void escape_path(struct buf *, struct str);
/*
 * Does a character show as itself and change nothing around it?  Controls, fillers, zero widths,
 * those that turn the direction of writing, private and no characters do not.
 */
bool escape_shows(uint32_t character);
/* Valid UTF-8 stays, invalid octets become \DDD: for the JSON library, which escapes the rest. */
void escape_utf8(struct buf *, struct str);
/*
 * UTF-8 that shows as itself stays; control characters, invisible ones, those
 * that turn the direction of writing, and invalid octets become \DDD.
 */
void escape_visible(struct buf *, struct str);
/* The same for text and quoted attributes of XML 1.0 (UTF-8). */
void escape_xml(struct buf *, struct str);
/*
 * A code span of GitHub's Markdown, in which nothing is markup, a mention or
 * a link; of text on one line that another escaper made printable.  In a
 * table a | has to be kept from ending the cell.
 */
void escape_code_span(struct buf *, struct str, bool in_table);
/* How many backticks fence the text: more than any run in it, three at least. */
size_t fence_length(struct str);
/* Prose of our own in Markdown: punctuation that means something is kept from it. */
void escape_markdown(struct buf *, struct str);
/* The path part of a URI (RFC 3986): percent-encoded but for its slashes. */
void escape_uri(struct buf *, struct str);
/*
 * HTML text and quoted attributes: the five characters that are markup, other
 * control octets as \DDD, and characters that do not show or turn the line
 * around (bidi controls, zero width, fillers) as U+XXXX.
 */
void escape_html(struct buf *, struct str);

#endif
