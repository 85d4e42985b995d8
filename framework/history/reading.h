// SPDX-License-Identifier: MIT
#pragma once
// What was read from a history: its series, each one metric of one case on one machine, over
// commits.
#include <stdbool.h>
#include <stdint.h>

#include "framework/history/history.h"
#include "framework/result/metric.h"
#include "framework/result/reference.h"

struct history_machine {
    char *identity;
    char *cpu;   // NULL: not known
    char *about; // `machine` of a result file, JSON; NULL: not known
};

struct history_commit {
    char *name;
    int64_t time;   // it was committed, s since 1970; HISTORY_UNKNOWN
    char **parents; // names; never NULL
};

struct history_run {
    int64_t id; // in the file
    char *name; // as in the result file
    int64_t started;
    const struct history_commit *commit; // NULL: not known
    bool is_dirty;                       // it had changes that are not in the commit
    char *branch;                        // NULL: not known
    char *compiler;                      // with its flags; NULL: not known
    char *machine;
    double references[REFERENCES]; // ns of each of reference_names; 0: not known, or not read
    guint rank; // among all runs, in the order of their commits, then of their start
};

struct history_point {
    const struct history_run *run;
    double value;
    double low, high; // its interval at 95 %; NAN: none
};

/** What built the suites of runs. */
struct history_compiler {
    char *name;   // version and flags, without paths; "": not known
    char *label;  // how it differs from the others of the reading; NULL: there are none
    guint index;  // in the order in which they were used first
    bool is_used; // by a series
};

/** How the series of several machines became one. */
struct history_normalised {
    guint n_machines;      // 0: it is of one machine
    const char *reference; // by which; NULL: by the geometric mean of all
    double error;          // that every interval has in it: half of one at 95 %, log scale
    bool is_tested;        // on machines that had no part in the choice of the reference
    char *machine;         // values are as on this one
};

struct history_series {
    int64_t id;    // in the file
    char *machine; // its identity; or what those are that were joined
    struct history_normalised normalised;
    char *suite;
    char *case_id;
    char *metric;
    char *unit;
    enum better better;
    const struct history_compiler *compiler; // of all its runs; NULL: they may have several
    GArray *points; // struct history_point, by rank: those of one commit lie side by side
};

struct history_reading {
    GPtrArray *machines;  // struct history_machine *, by identity
    GPtrArray *commits;   // struct history_commit *, in their order
    GPtrArray *runs;      // struct history_run *, in their order
    GPtrArray *compilers; // struct history_compiler * of the series (by_compiler.h)
    GPtrArray *series;    // struct history_series * with points, by suite, case, metric, compiler
                          // and machine
    GPtrArray *notes;     // char *: what is not in it, and why
};

void history_series_free(struct history_series *series);

/** Puts its points into their order. */
void history_series_sort(struct history_series *series);

/** Keeps the points of the newest commits. */
void history_series_keep_last(struct history_series *series, guint most);

void history_reading_free(struct history_reading *reading);

/** An empty one, whose arrays free their elements. */
struct history_reading *history_reading_new(void);
// g_autoptr(HistoryReading), as GLib wants a name of one word.
typedef struct history_reading HistoryReading;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HistoryReading, history_reading_free)
