/* SPDX-License-Identifier: BSD-2-Clause */
/* libFuzzer: any bytes as both versions of a zone, everything read. */
#include "zone/compare.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zone_options options = { .origin = S("example.com."), .generate_max = 64 };
	struct str bytes = str_n((const char *)data, size);
	struct changeset set = { .n = 0 };
	struct error err;

	for (int side = BEFORE; side <= AFTER; side++)
		zone_load_text(&set.zone[side], NULL, (enum side)side, S("z"),
		    side ? str_skip(bytes, size / 2) : bytes, &options, &set.names, &set.arena, &err);
	changeset_compare(&set);
	zone_read_all(&set.zone[AFTER]);
	changeset_free(&set);
	return 0;
}
