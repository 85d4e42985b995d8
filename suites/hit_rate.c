// SPDX-License-Identifier: MIT
// When a cache pays off: how many calls must hit before looking up beats computing.
//
// The function is cheap, the sum of the digits of a number, and the argument is how many calls of a
// hundred repeat an earlier one. A miss costs the lookup as well as the function and the storing.
// Expect a loss where hardly any call hits, and a gain that is limited by what a lookup costs.
#include <benchrun/bench.h>

#include <stdlib.h>
#include <string.h>

#include "random.h"

enum { N_CALLS = 1000, N_PLACES = 2048 };

struct task {
    uint64_t arguments[N_CALLS];
    struct {
        uint64_t number; // 0: free
        uint64_t sum;
    } places[N_PLACES];
    unsigned n_hits;
};

static void *task_new(struct bench *bench)
{
    struct task *task = calloc(1, sizeof *task);
    if (task == NULL)
        abort();
    struct random random = {6};
    uint64_t fresh[N_CALLS];
    uint64_t n_fresh = 0;
    uint64_t n_repeats_left = N_CALLS / 100 * (uint64_t)bench->arg;
    for (uint64_t i = 0; i < N_CALLS; i++) {
        // All of the repeats, in random places (Knuth, TAOCP 3.4.2, algorithm S).
        if (n_fresh > 0 && random_below(&random, N_CALLS - i) < n_repeats_left) {
            n_repeats_left--;
            task->arguments[i] = fresh[random_below(&random, n_fresh)];
        } else {
            task->arguments[i] = fresh[n_fresh++] = random_bits(&random);
        }
    }
    return task;
}

__attribute__((noinline)) static uint64_t sum_digits(struct task *task, uint64_t number)
{
    (void)task;
    uint64_t sum = 0;
    for (; number > 0; number /= 10)
        sum += number % 10;
    return sum;
}

// A hash table with twice as many places as there are calls. The numbers are random, so their low
// bits are as good as a hash.
static uint64_t sum_digits_cached(struct task *task, uint64_t number)
{
    size_t place = number % N_PLACES;
    while (task->places[place].number != 0 && task->places[place].number != number)
        place = (place + 1) % N_PLACES;
    if (task->places[place].number == number) {
        task->n_hits++;
    } else {
        task->places[place].number = number;
        task->places[place].sum = sum_digits(task, number);
    }
    return task->places[place].sum;
}

static void measure(struct bench *bench, uint64_t (*call)(struct task *task, uint64_t number))
{
    struct task *task = bench_fixture(bench);
    uint64_t sum = 0;
    BENCH_LOOP (bench) {
        sum = 0;
        task->n_hits = 0;
        memset(task->places, 0, sizeof task->places);
        for (size_t i = 0; i < N_CALLS; i++)
            sum += call(task, task->arguments[i]);
        bench_do_not_optimize(sum);
    }
    bench_items(bench, N_CALLS);
    bench_metric(bench, "hits", task->n_hits, NULL);
    bench_output(bench, &sum, sizeof sum);
}

#define HIT_RATES                                                                              \
    .args = {0, 10, 20, 30, 40, 50, 60, 75, 90, 99}, .arg_name = "percent", .setup = task_new, \
    .teardown = free

BENCH(hit_rate, uncached, .baseline = true, HIT_RATES)
{
    measure(bench, sum_digits);
}

BENCH(hit_rate, table, HIT_RATES, .min_speedup = 1.5, .claim_arg = 75)
{
    measure(bench, sum_digits_cached);
}
