// SPDX-License-Identifier: MIT
#pragma once
// What --dry-run prints to stdout: lines for a shell, and others that begin with `#`.
#include "framework/build/build.h"
#include "framework/cli/options.h"
#include "framework/result/comparison.h"

/** A line, made safe for terminals and logs. */
void dry_run_print(const char *line);

/** A line that begins with `#`. */
G_GNUC_PRINTF(1, 2) void dry_run_note(const char *format, ...);

/** A tree, and the line by which it would be built; NULL: it is there. */
void dry_run_tree(const char *side, const struct built_tree *tree, const char *line);

/**
 * How the suites that words name would be started, on one side of a comparison (SIDE_NONE: there is
 * none), also for the passes that are asked for. Returns EXIT_DRY, or what is wrong has been
 * printed.
 */
int dry_run_suites(const struct options *options, enum side side, const char *const *words);

/** The same of a tree, whose suites may not be there yet. */
int dry_run_suites_of(const struct options *options, enum side side, const struct built_tree *tree,
                      const char *const *patterns);
