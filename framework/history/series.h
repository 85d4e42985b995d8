// SPDX-License-Identifier: MIT
#pragma once
// The series of a history: one metric of one case on one machine, over commits.
#include "framework/history/store.h"
#include "framework/result/metric.h"

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
    guint rank; // among all runs, in the order of their commits, then of their start
};

struct history_point {
    const struct history_run *run;
    double value;
    double low, high; // its interval at 95 %; NAN: none
};

struct history_series {
    int64_t id; // in the file
    char *machine;
    char *suite;
    char *case_id;
    char *metric;
    char *unit;
    enum better better;
    GArray *points; // struct history_point, by rank: those of one commit lie side by side
};

/** Which series and points are wanted; `{0}`: all. */
struct history_filter {
    const char *const *patterns; // of case ids, as with -f; NULL: all
    const char *const *metrics;  // names; NULL: all
    const char *machine;         // how its identity begins; NULL: all
    const char *branch;          // NULL: all, also where it is not known
    const char *compiler;        // a part of it; NULL: all
    guint last;                  // newest commits of each series; 0: all
};

/** What reads the points of a series: by its key, without a look at others or a sort. */
#define HISTORY_POINTS_QUERY "SELECT run, value, low, high FROM point WHERE series = ?"

struct history_reading {
    GPtrArray *machines; // struct history_machine *, by identity
    GPtrArray *commits;  // struct history_commit *, in their order
    GPtrArray *runs;     // struct history_run *, in their order
    GPtrArray *series;   // struct history_series * with points, by suite, case, metric and machine
};

/**
 * Reads the series that a filter wants. Commits are in the order of their parents where these are
 * in the history, and else of their times; a run without a commit has the place of its start.
 */
struct history_reading *history_read(struct history *history, const struct history_filter *filter,
                                     GError **error);

/** The same without any series: commits and runs alone. */
struct history_reading *history_read_runs(struct history *history,
                                          const struct history_filter *filter, GError **error);
void history_reading_free(struct history_reading *reading);

/** An empty one, whose arrays free their elements. */
struct history_reading *history_reading_new(void);
// g_autoptr(HistoryReading), as GLib wants a name of one word.
typedef struct history_reading HistoryReading;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HistoryReading, history_reading_free)
