// SPDX-License-Identifier: MIT
#pragma once
// What the restarts of two results that were measured together show of their ratio.
#include "framework/result/comparison.h"
#include "framework/result/result.h"

/**
 * Fills in `changes`, `ratio`, `times_ns` and the rounds of a comparison. Processes, and samples in
 * them, with the same index belong together. If no round counts, ratio and times are left alone.
 */
void restarts_collect(const struct result *base, const struct result *head,
                      struct comparison *comparison);
