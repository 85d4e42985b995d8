// SPDX-License-Identifier: MIT
#pragma once
// A run: everything measured by one command.
#include <glib.h>

#include "framework/machine/machine.h"
#include "framework/result/comparison.h"
#include "framework/result/fit.h"
#include "framework/result/reference.h"
#include "framework/result/result.h"
#include "framework/result/run_part.h"

// The measured code in version control; `{0}` outside a repository.
struct revision {
    char *git; // commit id
    char *branch;
    char **parents; // of the commit; NULL: not known
    int64_t time_s; // it was committed, since 1970; 0: not known
    bool is_dirty;
};
void revision_clear(struct revision *revision);

struct run {
    char *id;
    char *started; // ISO 8601, UTC
    char *command; // as a shell would take it
    char *version; // of benchrun
    uint64_t seed;
    double duration_s;
    bool is_test; // every case was run once and nothing was measured
    int cpu;      // that the workers were pinned to; -1: none
    struct {
        char *name;
        double resolution_ns;
        double cost_ns;
    } clock;
    char *suite_compiler; // that built the suites, of a comparison head's; NULL: unknown
    char *base_compiler;  // that built base's
    struct machine *machine;
    struct revision revision;      // of a comparison of two builds, head's
    struct revision base_revision; // base's, where it is known
    GPtrArray *results;            // struct result *; of a comparison of two builds, head's
    GPtrArray *base;               // struct result *: base's; else empty
    GPtrArray *only_base;          // char *: ids of cases that head no longer has
    GPtrArray *only_head;          // char *: ids of cases that base does not have yet
    char *base_name;               // what base is, as the user named it; NULL: no comparison
    char *head_name;
    GPtrArray *fail_on;     // char *: what fails a comparison of builds, as --fail-on names it
    double alpha;           // the share of false calls that was allowed
    GPtrArray *comparisons; // struct comparison *
    GPtrArray *fits;        // struct fit *: how the results' times grow with their arguments
    GPtrArray *warnings;    // char *: about the machine and the run as a whole
    GPtrArray *references;  // struct reference *, measured meanwhile; else empty
    double references_s;    // of the duration: what they took
    struct run_part part;   // of a whole; {0}: the run is whole
    GPtrArray *parts;       // char *: the ids of those that it was merged of; else empty
    struct run_lookups *lookups;
};

/** An empty run with a new id, started now. */
struct run *run_new(void);
void run_free(struct run *run);
// g_autoptr(Run), as GLib wants a name of one word.
typedef struct run Run;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Run, run_free)

/** Takes a result over, on its side. */
void run_add(struct run *run, struct result *result);

/** Says of a result where it was measured, if it is unknown and the run is a part. */
void run_mark(const struct run *run, struct result *result);

/** Takes a result over in place of the one of its case and side, which there must be. */
void run_replace(struct run *run, struct result *result);

/** The first result of a case id, of the run's own or of base's; NULL: none. */
const struct result *run_find_result(const struct run *run, const char *id);
const struct result *run_find_base(const struct run *run, const char *id);

/** Whether it is of whole commands, so that an iteration is a run of one. */
bool run_is_of_commands(const struct run *run);

/** Whether the run compares two builds. */
bool run_has_sides(const struct run *run);

/** Fits again how the times of the run's own results grow with their arguments. */
void run_fit(struct run *run);

/** The fit of the alternative that a case is one of; NULL when there is none. */
const struct fit *run_find_fit(const struct run *run, const struct bench_case *bench_case);

/** The comparison of a case id with its baseline; NULL when there is none. */
const struct comparison *run_find_comparison(const struct run *run, const char *id);

/** How many comparisons are decided together: in a part of a run, all of the whole's. */
size_t run_comparisons(const struct run *run);

/** Whether a case of the run is compared with the one that has this id. */
bool run_has_baseline(const struct run *run, const char *id);

/**
 * To be called after results, comparisons or fits were removed, replaced or renamed, before one is
 * looked for again: what was found so far is kept in tables. Those that are added are found.
 */
void run_changed(const struct run *run);
