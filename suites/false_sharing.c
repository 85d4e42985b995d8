// SPDX-License-Identifier: MIT
// False sharing: two threads count, each in a counter of its own, and nothing is shared but the
// cache line that both counters lie in. Each write takes the line away from the other CPU.
//
// Expect padding, which gives each counter a line of its own, to pay several times over where the
// two CPUs have caches of their own, and little where they are threads of one core.
#include <benchrun/bench.h>

#include <stdatomic.h>

#include "suites/support/team.h"

// Two lines: processors fetch the neighbour of a line as well.
enum { N_THREADS = 2, N_COUNTS = 100000, APART = 128 };

struct counters {
    _Atomic uint64_t *of[N_THREADS];
};

static void count(void *data, unsigned member)
{
    _Atomic uint64_t *counter = ((const struct counters *)data)->of[member];
    for (unsigned i = 0; i < N_COUNTS; i++)
        atomic_fetch_add_explicit(counter, member + 1, memory_order_relaxed);
}

static void *need_cpus(struct bench *bench)
{
    if (team_cpus(N_THREADS) < N_THREADS)
        bench_skip(bench, "two threads that write at the same time take two CPUs");
    return NULL;
}

static void measure(struct bench *bench, struct counters *counters)
{
    uint64_t counts[N_THREADS];
    BENCH_LOOP (bench) {
        for (unsigned i = 0; i < N_THREADS; i++)
            *counters->of[i] = 0;
        team_run(N_THREADS, count, counters);
    }
    for (unsigned i = 0; i < N_THREADS; i++)
        counts[i] = *counters->of[i];
    bench_items(bench, N_THREADS * N_COUNTS);
    bench_output(bench, counts, sizeof counts);
}

BENCH(false_sharing, one_line, .baseline = true, .setup = need_cpus, .all_cpus = true)
{
    static _Alignas(APART) _Atomic uint64_t side_by_side[N_THREADS];
    measure(bench, &(struct counters){{&side_by_side[0], &side_by_side[1]}});
}

BENCH(false_sharing, padded, .setup = need_cpus, .all_cpus = true, .min_speedup = 1.1)
{
    static struct {
        _Alignas(APART) _Atomic uint64_t counter;
    } padded[N_THREADS];
    measure(bench, &(struct counters){{&padded[0].counter, &padded[1].counter}});
}
