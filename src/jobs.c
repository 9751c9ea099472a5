/* SPDX-License-Identifier: BSD-2-Clause */
#include "jobs.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run.h"

enum { TICK = 2000000 };        /* nanoseconds between two looks at the clock and the children */

struct job {
	pid_t pid;                      /* 0: it has ended */
	FILE *report;
};

struct jobs {
	struct run *run;
	struct job *v;
	unsigned n;
	atomic_size_t *done;            /* zones that are judged, shared with the children */
};

static unsigned
wanted(struct run *run)
{
	long online = run->o->jobs ? 0 : sysconf(_SC_NPROCESSORS_ONLN);
	size_t most = run->o->jobs ? run->o->jobs : online > 1 ? (size_t)online : 1;
	size_t touched = run->catalogue.ntouched;

	atomic_store(&run->watch.all, touched);
	return (unsigned)(touched < most ? touched : most);
}

/* --- a child ---------------------------------------------------------------------------- */

/* Judges its part of the zones and leaves its report.  Never comes back. */
static void
be_job(struct run *run, const struct jobs *jobs, unsigned i)
{
	struct options *own = ARENA_NEW(&run->arena, struct options);

	*own = *run->o;
	own->shard = i + 1;
	own->shards = jobs->n;
	own->format = "json";
	own->noutputs = 0;
	run->o = own;
	run->done = jobs->done;
	(void)run_judge_sets(run);      /* the report says why it could not */
	tell(run);
	reporter_find(S("json"))->write(jobs->v[i].report, &run->report);
	/* The parent's buffers are here too, and are not to be written twice. */
	_exit(fflush(jobs->v[i].report) == 0 && !ferror(jobs->v[i].report) ? 0 : 2);
}

/* --- the parent ---------------------------------------------------------------------------- */

static bool
start(struct jobs *jobs)
{
	for (unsigned i = 0; i < jobs->n; i++) {
		jobs->v[i].report = tmpfile();
		if (jobs->v[i].report == NULL)
			return false;
	}
	for (unsigned i = 0; i < jobs->n; i++) {
		pid_t pid = fork();

		if (pid < 0)
			return false;
		if (pid == 0)
			be_job(jobs->run, jobs, i);
		jobs->v[i].pid = pid;
	}
	return true;
}

static void
stop(struct jobs *jobs)
{
	for (unsigned i = 0; i < jobs->n; i++) {
		if (jobs->v[i].pid) {
			kill(jobs->v[i].pid, SIGKILL);
			while (waitpid(jobs->v[i].pid, NULL, 0) < 0 && errno == EINTR)
				continue;
		}
		if (jobs->v[i].report)
			fclose(jobs->v[i].report);
	}
	if (jobs->done)
		munmap(jobs->done, sizeof(*jobs->done));
	free(jobs->v);
}

/* One of them has ended; false: not as it should. */
static bool
ended(struct jobs *jobs, pid_t pid, int status)
{
	for (unsigned i = 0; i < jobs->n; i++) {
		if (jobs->v[i].pid != pid)
			continue;
		jobs->v[i].pid = 0;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			return true;
		if (WIFSIGNALED(status))
			return fail(&jobs->run->error, "the process that judged part %u of %u of the zones was ended "
			    "by signal %d (%s); nothing of it was judged\nWith less memory each: --jobs 1", i + 1,
			    jobs->n, WTERMSIG(status), strsignal(WTERMSIG(status)));
		return fail(&jobs->run->error, "part %u of %u of the zones could not be written for the merge: "
		    "is there room in the folder for temporary files?", i + 1, jobs->n);
	}
	return true;
}

/* Until all have ended; false: one badly, or the deadline has passed. */
static bool
wait_for_all(struct jobs *jobs)
{
	struct watch *watch = &jobs->run->watch;

	for (unsigned left = jobs->n; left > 0;) {
		static const struct timespec tick = { 0, TICK };
		int status;
		pid_t pid = waitpid(-1, &status, WNOHANG);

		atomic_store(&watch->done, atomic_load(jobs->done));
		if (atomic_load(&watch->late))
			return false;
		if (pid > 0 && !ended(jobs, pid, status))
			return false;
		if (pid > 0)
			left--;
		else
			nanosleep(&tick, NULL);
	}
	return true;
}

/* What the children left; a part without verdict is judged again by one process, which says why. */
static enum jobs_result
merge(struct jobs *jobs, struct merged *m)
{
	struct run *run = jobs->run;

	m->reports = ARENA_ARRAY(&run->arena, struct shard_report, jobs->n);
	for (unsigned i = 0; i < jobs->n; i++) {
		struct shard_report *r = &m->reports[i];
		struct str name = arena_printf(&run->arena, "part %u of %u", i + 1, jobs->n);

		rewind(jobs->v[i].report);
		m->nreports++;
		if (!shard_report_load(r, jobs->v[i].report, name.p, &run->arena, &run->error))
			return JOBS_FAILED;
		if (r->error.len)
			return JOBS_ALONE;
	}
	return merged_judge(run, m) ? JOBS_MERGED : JOBS_FAILED;
}

enum jobs_result
jobs_judge(struct run *run, struct merged *m)
{
	struct jobs jobs = { .run = run, .n = wanted(run) };
	enum jobs_result result = JOBS_ALONE;

	if (jobs.n < 2 || run->o->shards || !merged_suffices(run->o))
		return JOBS_ALONE;
	jobs.v = calloc(jobs.n, sizeof(*jobs.v));
	jobs.done = mmap(NULL, sizeof(*jobs.done), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (jobs.done == MAP_FAILED)
		jobs.done = NULL;
	watch_pause(&run->watch);       /* no thread of this process while it forks */
	if (jobs.v && jobs.done && start(&jobs)) {
		watch_go_on(&run->watch);
		result = wait_for_all(&jobs) ? merge(&jobs, m) : JOBS_FAILED;
	} else {
		watch_go_on(&run->watch);
	}
	stop(&jobs);
	if (result != JOBS_MERGED)
		merged_free(m);
	return result;
}
