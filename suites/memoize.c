// SPDX-License-Identifier: MIT
// Memoization: a pure function's results are kept and looked up instead of computed again.
//
// Each iteration starts with an empty cache and pays for emptying it: the work of one iteration is
// the same whatever came before, and a hit is always the technique's own. Expect Fibonacci numbers
// to fall from exponential to linear time, at a price that the smallest n does not repay; and a
// bounded cache to pay until the arguments in use outgrow it, and then to be worth little where an
// unbounded table goes on and grows. How many calls must hit for a cache to pay at all depends on
// what the function costs: `hit_rate` asks a cheap one. `entry` is about who owns the result.
#include <benchrun/bench.h>

#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "suites/support/lru.h"

static void report_cache(struct bench *bench, struct lru_info info)
{
    bench_metric(bench, "hits", (double)info.hits, NULL);
    bench_metric(bench, "misses", (double)info.misses, NULL);
    bench_metric(bench, "maxsize", (double)info.maxsize, NULL);
    bench_metric(bench, "currsize", (double)info.currsize, NULL);
}

static void *cache_new(struct bench *bench, size_t maxsize)
{
    struct lru *lru = lru_new(maxsize);
    if (lru == NULL)
        bench_fail(bench, "no memory for the cache");
    return lru;
}

static void cache_free(void *fixture)
{
    lru_free(fixture);
}

// ---- Fibonacci numbers

#define FIBONACCI_OPTIONS .args = {8, 12, 16, 20, 24}, .arg_name = "n"

