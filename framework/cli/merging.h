// SPDX-License-Identifier: MIT
#pragma once
// Parts become a whole run, which is decided, presented and judged.
#include "framework/cli/options.h"
#include "framework/result/run.h"

/** Reads the parts at `paths` (NULL-terminated, at least one), joins and decides them. */
struct run *merging_join(const char *const *paths, bool is_partial, GError **error);

/** The exit code of the whole: as that of the command that was cut. */
int merging_judge(struct run *whole, const struct options *options);
