// SPDX-License-Identifier: MIT
#pragma once
// Runs every case of some plans once: does it work, and do alternatives have the same output?
#include "framework/runner/plan.h"

/**
 * Runs the arms of all plans once each, up to `jobs` at a time, each in its own worker, and
 * compares the outputs of those of a plan. Results get status, message, check, metrics and
 * duration. `done` is called in the caller's thread for each plan that is complete, in no
 * particular order.
 *
 * Errors: INTERRUPTION_ERROR or WORKER_ERROR_HOST (plans that were not complete are left out), or
 * no thread could be started.
 */
bool plans_test(GPtrArray *plans, unsigned jobs, void (*done)(void *data, struct plan *plan),
                void *data, GError **error);
