// SPDX-License-Identifier: MIT
// Vector instructions: one operation on 2 to 16 numbers, written by the compiler (`arrays`, `auto`:
// with what every CPU of the architecture has; all of `exponential`) or by hand (`avx2`, `avx512`).
//
// Expect `distance` and `transform` to gain with the width until memory is the limit: 512 bits are
// not twice as fast as 256. Expect more than the width where the plain loop guesses wrong at every
// other branch (`filter`; `aggregate` as gcc compiles it): doing without one is most of the gain,
// and `branchless` has it without a vector instruction. gcc 12 and clang 14 do not vectorise a
// filter: there `filter/auto` is no faster than `filter/loop`. Expect `exponential`, which computes
// more than it moves, to gain with the width for as long as the CPU is as wide (Zen 4 does 512 bits
// in two halves), and a program that finds out where it runs (`dispatched`) to be as fast as one
// that was built for there.
#include <benchrun/bench.h>

#include <stdlib.h>

#include "suites/random.h"
#include "suites/support/cpu.h"
#include "suites/vectorize/kernels.h"

enum { N_PAIRS = 100000, N_NUMBERS = 1000000, CACHE_LINE_BYTES = 64 };

static void *allocate(size_t n_bytes)
{
    size_t n_whole_lines = (n_bytes + CACHE_LINE_BYTES - 1) / CACHE_LINE_BYTES;
    void *memory = aligned_alloc(CACHE_LINE_BYTES, n_whole_lines * CACHE_LINE_BYTES);
    if (memory == NULL)
        abort();
    return memory;
}

// ---- The distances of 100,000 pairs of points

struct pairs {
    struct pair *structs;
    struct pair_arrays arrays;
    float *out;
};

static void *pairs_new(struct bench *bench)
{
    (void)bench;
    struct pairs *pairs = allocate(sizeof *pairs);
    pairs->structs = allocate(N_PAIRS * sizeof *pairs->structs);
    pairs->out = allocate(N_PAIRS * sizeof *pairs->out);
    float **arrays[6] = {&pairs->arrays.ax, &pairs->arrays.ay, &pairs->arrays.az,
                         &pairs->arrays.bx, &pairs->arrays.by, &pairs->arrays.bz};
    for (size_t a = 0; a < 6; a++)
        *arrays[a] = allocate(N_PAIRS * sizeof **arrays[a]);

    struct random random = {1};
    for (size_t i = 0; i < N_PAIRS; i++) {
        for (size_t a = 0; a < 6; a++)
            (*arrays[a])[i] = (float)random_between(&random, -100, 100);
        pairs->structs[i] = (struct pair){
            .a = {pairs->arrays.ax[i], pairs->arrays.ay[i], pairs->arrays.az[i]},
            .b = {pairs->arrays.bx[i], pairs->arrays.by[i], pairs->arrays.bz[i]},
        };
    }
    return pairs;
}

static void pairs_free(void *fixture)
{
    struct pairs *pairs = fixture;
    free(pairs->arrays.ax);
    free(pairs->arrays.ay);
    free(pairs->arrays.az);
    free(pairs->arrays.bx);
    free(pairs->arrays.by);
    free(pairs->arrays.bz);
    free(pairs->structs);
    free(pairs->out);
    free(pairs);
}

static void report_distances(struct bench *bench, const struct pairs *pairs)
{
    bench_items(bench, N_PAIRS);
    bench_bytes(bench, N_PAIRS * (sizeof(struct pair) + sizeof(float)));
    // Single precision to some units in the last place: a fused multiply-add rounds once.
    bench_output_f32(bench, pairs->out, N_PAIRS, 1e-6);
}

BENCH(distance, loop, .baseline = true, .setup = pairs_new, .teardown = pairs_free)
{
    const struct pairs *pairs = bench_fixture(bench);
    BENCH_LOOP (bench) {
        distance_loop(pairs->structs, pairs->out, N_PAIRS);
        bench_clobber_memory();
    }
    report_distances(bench, pairs);
}

