/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REVIEW_H
#define ZONEVET_REVIEW_H

#include "report/report.h"

/* `zonevet review`: the outcome before a person's eyes. */

/* Standard output is a terminal and there is a display: the page is to be opened. */
bool review_opens_page(void);
/*
 * Opens the page in the browser; where that cannot be, or there is no display,
 * the text report goes through the pager, or plainly to what is no terminal.
 * False (err): it could not be written.
 */
bool review_show(const struct report *, struct error *);

#endif
