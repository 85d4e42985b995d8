// SPDX-License-Identifier: MIT
#pragma once
// How often each duration occurred, to three significant digits, in memory that does not grow: one
// bucket for each nanosecond below 2,048, and 1,024 for each doubling above.
#include <stdint.h>

enum {
    HISTOGRAM_EXACT = 2048,
    HISTOGRAM_STEPS = 1024, // of a doubling
    HISTOGRAM_DOUBLINGS = 32,
    HISTOGRAM_BUCKETS = HISTOGRAM_EXACT + HISTOGRAM_STEPS * HISTOGRAM_DOUBLINGS,
};

struct histogram {
    uint64_t counts[HISTOGRAM_BUCKETS];
    uint64_t most_ns; // the longest
    uint64_t n_over;  // longer than the last bucket (2.4 hours), which has them too
};

void histogram_clear(struct histogram *histogram);

void histogram_add(struct histogram *histogram, uint64_t ns);

/** The shortest duration of a bucket, in ns. */
uint64_t histogram_from_ns(unsigned bucket);
