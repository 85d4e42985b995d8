// SPDX-License-Identifier: MIT
#include "framework/harness/session.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "framework/harness/clock.h"
#include "framework/harness/span_store.h"

static struct session *session_of(struct bench *bench)
{
    return (struct session *)bench;
}

static void conclude(struct session *session, enum outcome outcome, const char *why)
{
    if (session->outcome != OUTCOME_OK)
        return; // the first word counts
    session->outcome = outcome;
    snprintf(session->why, sizeof session->why, "%s", why ? why : "no reason given");
}

void bench_skip(struct bench *bench, const char *why)
{
    conclude(session_of(bench), OUTCOME_SKIPPED, why);
}

void bench_fail(struct bench *bench, const char *why)
{
    conclude(session_of(bench), OUTCOME_FAILED, why);
}

unsigned bench_thread(const struct bench *bench)
{
    return ((const struct session *)bench)->thread;
}

unsigned bench_threads(const struct bench *bench)
{
    return ((const struct session *)bench)->threads;
}

void *bench_fixture(const struct bench *bench)
{
    return ((const struct session *)bench)->fixture;
}

void bench_bytes(struct bench *bench, double bytes)
{
    session_of(bench)->bytes = bytes;
}

void bench_add_time(struct bench *bench, double ns)
{
    struct session *session = session_of(bench);
    const double most_ns = 1e18; // 31 years
    double sum_ns = (isnan(session->own_ns) ? 0 : session->own_ns) + ns;
    if (ns >= 0 && sum_ns <= most_ns)
        session->own_ns = sum_ns;
    else
        bench_fail(bench, "bench_add_time() was given a negative time, none, or more than 31 "
                          "years");
}

void bench_cold(struct bench *bench, const void *region, size_t n)
{
    session_of(bench)->cold_region = region;
    session_of(bench)->cold_bytes = n;
}

void bench_items(struct bench *bench, double items)
{
    session_of(bench)->items = items;
}

void bench_metric(struct bench *bench, const char *name, double value, const char *unit)
{
    struct session *session = session_of(bench);
    struct metric *metric = session->metrics;
    char cut[sizeof metric->name]; // as it is kept, so that a long name is found again
    snprintf(cut, sizeof cut, "%s", name);
    while (metric < session->metrics + session->n_metrics && strcmp(metric->name, cut) != 0)
        metric++;
    if (metric == session->metrics + PROTOCOL_MAX_METRICS) {
        bench_fail(bench, "more than 16 metrics");
        return;
    }
    if (metric == session->metrics + session->n_metrics)
        session->n_metrics++;
    memcpy(metric->name, cut, sizeof cut);
    snprintf(metric->unit, sizeof metric->unit, "%s", unit ? unit : "");
    metric->value = value;
}

size_t bench_batch(struct bench *bench, size_t capacity)
{
    struct session *session = session_of(bench);
    if (capacity == 0) {
        bench_fail(bench, "bench_batch() needs a capacity of at least 1");
        return 0;
    }
    if (session->threads > 1)
        bench_fail(bench, "bench_batch() needs a case with one thread");
    if (session->outcome != OUTCOME_OK)
        return 0;
    bool is_first = !session->is_batched;
    session->is_batched = true;
    if (!is_first && session->loop != LOOP_DONE)
        return 0; // session_run() says what is wrong
    unsigned long left = session->wanted - session->completed;
    if (left == 0)
        return 0;
    session->loop = LOOP_NOT_ENTERED;
    session->batch = left < capacity ? left : capacity;
    return session->batch;
}

// What a preloaded library that counts has, where there is one. Looked up through the
// GOT, so that a linker leaves it to the loader.
__attribute__((weak, visibility("default"))) extern void benchrun_count_region(int is_inside);

static void tell_counting(int is_inside)
{
    void (*region)(int) = benchrun_count_region;
    __asm__("" : "+r"(region));
    if (region != NULL)
        region(is_inside);
}

static bool uses_several_cpus(const struct session *session)
{
    return session->def->options.all_cpus || session->threads > 1 ||
           session->def->options.requests > 0;
}

