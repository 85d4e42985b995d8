// SPDX-License-Identifier: MIT
#pragma once
// The series that the words and options of a call select.
#include "framework/cli/history_action.h"
#include "framework/history/series.h"

/** Whether it has runs, and some of --machine and --branch; else a message, and its exit code. */
int history_check_runs(const struct history_call *call, struct history *history);

/**
 * Reads them: of the metrics of --metric, or else of `usual` (names; NULL: all), the newest `last`
 * commits (0: all). NULL where it has said what is wrong, with the code to end with; that nothing
 * is selected is wrong, too.
 */
struct history_reading *history_select(const struct history_call *call, struct history *history,
                                       const char *const *usual, guint last, int *code);
