/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/half.h"

#include <errno.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- findings between two processes of one program ---------------------------------------- */

/* The texts of a finding. */
static const size_t texts[] = {
	offsetof(struct finding, zone), offsetof(struct finding, view), offsetof(struct finding, owner),
	offsetof(struct finding, type), offsetof(struct finding, path), offsetof(struct finding, message),
	offsetof(struct finding, effect), offsetof(struct finding, fix), offsetof(struct finding, before),
	offsetof(struct finding, after), offsetof(struct finding, waiver),
};

enum { TEXTS = sizeof(texts) / sizeof(texts[0]) };

static struct str *
text_of(struct finding *f, size_t i)
{
	return (struct str *)(void *)((char *)f + texts[i]);
}

/* Where a text is to be had; those of rows are at the same address in both processes. */
enum origin { TOLD, AS_BEFORE, EFFECT_OF_ROW, FIX_OF_ROW };

/* All of a finding but its texts, which follow where they are told. */
struct told {
	struct finding finding;         /* texts: their lengths hold */
	uint8_t origin[TEXTS];
};

static enum origin
origin_of(struct finding *f, size_t i, struct finding *last)
{
	struct str text = *text_of(f, i);

	if (last && str_eq(text, *text_of(last, i)))
		return AS_BEFORE;
	return text.p == f->rule->effect ? EFFECT_OF_ROW : text.p == f->rule->fix ? FIX_OF_ROW : TOLD;
}

static bool
put_finding(FILE *to, struct finding *f, struct finding *last)
{
	struct told told = { .finding = *f };

	for (size_t i = 0; i < TEXTS; i++)
		told.origin[i] = (uint8_t)origin_of(f, i, last);
	if (fwrite(&told, sizeof(told), 1, to) != 1)
		return false;
	for (size_t i = 0; i < TEXTS; i++) {
		struct str text = *text_of(f, i);

		if (told.origin[i] == TOLD && text.len && fwrite(text.p, 1, text.len, to) != text.len)
			return false;
	}
	return true;
}

static bool
get_text(FILE *from, struct arena *a, struct str *text)
{
	char *p = arena_bytes(a, text->len + 1);

	if (fread(p, 1, text->len, from) != text->len)
		return false;
	p[text->len] = '\0';
	text->p = p;
	return true;
}

static bool
get_finding(FILE *from, struct findings *to, struct finding *last)
{
	struct finding *f;
	struct told told;

	if (fread(&told, sizeof(told), 1, from) != 1)
		return false;
	f = findings_add(to, told.finding.rule);
	*f = told.finding;
	for (size_t i = 0; i < TEXTS; i++) {
		struct str *text = text_of(f, i);

		switch (told.origin[i]) {
		case AS_BEFORE: *text = *text_of(last, i); break;
		case EFFECT_OF_ROW: text->p = f->rule->effect; break;
		case FIX_OF_ROW: text->p = f->rule->fix; break;
		default:
			if (!get_text(from, to->arena, text))
				return false;
		}
	}
	return true;
}

/* --- the process ----------------------------------------------------------------------------- */

/* Those from the nth on, and how many. */
static bool
tell(FILE *to, const struct findings *findings, size_t from)
{
	size_t n = findings->n - from;
	bool good = fwrite(&n, sizeof(n), 1, to) == 1;

	for (size_t i = from; i < findings->n && good; i++)
		good = put_finding(to, findings->v[i], i > from ? findings->v[i - 1] : NULL);
	return fflush(to) == 0 && good;
}

bool
half_start(struct half *h, struct judge_process *process, struct findings *findings,
    void judge(void *self), void *self)
{
	size_t from = findings->n;
	int ends[2];

	*h = (struct half){ .pid = -1 };
	if (pipe(ends) != 0)
		return false;
	h->pid = process->fork(process);
	if (h->pid == 0) {
		close(ends[0]);
		h->findings = fdopen(ends[1], "w");
		judge(self);
		/* The parent's buffers are here too, and are not to be written twice. */
		_exit(h->findings && !process->failed(process) && tell(h->findings, findings, from) ? 0 : 2);
	}
	close(ends[1]);
	h->findings = h->pid > 0 ? fdopen(ends[0], "r") : NULL;
	if (h->findings == NULL)
		close(ends[0]);
	return h->pid > 0;
}

bool
half_take(struct half *h, struct findings *findings)
{
	size_t first = findings->n, n = 0;
	bool good = h->findings && fread(&n, sizeof(n), 1, h->findings) == 1;
	int status = -1;

	for (size_t i = 0; i < n && good; i++)
		good = get_finding(h->findings, findings, i > 0 ? findings->v[findings->n - 1] : NULL);
	if (h->findings)
		fclose(h->findings);
	while (waitpid(h->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	good = good && status == 0;
	if (!good)
		findings->n = first;
	return good;
}
