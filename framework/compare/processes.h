// SPDX-License-Identifier: MIT
#pragma once
// What the processes of two results that were measured at different times show of their ratio.
#include "framework/result/comparison.h"
#include "framework/result/result.h"

/**
 * Fills in `levels`, `ratio` and `times_ns` of a comparison, and raises its margin to what two
 * sittings differ by without any change: 4 %, or what the empty loop changed by if that is more. If
 * one of the results has no process with a sample that counts, ratio and times are left alone.
 */
void processes_collect(const struct result *base, const struct result *head,
                       struct comparison *comparison);
