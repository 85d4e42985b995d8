// SPDX-License-Identifier: MIT
#pragma once
// Conducts a run, whatever is measured in it: signals, the CPU, the journal, the progress line, the
// result file. `run` and `compare` bring the plans; `test` takes its first half.
#include "framework/cli/config.h"
#include "framework/cli/discovery.h"
#include "framework/cli/options.h"
#include "framework/cli/pinning.h"
#include "framework/cli/progress.h"
#include "framework/result/run.h"
#include "framework/runner/journal.h"
#include "framework/runner/measure.h"

struct conduct {
    const struct conduct_command *command;
    struct config config; // benchrun.ini; its words stand before the user's
    struct options options;
    struct run *run;
    struct pinning pinning;
    struct progress progress;
    struct steal_meter *steal;
    struct journal *journal;
    char *result_path;
    char *journal_path;
};

/** What a command that measures says of itself. */
struct conduct_command {
    unsigned groups; // of options
    const char *usage;
    const char *summary;
};

/**
 * Parses the command's words, catches signals; with --resume reads the journal and goes on with
 * the words that started it. Returns an exit code; what is wrong has been printed.
 */
int conduct_begin(struct conduct *conduct, const struct conduct_command *command, char **argv);

/** Describes machine, clock, compiler and revision in the run, from what the suites told. */
void conduct_describe(struct conduct *conduct, const struct discovery *discovery);

/** Begins, finds the suites that the words name, and describes the run. Returns an exit code. */
int conduct_begin_with(struct conduct *conduct, const struct conduct_command *command, char **argv,
                       struct discovery *discovery);

/** Takes the CPU and, unless it resumes, begins the journal. Returns an exit code. */
int conduct_prepare(struct conduct *conduct, char **argv);

/** How the worker of a case is started, as the options and the CPU that was taken have it. */
struct launch conduct_launch(const struct conduct *conduct, const struct bench_case *bench_case);

/** The settings that the options ask for. */
struct settings conduct_settings(const struct conduct *conduct, const struct discovery *discovery);

/**
 * Measures the plans that are not done yet, in their order, and takes their results into run and
 * journal. `is_decided` may be NULL. Returns EXIT_GOOD, EXIT_INTERRUPTED or EXIT_UNMEASURED.
 */
int conduct_measure(struct conduct *conduct, GPtrArray *plans, const struct settings *settings,
                    bool (*is_decided)(void *data, const struct plan *plan), void *data);

/** Writes the result file; a complete run needs its journal no more. Returns an exit code. */
int conduct_save(struct conduct *conduct, bool is_complete);

/** The exit code that the results' statuses ask for. */
int conduct_judge(const GPtrArray *results);

void conduct_clear(struct conduct *conduct);
