// SPDX-License-Identifier: MIT
#pragma once
// A result: the samples of one case, by process, and their summary.
#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "framework/result/case.h"
#include "framework/result/metric.h"
#include "framework/result/tail.h"

// What disturbed a sample, as far as the kernel reports it; bits.
enum cause {
    CAUSE_PREEMPTED = 1 << 0,   // involuntary context switch, of any thread where it uses all CPUs
    CAUSE_MIGRATED = 1 << 1,    // it moved to another CPU
    CAUSE_MAJOR_FAULT = 1 << 2, // a page came from disk
    CAUSE_STEAL = 1 << 3,       // the hypervisor ran something else around that time
    CAUSE_PAUSED = 1 << 4,      // preempted, but it never waited: its CPU time counts
};
enum { CAUSES = 5 };

/** The word of a single bit, as in the result file: `preempted`, ... */
const char *cause_word(enum cause cause);

// Room for the rows of COUNTER_TABLE, so that another row changes few files.
enum { MOST_COUNTERS = 4 };

struct sample {
    uint64_t iterations;          // runs of the loop body, at least 1
    uint64_t elapsed_ns;          // wall time of all of them
    double cpu_ns;                // CPU time of all threads and children in it; NAN when unknown
    unsigned causes;              // enum cause
    double counts[MOST_COUNTERS]; // of all of them, by enum counter; NAN when unknown
};

/** In the initializer of a sample: nothing was counted. */
#define SAMPLE_UNCOUNTED .counts = {[0 ... MOST_COUNTERS - 1] = NAN}

/** A count of an enum counter (framework/harness/counter_table.h) per iteration; NAN when unknown.
 */
double sample_count(const struct sample *sample, unsigned counter);

/** Wall time per iteration, ns. */
double sample_wall_ns(const struct sample *sample);

/** The time per iteration that counts, ns: wall time, or the CPU time of a paused sample. */
double sample_ns(const struct sample *sample);

/** The samples of one worker process, in the order in which they were taken. */
struct process {
    uint64_t seed;
    unsigned layout; // of the program's code, from 0; 0 where there is one
    double first_ns; // the first call of the body, one iteration; NAN when not taken
    double floor_ns; // the empty loop in this process, per iteration; NAN when not taken
    GArray *samples; // struct sample
    GArray *runs;    // struct command_run, of each sample; NULL: its case is not one
};
struct process *process_new(void);
void process_free(struct process *process);

enum status { STATUS_OK, STATUS_SKIPPED, STATUS_FAILED, STATUS_CRASHED, STATUS_TIMEOUT };
enum { STATUSES = 5 };

/** `ok`, `skipped`, `failed`, `crashed`, `timeout`. */
const char *status_word(enum status status);

/** The status of a word; false when there is none. */
bool status_parse(const char *word, enum status *out);

// Times are ns per iteration over the samples that nothing disturbed; NAN where not known.
struct summary {
    size_t n;           // samples counted
    size_t n_disturbed; // samples left out for a recorded cause
    double min_ns;      // the smallest sample
    double best_ns;     // the smallest value that at least two processes reached
    double median_ns;
    double mean_ns;
    double stddev_ns;
    double mad_ns;
    double ci95_ns[2]; // of the median, with the process as the unit of independence
    double first_ns;   // the first call of the body in a fresh process, median over processes
    double floor_ns;   // the empty loop, best over processes
};

// Where the cycles come from.
enum cycle_source { CYCLES_UNKNOWN, CYCLES_COUNTED, CYCLES_ESTIMATED };

// Which of them ended the measuring.
enum ending {
    ENDED_UNKNOWN,
    ENDED_BY_BUDGET,
    ENDED_BY_PRECISION,
    ENDED_BY_COUNT,
    ENDED_BY_DECISION, // the comparison was clear
};
enum { ENDINGS = 5 };
const char *ending_word(enum ending ending);

