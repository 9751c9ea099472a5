/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORT_LINE_HASH_H
#define ZONEVET_REPORT_LINE_HASH_H

#include "base/arena.h"

/*
 * primaryLocationLineHash, by which GitHub code scanning knows a line again
 * when others above it come and go: what github/codeql-action computes from
 * the file.  `lines` are n line numbers, from 1, rising; out[i] becomes
 * "HASH:COUNT" of lines[i] in the arena, empty when the file has no such line.
 */
void line_hashes(struct str bytes, const uint32_t *lines, size_t n, struct arena *,
    struct str *out);

#endif
