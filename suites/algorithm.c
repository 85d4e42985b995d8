// SPDX-License-Identifier: MIT
// A better algorithm: the same answer in fewer steps.
//
// How many of n numbers have occurred before? Nested loops compare each number with all before it.
// Sorting brings equal numbers together. A hash set finds each in about one step. Expect them to
// fit O(n^2), O(n log n) and O(n), and sorting not to pay off while n is small.
#include <benchrun/bench.h>

#include <stdlib.h>
#include <string.h>

#include "random.h"

// Each iteration takes another input from a pool: with a single short one, the branch predictor
// would memorize the result of every comparison.
enum { LEAST_N = 64, MOST_N = 16384, POOL = 65536 };

struct task {
    uint32_t pool[POOL];           // inputs of n numbers each, none of them 0
    size_t counts[POOL / LEAST_N]; // the answers
    uint32_t scratch[2 * MOST_N];
};

static void *task_new(struct bench *bench)
{
    struct task *task = calloc(1, sizeof *task);
    if (task == NULL) {
        bench_fail(bench, "out of memory");
        return NULL;
    }
    struct random random = {5};
    for (size_t i = 0; i < POOL; i++)
        task->pool[i] = 1 + (uint32_t)random_below(&random, 8 * (uint64_t)bench->arg);
    return task;
}

typedef size_t count_duplicates(const uint32_t *numbers, size_t n, uint32_t *scratch);

static void measure(struct bench *bench, count_duplicates *count)
{
    struct task *task = bench_fixture(bench);
    size_t n = (size_t)bench->arg, n_inputs = POOL / n, input = 0;
    BENCH_LOOP (bench) {
        task->counts[input] = count(&task->pool[input * n], n, task->scratch);
        bench_clobber_memory();
        input = (input + 1) % n_inputs;
    }
    bench_items(bench, (double)n);
    bench_output(bench, &task->counts[0], sizeof task->counts[0]);
}

#define OPTIONS                                                                  \
    .args = {64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384}, .arg_name = "n", \
    .setup = task_new, .teardown = free

static size_t count_by_nested_loops(const uint32_t *numbers, size_t n, uint32_t *scratch)
{
    (void)scratch;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        size_t before = 0;
        while (before < i && numbers[before] != numbers[i])
            before++;
        count += before < i;
    }
    return count;
}

BENCH(duplicates, nested_loops, .baseline = true, OPTIONS)
{
    measure(bench, count_by_nested_loops);
}

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static size_t count_by_sorting(const uint32_t *numbers, size_t n, uint32_t *scratch)
{
    memcpy(scratch, numbers, n * sizeof *numbers);
    qsort(scratch, n, sizeof *scratch, compare_numbers);
    size_t count = 0;
    for (size_t i = 1; i < n; i++)
        count += scratch[i] == scratch[i - 1];
    return count;
}

BENCH(duplicates, sort, OPTIONS, .min_speedup = 3, .claim_arg = 2048)
{
    measure(bench, count_by_sorting);
}

// Open addressing in 2 n slots, a power of two; 0 marks a free one.
static size_t count_by_hashing(const uint32_t *numbers, size_t n, uint32_t *scratch)
{
    memset(scratch, 0, 2 * n * sizeof *scratch);
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        size_t slot = numbers[i] * 2654435761u % (2 * n); // Knuth's multiplier
        while (scratch[slot] != 0 && scratch[slot] != numbers[i])
            slot = (slot + 1) % (2 * n);
        count += scratch[slot] == numbers[i];
        scratch[slot] = numbers[i];
    }
    return count;
}

BENCH(duplicates, hash_set, OPTIONS, .min_speedup = 10, .claim_arg = 512)
{
    measure(bench, count_by_hashing);
}
