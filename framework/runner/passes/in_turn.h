// SPDX-License-Identifier: MIT
#pragma once
// Arms of a plan that a pass runs in turn, so that their numbers can be compared in pairs: each
// restart starts every arm once, in random order, with the same stack position.
#include "framework/runner/passes/apart.h"
#include "framework/runner/passes/pass.h"

/**
 * Takes an arm once, in a worker whose station is not open yet: `start` is what was drawn for the
 * restart. What it finds goes to the arm's result by in_turn_add().
 */
typedef bool (*in_turn_take)(struct station *station, const struct start *start, struct arm *arm,
                             void *data, GError **error);

struct in_turn {
    const struct plan *plan;
    unsigned restarts;
    const char *setting; // KEY=VALUE for the environment of the workers; NULL: none
    in_turn_take take;
    void *data;
    const struct pass *pass;
    const char *what; // is not known of an arm that fails: "counters"
};

/**
 * Runs all restarts, of the arms whose case is measured and `is_wanted` (NULL: all). One that fails
 * gets a warning, and the others go on; false when interrupted.
 */
bool in_turn_run(const struct in_turn *in_turn, bool (*is_wanted)(const struct arm *arm),
                 GError **error);

/** Opens the case with the arm's iterations, found first where they are not known, and warms up. */
void in_turn_open(struct station *station, const struct start *start, const struct arm *arm);

/** Appends what a metric was in this restart; it is the pass's from then on. */
void in_turn_add(struct arm *arm, const struct pass *pass, const char *metric, double value);

/** Forgets what the pass added to the arms of a plan, when it was measured before. */
void in_turn_forget(const struct plan *plan, const struct pass *pass);

/** Concludes the metrics that the pass added: value and interval. */
void in_turn_conclude(const struct plan *plan, const struct pass *pass);
