/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines of a file that a change touches, for people to read: libgit2 compares the bytes. */
#include "source/git.h"

enum { COMPARED_MAX = 4 << 20 };        /* octets; a larger file takes longer than anybody waits */

struct collecting {
	struct source_lines *out;
	size_t most;
	struct arena *arena;
};

/* False: there is no more room. */
static bool
add(struct collecting *c, char sign, uint32_t number, struct str text)
{
	struct source_line *v = (struct source_line *)c->out->v;

	if (c->out->n == c->most) {
		c->out->cut = true;
		return false;
	}
	while (text.len && (text.p[text.len - 1] == '\n' || text.p[text.len - 1] == '\r'))
		text.len--;
	v[c->out->n++] = (struct source_line){ sign, number, arena_dup(c->arena, text) };
	return true;
}

static bool
add_hunk(struct collecting *c, git_patch *patch, size_t hunk)
{
	const git_diff_line *line;
	int lines = git_patch_num_lines_in_hunk(patch, hunk);

	if (hunk && !add(c, SOURCE_LINE_GAP, 0, S("")))
		return false;
	for (int i = 0; i < lines; i++) {
		if (git_patch_get_line_in_hunk(&line, patch, hunk, (size_t)i) != 0 ||
		    (line->origin != GIT_DIFF_LINE_CONTEXT && line->origin != GIT_DIFF_LINE_ADDITION &&
		    line->origin != GIT_DIFF_LINE_DELETION))
			continue;
		if (!add(c, line->origin, (uint32_t)(line->new_lineno > 0 ? line->new_lineno :
		    line->old_lineno), str_n(line->content, line->content_len)))
			return false;
	}
	return true;
}

bool
source_lines(struct str before, struct str after, size_t most, struct arena *arena,
    struct source_lines *out)
{
	struct collecting c = { out, most, arena };
	git_diff_options options;
	git_patch *patch = NULL;
	bool good;

	*out = (struct source_lines){ .v = NULL };
	if (before.len > COMPARED_MAX || after.len > COMPARED_MAX)
		return false;
	git_libgit2_init();
	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.context_lines = 3;
	options.flags = GIT_DIFF_FORCE_TEXT;
	out->v = ARENA_ARRAY(arena, struct source_line, most);
	good = git_patch_from_buffers(&patch, before.p, before.len, NULL, after.p, after.len, NULL,
	    &options) == 0;
	for (size_t i = 0; good && i < git_patch_num_hunks(patch); i++)
		if (!add_hunk(&c, patch, i))
			break;
	git_patch_free(patch);
	git_libgit2_shutdown();
	return good;
}
