// SPDX-License-Identifier: MIT
// False sharing: two threads count, each with its own counter. They share nothing but the cache
// line that holds both counters, and each write takes that line away from the other CPU.
//
// Expect padding, which gives each counter its own line, to be several times faster where the two
// CPUs have separate caches, and hardly faster where they are two threads of one core.
#include <benchrun/bench.h>

#include <stdatomic.h>

// Two lines apart: processors also fetch the neighbour of a line.
enum { N_THREADS = 2, APART = 128 };

static void count(struct bench *bench, _Atomic uint64_t *counter, unsigned step)
{
    *counter = 0;
    BENCH_LOOP (bench) {
        atomic_fetch_add_explicit(counter, step, memory_order_relaxed);
    }
    uint64_t counted = *counter;
    bench_items(bench, 1);
    bench_output(bench, &counted, sizeof counted);
}

BENCH(false_sharing, one_line, .baseline = true, .threads = {N_THREADS})
{
    static _Alignas(APART) _Atomic uint64_t counters[N_THREADS];
    count(bench, &counters[bench_thread(bench)], 1);
}

BENCH(false_sharing, padded, .threads = {N_THREADS}, .min_speedup = 1.1)
{
    static struct {
        _Alignas(APART) _Atomic uint64_t counter;
    } padded[N_THREADS];
    count(bench, &padded[bench_thread(bench)].counter, 1);
}