static void measure_distance(struct bench *bench, distance_function *distance)
{
    const struct pairs *pairs = bench_fixture(bench);
    BENCH_LOOP (bench) {
        distance(&pairs->arrays, pairs->out, N_PAIRS);
        bench_clobber_memory();
    }
    report_distances(bench, pairs);
}

BENCH(distance, arrays, .setup = pairs_new, .teardown = pairs_free)
{
    measure_distance(bench, distance_arrays);
}

// ---- A million numbers

struct numbers {
    double *x; // uniform in [-1, 1): half of them above 0, in no order that could be predicted
    double *out;
};

static void *numbers_new(struct bench *bench)
{
    (void)bench;
    struct numbers *numbers = allocate(sizeof *numbers);
    numbers->x = allocate(N_NUMBERS * sizeof *numbers->x);
    numbers->out = allocate(N_NUMBERS * sizeof *numbers->out);
    struct random random = {2};
    for (size_t i = 0; i < N_NUMBERS; i++) {
        numbers->x[i] = random_between(&random, -1, 1);
        numbers->out[i] = 0; // touched, so that no page is new in the first sample
    }
    return numbers;
}

static void numbers_free(void *fixture)
{
    struct numbers *numbers = fixture;
    free(numbers->x);
    free(numbers->out);
    free(numbers);
}

static void measure_filter(struct bench *bench, filter_function *filter)
{
    const struct numbers *numbers = bench_fixture(bench);
    size_t n_out = 0;
    BENCH_LOOP (bench) {
        n_out = filter(numbers->x, numbers->out, N_NUMBERS);
        bench_do_not_optimize(n_out);
    }
    bench_items(bench, N_NUMBERS);
    bench_bytes(bench, (double)(N_NUMBERS + n_out) * sizeof *numbers->x);
    bench_output(bench, numbers->out, n_out * sizeof *numbers->out);
}

BENCH(filter, loop, .baseline = true, .setup = numbers_new, .teardown = numbers_free)
{
    measure_filter(bench, filter_loop);
}

BENCH(filter, auto, .setup = numbers_new, .teardown = numbers_free)
{
    measure_filter(bench, filter_auto);
}

BENCH(filter, branchless, .setup = numbers_new, .teardown = numbers_free)
{
    measure_filter(bench, filter_branchless);
}

static void measure_transform(struct bench *bench, transform_function *transform)
{
    const struct numbers *numbers = bench_fixture(bench);
    BENCH_LOOP (bench) {
        transform(numbers->x, numbers->out, N_NUMBERS);
        bench_clobber_memory();
    }
    bench_items(bench, N_NUMBERS);
    bench_bytes(bench, N_NUMBERS * (sizeof *numbers->x + sizeof *numbers->out));
    // Near x = -1 the terms cancel, and what a fused multiply-add does not round away shows: two
    // roundings of numbers up to 4.
    bench_output_f64(bench, numbers->out, N_NUMBERS, 1e-15);
}

BENCH(transform, loop, .baseline = true, .setup = numbers_new, .teardown = numbers_free)
{
    measure_transform(bench, transform_loop);
}

BENCH(transform, auto, .setup = numbers_new, .teardown = numbers_free)
{
    measure_transform(bench, transform_auto);
}

static void measure_aggregate(struct bench *bench, aggregate_function *aggregate)
{
    const struct numbers *numbers = bench_fixture(bench);
    double sum = 0;
    BENCH_LOOP (bench) {
        sum = aggregate(numbers->x, N_NUMBERS);
        bench_do_not_optimize(sum);
    }
    bench_items(bench, N_NUMBERS);
    bench_bytes(bench, N_NUMBERS * sizeof *numbers->x);
    // n * 2^-53 bounds the error of a sum of positive numbers in any order (Higham 2002, 4.2).
    bench_output_f64(bench, &sum, 1, 1.2e-10);
}

