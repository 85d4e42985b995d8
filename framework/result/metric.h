// SPDX-License-Identifier: MIT
#pragma once
// A metric: a named number of a case. Everything that is not a time is one, in every table and
// file: what the body reported, what follows from the samples, what a pass counted.
#include <glib.h>
#include <stdbool.h>

enum better { BETTER_UNKNOWN, BETTER_LESS, BETTER_MORE };

/** `less`, `more`; NULL for BETTER_UNKNOWN. */
const char *better_word(enum better better);
enum better better_parse(const char *word);

// Where a metric comes from, if not from a pass, whose name it then has.
#define SOURCE_BODY "body"         // bench_metric()
#define SOURCE_TIME "time"         // follows from the samples
#define SOURCE_HARDWARE "hardware" // perf_event, during the samples
#define SOURCE_COMMAND "command"   // of the processes of a command, as wait4() has it
#define SOURCE_SPAN "span"         // bench_span_begin(), during the samples
#define SOURCE_CHAIN "chain"       // estimated from additions timed along with the samples

// How the names of stages begin (framework/result/stage.h).
#define STAGE_PREFIX "span."

struct metric {
    char *name;
    char *unit;          // empty for a plain number
    char *source;        // a pass, or one of the above
    double value;        // per iteration unless the unit says otherwise; NAN: not known
    double interval[2];  // of the value at 95 %; NAN: none
    GArray *per_process; // double: what each process had, in order; empty where that is not known
    enum better better;
    bool is_exact;  // the same in every run: a change is one, however small
    bool is_paired; // base's and head's processes of the same number were measured in turn
};

struct metric *metric_new(const char *name, const char *unit, const char *source);
void metric_free(struct metric *metric);

/** Whether the value is an estimate: it is shown with `~`. */
bool metric_is_estimate(const struct metric *metric);

/**
 * Sets the interval from what the k processes had: value +- t(k-1, 0.975) * s / sqrt(k), where they
 * differ at all; and the value, where it is not known, to their median.
 */
void metric_conclude(struct metric *metric);

/**
 * The same by ranks, whatever the values' distribution: the value is their median, the interval
 * from the k-th smallest to the k-th largest; none with fewer than six.
 */
void metric_conclude_by_ranks(struct metric *metric);

/** What is known of a metric that is benchrun's own. */
struct metric_kind {
    const char *name;  // as in files
    const char *title; // of a column
    const char *unit;
    const char *about; // for the legend, after the title and a colon; NULL: speaks for itself
    enum better better;
    bool is_tally; // any change counts, so that one by luck must be ruled out
};

/** The kinds in the order in which to show them; a name of NULL ends them. */
extern const struct metric_kind metric_kinds[];

/** The kind of a name; NULL when it is not one of benchrun's own. */
const struct metric_kind *metric_kind_find(const char *name);
