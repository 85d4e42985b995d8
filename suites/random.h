// SPDX-License-Identifier: MIT
#pragma once
// Random numbers from a seed, the same on every machine: splitmix64 (Steele, Lea, Flood 2014).
#include <stdint.h>

/** The seed is the state; `(struct random){42}` starts a sequence. */
struct random {
    uint64_t state;
};

/** 64 random bits. */
static inline uint64_t random_bits(struct random *random)
{
    uint64_t z = random->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/** Uniform in [low, high). */
static inline double random_between(struct random *random, double low, double high)
{
    return low + (high - low) * ((double)(random_bits(random) >> 11) * 0x1p-53);
}

/** A whole number in [0, limit); `limit` is at least 1 and far below 2^64, as the bias goes with
 * it. */
static inline uint64_t random_below(struct random *random, uint64_t limit)
{
    return random_bits(random) % limit;
}
