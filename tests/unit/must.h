/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_TESTS_MUST_H
#define ZONEVET_TESTS_MUST_H

#include <check.h>         /* last: it defines fail() as a macro */

/*
 * ck_assert() of what is asked a million times: that writes a line to a file for
 * each assertion that holds, and gigabytes take minutes to be read again.
 */
#define MUST(condition) \
	do { \
		if (!(condition)) \
			ck_abort_msg("%s", #condition); \
	} while (0)

#endif
