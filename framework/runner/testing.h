// SPDX-License-Identifier: MIT
#pragma once
// Every case of some plans run once: does it work, and do alternatives put out the same.
#include "framework/runner/plan.h"

/**
 * Runs the arms of all plans once each, up to `jobs` at a time, every one in a worker of its own,
 * and compares what those of a plan put out. Results get status, message, check, metrics and
 * duration. `done` is called in the caller's thread for each plan that is complete, in no
 * particular order.
 *
 * Errors: INTERRUPTION_ERROR, then plans that were not complete are left out; or the system
 * gives no threads.
 */
bool plans_test(GPtrArray *plans, unsigned jobs, void (*done)(void *data, struct plan *plan),
                void *data, GError **error);
