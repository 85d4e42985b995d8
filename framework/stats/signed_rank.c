// SPDX-License-Identifier: MIT
#include "framework/stats/signed_rank.h"

#include <math.h>

#include "framework/stats/select.h"

static size_t count_averages(size_t n)
{
    return n * (n + 1) / 2;
}

// P(T <= t) for t in the lower half: each rank is added to the sum, or is not.
static double lower_tail(size_t n, size_t t)
{
    enum { MOST = SIGNED_RANK_EXACT * (SIGNED_RANK_EXACT + 1) / 4 };
    double probabilities[MOST + 1]; // up to t: clearing all would take longer than the sums
    double tail = 0;
    probabilities[0] = pow(0.5, (double)n);
    for (size_t sum = 1; sum <= t; sum++)
        probabilities[sum] = 0;
    for (size_t rank = 1; rank <= n; rank++) {
        size_t reached = count_averages(rank);
        for (size_t sum = reached < t ? reached : t; sum >= rank; sum--)
            probabilities[sum] += probabilities[sum - rank];
    }
    for (size_t sum = 0; sum <= t; sum++)
        tail += probabilities[sum];
    return tail;
}

// P(T <= t) of a normal variable with the mean and variance of T.
static double normal_cdf(size_t n, size_t t)
{
    double size = (double)n;
    double deviation = sqrt(size * (size + 1) * (2 * size + 1) / 24);
    return 0.5 * erfc((size * (size + 1) / 4 - (double)t - 0.5) / deviation / M_SQRT2);
}

double signed_rank_cdf(size_t n, size_t t)
{
    size_t most = count_averages(n);
    if (t >= most)
        return 1;
    if (n > SIGNED_RANK_EXACT)
        return normal_cdf(n, t);
    // T and most - T have the same distribution.
    return t <= most / 2 ? lower_tail(n, t) : 1 - lower_tail(n, most - t - 1);
}

size_t signed_rank_least(double alpha)
{
    const double most = 1e6; // none is enough for a level of 0
    return (size_t)fmin(fmax(ceil(1 - log2(alpha)), 1), most);
}

// How many averages lie below the interval: the most, k, with P(T < k) <= alpha / 2.
static size_t count_excluded(size_t n, double alpha)
{
    size_t low = 0;
    size_t high = count_averages(n) / 2;
    while (low < high) {
        size_t k = (low + high + 1) / 2;
        if (signed_rank_cdf(n, k - 1) <= alpha / 2)
            low = k;
        else
            high = k - 1;
    }
    return low;
}

struct averages {
    const double *values;
    size_t n;
};

static struct select_below count_below(const void *numbers, double bound)
{
    const struct averages *of = numbers;
    struct select_below below = {0, -INFINITY};
    size_t end = of->n;
    for (size_t i = 0; i < of->n; i++) {
        while (end > i && (of->values[i] + of->values[end - 1]) / 2 > bound)
            end--;
        if (end <= i)
            break;
        below.n += end - i;
        below.largest = fmax(below.largest, (of->values[i] + of->values[end - 1]) / 2);
    }
    return below;
}

// The k-th smallest average, k from 1.
static double find_average(const double *values, size_t n, size_t k)
{
    struct averages averages = {values, n};
    return select_smallest(count_below, &averages, values[0], values[n - 1], k);
}

double signed_rank_center(const double *values, size_t n)
{
    size_t all = count_averages(n);
    if (n == 0)
        return NAN;
    return (find_average(values, n, (all + 1) / 2) + find_average(values, n, all / 2 + 1)) / 2;
}

void signed_rank_interval(const double *values, size_t n, double alpha, double interval[2])
{
    size_t excluded = count_excluded(n, alpha);
    interval[0] = excluded > 0 ? find_average(values, n, excluded) : -INFINITY;
    interval[1] =
        excluded > 0 ? find_average(values, n, count_averages(n) + 1 - excluded) : INFINITY;
}

double signed_rank_p(const double *values, size_t n)
{
    size_t all = count_averages(n);
    struct averages averages = {values, n};
    size_t up_to_zero = count_below(&averages, 0).n;
    // Of those below zero, the largest double below it is the bound.
    size_t from_zero = all - count_below(&averages, nextafter(0, -1)).n;
    size_t least = up_to_zero < from_zero ? up_to_zero : from_zero;
    return fmin(1, 2 * signed_rank_cdf(n, least));
}
