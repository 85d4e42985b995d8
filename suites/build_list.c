// SPDX-License-Identifier: MIT
// Building a list: the squares of 0 to n - 1 in newly allocated memory.
//
// Growing by one element each time calls the allocator n times, which has to copy the list whenever
// it cannot grow where it is. Doubling calls it log2(n) times, at a comparison for each element. An
// array of the right size from the start needs neither. Where it is filled through a pointer to a
// function, as a general `map` does it, the call costs several times what the function computes.
#include <benchrun/bench.h>

#include <stdlib.h>

static uint64_t *resize(uint64_t *list, size_t n)
{
    list = realloc(list, n * sizeof *list);
    if (list == NULL)
        abort();
    return list;
}

static uint64_t *grow_by_one(size_t n)
{
    uint64_t *list = NULL;
    for (size_t i = 0; i < n; i++) {
        list = resize(list, i + 1);
        list[i] = i * i;
    }
    return list;
}

static uint64_t *grow_by_doubling(size_t n)
{
    uint64_t *list = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == capacity) {
            capacity = capacity == 0 ? 4 : 2 * capacity;
            list = resize(list, capacity);
        }
        list[i] = i * i;
    }
    return list;
}

static uint64_t square(uint64_t number)
{
    return number * number;
}

static uint64_t *map(uint64_t (*function)(uint64_t number), size_t n)
{
    uint64_t *list = resize(NULL, n);
    for (size_t i = 0; i < n; i++)
        list[i] = function(i);
    return list;
}

static uint64_t *map_squares(size_t n)
{
    uint64_t (*function)(uint64_t number) = square;
    bench_hide(function); // else the compiler puts square() in place of the call
    return map(function, n);
}

static uint64_t *presized(size_t n)
{
    uint64_t *list = resize(NULL, n);
    for (size_t i = 0; i < n; i++)
        list[i] = i * i;
    return list;
}

static void measure_build(struct bench *bench, uint64_t *(*build)(size_t n))
{
    size_t n = (size_t)bench->arg;
    uint64_t *list = NULL;
    BENCH_LOOP (bench) {
        free(list);
        list = build(n);
        bench_do_not_optimize(list);
    }
    bench_items(bench, (double)n);
    bench_output(bench, list, n * sizeof *list);
    free(list);
}

#define SQUARES_OPTIONS .args = {10, 100, 1000, 10000}, .arg_name = "n"

BENCH(squares, grow_by_one, .baseline = true, SQUARES_OPTIONS)
{
    measure_build(bench, grow_by_one);
}

BENCH(squares, grow_by_doubling, SQUARES_OPTIONS, .min_speedup = 1.5)
{
    measure_build(bench, grow_by_doubling);
}

BENCH(squares, map, SQUARES_OPTIONS, .min_speedup = 2)
{
    measure_build(bench, map_squares);
}

BENCH(squares, presized, SQUARES_OPTIONS, .min_speedup = 4)
{
    measure_build(bench, presized);
}
