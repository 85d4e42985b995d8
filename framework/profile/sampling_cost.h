// SPDX-License-Identifier: MIT
#pragma once
// What a sample costs the thread that it is taken of, measured on this machine: of a child that
// does the same work over and over, with and without being sampled, in turns.
#include "framework/profile/perf_events.h"

struct sampling_cost {
    double sample_ns;
    double interval_ns[2]; // of it, at 95 %
};

/**
 * Takes some 0.3 s. The child is sampled as these options say, and has as much stack as can be
 * copied; but it is sampled more often, so that the cost shows sooner. False where that cannot be
 * done, or other programs leave it no time.
 */
bool sampling_cost_measure(const struct perf_options *options, struct sampling_cost *out);

/**
 * By how much `samples` slowed down what took `cpu_ns` with them: 0.02 is 2 %; NAN: not known.
 */
double sampling_cost_overhead(double sample_ns, double samples, double cpu_ns);
