// SPDX-License-Identifier: MIT
#pragma once
// A history in a folder for a moment, and runs to put into it.
#include "framework/base/scratch.h"
#include "framework/history/series.h"
#include "framework/history/store.h"

struct sample_history {
    struct scratch scratch;
    char *path; // of the history, which is not there yet
};

void sample_history_init(struct sample_history *sample);
void sample_history_clear(struct sample_history *sample);

/** Runs SQL on its file as another program might. */
void sample_history_change(const struct sample_history *sample, const char *sql);

/** One run of `case_id` of the suite `./suites/sum`, on the machine `m1`. */
struct sample_run {
    const char *id;      // of the run
    const char *started; // NULL: not known
    const char *commit;  // NULL: not known
    const char *parents; // names with blanks between them; NULL: not known
    int64_t time_s;      // of the commit; 0: not known
    const char *case_id; // NULL: `sum/plain`
    const char *machine; // NULL: `m1`
    double time_ns;      // of an iteration
    double count;        // its metric `instructions`; 0: none
    double scale;        // of all its references, which are sample_reference_ns(); 0: it has none
    double l2_scale;     // of l2 besides; 0: none
    const char *arch;    // of the machine; NULL: x86_64
};

/** What a reference takes on a machine of scale 1. */
double sample_reference_ns(size_t which);

struct run *sample_run_new(const struct sample_run *sample);

/** Adds it to the history at `path`, and asserts that this works. */
struct history_added sample_run_add(const char *path, const struct sample_run *sample);
