// SPDX-License-Identifier: MIT
#pragma once
// Measures both sides of steps again, in turn, as `compare --git BEFORE..AFTER` does.
#include "framework/cli/options.h"
#include "framework/history/step_search.h"

/**
 * Sets what it showed (`check`, `checked`) of steps (struct found_step *); a case and two commits
 * are measured once for all of their metrics. EXIT_INTERRUPTED, or EXIT_GOOD.
 */
int history_confirm(const struct options *options, const GPtrArray *steps);
