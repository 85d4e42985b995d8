// SPDX-License-Identifier: MIT
#pragma once
// A pass: one way of looking at a case, in separate workers so that no pass disturbs another.
// The table of them is in passes.c.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "framework/runner/plan.h"
#include "framework/runner/station.h"

#define PASS_ERROR (pass_error_quark())
GQuark pass_error_quark(void);
enum pass_error {
    PASS_ERROR_MISSING, // what it needs is not here, or cannot be put before the suite
    PASS_ERROR_CASE,    // the case cannot be run under it
    PASS_ERROR_UNEVEN,  // the count does not grow in proportion to the iterations
};

/** The worker of a pass while it runs, with the case open. */
struct pass_run {
    const struct pass *pass;
    char *folder; // for files of the pass alone
    struct station *station;
};

struct pass {
    const char *name;   // as in --pass, and the source of its metric
    const char *adds;   // what, for help and documents
    const char *metric; // that it adds, per iteration
    // Words put before the suite; `{folder}` stands for the folder of the pass. NULL: none.
    const char *const *launcher;
    const char *const *environment; // KEY=VALUE; NULL: none
    const char *preload;            // file name of a library of benchrun's; NULL: none
    // Another build of the suite that it needs, by its key in [build] of benchrun.ini; NULL: none.
    const char *build;
    unsigned slowdown;     // about how many times as long everything takes
    uint64_t memory_bytes; // that it needs itself
    // Whether it is available; the error says why not, and what to do about it.
    bool (*is_available)(const struct launch *launch, GError **error);
    // Takes a sample of that many iterations and counts what is in it. NULL: its numbers come from
    // the samples that the rounds take.
    bool (*count)(struct pass_run *run, uint64_t iterations, double *out, GError **error);
    const char *event; // of callgrind, that is counted; NULL: does not apply
};

/**
 * Runs the case of an arm under a pass and adds the metric to the arm's result: the slope over
 * samples of n, 2n and 3n iterations, n so that they last about a second in all. `program` is the
 * suite in the build that the pass needs; NULL: the arm's. False and an error where that fails, or
 * where the three do not lie on a line within 0.5 %.
 */
bool pass_take(const struct pass *pass, struct arm *arm, const char *program, GError **error);
