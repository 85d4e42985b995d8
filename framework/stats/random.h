// SPDX-License-Identifier: MIT
#pragma once
// Random numbers that a seed makes repeatable: SplitMix64 (Steele, Lea and Flood 2014).
#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state; // any value, 0 included, is a good seed
};

/** The next 64 random bits. */
uint64_t random_next(struct random *random);

/** Uniform in [0, 1). */
double random_unit(struct random *random);

/** Uniform in [0, n), n at least 1. */
size_t random_below(struct random *random, size_t n);

/** Fills `order` with 0 .. n-1 in random order, each order equally likely. */
void random_order(struct random *random, size_t *order, size_t n);
