// SPDX-License-Identifier: MIT
#include "framework/stats/rank_sum.h"

#include <math.h>
#include <string.h>

#include "framework/stats/select.h"

// P(U = u) of every u up to `most`, at most half of all differences: U is distributed as the
// coefficients of the Gaussian binomial, the product of (1 - q^(n + i)) / (1 - q^i) for i from 1 to
// m (Harding 1984), here divided by their sum.
static void find_probabilities(size_t n_base, size_t n_head, size_t most, double *probabilities)
{
    size_t m = n_base < n_head ? n_base : n_head;
    size_t n = n_base < n_head ? n_head : n_base;
    memset(probabilities, 0, (most + 1) * sizeof *probabilities);
    probabilities[0] = 1;
    for (size_t i = 1; i <= m; i++)
        probabilities[0] *= (double)i / (double)(n + i);
    for (size_t i = 1; i <= m; i++) {
        for (size_t u = most; u >= n + i; u--)
            probabilities[u] -= probabilities[u - n - i];
        for (size_t u = i; u <= most; u++)
            probabilities[u] += probabilities[u - i];
    }
}

static double lower_tail(size_t m, size_t n, size_t u)
{
    double probabilities[RANK_SUM_EXACT / 2 + 1];
    double tail = 0;
    find_probabilities(m, n, u, probabilities);
    for (size_t i = 0; i <= u; i++)
        tail += probabilities[i];
    return tail;
}

// P(U <= u) of a normal variable with the mean and variance of U.
static double normal_cdf(size_t m, size_t n, size_t u)
{
    double all = (double)m * (double)n;
    double deviation = sqrt(all * (double)(m + n + 1) / 12);
    return 0.5 * erfc((all / 2 - (double)u - 0.5) / deviation / M_SQRT2);
}

double rank_sum_cdf(size_t n_base, size_t n_head, size_t u)
{
    size_t all = n_base * n_head;
    if (u >= all)
        return 1;
    if (all > RANK_SUM_EXACT)
        return normal_cdf(n_base, n_head, u);
    // U and all - U have the same distribution.
    return u <= all / 2 ? lower_tail(n_base, n_head, u)
                        : 1 - lower_tail(n_base, n_head, all - u - 1);
}

size_t rank_sum_least(double alpha)
{
    size_t n = 1;
    for (double p = 1; p > alpha; n++) // 2 / (2n choose n)
        p *= (double)(n + 1) / (double)(4 * n + 2);
    return n;
}

// How many differences lie below the interval: the most, k, with P(U < k) <= alpha / 2.
static size_t count_excluded(size_t n_base, size_t n_head, double alpha)
{
    double probabilities[RANK_SUM_EXACT / 2 + 1];
    size_t low = 0;
    size_t high = n_base * n_head / 2;
    if (n_base * n_head <= RANK_SUM_EXACT) {
        double tail = 0;
        find_probabilities(n_base, n_head, high, probabilities);
        while (low < high && (tail += probabilities[low]) <= alpha / 2)
            low++;
        return low;
    }
    while (low < high) {
        size_t k = low + (high - low + 1) / 2;
        if (normal_cdf(n_base, n_head, k - 1) <= alpha / 2)
            low = k;
        else
            high = k - 1;
    }
    return low;
}

static struct select_below count_below(const void *numbers, double bound)
{
    const struct rank_sum *of = numbers;
    struct select_below below = {0, -INFINITY};
    size_t end = 0; // of head's values that are near enough; more of them for a larger one of base
    for (size_t i = 0; i < of->n_base; i++) {
        while (end < of->n_head && of->head[end] - of->base[i] <= bound)
            end++;
        below.n += end;
        if (end > 0)
            below.largest = fmax(below.largest, of->head[end - 1] - of->base[i]);
    }
    return below;
}

// The k-th smallest difference, k from 1.
static double find_difference(const struct rank_sum *samples, size_t k)
{
    double low = samples->head[0] - samples->base[samples->n_base - 1];
    double high = samples->head[samples->n_head - 1] - samples->base[0];
    return select_smallest(count_below, samples, low, high, k);
}

double rank_sum_shift(const struct rank_sum *samples)
{
    size_t all = samples->n_base * samples->n_head;
    if (all == 0)
        return NAN;
    return (find_difference(samples, (all + 1) / 2) + find_difference(samples, all / 2 + 1)) / 2;
}

void rank_sum_interval(const struct rank_sum *samples, double alpha, double interval[2])
{
    size_t all = samples->n_base * samples->n_head;
    size_t excluded = count_excluded(samples->n_base, samples->n_head, alpha);
    interval[0] = excluded > 0 ? find_difference(samples, excluded) : -INFINITY;
    interval[1] = excluded > 0 ? find_difference(samples, all + 1 - excluded) : INFINITY;
}

double rank_sum_p(const struct rank_sum *samples, double shift)
{
    size_t all = samples->n_base * samples->n_head;
    size_t up_to_it = count_below(samples, shift).n;
    // Of those below the shift, the largest double below it is the bound.
    size_t from_it = all - count_below(samples, nextafter(shift, -INFINITY)).n;
    size_t least = up_to_it < from_it ? up_to_it : from_it;
    return fmin(1, 2 * rank_sum_cdf(samples->n_base, samples->n_head, least));
}
