// SPDX-License-Identifier: MIT
#pragma once
// The passes that the user asked for with --pass, in addition to the one that takes times.
#include "framework/cli/building.h"
#include "framework/runner/plan.h"

/** `{0}` is one without passes. */
struct asked_passes {
    const struct options *options;
    struct building building;
    GHashTable *trees; // of the builds that they need: char *, its key -> struct built_tree *
};

/** Whether a value of --pass, names separated by commas, is known; the error lists the known ones.
 */
bool asked_passes_check(const char *value, GError **error);

/**
 * Builds the working tree in the ways that the asked passes need, as [build] of benchrun.ini says.
 * Returns an exit code; what is wrong has been printed.
 */
int asked_passes_prepare(struct asked_passes *asked, const struct options *options,
                         const struct config *config);

/**
 * Runs the cases of a measured plan under them, each in separate workers, as passes disturb
 * what they look at; in as many as a comparison needs, where arms are taken in turn.
 * One that fails becomes a warning of the case; what is so for all cases one of `warnings`.
 */
void asked_passes_take(const struct asked_passes *asked, const struct plan *plan,
                       const struct settings *settings, GPtrArray *warnings);

void asked_passes_clear(struct asked_passes *asked);
