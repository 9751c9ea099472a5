/* SPDX-License-Identifier: BSD-2-Clause */
/* All suites; the Makefile lists them in suites.inc from the names of the files. */
#include <check.h>
#include <stdlib.h>

#define X(name) Suite *suite_##name(void);
#include "suites.inc"
#undef X

int
main(void)
{
	SRunner *runner;
	int failed;

	/* The limit is for loops that never end; four seconds, the default, a busy machine exceeds. */
	setenv("CK_DEFAULT_TIMEOUT", "300", 0);
	runner = srunner_create(NULL);
#define X(name) srunner_add_suite(runner, suite_##name());
#include "suites.inc"
#undef X
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	if (srunner_ntests_run(runner) == 0)
		failed = 1;
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
