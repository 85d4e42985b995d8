// SPDX-License-Identifier: MIT
#pragma once
// What the sample runs are built of: cases with times, and comparisons of them.
#include "framework/result/run.h"

/** The machine of all samples. */
struct machine *sample_machine(void);

/** A run without results, of a fixed time, version and machine. */
struct run *sample_empty_run(void);

/** Adds a case without an argument, whose result has no times yet. */
struct result *sample_case(struct run *run, const char *group, const char *name);

/** Adds a case with the argument n=`arg`. */
struct result *sample_argument_case(struct run *run, const char *group, const char *name,
                                    int64_t arg);

/** Sets a summary around the median; `precision` is half the width of its interval, relative. */
void sample_times(struct result *result, double median_ns, double precision);

/** Sets the bytes of an iteration, of a result that has its times. */
void sample_bytes(struct result *result, double bytes);

/** Adds a comparison with the ratio of the medians and this verdict. */
struct comparison *sample_compare(struct run *run, const struct result *result,
                                  const struct result *baseline, enum verdict verdict);
