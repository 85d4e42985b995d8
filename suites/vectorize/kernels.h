// SPDX-License-Identifier: MIT
#pragma once
// The five tasks, each in several ways. They live in files of their own, each built with the flags
// that make it what its name says: `loop` without the vectoriser, `auto` with all of it. `levels`
// says by attributes what each function is.
#include <stddef.h>

struct point {
    float x, y, z;
};

struct pair {
    struct point a, b;
};

/** The same pairs as separate arrays. */
struct pair_arrays {
    float *ax, *ay, *az;
    float *bx, *by, *bz;
};

/** The Euclidean distances of `n` pairs, to `out`. */
void distance_loop(const struct pair *pairs, float *out, size_t n);
typedef void distance_function(const struct pair_arrays *pairs, float *restrict out, size_t n);
distance_function distance_arrays, distance_avx2, distance_avx512;

/** Copies what is above 0 to `out`, which has room for `n`, in order; returns how many. */
typedef size_t filter_function(const double *restrict x, double *restrict out, size_t n);
filter_function filter_loop, filter_auto, filter_branchless, filter_avx2, filter_avx512;

/** x*x + 2*x + 1 of each, to `out`. */
typedef void transform_function(const double *restrict x, double *restrict out, size_t n);
transform_function transform_loop, transform_auto, transform_avx2, transform_avx512;

/** The sum of what is above 0. */
typedef double aggregate_function(const double *x, size_t n);
aggregate_function aggregate_loop, aggregate_auto, aggregate_avx2, aggregate_avx512;

/** exp(x) of each in [-1, 1], to 3e-5, to `out`. */
typedef void exponential_function(const float *restrict x, float *restrict out, size_t n);
exponential_function exponential_scalar, exponential_vector, exponential_avx2, exponential_avx512;
/** The widest of them that this CPU has, found out when it is called first. */
exponential_function exponential_dispatched;
