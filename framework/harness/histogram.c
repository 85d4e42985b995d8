// SPDX-License-Identifier: MIT
#include "framework/harness/histogram.h"

#include <string.h>

enum { STEP_BITS = 10 }; // of HISTOGRAM_STEPS

void histogram_clear(struct histogram *histogram)
{
    memset(histogram, 0, sizeof *histogram);
}

void histogram_add(struct histogram *histogram, uint64_t ns)
{
    unsigned bucket = (unsigned)ns;
    if (ns >= HISTOGRAM_EXACT) {
        unsigned shift = 63 - (unsigned)__builtin_clzll(ns) - STEP_BITS;
        bucket = HISTOGRAM_EXACT + (shift - 1) * HISTOGRAM_STEPS +
                 (unsigned)((ns >> shift) - HISTOGRAM_STEPS);
    }
    if (bucket >= HISTOGRAM_BUCKETS) {
        bucket = HISTOGRAM_BUCKETS - 1;
        histogram->n_over++;
    }
    histogram->counts[bucket]++;
    if (ns > histogram->most_ns)
        histogram->most_ns = ns;
}

uint64_t histogram_from_ns(unsigned bucket)
{
    if (bucket < HISTOGRAM_EXACT)
        return bucket;
    unsigned above = bucket - HISTOGRAM_EXACT;
    unsigned shift = above / HISTOGRAM_STEPS + 1;
    return (uint64_t)(HISTOGRAM_STEPS + above % HISTOGRAM_STEPS) << shift;
}