// What read_after() needs.
static void read_before(struct session *session)
{
    tell_counting(1);
    session->before = disturbance_read(uses_several_cpus(session));
    session->has_counts = counters_read(&session->counts_before);
    events_read(&session->events_before);
    span_store_begin_region();
}

unsigned long bench_loop_begin(struct bench *bench)
{
    struct session *session = session_of(bench);
    if (!session->is_batched)
        session->batch = session->wanted;
    session->loop = session->loop == LOOP_NOT_ENTERED ? LOOP_RUNNING : LOOP_ENTERED_AGAIN;
    if (session->histogram != NULL) {
        session->started_ns = clock_now_ns();
        return session->batch;
    }
    if (session->meeting != NULL && session->thread == 0)
        meeting_await_others(session->meeting);
    if (session->thread == 0)
        read_before(session);
    if (session->meeting != NULL)
        meeting_wait(session->meeting);
    session->started_ns = clock_now_ns();
    return session->batch;
}

static void add_events(struct session *session)
{
    struct event_counts after;
    events_read(&after);
    for (unsigned i = 0; i < events_n(); i++) {
        const struct event_count *before = &session->events_before.of[i];
        struct event_count *sum = &session->events.of[i];
        sum->count += after.of[i].count - before->count;
        sum->enabled_ns += after.of[i].enabled_ns - before->enabled_ns;
        sum->running_ns += after.of[i].running_ns - before->running_ns;
    }
}

// Where each iteration is timed, nothing else is read.
static void take_iteration(struct session *session, uint64_t ended_ns)
{
    session->elapsed_ns += ended_ns - session->started_ns;
    session->completed += session->batch;
    session->loop = session->loop == LOOP_RUNNING ? LOOP_DONE : session->loop;
}

// What was counted and what disturbed, of the first thread or of all.
static void read_after(struct session *session)
{
    struct counts counts = {{0}};
    span_store_end_region();
    session->has_counts = session->has_counts && counters_read(&counts);
    add_events(session);
    struct disturbance after = disturbance_read(uses_several_cpus(session));
    tell_counting(0);
    for (unsigned i = 0; i < COUNTERS && session->has_counts; i++)
        session->counts.of[i] += counts.of[i] - session->counts_before.of[i];
    disturbance_add(&session->disturbance, &session->before, &after);
}

void bench_loop_end(struct bench *bench)
{
    uint64_t ended_ns = clock_now_ns();
    struct session *session = session_of(bench);
    if (session->histogram != NULL) {
        take_iteration(session, ended_ns);
        return;
    }
    session->elapsed_ns += ended_ns - session->started_ns;
    session->began_ns = session->began_ns > 0 ? session->began_ns : session->started_ns;
    session->ended_ns = ended_ns;
    if (session->parting != NULL && session->thread == 0)
        meeting_await_others_asleep(session->parting);
    if (session->thread == 0)
        read_after(session);
    if (session->parting != NULL)
        meeting_wait_asleep(session->parting);
    session->completed += session->batch;
    if (session->loop == LOOP_RUNNING)
        session->loop = LOOP_DONE;
}

void session_open(struct session *session, const struct registered_case *registered)
{
    const struct bench_def *def = registered->def;
    *session =
        (struct session){.bench = {registered->args[0], registered->args[1], registered->args[2],
                                   registered->param ? registered->param->value : NULL},
                         .def = def,
                         .threads = registered->threads,
                         .concurrency = registered->concurrency,
                         .items = def->options.requests > 0 ? 1 : 0};
    if (registry_mistake(registered) != NULL) {
        bench_fail(&session->bench, registry_mistake(registered));
        return;
    }
    if (def->options.skip_unless != NULL && !def->options.skip_unless()) {
        bench_skip(&session->bench, "not available here (its skip_unless says so)");
        return;
    }
    session->is_open = true;
    if (def->options.setup != NULL)
        session->fixture = def->options.setup(&session->bench);
    if (session->outcome == OUTCOME_OK)
        return;
    session->is_open = session->fixture != NULL; // else there is nothing to take down
    session_close(session);
}

