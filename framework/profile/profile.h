// SPDX-License-Identifier: MIT
#pragma once
// A profile: where time and memory went. A tree of true call paths with metrics on its nodes, and
// metrics on lines for what has no path.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "framework/machine/machine.h"

/** A function; any text but the name may be NULL. */
struct profile_function {
    const char *name;   // demangled; of code without a symbol, its module and address
    const char *file;   // of its source, as the compiler named it
    const char *module; // file name of the program or library
    unsigned line;      // where it begins; 0: unknown
};

/** A place in a function: what a call path is made of. */
struct profile_frame {
    guint function;
    unsigned line;   // that runs, or calls; 0: unknown
    bool is_inlined; // into the frame above it
};

/** The end of a call path. The node 0 is the root, has no frame, and stands for all paths. */
struct profile_node {
    guint parent; // comes before it in the array
    guint frame;
};

struct profile_metric {
    const char *name; // `time`, `calls`, `bytes`
    const char *unit; // `s`, `B`; empty for a plain count
    const char *pass; // that counted it
    bool is_exact;    // else it is a sample of what happened
    bool is_peak;     // merging profiles keeps the larger value, and adds up all others
    GArray *self;     // double: of each node; shorter where the rest has none
};

/** What a metric is on a line, whatever called it. */
struct profile_line {
    char *file;
    unsigned line;
    guint metric;
    double value;
};

/** What one pass did. Numbers are NAN and texts NULL where they do not apply. */
struct profile_pass {
    char *name;
    char *tool;        // with the versions of what is not benchrun's or the kernel's
    char *build;       // another build that it saw: its numbers are never one share with others'
    char *why_missing; // it was not taken: why, and what to do about it
    double rate_hz;
    double samples;
    double lost;                 // samples that nobody read
    double truncated;            // samples whose stack is cut off
    double overhead;             // by which it slowed the program down: 0.02 is 2 %
    double overhead_interval[2]; // of that, at 95 %
    double sample_cost_ns;       // that the overhead follows from; NAN: it was seen in the program
    double iterations;           // of a case, that its numbers are of
};

/** A module, and the build of it that was seen. */
struct profile_module {
    char *name;
    char *build_id; // in hexadecimal; NULL: it has none
};

/** What a thread did with its time, in seconds; NAN: not known. */
struct profile_thread {
    char *name;
    guint pid, tid;
    double seen;     // how long it was looked at: what the five others add up to
    double ran;      // on a CPU
    double runnable; // it could have run, but had no CPU
    double slept;    // it waited for time, a poll, a socket, a child
    double disk;     // for a disk or a network file system
    double lock;     // for a lock that another thread held
    double switches; // how often it got a CPU
};

/** A time in which an event loop did not come back to its poll. */
struct profile_stall {
    char *thread; // its name
    guint pid, tid;
    double at;     // seconds after the watch began
    double lasted; // seconds
    guint node;    // where it was meanwhile; 0: unknown
    bool is_cut;   // its end was not seen: the thread or the watch ended
};

// Of a file. Each metric takes room for all nodes.
enum { PROFILE_MOST_SPANS = 50000, PROFILE_MOST_METRICS = 100 };

/** A stretch of time that a program marked (include/benchrun/span.h). */
struct profile_span {
    char *label;
    char *note; // NULL: none
    guint pid, tid;
    guint64 number; // unique in its process; 0: not known
    guint64 parent; // the number of the span around it; 0: none
    double at;      // seconds after the profile began; below 0: it was open then
    double lasted;  // seconds; of one that is open, until the profile ended
    bool is_open;
};

struct profile {
    char *target;        // a case's id, a command line or `pid N`
    char *command;       // that made the profile
    char *version;       // of the benchrun that made it
    char *started;       // in UTC, as ISO 8601 has it
    GPtrArray *machines; // struct machine *: on which it was made; several: merged; none: unknown
    GArray *functions;   // struct profile_function
    GArray *frames;      // struct profile_frame
    GArray *nodes;       // struct profile_node
    GPtrArray *metrics;  // struct profile_metric *
    GPtrArray *passes;   // struct profile_pass *
    GPtrArray *modules;  // struct profile_module *
    GArray *lines;       // struct profile_line
    GArray *threads;     // struct profile_thread, the busiest first
    GArray *stalls;      // struct profile_stall, in the order in which they ended
    double loops;        // threads that were seen in a poll; NAN: nobody looked
    GArray *spans;       // struct profile_span, by profile_span_compare()
    double spans_seen;   // how long they were looked for, in seconds; NAN: they were not
    guint64 spans_left_out;
    GPtrArray *notes; // char *: what was lost, and why

    GHashTable *by_function, *by_frame, *by_node, *by_line; // of the module alone
};

struct profile *profile_new(void);
void profile_free(struct profile *profile);
typedef struct profile Profile;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Profile, profile_free)

/** Spans in the order in which they began, what is around others first: for qsort(). */
int profile_span_compare(const void *a, const void *b);

/**
 * The index of a function, which is added if it is new. Texts are copied, and shortened to
 * TEXT_MOST_NAME bytes, as they are repeated wherever it was called.
 */
guint profile_function(struct profile *profile, const struct profile_function *function);
guint profile_frame(struct profile *profile, const struct profile_frame *frame);

/** The node of a frame called from a node; it is added if it is new. */
guint profile_child(struct profile *profile, guint parent, guint frame);

/** The index of a new metric with no values; texts are copied. */
guint profile_add_metric(struct profile *profile, const struct profile_metric *metric);

/** The index of the metric with a name; -1: there is none. */
int profile_find_metric(const struct profile *profile, const char *name);

/** Adds to the value of a node itself, or of a line. */
void profile_add(struct profile *profile, guint metric, guint node, double value);
void profile_add_line(struct profile *profile, guint metric, const char *file, unsigned line,
                      double value);

/** The value of a line, 0 where it is new; valid until the next line is added. */
double *profile_line_value(struct profile *profile, guint metric, const char *file, unsigned line);

/** Whether the metric has values of lines alone, and none of paths. */
bool profile_is_of_lines(const struct profile *profile, guint metric);

/** What a node has itself. */
double profile_self(const struct profile *profile, guint metric, guint node);

/** A pass with no numbers, owned by the profile. */
struct profile_pass *profile_add_pass(struct profile *profile, const char *name, const char *tool);

/** The frame and the function of a node; of the root NULL. */
const struct profile_frame *profile_frame_of(const struct profile *profile, guint node);
const struct profile_function *profile_function_of(const struct profile *profile, guint node);
