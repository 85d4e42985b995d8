// SPDX-License-Identifier: MIT
#pragma once
// What a chart shows, in one line: its title.
#include "framework/result/run.h"

/**
 * Of alternatives (const struct result *) for one argument, from their verdicts: "simd is 5.61x
 * faster than loop". Says no more than the verdicts do. Printable; the caller frees it.
 */
char *finding_of_alternatives(const struct run *run, const GPtrArray *results);

/** The name of a benchmark as it stands in titles: printable, long ones without their start. */
char *finding_name(const char *name);