// The result of checking the outputs against those of the group's alternatives.
enum check {
    CHECK_NONE,      // it was not made
    CHECK_REFERENCE, // the others were compared with this one
    CHECK_AGREES,
    CHECK_DIFFERS,
    CHECK_UNCHECKED, // the case has no output
};
enum { CHECKS = 5 };

/** `none`, `reference`, `agrees`, `differs`, `unchecked`. */
const char *check_word(enum check check);

// Which arm of a comparison of two builds the result is of.
enum side { SIDE_BASE, SIDE_HEAD, SIDE_NONE };

/** `base`, `head`, `none`. */
const char *side_word(enum side side);

struct result {
    struct bench_case *bench_case;
    enum side side;
    bool is_imported; // measured by another tool, at another time than its alternatives
    enum status status;
    char *message; // why it is not ok; NULL when it is
    enum check check;
    double duration_s; // of running it once, start of its worker included; 0: it was not
    uint64_t iterations;
    GPtrArray *processes; // struct process *
    struct summary summary;
    enum cycle_source cycle_source;
    enum ending ending;
    size_t restarts_planned; // within the budget; 0: not known
    bool has_own_time;       // the body says what its samples took
    bool is_at_floor;        // as fast as the empty loop: not ranked
    bool is_optimised_out;   // its time does not grow with its iterations
    double bytes;            // moved by one iteration; 0: unknown
    double items;            // handled by one iteration; 0: unknown
    GArray *tail;            // struct tail_point: of its latencies; NULL: they were not taken
    GPtrArray *metrics;      // struct metric *, each name once
    struct lookup *by_name;  // of them, where they are many
    GPtrArray *warnings;     // char *
    size_t position;         // of the case in the whole that its run is a part of, from 1; or 0
    char *node;              // where it was measured, of a run that several machines measured
    char *machine_id;        // the machine's, likewise
};

/** An empty result of a case, which it takes over. */
struct result *result_new(struct bench_case *bench_case);
void result_free(struct result *result);
// g_autoptr(Result), as GLib wants a name of one word.
typedef struct result Result;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Result, result_free)

/** The message of a case, skipped on both sides, of which both builds run the same code. */
#define RESULT_SAME_CODE "same code"
bool result_is_same_code(const struct result *result);

/** Whether its times can be compared with others': measured, and slower than the empty loop. */
bool result_is_ranked(const struct result *result);

/** The median, ns; NAN where the case could not be measured or is not ranked. */
double result_ranked_ns(const struct result *result);

/** Seconds of running the case: once for a test, or in all of its samples. */
double result_duration_s(const struct result *result);

/** Says that the case could not be measured: sets status and message (printf style). */
__attribute__((format(printf, 3, 4))) void result_refuse(struct result *result, enum status status,
                                                         const char *format, ...);

/**
 * The causes (bits) that disturb a body of this kind. Moves and preemptions disturb one that is
 * pinned to one CPU; one that keeps several busy moves and preempts itself. Nothing disturbs a
 * command: what happens is part of its run.
 */
unsigned result_disturbing_causes(const struct result *result);

/** The metric of a name; NULL when there is none. */
struct metric *result_find_metric(const struct result *result, const char *name);

/** Its value; NAN when there is none. */
double result_metric(const struct result *result, const char *name);

/**
 * The metric of a name, added with a value of NAN where it is new; to be filled in. One of a kind
 * that metric.h knows gets its unit and direction from there.
 */
struct metric *result_set_metric(struct result *result, const char *name, const char *source,
                                 double value);

/**
 * What a body reported in one more process. The value becomes the median of what all processes
 * said. A name that benchrun uses itself gets `body.` in front.
 */
void result_report_metric(struct result *result, const char *name, double value, const char *unit);

/** The same without the median, for many at once: metric_conclude() makes it in the end. */
struct metric *result_collect_metric(struct result *result, const char *name, double value,
                                     const char *unit);

void result_remove_metric(struct result *result, struct metric *metric);

__attribute__((format(printf, 2, 3))) void result_warn(struct result *result, const char *format,
                                                       ...);
