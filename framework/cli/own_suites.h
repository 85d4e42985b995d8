// SPDX-License-Identifier: MIT
#pragma once
// The suites of a command line, or without any those that benchrun.ini names: built from the
// working tree where it has a build command, else as they are.
#include "framework/cli/building.h"
#include "framework/cli/discovery.h"

/** `{0}` holds nothing. What it built stays until it is cleared. */
struct own_suites {
    struct building building;
    struct built_tree tree;
};

/**
 * Finds the suites and their cases. Returns an exit code; what is wrong has been printed. With
 * --dry-run that is EXIT_DRY, and what would be done is printed.
 */
int own_suites_discover(struct own_suites *own, const struct config *config,
                        const struct options *options, struct discovery *discovery);

void own_suites_clear(struct own_suites *own);
