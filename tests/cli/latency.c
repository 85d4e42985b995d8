// SPDX-License-Identifier: MIT
// Bodies whose latencies are planted. SLOWER: a percent by which all are longer.
#include <benchrun/bench.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

// The same, timed by the body as well: what it saw of the last iterations that it was called for
// one by one is left in a file, sorted.
enum { RECORDED = 12000 };
static uint64_t recorded[RECORDED];
static size_t n_recorded;

static int compare_times(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void *forget(struct bench *bench)
{
    (void)bench;
    n_recorded = 0;
    return recorded;
}

static void leave_times(void *fixture)
{
    char path[64];
    (void)fixture;
    if (n_recorded < RECORDED || getenv("RECORDS") == NULL || chdir(getenv("RECORDS")) != 0)
        return;
    snprintf(path, sizeof path, "times.%ld", (long)getpid());
    FILE *file = fopen(path, "w");
    qsort(recorded, RECORDED, sizeof *recorded, compare_times);
    for (size_t i = 0; file != NULL && i < RECORDED; i++)
        fprintf(file, "%llu\n", (unsigned long long)recorded[i]);
    if (file != NULL)
        fclose(file);
}

BENCH(latency, recorded, .latency = true, .iterations = RECORDED, .setup = forget,
      .teardown = leave_times)
{
    static unsigned calls;
    size_t n = 0;
    uint64_t took_ns = 0;
    BENCH_LOOP (bench) {
        uint64_t began_ns = now_ns();
        unsigned at = calls++ % 1000 * 7919 % 1000;
        spin(at < 960 ? 2000 : at < 995 ? 20000 : 100000);
        took_ns = now_ns() - began_ns;
        n++;
    }
    if (n == 1)
        recorded[n_recorded++ % RECORDED] = took_ns;
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
    bench_cold(bench, words, bench->arg == 2 ? 0 : sizeof words);
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

// Of 100 iterations, 97 took 5 us and 3 took 50 us.
BENCH(own, latency, .latency = true)
{
    static unsigned calls;
    BENCH_LOOP (bench) {
        bench_add_time(bench, (calls++ % 100 < 97 ? 5000 : 50000) * (1 + SLOWER / 100.0));
    }
}

// Each bucket of the histogram once, and then 200 times what is longer than the last.
BENCH(own, overflow, .latency = true, .iterations = 34816 + 200)
{
    enum { EXACT = 2048, STEPS = 1024, BUCKETS = 34816 };
    static unsigned calls;
    BENCH_LOOP (bench) {
        unsigned bucket = calls++ % (BUCKETS + 200);
        unsigned doubling = bucket < EXACT ? 0 : (bucket - EXACT) / STEPS + 1;
        uint64_t ns = bucket < EXACT ? bucket : (uint64_t)(STEPS + bucket % STEPS) << doubling;
        bench_add_time(bench, bucket < BUCKETS ? (double)ns : 1e13 + bucket);
    }
}

BENCH(own, absurd)
{
    BENCH_LOOP (bench) {
        bench_add_time(bench, 2e18);
    }
}

BENCH(own, negative)
{
    BENCH_LOOP (bench) {
        bench_add_time(bench, -1);
    }
}
