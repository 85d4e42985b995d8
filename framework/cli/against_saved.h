// SPDX-License-Identifier: MIT
#pragma once
// Suites that are measured now, against a saved run.
#include "framework/cli/recording.h"

/**
 * Measures those cases of the suites that the run in a file has too, as `benchrun run` does, and
 * compares. The first word of the options names the file, the others the suites. Returns an exit
 * code.
 */
int against_saved_compare(struct recording *recording, const char *path, char **argv);
