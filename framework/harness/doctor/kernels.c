// SPDX-License-Identifier: MIT
// Kinds of code that a machine disturbs in different ways: what only computes, what waits for
// memory, what the CPU guesses wrong, and what the kernel does. `benchrun doctor --measure`
// compares each with itself.
#include <benchrun/bench.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

BENCH(kernels, arithmetic)
{
    uint64_t number = 88172645463325252u;
    BENCH_LOOP (bench) {
        number ^= number << 13;
        number ^= number >> 7;
        number ^= number << 17;
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
    uint32_t random = 2463534242u;
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

BENCH(kernels, memory)
{
    uint32_t place = 0;
    link_lines();
    BENCH_LOOP (bench) {
        place = lines[place].next;
        bench_do_not_optimize(place);
    }
}

// Nobody can predict which way the next bit goes.
BENCH(kernels, branches)
{
    uint64_t number = 88172645463325252u, sum = 0;
    BENCH_LOOP (bench) {
        number ^= number << 13;
        number ^= number >> 7;
        number ^= number << 17;
        if (number & 1) {
            sum += number;
            bench_do_not_optimize(sum);
        } else {
            sum ^= number;
            bench_do_not_optimize(sum);
        }
    }
}

BENCH(kernels, system_calls)
{
    BENCH_LOOP (bench) {
        bench_do_not_optimize(syscall(SYS_getppid));
    }
}
