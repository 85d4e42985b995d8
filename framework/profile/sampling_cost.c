// SPDX-License-Identifier: MIT
#include "framework/profile/sampling_cost.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "framework/base/interruption.h"
#include "framework/base/orphans.h"
#include "framework/stats/quantile.h"
#include "framework/stats/signed_rank.h"

// A part is short against what a scheduler gives a thread at once, so that most are not disturbed
// where other programs run, and long against the time between samples.
enum { PAIRS = 15, PARTS = 10, RATE_HZ = 9973, MOST_STACK_BYTES = 32 << 10 };
static const double part_ns = 1e6;
static const gint64 most_us = 2 * G_USEC_PER_SEC;

enum { READ, WRITE };

// Of the child's work: when it began and ended, as samples have it (CLOCK_MONOTONIC_RAW).
struct part {
    uint64_t began_ns, ended_ns;
    bool is_disturbed; // another program got the CPU meanwhile
};

struct child {
    pid_t pid;
    int asked[2]; // a byte asks for PARTS parts
    int told[2];  // which come back here
};

struct measuring {
    struct child child;
    struct perf_events *events;
    GArray *times; // uint64_t: of the samples of these parts
};

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static long count_disturbances(void)
{
    struct rusage usage = {0};
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nivcsw;
}

static struct part work(uint64_t steps)
{
    long disturbances = count_disturbances();
    struct part part = {.began_ns = now_ns()};
    for (uint64_t i = 0, x = 3; i < steps; i++) {
        x *= 5;
        __asm__ volatile("" : "+r"(x));
    }
    part.ended_ns = now_ns();
    part.is_disturbed = count_disturbances() != disturbances;
    return part;
}

static uint64_t steps_of_a_part(void)
{
    enum { TRIES = 5, STEPS = 100000 };
    uint64_t least_ns = UINT64_MAX;
    for (int i = 0; i < TRIES; i++) {
        struct part part = work(STEPS);
        least_ns = MIN(least_ns, MAX(part.ended_ns - part.began_ns, 1));
    }
    return (uint64_t)(part_ns / (double)least_ns * STEPS);
}

// After fork(): system calls alone. Ends when nobody can ask any more.
static void serve(const struct child *child)
{
    struct part parts[PARTS];
    char byte = 0;
    uint64_t steps = steps_of_a_part();
    for (;;) {
        ssize_t n = read(child->asked[READ], &byte, 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n != 1)
            return;
        for (int i = 0; i < PARTS; i++)
            parts[i] = work(steps);
        if (write(child->told[WRITE], parts, sizeof parts) != sizeof parts)
            return;
    }
}

// All that a sample may copy lies above what works.
static void serve_deep_down(const struct child *child)
{
    char stack[MOST_STACK_BYTES];
    memset(stack, 1, sizeof stack);
    __asm__ volatile("" : : "r"(stack) : "memory");
    serve(child);
    __asm__ volatile("" : : "r"(stack) : "memory");
}

static void close_ends(const int ends[2])
{
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0)
            close(ends[i]);
}

static bool start(struct child *child)
{
    *child = (struct child){.asked = {-1, -1}, .told = {-1, -1}};
    if (pipe2(child->asked, O_CLOEXEC) != 0 || pipe2(child->told, O_CLOEXEC) != 0 ||
        (child->pid = orphans_fork(NULL)) < 0) {
        close_ends(child->asked);
        close_ends(child->told);
        return false;
    }
    if (child->pid == 0) {
        close(child->asked[WRITE]);
        close(child->told[READ]);
        serve_deep_down(child);
        _exit(0);
    }
    close(child->asked[READ]);
    close(child->told[WRITE]);
    child->asked[READ] = child->told[WRITE] = -1;
    return true;
}

static void end(struct child *child)
{
    close_ends(child->asked);
    close_ends(child->told);
    while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    orphans_forget(child->pid);
}

static void hear_sample(void *data, const struct perf_sample *sample)
{
    g_array_append_val(((struct measuring *)data)->times, sample->time_ns);
}

static void read_samples(struct measuring *measuring)
{
    const struct perf_listener listener = {.sample = hear_sample, .data = measuring};
    perf_events_read(measuring->events, &listener);
}

