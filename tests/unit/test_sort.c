/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/sort.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "must.h"

Suite *suite_sort(void);

struct keyed {
	uint64_t key;
	uint32_t rest, from;
};

static int
order(const void *x, const void *y)
{
	const struct keyed *a = x, *b = y;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->rest < b->rest ? -1 : a->rest > b->rest;
}

/* Keys that differ nowhere, in few bits, in the last ones only, or everywhere. */
START_TEST(as_qsort_does)
{
	static const uint64_t masks[] = { 0, 7, 0xff00000000000000u, 0x8000000000000001u, 0x00f0f00000000ff0u, ~(uint64_t)0 };
	static const size_t sizes[] = { 0, 1, 2, 1000, 16384, 16385, 60000, 200000 };
	size_t n = sizes[(size_t)_i / (sizeof(masks) / sizeof(masks[0]))];
	uint64_t mask = masks[(size_t)_i % (sizeof(masks) / sizeof(masks[0]))], state = (uint64_t)_i + 1;
	struct keyed *v = malloc((n + 1) * sizeof(*v)), *want = malloc((n + 1) * sizeof(*want));

	MUST(v != NULL);
	MUST(want != NULL);
	for (size_t i = 0; i < n; i++) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		v[i].key = 0x6e616d6530303030u ^ ((state ^ state >> 29) & mask);
		v[i].rest = (uint32_t)(state >> 40);
		v[i].from = (uint32_t)i;
	}
	memcpy(want, v, n * sizeof(*v));
	qsort(want, n, sizeof(*want), order);
	sort_by_key(v, n, sizeof(*v), order);
	for (size_t i = 0; i < n; i++) {
		MUST(v[i].key == want[i].key);
		MUST(v[i].rest == want[i].rest);
	}
	free(v);
	free(want);
}
END_TEST

Suite *
suite_sort(void)
{
	Suite *s = suite_create("sort");
	TCase *tc = tcase_create("sort");

	tcase_add_loop_test(tc, as_qsort_does, 0, 6 * 8);
	suite_add_tcase(s, tc);
	return s;
}
