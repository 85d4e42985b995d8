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
    char *warning; // why some of its metrics are not available; NULL: all are
};

// How counts become a metric.
enum pass_how {
    PASS_PER_ITERATION, // by how much they grow
    PASS_HIGHEST,       // the most there was in any sample
};

/** A metric that a pass adds. */
struct pass_metric {
    const char *name;
    enum pass_how how;
    bool is_noisy; // never exact, however equal the samples are
};
enum { PASS_MOST_METRICS = 16 };

/** In a row: {.name = "allocations"}, {.name = "peak_heap", .how = PASS_HIGHEST}. */
#define PASS_METRICS(...)        \
    (const struct pass_metric[]) \
    {                            \
        __VA_ARGS__,             \
        {                        \
            .name = NULL         \
        }                        \
    }

/** What else a pass is asked for. */
struct pass_request {
    char *const *words;  // after `name=`; NULL: none
    unsigned restarts;   // that a comparison needs
    GPtrArray *warnings; // char *: takes what is so for the whole run
};

// Several rows of one name are one pass to users, in workers that are started differently.
struct pass {
    const char *name;                  // as in --pass, and the source of its metrics
    const char *adds;                  // what, for help and documents
    const struct pass_metric *metrics; // that it adds, or measure() may; a name of NULL ends them
    bool is_steady; // counts that do not grow in proportion to the iterations are an error
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
    // Takes a sample of that many iterations and counts what is in it, for each metric; NAN: it
    // is not available. NULL: its numbers come from the samples that the rounds take.
    bool (*count)(struct pass_run *run, uint64_t iterations, double *out, GError **error);
    // Measures all arms of a plan in turn and adds the metrics to their results. NULL: each is
    // taken by itself, by count().
    bool (*measure)(const struct pass *pass, const struct plan *plan,
                    const struct pass_request *request, GError **error);
    // Whether it runs without being asked for, where measure() finds something to do.
    bool is_automatic;
    // Checks the words after `name=`; NULL: it takes none.
    bool (*check_words)(char *const *words, GError **error);
    const char *event; // of callgrind, that is counted; NULL: does not apply
};

/** What one process of a case shows of a metric. */
struct pass_found {
    double value;  // NAN: it is not available
    bool is_exact; // all samples of the process agree on it
};

/** One process of a case under a pass. */
struct pass_process {
    double target_ns;                           // how long a sample of n iterations is to last
    uint64_t iterations;                        // n; 0: it is found and filled in
    bool has_random_addresses;                  // whatever the arm has
    struct pass_found found[PASS_MOST_METRICS]; // of each metric of the pass
    char *warning; // why some are not available; NULL: all are; to free
};

/**
 * Runs the case of an arm under a pass: the slope over samples of n, 2n and 3n iterations; of a
 * pass that is not steady the mean, where the three do not lie on a line. `program` is the suite in
 * the build that the pass needs; NULL: the arm's. False and an error where that fails, or where the
 * samples of a steady pass do not lie on a line within 0.5 %.
 */
bool pass_run(const struct pass *pass, const struct arm *arm, const char *program,
              struct pass_process *process, GError **error);

/** The same, n so that all samples last about a second, and adds the metrics to the arm's result.
 */
bool pass_take(const struct pass *pass, struct arm *arm, const char *program, GError **error);
