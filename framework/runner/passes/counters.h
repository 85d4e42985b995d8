// SPDX-License-Identifier: MIT
#pragma once
// The pass `counters`: events of perf_event, in workers that count nothing else.
#include "framework/runner/passes/pass.h"

/**
 * Counts the usual events, or those of the request's words, in as many restarts as a comparison
 * needs: each starts all arms once, in random order. An event that does not count is left out, and
 * a warning of the run says why.
 */
bool counters_measure(const struct pass *pass, const struct plan *plan,
                      const struct pass_request *request, GError **error);

/** Whether all words are events; the error names the near ones. */
bool counters_check(char *const *words, GError **error);
