// SPDX-License-Identifier: MIT
#pragma once
// Commands as a suite: its cases, and the program that is their worker.
#include "framework/cli/exec_parameters.h"
#include "framework/result/case.h"

/** A command with the values of a combination of parameters. */
struct exec_case {
    char *name;                         // of the alternative
    char *command;                      // as the user would type it
    char **words;                       // that start it
    char **setup, **prepare, **cleanup; // the same; NULL: nothing
    char **parameters;                  // `NAME=VALUE`
    GPtrArray *arguments;               // char *: those that are numbers
    bool is_baseline;
};

struct exec_suite {
    GPtrArray *cases; // struct exec_case *
    char *program;    // NULL until it is written
};

/** The commands from `first` on, `n` of them, to measure; of a comparison one for each side. */
struct exec_choice {
    char *const *commands;
    guint first, n;
    const char *name; // of all cases without a parameter of texts; NULL: their command
};

/** Makes the cases and checks all that is started; an error (G_OPTION_ERROR) says what is wrong. */
bool exec_suite_make(struct exec_suite *suite, const struct exec_options *options,
                     const struct exec_choice *choice, GError **error);

/** Writes the program `name` into a folder: a link to benchrun's worker of commands. */
bool exec_suite_write(struct exec_suite *suite, const struct options *options, const char *folder,
                      const char *name, GError **error);

/** Says in the cases (struct bench_case *) that the program listed what they run. */
void exec_suite_describe(const struct exec_suite *suite, const GPtrArray *bench_cases);

/** Runs the words of a --setup or --cleanup, which `option` is; NULL is fine. */
bool exec_run(char *const *words, const char *option, GError **error);

void exec_suite_clear(struct exec_suite *suite);
