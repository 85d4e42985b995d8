// SPDX-License-Identifier: MIT
// Every kernel against the plain loop at every length up to some vectors, so that no rest is
// missed; the buffers are as long as they must be, so that the address sanitizer sees what goes
// beyond.
#include "suites/vectorize/kernels.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "suites/random.h"
#include "suites/support/cpu.h"

enum { MOST = 70 };

static double *make_numbers(size_t n, uint64_t seed)
{
    struct random random = {seed};
    double *x = malloc(n * sizeof *x + 1);
    for (size_t i = 0; i < n; i++)
        x[i] = random_between(&random, -1, 1);
    return x;
}

static void check_filter(filter_function *filter)
{
    for (size_t n = 0; n <= MOST; n++) {
        double *x = make_numbers(n, n);
        double *expected = calloc(n + 1, sizeof *expected);
        double *out = malloc(n * sizeof *out + 1);
        size_t n_expected = filter_loop(x, expected, n);
        cr_assert_eq(filter(x, out, n), n_expected);
        cr_assert_eq(memcmp(out, expected, n_expected * sizeof *out), 0);
        free(x);
        free(expected);
        free(out);
    }
}

static void check_transform(transform_function *transform)
{
    for (size_t n = 0; n <= MOST; n++) {
        double *x = make_numbers(n, n);
        double *out = malloc(n * sizeof *out + 1);
        transform(x, out, n);
        for (size_t i = 0; i < n; i++)
            cr_assert_float_eq(out[i], x[i] * x[i] + 2 * x[i] + 1, 1e-15);
        free(x);
        free(out);
    }
}

static void check_aggregate(aggregate_function *aggregate)
{
    for (size_t n = 0; n <= MOST; n++) {
        double *x = make_numbers(n, n);
        cr_assert_float_eq(aggregate(x, n), aggregate_loop(x, n), 1e-12);
        free(x);
    }
}

static float *make_floats(size_t n, float base)
{
    float *x = malloc(n * sizeof *x + 1);
    for (size_t i = 0; i < n; i++)
        x[i] = base * (float)(i + 1);
    return x;
}

// (2, 3, 6) times i is 7 times i long.
static void check_distance(distance_function *distance)
{
    for (size_t n = 0; n <= MOST; n++) {
        struct pair_arrays pairs = {make_floats(n, 3), make_floats(n, 4), make_floats(n, 5),
                                    make_floats(n, 1), make_floats(n, 7), make_floats(n, -1)};
        float *out = malloc(n * sizeof *out + 1);
        distance(&pairs, out, n);
        for (size_t i = 0; i < n; i++)
            cr_assert_float_eq(out[i], 7 * (double)(i + 1), 1e-4);
        float *all[] = {pairs.ax, pairs.ay, pairs.az, pairs.bx, pairs.by, pairs.bz, out};
        for (size_t a = 0; a < sizeof all / sizeof *all; a++)
            free(all[a]);
    }
}

// What Taylor's series has after x^7 is at most e - (1 + 1 + 1/2! + ... + 1/7!) = 2.8e-5.
static void check_exponential(exponential_function *exponential)
{
    for (size_t n = 0; n <= MOST; n++) {
        float *x = make_floats(n, 1.0F / MOST);
        float *out = malloc(n * sizeof *out + 1);
        exponential(x, out, n);
        for (size_t i = 0; i < n; i++)
            cr_assert_float_eq(out[i], exp(x[i]), 3e-5);
        free(x);
        free(out);
    }
}

Test(kernels, by_the_compiler_agree_with_the_loop)
{
    check_distance(distance_arrays);
    check_filter(filter_auto);
    check_filter(filter_branchless);
    check_transform(transform_auto);
    check_aggregate(aggregate_auto);
    check_exponential(exponential_scalar);
    check_exponential(exponential_vector);
    check_exponential(exponential_dispatched);
}

#ifdef __x86_64__
Test(kernels, in_avx2_agree_with_the_loop)
{
    if (!has_avx2())
        return;
    check_distance(distance_avx2);
    check_filter(filter_avx2);
    check_transform(transform_avx2);
    check_aggregate(aggregate_avx2);
    check_exponential(exponential_avx2);
}

Test(kernels, in_avx512_agree_with_the_loop)
{
    if (!has_avx512f())
        return;
    check_distance(distance_avx512);
    check_filter(filter_avx512);
    check_transform(transform_avx512);
    check_aggregate(aggregate_avx512);
    check_exponential(exponential_avx512);
}
#endif
