// SPDX-License-Identifier: MIT
// Unpredictable branches: the sum of the numbers below a limit. The argument says how many percent
// of the numbers are below it.
//
// The same loop over the same numbers takes several times as long when they are in random order:
// the processor guesses at each branch, and a wrong guess costs some 15 cycles. `sorted` guesses
// wrong once (the cost of sorting is not counted: it pays off where the data is used again).
// `branchless` has nothing to guess and takes the same time for any data: a gain where the branch
// goes either way, and none where it nearly always goes the same way.
#include <benchrun/bench.h>

#include <stdlib.h>

#include "random.h"

// More than the branch predictor can memorize, less than the second-level cache holds.
enum { N_NUMBERS = 65536 };

static void *shuffled_new(struct bench *bench)
{
    uint32_t *numbers = malloc(N_NUMBERS * sizeof *numbers);
    if (numbers == NULL) {
        bench_fail(bench, "out of memory");
        return NULL;
    }
    struct random random = {13};
    for (size_t i = 0; i < N_NUMBERS; i++)
        numbers[i] = (uint32_t)random_bits(&random);
    return numbers;
}

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void *sorted_new(struct bench *bench)
{
    uint32_t *numbers = shuffled_new(bench);
    if (numbers != NULL)
        qsort(numbers, N_NUMBERS, sizeof *numbers, compare_numbers);
    return numbers;
}

// bench_do_not_optimize() produces no instruction, but it needs the sum only where the branch was
// taken. So the compiler can turn the branch neither into a conditional move nor into vector code.
static uint64_t sum_by_branch(const uint32_t *numbers, uint32_t limit)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < N_NUMBERS; i++) {
        if (numbers[i] < limit) {
            sum += numbers[i];
            bench_do_not_optimize(sum);
        }
    }
    return sum;
}

// The barrier keeps this at one number at a time as well: vector code is the subject of the suite
// `vectorize`.
static uint64_t sum_without_branch(const uint32_t *numbers, uint32_t limit)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < N_NUMBERS; i++) {
        uint32_t mask = -(uint32_t)(numbers[i] < limit); // all ones, or zero
        sum += numbers[i] & mask;
        bench_do_not_optimize(sum);
    }
    return sum;
}

static void measure_sum(struct bench *bench, uint64_t (*sum_below)(const uint32_t *, uint32_t))
{
    const uint32_t *numbers = bench_fixture(bench);
    uint32_t limit = (uint32_t)((uint64_t)bench->arg * UINT32_MAX / 100);
    uint64_t sum = 0;
    BENCH_LOOP (bench) {
        sum = sum_below(numbers, limit);
        bench_do_not_optimize(sum);
    }
    bench_items(bench, N_NUMBERS);
    bench_output(bench, &sum, sizeof sum);
}

#define SUM_OPTIONS .args = {1, 10, 50}, .arg_name = "percent", .teardown = free

BENCH(conditional_sum, shuffled, .baseline = true, SUM_OPTIONS, .setup = shuffled_new)
{
    measure_sum(bench, sum_by_branch);
}

BENCH(conditional_sum, sorted, SUM_OPTIONS, .setup = sorted_new, .min_speedup = 3, .claim_arg = 50)
{
    measure_sum(bench, sum_by_branch);
}

BENCH(conditional_sum, branchless, SUM_OPTIONS, .setup = shuffled_new, .min_speedup = 2.5,
      .claim_arg = 50)
{
    measure_sum(bench, sum_without_branch);
}
