// SPDX-License-Identifier: MIT
// Loops that a compiler empties, and some that look like it.
#include <benchrun/bench.h>

enum { N = 16 };
static double a[N], b[N];

BENCH(loops, empty)
{
    BENCH_LOOP (bench) {
    }
}

// Nobody reads the product.
BENCH(loops, unused)
{
    BENCH_LOOP (bench) {
        double sum = 0;
        for (int i = 0; i < N; i++)
            sum += a[i] * b[i];
        (void)sum;
    }
}

// The same each time: computed once, before the loop.
BENCH(loops, hoisted)
{
    double sum = 0;
    BENCH_LOOP (bench) {
        sum = 0;
        for (int i = 0; i < N; i++)
            sum += a[i] * b[i];
    }
    bench_do_not_optimize(sum);
}

static void measure_nothing(struct bench *bench)
{
    BENCH_LOOP (bench) {
    }
}

BENCH(loops, helped)
{
    measure_nothing(bench);
}

BENCH(loops, added)
{
    uint64_t n = 3;
    BENCH_LOOP (bench) {
        bench_hide(n);
        n += 3;
    }
    bench_do_not_optimize(n);
}

// A loop of two instructions inside the timed one.
BENCH(loops, waited)
{
    BENCH_LOOP (bench) {
        uint64_t n = 100;
        bench_hide(n);
        do
            __asm__ volatile("" : "+r"(n));
        while (--n != 0);
    }
}

static __attribute__((noinline)) void measure(struct bench *bench, int (*work)(int))
{
    BENCH_LOOP (bench) {
        int n = work(3);
        bench_do_not_optimize(n);
    }
}

static int square(int n)
{
    return n * n;
}

static int (*volatile work)(int) = square;

BENCH(loops, called)
{
    measure(bench, work);
}
