// SPDX-License-Identifier: MIT
#include "framework/harness/crew.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Each thread has a session of its own, with the fixture and the case of the first.
struct member {
    struct session session;
    struct crew *crew;
    pthread_t thread;
    bool has_thread;
    bool has_returned;    // from the body; it may end the thread instead
    unsigned long sample; // that it ran last
};

struct crew {
    struct session *first; // the session of the case, whose thread is the worker's own
    struct member *others;
    unsigned n; // threads, with the first
    unsigned long iterations;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned long sample; // asked for, from 1; guarded by the lock
    unsigned running;     // of the others
    bool quits;
    struct meeting meeting; // before the loop
    struct meeting parting; // after it
    cpu_set_t former;       // where the first thread was before; none: it was not moved
};

static void break_up(struct crew *crew)
{
    meeting_break(&crew->meeting);
    meeting_break(&crew->parting);
}

// Of a sample in which a thread failed, or ended itself: the others do not wait for it.
static void leave(struct crew *crew, const struct session *session)
{
    if (session->loop == LOOP_NOT_ENTERED || session->outcome != OUTCOME_OK)
        break_up(crew);
}

static void finish(void *data)
{
    struct member *member = data;
    struct crew *crew = member->crew;
    char why[64];
    snprintf(why, sizeof why, "thread %u ended itself", member->session.thread);
    if (!member->has_returned)
        bench_fail(&member->session.bench, why);
    leave(crew, &member->session);
    pthread_mutex_lock(&crew->lock);
    crew->running--;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
}

static void run_member(struct member *member)
{
    member->has_returned = false;
    session_begin(&member->session);
    pthread_cleanup_push(finish, member);
    session_call(&member->session, member->crew->iterations);
    member->has_returned = true;
    pthread_cleanup_pop(1);
}

static bool wait_for_sample(struct member *member)
{
    struct crew *crew = member->crew;
    pthread_mutex_lock(&crew->lock);
    while (!crew->quits && crew->sample == member->sample)
        pthread_cond_wait(&crew->changed, &crew->lock);
    member->sample = crew->sample;
    bool goes_on = !crew->quits;
    pthread_mutex_unlock(&crew->lock);
    return goes_on;
}

static void *serve(void *data)
{
    struct member *member = data;
    while (wait_for_sample(member))
        run_member(member);
    return NULL;
}

// framework/program knows it by this name: it runs no code but what the case does anyway.
__attribute__((noinline)) static int benchrun_start_thread(struct member *member)
{
    return pthread_create(&member->thread, NULL, serve, member);
}

static bool start_members(struct crew *crew)
{
    for (unsigned i = 0; i + 1 < crew->n; i++) {
        struct member *member = &crew->others[i];
        member->session = *crew->first;
        member->session.thread = i + 1;
        member->crew = crew;
        int problem = benchrun_start_thread(member);
        if (problem != 0) {
            errno = problem;
            return false;
        }
        member->has_thread = true;
    }
    return true;
}

// Each on a CPU of its own if there are enough: two that begin on one take turns for milliseconds.
static void spread(struct crew *crew)
{
    cpu_set_t allowed;
    unsigned cpu = 0;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0 ||
        (unsigned)CPU_COUNT(&allowed) < crew->n)
        return;
    for (unsigned i = 0; i < crew->n; i++, cpu++) {
        cpu_set_t own;
        while (cpu < CPU_SETSIZE && !CPU_ISSET(cpu, &allowed))
            cpu++;
        CPU_ZERO(&own);
        CPU_SET(cpu, &own);
        pthread_t thread = i == 0 ? pthread_self() : crew->others[i - 1].thread;
        pthread_setaffinity_np(thread, sizeof own, &own);
    }
}

struct crew *crew_new(struct session *session)
{
    struct crew *crew = calloc(1, sizeof *crew);
    if (crew == NULL)
        return NULL;
    crew->first = session;
    crew->n = session->threads;
    meeting_init(&crew->meeting, crew->n);
    meeting_init(&crew->parting, crew->n);
    session->meeting = &crew->meeting;
    session->parting = &crew->parting;
    crew->others = calloc(crew->n, sizeof *crew->others);
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->changed, NULL);
    bool has_members = crew->others != NULL && start_members(crew);
    if (has_members && sched_getaffinity(0, sizeof crew->former, &crew->former) == 0)
        spread(crew);
    if (has_members)
        return crew;
    int problem = errno;
    crew_free(crew);
    errno = problem;
    return NULL;
}

static void ask(struct crew *crew, bool quits)
{
    pthread_mutex_lock(&crew->lock);
    crew->sample++;
    crew->running = crew->n - 1;
    crew->quits = quits;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
}

static void wait_for_all(struct crew *crew)
{
    pthread_mutex_lock(&crew->lock);
    while (crew->running > 0)
        pthread_cond_wait(&crew->changed, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
}

// From the first start to the last end; the first that is wrong decides.
static void merge(struct crew *crew)
{
    struct session *first = crew->first;
    uint64_t began_ns = first->began_ns, ended_ns = first->ended_ns;
    for (unsigned i = 0; i + 1 < crew->n; i++) {
        const struct session *other = &crew->others[i].session;
        began_ns = other->began_ns < began_ns ? other->began_ns : began_ns;
        ended_ns = other->ended_ns > ended_ns ? other->ended_ns : ended_ns;
        if (isnan(first->own_ns) || other->own_ns > first->own_ns)
            first->own_ns = other->own_ns;
        if (first->outcome == OUTCOME_OK && other->outcome != OUTCOME_OK) {
            first->outcome = other->outcome;
            memcpy(first->why, other->why, sizeof first->why);
        }
    }
    first->began_ns = began_ns;
    first->ended_ns = ended_ns;
    first->elapsed_ns = ended_ns - began_ns;
}

// The worker's own thread: nothing could answer without it.
static void end_worker(void *data)
{
    (void)data;
    fputs("thread 0 ended itself\n", stderr);
    _exit(1);
}

void crew_run(struct crew *crew, unsigned long iterations)
{
    crew->iterations = iterations;
    meeting_begin(&crew->meeting);
    meeting_begin(&crew->parting);
    session_begin(crew->first);
    ask(crew, false);
    pthread_cleanup_push(end_worker, NULL);
    session_call(crew->first, iterations);
    pthread_cleanup_pop(0);
    leave(crew, crew->first);
    wait_for_all(crew);
    merge(crew);
}

// One that ended itself is joined like the others.
void crew_free(struct crew *crew)
{
    crew->first->meeting = crew->first->parting = NULL;
    if (crew->others != NULL)
        ask(crew, true);
    for (unsigned i = 0; crew->others != NULL && i + 1 < crew->n; i++)
        if (crew->others[i].has_thread)
            pthread_join(crew->others[i].thread, NULL);
    if (CPU_COUNT(&crew->former) > 0)
        pthread_setaffinity_np(pthread_self(), sizeof crew->former, &crew->former);
    meeting_clear(&crew->meeting);
    meeting_clear(&crew->parting);
    pthread_cond_destroy(&crew->changed);
    pthread_mutex_destroy(&crew->lock);
    free(crew->others);
    free(crew);
}
