// SPDX-License-Identifier: MIT
// Kinds of code that a machine disturbs in different ways: what only computes, what waits for
// memory, what the CPU guesses wrong, and what the kernel does. `benchrun doctor --measure`
// compares some with themselves; all are the references of a run (framework/result/reference.h).
#include <benchrun/bench.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

// Of an iteration, so that nobody takes it for an empty one, however disturbed that was.
enum { STEPS = 16 };

// Marsaglia's xorshift (2003).
static uint64_t step(uint64_t number)
{
    number ^= number << 13;
    number ^= number >> 7;
    number ^= number << 17;
    return number;
}

BENCH(kernels, arithmetic)
{
    uint64_t number = 88172645463325252u;
    BENCH_LOOP (bench) {
        for (int i = 0; i < STEPS; i++)
            number = step(number);
        bench_do_not_optimize(number);
    }
}

enum { LINE_BYTES = 64 };
struct line {
    _Alignas(LINE_BYTES) uint32_t next;
};

// One cycle through all lines, in an order that no prefetcher knows (Sattolo 1986).
static void link_lines(struct line *lines, uint32_t n, bool *are_linked)
{
    uint32_t random = 2463534242u;
    if (*are_linked)
        return;
    *are_linked = true;
    for (uint32_t i = 0; i < n; i++)
        lines[i].next = i;
    for (uint32_t i = n - 1; i > 0; i--) {
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        uint32_t other = random % i, next = lines[i].next;
        lines[i].next = lines[other].next;
        lines[other].next = next;
    }
}

// Larger than the first cache of any CPU, smaller than its second.
enum { LINES = 4096 };
static struct line lines[LINES];

// A sample finds in the caches what others left of it since the last one.
BENCH(kernels, l2)
{
    static bool are_linked;
    static uint32_t last;
    uint32_t place = last;
    link_lines(lines, LINES, &are_linked);
    BENCH_LOOP (bench) {
        for (int i = 0; i < STEPS; i++)
            place = lines[place].next;
        bench_do_not_optimize(place);
    }
    last = place;
}

// Nobody can predict which way the next bit goes.
BENCH(kernels, branches)
{
    static uint64_t last = 88172645463325252u;
    uint64_t number = last, sum = 0;
    BENCH_LOOP (bench) {
        for (int i = 0; i < STEPS; i++) {
            number = step(number);
            if (number & 1) {
                sum += number;
                bench_do_not_optimize(sum);
            } else {
                sum ^= number;
                bench_do_not_optimize(sum);
            }
        }
    }
    last = number;
}

BENCH(kernels, system_calls)
{
    BENCH_LOOP (bench) {
        bench_do_not_optimize(syscall(SYS_getppid));
    }
}

// Half of the smallest first cache.
enum { NEAR_LINES = 256 };

BENCH(kernels, l1)
{
    static struct line near[NEAR_LINES];
    static bool are_linked;
    uint32_t place = 0;
    link_lines(near, NEAR_LINES, &are_linked);
    BENCH_LOOP (bench) {
        for (int i = 0; i < STEPS; i++)
            place = near[place].next;
        bench_do_not_optimize(place);
    }
}

// 64 MiB: larger than the last cache of most CPUs, or than one core's share of it.
enum { FAR_LINES = 1 << 20, LINE_WORDS = LINE_BYTES / sizeof(uint64_t) };
static _Alignas(LINE_BYTES) uint64_t far[FAR_LINES * LINE_WORDS];

// One cycle through all lines by a linear congruential generator of full period (Hull and Dobell
// 1962): written in order, which takes a fifth of the time that drawing lots does.
static void link_far(void)
{
    static bool are_linked;
    if (are_linked)
        return;
    are_linked = true;
    for (uint64_t i = 0; i < FAR_LINES; i++)
        far[i * LINE_WORDS] = (i * 1664525 + 1013904223) % FAR_LINES * LINE_WORDS;
}

BENCH(kernels, memory_latency)
{
    static uint64_t last;
    uint64_t place = last;
    link_far();
    BENCH_LOOP (bench) {
        for (int i = 0; i < STEPS; i++)
            place = far[place];
        bench_do_not_optimize(place);
    }
    last = place;
}

// Of reading; the compiler uses vectors.
BENCH(kernels, memory_bandwidth)
{
    enum { CHUNK_WORDS = 2048 };
    static uint64_t last;
    uint64_t place = last;
    link_far();
    BENCH_LOOP (bench) {
        uint64_t sum = 0;
        for (int i = 0; i < CHUNK_WORDS; i++)
            sum += far[place + (uint64_t)i];
        bench_do_not_optimize(sum);
        place = (place + CHUNK_WORDS) % (FAR_LINES * LINE_WORDS);
    }
    last = place;
}

// Small blocks of many sizes, a few at a time.
BENCH(kernels, allocation)
{
    enum { MOST_BYTES = 1024 };
    static uint64_t last = 88172645463325252u;
    uint64_t number = last;
    BENCH_LOOP (bench) {
        void *blocks[STEPS];
        for (int i = 0; i < STEPS; i++) {
            number = step(number);
            blocks[i] = malloc(1 + number % MOST_BYTES);
            bench_do_not_optimize(blocks[i]);
        }
        for (int i = 0; i < STEPS; i++)
            free(blocks[i]);
    }
    last = number;
}