BENCH(aggregate, loop, .baseline = true, .setup = numbers_new, .teardown = numbers_free)
{
    measure_aggregate(bench, aggregate_loop);
}

BENCH(aggregate, auto, .setup = numbers_new, .teardown = numbers_free)
{
    measure_aggregate(bench, aggregate_auto);
}

// ---- A loop of arithmetic, by levels of the compiler's vectoriser

// They fit the first cache twice: memory is no limit.
enum { N_FLOATS = 2048 };

struct floats {
    float x[N_FLOATS];
    float out[N_FLOATS];
};

static void *floats_new(struct bench *bench)
{
    (void)bench;
    struct floats *floats = allocate(sizeof *floats);
    struct random random = {7};
    for (size_t i = 0; i < N_FLOATS; i++)
        floats->x[i] = (float)random_between(&random, -1, 1);
    return floats;
}

static void measure_exponential(struct bench *bench, exponential_function *exponential)
{
    struct floats *floats = bench_fixture(bench);
    BENCH_LOOP (bench) {
        exponential(floats->x, floats->out, N_FLOATS);
        bench_clobber_memory();
    }
    bench_items(bench, N_FLOATS);
    bench_output_f32(bench, floats->out, N_FLOATS, 1e-6); // a fused multiply-add rounds once
}

BENCH(exponential, scalar, .baseline = true, .setup = floats_new, .teardown = free)
{
    measure_exponential(bench, exponential_scalar);
}

BENCH(exponential, vector, .setup = floats_new, .teardown = free, .min_speedup = 2)
{
    measure_exponential(bench, exponential_vector);
}

BENCH(exponential, dispatched, .setup = floats_new, .teardown = free, .min_speedup = 2)
{
    measure_exponential(bench, exponential_dispatched);
}

#ifdef __x86_64__
BENCH(exponential, avx2, .setup = floats_new, .teardown = free, .skip_unless = has_avx2,
      .min_speedup = 4)
{
    measure_exponential(bench, exponential_avx2);
}

BENCH(exponential, avx512, .setup = floats_new, .teardown = free, .skip_unless = has_avx512f,
      .min_speedup = 4)
{
    measure_exponential(bench, exponential_avx512);
}
#endif

// ---- By hand, for x86

#ifdef __x86_64__
BENCH(distance, avx2, .setup = pairs_new, .teardown = pairs_free, .skip_unless = has_avx2,
      .min_speedup = 1.5)
{
    measure_distance(bench, distance_avx2);
}

BENCH(distance, avx512, .setup = pairs_new, .teardown = pairs_free, .skip_unless = has_avx512f,
      .min_speedup = 1.5)
{
    measure_distance(bench, distance_avx512);
}

BENCH(filter, avx2, .setup = numbers_new, .teardown = numbers_free, .skip_unless = has_avx2,
      .min_speedup = 1.5)
{
    measure_filter(bench, filter_avx2);
}

BENCH(filter, avx512, .setup = numbers_new, .teardown = numbers_free, .skip_unless = has_avx512f,
      .min_speedup = 1.5)
{
    measure_filter(bench, filter_avx512);
}

BENCH(transform, avx2, .setup = numbers_new, .teardown = numbers_free, .skip_unless = has_avx2)
{
    measure_transform(bench, transform_avx2);
}

BENCH(transform, avx512, .setup = numbers_new, .teardown = numbers_free, .skip_unless = has_avx512f)
{
    measure_transform(bench, transform_avx512);
}

BENCH(aggregate, avx2, .setup = numbers_new, .teardown = numbers_free, .skip_unless = has_avx2,
      .min_speedup = 1.5)
{
    measure_aggregate(bench, aggregate_avx2);
}

BENCH(aggregate, avx512, .setup = numbers_new, .teardown = numbers_free, .skip_unless = has_avx512f,
      .min_speedup = 1.5)
{
    measure_aggregate(bench, aggregate_avx512);
}
#endif
