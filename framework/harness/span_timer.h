// SPDX-License-Identifier: MIT
#pragma once
// BENCH_TIMER, and the table of BENCHRUN_TIMERS=summary.
#include "framework/harness/span_store.h"

/** Prints the table, if it is asked for; once the program ends. */
void span_summary_print(struct span_store *store);
