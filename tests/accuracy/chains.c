// SPDX-License-Identifier: MIT
// Chains of dependent operations whose times must read in the ratio of their lengths, and an empty
// body, which must read as the floor.
#include <benchrun/bench.h>

#define TEN(x) x x x x x x x x x x
#define HUNDRED(x) TEN(TEN(x))
#define THOUSAND(x) TEN(HUNDRED(x))

#define MULTIPLY     \
    value *= factor; \
    __asm__ volatile("" : "+r"(value));
#define ADD          \
    value += factor; \
    __asm__ volatile("" : "+r"(value));

// The chain runs on through the iterations, so that none of them overlaps with the next.
#define CHAIN(kind, operation, length_name, operations)             \
    BENCH(kind, chain_##length_name, .name = "chain/" #length_name) \
    {                                                               \
        uint64_t value = 3;                                         \
        uint64_t factor = 5;                                        \
        bench_hide(factor);                                         \
        BENCH_LOOP (bench) {                                        \
            operations(operation)                                   \
        }                                                           \
        bench_do_not_optimize(value);                               \
    }

CHAIN(multiply, MULTIPLY, 10, TEN)
CHAIN(multiply, MULTIPLY, 100, HUNDRED)
CHAIN(multiply, MULTIPLY, 1000, THOUSAND)
CHAIN(add, ADD, 10, TEN)
CHAIN(add, ADD, 100, HUNDRED)
CHAIN(add, ADD, 1000, THOUSAND)

BENCH(empty, loop)
{
    BENCH_LOOP (bench) {
    }
}
