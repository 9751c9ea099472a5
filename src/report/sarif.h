/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORT_SARIF_H
#define ZONEVET_REPORT_SARIF_H

#include "report/json.h"

const char *sarif_level(enum severity);         /* none, note, warning, error */
int sarif_rank(enum severity);                  /* 0 to 100 */

/*
 * What a run without a verdict finds: forges look at results only, and none
 * would look like a clean change.  It stands behind the report's rules.
 */
extern const struct rule sarif_no_verdict;

/* The members `tool` and `taxonomies` of a run: rules with their help, and what they map to. */
void sarif_put_tool(struct writer *, const struct report *);

#endif
