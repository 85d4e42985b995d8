// SPDX-License-Identifier: MIT
#pragma once
// Recording a run, whatever is measured in it: options and signals, the CPU, the journal, the
// progress line, the result file, the reports and the exit code. The commands bring the plans.
#include "framework/cli/asked_passes.h"
#include "framework/cli/command.h"
#include "framework/cli/config.h"
#include "framework/cli/discovery.h"
#include "framework/cli/journaling.h"
#include "framework/cli/options.h"
#include "framework/cli/pinning.h"
#include "framework/cli/progress.h"
#include "framework/result/run.h"
#include "framework/runner/measure.h"

/** What is done for each plan besides measuring it; functions may be NULL. */
struct plan_guard {
    bool (*before)(void *data, const struct plan *plan, GError **error);
    // Also where measuring failed or was interrupted.
    bool (*after)(void *data, const struct plan *plan, GError **error);
    void *data;
};

struct recording {
    enum command_bit command;
    struct config config; // benchrun.ini; its words come before the user's
    struct options options;
    struct run *run;
    struct pinning pinning;
    struct asked_passes passes;
    struct progress progress;
    struct journaling journaling;
    GHashTable *own; // char *: cases by which the plans of this part are called; NULL: all are
    struct plan_guard guard;
};

/** What a command has measured, and what it makes of it. */
struct recording_task {
    GPtrArray *plans;
    struct settings settings;
    /** Whether a plan can end early, asked after each restart; NULL: never. */
    bool (*is_decided)(void *data, const struct plan *plan);
    /** Fills in what the results come to, before they are saved. */
    void (*conclude)(void *data, struct recording *recording);
    /**
     * Adds what else can be found out about the results, once these are saved; whether there was
     * anything. NULL: nothing.
     */
    bool (*add_witnesses)(void *data, struct recording *recording);
    /** The exit code of a complete run. */
    int (*judge)(const struct recording *recording);
    /**
     * Measures some cases again, by recording_measure_again(), when the plans are done: an exit
     * code; NULL: nothing.
     */
    int (*measure_again)(void *data, struct recording *recording);
    void *data;
};

/**
 * Parses the command's words, catches signals; with --resume reads the journal and takes the words
 * that started it. Returns an exit code; what is wrong has been printed.
 */
int recording_begin(struct recording *recording, char **argv);

/** The same for what another command measures: `record` of benchrun.ini does not hold for it. */
int recording_begin_unrecorded(struct recording *recording, char **argv);

/** Describes machine, clock, compiler and revision in the run, from what the suites said. */
void recording_describe(struct recording *recording, const struct discovery *discovery);

/** Takes the CPU and, unless it resumes, begins the journal. Returns an exit code. */
int recording_prepare(struct recording *recording, char **argv);

/** Takes the CPU, as recording_prepare() and recording_measure_again() do. Returns an exit code. */
int recording_take_cpu(struct recording *recording);

/** How the worker of a case is started, as the options and the CPU that was taken have it. */
struct launch recording_launch(const struct recording *recording,
                               const struct bench_case *bench_case);

/** The settings that the options ask for. */
struct settings recording_settings(const struct recording *recording,
                                   const struct discovery *discovery);

/**
 * The same for plans that compare two builds: `n_comparisons` are decided together, in at least
 * `least_restarts`.
 */
struct settings recording_paired_settings(const struct recording *recording,
                                          const struct discovery *discovery, guint n_comparisons,
                                          unsigned least_restarts);

/**
 * Takes a result into the run and the journal, if there is one, in place of the one that they have:
 * of a plan that was stopped between two of its results.
 */
bool recording_take(struct recording *recording, struct result *result, GError **error);

/**
 * Measures the plans in their order: those that are not done yet, or all of them again. Returns an
 * exit code.
 */
int recording_measure(struct recording *recording, const struct recording_task *task,
                      bool is_again);

/**
 * Takes the CPU again and measures the plans that `make_plans` then makes, whose results replace
 * those that the run has. Returns an exit code.
 */
int recording_measure_again(struct recording *recording, struct recording_task *task,
                            GPtrArray *(*make_plans)(void *data));

/** The exit code that the results' statuses ask for. */
int recording_judge(const GPtrArray *results);

void recording_clear(struct recording *recording);
