/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_HELP_H
#define ZONEVET_HELP_H

/* The texts of `zonevet --help` and `zonevet COMMAND --help`. */
extern const char help_all[], help_check[], help_review[], help_merge[], help_diff[],
    help_print[], help_rules[], help_policy[], help_hook[];

#endif
