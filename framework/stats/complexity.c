// SPDX-License-Identifier: MIT
#include "framework/stats/complexity.h"

#include <math.h>

// Above this relative error a model does not describe the times: n^1.5 over a range of 256 is off
// by 40 % from its neighbours n log n and n^2, and the caches bend an honest O(n) by some 10 %.
static const double worst_error = 0.15;

// Errors that differ by less do not distinguish two models. 1 % is the precision of the times; with
// a factor of 1.1 constant times with noise of 5 % were called growing in 2 % of cases.
static const double tie_factor = 1.5;
static const double tie_error = 0.01;

static const char *const words[COMPLEXITIES] = {"O(1)",       "O(log n)", "O(n)",
                                                "O(n log n)", "O(n^2)",   "O(n^3)"};

const char *complexity_word(enum complexity complexity)
{
    return words[complexity];
}

static double term(enum complexity complexity, double n)
{
    switch (complexity) {
    case COMPLEXITY_1:
        return 1;
    case COMPLEXITY_LOG_N:
        return log2(n);
    case COMPLEXITY_N:
        return n;
    case COMPLEXITY_N_LOG_N:
        return n * log2(n);
    case COMPLEXITY_N2:
        return n * n;
    case COMPLEXITY_N3:
        return n * n * n;
    }
    return NAN;
}

double complexity_time(const struct complexity_fit *fit, double n)
{
    return fit->offset + fit->scale * term(fit->complexity, n);
}

// The sums of the normal equations of 1 = offset * u + scale * v, with u = 1 / time and
// v = term / time: residuals are relative, so that large arguments do not outweigh small ones.
struct sums {
    double u, v, uu, uv, vv;
};

static struct sums add_up(enum complexity complexity, const double *n, const double *times,
                          size_t count)
{
    struct sums sums = {0};
    for (size_t i = 0; i < count; i++) {
        double u = 1 / times[i];
        double v = term(complexity, n[i]) / times[i];
        sums.u += u;
        sums.v += v;
        sums.uu += u * u;
        sums.uv += u * v;
        sums.vv += v * v;
    }
    return sums;
}

static double relative_error(const struct complexity_fit *fit, const double *n, const double *times,
                             size_t count)
{
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        double residual = complexity_time(fit, n[i]) / times[i] - 1;
        squares += residual * residual;
    }
    double free_parameters = fit->offset > 0 ? 2 : 1;
    return sqrt(squares / ((double)count - free_parameters));
}

// An offset below 0 would be a time before the start: then the line goes through 0. What grows has
// a scale above 0, or else it is O(1), which has no separate offset.
static struct complexity_fit fit_model(enum complexity complexity, const double *n,
                                       const double *times, size_t count)
{
    struct sums sums = add_up(complexity, n, times, count);
    struct complexity_fit fit = {.complexity = complexity, .scale = sums.v / sums.vv};
    double determinant = sums.uu * sums.vv - sums.uv * sums.uv;
    double offset = (sums.u * sums.vv - sums.v * sums.uv) / determinant;
    double scale = (sums.v * sums.uu - sums.u * sums.uv) / determinant;
    if (complexity != COMPLEXITY_1 && offset > 0 && scale > 0) {
        fit.offset = offset;
        fit.scale = scale;
    }
    fit.error = relative_error(&fit, n, times, count);
    return fit;
}

static bool has_range(const double *n, size_t count)
{
    double smallest = INFINITY, largest = 0;
    for (size_t i = 0; i < count; i++) {
        smallest = fmin(smallest, n[i]);
        largest = fmax(largest, n[i]);
    }
    return largest >= COMPLEXITY_LEAST_RANGE * smallest;
}

bool complexity_fit(const double *n, const double *times, size_t count, struct complexity_fit *out)
{
    if (count < COMPLEXITY_LEAST_POINTS || !has_range(n, count))
        return false;
    struct complexity_fit fits[COMPLEXITIES];
    double least_error = INFINITY;
    for (unsigned i = 0; i < COMPLEXITIES; i++) {
        fits[i] = fit_model((enum complexity)i, n, times, count);
        least_error = fmin(least_error, fits[i].error);
    }
    if (least_error > worst_error)
        return false;
    unsigned chosen = 0;
    while (!(fits[chosen].error <= tie_factor * least_error + tie_error))
        chosen++; // at most up to the one with the least error
    *out = fits[chosen];
    return true;
}
