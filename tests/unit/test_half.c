/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/half.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "zone/compare.h"

#include "must.h"

Suite *suite_half(void);

/* What becomes of the second process. */
enum fate { NOBODY, GOOD, NEVER_BORN, KILLED, FAILED, FATES };

struct fated {
	struct judge_process process;   /* first */
	enum fate fate;
	pid_t pid;
};

static pid_t
fated_fork(struct judge_process *process)
{
	struct fated *f = (struct fated *)(void *)process;

	f->pid = f->fate == NEVER_BORN ? -1 : fork();
	if (f->pid == 0 && f->fate == KILLED)
		raise(SIGKILL);
	return f->pid;
}

static bool
fated_failed(struct judge_process *process)
{
	return ((struct fated *)(void *)process)->fate == FAILED;
}

/* --- findings told by another process ------------------------------------------------- */

static void
find_some(void *self)
{
	struct findings *list = self;
	static const struct rule row = { .id = "row", .effect = "an effect", .fix = "a fix" };

	for (int i = 0; i < 3; i++) {
		struct finding *f = findings_add(list, &row);

		f->severity = WARNING;
		f->line = (uint32_t)i;
		f->zone = S("example.");
		f->effect = str_of(row.effect);
		f->fix = i == 1 ? S("another fix") : str_of(row.fix);
		f->message = arena_printf(list->arena, "%ld says %d", (long)getpid(), i);
	}
}

START_TEST(told)
{
	struct fated fated = { { fated_fork, fated_failed }, (enum fate)_i, 0 };
	struct arena arena = { NULL };
	struct findings list = { .arena = &arena };
	struct half half;

	find_some(&list);
	ck_assert(half_start(&half, &fated.process, &list, find_some, &list) == (_i != NEVER_BORN));
	if (_i != NEVER_BORN)
		ck_assert(half_take(&half, &list) == (_i == GOOD));
	ck_assert_uint_eq(list.n, _i == GOOD ? 6 : 3);
	for (size_t i = 3; i < list.n; i++) {
		const struct finding *own = list.v[i - 3], *f = list.v[i];

		ck_assert_str_eq(arena_printf(&arena, "%ld says %zu", (long)fated.pid, i - 3).p, f->message.p);
		ck_assert(f->rule == own->rule && f->severity == own->severity && f->line == own->line);
		ck_assert(str_eq(f->zone, own->zone) && str_eq(f->effect, own->effect) && str_eq(f->fix, own->fix));
		ck_assert(f->owner.len == 0 && f->before.len == 0);
	}
	findings_free(&list);
	arena_free(&arena);
}
END_TEST

/* --- a large zone --------------------------------------------------------------------------- */

enum { NAMES = 17000 };       /* two RRsets each: what is worth a process */

/* A new zone with something wrong here and there, and what is found in it, as text. */
static void
judge(enum fate fate, struct buf *out)
{
	struct fated fated = { { fated_fork, fated_failed }, fate, 0 };
	struct zone_options options = { .origin = S("example.com.") };
	struct commit commit = { .now = 1768478400, .process = fate == NOBODY ? NULL : &fated.process };
	struct arena arena = { NULL };
	struct findings findings = { .arena = &arena };
	struct changeset set = { .origin = S("example.com.") };
	struct zone *z = &set.zone[AFTER];
	struct buf text = { NULL, 0, 0 };
	struct policy *policy;
	struct error err;

	buf_add(&text, S("$TTL 3600\n@ SOA ns1 host 1 7200 3600 1209600 300\n@ NS ns1\n@ NS ns2\n"
	    "ns1 A 192.0.2.1\nns2 A 198.51.100.1\n"));
	for (int i = 0; i < NAMES; i++)
		buf_printf(&text, "n%d %d A 192.0.2.%d\nn%d %s\n", i, i % 5 ? 300 : 5, i % 250, i,
		    i % 3 ? "MX 10 mail.example.net" : i % 2 ? "TXT \"v=spf1 +all\"" : "AAAA 2001:db8::1");
	policy = policy_load(S("zonevet.ini"), S("[policy]\nextends = baseline\n"), NULL, &err);
	ck_assert(policy != NULL);
	z->side = AFTER;
	z->names = &set.names;
	z->arena = &set.arena;
	ck_assert(zone_load_text(z, NULL, AFTER, S("z"), buf_str(&text), &options, &set.names, &set.arena, &err));
	changeset_compare(&set);
	rules_run(policy, &commit, &set, &findings);
	ck_assert((fated.pid > 0) == (fate >= GOOD && fate != NEVER_BORN));
	for (size_t i = 0; i < findings.n; i++) {
		const struct finding *f = findings.v[i];

		buf_printf(out, "%s %d %d %.*s %.*s %.*s %.*s:%u:%u %.*s|%.*s|%.*s|%.*s|%.*s\n", f->rule->id,
		    (int)f->severity, (int)f->side, STR(f->zone), STR(f->owner), STR(f->type), STR(f->path),
		    f->line, f->column, STR(f->message), STR(f->effect), STR(f->fix), STR(f->before), STR(f->after));
	}
	ck_assert_uint_gt(findings.n, NAMES / 2);
	policy_free(policy);
	changeset_free(&set);
	findings_free(&findings);
	arena_free(&arena);
	buf_free(&text);
}

/* Whatever becomes of the second process, the findings are those of one, in its order. */
START_TEST(as_one)
{
	struct buf want = { NULL, 0, 0 }, got = { NULL, 0, 0 };

	judge(NOBODY, &want);
	judge((enum fate)_i, &got);
	ck_assert(str_eq(buf_str(&got), buf_str(&want)));
	buf_free(&want);
	buf_free(&got);
}
END_TEST

Suite *
suite_half(void)
{
	Suite *s = suite_create("half");
	TCase *tc = tcase_create("half");

	tcase_add_loop_test(tc, told, GOOD, FATES);
	tcase_add_loop_test(tc, as_one, GOOD, FATES);
	suite_add_tcase(s, tc);
	return s;
}