static const char *what_is_wrong_with_the_loop(const struct session *session)
{
    switch (session->loop) {
    case LOOP_NOT_ENTERED:
        return "the body never entered its BENCH_LOOP";
    case LOOP_RUNNING:
        return "the body left its BENCH_LOOP early (break, return or goto)";
    case LOOP_ENTERED_AGAIN:
        return "the body entered BENCH_LOOP twice; for batches call bench_batch() before each";
    case LOOP_DONE:
        break;
    }
    if (session->completed != session->wanted)
        return "the body left its batches early: call bench_batch() until it returns 0";
    return NULL;
}

static void call_loop(struct session *session, unsigned long iterations)
{
    session->loop = LOOP_NOT_ENTERED;
    session->is_batched = false;
    session->wanted = iterations;
    session->completed = 0;
    session->def->run(&session->bench);
    const char *wrong = what_is_wrong_with_the_loop(session);
    if (wrong != NULL)
        bench_fail(&session->bench, wrong);
}

static void take_requests(struct session *session)
{
    char why[100];
    struct requests_counts counts = requests_count(session->requests);
    snprintf(why, sizeof why, "the body returned when %llu requests had not ended",
             (unsigned long long)counts.left);
    if (counts.left > 0)
        bench_fail(&session->bench, why);
    if (session->loop != LOOP_NOT_ENTERED)
        bench_fail(&session->bench, "a benchmark with .requests has no BENCH_LOOP");
    session->elapsed_ns = counts.elapsed_ns;
    session->errors = counts.failed;
}

static void call_requests(struct session *session, unsigned long n)
{
    const struct requests_plan plan = {
        .n = n,
        .concurrency = session->def->options.rate > 0 ? 0 : session->concurrency,
        .rate = session->def->options.rate,
        .histogram = session->histogram,
    };
    session->loop = LOOP_NOT_ENTERED;
    session->requests = requests_new(&plan);
    if (session->requests == NULL) {
        bench_fail(&session->bench, "no memory for the requests");
        return;
    }
    read_before(session);
    requests_watch(session->requests);
    session->began_ns = clock_now_ns();
    session->def->run(&session->bench);
    session->ended_ns = clock_now_ns();
    requests_watch(NULL);
    read_after(session);
    take_requests(session);
    requests_free(session->requests);
    session->requests = NULL;
}

void session_call(struct session *session, unsigned long iterations)
{
    if (session->def->options.requests > 0)
        call_requests(session, iterations);
    else
        call_loop(session, iterations);
}

void session_begin(struct session *session)
{
    session->outcome = OUTCOME_OK;
    session->elapsed_ns = 0;
    session->own_ns = NAN;
    session->began_ns = 0;
    session->disturbance = (struct disturbance){0};
    session->counts = (struct counts){{0}};
    session->events = (struct event_counts){0};
}

void session_run(struct session *session, unsigned long iterations)
{
    session_begin(session);
    session_call(session, iterations);
}

// What the body says of an iteration takes the place of the clock's time there, too.
static void call_one(struct session *session)
{
    double own_ns = session->own_ns;
    uint64_t elapsed_ns = session->elapsed_ns;
    session->own_ns = NAN;
    call_loop(session, 1);
    bool is_own = !isnan(session->own_ns);
    histogram_add(session->histogram,
                  is_own ? (uint64_t)session->own_ns : session->elapsed_ns - elapsed_ns);
    session->own_ns = is_own ? session->own_ns : own_ns; // that it said so once
}

void session_run_each(struct session *session, unsigned long iterations,
                      struct histogram *histogram)
{
    session_begin(session);
    session->histogram = histogram;
    if (session->def->options.requests > 0)
        call_requests(session, iterations);
    else
        for (unsigned long i = 0; i < iterations && session->outcome == OUTCOME_OK; i++)
            call_one(session);
    session->histogram = NULL;
}

void session_close(struct session *session)
{
    if (session->is_open && session->def->options.teardown != NULL)
        session->def->options.teardown(session->fixture);
    session->is_open = false;
    session->fixture = NULL;
}
