/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_LINT_VERSION_H
#define ZONEVET_LINT_VERSION_H

#define ZONEVET_VERSION "0.1.0"

#endif
