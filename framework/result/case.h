// SPDX-License-Identifier: MIT
#pragma once
// A case: benchmark x argument x thread count, what is measured.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct bench_case {
    char *id;    // `group/name[/arg][/variant][/threads]`, unique in a run
    char *suite; // the program, as the user named it
    char *group;
    char *name;
    char *symbol; // `GROUP_IDENTIFIER`: its body is the function `bench_body_` + symbol; or NULL
    bool has_arg;
    int64_t arg;
    char *arg_name;   // NULL when the argument has none
    char *variant;    // the other parameters, as in the id: `k:2/small`; NULL: there are none
    unsigned threads; // that run the body at once
    bool has_threads; // the author said how many
    bool is_baseline;
    bool has_empty_loop; // the compiler left nothing of what it measures, as its machine code shows
    bool is_input;       // its group's members are different inputs, which are not compared
    uint64_t iterations; // fixed by the author; 0: calibrated
    double time_s;       // the author's budget; 0: none
    double min_speedup;  // the author's claim against the baseline; 0: none
    bool uses_all_cpus; // its body keeps several CPUs busy, so that its worker is not pinned to one
    bool has_latency;   // each iteration is timed, too
    bool has_requests;  // a sample is as many requests as it has iterations
    bool has_rate;      // they begin at a rate, however long they take; not in files
    double clock_resolution_ns; // as its suite says; 0 or NAN: not known; not in files
    double clock_cost_ns;       // of one reading; the same
    const char *mistake;        // in its options, which the author must correct; NULL: none
    bool has_cold;              // iterations with cold caches are timed, too
    char *tags;                 // words separated by commas; NULL: none
    char *file;                 // where the benchmark is, as the compiler saw it; NULL: unknown
    unsigned line;
    size_t index;      // in its suite's list
    char *command;     // what it runs, of `benchrun exec`; NULL: it is a benchmark
    char **parameters; // of the command, `NAME=VALUE`; NULL: there are none
};

/** Fills in `id` from group, name and argument, where it is still NULL. */
void case_name(struct bench_case *bench_case);

struct bench_case *case_copy(const struct bench_case *bench_case);
void case_free(struct bench_case *bench_case);
// g_autoptr(BenchCase), as GLib wants a name of one word.
typedef struct bench_case BenchCase;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BenchCase, case_free)

/** Whether the case carries one of `tags` (NULL-terminated; NULL: all do). */
bool case_has_tag(const struct bench_case *bench_case, const char *const *tags);

/**
 * Whether two cases are alternatives: same suite, group and argument, and not inputs, which have
 * no alternatives but themselves.
 */
bool case_is_alternative(const struct bench_case *a, const struct bench_case *b);

/** For hash tables in which cases are equal that are alternatives. */
guint case_hash_alternative(gconstpointer bench_case);
gboolean case_equal_alternative(gconstpointer a, gconstpointer b);

/** For hash tables in which cases are equal that are of one group of one suite. */
guint case_hash_group(gconstpointer bench_case);
gboolean case_equal_group(gconstpointer a, gconstpointer b);
