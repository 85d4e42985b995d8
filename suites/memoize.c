// SPDX-License-Identifier: MIT
// Memoization: a pure function keeps its results and looks them up instead of computing them again.
//
// The recursive definition of the Fibonacci numbers asks for the same ones again and again: fib(n)
// calls fib() about 1.6 times as often as fib(n - 1). With a table each number is computed once,
// and exponential time becomes linear. Each iteration starts with an empty table and pays for
// emptying it, so a hit is always due to the technique and never to the iteration before.
#include <benchrun/bench.h>

#include <string.h>

enum { N_KNOWN = 94 }; // fibonacci(93) is the last below 2^64

__attribute__((noinline)) static uint64_t fibonacci(uint64_t n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

struct table {
    uint64_t known[N_KNOWN];
    bool is_known[N_KNOWN];
};

__attribute__((noinline)) static uint64_t fibonacci_memoized(struct table *table, uint64_t n)
{
    if (!table->is_known[n]) {
        table->known[n] =
            n < 2 ? n : fibonacci_memoized(table, n - 1) + fibonacci_memoized(table, n - 2);
        table->is_known[n] = true;
    }
    return table->known[n];
}

#define FIBONACCI_OPTIONS .args = {8, 12, 16, 20, 24}, .arg_name = "n"

BENCH(fibonacci, recursion, .baseline = true, FIBONACCI_OPTIONS)
{
    uint64_t result = 0;
    BENCH_LOOP (bench) {
        uint64_t n = (uint64_t)bench->arg;
        bench_hide(n);
        result = fibonacci(n);
        bench_do_not_optimize(result);
    }
    bench_output(bench, &result, sizeof result);
}

BENCH(fibonacci, table, FIBONACCI_OPTIONS, .min_speedup = 1.2)
{
    struct table table;
    uint64_t result = 0;
    BENCH_LOOP (bench) {
        uint64_t n = (uint64_t)bench->arg;
        bench_hide(n);
        memset(table.is_known, 0, sizeof table.is_known);
        result = fibonacci_memoized(&table, n);
        bench_do_not_optimize(result);
    }
    bench_output(bench, &result, sizeof result);
}
