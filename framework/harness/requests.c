// SPDX-License-Identifier: MIT
#include "framework/harness/requests.h"

#include <benchrun/bench.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "framework/harness/clock.h"
#include "framework/harness/protocol.h"

struct slot {
    struct bench_request request; // first: the public pointer is this one's
    uint64_t began_ns;            // or should have begun
    bool is_out;
    struct slot *next; // that is free
};

struct requests {
    struct requests_plan plan;
    pthread_mutex_t lock;
    struct slot *slots;
    struct slot *free;
    uint64_t started;
    uint64_t done;
    uint64_t failed;
    uint64_t began_ns; // the first
    uint64_t ended_ns; // the last
};

struct requests *requests_new(const struct requests_plan *plan)
{
    struct requests *requests = calloc(1, sizeof *requests);
    uint64_t n = plan->concurrency > 0 && plan->concurrency < plan->n ? plan->concurrency : plan->n;
    if (requests == NULL)
        return NULL;
    requests->plan = *plan;
    requests->slots = calloc((size_t)n, sizeof *requests->slots);
    if (requests->slots == NULL) {
        free(requests);
        return NULL;
    }
    pthread_mutex_init(&requests->lock, NULL);
    for (uint64_t i = n; i > 0; i--) {
        requests->slots[i - 1].next = requests->free;
        requests->free = &requests->slots[i - 1];
    }
    return requests;
}

void requests_free(struct requests *requests)
{
    pthread_mutex_destroy(&requests->lock);
    free(requests->slots);
    free(requests);
}

struct requests_counts requests_count(struct requests *requests)
{
    pthread_mutex_lock(&requests->lock);
    struct requests_counts counts = {
        .left = requests->plan.n - requests->done,
        .out = requests->started - requests->done,
        .failed = requests->failed,
        .elapsed_ns = requests->done > 0 ? requests->ended_ns - requests->began_ns : 0,
    };
    pthread_mutex_unlock(&requests->lock);
    return counts;
}

// When the next request has to begin; in a closed loop now.
static uint64_t due_ns(const struct requests *requests, uint64_t now_ns)
{
    if (requests->plan.rate <= 0 || requests->started == 0)
        return now_ns;
    return requests->began_ns + (uint64_t)((double)requests->started * 1e9 / requests->plan.rate);
}

static struct slot *take_slot(struct requests *requests)
{
    uint64_t now_ns = clock_now_ns();
    uint64_t begin_ns = due_ns(requests, now_ns);
    struct slot *slot = requests->free;
    if (requests->started == requests->plan.n || slot == NULL || begin_ns > now_ns)
        return NULL;
    requests->free = slot->next;
    *slot =
        (struct slot){.request.number = requests->started, .began_ns = begin_ns, .is_out = true};
    if (requests->started++ == 0)
        requests->began_ns = begin_ns;
    return slot;
}

struct bench_request *requests_next(struct requests *requests)
{
    pthread_mutex_lock(&requests->lock);
    struct slot *slot = take_slot(requests);
    pthread_mutex_unlock(&requests->lock);
    return slot != NULL ? &slot->request : NULL;
}

bool requests_end(struct requests *requests, struct bench_request *request, bool has_failed)
{
    uint64_t ended_ns = clock_now_ns();
    struct slot *slot = (struct slot *)request;
    pthread_mutex_lock(&requests->lock);
    bool was_out = slot->is_out;
    if (was_out) {
        slot->is_out = false;
        slot->next = requests->free;
        requests->free = slot;
        requests->done++;
        requests->failed += has_failed;
        requests->ended_ns = ended_ns;
        if (requests->plan.histogram != NULL)
            histogram_add(requests->plan.histogram, ended_ns - slot->began_ns);
    }
    pthread_mutex_unlock(&requests->lock);
    return was_out;
}

int64_t requests_wait_ns(struct requests *requests)
{
    int64_t wait_ns = -1;
    pthread_mutex_lock(&requests->lock);
    uint64_t now_ns = clock_now_ns();
    uint64_t begin_ns = due_ns(requests, now_ns);
    if (requests->done == requests->plan.n)
        wait_ns = 0;
    else if (requests->started < requests->plan.n && requests->free != NULL)
        wait_ns = begin_ns > now_ns ? (int64_t)(begin_ns - now_ns) : 0;
    pthread_mutex_unlock(&requests->lock);
    return wait_ns;
}

// The one that runs; guarded by the lock.
static pthread_mutex_t watch_lock = PTHREAD_MUTEX_INITIALIZER;
static struct requests *watched;
static uint64_t watched_since_ns;

// Returns after how many seconds to look again. A sample that begins meanwhile lasts longer than
// that.
static double look(double patience_s)
{
    pthread_mutex_lock(&watch_lock);
    double left_s = watched != NULL ? patience_s - (double)(clock_now_ns() - watched_since_ns) / 1e9
                                    : patience_s;
    if (watched != NULL && left_s <= 0) {
        struct requests_counts counts = requests_count(watched);
        fprintf(stderr, "requests out: %llu; ended: %llu of %llu\n", (unsigned long long)counts.out,
                (unsigned long long)(watched->plan.n - counts.left),
                (unsigned long long)watched->plan.n);
        watched = NULL;
        left_s = patience_s;
    }
    pthread_mutex_unlock(&watch_lock);
    return left_s;
}

// It sleeps until a sample could have lasted too long: it must not disturb those that do not.
static void *keep_looking(void *data)
{
    double timeout_s = *(double *)data;
    double patience_s = timeout_s > 1 ? timeout_s - 0.5 : timeout_s / 2;
    for (;;) {
        double left_s = look(patience_s);
        const struct timespec pause = {(time_t)left_s,
                                       (long)((left_s - (double)(time_t)left_s) * 1e9)};
        nanosleep(&pause, NULL);
    }
    return NULL;
}

// framework/program knows it by this name: it runs no code of the case.
__attribute__((noinline)) static void benchrun_start_watch(double *timeout_s)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, keep_looking, timeout_s) == 0)
        pthread_detach(thread);
}

void requests_watch(struct requests *requests)
{
    static double timeout_s;
    const char *told = getenv(PROTOCOL_TIMEOUT_VARIABLE);
    pthread_mutex_lock(&watch_lock);
    watched = requests;
    watched_since_ns = clock_now_ns();
    pthread_mutex_unlock(&watch_lock);
    if (timeout_s > 0 || told == NULL || requests == NULL)
        return;
    timeout_s = strtod(told, NULL);
    if (timeout_s > 0)
        benchrun_start_watch(&timeout_s);
}
