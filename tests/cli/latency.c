// SPDX-License-Identifier: MIT
// Bodies whose latencies are planted. SLOWER: a percent by which all are longer.
#include <benchrun/bench.h>
#include <string.h>
#include <time.h>

#ifndef SLOWER
#define SLOWER 0
#endif

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void spin(uint64_t ns)
{
    uint64_t end_ns = now_ns() + ns + ns * SLOWER / 100;
    while (now_ns() < end_ns)
        continue;
}

// Of 1,000 iterations, 960 take 2 us, 35 take 20 us, 5 take 100 us.
BENCH(latency, planted, .latency = true)
{
    static unsigned calls;
    BENCH_LOOP (bench) {
        unsigned at = calls++ % 1000 * 7919 % 1000;
        spin(at < 960 ? 2000 : at < 995 ? 20000 : 100000);
    }
}

BENCH(latency, batches, .latency = true)
{
    for (size_t n; (n = bench_batch(bench, 8)) != 0;) {
        spin(50000); // is not timed
        BENCH_LOOP (bench) {
            spin(3000);
        }
    }
}

BENCH(latency, tiny, .latency = true)
{
    BENCH_LOOP (bench) {
        bench_clobber_memory();
    }
}

BENCH(latency, plain)
{
    BENCH_LOOP (bench) {
        spin(2000);
    }
}

// A megabyte that fits into a cache.
enum { WORDS = 1 << 17 };
static uint64_t words[WORDS];

static void *fill(struct bench *bench)
{
    memset(words, 1, sizeof words);
    bench_cold(bench, words, bench->arg == 0 ? 0 : sizeof words);
    return words;
}

BENCH(cold, reads, .setup = fill, .args = {1, 2}, .cold = true)
{
    BENCH_LOOP (bench) {
        uint64_t sum = 0;
        for (size_t i = 0; i < WORDS; i += 8)
            sum += words[i];
        bench_do_not_optimize(sum);
    }
}

// The time is what the body says, not the clock.
BENCH(own, time)
{
    BENCH_LOOP (bench) {
        bench_add_time(bench, 5000);
    }
}

BENCH(own, negative)
{
    BENCH_LOOP (bench) {
        bench_add_time(bench, -1);
    }
}
