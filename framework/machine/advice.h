// SPDX-License-Identifier: MIT
#pragma once
// What makes the times of a machine doubtful, from what every run says of it.
#include "framework/machine/symptom.h"

struct machine;

/**
 * The advice for `machine` as an array of struct symptom with a fix, most serious first, often
 * empty: unknown facts give no advice. Depends only on `machine`. Free it with g_ptr_array_unref().
 */
GPtrArray *advice_list(const struct machine *machine);
