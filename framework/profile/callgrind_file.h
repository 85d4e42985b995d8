// SPDX-License-Identifier: MIT
#pragma once
// What callgrind writes with --separate-callers and --demangle=no: exact calls and instructions of
// each call path. A function's name there is followed by its callers: leaf'body'main.
#include <stdbool.h>

#include "framework/profile/profile.h"

/** The metrics that are added: calls (on the node of the callee) and instructions. */
struct callgrind_metrics {
    guint calls;
    guint instructions;
};

/** Adds both to a profile that has none of their names. */
struct callgrind_metrics callgrind_metrics_add(struct profile *profile);

/**
 * Adds what a file says. Functions that the profile has already, of the same name and module, are
 * the same. False and an error where it is not a file of callgrind.
 */
bool callgrind_file_add(const char *text, struct profile *profile,
                        const struct callgrind_metrics *metrics, GError **error);
