// SPDX-License-Identifier: MIT
#pragma once
// Parts become a whole run, which is decided, presented and judged.
#include "framework/cli/options.h"

/**
 * Reads the parts at `paths` (NULL-terminated, at least one), joins them as the options say,
 * presents the whole and judges it as the command that was cut would have. Returns an exit code.
 */
int merging_record(const char *const *paths, const struct options *options);
