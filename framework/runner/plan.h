// SPDX-License-Identifier: MIT
#pragma once
// A plan: which arms are measured together, for how long. Alternatives of a group at one argument
// make one plan; so do the two builds of a comparison.
#include "framework/result/result.h"
#include "framework/runner/fresh_copies.h"
#include "framework/runner/worker.h"

/** One side of a comparison: a case, and how its worker is started. */
struct arm {
    struct launch launch;
    GPtrArray *layouts; // char *: the program linked in several layouts, taken in turn by restarts;
                        // NULL: there is one, the launch's own
    struct fresh_copies
        *copies; // of the programs, that its workers start from, borrowed; NULL: none
    struct result *result;
    uint64_t iterations; // of a sample; 0: not calibrated yet
    bool is_unasked;     // nobody selected it: it is run because others are compared with it
};

/** How plans are measured; shared by all plans of a run. */
struct settings {
    double time_s;           // budget of a case, where its author gives none
    double plan_time_s;      // budget of a whole plan instead; 0: that of its cases together
    uint64_t samples;        // of a case, instead of the budget; 0: by budget
    unsigned processes;      // restarts wanted, each with a new worker for every arm; 0: by slice
    unsigned least_restarts; // fewer cannot decide a comparison; 0: nothing is compared
    unsigned sure_restarts;  // this many decide a clear one; 0: nothing is compared
    double slice_s;          // of measuring in a restart, where restarts are cheap
    double precision;        // half-width of the medians' intervals that ends early; 0: never
    double sample_ns;        // how long a sample lasts, where the clock of its suite is fine enough
    bool check;              // compare the outputs of the alternatives before timing them
    bool equal_iterations;   // all arms run the same number (they hold much the same code)
    unsigned stack_shift_bytes; // the most by which a worker's stack is shifted; 0: it is not
    bool are_commands;          // each iteration is a process, so that a restart is any round
    unsigned warmups;           // of commands: runs of each that do not count
    unsigned fewest_restarts;   // however long they take
};

struct plan {
    GPtrArray *arms;   // struct arm *
    uint64_t seed;     // of orders, counts and stack shifts
    unsigned restarts; // planned; known once the first restart has set up
    unsigned done;     // of them
};

struct plan *plan_new(uint64_t seed);
void plan_free(struct plan *plan);

/** Adds an arm for a case, of which it takes a copy. `launch` is copied, not what it points to. */
struct arm *plan_add(struct plan *plan, const struct bench_case *bench_case,
                     const struct launch *launch);

/** Has the workers of an arm start from copies, which are prepared now. Call it last. */
void plan_copy(struct arm *arm, struct fresh_copies *copies);
/** The same for all arms of all plans. */
void plans_copy(const GPtrArray *plans, struct fresh_copies *copies);

/** The arm that the others are compared with: the baseline, else the first. */
struct arm *plan_baseline(const struct plan *plan);

/** The budget of the whole plan, seconds. */
double plan_budget_s(const struct plan *plan, const struct settings *settings);

/**
 * How long a sample of a case lasts. A suite that calls its clock coarse makes its own longer, and
 * no other's.
 */
double plan_sample_ns(const struct settings *settings, const struct bench_case *bench_case);

/** How many comparisons the plans make: of each arm but the first of its plan. */
size_t plans_comparisons(const GPtrArray *plans);

/** What a case that is not compared gets at least. */
enum { PLAN_LEAST_RESTARTS = 5 };

/**
 * How many restarts to make in `budget_s` seconds when starting and setting up the workers takes
 * `restart_s`. With `processes`: that many, or fewer, down to `sure_restarts`, where setting up
 * would take more than half of the budget. Without: a restart measures for `slice_s`, or 1.5 times
 * as long as it sets up where that is more, and there are at least `sure_restarts`. A restart of
 * commands sets up with their first round.
 */
unsigned plan_restarts(const struct settings *settings, double budget_s, double restart_s);

/**
 * Whether measuring ends after `done` restarts (at least 1) that took `used_s`. It continues beyond
 * the budget until a clear comparison is decided: to `sure_restarts` within 3 times the budget, and
 * to `least_restarts` if 10 times will do. There are always `fewest_restarts`.
 */
bool plan_is_spent(const struct settings *settings, double budget_s, double used_s, unsigned done);
