// SPDX-License-Identifier: MIT
// Kinds of code that a machine disturbs in different ways: what only computes, what waits for
// memory, what the CPU guesses wrong, and what the kernel does. `benchrun doctor --measure`
// compares each with itself.
#include <benchrun/bench.h>
#include <stdbool.h>
#include <stdint.h>
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

// Larger than the first cache of any CPU, smaller than its second.
enum { LINES = 4096, LINE_BYTES = 64 };
struct line {
    _Alignas(LINE_BYTES) uint32_t next;
};
static struct line lines[LINES];

// One cycle through all lines, in an order that no prefetcher knows (Sattolo 1986).
static void link_lines(void)
{
    static bool are_linked;
    uint32_t random = 2463534242u;
    if (are_linked)
        return;
    are_linked = true;
    for (uint32_t i = 0; i < LINES; i++)
        lines[i].next = i;
    for (uint32_t i = LINES - 1; i > 0; i--) {
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        uint32_t other = random % i, next = lines[i].next;
        lines[i].next = lines[other].next;
        lines[other].next = next;
    }
}

// A sample finds in the caches what others left of it since the last one.
BENCH(kernels, memory)
{
    static uint32_t last;
    uint32_t place = last;
    link_lines();
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
