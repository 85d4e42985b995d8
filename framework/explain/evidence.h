// SPDX-License-Identifier: MIT
#pragma once
// What is known of a case, or of a command, whose time is to be explained. What is not known is NAN
// or NULL, with a reason beside it.
#include "framework/explain/hot_code.h"
#include "framework/explain/repeats.h"
#include "framework/profile/profile.h"
#include "framework/result/run.h"

/** What the same sources are with other flags of the compiler. */
struct flags_build {
    const char *flags; // NULL: it was not measured
    enum verdict verdict;
    double ratio; // of its time to that of the build as it is
    double interval[2];
};
enum { EVIDENCE_BUILDS = 2 };

struct evidence {
    const struct run *run;         // of the case and its group
    const struct result *result;   // of the case; NULL: it is a command
    const char *program;           // that the case is in, or the command starts
    const struct profile *profile; // passes time, calls, heap, copies, those that are available
    struct hot_code code;          // of the program that the case is in
    double code_iterations;        // that its counts are of
    char *why_no_code;             // NULL: it is known
    char *repeated;                // the function whose calls were looked at; NULL: none
    double repeated_share;         // of all instructions, those of its calls
    struct repeats repeats;
    char *why_no_repeats; // NULL: it is known
    double wall_s, cpu_s; // of a command
    double delay_s;       // for which it was ready to run, and got no CPU
    double read_ns;       // how long reading the bytes takes that an iteration moves
    char *producer;       // the compiler and its flags; NULL: not known
    struct flags_build builds[EVIDENCE_BUILDS]; // with fewer changes first
    char *why_no_builds;                        // NULL: they were measured
    char *vector_report;   // what the compiler said of the hot loop, with -O3; NULL: nothing
    unsigned cpus;         // that may be used
    unsigned vector_bytes; // of the CPU's registers that compilers use
};

void evidence_clear(struct evidence *evidence);

/** Time per iteration, ns; of a command its wall time. NAN: not known. */
double evidence_time_ns(const struct evidence *evidence);

/** How many CPUs it kept busy on average: 0.1 waits most of the time. NAN: not known. */
double evidence_busy_cpus(const struct evidence *evidence);

/** The fastest other alternative at the same argument; NULL: there is none. */
const struct result *evidence_fastest(const struct evidence *evidence);

/** An alternative whose time grows more slowly with the argument; NULL: none is known. */
const struct fit *evidence_slower_growth(const struct evidence *evidence);

// Functions that have a meaning of their own, whatever calls them.
enum service {
    SERVICE_ALLOCATION,
    SERVICE_COPY, // memory and strings, and finding where they end
};

/** The share of time in such functions with all that they call. NAN: there is no profile of time.
 */
double evidence_share_in(const struct evidence *evidence, enum service service);

/** The share of time in the program's own code. NAN: the same. */
double evidence_own_share(const struct evidence *evidence);

/** The value of a metric of the profile per iteration. NAN: it was not counted. */
double evidence_per_iteration(const struct evidence *evidence, const char *metric);

/** Mispredicted branches per iteration, simulated. NAN: not known. */
double evidence_mispredicted(const struct evidence *evidence);