static bool wait_for_parts(const struct child *child, struct part parts[PARTS])
{
    const size_t bytes = PARTS * sizeof *parts;
    struct pollfd told = {.fd = child->told[READ], .events = POLLIN};
    while (poll(&told, 1, -1) < 0)
        if (errno != EINTR || interruption_is_requested())
            return false;
    return read(child->told[READ], parts, bytes) == (ssize_t)bytes;
}

static bool take_parts(struct measuring *measuring, bool is_sampled, struct part parts[PARTS])
{
    g_array_set_size(measuring->times, 0);
    perf_events_enable(measuring->events, is_sampled);
    bool is_good = !interruption_is_requested() &&
                   write(measuring->child.asked[WRITE], "", 1) == 1 &&
                   wait_for_parts(&measuring->child, parts);
    perf_events_enable(measuring->events, false);
    read_samples(measuring);
    return is_good;
}

static unsigned count_samples(const struct measuring *measuring, const struct part *part)
{
    unsigned n = 0;
    for (guint i = 0; i < measuring->times->len; i++) {
        uint64_t time_ns = g_array_index(measuring->times, uint64_t, i);
        n += time_ns >= part->began_ns && time_ns <= part->ended_ns;
    }
    return n;
}

static double duration_ns(const struct part *part)
{
    return (double)(part->ended_ns - part->began_ns);
}

// What a sample adds to a part; NAN: all parts were disturbed.
static double cost_of_pair(const struct measuring *measuring, const struct part plain[PARTS],
                           const struct part sampled[PARTS])
{
    double plain_ns[PARTS], costs_ns[PARTS];
    size_t n_plain = 0, n_costs = 0;
    for (size_t i = 0; i < PARTS; i++)
        if (!plain[i].is_disturbed)
            plain_ns[n_plain++] = duration_ns(&plain[i]);
    for (size_t i = 0; i < PARTS && n_plain > 0; i++) {
        unsigned samples = count_samples(measuring, &sampled[i]);
        if (!sampled[i].is_disturbed && samples > 0)
            costs_ns[n_costs++] =
                (duration_ns(&sampled[i]) - median_of(plain_ns, n_plain)) / samples;
    }
    return n_costs > 0 ? median_of(costs_ns, n_costs) : NAN;
}

static bool take_pairs(struct measuring *measuring, struct sampling_cost *out)
{
    static const double alpha = 0.05;
    struct part parts[2][PARTS]; // without samples and with
    double costs_ns[PAIRS];
    size_t n = 0;
    gint64 ends_us = g_get_monotonic_time() + most_us;
    for (unsigned i = 0; i < PAIRS && g_get_monotonic_time() < ends_us; i++) {
        if (!take_parts(measuring, false, parts[0]) || !take_parts(measuring, true, parts[1]))
            return false;
        double cost_ns = cost_of_pair(measuring, parts[0], parts[1]);
        if (isfinite(cost_ns))
            costs_ns[n++] = cost_ns;
    }
    if (n < signed_rank_least(alpha))
        return false;
    sort_ascending(costs_ns, n);
    out->sample_ns = signed_rank_center(costs_ns, n);
    signed_rank_interval(costs_ns, n, alpha, out->interval_ns);
    return true;
}

bool sampling_cost_measure(const struct perf_options *options, struct sampling_cost *out)
{
    struct perf_options often = *options;
    struct measuring measuring = {0};
    often.rate_hz = MAX(options->rate_hz, (unsigned)RATE_HZ);
    often.starts_with_exec = false;
    if (!start(&measuring.child))
        return false;
    measuring.times = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    measuring.events = perf_events_open(measuring.child.pid, &often, NULL);
    if (measuring.events == NULL) { // more often than the system allows
        often.rate_hz = options->rate_hz;
        measuring.events = perf_events_open(measuring.child.pid, &often, NULL);
    }
    bool is_good = measuring.events != NULL && take_pairs(&measuring, out);
    perf_events_close(measuring.events);
    g_array_unref(measuring.times);
    end(&measuring.child);
    return is_good;
}

double sampling_cost_overhead(double sample_ns, double samples, double cpu_ns)
{
    double cost_ns = sample_ns * samples;
    return cost_ns < cpu_ns ? cost_ns / (cpu_ns - cost_ns) : NAN;
}
