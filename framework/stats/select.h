// SPDX-License-Identifier: MIT
#pragma once
// The k-th smallest of very many numbers that are counted rather than written out, by bisection
// (after Johnson and Mizoguchi, Selecting the kth element in X + Y, SIAM J. Comput. 7, 1978).
#include <stddef.h>

/** The numbers up to a bound: how many there are, and the largest of them (-INFINITY: none). */
struct select_below {
    size_t n;
    double largest;
};

/** Counts the numbers up to `bound`. */
typedef struct select_below select_count(const void *numbers, double bound);

/** The k-th smallest, k from 1, of numbers that lie between `low` and `high`, ends included. */
double select_smallest(select_count *count, const void *numbers, double low, double high, size_t k);