__attribute__((noinline)) static uint64_t fibonacci(uint64_t n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

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

__attribute__((noinline)) static uint64_t fibonacci_lru(struct lru *lru, uint64_t n)
{
    uint64_t result = 0;
    if (lru_find(lru, n, &result))
        return result;
    result = n < 2 ? n : fibonacci_lru(lru, n - 1) + fibonacci_lru(lru, n - 2);
    lru_insert(lru, n, result);
    return result;
}

static void *fibonacci_cache_new(struct bench *bench)
{
    return cache_new(bench, 16);
}

BENCH(fibonacci, lru, FIBONACCI_OPTIONS, .setup = fibonacci_cache_new, .teardown = cache_free,
      .min_speedup = 2, .claim_arg = 12)
{
    struct lru *lru = bench_fixture(bench);
    uint64_t result = 0;
    BENCH_LOOP (bench) {
        uint64_t n = (uint64_t)bench->arg;
        bench_hide(n);
        lru_clear(lru);
        result = fibonacci_lru(lru, n);
        bench_do_not_optimize(result);
    }
    report_cache(bench, lru_info(lru));
    bench_output(bench, &result, sizeof result);
}

// Forgets nothing: one place for each n there is.
struct fibonacci_table {
    uint64_t known[94]; // fibonacci(93) is the last below 2^64
    bool is_known[94];
};

__attribute__((noinline)) static uint64_t fibonacci_table(struct fibonacci_table *table, uint64_t n)
{
    if (!table->is_known[n]) {
        uint64_t result = n < 2 ? n : fibonacci_table(table, n - 1) + fibonacci_table(table, n - 2);
        table->known[n] = result;
        table->is_known[n] = true;
    }
    return table->known[n];
}

BENCH(fibonacci, table, FIBONACCI_OPTIONS, .min_speedup = 1.2)
{
    struct fibonacci_table table;
    uint64_t result = 0;
    BENCH_LOOP (bench) {
        uint64_t n = (uint64_t)bench->arg;
        bench_hide(n);
        memset(table.is_known, 0, sizeof table.is_known);
        result = fibonacci_table(&table, n);
        bench_do_not_optimize(result);
    }
    bench_output(bench, &result, sizeof result);
}

// ---- A thousand calls of a function

enum { N_CALLS = 1000, CACHE_MAXSIZE = 128 };

typedef uint64_t pure_function(uint64_t number);

struct calls {
    uint64_t arguments[N_CALLS];
    pure_function *function;
    struct lru *lru;
    struct lru *table; // without a bound
};

static void calls_free(void *fixture)
{
    struct calls *calls = fixture;
    lru_free(calls->lru);
    lru_free(calls->table);
    free(calls);
}

static struct calls *calls_new(struct bench *bench, pure_function *function)
{
    struct calls *calls = malloc(sizeof *calls);
    if (calls == NULL)
        abort();
    calls->function = function;
    calls->lru = cache_new(bench, CACHE_MAXSIZE);
    calls->table = cache_new(bench, 0);
    return calls;
}

static uint64_t call_cached(struct lru *lru, pure_function *function, uint64_t number)
{
    uint64_t result = 0;
    if (lru_find(lru, number, &result))
        return result;
    result = function(number);
    lru_insert(lru, number, result);
    return result;
}

static void measure_uncached(struct bench *bench)
{
    const struct calls *calls = bench_fixture(bench);
    uint64_t sum = 0;
    BENCH_LOOP (bench) {
        sum = 0;
        for (size_t i = 0; i < N_CALLS; i++)
            sum += calls->function(calls->arguments[i]);
        bench_do_not_optimize(sum);
    }
    bench_items(bench, N_CALLS);
    bench_output(bench, &sum, sizeof sum);
}

static void measure_cached(struct bench *bench, const struct calls *calls, struct lru *lru)
{
    uint64_t sum = 0;
    BENCH_LOOP (bench) {
        sum = 0;
        lru_clear(lru);
        for (size_t i = 0; i < N_CALLS; i++)
            sum += call_cached(lru, calls->function, calls->arguments[i]);
        bench_do_not_optimize(sum);
    }
    bench_items(bench, N_CALLS);
    report_cache(bench, lru_info(lru));
    bench_output(bench, &sum, sizeof sum);
}

static void measure_lru(struct bench *bench)
{
    const struct calls *calls = bench_fixture(bench);
    measure_cached(bench, calls, calls->lru);
}

static void measure_table(struct bench *bench)
{
    const struct calls *calls = bench_fixture(bench);
    measure_cached(bench, calls, calls->table);
}

// ---- An expensive function, and how many different arguments it gets

// By trial division: some 200 of them for the numbers here.
static uint64_t count_divisors(uint64_t number)
{
    uint64_t n_divisors = 0;
    for (uint64_t i = 1; i * i <= number; i++) {
        if (number % i == 0)
            n_divisors += i * i == number ? 1 : 2;
    }
    return n_divisors;
}

// The case's argument is how many different arguments the calls draw from, each as likely.
static void *distinct_new(struct bench *bench)
{
    struct calls *calls = calls_new(bench, count_divisors);
    struct random random = {3};
    for (size_t i = 0; i < N_CALLS; i++)
        calls->arguments[i] = 40000 + random_below(&random, (uint64_t)bench->arg);
    return calls;
}

#define DISTINCT .arg_name = "distinct", .setup = distinct_new, .teardown = calls_free

BENCH(repeated, uncached, .baseline = true, .args = {50}, DISTINCT)
{
    measure_uncached(bench);
}

BENCH(repeated, lru, .args = {50}, DISTINCT, .min_speedup = 3)
{
    measure_lru(bench);
}

// The cache holds 128 results: from there on it forgets what will be asked for again.
#define WORKING_SETS .args = {32, 64, 128, 256, 512, 1024, 2048, 4096}, DISTINCT

BENCH(working_set, uncached, .baseline = true, WORKING_SETS)
{
    measure_uncached(bench);
}

BENCH(working_set, lru, WORKING_SETS)
{
    measure_lru(bench);
}

BENCH(working_set, table, WORKING_SETS)
{
    measure_table(bench);
}

// ---- A cheap function, and how often its argument was there before

// Of a number with some 19 digits.
static uint64_t sum_digits(uint64_t number)
{
    uint64_t sum = 0;
    for (; number > 0; number /= 10)
        sum += number % 10;
    return sum;
}

// The case's argument is how many calls of a hundred repeat one of the last arguments, few enough
// for the bounded cache to hold them.
static void *hit_rate_new(struct bench *bench)
{
    struct calls *calls = calls_new(bench, sum_digits);
    struct random random = {6};
    uint64_t fresh[N_CALLS];
    uint64_t n_fresh = 0;
    uint64_t n_repeats_left = N_CALLS / 100 * (uint64_t)bench->arg;
    for (uint64_t i = 0; i < N_CALLS; i++) {
        // All of the repeats, in random places (Knuth, TAOCP 3.4.2, algorithm S).
        if (n_fresh > 0 && random_below(&random, N_CALLS - i) < n_repeats_left) {
            n_repeats_left--;
            uint64_t n_recent = n_fresh < 64 ? n_fresh : 64;
            calls->arguments[i] = fresh[n_fresh - 1 - random_below(&random, n_recent)];
        } else {
            calls->arguments[i] = fresh[n_fresh++] = random_bits(&random);
        }
    }
    return calls;
}

#define HIT_RATES                                                                                  \
    .args = {0, 10, 20, 30, 40, 50, 60, 75, 90, 99}, .arg_name = "percent", .setup = hit_rate_new, \
    .teardown = calls_free

BENCH(hit_rate, uncached, .baseline = true, HIT_RATES)
{
    measure_uncached(bench);
}

BENCH(hit_rate, lru, HIT_RATES, .min_speedup = 1.3, .claim_arg = 75)
{
    measure_lru(bench);
}

BENCH(hit_rate, table, HIT_RATES, .min_speedup = 1.5, .claim_arg = 75)
{
    measure_table(bench);
}
