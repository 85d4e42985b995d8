// SPDX-License-Identifier: MIT
#pragma once
// The passes that the user asked for with --pass, in addition to the one that takes times.
#include "framework/cli/options.h"
#include "framework/runner/plan.h"

/** Whether a value of --pass, names separated by commas, is known; the error lists the known ones.
 */
bool asked_passes_check(const char *value, GError **error);

/**
 * Runs the cases of a measured plan under them, each in separate workers, as passes disturb
 * what they look at. One that fails becomes a warning of the case.
 */
void asked_passes_take(const struct options *options, const struct plan *plan);
