/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORT_TAXONOMY_H
#define ZONEVET_REPORT_TAXONOMY_H

#include "base/str.h"

/* The catalogues of controls that rules speak of in rule.controls. */
enum { CSF, SP_800_53, OWASP_NHI, TAXONOMIES };

struct taxon {
	const char *id, *title;
};

struct taxonomy {
	const char *name, *title, *version, *organization, *uri, *guid;
	const struct taxon *taxa;       /* those that rules may name, by id */
	size_t n;
};

const struct taxonomy *taxonomy(int which);

/*
 * The next control of "CSF PR.IR-04; 800-53 CM-4, SC-20": its catalogue and
 * its index in the taxa there.  One that no catalogue has is passed over.
 */
bool control_next(struct str *rest, int *which, size_t *taxon);

#endif
