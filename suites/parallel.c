// SPDX-License-Identifier: MIT
// Doing several things at once: threads, processes, and one loop that waits for all.
//
// What helps depends on what the time goes to. Work that keeps a CPU busy gets faster by more CPUs,
// by threads as well as by processes, and by no more than their number. Work that waits for others
// gets faster by waiting for everything at once, in threads or in a single one around poll(), and
// no CPU is busy meanwhile. The report's `CPU share` tells which of the two it is.
#include <benchrun/bench.h>

#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "suites/random.h"
#include "suites/support/child.h"
#include "suites/support/team.h"

// ---- CPU-bound: the longest of many Collatz sequences

enum { N_STARTS = 40000, MOST_WORKERS = 8 };

struct longest {
    uint64_t start;
    uint64_t steps;
};

// Of every n-th start from the first on: the costly ones are spread over all shares.
static struct longest find_longest(uint64_t first, uint64_t n)
{
    struct longest longest = {0};
    for (uint64_t start = 1 + first; start <= N_STARTS; start += n) {
        uint64_t steps = 0;
        for (uint64_t number = start; number != 1; steps++)
            number = number % 2 == 0 ? number / 2 : 3 * number + 1;
        if (steps > longest.steps)
            longest = (struct longest){start, steps};
    }
    return longest;
}

static struct longest longest_of(const struct longest *shares, unsigned n)
{
    struct longest longest = {0};
    for (unsigned i = 0; i < n; i++)
        if (shares[i].steps > longest.steps ||
            (shares[i].steps == longest.steps && shares[i].start < longest.start))
            longest = shares[i];
    return longest;
}

// All on the same terms: were one pinned, another program on its CPU would slow that down alone.
BENCH(cpu_bound, one_thread, .baseline = true, .all_cpus = true)
{
    struct longest longest;
    BENCH_LOOP (bench) {
        uint64_t n = 1;
        bench_hide(n);
        longest = find_longest(0, n);
        bench_do_not_optimize(longest);
    }
    bench_output(bench, &longest, sizeof longest);
}

struct shares {
    unsigned n;
    struct longest of[MOST_WORKERS];
};

static void find_in_thread(void *data, unsigned member)
{
    struct shares *shares = data;
    shares->of[member] = find_longest(member, shares->n);
}

static void *need_cpus(struct bench *bench)
{
    if (team_cpus(MOST_WORKERS) < 2)
        bench_skip(bench, "it takes two CPUs to be faster than one");
    return NULL;
}

BENCH(cpu_bound, threads, .all_cpus = true, .setup = need_cpus)
{
    struct shares shares = {.n = team_cpus(MOST_WORKERS)};
    struct longest longest;
    BENCH_LOOP (bench) {
        team_run(shares.n, find_in_thread, &shares);
        longest = longest_of(shares.of, shares.n);
        bench_do_not_optimize(longest);
    }
    bench_metric(bench, "workers", shares.n, NULL);
    bench_output(bench, &longest, sizeof longest);
}

struct errand {
    unsigned first;
    unsigned n;
};

// Runs in a child, which shares no memory: its result goes back over the pipe.
static void find_in_process(int in, int out, void *data)
{
    (void)in;
    const struct errand *errand = data;
    struct longest longest = find_longest(errand->first, errand->n);
    if (write(out, &longest, sizeof longest) != sizeof longest)
        _exit(1);
}

BENCH(cpu_bound, processes, .all_cpus = true, .setup = need_cpus)
{
    struct child children[MOST_WORKERS];
    struct shares shares = {.n = team_cpus(MOST_WORKERS)};
    struct longest longest;
    BENCH_LOOP (bench) {
        for (unsigned i = 0; i < shares.n; i++)
            children[i] = child_start(find_in_process, &(struct errand){i, shares.n});
        for (unsigned i = 0; i < shares.n; i++) {
            child_receive(&children[i], &shares.of[i], sizeof shares.of[i]);
            child_end(&children[i]);
        }
        longest = longest_of(shares.of, shares.n);
        bench_do_not_optimize(longest);
    }
    bench_metric(bench, "workers", shares.n, NULL);
    bench_output(bench, &longest, sizeof longest);
}

// ---- Waiting: questions to servers that take their time

enum { N_SERVERS = 8, THINKING_US = 2000 };

struct service {
    struct child servers[N_SERVERS];
    uint64_t questions[N_SERVERS];
    uint64_t answers[N_SERVERS];
};

// A server far away, as far as its client can tell: each answer takes a while and no CPU time.
static void serve(int in, int out, void *data)
{
    (void)data;
    uint64_t number = 0;
    while (read(in, &number, sizeof number) == sizeof number) {
        usleep(THINKING_US);
        number *= number;
        if (write(out, &number, sizeof number) != sizeof number)
            break;
    }
}

static void *service_start(struct bench *bench)
{
    (void)bench;
    static struct service service;
    struct random random = {10};
    for (unsigned i = 0; i < N_SERVERS; i++) {
        service.servers[i] = child_start(serve, NULL);
        service.questions[i] = random_below(&random, 1u << 20);
    }
    return &service;
}

static void service_end(void *fixture)
{
    const struct service *service = fixture;
    for (unsigned i = 0; i < N_SERVERS; i++)
        child_end(&service->servers[i]);
}

static void ask(struct service *service, unsigned server)
{
    service->answers[server] = 0;
    child_send(&service->servers[server], &service->questions[server], sizeof(uint64_t));
}

static void take_answer(struct service *service, unsigned server)
{
    child_receive(&service->servers[server], &service->answers[server], sizeof(uint64_t));
}

// The servers are to run beside their client, not in turn with it on one CPU.
#define SERVICE_OPTIONS .setup = service_start, .teardown = service_end, .all_cpus = true

BENCH(waiting, one_after_another, .baseline = true, SERVICE_OPTIONS)
{
    struct service *service = bench_fixture(bench);
    BENCH_LOOP (bench) {
        for (unsigned i = 0; i < N_SERVERS; i++) {
            ask(service, i);
            take_answer(service, i);
        }
    }
    bench_output(bench, service->answers, sizeof service->answers);
}

static void ask_and_wait(void *data, unsigned member)
{
    ask(data, member);
    take_answer(data, member);
}

BENCH(waiting, threads, SERVICE_OPTIONS, .min_speedup = 3)
{
    struct service *service = bench_fixture(bench);
    BENCH_LOOP (bench) {
        team_run(N_SERVERS, ask_and_wait, service);
    }
    bench_output(bench, service->answers, sizeof service->answers);
}

static void wait_for_all(struct service *service)
{
    struct pollfd waiting[N_SERVERS];
    for (unsigned i = 0; i < N_SERVERS; i++)
        waiting[i] = (struct pollfd){.fd = service->servers[i].from, .events = POLLIN};
    for (unsigned left = N_SERVERS; left > 0;) {
        poll(waiting, N_SERVERS, -1);
        for (unsigned i = 0; i < N_SERVERS; i++) {
            if (waiting[i].revents == 0)
                continue;
            take_answer(service, i);
            waiting[i].fd = -1; // poll() passes over it
            left--;
        }
    }
}

BENCH(waiting, poll_loop, SERVICE_OPTIONS, .min_speedup = 3)
{
    struct service *service = bench_fixture(bench);
    BENCH_LOOP (bench) {
        for (unsigned i = 0; i < N_SERVERS; i++)
            ask(service, i);
        wait_for_all(service);
    }
    bench_output(bench, service->answers, sizeof service->answers);
}
