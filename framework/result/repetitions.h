// SPDX-License-Identifier: MIT
#pragma once
// A result as other tools know them: one number per process, and the statistics of these numbers.
#include "framework/result/result.h"

struct repetition {
    double median_ns;    // of the process's samples that count
    uint64_t iterations; // of all of them together
};

struct repetitions {
    GArray *each; // struct repetition; processes without a sample that counts are left out
    double mean_ns, median_ns;
    double stddev_ns; // NAN below two
    uint64_t iterations;
};

/** Of a result; repetitions_clear() frees it. */
struct repetitions repetitions_of(const struct result *result);
void repetitions_clear(struct repetitions *repetitions);
