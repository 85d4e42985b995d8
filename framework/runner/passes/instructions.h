// SPDX-License-Identifier: MIT
#pragma once
// Instructions per iteration: what noise does not touch. Exactly by callgrind, in a pass of its
// own, or as the hardware counted them beside the samples.
#include "framework/result/result.h"
#include "framework/runner/worker.h"

#define INSTRUCTIONS_ERROR (instructions_error_quark())
GQuark instructions_error_quark(void);
enum instructions_error {
    INSTRUCTIONS_ERROR_TOOL,   // valgrind is missing, or cannot be put before the suite
    INSTRUCTIONS_ERROR_CASE,   // the case cannot be run under it
    INSTRUCTIONS_ERROR_UNEVEN, // the count does not grow evenly with the iterations
};

/**
 * Runs a case of the suite under callgrind and counts the instructions of its timed loop: the
 * slope over samples of n, 2n and 3n iterations, n so that they last about a second in all. The
 * loop's own decrement and branch are among them. NAN and an error where that fails, or where the
 * three do not lie on a line within 0.5 %.
 */
double instructions_count(const struct launch *launch, const struct bench_case *bench_case,
                          GError **error);

/** The median of what the hardware counted per iteration; NAN where it counted nothing. */
double instructions_counted(const struct result *result);
