/* SPDX-License-Identifier: BSD-2-Clause */
/* libFuzzer: any bytes as a patch, its files applied to a few lines. */
#include "base/buf.h"
#include "source/patch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { NULL };
	struct patch patch;
	struct error err;

	if (patch_read(&patch, str_n((const char *)data, size), &arena, &err))
		for (size_t i = 0; i < patch.n; i++) {
			struct buf out = { NULL, 0, 0 }, notes = { NULL, 0, 0 };

			patch_apply(&patch.files[i], S("z"), S("a\nb\nc\na\n"), &out, &notes, &err);
			buf_free(&out);
			buf_free(&notes);
		}
	patch_free(&patch);
	arena_free(&arena);
	return 0;
}
