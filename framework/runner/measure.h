// SPDX-License-Identifier: MIT
#pragma once
// A plan becomes samples: restarts, rounds, and when to stop. docs/method.md gives the reasons.
#include "framework/machine/steal.h"
#include "framework/runner/plan.h"

/** What is reported during the measuring; every function may be NULL. */
struct observer {
    void *data;
    // `share` of the plan's budget is used up, 0 to 1.
    void (*progress)(void *data, const struct plan *plan, double share);
    // After each restart: whether there are enough samples (a comparison is decided).
    bool (*is_decided)(void *data, const struct plan *plan);
};

/**
 * Measures all arms of a plan into their results: in each of several restarts every arm gets a new
 * worker, warms up, and then takes one sample in each round, in random order. An arm that cannot be
 * measured gets a status and a message; the others continue. `steal` may be NULL.
 *
 * Errors: INTERRUPTION_ERROR when the user interrupts, WORKER_ERROR_HOST when no worker can be
 * started any more. Then the arms hold the restarts that were complete.
 */
bool plan_measure(struct plan *plan, const struct settings *settings, struct steal_meter *steal,
                  const struct observer *observer, GError **error);
