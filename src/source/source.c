/* SPDX-License-Identifier: BSD-2-Clause */
#include "source/source.h"

#include <stdlib.h>

#include "source/git.h"

enum read_result
source_read(struct source *s, int side, struct str path, struct text **text, struct error *err)
{
	enum read_result result = s->methods->read(s, side, path, text, err);

	if (result != READ_OK || !str_starts((*text)->bytes, S("version https://git-lfs.github.com/")))
		return result;
	source_release(s, *text);
	*text = NULL;
	fail(err, "%.*s: the repository holds only a Git LFS pointer to it\nFetch the file itself: "
	    "git lfs pull", STR(path));
	return READ_FAILED;
}

void
source_release(struct source *s, struct text *text)
{
	s->methods->release(s, text);
}

void
source_rest(struct source *s, struct text *text)
{
	if (s && text && s->methods->rest)
		s->methods->rest(s, text);
}

void
source_whole(struct source *s, struct text *text)
{
	if (s && text && s->methods->whole)
		s->methods->whole(text);
}

bool
source_copy(const struct source *s, const struct text *text, size_t at, char *to, size_t n)
{
	return s && s->methods->copy && s->methods->copy(text, at, to, n);
}

struct str
source_real(struct source *s, int side, struct str path)
{
	return s->methods->real(s, side, path);
}

bool
source_paths(struct source *s, int side, const struct str **v, size_t *n, struct error *err)
{
	return s->methods->paths(s, side, v, n, err);
}

/* Lines of one file by the change at hand. */
static bool
change_lines(struct source *s, const struct str path[2], struct source_history *out)
{
	struct text *text[2] = { NULL, NULL };
	struct error ignored;
	bool good = true;

	for (int side = 0; side < 2; side++)
		if (path[side].len && source_read(s, side, path[side], &text[side], &ignored) != READ_OK)
			good = false;
	good = good && git_lines(text[0] ? text[0]->bytes : S(""), text[1] ? text[1]->bytes : S(""),
	    &out->added, &out->removed);
	for (int side = 0; side < 2; side++)
		if (text[side])
			source_release(s, text[side]);
	return good;
}

bool
source_history(struct source *s, const struct str path[2], size_t most, int64_t *ms,
    struct source_history *out)
{
	return s->methods->history && path[0].len &&
	    s->methods->history(s, source_real(s, 0, path[0]), most, ms, out) &&
	    change_lines(s, path, out);
}

void
source_close(struct source *s)
{
	struct arena arena = s->arena;          /* s itself lies in it */

	s->methods->close(s);
	arena_free(&arena);
}
