// SPDX-License-Identifier: MIT
#pragma once
// One arm during one restart: its worker with the case open, and the samples it brings. Whatever
// goes wrong in the worker becomes the result's status and message, and the worker is stopped.
#include "framework/runner/outputs.h"
#include "framework/runner/plan.h"
#include "framework/runner/sample_reply.h"

struct station {
    struct arm *arm;
    struct run_case *card;   // in which others ask to skip the case; NULL: none
    struct worker *worker;   // NULL when not running
    struct process *process; // the samples of this restart; NULL before it is open
    GArray *chain_ns;        // double: what the chain took along with each sample
    guint64 chain_additions;
    bool has_counts;          // the worker counted cycles itself
    bool is_heard_out;        // its worker may end by itself even when the case is over
    bool is_out;              // the case cannot be measured (any more)
    guint steal_marked;       // samples already looked at for steal
    struct sample_reply last; // the last sample
    void (*hear)(const char *reply, void *data); // each good sample; NULL: nobody does
    void *hearer;
    GError *halt; // why nothing can be measured any more: an interruption, or what benchrun
                  // lacks; NULL: there is no such reason
};

/** What is drawn for each restart, the same for all arms. */
struct start {
    unsigned number; // of the restart, from 0
    uint64_t seed;
    unsigned stack_shift_bytes;
};

void station_init(struct station *station, struct arm *arm);
void station_clear(struct station *station);

/**
 * Starts the worker, opens the case and makes the first call, unless it is a command; false when
 * that failed.
 */
bool station_open(struct station *station, const struct start *start);

/** Measures the empty loop into the process; where the cases are commands, an empty process. */
void station_take_floor(struct station *station);

/** Finds the arm's iterations where they are not known yet; says when time does not grow. */
void station_calibrate(struct station *station, double target_ns);

/** Runs the body untimed and returns its outputs; NULL when that failed. */
struct outputs *station_check(struct station *station);

/**
 * All that a test needs: starts the worker, runs the body once, untimed, takes metrics, closes the
 * case and lets the worker end. Returns the body's outputs; NULL when anything failed, a report of
 * a sanitizer included.
 */
struct outputs *station_run_once(struct station *station);

/** Why it is out, for an error; valid until the station is cleared. */
const char *station_why_out(const struct station *station);

/** Takes samples that do not count. */
void station_warm_up(struct station *station, uint64_t samples);

/** Takes a sample of `iterations` into the process; false when that failed. */
bool station_take_sample(struct station *station, uint64_t iterations);

/** Asks for metrics, closes the case, ends the worker, and adds the process to the result. */
void station_finish(struct station *station);

/** Closes the case, lets the worker end by itself and hears it out; `is_heard_out` was set. */
void station_let_end(struct station *station);

/** Ends the worker at once, and adds the samples that there are to the result. */
void station_break_off(struct station *station);

/** Ends the worker and drops the samples of this restart. */
void station_abort(struct station *station);
